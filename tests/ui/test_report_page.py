"""The HTML report: what it says, and what it must never do with article text."""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files

import pytest
from lxml import html

from songngu.corpora.types import (
    Block,
    BlockKind,
    Check,
    CheckName,
    Draft,
    Score,
    Status,
    Verdict,
)
from songngu.eval import Finding, Report
from songngu.ui.actions.views import ArticleRow, ArticleView, EnglishSegment
from songngu.ui.report import ReportArticle, ReportRow, html_report, report_article

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> & {{ 7 * 7 }} "\''

SCORES = Report(
    scores=(
        Score("BLEU", 41.05, (39.75, 42.31), "nrefs:1|tok:13a|version:2.6.0", 0.9),
        Score("TER", 104.4, None, "nrefs:1|tok:tercom|version:2.6.0", 0.9),
    ),
    n_segments=18,
    coverage=0.9,
    warnings=(Finding("few-segments", "Only 18 segments were scored."),),
)


def article(**changes):
    values = {
        "title": "Hội nghị sơ kết",
        "source_language": "vi",
        "rows": (
            ReportRow("Sáng nay.", "This morning.", "This morning.", 0.97, bead=0),
            ReportRow("Câu hai.", "Two.", "Two and three.", 0.6, bead=1),
            ReportRow("Câu ba.", "Three.", "Two and three.", 0.6, bead=1, edited=True),
            ReportRow("", "", "Nobody was hurt.", 0.9, bead=2),
            ReportRow(
                "Có 14 vụ.",
                "There were cases.",
                "There were 14 cases.",
                0.31,
                (Check(CheckName.NUMBER_MISSING, "14 is not in the draft."),),
                3,
            ),
        ),
        "verdict": Verdict.TRANSLATION,
        "confidence": 0.97,
        "scores": SCORES,
        "set_aside": ("In", "Chia sẻ Facebook"),
        "signatures": (("drafts", "embedded|beam:4"),),
    }
    return ReportArticle(**{**values, **changes})


def parsed(*articles, **arguments):
    return html.document_fromstring(html_report(articles, **arguments))


def words(element):
    return " ".join(element.text_content().split())


def test_text_of_the_article_is_never_markup():
    hostile = article(
        title=HOSTILE,
        rows=(ReportRow(HOSTILE, HOSTILE, HOSTILE, 0.5, (Check(CheckName.CUT, HOSTILE),), 0),),
        byline=HOSTILE,
        url=HOSTILE,
        target_title=HOSTILE,
        set_aside=(HOSTILE,),
        scores=None,
        refusal="No: " + HOSTILE,
        signatures=((HOSTILE, HOSTILE),),
    )
    page = parsed(hostile, hostile, title=HOSTILE)
    assert page.xpath("//script | //img") == []
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert page.text_content().count(HOSTILE) >= 20
    assert words(page.find("head/title")) == " ".join(HOSTILE.split())


@pytest.mark.parametrize("attribute", ["src", "srcset", "data", "action", "background"])
def test_nothing_is_fetched(attribute):
    page = parsed(article(), article())
    assert page.xpath(f"//@{attribute}") == []
    assert page.xpath("//link | //iframe | //object") == []
    styles = " ".join(page.xpath("//style/text()"))
    assert "url(" not in styles
    assert "@import" not in styles
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/bai/1?a=1&b=2", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("http://[broken", False),
        ("/bai/1.html", False),
    ],
)
def test_only_web_addresses_are_linked(url, linked):
    page = parsed(article(url=url))
    assert page.xpath("//article//a/@href") == ([url] if linked else [])
    assert url in page.text_content()


@pytest.mark.parametrize(
    ("verdict", "english", "vietnamese"),
    [
        (Verdict.TRANSLATION, "is a translation of the article", "là bản dịch của bài viết"),
        (Verdict.PARTIAL, "translates a part", "chỉ dịch một phần"),
        (Verdict.SAME_TOPIC, "it is not a translation", "không phải là bản dịch"),
        (Verdict.UNRELATED, "nothing to do with", "không liên quan"),
        (None, "no English text to compare with", "Không có bản tiếng Anh"),
    ],
)
def test_verdict_is_in_plain_words_of_both_languages(verdict, english, vietnamese):
    section = parsed(article(verdict=verdict)).find_class("verdict")[0]
    assert english in words(section)
    assert vietnamese in words(section.find_class("plain-vi")[0])
    assert section.find_class("plain-vi")[0].get("lang") == "vi"
    assert "97 %" in words(section)


