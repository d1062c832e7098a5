"""Scorers: what they are asked, what is learned from them, and a tiny sentence encoder."""

import contextlib
import io
import sys

import numpy as np
import pytest

from songngu.align import align
from songngu.align.channels import read_bitext
from songngu.align.features import Rectangle, score_moves
from songngu.align.lattice import MOVES, move_probability, posterior
from songngu.align.rescoring import (
    CAP,
    Texts,
    log_odds,
    open_moves,
    probabilities,
    rescored,
    sure_links,
)
from songngu.align.scorers import EmbeddingScorer, SegmentScorer
from songngu.align.weights import default_weights
from songngu.corpora.errors import EngineError

# Words of no language: nothing but a scorer can say which of the two the third translates.
CLOSE = ("xoàn lùng kịt bừa quàu.", "quàu bừa xoàn kịt lùng.")
UNKNOWN = "zorble quantish frimmed."


class TableScorer(SegmentScorer):
    """High for the pairs it is given, else low; keeps what it was asked."""

    signature = "table|1"

    def __init__(self, pairs, high=0.9, low=0.1):
        self.pairs, self.high, self.low = set(pairs), high, low
        self.asked = []

    def score(self, sources, drafts, targets):
        self.asked += list(zip(sources, drafts, targets, strict=True))
        rng = np.random.default_rng(1)
        found = [
            self.high if pair in self.pairs else self.low
            for pair in zip(sources, targets, strict=True)
        ]
        return np.array(found) + rng.normal(0, 0.02, len(found))


@pytest.fixture(scope="module")
def open_case(bridge):
    """Source, target and the place of the two sentences of which one was translated."""
    source, target = list(bridge.source), list(bridge.english)
    source[5:5] = CLOSE
    target[5:5] = [UNKNOWN]
    return source, target


def lattice_of(source, target):
    weights = default_weights()
    bitext = read_bitext(source, target, None, weights)
    area = Rectangle(0, len(source), 0, len(target))
    lattice = score_moves(bitext, np.zeros(len(source) + 1, np.int64), len(target) + 1, weights)
    return lattice, posterior(lattice), area


def linked(alignment):
    return {(b.source, b.target) for b in alignment.beads if b.source and b.target}


def right_pairs(source, target, second):
    rest = [text for text in source if text not in CLOSE]
    others = [text for text in target if text != UNKNOWN]
    return [*zip(rest, others, strict=True), (CLOSE[second], UNKNOWN)]


class TestAlign:
    @pytest.mark.parametrize("second", [0, 1])
    def test_a_scorer_decides_what_the_rest_leaves_open(self, open_case, second):
        source, target = open_case
        scorer = TableScorer(right_pairs(source, target, second))
        alignment = align(source, target, scorers=[scorer])
        assert ((5 + second,), (5,)) in linked(alignment)
        assert alignment.signature.endswith("|scorer:table|1")

    def test_only_open_and_sure_links_are_asked_about(self, open_case):
        source, target = open_case
        scorer = TableScorer(right_pairs(source, target, 0))
        align(source, target, scorers=[scorer])
        assert 0 < len(scorer.asked) < 60 + 3 * 24
        assert len(scorer.asked) < len(source) * len(target)

    @pytest.mark.parametrize("value", [0.5, float("nan")], ids=["same for all", "no opinion"])
    def test_a_scorer_that_says_nothing_changes_nothing(self, open_case, value):
        source, target = open_case

        class Nothing(TableScorer):
            def score(self, sources, drafts, targets):
                return np.full(len(targets), value)

        plain, asked = align(source, target), align(source, target, scorers=[Nothing([])])
        assert linked(asked) == linked(plain)
        assert [b.confidence for b in asked.beads] == [b.confidence for b in plain.beads]

    def test_a_scorer_that_prefers_mistakes_is_not_believed(self, open_case):
        source, target = open_case
        contrary = TableScorer(right_pairs(source, target, 0), high=0.1, low=0.9)
        assert linked(align(source, target, scorers=[contrary])) == linked(align(source, target))

    def test_sides_exchanged_give_the_mirror(self, open_case):
        source, target = open_case
        scorer = TableScorer(right_pairs(source, target, 1))
        one = align(source, target, scorers=[scorer])
        other = align(target, source, source_language="en", target_language="vi", scorers=[scorer])
        assert linked(other) == {(b, a) for a, b in linked(one)}

    def test_too_many_scores_are_refused(self, open_case):
        class Wrong(TableScorer):
            def score(self, sources, drafts, targets):
                return np.zeros(len(targets) + 1)

        with pytest.raises(ValueError, match=r"table\|1: found scores of shape .* one for each"):
            align(*open_case, scorers=[Wrong([])])

    def test_short_texts_leave_nothing_to_learn_from(self):
        scorer = TableScorer([(CLOSE[0], UNKNOWN)])
        align(list(CLOSE), [UNKNOWN], scorers=[scorer])
        assert scorer.asked == []


