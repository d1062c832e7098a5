"""The values that flow between the rooms: plain frozen dataclasses, no behaviour beyond look-ups.

Languages are BCP 47 tags (``vi``, ``en``; ``und`` where it could not be told). Spans are
half-open code-point offsets ``[start, end)`` into the raw text they are said to refer to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

UNDETERMINED = "und"


class BlockKind(StrEnum):
    """What a block of a page is."""

    TITLE = "title"
    LEAD = "lead"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    BYLINE = "byline"
    DATE = "date"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: one title, paragraph, caption…

    Attributes:
        kind: What the block is.
        text: Normalised text, one line.
        kept: False when set aside (furniture is; an editor may restore it). Never deleted.
        start: Where the block begins in :attr:`Document.raw`.
        end: Where it ends there (exclusive).
    """

    kind: BlockKind
    text: str
    kept: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One article in one language.

    Attributes:
        raw: The text as it was read, before any clean-up; spans refer to it.
        blocks: All blocks in page order, furniture included.
        byline: The author line, without the label some papers put before it.
    """

    language: str
    title: str | None
    published: dt.date | None
    byline: str | None
    url: str | None
    raw: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of text, normally a sentence, of a kept block.

    Attributes:
        position: 0-based place among the document's segments.
        text: Normalised text.
        block: Index of its block in :attr:`Document.blocks`.
        start: Where it begins in :attr:`Document.raw`.
        end: Where it ends there (exclusive).
    """

    position: int
    text: str
    block: int
    start: int
    end: int


class CheckName(StrEnum):
    """What is looked at in a translation: the first ten in drafts, the rest in post-edits too."""

    EMPTY = "empty"
    SOURCE_COPIED = "source-copied"
    VIETNAMESE_LEFT = "vietnamese-left"
    REPETITION = "repetition"
    LENGTH_RATIO = "length-ratio"
    NUMBER_MISSING = "number-missing"
    NEGATION_MISSING = "negation-missing"
    LEFT_OUT = "left-out"
    CUT = "cut"
    NOT_VIETNAMESE = "not-vietnamese"
    NAME_MISSING = "name-missing"
    TERM_MISSING = "term-missing"
    PUNCTUATION = "punctuation"
    DOUBLE_SPACE = "double-space"
    REPAIRED = "repaired"
    MARKUP = "markup"
    FROM_MEMORY = "from-memory"
    ADAPTED = "adapted"

    @property
    def informs(self) -> bool:
        """Whether it tells where a translation comes from, and of nothing to look at."""
        return self is CheckName.FROM_MEMORY


@dataclass(frozen=True, slots=True)
class Check:
    """A health check that found something; a draft without any that warns is healthy.

    Attributes:
        message: One sentence for the editor: what was found and what to look at.
        found: What it is about, as it stands in the texts: the missing numbers, the words left.
    """

    name: CheckName
    message: str
    found: tuple[str, ...] = ()


def is_flagged(checks: Iterable[Check]) -> bool:
    """Whether a translation with these checks wants a look."""
    return any(not check.name.informs for check in checks)


@dataclass(frozen=True, slots=True)
class Draft:
    """A machine translation of one segment.

    Attributes:
        score: Geometric mean of the token probabilities, 0–1; 0 for an empty draft.
        checks: What the health checks found, in a fixed order.
        signature: The drafter's settings: engine, revision, decoding, versions.
    """

    text: str
    score: float
    checks: tuple[Check, ...]
    signature: str


@dataclass(frozen=True, slots=True)
class Bead:
    """A group of source and target segments that match; one side may be empty (a null bead).

    Attributes:
        source: Ascending source indices.
        target: Ascending target indices.
        score: The aligner's own score; comparable within one alignment only.
        confidence: Probability that the link is right, 0–1.
        fixed: Made by hand; aligning again keeps it. With one side empty it says that the other
            has no counterpart.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float
    confidence: float
    fixed: bool = False


class Verdict(StrEnum):
    """What two texts are to each other."""

    TRANSLATION = "translation"
    PARTIAL = "partial"
    SAME_TOPIC = "same-topic"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Alignment:
    """The ordered beads of a bitext: every source and target index exactly once.

    Attributes:
        confidence: Probability of the verdict, 0–1.
        signature: The aligner's version and settings.
    """

    beads: tuple[Bead, ...]
    verdict: Verdict
    confidence: float
    signature: str


class Status(StrEnum):
    """How far the editing of a segment has come."""

    DRAFT = "draft"
    EDITED = "edited"
    REVIEWED = "reviewed"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Revision:
    """One saved state of a segment's translation; revisions are only ever added.

    Attributes:
        id: Ascending in time within a segment.
        segment: The store's id of the segment.
        time: UTC, aware.
        previous: The revision this one was made from; None for the first.
    """

    id: int
    segment: int
    text: str
    status: Status
    editor: str
    time: dt.datetime
    previous: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """An approved translation of a term."""

    source: str
    target: str
    source_language: str = "vi"
    target_language: str = "en"
    note: str = ""


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A source text and its translation, as translation memory and exchange formats hold it.

    Attributes:
        confidence: Of the link between them, 0–1; None where a person made or approved it.
        origin: Where it comes from: a document's title or URL, a file name.
    """

    source: str
    target: str
    source_language: str = "vi"
    target_language: str = "en"
    confidence: float | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A stored translation of a similar source text.

    Attributes:
        similarity: 0–1; 1 is an exact match.
    """

    unit: TranslationUnit
    similarity: float


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value with what is needed to trust and repeat it.

    Attributes:
        metric: ``BLEU``, ``chrF2``, ``chrF2++`` or ``TER``.
        value: On the metric's own 0–100 scale (TER may exceed 100; lower is better there).
        interval: 95 % bootstrap confidence interval; None where there are too few segments.
        signature: sacreBLEU's signature of the settings.
        coverage: Share of the segments that could be scored, 0–1.
    """

    metric: str
    value: float
    interval: tuple[float, float] | None
    signature: str
    coverage: float
