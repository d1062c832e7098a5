"""How probable a model finds given translations, with a table for a model and with a real one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from songngu.corpora.errors import EngineError
from songngu.translate.scoring import TranslationScorer


class Table:
    """Log probabilities from a table; it counts what it is asked."""

    signature = "table|1"

    def __init__(self, known: dict[tuple[str, str], float]) -> None:
        self.known = known
        self.asked: list[tuple[str, str]] = []

    def log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        self.asked += pairs
        return [self.known[pair] for pair in pairs]


def test_it_is_the_gain_over_the_english_by_itself() -> None:
    table = Table({("một", "one"): -0.5, ("hai", "one"): -3.0, ("", "one"): -2.0})
    scores = TranslationScorer(table).score(["một", "hai"], ["", ""], ["one", "one"])
    assert scores.dtype == np.float64
    assert scores.tolist() == [1.5, -1.0]


def test_each_pair_and_each_english_is_asked_about_once() -> None:
    known = {("một", "one"): -1.0, ("hai", "one"): -2.0, ("", "one"): -3.0}
    table = Table(known)
    sources = ["một", "hai", "một\n", "một"]
    scores = TranslationScorer(table).score(sources, [""] * 4, ["one", "one", "one ", "one"])
    assert sorted(table.asked) == sorted(known)
    assert scores.tolist() == [2.0, 1.0, 2.0, 2.0]


def test_empty_texts_have_no_score() -> None:
    scores = TranslationScorer(Table({})).score(["", "một", " "], ["", "", ""], ["one", "", " "])
    assert np.isnan(scores).all()


def test_unequal_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="found 1 sources, 1 drafts and 2 targets"):
        TranslationScorer(Table({})).score(["a"], [""], ["b", "c"])


def test_an_engine_that_only_drafts_is_refused() -> None:
    class Drafts:
        signature = "hf:some/model|rev:1"

    with pytest.raises(EngineError, match="The engine hf:some/model drafts but cannot score"):
        TranslationScorer(Drafts())  # type: ignore[arg-type]


def test_the_signature_is_that_of_the_engine() -> None:
    assert TranslationScorer(Table({})).signature == "probability:table|1"


@pytest.mark.model
def test_the_embedded_engine_finds_the_translation_likelier() -> None:
    from songngu.translate.embedded import EmbeddedDrafter

    drafter = EmbeddedDrafter(beam_size=1, threads=1, progress=False)
    source = "Sáng 14/3, tỉnh Quảng Ngãi khánh thành cầu Trà Bồng dài 420 mét."
    right = "Quang Ngai Province opened the 420-metre Tra Bong Bridge on the morning of March 14."
    wrong = "Supermarkets warned that instant coffee will become dearer before Christmas."
    scores = TranslationScorer(drafter).score([source] * 2, ["", ""], [right, wrong])
    assert scores[0] > 0.5
    assert scores[0] > scores[1] + 1
    [draft] = drafter.draft_batch(["Giá gạo xuất khẩu tăng nhẹ."])
    [again] = drafter.log_probabilities([("Giá gạo xuất khẩu tăng nhẹ.", draft.text)])
    # What it has written itself, it finds as probable as when it wrote it.
    assert math.exp(again) == pytest.approx(draft.score, abs=0.03)