class TestSteps:
    def test_probabilities_are_those_of_the_moves(self, open_case):
        lattice, sums, _ = lattice_of(*open_case)
        p = probabilities(lattice, sums)
        for move, (a, b) in enumerate(MOVES):
            for row in range(a, lattice.n_source + 1):
                for column in range(b, lattice.n_target + 1):
                    expected = move_probability(lattice, sums, move, row, column)
                    assert p[move, row, column] == pytest.approx(expected, abs=1e-12)

    def test_open_moves_are_the_least_sure(self, open_case):
        lattice, sums, _ = lattice_of(*open_case)
        found = [move_probability(lattice, sums, *move) for move in open_moves(lattice, sums)]
        assert found
        assert all(0.05 < p < 0.95 for p in found)
        assert [abs(p - 0.5) for p in found] == sorted(abs(p - 0.5) for p in found)

    def test_the_lattice_given_stays_as_it_is(self, open_case):
        source, target = open_case
        lattice, sums, area = lattice_of(source, target)
        before = lattice.scores.copy()
        texts = Texts(source, [""] * len(source), target)
        new = rescored(lattice, sums, area, texts, [TableScorer(right_pairs(source, target, 0))])
        assert np.array_equal(lattice.scores, before)
        changed = np.argwhere(new.scores != before)
        assert {tuple(x) for x in changed} <= set(open_moves(lattice, sums))

    def test_sure_links_of_a_part_count_from_the_whole(self, open_case):
        source, target = open_case
        lattice, sums, _ = lattice_of(source, target)
        here = sure_links(lattice, sums, Rectangle(0, len(source), 0, len(target)))
        there = sure_links(lattice, sums, Rectangle(100, 100 + len(source), 50, 50 + len(target)))
        assert ((0,), (0,)) in here
        assert there == [(tuple(i + 100 for i in a), tuple(j + 50 for j in b)) for a, b in here]

    def test_a_draft_that_is_missing_in_part_is_missing(self):
        texts = Texts(("a", "b", "c"), ("A", "", "C"), ("x", "y"))
        assert texts.triple(((0, 2), (0, 1))) == ("a c", "A C", "x y")
        assert texts.triple(((0, 1), (0,))) == ("a b", "", "x")


class TestLogOdds:
    right = np.array([0.8, 0.9, 0.85, 0.8, 0.9, 0.85])
    wrong = np.array([0.2, 0.1, 0.15, 0.2, 0.1, 0.15])

    def test_the_middle_says_nothing_and_the_ends_are_bounded(self):
        found = log_odds(np.array([0.5, 0.99, 0.01]), self.right, self.wrong)
        assert found == pytest.approx([0, CAP, -CAP])

    def test_it_is_the_linear_discriminant(self):
        right, wrong = np.array([1.0, 3.0, 2.0, 2.0]), np.array([0.0, 2.0, 1.0, 1.0])
        # Means 2 and 1, pooled variance 4 / 6; believed by 4 / (4 + 6).
        found = log_odds(np.array([2.5, 1.0]), right, wrong)
        assert found == pytest.approx([0.4 * 1.5 * 1.0, 0.4 * 1.5 * -0.5])

    @pytest.mark.parametrize(
        ("right", "wrong"),
        [
            (right[:3], wrong),
            (right, wrong[:3]),
            (wrong, right),
            (right, right),
            (np.append(right[:3], [np.nan] * 3), wrong),
        ],
        ids=["few right", "few wrong", "the wrong way round", "all alike", "no opinions"],
    )
    def test_nothing_learned_says_nothing(self, right, wrong):
        assert not log_odds(np.array([0.0, 0.5, 1.0]), right, wrong).any()

    def test_no_opinion_counts_for_nothing(self):
        assert log_odds(np.array([np.nan]), self.right, self.wrong).tolist() == [0.0]


