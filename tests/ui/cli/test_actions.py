"""The actions behind command line and web page, on a store of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from songngu.corpora.errors import (
    EditConflictError,
    EngineError,
    EvaluationError,
    InputError,
    NotFoundError,
)
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Alignment, Bead, BlockKind, Draft, Status, Verdict
from songngu.ui import actions
from songngu.ui.actions.drafting import STEP


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "articles.db") as opened:
        yield opened


@pytest.fixture
def article(store: Store, bitext: SimpleNamespace) -> int:
    return actions.ingest_text(store, bitext.source, expected="vi").id


@pytest.fixture
def english(store: Store, bitext: SimpleNamespace) -> int:
    return actions.ingest_text(store, bitext.target, expected="en").id


def test_the_same_page_is_recognised_however_it_comes(store, bitext, tmp_path, article) -> None:
    path = tmp_path / "page.txt"
    path.write_text(bitext.source, encoding="utf-8")
    for source in (path, str(path), path.read_bytes()):
        added = actions.ingest_page(store, source, name="page.txt")
        assert (added.id, added.created) == (article, False)
    assert len(store.documents()) == 1


def test_a_web_address_is_read_through(store, bitext) -> None:
    body = "".join(f"<p>{vi}</p>" for vi, _ in bitext.pairs[1:])
    page = (
        f"<!doctype html><html lang='vi'><head><title>{bitext.pairs[0][0]}</title></head><body>"
        f"<nav>Trang chủ</nav><article><h1>{bitext.pairs[0][0]}</h1>{body}</article></body></html>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/tin/tram-bom.html"
            added = actions.ingest_page(store, url, expected="vi")
        finally:
            server.shutdown()
            thread.join()
    document = store.document(added.id)
    assert document.url == url
    assert document.title == bitext.pairs[0][0]
    texts = [record.segment.text for record in store.segments(added.id)]
    assert [vi for vi, _ in bitext.pairs[1:]] == [t for t in texts if t != document.title]


@pytest.mark.parametrize(
    ("language", "expected", "message"),
    [
        (None, "en", "is in Vietnamese, expected English; give the English page"),
        ("en", "vi", "given as 'en', expected Vietnamese"),
    ],
)
def test_a_page_of_the_wrong_side(store, bitext, language, expected, message) -> None:
    with pytest.raises(InputError, match=message):
        actions.ingest_text(store, bitext.source, language=language, expected=expected)
    assert store.documents() == []


def test_text_too_short_to_tell_is_taken_at_its_word(store) -> None:
    with pytest.raises(InputError, match="could not tell the language"):
        actions.ingest_text(store, "2025")
    assert actions.ingest_text(store, "2025", language="vi").created
    for text, side in (("Hanoi, 2026", "en"), ("Bế mạc", "vi")):
        added = actions.ingest_text(store, text, expected=side)
        assert store.document(added.id).language == side
    for text, side in (("Hanoi, 2026", "vi"), ("2026", "en")):
        with pytest.raises(InputError, match="could not tell the language"):
            actions.ingest_text(store, text, expected=side)


def test_a_restored_block_becomes_text_and_goes_again(store, article, bitext) -> None:
    before = [record.segment.text for record in store.segments(article)]
    blocks = store.document(article).blocks
    index = next(i for i, b in enumerate(blocks) if b.kind is BlockKind.FURNITURE)
    actions.keep_block(store, article, index, True)
    restored = [record.segment.text for record in store.segments(article)]
    assert blocks[index].text in restored
    assert [text for text in restored if text != blocks[index].text] == before
    actions.keep_block(store, article, index, False)
    assert [record.segment.text for record in store.segments(article)] == before
    with pytest.raises(NotFoundError, match="has blocks 0 to"):
        actions.keep_block(store, article, len(blocks), True)


class Recording:
    """A drafter that fails after so many drafts, in an order of its own."""

    def __init__(self, fail_after: int | None = None, signature: str = "recording|1") -> None:
        self.signature = signature
        self.fail_after = fail_after
        self.drafted: list[str] = []
        self.terms: list[str] = []

    def draft_iter(self, texts, *, terms=(), matches=None) -> Iterator[tuple[int, Draft]]:
        self.terms = [term.source for term in terms]
        for index in sorted(range(len(texts)), key=lambda i: len(texts[i])):
            if self.fail_after is not None and len(self.drafted) >= self.fail_after:
                raise EngineError("the engine is gone")
            self.drafted.append(texts[index])
            yield index, Draft(texts[index].upper(), 0.5, (), self.signature)


class OneMethod:
    """A drafter with nothing but what the protocol asks for."""

    signature = "one-method|1"

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None) -> list[Draft]:
        assert matches is None or len(matches) == len(texts)
        self.sizes.append(len(texts))
        return [Draft(text.upper(), 0.5, (), self.signature) for text in texts]


@pytest.mark.parametrize("fail_after", [0, 1, 4])
def test_drafts_made_before_a_failure_are_kept(store, article, bitext, fail_after: int) -> None:
    drafter = Recording(fail_after)
    with pytest.raises(EngineError, match="gone"):
        actions.draft_article(store, article, drafter)
    kept = [record for record in store.segments(article) if record.draft is not None]
    assert sorted(record.segment.text for record in kept) == sorted(drafter.drafted)
    drafter.fail_after = None
    seen: list[int] = []
    drafts = actions.draft_article(store, article, drafter, progress=seen.append)
    assert [draft.text for draft in drafts] == [vi.upper() for vi, _ in bitext.pairs]
    assert seen == list(range(fail_after, len(bitext.pairs) + 1))
    assert sorted(drafter.drafted) == sorted(vi for vi, _ in bitext.pairs)


def test_another_engine_drafts_anew_and_the_older_drafts_stay(store, article, bitext) -> None:
    actions.draft_article(store, article, Recording())
    second = Recording(signature="recording|2")
    drafts = actions.draft_article(store, article, second)
    assert {draft.signature for draft in drafts} == {"recording|2"}
    assert len(second.drafted) == len(bitext.pairs)
    view = actions.article_view(store, article)
    assert {row.draft.signature for row in view.rows} == {"recording|2"}


def test_a_drafter_with_one_method_is_enough(bitext) -> None:
    drafter = OneMethod()
    texts = [f"câu {number}" for number in range(2 * STEP + 3)]
    drafts = actions.draft_texts(drafter, texts)
    assert [draft.text for draft in drafts] == [text.upper() for text in texts]
    assert drafter.sizes == [STEP, STEP, 3]


def test_segments_left_out_by_an_engine_are_an_error() -> None:
    class Forgetful(OneMethod):
        def draft_batch(self, texts, **settings) -> list[Draft]:
            return super().draft_batch(texts[1:])

    with pytest.raises(EngineError, match="1 of 3 segments came back without a draft"):
        actions.draft_texts(Forgetful(), ["một", "hai", "ba"])


def test_view_of_an_article_that_is_only_stored(store, article, bitext) -> None:
    view = actions.article_view(store, article)
    assert [row.source for row in view.rows] == [vi for vi, _ in bitext.pairs]
    assert view.rows[0].kind is BlockKind.TITLE
    assert {(row.draft, row.post_edit, row.confidence, row.aligned) for row in view.rows} == {
        (None, None, None, "")
    }
    assert (view.target_id, view.verdict, view.english) == (None, None, ())


def test_view_shows_beads_and_english_that_nothing_says(store, article, english, bitext) -> None:
    n_segments = len(bitext.pairs)
    beads = (
        Bead((0, 1), (0,), 1.0, 0.9),
        Bead((), (1,), 0.0, 0.2),
        Bead((2,), (2, 3), 1.0, 0.8),
        *(Bead((i,), (), 0.0, 0.1) for i in range(3, n_segments)),
        *(Bead((), (j,), 0.0, 0.1) for j in range(4, n_segments)),
    )
    alignment = Alignment(beads, Verdict.PARTIAL, 0.7, "hand-made")
    store.add_alignment(article, english, alignment)
    view = actions.article_view(store, article)
    targets = [en for _, en in bitext.pairs]
    assert [(row.bead, row.targets, row.confidence) for row in view.rows[:4]] == [
        (0, (0,), 0.9),
        (0, (0,), 0.9),
        (2, (2, 3), 0.8),
        (3, (), 0.1),
    ]
    assert view.rows[2].aligned == f"{targets[2]} {targets[3]}"
    assert [segment.position for segment in view.unlinked_english] == [1, *range(4, n_segments)]
    assert (view.verdict, view.verdict_confidence) == (Verdict.PARTIAL, 0.7)
    assert (view.alignment_signature, view.target_title) == ("hand-made", targets[0])
    units = actions.export_units(store, article, which="aligned")
    assert [unit.target for unit in units] == [targets[0], f"{targets[2]} {targets[3]}"]
    assert units[0].source == f"{bitext.pairs[0][0]} {bitext.pairs[1][0]}"


def test_post_edits_stand_above_drafts_and_conflicts_lose_nothing(store, article) -> None:
    actions.draft_article(store, article, Recording())
    row = actions.article_view(store, article).rows[2]
    assert (row.status, row.text) == (Status.DRAFT, row.source.upper())
    first = actions.save_post_edit(store, row.segment_id, "By Lan.", editor="lan", previous=None)
    with pytest.raises(EditConflictError) as conflict:
        actions.save_post_edit(store, row.segment_id, "By Minh.", editor="minh", previous=None)
    assert (conflict.value.current, conflict.value.attempted) == (first, "By Minh.")
    row = actions.article_view(store, article).rows[2]
    assert (row.text, row.editor, row.status) == ("By Lan.", "lan", Status.EDITED)
    assert row.revision_id == first.id


def test_scores_of_an_article_are_kept(store, article, english, engine) -> None:
    actions.draft_article(store, article, engine)
    stored = actions.align_articles(store, article, english)
    assert stored.alignment.verdict is Verdict.TRANSLATION
    assert "drafts:yes" in stored.alignment.signature
    report = actions.evaluate_article(store, article)
    assert report.score("BLEU").value == pytest.approx(100)
    (run,) = store.runs(article)
    assert run.scores == report.scores
    assert run.warnings == tuple(finding.message for finding in report.warnings)


def test_pages_that_are_no_translation_are_neither_scored_nor_exported(
    store, article, english, engine
) -> None:
    actions.draft_article(store, article, engine)
    n_source, n_target = len(store.segments(article)), len(store.segments(english))
    lone = [Bead((i,), (), 0.0, 0.1) for i in range(1, n_source)]
    lone += [Bead((), (j,), 0.0, 0.1) for j in range(1, n_target)]
    beads = (Bead((0,), (0,), 1.0, 0.9), *lone)
    store.add_alignment(article, english, Alignment(beads, Verdict.SAME_TOPIC, 0.9, "hand-made"))
    with pytest.raises(EvaluationError, match="not translations of each other"):
        actions.evaluate_article(store, article)
    assert store.runs(article) == []
    with pytest.raises(NotFoundError, match="no aligned English in article"):
        actions.export_units(store, article, which="aligned")


def test_unknown_kinds_of_export_are_refused(store, article) -> None:
    with pytest.raises(ValueError, match="post-edits, drafts, aligned"):
        actions.export_units(store, article, which="everything")
