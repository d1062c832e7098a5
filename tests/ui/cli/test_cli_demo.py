"""The demo run and the server, each in a process of its own and with a quick drafter."""

from __future__ import annotations

import re
import signal
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.formats import FORMATS
from songngu.corpora.store import open_store
from songngu.ui.actions import read_page
from songngu.ui.demo import ENGLISH, RELATED, SOURCE, sample

FILES = {f"{kind}.{name}" for kind in ("drafts", "aligned") for name in ("tsv", "jsonl", "tmx")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in FILES}


@pytest.fixture
def knowing(engine: Any) -> Any:
    """The engine, which knows the English version of the sample by heart."""
    vi, en = (read_page(sample(name), name=name).texts for name in (SOURCE, ENGLISH))
    # The English writer made two sentences of the fifth.
    engine.table = dict(zip(vi, [*en[:4], f"{en[4]} {en[5]}", *en[6:]], strict=True))
    return engine


def test_demo_does_the_whole_job_and_may_be_run_again(run, knowing, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    first = run("demo", "--out", out, "--no-serve")
    assert first.code == 0
    for stage in ("ingest", "draft", "align, evaluate", "export"):
        assert stage in first.err
    assert f"Compared with {ENGLISH}: translation\n" in first.out
    assert "The English text is a translation of the article." in first.out
    assert re.search(r"BLEU +100\.0 .*matching word sequences; higher is better", first.out)
    assert f"Compared with {RELATED}: " in first.out
    assert "No score: " in first.out
    assert f"Read first: {out / 'report.html'}" in first.out
    written = contents(out)
    assert set(written) == FILES
    n_segments = len(knowing.table)
    assert len(knowing.drafted) == n_segments
    for name, data in written.items():
        units = FORMATS[name.rpartition(".")[2]].parse(data, name=name)
        assert [(unit.source, unit.target) for unit in units] == list(knowing.table.items())
    report = (out / "report.html").read_text(encoding="utf-8")
    assert report.count("<h2") >= 2

    value = run("demo", "--out", out, "--no-serve", "--json").json()
    assert len(knowing.drafted) == n_segments == value["n_segments"]
    assert contents(out) == written
    true, related = value["pairs"]
    assert (true["english"], true["verdict"], true["refused"]) == (ENGLISH, "translation", None)
    assert true["evaluation"]["scores"][0]["value"] == pytest.approx(100)
    assert related["english"] == RELATED
    assert related["verdict"] in ("same-topic", "unrelated")
    assert related["evaluation"] is None
    assert related["refused"]
    with open_store(out / "songngu.db") as store:
        assert len(store.documents()) == 3
        stored = store.alignment(value["article"])
        assert stored is not None
        assert stored.target_id == true["article"]


def test_demo_goes_on_after_ctrl_c(run, knowing, tmp_path: Path) -> None:
    knowing.interrupt_after = 5
    result = run("demo", "--out", tmp_path / "demo", "--no-serve")
    assert (result.code, result.out) == (130, "")
    assert "is saved in" in result.err
    knowing.interrupt_after = None
    assert run("demo", "--out", tmp_path / "demo", "--no-serve").code == 0
    assert sorted(knowing.drafted) == sorted(knowing.table)


def test_samples_are_packed_and_are_what_they_say() -> None:
    assert all(len(sample(name)) > 1000 for name in (SOURCE, ENGLISH, RELATED))


def test_demo_into_a_file_is_refused(run, tmp_path: Path, engine) -> None:
    target = tmp_path / "taken"
    target.write_text("mine", encoding="utf-8")
    result = run("demo", "--out", target, "--no-serve")
    assert result.code != 0
    assert target.read_text(encoding="utf-8") == "mine"
    assert engine.names == []


def test_demo_serves_afterwards_and_ends_with_ctrl_c(process, tmp_path: Path) -> None:
    running = process("demo", "--out", tmp_path / "demo", "--port", 0)
    assert running.stderr is not None
    seen = ""
    while " on http://" not in seen:
        seen = running.stderr.readline().decode()
        assert seen, running.communicate()
    url = seen.split(" on ")[1].split()[0]
    with urllib.request.urlopen(url, timeout=60) as answer:
        assert answer.status == 200
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert b"stopped; all edits are saved in" in err
    assert b"Traceback" not in err


def test_serve_gives_its_address_as_json(run, engine, database: Path, monkeypatch) -> None:
    asked = {}

    def serve(store_url, host, port, *, drafter_factory, style, ready, address) -> None:
        asked.update(
            store=store_url,
            host=host,
            port=port,
            drafter=drafter_factory(),
            style=style,
            address=address,
        )
        ready("http://127.0.0.1:8123/")

    monkeypatch.setattr("songngu.ui.web.app.serve", serve)
    result = run("serve", "--port", 8123, "--engine", "hf:a/b", "--json")
    assert result.json() == {"url": "http://127.0.0.1:8123/", "store": str(database)}
    assert (asked["store"], asked["host"], asked["port"]) == (str(database), "127.0.0.1", 8123)
    assert (asked["drafter"], engine.names) == (engine, ["hf:a/b"])
    assert asked["style"].given is None
    run("serve", "--style", "spelling=en-GB", "--json")
    assert asked["style"].given.spelling == "en-GB"


def test_a_taken_port_is_told_at_once(process, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in (["serve"], ["demo", "--out", tmp_path / "demo"]):
            running = process(*command, "--port", port, stdout=subprocess.PIPE)
            out, err = running.communicate(timeout=60)
            assert (running.returncode, out) == (1, b"")
            assert str(port) in err.decode()
            assert err.startswith(b"songngu: ")
    assert not (tmp_path / "demo").exists()
