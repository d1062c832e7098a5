"""Engines by name, and what is said when one cannot be had."""

from __future__ import annotations

import builtins
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import ENGINES, adapters, hub_seq2seq, load_drafter, load_engine
from songngu.translate.endpoint import EndpointSettings


@pytest.mark.parametrize("name", ["", "google", "no/such/folder", "what:ever"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(EngineError, match="embedded, embedded:FOLDER, hf:ORG/MODEL"):
        load_drafter(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Helsinki-NLP/opus-mt-vi-en", "Did you mean the hub's model hf:Helsinki-NLP/opus-mt-vi-e"),
        ("embeded", "Did you mean embedded?"),
        ("HF:a/b", "Did you mean hf:a/b?"),
        ("openia:gpt", "Did you mean openai:gpt?"),
        ("hfcausal:a/b", "Did you mean hf-causal:a/b?"),
        ("hf:", "expected hf:ORG/MODEL or hf:FOLDER"),
        ("hf-causal:", "expected hf-causal:ORG/MODEL"),
        ("openai:", "expected openai:MODEL"),
        ("embedded:2", "names the folder '2', which is not there"),
        ("embedded:", "expected embedded"),
        ("./gone", "There is no folder of that name"),
        ("http://127.0.0.1:11434/v1", "--endpoint http://127.0.0.1:11434/v1"),
    ],
)
def test_an_ill_formed_name_is_answered_with_what_was_meant(name: str, hint: str) -> None:
    with pytest.raises(EngineError) as caught:
        load_drafter(name)
    assert hint in str(caught.value)


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(ValueError, match=r"auto, cpu, cuda, found 'gpu'"):
        load_drafter("embedded", device="gpu")


@pytest.mark.parametrize("options", [{"beam_size": 0}, {"threads": -1}])
def test_impossible_settings_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected beam_size"):
        load_drafter("embedded", **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"template": "{source}"}, "only hf-causal engines take a prompt template"),
        ({"endpoint": EndpointSettings("http://127.0.0.1:1/v1")}, "only openai engines are behind"),
    ],
)
def test_options_of_other_engines_are_refused(options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load_drafter("embedded", **options)


@pytest.mark.parametrize("kind", ["hf:", ""])
def test_a_trained_model_drafts_in_the_stead_of_the_one_it_was_made_from(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(adapters.MODELS_VARIABLE, str(tmp_path / "models"))
    monkeypatch.setenv("SONGNGU_CACHE", str(tmp_path / "cache"))
    opened: list[str] = []
    monkeypatch.setattr(hub_seq2seq, "open_seq2seq", lambda model, runtime: opened.append(model))
    for name in ("opus", "made"):
        (tmp_path / name).mkdir()
    engine = f"{kind}{tmp_path / 'opus'}"
    load_engine(engine)
    installed = adapters.install(engine, tmp_path / "made")
    load_engine(engine)
    assert opened == [str(tmp_path / "opus"), str(installed)]


def test_each_name_has_a_help_text() -> None:
    assert "embedded" in ENGINES
    assert all(len(text) > 20 for text in ENGINES.values())


def test_without_torch_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def no_torch(name: str, *args: Any, **options: Any) -> Any:
        if name.split(".")[0] == "torch":
            raise ImportError("No module named 'torch'")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", no_torch)
    with pytest.raises(EngineError, match=r"songngu\[hub\]"):
        load_drafter("hf:Helsinki-NLP/opus-mt-vi-en")


def test_without_network_the_error_says_what_to_do() -> None:
    pytest.importorskip("torch")
    with pytest.raises(EngineError, match=r"cannot be reached .*`hf:FOLDER`.*`embedded`"):
        load_drafter("hf:nobody/no-such-model-vi-en")


def test_offline_mode_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EngineError, match="HF_HUB_OFFLINE"):
        load_drafter("hf:nobody/no-such-model-vi-en")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(EngineError, match=r"config\.json is missing"):
        load_drafter(f"hf:{tmp_path}")


def test_a_folder_that_does_not_exist_is_not_looked_for_on_the_hub(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    with pytest.raises(EngineError, match="There is no folder"):
        load_drafter(f"hf:{tmp_path / 'gone'}")


def test_a_broken_model_is_an_engine_error(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text('{"model_type": "marian"}', encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load_drafter(f"hf:{tmp_path}", progress=False)


def test_code_of_a_model_repository_is_not_run(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    (tmp_path / "config.json").write_text(
        '{"model_type": "own", "auto_map": {"AutoConfig": "evil.Config",'
        ' "AutoTokenizer": ["evil.Tok", null], "AutoModelForSeq2SeqLM": "evil.Model"}}',
        encoding="utf-8",
    )
    witness = tmp_path / "witness"
    (tmp_path / "evil.py").write_text(f"open({str(witness)!r}, 'w')\n", encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be loaded"):
        load_drafter(f"hf:{tmp_path}", progress=False)
    assert not witness.exists()


def test_importing_translate_loads_nothing_heavy() -> None:
    code = (
        "import sys, songngu.translate; "
        "heavy = {'torch', 'transformers', 'ctranslate2', 'gradio', 'gguf', 'sentencepiece'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
