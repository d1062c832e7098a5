"""An HTML report on articles: one self-contained page to read, print or send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from songngu.corpora.types import Check, Score, Verdict, is_flagged

if TYPE_CHECKING:
    from songngu.eval import Finding, Report
    from songngu.ui.actions.views import ArticleView

VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.TRANSLATION: (
        "The English text is a translation of the article.",
        "Bản tiếng Anh là bản dịch của bài viết.",
    ),
    Verdict.PARTIAL: (
        "The English text translates a part of the article.",
        "Bản tiếng Anh chỉ dịch một phần của bài viết.",
    ),
    Verdict.SAME_TOPIC: (
        "The English text is on the same topic, but it is not a translation of the article.",
        "Bản tiếng Anh cùng chủ đề nhưng không phải là bản dịch của bài viết.",
    ),
    Verdict.UNRELATED: (
        "The English text has nothing to do with the article.",
        "Bản tiếng Anh không liên quan đến bài viết.",
    ),
}
"""What each verdict means, in English and Vietnamese."""

NOT_ALIGNED = ("There is no English text to compare with.", "Không có bản tiếng Anh để so sánh.")

METRICS: dict[str, str] = {
    "BLEU": "matching word sequences; higher is better",
    "chrF2": "matching letter sequences; higher is better",
    "chrF2++": "matching letter and word sequences; higher is better",
    "TER": "edits per 100 words; lower is better",
}
"""What each metric counts, in a few words."""

HIGH_CONFIDENCE = 0.8
LOW_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A source segment beside its draft and its aligned English.

    Attributes:
        source: "" for an English segment that nothing in the source says.
        draft: The translation as it stands; "" where there is none.
        target: The English of the row's bead; "" where there is none. Repeated in the rows of a
            bead, and shown once.
        confidence: Of the bead, 0–1; None where the article is not aligned.
        checks: What the health checks found in the draft.
        bead: Rows with the same number belong together; None where the article is not aligned.
        edited: Whether an editor has saved the translation.
    """

    source: str
    draft: str
    target: str = ""
    confidence: float | None = None
    checks: tuple[Check, ...] = ()
    bead: int | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class ReportArticle:
    """An article as the report shows it.

    Attributes:
        verdict: None where there is no English to compare with.
        confidence: Of the verdict, 0–1.
        set_aside: Texts of the blocks that were not taken for article text.
        scores: None where nothing was scored.
        refusal: Why there are no scores; None where there is nothing to explain.
        signatures: What was run and with which settings, as (name, signature).
    """

    title: str
    source_language: str
    rows: tuple[ReportRow, ...]
    verdict: Verdict | None = None
    confidence: float | None = None
    url: str | None = None
    published: dt.date | None = None
    byline: str | None = None
    target_title: str | None = None
    set_aside: tuple[str, ...] = ()
    scores: Report | None = None
    refusal: str | None = None
    signatures: tuple[tuple[str, str], ...] = ()


def report_article(
    view: ArticleView, scores: Report | None = None, *, refusal: str | None = None
) -> ReportArticle:
    """Return a stored article for the report.

    Args:
        view: The article with drafts and alignment.
        scores: Of its drafts against the aligned English.
        refusal: Why there are none, for the reader.
    """
    drafters = sorted({row.draft.signature for row in view.rows if row.draft is not None})
    signatures = [("drafts", signature) for signature in drafters]
    if view.alignment_signature is not None:
        signatures.append(("alignment", view.alignment_signature))
    return ReportArticle(
        title=view.title or f"Article {view.id}",
        source_language=view.language,
        rows=tuple(_rows_in_bead_order(view)),
        verdict=view.verdict,
        confidence=view.verdict_confidence,
        url=view.url,
        published=view.published,
        byline=view.byline,
        target_title=view.target_title,
        set_aside=tuple(block.text for block in view.blocks if not block.kept),
        scores=scores,
        refusal=refusal,
        signatures=tuple(signatures),
    )


def _rows_in_bead_order(view: ArticleView) -> Iterator[ReportRow]:
    """The source rows, with the unlinked English segments where the alignment has them."""
    unlinked = list(view.unlinked_english)
    for row in view.rows:
        while row.bead is not None and unlinked and unlinked[0].bead < row.bead:
            segment = unlinked.pop(0)
            yield ReportRow("", "", segment.text, segment.confidence, bead=segment.bead)
        yield ReportRow(
            row.source,
            row.text,
            row.aligned,
            row.confidence,
            row.checks,
            row.bead,
            row.post_edit is not None,
        )
    for segment in unlinked:
        yield ReportRow("", "", segment.text, segment.confidence, bead=segment.bead)


