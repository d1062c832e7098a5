"""What a batch has done so far: one line of JSON per page and attempt, only ever added."""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from songngu.corpora.errors import InputError

MANIFEST = "manifest.jsonl"
LOCK = ".songngu-batch.lock"


class State(StrEnum):
    """How the work on a page ended."""

    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a page.

    Attributes:
        input: Absolute path of the page.
        sha256: Of the page's bytes; "" where they could not be read.
        english: Absolute path of the English version; None where there was none.
        english_sha256: Of its bytes; None where there was none.
        settings: Signature of everything else that the output depends on.
        reason: Why it failed; "" where it did not.
        output: Path of the result in the output folder.
        time: UTC, ISO 8601.
    """

    input: str
    sha256: str
    english: str | None
    english_sha256: str | None
    settings: str
    state: State
    reason: str
    output: str
    time: str = dataclasses.field(
        default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    )

    def same_work(self, other: Entry) -> bool:
        """Whether page, English version and settings are those of another entry."""
        return (
            self.sha256 == other.sha256
            and self.english_sha256 == other.english_sha256
            and self.settings == other.settings
        )


class Manifest:
    """The manifest of an output folder, held by one run at a time.

    Use :meth:`open`.

    Attributes:
        entries: The last entry of each page, by its path.
    """

    def __init__(self, folder: Path, stream: IO[bytes], entries: dict[str, Entry]) -> None:
        self.folder = folder
        self.entries = entries
        self._stream = stream

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator[Manifest]:
        """Give the manifest of a folder, which is made where it does not exist.

        Raises:
            InputError: Another run works in this folder, or the manifest is none.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InputError(
                    f"{folder}: another songngu batch is writing to this folder, expected to be "
                    "the only one; wait until it ends, or give another --out"
                ) from None
            path = folder / MANIFEST
            entries = _read(path)
            with path.open("ab") as stream:
                _end_torn_line(path, stream)
                yield cls(folder, stream, entries)

    def add(self, entry: Entry) -> None:
        """Add an entry; it is on the disk when this returns.

        Raises:
            OSError: It could not be written; what the file held before stays readable.
        """
        line = json.dumps(dataclasses.asdict(entry), ensure_ascii=False) + "\n"
        self._stream.write(line.encode("utf-8", errors="surrogateescape"))
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.entries[entry.input] = entry


def _end_torn_line(path: Path, stream: IO[bytes]) -> None:
    # A killed run may have left half a line; the next entry must not be glued to it.
    if path.stat().st_size:
        with path.open("rb") as reader:
            reader.seek(-1, os.SEEK_END)
            if reader.read() != b"\n":
                stream.write(b"\n")
                stream.flush()


def _read(path: Path) -> dict[str, Entry]:
    if not path.exists():
        return {}
    entries: dict[str, Entry] = {}
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        entry = _parse(line, f"{path}:{number}")
        if entry is not None:
            entries[entry.input] = entry
    return entries


def _parse(line: bytes, where: str) -> Entry | None:
    """Return the entry in a line; None for half a line, which a killed run may leave behind."""
    try:
        value: Any = json.loads(line.decode("utf-8", errors="surrogateescape"))
    except ValueError:
        return None
    try:
        return Entry(**{**value, "state": State(value["state"])})
    except (ValueError, TypeError, KeyError):
        raise InputError(
            f"{where}: found something else than an entry of a batch, expected the fields "
            f"{', '.join(field.name for field in dataclasses.fields(Entry))}; give another --out"
        ) from None
