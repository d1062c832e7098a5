"""Every guard, with texts that trip it and texts that must not."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest

from songngu.corpora.errors import EvaluationError
from songngu.eval import evaluate
from songngu.eval.guards import vietnamese
from songngu.eval.surface import FOLDS, NORMALISATIONS


def codes(report):
    return {finding.code for finding in report.warnings}


def message(report, code):
    (found,) = [f.message for f in report.warnings if f.code == code]
    return found


def score(hypotheses, references, **arguments):
    return evaluate(hypotheses, references, metrics=["BLEU"], n_bootstrap=0, **arguments)


def test_sound_texts_raise_no_warning_but_their_number(texts):
    report = score(texts.good, texts.references, sources=texts.sources)
    assert codes(report) == {"few-segments"}
    assert report.coverage == 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda h, r: (h[:-1], r), "found 11 hypotheses but 12 references"),
        (lambda h, r: (h, r[:-1]), "found 12 hypotheses but 11 references"),
        (lambda h, r: (h, [r]), "references: .* found a list of 1 lists .the first of 12."),
        (lambda h, r: (h, [[x] for x in r]), "references: .* list of 12 lists .the first of 1."),
        (lambda h, r: ([h], r), "hypotheses: .* list of 1 lists"),
        (lambda h, r: (h, "\n".join(r)), "references: .* found a single str"),
        (lambda h, r: (b"abc", r), "hypotheses: .* found a single bytes"),
        (lambda h, r: (iter(h), r), "hypotheses: expected a list"),
        (lambda h, r: ([*h[:3], None, *h[4:]], r), "hypotheses: segment 4 is NoneType"),
        (lambda h, r: ([], []), "hypotheses: found no segments"),
        (lambda h, r: (["", " "] * 6, r), "all 12 hypotheses are empty"),
        (lambda h, r: (h, ["\t"] * 12), "all 12 references are empty"),
    ],
)
def test_what_must_not_be_scored_is_refused(texts, change, found):
    hypotheses, references = change(texts.good, texts.references)
    with pytest.raises(EvaluationError, match=found):
        score(hypotheses, references)


def test_sources_are_counted_too(texts):
    with pytest.raises(EvaluationError, match="found 12 hypotheses but 11 sources"):
        score(texts.good, texts.references, sources=texts.sources[:-1])


def test_empty_hypotheses_count_as_wrong(texts):
    report = score(["", *texts.good[1:]], texts.references)
    assert message(report, "empty-hypotheses").startswith("1 of 12 hypotheses are empty (first")
    assert report.scores[0].value < score(texts.good, texts.references).scores[0].value
    assert report.coverage == 1


def test_empty_references_are_left_out_and_lower_the_coverage(texts):
    report = score(texts.good, ["", *texts.references[1:]])
    rest = score(texts.good[1:], texts.references[1:])
    assert "left out" in message(report, "empty-references")
    assert report.scores[0].value == rest.scores[0].value
    assert report.coverage == report.scores[0].coverage == pytest.approx(11 / 12)
    assert report.n_segments == 11


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("other", ["NFC", "NFD"])
def test_unicode_forms_do_not_change_the_score_in_either_direction(texts, form, other):
    # Names in full, as the English editions of Vietnamese papers write them.
    names = ["Điện Biên Phủ", "Phong Sa Lỳ", "Bò Kẹo"] * 4
    references = [f"{r} In {n}." for r, n in zip(texts.references, names, strict=True)]
    hypotheses = [f"{h} In {n}." for h, n in zip(texts.good, names, strict=True)]
    plain = score(hypotheses, references).scores[0].value
    report = score(
        [unicodedata.normalize(form, h) for h in hypotheses],
        [unicodedata.normalize(other, r) for r in references],
    )
    assert report.scores[0].value == plain
    assert ("unicode-form" in codes(report)) == (form != other)
    assert ("unicode:nfc" in report.scores[0].signature) == ("NFD" in (form, other))


def test_mismatched_unicode_forms_say_what_they_would_have_cost():
    hypotheses = ["Công an tỉnh Điện Biên và tỉnh Bò Kẹo đã ký biên bản ghi nhớ"] * 3
    decomposed = [unicodedata.normalize("NFD", h) for h in hypotheses]
    report = score(hypotheses, decomposed, target_language="vi")
    assert report.scores[0].value == pytest.approx(100)
    found = re.search(
        r"BLEU is 100\.0 .* as given it is (\d+\.\d)", message(report, "unicode-form")
    )
    as_given = score(hypotheses, decomposed, target_language="vi", normalise="none")
    assert as_given.scores[0].value < 10
    assert float(found.group(1)) == pytest.approx(as_given.scores[0].value, abs=0.05)


def test_quote_style_keeps_the_published_score_and_says_what_it_costs():
    references = [f'"We signed it", the colonel\'s "deputy {i}" said.' for i in range(12)]
    curly = [f"“We signed it”, the colonel’s “deputy {i}” said." for i in range(12)]
    report = score(curly, references)
    straight = score(curly, references, normalise="typography")
    assert report.scores[0].value < 20 < 99 < straight.scores[0].value
    assert f"{report.scores[0].value:.1f} as given" in message(report, "quote-style")
    assert "it is 100.0" in message(report, "quote-style")
    assert "as scored here; as given it is" in message(straight, "quote-style")
    assert "quotes:straight" in straight.scores[0].signature
    assert "quotes" not in report.scores[0].signature


@pytest.mark.parametrize(
    ("hypothesis", "reference", "code"),
    [
        ("It&#39;s the colonel&quot;s bridge", "It's the colonel\"s bridge", "html-entities"),
        (
            "The\u200b bridge was opened today",
            "The bridge was opened today",
            "invisible-characters",
        ),
        (
            "The bridge cost 5\u00a0million dong",
            "The bridge cost 5 million dong",
            "invisible-characters",
        ),
        ("The bridge was opened today\r", "The bridge was opened today", "line-leftovers"),
        ("\ufeffThe bridge was opened today", "The bridge was opened today", "line-leftovers"),
        ("The bridge was opened today\n", "The bridge was opened today", "line-leftovers"),
    ],
)
def test_differences_of_form_are_named(texts, hypothesis, reference, code):
    report = score([*texts.good, hypothesis], [*texts.references, reference])
    assert codes(report) == {code, "few-segments"}
    assert message(report, code).startswith("1 of 13 segments ")
    whole = score([*texts.good, hypothesis], [*texts.references, reference], normalise="typography")
    clean = score([*texts.good, reference], [*texts.references, reference])
    assert whole.scores[0].value == clean.scores[0].value


def test_leftovers_never_touch_the_default_score(texts):
    dirty = ["\ufeff" + texts.good[0], *(text + "\r" for text in texts.good[1:])]
    expected = score(texts.good, texts.references).scores[0].value
    assert score(dirty, texts.references).scores[0].value == expected


def test_normalise_none_changes_nothing_and_still_warns(texts):
    dirty = ["\ufeff" + texts.good[0], *texts.good[1:]]
    report = score(dirty, texts.references, normalise="none")
    assert report.scores[0].value < score(texts.good, texts.references).scores[0].value
    assert "line-leftovers" in codes(report)


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: fold.code)
def test_folds_are_idempotent_and_listed(fold):
    text = "\ufeff“Điện” &quot;Biên&quot;\u200b 5\u00a0km\r\n"
    assert fold.apply(fold.apply(text)) == fold.apply(text)
    assert fold.code in NORMALISATIONS["typography"]


@pytest.mark.parametrize("size", [1, 9, 10, 29, 30, 99, 100])
def test_few_segments_have_no_interval_and_a_warning(texts, size):
    pairs = [
        (f"{h} No {i}.", f"{r} No {i}.")
        for i, (h, r) in enumerate(zip(texts.good * 9, texts.references * 9, strict=True))
    ][:size]
    report = evaluate([h for h, _ in pairs], [r for _, r in pairs], metrics=["chrF2"])
    assert (report.scores[0].interval is None) == (size < 10)
    assert ("few-segments" in codes(report)) == (size < 100)
    assert ("bs:1000" in report.scores[0].signature) == (size >= 10)


def test_swapped_files_are_refused_by_their_diacritics(texts):
    with pytest.raises(EvaluationError, match=r"references look Vietnamese \(12 of 12\)"):
        score(texts.good, texts.sources)
    with pytest.raises(EvaluationError, match=r"hypotheses look Vietnamese \(12 of 12\)"):
        score(texts.sources, texts.references)
    with pytest.raises(EvaluationError, match="swapped"):
        score(texts.good, texts.sources, target_language="vi")


def test_both_sides_in_another_language_than_said_is_a_warning(texts):
    assert "language" in codes(score(texts.sources, texts.sources))
    assert "language" in codes(score(texts.good, texts.references, target_language="vi"))
    assert "language" not in codes(score(texts.sources, texts.sources, target_language="vi"))


def test_a_name_alone_is_no_language():
    assert score(["Điện Biên Phủ"], ["Dien Bien Phu"]).n_segments == 1


def test_untranslated_hypotheses_are_counted(texts):
    hypotheses = [*texts.sources[:2], *texts.good[2:]]
    report = score(hypotheses, texts.references, sources=texts.sources)
    assert message(report, "vietnamese-left").startswith("2 of 12 hypotheses look Vietnamese")
    assert message(report, "source-copied-hypotheses").startswith("2 of 12 hypotheses repeat")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Công an tỉnh Điện Biên hội đàm với ba tỉnh Bắc Lào", True),
        (unicodedata.normalize("NFD", "Công an tỉnh hội đàm thường niên"), True),
        ("HỘI ĐÀM THƯỜNG NIÊN", True),
        ("Police of Điện Biên and of Bò Kẹo held talks in Mường Chà", False),
        ("The café's naïve protégé", False),
        ("Điện Biên", True),
        ("Tết", False),
        ("12/05/2025", False),
        ("", False),
    ],
)
def test_vietnamese_is_told_by_its_marks(text, expected):
    assert vietnamese(text) is expected


@pytest.mark.parametrize("shift", [1, -1, 2, 3])
def test_shifted_lines_are_refused(texts, shift):
    moved = texts.good[shift:] + texts.good[:shift]
    with pytest.raises(EvaluationError, match=rf"from about segment 1 on .* {abs(shift)} line"):
        score(moved, texts.references)


def test_a_line_lost_in_the_middle_is_found(texts):
    references = [f"{r} No {i}." for i in range(5) for r in texts.references]
    hypotheses = [f"{h} No {i}." for i in range(5) for h in texts.good]
    assert score(hypotheses, references).n_segments == 60
    shifted = [*hypotheses[:30], *hypotheses[31:], "The end of the page."]
    with pytest.raises(EvaluationError, match=r"from about segment (17|33) on"):
        score(shifted, references)


def test_poor_translations_are_not_taken_for_shifted_lines(texts):
    assert score(texts.poor, texts.references).n_segments == 12


def test_lines_in_another_order_have_little_in_common(texts):
    # Reversed, so that no shift of up to three lines fits.
    report = score(texts.good[::-1], texts.references)
    assert "little-in-common" in codes(report)
    assert "little-in-common" not in codes(score(texts.poor, texts.references))


def test_identical_sides_are_suspicious(texts):
    report = score(texts.references, texts.references)
    assert report.scores[0].value == pytest.approx(100)
    assert "same file on both sides" in message(report, "identical")
    mixed = score([*texts.references[:6], *texts.good[6:]], texts.references)
    assert message(mixed, "identical").startswith("6 of 12 hypotheses")


def test_repeats_are_reported(texts):
    doubled = score(texts.good * 2, texts.references * 2)
    assert message(doubled, "repeated-pairs").startswith("12 of 24 pairs")
    stuck = ["The engine did not answer."] * 4 + texts.good[4:]
    assert "stands 4 times" in message(score(stuck, texts.references), "repeated-hypothesis")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.replace(".", " .").replace(",", " ,"), "tokenised-hypotheses"),
        (lambda t: t.replace("the", "th@@ e"), "model-tokens-hypotheses"),
        (lambda t: "▁" + t.replace(" ", " ▁"), "model-tokens-hypotheses"),
        (lambda t: t + "</s>", "model-tokens-hypotheses"),
        (lambda t: "eng_Latn " + t, "model-tokens-hypotheses"),
        (lambda t: t.replace(" ", "\n", 1), "line-breaks-hypotheses"),
        (lambda t: t.lower(), "letter-case"),
        (lambda t: t.upper(), "letter-case"),
        (lambda t: t.split()[0], "length-ratio"),
        (lambda t: f"{t} {t}", "length-ratio"),
    ],
)
def test_form_of_the_text_is_reported(texts, change, code):
    assert code in codes(score([change(text) for text in texts.good], texts.references))
    clean = score(texts.good, texts.references)
    assert code not in codes(clean)


def test_tokenised_references_are_named_as_such(texts):
    references = [text.replace(".", " .") for text in texts.references]
    found = codes(score(texts.good, references))
    assert {"tokenised-references"} <= found
    assert "tokenised-hypotheses" not in found


def test_importing_eval_loads_nothing_heavy():
    program = (
        "import sys, songngu.eval\n"
        "heavy = {'torch', 'gradio', 'transformers', 'ctranslate2', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.strip() == "[]"
