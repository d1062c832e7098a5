"""Converted models on disk: built once, whole or not at all, and checked whenever they are used."""

from __future__ import annotations

import contextlib
import fcntl
import fnmatch
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


def _write_manifest(folder: Path, made_of: Path) -> None:
    files = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            os.fsync(file.fileno())
        files[path.name] = {"bytes": path.stat().st_size, "sha256": sha256(path)}
    _save_manifest(folder, {"made_of": str(made_of.absolute()), "files": files})


def _save_manifest(folder: Path, content: Any) -> None:
    part = folder / f".{MANIFEST}.part"
    with part.open("w", encoding="utf-8") as manifest:
        json.dump(content, manifest, indent=2)
        manifest.flush()
        os.fsync(manifest.fileno())
    part.replace(folder / MANIFEST)


def _note_origin(folder: Path, made_of: Path) -> None:
    """Note of what a conversion is made where the same content was elsewhere before."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if content.get("made_of") != str(made_of.absolute()):
        content["made_of"] = str(made_of.absolute())
        # A cache that cannot be written is good for reading all the same.
        with contextlib.suppress(OSError):
            _save_manifest(folder, content)


def clean(is_unwanted: Callable[[str, Path], bool]) -> None:
    """Remove some converted models; they are made again when they are asked for.

    Args:
        is_unwanted: Given the name of one and the folder that it was made of.
    """
    for manifest in cache_root().glob(f"*/{MANIFEST}"):
        try:
            made_of = json.loads(manifest.read_text(encoding="utf-8")).get("made_of")
        except (OSError, ValueError, AttributeError):
            continue  # damaged; built again when it is asked for
        if made_of and is_unwanted(manifest.parent.name, Path(made_of)):
            with contextlib.suppress(OSError):
                # First, so that what a kill leaves is known for damaged.
                manifest.unlink()
                shutil.rmtree(manifest.parent)


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


def cached_model(
    name: str,
    build: Callable[[Path], None],
    *,
    made_of: Path,
    replaces: str,
    n_bytes: int = 600_000_000,
) -> Path:
    """The folder of a converted model, built on first use and rebuilt when damaged.

    The model is built in a temporary folder that gets its name only when it is complete, under a
    lock, so that neither a kill nor a second process leaves half a model behind.

    Args:
        name: Folder name; everything that the contents depend on has to be in it.
        build: Writes the model's files into an empty folder.
        made_of: The folder of the model that is converted; see :func:`clean`.
        replaces: Pattern of names: conversions of the same folder that have one were made of what
            it held before, or by another version of songngu, and are removed when this is built.
        n_bytes: What that takes at most, for the message when there is no room for it.

    Raises:
        EngineError: The cache folder cannot be written.
    """
    root = cache_root()
    folder = root / name
    if is_intact(folder):
        _note_origin(folder, made_of)
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _locked(root / f".{name}.lock"):
            if not is_intact(folder):
                _rebuild(folder, build, made_of)
                _remove_others(name, made_of, replaces)
    except OSError as error:
        raise EngineError(
            f"The drafting model could not be prepared in {root}: {error.strerror or error}. "
            f"It needs up to {n_bytes / 1e6:,.0f} MB there while it is made; free some space or "
            f"name another folder in the environment variable {CACHE_VARIABLE}."
        ) from error
    return folder


def _remove_others(name: str, made_of: Path, pattern: str) -> None:
    origin = made_of.absolute()
    clean(
        lambda other, folder: (
            folder == origin and other != name and fnmatch.fnmatchcase(other, pattern)
        )
    )


def _rebuild(folder: Path, build: Callable[[Path], None], made_of: Path) -> None:
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
        _write_manifest(temporary, made_of)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
