"""Drafting, aligning and scoring many pages, one output each."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from songngu.corpora.errors import EvaluationError, InputError, WorkbenchError
from songngu.corpora.types import Draft, Term
from songngu.ui.actions.aligning import align_texts, aligner_signature
from songngu.ui.actions.drafting import draft_texts
from songngu.ui.actions.pages import Page, read_page
from songngu.ui.batch.inputs import BatchInput
from songngu.ui.batch.manifest import MANIFEST, Entry, Manifest, State
from songngu.ui.results import (
    Json,
    ResultKind,
    alignment_json,
    drafted_json,
    report_json,
    result_units,
    to_bytes,
)

if TYPE_CHECKING:
    from songngu.translate import Drafter
    from songngu.ui.actions.memory import FileMemory

SCHEMA = 1
"""Raised when the output changes its fields, so that old outputs are made anew."""
FAILED = "failed.tsv"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a batch makes of a page, beside the engine.

    Attributes:
        language: Overrules the language of the pages; None to have it identified.
        formats: Names of exchange formats to write beside the JSON.
        memory: Approved translations to draft with.
        terms: Terms to draft with; of several with the same source the first counts.
    """

    language: str | None = None
    formats: tuple[str, ...] = ()
    memory: FileMemory | None = None
    terms: tuple[Term, ...] = ()

    def signature(self, drafter: Drafter, *, aligned: bool) -> str:
        """Return all that the output of a page depends on beside the page.

        Args:
            aligned: Whether it has an English version, so that the aligner matters as well.
        """
        formats = "+".join(sorted(self.formats)) or "none"
        made_by = [drafter.signature, *([aligner_signature()] if aligned else [])]
        if self.memory is not None:
            made_by.append(self.memory.signature)
        if self.terms:
            texts = "\n".join(f"{term.source}\t{term.target}" for term in self.terms)
            digest = hashlib.sha256(texts.encode(errors="surrogateescape")).hexdigest()
            made_by.append(f"terms:{digest[:8]}")
        return "|".join([f"schema:{SCHEMA}|language:{self.language}|formats:{formats}", *made_by])


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How a run ended.

    Attributes:
        n_inputs: Pages altogether.
        n_done: Pages finished in this run.
        n_skipped: Pages that an earlier run had finished with the same content and settings.
        n_segments: Segments drafted in this run.
        failures: Path and reason of each page that was set aside.
    """

    n_inputs: int
    n_done: int
    n_skipped: int
    n_segments: int
    failures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run stands; handed to its ``progress``.

    Attributes:
        n_finished: Pages done, skipped or set aside so far.
        n_skipped: Those of them that an earlier run had finished.
        n_segments: Segments drafted so far.
        n_failed: Pages set aside so far.
        message: Something to tell a person now; "" mostly.
    """

    n_finished: int
    n_skipped: int
    n_segments: int
    n_failed: int
    message: str = ""


def run_batch(
    inputs: Sequence[BatchInput],
    out: Path,
    *,
    drafter: Drafter,
    settings: Settings | None = None,
    progress: Callable[[Step], None] | None = None,
) -> BatchSummary:
    """Return how a batch ended; outputs, manifest and ``failed.tsv`` are in the folder ``out``.

    May be interrupted or killed at any moment: each output is written whole or not at all, then
    noted in the manifest, and the next run with the same inputs does what is missing. A page is
    done again when its content, its English version or the settings have changed, and when it
    failed. A page that cannot be read or drafted is set aside and the others go on.

    Raises:
        InputError: Another run works in this folder, or the disk is full.
        OSError: The output folder cannot be written.
    """
    settings = settings or Settings()
    with Manifest.open(out) as manifest:
        run = _Run(manifest, drafter, settings, progress or (lambda step: None))
        try:
            for page in inputs:
                run.work_on(page)
        finally:
            _write_failed(manifest, [str(page.path) for page in inputs])
    return BatchSummary(len(inputs), run.n_done, run.n_skipped, run.n_segments, tuple(run.failures))


