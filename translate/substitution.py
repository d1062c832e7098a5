"""Putting a right form where a wrong one stands in a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from songngu.corpora.values import ValueKind
from songngu.translate.expectations import Draftwork, Expectation, Expected
from songngu.translate.forms import PLURAL, Span, find_forms, fold, plural
from songngu.translate.known import known_spans
from songngu.translate.newsroom import Kind
from songngu.translate.place_units import unit_beside
from songngu.translate.style import Dates, HouseStyle, Money, Percent, render_value
from songngu.translate.style.render import MONTHS
from songngu.translate.word_alignment import align_words, counterpart

_ARTICLE = re.compile(r"(?<![^\W_])(a|an|A|An)(\s+)\Z")
_VOWEL = re.compile(r"[aeiouAEIOU]|8|1[18](?!\d)|11,|18,")
_CONSONANT_SOUND = re.compile(r"(?:uni|use|usa|eu|one\b|once\b)", re.IGNORECASE)
_HYPHENED = re.compile(r"[\d.,]+[-‐][a-z]")
_PLURAL_UNIT = re.compile(r"(?<=ch)es\Z|(?<=[a-z][a-rt-z])s\Z(?<!Celsius)")
#: A mark, or the end, behind a phrase.
PHRASE_ENDS = re.compile(r"\s*(?:[,.;:!?()]|\Z)")
_NUMBER_LAST = re.compile(r"[^\W\d_] (\d+)\Z")
_NUMBER_AGAIN = re.compile(r"(?:\s(?:No\.?|number|[^\W\d_a-z]\w+))?\s?(\d+)(?![.,]\d|\w)")
_MONTH_ONLY = re.compile(rf"(?:{'|'.join(MONTHS)})(?: \d{{4}})?")
# An apostrophe, or another name or number that may belong to this one.
_NAME_GOES_ON = re.compile(r"['’-]|[ \u00a0](?:[A-ZĐÀ-Ỹ0-9])")
# Words of time that stand before a date at the beginning of a clause.
_CLAUSE_START = re.compile(
    r"(?:^|[,;]\s)(?:(?:rạng|sáng|trưa|chiều|tối|đêm|vào|hôm|ngày|thứ)[\s,]*)*\Z", re.IGNORECASE
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_PARTS_OF_TIME = "morning|afternoon|evening|night|week|month|year|day|date"
# What says when, at the beginning of a draft.
_ADVERB = re.compile(
    r"(?:On|At|In|From|By|Since|Until|Before|After|During|As of|Yesterday|Today|Tonight|Tomorrow"
    r"|Overnight|Earlier|Later|Early|Late|Recently|Now|Then"
    r"|(?:(?:The|This|That|Last|Next) )?(?:\w+ )?"
    rf"(?:{_PARTS_OF_TIME}|{'|'.join(MONTHS)}|{_DAYS}))\b"
)
_LOWERED_LIST = """
    a an the this that these those some many several most all both each every other with according
    there it he she they his her its their one two three four five six seven eight nine ten dozens
    hundreds thousands people police residents locals authorities officials officers reporters
    workers farmers students teachers doctors soldiers
