"""What holds for any texts: complete, mirrored, optimal, repeatable, indifferent to furniture.

And for texts that nobody should send: each ends in a clear result.
"""

import itertools
import os
import random
import subprocess
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.align import Explainer, align, repairs
from songngu.align.aligner import path_links
from songngu.align.channels import read_bitext
from songngu.align.features import bead_features
from songngu.align.lattice import MOVES
from songngu.align.weights import default_weights
from songngu.corpora.types import Verdict


def links(alignment):
    return {(b.source, b.target) for b in alignment.beads if b.source and b.target}


def assert_complete(alignment, n_source, n_target):
    assert sorted(i for b in alignment.beads for i in b.source) == list(range(n_source))
    assert sorted(j for b in alignment.beads for j in b.target) == list(range(n_target))
    assert all(0 <= b.confidence <= 1 for b in alignment.beads)


def shuffled(bridge, seed):
    """Parts of the article in some disorder: dropped, merged, moved and foreign sentences."""
    rng = random.Random(seed)
    rows = list(zip(bridge.source, bridge.drafts, range(10), strict=True))
    rows = [row for row in rows if rng.random() > 0.15]
    english = [text for text in bridge.english if rng.random() > 0.15]
    for _ in range(rng.randrange(3)):
        if len(english) > 2:
            at = rng.randrange(len(english) - 1)
            english[at : at + 2] = [" ".join(english[at : at + 2])]
    if english and rng.random() < 0.4:
        english.insert(rng.randrange(len(english)), english.pop(rng.randrange(len(english))))
    return [row[0] for row in rows], english, [row[1] for row in rows]


class TestMirror:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    @pytest.mark.parametrize("seed", range(4))
    def test_exchanged_sides_give_the_same_links(self, bridge, seed, with_drafts):
        source, english, drafts = shuffled(bridge, seed)
        given = drafts if with_drafts else None
        there = align(source, english, given)
        back = align(english, source, given, source_language="en", target_language="vi")
        assert {(b.target, b.source, b.score, b.confidence) for b in back.beads} == {
            (b.source, b.target, b.score, b.confidence) for b in there.beads
        }
        assert (back.verdict, back.confidence) == (there.verdict, there.confidence)

    def test_each_side_comes_in_its_own_order(self, bridge):
        source, english, drafts = shuffled(bridge, 3)
        back = align(english, source, drafts, source_language="en", target_language="vi")
        starts = [b.source[0] for b in back.beads if b.source]
        assert starts == sorted(starts)


@cache
def monotone(n, m):
    """All sequences of moves through n by m segments, as ends of moves; nulls between."""
    if n == 0 or m == 0:
        return [()]
    found = set(monotone(n - 1, m)) | set(monotone(n, m - 1))
    for move, (a, b) in enumerate(MOVES):
        if a <= n and b <= m:
            found |= {(*before, (move, n, m)) for before in monotone(n - a, m - b)}
    return sorted(found)


class TestOptimal:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    @pytest.mark.parametrize("seed", range(2))
    def test_no_monotone_alignment_scores_higher(self, bridge, seed, with_drafts):
        source, english, drafts = (side[:4] for side in shuffled(bridge, seed))
        weights = default_weights()
        bitext = read_bitext(source, english, drafts if with_drafts else None, weights)
        model = weights.with_drafts if with_drafts else weights.without_drafts

        @cache
        def score(rows, columns):
            features = bead_features(bitext, rows, columns, weights)
            return sum(model.moves.get(name, 0.0) * value for name, value in features.items())

        def total(path):
            value = 0.0
            for move, row, column in path:
                a, b = MOVES[move]
                rows, columns = tuple(range(row - a, row)), tuple(range(column - b, column))
                if move == len(MOVES) - 1:  # two links crosswise
                    value += score(rows[:1], columns[1:]) + score(rows[1:], columns[:1])
                    value += model.moves.get("crossing", 0.0)
                else:
                    value += score(rows, columns)
            return value

        best = max(total(path) for path in monotone(len(source), len(english)))
        found = sum(link.score for link in path_links(bitext, weights))
        assert found == pytest.approx(best, abs=1e-3)


