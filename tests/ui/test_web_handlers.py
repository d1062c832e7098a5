"""The page's handlers as plain functions on a store, and the drafting worker behind them."""

from __future__ import annotations

import base64
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.errors import EngineError, WorkbenchError
from songngu.corpora.store import JobState, Store, open_store
from songngu.corpora.types import Check, CheckName, Draft, Term, TranslationUnit
from songngu.ui import actions
from songngu.ui.web import intake
from songngu.ui.web.answers import guarded
from songngu.ui.web.jobs import Worker
from songngu.ui.web.presence import Presence
from songngu.ui.web.screens import articles, desk, deskside
from songngu.ui.web.session import Role, User, acting_as
from songngu.ui.web.site import Site
from songngu.ui.web.work import DRAFT

FRENCH = (
    "Le gouvernement a annoncé mardi la construction de trois nouvelles écoles dans la région. "
    "Les travaux commenceront au printemps et devraient durer deux ans, selon le ministère. "
    "Les habitants attendaient cette décision depuis longtemps."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "articles.db") as opened:
        yield opened


@pytest.fixture
def worker(store: Store, drafter: Any) -> Iterator[Worker]:
    made = Worker(store, drafter)
    yield made
    drafter.gate.set()
    made.close()


@pytest.fixture
def site(store: Store, worker: Worker) -> Site:
    return Site(store, worker)


def ask(handler: Any, site: Site, **request: Any) -> dict[str, Any]:
    """Call a handler as the page does: guarded, with one JSON object."""
    return guarded(partial(handler, site))(request)


def add(store: Store, worker: Worker, source: str, target: str | None = None) -> dict[str, Any]:
    given = {"text": target} if target is not None else None
    return ask(articles.add, Site(store, worker), source={"text": source}, target=given)


def finished(worker: Worker, document_id: int) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        progress = worker.progress(document_id)
        if progress is not None and not progress.active:
            return progress
        time.sleep(0.02)
    raise AssertionError("the drafting job did not end")


