"""Many segments on their way through an engine: what is held, what comes first, what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from songngu.translate import pipeline
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import RAW
from songngu.translate.pipeline import PartlyDraftedError


class Upper(ModelDrafter):
    """Writes its source in capitals."""

    batch_tokens = 24
    engine_signature = "upper|1"
    faithful = RAW

    def __init__(self) -> None:
        self.batches: list[list[Request]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.batches.append(list(requests))
        return [[Hypothesis(request.text.upper(), -0.5, 3, True)] for request in requests]

    @property
    def asked(self) -> list[str]:
        return [request.text for batch in self.batches for request in batch]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WINDOW", 4)
    monkeypatch.setattr(pipeline, "_REMEMBERED", 3)


def test_the_first_text_comes_alone_and_first_when_somebody_waits() -> None:
    drafter = Upper()
    texts = ["đây là một câu đầu khá dài của bài", "ngắn", "cũng ngắn"]
    found = [index for index, _ in drafter.draft_iter(texts)]
    assert found[0] == 0
    assert [request.text for request in drafter.batches[0]] == texts[:1]
    assert sorted(found) == [0, 1, 2]


def test_a_batch_for_nobody_who_waits_is_filled() -> None:
    drafter = Upper()
    drafter.draft_batch(["một hai ba", "bốn", "năm"])
    assert len(drafter.batches) == 1


@pytest.mark.parametrize("n", [0, 1, 3, 4, 5, 8, 9, 17])
def test_windows_lose_nothing_and_keep_the_order(small: None, n: int) -> None:
    texts = [f"câu số {i} " + "dài " * (i % 5) for i in range(n)]
    drafts = Upper().draft_batch(texts)
    assert [draft.text for draft in drafts] == [text.strip().upper() for text in texts]
    assert sorted(index for index, _ in Upper().draft_iter(texts)) == list(range(n))


def test_texts_are_not_looked_at_before_their_window(small: None) -> None:
    seen: list[int] = []

    class Lazy(Sequence[str]):
        def __len__(self) -> int:
            return 1000

        def __getitem__(self, index: Any) -> Any:
            seen.append(index)
            return f"câu số {index}"

    drafts = Upper().draft_iter(Lazy())
    for _ in range(4):
        next(drafts)
        assert max(seen) == 3
    next(drafts)
    assert max(seen) == 7


def test_equal_texts_are_drafted_once_also_across_windows(small: None) -> None:
    drafter = Upper()
    texts = ["Ảnh minh họa", *(f"câu {i}" for i in range(3)), "Ảnh minh họa", "câu 9"]
    drafts = drafter.draft_batch(texts)
    assert drafter.asked.count("Ảnh minh họa") == 1
    assert drafts[0] == drafts[4]


def test_only_so_many_drafts_are_remembered(small: None) -> None:
    drafter = Upper()
    run = pipeline.Pipeline(drafter, [f"câu {i}" for i in range(40)], (), None)
    for _ in run.run():
        assert len(run._known) <= 3
    assert not run._waiting


def test_what_an_engine_had_written_before_it_failed_is_given() -> None:
    class Half(Upper):
        def generate(
            self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
        ) -> list[list[Hypothesis]]:
            written = super().generate(requests, careful=careful)
            if len(self.batches) < 2:
                return written
            done = [(r, h[0]) for r, h in zip(requests, written, strict=True)][::2]
            raise PartlyDraftedError("out of money", done)

    got: list[tuple[int, Any]] = []
    with pytest.raises(PartlyDraftedError, match="out of money"):
        got.extend(Half().draft_iter(["đầu", "một", "hai", "ba", "bốn"]))
    assert [(index, draft.text) for index, draft in got] == [(0, "ĐẦU"), (1, "MỘT"), (3, "BA")]


def test_context_goes_to_engines_that_ask_for_it() -> None:
    class Curious(Upper):
        context_before = 2

    texts = ["một", "hai", "ba", "bốn"]
    drafter = Curious()
    drafter.draft_batch(texts)
    found = {r.text: r.context for batch in drafter.batches for r in batch}
    assert found == {
        "một": (), "hai": ("một",), "ba": ("một", "hai"), "bốn": ("hai", "ba")
    }  # fmt: skip
    drafter = Upper()
    drafter.draft_batch(texts)
    assert all(r.context == () for batch in drafter.batches for r in batch)


def test_drafts_share_their_signature() -> None:
    """One text of a few hundred characters for each draft would be most of a draft's memory."""
    drafts = Upper().draft_batch([f"câu {i}" for i in range(5)])
    assert len({id(draft.signature) for draft in drafts}) == 1
