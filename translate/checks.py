"""Health checks of drafts: pure functions of a source segment and its draft.

Each check looks for one fault that machine drafts are known for. They are tuned to stay silent
on human translations; `docs/engines.md` gives the measured false-alarm rates.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter

from songngu.corpora.types import Check, CheckName
from songngu.translate.coverage import left_out
from songngu.translate.negation import lost_negations

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Letters that neither English nor its usual borrowings write.
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
_VIETNAMESE_LETTER = re.compile(
    "[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
# Frequent words that carry no name and that, written with their marks, are no English.
_FUNCTION_WORD_LIST = """
    và của là có được cho không những các một với trong khi đã đang sẽ này đó để từ người năm ngày
    về ở tại đến theo như nhưng cũng vào ra lên xuống phải bị do nên rất nhiều hơn sau trước giữa
    vì nếu thì mà còn chỉ cùng trên dưới
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_WORD_LIST.split())
_LEAST_LETTERS = 8


def check_draft(
    source: str, draft: str, *, n_parts: int = 1, unfinished: bool = False
) -> tuple[Check, ...]:
    """What the health checks find, in the order of :class:`CheckName`; nothing when healthy.

    Args:
        source: The Vietnamese segment.
        draft: Its English draft.
        n_parts: Into how many parts the segment was cut to be drafted.
        unfinished: Whether the engine reached its length limit before an end.
    """
    if not draft.strip():
        what = "The source is empty." if not source.strip() else "The draft is empty."
        return (Check(CheckName.EMPTY, what + " Nothing was translated."),)
    found = (
        _source_copied(source, draft),
        _vietnamese_left(draft),
        _repetition(source, draft),
        _length_ratio(source, draft),
        _number_missing(source, draft),
        _negation_missing(source, draft),
        _left_out(source, draft),
        _cut(n_parts, unfinished),
        _not_vietnamese(source),
    )
    return tuple(check for check in found if check is not None)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def words(text: str) -> list[str]:
    """The words of a text in NFC and lower case, without digits and punctuation."""
    return _WORD.findall(_normal(text))


def _n_letters(text: str) -> int:
    return sum(char.isalpha() for char in text)


def is_vietnamese(text: str) -> bool | None:
    """Whether a text looks Vietnamese; None where it is too short to tell.

    Letters that only Vietnamese has, frequent words, or marks on many words: of these running
    text has plenty, and a line of foreign names at least a little.
    """
    found = words(text)
    if len(found) < 6:
        return None
    own = sum(bool(_VIETNAMESE_LETTER.search(word)) for word in found)
    frequent = sum(word in _FUNCTION_WORDS for word in found)
    marked = sum(not word.isascii() for word in found)
    return max(own / 0.1, frequent / 0.1, marked / 0.35) >= len(found)


def _source_copied(source: str, draft: str) -> Check | None:
    original, copy = words(source), words(draft)
    if _n_letters(source) < _LEAST_LETTERS or not copy or not is_sentence_like(source):
        return None
    matcher = difflib.SequenceMatcher(None, original, copy, autojunk=False)
    if matcher.ratio() < 0.8:
        return None
    return Check(CheckName.SOURCE_COPIED, "The draft repeats the source instead of translating it.")


def is_sentence_like(source: str) -> bool:
    """Whether a source holds Vietnamese words that a translation would have to change.

    Names and codes (``Nguyễn Văn An``, ``VTV1``) may stand in a translation as they are.
    """
    return any(
        word.islower() and (_VIETNAMESE_LETTER.search(word) or word in _FUNCTION_WORDS)
        for word in _WORD.findall(unicodedata.normalize("NFC", source))
    )


def _vietnamese_left(draft: str) -> Check | None:
    left = [
        word
        for word in _WORD.findall(unicodedata.normalize("NFC", draft))
        if word.islower() and _VIETNAMESE_LETTER.search(word)
    ]
    if not left:
        return None
    found = tuple(dict.fromkeys(left[:5]))
    message = f"Vietnamese words are left in the draft: {', '.join(found)}."
    return Check(CheckName.VIETNAMESE_LEFT, message, found)


