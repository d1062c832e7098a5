"""The index of English articles, the short list, and the choice among it and none."""

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.align.match_model import KINDS, LIKENESS, MatchModel, match_model
from songngu.align.matching import ArticleKeys, Index, Shortlist, article_keys, read_query
from songngu.align.versions import (
    FEATURES,
    LEAST,
    SURE,
    choice_features,
    choose,
    linked_shares,
    probabilities,
)
from songngu.corpora.types import Alignment, Bead, Verdict

ARTICLES = json.loads((Path(__file__).parent / "data" / "newsroom.json").read_text("utf-8"))
NAMES = sorted(ARTICLES)


def english_articles():
    """Each English version, and the report of another event in the same place, by number."""
    texts = {}
    for k, name in enumerate(NAMES):
        texts[10 * k + 1] = ARTICLES[name]["english"]
        texts[10 * k + 2] = ARTICLES[name]["same_topic"]
    return texts


@pytest.fixture(scope="module")
def texts(coffee, other_bridge):
    return english_articles() | {91: coffee, 92: other_bridge}


@pytest.fixture(scope="module")
def index(texts):
    return Index({number: article_keys(segments) for number, segments in texts.items()})


def looked_up(index, texts, name, *, drafts):
    article = ARTICLES[name]
    made = article["drafts"] if drafts else None
    query = read_query(article["source"], made)
    return choose(article["source"], made, query, index.shortlist(query, 6), texts)


@pytest.mark.parametrize("drafts", [True, False], ids=["drafts", "no-drafts"])
@pytest.mark.parametrize("place", range(len(NAMES)), ids=NAMES)
class TestChoice:
    def test_the_version_is_proposed_first_and_surely(self, index, texts, place, drafts):
        matches = looked_up(index, texts, NAMES[place], drafts=drafts)
        assert matches[0].id == 10 * place + 1
        assert matches[0].confidence >= SURE
        assert matches[0].alignment.verdict is Verdict.TRANSLATION

    def test_without_a_version_in_the_store_nothing_is_sure(self, texts, place, drafts):
        rest = {number: t for number, t in texts.items() if number != 10 * place + 1}
        index = Index({number: article_keys(t) for number, t in rest.items()})
        matches = looked_up(index, rest, NAMES[place], drafts=drafts)
        assert all(match.confidence < SURE for match in matches)

    def test_half_of_it_is_still_its_version(self, texts, place, drafts):
        halved = dict(texts)
        halved[10 * place + 1] = halved[10 * place + 1][:5]
        index = Index({number: article_keys(t) for number, t in halved.items()})
        matches = looked_up(index, halved, NAMES[place], drafts=drafts)
        assert matches[0].id == 10 * place + 1
        assert matches[0].alignment.verdict is Verdict.PARTIAL


class TestIndex:
    def test_an_empty_index_has_no_candidates(self):
        query = read_query(ARTICLES[NAMES[0]]["source"])
        shortlist = Index({}).shortlist(query, 5)
        assert shortlist.ids == ()
        assert choose(ARTICLES[NAMES[0]]["source"], None, query, shortlist, {}) == []

    def test_empty_texts_are_like_nothing(self, index):
        query = read_query([], [])
        assert not index.cosines(query).any()
        alone = Index({1: article_keys([]), 2: article_keys([""])})
        found = alone.cosines(read_query(ARTICLES[NAMES[0]]["source"]))
        assert np.array_equal(found, np.zeros((len(KINDS), 2)))

    def test_cosines_lie_between_0_and_1(self, index):
        for name in NAMES:
            found = index.cosines(read_query(ARTICLES[name]["source"], ARTICLES[name]["drafts"]))
            assert found.shape == (len(KINDS), len(index))
            assert found.min() >= 0
            assert found.max() <= 1 + 1e-9

    def test_the_very_keys_have_cosine_1(self):
        # "Apec" and "2017" are a name and a value in both languages.
        found = Index({1: article_keys(["Apec 2017"])}).cosines(read_query(["Apec 2017"]))
        assert found[KINDS.index("names"), 0] == pytest.approx(1)
        assert found[KINDS.index("values"), 0] == pytest.approx(1)

    def test_cosines_are_those_of_the_definition(self, index, texts):
        """Equal to sums over sets, as the formula says."""
        query = read_query(ARTICLES[NAMES[1]]["source"], ARTICLES[NAMES[1]]["drafts"])
        bags = {number: set(article_keys(t).hashes.tolist()) for number, t in texts.items()}
        weights = dict(zip(query.hashes.tolist(), query.weights.tolist(), strict=True))
        every = np.array(sorted(set(weights).union(*bags.values())), dtype=np.uint64)
        frequency = np.array([sum(k in bag for bag in bags.values()) for k in every.tolist()])
        rarity = dict(zip(every.tolist(), index._rare(every, frequency).tolist(), strict=True))
        found = index.cosines(query)
        for column, bag in enumerate(bags.values()):
            for kind in range(len(KINDS)):
                own = [k for k in bag if k & 3 == kind]
                asked = {k: w for k, w in weights.items() if k & 3 == kind}
                dot = sum(asked[k] * rarity[k] ** 2 for k in own if k in asked)
                norm = sum(rarity[k] ** 2 for k in own) ** 0.5
                norm *= sum((w * rarity[k]) ** 2 for k, w in asked.items()) ** 0.5
                expected = dot / norm if norm else 0.0
                assert found[kind, column] == pytest.approx(expected, abs=1e-9)

    def test_the_order_of_the_articles_does_not_matter(self, index, texts):
        back = Index({n: article_keys(t) for n, t in reversed(texts.items())})
        query = read_query(ARTICLES[NAMES[0]]["source"])
        one, other = index.shortlist(query, 4), back.shortlist(query, 4)
        assert one.ids == other.ids
        assert np.allclose(one.cosines, other.cosines)

    def test_of_equal_articles_the_smaller_number_comes_first(self):
        keys = article_keys(ARTICLES[NAMES[0]]["english"])
        query = read_query(ARTICLES[NAMES[0]]["source"])
        assert Index({7: keys, 3: keys, 5: keys}).shortlist(query, 2).ids == (3, 5)

    def test_decomposed_text_gives_the_same_keys(self):
        article = ARTICLES[NAMES[0]]
        apart = [unicodedata.normalize("NFD", t) for t in article["english"]]
        assert apart != article["english"]
        assert np.array_equal(article_keys(apart).hashes, article_keys(article["english"]).hashes)
        apart = [unicodedata.normalize("NFD", t) for t in article["source"]]
        one, other = read_query(apart), read_query(article["source"])
        assert np.array_equal(one.hashes, other.hashes)
        assert np.allclose(one.weights, other.weights)


