"""Which device is taken when: with pretended graphics cards."""

from __future__ import annotations

from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import device, load_drafter
from songngu.translate.device import Placement, choose_device, place_ctranslate2


@pytest.mark.parametrize(
    ("asked", "cards", "expected"),
    [
        ("auto", 0, "cpu"),
        ("auto", 1, "cuda"),
        ("auto", 4, "cuda"),
        ("cpu", 0, "cpu"),
        ("cpu", 2, "cpu"),
        ("cuda", 1, "cuda"),
    ],
)
def test_the_card_is_taken_where_there_is_one_unless_the_processor_is_asked_for(
    asked: str, cards: int, expected: str
) -> None:
    assert choose_device(asked, lambda: cards, "embedded") == expected


def test_a_card_that_is_not_there_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(EngineError, match=r"hf:a/b .*finds none.*nvidia-smi.*--device auto"):
        choose_device("cuda", lambda: 0, "hf:a/b")


def test_cards_are_not_looked_for_where_the_processor_is_asked_for() -> None:
    assert choose_device("cpu", lambda: pytest.fail("looked"), "embedded") == "cpu"


@pytest.mark.parametrize(
    ("cards", "supported", "expected"),
    [
        (0, {"int8", "float32"}, Placement("cpu", "int8")),
        (0, {"float32"}, Placement("cpu", "float32")),
        (1, {"int8", "float16", "float32"}, Placement("cuda", "float16")),
        (1, {"int8", "bfloat16", "float32"}, Placement("cuda", "bfloat16")),
        (1, {"float32"}, Placement("cuda", "float32")),
    ],
)
def test_the_arithmetic_is_the_fastest_good_one_of_the_device(
    monkeypatch: pytest.MonkeyPatch, cards: int, supported: set[str], expected: Placement
) -> None:
    import ctranslate2

    monkeypatch.setattr(device, "ctranslate2_cards", lambda: cards)
    monkeypatch.setattr(ctranslate2, "get_supported_compute_types", lambda name: supported)
    assert place_ctranslate2("auto", "embedded") == expected


def test_a_driver_that_is_too_old_counts_as_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctranslate2

    def fail() -> int:
        raise RuntimeError("CUDA driver version is insufficient for CUDA runtime version")

    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", fail)
    assert device.ctranslate2_cards() == 0


@pytest.mark.parametrize("name", ["embedded", "hf:some/model", "hf-causal:some/model"])
def test_each_engine_asks_for_its_card_before_it_loads_anything(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pytest.importorskip("torch")
    monkeypatch.setattr(device, "ctranslate2_cards", lambda: 0)
    monkeypatch.setattr("songngu.translate.hub.torch_cards", lambda: 0)

    def unexpected(*_: Any, **__: Any) -> Any:
        raise AssertionError("loaded")

    monkeypatch.setattr("songngu.translate.embedded.prepare", unexpected)
    monkeypatch.setattr("songngu.translate.hub_seq2seq.locate", unexpected)
    monkeypatch.setattr("songngu.translate.hub.locate", unexpected)
    with pytest.raises(EngineError, match="graphics card"):
        load_drafter(name, device="cuda")
