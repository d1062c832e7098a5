"""What a store does, on every backend: the ``store`` fixture is each in turn."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store import EvaluationRun, JobState, Store, open_store
from songngu.corpora.types import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Check,
    CheckName,
    Document,
    Draft,
    Score,
    Segment,
    Status,
    TranslationUnit,
    Verdict,
)


def page(
    *paragraphs: str, language: str = "vi", title: str = "Khánh thành cầu Đà Giang", **changes: Any
) -> tuple[Document, list[Segment]]:
    """A page of one title, paragraphs split at ' / ', and furniture set aside."""
    raw, blocks, segments = "", [], []
    for kind, text in [
        (BlockKind.TITLE, title),
        *((BlockKind.PARAGRAPH, text) for text in paragraphs),
        (BlockKind.FURNITURE, "Chia sẻ"),
    ]:
        kept = kind is not BlockKind.FURNITURE
        blocks.append(Block(kind, text, kept, len(raw), len(raw) + len(text)))
        if kept:
            segments += segments_of(text, len(blocks) - 1, len(raw), len(segments))
        raw += text + "\n"
    document = Document(
        language, title, dt.date(2025, 12, 2), "Minh Anh", "https://bao.vn/1", raw, tuple(blocks)
    )
    return replace(document, **changes), segments


def segments_of(text: str, block: int, start: int, position: int) -> list[Segment]:
    found = []
    for part in text.split(" / "):
        found.append(Segment(position, part, block, start, start + len(part)))
        start, position = start + len(part) + 3, position + 1
    return found


def draft(text: str, score: float = 0.5) -> Draft:
    checks = (Check(CheckName.NUMBER_MISSING, "120 is missing; look at the number"),)
    return Draft(text, score, checks, "embedded|rev:1|beam:4")


def alignment_of(*beads: tuple[tuple[int, ...], tuple[int, ...]]) -> Alignment:
    made = tuple(Bead(source, target, -0.1 * n, 0.9) for n, (source, target) in enumerate(beads))
    return Alignment(made, Verdict.PARTIAL, 0.8, "align|v1")


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements a store sends inside the block."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(store._engine, "before_cursor_execute", note)


class TestDocuments:
    def test_come_back_as_they_were(self, store: Store) -> None:
        document, segments = page("Một. / Hai.", "Ba 🌉 \\ 'bốn' \"năm\".")
        added = store.add_document(document, segments)
        assert added.created
        assert store.document(added.id) == document
        assert [record.segment for record in store.segments(added.id)] == segments
        assert all(r.draft is None and r.revision is None for r in store.segments(added.id))

    def test_without_anything_known(self, store: Store) -> None:
        document = Document("und", None, None, None, None, "", ())
        added = store.add_document(document, [])
        assert store.document(added.id) == document
        assert store.segments(added.id) == []
        (summary,) = store.documents()
        assert (summary.title, summary.n_segments, summary.n_drafted) == (None, 0, 0)

    def test_nfc_and_nfd_text_is_kept_as_given(self, store: Store) -> None:
        for form in ("NFC", "NFD"):
            text = unicodedata.normalize(form, f"Hoà Bình ({form})")
            document, segments = page(text, title=text)
            assert store.document(store.add_document(document, segments).id) == document

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"url": "https://bao.vn/1?utm_source=x"},
            {"title": "Khác"},
            {"raw": "Cùng các khối ấy"},
        ],
        ids=["same", "url", "title-field", "raw"],
    )
    def test_the_same_page_is_recognised(self, store: Store, changes: dict[str, Any]) -> None:
        document, segments = page("Một. / Hai.")
        first = store.add_document(document, segments)
        again = store.add_document(replace(document, **changes), segments)
        assert (again.id, again.created) == (first.id, False)
        assert len(store.documents()) == 1
        assert len(store.segments(first.id)) == 3

    def test_unicode_form_and_spaces_make_no_other_page(self, store: Store) -> None:
        document, segments = page("Cầu  Hoà Bình")
        first = store.add_document(document, segments)
        nfd, nfd_segments = page(unicodedata.normalize("NFD", "Cầu Hoà\u00a0Bình "))
        assert store.add_document(nfd, nfd_segments).id == first.id

    @pytest.mark.parametrize("what", ["text", "furniture", "language"])
    def test_other_pages_are_told_apart(self, store: Store, what: str) -> None:
        document, segments = page("Một. / Hai.")
        first = store.add_document(document, segments)
        if what == "text":
            other, segments = page("Một. / Hai!")
        elif what == "language":
            other = replace(document, language="en")
        else:
            last = replace(document.blocks[-1], text="Đọc thêm")
            other = replace(document, blocks=(*document.blocks[:-1], last))
        second = store.add_document(other, segments)
        assert second.created
        assert second.id != first.id

    def test_the_list_has_the_counts(self, store: Store) -> None:
        source = store.add_document(*page("Một. / Hai. / Ba.")).id
        target = store.add_document(*page("One.", language="en", title="Opened")).id
        store.add_drafts(source, [draft("T"), draft("1"), None, None])
        records = store.segments(source)
        for record, status in zip(records, [Status.APPROVED, Status.EDITED, Status.DRAFT]):  # noqa: B905
            store.save_revision(record.id, "x", status=status, editor="An", previous=None)
        alignment = alignment_of(((0,), (0,)), ((1, 2, 3), (1,)))
        store.add_alignment(source, target, alignment)
        newest, oldest = store.documents()
        assert (newest.id, newest.language, newest.target_id) == (target, "en", None)
        assert (oldest.id, oldest.title, oldest.url, oldest.published) == (
            source, "Khánh thành cầu Đà Giang", "https://bao.vn/1", dt.date(2025, 12, 2),
        )  # fmt: skip
        counts = (oldest.n_segments, oldest.n_drafted, oldest.n_edited, oldest.n_approved)
        assert counts == (4, 2, 2, 1)
        assert (oldest.target_id, oldest.verdict) == (target, Verdict.PARTIAL)

    def test_the_list_takes_the_same_few_queries_however_long_it_is(self, store: Store) -> None:
        store.add_document(*page("Bài 0"))
        with counted(store) as few:
            store.documents()
        for number in range(1, 30):
            store.add_document(*page(f"Bài {number}"))
        with counted(store) as many:
            assert len(store.documents()) == 30
        queries = [text for text in many if text.startswith("SELECT")]
        assert len(queries) == 3
        assert len(many) == len(few)

    @pytest.mark.parametrize(
        ("search", "expected"),
        [
            ("cầu", {"Cầu Đà Giang", "Cầu Sông Lô"}),
            ("CAU da giang", {"Cầu Đà Giang"}),
            ("lô cầu", {"Cầu Sông Lô"}),
            (unicodedata.normalize("NFD", "Đường"), {"Đường 100%_mới"}),
            ("100%_m", {"Đường 100%_mới"}),
            ("%", {"Đường 100%_mới"}),
            ("chia", set()),
            ("minh anh", {"Cầu Đà Giang", "Cầu Sông Lô", "Đường 100%_mới"}),
            ("  ", {"Cầu Đà Giang", "Cầu Sông Lô", "Đường 100%_mới"}),
        ],
        ids=["word", "no-case-no-marks", "any-order", "nfd", "escaped", "percent", "set-aside",
             "byline", "blank"],
    )  # fmt: skip
    def test_search(self, store: Store, search: str, expected: set[str]) -> None:
        for title in ("Cầu Đà Giang", "Cầu Sông Lô", "Đường 100%_mới"):
            store.add_document(*page(f"Bài về {title}", title=title))
        assert {summary.title for summary in store.documents(search=search)} == expected

    def test_list_of_one_language(self, store: Store) -> None:
        store.add_document(*page("Một."))
        english = store.add_document(*page("One.", language="en")).id
        assert [summary.id for summary in store.documents(language="en")] == [english]

    def test_times_are_utc(self, store: Store) -> None:
        before = dt.datetime.now(dt.UTC)
        store.add_document(*page("Một."))
        added_at = store.documents()[0].added_at
        assert added_at.tzinfo is dt.UTC
        assert before <= added_at <= dt.datetime.now(dt.UTC)

    @pytest.mark.parametrize(
        ("segment", "message"),
        [
            (Segment(1, "x", 0, 0, 1), "expected segment position 0, found 1"),
            (Segment(0, "x", 9, 0, 1), "segment 0 is of block 9, but the document has 3 blocks"),
        ],
        ids=["position", "block"],
    )
    def test_segments_that_do_not_fit(self, store: Store, segment: Segment, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            store.add_document(page("Một.")[0], [segment])
        assert store.documents() == []

    @pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"], ids=["nul", "surrogate"])
    def test_text_that_no_database_holds_is_refused_alike(self, store: Store, bad: str) -> None:
        document, segments = page("Một.")
        with pytest.raises(StoreError, match=r"(NUL|surrogate).* at offset 1.*remove it"):
            store.add_document(replace(document, raw=bad), segments)
        assert store.documents() == []

    @pytest.mark.parametrize(
        "call",
        [
            lambda store: store.document(7),
            lambda store: store.segments(7),
            lambda store: store.delete_document(7),
            lambda store: store.restore_document(7),
            lambda store: store.add_drafts(7, []),
            lambda store: store.alignment(7),
            lambda store: store.add_alignment(7, 8, alignment_of()),
            lambda store: store.label_block(7, 0, kept=True, editor="An"),
            lambda store: store.revisions(7),
            lambda store: store.save_revision(7, "x", editor="An", previous=None),
            lambda store: store.post_edits(7),
            lambda store: store.units(7),
            lambda store: store.update_job(7, done=1),
            lambda store: store.add_run(EvaluationRun("x", 7, ())),
        ],
    )
    def test_what_is_not_there_is_named(self, store: Store, call: Any) -> None:
        with pytest.raises(NotFoundError, match=r"found no (document|segment|job) 7"):
            call(store)


class TestBin:
    def test_a_document_in_the_bin_is_out_of_sight_and_comes_back_whole(self, store: Store) -> None:
        document, segments = page("Một. / Hai.")
        id_ = store.add_document(document, segments).id
        segment = store.segments(id_)[1].id
        revision = store.save_revision(segment, "One.", editor="An", previous=None)
        store.delete_document(id_)
        assert store.documents() == []
        assert [(each.id, each.n_edited) for each in store.binned()] == [(id_, 1)]
        assert store.binned()[0].deleted_at is not None
        for call in (store.document, store.segments, store.delete_document, store.units):
            with pytest.raises(NotFoundError, match="is in the bin; restore it first"):
                call(id_)
        assert store.post_edits() == []
        store.restore_document(id_)
        assert store.binned() == []
        assert store.document(id_) == document
        assert store.revisions(segment) == [revision]

    def test_adding_a_binned_page_again_restores_it(self, store: Store) -> None:
        id_ = store.add_document(*page("Một.")).id
        store.delete_document(id_)
        again = store.add_document(*page("Một."))
        assert (again.id, again.created) == (id_, False)
        assert [each.id for each in store.documents()] == [id_]

    def test_emptying_removes_what_is_in_it_and_nothing_else(self, store: Store) -> None:
        kept = store.add_document(*page("Một. / Hai.")).id
        gone = store.add_document(*page("Ba. / Bốn.")).id
        target = store.add_document(*page("One.", language="en")).id
        for id_ in (kept, gone):
            store.add_drafts(id_, [draft("x")] * 3)
            segment = store.segments(id_)[0].id
            first = store.save_revision(segment, "a", editor="An", previous=None)
            store.save_revision(segment, "b", editor="An", previous=first.id)
            store.add_alignment(id_, target, alignment_of(((0,), (0,)), ((1, 2), (1,))))
            store.add_run(EvaluationRun("điểm", id_, ()))
        before = (store.document(kept), store.segments(kept), store.alignment(kept))
        store.delete_document(gone)
        assert store.empty_bin() == 1
        assert store.empty_bin() == 0
        with pytest.raises(NotFoundError, match="not in the bin either"):
            store.restore_document(gone)
        assert (store.document(kept), store.segments(kept), store.alignment(kept)) == before
        assert [run.document_id for run in store.runs()] == [None, kept]
        again = store.add_document(*page("Ba. / Bốn."))
        assert again.created
        assert again.id > target  # an id is never given out twice

    def test_an_alignment_with_a_binned_target_does_not_count(self, store: Store) -> None:
        source = store.add_document(*page("Một.")).id
        targets = [store.add_document(*page(text, language="en")).id for text in ("One.", "Uno.")]
        for target in targets:
            store.add_alignment(source, target, alignment_of(((0, 1), (0, 1))))
        store.delete_document(targets[1])
        stored = store.alignment(source)
        assert stored is not None
        assert stored.target_id == targets[0]
        assert store.documents(language="vi")[0].target_id == targets[0]
        assert store.alignment(source, targets[1]) is None


class TestBlocks:
    def setup_page(self, store: Store) -> tuple[int, Document, list[Segment]]:
        document, segments = page("Một. / Hai.", "Ba. / Bốn.", "Năm.")
        id_ = store.add_document(document, segments).id
        for record in store.segments(id_):
            store.save_revision(record.id, f"<{record.segment.text}>", editor="An", previous=None)
        store.add_drafts(id_, [draft(segment.text.upper()) for segment in segments])
        return id_, document, segments

    def test_setting_aside_leaves_other_blocks_alone(self, store: Store) -> None:
        id_, _document, _segments = self.setup_page(store)
        before = store.segments(id_)
        store.label_block(id_, 2, kept=False, editor="An")
        after = store.segments(id_)
        assert not store.document(id_).blocks[2].kept
        kept = [record for record in before if record.segment.block != 2]
        assert [r.id for r in after] == [r.id for r in kept]
        assert [r.segment.position for r in after] == [0, 1, 2, 3]
        assert [(r.draft, r.revision) for r in after] == [(r.draft, r.revision) for r in kept]
        assert store.documents()[0].n_segments == 4

    def test_restoring_brings_back_the_segments_with_their_history(self, store: Store) -> None:
        id_, document, _segments = self.setup_page(store)
        before = store.segments(id_)
        store.label_block(id_, 2, kept=False, editor="An")
        store.label_block(id_, 2, kept=True, editor="An")
        assert store.segments(id_) == before
        assert store.document(id_) == document

    def test_restoring_furniture_adds_its_segments_in_place(self, store: Store) -> None:
        id_, document, segments = self.setup_page(store)
        text = document.blocks[4].text
        new = Segment(6, text, 4, document.blocks[4].start, document.blocks[4].end)
        store.label_block(id_, 4, kind=BlockKind.PARAGRAPH, editor="An")
        after = store.segments(id_)
        assert [record.segment for record in after] == [*segments, new]
        assert (after[-1].draft, after[-1].revision) == (None, None)
        assert store.document(id_).blocks[4].kind is BlockKind.PARAGRAPH
        assert len(store.documents(search="chia sẻ")) == 1


class TestDrafts:
    def test_come_back_and_the_latest_stands(self, store: Store) -> None:
        id_ = store.add_document(*page("Một. / Hai.")).id
        first = [draft("Title", 0.0), draft("Một\t1", 1.0), None]
        store.add_drafts(id_, first)
        assert [record.draft for record in store.segments(id_)] == first
        store.add_drafts(id_, [None, draft("One.", 0.1 + 0.2), draft("")])
        latest = [record.draft for record in store.segments(id_)]
        assert latest == [first[0], draft("One.", 0.1 + 0.2), draft("")]
        with store._engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM drafts")) == 4

    @pytest.mark.parametrize("n_drafts", [0, 2, 4])
    def test_one_for_each_segment_or_none_at_all(self, store: Store, n_drafts: int) -> None:
        id_ = store.add_document(*page("Một. / Hai.")).id
        with pytest.raises(ValueError, match=rf"expected 3 drafts, .* found {n_drafts}"):
            store.add_drafts(id_, [draft("x")] * n_drafts)
        assert [record.draft for record in store.segments(id_)] == [None] * 3

    def test_a_score_that_is_no_number_is_refused(self, store: Store) -> None:
        id_ = store.add_document(*page("Một.")).id
        with pytest.raises(ValueError, match="found nan"):
            store.add_drafts(id_, [draft("x"), draft("y", float("nan"))])
        assert [record.draft for record in store.segments(id_)] == [None] * 2


class TestAlignments:
    def pair(self, store: Store) -> tuple[int, int]:
        source = store.add_document(*page("Một. / Hai.", "Ba. / Bốn.")).id
        target = store.add_document(*page("One. / Two.", "Three.", language="en")).id
        return source, target

    def test_come_back_in_order(self, store: Store) -> None:
        source, target = self.pair(store)
        alignment = alignment_of(((0,), (0,)), ((1, 2), (1,)), ((), (2,)), ((3,), ()), ((4,), (3,)))
        id_ = store.add_alignment(source, target, alignment)
        stored = store.alignment(source)
        assert stored is not None
        assert (stored.id, stored.source_id, stored.target_id) == (id_, source, target)
        assert stored.alignment == alignment
        assert not stored.stale
        assert stored.created_at.tzinfo is dt.UTC
        assert store.alignment(target) is None

    def test_the_latest_stands(self, store: Store) -> None:
        source, target = self.pair(store)
        other = store.add_document(*page("Uno.", language="en")).id
        whole = alignment_of(((0, 1, 2, 3, 4), (0, 1, 2, 3)))
        store.add_alignment(source, target, alignment_of(((0, 1, 2, 3, 4), (0, 1)), ((), (2, 3))))
        store.add_alignment(source, target, whole)
        store.add_alignment(source, other, alignment_of(((0, 1, 2, 3, 4), (0, 1))))
        latest, chosen = store.alignment(source), store.alignment(source, target)
        assert latest is not None
        assert latest.target_id == other
        assert chosen is not None
        assert chosen.alignment == whole

    @pytest.mark.parametrize(
        ("beads", "message"),
        [
            ([((0, 1, 2, 3), (0, 1, 2, 3))], r"every source segment \(0–4\).*\[4\] in none"),
            ([((0, 1, 2, 3, 4), (0, 1, 2))], r"every target segment \(0–3\).*\[3\] in none"),
            ([((0, 1, 2, 3, 4), (0, 1, 2, 3)), ((4,), ())], r"\[4\] in several"),
            ([((0, 1, 2, 3, 4, 5), (0, 1, 2, 3))], r"\[5\] outside"),
            ([((-1, 0, 1, 2, 3, 4), (0, 1, 2, 3))], r"\[-1\] outside"),
        ],
        ids=["source-missing", "target-missing", "twice", "outside", "negative"],
    )
    def test_every_segment_is_in_exactly_one_bead(
        self, store: Store, beads: Any, message: str
    ) -> None:
        source, target = self.pair(store)
        with pytest.raises(ValueError, match=message):
            store.add_alignment(source, target, alignment_of(*beads))
        assert store.alignment(source) is None

    def test_a_document_is_not_aligned_with_itself(self, store: Store) -> None:
        source, _target = self.pair(store)
        with pytest.raises(ValueError, match="expected two documents"):
            store.add_alignment(source, source, alignment_of())

    def test_follows_its_segments_when_blocks_come_and_go(self, store: Store) -> None:
        source, target = self.pair(store)
        alignment = alignment_of(((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((4,), (3,)))
        store.add_alignment(source, target, alignment)
        store.label_block(source, 1, kept=False, editor="An")
        stored = store.alignment(source)
        assert stored is not None
        assert stored.stale
        assert [(bead.source, bead.target) for bead in stored.alignment.beads] == [
            ((0,), (0,)), ((), (1,)), ((1,), (2,)), ((2,), (3,)),
        ]  # fmt: skip
        store.label_block(source, 1, kept=True, editor="An")
        back = store.alignment(source)
        assert back is not None
        assert (back.alignment, back.stale) == (alignment, False)

    def test_new_segments_stand_in_null_beads_without_confidence(self, store: Store) -> None:
        source, target = self.pair(store)
        store.add_alignment(source, target, alignment_of(((0, 1, 2, 3, 4), (0, 1, 2)), ((), (3,))))
        store.label_block(target, 3, kept=True, editor="An")
        store.label_block(target, 2, kept=False, editor="An")
        stored = store.alignment(source)
        assert stored is not None
        assert stored.stale
        beads = stored.alignment.beads
        assert [(bead.source, bead.target) for bead in beads] == [
            ((0, 1, 2, 3, 4), (0, 1, 2)), ((), (3,)),
        ]  # fmt: skip
        assert beads[1].confidence == 0.0


class TestRunsAndJobs:
    def test_runs_come_back_newest_first(self, store: Store) -> None:
        id_ = store.add_document(*page("Một.")).id
        scores = (
            Score("BLEU", 31.25, (28.5, 34.0), "nrefs:1|case:mixed", 0.75),
            Score("TER", 104.0, None, "nrefs:1", 1.0),
        )
        own = EvaluationRun("bản nháp", id_, scores, ("few segments",))
        outside = EvaluationRun("hai tệp", None, ())
        ids = [store.add_run(own), store.add_run(outside)]
        assert store.runs() == [replace(outside, id=ids[1]), replace(own, id=ids[0])]
        assert store.runs(id_) == [replace(own, id=ids[0])]

    def test_a_score_that_is_no_number_is_refused(self, store: Store) -> None:
        bad = EvaluationRun("x", None, (Score("BLEU", float("nan"), None, "s", 1.0),))
        with pytest.raises(ValueError, match="not JSON compliant"):
            store.add_run(bad)
        assert store.runs() == []

    def test_jobs_are_kept_up_to_date(self, store: Store) -> None:
        id_ = store.add_job("batch", 3, {"inputs": ["a.txt"], "engine": "embedded"})
        (job,) = store.jobs()
        assert (job.id, job.kind, job.total, job.done) == (id_, "batch", 3, 0)
        assert (job.state, job.message) == (JobState.QUEUED, "")
        assert job.settings == {"inputs": ["a.txt"], "engine": "embedded"}
        store.update_job(id_, state="running")
        store.update_job(id_, done=2, message="b.txt: empty")
        (now,) = store.jobs("running")
        assert (now.done, now.state, now.message) == (2, "running", "b.txt: empty")
        assert now.updated_at >= job.updated_at
        assert now.created_at == job.created_at
        assert store.jobs(JobState.DONE) == []

    def test_unknown_states_are_refused(self, store: Store) -> None:
        id_ = store.add_job("batch", 0, {})
        for call in (lambda: store.update_job(id_, state="over"), lambda: store.jobs("over")):
            with pytest.raises(ValueError, match="found job state 'over', expected one of: queued"):
                call()
        with pytest.raises(ValueError, match="found -1"):
            store.add_job("batch", -1, {})


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=5), title=st.none() | TEXT)
def test_any_text_comes_back(store: Store, texts: list[str], title: str | None) -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, True, 0, len(text)) for text in texts)
    segments = [Segment(n, text, n, 0, len(text)) for n, text in enumerate(texts)]
    document = Document("vi", title, None, title, None, "".join(texts), blocks)
    added = store.add_document(document, segments)
    if added.created:
        assert store.document(added.id) == document
    assert [record.segment for record in store.segments(added.id)] == segments
    store.add_units(TranslationUnit(text, text) for text in texts)
    stored = {unit.source for unit in store.units()}
    forms = {unicodedata.normalize("NFC", text) for text in texts if text.strip()}
    assert forms <= {unicodedata.normalize("NFC", text) for text in stored}
    store.delete_document(added.id)
    store.empty_bin()


def test_what_was_stored_is_there_when_the_store_is_opened_again(store_url: str) -> None:
    document, segments = page("Một. / Hai.")
    with open_store(store_url) as store:
        id_ = store.add_document(document, segments).id
    with open_store(store_url) as store:
        assert store.document(id_) == document
        assert "songngu" in repr(store)
