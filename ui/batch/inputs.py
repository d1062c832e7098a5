"""Which pages a batch works on, and which English version belongs to which."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from songngu.corpora.errors import InputError

SUFFIXES = (".txt", ".html", ".htm", ".docx")
"""What is taken from a folder; a file named by itself may end in anything."""


@dataclass(frozen=True, slots=True)
class BatchInput:
    """A page of a batch.

    Attributes:
        path: Absolute.
        relative: Where it lies in the folder it was found in; its name alone where it was given by
            itself. Its output goes to the same place in the output folder.
        english: The existing English version, absolute; None where there is none.
    """

    path: Path
    relative: Path
    english: Path | None


def find_inputs(
    patterns: Sequence[str | Path], *, out: Path, english: Path | None = None
) -> list[BatchInput]:
    """Return the pages that files, folders and globs stand for, each once, in a fixed order.

    Folders are searched to any depth, hidden files and the output folder left out. The English
    version of ``x.txt`` or ``x.vi.txt`` is ``x.en.txt`` beside it, or ``x.txt`` or ``x.en.txt`` at
    the same place in the folder ``english`` (or at its top, where no two pages have that name).
    English versions found beside their page are not pages of the batch themselves.

    Raises:
        InputError: A path does not exist, a glob or folder holds no page, or there is no folder
            ``english``.
    """
    if english is not None and not english.is_dir():
        raise InputError(f"{english}: no such folder, expected the English versions in it")
    found: dict[Path, Path] = {}
    for pattern in patterns:
        for path, relative in _expand(str(pattern), out.resolve(), english):
            found.setdefault(path, relative)
    beside = {path: _beside(path) for path in found}
    versions = {version for version in beside.values() if version is not None}
    pages = {path: relative for path, relative in found.items() if path not in versions}
    names = Counter(_bare(path.name) for path in pages)
    return [
        BatchInput(
            path,
            relative,
            beside[path]
            if english is None
            else _in_folder(english.resolve(), relative, unique=names[_bare(path.name)] == 1),
        )
        for path, relative in sorted(pages.items(), key=lambda item: item[0].parts)
    ]


def _expand(pattern: str, out: Path, english: Path | None) -> Iterator[tuple[Path, Path]]:
    path = Path(pattern)
    if path.is_dir():
        root = path.resolve()
        skipped = {out} | ({english.resolve()} if english is not None else set())
        files = [file for file in _walk(root) if not skipped & set(file.parents)]
        if not files:
            raise InputError(
                f"{path}: found no page in this folder, expected files that end in "
                f"{', '.join(SUFFIXES)}; give another folder, or the files themselves"
            )
        yield from ((file, file.relative_to(root)) for file in files)
    elif path.exists():
        yield path.resolve(), Path(path.name)
    elif glob.has_magic(pattern):
        files = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]
        files = [file.resolve() for file in files if file.is_file()]
        files = [file for file in files if out not in file.parents]
        if not files:
            raise InputError(f"{pattern}: no file is named like this; check the pattern")
        yield from ((file, Path(file.name)) for file in files)
    else:
        raise InputError(f"{pattern}: no such file or folder; give one that exists, or a glob")


def _walk(root: Path) -> list[Path]:
    return [
        file
        for file in sorted(root.rglob("*"))
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(root).parts)
    ]


def _bare(name: str) -> str:
    """Return a file name without its ending and its language mark: ``x`` for ``x.vi.txt``."""
    stem = Path(name).stem if Path(name).suffix.lower() in SUFFIXES else name
    return stem.removesuffix(".vi")


def _beside(path: Path) -> Path | None:
    bare = _bare(path.name)
    if bare.endswith(".en"):
        return None
    return _first(path.parent / f"{bare}.en{suffix}" for suffix in SUFFIXES)


def _in_folder(folder: Path, relative: Path, *, unique: bool) -> Path | None:
    bare = _bare(relative.name)
    places = [folder / relative.parent] + ([folder] if unique else [])
    names = [f"{bare}{mark}{suffix}" for mark in (".en", "") for suffix in SUFFIXES]
    return _first(place / name for place in places for name in names)


def _first(paths: Iterator[Path] | Sequence[Path]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)
