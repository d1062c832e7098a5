"""The tenure of an assembly or committee: *HĐND tỉnh khóa XI*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.corpora.values import ValueKind
from songngu.translate.expectations import Draftwork, Expectation, Expected, met_at
from songngu.translate.forms import whole
from songngu.translate.misplaced import is_held
from songngu.translate.substitution import put_in

# Between a body, or its place, and the number of its tenure.
_TO_TENURE = re.compile(r"[\s,]*kh(?:óa|oá)\s+", re.IGNORECASE)
_TO_PLACE = re.compile(r"[\s,]*(?:(?:tỉnh|thành phố|TP\.?|xã|phường|đặc khu)\s)?", re.IGNORECASE)
# The body in an office: what somebody is a deputy, member or head of.
_BODY = re.compile(
    r"(?:(?:provincial|municipal|commune|ward|Party)\s)*"
    r"(?:People's Council|National Assembly|Standing Board|(?:Central |Executive )?Committee)"
)


def tenure_put_in(
    item: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft that says of which tenure a body is: 11th-tenure provincial People's Council.

    None where the body does not stand right before *khóa* in the source, with but its place
    between, where it is named elsewhere before, or oftener or less often than in the draft.
    """
    if item.value is None or item.value.kind is not ValueKind.ORDINAL or item.value.key == "1st":
        return None
    body = _body_before(item, expected, source)
    said = whole(met_at(body, work)) if body else []
    if body is None or len(said) != source.count(body.source):
        return None
    at, end = said[0]
    found = _BODY.search(work.text, at, end) if is_held(body) else None
    if is_held(body) and found is None:
        return None
    at = found.start() if found else at
    return put_in(work.text, (at, at), f"{item.value.key}-tenure ")


def _body_before(
    tenure: Expectation, expected: Sequence[Expectation], source: str
) -> Expectation | None:
    """The office or body of which the tenure is: where it is named first, before its place."""
    offices = [item for item in expected if item.kind is Expected.OFFICE]
    places = [item for item in expected if item.kind is Expected.PLACE]
    for body in offices:
        ends = [p.end for p in places if _between(_TO_PLACE, source, body.end, p.start)]
        if any(_between(_TO_TENURE, source, end, tenure.start) for end in (body.end, *ends)):
            return body
    return None


def _between(words: re.Pattern[str], source: str, start: int, end: int) -> bool:
    return start <= end and words.fullmatch(source, start, end) is not None
