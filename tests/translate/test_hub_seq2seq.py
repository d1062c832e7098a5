"""Each family of seq2seq models is told its languages the way it was trained to be told.

Here the models run on transformers, as they do where CTranslate2 cannot take them.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate.hub_seq2seq import Seq2SeqDrafter
from songngu.translate.runtime import Runtime

pytest.importorskip("torch")

SOURCE = "Giá gạo xuất khẩu tăng nhẹ."


class Spy:
    """Stands in for ``model.generate``: notes what it is given and calls the real one."""

    def __init__(self, drafter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[dict[str, Any]] = []
        self.outputs: list[list[list[int]]] = []
        real = drafter._model.generate

        def generate(**options: Any) -> Any:
            self.calls.append(options)
            output = real(**options)
            self.outputs.append(output.sequences.tolist())
            return output

        monkeypatch.setattr(drafter._model, "generate", generate)

    def tokens(self, drafter: Any) -> list[str]:
        return drafter._tokenizer.convert_ids_to_tokens(self.calls[0]["input_ids"][0].tolist())


def load(folder: Any, **options: Any) -> Any:
    runtime = Runtime(threads=1, progress=False, device="cpu", **options)
    return Seq2SeqDrafter(str(folder), runtime)


@pytest.mark.parametrize(
    ("family", "first", "forced"),
    [
        ("nllb", "vie_Latn", "eng_Latn"),
        ("m2m100", "__vi__", "__en__"),
        ("mbart50", "vi_VN", "en_XX"),
    ],
)
def test_source_code_heads_the_input_and_target_code_is_forced(
    tiny: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, family: str, first: str, forced: str
) -> None:
    drafter = load(getattr(tiny, family)())
    spy = Spy(drafter, monkeypatch)
    draft = drafter.draft(SOURCE)
    assert spy.tokens(drafter)[0] == first
    assert spy.tokens(drafter)[-1] == "</s>"
    forced_id = drafter._tokenizer.convert_tokens_to_ids(forced)
    assert spy.calls[0]["forced_bos_token_id"] == forced_id
    assert spy.outputs[0][0][1] == forced_id  # after the decoder's start token
    assert forced not in draft.text
    assert f"family:{family}" in draft.signature


def test_single_target_marian_gets_no_code(
    tiny: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter = load(tiny.marian())
    spy = Spy(drafter, monkeypatch)
    drafter.draft(SOURCE)
    assert not any(token.startswith(">>") for token in spy.tokens(drafter))
    assert "forced_bos_token_id" not in spy.calls[0]


def test_multi_target_marian_gets_the_english_code(
    tiny: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter = load(tiny.marian((">>fra<<", ">>eng<<")))
    spy = Spy(drafter, monkeypatch)
    drafter.draft(SOURCE)
    assert spy.tokens(drafter)[0] == ">>eng<<"


def test_marian_without_english_is_refused(tiny: SimpleNamespace) -> None:
    with pytest.raises(EngineError, match=r"not into English"):
        load(tiny.marian((">>fra<<", ">>deu<<")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("envit5-translation", "vi: Giá gạo"),
        ("t5-small", "translate Vietnamese to English: Giá gạo"),
    ],
)
def test_t5_gets_its_prefix(
    tiny: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, name: str, expected: str
) -> None:
    drafter = load(tiny.t5(name))
    seen: list[str] = []
    real = drafter._tokenizer.__class__.__call__

    def spy(self: Any, text: Any, **options: Any) -> Any:
        seen.extend(text if isinstance(text, list) else [])
        return real(self, text, **options)

    monkeypatch.setattr(drafter._tokenizer.__class__, "__call__", spy)
    drafter.draft(SOURCE)
    assert seen[0].startswith(expected)


def test_envit5_prefix_is_taken_off_the_output(tiny: SimpleNamespace) -> None:
    drafter = load(tiny.t5("envit5-translation"))
    assert drafter._clean(" en: Rice prices rose.").strip() == "Rice prices rose."
    assert drafter._clean("The en: sign").strip() == "The en: sign"


def test_many_texts_come_back_in_order_with_scores(tiny: SimpleNamespace) -> None:
    drafter = load(tiny.marian(), beam_size=2)
    texts = [SOURCE, "", "Hai bên nhất trí tăng cường hợp tác trong giáo dục.", SOURCE]
    drafts = drafter.draft_batch(texts)
    singles = [drafter.draft(text) for text in texts]
    for draft, single in zip(drafts, singles, strict=True):
        # Padding changes the last digits, and with them the far end of an untrained model's draft.
        assert draft.text.split()[:2] == single.text.split()[:2]
        assert draft.score == pytest.approx(single.score, rel=0.1)
    assert drafts[0] == drafts[3]
    assert drafts[1].text == ""
    assert drafts[1].score == 0.0
    assert all(0 < draft.score <= 1 for draft in (drafts[0], drafts[2]))
    # An untrained model spreads its probability over the whole vocabulary.
    assert drafts[0].score == pytest.approx(drafts[2].score, abs=0.5)
    assert drafter.signature == drafts[0].signature
    assert "beam:2" in drafter.signature


@pytest.mark.parametrize("beam_size", [1, 3])
def test_score_is_the_mean_token_probability(tiny: SimpleNamespace, beam_size: int) -> None:
    import math

    import torch

    drafter = load(tiny.nllb(), beam_size=beam_size)
    from songngu.translate.drafter import Request

    inputs, options = drafter._inputs([Request(SOURCE)])
    hypothesis = drafter.generate([Request(SOURCE)], careful=False)[0][0]
    longest = 24 + 2 * drafter.count_tokens(SOURCE)
    with torch.inference_mode():
        ids = drafter._model.generate(
            **inputs, num_beams=beam_size, max_new_tokens=longest, do_sample=False, **options
        )
        logits = drafter._model(**inputs, decoder_input_ids=ids[:, :-1]).logits[0]
    log_probabilities = logits.log_softmax(-1)
    chosen = [log_probabilities[i, token].item() for i, token in enumerate(ids[0, 1:].tolist())]
    expected = sum(chosen[1:]) / len(chosen[1:])  # the first is forced
    assert math.exp(hypothesis.log_probability) == pytest.approx(math.exp(expected), rel=0.05)


def test_n_best_gives_different_hypotheses_the_best_first(tiny: SimpleNamespace) -> None:
    from songngu.translate.drafter import Request

    drafter = load(tiny.marian(), beam_size=3)
    requests = [Request(SOURCE), Request("Hai bên nhất trí tăng cường hợp tác.")]
    found = drafter.generate(requests, careful=False, n_best=3)
    assert [len(hypotheses) for hypotheses in found] == [3, 3]
    for hypotheses in found:
        assert len({hypothesis.text for hypothesis in hypotheses}) == 3
        scores = [hypothesis.log_probability for hypothesis in hypotheses]
        assert scores == sorted(scores, reverse=True)
    assert not drafter.can_continue


def test_causal_model_as_seq2seq_is_refused(tiny: SimpleNamespace) -> None:
    with pytest.raises(EngineError, match=r"of type 'llama'.*hf-causal"):
        load(tiny.causal())
