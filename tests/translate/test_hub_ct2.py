"""Hub seq2seq models on CTranslate2: the same drafts as on transformers, converted once."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import hub_convert, hub_seq2seq, load_engine
from songngu.translate.device import Placement
from songngu.translate.drafter import Request
from songngu.translate.hub_convert import NotConvertibleError
from songngu.translate.hub_seq2seq import Seq2SeqDrafter
from songngu.translate.runtime import Runtime

pytest.importorskip("torch")

SOURCES = [
    "Giá gạo xuất khẩu tăng nhẹ.",
    "Sáng nay, đoàn công tác đến thăm trường tiểu học ở xã vùng cao.",
    "Hai bên nhất trí tăng cường hợp tác.",
]
FAMILIES = ["marian", "nllb", "m2m100", "mbart50", "t5"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SONGNGU_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def load(folder: Path, **options: Any) -> Any:
    return load_engine(f"hf:{folder}", threads=1, progress=False, device="cpu", **options)


@pytest.fixture(scope="module")
def marian(tiny: SimpleNamespace) -> Path:
    folder: Path = tiny.marian()
    return folder


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Convert and draft without rounding the weights."""
    monkeypatch.setattr(hub_seq2seq, "place_ctranslate2", lambda *_: Placement("cpu", "float32"))


@pytest.mark.parametrize("family", FAMILIES)
def test_greedy_drafts_equal_those_of_transformers(
    tiny: SimpleNamespace, exact: None, family: str
) -> None:
    folder = getattr(tiny, family)()
    ours = load(folder, beam_size=1)
    theirs = Seq2SeqDrafter(str(folder), Runtime(1, 1, progress=False, device="cpu"))
    assert "|ct2:" in ours.signature
    assert f"family:{family}" in ours.signature
    for source in SOURCES:
        found = ours.generate([Request(source)], careful=False)[0][0]
        expected = theirs.generate([Request(source)], careful=False)[0][0]
        # The limit on the length counts the end mark here and not there.
        shorter = min(len(found.text), len(expected.text)) - 4
        assert found.text[:shorter] == expected.text[:shorter]
        assert found.log_probability == pytest.approx(expected.log_probability, abs=0.1)


def test_a_batch_gives_each_source_its_own_draft(marian: Path, exact: None) -> None:
    drafter = load(marian, beam_size=2)
    together = drafter.generate([Request(source) for source in SOURCES], careful=False)
    alone = [drafter.generate([Request(source)], careful=False)[0] for source in SOURCES]
    for found, single in zip(together, alone, strict=True):
        assert found[0].text[:20] == single[0].text[:20]


@pytest.mark.parametrize("family", ["marian", "nllb", "t5"])
def test_a_draft_goes_on_from_its_beginning(tiny: SimpleNamespace, family: str) -> None:
    drafter = load(getattr(tiny, family)(), beam_size=2)
    requests = [
        Request(SOURCES[0], prefix="Rice export prices"),
        Request(SOURCES[1]),
        Request(SOURCES[2], prefix="The two sides"),
    ]
    found = [each[0] for each in drafter.generate(requests, careful=False)]
    assert drafter.can_continue
    assert found[0].text.startswith("Rice export prices")
    assert not found[1].text.startswith(("Rice", "The"))
    assert found[2].text.startswith("The two sides")


def test_given_tokens_do_not_count_in_the_probability(marian: Path, exact: None) -> None:
    drafter = load(marian, beam_size=1)
    whole = drafter.generate([Request(SOURCES[0])], careful=False)[0][0]
    continued = drafter.generate([Request(SOURCES[0], prefix="Rice export")], careful=False)[0][0]
    # An untrained model finds every token about as probable as any other.
    assert continued.log_probability == pytest.approx(whole.log_probability, abs=0.1)


def test_several_hypotheses_come_best_first(marian: Path) -> None:
    found = load(marian).generate([Request(SOURCES[0])], careful=False, n_best=3)[0]
    assert len({each.text for each in found}) == 3
    scores = [each.log_probability for each in found]
    assert scores == sorted(scores, reverse=True)


