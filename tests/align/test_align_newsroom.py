"""Verdicts on newspaper articles written for these tests; drafts by the embedded engine.

Each of three Vietnamese articles meets its English version, halves of it, a three-line summary,
an English report of another event in the same place, and the other articles' English versions.
"""

import json
from pathlib import Path

import pytest

from songngu.align import HIGH_CONFIDENCE, align
from songngu.corpora.types import Verdict

ARTICLES = json.loads((Path(__file__).parent / "data" / "newsroom.json").read_text("utf-8"))
PARALLEL = (Verdict.TRANSLATION, Verdict.PARTIAL)


def judged(name, english, with_drafts):
    article = ARTICLES[name]
    return align(article["source"], english, article["drafts"] if with_drafts else None)


def links(alignment):
    return [(b.source, b.target) for b in alignment.beads if b.source and b.target]


@pytest.fixture(params=[True, False], ids=["drafts", "no-drafts"])
def with_drafts(request):
    return request.param


@pytest.mark.parametrize("name", ARTICLES)
class TestVerdict:
    def test_translation(self, name, with_drafts):
        alignment = judged(name, ARTICLES[name]["english"], with_drafts)
        assert alignment.verdict is Verdict.TRANSLATION
        assert alignment.confidence > 0.9
        assert links(alignment) == [((i,), (i,)) for i in range(10)]

    @pytest.mark.parametrize("half", [slice(5), slice(5, 10)], ids=["first", "second"])
    def test_half_of_the_article_is_partial(self, name, half, with_drafts):
        alignment = judged(name, ARTICLES[name]["english"][half], with_drafts)
        assert alignment.verdict is Verdict.PARTIAL
        wanted = {((i,), (i - (half.start or 0),)) for i in range(10)[half]}
        assert len(wanted & set(links(alignment))) >= 4
        assert len(links(alignment)) <= 5

    def test_a_summary_is_no_full_translation(self, name, with_drafts):
        alignment = judged(name, ARTICLES[name]["summary"], with_drafts)
        assert alignment.verdict in (Verdict.PARTIAL, Verdict.SAME_TOPIC)

    def test_another_event_in_the_same_place_is_the_same_topic(self, name, with_drafts):
        alignment = judged(name, ARTICLES[name]["same_topic"], with_drafts)
        assert alignment.verdict is Verdict.SAME_TOPIC
        assert all(bead.confidence < HIGH_CONFIDENCE for bead in alignment.beads)

    def test_unrelated_articles_are_not_taken_for_translations(self, name, with_drafts):
        for other in sorted(set(ARTICLES) - {name}):
            alignment = judged(name, ARTICLES[other]["english"], with_drafts)
            assert alignment.verdict not in PARALLEL
            assert all(bead.confidence < HIGH_CONFIDENCE for bead in alignment.beads)


def test_the_right_sides_are_what_counts(with_drafts):
    """English given as the source, and Vietnamese on both sides, are no translations."""
    article, other = ARTICLES["dyke"], ARTICLES["museum"]
    drafts = other["english"] if with_drafts else None
    both_vietnamese = align(
        article["source"], other["source"], article["drafts"] if drafts else None
    )
    assert both_vietnamese.verdict not in PARALLEL
    both_english = align(article["english"], other["english"], drafts and article["english"])
    assert both_english.verdict not in PARALLEL
