"""``songngu train`` from files and store to an installed model, with a learner of one number."""

from __future__ import annotations

import gzip
import json
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.types import Draft, Status
from songngu.translate import Drafter, adapters, model_cache

pytest.importorskip("torch")

# One number to learn; what is written is that number, so that the drafter can tell models apart.
FAKE = """
import sys, time, os, json
from pathlib import Path
import torch
from songngu.translate.training import learners
from songngu.translate import adapters
from songngu.translate.training.learner import BatchLoss, Start
from songngu.translate.training.packing import Batch, Encoded

class FakeLearner:
    signature = "fake|1"

    def __init__(self, delay_s=0.0, start=adapters.SHIPPED):
        self.remarks = ["a remark of the learner"]
        self.start = Start(str(start), "1")
        self.weight = torch.zeros(1, requires_grad=True)
        self.delay_s = delay_s

    def encode(self, example):
        if len(example.source) > 60:
            return None
        return Encoded((1,), (2,) * len(example.target.split()))

    def prepare(self, examples):
        self.n_prepared = len(list(examples))

    def open(self, examples):
        pass

    def batches(self, examples, rng):
        return [Batch(1, ((each,),)) for each in examples]

    def loss(self, batch, smoothing):
        time.sleep(self.delay_s)
        n = len(batch.examples[0].target)
        return BatchLoss((((self.weight - 1.0) ** 2) * n).sum(), n)

    def training(self, on):
        pass

    def parameters(self):
        return [self.weight]

    def state(self):
        return {"weight": self.weight.detach().clone()}

    def load_state(self, state):
        with torch.no_grad():
            self.weight.copy_(state["weight"])

    def export(self, folder):
        folder.mkdir(parents=True)
        (folder / "weight.json").write_text(json.dumps(float(self.weight.detach())))
"""

N = 80
NUMBERS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]
ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def texts(index: int) -> tuple[str, str]:
    """Sentences that have few words in common, in the same order."""
    at = random.Random(index).choices(range(10), k=6)
    a, b, c, d, e, f = (NUMBERS[i] for i in at)
    source = f"Ngày {a} {b} có {c} {d} người đến {e} {f} nơi."
    a, b, c, d, e, f = (ENGLISH[i] for i in at)
    return source, f"On day {a} {b} some {c} {d} people came to {e} {f} places."


