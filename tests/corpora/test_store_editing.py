"""Revisions: nobody's words are passed over, and what was reported saved is there."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from songngu.corpora.errors import EditConflictError, NotFoundError
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import (
    Block,
    BlockKind,
    Document,
    Revision,
    Segment,
    Status,
    TranslationUnit,
)


def add_page(store: Store, *texts: str, **changes: Any) -> list[int]:
    """Add a page with these paragraphs; returns the segments' ids."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, True, 0, len(text)) for text in texts)
    values: dict[str, Any] = {
        "language": "vi", "title": "Tin", "published": None, "byline": None, "url": None,
    }  # fmt: skip
    document = Document(**{**values, "raw": "\n".join(texts), "blocks": blocks, **changes})
    segments = [Segment(n, text, n, 0, len(text)) for n, text in enumerate(texts)]
    return [record.id for record in store.segments(store.add_document(document, segments).id)]


def at_once(n_threads: int, action: Callable[[int], Any]) -> list[Any]:
    """Run the action in threads that start together; returns results or errors, by number."""
    gate = threading.Barrier(n_threads)
    outcomes: list[Any] = [None] * n_threads

    def run(number: int) -> None:
        gate.wait()
        try:
            outcomes[number] = action(number)
        except Exception as error:
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


class TestSaving:
    def test_each_revision_says_who_when_from_and_to(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        second = store.save_revision(
            segment, "One.", status=Status.APPROVED, editor="Bình", previous=first.id
        )
        assert (first.segment, first.text, first.status, first.editor, first.previous) == (
            segment, "One", Status.EDITED, "An", None,
        )  # fmt: skip
        assert (second.status, second.editor, second.previous) == ("approved", "Bình", first.id)
        assert first.time.tzinfo is not None
        assert first.time <= second.time
        assert store.revisions(segment) == [first, second]

    def test_somebody_elses_save_in_between_is_a_conflict(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        second = store.save_revision(segment, "One!", editor="An", previous=first.id)
        with pytest.raises(EditConflictError, match=r"An saved this segment at .* UTC") as caught:
            store.save_revision(segment, "Một là one", editor="Bình", previous=first.id)
        assert caught.value.current == second
        assert caught.value.attempted == "Một là one"
        assert store.revisions(segment) == [first, second]
        with pytest.raises(EditConflictError):
            store.save_revision(segment, "Uno", editor="Bình", previous=None)

    def test_after_seeing_the_other_text_it_can_be_saved(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        store.save_revision(segment, "One", editor="An", previous=None)
        with pytest.raises(EditConflictError) as caught:
            store.save_revision(segment, "Uno", editor="Bình", previous=None)
        saved = store.save_revision(segment, "Uno", editor="Bình", previous=caught.value.current.id)
        assert [revision.text for revision in store.revisions(segment)] == ["One", "Uno"]
        assert saved.previous == caught.value.current.id

    def test_an_editors_own_second_save_is_none(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "On", editor="An", previous=None)
        second = store.save_revision(segment, "One", editor="An", previous=None)
        third = store.save_revision(segment, "One.", editor="An", previous=first.id)
        assert [second.previous, third.previous] == [first.id, second.id]

    def test_an_editors_own_save_after_anothers_unseen_one_is_a_conflict(
        self, store: Store
    ) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        other = store.save_revision(segment, "Uno", editor="Bình", previous=first.id)
        store.save_revision(segment, "One!", editor="An", previous=other.id)
        with pytest.raises(EditConflictError):  # a second window of An's, open since before
            store.save_revision(segment, "One?", editor="An", previous=first.id)

    @pytest.mark.parametrize("editor", ["An", "Bình"])
    @pytest.mark.parametrize("seen", [True, False], ids=["seen", "unseen"])
    def test_the_same_text_and_status_again_is_no_new_revision(
        self, store: Store, editor: str, seen: bool
    ) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        again = store.save_revision(
            segment, "One", editor=editor, previous=first.id if seen else None
        )
        assert again == first
        assert store.revisions(segment) == [first]

    def test_another_status_is_a_revision(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        approved = store.save_revision(
            segment, "One", status=Status.APPROVED, editor="Bình", previous=first.id
        )
        assert approved.status is Status.APPROVED
        with pytest.raises(EditConflictError):
            store.save_revision(segment, "One", editor="Chi", previous=first.id)

    def test_going_back_to_an_earlier_text_is_a_revision(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        previous = None
        for text in ("One", "Uno", "One", ""):
            previous = store.save_revision(segment, text, editor="An", previous=previous).id
        assert [each.text for each in store.revisions(segment)] == ["One", "Uno", "One", ""]

    def test_bad_arguments(self, store: Store) -> None:
        one, two = add_page(store, "Một.", "Hai.")
        other = store.save_revision(two, "Two", editor="An", previous=None)
        with pytest.raises(NotFoundError, match=f"no revision {other.id} of segment {one}"):
            store.save_revision(one, "One", editor="An", previous=other.id)
        with pytest.raises(ValueError, match="editor's name"):
            store.save_revision(one, "One", editor=" ", previous=None)
        with pytest.raises(ValueError, match="finished"):
            store.save_revision(one, "One", status="finished", editor="An", previous=None)  # type: ignore[arg-type]
        assert store.revisions(one) == []

    def test_a_segment_set_aside_or_binned_still_takes_what_was_typed(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        (summary,) = store.documents()
        store.label_block(summary.id, 0, kept=False, editor="An")
        first = store.save_revision(segment, "One", editor="An", previous=None)
        store.delete_document(summary.id)
        second = store.save_revision(segment, "One.", editor="An", previous=first.id)
        assert store.revisions(segment) == [first, second]


class TestExport:
    def test_units_are_sources_with_their_latest_post_edit(self, store: Store) -> None:
        ids = add_page(store, "Một.", "Hai.", "Ba.", "Bốn.", url="https://bao.vn/2")
        first = store.save_revision(ids[0], "On", editor="An", previous=None)
        store.save_revision(ids[0], "One.", status=Status.APPROVED, editor="An", previous=first.id)
        store.save_revision(ids[2], "Three.", editor="An", previous=None)
        store.save_revision(ids[3], "4", status=Status.DRAFT, editor="An", previous=None)
        (summary,) = store.documents()
        one, three = (
            TranslationUnit("Một.", "One.", origin="https://bao.vn/2"),
            TranslationUnit("Ba.", "Three.", origin="https://bao.vn/2"),
        )
        assert store.units(summary.id) == [one, three]
        assert store.post_edits() == [one, three]
        assert store.post_edits(minimum=Status.APPROVED) == [one]
        assert len(store.post_edits(minimum=Status.DRAFT)) == 3

    def test_without_a_url_the_title_is_the_origin(self, store: Store) -> None:
        for title in ("Tin một", None):
            (segment,) = add_page(store, f"Về {title}", title=title)
            store.save_revision(segment, "x", editor="An", previous=None)
        assert [unit.origin for unit in store.post_edits()] == ["Tin một", ""]


class TestAtTheSameMoment:
    def test_of_two_writers_one_wins_and_no_words_are_lost(self, store: Store) -> None:
        for segment in add_page(store, *(f"Câu {number}." for number in range(5))):
            outcomes = at_once(
                4,
                lambda number, segment=segment: store.save_revision(
                    segment, f"Text {number}", editor=f"E{number}", previous=None
                ),
            )
            won = [each for each in outcomes if isinstance(each, Revision)]
            lost = [each for each in outcomes if isinstance(each, EditConflictError)]
            assert (len(won), len(lost)) == (1, 3), outcomes
            assert store.revisions(segment) == won
            attempted = {won[0].text, *(error.attempted for error in lost)}
            assert attempted == {f"Text {number}" for number in range(4)}
            assert all(error.current == won[0] for error in lost)

    def test_one_editors_saves_make_one_line(self, store: Store) -> None:
        (segment,) = add_page(store, "Một.")
        outcomes = at_once(
            6, lambda number: store.save_revision(segment, f"{number}", editor="An", previous=None)
        )
        assert all(isinstance(each, Revision) for each in outcomes), outcomes
        line = store.revisions(segment)
        assert len(line) == 6
        assert [each.previous for each in line] == [None, *(each.id for each in line[:-1])]

    def test_one_page_added_by_several_is_one_document(self, store_url: str) -> None:
        def add(_number: int) -> list[int]:
            with open_store(store_url) as own:  # opening races too: the database is new
                return add_page(own, "Một.", "Hai.")

        outcomes = at_once(4, add)
        assert all(each == outcomes[0] for each in outcomes), outcomes
        with open_store(store_url) as store:
            assert [each.n_segments for each in store.documents()] == [2]

    def test_the_same_units_added_by_several_are_stored_once(self, store: Store) -> None:
        units = [TranslationUnit(f"Câu {n}", f"Line {n}") for n in range(50)]
        outcomes = at_once(4, lambda n: store.add_units(units if n % 2 else units[::-1]))
        assert not [each for each in outcomes if isinstance(each, Exception)], outcomes
        assert len(store.units()) == 50


CHANGES = {
    "update-text": "UPDATE revisions SET text = 'x'",
    "update-editor": "UPDATE revisions SET editor = 'x' WHERE id = 1",
    "delete": "DELETE FROM revisions",
    "delete-segment": "DELETE FROM segments",
}
CHANGES_SQLITE = {
    "replace-id": "INSERT OR REPLACE INTO revisions (id, segment_id, text, status, editor, time) "
    "SELECT id, segment_id, 'x', status, editor, time FROM revisions",
    "replace-first": "INSERT OR REPLACE INTO revisions (segment_id, text, status, editor, time) "
    "SELECT segment_id, 'x', status, editor, time FROM revisions",
}
CHANGES_POSTGRES = {
    "truncate": "TRUNCATE revisions CASCADE",
    "truncate-segments": "TRUNCATE segments CASCADE",
}


class TestAppendOnly:
    @pytest.mark.parametrize("change", [*CHANGES, *CHANGES_SQLITE, *CHANGES_POSTGRES])
    def test_the_database_itself_refuses_to_change_a_revision(
        self, store: Store, change: str
    ) -> None:
        dialect = store._engine.dialect.name
        own = CHANGES_SQLITE if dialect == "sqlite" else CHANGES_POSTGRES
        statement = (CHANGES | own).get(change)
        if statement is None:
            return  # the other backend has no such statement
        (segment,) = add_page(store, "Một.")
        saved = store.save_revision(segment, "One", editor="An", previous=None)
        expected = "append-only|violates foreign key|FOREIGN KEY constraint"
        with (
            pytest.raises(sa.exc.DBAPIError, match=expected),
            store._engine.begin() as connection,
        ):
            connection.execute(sa.text(statement))
        assert store.revisions(segment) == [saved]


SAVE_FOR_EVER = """
import sys
from songngu.corpora.store import open_store

store = open_store(sys.argv[1])
segment, previous = int(sys.argv[2]), None
for number in range(10**6):
    previous = store.save_revision(segment, f"Text {number}", editor="An", previous=previous).id
    print(previous, flush=True)
"""


def test_what_was_reported_saved_survives_a_kill(store_url: str) -> None:
    with open_store(store_url) as store:
        (segment,) = add_page(store, "Một.")
    reported: list[int] = []
    command = [sys.executable, "-c", SAVE_FOR_EVER, store_url, str(segment)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while len(reported) < 40:
            line = process.stdout.readline()
            assert line, "the saving process ended by itself"
            reported.append(int(line))
        process.send_signal(signal.SIGKILL)
        reported += [int(line) for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL
    with open_store(store_url) as store:
        stored = [revision.id for revision in store.revisions(segment)]
        assert stored[: len(reported)] == reported
        assert len(stored) - len(reported) <= 1  # saved, and killed before it could say so
        store.save_revision(segment, "after", editor="An", previous=stored[-1])