def test_scores_stand_with_interval_signature_coverage_and_warnings():
    page = parsed(article())
    bleu, ter = page.find_class("score")
    assert words(bleu).startswith("BLEU 41.0 95 % interval 39.8 – 42.3")
    assert words(ter).startswith("TER 104.4 no interval: too few segments")
    assert "lower is better" in words(ter)
    assert "18 pairs, 90 % of the source segments" in page.text_content()
    signatures = words(page.find_class("signatures")[0])
    for signature in ("embedded|beam:4", "nrefs:1|tok:13a|version:2.6.0", "coverage 90 %"):
        assert signature in signatures
    assert words(page.find_class("warnings")[0]) == "few-segments Only 18 segments were scored."


def test_bars_stay_on_their_scale():
    page = parsed(article())
    places = re.findall(r"left:([\d.]+)%", " ".join(page.xpath("//@style")))
    assert [float(place) for place in places] == [39.8, 41.0, 100.0]


def test_a_refusal_takes_the_place_of_scores():
    refused = article(verdict=Verdict.SAME_TOPIC, scores=None, refusal="the texts differ.")
    page = parsed(refused)
    assert words(page.find_class("refusal")[0]) == "No score Không chấm điểm The texts differ."
    assert page.find_class("score") == []
    assert "BLEU" not in page.find_class("refusal")[0].text_content()


def test_rows_of_a_bead_share_one_english_cell():
    page = parsed(article())
    groups = page.xpath("//table[contains(@class,'bitext')]/tbody")
    assert [len(group.findall("tr")) for group in groups] == [1, 2, 1, 1]
    shared = groups[1].xpath(".//td[@rowspan='2']")
    assert [words(cell) for cell in shared] == ["Two and three.", "◐ 0.60"]
    assert page.text_content().count("Two and three.") == 1
    assert "edited" in words(groups[1].findall("tr")[1])
    unlinked = groups[2].findall("tr")[0]
    assert [words(cell) for cell in unlinked] == [
        "",
        "–",
        "–",
        "Nobody was hurt.",
        "– no source",
    ]
    numbers = [words(cell) for cell in page.xpath("//td[@class='no']")]
    assert numbers == ["1", "2", "3", "", "4"]


@pytest.mark.parametrize(
    ("confidence", "level", "text"),
    [
        (1.0, "high", "● 1.00"),
        (0.8, "high", "● 0.80"),
        (0.796, "high", "● 0.80"),
        (0.79, "middle", "◐ 0.79"),
        (0.5, "middle", "◐ 0.50"),
        (0.494, "low", "○ 0.49"),
        (0.0, "low", "○ 0.00"),
    ],
)
def test_confidence_is_shown_by_number_sign_and_colour(confidence, level, text):
    page = parsed(article(rows=(ReportRow("Một.", "One.", "One.", confidence, bead=0),)))
    (shown,) = page.xpath("//tbody//span[contains(@class,'confidence')]")
    assert (shown.get("class"), words(shown)) == (f"confidence {level}", text)


def test_flagged_checks_stand_with_their_draft():
    (check,) = parsed(article()).find_class("check")
    assert words(check) == "⚑ number-missing 14 is not in the draft."
    assert "There were cases." in words(check.getparent())


def test_what_only_informs_is_not_counted_as_flagged():
    known = Check(CheckName.FROM_MEMORY, "An approved translation of the same text.")
    page = parsed(article(rows=(ReportRow("Một.", "One.", checks=(known,)),)))
    (check,) = page.find_class("check")
    assert words(check) == "✓ from-memory An approved translation of the same text."
    assert "flagged" not in words(page)
    assert "1 flagged" in words(parsed(article()))


def test_furniture_is_listed_in_a_closed_fold():
    details = parsed(article()).xpath("//details")[0]
    assert details.get("open") is None
    assert [words(item) for item in details.findall("ul/li")] == ["In", "Chia sẻ Facebook"]
    assert "Set aside" not in html_report([article(set_aside=())])


def test_articles_without_english_have_two_text_columns():
    rows = (ReportRow("Một.", "One."), ReportRow("Hai.", "Two."))
    page = parsed(article(rows=rows, verdict=None, confidence=None, scores=None))
    heads = [words(head) for head in page.xpath("//table[contains(@class,'bitext')]//th")]
    assert heads == ["#", "Source Nguồn", "Draft Bản nháp"]
    assert len(page.xpath("//table[contains(@class,'bitext')]/tbody")) == 2


def test_cells_carry_their_language():
    page = parsed(article())
    assert {cell.get("lang") for cell in page.xpath("//td[@data-label='Source']")} == {"vi"}
    assert {cell.get("lang") for cell in page.xpath("//td[@data-label='Draft']")} == {"en"}
    assert page.xpath("//h2/@lang") == ["vi"]


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [(0.5, "certainty 50 %"), (0.994, "certainty over 99 %"), (1.0, "certainty over 99 %")],
)
def test_certainty_is_never_rounded_up_to_100(confidence, shown):
    section = parsed(article(confidence=confidence)).find_class("verdict")[0]
    assert words(section).endswith(shown)