class ByFolder(Drafter):
    """Drafts as well as the folder of its model says: ``good``, ``bad``, or not known."""

    signature = "by-folder|1"

    def __init__(self, good: bool) -> None:
        self.good = good
        self.table = dict(texts(index) for index in range(100))

    def draft_batch(self, batch: Any, **settings: Any) -> list[Draft]:
        return [
            Draft(self.table[text] if self.good else "This is what it is today.", 0.5, (), "x")
            for text in batch
        ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Engines asked for, and which of the two is ``good``: ``former``, ``made`` or both."""
    monkeypatch.setenv(adapters.MODELS_VARIABLE, str(tmp_path / "data" / "models"))
    cache = tmp_path / "cache"
    monkeypatch.setenv(model_cache.CACHE_VARIABLE, str(cache))
    found = SimpleNamespace(engines=[], good={"made"}, cache=cache)

    def load(name: str, **settings: Any) -> Drafter:
        found.engines.append(name)
        made_of = Path(name.partition(":")[2])
        model_cache.cached_model(
            f"m-{made_of.name}", lambda new: None, made_of=made_of, replaces="none"
        )
        which = "former" if len(found.engines) % 2 else "made"
        return ByFolder(which in found.good)

    monkeypatch.setattr("songngu.translate.load_drafter", load)
    scope: dict[str, Any] = {}
    exec(FAKE, scope)
    monkeypatch.setattr(
        "songngu.translate.training.learners.load_learner",
        lambda config, **settings: scope["FakeLearner"](
            start=adapters.current_adapter() if config.model.start == "current" else "new"
        ),
    )
    return found


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    lines = ["\t".join(texts(index)) for index in range(N)]
    path.write_text("vi\ten\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def row_of(card: str, pattern: str) -> tuple[int, int]:
    """The two numbers in a row of the card's table of data."""
    found = re.search(rf"^\| {pattern} \|$", card, re.MULTILINE)
    assert found is not None, card.partition("## Course")[0]
    return int(found[1]), int(found[2])


def train(run: Callable[..., SimpleNamespace], pairs: Path, *more: str | Path) -> SimpleNamespace:
    return run("train", pairs, "--out", pairs.parent / "run", *more)


def test_a_better_model_is_installed_with_its_card_and_can_be_taken_back(
    run, asked: SimpleNamespace, pairs: Path
) -> None:
    result = train(run, pairs, "--json")
    value = result.json()
    assert (result.code, value["state"]) == (0, "installed")
    model = adapters.current("embedded")
    assert model is not None
    assert value["model"] == str(model)
    assert value["engine"] == f"embedded:{model}"
    assert asked.engines == [
        f"embedded:{adapters.SHIPPED}",
        f"embedded:{pairs.parent}/run/embedded",
    ]
    assert [row["metric"] for row in value["scores"]] == ["BLEU", "chrF2"]
    assert value["scores"][0]["made"].startswith("100.0")
    assert float((model / "weight.json").read_text()) > 0
    card = (model / "MODEL_CARD.md").read_text(encoding="utf-8")
    kept = row_of(card, r"pairs\.tsv \| 80 \| (\d+) \| held-out (\d+) \| not stated")
    assert kept[0] + kept[1] == 80
    assert kept[1] >= 14
    assert "It is better than the model it replaces: BLEU +" in card
    assert "run.seed = 5" in card
    assert "Gemma Terms of Use" in card
    assert f"{kept[0]} pairs to train on, 14 held out" in result.err
    assert "a remark of the learner" in result.err
    assert not (pairs.parent / "run" / "checkpoint.pt").exists()
    back = run("train", "--restore", "embedded", "--json")
    assert back.json() == {"engine": "embedded", "model": None}
    assert adapters.current_adapter() == adapters.SHIPPED
    assert run("train", "--restore", "embedded").code == 1


@pytest.mark.parametrize(
    ("good", "message"),
    [({"former"}, "worse than the model in use by BLEU and chrF2"), (set(), "no better than")],
    ids=["worse", "equal"],
)
def test_a_model_that_is_no_better_is_not_put_to_use(
    run, asked: SimpleNamespace, pairs: Path, good: set[str], message: str
) -> None:
    asked.good = good
    result = train(run, pairs)
    assert result.code == 1
    assert message in result.err
    assert "the model in use stays" in result.err
    assert adapters.current("embedded") is None
    assert [each.name for each in asked.cache.iterdir() if each.is_dir()] == ["m-model"]
    assert "in use" in (pairs.parent / "run" / "embedded" / "MODEL_CARD.md").read_text("utf-8")
    # The run is done; the same command says so again without another draft.
    n_asked = len(asked.engines)
    assert train(run, pairs).code == 1
    assert len(asked.engines) == n_asked


def test_a_second_model_is_compared_with_the_first_and_keeps_it(
    run, asked: SimpleNamespace, pairs: Path
) -> None:
    asked.good = {"former", "made"}
    made = run("train", pairs, "--no-install", "--json").json()
    assert made["state"] == "refused"
    asked.good = {"made"}
    first = run("train", pairs, "--json").json()
    assert Path(first["folder"]).name == "run-2"
    second = run("train", pairs, "--json").json()
    assert Path(second["model"]).name == "2-embedded"
    assert asked.engines[-2] == first["engine"]
    assert run("train", "--restore", "embedded", "--json").json()["model"] == first["model"]


def test_without_installing_the_model_stays_in_its_folder(
    run, asked: SimpleNamespace, pairs: Path
) -> None:
    result = train(run, pairs, "--no-install")
    assert result.code == 0
    assert f"--engine embedded:{pairs.parent}/run/embedded" in result.out
    assert adapters.current("embedded") is None
    # Later it is put to use without being judged again.
    n_asked = len(asked.engines)
    assert train(run, pairs, "--json").json()["state"] == "installed"
    model = adapters.current("embedded")
    assert train(run, pairs, "--json").json()["model"] == str(model)
    assert len(asked.engines) == n_asked


def test_a_model_is_not_put_to_use_later_instead_of_another_than_it_was_compared_with(
    run, asked: SimpleNamespace, pairs: Path
) -> None:
    assert train(run, pairs, "--no-install", "--json").json()["state"] == "made"
    other = run("train", pairs, "--out", pairs.parent / "other", "--json").json()
    result = train(run, pairs, "--json")
    assert (result.code, result.json()["state"]) == (0, "made")
    assert f"but now {other['engine']} is in use" in result.json()["reason"]
    assert str(adapters.current("embedded")) == other["model"]


@pytest.mark.parametrize(
    ("table", "state", "reason"),
    [
        ("", "installed", "the held-out loss went from"),
        ('start = "new"', "made", "but the run did not start from the model in use"),
        ("final_rank = 8", "made", "but the rank has been lowered since"),
    ],
)
def test_without_drafts_the_losses_of_two_other_models_decide_nothing(
    run, asked: SimpleNamespace, pairs: Path, table: str, state: str, reason: str
) -> None:
    settings = config(pairs.parent, f"[model]\n{table}\n[held_out]\ndraft = 0\n")
    for _ in range(2):  # a finished run installs nothing that nobody has judged either
        result = train(run, pairs, "--config", settings, "--json")
        assert (result.code, result.json()["state"]) == (0, state)
        assert reason in result.json()["reason"]
        assert (adapters.current("embedded") is None) == (state == "made")
    assert asked.engines == []


def test_only_approved_post_edits_are_trained_on(run, asked, pages, database: Path) -> None:
    from songngu.corpora.store import open_store
    from songngu.ui.actions.training_data import approved_units

    run("ingest", pages.vi, "--save")
    with open_store(str(database)) as store:
        records = store.segments(1)
        for place, status in ((0, Status.APPROVED), (1, Status.EDITED)):
            text = pages.pairs[place][1]
            store.save_revision(records[place].id, text, editor="e", previous=None, status=status)
        units = list(approved_units(store))
    assert [(unit.source, unit.target) for unit in units] == [
        (records[0].segment.text, pages.pairs[0][1])
    ]
    result = run("train", "--post-edits")
    assert result.code == 1
    assert "found 1 pairs that pass the filters" in result.err


def config(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_of_named_sources_with_manifest_weights_and_test_sets(
    run, asked: SimpleNamespace, tmp_path: Path
) -> None:
    folder = tmp_path / "parallel"
    folder.mkdir()
    rows = [("news" if i < 60 else "talks" if i < 70 else "unused", *texts(i)) for i in range(N)]
    lines = "".join("\t".join(row) + "\n" for row in rows)
    (folder / "prose.tsv.gz").write_bytes(gzip.compress(lines.encode("utf-8")))
    (folder / "MANIFEST.md").write_text(
        "| file | source | pairs | licence as stated |\n|---|---|---|---|\n"
        "| prose | news | 60 | CC BY 4.0 |\n| prose | talks | 10 | not known |\n"
    )
    (tmp_path / "test.vi").write_text(texts(3)[0].upper() + "\n", encoding="utf-8")
    settings = config(
        tmp_path,
        'never = ["test.vi"]\n[held_out]\nsources = ["news"]\n[[source]]\npath = "parallel"\n'
        'manifest = "parallel/MANIFEST.md"\nweight = 0\nweights = { news = 1.0, talks = 2.0 }\n',
    )
    result = run("train", "--config", settings, "--json")
    assert result.json()["state"] == "installed"
    card = Path(result.json()["model"], "MODEL_CARD.md").read_text(encoding="utf-8")
    kept = row_of(card, r"news \| 60 \| (\d+) \| evaluation 1, held-out (\d+) \| CC BY 4\.0")
    assert kept[0] + kept[1] == 59
    talks = row_of(card, r"talks \| 10 \| (\d+) \| held-out (\d+) \| not known")
    assert talks == (9, 1)  # one is nearly the same as held-out news
    assert "unused" not in card.partition("## Settings")[0]
    wrong = config(tmp_path, "[[source]]\npath = 'parallel'\nweights = { new = 1.0 }\n")
    refused = run("train", "--config", wrong)
    assert refused.code == 1
    assert (
        "source.weights names 'new', but the sources are 'news', 'talks', 'unused'" in refused.err
    )


def test_other_settings_in_the_same_folder_are_refused(run, asked, pairs: Path) -> None:
    train(run, pairs)
    settings = config(pairs.parent, "[run]\nseed = 6\n")
    result = train(run, pairs, "--config", settings)
    assert result.code == 1
    assert "holds a run with other settings: run.seed was 5 and is 6" in result.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.tsv"], "missing.tsv: no such file"),
        (["--config", "missing.toml"], "missing.toml"),
        (["pairs.tsv", "--engine", "openai:x"], "other engines cannot be trained"),
        (["pairs.tsv", "--engine", ""], "found the engine ''"),
        (["--restore", "embedded"], "none to take back"),
        (["swapped.tsv"], "80 were read, of which left out: 80 not Vietnamese against English"),
        (["--post-edits"], "none were read"),
        (["--config", "licence.toml"], "gone.md: no such file"),
        (["pairs.tsv", "--out", "list"], "found no settings of a run"),
        (["pairs.tsv", "--out", "result"], "result.json, which the run would write"),
    ],
)
def test_what_stands_in_the_way_is_said(
    run, asked, pairs: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(pairs.parent)
    swapped = "".join("\t".join(reversed(texts(index))) + "\n" for index in range(N))
    Path("swapped.tsv").write_text("vi\ten\n" + swapped, encoding="utf-8")
    Path("licence.toml").write_text("[[source]]\npath = 'pairs.tsv'\nmanifest = 'gone.md'\n")
    for folder, name in (("list", "settings.json"), ("result", "result.json")):
        Path(folder).mkdir()
        Path(folder, name).write_text("[]")
    result = run("train", *arguments)
    assert (result.code, result.out) == (1, "")
    assert asked.engines == []  # nothing was spent on it
    assert message in result.err


def test_a_command_that_failed_does_not_stand_in_the_way_of_the_next(
    run, asked, pairs: Path
) -> None:
    assert run("train", pairs.parent / "gone.tsv").code == 1
    assert run("train", pairs, "--json").json()["state"] == "installed"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x.tsv", "--restore", "embedded"],
        ["x.tsv", "--example-config"],
        ["--cut-rank", "a", "4"],
        ["--cut-rank", "a", "0", "--out", "b"],
        ["x.tsv", "--device", "tpu"],
    ],
    ids=" ".join,
)
def test_usage_errors(run, arguments: list[str]) -> None:
    result = run("train", *arguments)
    assert (result.code, result.out) == (2, "")


