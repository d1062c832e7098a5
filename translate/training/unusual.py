"""Pairs whose target has an unusual form of a term, so that a model learns to obey hints."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from songngu.translate.newsroom import Kind, countries, find
from songngu.translate.newsroom.lexicon import load_terms
from songngu.translate.training.pairs import TrainingPair

# Letters that romanisations differ in; none changes how many syllables a name has.
_RESPELT = (
    ("ph", "f"), ("x", "s"), ("kh", "k"), ("k", "c"), ("c", "k"), ("y", "i"), ("uo", "ua"),
    ("oa", "wa"), ("nh", "ny"), ("th", "t"), ("tr", "ch"), ("d", "z"), ("gi", "z"), ("v", "w"),
    ("u", "oo"), ("i", "ee"), ("qu", "kw"), ("ng", "nk"), ("s", "sh"), ("ie", "ia"), ("n", "nn"),
)  # fmt: skip


def with_unusual_term(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
    """The pair with one term in another English form than usual, demanded by a hint.

    Returns:
        The changed pair, that hint first among its terms; None where no term can be told in both
        texts.
    """
    choices = [term for term in _hintable(pair) if _stands_once(term[1], pair.target)]
    if not choices:
        return None
    source, target = rng.choice(choices)
    new = _other_form(source, target, rng)
    if new == target or not new:
        return None
    changed = re.sub(rf"(?<!\w){re.escape(target)}(?!\w)", lambda _: new, pair.target)
    others = tuple(term for term in pair.terms if term[0] != source and term[1] in changed)
    return replace(pair, target=changed, terms=((source, new), *others))


def _hintable(pair: TrainingPair) -> list[tuple[str, str]]:
    """The terms of a pair, and what the lexicon finds in it with the form that the target has."""
    # Other forms of countries are adjectives, which would not stand in the same places.
    found = [term for term in pair.terms if term[0] not in countries()]
    for entry in find(pair.source):
        if entry.kind is Kind.UNIT or entry.source in countries():
            continue
        form = next((form for form in entry.targets if _stands_once(form, pair.target)), None)
        if form is not None and entry.source not in dict(found):
            found.append((entry.source, form))
    return found


def _stands_once(form: str, text: str) -> bool:
    return len(re.findall(rf"(?<!\w){re.escape(form)}(?!\w)", text)) == 1


def _other_form(source: str, target: str, rng: random.Random) -> str:
    """Another form that the lexicon has, the Vietnamese spelling, another order or spelling."""
    ways = [_respelt(target, rng)] if target.istitle() else []
    known = [form for form in _known_forms(source) if form[0].isupper() == target[0].isupper()]
    ways += [form for form in known if form != target]
    if source[0].isupper() and target[0].isupper() and not source.isascii():
        ways.append(source)
    words = target.split()
    if len(words) == 3 and target.istitle() and not known:
        ways.append(f"{words[1]} {words[2]} {words[0]}")
    return rng.choice(ways) if ways else ""


def _known_forms(source: str) -> tuple[str, ...]:
    return next((t.targets for t in load_terms() if t.source.lower() == source.lower()), ())


def _respelt(name: str, rng: random.Random) -> str:
    """A name in which one or two groups of letters are written otherwise."""
    for _ in range(rng.choice((1, 1, 2))):
        old, new = rng.choice([pair for pair in _RESPELT if pair[0] in name] or [("a", "aa")])
        name = name.replace(old, new, 1)
    return name
