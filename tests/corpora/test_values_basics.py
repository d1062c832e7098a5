import unicodedata

import pytest

from songngu.corpora.values import extract_values, missing_values


def test_equal_numbers_and_dates_in_two_notations_match() -> None:
    source = "1.000.000 người dự lễ ngày 02/12/2025"
    assert missing_values(source, "1,000,000 people came on December 2, 2025") == ()


def test_a_wrong_number_and_a_wrong_date_are_reported() -> None:
    source = "1.000.000 người dự lễ ngày 02/12/2025"
    found = missing_values(source, "1,000 people came on December 3, 2025")
    assert [value.text for value in found] == ["1.000.000", "ngày 02/12/2025"]


@pytest.mark.parametrize("language", ["fr", "und", ""])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(ValueError, match="'vi' and 'en'"):
        extract_values("1", language)


def test_offsets_refer_to_the_text_as_given() -> None:
    text = unicodedata.normalize("NFD", "Thứ Hai, mười lăm người, 12,5 tỷ đồng")
    values = extract_values(text, "vi")
    assert [value.key for value in values] == ["Monday", "15", "12500000000 VND"]
    assert all(text[value.start : value.end] == value.text for value in values)
    assert unicodedata.normalize("NFC", values[1].text) == "mười lăm"


def test_a_text_without_values_has_none() -> None:
    assert extract_values("Ông Minh nói.", "vi") == ()
    assert extract_values("", "en") == ()
