"""The script that scores the newsroom set, on drafts that are there already."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

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
