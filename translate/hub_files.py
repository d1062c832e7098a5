"""Finding the files of a hub model: in a folder, in the hub's cache, or on the hub itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from songngu.corpora.errors import EngineError
from songngu.translate.model_cache import sha256

#: How transformers is told to read a folder: nothing is fetched, no code in it is run.
LOCAL_ONLY = {"local_files_only": True, "trust_remote_code": False}

_HUB = "https://huggingface.co"
_CONNECT_TIMEOUT_S = 5.0
_WEIGHTS = (".safetensors", ".bin")
_SUFFIXES = (*_WEIGHTS, ".json", ".model", ".spm", ".txt", ".bpe", ".jinja")
_CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Located:
    """A model's files on this machine.

    Attributes:
        folder: Where they are, as transformers' ``save_pretrained`` writes them.
        name: What the model is called: ``ORG/MODEL``, or the folder's own name.
        revision: The hub's commit hash, or a SHA-256 over the contents of a local folder; what is
            made of the files is named by it.
    """

    folder: Path
    name: str
    revision: str


def locate(
    model: str,
    engine: str,
    *,
    progress: bool = True,
    before_fetching: Callable[[], None] | None = None,
) -> Located:
    """The files of a model, fetched from the hub where they are not here yet.

    What the hub's cache holds is used as it is, without asking the hub for anything newer.

    Args:
        model: A folder, ``ORG/MODEL`` or ``ORG/MODEL@REVISION``: a branch, tag or commit hash.
        engine: The engine's whole name, for the errors.
        progress: Show what is being fetched on stderr.
        before_fetching: Called before the hub is asked for anything; may raise.

    Raises:
        EngineError: The folder holds no model, or the hub is needed and cannot be reached or does
            not have it.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not (folder / _CONFIG).is_file():
            raise EngineError(
                f"The folder {folder} holds no model: config.json is missing. Expected a folder "
                "as transformers' save_pretrained writes it."
            )
        return Located(folder, folder.resolve().name, content_digest(folder))
    name, _, revision = model.partition("@")
    if name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise EngineError(
            f"There is no folder {folder}. Expected an existing model folder, or the name of a "
            "hub model as ORG/MODEL."
        )
    cached = _cached(name, revision or None)
    if cached is None or not _has_weights(cached):
        if before_fetching is not None and cached is None:
            before_fetching()
        cached = _from_hub(name, revision or None, engine, progress, cached)
    return Located(cached, name, cached.name)


def content_digest(folder: Path) -> str:
    """A SHA-256 over the names and contents of the files that a model is made of."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in _SUFFIXES and path.is_file():
            digest.update(f"{path.name}\0{sha256(path)}\n".encode())
    return digest.hexdigest()


def _cached(name: str, revision: str | None) -> Path | None:
    """Where the hub's cache holds the revision; perhaps a part of it."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(name, _CONFIG, revision=revision)
    return Path(found).parent if isinstance(found, str) else None


def _has_weights(folder: Path) -> bool:
    return any(path.suffix in _WEIGHTS for path in folder.iterdir())


def _from_hub(
    name: str, revision: str | None, engine: str, progress: bool, cached: Path | None
) -> Path:
    """What the hub holds; where it cannot be reached, the part that is in the cache."""
    try:
        _check_reachable(engine)
    except EngineError:
        # Converted before, a model drafts without its weights.
        if cached is not None:
            return cached
        raise
    return _fetch(name, revision, engine, progress)


def _check_reachable(engine: str) -> None:
    """Ask the hub for a sign of life, once and briefly; its own client would try for minutes."""
    import httpx

    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON"):
        raise EngineError(
            f"The weights of {engine} are not on this machine, and HF_HUB_OFFLINE forbids to "
            "fetch them. Unset it, or download the model where there is a network and name its "
            "folder as `hf:FOLDER`."
        )
    hub = os.environ.get("HF_ENDPOINT", _HUB)
    try:
        httpx.head(hub, timeout=_CONNECT_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise EngineError(
            f"The weights of {engine} are not on this machine, and the hub {hub} cannot be "
            f"reached ({type(error).__name__}: {error}). Connect to the network and try again, "
            "copy the model's folder here and name it as `hf:FOLDER`, or use the engine "
            "`embedded`, which needs no network."
        ) from error


def _fetch(name: str, revision: str | None, engine: str, progress: bool) -> Path:
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if not progress:
        disable_progress_bars()
    hub = os.environ.get("HF_ENDPOINT", _HUB)
    try:
        listed = HfApi(endpoint=hub).model_info(name, revision=revision).siblings or []
        wanted = wanted_files([each.rfilename for each in listed])
        return Path(snapshot_download(name, revision=revision, endpoint=hub, allow_patterns=wanted))
    except Exception as error:  # of the hub's client, or of whichever library it asks with
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise EngineError(
            f"The files of {engine} cannot be fetched from {hub}: {reason} Check the name and the "
            "revision (ORG/MODEL@REVISION); for a model that asks for consent, accept its terms "
            "on its page and sign in with `hf auth login`."
        ) from error


def wanted_files(names: list[str]) -> list[str]:
    """Those files of a repository that transformers needs, the weights in one form only."""
    own = [name for name in names if "/" not in name and name.endswith(_SUFFIXES)]
    safe = any(name.endswith(".safetensors") for name in own)
    return [
        name
        for name in own
        if not (safe and (name.endswith(".bin") or ".bin." in name))
        and not name.startswith("consolidated")
    ]