SCRIPT = """
import json, sys
from songngu.align import align, explain, repairs
source, english, drafts = json.load(sys.stdin)
alignment = align(source, english, drafts)
print(alignment)
print([explain(source, english, drafts, bead) for bead in alignment.beads])
print(repairs(source, english, drafts, alignment))
"""


def test_other_processes_give_the_same_result(bridge):
    import json

    texts = json.dumps(shuffled(bridge, 5))
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=texts,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    ]
    assert outputs[0] == outputs[1]
    assert "Bead(" in outputs[0]


FURNITURE_VI = ["Chia sẻ bài viết", "Đăng ký nhận tin", "Tin liên quan", "Bình luận (0)"]
FURNITURE_EN = ["Share this story", "Sign up for our newsletter", "Related news", "Comments (0)"]


class TestFurniture:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    @pytest.mark.parametrize("sides", ["vi", "en", "both"])
    def test_lines_behind_the_article_change_none_of_its_links(self, bridge, sides, with_drafts):
        drafts = list(bridge.drafts) if with_drafts else None
        plain = links(align(bridge.source, bridge.english, drafts))
        source = [*bridge.source, *(FURNITURE_VI if sides != "en" else [])]
        english = [*bridge.english, *(FURNITURE_EN if sides != "vi" else [])]
        if drafts is not None:
            drafts += ["Share the article"] * (len(source) - 10)
        found = links(align(source, english, drafts))
        inside = {(s, t) for s, t in found if min(s) < 10 or min(t) < 10}
        assert inside == plain

    def test_lines_before_the_article(self, bridge):
        source = [*FURNITURE_VI, *bridge.source]
        found = links(align(source, bridge.english, ["Share"] * 4 + list(bridge.drafts)))
        assert found == {((i + 4,), (i,)) for i in range(10)}


