"""Tiny untrained models with real tokenizers, built on the spot: nothing is downloaded."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.translate.gemma_tokenizer import BYTE, CONTROL, NORMAL, USER_DEFINED, Vocabulary

SENTENCES = [
    "Sáng nay, đoàn công tác đến thăm trường tiểu học ở xã vùng cao.",
    "Giá gạo xuất khẩu tăng nhẹ so với tuần trước.",
    "This morning the delegation visited a primary school in a highland commune.",
    "Rice export prices rose slightly compared with last week.",
    "Hai bên nhất trí tăng cường hợp tác trong lĩnh vực giáo dục và y tế.",
    "The two sides agreed to step up cooperation in education and health care.",
]
TINY = {"d_model": 16, "encoder_layers": 1, "decoder_layers": 1, "max_position_embeddings": 128}
TINY |= {"encoder_attention_heads": 2, "decoder_attention_heads": 2}
TINY |= {"encoder_ffn_dim": 16, "decoder_ffn_dim": 16}


@pytest.fixture(scope="session")
def sentencepiece_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import sentencepiece

    folder = tmp_path_factory.mktemp("spm")
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_writer=model,
        vocab_size=140,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    path = folder / "tiny.model"
    path.write_bytes(model.getvalue())
    return path


@pytest.fixture(scope="session")
def pieces(sentencepiece_file: Path) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(sentencepiece_file))
    return [processor.id_to_piece(index) for index in range(3, processor.get_piece_size())]


@pytest.fixture(scope="session")
def tiny(
    tmp_path_factory: pytest.TempPathFactory, sentencepiece_file: Path, pieces: list[str]
) -> SimpleNamespace:
    """Builders of tiny models by family; each gives the folder of a saved model."""
    pytest.importorskip("torch")
    return SimpleNamespace(
        marian=lambda codes=(), pad_first=False: _marian(
            tmp_path_factory, sentencepiece_file, pieces, codes, pad_first
        ),
        nllb=lambda: _nllb(tmp_path_factory, pieces),
        m2m100=lambda: _m2m100(tmp_path_factory, sentencepiece_file, pieces),
        mbart50=lambda: _mbart50(tmp_path_factory, pieces),
        t5=lambda name="tiny-t5": _t5(tmp_path_factory, pieces, name),
        causal=lambda: _causal(tmp_path_factory),
    )


def _save(model: object, tokenizer: object, folder: Path) -> Path:
    with contextlib.redirect_stderr(io.StringIO()):
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def _seed() -> None:
    import torch

    torch.manual_seed(7)


def _marian(
    factory: pytest.TempPathFactory, spm: Path, pieces: list[str], codes: tuple, pad_first: bool
) -> Path:
    import warnings

    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    _seed()
    folder = factory.mktemp("tiny-marian")
    vocabulary = ["</s>", "<unk>", *codes, *pieces]
    vocabulary = ["<pad>", *vocabulary] if pad_first else [*vocabulary, "<pad>"]
    (folder / "vocab.json").write_text(
        json.dumps({piece: index for index, piece in enumerate(vocabulary)}), encoding="utf-8"
    )
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(spm.read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = MarianTokenizer(
            source_spm=str(folder / "source.spm"),
            target_spm=str(folder / "target.spm"),
            vocab=str(folder / "vocab.json"),
        )
    pad, eos = vocabulary.index("<pad>"), vocabulary.index("</s>")
    config = MarianConfig(
        vocab_size=len(vocabulary), pad_token_id=pad, eos_token_id=eos, decoder_start_token_id=pad,
        forced_eos_token_id=eos, **TINY,
    )  # fmt: skip
    return _save(MarianMTModel(config), tokenizer, folder)


def _nllb(factory: pytest.TempPathFactory, pieces: list[str]) -> Path:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, NllbTokenizer

    _seed()
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    for piece in pieces:
        vocabulary.setdefault(piece, len(vocabulary))
    for char in sorted({char for piece in pieces for char in piece}):
        vocabulary.setdefault(char, len(vocabulary))
    tokenizer = NllbTokenizer(vocab=vocabulary, merges=[])
    config = M2M100Config(
        vocab_size=len(tokenizer), pad_token_id=1, bos_token_id=0, eos_token_id=2,
        decoder_start_token_id=2, **TINY,
    )  # fmt: skip
    return _save(M2M100ForConditionalGeneration(config), tokenizer, factory.mktemp("nllb-tiny"))


def _m2m100(factory: pytest.TempPathFactory, spm: Path, pieces: list[str]) -> Path:
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    _seed()
    folder = factory.mktemp("m2m100-tiny")
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
    source = folder / "vocab.json"
    source.write_text(json.dumps({piece: i for i, piece in enumerate(vocabulary)}), "utf-8")
    tokenizer = M2M100Tokenizer(vocab_file=str(source), spm_file=str(spm))
    config = M2M100Config(
        vocab_size=len(vocabulary) + 108, pad_token_id=1, bos_token_id=0, eos_token_id=2,
        decoder_start_token_id=2, **TINY,
    )  # fmt: skip
    return _save(M2M100ForConditionalGeneration(config), tokenizer, folder)


def _mbart50(factory: pytest.TempPathFactory, pieces: list[str]) -> Path:
    from transformers import MBart50Tokenizer, MBartConfig, MBartForConditionalGeneration

    _seed()
    vocabulary = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0)]
    vocabulary += [(piece, -float(rank)) for rank, piece in enumerate(pieces, 1)]
    tokenizer = MBart50Tokenizer(vocab=vocabulary)
    config = MBartConfig(
        vocab_size=len(tokenizer), pad_token_id=1, bos_token_id=0, eos_token_id=2,
        decoder_start_token_id=2, **TINY,
    )  # fmt: skip
    return _save(MBartForConditionalGeneration(config), tokenizer, factory.mktemp("mbart50-tiny"))


def _t5(factory: pytest.TempPathFactory, pieces: list[str], name: str) -> Path:
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    _seed()
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(piece, -float(rank)) for rank, piece in enumerate(pieces, 1)]
    tokenizer = T5Tokenizer(vocab=vocabulary, extra_ids=0, additional_special_tokens=None)
    config = T5Config(
        vocab_size=len(tokenizer), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
    )  # fmt: skip
    return _save(T5ForConditionalGeneration(config), tokenizer, factory.mktemp(name))


def _causal(factory: pytest.TempPathFactory) -> Path:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    _seed()
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    backend.train_from_iterator(SENTENCES, trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<s>", eos_token="</s>")
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=16, num_hidden_layers=1,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=512,
        bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    return _save(LlamaForCausalLM(config), tokenizer, factory.mktemp("tiny-causal"))


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


@pytest.fixture(scope="session")
def tiny_gemma() -> SimpleNamespace:
    """A tiny Gemma 3: its vocabulary, transformers' model, and writers of GGUF and adapter."""
    pytest.importorskip("torch")
    return SimpleNamespace(
        vocabulary=small_vocabulary(), model=tiny_model, write_gguf=write_gguf,
        write_adapter=write_adapter,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach the hub fails at once."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
