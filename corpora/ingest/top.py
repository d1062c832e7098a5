"""Where the article begins: its title and what stands before and right after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from songngu.corpora.ingest.captions import has_credit, is_credit
from songngu.corpora.ingest.dates import is_update
from songngu.corpora.ingest.lines import Line
from songngu.corpora.ingest.names import (
    has_date,
    is_bare_byline,
    is_certain_name,
    is_labelled_byline,
    is_vietnamese_name,
)
from songngu.corpora.ingest.vocabulary import Role
from songngu.corpora.types import BlockKind

_MENU_WORDS = 4
_MENU_RUN = 3
_TOP_PROSE = 2
_PLAYING_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")


@dataclass(frozen=True, slots=True)
class Top:
    """What was found at the beginning of a page, as line indices.

    Attributes:
        title: None where no line can be told to be one.
        body: The first line of running text, or the line after the title without any.
        aside: Furniture before the body.
    """

    title: int | None
    body: int
    dates: frozenset[int]
    bylines: frozenset[int]
    aside: frozenset[int]


def find_top(lines: list[Line]) -> Top:
    """The title, and the dates, by-lines and furniture around it."""
    hinted = [index for index, line in enumerate(lines) if line.hint == BlockKind.TITLE]
    body = _first_sentence(lines, hinted[0] + 1 if hinted else 0)
    title = hinted[0] if hinted else _find_title(lines, body)
    if title is not None and body <= title:
        body = title + 1
    aside = _before_title(lines, title, body)
    aside |= _copies_of_title(lines, title)
    dates, bylines = _top_matter(lines, title, body)
    if len(dates) > 1:
        today = _masthead_dates(lines, title, dates)
        dates -= today
        aside |= today
    between = range(0 if title is None else title + 1, min(body, len(lines)))
    aside |= {
        index
        for index in between
        if index not in bylines
        and (lines[index].role in (Role.SECTION, Role.CONTACT) or _is_playing_time(lines, index))
    }
    if title is None and not _navigation(lines[:body]):
        aside -= {index for index in aside if lines[index].role in (Role.SECTION, Role.CONTACT)}
    return Top(title, body, dates, bylines - aside, frozenset(aside) - dates - bylines)


def _first_sentence(lines: list[Line], start: int) -> int:
    for index in range(start, len(lines)):
        line = lines[index]
        if line.sentence and not is_labelled_byline(line.text) and not is_credit(line):
            return index
    return len(lines)


def _find_title(lines: list[Line], body: int) -> int | None:
    content = [index for index, line in enumerate(lines) if line.plain and not line.is_image]
    if len(content) == 1:
        line = lines[content[0]]
        return content[0] if line.headline else None
    candidates = [index for index in range(body) if _may_be_title(lines[index])]
    if body == len(lines):
        # No running text at all: a list of headlines has no title, a short notice may.
        candidates = candidates[:1] if len(content) <= 6 else []
    if not candidates:
        return _short_title(lines, body)
    first = candidates[0]
    if not _navigation(lines[: candidates[-1]]):
        return next((index for index in candidates if lines[index].words >= _MENU_WORDS), first)
    return max(candidates, key=lambda index: (_title_score(lines, index, body), -index))


def _may_be_title(line: Line) -> bool:
    return (
        line.headline
        and not line.is_list
        and not is_credit(line)
        and not has_credit(line)
        and not is_labelled_byline(line.text)
        and not is_certain_name(line.text)
    )


def _short_title(lines: list[Line], body: int) -> int | None:
    """A title of one or two words right before the text, on a page without navigation."""
    plain = [i for i in range(body) if lines[i].plain and not lines[i].is_date]
    if len(plain) != 1 or body == len(lines) or lines[plain[0]].words > 3:
        return None
    line = lines[plain[0]]
    usable = not line.is_image and not line.text.endswith((".", ":", ",", ";"))
    return plain[0] if usable and not is_labelled_byline(line.text) else None


def _title_score(lines: list[Line], index: int, body: int) -> float:
    line = lines[index]
    score = min(line.words, 12) / 4
    score += 1.5 if line.repeats > 1 and line.words > _MENU_WORDS else 0.0
    score -= 2.0 if line.words <= _MENU_WORDS else 0.0
    score -= 1.0 if is_bare_byline(line.text) else 0.0
    between = lines[index + 1 : body]
    if not any(_may_be_title(other) and other.words > _MENU_WORDS for other in between):
        score += 2.0
    if index and not (lines[index - 1].plain and lines[index - 1].words > _MENU_WORDS):
        score += 0.5
    if index + 1 < len(lines) and lines[index + 1].is_date:
        score += 1.5
    return score


def _navigation(lines: list[Line]) -> bool:
    """Whether menus, breadcrumbs or other furniture stand among the lines."""
    if any(not line.plain for line in lines):
        return True
    run = 0
    for line in lines:
        run = run + 1 if _menu_like(line) else 0
        if run >= _MENU_RUN:
            return True
    return False


def _menu_like(line: Line) -> bool:
    return line.words <= _MENU_WORDS and not line.terminal and not line.is_date


def _before_title(lines: list[Line], title: int | None, body: int) -> set[int]:
    """What stands before the title on a page with navigation; without it nothing is set aside."""
    before = range(title if title is not None else 0)
    if title is None or not _navigation(lines[:title]):
        return {index for index in before if lines[index].role is not None}
    return {
        index
        for index in before
        if not lines[index].is_date and not is_labelled_byline(lines[index].text)
    }


def _copies_of_title(lines: list[Line], title: int | None) -> set[int]:
    """The title again: above with the paper's name, in a share box, in a list below."""
    if title is None or lines[title].words < 3:
        return set()
    key = lines[title].key
    copies = set()
    for index, line in enumerate(lines):
        if index == title or not line.text or line.key[: len(key)] != key:
            continue
        rest = line.key[len(key) :].strip()
        # Within the text a sentence may say the same as a short title.
        again = not rest and (lines[title].words > 4 or index < title) and not line.sentence
        if again or (rest and rest[0] in "-–|•—" and len(rest.split()) <= 8):
            copies.add(index)
    return copies


