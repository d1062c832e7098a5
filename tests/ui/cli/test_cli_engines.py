"""What is said about the engine on the command line, and what reaches it."""

from __future__ import annotations

from typing import Any

import pytest

from songngu.corpora.types import Draft
from songngu.translate import Drafter
from songngu.translate.endpoint import EndpointSettings


class Constant(Drafter):
    signature = "constant|1"

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None, **_):
        return [Draft("Prices rose.", 0.5, (), "constant|1") for _ in texts]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What engines were loaded with."""
    calls: list[dict[str, Any]] = []

    def load(name: str, **options: Any) -> Drafter:
        calls.append({"name": name, **options})
        return Constant()

    monkeypatch.setattr("songngu.translate.load_drafter", load)
    monkeypatch.delenv("SONGNGU_ENDPOINT", raising=False)
    return calls


def test_the_device_reaches_the_engine(run, pages, asked) -> None:
    assert run("draft", pages.vi, "--device", "cpu", "--threads", "3").code == 0
    assert (asked[0]["name"], asked[0]["device"], asked[0]["threads"]) == ("embedded", "cpu", 3)
    assert run("draft", pages.vi).code == 0
    assert asked[1]["device"] == "auto"


def test_the_beam_reaches_the_engine(run, pages, asked) -> None:
    assert run("draft", pages.vi, "--beam", "1").code == 0
    assert run("draft", pages.vi).code == 0
    assert [each["beam_size"] for each in asked] == [1, 4]
    assert run("draft", pages.vi, "--beam", "0").code == 2


def test_raw_drafts_are_asked_for(run, pages, asked) -> None:
    from songngu.translate.faithful import RAW

    assert run("draft", pages.vi, "--raw").code == 0
    assert run("draft", pages.vi).code == 0
    assert [each["faithful"] for each in asked] == [RAW, None]


def test_an_unknown_device_is_not_understood(run, pages, asked) -> None:
    result = run("draft", pages.vi, "--device", "tpu")
    assert result.code == 2
    assert "'auto', 'cpu', 'cuda'" in result.err


def test_the_endpoint_and_its_settings_reach_the_engine(run, pages, asked) -> None:
    url = "http://127.0.0.1:11434/v1"
    result = run(
        "draft", pages.vi, "--engine", "openai:tiny", "--endpoint", url,
        "--endpoint-setting", "timeout=9", "--endpoint-setting", "segments=2",
    )  # fmt: skip
    assert result.code == 0, result.err
    assert asked[0]["name"] == "openai:tiny"
    assert asked[0]["endpoint"] == EndpointSettings(url, timeout=9, segments=2)


def test_align_asks_the_endpoint_as_well(run, pages, asked) -> None:
    url = "http://127.0.0.1:11434/v1"
    result = run("align", pages.vi, pages.en, "--drafts", "openai:tiny", "--endpoint", url)
    assert result.code == 0, result.err
    assert asked[0]["name"] == "openai:tiny"
    assert asked[0]["endpoint"] == EndpointSettings(url)


def test_an_endpoint_belongs_to_its_engine(run, pages, asked) -> None:
    result = run("draft", pages.vi, "--endpoint", "http://127.0.0.1:11434/v1")
    assert result.code == 2
    assert "belong to an engine openai:MODEL, not embedded" in result.err
    assert not asked


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "needs the address of its endpoint: give --endpoint URL"),
        (["--endpoint", "localhost:8000"], "is no address of an endpoint"),
        (["--endpoint", "http://a.example/v1", "--endpoint-setting", "tempo=3"], "setting 'tempo'"),
    ],
)
def test_what_is_missing_or_wrong_is_said_before_anything_is_drafted(
    run, pages, asked, options, message
) -> None:
    result = run("draft", pages.vi, "--engine", "openai:tiny", *options)
    assert result.code == 1
    assert message in result.err
    assert not asked


def test_serve_says_at_once_what_is_wrong(run, asked) -> None:
    result = run("serve", "--engine", "openai:tiny")
    assert result.code == 1
    assert "needs the address of its endpoint" in result.err
