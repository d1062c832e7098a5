"""The script that scores the newsroom set, on drafts that are there already."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from songngu.corpora.types import Draft

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(BENCHMARKS / "newsroom.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


@pytest.fixture
def drafts(tmp_path):
    """The faithful translations as drafts, the first of dev without its first letters."""
    rows = [
        {"id": each["id"], "source": each["source"], "draft": each["english"], "engine": "hand"}
        for part in ("dev", "test")
        for each in tomllib.loads((BENCHMARKS / "newsroom" / f"{part}.toml").read_text("utf-8"))[
            "sentence"
        ]
    ]
    rows[0]["draft"] = "On the morning of November 4, a police officer spoke."
    path = tmp_path / "drafts.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_both_parts_are_counted(drafts):
    told = json.loads(run("--drafts", drafts, "--json").stdout)
    assert told["engine"] == "hand"
    assert told["test"]["all"]["share"] == 1
    assert told["dev"]["sentences"]["right"] == told["dev"]["sentences"]["total"] - 1
    for name in ("name", "rank", "place", "all"):
        assert (
            told["both"][name]["total"] == told["dev"][name]["total"] + told["test"][name]["total"]
        )
    assert told["dev"]["date"]["share"] == 1
    assert told["dev"]["name"]["share"] < 1


def test_what_is_wrong_is_listed_for_dev_only(drafts):
    result = run("--drafts", drafts, "--part", "dev", "--wrong")
    assert "name: Nguyễn Văn Hưng" in result.stdout
    assert "goal" in result.stdout
    refused = run("--drafts", drafts, "--part", "test", "--wrong")
    assert refused.returncode == 1
    assert "nothing is tuned on test" in refused.stderr


def test_drafts_of_other_sentences_are_refused(drafts):
    lines = drafts.read_text("utf-8").splitlines()
    drafts.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    refused = run("--drafts", drafts, "--part", "test")
    assert refused.returncode == 1
    assert "make the drafts again" in refused.stderr
    assert run("--drafts", drafts, "--part", "dev").returncode == 0


class Counting:
    """Says nothing, in an order of its own, and counts how often it is asked."""

    signature = "counting"

    def __init__(self, stop_after):
        self.asked = 0
        self.stop_after = stop_after

    def draft_iter(self, texts, *, terms=()):
        for index in reversed(range(len(texts))):
            if self.asked == self.stop_after:
                raise KeyboardInterrupt
            self.asked += 1
            yield index, Draft(f"Draft of {texts[index]}", 1.0, (), self.signature)


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    spec = importlib.util.spec_from_file_location("newsroom_script", BENCHMARKS / "newsroom.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.modules.pop("engine_options", None)


def test_an_interrupted_run_goes_on_where_it_was(script, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.jsonl"
    arguments = ["newsroom.py", "--engine", "x", "--part", "dev", "--every", "10"]
    monkeypatch.setattr(sys, "argv", [*arguments, "--out", str(out), "--json"])
    first, second = Counting(5), Counting(-1)
    monkeypatch.setattr(script, "open_drafter", lambda options: first)
    with pytest.raises(KeyboardInterrupt):
        script.main()
    with out.open("a", encoding="utf-8") as file:
        file.write('{"id": "cut off in the mid')
    monkeypatch.setattr(script, "open_drafter", lambda options: second)
    assert script.main() == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == first.asked + second.asked
    assert first.asked == 5
    assert all(row["draft"] == f"Draft of {row['source']}" for row in rows)
    assert json.loads(capsys.readouterr().out)["dev"]["sentences"]["total"] == len(rows)


def test_a_file_of_another_engine_is_left_alone(script, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.jsonl"
    row = {"id": "dev-police-01", "source": "x", "draft": "y", "engine": "another"}
    out.write_text(json.dumps(row) + "\n", "utf-8")
    monkeypatch.setattr(sys, "argv", ["newsroom.py", "--engine", "x", "--out", str(out)])
    monkeypatch.setattr(script, "open_drafter", lambda options: Counting(-1))
    assert script.main() == 1
    assert "holds drafts of another, expected counting" in capsys.readouterr().err
    assert json.loads(out.read_text("utf-8")) == row
