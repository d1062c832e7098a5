"""``songngu align --rescore``: who may be asked about links that are open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from songngu.corpora.errors import EngineError, InputError
from songngu.ui.actions.rescoring import open_scorers


@pytest.fixture
def segmented(tmp_path: Path, bitext) -> tuple[Path, Path]:
    vi, en = tmp_path / "page.vi", tmp_path / "page.en"
    vi.write_text("\n".join(source for source, _ in bitext.pairs), encoding="utf-8")
    en.write_text("\n".join(target for _, target in bitext.pairs), encoding="utf-8")
    return vi, en


def test_the_engine_is_asked_and_named(run, engine, segmented, bitext, monkeypatch) -> None:
    asked: list[tuple[str, str]] = []

    def log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        asked.extend(pairs)
        return [-1.0 if pair in bitext.pairs else -4.0 for pair in pairs]

    monkeypatch.setattr(type(engine), "log_probabilities", log_probabilities, raising=False)
    monkeypatch.setattr("songngu.align.rescoring.OPEN", (-1.0, 2.0))  # all links are open
    vi, en = segmented
    result = run("align", "--segmented", vi, en, "--no-drafts", "--rescore", "engine", "--json")
    assert result.code == 0, result.err
    assert result.json()["signature"].endswith("|scorer:probability:look-up|1")
    assert engine.names == ["embedded"]
    assert engine.drafted == []
    assert set(bitext.pairs) <= set(asked)
    assert {("", target) for _, target in bitext.pairs} <= set(asked)


def test_without_the_option_nobody_is_asked(run, engine, segmented) -> None:
    result = run("align", "--segmented", *segmented, "--no-drafts", "--json")
    assert "scorer:" not in result.json()["signature"]
    assert engine.names == []


def test_an_engine_that_cannot_score_is_refused(run, engine, segmented) -> None:
    result = run("align", "--segmented", *segmented, "--no-drafts", "--rescore", "engine")
    assert result.code == 1
    assert "The engine look-up drafts but cannot score" in result.err


@pytest.mark.parametrize("name", ["", "sources", "sources:", "targets:LaBSE", "Engine"])
def test_a_name_that_means_nothing_is_refused(name) -> None:
    with pytest.raises(InputError, match=r"expected 'engine', 'sources:ENCODER' or"):
        open_scorers([name], lambda: pytest.fail("no engine was asked for"))


def test_an_encoder_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(EngineError, match="There is no folder"):
        open_scorers([f"drafts:{tmp_path / 'none'}"], lambda: pytest.fail("no engine"))