class _Run:
    """The state of one run: counts, and who owns which output."""

    def __init__(
        self,
        manifest: Manifest,
        drafter: Drafter,
        settings: Settings,
        progress: Callable[[Step], None],
    ) -> None:
        self.manifest = manifest
        self.drafter = drafter
        self.settings = settings
        self.progress = progress
        self.n_done = self.n_skipped = self.n_segments = 0
        self.failures: list[tuple[str, str]] = []
        self.owners = {entry.output: entry.input for entry in manifest.entries.values()}
        # Their exchange formats would be named like the files of the batch itself.
        self.owners |= {f"{Path(name).stem}.json": "" for name in (MANIFEST, FAILED)}

    def work_on(self, page: BatchInput) -> None:
        """Do a page, or find that it is done."""
        settings = self.settings.signature(self.drafter, aligned=page.english is not None)
        entry, reason = _plan(page, settings, self._output_name(page))
        earlier = self.manifest.entries.get(entry.input)
        if (
            earlier is not None
            and earlier.state is State.DONE
            and earlier.same_work(entry)
            and (self.manifest.folder / earlier.output).is_file()
        ):
            self.n_skipped += 1
            self._tell()
            return
        result: Json = {}
        if not reason:
            result, reason = self._result(page)
        if reason:
            entry = dataclasses.replace(entry, state=State.FAILED, reason=reason)
            self.failures.append((entry.input, reason))
            self.manifest.add(entry)
            self._tell(f"set aside {entry.input}: {reason}")
            return
        _write(self.manifest.folder / entry.output, result, self.settings.formats)
        self.manifest.add(entry)
        self.n_done += 1
        self._tell()

    def _tell(self, message: str = "") -> None:
        finished = self.n_done + self.n_skipped + len(self.failures)
        self.progress(Step(finished, self.n_skipped, self.n_segments, len(self.failures), message))

    def _output_name(self, page: BatchInput) -> str:
        """Return the output's path; once given to a page in this folder, it stays."""
        earlier = self.manifest.entries.get(str(page.path))
        if earlier is not None:
            return earlier.output
        stem = page.relative.with_suffix("") if page.relative.suffix else page.relative
        name = f"{stem.as_posix()}.json"
        if self.owners.get(name, str(page.path)) != str(page.path):
            mark = hashlib.sha256(str(page.path).encode(errors="surrogateescape")).hexdigest()[:8]
            name = f"{stem.as_posix()}-{mark}.json"
        self.owners[name] = str(page.path)
        return name

    def _result(self, page: BatchInput) -> tuple[Json, str]:
        """Return the result of a page, or why there is none."""
        try:
            return self._draft_and_align(page), ""
        except (WorkbenchError, OSError) as error:
            return {}, str(error)
        except Exception as error:  # One page must not end the night's run, whatever is in it.
            return {}, f"unexpected {type(error).__name__}: {error}"

    def _draft_and_align(self, page: BatchInput) -> Json:
        # The English version is read first: a bad one is found before time goes into drafts.
        english = _read_english(page.english) if page.english is not None else None
        source = read_page(page.path, language=self.settings.language, expected="vi")
        before = self.n_segments

        def count(done: int) -> None:
            self.n_segments = before + done
            self._tell()

        drafts = draft_texts(
            self.drafter,
            source.texts,
            terms=self.settings.terms,
            memory=self.settings.memory,
            progress=count,
            headlines=source.headlines,
        )
        self.n_segments = before + len(drafts)
        drafted = drafted_json(source.document, source.segments, drafts, self.drafter.signature)
        return {
            "input": str(page.path),
            "english": str(page.english) if page.english is not None else None,
            **drafted,
            **(_compared(source, drafts, english) if english is not None else NOT_COMPARED),
        }


def _read_english(path: Path) -> Page:
    # The batch's own --language is that of the Vietnamese pages.
    return read_page(path, expected="en", option="songngu align --target-language")


NOT_COMPARED: Json = {"alignment": None, "evaluation": None}


def _compared(source: Page, drafts: Sequence[Draft], english: Page) -> Json:
    from songngu.eval import evaluate_bitext

    texts = [draft.text for draft in drafts]
    alignment = align_texts(source.texts, english.texts, texts)
    aligned = alignment_json(source.texts, english.texts, alignment)
    try:
        report = evaluate_bitext(texts, english.texts, alignment, sources=source.texts)
    except EvaluationError as error:
        return {"alignment": aligned, "evaluation": {"refused": str(error)}}
    return {"alignment": aligned, "evaluation": {"refused": None, **report_json(report)}}


def _plan(page: BatchInput, settings: str, output: str) -> tuple[Entry, str]:
    """Return the entry that finished work will have, and why the page cannot be read if so."""
    digests: list[str | None] = []
    reason = ""
    for path in (page.path, page.english):
        try:
            digests.append(_digest(path) if path is not None else None)
        except OSError as error:
            digests.append("")
            reason = f"{path}: {error.strerror}, expected a file that can be read"
    english = str(page.english) if page.english is not None else None
    entry = Entry(
        input=str(page.path),
        sha256=digests[0] or "",
        english=english,
        english_sha256=digests[1],
        settings=settings,
        state=State.DONE,
        reason="",
        output=output,
    )
    return entry, reason


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, result: Json, formats: Iterable[str]) -> None:
    from songngu.corpora.files import write_atomic
    from songngu.corpora.formats import FORMATS

    path.parent.mkdir(parents=True, exist_ok=True)
    kinds: list[tuple[ResultKind, str]] = [("drafts", "")]
    if result["alignment"] is not None:
        kinds.append(("aligned", ".aligned"))
    for which, mark in kinds:
        units = result_units(result, name=path.name, which=which)
        for name in formats if units else ():
            chosen = FORMATS[name]
            target = path.with_name(f"{path.stem}{mark}{chosen.suffix}")
            write_atomic(target, chosen.serialise(units))
    # Last, because its presence says that the page is done.
    write_atomic(path, to_bytes(result))


def _write_failed(manifest: Manifest, inputs: Iterable[str]) -> None:
    """Write the pages set aside and why, one a line; no file where there are none."""
    from songngu.corpora.files import write_atomic

    entries = [manifest.entries[path] for path in inputs if path in manifest.entries]
    failed = [entry for entry in entries if entry.state is State.FAILED]
    path = manifest.folder / FAILED
    if not failed:
        path.unlink(missing_ok=True)
        return
    lines = [f"{entry.input}\t{' '.join(entry.reason.split())}\n" for entry in failed]
    try:
        write_atomic(path, "".join(lines).encode("utf-8", errors="surrogateescape"))
    except (OSError, InputError) as error:
        # The manifest holds the same; a full disk is told by what could not be written before.
        if getattr(error, "errno", errno.ENOSPC) != errno.ENOSPC:
            raise
