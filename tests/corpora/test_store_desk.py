"""Outlines, windows and remarks: what a desk on a long article reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from songngu.corpora.errors import NotFoundError, ProtectedError, StoreError
from songngu.corpora.ingest import read_text
from songngu.corpora.segments import segment
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Check, CheckName, Draft, Status

PAGE = "\n\n".join(f"Thành phố xây thêm {n} trạm bơm trong năm nay." for n in range(2, 8))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "desk.db") as opened:
        yield opened


@pytest.fixture
def article(store: Store) -> int:
    page = read_text(PAGE, language="vi")
    added = store.add_document(page, segment(page))
    return added.id


def ids(store: Store, article: int) -> list[int]:
    return [record.id for record in store.segments(article)]


def test_an_outline_says_of_each_segment_where_it_stands(store: Store, article: int) -> None:
    first, second, third, *rest = ids(store, article)
    flaw = Check(CheckName.NUMBER_MISSING, "Not found by value in the draft: 3.", ("3",))
    known = Check(CheckName.FROM_MEMORY, "An approved translation of the same text.")
    drafts = [Draft("Two.", 0.5, (known,), "s"), Draft("Some.", 0.5, (known, flaw), "s"), None]
    store.add_drafts(article, [*drafts, *([None] * len(rest))])
    store.save_revision(third, "Four stations.", editor="Lan", previous=None)
    found = store.outline(article)
    assert [line.id for line in found] == [first, second, third, *rest]
    assert [line.drafted_by for line in found[:3]] == ["s", "s", None]
    assert [line.flagged for line in found[:3]] == [False, True, False]
    assert [line.status for line in found[:3]] == [Status.DRAFT, Status.DRAFT, Status.EDITED]
    assert found[1].n_chars[1] == len("Some.")
    assert found[2].n_chars[1] == len("Four stations.")
    assert found[2].revision_id > 0 == found[0].revision_id
    assert store.segments(article)[1].draft == drafts[1]  # what a check found is kept apart


def test_a_window_holds_what_was_asked_for_and_no_more(store: Store, article: int) -> None:
    every = store.segments(article)
    wanted = [every[4].id, every[1].id, 10_000]
    assert store.window(article, wanted) == [every[1], every[4]]


def test_what_was_saved_since_is_told_by_document(store: Store, article: int) -> None:
    other = read_text("Một bài khác hẳn, viết về cây cầu mới.", language="vi")
    elsewhere = store.add_document(other, segment(other)).id
    first, second, *_ = ids(store, article)
    store.save_revision(first, "One.", editor="Lan", previous=None)
    mark = store.latest_saved()
    assert store.saved_since(article, mark) == []
    store.save_revision(ids(store, elsewhere)[0], "A bridge.", editor="Lan", previous=None)
    store.save_revision(second, "Two.", editor="Minh", previous=None)
    store.save_revision(second, "Two!", editor="Minh", previous=None)
    assert store.saved_since(article, mark) == [second]
    assert store.saved_since(article, 0) == [first, second]


def test_remarks_are_kept_counted_and_settled(store: Store, article: int) -> None:
    first, second, *_ = ids(store, article)
    before = store.structure(article)
    asked = store.add_comment(first, "  Which <b>station</b>? ", editor="Lan")
    store.add_comment(second, "Check the number.", editor="Minh")
    assert store.structure(article) > before  # whoever has it open takes notice
    assert (asked.text, asked.editor) == ("Which <b>station</b>?", "Lan")
    assert store.comments([first]) == [asked]
    assert [line.n_comments for line in store.outline(article)][:3] == [1, 1, 0]
    settled = store.resolve_comment(asked.id, editor="Minh")
    assert settled.resolved_by == "Minh"
    assert [line.n_comments for line in store.outline(article)][:3] == [0, 1, 0]
    assert store.resolve_comment(asked.id, editor="Lan", resolved=False).resolved_by is None
    with pytest.raises(StoreError, match="empty"):
        store.add_comment(first, " \n", editor="Lan")
    with pytest.raises(NotFoundError):
        store.add_comment(10_000, "x", editor="Lan")
    with pytest.raises(NotFoundError):
        store.resolve_comment(10_000, editor="Lan")


def test_remarks_go_with_their_article_when_the_bin_is_emptied(store: Store, article: int) -> None:
    first = ids(store, article)[0]
    store.add_comment(first, "Which one?", editor="Lan")
    store.delete_document(article)
    assert store.empty_bin() == 1
    assert store.comments([first]) == []


def test_approved_text_is_changed_only_after_it_was_reopened(store: Store, article: int) -> None:
    first = ids(store, article)[0]
    approved = store.save_revision(
        first, "Two.", status=Status.APPROVED, editor="Lan", previous=None
    )
    with pytest.raises(ProtectedError, match="approved by Lan") as refused:
        store.save_revision(first, "Three.", editor="Lan", previous=approved.id)
    assert refused.value.segment == first
    opened = store.save_revision(
        first, "Two.", status=Status.EDITED, editor="Lan", previous=approved.id
    )
    changed = store.save_revision(first, "Three.", editor="Lan", previous=opened.id)
    assert [revision.status for revision in store.revisions(first)] == [
        Status.APPROVED,
        Status.EDITED,
        Status.EDITED,
    ]
    assert changed.text == "Three."
