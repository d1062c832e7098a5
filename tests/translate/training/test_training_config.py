"""Settings of training runs: the example is valid, and what is wrong is named by file and key."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from songngu.corpora.errors import TrainingError
from songngu.translate.training.config import TrainingConfig, load_config, parse_config
from songngu.translate.training.learners import check_engine


def example() -> str:
    return resources.files("songngu.translate.training").joinpath("example.toml").read_text("utf-8")


def test_the_example_names_every_key_and_shows_the_defaults() -> None:
    text = example()
    shown, defaults = parse_config(text, "example.toml").settings(), TrainingConfig().settings()
    same = {key for key in defaults if not key.startswith("source")}
    assert {key: shown[key] for key in same} == {key: defaults[key] for key in same}
    for name, table in TrainingConfig.model_fields.items():
        assert name in text
        inner = getattr(TrainingConfig(), name)
        inner = inner[0] if name == "stage" else inner
        for key in getattr(type(inner), "model_fields", {}):
            # The device settles this one; there is no better value to show.
            assert f"{key} =" in text or key == "batch_tokens", f"{name}.{key}"
        assert table is not None


def test_the_lines_commented_out_of_the_example_are_valid_too(tmp_path: Path) -> None:
    text = example().replace("# [[source]]", "[[source]]").replace('path = "memory', 'path = "m')
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and "=" in line.split("#")[1] else line
        for line in text.splitlines()
    ]
    config = parse_config("\n".join(lines), "example.toml")
    assert [source.label for source in config.source] == [
        "post-edits", "m.tmx", "parallel", "templates",
    ]  # fmt: skip
    assert config.model.final_rank == 32
    assert config.stage[0].max_minutes == 60


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[model]\nrnk = 3", r"t\.toml: model\.rnk: there is no such key; expected one of: engine"),
        ("colour = 1", r"t\.toml: colour: there is no such key; expected one of: model, source"),
        ("[[stage]]\n[[stage]]\npasses = 'x'", r"t\.toml: stage\[2\]\.passes: found 'x'"),
        ("[run]\nseed = 1.5", r"run\.seed: found 1\.5: input should be a valid integer"),
        ("[run]\nseed = true", r"run\.seed: found True"),
        ("[hints]\nshare = 30", r"hints\.share: found 30: input should be less than or equal to 1"),
        (
            "[model]\nmethod = 'lra'",
            r"model\.method: found 'lra': input should be 'lora' or",
        ),
        ("[[source]]\npath = 'a'\npost_edits = true", r"source\[1\]: expected one of path, post_"),
        ("[[source]]\nname = 'a'", r"source\[1\]: expected one of path, post_edits"),
        ("[filters]\nmin_ratio = 3.0", r"filters: min_ratio 3\.0 is not below max_ratio 2\.2"),
        ("[[stage]]\npasses = inf", r"stage\[1\]\.passes: found inf: input should be a finite"),
        ("[run]\nclip = nan", r"run\.clip: found nan: input should be a finite number"),
        ("[source]\npath = 'a'", r"source: found one table, expected a list .*\[\[source\]\]"),
        ("stage = []", r"stage: list should have at least 1 item"),
        ("model = 3", r"t\.toml: model: found 3"),
        ("[model", r"t\.toml: found something that is not TOML .*--example-config"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        parse_config(text, "t.toml")


def test_every_fault_gets_a_line() -> None:
    with pytest.raises(TrainingError) as caught:
        parse_config("[model]\nrank = 0\n[run]\nclip = -1.0", "t.toml")
    assert [line.split(":")[1].strip() for line in str(caught.value).splitlines()] == [
        "model.rank", "run.clip",
    ]  # fmt: skip


def test_paths_are_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub" / "t.toml"
    path.write_text(
        'never = ["test.vi"]\n[model]\nstart = "first"\n[hints]\nlists = ["../terms.tsv"]\n'
        '[[source]]\npath = "/data/x.tsv"\n[held_out]\npath = "held.tsv"\n'
    )
    config = load_config(path)
    assert config.source[0].path == "/data/x.tsv"
    assert config.never == [str(tmp_path / "sub" / "test.vi")]
    assert config.held_out.path == str(tmp_path / "sub" / "held.tsv")
    assert config.hints.lists == [str(tmp_path / "sub" / ".." / "terms.tsv")]
    assert config.model.start == str(tmp_path / "sub" / "first")
    with pytest.raises(TrainingError, match=r"missing\.toml: .*--example-config"):
        load_config(tmp_path / "missing.toml")


@pytest.mark.parametrize(
    ("engine", "method", "message"),
    [
        ("embedded", "full", "fixed base with an adapter"),
        ("openai:x", "lora", "other engines cannot be trained"),
        ("nowhere", "lora", "other engines cannot be trained"),
        ("hf:", "lora", "other engines cannot be trained"),
    ],
)
def test_engines_that_cannot_be_trained_are_refused(engine: str, method: str, message: str) -> None:
    config = parse_config(f"[model]\nengine = '{engine}'\nmethod = '{method}'", "t.toml")
    with pytest.raises(TrainingError, match=message):
        check_engine(config)
    check_engine(parse_config("[model]\nengine = 'hf:a/b'\nmethod = 'full'", "t.toml"))
