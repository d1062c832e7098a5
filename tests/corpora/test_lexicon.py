"""The lexicon: units, keys, tables and its file."""

import unicodedata

import numpy as np
import pytest

from songngu.corpora.lexicon import (
    Lexicon,
    default_lexicon,
    group,
    lexicon,
    serialise,
    source_units,
)

WORDS = {"hà nội", "thành phố", "nhà nước", "^pháp"}


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("Thành phố Hà Nội", ["thành phố", "hà nội"]),
        ("Nhà nước Pháp", ["nhà nước", "^pháp"]),
        ("Pháp và nhà, 12 cái", ["pháp", "và", "nhà", "cái"]),  # a capital that begins the text
        ("", []),
        ("12 %", []),
    ],
)
def test_units_are_the_longest_known_words_from_the_left(text, units):
    assert source_units(text, WORDS.__contains__) == units
    decomposed = unicodedata.normalize("NFD", text)
    assert source_units(decomposed, WORDS.__contains__) == units


def _small() -> bytes:
    return serialise(
        ["chó", "mèo", "nhà"],
        ["cat", "dog", "home", "hut"],
        np.array([0, 1, 2, 2]),
        np.array([1, 0, 2, 3]),
        np.array([0.9, 0.8, 0.3, 0.6]),
        np.array([1.0, 0.7, 0.5, 0.0]),
        np.array([0.2, 0.3, 0.5]),
        np.array([0.1, 0.2, 0.3, 0.4]),
    )


def test_a_file_gives_back_what_was_put_in_to_three_percent():
    read = Lexicon.parse(_small())
    assert list(read.source_index) == ["chó", "mèo", "nhà"]
    assert read.forward.offsets.tolist() == [0, 1, 2, 4]
    assert read.forward.columns.tolist() == [1, 0, 2, 3]
    np.testing.assert_allclose(read.forward.values, [0.9, 0.8, 0.3, 0.6], rtol=0.03)
    # Row by row of the English side: cat, dog, home, hut.
    assert read.backward.offsets.tolist() == [0, 1, 2, 3, 4]
    assert read.backward.columns.tolist() == [1, 0, 2, 2]
    np.testing.assert_allclose(read.backward.values, [0.7, 1.0, 0.5, 0.0], rtol=0.03)
    np.testing.assert_allclose(read.p_target, [0.1, 0.2, 0.3, 0.4], rtol=1e-6)


def test_a_table_gives_the_probabilities_of_pairs():
    read = Lexicon.parse(_small())
    found = read.forward.probabilities(np.array([2, 0, -1]), np.array([3, 0, 2, -1, 9]))
    expected = [[0.6, 0, 0.3, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    np.testing.assert_allclose(found, expected, rtol=0.03)
    assert read.backward.probabilities(np.array([3]), np.array([2]))[0, 0] == 0


def test_grouping_takes_every_syllable_once():
    found = group(["Thành", "phố", "Hà", "Nội", "xưa"], WORDS.__contains__)
    assert found == [("thành phố", 2), ("hà nội", 2), ("xưa", 1)]


def test_the_same_input_gives_the_same_bytes():
    assert _small() == _small()
    assert Lexicon.parse(_small()).digest == Lexicon.parse(_small()).digest


def test_keys_leave_unknown_words_out_and_keep_the_order():
    small = Lexicon.parse(_small())
    bag = small.source_keys(["Nhà có mèo", "", "Ông", "Nhà có mèo"])
    assert bag.offsets.tolist() == [0, 2, 2, 2, 4]
    assert bag.ids.tolist() == [2, 1, 2, 1]
    assert small.target_keys(["Dogs and a hut"]).ids.tolist() == [1, 3]


def test_codes_are_monotone_and_exact_at_the_ends():
    p = np.array([0.0, 1e-9, 0.002, 0.1, 0.5, 1.0])
    codes = lexicon.encode(p)
    assert (np.diff(codes.astype(int)) >= 0).all()
    back = lexicon.decode(codes)
    assert back[0] == 0.0
    assert back[-1] == 1.0
    np.testing.assert_allclose(back[2:], p[2:], rtol=0.015)


@pytest.mark.parametrize(
    ("source", "target"),
    [("bệnh viện", "hospital"), ("chính phủ", "government"), ("giáo viên", "teachers")],
)
def test_the_package_s_lexicon_translates_plain_words_both_ways(source, target):
    full = default_lexicon()
    unit, stem = full.source_keys([source]).ids[0], full.target_keys([target]).ids[0]
    for table, row, column in ((full.forward, unit, stem), (full.backward, stem, unit)):
        part = slice(table.offsets[row], table.offsets[row + 1])
        entries = dict(zip(table.columns[part], table.values[part], strict=True))
        assert entries[column] == max(entries.values())
        assert entries[column] > 0.3


def test_no_row_of_the_package_s_lexicon_gives_more_than_one():
    for table in (default_lexicon().forward, default_lexicon().backward):
        sums = np.add.reduceat(np.append(table.values, 0.0), table.offsets[:-1])
        assert sums.max() <= 1.05  # bytes round by up to 1.4 %
