"""Trained models on disk: one in use, the former kept, and the way back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import adapters


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv(adapters.MODELS_VARIABLE, str(folder))
    return folder


def made(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / f"made-{text}"
    folder.mkdir()
    (folder / "weights").write_text(text)
    return folder


def weights(folder: Path | None) -> str:
    assert folder is not None
    return (folder / "weights").read_text()


def test_the_shipped_adapter_is_used_until_one_is_installed(tmp_path: Path) -> None:
    assert adapters.current("embedded") is None
    assert adapters.current_adapter() == adapters.SHIPPED
    adapters.install("embedded", made(tmp_path, "one"))
    assert weights(adapters.current_adapter()) == "one"
    assert adapters.current("hf:other/model") is None


def test_restoring_goes_back_step_by_step(tmp_path: Path) -> None:
    for text in ("one", "two"):
        adapters.install("embedded", made(tmp_path, text))
    assert weights(adapters.restore("embedded")) == "one"
    # What is installed after a step back replaces the one in use, not the one put aside.
    adapters.install("embedded", made(tmp_path, "three"))
    assert weights(adapters.current("embedded")) == "three"
    assert weights(adapters.restore("embedded")) == "one"
    assert adapters.restore("embedded") is None
    assert adapters.current_adapter() == adapters.SHIPPED
    with pytest.raises(EngineError, match="none to take back"):
        adapters.restore("embedded")


def test_a_deleted_model_is_named_and_can_be_left_behind(tmp_path: Path) -> None:
    adapters.install("embedded", made(tmp_path, "one"))
    gone = adapters.install("embedded", made(tmp_path, "two"))
    shutil.rmtree(gone)
    with pytest.raises(EngineError, match=r"is gone.*--restore embedded"):
        adapters.current("embedded")
    assert weights(adapters.restore("embedded")) == "one"


def test_a_failed_copy_leaves_what_was_in_use(tmp_path: Path) -> None:
    first = adapters.install("embedded", made(tmp_path, "one"))
    with pytest.raises(FileNotFoundError):
        adapters.install("embedded", tmp_path / "nowhere")
    assert adapters.current("embedded") == first
    assert sorted(path.name for path in first.parent.iterdir()) == ["1-embedded", "current"]


def test_engines_have_folders_of_their_own(tmp_path: Path, root: Path) -> None:
    adapters.install("hf:Helsinki-NLP/opus-mt-vi-en", made(tmp_path, "marian"))
    assert [path.name for path in root.iterdir()] == ["hf--Helsinki-NLP--opus-mt-vi-en"]
    folder = adapters.current("hf:Helsinki-NLP/opus-mt-vi-en")
    assert weights(folder) == "marian"
    assert folder is not None
    assert folder.name == "1-opus-mt-vi-en"
