"""Every action of the page over HTTP, and as tools for assistants."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from songngu.corpora.store import open_store
from songngu.ui import actions
from songngu.ui.web.api.app import OPERATIONS, PATH, STATUS
from songngu.ui.web.screens import SCREENS
from songngu.ui.web.session import Role

PASSWORD = "ba con mèo đen"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def site(serve_page: Callable[..., Any], tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server with an editor and a reviewer, each with a client of their own."""
    tokens = {}
    with open_store(tmp_path / "articles.db") as opened:
        for name, role in [("Hà", Role.EDITOR), ("Nam", Role.REVIEWER), ("Tú", Role.ADMIN)]:
            actions.add_user(opened, name, PASSWORD, role)
            tokens[name] = actions.make_script_token(opened, name, "test").text
    served = serve_page()

    def client(name: str) -> httpx.Client:
        headers = {"authorization": f"Bearer {tokens[name]}"}
        base_url = served.url + PATH[1:]
        clients.append(httpx.Client(base_url=base_url, headers=headers, timeout=60))
        return clients[-1]

    clients: list[httpx.Client] = []
    yield SimpleNamespace(client=client, tokens=tokens, url=served.url)
    for each in clients:
        each.close()


def ok(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()


def refused(answer: httpx.Response, code: str) -> Any:
    said = answer.json()
    assert (said["code"], answer.status_code) == (code, STATUS.get(code, 422)), said
    assert said["message"]
    return said


def finished(client: httpx.Client, job: int) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = ok(client.get(f"/jobs/{job}"))
        if not found["progress"]["active"]:
            return found
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def test_an_article_from_the_pasted_page_to_approved_text(
    site: SimpleNamespace, bitext: Any
) -> None:
    editor, reviewer = site.client("Hà"), site.client("Nam")
    pages = {"source": {"text": bitext.source}, "target": {"text": bitext.target}}
    added = ok(editor.post("/articles", json=pages))
    assert added["created"] is True
    assert ok(editor.post("/articles", json=pages)) == {**added, "created": False}
    here = f"/articles/{added['id']}"
    (job,) = ok(editor.get("/jobs"))[:1]
    assert finished(editor, job["id"])["progress"]["state"] == "done"
    article = ok(editor.get(here))
    first, second, *_ = article["segments"]
    assert first["source"] == bitext.pairs[0][0]
    assert first["draft"]["text"] == bitext.pairs[0][1]
    assert article["verdict"] == "translation"
    listed = ok(editor.get("/articles", params={"search": "can tho tram bom", "paired": True}))
    assert [row["id"] for row in listed["articles"]] == [added["id"]]

    text = f"Can Tho opens its first pump. {SCRIPT}"
    save = {"text": text, "previous": None, "stay": "a"}
    url = f"/segments/{first['segment_id']}"
    saved = ok(editor.put(f"{url}/translation", json=save))
    assert (saved["text"], saved["editor"], saved["status"]) == (text, "Hà", "edited")
    conflict = refused(reviewer.put(f"{url}/translation", json={"text": "Other."}), "conflict")
    assert conflict["conflict"]["text"] == text
    approve = {"status": "approved", "previous": saved["id"]}
    assert refused(editor.put(f"{url}/status", json=approve), "forbidden")["role"] == "reviewer"
    direct = save | {"status": "approved", "previous": saved["id"]}
    refused(editor.put(f"{url}/translation", json=direct), "forbidden")
    assert ok(reviewer.put(f"{url}/status", json=approve))["status"] == "approved"
    again = {"text": "Changed.", "previous": saved["id"]}
    refused(editor.put(f"{url}/translation", json=again), "forbidden")
    refused(reviewer.put(f"{url}/translation", json=again), "protected")
    refused(editor.delete(here), "forbidden")
    aside = next(i for i, block in enumerate(article["blocks"]) if block["text"] == first["source"])
    refused(editor.patch(f"{here}/blocks/{aside}", json={"kept": False}), "forbidden")
    assert [revision["text"] for revision in ok(editor.get(f"{url}/history"))] == [text, text]
    matches = ok(editor.post("/memory/look-up", json={"text": first["source"]}))
    assert matches[0]["unit"]["target"] == text  # approving feeds the memory

    remark = ok(editor.post(f"{url}/comments", json={"text": SCRIPT}))
    assert ok(reviewer.put(f"/comments/{remark['id']}", json={}))["resolved_by"] == "Nam"
    assert [each["text"] for each in ok(editor.get(f"{url}/comments"))] == [SCRIPT]

    other = f"/segments/{second['segment_id']}"
    ok(editor.post(f"{other}/split", json={"offset": 15, "expected": second["source"]}))
    assert len(ok(editor.get(here))["segments"]) == len(article["segments"]) + 1
    state = ok(editor.get(f"{here}/undo"))
    assert state["undo"]["kind"] == "split"
    assert ok(reviewer.post(f"{here}/undo"))["kind"] != "split"  # each their own steps
    assert ok(editor.post(f"{here}/undo"))["kind"] == "split"
    assert len(ok(editor.get(here))["segments"]) == len(article["segments"])
    assert ok(editor.post(f"{here}/redo"))["kind"] == "split"
    merged = [each["segment_id"] for each in ok(editor.get(here))["segments"][1:3]]
    ok(editor.post("/segments/merge", json={"segments": merged}))
    assert ok(editor.get(here))["segments"][1]["source"] == second["source"]


def test_blocks_links_and_the_bin(site: SimpleNamespace, bitext: Any) -> None:
    editor, admin = site.client("Hà"), site.client("Tú")
    pages = {"source": {"text": bitext.source}, "target": {"text": bitext.target}}
    added = ok(editor.post("/articles", json=pages))
    here = f"/articles/{added['id']}"
    finished(editor, ok(editor.get("/jobs"))[0]["id"])
    article = ok(editor.get(here))
    aside = next(i for i, block in enumerate(article["blocks"]) if not block["kept"])
    (step,) = ok(editor.patch(f"{here}/blocks/{aside}", json={"kept": True, "kind": "paragraph"}))
    assert step["kind"] == "block"
    n_segments = len(ok(editor.get(here))["segments"])
    assert n_segments > len(article["segments"])
    ok(editor.post(f"{here}/undo"))
    change = {"text": "Một câu khác.", "expected": "what nobody read"}
    refused(editor.patch(f"{here}/blocks/0", json=change), "changed")

    target = added["target_id"]
    source_ids = [row["segment_id"] for row in article["segments"]]
    english_ids = [row["segment_id"] for row in article["english"]]
    link = {"target_id": target, "source_segments": source_ids[:2], "target_segments": []}
    ok(editor.post(f"{here}/links", json=link | {"target_segments": english_ids[:2]}))
    ok(editor.post(f"{here}/links/align", json={}))
    (explained,) = ok(editor.get(f"{here}/links/reasons", params={"segment": 3}))
    assert (explained["source"], explained["target"]) == ([3], [3])
    assert sum(reason["weight"] for reason in explained["reasons"]) > 0
    assert all(len(each["source"]) for each in ok(editor.get(f"{here}/links/reasons")))
    ok(editor.post(f"/segments/{source_ids[3]}/split", json={"offset": 42}))
    ok(editor.post(f"{here}/links/align", json={}))
    (torn,) = ok(editor.get(f"{here}/repairs"))
    assert (torn["kind"], torn["document_id"], torn["offset"]) == ("join", added["id"], 0)
    assert torn["after"] == [bitext.pairs[3][0]]
    ok(editor.post("/segments/merge", json={"segments": torn["segments"]}))
    assert ok(editor.get(f"{here}/repairs")) == []
    beads = ok(editor.get(f"{here}/links"))["alignment"]["beads"]
    assert {"source": [0, 1], "target": [0, 1], "fixed": True}.items() <= beads[0].items()
    ok(editor.post(f"{here}/links/unlink", json={"target_id": target, "segments": source_ids[:1]}))
    release = {"target_id": target, "segments": source_ids[:2]}
    ok(editor.post(f"{here}/links/release", json=release))
    found = ok(editor.get(f"{here}/proposals"))
    assert [each["document_id"] for each in found] == [target]

    assert ok(editor.put(f"{here}/assignee", json={"mine": True})) == "Hà"
    gone = ok(editor.delete(here))
    assert gone == [added["id"], target]
    refused(editor.get(here), "not-found")
    assert ok(editor.post("/articles/restore", json={"ids": gone})) == gone
    assert ok(editor.get(here))["target_id"] == target
    ok(editor.delete(here))
    refused(editor.delete("/articles/bin"), "forbidden")
    assert ok(admin.delete("/articles/bin")) == 2


def test_terms_memory_scores_and_files(site: SimpleNamespace, bitext: Any) -> None:
    editor = site.client("Hà")
    term = {"source": "trạm bơm", "target": "pumping station", "note": SCRIPT}
    added = ok(editor.post("/terms", json=term))
    assert (added["term"]["target"], added["editor"]) == ("pumping station", "Hà")
    ok(editor.put(f"/terms/{added['id']}", json=term | {"target": "pump station"}))
    found = ok(editor.get("/terms", params={"search": "tram bom"}))
    assert [(each["term"]["target"], found["n_found"]) for each in found["terms"]] == [
        ("pump station", 1)
    ]
    listed = editor.get("/terms.tsv")
    assert "trạm bơm\tpump station" in listed.text
    assert listed.headers["content-disposition"].startswith("attachment")
    refused(editor.get("/terms.exe"), "unreadable")
    assert ok(editor.delete(f"/terms/{added['id']}"))["target"] == "pump station"
    refused(editor.delete(f"/terms/{added['id']}"), "not-found")

    unit = {"source": bitext.pairs[2][0], "target": bitext.pairs[2][1]}
    assert ok(editor.post("/memory", json=unit)) == 1
    assert ok(editor.post("/memory", json=unit)) == 0
    (stored,) = ok(editor.get("/memory", params={"search": "85 billion"}))["units"]
    ok(editor.put(f"/memory/{stored['id']}", json=unit | {"target": "Another."}))
    (changed,) = ok(editor.get("/memory"))["units"]  # with a number of its own
    assert ok(editor.delete(f"/memory/{changed['id']}"))["target"] == "Another."

    pages = {"source": {"text": bitext.source}, "target": {"text": bitext.target}}
    article = ok(editor.post("/articles", json=pages))["id"]
    finished(editor, ok(editor.get("/jobs"))[0]["id"])
    run = ok(editor.post(f"/articles/{article}/scores", json={"against": "english"}))
    assert {score["metric"] for score in run["scores"]} >= {"BLEU"}
    assert all(score["signature"] for score in run["scores"])
    assert ok(editor.get(f"/articles/{article}/scores"))[0]["id"] == run["id"]
    assert ok(editor.get(f"/articles/{article}/scorable"))["n_drafted"] == len(bitext.pairs)
    units = editor.get(f"/articles/{article}/units.jsonl", params={"which": "drafts"})
    assert json.loads(units.text.splitlines()[0])["source"] == bitext.pairs[0][0]
    refused(editor.get(f"/articles/{article}/units.tmx"), "not-found")  # nothing is edited yet

    content = base64.b64encode("cầu\tbridge\n".encode()).decode()
    wanted = {"what": "terms", "name": "terms.tsv", "base64": content}
    finished(editor, ok(editor.post("/jobs/import", json=wanted))["id"])
    assert ok(editor.get("/terms"))["n_found"] == 1
    refused(editor.post("/jobs/import", json=wanted | {"base64": "%%"}), "unreadable")
    export = ok(editor.post("/jobs/export", json={"what": "terms", "format": "csv"}))
    refused(editor.get("/jobs/1000000/file"), "not-found")
    assert finished(editor, export["id"])["result"] == "songngu-terms.csv"
    assert "bridge" in editor.get(f"/jobs/{export['id']}/file").text
    assert ok(editor.delete("/jobs")) == 3
    refused(editor.get(f"/jobs/{export['id']}"), "not-found")
    hint = ok(editor.post("/segments/hints", json={"source": "Cây cầu mới"}))
    assert [each["target"] for each in hint["terms"]] == ["bridge"]
    assert hint["spans"] == [{"start": 4, "end": 7, "term": 0}]
    texts = {"source": "Giá gạo tăng.", "text": "Rice prices rose."}
    links = ok(editor.post("/segments/words", json=texts))
    assert {"source": [0, 3], "target": [5, 11]}.items() <= links[0].items()
    texts = {"source": "Có 387 hộ dân.", "text": "There are 378 households."}
    checks = ok(editor.post("/segments/check", json=texts))
    assert "number-missing" in [each["name"] for each in checks]


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/articles/0", None, "invalid"),
        ("GET", "/articles/99", None, "not-found"),
        ("GET", f"/articles/{2**63}", None, "invalid"),
        ("GET", "/articles?limit=100000", None, "invalid"),
        ("POST", "/articles", {"source": {"text": ""}}, "empty"),
        ("POST", "/articles", {"source": {"text": "Hello there, this is English."}}, None),
        ("POST", "/articles", {}, "invalid"),
        ("POST", "/segments/merge", {"segments": []}, "invalid"),
        ("PUT", "/segments/99/translation", {"text": "x"}, "not-found"),
        ("PUT", "/segments/99/translation", {"text": "x", "status": "great"}, "invalid"),
        ("PUT", "/segments/99/translation", {"text": "x" * 200_000}, "invalid"),
        ("POST", "/jobs/7/resume", None, "not-found"),
        ("POST", "/jobs/export", {"what": "memory", "format": "csv"}, "unreadable"),
        ("POST", "/articles/1/scores", {"against": "x"}, "invalid"),
        ("PUT", "/style", {"date": "day-first"}, "invalid"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_done_is_explained(
    api: httpx.Client, method: str, path: str, body: Any, code: str | None
) -> None:
    answer = api.request(method, path, json=body)
    assert 400 <= answer.status_code < 500
    said = answer.json()
    assert said["code"] == (code or said["code"])


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The API alone, without a server, on an empty database and with all rights."""
    from fastapi.testclient import TestClient

    from songngu.ui.web.api.app import build_api
    from songngu.ui.web.jobs import Worker
    from songngu.ui.web.site import Site

    with open_store(tmp_path_factory.mktemp("api") / "articles.db") as store:
        worker = Worker(store, lambda: pytest.fail("no engine is needed"))
        yield TestClient(build_api(Site(store, worker), "1.0"), raise_server_exceptions=False)
        worker.close()


#: What of the page's handlers programs call instead, by screen.
COUNTERPARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "articles": {
        "articles": ("list_articles",),
        "add": ("add_article",),
        "add_file": ("add_page",),
        "propose": ("propose_versions",),
        "pair_with": ("set_version",),
        "assign": ("assign_article",),
        "delete": ("delete_article",),
        "restore": ("restore_articles",),
        "empty_bin": ("empty_bin",),
    },
    "desk": {
        "article": ("get_article",),
        "window": ("get_article",),
        "draft": ("draft_article",),
        "pair": ("set_version",),
        "save": ("save_segment", "set_segment_status", "check_translation"),
        "helps": ("get_hints", "segment_history", "list_comments"),
        "words": ("link_words",),
        "why": ("explain_links",),
        "remark": ("add_comment",),
        "settle": ("resolve_comment",),
        "undo": ("undo",),
        "redo": ("redo",),
        "split": ("split_segment",),
        "merge": ("merge_segments",),
    },
    "clean": {
        "blocks": ("get_article",),
        "repairs": ("propose_repairs",),
        "undo": ("undo",),
        "redo": ("redo",),
        "undo_state": ("undo_state",),
        "split": ("split_segment",),
        "merge": ("merge_segments",),
        "correct": ("correct_segment",),
        "label": ("change_block",),
        "correct_block": ("change_block",),
        "cut": ("cut_block",),
        "join": ("join_blocks",),
    },
    "links": {
        "links": ("get_links", "get_article"),
        "segment": ("get_article",),
        "why": ("explain_links",),
        "undo": ("undo",),
        "redo": ("redo",),
        "undo_state": ("undo_state",),
        "split": ("split_segment",),
        "merge": ("merge_segments",),
        "correct": ("correct_segment",),
        "link": ("link_segments",),
        "unlink": ("unlink_segments",),
        "release": ("release_links",),
        "realign": ("align_article",),
    },
    "quality": {"quality": ("list_scores", "get_scorable"), "score": ("score_article",)},
    "terms": {
        "find_terms": ("list_terms",),
        "find_units": ("list_units", "look_up"),
        "counts": ("list_terms", "list_units"),
        "save_term": ("add_term", "change_term"),
        "delete_terms": ("delete_term",),
        "save_unit": ("change_unit",),
        "delete_units": ("delete_unit",),
        "restore_unit": ("add_unit",),
        "import_file": ("start_import",),
        "export_file": ("start_export", "export_terms", "export_article"),
        "job": ("get_job",),
        "result": ("get_job_file",),
    },
    "style": {
        "style": ("get_style",),
        "choose": ("choose_house_style", "forget_house_style"),
    },
    "jobs": {
        "jobs": ("list_jobs",),
        "job": ("get_job",),
        "cancel": ("cancel_job",),
        "resume": ("resume_job",),
        "forget": ("forget_jobs",),
        "result": ("get_job_file",),
    },
    "shell": {},
}
#: What a page needs and a program does not, with the reason.
OF_THE_PAGE = {
    "pulse": "tells an open page what others changed; a program reads the article again",
    "leave": "tells that a page was closed; programs are not at a segment",
    "find": "says which rows of an article to show; a program has all of them",
}


def test_whatever_the_page_does_programs_can_do() -> None:
    known = {operation.name for operation in OPERATIONS}
    for screen in SCREENS:
        mapped = COUNTERPARTS[screen.name]
        assert not mapped.keys() & OF_THE_PAGE.keys()
        found = screen.functions.keys() - OF_THE_PAGE.keys()
        assert found == mapped.keys(), f"{screen.name}: give each handler its operation, or reason"
        assert {name for names in mapped.values() for name in names} <= known
    mapped = {n for each in COUNTERPARTS.values() for names in each.values() for n in names}
    assert known - mapped == {"who_am_i"}  # the page asks /session


class TestDescription:
    def test_openapi_describes_every_operation(self, api: httpx.Client) -> None:
        described = api.get("/openapi.json").json()
        found = {
            operation["operationId"]: operation
            for path in described["paths"].values()
            for operation in path.values()
        }
        assert found.keys() == {operation.name for operation in OPERATIONS}
        for operation in found.values():
            assert len(operation["summary"]) > 10
            assert "4XX" in operation["responses"]
        assert described["info"]["version"] == "1.0"

    def test_openapi_says_how_to_sign_in(self, api: httpx.Client) -> None:
        described = api.get("/openapi.json").json()
        scheme = described["components"]["securitySchemes"]["token"]
        assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
        asked = [each["security"] for path in described["paths"].values() for each in path.values()]
        assert asked == [[{"token": []}]] * len(OPERATIONS)

    def test_the_docs_page_needs_nothing_from_elsewhere(self, api: httpx.Client) -> None:
        page = api.get("/docs").text
        assert "https://" not in page
        assert "//cdn" not in page
        assert api.get("/static-offline-docs/swagger-ui-bundle.js").status_code == 200

    def test_docs_name_every_operation(self) -> None:
        manual = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
        missing = [o.path for o in OPERATIONS if f"{o.method} {o.path}" not in manual]
        assert missing == []

    def test_every_parameter_has_a_type(self) -> None:
        for operation in OPERATIONS:
            site, *parameters = inspect.signature(operation.function).parameters.values()
            assert site.annotation == "Site"
            assert all(each.annotation is not inspect.Parameter.empty for each in parameters)


def test_no_answer_is_kept_on_the_way(site: SimpleNamespace) -> None:
    client = site.client("Hà")
    for path in ("/me", "/articles", "/articles/99", "/terms.tsv", "/openapi.json"):
        assert client.get(path).headers.get_list("cache-control") == ["no-store"], path
    refused = httpx.get(f"{site.url}api/v1/me")
    assert refused.status_code == 401
    assert refused.headers.get_list("cache-control") == ["no-store"]


def test_assistants_get_the_same_as_tools(site: SimpleNamespace, bitext: Any) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def talk(name: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
        headers = {"authorization": f"Bearer {site.tokens[name]}"}
        where = f"{site.url}tools/gradio_api/mcp/"
        answers: list[Any] = []
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as client,
            streamable_http_client(where, http_client=client) as (reading, writing, _),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert {each.name for each in tools} == {o.name for o in OPERATIONS if o.tool}
            assert all(each.description for each in tools)
            for called, arguments in calls:
                result = await session.call_tool(called, arguments)
                answers.append(json.loads(result.content[0].text))  # type: ignore[union-attr]
        return answers

    me, added = asyncio.run(
        talk("Hà", ("who_am_i", {}), ("add_article", {"source": {"text": bitext.source}}))
    )
    assert me["result"] == {"name": "Hà", "role": "editor"}
    article = added["result"]["id"]
    segment = ok(site.client("Hà").get(f"/articles/{article}"))["segments"][0]["segment_id"]
    text = {"segment_id": segment, "text": f"Pumps. {SCRIPT}"}
    saved, approved, unknown, wrong = asyncio.run(
        talk(
            "Hà",
            ("save_segment", text),
            ("set_segment_status", {"segment_id": segment, "status": "approved"}),
            ("get_article", {"article_id": 99}),
            ("get_article", {"article_id": -1}),
        )
    )
    assert (saved["result"]["text"], saved["result"]["editor"]) == (text["text"], "Hà")
    assert (approved["ok"], approved["code"]) == (False, "forbidden")
    assert unknown["code"] == "not-found"
    assert wrong["code"] == "unreadable"
    previous = {"previous": saved["result"]["id"], "status": "approved"}
    (done,) = asyncio.run(talk("Nam", ("set_segment_status", {"segment_id": segment, **previous})))
    assert (done["result"]["status"], done["result"]["editor"]) == ("approved", "Nam")
    stranger = httpx.post(f"{site.url}tools/gradio_api/mcp/", json={})
    assert stranger.status_code == 401
