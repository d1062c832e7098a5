"""The benchmark runs as its page says, and fails when a score differs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "published_scores.py"
SYSTEMS = ("google", "microsoft", "bergamot-tiny", "nllb", "opusmt")


@pytest.fixture
def folder(tmp_path, texts):
    sides = {"vi": texts.sources, "en": texts.references}
    sides |= {f"{system}.en": texts.good for system in SYSTEMS}
    for name, lines in sides.items():
        # A line separator inside a line must not shift what follows.
        kept = [lines[0].replace(" ", "\u2028", 1), *lines[1:]]
        (tmp_path / f"flores-dev.{name}").write_text("\n".join(kept) + "\n", "utf-8")
    return tmp_path


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_other_scores_than_the_published_ones_are_told(folder):
    result = run("--folder", folder, "--metrics", "BLEU", "--warnings")
    assert result.returncode == 1, result.stderr
    lines = result.stdout.splitlines()
    table = [line.split() for line in lines if line.split()[0] in SYSTEMS]
    assert [row[0] for row in table] == list(SYSTEMS)
    assert {row[3] for row in table} == {"NO"}
    assert "few-segments: Only 12 segments were scored." in result.stdout
    assert lines[-1].startswith("nrefs:1|bs:1000|seed:12345|case:mixed|eff:no|tok:13a")


def test_the_folder_is_asked_for():
    assert run().returncode == 2
