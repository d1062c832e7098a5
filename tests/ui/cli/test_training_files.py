"""What files give to training and to the memory, by the languages that they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from songngu.corpora.errors import InputError
from songngu.corpora.formats import FORMATS
from songngu.corpora.types import TranslationUnit
from songngu.ui.actions.memory import FileMemory
from songngu.ui.actions.training_data import read_never, read_pairs

TEXTS = ("Chợ mở cửa lúc sáu giờ.", "The market opens at six.")


@pytest.fixture
def tmx(tmp_path: Path):
    def write(*languages: str) -> Path:
        path = tmp_path / "test.tmx"
        path.write_bytes(FORMATS["tmx"].serialise([TranslationUnit(*TEXTS, *languages)]))
        return path

    return write


VIETNAMESE_ENGLISH = [("vi", "en"), ("vi-VN", "en-GB"), ("vie", "eng"), ("vie_Latn", "eng_Latn")]


@pytest.mark.parametrize("languages", VIETNAMESE_ENGLISH, ids="-".join)
def test_memory_and_training_take_the_same_pairs(tmx, languages) -> None:
    path = tmx(*languages)
    assert [(unit.source, unit.target) for _, unit in read_pairs(path)] == [TEXTS]
    assert [match.unit.target for match in FileMemory.load([path]).look_up(TEXTS[0])] == [TEXTS[1]]


@pytest.mark.parametrize("languages", [("en", "fr"), ("vi", "fr"), ("vil", "en")], ids="-".join)
def test_memory_and_training_pass_over_other_languages(tmx, languages) -> None:
    path = tmx(*languages)
    assert list(read_pairs(path)) == []
    assert FileMemory.load([path]).look_up(TEXTS[0]) == []


@pytest.mark.parametrize("languages", [*VIETNAMESE_ENGLISH, ("en", "fr")], ids="-".join)
def test_a_test_set_counts_whatever_its_languages(tmx, languages) -> None:
    assert read_never([str(tmx(*languages))]) == list(TEXTS)


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", "\n \n"), ("empty.jsonl", "\n"), ("empty.tsv", "vi\ten\n")],
    ids=["text", "jsonl", "tsv"],
)
def test_a_test_set_without_text_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "lines.txt").write_text("Một dòng.\n", encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"{name}: found no text, expected a test set"):
        read_never([str(tmp_path / "lines.txt"), str(tmp_path / name)])
