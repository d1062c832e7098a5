"""Values against plain sacreBLEU 2.6.0, computed once outside this code.

    python -c "from sacrebleu.metrics import BLEU; print(BLEU().corpus_score(GOOD, [REFERENCES]))"

and likewise for CHRF(), CHRF(word_order=2), TER(), corpus_score(…, n_bootstrap=1000) and
the resamples of significance._paired_bs_test, on the sentences of conftest.py.
"""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
import sacrebleu
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Score
from songngu.eval import compare, evaluate, format_score, post_edit_effort, scoring, segment_scores
from songngu.eval.comparison import p_value

GOOD_VALUES = {
    "BLEU": (64.9689579068454, 7.940729320702385),
    "chrF2": (79.29357881469072, 5.227001),
    "chrF2++": (79.55221717717579, 4.8376236),
    "TER": (19.82758620689655, 6.4432435),
}
POOR_VALUES = {
    "BLEU": (10.727364561167867, 7.041802940929278),
    "chrF2": (38.69174691091424, 4.905571),
    "chrF2++": (36.43920081375131, 5.2743826),
    "TER": (81.89655172413794, 9.652176),
}
SIGNATURES = {
    "BLEU": "nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a|smooth:exp",
    "chrF2": "nrefs:1|bs:1000|seed:12345|case:mixed|eff:yes|nc:6|nw:0|space:no",
    "chrF2++": "nrefs:1|bs:1000|seed:12345|case:mixed|eff:yes|nc:6|nw:2|space:no",
    "TER": "nrefs:1|bs:1000|seed:12345|case:lc|tok:tercom|norm:no|punct:yes|asian:no",
}


@pytest.mark.parametrize("system", ["good", "poor"])
@pytest.mark.parametrize("metric", list(GOOD_VALUES))
def test_value_interval_and_signature_are_sacrebleus(texts, system, metric):
    expected, half_width = (GOOD_VALUES if system == "good" else POOR_VALUES)[metric]
    score = evaluate(getattr(texts, system), texts.references, metrics=[metric]).score(metric)
    assert score.value == expected
    assert (score.interval[1] - score.interval[0]) / 2 == pytest.approx(half_width, abs=1e-4)
    assert score.interval[0] < score.value < score.interval[1]
    assert score.signature == f"{SIGNATURES[metric]}|version:{sacrebleu.__version__}"
    assert score.coverage == 1.0


# Words only: the guards refuse or report the rest, and are tested elsewhere.
_LINE = st.lists(st.sampled_from(["the", "a", "police", "river", "met", "12"]), min_size=1)
_PAIRS = st.lists(st.tuples(_LINE.map(" ".join), _LINE.map(" ".join)), min_size=1, max_size=7)
_THEIRS = {"BLEU": BLEU, "chrF2": CHRF, "TER": TER}


@settings(max_examples=40)
@given(_PAIRS)
def test_any_corpus_scores_as_in_sacrebleu(pairs):
    hypotheses, references = [h for h, _ in pairs], [r for _, r in pairs]
    report = evaluate(hypotheses, references, metrics=list(_THEIRS), n_bootstrap=0)
    for score in report.scores:
        metric = _THEIRS[score.metric]()
        if score.metric == "BLEU" and "eff:yes" in score.signature:
            metric = BLEU(effective_order=True)
        assert score.value == metric.corpus_score(hypotheses, [references]).score


def test_pieces_of_the_bootstrap_draw_what_one_draw_would(monkeypatch):
    whole = np.concatenate(list(scoring.resamples(7, 50, np.random.default_rng(3))))
    monkeypatch.setattr(scoring, "_CHUNK", 7 * 9)
    pieces = list(scoring.resamples(7, 50, np.random.default_rng(3)))
    assert len(pieces) == 6
    assert np.array_equal(np.concatenate(pieces), whole)
    assert (whole.sum(axis=1) == 7).all()


def test_seed_fixes_the_interval_and_is_in_the_signature(texts):
    runs = [
        evaluate(texts.good, texts.references, metrics=["chrF2"], seed=seed).scores[0]
        for seed in (7, 7, 8)
    ]
    assert runs[0] == runs[1]
    assert runs[0].interval != runs[2].interval
    assert runs[0].value == runs[2].value
    assert "seed:7|" in runs[0].signature


def test_higher_confidence_widens_the_interval_and_is_signed(texts):
    narrow, wide = (
        evaluate(texts.good, texts.references, metrics=["chrF2"], confidence=c).scores[0]
        for c in (0.5, 0.99)
    )
    assert wide.interval[0] < narrow.interval[0] < narrow.interval[1] < wide.interval[1]
    assert wide.signature.endswith("|ci:0.99")


