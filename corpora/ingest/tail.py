"""Where the article ends, and boxes of other articles within it.

A box's heading, a readers' comment form, a by-line, the official ``./.`` or a row of repeated
headlines is evidence of an end; whether it is the end is decided by what follows. Running text
that goes on (paragraphs one after the other, not teasers of headline and summary) means that the
article goes on after a box.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from songngu.corpora.ingest.captions import has_credit, is_credit
from songngu.corpora.ingest.dates import find_date
from songngu.corpora.ingest.lines import Line
from songngu.corpora.ingest.names import (
    is_agency,
    is_bare_byline,
    is_certain_name,
    is_labelled_byline,
    is_office,
    is_vietnamese_name,
)
from songngu.corpora.ingest.top import Top
from songngu.corpora.ingest.vocabulary import Role
from songngu.corpora.types import BlockKind

_MIN_ROW = 8
_MIN_ROW_WORDS = 6


@dataclass(slots=True)
class Extent:
    """What is set aside in and after the body, and the matter at its end, as line indices."""

    aside: set[int] = field(default_factory=set)
    dates: set[int] = field(default_factory=set)
    bylines: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Sight:
    """For each line, what comes next; computed once so that the scan stays linear.

    Attributes:
        next_pair: The next line at or after it that begins two paragraphs in a row.
        next_run: The next line at or after it that begins three paragraphs in a row.
        next_prose: The next paragraph at or after it.
        next_box: The next heading or comment form at or after it.
        next_mark: The next sure piece of furniture at or after it, or headline printed twice.
    """

    next_pair: list[int]
    next_run: list[int]
    next_prose: list[int]
    next_box: list[int]
    next_mark: list[int]


def find_extent(lines: list[Line], top: Top) -> Extent:
    """What the tail and the boxes of the page are."""
    extent = Extent()
    sight = _look_ahead(lines, top)
    seen = 0
    index = top.body
    while index < len(lines):
        line = lines[index]
        seen += line.prose
        after = None
        if index not in top.aside and _is_evidence(lines, index, seen):
            after = _after_box(lines, index, seen, sight)
        elif seen and _ends_article(lines, index, top, sight):
            _close(lines, index, top, extent)
            return extent
        if after is None:
            index += 1
            continue
        extent.aside.update(range(index, after))
        if after == len(lines):
            _matter_before(lines, index, top, extent)
            return extent
        index = after
    _trailing_row(lines, top, extent)
    return extent


def _look_ahead(lines: list[Line], top: Top) -> _Sight:
    n = len(lines)
    pair, run, prose, box, mark = ([n] * (n + 1) for _ in range(5))
    following = n
    for index in range(n - 1, -1, -1):
        line = lines[index]
        paragraph = line.prose and index not in top.aside
        prose[index] = index if paragraph else prose[index + 1]
        box[index] = index if line.role in (Role.HEADING, Role.COMMENTS) else box[index + 1]
        sure = line.role not in (None, Role.SECTION, Role.CONTACT) or _doubled(lines, index)
        sure = sure or line.hint == BlockKind.FURNITURE
        mark[index] = index if sure else mark[index + 1]
        in_a_row = paragraph and following < n and lines[following].prose
        pair[index] = index if in_a_row else pair[index + 1]
        run[index] = index if in_a_row and pair[following] == following else run[index + 1]
        # Captions, credits and image files between two paragraphs do not part them.
        if not (line.is_image or is_credit(line) or (has_credit(line) and not paragraph)):
            following = index
    return _Sight(pair, run, prose, box, mark)


def _is_evidence(lines: list[Line], index: int, seen: int) -> bool:
    """Whether a box of other matter begins here."""
    role = lines[index].role
    if role in (Role.HEADING, Role.COMMENTS):
        # A box that markup marks off ends where its markup does.
        return not (_is_marked(lines, index) and _is_marked(lines, index + 1))
    return bool(seen) and _doubled(lines, index) and _doubled_again(lines, index)


def _is_marked(lines: list[Line], index: int) -> bool:
    return index < len(lines) and lines[index].hint == BlockKind.FURNITURE


def _doubled(lines: list[Line], index: int) -> bool:
    """Whether a headline is printed here twice in a row, as lists of teasers do."""
    if index + 1 >= len(lines):
        return False
    one, two = lines[index], lines[index + 1]
    return one.plain and not one.terminal and one.key == two.key and one.words > 3


def _doubled_again(lines: list[Line], index: int) -> bool:
    return any(_doubled(lines, other) for other in range(index + 2, min(index + 8, len(lines))))


def _after_box(lines: list[Line], index: int, seen: int, sight: _Sight) -> int | None:
    """Where the article goes on after a box that begins at ``index``; the page's end if nowhere.

    None where the line is a mere button before the article.
    """
    n = len(lines)
    if not seen:
        return index + 1
    if lines[index].role == Role.COMMENTS and seen >= 2:
        # A subheading may read like the heading of the comments; readers write no three
        # paragraphs in a row without their names between.
        run = sight.next_run[index + 1]
        return run if run == index + 1 else n
    resume = sight.next_pair[index + 1]
    # The next box must not begin before the text goes on: its text would be another box's.
    if resume < n and (sight.next_box[index + 1] > resume or seen < 2):
        return resume
    single = sight.next_prose[index + 1]
    if (
        single < n
        and lines[index].role == Role.HEADING
        and _is_last_paragraph(lines, index, single)
    ):
        return single
    return n


def _is_last_paragraph(lines: list[Line], index: int, single: int) -> bool:
    """Whether one paragraph after a box of bare headlines closes the article."""
    box = lines[index + 1 : single]
    teasers = (line for line in box if line.terminal and line.words >= 8)
    if not box or any(not line.text.endswith("?") for line in teasers):
        return False
    if lines[single].closing:
        return True
    following = single + 1
    if following >= len(lines):
        return True
    line = lines[following]
    named = is_labelled_byline(line.text) or is_bare_byline(line.text)
    return named and not line.is_date


def _ends_article(lines: list[Line], index: int, top: Top, sight: _Sight) -> bool:
    """Whether a by-line or the official full stop closes the article here."""
    line = lines[index]
    if index in top.bylines or index == top.title or not (line.plain or line.closing):
        return False
    if line.closing and line.prose:
        return not _goes_on(lines, index + 1, sight)
    if line.prose or line.is_list or line.is_date or line.is_image:
        return False
    prose_next = sight.next_prose[index + 1] == index + 1 < len(lines)
    if is_labelled_byline(line.text):
        last_words = prose_next and sight.next_mark[index + 1] == len(lines)
        return not last_words and not _goes_on(lines, index + 1, sight)
    if not is_bare_byline(line.text) or is_credit(line):
        return False
    before = lines[index - 1] if index else None
    if before is None or _goes_on(lines, index + 1, sight):
        return False
    signed = index + 1 == len(lines) and is_certain_name(line.text) and find_date(before.text)
    ended = before.terminal or before.is_date or is_credit(before) or has_credit(before)
    if prose_next or not (ended or signed):
        return False
    return _is_supported(lines, index, sight)


def _is_supported(lines: list[Line], index: int, sight: _Sight) -> bool:
    """Whether what follows, or the name itself, bears out that a bare name is the by-line.

    A headline in capitals or a subheading can look like a name.
    """
    marks = sight.next_mark[index + 1] < len(lines)
    if marks or lines[index - 1].closing or is_agency(lines[index].text):
        return True
    return is_vietnamese_name(lines[index].text) and sight.next_prose[index + 1] == len(lines)


def _goes_on(lines: list[Line], index: int, sight: _Sight) -> bool:
    """Whether the article continues at ``index`` or after a subheading or picture there."""
    n = len(lines)
    if index >= n:
        return False
    # Three paragraphs in a row are no teasers, whatever stands before them.
    if sight.next_run[index] < min(n, index + 8, sight.next_box[index]):
        return True
    resume = sight.next_pair[index]
    if resume >= n or sight.next_box[index] < resume:
        return False
    between = lines[index:resume]
    if any(not line.plain and line.role != Role.WIDGET for line in between):
        return False
    if any(line.repeats > 1 and line.headline for line in between):
        return False
    return len([line for line in between if line.headline and not line.prose]) <= 2


def _close(lines: list[Line], index: int, top: Top, extent: Extent) -> None:
    """Labels the matter after the last paragraph and sets the rest of the page aside."""
    end = index
    if not lines[index].prose:
        _matter_before(lines, index, top, extent)
        extent.bylines.add(index)
        end = index + 1
    else:
        end = index + 1
    while end < len(lines):
        line = lines[end]
        if not line.plain:
            break
        if line.is_date:
            extent.dates.add(end)
        elif is_labelled_byline(line.text) or (
            not extent.bylines
            and (is_bare_byline(line.text) or _is_signing_office(lines, end))
            and line.repeats == 1
        ):
            extent.bylines.add(end)
        elif not (is_credit(line) or has_credit(line) or _is_pictured(lines, end)):
            break
        end += 1
    extent.aside.update(range(end, len(lines)))


def _is_signing_office(lines: list[Line], index: int) -> bool:
    last = index + 1 == len(lines) or not lines[index + 1].plain
    return last and is_office(lines[index].text)


def _is_pictured(lines: list[Line], index: int) -> bool:
    """Whether the line is an image file or the caption under one."""
    line = lines[index]
    return line.is_image or (index > 0 and lines[index - 1].is_image and line.words <= 60)


def _matter_before(lines: list[Line], index: int, top: Top, extent: Extent) -> None:
    """By-lines and dates right before the end of the article."""
    before = index - 1
    while before > top.body and not lines[before].prose:
        line = lines[before]
        if before in extent.aside or not line.plain:
            if line.role == Role.HEADING:
                break
        elif line.is_date:
            extent.dates.add(before)
        elif is_labelled_byline(line.text) or (
            is_bare_byline(line.text)
            and lines[before - 1].terminal
            and (index < len(lines) or is_vietnamese_name(line.text))
        ):
            extent.bylines.add(before)
        elif not is_credit(line):
            break
        before -= 1


def _trailing_row(lines: list[Line], top: Top, extent: Extent) -> None:
    """Headlines, contacts and sections after the last paragraph of a page without other marks."""
    last = max((i for i, line in enumerate(lines) if line.sentence), default=len(lines))
    if last <= top.body and (top.title is None or last < top.body):
        return
    tail = [i for i in range(last + 1, len(lines)) if i not in extent.aside]
    if not tail:
        return
    furniture = [i for i in tail if not lines[i].plain]
    if all(lines[i].role in (Role.SECTION, Role.CONTACT) for i in furniture):
        furniture = furniture if len(furniture) > 1 else []
    repeated = [
        i for i in tail if lines[i].headline and lines[i].repeats > 1 and lines[i].words > 4
    ]
    if len(repeated) < 2:
        repeated = []
    row = [i for i in tail if _in_row(lines[i])]
    _matter_before(lines, furniture[0] if furniture else len(lines), top, extent)
    if not furniture and not repeated:
        listed = any(line.is_list for line in lines[max(0, last - 20) :])
        if len(row) < _MIN_ROW or len(row) < 0.8 * len(tail) or listed:
            return
        extent.aside.update(i for i in tail if i >= row[0])
        return
    first = min(furniture[:1] + repeated[:1])
    extent.aside.update(
        i
        for i in tail
        if i >= first
        and i not in extent.bylines
        and i not in extent.dates
        and not _is_caption(lines, i)
    )


def _in_row(line: Line) -> bool:
    return line.headline and not line.terminal and line.words >= _MIN_ROW_WORDS


def _is_caption(lines: list[Line], index: int) -> bool:
    line = lines[index]
    return line.hint == BlockKind.CAPTION or (line.plain and (is_credit(line) or has_credit(line)))
