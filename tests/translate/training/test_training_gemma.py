"""Our Gemma in torch against transformers' and against the conversion's merging of adapters."""

from __future__ import annotations

import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from songngu.corpora.errors import TrainingError
from songngu.translate.gemma_base import GemmaBase
from songngu.translate.lora import Adapter, read_config
from songngu.translate.training.adapter_files import (
    cut_adapter,
    lower_rank,
    read_factors,
    save_adapter,
)
from songngu.translate.training.packing import Batch, Encoded, RowShape, group, pack

torch = pytest.importorskip("torch")

from songngu.translate.training import gemma  # noqa: E402  needs torch


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, tiny_gemma: SimpleNamespace) -> SimpleNamespace:
    """A tiny base as GGUF, a random adapter, and both as transformers models."""
    root = tmp_path_factory.mktemp("gemma")
    model = tiny_gemma.model()
    tiny_gemma.write_gguf(model, root / "tiny.gguf")
    (root / "adapter").mkdir()
    changes = tiny_gemma.write_adapter(model, root / "adapter")
    adapted = tiny_gemma.model()
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if name in changes:
                parameter += changes[name]
    return SimpleNamespace(
        base=GemmaBase(root / "tiny.gguf"), model=model, adapted=adapted, adapter=root / "adapter"
    )


def ours(files: SimpleNamespace, *, rank: int = 4, loaded: bool = True) -> gemma.AdaptedGemma:
    model = gemma.AdaptedGemma(files.base, rank, seed=1, dtype=torch.float32)
    if loaded:
        model.load(read_factors(files.adapter))
    return model


def example(rng: np.random.Generator, n_prompt: int, n_target: int) -> Encoded:
    def ids(n: int) -> tuple[int, ...]:
        return tuple(rng.integers(263, 320, size=n).tolist())

    return Encoded((2, *ids(n_prompt - 1)), (*ids(n_target - 1), 1))


def logits(model: gemma.AdaptedGemma, batch: Batch) -> Any:
    with torch.no_grad():
        hidden = model.hidden_states(batch)
        return (hidden @ model.output_rows(range(320)).T).reshape(len(batch.rows), batch.width, -1)


@pytest.mark.parametrize("adapted", [False, True], ids=["base", "adapter"])
def test_each_of_the_examples_in_a_row_gets_the_logits_of_transformers(
    files: SimpleNamespace, adapted: bool
) -> None:
    """More tokens than the window of a local layer (16) see, and three examples in two rows."""
    rng = np.random.default_rng(4)
    first, second, third = example(rng, 14, 10), example(rng, 3, 5), example(rng, 9, 13)
    found = logits(ours(files, loaded=adapted), Batch(40, ((first, second), (third,), ())))
    theirs = files.adapted if adapted else files.model
    for row, start, one in ((0, 0, first), (0, first.n_tokens, second), (1, 0, third)):
        with torch.no_grad():
            expected = theirs(torch.tensor([[*one.prompt, *one.target]])).logits[0]
        got = found[row, start : start + one.n_tokens]
        assert (got - expected).abs().max() < 1e-4 * expected.abs().max()


def test_the_loss_is_that_of_the_target_pieces_over_the_restricted_output(
    files: SimpleNamespace,
) -> None:
    rng = np.random.default_rng(5)
    one, other = example(rng, 6, 7), example(rng, 4, 3)
    batch = Batch(24, ((one, other),))
    pieces = sorted({*one.prompt, *one.target, *other.prompt, *other.target})
    rows = torch.full((320,), -100)
    rows[torch.tensor(pieces)] = torch.arange(len(pieces))
    model = ours(files)
    target = gemma.targets(batch, rows)
    loss = model.loss(batch, target, model.output_rows(pieces), 0.0).item()
    expected = 0.0
    for each in (one, other):
        with torch.no_grad():
            shown = files.adapted(torch.tensor([[*each.prompt, *each.target]])).logits[0]
        at = slice(len(each.prompt) - 1, -1)
        kept = shown[at][:, pieces].log_softmax(-1)
        labels = rows[torch.tensor(each.target)]
        expected -= kept.gather(1, labels[:, None]).sum().item()
    assert len(target.labels) == 10
    assert loss == pytest.approx(expected, rel=1e-4)


def test_gradients_reach_every_part_of_the_adapter_and_nothing_else(
    files: SimpleNamespace,
) -> None:
    model = ours(files)
    batch = Batch(32, ((example(np.random.default_rng(6), 9, 8),),))
    target = gemma.targets(batch, torch.arange(320))
    model.loss(batch, target, model.output_rows(range(320)), 0.1).backward()
    assert len(model.lora) == 6 * 7
    for down, up in model.lora.values():
        for side in (down, up):
            assert side.grad is not None
            assert side.grad.abs().sum() > 0


