"""Results as JSON: the contracts of the command line, written and read back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from songngu.corpora.errors import FormatError
from songngu.corpora.types import (
    Alignment,
    Bead,
    Document,
    Draft,
    Segment,
    TranslationUnit,
    Verdict,
)
from songngu.ui.actions.exchange import aligned_units

if TYPE_CHECKING:
    from songngu.align import Reason
    from songngu.corpora.store import DocumentSummary
    from songngu.eval import Report
    from songngu.ui.actions.matching import Proposal

Json = dict[str, Any]
ResultKind = Literal["drafts", "aligned"]


def to_bytes(value: object) -> bytes:
    """Return UTF-8 JSON, indented, with a newline at the end."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    return (text + "\n").encode("utf-8", errors="replace")


def head_json(document: Document) -> Json:
    """Return ``language``, ``title``, ``published`` (ISO date or null) and ``byline``."""
    return {
        "language": document.language,
        "title": document.title,
        "published": document.published.isoformat() if document.published else None,
        "byline": document.byline,
    }


def page_json(document: Document, segments: Sequence[Segment]) -> Json:
    """Return what ``songngu ingest --json`` prints."""
    return {
        **head_json(document),
        "blocks": [
            {"kind": block.kind.value, "text": block.text, "kept": block.kept}
            for block in document.blocks
        ],
        "segments": [segment_json(segment) for segment in segments],
    }


def segment_json(segment: Segment) -> Json:
    """Return a segment; ``start`` and ``end`` count code points of the page as it was read."""
    return {
        "text": segment.text,
        "block": segment.block,
        "start": segment.start,
        "end": segment.end,
    }


def drafted_json(
    document: Document, segments: Sequence[Segment], drafts: Sequence[Draft], signature: str
) -> Json:
    """Return what ``songngu draft --json`` prints.

    Raises:
        ValueError: Unequal counts of segments and drafts.
    """
    rows = [
        {**segment_json(segment), **draft_json(draft)}
        for segment, draft in zip(segments, drafts, strict=True)
    ]
    return {**head_json(document), "segments": rows, "signature": signature}


def draft_json(draft: Draft) -> Json:
    """Return ``draft``, ``score`` and ``checks`` of a segment."""
    return {
        "draft": draft.text,
        "score": round(draft.score, 4),
        "checks": [{"name": check.name.value, "message": check.message} for check in draft.checks],
    }


def alignment_json(
    source: Sequence[str],
    target: Sequence[str],
    alignment: Alignment,
    reasons: Sequence[Sequence[Reason]] | None = None,
) -> Json:
    """Return what ``songngu align --json`` prints.

    Args:
        reasons: Of each bead, with ``--explain``.
    """
    told: list[Sequence[Reason] | None]
    told = [None] * len(alignment.beads) if reasons is None else list(reasons)
    return {
        "verdict": alignment.verdict.value,
        "confidence": round(alignment.confidence, 4),
        "source_segments": list(source),
        "target_segments": list(target),
        "beads": [
            {
                "source": list(bead.source),
                "target": list(bead.target),
                "confidence": round(bead.confidence, 4),
                **({"fixed": True} if bead.fixed else {}),
                **({} if why is None else {"reasons": [reason_json(reason) for reason in why]}),
            }
            for bead, why in zip(alignment.beads, told, strict=True)
        ],
        "signature": alignment.signature,
    }


def proposals_json(
    source_id: int | None, title: str | None, proposals: Sequence[Proposal], saved: int | None
) -> Json:
    """Return an article of what ``songngu match --json`` prints."""
    return {
        "article": source_id,
        "title": title,
        "proposals": [
            {
                "english": proposal.document_id,
                "title": proposal.title,
                "confidence": round(proposal.confidence, 4),
                "verdict": proposal.verdict.value,
                "sure": proposal.sure,
            }
            for proposal in proposals
        ],
        "saved": saved,
    }


def reason_json(reason: Reason) -> Json:
    """Return ``signal``, ``weight`` (nats) and ``evidence`` of a reason."""
    return {
        "signal": reason.signal.value,
        "weight": round(reason.weight, 2),
        "evidence": list(reason.evidence),
    }