class TestKept:
    @given(st.lists(st.integers(0, 2**64 - 1), unique=True), st.integers(0, 2**40))
    def test_keys_come_back_from_their_bytes(self, hashes, size):
        keys = ArticleKeys(np.array(sorted(hashes), dtype=np.uint64), size)
        back = ArticleKeys.from_bytes(keys.to_bytes())
        assert np.array_equal(back.hashes, keys.hashes)
        assert back.n_characters == size

    @pytest.mark.parametrize("data", [b"", b"1234567", b"123456789"])
    def test_other_bytes_are_refused(self, data):
        with pytest.raises(ValueError, match=r"expected a multiple of 8; make them anew"):
            ArticleKeys.from_bytes(data)


def alignment(*beads, verdict=Verdict.TRANSLATION, confidence=0.9):
    return Alignment(tuple(Bead(s, t, 0.0, c) for s, t, c in beads), verdict, confidence, "")


class TestProbabilities:
    def test_shares_count_segments_by_confidence(self):
        found = linked_shares(alignment(((0,), (0, 1), 0.5), ((1,), (), 0.0), ((), (2,), 0.0)))
        assert found == (0.25, pytest.approx(1 / 3))

    def test_two_equal_versions_share_the_probability(self):
        model = MatchModel({}, dict.fromkeys(FEATURES, 0.0) | {"words": 9.0, "none": 2.0})
        row = [0.0] * len(FEATURES)
        row[FEATURES.index("words")], row[FEATURES.index("none")] = 1.0, -1.0
        one = probabilities(np.array([row]), model)
        two = probabilities(np.array([row, row]), model)
        assert one == [pytest.approx(1 / (1 + np.exp(-7)))]
        assert two[0] == two[1] == pytest.approx(1 / (2 + np.exp(-7)))

    def test_huge_scores_do_not_overflow(self):
        model = MatchModel({}, dict.fromkeys(FEATURES, 1e4))
        row = np.ones((2, len(FEATURES)))
        assert probabilities(row, model) == [0.5, 0.5]
        assert probabilities(-row, model) == [0.0, 0.0]

    def test_the_lead_is_over_the_best_other(self):
        shortlist = Shortlist(
            (1, 2, 3), np.array([[0.5, 0, 0], [0.3, 0, 0], [0.1, 0, 0]]), np.zeros(3)
        )
        model = MatchModel({"words": 2.0, "names": 1.0, "values": 1.0, "length": 0.0}, {})
        rows = choice_features(shortlist, [alignment(((0,), (0,), 1.0))] * 3, model)
        assert rows[:, FEATURES.index("lead")] == pytest.approx([0.4, -0.4, -0.8])

    def test_an_article_gone_in_the_meantime_is_passed_over(self, index, texts):
        query = read_query(ARTICLES[NAMES[0]]["source"])
        shortlist = index.shortlist(query, 3)
        left = {number: texts[number] for number in shortlist.ids[1:]}
        matches = choose(ARTICLES[NAMES[0]]["source"], None, query, shortlist, left)
        assert shortlist.ids[0] not in [match.id for match in matches]
        assert all(match.confidence >= LEAST for match in matches)


@pytest.mark.parametrize("drafts", [True, False])
def test_the_package_has_every_weight(drafts):
    model = match_model(drafts=drafts)
    assert set(model.likeness) == set(LIKENESS)
    assert set(model.choice) == set(FEATURES)
    assert model.likeness["words"] > 0
    assert len(model.digest) == 8