def test_careful_decoding_repeats_no_three_tokens(marian: Path) -> None:
    drafter = load(marian, beam_size=1)

    def triples(careful: bool) -> list[tuple[int, ...]]:
        text = drafter.generate([Request(SOURCES[1])], careful=careful)[0][0].text
        pieces = drafter._tokenizer(text_target=text)["input_ids"]
        return [tuple(pieces[i : i + 3]) for i in range(len(pieces) - 2)]

    loose, strict = triples(careful=False), triples(careful=True)
    assert len(set(loose)) < len(loose), "the untrained model is expected to loop"
    assert len(set(strict)) >= len(strict) - 2  # what is written tokenises a little differently


def test_a_model_is_converted_once_and_then_needs_no_weights(
    tiny: SimpleNamespace, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny.marian()
    first = load(folder).draft(SOURCES[0])
    (made,) = [path for path in cache.iterdir() if path.is_dir()]
    assert "-int8-" in made.name

    def unexpected(*_: Any) -> None:
        raise AssertionError("converted again")

    monkeypatch.setattr(hub_convert, "_load_model", unexpected)
    assert load(folder).draft(SOURCES[0]) == first


def test_another_content_is_another_revision(marian: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(marian, copy)
    before = load(copy).signature
    config = copy / "generation_config.json"
    config.write_text(config.read_text("utf-8") + " ", encoding="utf-8")
    after = load(copy).signature
    assert before != after
    assert before.split("|rev:")[0] == after.split("|rev:")[0]


def test_a_plain_folder_path_is_an_engine(marian: Path) -> None:
    drafter = load_engine(str(marian), threads=1, progress=False, device="cpu")
    assert drafter.signature.startswith(f"hf:{marian}|rev:")


def test_without_pad_at_the_end_a_marian_model_runs_on_transformers(
    tiny: SimpleNamespace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny.marian(pad_first=True)
    with caplog.at_level(logging.WARNING):
        drafter = load(folder)
    assert isinstance(drafter, Seq2SeqDrafter)
    assert "|transformers:" in drafter.signature
    assert "<pad> as number 0" in caplog.text
    monkeypatch.setattr(hub_convert, "_convert", lambda *_: pytest.fail("tried again"))
    assert load(folder).draft(SOURCES[0]).text


class _Scored:
    def __init__(self, tokens: list[str], log_probs: list[float]) -> None:
        self.tokens = tokens
        self.log_probs = log_probs

    def score_batch(self, sources: Any, targets: Any) -> list[_Scored]:
        return [self]


@pytest.mark.parametrize(
    ("tokens", "log_probs", "message"),
    [
        pytest.param(["a", "b"], [-1.0, -2.9], "differs by 0.70 nats", id="other probabilities"),
        pytest.param(["a", "b"], [-1.0, float("nan")], "differs by nan", id="no number"),
        pytest.param(["a", "<unk>"], [-1.0, -1.5], "lacks one of the tokens", id="token lost"),
    ],
)
def test_a_wrong_conversion_is_noticed(
    tokens: list[str], log_probs: list[float], message: str
) -> None:
    probe = hub_convert._Probe(["x"], ["a", "b"], np.array([-1.0, -1.5]))
    hub_convert._compare(_Scored(["a", "b", "</s>"], [-1.1, -1.5, -3.0]), probe)
    with pytest.raises(NotConvertibleError, match=message):
        hub_convert._compare(_Scored(tokens, log_probs), probe)


def test_a_causal_model_is_refused(tiny: SimpleNamespace) -> None:
    with pytest.raises(EngineError, match="hf-causal"):
        load(tiny.causal())


class _Busy:
    """A decoding that never comes to an end."""

    def translate_batch(self, sources: list[Any], **options: Any) -> list[_Busy]:
        assert options["asynchronous"] is True  # the native call itself cannot be interrupted
        return [self for _ in sources]

    def done(self) -> bool:
        return False


def test_ctrl_c_does_not_wait_for_the_batch(marian: Path, monkeypatch: Any) -> None:
    drafter = load(marian)
    monkeypatch.setattr(drafter, "_translator", _Busy())
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        drafter.draft(SOURCES[0])
    timer.join()
