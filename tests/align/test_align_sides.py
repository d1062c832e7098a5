"""Exchanged sides, and blocks of different kinds."""

from dataclasses import replace

import pytest

from songngu.align import align
from songngu.align.channels import read_bitext
from songngu.align.features import bead_features
from songngu.align.weights import default_weights
from songngu.corpora.types import BlockKind

TITLE, PARAGRAPH, CAPTION = BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.CAPTION
EXCHANGED = {"source_language": "en", "target_language": "vi"}


def links(alignment):
    return {(b.source, b.target) for b in alignment.beads if b.source and b.target}


class TestExchanged:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    def test_the_result_is_mirrored(self, bridge, coffee, with_drafts):
        english = [*bridge.english[3:7], *coffee[:2], bridge.english[1]]
        drafts = bridge.drafts if with_drafts else None
        there = align(bridge.source, english, drafts)
        back = align(english, bridge.source, drafts, **EXCHANGED)
        assert {(b.source, b.target, b.score, b.confidence) for b in there.beads} == {
            (b.target, b.source, b.score, b.confidence) for b in back.beads
        }
        assert (there.verdict, there.confidence, there.signature) == (
            back.verdict, back.confidence, back.signature,
        )  # fmt: skip

    def test_identical_lines_are_mirrored_too(self):
        source, target = ["Vâng."] * 5, ["Yes."] * 3
        there = links(align(source, target, min_confidence=0))
        back = links(align(target, source, min_confidence=0, **EXCHANGED))
        assert there == {(t, s) for s, t in back}

    def test_beads_stay_ordered(self, bridge):
        beads = align(bridge.english[2:], bridge.source, bridge.drafts, **EXCHANGED).beads
        starts = [b.source[0] for b in beads if b.source]
        assert starts == sorted(starts) == list(range(8))
        assert sorted(j for b in beads for j in b.target) == list(range(10))

    def test_faults_are_told_of_the_side_they_are_on(self, bridge):
        english = bridge.english[:8]
        with pytest.raises(ValueError, match="found 8 drafts for 10 target segments"):
            align(english, bridge.source, bridge.drafts[:8], **EXCHANGED)
        with pytest.raises(ValueError, match="names source segment 9, expected one of the 8"):
            align(english, bridge.source, fixed=[((9,), (0,))], **EXCHANGED)

    def test_regional_tags_count_as_the_language(self, bridge):
        there = align(bridge.source, bridge.english, bridge.drafts)
        languages = {"source_language": "en-GB", "target_language": "vi_VN"}
        back = align(bridge.english, bridge.source, bridge.drafts, **languages)
        assert links(there) == {(t, s) for s, t in links(back)}


class TestKinds:
    def test_one_for_each_segment(self, bridge):
        with pytest.raises(ValueError, match="found 1 block kinds for 10 target segments"):
            align(bridge.source, bridge.english, target_kinds=[TITLE])

    def test_one_side_alone_says_nothing(self, bridge):
        kinds = [TITLE, *[PARAGRAPH] * 9]
        plain = align(bridge.source, bridge.english, bridge.drafts)
        assert align(bridge.source, bridge.english, bridge.drafts, source_kinds=kinds) == plain

    def test_never_forbid_a_link(self, bridge):
        kinds = [TITLE, *[PARAGRAPH] * 9]
        alignment = align(
            bridge.source, bridge.english, bridge.drafts,
            source_kinds=kinds, target_kinds=[CAPTION] * 10,
        )  # fmt: skip
        assert links(alignment) == {((i,), (i,)) for i in range(10)}

    def test_shares_of_a_group_are_compared(self):
        bitext = read_bitext(
            ["a b", "c d", "e f"], ["a b", "c d"], None, default_weights(),
            kinds=([TITLE, PARAGRAPH, CAPTION], [TITLE, PARAGRAPH]),
        )  # fmt: skip
        whole = bead_features(bitext, (0, 1), (0,), default_weights())
        assert (whole["title_alike"], whole["title_apart"]) == (0.5, 0.5)
        other = bead_features(bitext, (2,), (1,), default_weights())
        assert (other["caption_alike"], other["caption_apart"]) == (0.0, 1.0)
        assert other["lead_apart"] == 0.0

    def test_decide_where_nothing_else_does(self):
        weights = default_weights()
        moves = {**weights.with_drafts.moves, "title_apart": -4.0, "title_alike": 2.0}
        weights = replace(weights, with_drafts=replace(weights.with_drafts, moves=moves))
        source = ["Quảng Ngãi khánh thành cầu mới"] * 2
        english = ["Quảng Ngãi opens new bridge"]
        for title in (0, 1):
            kinds = [TITLE if k == title else PARAGRAPH for k in range(2)]
            alignment = align(
                source, english, english * 2, min_confidence=0,
                source_kinds=kinds, target_kinds=[TITLE], weights=weights,
            )  # fmt: skip
            assert links(alignment) == {((title,), (0,))}