def test_what_is_saved_merges_as_the_conversion_merges_it(
    files: SimpleNamespace, tmp_path: Path
) -> None:
    model = ours(files)
    save_adapter(model.factors(), tmp_path, base="gemma-3-270m")
    before, after = Adapter(files.adapter), Adapter(tmp_path)
    assert after.modules() == before.modules() == set(model.lora)
    for module, (down, up) in model.lora.items():
        weight = np.zeros((up.shape[0], down.shape[1]), dtype=np.float32)
        change = (up @ down).detach().numpy()
        assert np.allclose(before.merge(module, weight), change, atol=1e-6)
        # bfloat16 keeps eight binary places of each factor.
        assert np.abs(after.merge(module, weight) - change).max() <= 0.02 * np.abs(change).max()


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated")
def test_peft_reads_what_is_saved(files: SimpleNamespace, tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    model = ours(files)
    save_adapter(model.factors(), tmp_path, base="gemma-3-270m")
    theirs = peft.PeftModel.from_pretrained(files.model, tmp_path)
    batch = Batch(20, ((example(np.random.default_rng(8), 8, 8),),))
    one = batch.examples[0]
    with torch.no_grad():
        expected = theirs(torch.tensor([[*one.prompt, *one.target]])).logits[0]
    theirs.unload()
    found = logits(model, batch)[0, : one.n_tokens]
    assert (found - expected).abs().max() < 0.03 * expected.abs().max()


def test_a_new_adapter_changes_nothing_and_a_lower_rank_is_taken_up(
    files: SimpleNamespace,
) -> None:
    batch = Batch(20, ((example(np.random.default_rng(9), 8, 8),),))
    new, grown = ours(files, rank=8, loaded=False), ours(files, rank=8)
    assert all(up.abs().sum() == 0 for _, up in new.lora.values())
    assert torch.equal(logits(grown, batch), logits(grown, batch))
    assert (logits(grown, batch) - logits(ours(files), batch)).abs().max() < 1e-4
    with pytest.raises(TrainingError, match="has rank 4, the settings say 2"):
        ours(files, rank=2)
    with pytest.raises(TrainingError, match="which this base does not have"):
        new.load({"layers.9.mlp.up_proj": (np.zeros((4, 64)), np.zeros((96, 4)))})


def test_lowering_the_rank_is_the_best_approximation(
    tmp_path: Path, files: SimpleNamespace
) -> None:
    rng = np.random.default_rng(2)
    down, up = rng.normal(size=(6, 20)), rng.normal(size=(15, 6))
    product = up @ down
    values = np.linalg.svd(product, compute_uv=False)
    for rank in (1, 3, 6):
        small_down, small_up = lower_rank(down, up, rank)
        assert (small_down.shape, small_up.shape) == ((rank, 20), (15, rank))
        error = np.linalg.norm(product - small_up @ small_down)
        assert error == pytest.approx(np.sqrt((values[rank:] ** 2).sum()), abs=1e-5)
    with pytest.raises(ValueError, match="at least 1"):
        lower_rank(down, up, 0)
    kept = cut_adapter(files.adapter, tmp_path / "small", 2)
    assert 0.3 < kept < 1
    assert read_factors(tmp_path / "small")["layers.0.mlp.up_proj"][0].shape == (2, 64)
    assert "songngu_examples" not in read_config(tmp_path / "small")
    save_adapter(read_factors(files.adapter), tmp_path / "marked", base="x", examples=True)
    cut_adapter(tmp_path / "marked", tmp_path / "small", 2)
    assert read_config(tmp_path / "small")["songngu_examples"] is True
    assert cut_adapter(files.adapter, tmp_path / "same", 4) == pytest.approx(1)


def random_examples(n: int) -> list[Encoded]:
    rng = np.random.default_rng(1)
    sizes = rng.integers(2, 120, size=(n, 2))
    return [Encoded((i,) * int(a), (i,) * int(b)) for i, (a, b) in enumerate(sizes)]


def test_packing_loses_nothing_and_wastes_little() -> None:
    examples = random_examples(500)
    shapes = [RowShape(128, 8), RowShape(256, 4)]
    batches = pack(examples, shapes, random.Random(1))
    packed = [example for batch in batches for example in batch.examples]
    assert sorted(packed, key=str) == sorted(examples, key=str)
    for batch in batches:
        assert len(batch.rows) == {128: 8, 256: 4}[batch.width]
        assert all(sum(each.n_tokens for each in row) <= batch.width for row in batch.rows)
    room = sum(batch.width * len(batch.rows) for batch in batches)
    assert sum(example.n_tokens for example in examples) / room > 0.85
    assert batches == pack(examples, shapes, random.Random(1))
    assert batches != pack(examples, shapes, random.Random(2))
    with pytest.raises(ValueError, match="widest row 256"):
        pack([Encoded((1,) * 200, (1,) * 57)], shapes, random.Random(1))


def test_grouping_loses_nothing_and_keeps_to_its_bound() -> None:
    examples = random_examples(200)
    batches = group(examples, 600, random.Random(1))
    grouped = [example for batch in batches for example in batch.examples]
    assert sorted(grouped, key=str) == sorted(examples, key=str)
    for batch in batches:
        longest = max(example.n_tokens for example in batch.examples)
        assert longest == batch.width
        assert longest * len(batch.rows) <= 600
    assert [len(b.rows) for b in group(examples[:3], 1, random.Random(1))] == [1, 1, 1]
