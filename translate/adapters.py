"""Models that ``songngu train`` has made: installed beside each other, one of them in use.

Each engine that can be adapted, a local folder by where it is, has a folder of its own below
:func:`models_root`, with a numbered folder for every model installed (``2-opus-mt-vi-en``) and a
link ``current`` to the one in use. A model remembers which one it replaced, so that
:func:`restore` can go back to it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from songngu.corpora.errors import EngineError
from songngu.translate import model_cache

MODELS_VARIABLE = "SONGNGU_MODELS"
#: The adapter that comes with songngu.
SHIPPED = Path(__file__).parent / "model"
EMBEDDED = "embedded"
_CURRENT = "current"
_NOTE = "installed.json"
_LOCK = ".lock"


def models_root() -> Path:
    """The folder of trained models: ``$SONGNGU_MODELS``, else ``models`` in the data folder."""
    chosen = os.environ.get(MODELS_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_data_path("songngu")) / "models"


def slot_of(engine: str) -> str:
    """The name of an engine as a folder name: ``hf:ORG/MODEL`` becomes ``hf--ORG--MODEL``.

    A local folder's is made from where it is, however it is spelled: ``opus-`` and a digest.
    """
    name = _anywhere(engine)
    if not os.path.isabs(name):
        return _spelled(name)
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:12]
    return f"{stem_of(name)}-{digest}"


def stem_of(engine: str) -> str:
    """The last part of an engine's name, for a folder: ``opus-mt-vi-en``."""
    return _spelled(_anywhere(engine)).rpartition("--")[2]


def _spelled(name: str) -> str:
    return re.sub(r"[^\w.+-]+", "--", name.strip("/")) or "model"


def _anywhere(engine: str) -> str:
    """The name of an engine that means the same from any folder: a local folder's whole path."""
    name = own_model(engine)
    folder = os.path.expanduser(name)
    is_path = name.startswith((".", "/", "~")) or os.path.isdir(folder)
    return os.path.realpath(folder) if is_path and engine != EMBEDDED else engine


def current(engine: str) -> Path | None:
    """The folder of the model in use for an engine; None where none has been installed.

    Raises:
        EngineError: The model that is to be used is gone.
    """
    link = models_root() / slot_of(engine) / _CURRENT
    if not link.is_symlink():
        return None
    folder = link.parent / link.readlink()
    if not folder.is_dir():
        raise EngineError(
            f"The trained model {folder} for {engine} is gone. Go back to the one before it with "
            f"`songngu train --restore {engine}`."
        )
    return folder


def own_model(engine: str) -> str:
    """The folder or hub name in a hub engine's name."""
    _, colon, name = engine.partition(":")
    return name if colon else engine


def model_of(engine: str) -> str:
    """The folder or hub name that a hub engine stands for: the trained one in use, else its own.

    Raises:
        EngineError: The trained one is gone.
    """
    return str(current(engine) or own_model(engine))


def current_adapter() -> Path:
    """The folder of the adapter that the embedded engine uses: a trained one, else the shipped."""
    return current(EMBEDDED) or SHIPPED


def install(engine: str, made: Path) -> Path:
    """Copy a model's folder beside the installed ones and use it from now on.

    Of the installed ones only that and the one it replaces keep their conversions in the cache.

    Args:
        engine: What the model replaces.
        made: The folder to copy; it stays as it is.

    Returns:
        The folder that is in use now.

    Raises:
        OSError: The folder of models cannot be written; what was in use stays in use.
    """
    slot = models_root() / slot_of(engine)
    slot.mkdir(parents=True, exist_ok=True)
    with _locked(slot):
        folder = _add(engine, made, slot)
    # The model is in use by now: what cannot be cleaned only takes room.
    with contextlib.suppress(OSError):
        _clean_cache()
    return folder


@contextlib.contextmanager
def _locked(slot: Path) -> Iterator[None]:
    """Wait for other processes that install a model there, and keep them waiting."""
    with (slot / _LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _add(engine: str, made: Path, slot: Path) -> Path:
    """Copy a model's folder under the next number and let the link point to it."""
    former = _linked(slot)
    number = max((_number(path) for path in slot.iterdir()), default=0) + 1
    # Some families of hub models are told by the name of their folder.
    folder = slot / f"{number}-{stem_of(engine)}"
    part = slot / f".{folder.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    try:
        shutil.copytree(made, part)
        note = {
            "engine": _anywhere(engine),
            "former": former,
            "installed_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        (part / _NOTE).write_text(json.dumps(note, indent=1) + "\n", encoding="utf-8")
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _link(slot, folder.name)
    return folder


def restore(engine: str) -> Path | None:
    """Use the model again that the one in use has replaced; nothing is deleted.

    Returns:
        The folder that is in use now; None where the engine is as it comes again.

    Raises:
        EngineError: No trained model is in use, or the note on what it replaced is lost.
    """
    slot = models_root() / slot_of(engine)
    name = _linked(slot)
    if name is None:
        slots = sorted(_engine_in(path) for path in models_root().glob(f"*/{_CURRENT}"))
        raise EngineError(
            f"No trained model is in use for {engine}, so there is none to take back; expected "
            f"one of: {', '.join(slots) or '(nothing has been installed yet)'}."
        )
    try:
        former: str | None = json.loads((slot / name / _NOTE).read_text("utf-8"))["former"]
    except FileNotFoundError:
        # Somebody has deleted the folder; the numbers tell the order they came in.
        known = {_number(path): path.name for path in slot.iterdir()}
        earlier = [number for number in known if 0 < number < _number(slot / name)]
        former = known[max(earlier)] if earlier else None
    except (ValueError, KeyError) as error:
        raise EngineError(
            f"{slot / name / _NOTE} cannot be read ({error}), so that it is not known which model "
            f"came before. Let the link {slot / _CURRENT} point to the folder that is wanted."
        ) from error
    if former is not None and (slot / former).is_dir():
        _link(slot, former)
        return slot / former
    (slot / _CURRENT).unlink()
    return None


def _engine_in(link: Path) -> str:
    """The engine that the model in use was installed for; its slot where the note is lost."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return str(json.loads((link / _NOTE).read_text("utf-8"))["engine"])
    return link.parent.name


def _clean_cache() -> None:
    """Remove the conversions of models that are gone, and of installed ones no longer in use.

    Those in use and the ones that they have replaced keep theirs.
    """
    root = models_root().absolute()
    kept: set[Path] = set()
    for link in root.glob(f"*/{_CURRENT}"):
        name = _linked(link.parent)
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept.add(link.parent / str(name))
            kept.add(link.parent / json.loads((link / _NOTE).read_text("utf-8"))["former"])
    model_cache.clean(
        lambda _, folder: _is_gone(folder) or (root in folder.parents and folder not in kept)
    )


def _is_gone(folder: Path) -> bool:
    try:
        return not folder.is_dir()
    except OSError:
        return False  # perhaps in somebody's private folder, or on a disk that is away


def _number(folder: Path) -> int:
    """The number of a model's folder; 0 of anything else."""
    number = folder.name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _linked(slot: Path) -> str | None:
    link = slot / _CURRENT
    return link.readlink().name if link.is_symlink() else None


def _link(slot: Path, name: str) -> None:
    """Let the link point to another folder, in one step."""
    temporary = slot / f".{_CURRENT}.new"
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    temporary.symlink_to(name, target_is_directory=True)
    temporary.replace(slot / _CURRENT)
