"""Articles, terms and memory, jobs and quality as the page asks for them: handlers, no browser."""

from __future__ import annotations

import base64
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.errors import NotFoundError
from songngu.corpora.formats import FORMATS
from songngu.corpora.segments import UNSPLIT
from songngu.corpora.store import JobFile, JobState, Role, Store, open_store
from songngu.corpora.types import Status, Term, TranslationUnit
from songngu.ui import actions
from songngu.ui.web import steps
from songngu.ui.web.answers import guarded
from songngu.ui.web.jobs import Worker
from songngu.ui.web.screens import articles, jobs, quality, terms
from songngu.ui.web.session import User, acting_as
from songngu.ui.web.site import Site
from songngu.ui.web.work import EXPORT, IMPORT

LAN = User("Lan", Role.EDITOR, 1)


@pytest.fixture
def site(tmp_path: Path, drafter: Any) -> Iterator[Site]:
    with open_store(tmp_path / "articles.db") as store:
        worker = Worker(store, drafter)
        yield Site(store, worker)
        drafter.gate.set()
        worker.close()


def ask(handler: Any, site: Site, **request: Any) -> dict[str, Any]:
    return guarded(partial(handler, site))(request)


def ended(site: Site, job_id: int) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        view = site.worker.job(job_id)
        if not view.progress.active:
            return view
        time.sleep(0.02)
    raise AssertionError("the job did not end")


def drafted(site: Site, document_id: int) -> None:
    ended(site, site.store.latest_jobs("draft", document_id)[document_id].id)


@pytest.fixture
def pair(site: Site, bitext: Any) -> int:
    """The sample article, drafted and aligned with its English version."""
    answer = ask(articles.add, site, source={"text": bitext.source}, target={"text": bitext.target})
    drafted(site, answer["id"])
    return int(answer["id"])


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