@pytest.mark.parametrize(
    ("values", "confidence", "expected"),
    [
        # sacreBLEU drops n // 40 values at each end for 95 %.
        (list(range(1000)), 0.95, (25.0, 974.0)),
        (list(range(100)), 0.95, (2.0, 97.0)),
        (list(range(1000)), 0.9, (50.0, 949.0)),
        ([3.0], 0.95, (3.0, 3.0)),
    ],
)
def test_interval_bounds(values, confidence, expected):
    shuffled = np.random.default_rng(0).permutation(np.asarray(values, dtype=float))
    assert scoring.interval(shuffled, confidence) == expected


def test_identical_short_segments_score_100_not_0():
    short = ["Yes.", "No way.", "Thank you."]
    assert BLEU().corpus_score(short, [short]).score == 0  # what the guard is there for
    report = evaluate(short, short)
    assert report.score("BLEU").value == pytest.approx(100)
    assert "eff:yes" in report.score("BLEU").signature
    assert "short-segments" in {w.code for w in report.warnings}


def test_a_single_identical_short_segment_scores_100():
    assert evaluate(["Thank you."], ["Thank you."]).score("BLEU").value == pytest.approx(100)


def test_segment_scores_are_sacrebleus_sentence_scores(texts):
    expected = [
        BLEU(effective_order=True).sentence_score(h, [r]).score
        for h, r in zip(texts.good, texts.references, strict=True)
    ]
    assert segment_scores(texts.good, texts.references, "BLEU") == tuple(expected)
    assert segment_scores([], []) == ()
    with pytest.raises(ValueError, match="1 hypotheses but 2 references"):
        segment_scores(["a"], ["a", "b"])


def test_ter_leaves_out_segments_that_would_take_minutes(texts):
    long = " ".join(f"word{i}" for i in range(scoring.MAX_TER_WORDS + 1))
    report = evaluate([*texts.good, long], [*texts.references, long], metrics=["chrF2", "TER"])
    assert report.score("TER").value == GOOD_VALUES["TER"][0]
    assert report.score("TER").coverage == pytest.approx(12 / 13)
    assert report.score("chrF2").coverage == 1
    assert "too-long" in {w.code for w in report.warnings}
    assert math.isnan(segment_scores([long], [long], "TER")[0])


def test_ter_is_absent_where_every_segment_is_too_long():
    long = " ".join(f"word{i}" for i in range(scoring.MAX_TER_WORDS + 1))
    report = evaluate([long], [long + " more"], metrics=["chrF2", "TER"])
    assert [score.metric for score in report.scores] == ["chrF2"]
    assert "too-long" in {w.code for w in report.warnings}


# GOOD against GOOD with these lines taken from POOR: how many of sacreBLEU's 1,000 resamples lie,
# moved to mean 0, at least as far out as the difference, one added. Its own formula, which counts
# one side, gives 218, 145, 166; 115, 95, 100; 1, 1, 1.
PAIRED = {
    (4,): {"BLEU": 560, "chrF2": 487, "TER": 508},
    (3, 4): {"BLEU": 226, "chrF2": 206, "TER": 211},
    range(12): {"BLEU": 1, "chrF2": 1, "TER": 1},
}


@pytest.mark.parametrize(("lines", "expected"), PAIRED.items(), ids=["one", "two", "all"])
def test_p_values_are_of_sacrebleus_resamples(texts, lines, expected):
    other = [texts.poor[i] if i in lines else text for i, text in enumerate(texts.good)]
    found = compare(texts.good, other, texts.references, metrics=list(expected))
    # float32 in sacreBLEU, float64 here: a resample on the border may fall to either side.
    assert {c.metric: c.p_value * 1001 for c in found} == pytest.approx(expected, abs=1.1)
    for comparison in found:
        better = comparison.difference > 0 if comparison.metric == "TER" else None
        assert better in (None, True)
        assert comparison.interval[0] <= comparison.difference <= comparison.interval[1]
        assert comparison.difference == comparison.second.value - comparison.first.value
    json.dumps([c.to_dict() for c in found])


def test_of_systems_that_do_not_differ_one_in_twenty_seems_to():
    rng = np.random.default_rng(7)
    weights = rng.multinomial(100, [0.01] * 100, size=1000) / 100
    segments = rng.normal(size=(2000, 100))
    found = [p_value(weights @ each, each.mean()) for each in segments]
    assert np.mean(np.array(found) < 0.05) == pytest.approx(0.05, abs=0.01)
    assert np.mean(np.array(found) < 0.5) == pytest.approx(0.5, abs=0.03)


