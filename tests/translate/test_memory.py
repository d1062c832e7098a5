"""Drafts out of the memory: the same text, and texts that differ in numbers, dates and names."""

import unicodedata

import pytest

from songngu.corpora.types import CheckName, MemoryMatch, TranslationUnit
from songngu.translate.exchange import exchanged, plain
from songngu.translate.memory import is_recalled, recall


def match(source, target, similarity=1.0, confidence=None):
    return MemoryMatch(TranslationUnit(source, target, confidence=confidence), similarity)


@pytest.mark.parametrize(
    ("old", "translation", "new", "expected"),
    [
        (
            "Công an bắt giữ 25 người vào ngày 02/12/2025.",
            "Police arrested 25 people on December 2, 2025.",
            "Công an bắt giữ 37 người vào ngày 15/11/2025.",
            "Police arrested 37 people on November 15, 2025.",
        ),
        (
            "Đại tá Đỗ Ngọc Minh cho biết vụ việc đang được điều tra.",
            "Senior Colonel Do Ngoc Minh said the case was under investigation.",
            "Đại tá Trần Văn Hùng cho biết vụ việc đang được điều tra.",
            "Senior Colonel Tran Van Hung said the case was under investigation.",
        ),
        (
            "Đại tá Đỗ Ngọc Minh cho biết vụ việc đang được điều tra.",
            "Senior Colonel Đỗ Ngọc Minh said the case was under investigation.",
            "Đại tá Trần Văn Hùng cho biết vụ việc đang được điều tra.",
            "Senior Colonel Trần Văn Hùng said the case was under investigation.",
        ),
        (
            "Sáng nay, ông Đỗ Ngọc Minh cho biết sẽ từ chức.",
            "This morning, Do Ngoc Minh said he would resign.",
            "Sáng nay, ông Trần Văn Hùng cho biết sẽ từ chức.",
            "This morning, Tran Van Hung said he would resign.",
        ),
        (
            "Tổng thiệt hại là 12,5 tỷ đồng.",
            "Total losses were VND12.5 billion.",
            "Tổng thiệt hại là 7,25 tỷ đồng.",
            "Total losses were VND7.25 billion.",
        ),
        (
            "Giá vàng tăng 5% vào thứ Hai.",
            "Gold prices rose 5 per cent on Monday.",
            "Giá vàng tăng 7% vào thứ Ba.",
            "Gold prices rose 7 per cent on Tuesday.",
        ),
        (
            "Hàng hoá từ Lào tăng mạnh trong năm 2024.",
            "Goods from Laos rose sharply in 2024.",
            "Hàng hóa từ Thái Lan tăng mạnh trong năm 2025.",
            "Goods from Thailand rose sharply in 2025.",
        ),
        (
            "Cả nước có 980 trường học.",
            "The country has 980 schools.",
            "Cả nước có 1.200 trường học.",
            "The country has 1,200 schools.",
        ),
        (
            "Có 1.000 người đến.",
            "There came 1,000 people.",
            "Có 10.000 người đến.",
            "There came 10,000 people.",
        ),
        (
            "Họ đến lúc 8h30.",
            "They arrived at 8:30 a.m.",
            "Họ đến lúc 9h15.",
            "They arrived at 9:15 a.m.",
        ),
    ],
    ids=["number and date", "name", "name with marks", "name and he", "money", "weekday", "place",
         "thousands", "a thousand", "time"],
)  # fmt: skip
def test_what_differs_is_exchanged(old, translation, new, expected):
    found = exchanged(old, translation, new)
    assert found is not None
    assert found.text == expected
    assert all(" → " in change for change in found.changes)
    # And back again: nothing was lost on the way.
    back = exchanged(new, found.text, old)
    assert back is not None
    assert back.text == translation


@pytest.mark.parametrize(
    ("new", "expected"),
    [("Giá tăng 3.5%.", "Prices rose 3.5%."), ("Giá tăng 3,75%.", "Prices rose 3.75%.")],
)
def test_decimals_have_a_point_in_english_whatever_the_source_has(new, expected):
    assert exchanged("Giá tăng 2,5%.", "Prices rose 2.5%.", new).text == expected
    assert exchanged("Giá tăng 2.5%.", "Prices rose 2.5%.", new).text == expected


@pytest.mark.parametrize("new", ["Có 1000 người đến.", "Có một nghìn người đến."])
def test_a_number_written_otherwise_leaves_the_translation_as_it_is(new):
    old, translation = "Có 1.000 người đến.", "There came 1,000 people."
    assert exchanged(old, translation, new).text == translation


