"""Trained models on disk: one in use, the former kept, and the way back."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import adapters, model_cache


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv(adapters.MODELS_VARIABLE, str(folder))
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(tmp_path / "cache"))
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
    assert sorted(path.name for path in first.parent.iterdir()) == [
        ".lock",
        "1-embedded",
        "current",
    ]


def test_models_that_are_finished_together_are_both_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is to be installed while the first is being copied; it waits."""
    one, two = made(tmp_path, "one"), made(tmp_path, "two")
    other = threading.Thread(target=adapters.install, args=("embedded", two))
    copy = shutil.copytree

    def copy_meanwhile(folder: Path, to: Path) -> None:
        copy(folder, to)
        if folder == one:
            other.start()
            other.join(timeout=0.5)  # it would be done by then if nothing kept it waiting

    monkeypatch.setattr(shutil, "copytree", copy_meanwhile)
    assert adapters.install("embedded", one).name == "1-embedded"
    other.join(timeout=60)
    assert weights(adapters.current("embedded")) == "two"
    assert weights(adapters.restore("embedded")) == "one"


def test_engines_have_folders_of_their_own(tmp_path: Path, root: Path) -> None:
    adapters.install("hf:Helsinki-NLP/opus-mt-vi-en", made(tmp_path, "marian"))
    assert [path.name for path in root.iterdir()] == ["hf--Helsinki-NLP--opus-mt-vi-en"]
    folder = adapters.current("hf:Helsinki-NLP/opus-mt-vi-en")
    assert weights(folder) == "marian"
    assert folder is not None
    assert folder.name == "1-opus-mt-vi-en"


def test_a_folder_is_known_by_where_it_is_not_by_how_it_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("a", "b"):
        (tmp_path / place / "opus").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a")
    installed = adapters.install("opus", made(tmp_path, "one"))
    assert installed.name == "1-opus"
    absolute = str(tmp_path / "a" / "opus")
    for spelled in ("opus", "./opus", "../a/opus/", "hf:opus", absolute, f"hf:{absolute}"):
        assert adapters.current(spelled) == installed
    monkeypatch.chdir(tmp_path / "b")
    assert adapters.model_of("opus") == "opus"
    with pytest.raises(EngineError, match=f"expected one of: {absolute}"):
        adapters.restore("opus")
    shutil.rmtree(absolute)
    assert adapters.current("../a/opus") == installed
    assert adapters.restore(absolute) is None


def test_a_folder_called_as_the_embedded_engine_is_not_taken_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "embedded").mkdir()
    monkeypatch.chdir(tmp_path)
    adapters.install("embedded", made(tmp_path, "one"))
    assert weights(adapters.current_adapter()) == "one"
    assert adapters.current("./embedded") is None


def test_what_cannot_be_cleaned_does_not_fail_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = made(tmp_path, "private")
    converted = model_cache.cached_model(
        "m-private", lambda new: None, made_of=private, replaces="none"
    )
    real = Path.is_dir

    def is_dir(path: Path) -> bool:
        if path == private:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "is_dir", is_dir)
        installed = adapters.install("embedded", made(tmp_path, "one"))
    assert adapters.current("embedded") == installed
    assert model_cache.is_intact(converted)

    def fail(is_unwanted: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(model_cache, "clean", fail)
    assert weights(adapters.install("embedded", made(tmp_path, "two"))) == "two"


def test_only_the_model_in_use_and_the_one_before_stay_converted(tmp_path: Path) -> None:
    def convert(folder: Path) -> Path:
        def build(new: Path) -> None:
            shutil.copytree(folder, new, dirs_exist_ok=True)

        name = f"m-{folder.name}"
        return model_cache.cached_model(name, build, made_of=folder, replaces="m-*")

    elsewhere, gone = made(tmp_path, "elsewhere"), made(tmp_path, "gone")
    others = [convert(folder) for folder in (elsewhere, gone)]
    shutil.rmtree(gone)
    installed = []
    for text in ("one", "two", "three"):
        installed.append(adapters.install("embedded", made(tmp_path, text)))
        convert(installed[-1])
    adapters.install("hf:other/model", made(tmp_path, "other"))
    kept = {path.name for path in others[0].parent.iterdir() if path.is_dir()}
    assert kept == {"m-made-elsewhere", "m-2-embedded", "m-3-embedded"}
    assert all(folder.is_dir() for folder in installed)
