"""What a run leaves in its folder so that the same command can go on after a kill."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from songngu.corpora.errors import TrainingError
from songngu.translate.training.filters import Counts, SourceCount
from songngu.translate.training.learner import Start
from songngu.translate.training.pairs import TrainingPair

CHECKPOINT = "checkpoint.pt"
BEST = "best.pt"
SETTINGS = "settings.json"
#: What came of a run that has come to its end.
RESULT = "result.json"
#: Where torch keeps what it compiles.
COMPILED = ".compiled"
_PAIRS = "pairs.jsonl.gz"
_HELD_OUT = "held-out.jsonl.gz"
_COUNTS = "counts.json"
_GLOSSARY = "glossary.json.gz"
_START = "start.json"
#: What a run may leave that came to a stop before anything was learnt.
_BEGUN = (_PAIRS, _HELD_OUT, _COUNTS, _GLOSSARY, _START, BEST)


@dataclass(slots=True)
class Place:
    """How far a run has come.

    Attributes:
        stage: Number of the stage, from 0.
        round: Pass of the stage, from 0.
        block: Block of the pass, from 0.
        batch: Next batch of the block.
        step: Changes of the weights so far.
        n_examples: Examples of the stage that are done with, those too long included.
        seconds: Computing time of the whole run.
        stage_seconds: Computing time of the stage.
        best_loss: Least held-out loss, per token.
        best_step: Where that was.
        n_worse: Looks at the held-out set since then.
        checks: Step, training loss and held-out loss of each look.
        ended: Why stages ended, by name: ``done``, ``no-better`` or ``time``.
    """

    stage: int = 0
    round: int = 0
    block: int = 0
    batch: int = 0
    step: int = 0
    n_examples: int = 0
    seconds: float = 0.0
    stage_seconds: float = 0.0
    best_loss: float | None = None
    best_step: int = 0
    n_worse: int = 0
    checks: list[tuple[int, float, float]] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)


def write_whole(path: Path, write: Any) -> None:
    """Let ``write`` fill a file that takes the name only when it is on the disk.

    Raises:
        OSError: It cannot be written; what had the name before keeps it.
    """
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        # On a full disk half a file is in the way of everything else.
        part.unlink(missing_ok=True)


def save(folder: Path, place: Place, tensors: Mapping[str, Any]) -> None:
    """Write the checkpoint; the one before stays until this one is complete."""
    import torch

    content = {"place": asdict(place), "tensors": dict(tensors)}
    write_whole(folder / CHECKPOINT, lambda file: torch.save(content, file))


def _read(path: Path) -> dict[str, Any]:
    """What torch has saved.

    Raises:
        TrainingError: It cannot be read.
    """
    import torch

    try:
        return dict(torch.load(path, map_location="cpu", weights_only=True))
    except Exception as error:  # pickle and zip readers raise many kinds
        what = (str(error).strip().splitlines() or [""])[0]
        raise TrainingError(
            f"{path}: the checkpoint cannot be read ({type(error).__name__}: {what}). Delete "
            f"{CHECKPOINT} and {BEST} there to begin the run again from its data, or give another "
            "folder."
        ) from error


def load(folder: Path) -> tuple[Place, dict[str, Any]] | None:
    """The checkpoint of a run; None where it has none yet.

    Raises:
        TrainingError: It cannot be read.
    """
    if not (folder / CHECKPOINT).is_file():
        return None
    content = _read(folder / CHECKPOINT)
    known = {each.name for each in fields(Place)}
    place = Place(**{key: value for key, value in content["place"].items() if key in known})
    place.checks = [(int(a), float(b), float(c)) for a, b, c in place.checks]
    return place, dict(content["tensors"])


def save_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Write the best state of what is trained."""
    import torch

    write_whole(folder / BEST, lambda file: torch.save(dict(state), file))


def load_state(folder: Path) -> dict[str, Any]:
    """The best state of what is trained.

    Raises:
        TrainingError: It cannot be read.
    """
    return _read(folder / BEST)