def test_a_system_does_not_differ_from_itself(texts):
    (found,) = compare(texts.good, texts.good, texts.references, metrics=["BLEU"])
    assert (found.difference, found.interval) == (0, (0, 0))
    # sacreBLEU gives 1/1001 here, since no resample differs by more than nothing at all.
    assert found.p_value == 1


def test_swapping_systems_mirrors_the_comparison(texts):
    (one,) = compare(texts.good, texts.poor, texts.references, metrics=["chrF2"])
    (other,) = compare(texts.poor, texts.good, texts.references, metrics=["chrF2"])
    assert one.difference == -other.difference
    assert one.p_value == other.p_value
    assert one.interval == pytest.approx((-other.interval[1], -other.interval[0]))


def test_comparison_refuses_what_cannot_be_told(texts):
    with pytest.raises(EvaluationError, match=r"found 3 segments.*at least 10"):
        compare(texts.good[:3], texts.poor[:3], texts.references[:3])
    with pytest.raises(EvaluationError, match="found 11 hypotheses but 12 references"):
        compare(texts.good, texts.poor[:11], texts.references)
    with pytest.raises(ValueError, match="needs resamples"):
        compare(texts.good, texts.poor, texts.references, n_bootstrap=0)


def test_comparison_names_the_system_a_warning_is_about(texts):
    found = compare(texts.good, ["", *texts.poor[1:]], texts.references, metrics=["chrF2"])
    messages = [w.message for w in found[0].warnings if w.code == "empty-hypotheses"]
    assert messages == [
        "Second system: 1 of 12 hypotheses are empty (first: segment 1); "
        "they count as wrong translations."
    ]


def test_effort_is_the_ter_of_drafts_against_post_edits(texts):
    effort = post_edit_effort(texts.good, texts.references)
    assert effort.hter.metric == "HTER"
    assert effort.hter.value == GOOD_VALUES["TER"][0]
    assert effort.unchanged == 0
    assert effort.n_segments == 12
    json.dumps(effort.to_dict())


def test_effort_counts_unchanged_drafts_without_suspicion(texts):
    effort = post_edit_effort(texts.good, [*texts.good[:9], *texts.references[9:]])
    assert effort.unchanged == 0.75
    assert "identical" not in {w.code for w in effort.warnings}
    assert post_edit_effort(texts.good, texts.good).hter.value == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metrics": ["COMET"]}, "unknown metric 'COMET', expected one of BLEU"),
        ({"metrics": "BLEU"}, None),
        ({"metrics": []}, "metrics must be a list"),
        ({"metrics": ["TER", "TER"]}, "named twice"),
        ({"confidence": 95}, "between 0 and 1, found 95"),
        ({"n_bootstrap": 10}, "at least 100, found 10"),
        ({"n_bootstrap": -1}, "at least 100, found -1"),
        ({"normalise": "yes"}, "unknown normalise 'yes'"),
    ],
)
def test_unknown_settings_raise(texts, arguments, message):
    if message is None:
        assert len(evaluate(texts.good, texts.references, **arguments).scores) == 1
        return
    with pytest.raises(ValueError, match=message):
        evaluate(texts.good, texts.references, **arguments)


@pytest.mark.parametrize(
    ("score", "digits", "expected"),
    [
        (Score("BLEU", 41.0501, (39.75, 42.349), "s", 1.0), 1, "41.1 [39.8–42.3]"),
        (Score("BLEU", 41.04999, None, "s", 1.0), 1, "41.0"),
        (Score("TER", 104.456, (99.0, 110.0), "s", 1.0), 2, "104.46 [99.00–110.00]"),
    ],
)
def test_scores_are_shown_rounded(score, digits, expected):
    assert format_score(score, digits=digits) == expected


def test_report_is_jsonable_and_unrounded(texts):
    report = evaluate(texts.good, texts.references, metrics=["BLEU"])
    loaded = json.loads(json.dumps(report.to_dict()))
    assert loaded["n_segments"] == 12
    assert loaded["coverage"] == 1
    assert loaded["scores"][0]["value"] == GOOD_VALUES["BLEU"][0]
    assert loaded["scores"][0]["interval"] == list(report.scores[0].interval)
    assert [w["code"] for w in loaded["warnings"]] == ["few-segments"]
    with pytest.raises(KeyError):
        report.score("TER")
