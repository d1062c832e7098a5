"""A draft in house style: rule after rule, each taken back where it would change a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from songngu.corpora.types import Term
from songngu.corpora.values import Value, ValueKind, extract_values, unmatched
from songngu.translate.style.headlines import set_headline
from songngu.translate.style.names import mark_names
from songngu.translate.style.rewrite import rewrite_dates, rewrite_money, rewrite_percent
from songngu.translate.style.settings import UNSTYLED, Headlines, HouseStyle
from songngu.translate.style.spans import Span, kept_spans
from songngu.translate.style.spelling import respell

_MOST_PASSES = 4
_STRICT = (ValueKind.DATE, ValueKind.MONEY, ValueKind.PERCENT)
_Rule = Callable[[str, Sequence[Span]], str]


def apply_style(
    style: HouseStyle,
    source: str,
    draft: str,
    *,
    terms: Sequence[Term] = (),
    headline: bool = False,
) -> str:
    """The draft in house style; doing it twice changes nothing more.

    Addresses, codes and the targets of approved terms stay. Every number, date and amount of the
    draft has the value it had.

    Args:
        source: The Vietnamese segment, which tells names and dates.
        terms: The termbase, or those of its terms that may occur.
        headline: Whether it is a headline.
    """
    rules: list[_Rule] = [
        lambda text, kept: respell(text, style.spelling, kept),
        lambda text, kept: mark_names(text, style.names, source, kept),
        lambda text, kept: rewrite_dates(text, style, source, kept),
        lambda text, kept: rewrite_money(text, style, kept),
        lambda text, kept: rewrite_percent(text, style, kept),
    ]
    if headline:
        # Names are told by their capitals: these have to be right before the spelling, and those
        # of a title, which say nothing, must come after it.
        place = 0 if style.headlines is Headlines.SENTENCE else len(rules)
        rules.insert(place, lambda text, kept: set_headline(text, style.headlines, source, kept))
    if style == UNSTYLED or (not headline and not _body(style)):
        return draft
    written = draft
    for _ in range(_MOST_PASSES):
        before, written = written, _pass(written, rules, terms)
        if written == before:
            return written if same_values(draft, written) else draft
    return draft  # no end in sight: dates that touch each other


def _body(style: HouseStyle) -> bool:
    """Whether a style has something to say on other text than headlines."""
    return replace(style, headlines=Headlines.AS_DRAFTED) != UNSTYLED


def _pass(draft: str, rules: Sequence[_Rule], terms: Sequence[Term]) -> str:
    """The draft after each rule in turn, without what changes a value."""
    for rule in rules:
        changed = rule(draft, kept_spans(draft, terms))
        if changed != draft and same_values(draft, changed):
            draft = changed
    return draft


def same_values(one: str, other: str) -> bool:
    """Whether two English texts state the same numbers, dates and amounts.

    Dates, amounts of money and percentages have to be the same ones in the same order; ``02/12``
    is either date. Numbers may be doubtful in one and not in the other (``Two`` in a title).
    """
    found = [extract_values(text, "en", doubtful=True) for text in (one, other)]
    if unmatched(found[0], found[1]) or unmatched(found[1], found[0]):
        return False
    first, second = (
        [v for v in values if v.kind in _STRICT and not v.doubtful] for values in found
    )
    return len(first) == len(second) and all(
        a.kind is b.kind and not {a.key, *_other_dates(a)}.isdisjoint({b.key, *_other_dates(b)})
        for a, b in zip(first, second, strict=True)
    )


def _other_dates(value: Value) -> list[str]:
    """The other reading of ``02/12/2025``."""
    return [reading for reading in value.readings if reading.count("-") == 2]