@pytest.mark.parametrize(
    ("old", "translation", "new"),
    [
        ("Giá gạo tăng 5%.", "Rice prices rose 5%.", "Giá vàng tăng 7%."),
        ("Có 2 người chết.", "2 people died.", "Có 1 người chết."),
        ("Có 25 người chết.", "Twenty-five people died.", "Có 37 người chết."),
        ("Cậu bé 8 tuổi mất tích.", "An 8-year-old boy is missing.", "Cậu bé 9 tuổi mất tích."),
        ("Thiệt hại 5 tỷ đồng.", "It cost 5 billion dong.", "Thiệt hại 5 triệu USD."),
        (
            "Đỗ Ngọc Minh cho biết sẽ từ chức.",
            "Do Ngoc Minh said he would resign.",
            "Trần Thị Hoa cho biết sẽ từ chức.",
        ),
        (
            "Đỗ Ngọc Minh đến Hà Nội.",
            "Do Ngoc Minh came to Hanoi. Minh was tired.",
            "Trần Văn Hùng đến Hà Nội.",
        ),
        (
            "Có 25 người từ 25 tỉnh.",
            "There were 25 people from 25 provinces.",
            "Có 37 người từ 25 tỉnh.",
        ),
        ("Có 25 người đến.", "Some people came.", "Có 37 người đến."),
        ("Có 25 người đến.", "Of 100, 25 people came.", "Có 37 người đến."),
        ("Chợ mở cửa.", "The market is open.", "Chợ mở cửa."),
    ],
    ids=[
        "another word", "one and many", "number in words", "article", "another currency", "gender",
        "short name", "twice", "not there", "a number of its own", "no difference",
    ],
)  # fmt: skip
def test_what_may_be_wrong_is_left_to_the_model(old, translation, new):
    assert exchanged(old, translation, new) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà bình.", "Hòa  bình."),
        ("“Chợ” mở cửa – sớm", '"Chợ" mở cửa - sớm'),
        ("Đỗ Ngọc Minh", unicodedata.normalize("NFD", "Đỗ Ngọc Minh")),
        ("Chờ…", "Chờ..."),
        ("Chợ\u00a0mở", "\ufeffChợ\u200b m\u00adở"),
    ],
)
def test_texts_are_the_same_but_for_spelling_and_signs(one, other):
    assert plain(one) == plain(other)


@pytest.mark.parametrize(("one", "other"), [("ma", "má"), ("Chợ.", "Chợ!"), ("Pháp", "pháp")])
def test_other_words_and_signs_stay_apart(one, other):
    assert plain(one) != plain(other)


def test_an_approved_translation_of_the_same_text_is_the_draft():
    draft = recall("Hòa bình.", [match("Hoà bình.", "Peace."), match("Hoà bình.", "Calm.")])
    assert (draft.text, draft.score) == ("Peace.", 1.0)
    assert [check.name for check in draft.checks] == [CheckName.FROM_MEMORY]
    assert draft.signature.startswith("memory:")
    assert is_recalled(draft)
    (check,) = draft.checks
    assert "which has 2" in check.message  # the editor may look at the other one


def test_what_the_aligner_linked_and_nobody_approved_is_no_draft():
    assert recall("Chợ mở.", [match("Chợ mở.", "The market opens.", confidence=0.99)]) is None
    assert recall("Có 3 chợ.", [match("Có 2 chợ.", "2 markets.", 0.9, confidence=0.9)]) is None


def test_the_same_text_goes_before_a_better_ranked_similar_one():
    matches = [match("Có 37 người.", "37 persons.", 0.97), match("Có 25 người.", "25 people.", 1.0)]
    assert recall("Có 25 người.", matches).text == "25 people."


def test_an_adapted_translation_says_what_was_exchanged():
    draft = recall("Có 37 người đến.", [match("Có 25 người đến.", "25 people came.", 0.92)])
    assert (draft.text, draft.score) == ("37 people came.", 0.92)
    (check,) = draft.checks
    assert check.name is CheckName.ADAPTED
    assert check.found == ("25 → 37",)
    assert "25 → 37" in check.message
    assert is_recalled(draft)


def test_without_a_match_there_is_no_draft():
    assert recall("Có 37 người đến.", []) is None
    assert recall("Có 37 người đến.", [match("Chợ mở cửa sớm.", "The market.", 0.8)]) is None
    assert recall("Có 25 người.", [match("Có 25 người.", " ")]) is None