def test_the_overview_tells_pairs_of_one_article_apart():
    page = parsed(article(target_title="One"), article(target_title="Other"))
    assert [words(cell) for cell in page.xpath("//nav//td[1]/span")] == ["One", "Other"]


def test_several_articles_have_an_overview_with_links():
    page = parsed(article(), article(title="Bài hai", verdict=Verdict.UNRELATED, scores=None))
    rows = [words(row) for row in page.xpath("//nav//tbody/tr")]
    assert rows == ["Hội nghị sơ kết translation BLEU 41.0 [39.8–42.3]", "Bài hai unrelated –"]
    targets = [link.removeprefix("#") for link in page.xpath("//nav//a/@href")]
    assert targets == page.xpath("//article/@id")
    assert parsed(article()).xpath("//nav") == []


def test_empty_reports_and_articles_say_so():
    assert "There are no articles in this report." in parsed().text_content()
    assert "No article text was found" in parsed(article(rows=())).text_content()


def test_the_same_report_is_the_same_text():
    made_at = dt.datetime(2025, 12, 2, 8, 0, tzinfo=dt.UTC)
    assert html_report([article()], made_at=made_at) == html_report([article()], made_at=made_at)
    assert "2025-12-02 08:00 UTC" in html_report([article()], made_at=made_at)


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Contrast ratio as WCAG 2.2 defines it, 1–21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def themes():
    """Colours by variable in the light, dark and print themes of the stylesheet."""
    style = (files("songngu.ui") / "templates" / "report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found = [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})", block)) for block in blocks]
    full = [
        {
            name: c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:])
            for name, c in theme.items()
        }
        for theme in found
    ]
    return dict(zip(("light", "dark", "print"), full, strict=True))


def test_contrast_of_known_colours():
    # Reference values of the WCAG 2.2 definition.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "quiet", "accent") for ground in ("paper", "card")),
        *((f"{level}-ink", level) for level in ("high", "middle", "low", "null")),
        *(("ink", level) for level in ("high", "middle", "low", "null")),
    ],
)
def test_text_has_the_contrast_that_wcag_aa_asks_for(theme, ink, ground):
    colours = themes()[theme]
    assert contrast(colours[f"--{ink}"], colours[f"--{ground}"]) >= 4.5


def view():
    def row(position, source, bead, aligned, targets, **changes):
        values = {
            "segment_id": position + 10,
            "position": position,
            "kind": BlockKind.PARAGRAPH,
            "source": source,
            "draft": Draft(f"Draft {position}.", 0.5, (), "embedded|beam:4"),
            "post_edit": None,
            "status": Status.DRAFT,
            "revision_id": None,
            "editor": None,
            "checks": (),
            "aligned": aligned,
            "targets": targets,
            "confidence": 0.9,
            "bead": bead,
            "fixed": False,
        }
        return ArticleRow(**{**values, **changes})

    return ArticleView(
        id=3,
        language="vi",
        title=None,
        url="https://example.org/",
        published=dt.date(2025, 12, 2),
        byline="Trường Long",
        blocks=(
            Block(BlockKind.PARAGRAPH, "Câu một. Câu hai.", True, 0, 17),
            Block(BlockKind.FURNITURE, "In", False, 18, 20),
        ),
        rows=(
            row(0, "Câu một.", 1, "One.", (1,)),
            row(1, "Câu hai.", 3, "Two.", (3,), post_edit="Saved.", status=Status.EDITED),
        ),
        target_id=4,
        target_title="The page",
        english=tuple(
            EnglishSegment(10 + i, i, text, i, linked, 0.9, False)
            for i, (text, linked) in enumerate(
                [
                    ("First.", False),
                    ("One.", True),
                    ("Between.", False),
                    ("Two.", True),
                    ("Last.", False),
                ]
            )
        ),
        verdict=Verdict.PARTIAL,
        verdict_confidence=0.8,
        alignment_signature="aligner|v1",
        alignment_stale=False,
    )


def test_a_stored_article_keeps_unlinked_english_in_its_place():
    made = report_article(view(), SCORES)
    assert [(row.source, row.draft, row.target) for row in made.rows] == [
        ("", "", "First."),
        ("Câu một.", "Draft 0.", "One."),
        ("", "", "Between."),
        ("Câu hai.", "Saved.", "Two."),
        ("", "", "Last."),
    ]
    assert [row.edited for row in made.rows] == [False, False, False, True, False]
    assert made.title == "Article 3"
    assert made.set_aside == ("In",)
    assert made.signatures == (("drafts", "embedded|beam:4"), ("alignment", "aligner|v1"))
    assert made.scores is SCORES
    assert "Between." in html_report([made])
