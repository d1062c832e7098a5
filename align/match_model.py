"""The learned numbers of document matching, fitted by ``benchmarks/train_matching.py``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

KINDS = ("words", "names", "values")
LIKENESS = (*KINDS, "length")


@dataclass(frozen=True, slots=True)
class MatchModel:
    """The weights of one way of matching, with or without drafts.

    Attributes:
        likeness: Weight of each of :data:`LIKENESS` for the short list: cosines of the kinds of
            keys, and the absolute log ratio of the lengths.
        choice: Weight of each feature of a candidate against there being no version at all.
        digest: The first 8 hex digits of the SHA-256 of all numbers.
    """

    likeness: Mapping[str, float]
    choice: Mapping[str, float]
    digest: str = ""


def parse(data: bytes) -> dict[bool, MatchModel]:
    """The models in the JSON file of the package, by whether there are drafts."""
    models = json.loads(data)
    digest = hashlib.sha256(data).hexdigest()[:8]
    return {
        drafts: MatchModel(models[name]["likeness"], models[name]["choice"], digest)
        for drafts, name in ((True, "with_drafts"), (False, "without_drafts"))
    }


@cache
def _packaged() -> dict[bool, MatchModel]:
    return parse(resources.files("songngu.align").joinpath("matching.json").read_bytes())


def match_model(*, drafts: bool) -> MatchModel:
    """The model stored in the package."""
    return _packaged()[drafts]