def _top_matter(
    lines: list[Line], title: int | None, body: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Date lines and by-lines around the title, down to the second paragraph."""
    dates: set[int] = set()
    bylines: set[int] = set()
    prose = 0
    for index, line in enumerate(lines):
        if prose >= _TOP_PROSE or (title is None and prose):
            break
        if line.prose:
            prose += 1
        elif line.is_date:
            dates.add(index)
        elif line.plain and index != title and _is_top_byline(lines, index, title, body):
            bylines.add(index)
    if prose == 0 and title is None:
        return frozenset(), frozenset()
    return frozenset(dates), frozenset(bylines)


def _masthead_dates(lines: list[Line], title: int | None, dates: frozenset[int]) -> frozenset[int]:
    """Dates above the page's head, today's and not the article's, where a nearer one is that."""
    if title is None:
        return frozenset()
    nearest = min(dates, key=lambda index: (abs(index - title), index))
    below = any(index > title and not is_update(lines[index].text) for index in dates)
    return frozenset(
        index
        for index in dates
        if index < title and (below or (index < nearest and _navigation(lines[index:title])))
    )


def _is_playing_time(lines: list[Line], index: int) -> bool:
    """Whether the line is the length of the recording that a button before it plays."""
    before = lines[index - 1]
    return (
        before.role == Role.WIDGET
        and before.key.startswith(("nghe", "listen", "đọc bài"))
        and _PLAYING_TIME.fullmatch(lines[index].text) is not None
    )


def _is_top_byline(lines: list[Line], index: int, title: int | None, body: int) -> bool:
    line = lines[index]
    if line.is_image or line.is_list:
        return False
    if is_labelled_byline(line.text):
        return True
    if title is None or index < title or not is_bare_byline(line.text):
        return False
    beside = [lines[i] for i in (index - 1, index + 1) if 0 <= i < len(lines)]
    by_date = has_date(line.text) or any(other.is_date for other in beside)
    # Between lead and body a lone name may be a subheading about that person: it needs a date.
    certain = is_certain_name(line.text) or is_vietnamese_name(line.text)
    return by_date or (certain and title < index < body and line.words > 1)