def report_json(report: Report) -> Json:
    """Return what ``songngu eval --json`` prints."""
    return report.to_dict()


def summary_json(summary: DocumentSummary) -> Json:
    """Return a line of what ``songngu export --list --json`` prints."""
    return {
        "article": summary.id,
        "language": summary.language,
        "title": summary.title,
        "published": summary.published.isoformat() if summary.published else None,
        "n_segments": summary.n_segments,
        "n_drafted": summary.n_drafted,
        "n_edited": summary.n_edited,
        "english": summary.target_id,
        "verdict": summary.verdict.value if summary.verdict is not None else None,
    }


def unit_json(unit: TranslationUnit) -> Json:
    """Return a translation unit with all its fields."""
    return dataclasses.asdict(unit)


def parse_result(data: bytes, *, name: str) -> Json:
    """Return the JSON object that a command printed.

    Raises:
        FormatError: It is not a JSON object.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FormatError(
            f"{name}: not JSON ({error}), expected what songngu draft --json or align --json prints"
        ) from error
    if not isinstance(value, dict):
        raise FormatError(
            f"{name}: found a JSON {type(value).__name__}, expected the object that songngu "
            "draft --json or align --json prints"
        )
    return value


def read_alignment(
    value: Mapping[str, Any], *, name: str
) -> tuple[list[str], list[str], Alignment]:
    """Return source segments, target segments and alignment of an ``align --json`` result.

    Raises:
        FormatError: A field is missing or of another type, or an index is out of range.
    """
    try:
        source = _strings(value["source_segments"])
        target = _strings(value["target_segments"])
        beads = tuple(_bead(bead, source, target) for bead in value["beads"])
        verdict = Verdict(value["verdict"])
        alignment = Alignment(beads, verdict, _share(value), str(value["signature"]))
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(
            f"{name}: {_what(error)}, expected the fields that songngu align --json prints"
        ) from error
    return source, target, alignment


def read_drafts(value: Mapping[str, Any], *, name: str) -> list[tuple[str, str, float]]:
    """Return ``(text, draft, score)`` per segment of a ``draft --json`` result.

    Raises:
        FormatError: A field is missing or of another type.
    """
    try:
        rows = [(row["text"], row["draft"], float(row["score"])) for row in value["segments"]]
        _strings([text for row in rows for text in row[:2]])
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(
            f"{name}: {_what(error)}, expected the fields that songngu draft --json prints"
        ) from error
    return rows


def result_units(
    value: Mapping[str, Any], *, name: str, which: ResultKind | None = None
) -> list[TranslationUnit]:
    """Return the translation units in a result of ``draft``, ``align`` or ``batch``.

    Args:
        which: ``aligned`` for the existing English, none where the verdict is no translation;
            ``drafts`` for the machine's; None for the drafts where there are any.

    Raises:
        FormatError: It is none of these, or has nothing of that kind.
    """
    origin = str(value.get("title") or value.get("input") or name)
    if which is None:
        which = "aligned" if "beads" in value else "drafts"
    if which == "aligned":
        aligned = value if "beads" in value else value.get("alignment") or {}
        source, target, alignment = read_alignment(aligned, name=name)
        return aligned_units(source, target, alignment, origin=origin)
    return [
        TranslationUnit(text, draft, confidence=score, origin=origin)
        for text, draft, score in read_drafts(value, name=name)
        if draft
    ]


def _what(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"found no field {error}"
    return str(error)


def _strings(values: object) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError("found something else than a list of texts")
    return values


def _indices(values: object, texts: Sequence[str]) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise TypeError("found a bead that is not made of lists of segment numbers")
    if any(not 0 <= value < len(texts) for value in values):
        raise ValueError(f"found a bead {values} outside the {len(texts)} segments")
    return tuple(values)


def _bead(value: Mapping[str, Any], source: Sequence[str], target: Sequence[str]) -> Bead:
    groups = _indices(value["source"], source), _indices(value["target"], target)
    return Bead(*groups, 0.0, _share(value), fixed=value.get("fixed") is True)


def _share(value: Mapping[str, Any]) -> float:
    share = float(value["confidence"])
    if not 0 <= share <= 1:
        raise ValueError(f"found a confidence of {share}, which is not between 0 and 1")
    return share
