"""Sentences and paragraphs that stand elsewhere in the other text."""

import numpy as np
import pytest

from songngu.align import align
from songngu.align.channels import read_bitext
from songngu.align.moved import MOVED_FEATURES, REACH, candidates
from songngu.align.verdict import Link
from songngu.align.weights import default_weights


def links(alignment):
    return {(b.source, b.target) for b in alignment.beads if b.source and b.target}


def reordered(texts, order):
    """The texts in another order, and the links that this gives."""
    return [texts[k] for k in order], {((k,), (at,)) for at, k in enumerate(order)}


ORDERS = [
    pytest.param([0, 1, 3, 4, 5, 6, 7, 2, 8, 9], id="down"),
    pytest.param([0, 7, 1, 2, 3, 4, 5, 6, 8, 9], id="up"),
    pytest.param([0, 1, 2, 4, 5, 6, 7, 8, 9, 3], id="to-the-end"),
    pytest.param([0, 4, 5, 6, 7, 8, 1, 2, 3, 9], id="paragraph"),
    pytest.param([0, 8, 2, 3, 4, 5, 6, 7, 1, 9], id="two-exchanged"),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
def test_moved_sentences_are_linked(bridge, order, with_drafts):
    english, expected = reordered(bridge.english, order)
    alignment = align(bridge.source, english, bridge.drafts if with_drafts else None)
    assert links(alignment) == expected


def test_a_moved_sentence_is_no_reason_to_doubt_the_rest(bridge):
    english, _ = reordered(bridge.english, [0, 1, 3, 4, 5, 6, 7, 2, 8, 9])
    alignment = align(bridge.source, english, bridge.drafts)
    assert all(b.confidence > 0.8 for b in alignment.beads)


def test_what_was_cut_and_what_was_added_are_not_taken_for_a_move(bridge, coffee):
    english = [*bridge.english[:2], *bridge.english[3:8], coffee[1], *bridge.english[8:]]
    for drafts in (bridge.drafts, None):
        found = links(align(bridge.source, english, drafts))
        assert not any(2 in s or 7 in t for s, t in found)


class TestCandidates:
    def bitext(self, source, target):
        return read_bitext(source, target, None, default_weights())

    def test_sure_links_keep_their_segments(self, bridge):
        bitext = self.bitext(bridge.source, bridge.english)
        sure = [Link(((i,), (i,)), 5.0, 0.99) for i in range(10) if i != 4]
        weak = [Link(((9,), (9,)), 5.0, 0.1)]
        assert {c.source for c in candidates(bitext, sure, default_weights())} == {4}
        found = candidates(bitext, [*sure[:-1], *weak], default_weights())
        assert ((9,), (9,)) not in {((c.source,), (c.target,)) for c in found}

    def test_each_segment_once_and_the_best_first(self, bridge):
        bitext = self.bitext(bridge.source * 2, bridge.english)
        found = candidates(bitext, [], default_weights())
        assert found
        assert len({c.source for c in found}) == len({c.target for c in found}) == len(found)
        scores = [c.score for c in found]
        assert scores == sorted(scores, reverse=True)
        assert all(set(c.features) == set(MOVED_FEATURES) for c in found)

    def test_nothing_is_sought_out_of_reach(self, bridge):
        filler = [f"Câu số {k}." for k in range(2 * REACH + 10)]
        other = [f"Sentence number {k}." for k in range(2 * REACH + 10)]
        bitext = self.bitext([bridge.source[4], *filler], [*other, bridge.english[4]])
        sure = [Link(((k + 1,), (k,)), 5.0, 0.99) for k in range(len(filler))]
        assert candidates(bitext, sure, default_weights()) == []
        near = self.bitext([bridge.source[4], *filler[:9]], [*other[:9], bridge.english[4]])
        (found,) = candidates(near, sure[:9], default_weights())
        assert (found.source, found.target) == (0, 9)

    def test_blank_segments_take_no_part(self):
        bitext = self.bitext(["…", "!"], ["?", "—"])
        assert candidates(bitext, [], default_weights()) == []
        assert np.array_equal(bitext.blank_source, [True, True])