class TestArticles:
    def test_files_of_both_languages_are_taken_and_paired_afterwards(
        self, site: Site, bitext: Any
    ) -> None:
        answers = [
            ask(articles.add_file, site, page={"name": "bai.txt", "base64": encoded(text)})
            for text in (bitext.source, bitext.target)
        ]
        assert [answer["language"] for answer in answers] == ["vi", "en"]
        drafted(site, answers[0]["id"])
        listed = ask(articles.articles, site)
        assert [row["id"] for row in listed["articles"]] == [answers[1]["id"], answers[0]["id"]]
        found = ask(articles.propose, site, id=answers[0]["id"])["proposals"]
        assert [each["id"] for each in found] == [answers[1]["id"]]
        assert found[0]["verdict"] == "translation"
        assert found[0]["confidence"] > 0.5
        ask(articles.pair_with, site, id=answers[0]["id"], target=answers[1]["id"])
        drafted(site, answers[0]["id"])
        (row,) = ask(articles.articles, site, version="translation")["articles"]
        assert (row["target_id"], row["stage"]) == (answers[1]["id"], "drafted")
        again = ask(articles.add_file, site, page={"text": bitext.source})
        assert (again["ok"], again["created"]) == (True, False)
        wrong = ask(articles.pair_with, site, id=answers[0]["id"], target=answers[0]["id"])
        assert wrong["code"] == "target-is-vietnamese"

    def test_a_file_in_another_language_can_be_taken_for_one(self, site: Site) -> None:
        french = "Le gouvernement a annoncé mardi la construction de trois nouvelles écoles. " * 4
        page = {"name": "a.txt", "base64": encoded(french)}
        refused = ask(articles.add_file, site, page=page)
        assert (refused["code"], refused["found"]) == ("other-language", "fr")
        assert ask(articles.add_file, site, page={**page, "as": "en"})["language"] == "en"
        digits = ask(articles.add_file, site, page={"text": "1234 5678."})
        assert digits["code"] == "undetermined"
        assert ask(articles.add_file, site, page=None)["code"] == "empty"

    def test_an_address_is_fetched(self, site: Site, bitext: Any) -> None:
        pages = {"/vi": bitext.source, "/en": bitext.target}
        with Serving(pages) as address:
            answer = ask(
                articles.add,
                site,
                source={"url": f"{address}/vi"},
                target={"url": f"{address}/en"},
            )
            assert answer["ok"], answer
            assert site.store.document(answer["id"]).url == f"{address}/vi"
            drafted(site, answer["id"])
            missing = ask(articles.add, site, source={"url": f"{address}/none"}, target=None)
            assert (missing["code"], missing["field"]) == ("not-fetched", "source")
            assert ask(articles.add, site, source={"url": " "})["code"] == "no-address"
            # Somebody who signed in from elsewhere must not look behind the server's door.
            with acting_as(LAN):
                refused = ask(articles.add, site, source={"url": f"{address}/vi"}, target=None)
            assert refused["code"] == "not-fetched"
            assert "private network" in refused["message"]

    def test_somebody_takes_an_article_and_hands_it_back(self, site: Site, pair: int) -> None:
        with acting_as(LAN):
            assert ask(articles.assign, site, id=pair, mine=True)["assignee"] == "Lan"
            assert [row["mine"] for row in ask(articles.articles, site, who="me")["articles"]] == [
                True
            ]
        (row,) = ask(articles.articles, site)["articles"]
        assert (row["assignee"], row["mine"]) == ("Lan", False)
        assert ask(articles.articles, site, who="nobody")["articles"] == []
        ask(articles.assign, site, id=pair, mine=False)
        assert len(ask(articles.articles, site, who="nobody")["articles"]) == 1

    def test_the_bin_takes_the_pair_and_gives_it_back(
        self, site: Site, pair: int, drafter: Any
    ) -> None:
        gone = ask(articles.delete, site, id=pair)["ids"]
        assert len(gone) == 2
        listed = ask(articles.articles, site)
        assert (listed["articles"], listed["n_binned"], listed["n_stored"]) == ([], 2, 0)
        binned = ask(articles.articles, site, binned=True)["articles"]
        assert {row["id"] for row in binned} == set(gone)
        assert all(row["deleted_at"] for row in binned)
        assert ask(articles.restore, site, ids=gone)["ok"]
        (row,) = ask(articles.articles, site)["articles"]
        assert (row["id"], row["verdict"]) == (pair, "translation")
        ask(articles.delete, site, id=pair)
        with acting_as(LAN):
            assert ask(articles.empty_bin, site)["code"] == "forbidden"
        assert ask(articles.empty_bin, site)["n_removed"] == 2
        assert ask(articles.restore, site, ids=gone)["code"] == "not-found"

    def test_english_that_another_article_has_stays(
        self, site: Site, pair: int, bitext: Any
    ) -> None:
        other = ask(articles.add, site, source={"text": bitext.source + "\n\nThêm một câu nữa."})
        target = site.store.pairs()[pair]
        ask(articles.pair_with, site, id=other["id"], target=target)
        drafted(site, other["id"])
        assert ask(articles.delete, site, id=pair)["ids"] == [pair]

    def test_deleting_stops_the_drafting(self, site: Site, bitext: Any, drafter: Any) -> None:
        drafter.gate.clear()
        added = ask(articles.add, site, source={"text": bitext.source})
        job = site.store.latest_jobs("draft", added["id"])[added["id"]]
        ask(articles.delete, site, id=added["id"])
        drafter.gate.set()
        assert ended(site, job.id).progress.state == "cancelled"

    def test_approved_text_leaves_an_article_by_a_reviewer_only(
        self, site: Site, pair: int
    ) -> None:
        first, second = site.store.segments(pair)[:2]
        texts = {"text": "Approved.", "editor": "Nam", "previous": None}
        site.store.save_revision(first.id, status=Status.APPROVED, **texts)
        about = {"article": pair, "document": pair}
        with acting_as(LAN):
            gone = ask(articles.delete, site, id=pair)
            assert (gone["code"], gone["role"]) == ("forbidden", "reviewer")
            for change in ({"kept": False}, {"kind": next(iter(UNSPLIT))}):
                aside = ask(steps.label, site, **about, block=first.segment.block, **change)
                assert aside["code"] == "forbidden", change
            assert ask(steps.label, site, **about, block=first.segment.block, kept=True)["ok"]
            assert ask(steps.label, site, **about, block=second.segment.block, kept=False)["ok"]
        assert first.id in [record.id for record in site.store.segments(pair)]
        with acting_as(User("Nam", Role.REVIEWER, 2)):
            assert ask(steps.label, site, **about, block=first.segment.block, kept=False)["ok"]
        with acting_as(LAN):
            assert ask(articles.delete, site, id=pair)["ok"]  # nothing approved is left in it

    @pytest.mark.parametrize(
        "request_", [{"page": -1}, {"page": "x"}, {"stage": "<b>"}, {"version": 7}, {"sort": None}]
    )
    def test_strange_questions_are_answered(self, site: Site, request_: dict[str, Any]) -> None:
        assert ask(articles.articles, site, **request_)["articles"] == []

    def test_strange_ids_are_answered_plainly(self, site: Site) -> None:
        for bad in (None, "x", [True], ["1"], [0]):
            assert ask(articles.restore, site, ids=bad)["code"] == "not-found"


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        text = self.server.pages.get(self.path)  # type: ignore[attr-defined]
        self.send_response(200 if text is not None else 404)
        self.send_header("content-type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write((text or "").encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Serving:
    """Serves texts on a port of this machine."""

    def __init__(self, pages: dict[str, str]) -> None:
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
        self._server.pages = pages  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class TestTerms:
    def test_one_is_added_changed_and_deleted(self, site: Site) -> None:
        with acting_as(LAN):
            saved = ask(terms.save_term, site, source=" Bò  Kẹo ", target="Bokeo", note="")["term"]
        assert (saved["source"], saved["editor"]) == ("Bò Kẹo", "Lan")
        changed = ask(terms.save_term, site, **{**saved, "target": "Bo Keo"})["term"]
        assert (changed["id"], changed["editor"]) == (saved["id"], "editor")
        assert ask(terms.counts, site, search="bo keo") == {"ok": True, "terms": 1, "memory": 0}
        found = ask(terms.find_terms, site, search="keo")["terms"]
        assert [term["target"] for term in found] == ["Bo Keo"]
        assert ask(terms.delete_terms, site, ids=[saved["id"]])["n_removed"] == 1
        assert ask(terms.find_terms, site)["n_found"] == 0

    @pytest.mark.parametrize(
        ("term", "field", "code"),
        [
            ({"source": " ", "target": "x"}, "source", "term-empty"),
            ({"source": "x"}, "target", "term-empty"),
            ({"source": "x" * 501, "target": "x"}, "source", "term-long"),
        ],
    )
    def test_what_is_no_term_is_explained(
        self, site: Site, term: dict[str, str], field: str, code: str
    ) -> None:
        answer = ask(terms.save_term, site, **term)
        assert (answer["field"], answer["code"]) == (field, code)

    def test_units_are_changed_deleted_and_put_back(self, site: Site) -> None:
        site.store.add_units([TranslationUnit("một câu", "a sentence", confidence=0.5, origin="o")])
        (unit,) = ask(terms.find_units, site, search="cau")["units"]
        assert ask(terms.save_unit, site, **{**unit, "target": " "})["code"] == "term-empty"
        assert ask(terms.save_unit, site, **{**unit, "target": "one sentence"})["ok"]
        assert site.store.units() == [TranslationUnit("một câu", "one sentence", origin="o")]
        (unit,) = ask(terms.find_units, site)["units"]
        assert ask(terms.delete_units, site, ids=[unit["id"]])["n_removed"] == 1
        assert ask(terms.restore_unit, site, **unit)["n_new"] == 1
        assert site.store.units() == [TranslationUnit("một câu", "one sentence", origin="o")]

    @pytest.mark.parametrize("format_name", ["csv", "tsv", "tmx", "jsonl"])
    def test_a_list_goes_out_and_comes_back(self, site: Site, format_name: str) -> None:
        made = [Term("sở", "department", note="n"), Term("ủy ban", "=committee")]
        site.store.add_terms(made)
        job = ask(terms.export_file, site, what="terms", format=format_name)["job"]
        assert ended(site, job).progress.state == "done"
        file = ask(terms.SCREEN.functions["result"], site, id=job)
        assert file["name"] == f"songngu-terms.{format_name}"
        site.store.delete_terms([record.id for record in site.store.find_terms()[0]])
        upload = {"name": file["name"], "base64": file["base64"]}
        view = ended(site, ask(terms.import_file, site, what="terms", **upload)["job"])
        assert view.settings["outcome"] == {"n_read": 2, "n_new": 2}
        assert site.store.terms() == made
        assert site.store.job_file(view.id, "input") is None  # read: not kept twice

    @pytest.mark.parametrize(
        ("what", "name", "content", "code"),
        [
            ("terms", "a.xlsx", "x", "unknown-format"),
            ("memory", "a.csv", "x", "unknown-format"),
            ("terms", "a.csv", "", "empty-file"),
            ("nothing", "a.csv", "x", "not-found"),
        ],
    )
    def test_what_cannot_be_imported_is_explained(
        self, site: Site, what: str, name: str, content: str, code: str
    ) -> None:
        answer = ask(terms.import_file, site, what=what, name=name, base64=encoded(content))
        assert answer["code"] == code
        assert ask(terms.import_file, site, what="terms", name="a.csv", base64="*")["code"] == (
            "unreadable"
        )
        assert ask(terms.export_file, site, what=what, format="exe")["code"] == "not-found"
        assert site.worker.jobs() == []

    def test_a_broken_file_fails_with_its_line(self, site: Site) -> None:
        upload = {"name": "a.tsv", "base64": encoded("source\ttarget\na\tb\tc\n")}
        view = ended(site, ask(terms.import_file, site, what="memory", **upload)["job"])
        assert view.progress.state == "failed"
        assert view.progress.message.startswith("a.tsv:2: expected 2 tab-separated fields")

    def test_an_empty_memory_is_not_exported(self, site: Site) -> None:
        view = ended(site, ask(terms.export_file, site, what="memory", format="tmx")["job"])
        assert "memory is empty" in view.progress.message


class TestJobs:
    def test_a_drafting_is_cancelled_and_continued(
        self, site: Site, drafter: Any, bitext: Any
    ) -> None:
        drafter.gate.clear()
        added = ask(articles.add, site, source={"text": bitext.source})
        (job,) = ask(jobs.jobs, site)["jobs"]
        assert (job["kind"], job["document_id"]) == ("draft", added["id"])
        assert job["title"] == bitext.pairs[0][0]
        assert ask(jobs.cancel, site, id=job["id"])["ok"]
        drafter.gate.set()
        assert ended(site, job["id"]).progress.state == "cancelled"
        assert ask(jobs.resume, site, id=job["id"])["progress"]["active"]
        assert ended(site, job["id"]).progress.state == "done"
        assert all(record.draft is not None for record in site.store.segments(added["id"]))
        assert ask(jobs.resume, site, id=job["id"])["progress"]["state"] == "done"

    def test_a_drafting_continued_before_its_step_has_ended_ends_once(
        self, site: Site, drafter: Any, bitext: Any
    ) -> None:
        drafter.gate.clear()
        added = ask(articles.add, site, source={"text": bitext.source})
        job = site.store.latest_jobs("draft", added["id"])[added["id"]].id
        deadline = time.monotonic() + 30
        while not drafter.loads and time.monotonic() < deadline:
            time.sleep(0.02)
        assert drafter.loads == 1  # it holds in its first step
        for _ in range(3):
            assert not ask(jobs.cancel, site, id=job)["progress"]["active"]
            assert ask(jobs.resume, site, id=job)["progress"]["active"]
        after = site.worker.submit(EXPORT, {"what": "terms", "format": "csv"})
        drafter.gate.set()
        assert ended(site, job).progress.state == "done"
        assert all(record.draft is not None for record in site.store.segments(added["id"]))
        ended(site, after)
        other = ask(articles.add, site, source={"text": "Hôm nay thành phố mở thêm một cầu."})
        drafted(site, other["id"])  # the queue's older entries of the job have been passed by then
        view = site.worker.job(job)
        assert (view.progress.state, view.progress.message) == ("done", "")

    def test_a_job_in_the_queue_is_cancelled_before_it_begins(
        self, site: Site, drafter: Any, bitext: Any
    ) -> None:
        drafter.gate.clear()
        ask(articles.add, site, source={"text": bitext.source})
        added = ask(articles.add, site, source={"text": "Hôm nay thành phố mở hai tuyến xe buýt."})
        waiting = site.store.latest_jobs("draft", added["id"])[added["id"]].id
        ask(jobs.cancel, site, id=waiting)
        n_batches = len(drafter.batches)
        drafter.gate.set()
        assert ended(site, waiting).progress.state == "cancelled"
        assert len(drafter.batches) <= n_batches + 1

    def test_short_work_does_not_wait_for_the_drafting(
        self, site: Site, drafter: Any, bitext: Any
    ) -> None:
        drafter.gate.clear()
        ask(articles.add, site, source={"text": bitext.source})
        site.store.add_terms([Term("sở", "department")])
        job = site.worker.submit(EXPORT, {"what": "terms", "format": "tsv"})
        assert ended(site, job).progress.state == "done"

    def test_a_job_that_ends_while_it_is_looked_at_does_not_look_abandoned(
        self, site: Site, drafter: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drafter.gate.clear()
        ask(articles.add, site, source={"text": "Hôm nay thành phố mở hai tuyến xe buýt."})
        [view] = site.worker.jobs()
        read, this_thread = site.store.job, threading.current_thread()

        def slow_to_return(job_id: int) -> Any:
            found = read(job_id)
            if threading.current_thread() is this_thread:
                drafter.gate.set()
                deadline = time.monotonic() + 20
                while site.worker._mine and time.monotonic() < deadline:
                    time.sleep(0.01)
            return found

        monkeypatch.setattr(site.store, "job", slow_to_return)
        assert site.worker.job(view.id).progress.state in ("queued", "running")
        assert site.worker.job(view.id).progress.state == "done"

    def test_an_import_goes_on_where_another_server_stopped(
        self, site: Site, drafter: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("songngu.ui.web.work.STEP", 10)
        units = [TranslationUnit(f"câu {n}", f"sentence {n}") for n in range(35)]
        data = FORMATS["tmx"].serialise(units)
        site.store.add_units(units[:10])  # what the other server had done
        dead = {"host": "elsewhere", "pid": 1}
        settings = {"what": "memory", "name": "m.tmx", "outcome": {"n_new": 10}, **dead}
        job = site.store.add_job(IMPORT, 35, settings)
        site.store.put_job_file(job, "input", JobFile("m.tmx", data))
        site.store.update_job(job, done=10, state=JobState.RUNNING)
        second = Worker(site.store, drafter)
        view = second.job(job)
        assert (view.progress.state, view.can_resume) == ("interrupted", True)
        second.resume(job)
        deadline = time.monotonic() + 20
        while second.job(job).progress.active and time.monotonic() < deadline:
            time.sleep(0.02)
        view = second.job(job)
        second.close()
        assert (view.progress.state, view.progress.done) == ("done", 35)
        assert view.settings["outcome"] == {"n_read": 35, "n_new": 35}
        assert len(site.store.units()) == 35

    def test_the_list_is_cleared_of_what_has_ended(self, site: Site, drafter: Any) -> None:
        site.store.add_terms([Term("sở", "department")])
        job = site.worker.submit(EXPORT, {"what": "terms", "format": "tsv"})
        ended(site, job)
        drafter.gate.clear()
        ask(articles.add, site, source={"text": "Hôm nay thành phố mở hai tuyến xe buýt."})
        assert ask(jobs.forget, site)["n_removed"] == 1
        assert [view["kind"] for view in ask(jobs.jobs, site)["jobs"]] == ["draft"]
        assert ask(jobs.result, site, id=job)["code"] == "not-found"
        assert ask(jobs.job, site, id=job)["code"] == "not-found"

    def test_a_job_of_a_deleted_article_is_not_continued(self, site: Site, pair: int) -> None:
        job = site.store.add_job("draft", 6, {"document": pair, "target": None})
        site.store.update_job(job, state=JobState.STOPPED)
        site.store.delete_document(pair)
        assert ask(jobs.resume, site, id=job)["code"] == "not-found"
        (shown, *_) = ask(jobs.jobs, site)["jobs"]
        assert (shown["document_id"], shown["title"]) == (None, None)

    def test_an_unknown_kind_is_refused(self, site: Site) -> None:
        with pytest.raises(ValueError, match="expected a kind of job"):
            site.worker.submit("mine-bitcoin", {})

    def test_the_remaining_time_is_told_while_it_runs(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("songngu.ui.web.work.STEP", 1)
        gate = threading.Event()
        add_units = Store.add_units

        def slowly(store: Store, units: Any) -> int:
            if len(store.units()) >= 2:
                gate.wait(20)
            return add_units(store, units)

        monkeypatch.setattr(Store, "add_units", slowly)
        units = [TranslationUnit(f"câu {n}", f"sentence {n}") for n in range(4)]
        file = JobFile("m.jsonl", FORMATS["jsonl"].serialise(units))
        job = site.worker.submit(IMPORT, {"what": "memory"}, file=file)
        deadline = time.monotonic() + 20
        while site.worker.job(job).progress.done < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        progress = site.worker.job(job).progress
        assert (progress.done, progress.total) == (2, 4)
        assert progress.remaining_s is not None
        assert progress.remaining_s > 0
        gate.set()
        assert ended(site, job).progress.remaining_s is None


class TestQuality:
    def approve(self, site: Site, document_id: int, change: Callable[[str], str]) -> None:
        for record in site.store.segments(document_id):
            assert record.draft is not None
            actions.save_post_edit(
                site.store,
                record.id,
                change(record.draft.text),
                editor="Lan",
                previous=record.revision.id if record.revision else None,
                status=Status.APPROVED,
            )

    def test_drafts_are_scored_against_the_english(self, site: Site, pair: int) -> None:
        before = ask(quality.quality, site, id=pair)
        assert (before["runs"], before["job"]) == ([], None)
        assert before["n_drafted"] == 6
        assert before["n_linked"] > 0
        assert before["n_approved"] == 0
        job = ask(quality.score, site, id=pair, against="english")["job"]
        assert ended(site, job).progress.state == "done"
        (run,) = ask(quality.quality, site, id=pair)["runs"]
        assert [score["metric"] for score in run["scores"]] == ["BLEU", "chrF2", "chrF2++", "TER"]
        assert all("version:" in score["signature"] for score in run["scores"])
        details = run["details"]
        assert "few-segments" in details["codes"]
        assert len(details["codes"]) == len(run["warnings"])
        assert len(details["segments"]) == details["n_segments"]
        assert details["drafters"] == ["fake|1"]

    def test_drafts_are_scored_against_approved_segments(self, site: Site, pair: int) -> None:
        self.approve(site, pair, lambda text: text.replace("built", "completed"))
        job = ask(quality.score, site, id=pair, against="post-edits")["job"]
        assert ended(site, job).progress.state == "done"
        (run,) = ask(quality.quality, site, id=pair)["runs"]
        metrics = {score["metric"]: score["value"] for score in run["scores"]}
        assert list(metrics) == ["HTER", "BLEU", "chrF2", "chrF2++"]
        # One word of the drafts' 79 was replaced; 5 of 6 drafts were kept.
        assert 0 < metrics["HTER"] < 3
        assert run["details"]["unchanged"] == pytest.approx(5 / 6)
        assert "identical" not in run["details"]["codes"]
        lowest = min(run["details"]["segments"], key=lambda entry: entry[1])
        records = {str(record.id): record for record in site.store.segments(pair)}
        assert "14 months" in records[str(lowest[0])].draft.text  # type: ignore[union-attr]

    def test_what_would_mislead_is_refused_with_its_reason(self, site: Site, pair: int) -> None:
        job = ask(quality.score, site, id=pair, against="post-edits", minimum="approved")["job"]
        view = ended(site, job)
        assert view.progress.state == "failed"
        assert "nothing in article" in view.progress.message
        assert ask(quality.score, site, id=pair, against="taste")["code"] == "not-found"
        assert ask(quality.score, site, id=999, against="english")["code"] == "not-found"

    def test_an_undrafted_article_has_nothing_to_score(self, site: Site, bitext: Any) -> None:
        page = actions.page_from_text(bitext.source)
        added = site.store.add_document(page.document, page.segments)
        answer = ask(quality.quality, site, id=added.id)
        assert (answer["n_drafted"], answer["n_linked"]) == (0, 0)
        with pytest.raises(NotFoundError):
            actions.scorable(site.store, 999)