class TestAdding:
    def test_two_pages_become_drafts_and_an_alignment(
        self, store: Store, worker: Worker, bitext: Any
    ) -> None:
        answer = add(store, worker, bitext.source, bitext.target)
        assert answer["ok"], answer
        assert finished(worker, answer["id"]).state == "done"
        view = ask(desk.article, Site(store, worker), id=answer["id"])
        assert [row["source"] for row in view["rows"]] == [source for source, _ in bitext.pairs]
        assert [row["draft"] for row in view["rows"]][:4] == [text for _, text in bitext.pairs][:4]
        assert view["verdict"] == "translation"
        groups = json.loads(view["outline"])["groups"]
        assert all(source and target for source, target, _, _ in groups)
        assert view["rows"][4]["checks"][0]["name"] == "number-missing"
        assert view["n_aside"] > 0

    def test_a_single_page_shows_source_and_draft(
        self, store: Store, worker: Worker, bitext: Any
    ) -> None:
        answer = add(store, worker, bitext.source)
        finished(worker, answer["id"])
        view = ask(desk.article, Site(store, worker), id=answer["id"])
        assert view["verdict"] is None
        assert view["english"] == []
        assert all(row["draft"] for row in view["rows"])

    def test_an_upload_is_read_like_pasted_text(
        self, store: Store, worker: Worker, bitext: Any
    ) -> None:
        pasted = add(store, worker, bitext.source)
        encoded = base64.b64encode(bitext.source.encode()).decode()
        upload = {"name": "bai.txt", "base64": encoded}
        uploaded = ask(articles.add, Site(store, worker), source=upload, target=None)
        assert uploaded["id"] == pasted["id"]
        assert uploaded["created"] is False

    def test_an_english_version_can_come_later(
        self, store: Store, worker: Worker, bitext: Any, drafter: Any
    ) -> None:
        first = add(store, worker, bitext.source)
        finished(worker, first["id"])
        n_batches = len(drafter.batches)
        again = add(store, worker, bitext.source, bitext.target)
        assert again["id"] == first["id"]
        finished(worker, first["id"])
        view = ask(desk.article, Site(store, worker), id=first["id"])
        assert view["verdict"] == "translation"
        assert len(drafter.batches) == n_batches  # what was drafted is not drafted again

    def test_a_page_too_short_to_tell_is_what_its_side_says(
        self, store: Store, worker: Worker
    ) -> None:
        answer = add(store, worker, "Ảnh: TTXVN đưa tin.")
        assert answer["ok"], answer
        assert store.document(answer["id"]).language == "vi"

    @pytest.mark.parametrize(
        ("source", "target", "field", "code"),
        [
            (None, None, "source", "empty"),
            ({"text": " \n\t "}, None, "source", "empty"),
            ({"name": "a.txt", "base64": ""}, None, "source", "empty"),
            ({"text": "ENGLISH"}, None, "source", "source-is-english"),
            ({"text": FRENCH}, None, "source", "other-language"),
            ({"text": "VIETNAMESE"}, {"text": "VIETNAMESE"}, "target", "target-is-vietnamese"),
            ({"text": "VIETNAMESE"}, {"text": FRENCH}, "target", "other-language"),
            ({"text": "VIETNAMESE"}, {"text": "VIETNAMESE", "sure": True}, "target", "same-page"),
            ({"name": "a.bin", "base64": "BINARY"}, None, "source", "unreadable"),
            ({"name": "a.docx", "base64": "BROKEN"}, None, "source", "unreadable"),
            ({"name": "a.txt", "base64": "***"}, None, "source", "unreadable"),
            ({"text": "LONG"}, None, "source", "too-big"),
        ],
        ids=lambda value: str(value)[:32],
    )
    def test_bad_input_is_explained_and_nothing_is_stored(
        self,
        store: Store,
        worker: Worker,
        bitext: Any,
        source: Any,
        target: Any,
        field: str,
        code: str,
    ) -> None:
        contents = {
            "ENGLISH": bitext.target,
            "VIETNAMESE": bitext.source,
            "LONG": "chữ " * (intake.MAX_BYTES // 4 + 1),
            "BINARY": base64.b64encode(bytes(range(256)) * 40).decode(),
            "BROKEN": base64.b64encode(b"PK\x03\x04" + b"\x00" * 400).decode(),
        }

        def filled(side: Any) -> Any:
            return side and {name: contents.get(value, value) for name, value in side.items()}

        request = {"source": filled(source), "target": filled(target)}
        answer = ask(articles.add, Site(store, worker), **request)
        assert (answer["ok"], answer["field"], answer["code"]) == (False, field, code)
        assert store.documents() == []

    def test_the_person_overrules_the_language_that_was_found(
        self, store: Store, worker: Worker
    ) -> None:
        given = {"text": FRENCH, "sure": True}
        answer = ask(articles.add, Site(store, worker), source=given, target=None)
        assert answer["ok"], answer
        assert store.document(answer["id"]).language == "vi"

    def test_the_list_has_one_line_per_pair(
        self, store: Store, worker: Worker, bitext: Any
    ) -> None:
        added = add(store, worker, bitext.source, bitext.target)
        finished(worker, added["id"])
        listed = ask(articles.articles, Site(store, worker), search="")["articles"]
        assert [(entry["id"], entry["verdict"]) for entry in listed] == [
            (added["id"], "translation")
        ]
        assert listed[0]["n_drafted"] == listed[0]["n_segments"] == len(bitext.pairs)
        assert ask(articles.articles, Site(store, worker), search="zebra")["articles"] == []
        assert len(ask(articles.articles, Site(store, worker), search="can tho")["articles"]) == 1


class TestPairing:
    @pytest.fixture
    def article(self, store: Store, worker: Worker, bitext: Any) -> int:
        added = add(store, worker, bitext.source)
        finished(worker, added["id"])
        return int(added["id"])

    def test_an_english_page_is_given_and_then_replaced(
        self, store: Store, worker: Worker, bitext: Any, article: int
    ) -> None:
        found = []
        for target in (bitext.target, "The museum opens a show of old maps.\n\nTickets are free."):
            answer = ask(desk.pair, Site(store, worker), id=article, target={"text": target})
            assert answer["job"]["active"], answer
            finished(worker, article)
            view = ask(desk.article, Site(store, worker), id=article)
            found.append((view["verdict"], len(view["english"])))
        assert found[0] == ("translation", len(bitext.pairs))
        assert found[1][0] in ("same-topic", "unrelated")
        assert found[1][1] == 2

    @pytest.mark.parametrize(
        ("target", "code"),
        [
            (None, "empty"),
            ({"text": FRENCH}, "other-language"),
            ({"text": "VIETNAMESE"}, "target-is-vietnamese"),
            ({"text": "VIETNAMESE", "sure": True}, "same-page"),
        ],
        ids=["nothing", "third-language", "vietnamese", "the-article-itself"],
    )
    def test_a_page_that_is_no_english_version_is_refused(
        self, store: Store, worker: Worker, bitext: Any, article: int, target: Any, code: str
    ) -> None:
        if target and target["text"] == "VIETNAMESE":
            target = {**target, "text": bitext.source}
        answer = ask(desk.pair, Site(store, worker), id=article, target=target)
        assert (answer["ok"], answer["field"], answer["code"]) == (False, "target", code)
        assert len(store.documents()) == 1


class TestSaving:
    @pytest.fixture
    def segment(self, store: Store, worker: Worker, bitext: Any) -> int:
        added = add(store, worker, bitext.source)
        finished(worker, added["id"])
        return store.segments(added["id"])[0].id

    @staticmethod
    def save(site: Site, name: str, role: Role = Role.EDITOR, **request: Any) -> dict[str, Any]:
        with acting_as(User(name, role)):
            return ask(desk.save, site, **request)

    def test_a_saved_text_comes_back(self, site: Site, segment: int) -> None:
        opened = ask(desk.article, site, id=1)
        answer = self.save(site, "Lan", segment=segment, text="Một câu.", previous=None)
        assert answer["ok"], answer
        row = ask(desk.article, site, id=1)["rows"][0]
        assert (row["post_edit"], row["editor"]) == ("Một câu.", "Lan")
        assert row["revision_id"] == answer["revision"]["id"]
        beat = ask(desk.pulse, site, id=1, since=opened["latest"])
        assert [changed["segment_id"] for changed in beat["rows"]] == [segment]
        assert beat["rows"][0]["post_edit"] == "Một câu."
        assert beat["mark"] == opened["mark"]  # a save moves nothing
        assert ask(desk.pulse, site, id=1, since=beat["latest"])["rows"] == []

    def test_a_save_is_answered_with_what_the_checks_find(self, site: Site, segment: int) -> None:
        site.store.add_terms([Term("trạm bơm", "pumping station")])
        source = site.store.segments(1)[0].segment.text
        request = {"segment": segment, "source": source, "previous": None}
        answer = self.save(site, "Lan", text="Can Tho runs its first pump house  now", **request)
        found = {check["name"]: check["found"] for check in answer["checks"]}
        assert found["term-missing"] == "trạm bơm → pumping station"
        assert "double-space" in found
        row = ask(desk.window, site, id=1, source=[segment], target=[])["rows"][0]
        assert row["checks"] == answer["checks"]

    def test_the_second_editor_gets_both_texts(self, site: Site, segment: int) -> None:
        self.save(site, "Lan", segment=segment, previous=None, text="Lan's")
        answer = self.save(site, "Minh", segment=segment, previous=None, text="Minh's")
        assert answer["code"] == "conflict"
        assert answer["conflict"]["text"] == "Lan's"
        assert answer["conflict"]["editor"] == "Lan"
        assert [revision.text for revision in site.store.revisions(segment)] == ["Lan's"]
        known = answer["conflict"]["id"]
        assert self.save(site, "Minh", segment=segment, text="Minh's", previous=known)["ok"]

    def test_an_own_second_save_is_no_conflict(self, site: Site, segment: int) -> None:
        for text in ("one", "two"):
            assert self.save(site, "Lan", segment=segment, previous=None, text=text)["ok"]

    def test_approving_takes_a_reviewer_and_protects_the_text(
        self, site: Site, segment: int
    ) -> None:
        request = {"segment": segment, "text": "Done.", "previous": None}
        refused = self.save(site, "Lan", **request, status="approved")
        assert (refused["code"], refused["role"]) == ("forbidden", "reviewer")
        approved = self.save(site, "Minh", Role.REVIEWER, **request, status="approved")
        known = approved["revision"]["id"]
        unseen = self.save(site, "Lan", segment=segment, text="Changed.", previous=None)
        assert unseen["conflict"]["text"] == "Done."  # both texts are shown, whatever the role
        changed = self.save(site, "Lan", segment=segment, text="Changed.", previous=known)
        assert changed["code"] == "protected"
        request = {"segment": segment, "text": "Done.", "previous": known}
        assert self.save(site, "Lan", **request)["code"] == "forbidden"
        reopened = self.save(site, "Minh", Role.REVIEWER, **request)
        assert reopened["revision"]["status"] == "edited"
        known = reopened["revision"]["id"]
        assert self.save(site, "Lan", segment=segment, text="Changed.", previous=known)["ok"]

    @pytest.mark.parametrize("bad", [None, True, "1", -1, 0, 2**70, 999_999, [1], {}], ids=repr)
    def test_an_unknown_segment_is_answered_plainly(self, site: Site, bad: Any) -> None:
        answer = self.save(site, "Lan", segment=bad, text="x", previous=None)
        assert answer["code"] == "not-found"
        assert answer["message"]


class TestBesideTheText:
    @pytest.fixture
    def article(self, store: Store, worker: Worker, bitext: Any) -> int:
        added = add(store, worker, bitext.source, bitext.target)
        finished(worker, added["id"])
        return int(added["id"])

    def test_memory_terms_history_and_remarks_of_a_segment(self, site: Site, article: int) -> None:
        first, second, *_ = site.store.segments(article)
        site.store.add_units([TranslationUnit(first.segment.text, "From the memory.")])
        terms = [Term("trạm bơm", "pumping station"), Term("Ủy ban", "committee")]
        site.store.add_terms(terms)
        with acting_as(User("Lan", Role.EDITOR)):
            ask(desk.save, site, segment=first.id, text="One.", previous=None)
            remarked = ask(deskside.remark, site, segment=first.id, text="<b>Which?</b>")
        request = {"segment": first.id, "source": first.segment.text}
        helps = ask(deskside.helps, site, **request)
        assert helps["matches"][0]["target"] == "From the memory."
        assert helps["matches"][0]["similarity"] == 1
        assert [term["target"] for term in helps["terms"]] == ["pumping station"]
        request["source"] = "🌧 TRẠM BƠM và trạm bơm của uỷ ban"
        spans = ask(deskside.helps, site, **request)["spans"]
        assert spans == [[3, 11, 0], [15, 23, 0], [28, 34, 1]]
        assert [(entry["text"], entry["editor"]) for entry in helps["history"]] == [("One.", "Lan")]
        assert helps["comments"] == [remarked["comment"]]
        assert helps["comments"][0]["text"] == "<b>Which?</b>"
        found = ask(desk.find, site, id=article, show="comments")
        assert json.loads(found["found"]) == [first.id]
        ask(deskside.settle, site, id=remarked["comment"]["id"])
        assert ask(desk.find, site, id=article, show="comments")["n"] == 0
        assert ask(deskside.helps, site, segment=second.id, source="")["history"] == []

    def test_words_are_linked_in_offsets_as_browsers_count_them(self, site: Site) -> None:
        source, text = "🙂 Giá gạo tăng.", "🙂 Rice prices rose."
        answer = ask(deskside.words, site, source=source, text=text)

        def cut(written: str, span: list[int]) -> str:
            units = written.encode("utf-16-le")
            return units[2 * span[0] : 2 * span[1]].decode("utf-16-le")

        pairs = {(cut(source, x["source"]), cut(text, x["target"])) for x in answer["links"]}
        assert {("Giá", "prices"), ("gạo", "Rice"), ("tăng", "rose")} <= pairs
        assert all(0 < link["probability"] <= 1 for link in answer["links"])
        assert ask(deskside.words, site, source=source, text="")["links"] == []
        assert ask(deskside.words, site, source=source, text=text * 300)["links"] == []

    def test_a_link_is_explained(self, site: Site, article: int) -> None:
        second = site.store.segments(article)[1]
        answer = ask(deskside.why, site, id=article, segment=second.id)
        evidence = " ".join(part for reason in answer["reasons"] for part in reason["evidence"])
        assert "12,000" in evidence
        assert all(reason["weight"] != 0 for reason in answer["reasons"])

    def test_what_fits_is_found_without_marks_and_by_state(self, site: Site, article: int) -> None:
        records = site.store.segments(article)

        def found(**request: Any) -> list[int]:
            ids = json.loads(ask(desk.find, site, id=article, **request)["found"])
            return [[record.id for record in records].index(id_) for id_ in ids]

        assert found(text="TRAN THI lua") == [4]
        assert found(text="pumping station") == [0, 1, 5]
        assert found(show="problems") == [4]
        known = Check(CheckName.FROM_MEMORY, "An approved translation of the same text.")
        recalled = Draft("The station works.", 1.0, (known,), "memory:1")
        site.store.save_drafts(article, [(records[2].id, records[2].segment.text, recalled)])
        assert found(show="problems") == [4]  # good news is no problem
        ask(
            desk.save,
            site,
            segment=records[4].id,
            text="She had to close for 20 days.",
            previous=None,
        )
        assert found(show="problems") == [4]  # her name is missing now
        assert found(show="open") == [0, 1, 2, 3, 5]
        assert found(show="edited", text="close") == [4]

    def test_a_split_and_its_undo(self, site: Site, article: int) -> None:
        second = site.store.segments(article)[1]
        offset = second.segment.text.index("UBND")
        step = ask(
            deskside.split,
            site,
            id=article,
            segment=second.id,
            offset=offset,
            source=second.segment.text,
        )["step"]
        assert step["kind"] == "split"
        assert step["segments"][0] == second.id
        view = ask(desk.article, site, id=article)
        assert view["rows"][2]["source"].startswith("UBND")
        assert [row["position"] for row in view["rows"]] == list(range(7))
        assert ask(deskside.undo, site, id=article)["step"]["kind"] == "split"
        assert len(ask(desk.article, site, id=article)["rows"]) == 6
        assert ask(deskside.redo, site, id=article)["step"]["kind"] == "split"
        merged = ask(deskside.merge, site, id=article, segments=step["segments"])["step"]
        assert merged["kind"] == "merge"
        assert ask(desk.article, site, id=article)["rows"][1]["source"] == second.segment.text
        stale = ask(
            deskside.split, site, id=article, segment=second.id, offset=5, source="Other text."
        )
        assert stale["code"] == "changed"

    def test_nothing_to_undo_is_no_failure(self, site: Site, article: int) -> None:
        with acting_as(User("Nobody", Role.EDITOR)):
            assert ask(deskside.undo, site, id=article) == {"ok": True, "step": None}


class TestLongArticles:
    @pytest.fixture
    def article(self, store: Store) -> int:
        text = "\n\n".join(f"Thành phố xây thêm {n} trạm bơm trong năm nay." for n in range(2, 302))
        page = actions.page_from_text(text, language="vi")
        return store.add_document(page.document, page.segments).id

    def test_a_long_article_opens_with_its_first_rows(self, site: Site, article: int) -> None:
        view = ask(desk.article, site, id=article)
        outline = json.loads(view["outline"])
        assert len(outline["groups"]) == len(outline["lines"]) == 300
        assert [row["position"] for row in view["rows"]] == list(range(desk.FIRST_GROUPS))
        middle = outline["lines"][200][0]
        around = ask(desk.article, site, id=article, segment=middle)["rows"]
        assert middle in [row["segment_id"] for row in around]
        wanted = [line[0] for line in outline["lines"][250:260]]
        for rows in (
            ask(desk.window, site, id=article, source=wanted, target=[])["rows"],
            ask(desk.article, site, id=article, want=wanted)["rows"],
        ):
            assert [row["segment_id"] for row in rows] == wanted

    def test_after_very_many_saves_the_article_is_read_anew(
        self, site: Site, article: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(desk, "MOST", 4)
        ids = [record.id for record in site.store.segments(article)][:6]
        opened = ask(desk.article, site, id=article)
        for saved, same in ((ids[:3], True), (ids[3:], False)):
            for id_ in saved:
                ask(desk.save, site, segment=id_, text="Saved.", previous=None)
            beat = ask(desk.pulse, site, id=article, since=opened["latest"])
            assert (beat["mark"] == opened["mark"]) is same
        assert ask(desk.pulse, site, id=article, since=beat["latest"])["mark"] == opened["mark"]


def test_the_list_of_articles_names_the_others_who_have_one_open(site: Site, bitext: Any) -> None:
    article = actions.ingest_text(site.store, bitext.source, language="vi").id
    for name in ("Minh", "Hoa", "Lan"):
        with acting_as(User(name, Role.EDITOR)):
            ask(desk.pulse, site, id=article, tab=f"tab of {name}")

    def others(name: str) -> list[str]:
        with acting_as(User(name, Role.EDITOR)):
            rows = ask(articles.articles, site)["articles"]
        return next(row["others"] for row in rows if row["id"] == article)

    assert others("Lan") == ["Hoa", "Minh"]
    ask(desk.leave, site, id=article, tab="tab of Hoa")
    assert others("Lan") == ["Minh"]
    assert others("An") == ["Lan", "Minh"]


def test_who_has_an_article_open_hears_that_it_was_binned(site: Site, bitext: Any) -> None:
    article = actions.ingest_text(site.store, bitext.source, language="vi").id
    assert ask(desk.pulse, site, id=article)["ok"]
    ask(articles.delete, site, id=article)
    assert ask(desk.pulse, site, id=article)["code"] == "not-found"
    ask(articles.restore, site, ids=[article])
    assert ask(desk.pulse, site, id=article)["ok"]


def test_presence_is_told_to_others_and_fades() -> None:
    presence = Presence(linger_s=0.2)
    assert presence.note(1, "a", "Lan", 7) == []
    assert presence.note(1, "a2", "Lan", 8) == []  # her own second tab is nobody else
    assert [(seen.name, seen.segment) for seen in presence.note(1, "b", "Minh", 7)] == [
        ("Lan", 7),
        ("Lan", 8),
    ]
    assert presence.note(2, "c", "Hoa", None) == []
    presence.leave(1, "a2")
    assert [seen.segment for seen in presence.note(1, "b", "Minh", 7)] == [7]
    time.sleep(0.25)
    assert presence.note(1, "b", "Minh", 7) == []


class TestWorker:
    def test_engine_is_loaded_once_and_only_when_needed(
        self, store: Store, worker: Worker, drafter: Any, bitext: Any
    ) -> None:
        assert drafter.loads == 0
        one = add(store, worker, bitext.source)
        two = add(store, worker, "Hôm nay thành phố mở thêm hai tuyến xe buýt mới.")
        finished(worker, one["id"])
        finished(worker, two["id"])
        assert drafter.loads == 1

    def test_progress_is_seen_while_it_is_drafted(
        self, store: Store, worker: Worker, drafter: Any, bitext: Any
    ) -> None:
        drafter.gate.clear()
        added = add(store, worker, bitext.source)
        progress = worker.progress(added["id"])
        assert progress is not None
        assert progress.active
        assert progress.total == len(bitext.pairs)
        assert ask(desk.draft, Site(store, worker), id=added["id"])["job"]["active"]
        assert len(store.jobs()) == 1  # asking twice does not draft twice
        drafter.gate.set()
        assert finished(worker, added["id"]).done == len(bitext.pairs)

    def test_a_failing_engine_is_told_and_can_be_tried_again(
        self, store: Store, drafter: Any, bitext: Any
    ) -> None:
        failures = [EngineError("no weights here; install them")]

        def load() -> Any:
            if failures:
                raise failures.pop()
            return drafter

        worker = Worker(store, load)
        added = add(store, worker, bitext.source, bitext.target)
        failed = finished(worker, added["id"])
        assert (failed.state, failed.message) == ("failed", "no weights here; install them")
        view = ask(desk.article, Site(store, worker), id=added["id"])
        assert view["english"], "the pair is on record although drafting failed"
        worker.start(added["id"])
        assert finished(worker, added["id"]).state == "done"
        worker.close()

    def test_what_a_dead_server_left_is_interrupted_and_continues(
        self, store: Store, drafter: Any, bitext: Any
    ) -> None:
        first = Worker(store, drafter)
        added = add(store, first, bitext.source)
        finished(first, added["id"])
        first.close()
        here = {"host": socket.gethostname(), "pid": 2**22 + 7}  # above any process id
        job = store.add_job(DRAFT, 6, {"document": added["id"], "target": None, **here})
        store.update_job(job, state=JobState.RUNNING, done=3)
        second = Worker(store, drafter)
        left = second.progress(added["id"])
        assert left is not None
        assert (left.state, left.active, left.done) == ("interrupted", False, 3)
        second.start(added["id"])
        assert finished(second, added["id"]).state == "done"
        second.close()

    def test_a_job_of_another_living_server_is_left_alone(
        self, store: Store, drafter: Any, bitext: Any, worker: Worker
    ) -> None:
        added = add(store, worker, bitext.source)
        finished(worker, added["id"])
        here = {"host": socket.gethostname(), "pid": os.getppid()}
        job = store.add_job(DRAFT, 6, {"document": added["id"], "target": None, **here})
        store.update_job(job, state=JobState.RUNNING)
        other = Worker(store, drafter)
        shown = other.progress(added["id"])
        assert shown is not None
        assert (shown.state, shown.active) == ("running", True)
        other.close()

    def test_closing_keeps_what_is_drafted_and_the_rest_continues(
        self, store: Store, drafter: Any
    ) -> None:
        text = "\n\n".join(f"Thành phố xây thêm {n} trạm bơm trong năm nay." for n in range(2, 42))
        first = Worker(store, drafter)
        drafter.gate.clear()
        added = add(store, first, text)
        threading.Timer(0.5, drafter.gate.set).start()  # while close() waits
        first.close(30)
        records = store.segments(added["id"])
        left = [record.segment.text for record in records if record.draft is None]
        assert left, "closing waited for the whole article"
        before = len(drafter.batches)
        second = Worker(store, drafter)
        second.start(added["id"])
        assert finished(second, added["id"]).state == "done"
        second.close()
        assert [text for batch in drafter.batches[before:] for text in batch] == left
        assert all(record.draft is not None for record in store.segments(added["id"]))

    def test_a_closed_worker_takes_no_more(self, store: Store, drafter: Any, bitext: Any) -> None:
        worker = Worker(store, drafter)
        added = add(store, worker, bitext.source)
        finished(worker, added["id"])
        worker.close()
        with pytest.raises(WorkbenchError, match="shutting down"):
            worker.start(added["id"])


def test_an_unexpected_failure_is_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: Any) -> Any:
        raise RuntimeError("secret detail")

    answer = guarded(broken)({})
    assert (answer["ok"], answer["code"]) == (False, "unexpected")
    assert "secret" not in str(answer)
    assert "secret detail" in caplog.text