def check_settings(folder: Path, settings: Mapping[str, Any], makes: str | None = None) -> bool:
    """Whether the folder holds a run of these settings that was begun; notes them where not.

    One that came to a stop before anything was learnt is no run: it is begun anew where the
    settings have been corrected. Nothing is deleted but what such a run has left.

    Args:
        folder: Of the run.
        settings: By dotted key.
        makes: The name of the folder that the run makes there for its model.

    Raises:
        TrainingError: The run in the folder has other settings, or files that no run has made
            are in the way.
    """
    path = folder / SETTINGS
    # As they read once they have been written.
    wanted = json.loads(json.dumps(settings))
    before = _noted(path)
    if before == wanted:
        return True
    if before is not None and any((folder / name).is_file() for name in (CHECKPOINT, RESULT)):
        raise TrainingError(
            f"{folder} holds a run with other settings: {_changes(before, wanted)}. Set them back "
            "to go on with it, or give another folder (--out) to begin a new one."
        )
    if before is None:
        _require_free(folder, (*_BEGUN, CHECKPOINT, RESULT, *([makes] if makes else [])))
    elif _tables(before) != _tables(wanted):
        raise TrainingError(f"{path}: found no settings of a run; give another folder (--out)")
    else:
        for name in _BEGUN:
            (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(settings, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_whole(path, lambda file: file.write(text.encode("utf-8")))
    return False


def _tables(settings: Mapping[str, Any]) -> set[str]:
    """``model`` of ``model.rank``, ``source`` of ``source[1].path``: every run has them all."""
    return {re.split(r"[.\[]", key, maxsplit=1)[0] for key in settings}


def _require_free(folder: Path, names: Iterable[str]) -> None:
    found = [name for name in names if (folder / name).exists()]
    if found:
        raise TrainingError(
            f"{folder} holds {', '.join(found)}, which the run would write, but no {SETTINGS} of "
            "a run that made them. Give another folder (--out), or move them away."
        )


def _noted(path: Path) -> dict[str, Any] | None:
    """The settings that a run was begun with; None where none was."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise TrainingError(f"{path} cannot be read ({error}); give another folder") from error
    if not isinstance(found, dict):
        raise TrainingError(f"{path}: found no settings of a run; give another folder")
    return found


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The first few settings that differ."""
    unset = "(not set)"
    keys = sorted(
        key for key in before.keys() | now.keys() if before.get(key, unset) != now.get(key, unset)
    )
    shown = "; ".join(
        f"{key} was {before.get(key, unset)!r} and is {now.get(key, unset)!r}" for key in keys[:5]
    )
    return shown + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")


def save_pairs(
    folder: Path, pairs: Iterable[TrainingPair], held_out: Iterable[TrainingPair]
) -> None:
    """Keep the pairs of a run: sources may change while it goes on."""
    for name, members in ((_PAIRS, pairs), (_HELD_OUT, held_out)):
        lines = (json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in members)
        _write_zipped(folder / name, "".join(lines))


def _write_zipped(path: Path, text: str) -> None:
    data = gzip.compress(text.encode("utf-8"), compresslevel=5, mtime=0)
    write_whole(path, lambda file: file.write(data))


def load_pairs(folder: Path) -> tuple[list[TrainingPair], list[TrainingPair]] | None:
    """The pairs and the held-out pairs of a run; None where they have not been kept yet.

    Raises:
        TrainingError: They cannot be read.
    """
    if not all((folder / name).is_file() for name in (_PAIRS, _HELD_OUT)):
        return None
    try:
        return _read_pairs(folder / _PAIRS), _read_pairs(folder / _HELD_OUT)
    except (OSError, EOFError, ValueError, TypeError) as error:
        raise TrainingError(
            f"{folder}: the pairs of the run cannot be read ({error}); give another folder"
        ) from error


def _read_pairs(path: Path) -> list[TrainingPair]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_pair(json.loads(line)) for line in lines]


def _pair(values: dict[str, Any]) -> TrainingPair:
    terms: Sequence[Sequence[str]] = values.pop("terms")
    return TrainingPair(**values, terms=tuple((each[0], each[1]) for each in terms))


def save_glossary(folder: Path, glossary: Mapping[str, Sequence[str]]) -> None:
    """Keep the terms that hints are looked up in: editors may change them while the run goes on."""
    _write_zipped(folder / _GLOSSARY, json.dumps(glossary, ensure_ascii=False))


def load_glossary(folder: Path) -> dict[str, tuple[str, ...]] | None:
    """The terms that hints are looked up in; None where they and the pairs are not kept yet.

    Raises:
        TrainingError: They cannot be read.
    """
    if not all((folder / name).is_file() for name in (_PAIRS, _GLOSSARY)):
        return None
    try:
        with gzip.open(folder / _GLOSSARY, "rt", encoding="utf-8") as file:
            return {form: tuple(translations) for form, translations in json.load(file).items()}
    except (OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise TrainingError(
            f"{folder}: the terms of the run cannot be read ({error}); give another folder"
        ) from error


def save_start(folder: Path, start: Start) -> None:
    """Note what the run starts from: another model may be put to use while it goes on."""
    text = json.dumps(start._asdict(), ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / _START, lambda file: file.write(text.encode("utf-8")))


def load_start(folder: Path) -> Start | None:
    """What the run started from; None where nothing has been learnt yet, or it is not noted.

    Raises:
        TrainingError: The note cannot be read.
    """
    path = folder / _START
    if not (path.is_file() and (folder / CHECKPOINT).is_file()):
        return None
    try:
        return Start(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError(
            f"{path}: what the run started from cannot be read ({error}); give another folder"
        ) from error


def save_counts(folder: Path, counts: Counts) -> None:
    """Keep what became of the pairs that were read."""
    values = {
        origin: {"n_read": count.n_read, "removed": dict(count.removed)}
        for origin, count in counts.items()
    }
    text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / _COUNTS, lambda file: file.write(text.encode("utf-8")))


def load_counts(folder: Path) -> Counts:
    """What became of the pairs that were read when the run began; nothing where it is lost."""
    try:
        values = json.loads((folder / _COUNTS).read_text(encoding="utf-8"))
        return {
            origin: SourceCount(int(each["n_read"]), Counter(each["removed"]))
            for origin, each in values.items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def clear(folder: Path) -> None:
    """Delete what only an unfinished run needs."""
    for name in (CHECKPOINT, BEST):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / COMPILED, ignore_errors=True)