class TestHostile:
    """Nothing here is a text that should be aligned; all of it may come."""

    def test_thousands_of_identical_lines(self):
        n = 1000  # docs/alignment.md has the time of more
        alignment = align(["Xin chào."] * n, ["Hello."] * n)
        assert_complete(alignment, n, n)

    def test_a_long_text_against_a_short_one(self):
        source = [f"Câu số {i} nói về việc thứ {i * 7 % 1000}." for i in range(2000)]
        assert_complete(align(source, ["Sentence 12 is about matter 84."]), 2000, 1)

    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    def test_segments_of_ten_thousand_characters(self, bridge, with_drafts):
        source = [(text + " ") * (10_000 // len(text)) for text in bridge.source]
        english = [(text + " ") * (10_000 // len(text)) for text in bridge.english]
        alignment = align(source, english, list(bridge.drafts) if with_drafts else None)
        assert_complete(alignment, 10, 10)
        right = {((i,), (i,)) for i in range(10)}
        assert len(right & links(alignment)) >= (8 if with_drafts else 5)

    @pytest.mark.parametrize("which", ["english-twice", "vietnamese-twice", "exchanged"])
    def test_a_side_in_the_wrong_language(self, bridge, other_bridge, which):
        sides = {
            "english-twice": (other_bridge, bridge.english),
            "vietnamese-twice": (bridge.source, list(reversed(bridge.source))[:4]),
            "exchanged": (bridge.english, bridge.source),
        }
        source, target = sides[which]
        for drafts in (None, [""] * len(source)):
            alignment = align(source, target, drafts)
            assert_complete(alignment, len(source), len(target))
            assert isinstance(alignment.verdict, Verdict)

    def test_decomposed_text_is_the_same_text(self, bridge):
        def nfd(side):
            return [unicodedata.normalize("NFD", text) for text in side]

        plain = align(bridge.source, bridge.english)
        assert align(nfd(bridge.source), nfd(bridge.english)) == plain

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param("\ud800\udfff lỗi \udc80", id="lone-surrogates"),
            pytest.param("\x00\x01\x02 a\x7f", id="control-characters"),
            pytest.param("a" + "\u0301" * 5000, id="stacked-diacritics"),
            pytest.param("9" * 10_000, id="endless-number"),
            pytest.param("1.000.000,5.3/4-5:6%$" * 100, id="number-soup"),
            pytest.param("\u202e\u2066 abc \u200f שלום", id="right-to-left"),
            pytest.param("." * 10_000, id="full-stops"),
            pytest.param("(" * 5000 + ")" * 5000, id="brackets"),
            pytest.param("Nguyễn " * 2000, id="capitals"),
            pytest.param("\u200b\ufeff", id="nothing-visible"),
            pytest.param("!?" * 50 + " 😀" * 500, id="emoji"),
        ],
    )
    def test_strange_lines(self, bridge, line):
        source = [*bridge.source[:3], line, *bridge.source[3:]]
        english = [*bridge.english[:3], line, *bridge.english[3:]]
        drafts = [*bridge.drafts[:3], line, *bridge.drafts[3:]]
        alignment = align(source, english, drafts)
        explainer = Explainer(source, english, drafts)
        assert all(explainer.reasons(b) for b in alignment.beads if b.source and b.target)
        repairs(source, english, drafts, alignment)
        assert_complete(alignment, 11, 11)
        around = {((i,), (i,)) for i in range(11) if i != 3}
        assert len(around & links(alignment)) >= 8

    def test_nothing_but_blank_lines(self):
        alignment = align([" "] * 500, ["\u200b"] * 500, [""] * 500)
        assert_complete(alignment, 500, 500)
        assert links(alignment) == set()
        assert alignment.verdict is Verdict.UNRELATED


LINE = st.sampled_from(
    ["Hà Nội có mưa.", "Rain in Hanoi.", "25%", "", "Ông Nam nói. Bà Lan đi.", "a", "Nam spoke."]
)


@settings(max_examples=30)
@given(st.lists(LINE, max_size=7), st.lists(LINE, max_size=7), st.booleans(), st.data())
def test_fixed_links_stay_and_the_rest_is_complete(source, target, with_drafts, data):
    drafts = list(reversed(source)) if with_drafts else None
    free = [list(range(len(source))), list(range(len(target)))]
    fixed = []
    for _ in range(data.draw(st.integers(0, 3))):
        groups = tuple(
            tuple(sorted(data.draw(st.lists(st.sampled_from(side), max_size=3, unique=True))))
            if side
            else ()
            for side in free
        )
        if any(groups):
            fixed.append(groups)
            free = [
                [i for i in side if i not in group]
                for side, group in zip(free, groups, strict=True)
            ]
    alignment = align(source, target, drafts, fixed=fixed)
    assert_complete(alignment, len(source), len(target))
    by_hand = [(b.source, b.target) for b in alignment.beads if b.fixed]
    assert sorted(by_hand) == sorted(fixed)
    assert all(b.confidence == 1.0 for b in alignment.beads if b.fixed)
    assert align(source, target, drafts, fixed=list(reversed(fixed))) == alignment


@settings(max_examples=20)
@given(st.lists(LINE, max_size=6), st.lists(LINE, max_size=6), st.floats(0, 1))
def test_a_higher_threshold_only_takes_links_away(source, target, threshold):
    every = links(align(source, target, min_confidence=0.0))
    kept = align(source, target, min_confidence=threshold)
    assert links(kept) <= every
    assert all(b.confidence >= threshold for b in kept.beads if b.source and b.target)


def test_all_small_alignments_are_counted():
    """The reference enumerates what it claims to: 1 by 1 and 2 by 2, by hand."""
    assert len(monotone(1, 1)) == 2
    ends = {frozenset(path) for path in monotone(2, 2)}
    assert len(ends) == len(monotone(2, 2))
    # None; one of 4 1-1 links, 2 1-2, 2 2-1, 2-2, crossing; two 1-1 links in order.
    assert len(ends) == 1 + 4 + 2 + 2 + 1 + 1 + 1
    assert all(len(path) <= 2 for path in itertools.chain(monotone(2, 2)))
