"""The articles as they are looked for, terms and memory that can be edited, files of jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store import (
    ArticleQuery,
    EvaluationRun,
    JobFile,
    JobState,
    Sort,
    Stage,
    Store,
)
from songngu.corpora.types import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Document,
    Draft,
    Segment,
    Status,
    Term,
    TranslationUnit,
    Verdict,
)


def add_page(store: Store, title: str, *texts: str, language: str = "vi", **about: Any) -> int:
    """Store a page of one block and one segment for each text."""
    raw, blocks, segments = "", [], []
    for position, text in enumerate(texts):
        span = (len(raw), len(raw) + len(text))
        blocks.append(Block(BlockKind.PARAGRAPH, text, True, *span))
        segments.append(Segment(position, text, position, *span))
        raw += text + "\n"
    values = {"published": None, "byline": None, "url": None, **about}
    return store.add_document(
        Document(language, title, raw=raw, blocks=tuple(blocks), **values), segments
    ).id


def draft(store: Store, document_id: int) -> None:
    records = store.segments(document_id)
    store.add_drafts(document_id, [Draft("x", 0.5, (), "fake|1") for _ in records])


def save(
    store: Store, document_id: int, status: Status, *positions: int, editor: str = "Lan"
) -> None:
    records = store.segments(document_id)
    for position in positions:
        record = records[position]
        store.save_revision(
            record.id,
            f"text {position}",
            status=status,
            editor=editor,
            previous=record.revision.id if record.revision else None,
        )


def pair(store: Store, source_id: int, target_id: int, verdict: Verdict) -> None:
    beads = (Bead((0,), (0,), 1.0, 0.9),)
    store.add_alignment(source_id, target_id, Alignment(beads, verdict, 0.9, "fake|1"))


@pytest.fixture
def shelf(store: Store) -> dict[str, int]:
    """Five articles at all stages of the work, and the English version of one."""
    ids = {
        "new": add_page(store, "Ấm lên", "Một câu.", published=dt.date(2025, 3, 1)),
        "drafted": add_page(store, "Bão số 5", "Hai câu.", published=dt.date(2025, 1, 1)),
        "begun": add_page(store, "Cầu Đà Giang", "Ba câu.", "Bốn câu.", url="https://bao.vn/3"),
        "edited": add_page(store, "đê biển", "Năm câu."),
        "approved": add_page(store, "Ễnh ương", "Sáu câu."),
        "english": add_page(store, "Da Giang bridge", "Six sentences.", language="en"),
    }
    for name in ("drafted", "begun", "edited", "approved"):
        draft(store, ids[name])
    save(store, ids["begun"], Status.EDITED, 0)
    save(store, ids["edited"], Status.REVIEWED, 0, editor="Minh")
    save(store, ids["approved"], Status.APPROVED, 0)
    pair(store, ids["approved"], ids["english"], Verdict.TRANSLATION)
    return ids


FOUND: list[tuple[dict[str, Any], str]] = [
    ({}, "approved edited begun drafted new"),
    ({"ascending": True}, "new drafted begun edited approved"),
    ({"sort": Sort.TITLE, "ascending": True}, "new drafted begun edited approved"),
    ({"sort": Sort.PUBLISHED}, "new drafted approved edited begun"),
    ({"sort": Sort.PUBLISHED, "ascending": True}, "drafted new approved edited begun"),
    ({"sort": Sort.PROGRESS}, "approved edited begun drafted new"),
    ({"sort": Sort.CHANGED}, "approved edited begun drafted new"),
    ({"stage": Stage.NEW}, "new"),
    ({"stage": Stage.DRAFTED}, "drafted"),
    ({"stage": Stage.IN_PROGRESS}, "begun"),
    ({"stage": Stage.EDITED}, "edited"),
    ({"stage": Stage.APPROVED}, "approved"),
    ({"search": "DA GIANG"}, "begun"),
    ({"search": "cau sau"}, "approved"),
    ({"search": '"sau cau"'}, "approved"),
    ({"search": '"cau sau"'}, ""),
    ({"search": "bao.vn"}, "begun"),
    ({"verdict": Verdict.TRANSLATION}, "approved"),
    ({"verdict": Verdict.PARTIAL}, ""),
    ({"paired": True}, "approved"),
    ({"paired": False, "ascending": True}, "new drafted begun edited"),
    ({"language": "en"}, ""),
    ({"language": "en", "lone": False}, "english"),
    ({"lone": False}, "english approved edited begun drafted new"),
    ({"offset": 1, "limit": 2}, "edited begun"),
    ({"assignee": ""}, "approved edited begun drafted new"),
    ({"assignee": "Lan"}, ""),
]


class TestArticles:
    def test_are_found(self, store: Store, shelf: dict[str, int]) -> None:
        names = {id_: name for name, id_ in shelf.items()}
        for query, expected in FOUND:
            page = store.find_articles(ArticleQuery(**query))
            assert [names[row.id] for row in page.rows] == expected.split(), query
            if "limit" not in query:
                assert page.n_found == len(page.rows), query

    def test_tell_how_far_they_are_and_who_works_on_them(
        self, store: Store, shelf: dict[str, int]
    ) -> None:
        store.set_assignee(shelf["edited"], "Hòa")
        rows = {row.id: row for row in store.find_articles(ArticleQuery()).rows}
        begun, edited = rows[shelf["begun"]], rows[shelf["edited"]]
        approved = rows[shelf["approved"]]
        counts = (begun.n_segments, begun.n_drafted, begun.n_edited, begun.n_reviewed)
        assert counts == (2, 2, 1, 0)
        assert (edited.n_reviewed, edited.n_approved) == (1, 0)
        assert (edited.editor, edited.assignee, edited.stage) == ("Minh", "Hòa", Stage.EDITED)
        assert edited.changed_at is not None
        assert rows[shelf["new"]].editor is rows[shelf["new"]].changed_at is None
        assert (approved.target_title, approved.verdict) == ("Da Giang bridge", "translation")
        assert [row.id for row in store.find_articles(ArticleQuery(assignee="Hòa")).rows] == [
            shelf["edited"]
        ]
        store.set_assignee(shelf["edited"], None)
        assert store.find_articles(ArticleQuery(assignee="Hòa")).rows == ()

    def test_in_the_bin_are_listed_apart(self, store: Store, shelf: dict[str, int]) -> None:
        store.delete_document(shelf["english"])
        page = store.find_articles(ArticleQuery(binned=True))
        assert [row.title for row in page.rows] == ["Da Giang bridge"]
        assert page.rows[0].deleted_at is not None
        assert store.find_articles(ArticleQuery(paired=True)).rows == ()
        with pytest.raises(NotFoundError, match="in the bin"):
            store.set_assignee(shelf["english"], "Lan")


class TestTermsOneByOne:
    def test_are_saved_changed_and_found(self, store: Store) -> None:
        first = store.save_term(Term("Bò Kẹo", "Bokeo", note="tỉnh của Lào"), editor="Lan")
        assert (first.editor, first.changed_at is not None) == ("Lan", True)
        store.add_terms(
            [Term("ủy ban nhân dân", "People's Committee"), Term("ủy ban", "committee")]
        )
        changed = store.save_term(Term("Bò Kẹo", "Bo Keo"), term_id=first.id, editor="Minh")
        assert (changed.id, changed.term.target, changed.editor) == (first.id, "Bo Keo", "Minh")
        found, n_found = store.find_terms("UY BAN")
        assert [record.term.source for record in found] == ["ủy ban", "ủy ban nhân dân"]
        assert n_found == 2
        assert [record.term.source for record in store.find_terms("people nhan")[0]] == [
            "ủy ban nhân dân"
        ]
        assert store.find_terms("lào")[1] == 0  # the note went with the change
        page, n_all = store.find_terms(offset=1, limit=1)
        assert (page[0].term.source, n_all) == ("ủy ban", 3)

    def test_a_new_one_that_is_there_takes_the_note(self, store: Store) -> None:
        first = store.save_term(Term("sở", "department"))
        again = store.save_term(Term("sở", "department", note="of a province"))
        assert again.id == first.id
        assert store.terms() == [Term("sở", "department", note="of a province")]

    def test_one_cannot_become_another(self, store: Store) -> None:
        store.save_term(Term("sở", "department"))
        second = store.save_term(Term("sở", "service"))
        with pytest.raises(StoreError, match="stored already"):
            store.save_term(Term("sở", "department"), term_id=second.id)
        with pytest.raises(NotFoundError, match="reload"):
            store.save_term(Term("sở", "office"), term_id=999)

    def test_deleted_ones_are_handed_back(self, store: Store) -> None:
        record = store.save_term(Term("sở", "department", note="n"))
        assert store.delete_terms([record.id, 999]) == [record.term]
        assert store.terms() == []

    def test_importing_what_is_there_leaves_its_author(self, store: Store) -> None:
        store.save_term(Term("sở", "department"), editor="Lan")
        assert store.add_terms([Term("sở", "department")], editor="import") == 0
        assert store.find_terms()[0][0].editor == "Lan"


class TestMemoryOneByOne:
    def test_is_searched_on_both_sides(self, store: Store) -> None:
        store.add_units(
            [
                TranslationUnit("Cầu thông xe.", "The bridge opened.", origin="a"),
                TranslationUnit("Đường thông xe.", "The road opened to traffic.", origin="b"),
            ]
        )
        found, n_found = store.find_units("opened", limit=1)
        assert ([record.unit.origin for record in found], n_found) == (["b"], 2)
        assert [record.unit.origin for record in store.find_units("duong traffic")[0]] == ["b"]
        assert store.find_units('"xe duong"') == ([], 0)
        assert found[0].document_id is None

    def test_changed_and_deleted_units_are_changed_for_looking_up(self, store: Store) -> None:
        store.add_units([TranslationUnit("Cầu thông xe.", "Open."), TranslationUnit("x", "y")])
        assert store.look_up("Cầu thông xe.")[0].unit.target == "Open."
        record = store.find_units("cau")[0][0]
        changed = TranslationUnit("Cầu thông xe.", "The bridge opened.")
        store.change_unit(record.id, changed)
        assert [match.unit for match in store.look_up("Cầu thông xe.")] == [changed]
        new = store.find_units("cau")[0][0]
        with pytest.raises(StoreError, match="holds this pair already"):
            store.change_unit(new.id, TranslationUnit("x", "y"))
        with pytest.raises(NotFoundError, match="reload"):
            store.change_unit(record.id, changed)
        assert store.delete_units([new.id]) == [changed]
        assert store.look_up("Cầu thông xe.") == []

    def test_a_removed_best_match_makes_room_for_the_next(self, store: Store) -> None:
        texts = ["Cầu Đà Giang thông xe.", "Cầu Đà Giang thông xe!", "Cầu Đà Giang thông xe?"]
        store.add_units([TranslationUnit(text, text) for text in texts])
        assert len(store.look_up(texts[0], limit=2)) == 2
        store.delete_units([record.id for record in store.find_units()[0][-1:]])
        assert len(store.look_up(texts[0], limit=2)) == 2


class TestApproving:
    @pytest.fixture
    def article(self, store: Store) -> int:
        return add_page(store, "Cầu", "Cầu thông xe.", "Đường thông xe.", url="https://bao.vn/1")

    def save(self, store: Store, article: int, text: str, status: Status, at: int = 0) -> None:
        record = store.segments(article)[at]
        previous = record.revision.id if record.revision else None
        store.save_revision(record.id, text, status=status, editor="Lan", previous=previous)

    def test_feeds_the_memory(self, store: Store, article: int) -> None:
        self.save(store, article, "Edited.", Status.EDITED)
        self.save(store, article, "Reviewed.", Status.REVIEWED)
        assert store.units() == []
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        unit = TranslationUnit("Cầu thông xe.", "The bridge opened.", origin="https://bao.vn/1")
        assert store.units() == [unit]
        record = store.find_units()[0][0]
        assert (record.document_id, record.segment_id) == (article, store.segments(article)[0].id)
        assert [match.unit for match in store.look_up("Cầu thông xe.")] == [unit]

    def test_anew_replaces_what_was_approved_before(self, store: Store, article: int) -> None:
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        self.save(store, article, "The bridge opened.", Status.EDITED)  # opened again
        self.save(store, article, "The bridge was opened.", Status.APPROVED)
        assert [unit.target for unit in store.units()] == ["The bridge was opened."]

    def test_withdrawn_takes_the_unit_out(self, store: Store, article: int) -> None:
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        self.save(store, article, "The bridge opened.", Status.EDITED)
        assert store.units() == []

    def test_withdrawn_leaves_units_from_elsewhere(self, store: Store, article: int) -> None:
        imported = TranslationUnit("Cầu thông xe.", "The bridge opened.", origin="a.tmx")
        store.add_units([imported])
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        self.save(store, article, "The bridge opened.", Status.EDITED)
        assert store.units() == [imported]

    def test_withdrawn_leaves_what_another_segment_says_too(
        self, store: Store, article: int
    ) -> None:
        other = add_page(store, "Cầu khác", "Cầu thông xe.")
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        self.save(store, other, "The bridge opened.", Status.APPROVED)
        self.save(store, article, "The bridge opened.", Status.EDITED)
        record = store.find_units()[0][0]
        assert (record.document_id, record.unit.target) == (other, "The bridge opened.")
        self.save(store, other, "The bridge opened.", Status.EDITED)
        assert store.units() == []

    def test_an_empty_text_is_not_remembered(self, store: Store, article: int) -> None:
        self.save(store, article, " ", Status.APPROVED)
        assert store.units() == []

    def test_outlives_the_article(self, store: Store, article: int) -> None:
        self.save(store, article, "The bridge opened.", Status.APPROVED)
        store.delete_document(article)
        store.empty_bin()
        record = store.find_units()[0][0]
        assert (record.document_id, record.segment_id) == (None, None)


class TestJobs:
    def test_keep_files_until_they_are_forgotten(self, store: Store) -> None:
        job_id = store.add_job("export", 3, {})
        assert store.job_file(job_id, "result") is None
        store.put_job_file(job_id, "input", JobFile("in.tmx", b"old"))
        store.put_job_file(job_id, "input", JobFile("in.tmx", b"\x00\xff"))
        store.put_job_file(job_id, "result", JobFile("bộ nhớ.tmx", b"<tmx/>"))
        assert store.job_file(job_id, "input") == JobFile("in.tmx", b"\x00\xff")
        assert store.job_results() == {job_id: "bộ nhớ.tmx"}
        store.put_job_file(job_id, "input", None)
        assert store.job_file(job_id, "input") is None
        store.update_job(job_id, total=5, state=JobState.CANCELLED)
        assert (store.job(job_id).total, store.job(job_id).state) == (5, "cancelled")
        store.delete_jobs([job_id, 99])
        assert store.jobs() == []
        assert store.job_results() == {}
        with pytest.raises(NotFoundError, match="found no job"):
            store.put_job_file(job_id, "input", JobFile("x", b""))
        with pytest.raises(NotFoundError, match="found no job"):
            store.job(job_id)

    def test_a_run_keeps_its_details(self, store: Store) -> None:
        store.add_run(EvaluationRun("x", None, (), details={"n_segments": 3}))
        assert store.runs()[0].details == {"n_segments": 3}
