"""The command line, in this process and in processes of its own, with a quick engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from songngu.corpora.types import Draft
from songngu.translate import Drafter

# A drafter for processes of their own: as slow as asked for, and it counts what it drafts in a
# file, so that work done twice shows.
SCRIPT = """
import os, sys, time
import songngu.translate
from songngu.corpora.types import Draft

class Slow(songngu.translate.Drafter):
    signature = "slow|1"

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None):
        drafts = dict(self.draft_iter(texts))
        return [drafts[i] for i in range(len(texts))]

    def draft_iter(self, texts, *, terms=(), matches=None):
        for index, text in enumerate(texts):
            time.sleep(float(os.environ.get("DELAY_S", "0")))
            with open(os.environ["DRAFTED"], "a", encoding="utf-8") as log:
                log.write(text + "\\n")
            yield index, Draft(f"Draft of {text}", 0.5, (), self.signature)

songngu.translate.load_drafter = lambda *args, **kwargs: Slow()
from songngu.ui.cli import main
main()
"""


class LookUpDrafter(Drafter):
    """Drafts from a table; what it does not know it numbers by length."""

    signature = "look-up|1"

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        self.drafted: list[str] = []
        self.names: list[str] = []
        self.fail_on: str | None = None
        self.interrupt_after: int | None = None

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Any = (),
        matches: Any = None,
        progress: Callable[[int], None] | None = None,
    ) -> list[Draft]:
        return [draft for _, draft in self.draft_iter(texts)]

    def draft_iter(
        self, texts: Sequence[str], *, terms: Any = (), matches: Any = None
    ) -> Iterator[tuple[int, Draft]]:
        for index, text in enumerate(texts):
            if self.interrupt_after is not None and len(self.drafted) >= self.interrupt_after:
                raise KeyboardInterrupt
            if self.fail_on is not None and self.fail_on in text:
                raise RuntimeError("the engine broke")
            self.drafted.append(text)
            found = self.table.get(text, f"A sentence of {len(text)} characters.")
            yield index, Draft(found, 0.75, (), self.signature)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, bitext: SimpleNamespace) -> LookUpDrafter:
    """Every engine that is asked for is this one."""
    drafter = LookUpDrafter(dict(bitext.pairs))

    def load(name: str = "embedded", **settings: Any) -> LookUpDrafter:
        drafter.names.append(name)
        return drafter

    monkeypatch.setattr("songngu.translate.load_drafter", load)
    return drafter


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that commands use when none is named."""
    path = tmp_path / "store" / "articles.db"
    monkeypatch.setenv("SONGNGU_STORE", str(path))
    return path


@pytest.fixture
def run(database: Path) -> Callable[..., SimpleNamespace]:
    """Run a command in this process: ``code``, ``out``, ``err``, and ``json()`` of the output."""

    def run_command(*args: str | Path, stdin: str | bytes | None = None) -> SimpleNamespace:
        from songngu.ui.cli import songngu

        result = CliRunner().invoke(songngu, [str(arg) for arg in args], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return SimpleNamespace(
            code=result.exit_code,
            out=result.stdout,
            err=result.stderr,
            json=lambda: json.loads(result.stdout),
        )

    return run_command


@pytest.fixture
def pages(tmp_path: Path, bitext: SimpleNamespace) -> SimpleNamespace:
    """``vi`` and ``en``: files with the sample page and its English version."""
    folder = tmp_path / "pages"
    folder.mkdir()
    vi, en = folder / "page.vi.txt", folder / "page.en.txt"
    vi.write_text(bitext.source, encoding="utf-8")
    en.write_text(bitext.target, encoding="utf-8")
    return SimpleNamespace(folder=folder, vi=vi, en=en, pairs=bitext.pairs)


@pytest.fixture
def process(tmp_path: Path, database: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start the command line in a process of its own, with a drafter that takes its time."""
    script = tmp_path / "songngu_slow.py"
    script.write_text(SCRIPT, encoding="utf-8")
    started: list[subprocess.Popen[bytes]] = []

    def start(
        *args: str | Path, delay_s: float = 0.0, wrapper: Sequence[str] = (), **options: Any
    ) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DELAY_S": str(delay_s),
            "DRAFTED": str(tmp_path / "drafted.log"),
        }
        options = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **options,
        }
        command = [*wrapper, sys.executable, str(script), *map(str, args)]
        started.append(subprocess.Popen(command, env=environment, **options))
        return started[-1]

    yield start
    for each in started:
        if each.poll() is None:
            each.kill()
        each.communicate()
