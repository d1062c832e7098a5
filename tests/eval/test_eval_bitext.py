"""Scores of drafts against an aligned English version."""

from __future__ import annotations

import pytest

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Bead, Draft, Segment, Verdict
from songngu.eval import evaluate, evaluate_bitext


def aligned(beads, verdict=Verdict.TRANSLATION, confidence=0.9):
    made = tuple(Bead(tuple(s), tuple(t), 1.0, confidence) for s, t in beads)
    return Alignment(made, verdict, 0.97, "test")


def one_to_one(n, **arguments):
    return aligned([((i,), (i,)) for i in range(n)], **arguments)


def codes(report):
    return {finding.code for finding in report.warnings}


def test_one_to_one_beads_score_as_the_plain_texts(texts):
    report = evaluate_bitext(texts.good, texts.references, one_to_one(12))
    assert report == evaluate(texts.good, texts.references)


def test_drafts_and_segments_are_taken_as_texts(texts):
    drafts = [Draft(text, 0.5, (), "test") for text in texts.good]
    segments = [Segment(i, text, 0, 0, 1) for i, text in enumerate(texts.references)]
    report = evaluate_bitext(drafts, segments, one_to_one(12), sources=texts.sources)
    assert report == evaluate(texts.good, texts.references)


def test_beads_are_joined_and_null_beads_lower_the_coverage(texts):
    beads = [((0, 1), (0,)), ((2,), (1, 2)), ((3,), ()), ((), (3,))]
    beads += [((i,), (i,)) for i in range(4, 12)]
    report = evaluate_bitext(texts.good, texts.references, aligned(beads))
    hypotheses = [f"{texts.good[0]} {texts.good[1]}", texts.good[2], *texts.good[4:]]
    references = [
        texts.references[0],
        f"{texts.references[1]} {texts.references[2]}",
        *texts.references[4:],
    ]
    plain = evaluate(hypotheses, references)
    assert [s.value for s in report.scores] == [s.value for s in plain.scores]
    assert report.n_segments == 10
    assert report.coverage == pytest.approx(11 / 12)
    assert {s.coverage for s in report.scores} == {report.coverage}


def test_segments_without_a_draft_are_left_out(texts):
    drafts = [None, None, *texts.good[2:]]
    report = evaluate_bitext(drafts, texts.references, one_to_one(12))
    assert report.scores[0].value == evaluate(drafts[2:], texts.references[2:]).scores[0].value
    assert report.coverage == pytest.approx(10 / 12)
    assert "unaligned" in codes(report)


@pytest.mark.parametrize("verdict", [Verdict.SAME_TOPIC, Verdict.UNRELATED])
def test_texts_that_are_no_translation_get_no_score(texts, verdict):
    with pytest.raises(EvaluationError, match="would not be a quality score") as caught:
        evaluate_bitext(texts.good, texts.references, one_to_one(12, verdict=verdict))
    assert verdict.value in str(caught.value)
    assert "97 % sure" in str(caught.value)
    alignment = one_to_one(12, verdict=verdict)
    with pytest.raises(EvaluationError, match="would not be a quality score"):
        evaluate(texts.good, texts.references, alignment=alignment)


def test_partial_translations_are_scored_with_a_warning(texts):
    alignment = one_to_one(12, verdict=Verdict.PARTIAL)
    assert "partial" in codes(evaluate_bitext(texts.good, texts.references, alignment))


def test_too_little_aligned_text_is_refused(texts):
    beads = [((i,), (i,)) for i in range(2)]
    beads += [((i,), ()) for i in range(2, 12)] + [((), (i,)) for i in range(2, 12)]
    with pytest.raises(EvaluationError, match=r"only 17 % of the source segments"):
        evaluate_bitext(texts.good, texts.references, aligned(beads))


def test_unlinked_english_and_doubtful_links_are_reported(texts):
    beads = [((i,), (i,)) for i in range(12)] + [((), (i,)) for i in (12, 13)]
    segments = [*texts.references, "A new line.", "And another one."]
    report = evaluate_bitext(texts.good, segments, aligned(beads, confidence=0.4))
    assert {"unaligned-target", "doubtful-links"} <= codes(report)
    assert report.coverage == 1


@pytest.mark.parametrize("n_drafts", [11, 13])
def test_an_alignment_of_other_texts_is_refused(texts, n_drafts):
    drafts = (texts.good * 2)[:n_drafts]
    with pytest.raises(EvaluationError, match=f"found {n_drafts} drafts, but the alignment links"):
        evaluate_bitext(drafts, texts.references, one_to_one(12))


def test_evaluate_with_an_alignment_expects_one_pair_per_bead(texts):
    beads = [((i,), (i,)) for i in range(11)] + [((11,), ())]
    pairs = texts.good[:11], texts.references[:11]
    report = evaluate(*pairs, alignment=aligned(beads))
    assert report.coverage == pytest.approx(11 / 12)
    with pytest.raises(EvaluationError, match="12 hypotheses for an alignment with 11"):
        evaluate(texts.good, texts.references, alignment=aligned(beads))


def test_sources_must_match_the_drafts(texts):
    with pytest.raises(EvaluationError, match="12 drafts but 11 source segments"):
        evaluate_bitext(texts.good, texts.references, one_to_one(12), sources=texts.sources[:11])
