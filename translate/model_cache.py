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
_IN_USE: dict[Path, int] = {}
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
    # A cache that cannot be written, or that another process is at, is good for reading all the
    # same; that process may just have removed the folder.
    with contextlib.suppress(OSError, ValueError), _locked(_lock_of(folder), wait=False):
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if content.get("made_of") != str(made_of.absolute()):
            content["made_of"] = str(made_of.absolute())
            _save_manifest(folder, content)


def _origin(manifest: Path) -> Path | None:
    """The folder that a conversion was made of; None where it is damaged or does not say."""
    try:
        return Path(json.loads(manifest.read_text(encoding="utf-8"))["made_of"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def clean(is_unwanted: Callable[[str, Path], bool]) -> None:
    """Remove some converted models; they are made again when they are asked for.

    Those that another process is preparing or has asked for stay.

    Args:
        is_unwanted: Given the name of one and the folder that it was made of.
    """
    # A name with a leading dot is that of a model half made.
    for manifest in cache_root().glob(f"[!.]*/{MANIFEST}"):
        folder = manifest.parent
        with contextlib.suppress(OSError), _locked(_lock_of(folder), wait=False):
            made_of = _origin(manifest)
            if made_of is not None and is_unwanted(folder.name, made_of):
                _give_up(folder)
                with _locked(_use_lock_of(folder), wait=False):
                    # First, so that what a kill leaves is known for damaged.
                    manifest.unlink()
                    shutil.rmtree(folder)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.lock")


def _use_lock_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.used.lock")


def _use(folder: Path) -> None:
    """Keep other processes from removing a model until this one ends or removes it itself."""
    # Nothing can be removed from a cache that cannot be written.
    with contextlib.suppress(OSError):
        file = os.open(_use_lock_of(folder), os.O_RDWR | os.O_CREAT, 0o666)
        fcntl.flock(file, fcntl.LOCK_SH)
        _give_up(folder)
        _IN_USE[folder] = file


def _give_up(folder: Path) -> None:
    if (file := _IN_USE.pop(folder, None)) is not None:
        os.close(file)


@contextlib.contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock that the system takes back when the process ends, however it ends.

    Raises:
        OSError: It cannot be had; BlockingIOError where another holds it and there is no waiting.
    """
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not wait:
                raise
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
    lock, so that neither a kill nor a second process leaves half a model behind. While this process
    lives, no other removes it.

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
    try:
        root.mkdir(parents=True, exist_ok=True)
        _use(folder)
        if is_intact(folder):
            _note_origin(folder, made_of)
            return folder
        with _locked(_lock_of(folder)):
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
