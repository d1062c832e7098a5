"""Keys of texts, the likelihood ratios and the band, on values worked out by hand."""

import math
import unicodedata

import numpy as np
import pytest

from songngu.align import text
from songngu.align.band import band, longest_chain
from songngu.align.channels import read_bitext
from songngu.align.evidence import Bag, Channel, Hints, directional_ratios, window_sums
from songngu.align.weights import default_weights


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("Policemen visited villages", ["policemen", "visit", "villag"], id="stems"),
        pytest.param("COVID-19 in 2021", ["covid", "in"], id="digits-left-out"),
        pytest.param("The Café’s owner", ["the", "cafe", "owner"], id="folded"),
        pytest.param("studies, studied, study", ["study", "study", "study"], id="y"),
        pytest.param("a I", [], id="single-letters"),
        pytest.param("", [], id="empty"),
    ],
)
def test_words(sentence, expected):
    assert text.words(sentence) == expected


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        pytest.param("tỉnh Điện Biên", "Dien Bien Province", id="diacritics"),
        pytest.param("huyện Bò Kẹo của Lào", "Laos' Bokeo District", id="joined"),
        pytest.param("tỉnh Luông Nậm Thà", "Luang Namtha", id="transliterated"),
        pytest.param("do WHO công bố", "said the WHO", id="acronym"),
        pytest.param("một con robot mới", "a new robot", id="loan"),
    ],
)
def test_names_share_a_key(vietnamese, english):
    assert set(text.names(vietnamese)) & set(text.names(english))


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        pytest.param("tỉnh Quảng Nam", "Dien Bien Province", id="other-province"),
        pytest.param("mưa rất to", "It rained to excess", id="small-words"),
    ],
)
def test_names_share_no_key(vietnamese, english):
    assert not set(text.names(vietnamese)) & set(text.names(english))


@pytest.mark.parametrize(
    ("vietnamese", "english"),
    [
        pytest.param("1.000.000 người", "1,000,000 people", id="thousands"),
        pytest.param("ngày 02/12/2025", "on December 2, 2025", id="date"),
        pytest.param("tăng 4,2%", "rose 4.2 per cent", id="percent"),
    ],
)
def test_values_share_a_key(vietnamese, english):
    a, b = text.values(vietnamese, "vi"), text.values(english, "en")
    assert {k for k in a if k[0] == "="} & {k for k in b if k[0] == "="}


def test_keys_of_decomposed_text_are_the_same():
    sentence = "Ông Nguyễn Văn Hùng ở Điện Biên trả 1.000.000 đồng"
    decomposed = unicodedata.normalize("NFD", sentence)
    assert decomposed != sentence
    assert text.names(decomposed) == text.names(sentence)
    assert text.values(decomposed, "vi") == text.values(sentence, "vi")


def bag(*segments, reliable=None):
    ids = np.array([k for s in segments for k in s], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum([len(s) for s in segments])]).astype(np.int64)
    return Bag(ids, offsets, np.ones(len(segments)) if reliable is None else reliable)


def channel(source, target, p=0.01, match=0.5):
    chance = np.full(10, p)

    def hints(group):
        return Hints(group.offsets, group.ids, np.full(len(group.ids), match / p, dtype=np.float32))

    return Channel(source, target, hints(source), hints(target), chance, chance, match)


class TestRatios:
    def test_single_segments_by_hand(self):
        source, target = bag([0, 1], [2]), bag([0], [1, 3])
        forward, backward = directional_ratios(channel(source, target), 1)
        found = lambda length: math.log(0.5 + 0.5 / (length * 0.01))  # noqa: E731
        lost = math.log(0.5)
        expected = [[found(2), found(2) + lost], [lost, 2 * lost]]
        assert forward[0] == pytest.approx(np.array(expected))
        expected = [[found(1) + lost, found(2) + lost], [lost, lost]]
        assert backward[0] == pytest.approx(np.array(expected))

    def test_a_larger_group_explains_more_and_each_key_less(self):
        source, target = bag([0], [1]), bag([0, 1])
        forward, _ = directional_ratios(channel(source, target), 2)
        whole = 2 * math.log(0.5 + 0.5 / (2 * 0.01))
        half = math.log(0.5 + 0.5 / 0.01) + math.log(0.5)
        assert forward[1][1, 0] == pytest.approx(whole)
        assert forward[0][1, 0] == pytest.approx(half)

    def test_a_failed_draft_says_nothing(self):
        source, target = bag([], [2], reliable=np.array([0.0, 1.0])), bag([0], [2])
        forward, backward = directional_ratios(channel(source, target), 1)
        assert forward[0][0] == pytest.approx([0.0, 0.0])
        assert backward[0][0] == pytest.approx([0.0, 0.0])
        assert forward[0][1, 1] > 0

    def test_no_keys_at_all(self):
        forward, backward = directional_ratios(channel(bag([], []), bag([])), 4)
        assert all(not ratio.any() for ratio in (*forward, *backward))
        assert forward[3].shape == (2, 1)

    def test_inputs_are_left_alone(self):
        source, target = bag([0, 1], [2]), bag([0], [1, 3])
        before = source.ids.copy(), source.offsets.copy()
        directional_ratios(channel(source, target), 4)
        assert (source.ids == before[0]).all()
        assert (source.offsets == before[1]).all()


def test_window_sums_end_at_the_row():
    sums = window_sums(np.array([[1.0], [2.0], [4.0]]), 3)
    assert [s[:, 0].tolist() for s in sums] == [[1, 2, 4], [1, 3, 6], [1, 3, 7]]


def test_a_rare_name_in_the_text_weighs_more_than_a_frequent_word():
    weights = default_weights()
    bitext = read_bitext(["x"], ["the pagoda"], ["the pagoda"], weights)
    words = bitext.channels["words"]
    the, pagoda = words.target.ids
    assert words.p_target[the] > 20 * words.p_target[pagoda]


class TestBand:
    def test_longest_chain_ascends_on_both_sides(self):
        points = [(0, 0), (1, 9), (2, 2), (3, 1), (4, 4), (4, 5), (6, 6)]
        assert longest_chain(points) in ([(0, 0), (2, 2), (4, 5), (6, 6)],
                                         [(0, 0), (2, 2), (4, 4), (6, 6)],
                                         [(0, 0), (3, 1), (4, 4), (6, 6)],
                                         [(0, 0), (3, 1), (4, 5), (6, 6)])  # fmt: skip
        assert longest_chain([]) == []

    @pytest.mark.parametrize(
        ("n", "m", "points"),
        [
            pytest.param(1000, 1000, [], id="no-anchors"),
            pytest.param(3, 9000, [], id="flat"),
            pytest.param(9000, 3, [], id="steep"),
            pytest.param(1000, 1400, [(i, i + 400) for i in range(20, 990, 7)], id="insertion"),
            pytest.param(1400, 1000, [(i + 400, i) for i in range(20, 990, 7)], id="deletion"),
            pytest.param(1, 1, [], id="smallest"),
        ],
    )
    def test_the_window_covers_anchors_and_ends_and_hangs_together(self, n, m, points):
        window = band(n, m, points)
        first, last = window.first, window.first + window.width - 1
        assert len(first) == n + 1
        assert first[0] == 0
        assert first[n] <= m <= last[n]
        assert (np.diff(first) >= 0).all()
        assert (first[1:] <= last[:-1]).all()
        for i, j in points:
            assert first[i] <= j <= last[i]
