"""The pairs, terms and licences that a model is trained with, read from store and files."""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from songngu.corpora.errors import FormatError, InputError, NotFoundError, TrainingError
from songngu.corpora.formats import format_for
from songngu.corpora.types import Status, TranslationUnit
from songngu.ui.actions.memory import languages_of

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.translate.training import TrainingPair
    from songngu.translate.training.config import SourceTable, TrainingConfig

_PAIR_ENDINGS = (".tmx", ".tsv", ".jsonl", ".tsv.gz", ".jsonl.gz", ".tmx.gz")
_NAMED_FIELDS = 3


def read_sources(config: TrainingConfig, store: Store | None) -> Iterator[TrainingPair]:
    """Yield the pairs of all sources that have a weight in any stage.

    Raises:
        InputError: A file that cannot be read.
        TrainingError: Post-edits are wanted without a database.
    """
    for source in config.source:
        for pair in read_source(source, store, seed=config.run.seed):
            if _is_used(pair.origin, source, config):
                yield pair


def _is_used(origin: str, source: SourceTable, config: TrainingConfig) -> bool:
    own = source.weights.get(origin, source.weight)
    return any(stage.weights.get(origin, own) > 0 for stage in config.stage)


def read_source(
    source: SourceTable, store: Store | None, *, seed: int = 5
) -> Iterator[TrainingPair]:
    """Yield the pairs of one source; see :func:`read_sources`."""
    from songngu.translate.training import TrainingPair

    if source.path is not None:
        for path in pair_files(Path(source.path)):
            alone = source.name or path.name
            for name, unit in read_pairs(path):
                yield TrainingPair(unit.source, unit.target, name or alone, unit.confidence)
    elif source.post_edits:
        if store is None:
            raise TrainingError("post_edits = true needs a database; give one with --store")
        for unit in approved_units(store):
            yield TrainingPair(unit.source, unit.target, source.label)
    else:
        from songngu.translate.training.templates import template_pairs

        for pair in template_pairs(source.templates, random.Random(f"{seed}/templates")):
            yield TrainingPair(pair.source, pair.target, source.label, terms=pair.terms)


def approved_units(store: Store) -> Iterator[TranslationUnit]:
    """Yield what editors have approved, article by article, in page order."""
    for summary in store.documents(language="vi"):
        for record in store.segments(summary.id):
            revision = record.revision
            if revision is None or revision.status is not Status.APPROVED:
                continue
            if record.post_edit:
                yield TranslationUnit(record.segment.text, record.post_edit)


def pair_files(path: Path) -> list[Path]:
    """Return the file, or the files of pairs that lie in the folder, by name.

    Raises:
        InputError: There is no such file, or no file of pairs in the folder.
    """
    if not path.is_dir():
        if not path.exists():
            raise InputError(f"{path}: no such file; give the path of an existing one")
        return [path]
    found = sorted(each for each in path.iterdir() if each.name.endswith(_PAIR_ENDINGS))
    if not found:
        raise InputError(
            f"{path}: found no file of pairs in this folder, expected {', '.join(_PAIR_ENDINGS)}"
        )
    return found


def read_pairs(path: Path) -> Iterator[tuple[str, TranslationUnit]]:
    """Yield the pairs of a file as Vietnamese–English units, each with its source's name.

    A gzip TSV may have a first column with the name of each pair's source; other files have none,
    and the name is empty. Pairs between other languages are passed over.

    Raises:
        InputError: The file cannot be read or breaks the rules of its format.
    """
    for name, unit in _units(path):
        turned = _from_vietnamese(unit)
        if turned is not None:
            yield name, turned


def _units(path: Path) -> Iterator[tuple[str, TranslationUnit]]:
    """All pairs of a file as they stand, each with its source's name."""
    data = _bytes(path)
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    named = path.suffix == ".gz" and plain.suffix == ".tsv"
    if named and data.partition(b"\n")[0].count(b"\t") == _NAMED_FIELDS - 1:
        yield from _named_pairs(data, path)
        return
    for unit in format_for(plain).parse(data, name=str(path)):
        yield "", unit


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the path of an existing one") from None
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read ({error}); give a whole file") from error


