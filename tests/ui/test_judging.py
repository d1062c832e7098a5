"""Models made by training are compared on whole sets of drafts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft
from songngu.translate.drafter import Drafter
from songngu.translate.training import TrainingPair
from songngu.ui.actions.judging import compare_drafts
from songngu.ui.actions.training import Listeners

PAIRS = [TrainingPair(f"Câu {n}.", f"Sentence {n}.") for n in range(3)]


class Forgetful(Drafter):
    """Drafts all but the last text."""

    @property
    def signature(self) -> str:
        return "forgetful"

    def draft_batch(self, sources: Sequence[str], **options: Any) -> list[Draft]:
        return [draft for _, draft in self.draft_iter(sources)]

    def draft_iter(self, sources: Sequence[str], **options: Any) -> Iterator[tuple[int, Draft]]:
        for index, text in enumerate(sources[:-1]):
            yield index, Draft(text, 0.5, (), self.signature)


def test_a_lost_draft_is_no_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songngu.translate.load_drafter", lambda *_, **__: Forgetful())
    with pytest.raises(EngineError, match="1 of 3 segments came back without a draft"):
        compare_drafts("a", "b", PAIRS, device="cpu", threads=1, heard=Listeners())
