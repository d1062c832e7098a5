"""What stands around an engine: difficult input, house style and the signature of both."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Check, CheckName, Draft, MemoryMatch, Term, TranslationUnit
from songngu.translate import Drafter
from songngu.translate.house import HouseDrafter
from songngu.translate.style import UNSTYLED, Dates, Headlines, HouseStyle, Spelling

ENGLISH = {
    "Giá vàng tăng": "gold prices rise.",
    "Lao động có tổ chức ngày 2/12.": "Organized labor on December 2.",
    "Xem tại https://a.vn/x.": "See here.",
    "Năm ngoái": "Last year",
    "Công an Hà Nội bắt Nguyễn Văn An": "Hanoi police arrest Nguyen Van An.",
}


class Phrasebook(Drafter):
    """Knows the phrases above, backwards, as an engine that finishes the last one first."""

    signature = "phrasebook"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.matches: list[Sequence[MemoryMatch]] | None = None

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None):
        self.asked += texts
        self.matches = None if matches is None else list(matches)
        empty = (Check(CheckName.EMPTY, "The source is empty."),)
        return [
            Draft(ENGLISH.get(text, ""), 0.5 if text else 0.0, () if text else empty, "phrasebook")
            for text in texts
        ]

    def draft_iter(self, texts, *, terms=(), matches=None):
        yield from reversed(list(enumerate(self.draft_batch(texts, terms=terms, matches=matches))))


def test_the_engine_gets_pieces_and_the_segment_its_draft() -> None:
    engine = Phrasebook()
    texts = ["🎉 Giá vàng tăng 🎉", "12,5%", "", "Chỉ tiêu | Năm ngoái | 02/12/2025"]
    drafts = HouseDrafter(engine).draft_batch(texts)
    assert engine.asked == ["Giá vàng tăng", "", "Năm ngoái"]
    assert [draft.text for draft in drafts] == [
        "🎉 gold prices rise. 🎉",
        "12.5%",
        "",
        "Indicator | Last year | December 2, 2025",
    ]
    assert [draft.score for draft in drafts] == [pytest.approx(s) for s in (0.5, 1.0, 0.0, 0.5)]
    assert [check.name for check in drafts[2].checks] == [CheckName.EMPTY]


@pytest.mark.parametrize(
    "text",
    ["• Xe mang biển số 27C-045.18", "Tin lạ. 🎉 Xem https://a.vn/x. 🎉", "12 | Không ai biết"],
)
def test_a_segment_of_whose_text_nothing_comes_back_has_no_draft(text: str) -> None:
    draft = HouseDrafter(Phrasebook()).draft(text)
    assert draft.text == ""
    assert CheckName.REPAIRED not in [check.name for check in draft.checks]


class Forgetful(Phrasebook):
    """Loses one of its drafts."""

    def draft_iter(self, texts, *, terms=(), matches=None):
        drafts = self.draft_batch(texts, terms=terms, matches=matches)
        yield from (pair for pair in enumerate(drafts) if pair[0] != 1)


def test_a_draft_that_is_lost_moves_no_other_into_its_place() -> None:
    texts = ["Giá vàng tăng", "Năm ngoái", "Công an Hà Nội bắt Nguyễn Văn An"]
    with pytest.raises(EngineError, match="1 of 3 segments came back without a draft"):
        HouseDrafter(Forgetful()).draft_batch(texts)


def test_drafts_come_each_once_and_those_without_a_model_first() -> None:
    texts = ["Giá vàng tăng", "1.000", "Chỉ tiêu | Năm ngoái", "The two sides agreed on trade."]
    found = list(HouseDrafter(Phrasebook()).draft_iter(texts))
    assert [index for index, _ in found] == [1, 3, 2, 0]
    assert [d.text for _, d in sorted(found, key=lambda pair: pair[0])] == [
        d.text for d in HouseDrafter(Phrasebook()).draft_batch(texts)
    ]


def test_progress_counts_segments_not_pieces() -> None:
    seen: list[int] = []
    HouseDrafter(Phrasebook()).draft_batch(
        ["Chỉ tiêu | Năm ngoái", "Giá vàng tăng", "5"], progress=seen.append
    )
    assert seen == [1, 2, 3]


def test_what_was_put_back_is_said() -> None:
    draft = HouseDrafter(Phrasebook()).draft("Xem tại https://a.vn/x.")
    assert draft.text == "See here (https://a.vn/x)."
    assert [(check.name, check.found) for check in draft.checks] == [
        (CheckName.REPAIRED, ("https://a.vn/x",))
    ]


def test_other_style_is_another_signature() -> None:
    style = HouseStyle(dates=Dates.DAY_FIRST, headlines=Headlines.SENTENCE)
    plain, styled = HouseDrafter(Phrasebook()), HouseDrafter(Phrasebook(), style)
    assert plain.style == UNSTYLED
    assert plain.signature == "phrasebook|prep:2"
    assert styled.signature == "phrasebook|prep:2|style:dates:day-first+headlines:sentence"
    assert styled.draft("Giá vàng tăng").signature == styled.signature


def test_the_style_reaches_the_draft_and_spares_terms() -> None:
    style = HouseStyle(dates=Dates.DAY_FIRST, spelling=Spelling.BRITISH)
    text = "Lao động có tổ chức ngày 2/12."
    drafter = HouseDrafter(Phrasebook(), style)
    assert drafter.draft(text).text == "Organised labour on 2 December."
    term = Term("lao động có tổ chức", "organized labor")
    assert drafter.draft(text, terms=[term]).text == "Organized labor on 2 December."


def test_cells_that_are_terms_need_no_model() -> None:
    engine = Phrasebook()
    row, terms = "STT\tNăm ngoái\tChỉ tiêu", [Term("chỉ tiêu", "quota")]
    assert HouseDrafter(engine).draft(row, terms=terms).text == "No.\tLast year\tQuota"
    assert engine.asked == ["Năm ngoái"]


def test_headlines_are_those_named_and_those_in_capitals() -> None:
    drafter = HouseDrafter(Phrasebook(), HouseStyle(headlines=Headlines.TITLE))
    texts = ["Giá vàng tăng", "Giá vàng tăng", "CÔNG AN HÀ NỘI BẮT NGUYỄN VĂN AN"]
    drafts = drafter.draft_batch(texts, headlines=[1])
    assert [draft.text for draft in drafts] == [
        "gold prices rise.",
        "Gold Prices Rise",
        "Hanoi Police Arrest Nguyen Van An",
    ]


def test_memory_goes_with_a_segment_of_one_piece() -> None:
    engine = Phrasebook()
    match = MemoryMatch(TranslationUnit("Giá vàng tăng mạnh", "Gold soars"), 0.8)
    HouseDrafter(engine).draft_batch(
        ["• Giá vàng tăng", "Giá vàng tăng | Năm ngoái"], matches=[[match], [match]]
    )
    assert engine.matches == [[match], (), ()]


def test_matches_have_to_be_as_many_as_texts() -> None:
    with pytest.raises(ValueError, match="matches for 2 texts, found 1"):
        HouseDrafter(Phrasebook()).draft_batch(["a", "b"], matches=[[]])


def test_a_giant_segment_is_drafted_in_parts_that_are_reported() -> None:
    engine = Phrasebook()
    sentence = "Đoàn công tác đã đến thăm các hộ dân ở xã vùng cao và trao quà cho học sinh nghèo. "
    seen: list[tuple[int, int]] = []
    (draft,) = HouseDrafter(engine).draft_batch([sentence * 40], parts=lambda *at: seen.append(at))
    assert " ".join(engine.asked) == (sentence * 40).strip()
    assert all(len(part.split()) <= 60 and part.endswith(".") for part in engine.asked)
    assert seen == [(done, len(engine.asked)) for done in range(1, len(engine.asked) + 1)]
    assert CheckName.CUT in [check.name for check in draft.checks]


def test_long_batches_are_taken_apart_a_stretch_at_a_time(monkeypatch) -> None:
    monkeypatch.setattr("songngu.translate.house.STRETCH", 3)
    texts = [f"Chỉ tiêu | Năm ngoái | {number}" for number in range(10, 20)]
    found = dict(HouseDrafter(Phrasebook()).draft_iter(texts, headlines=[7]))
    assert [found[index].text for index in range(10)] == [
        f"Indicator | Last year | {number}" for number in range(10, 20)
    ]
