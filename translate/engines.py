"""Engines by name."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from songngu.corpora.errors import EngineError
from songngu.translate import adapters
from songngu.translate.drafter import Drafter, ModelDrafter
from songngu.translate.faithful import Faithful
from songngu.translate.house import HouseDrafter
from songngu.translate.runtime import Runtime
from songngu.translate.style import UNSTYLED, HouseStyle

if TYPE_CHECKING:
    from songngu.translate.endpoint import EndpointSettings

#: What ``--engine`` takes, and what that is; the names in capitals stand for something.
ENGINES: dict[str, str] = {
    "embedded": "the built-in Vietnamese–English model; needs no network (default)",
    "embedded:FOLDER": "the same with another adapter; embedded:shipped for songngu's own",
    "hf:ORG/MODEL": "a seq2seq model of the Hugging Face hub, such as "
    "hf:Helsinki-NLP/opus-mt-vi-en (Marian, NLLB, M2M100, mBART-50 and T5 families); "
    "@REVISION pins it",
    "hf:FOLDER": "the same from a local folder; a plain path to a folder works as well",
    "hf-causal:ORG/MODEL": "a causal language model of the hub, prompted to translate",
    "hf-causal:FOLDER": "the same from a local folder",
    "openai:MODEL": "a model behind an OpenAI-compatible endpoint (Ollama, llama.cpp, vLLM, or a "
    "hosted one), whose address --endpoint gives",
}


class EngineOptions(TypedDict, total=False):
    """The keyword arguments of :func:`load_engine`."""

    beam_size: int
    threads: int
    progress: bool
    device: str
    template: str | None
    endpoint: EndpointSettings | None


def load_drafter(
    name: str = "embedded",
    *,
    style: HouseStyle = UNSTYLED,
    faithful: Faithful | None = None,
    **options: Unpack[EngineOptions],
) -> HouseDrafter:
    """The engine of that name, ready for any input and to draft in a house style.

    Args:
        name: One of :data:`ENGINES`, or a local model folder.
        style: How drafts are to be written; as the engine writes them unless given.
        faithful: By what means drafts are made to say what their sources say; all unless given.
            :data:`~songngu.translate.faithful.RAW` leaves them as the model has them.
        **options: Those of :func:`load_engine`, which gives the engine by itself.

    Raises:
        ValueError: A bad option.
        EngineError: An unknown name, or the engine cannot be loaded.
    """
    engine = load_engine(name, **options)
    if faithful is not None and isinstance(engine, ModelDrafter):
        engine.faithful = faithful
    return HouseDrafter(engine, style)


def load_engine(
    name: str = "embedded",
    *,
    beam_size: int = 4,
    threads: int = 0,
    progress: bool = True,
    device: str = "auto",
    template: str | None = None,
    endpoint: EndpointSettings | None = None,
) -> Drafter:
    """The engine of that name, which drafts running Vietnamese text.

    Args:
        name: One of :data:`ENGINES`, or a local model folder.
        beam_size: See :class:`~songngu.translate.runtime.Runtime`, as for the next three.
        threads: CPU threads.
        progress: Show progress bars.
        device: Where it runs.
        template: Prompt of a causal model, with ``{source}`` and optionally ``{terms}`` and
            ``{examples}``; a template of songngu's own unless given.
        endpoint: Where an ``openai:`` engine's model is; the address in ``$SONGNGU_ENDPOINT``
            unless given.

    Raises:
        ValueError: A bad beam size, number of threads, device or template, or an option that
            belongs to another kind of engine.
        EngineError: An unknown name, or the engine cannot be loaded.
    """
    runtime = Runtime(beam_size, threads, progress, device)
    kind, colon, model = name.partition(":")
    if template is not None and kind != "hf-causal":
        raise ValueError(f"only hf-causal engines take a prompt template, not {name!r}")
    if endpoint is not None and kind != "openai":
        raise ValueError(f"only openai engines are behind an endpoint, not {name!r}")
    if kind == "embedded":
        adapter = _adapter(name, model) if colon else adapters.current_adapter()
        return _open_embedded(adapter, runtime)
    if kind == "openai" and model:
        return _open_endpoint(model, endpoint)
    if kind == "hf-causal" and model:
        from songngu.translate.hub_causal import CausalDrafter

        return CausalDrafter(adapters.model_of(name), runtime, template=template)
    if (kind == "hf" and model) or (name and not colon and Path(name).is_dir()):
        from songngu.translate.hub_seq2seq import open_seq2seq

        return open_seq2seq(adapters.model_of(name), runtime)
    raise EngineError(unknown_engine(name))


def _open_embedded(adapter: Path, runtime: Runtime) -> Drafter:
    from songngu.translate.embedded import EmbeddedDrafter

    return EmbeddedDrafter(
        beam_size=runtime.beam_size,
        threads=runtime.threads,
        progress=runtime.progress,
        adapter=adapter,
        device=runtime.device,
    )


def _open_endpoint(model: str, settings: EndpointSettings | None) -> Drafter:
    from songngu.translate.endpoint import read_settings
    from songngu.translate.endpoint.drafter import EndpointDrafter

    return EndpointDrafter(model, settings or read_settings(None))


def _adapter(name: str, folder: str) -> Path:
    """The adapter that ``embedded:FOLDER`` names.

    Raises:
        EngineError: There is no such folder.
    """
    if folder == "shipped":
        return adapters.SHIPPED
    path = Path(folder).expanduser()
    if folder and path.is_dir():
        return path
    if not folder:
        raise EngineError(unknown_engine(name))
    raise EngineError(
        f"The engine {name!r} names the folder {folder!r}, which is not there. Expected the "
        "folder of an adapter that `songngu train` made, `embedded:shipped` for the one that "
        "comes with songngu, or `embedded`."
    )


def names_engine(name: str) -> bool:
    """Whether a name has the form of an engine's; it may still not be there to be loaded."""
    kind, _, model = name.partition(":")
    if kind in _KINDS and (model or kind == name == "embedded"):
        return True
    return bool(name) and Path(name).is_dir()


def unknown_engine(name: str) -> str:
    """What to say about a name that is none of an engine's, with a guess at what was meant."""
    kind, colon, model = name.partition(":")
    if colon and not model and kind in _KINDS:
        return f"The engine {name!r} names no model; expected {_KINDS[kind]}."
    if name.startswith(("http://", "https://")):
        return (
            f"{name!r} is an address, not an engine; expected openai:MODEL, and the address as "
            f"--endpoint {name}."
        )
    guess = difflib.get_close_matches(kind.lower(), _KINDS, 1, 0.6)
    if not colon and name.count("/") == 1 and not name.startswith((".", "/", "~")):
        hint = f" Did you mean the hub's model hf:{name}?"
    elif guess and kind != guess[0]:
        hint = f" Did you mean {guess[0]}{colon}{model}?"
    elif "/" in name or name.startswith((".", "~")):
        hint = " There is no folder of that name either."
    else:
        hint = ""
    return f"There is no engine called {name!r}; expected one of {', '.join(ENGINES)}.{hint}"


_KINDS = {
    "embedded": "embedded, embedded:shipped or embedded:FOLDER",
    "hf": "hf:ORG/MODEL or hf:FOLDER, such as hf:Helsinki-NLP/opus-mt-vi-en",
    "hf-causal": "hf-causal:ORG/MODEL or hf-causal:FOLDER",
    "openai": "openai:MODEL, where MODEL is the name that the endpoint gives it",
}
