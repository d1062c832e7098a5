"""Ctrl-C in the middle of drafting: exit code 130, a sentence on what was saved, nothing lost."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.store import open_store
from songngu.corpora.types import Draft


def wait_for_lines(path: Path, n_lines: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if path.exists() and len(path.read_text(encoding="utf-8").splitlines()) >= n_lines:
            return
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    raise TimeoutError(f"{path} has not {n_lines} lines")


def stored_drafts(database: Path) -> list[str | None]:
    with open_store(database) as store:
        return [r.draft.text if r.draft is not None else None for r in store.segments(1)]


def test_ctrl_c_keeps_what_was_drafted_and_the_same_command_goes_on(
    process, pages, database: Path, tmp_path: Path
) -> None:
    log = tmp_path / "drafted.log"
    running = process("draft", pages.vi, "--save", "--json", delay_s=0.2)
    wait_for_lines(log, 3, running)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == b""
    n_segments = len(pages.pairs)
    saved = [draft for draft in stored_drafts(database) if draft is not None]
    assert f"{len(saved)} of {n_segments} drafts of article:1 are saved" in err.decode()
    assert 2 <= len(saved) < n_segments
    assert b"Traceback" not in err

    again = process("draft", pages.vi, "--save", "--json")
    out, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    drafts = [segment["draft"] for segment in json.loads(out)["segments"]]
    assert drafts == [f"Draft of {vi}" for vi, _ in pages.pairs]
    attempts = log.read_text(encoding="utf-8").splitlines()
    assert set(attempts) == {vi for vi, _ in pages.pairs}
    # The one segment that was in the works when the signal came may have been tried twice.
    assert len(attempts) <= n_segments + 1


def test_ctrl_c_without_save_puts_the_drafts_into_the_database(
    process, pages, database: Path, tmp_path: Path
) -> None:
    running = process("draft", pages.vi, "--json", delay_s=0.2)
    wait_for_lines(tmp_path / "drafted.log", 3, running)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (130, b"")
    saved = [draft for draft in stored_drafts(database) if draft is not None]
    assert len(saved) >= 2
    assert "songngu draft article:1 goes on from there" in err.decode()
    again = process("draft", "article:1")
    out, _ = again.communicate(timeout=60)
    assert out.decode().splitlines() == [f"Draft of {vi}" for vi, _ in pages.pairs]


def test_ctrl_c_while_aligning_keeps_the_drafts(run, pages, engine, database: Path) -> None:
    engine.interrupt_after = 4
    result = run("align", pages.vi, pages.en)
    assert (result.code, result.out) == (130, "")
    assert "4 of 6 drafts of article:1 are saved" in result.err
    assert sum(draft is not None for draft in stored_drafts(database)) == 4


def test_ctrl_c_before_anything_was_done(run, pages, engine) -> None:
    engine.interrupt_after = 0
    result = run("draft", pages.vi)
    assert (result.code, result.out) == (130, "")
    assert "nothing was saved" in result.err


def test_a_failing_engine_keeps_what_was_drafted(run, pages, engine, database: Path) -> None:
    engine.fail_on = pages.pairs[3][0]
    with pytest.raises(RuntimeError, match="the engine broke"):
        run("draft", pages.vi, "--save")
    assert [draft is not None for draft in stored_drafts(database)] == [True] * 3 + [False] * 3
    engine.fail_on = None
    assert run("draft", "article:1").code == 0
    assert sorted(engine.drafted) == sorted(vi for vi, _ in pages.pairs)


def test_a_failing_engine_without_save_leaves_its_drafts_in_the_database(
    run, pages, engine, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(texts, *, terms=(), matches=None):
        for index, text in enumerate(texts):
            if index == 3:
                raise EngineError("the account is empty")
            yield index, Draft(f"Draft of {text}", 0.5, (), engine.signature)

    monkeypatch.setattr(engine, "draft_iter", give_up)
    result = run("draft", pages.vi)
    assert (result.code, result.out) == (1, "")
    assert "the account is empty" in result.err
    assert "3 of 6 drafts of article:1 are saved" in result.err
    assert "songngu draft article:1 goes on from there" in result.err
    monkeypatch.undo()
    assert [draft is not None for draft in stored_drafts(database)] == [True] * 3 + [False] * 3


def test_a_page_whose_drafts_are_all_empty_is_not_drafted(
    run, pages, engine, database: Path, tmp_path: Path
) -> None:
    engine.table = dict.fromkeys(engine.table, "")
    result = run("draft", pages.vi)
    assert (result.code, result.out) == (1, "")
    assert "drafts of all 6 segments came back empty" in result.err
    assert "are saved" not in result.err
    batch = ("batch", pages.vi, "--out", tmp_path / "out", "--json")
    for _ in range(2):
        value = run(*batch).json()
        assert (value["n_done"], value["n_skipped"], len(value["failed"])) == (0, 0, 1)
    assert run("draft", pages.vi, "--save").code == 1
    engine.table = dict(pages.pairs)
    assert run(*batch).json()["n_done"] == 1
    assert run("draft", "article:1", "--scope", "missing").code == 0
    assert stored_drafts(database) == [en for _, en in pages.pairs]


def test_progress_is_on_standard_error_only(process, pages) -> None:
    running = process("draft", pages.vi, "--json")
    out, err = running.communicate(timeout=60)
    assert running.returncode == 0
    assert len(json.loads(out)["segments"]) == len(pages.pairs)
    assert re.search(r"drafting.*segment", err.decode())


def test_ctrl_c_during_a_batch_and_the_rest_afterwards(process, bitext, tmp_path: Path) -> None:
    folder, out, log = tmp_path / "in", tmp_path / "out", tmp_path / "drafted.log"
    folder.mkdir()
    for number in range(4):
        (folder / f"page{number}.txt").write_text(bitext.source, encoding="utf-8")
    running = process("batch", folder, "--out", out, "--json", delay_s=0.1)
    wait_for_lines(log, 2 * len(bitext.pairs) + 2, running)
    running.send_signal(signal.SIGINT)
    stdout, err = running.communicate(timeout=60)
    assert (running.returncode, stdout) == (130, b"")
    assert "2 of 4 pages are finished" in err.decode()
    again = process("batch", folder, "--out", out, "--json")
    stdout, _ = again.communicate(timeout=60)
    assert again.returncode == 0
    value = json.loads(stdout)
    assert (value["n_inputs"], value["n_done"], value["n_skipped"]) == (4, 2, 2)
    assert sorted(path.name for path in out.glob("*.json")) == [f"page{n}.json" for n in range(4)]