def _named_pairs(data: bytes, path: Path) -> Iterator[tuple[str, TranslationUnit]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError(f"{path}: found text that is not UTF-8 ({error})") from None
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.removesuffix("\r").split("\t")
        if len(fields) == _NAMED_FIELDS:
            yield fields[0], TranslationUnit(fields[1], fields[2])
        elif line.strip():
            raise FormatError(
                f"{path}:{number}: found {len(fields)} tab-separated fields, expected "
                f"{_NAMED_FIELDS}: source name, Vietnamese, English"
            )


def _from_vietnamese(unit: TranslationUnit) -> TranslationUnit | None:
    languages = languages_of(unit)
    if languages == ("vi", "en"):
        return unit
    if languages == ("en", "vi"):
        return TranslationUnit(unit.target, unit.source, "vi", "en", unit.confidence, unit.origin)
    return None


def read_never(paths: Sequence[str]) -> list[str]:
    """Return the texts of evaluation sets: both sides of pairs, or the lines of other files.

    Raises:
        InputError: A file that cannot be read, or holds no text.
    """
    texts: list[str] = []
    for path in map(Path, paths):
        found = [text for text in _texts(path) if text.strip()]
        if not found:
            raise InputError(
                f"{path}: found no text, expected a test set that must not be trained on, as "
                "pairs or as lines; give its file, or take this one out of never"
            )
        texts += found
    return texts


def _texts(path: Path) -> list[str]:
    """Both sides of a file's pairs whatever their languages, or its lines."""
    if path.name.endswith(_PAIR_ENDINGS):
        return [text for _, unit in _units(path) for text in (unit.source, unit.target)]
    try:
        return _bytes(path).decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: found text that is not UTF-8 ({error})") from None


def read_hints(config: TrainingConfig, store: Store | None) -> Iterator[tuple[str, str]]:
    """Yield the terms that hints are looked up in.

    Raises:
        InputError: A list that cannot be read.
        TrainingError: The termbase is wanted without a database.
    """
    for name in config.hints.lists:
        for _, unit in read_pairs(Path(name)):
            yield unit.source, unit.target
    if config.hints.termbase:
        if store is None:
            raise TrainingError("hints.termbase = true needs a database; give one with --store")
        for term in store.terms():
            yield term.source, term.target


def read_licences(config: TrainingConfig, origins: Iterable[str]) -> dict[str, str]:
    """Return the licences of sources by name, from the settings and from manifests.

    Raises:
        InputError: A manifest that cannot be read.
    """
    found: dict[str, str] = {}
    wanted = set(origins)
    for source in config.source:
        if source.manifest is not None:
            text = _bytes(Path(source.manifest)).decode("utf-8", errors="replace")
            listed = manifest_licences(text)
            found |= {name: listed[name] for name in wanted & listed.keys()}
        if source.licence:
            found[source.label] = source.licence
            if source.path is not None and source.name is None:
                for path in pair_files(Path(source.path)):
                    found.setdefault(path.name, source.licence)
    return found


def manifest_licences(text: str) -> dict[str, str]:
    """Return what the tables of a Markdown file have in their licence column, by source."""
    found: dict[str, str] = {}
    columns: tuple[int, int] | None = None
    for line in text.splitlines():
        if not line.lstrip().startswith("|"):
            columns = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if columns is None:
            heads = [cell.lower() for cell in cells]
            licence = next((i for i, head in enumerate(heads) if head.startswith("licen")), None)
            if "source" in heads and licence is not None:
                columns = heads.index("source"), licence
            else:
                columns = -1, -1
        elif columns[0] >= 0 and len(cells) > max(columns) and set(line) - set("|-: "):
            found[cells[columns[0]]] = cells[columns[1]]
    return found


def require_any(config: TrainingConfig) -> None:
    """Do nothing if the settings name a source.

    Raises:
        NotFoundError: They name none.
    """
    if not config.source:
        raise NotFoundError(
            "nothing to train on: give files of pairs, --post-edits for what editors have "
            "approved, or settings with a [[source]] (songngu train --example-config)"
        )