"""
_LOWERED = frozenset(_LOWERED_LIST.split())
_CAPITALISED = re.compile(r"[^\W\d_a-z]\w*")
_NEAR = len(" cho đến hết rạng sáng ngày ")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+)[\"“'‘(]?\Z")


def english_form(item: Expectation, work: Draftwork, span: Span | None) -> str | None:
    """How what is expected is written, in the format of the place it goes to.

    Args:
        span: What it replaces in the draft; None where the model goes on from it.

    Returns:
        None for a value that has no one English form.
    """
    replaced = work.text[span[0] : span[1]] if span else ""
    if item.value is not None and not item.forms:
        if item.value.kind is ValueKind.ORDINAL and item.value.text.isdigit():
            return item.value.key
        form = render_value(item.value, _style_of(replaced))
        hyphened = item.value.kind is ValueKind.QUANTITY and _HYPHENED.match(replaced)
        return _before_noun(form) if form and hyphened else form
    form = item.forms[0]
    if item.kind is not Expected.TERM or not span:
        return form
    return _in_number(form, replaced)


def _before_noun(quantity: str) -> str:
    """A quantity as it stands before a noun: 54 nautical miles → 54-nautical-mile."""
    *words, last = quantity.split()
    single = "foot" if last == "feet" else _PLURAL_UNIT.sub("", last)
    return "-".join((*words, single))


def _style_of(replaced: str) -> HouseStyle:
    """The house style that the replaced words are written in."""
    style = HouseStyle()
    if re.match(r"\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Z]", replaced):
        style = replace(style, dates=Dates.DAY_FIRST)
    if replaced.endswith("percent"):
        style = replace(style, percent=Percent.PERCENT)
    elif replaced.endswith("per cent"):
        style = replace(style, percent=Percent.PER_CENT)
    if re.match(r"[A-Z]{3}\s", replaced):
        style = replace(style, money=Money.CODE_FIRST)
    elif re.match(r"[A-Z]{3}\d", replaced):
        style = replace(style, money=Money.CODE_JOINED)
    return style


def _in_number(form: str, replaced: str) -> str:
    """A term in the plural where what it replaces is one."""
    last = form.rsplit(" ", 1)[-1]
    if not last.islower() or PLURAL.search(last) or not PLURAL.search(replaced):
        return form
    return form[: len(form) - len(last)] + plural(last)


def put_in(text: str, span: Span, form: str) -> str:
    """A draft with a form in place of a span, the article before it and its capital fitting.

    The number that a form ends with goes where it stands behind the span too.
    """
    before, after = text[: span[0]], text[span[1] :]
    if _SENTENCE_START.search(before) and text[span[0] : span[0] + 1].isupper():
        form = form[:1].upper() + form[1:]
    if article := _ARTICLE.search(before):
        vowel = bool(_VOWEL.match(form)) and not _CONSONANT_SOUND.match(form)
        written = ("An" if vowel else "A") if article[1][0] == "A" else ("an" if vowel else "a")
        before = before[: article.start()] + written + article[2]
    if _MONTH_ONLY.fullmatch(form):
        before = re.sub(
            r"\b([Oo])n\s+\Z", lambda match: f"{'I' if match[1] == 'O' else 'i'}n ", before
        )
    number, again = _NUMBER_LAST.search(form), _NUMBER_AGAIN.match(after)
    if number and again and number[1] == again[1]:
        after = after[again.end() :]  # Coast Guard Region 3 No. 3
    if form.endswith(".") and after.startswith("."):
        after = after[1:]  # at 6 a.m.
    return before + form + after


def comma_behind(text: str, end: int) -> str:
    """The comma that closes what is put in between commas; nothing where a mark stands there."""
    return "" if PHRASE_ENDS.match(text, end) else ","


def unit_put_in(item: Expectation, work: Draftwork) -> str | None:
    """A draft with the right word for what a place is; None where the place is not in it."""
    for form in item.of:
        for span in find_forms(work.text, form, inflected=False, folded=work.folded):
            if unit := unit_beside(work.text, work.folded, span):
                return put_in(work.text, unit, _cased(item.forms[0], work.text[slice(*unit)]))
            if not _NAME_GOES_ON.match(work.text, span[1]):
                return f"{work.text[: span[1]]} {item.forms[0]}{work.text[span[1] :]}"
    return None


def date_put_first(
    item: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft that begins with a date or weekday that it lacks, as its source begins a clause.

    None where the date stands elsewhere in the source or is one of several (``24-28/11``), where
    the draft begins with another time, and where its first word may or may not be a name.
    """
    form = english_form(item, work, None) if _is_day(item) else None
    early = item.start <= len(source) // 2 and _CLAUSE_START.search(source[: item.start])
    if form is None or not early or _MONTH_ONLY.fullmatch(form) or _ADVERB.match(work.text):
        return None
    days = [other for other in expected if other is not item and _is_day(other)]
    if any(max(d.start - item.end, item.start - d.end) <= _NEAR for d in days):
        return None
    rest = within_sentence(source, work)
    return f"On {form}, {rest}" if rest else None


def _is_day(item: Expectation) -> bool:
    return item.value is not None and item.value.kind in (ValueKind.DATE, ValueKind.WEEKDAY)


def within_sentence(source: str, work: Draftwork) -> str | None:
    """A draft to stand behind other words; None where its first word may or may not be a name."""
    first = work.folded.split(" ", 1)[0].strip(",")
    if first in _LOWERED:
        return work.text[:1].lower() + work.text[1:]
    copied = {fold(word) for word in _CAPITALISED.findall(source)}
    known = known_spans(work, Kind.PLACE, Kind.NAME), known_spans(work, Kind.RANK)
    named = first in copied or any(spans and spans[0][0] == 0 for spans in known)
    return work.text if named or not work.text[:1].isupper() else None


def _cased(form: str, replaced: str) -> str:
    return form.title() if replaced[:1].isupper() else form


def aligned_span(source: str, work: Draftwork, item: Expectation) -> Span | None:
    """The words of a draft that stand for what is expected, told by word alignment."""
    span = counterpart(align_words(source, work.text), item.start, item.end)
    if span is None or len(work.text[span[0] : span[1]].split()) > 2 + len(item.source.split()):
        return None
    return span
