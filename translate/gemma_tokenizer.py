"""Gemma's tokenizer as a SentencePiece model, made from the vocabulary a GGUF file carries.

GGUF keeps the pieces, scores and types of the SentencePiece model that Gemma was trained with,
not the model file itself. The file is a protocol buffer with few fields, written here by hand
so that no protobuf package is needed. Field numbers: google/sentencepiece,
``src/sentencepiece_model.proto``.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# SentencePiece and GGUF (llama.cpp) number the piece types alike.
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)

_MODEL_TYPE_BPE = 2
_VARINT, _LENGTH_DELIMITED, _FIXED32 = 0, 2, 5


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of a tokenizer, by id.

    Attributes:
        pieces: Piece texts; ``▁`` stands for a space.
        scores: For BPE the negated rank of the merge: higher merges first.
        types: SentencePiece types, 1–6.
        unk_id: Id of the unknown piece.
        bos_id: Id of the piece that begins a text.
        eos_id: Id of the piece that ends a text.
        pad_id: Id of the padding piece.
    """

    pieces: Sequence[str]
    scores: Sequence[float]
    types: Sequence[int]
    unk_id: int
    bos_id: int
    eos_id: int
    pad_id: int

    def __post_init__(self) -> None:
        """Check that the three columns belong together."""
        if not len(self.pieces) == len(self.scores) == len(self.types):
            raise ValueError(
                f"expected as many pieces as scores and types, found {len(self.pieces)}, "
                f"{len(self.scores)} and {len(self.types)}"
            )


def _varint(number: int) -> bytes:
    if number < 0:  # protobuf writes negative int32 as ten bytes of two's complement
        number += 1 << 64
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _int_field(field: int, number: int) -> bytes:
    return _varint(field << 3 | _VARINT) + _varint(number)


def _bytes_field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | _LENGTH_DELIMITED) + _varint(len(data)) + data


def _float_field(field: int, number: float) -> bytes:
    return _varint(field << 3 | _FIXED32) + struct.pack("<f", number)


def _piece(text: str, score: float, kind: int) -> bytes:
    body = _bytes_field(1, text.encode("utf-8")) + _float_field(2, score) + _int_field(3, kind)
    return _bytes_field(1, body)


def _trainer(vocabulary: Vocabulary) -> bytes:
    pieces = vocabulary.pieces
    return b"".join(
        (
            _int_field(3, _MODEL_TYPE_BPE),
            _int_field(4, len(pieces)),
            _int_field(35, 1),  # byte_fallback: no text is ever unknown
            _int_field(40, vocabulary.unk_id),
            _int_field(41, vocabulary.bos_id),
            _int_field(42, vocabulary.eos_id),
            _int_field(43, vocabulary.pad_id),
            _bytes_field(45, pieces[vocabulary.unk_id].encode("utf-8")),
            _bytes_field(46, pieces[vocabulary.bos_id].encode("utf-8")),
            _bytes_field(47, pieces[vocabulary.eos_id].encode("utf-8")),
            _bytes_field(48, pieces[vocabulary.pad_id].encode("utf-8")),
        )
    )


def _normalizer() -> bytes:
    return b"".join(
        (
            _bytes_field(1, b"identity"),
            _int_field(3, 0),  # add_dummy_prefix: Gemma puts no space before a text
            _int_field(4, 0),  # remove_extra_whitespaces: runs of spaces are pieces
            _int_field(5, 1),  # escape_whitespaces: as ▁
        )
    )


def sentencepiece_model(vocabulary: Vocabulary) -> bytes:
    """A SentencePiece model file for a BPE vocabulary with byte fallback."""
    types = list(vocabulary.types)
    # llama.cpp files the unknown piece under control; SentencePiece insists on its own type.
    types[vocabulary.unk_id] = UNKNOWN
    parts = [
        _piece(text, score, kind)
        for text, score, kind in zip(vocabulary.pieces, vocabulary.scores, types, strict=True)
    ]
    parts.append(_bytes_field(2, _trainer(vocabulary)))
    parts.append(_bytes_field(3, _normalizer()))
    return b"".join(parts)


class GemmaTokenizer:
    """Cuts text into Gemma's pieces and joins pieces to text.

    Special pieces written out in a text (``<eos>``) are cut like any other text, so that no
    source can end its own draft.
    """

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._processor = SentencePieceProcessor(model_file=str(path))
        self.bos: str = self._processor.id_to_piece(self._processor.bos_id())
        self.eos: str = self._processor.id_to_piece(self._processor.eos_id())

    def ids(self, text: str) -> list[int]:
        """Piece ids of a text, without a beginning or end mark."""
        return list(self._processor.encode(text, out_type=int))

    def pieces(self, text: str) -> list[str]:
        """Pieces of a text, without a beginning or end mark."""
        return list(self._processor.encode(text, out_type=str))

    def begin(self, text: str) -> list[str]:
        """Pieces of a text after the mark that begins a text."""
        return [self.bos, *self.pieces(text)]

    def join(self, pieces: Sequence[str]) -> str:
        """The text of a sequence of pieces."""
        return str(self._processor.decode_pieces(list(pieces)))