def longest_loop(text: str) -> tuple[int, str]:
    """The most words that immediate repetition of a phrase adds to a text, and the phrase.

    ``the the the`` repeats one word and adds two.
    """
    found = words(text)
    best, phrase = 0, ""
    for size in range(1, min(12, len(found) // 2) + 1):
        run = 0
        for end in range(size, len(found)):
            run = run + 1 if found[end] == found[end - size] else 0
            added = run // size * size
            if added > best:
                best, phrase = added, " ".join(found[end - size + 1 : end + 1])
    return best, phrase


def repeated_phrase(text: str, size: int = 6) -> str:
    """A phrase of so many words that occurs more than once, the most frequent; or nothing."""
    found = words(text)
    counts = Counter(tuple(found[i : i + size]) for i in range(len(found) - size + 1))
    if not counts:
        return ""
    phrase, times = counts.most_common(1)[0]
    return " ".join(phrase) if times > 1 else ""


def repeats(source: str, draft: str) -> str:
    """The phrase that a draft repeats in a loop and its source does not; or nothing."""
    added, phrase = longest_loop(draft)
    if added >= 3 and longest_loop(source)[0] < 2:
        return phrase
    phrase = repeated_phrase(draft)
    # Four syllables there may be as many words here: Bí thư Tỉnh ủy.
    return "" if phrase and repeated_phrase(source, 4) else phrase


def _repetition(source: str, draft: str) -> Check | None:
    phrase = repeats(source, draft)
    if not phrase:
        return None
    return Check(CheckName.REPETITION, f"The draft repeats itself: “{phrase}”.", (phrase,))


def _length_ratio(source: str, draft: str) -> Check | None:
    n_source, n_draft = _n_letters(source), _n_letters(draft)
    if n_source < 12:
        return None
    ratio = n_draft / n_source
    # Short segments vary more: the bounds open by a constant number of letters.
    if n_draft < 0.45 * n_source - 4:
        return Check(
            CheckName.LENGTH_RATIO,
            f"The draft has {ratio:.0%} of the source's letters; something may be left out.",
            (f"{ratio:.0%}",),
        )
    if n_draft > 2.2 * n_source + 12:
        return Check(
            CheckName.LENGTH_RATIO,
            f"The draft has {ratio:.0%} of the source's letters; something may be added.",
            (f"{ratio:.0%}",),
        )
    return None


def _number_missing(source: str, draft: str) -> Check | None:
    from songngu.corpora.values import missing_values

    lost = missing_values(source, draft)
    if not lost:
        return None
    found = tuple(dict.fromkeys(value.text for value in lost[:5]))
    message = f"Not found by value in the draft: {', '.join(found)}."
    return Check(CheckName.NUMBER_MISSING, message, found)


def _negation_missing(source: str, draft: str) -> Check | None:
    lost = lost_negations(source, draft)
    if not lost:
        return None
    found = tuple(dict.fromkeys(lost[:5]))
    message = f"The source negates, and the draft does not seem to: {', '.join(found)}."
    return Check(CheckName.NEGATION_MISSING, message, found)


def _left_out(source: str, draft: str) -> Check | None:
    words_lost = left_out(unicodedata.normalize("NFC", source), draft)
    if not words_lost:
        return None
    message = f"The draft seems to say nothing of this: “{words_lost}”."
    return Check(CheckName.LEFT_OUT, message, (words_lost,))


def _cut(n_parts: int, unfinished: bool) -> Check | None:
    if unfinished:
        return Check(CheckName.CUT, "The draft reached the length limit and may lack the end.")
    if n_parts > 1:
        return Check(
            CheckName.CUT,
            f"The segment is too long for the model and was drafted in {n_parts} parts; "
            "look at the places where they join.",
        )
    return None


def _not_vietnamese(source: str) -> Check | None:
    if is_vietnamese(_ADDRESS.sub(" ", source)) is not False:
        return None
    return Check(CheckName.NOT_VIETNAMESE, "The source does not look Vietnamese.")
