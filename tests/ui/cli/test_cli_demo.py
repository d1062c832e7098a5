"""The demo run and the server, each in a process of its own and with a quick drafter."""

from __future__ import annotations

import json
import signal
import subprocess
import urllib.request
from pathlib import Path

from songngu.corpora.formats import FORMATS
from songngu.corpora.store import open_store
from songngu.ui.demo import ENGLISH, RELATED, SOURCE, sample

FILES = {f"{kind}.{name}" for kind in ("drafts", "aligned") for name in ("tsv", "jsonl", "tmx")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in FILES}


def test_demo_does_the_whole_job_and_may_be_run_again(process, tmp_path: Path) -> None:
    out, log = tmp_path / "demo", tmp_path / "drafted.log"
    first = process("demo", "--out", out, "--no-serve")
    stdout, stderr = first.communicate(timeout=120)
    assert first.returncode == 0, stderr.decode()
    for stage in ("ingest", "draft", "align, evaluate", "export"):
        assert stage in stderr.decode()
    assert ENGLISH in stdout.decode()
    assert RELATED in stdout.decode()
    assert "refused:" in stdout.decode()
    written = contents(out)
    assert set(written) == FILES
    n_segments = len(log.read_text(encoding="utf-8").splitlines())
    for name, data in written.items():
        chosen = FORMATS[name.rpartition(".")[2]]
        units = chosen.parse(data, name=name)
        assert (len(units) == n_segments) if name.startswith("drafts") else units
    report = (out / "report.html").read_text(encoding="utf-8")
    assert report.count("<h2") >= 2

    again = process("demo", "--out", out, "--no-serve", "--json")
    stdout, _ = again.communicate(timeout=120)
    assert again.returncode == 0
    value = json.loads(stdout)
    assert len(log.read_text(encoding="utf-8").splitlines()) == n_segments
    assert value["n_segments"] == n_segments
    assert contents(out) == written
    true, related = value["pairs"]
    assert (true["english"], true["verdict"]) == (ENGLISH, "translation")
    assert related["english"] == RELATED
    assert related["verdict"] in ("same-topic", "unrelated")
    assert related["evaluation"] is None
    assert related["refused"]
    with open_store(out / "songngu.db") as store:
        assert len(store.documents()) == 3
        stored = store.alignment(value["article"])
        assert stored is not None
        assert stored.target_id == true["article"]


def test_demo_goes_on_after_ctrl_c(process, tmp_path: Path) -> None:
    out, log = tmp_path / "demo", tmp_path / "drafted.log"
    running = process("demo", "--out", out, "--no-serve", delay_s=0.1)
    while not log.exists() or len(log.read_text(encoding="utf-8").splitlines()) < 3:
        assert running.poll() is None, running.communicate()
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "is saved in" in err.decode()
    again = process("demo", "--out", out, "--no-serve")
    assert again.wait(timeout=120) == 0
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= len(set(lines)) + 1


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

    def serve(store_url, host, port, *, drafter_factory, ready) -> None:
        asked.update(store=store_url, host=host, port=port, drafter=drafter_factory())
        ready("http://127.0.0.1:8123/")

    monkeypatch.setattr("songngu.ui.web.app.serve", serve)
    result = run("serve", "--port", 8123, "--engine", "hf:a/b", "--json")
    assert result.json() == {"url": "http://127.0.0.1:8123/", "store": str(database)}
    assert (asked["store"], asked["host"], asked["port"]) == (str(database), "127.0.0.1", 8123)
    assert (asked["drafter"], engine.names) == (engine, ["hf:a/b"])


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