SENTENCES = [
    "Sáng nay, đoàn công tác đến thăm trường tiểu học ở xã vùng cao.",
    "This morning the delegation visited a primary school in a highland commune.",
    "Giá gạo xuất khẩu tăng nhẹ so với tuần trước.",
    "Rice export prices rose slightly compared with last week.",
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    """The folder of an untrained encoder of 16 dimensions with a tokenizer of letters."""
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    folder = tmp_path_factory.mktemp("encoder")
    letters = sorted({c for text in SENTENCES for c in text.lower()} - {" "})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + c for c in letters)]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=128,
    )
    with contextlib.redirect_stderr(io.StringIO()):
        BertModel(config).save_pretrained(folder / "bert")
        BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "bert")
        transformer = Transformer(str(folder / "bert"))
        model = SentenceTransformer(modules=[transformer, Pooling(16)], device="cpu")
        model.save(str(folder / "model"))
    return folder / "model"


class TestEmbeddings:
    def test_equal_texts_have_cosine_1_and_others_less(self, encoder):
        scorer = EmbeddingScorer(str(encoder))
        scores = scorer.score(
            [SENTENCES[0], SENTENCES[0], SENTENCES[2]],
            ["", "", ""],
            [SENTENCES[0], *SENTENCES[2:4]],
        )
        assert scores.shape == (3,)
        assert scores[0] == pytest.approx(1, abs=1e-5)
        assert (scores[1:] < 1 - 1e-4).all()
        assert (scores >= -1).all()

    def test_the_drafts_are_compared_where_asked_for(self, encoder):
        scorer = EmbeddingScorer(str(encoder), side="draft")
        scores = scorer.score(SENTENCES[::2], [SENTENCES[1], ""], SENTENCES[1::2])
        assert scores[0] == pytest.approx(1, abs=1e-5)
        assert np.isnan(scores[1])
        assert scorer.signature == "embedding:model@local:draft"

    def test_nothing_to_compare_is_no_opinion(self, encoder):
        scorer = EmbeddingScorer(str(encoder))
        assert np.isnan(scorer.score([""], ["A"], ["A"])).all()
        assert scorer.score([], [], []).shape == (0,)

    def test_unequal_counts_are_refused(self, encoder):
        with pytest.raises(ValueError, match="found 1 sources, 1 drafts and 2 targets"):
            EmbeddingScorer(str(encoder)).score(["a"], ["b"], ["c", "d"])

    def test_it_takes_part_in_aligning(self, encoder, open_case):
        alignment = align(*open_case, scorers=[EmbeddingScorer(str(encoder))])
        assert "|scorer:embedding:model@local:source" in alignment.signature
        assert len(linked(alignment)) >= len(open_case[1]) - 1

    def test_a_side_that_does_not_exist(self, encoder):
        with pytest.raises(ValueError, match="side is 'target', expected 'source' or 'draft'"):
            EmbeddingScorer(str(encoder), side="target")

    def test_a_folder_that_does_not_exist(self, tmp_path):
        with pytest.raises(EngineError, match="There is no folder"):
            EmbeddingScorer(str(tmp_path / "nothing"))

    def test_a_folder_without_a_model(self, tmp_path):
        with pytest.raises(EngineError, match="cannot be loaded"):
            EmbeddingScorer(str(tmp_path))

    def test_without_the_package_the_extra_is_named(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(EngineError, match=r"pip install 'songngu\[embeddings\]'"):
            EmbeddingScorer("sentence-transformers/LaBSE")
