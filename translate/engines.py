"""Engines by name."""

from __future__ import annotations

from pathlib import Path

from songngu.translate.drafter import Drafter

#: What ``--engine`` takes, and what that is; the names in capitals stand for something.
ENGINES: dict[str, str] = {
    "embedded": "the built-in Vietnamese–English model; needs no network (default)",
    "hf:ORG/MODEL": "a seq2seq model of the Hugging Face hub, such as "
    "hf:Helsinki-NLP/opus-mt-vi-en (Marian, NLLB, M2M100, mBART-50 and T5 families)",
    "hf:FOLDER": "the same from a local folder; a plain path to a folder works as well",
    "hf-causal:ORG/MODEL": "a causal language model of the hub, prompted to translate",
    "hf-causal:FOLDER": "the same from a local folder",
}


def load_drafter(
    name: str = "embedded",
    *,
    beam_size: int = 4,
    threads: int = 0,
    progress: bool = True,
    template: str | None = None,
) -> Drafter:
    """The engine of that name, ready to draft.

    Args:
        name: One of :data:`ENGINES`, or a local model folder.
        beam_size: Hypotheses kept in the search; 1 is greedy and fastest.
        threads: CPU threads; 0 leaves the choice to the system.
        progress: Show progress bars on stderr while loading.
        template: Prompt of a causal model, with ``{source}`` and optionally ``{terms}`` and
            ``{examples}``; a template of songngu's own unless given.

    Raises:
        ValueError: A bad beam size, number of threads or template.
        EngineError: An unknown name, or the engine cannot be loaded.
    """
    from songngu.corpora.errors import EngineError

    if beam_size < 1 or threads < 0:
        raise ValueError(
            f"expected beam_size of at least 1 and threads of at least 0, "
            f"found {beam_size} and {threads}"
        )
    kind, colon, model = name.partition(":")
    if template is not None and kind != "hf-causal":
        raise ValueError(f"only hf-causal engines take a prompt template, not {name!r}")
    if name == "embedded":
        from songngu.translate.embedded import EmbeddedDrafter

        return EmbeddedDrafter(beam_size=beam_size, threads=threads, progress=progress)
    if kind == "hf-causal" and model:
        from songngu.translate.hub_causal import CausalDrafter

        return CausalDrafter(
            model, beam_size=beam_size, threads=threads, progress=progress, template=template
        )
    if (kind == "hf" and model) or (name and not colon and Path(name).is_dir()):
        from songngu.translate.hub_seq2seq import Seq2SeqDrafter

        return Seq2SeqDrafter(
            model if colon else name, beam_size=beam_size, threads=threads, progress=progress
        )
    raise EngineError(
        f"There is no engine called {name!r}; expected one of {', '.join(ENGINES)}, "
        "or the path of an existing model folder."
    )
