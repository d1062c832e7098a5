"""Hub models as something to train: tokens as the tokenizer gives them, the model's own losses."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.errors import EngineError, TrainingError
from songngu.translate import adapters
from songngu.translate.training import checkpoint
from songngu.translate.training.config import ModelTable, RunTable, StageTable, TrainingConfig
from songngu.translate.training.hints import HintFinder
from songngu.translate.training.learners import load_learner
from songngu.translate.training.mixing import Example, ExampleMaker
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.plan import Plan

torch = pytest.importorskip("torch")
pytest.importorskip("peft")

from songngu.translate.training.hub_learner import (  # noqa: E402  needs torch
    CausalLearner,
    Seq2SeqLearner,
)
from songngu.translate.training.loop import Run  # noqa: E402  needs torch

EXAMPLE = Example("Giá gạo tăng nhẹ.", "Rice prices rose slightly.", (("gạo", "rice"),))
OTHER = Example("Hai bên nhất trí tăng cường hợp tác.", "The two sides agreed to cooperate.")


@pytest.fixture(autouse=True)
def _no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(adapters.MODELS_VARIABLE, str(tmp_path / "models"))


def settings(folder: Path, kind: str = "hf", **values: Any) -> ModelTable:
    given = {"engine": f"{kind}:{folder}", "rank": 4, "precision": "float32"}
    return ModelTable(**given | values)


@pytest.mark.parametrize(
    ("family", "target_language"),
    [("marian", None), ("nllb", "eng_Latn"), ("mbart50", "en_XX"), ("m2m100", "en"), ("t5", None)],
)
def test_a_seq2seq_loss_is_the_model_s_own(
    tiny: SimpleNamespace, family: str, target_language: str | None
) -> None:
    learner = Seq2SeqLearner(settings(getattr(tiny, family)(), method="full"), seed=1)
    tokenizer = learner._tokenizer
    encoded = [learner.encode(each) for each in (EXAMPLE, OTHER)]
    if target_language is not None:
        tokenizer.tgt_lang = target_language
    for each, example in zip(encoded, (EXAMPLE, OTHER), strict=True):
        assert each is not None
        # As the family's own tokenizer writes a target, language code and end mark included.
        assert list(each.target) == tokenizer(text_target=example.target)["input_ids"]
    (batch,) = learner.batches(encoded, random.Random(1))
    learner.training(False)
    total, n_targets = learner.loss(batch, 0.0)
    expected = 0.0
    for each in encoded:
        found = learner._model(
            input_ids=torch.tensor([each.prompt]), labels=torch.tensor([each.target])
        )
        expected += found.loss.item() * len(each.target)
    assert n_targets == sum(len(each.target) for each in encoded)
    assert total.item() == pytest.approx(expected, rel=1e-4)


def test_a_causal_loss_is_that_of_the_draft_alone(tiny: SimpleNamespace) -> None:
    learner = CausalLearner(settings(tiny.causal(), "hf-causal", method="full"), seed=1)
    encoded = [learner.encode(each) for each in (EXAMPLE, OTHER)]
    tokenizer = learner._tokenizer
    text = tokenizer.decode([*encoded[0].prompt, *encoded[0].target])
    assert "Terms: gạo = rice" in text
    assert text.endswith("English: Rice prices rose slightly.</s>")
    (batch,) = learner.batches(encoded, random.Random(1))
    total, n_targets = learner.loss(batch, 0.0)
    expected = 0.0
    for each in encoded:
        labels = torch.tensor([[*([-100] * len(each.prompt)), *each.target]])
        ids = torch.tensor([[*each.prompt, *each.target]])
        expected += learner._model(input_ids=ids, labels=labels).loss.item() * len(each.target)
    assert n_targets == sum(len(each.target) for each in encoded)
    assert total.item() == pytest.approx(expected, rel=1e-4)
    long = Example("dài " * 400, "long " * 400)
    assert learner.encode(long) is None


def learn(learner: Any, n_steps: int = 6) -> tuple[float, float]:
    """Loss before and after some steps on the two examples."""
    encoded = [learner.encode(each) for each in (EXAMPLE, OTHER)]
    optimiser = torch.optim.AdamW(learner.parameters(), lr=0.02)
    losses = []
    for _ in range(n_steps):
        (batch,) = learner.batches(encoded, random.Random(1))
        total = learner.loss(batch, 0.0).total
        losses.append(total.item())
        total.backward()
        optimiser.step()
        optimiser.zero_grad()
    return losses[0], losses[-1]


@pytest.mark.parametrize(("family", "kind"), [("marian", "hf"), ("causal", "hf-causal")])
def test_lora_learns_and_is_merged_into_a_plain_folder(
    tiny: SimpleNamespace, tmp_path: Path, family: str, kind: str
) -> None:
    from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

    folder = getattr(tiny, family)()
    make = CausalLearner if family == "causal" else Seq2SeqLearner
    learner = make(settings(folder, kind), seed=1)
    assert all("lora_" in name for name in learner.state())
    before, after = learn(learner)
    assert after < before
    learner.training(False)
    learner.export(tmp_path / "made")
    load = AutoModelForCausalLM if family == "causal" else AutoModelForSeq2SeqLM
    plain = load.from_pretrained(tmp_path / "made").eval()
    assert not any("lora" in name for name, _ in plain.named_parameters())
    (batch,) = learner.batches([learner.encode(EXAMPLE)], random.Random(1))
    inputs, _ = learner._inputs(batch)
    with torch.no_grad():
        ours, theirs = learner._model(**inputs).logits, plain(**inputs).logits
    assert torch.allclose(ours, theirs, atol=1e-4)
    # Saving has not taken the adapter off: training could go on.
    assert all("lora_" in name for name in learner.state())
    state = learner.state()
    again = make(settings(folder, kind), seed=2)
    again.load_state(state)
    assert all((again.state()[name] == state[name]).all() for name in state)


def test_full_training_changes_all_weights_and_goes_on_from_the_model_in_use(
    tiny: SimpleNamespace, tmp_path: Path
) -> None:
    table = settings(tiny.marian(), method="full")
    learner = Seq2SeqLearner(table, seed=1)
    before, after = learn(learner)
    assert after < before
    made = tmp_path / adapters.stem_of(table.engine)
    learner.export(made)
    adapters.install(table.engine, made)
    on, anew = (
        Seq2SeqLearner(table, seed=1),
        Seq2SeqLearner(table.model_copy(update={"start": "new"}), seed=1),
    )
    assert learn(on, 1)[0] == pytest.approx(learn(learner, 1)[0], rel=1e-3)
    assert learn(anew, 1)[0] == pytest.approx(before, rel=1e-3)


def run_of(table: ModelTable, folder: Path, stop_at: int | None = None) -> tuple[str, Any]:
    """Begin or take up a run of a few steps of several batches: how it ends, and its learner."""
    folder.mkdir(exist_ok=True)
    run = RunTable(step_tokens=160, warmup_steps=1, save_minutes=0.0, batch_tokens=256)
    config = TrainingConfig(model=table, run=run)
    learner = load_learner(config, device="cpu", folder=folder)
    words = f"{EXAMPLE.source} {OTHER.source}".split()
    rng = random.Random(1)
    some = [TrainingPair(*(" ".join(rng.choices(words, k=4)) for _ in "se")) for _ in range(64)]
    maker = ExampleMaker(HintFinder(), 0.0, 0.0)
    plan = Plan(some[4:], some[:4], [StageTable()], {}, [maker], run)
    calls = iter(range(1000))
    made = Run(learner, plan, folder, should_stop=lambda: next(calls) == stop_at)
    return made.go(), learner


def test_a_stop_in_the_middle_of_a_step_changes_nothing_with_dropout(
    tiny: SimpleNamespace, tmp_path: Path
) -> None:
    table = settings(tiny.marian())
    whole = run_of(table, tmp_path / "whole")[1]
    assert whole._model.config.dropout > 0
    how, parted = run_of(table, tmp_path / "parts", stop_at=3)
    assert how == "interrupted"
    assert checkpoint.load(tmp_path / "parts")[0].step > 0
    how, parted = run_of(table, tmp_path / "parts")
    assert how == "finished"
    state = whole.state()
    assert all((parted.state()[name] == state[name]).all() for name in state)


def test_a_run_goes_on_from_the_model_that_it_began_with(
    tiny: SimpleNamespace, tmp_path: Path
) -> None:
    table = settings(tiny.marian())
    assert run_of(table, tmp_path / "whole")[0] == "finished"
    how, begun = run_of(table, tmp_path / "parts", stop_at=3)
    assert how == "interrupted"
    other = Seq2SeqLearner(table.model_copy(update={"method": "full"}), seed=1)
    learn(other)
    made = tmp_path / adapters.stem_of(table.engine)
    other.export(made)
    adapters.install(table.engine, made)
    how, rest = run_of(table, tmp_path / "parts")
    assert (how, rest.start) == ("finished", begun.start)
    best = [checkpoint.load_state(tmp_path / name) for name in ("whole", "parts")]
    assert all((best[0][name] == best[1][name]).all() for name in best[0])
    # What starts now starts from the one in use.
    assert run_of(table, tmp_path / "new", stop_at=3)[1].start.revision != begun.start.revision


def test_a_start_whose_files_have_changed_is_refused_once_something_is_learnt(
    tiny: SimpleNamespace, tmp_path: Path
) -> None:
    base = tmp_path / "base"
    shutil.copytree(tiny.marian(), base)
    run_of(settings(base), tmp_path / "run", stop_at=3)
    text = (base / "config.json").read_text()
    (base / "config.json").write_text(text + "\n")
    with pytest.raises(TrainingError, match=r"the run began with .*base as of .*give another"):
        run_of(settings(base), tmp_path / "run")
    (tmp_path / "run" / checkpoint.CHECKPOINT).unlink()
    assert run_of(settings(base), tmp_path / "run")[0] == "finished"


def test_settings_that_do_not_go_with_hub_models_are_refused(
    tiny: SimpleNamespace, tmp_path: Path
) -> None:
    folder = tiny.marian()
    with pytest.raises(TrainingError, match=r"final_rank goes with the embedded engine only"):
        Seq2SeqLearner(settings(folder, final_rank=2), seed=1)
    with pytest.raises(TrainingError, match="only the embedded engine starts from an adapter"):
        Seq2SeqLearner(settings(folder, start=str(tmp_path)), seed=1)
    with pytest.raises(EngineError):
        Seq2SeqLearner(settings(tmp_path / "nowhere"), seed=1)
    with pytest.raises(EngineError, match=r"cannot be loaded|type 'llama'"):
        Seq2SeqLearner(settings(tiny.causal()), seed=1)