def test_the_example_can_be_trained_with(run, asked, tmp_path: Path, pairs: Path) -> None:
    shown = run("train", "--example-config")
    assert shown.code == 0
    assert run("train", "--example-config", "--json").json()["example"].strip() == shown.out.strip()
    text = shown.out.replace("post_edits = true ", f'path = "{pairs}" ')
    result = run("train", "--config", config(tmp_path, text), "--json")
    assert result.json()["state"] == "installed"


def test_lowering_a_rank(run, tmp_path: Path) -> None:
    import numpy as np

    from songngu.translate.training.adapter_files import read_factors, save_adapter

    rng = np.random.default_rng(1)
    factors = {"layers.0.mlp.up_proj": (rng.normal(size=(4, 9)), rng.normal(size=(7, 4)))}
    save_adapter(factors, tmp_path / "whole", base="x")
    out = tmp_path / "cut"
    result = run("train", "--cut-rank", tmp_path / "whole", "2", "--out", out, "--json")
    assert 0.3 < result.json()["kept"] < 1
    assert read_factors(out)["layers.0.mlp.up_proj"][0].shape == (2, 9)


def test_a_stop_saves_and_the_same_command_goes_on(
    run, asked: SimpleNamespace, tmp_path: Path, pairs: Path
) -> None:
    script = tmp_path / "slow.py"
    script.write_text(
        FAKE + "learners.load_learner = lambda config, **settings: FakeLearner(0.05)\n"
        "from songngu.ui.cli import main\nmain()\n"
    )
    settings = config(tmp_path, "[held_out]\ndraft = 0\n[run]\nstep_tokens = 16\ncheck_every = 1\n")
    arguments = ["train", pairs, "--config", settings, "--out", tmp_path / "run", "--no-install"]
    process = subprocess.Popen(
        [sys.executable, str(script), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if b"step 1 " in line:
            break
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=200)[1].decode()
    assert process.returncode == 130
    assert "stopping soon and saving" in rest
    assert "interrupted; what was learnt is saved in" in rest
    assert (tmp_path / "run" / "checkpoint.pt").is_file()
    again = run(*arguments)
    assert again.code == 0
    assert "going on after step" in again.err
    assert json.loads((tmp_path / "run" / "result.json").read_text())["state"] == "made"
    assert "held-out loss went from" in again.out
    assert asked.engines == []
