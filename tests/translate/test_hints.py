"""What a model is told of the offices, bodies and names of a text."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import Expected, expectations, unmet
from songngu.translate.hints import hints_for


def told(source: str) -> dict[str, str]:
    hints = hints_for(source, expectations(source), frozenset(Expected))
    return {term.source: term.target for term in hints}


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("một nước có hải quân mạnh", {"hải quân": "navy"}),
        ("Tàu của Hải quân đến.", {"Hải quân": "Navy"}),
        ("lính của trung đoàn ấy", {"trung đoàn": "regiment"}),
        ("lính của trung đoàn 48", {"trung đoàn 48": "Regiment 48"}),
        ("lính của trung đoàn Đồng Xoài", {"trung đoàn": "Regiment"}),
    ],
)
def test_a_body_in_small_letters_is_told_in_small_letters(source, english):
    assert told(source).items() >= english.items()


def test_an_economic_defence_group_is_told():
    hints = told("Đoàn Kinh tế - Quốc phòng 379 giúp dân.")
    assert hints["Đoàn Kinh tế - Quốc phòng 379"] == "Economic-Defence Group 379"


@pytest.mark.parametrize(
    ("draft", "met"),
    [
        ("Kham-phet Xi-da-lay came.", True),
        ("Khăm-phết Xỉ-đa-lay came.", True),
        ("Kham-Phet Xi-Da-Lay came.", True),
        ("Khamphet Xidalay came.", True),
        ("Khamphouang came.", False),
    ],
)
def test_a_lao_name_is_expected_with_or_without_hyphens(draft, met):
    expected = expectations("Đồng chí Khăm-phết Xỉ-đa-lay đã đến.")
    assert [item.kind for item in expected] == [Expected.NAME]
    assert (unmet(expected, draft) == ()) is met


@pytest.mark.parametrize(
    "source",
    ["món ăn Hàn Quốc và người Tây Ban Nha", "dân Việt Nam ở Cam Bốt", "ra Biển Đen"],
)
def test_a_country_is_not_told_since_its_adjective_may_be_wanted(source):
    assert told(source) == {}
    assert any(item.kind is Expected.PLACE for item in expectations(source))


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("đến Ai-xơ-len", {"Ai-xơ-len": "Iceland"}),
        ("đến Bắc Kinh", {"Bắc Kinh": "Beijing"}),
        ("đến bang Virginia và New York", {}),
        ("ông Fatih Erkoç hát", {}),
        ("ông John Howard nói", {}),
        ("ông Giàng A Páo nói", {"Giàng A Páo": "Giang A Pao"}),
        ("ông Giang A Lo nói", {"Giang A Lo": "Giang A Lo"}),
    ],
)
def test_only_what_a_model_would_not_copy_is_told(source, english):
    assert told(source) == english


def test_what_a_model_may_know_makes_room_for_what_it_does_not():
    named = "Lào, Mỹ, Nga, Pháp, Đức, Ý, Anh, Nhật Bản, Thái Lan, Cuba, Hàn Quốc, Ấn Độ"
    source = f"Đại biểu {named} gặp ông Lê Văn Tám tại Bát Xát."
    expected = expectations(source)
    hints = hints_for(source, expected, frozenset(Expected), all_known=True)
    english = [term.target for term in hints]
    assert len(hints) == 12
    assert set(told(source).values()) == {"deputy", "Le Van Tam", "Bat Xat"}
    assert english[0] == "deputy"
    assert "Laos" in english
    assert english[-2:] == ["Le Van Tam", "Bat Xat"]


@pytest.mark.parametrize("name", ["K'Lúi", "Ksor Hùng", "H'Blá Niê"])
def test_a_highland_name_is_told(name):
    assert name in told(f"Ông {name} đến xã Tây Giang.")
