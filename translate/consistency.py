"""The same name, rank and term the same way throughout an article."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from songngu.corpora.types import Check, CheckName, Draft, Term
from songngu.corpora.values import missing_values
from songngu.translate.expectations import expectations, unmet
from songngu.translate.forms import fold
from songngu.translate.memory import is_recalled
from songngu.translate.mentions import Mention, mentions
from songngu.translate.substitution import put_in

#: Ends the signature of a draft that was changed.
MARK = "|consistent:1"
_SHORT = 3  # letters of words that headlines leave small


@dataclass(slots=True)
class _Member:
    """A draft as the engine made it, and as it stands."""

    source: str
    made: Draft
    stands: Draft
    said: list[Mention]


class Consistency:
    """What an article calls its names, places, ranks, bodies and terms, as drafts come in.

    What people approved decides; then what most of the engine's drafts say; of equals the
    termbase's or lexicon's preferred form, then what came first. Drafts that say otherwise are
    changed and flagged, never what a person approved or wrote, nor what came from the memory.
    """

    def __init__(
        self,
        terms: Sequence[Term] = (),
        approved: Iterable[tuple[str, str]] = (),
        *,
        marks: bool = True,
    ) -> None:
        """Begin an article.

        Args:
            terms: The termbase.
            approved: Vietnamese and English of the article that people approved, the weightiest
                last.
            marks: Whether a name with marks and one without are called differently; not where a
                house style sets the marks of all.
        """
        self._terms = tuple(terms)
        self._same = str.casefold if marks else fold
        self._approved: dict[str, str] = {}
        self._members: dict[int, _Member] = {}
        self._votes: dict[str, Counter[str]] = {}
        self._written: dict[str, str] = {}
        self._saying: dict[str, list[int]] = {}
        self.learn(approved)

    def learn(self, approved: Iterable[tuple[str, str]]) -> list[tuple[int, Draft]]:
        """The drafts that change with what people approved elsewhere.

        Args:
            approved: Vietnamese and English, the weightiest last. It weighs less than all that
                was known before.
        """
        found: dict[str, str] = {}
        for source, text in approved:
            found |= {said.key: said.form for said in mentions(source, text, self._terms)}
        new = found.keys() - self._approved.keys()
        self._approved = found | self._approved
        return list(self._changed(new))

    def add(self, index: int, source: str, draft: Draft) -> list[tuple[int, Draft]]:
        """The draft as it should stand, and those of earlier ones that it changes.

        Args:
            index: What to call the segment; each once.
            source: Its Vietnamese text.
            draft: As the engine or the memory made it, or as an earlier run left it.

        Returns:
            The segment's own draft first.
        """
        said = mentions(source, draft.text, self._terms) if draft.text.strip() else []
        member = self._members[index] = _Member(source, draft, draft, said)
        before = {one.key: self._wanted(one) for one in said}
        if is_recalled(draft):
            self._approved = {one.key: one.form for one in said} | self._approved
        for one in said:
            self._votes.setdefault(one.key, Counter())[self._same(one.form)] += 1
            self._saying.setdefault(one.key, []).append(index)
            self._written.setdefault(self._same(one.form), one.form)
        member.stands = self._unified(member)
        turned = {one.key for one in said if before[one.key] != self._wanted(one)}
        return [(index, member.stands), *self._changed(turned)]

    def _changed(self, turned: Iterable[str]) -> Iterator[tuple[int, Draft]]:
        """The drafts that stand otherwise now that these keys are called otherwise."""
        for index in sorted({index for key in turned for index in self._saying.get(key, ())}):
            member = self._members[index]
            draft = self._unified(member)
            if draft != member.stands:
                member.stands = draft
                yield index, draft

    def _wanted(self, said: Mention) -> str | None:
        """How the article calls it; None where nothing is known yet."""
        if said.key in self._approved:
            return self._approved[said.key]
        votes = self._votes.get(said.key)
        if not votes:
            return None
        most = max(votes.values())
        best = [form for form, times in votes.items() if times == most]
        return next(
            (form for form in said.forms if self._same(form) in best), self._written[best[0]]
        )

    def _unified(self, member: _Member) -> Draft:
        """A draft with every mention as the article has it."""
        if is_recalled(member.made):
            return member.made
        text, changed = unicodedata.normalize("NFC", member.made.text), []
        for said in reversed(member.said):
            form = self._wanted(said)
            if form is None or self._same(form) == self._same(said.form):
                continue
            tried = put_in(text, said.span, _cased(form, said))
            if _loses_nothing(member.source, text, tried):
                text = tried
                changed.append(form)
        if not changed:
            return member.made
        return _flagged(member.made, text, changed[::-1])


def _cased(form: str, said: Mention) -> str:
    """A form with the capitals of its place: those of a headline, or the usual ones."""
    usual = next((one for one in said.forms if one.casefold() == form.casefold()), form)
    if all(word[0].isupper() for word in said.form.split() if len(word) > _SHORT):
        words = usual.split(" ")
        return " ".join(w[:1].upper() + w[1:] if len(w) > _SHORT else w for w in words)
    return usual


def _loses_nothing(source: str, before: str, after: str) -> bool:
    expected = expectations(source)
    return set(unmet(expected, after)) <= set(unmet(expected, before)) and set(
        missing_values(source, after)
    ) <= set(missing_values(source, before))


def _flagged(draft: Draft, text: str, changed: Sequence[str]) -> Draft:
    old = [check for check in draft.checks if check.name is CheckName.REPAIRED]
    found = tuple(dict.fromkeys([*(word for check in old for word in check.found), *changed]))[:5]
    message = f"Put right by itself, to say the same throughout: {', '.join(found)}."
    order = {name: place for place, name in enumerate(CheckName)}
    checks = [check for check in draft.checks if check.name is not CheckName.REPAIRED]
    checks.append(Check(CheckName.REPAIRED, message, found))
    checks.sort(key=lambda check: order[check.name])
    signature = draft.signature.removesuffix(MARK) + MARK
    return replace(draft, text=text, checks=tuple(checks), signature=signature)
