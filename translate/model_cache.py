"""Converted models on disk: built once, whole or not at all, and checked whenever they are used."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

from songngu.corpora.errors import EngineError

CACHE_VARIABLE = "SONGNGU_CACHE"
MANIFEST = "manifest.json"
_BLOCK = 1 << 20
# Warnings reach stderr also where nobody has set up logging (Python's handler of last resort).
_LOG = logging.getLogger(__name__)


def cache_root() -> Path:
    """The folder of converted models: ``$SONGNGU_CACHE``, else the user's cache folder."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_path("songngu"))


def sha256(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_intact(folder: Path) -> bool:
    """Whether a folder holds exactly what its manifest lists, byte for byte."""
    try:
        listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        sizes = {name: (folder / name).stat().st_size for name in listed}
        if any(sizes[name] != entry["bytes"] for name, entry in listed.items()):
            return False
        return all(sha256(folder / name) == entry["sha256"] for name, entry in listed.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _write_manifest(folder: Path) -> None:
    files = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        files[path.name] = {"bytes": path.stat().st_size, "sha256": sha256(path)}
    with (folder / MANIFEST).open("w", encoding="utf-8") as manifest:
        json.dump({"files": files}, manifest, indent=2)
        manifest.flush()
        os.fsync(manifest.fileno())


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system takes back when the process ends, however it ends."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _LOG.warning("Waiting for another process that is preparing the same model…")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def cached_model(name: str, build: Callable[[Path], None], *, n_bytes: int = 600_000_000) -> Path:
    """The folder of a converted model, built on first use and rebuilt when damaged.

    The model is built in a temporary folder that gets its name only when it is complete, under a
    lock, so that neither a kill nor a second process leaves half a model behind.

    Args:
        name: Folder name; everything that the contents depend on has to be in it.
        build: Writes the model's files into an empty folder.
        n_bytes: What that takes at most, for the message when there is no room for it.

    Raises:
        EngineError: The cache folder cannot be written.
    """
    root = cache_root()
    folder = root / name
    if is_intact(folder):
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _locked(root / f".{name}.lock"):
            if not is_intact(folder):
                _rebuild(folder, build)
    except OSError as error:
        raise EngineError(
            f"The drafting model could not be prepared in {root}: {error.strerror or error}. "
            f"It needs up to {n_bytes / 1e6:,.0f} MB there while it is made; free some space or "
            f"name another folder in the environment variable {CACHE_VARIABLE}."
        ) from error
    return folder


def _rebuild(folder: Path, build: Callable[[Path], None]) -> None:
    """Build into a temporary folder and put it in place; the lock is held."""
    if folder.exists():
        _LOG.warning("The cached model %s is damaged; building it again.", folder)
        shutil.rmtree(folder)
    temporary = folder.with_name(f".{folder.name}.part")
    # Left over from a process that was killed: the lock says that nobody is writing it now.
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        build(temporary)
        _write_manifest(temporary)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