def html_report(
    articles: Sequence[ReportArticle],
    *,
    title: str = "Song ngữ: translation report",
    made_at: dt.datetime | None = None,
) -> str:
    """Return one HTML page on the articles, without scripts and without anything to fetch.

    Article text is shown as text, whatever it contains.

    Args:
        articles: In the order in which to show them.
        title: Heading of the page.
        made_at: Shown as the time of the report; left out if not given.
    """
    from jinja2 import Environment, StrictUndefined

    folder = files("songngu.ui") / "templates"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((folder / "report.html.jinja").read_text("utf-8"))
    return template.render(
        title=title,
        made_at=made_at.strftime("%Y-%m-%d %H:%M %Z").strip() if made_at is not None else None,
        css=(folder / "report.css").read_text("utf-8"),
        articles=[_shown_article(article) for article in articles],
    )


def _shown_article(article: ReportArticle) -> dict[str, Any]:
    """What the template needs of an article; it only places and never computes."""
    verdict = NOT_ALIGNED if article.verdict is None else VERDICTS[article.verdict]
    report = article.scores
    groups = list(_groups(article.rows))
    return {
        "article": article,
        "verdict": verdict,
        "verdict_class": article.verdict.value if article.verdict is not None else "none",
        "certainty": certainty(article.confidence),
        "link": article.url if _is_web_address(article.url) else None,
        "has_target": article.verdict is not None or any(row.target for row in article.rows),
        "scores": [_shown_score(score) for score in report.scores] if report is not None else [],
        "coverage": _percent(report.coverage) if report is not None else None,
        "n_scored": report.n_segments if report is not None else 0,
        "warnings": _warnings(report),
        "groups": groups,
        "n_segments": sum(bool(row.source) for row in article.rows),
        "n_drafted": sum(bool(row.source and row.draft) for row in article.rows),
        "n_edited": sum(row.edited for row in article.rows),
        "n_flagged": sum(is_flagged(row.checks) for row in article.rows),
        "main_score": _main_score(report),
    }


def _warnings(report: Report | None) -> tuple[Finding, ...]:
    return report.warnings if report is not None else ()


def _main_score(report: Report | None) -> str | None:
    from songngu.eval import format_score

    if report is None or not report.scores:
        return None
    return f"{report.scores[0].metric} {format_score(report.scores[0])}"


def _groups(rows: Sequence[ReportRow]) -> Iterator[dict[str, Any]]:
    """Rows of one bead together, so that their English is shown once."""
    for bead, members in groupby(rows, key=lambda row: row.bead):
        group = list(members)
        for part in [[row] for row in group] if bead is None else [group]:
            yield {
                "rows": part,
                "target": part[0].target,
                "confidence": _shown_confidence(part[0]),
            }


def _shown_confidence(row: ReportRow) -> dict[str, str] | None:
    if row.confidence is None:
        return None
    if not row.source:
        return {"level": "null", "mark": "–", "text": "no source"}
    if not row.target:
        return {"level": "null", "mark": "–", "text": "no English"}
    number = f"{row.confidence:.2f}"
    # The number as shown decides: 0.80 in the colour of 0.79 would contradict the legend.
    if float(number) >= HIGH_CONFIDENCE:
        return {"level": "high", "mark": "●", "text": number}
    if float(number) >= LOW_CONFIDENCE:
        return {"level": "middle", "mark": "◐", "text": number}
    return {"level": "low", "mark": "○", "text": number}


def _shown_score(score: Score) -> dict[str, Any]:
    low, high = score.interval if score.interval is not None else (score.value, score.value)
    return {
        "metric": score.metric,
        "meaning": METRICS.get(score.metric, ""),
        "value": f"{score.value:.1f}",
        "interval": f"{low:.1f} – {high:.1f}" if score.interval is not None else None,
        "at": _on_scale(score.value),
        "from": _on_scale(low),
        "width": f"{float(_on_scale(high)) - float(_on_scale(low)):.1f}",
        "signature": score.signature,
        "coverage": _percent(score.coverage),
    }


def _on_scale(value: float) -> str:
    """Place on a bar from 0 to 100, in percent."""
    return f"{min(100.0, max(0.0, value)):.1f}"


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{100 * share:.0f} %"


def certainty(share: float | None) -> str | None:
    """Return a probability (0–1) in percent, which is not rounded up to certainty."""
    return "over 99 %" if share is not None and share > 0.99 else _percent(share)


def _is_web_address(url: str | None) -> bool:
    """Whether it is safe to link: a ``javascript:`` address would run when clicked."""
    if url is None:
        return False
    try:
        return urlsplit(url).scheme.lower() in ("http", "https")
    except ValueError:
        return False
