"""Runs on a tiny Gemma: learning, stopping, going on, and what is refused."""

from __future__ import annotations

import errno
import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.errors import TrainingError
from songngu.translate.gemma_base import GemmaBase
from songngu.translate.training import checkpoint
from songngu.translate.training.config import ModelTable, RunTable, StageTable
from songngu.translate.training.hints import HintFinder
from songngu.translate.training.mixing import ExampleMaker
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.plan import Plan

pytest.importorskip("torch")

from songngu.translate.training import loop
from songngu.translate.training.gemma_learner import GemmaLearner
from songngu.translate.training.loop import Progress, RandomState, Run

WORDS = ["Hà Nội", "the", "thing", "an", "Nội", "hang", "bang", "tan", "can", "gang", "lang"]


def pairs(n: int, origin: str = "one") -> list[TrainingPair]:
    rng = random.Random(n)
    made = []
    for _ in range(n):
        words = rng.choices(WORDS, k=rng.randint(2, 5))
        made.append(TrainingPair(" ".join(words), " ".join(reversed(words)), origin))
    return made


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, tiny_gemma: SimpleNamespace) -> GemmaBase:
    path = tmp_path_factory.mktemp("base") / "tiny.gguf"
    tiny_gemma.write_gguf(tiny_gemma.model(), path)
    return GemmaBase(path)


@pytest.fixture
def begin(base: GemmaBase, tmp_path: Path) -> Callable[..., SimpleNamespace]:
    """Begin or take up a run: ``run``, its ``learner`` and the ``seen`` progress."""

    def make(
        folder: str = "run",
        *,
        n_pairs: int = 26,
        members: list[TrainingPair] | None = None,
        stages: list[dict[str, Any]] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] | None = None,
        held_out: list[TrainingPair] | None = None,
        **settings: Any,
    ) -> SimpleNamespace:
        table = ModelTable(start="new", rank=4, compile=False, precision="float32", max_tokens=96)
        learner = GemmaLearner(table, base, seed=1, batch_tokens=192)
        tables = [StageTable(**each) for each in stages or [{"passes": 2.0}]]
        maker = ExampleMaker(HintFinder(), 0.3, 0.0)
        run = RunTable(
            **{"step_tokens": 48, "check_every": 4, "warmup_steps": 2, "save_minutes": 0.0}
            | settings
        )
        chosen = members or pairs(n_pairs)
        plan = Plan(chosen, held_out or pairs(5), tables, {}, [maker] * len(tables), run)
        (tmp_path / folder).mkdir(exist_ok=True)
        seen: list[Progress] = []
        more = {} if clock is None else {"clock": clock}
        made = Run(
            learner, plan, tmp_path / folder, report=seen.append, should_stop=should_stop, **more
        )
        return SimpleNamespace(run=made, learner=learner, seen=seen, folder=tmp_path / folder)

    return make


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all((one[name] == other[name]).all() for name in one)


def test_the_loss_falls_and_the_best_state_is_kept(begin) -> None:
    began = begin(stages=[{"passes": 5.0, "learning_rate": 1e-2}])
    assert began.run.go() == "finished"
    place = began.run.place
    first, best = place.checks[0][2], place.best_loss
    assert best is not None
    assert best < 0.8 * first
    assert place.ended == {"1 all": "done"}
    last = began.seen[-1]
    assert last.share == pytest.approx(1.0)
    assert last.tokens_per_s > 0
    assert any(each.left_s is not None and each.left_s > 0 for each in began.seen)
    shares = [each.share for each in began.seen]
    assert shares == sorted(shares)
    began.run.load_best()
    assert same(began.learner.state(), checkpoint.load_state(began.folder))


def test_a_run_that_is_stopped_anywhere_ends_as_one_that_is_not(begin) -> None:
    """Stopped twice, in the middle of a pass and of a step, with another learner each time."""
    whole = begin("whole")
    whole.run.go()
    calls = iter(range(10_000))
    for stop_at in (4, 11):
        part = begin("parts", should_stop=lambda stop_at=stop_at: next(calls) >= stop_at)
        assert part.run.go() == "interrupted"
    rest = begin("parts")
    assert rest.run.place.step > 0
    assert rest.run.go() == "finished"
    assert rest.run.place.step == whole.run.place.step
    assert [check[0] for check in rest.run.place.checks] == [
        check[0] for check in whole.run.place.checks
    ]
    assert same(whole.learner.state(), rest.learner.state())


def test_a_kill_costs_what_came_after_the_last_save(begin) -> None:
    class KilledError(Exception):
        pass

    began = begin("killed")
    steps = 0

    def die() -> bool:
        nonlocal steps
        steps += 1
        if steps == 9:
            raise KilledError
        return False

    killed = begin("killed", should_stop=die)
    with pytest.raises(KilledError):
        killed.run.go()
    again = begin("killed")
    assert again.run.place.step == killed.run.place.step > 0
    assert again.run.go() == "finished"
    assert began.run.go() == "finished"
    assert same(again.learner.state(), began.learner.state())


def test_it_ends_when_the_held_out_loss_gets_no_better(begin) -> None:
    """A rate far too high makes everything worse at once; the next stage begins from the best."""
    bad = {"name": "bad", "passes": 50.0, "learning_rate": 3.0, "final_learning_rate": 3.0}
    began = begin(stages=[bad], check_every=1, patience=3, warmup_steps=0)
    assert began.run.go() == "finished"
    place = began.run.place
    assert place.ended == {"1 bad": "no-better"}
    assert place.step < 20
    assert place.best_step + 3 == place.step
    # Where the stage ended by itself, the state is the best one.
    assert same(began.learner.state(), checkpoint.load_state(began.folder))


def test_a_stage_ends_by_its_time(begin) -> None:
    ticks = iter(range(0, 10**9, 10))
    stages = [{"name": "short", "passes": 50.0, "max_minutes": 2.0}, {"name": "next"}]
    began = begin(stages=stages, clock=lambda: float(next(ticks)))
    began.run.go()
    assert began.run.place.ended == {"1 short": "time", "2 next": "done"}


def test_the_learning_rate_warms_up_and_follows_a_cosine(begin) -> None:
    table = {"passes": 2.5, "learning_rate": 1e-3, "final_learning_rate": 1e-4}
    began = begin(stages=[table], warmup_steps=4)
    rates: list[float] = []
    change = began.run._change
    group = began.run._optimiser.param_groups[0]
    began.run._change = lambda n: (change(n), rates.append(group["lr"]))
    began.run.go()
    assert rates[0] == pytest.approx(1e-3 / 5)
    assert max(rates) <= 1e-3
    assert rates[5:] == sorted(rates[5:], reverse=True)
    assert rates[-1] < 2e-4


LONG = TrainingPair("an " * 90, "the " * 90, "long")


@pytest.mark.parametrize(("stop_at", "block"), [(None, 8192), (0, 8192), (3, 8192), (None, 2)])
def test_pairs_that_are_too_long_count_as_done(
    begin, monkeypatch: pytest.MonkeyPatch, stop_at: int | None, block: int
) -> None:
    """The rate ends where it is to end: stopped in the first step, in blocks of long ones only."""
    monkeypatch.setattr(loop, "BLOCK", block)
    some = [pair for short in pairs(24) for pair in (short, LONG)]
    stages = [{"learning_rate": 1e-3, "final_learning_rate": 1e-4}]
    settings = {"stages": stages, "members": some, "warmup_steps": 0, "check_every": 100}
    if stop_at is not None:
        calls = iter(range(10_000))
        stopped = begin(should_stop=lambda: next(calls) >= stop_at, **settings)
        assert stopped.run.go() == "interrupted"
    began = begin(**settings)
    assert began.run.too_long == {"long": 24}
    assert began.run.go() == "finished"
    assert began.seen[-1].share == pytest.approx(1)
    assert began.run._optimiser.param_groups[0]["lr"] < 1.5e-4


def test_random_numbers_of_cards_are_kept_and_those_of_missing_cards_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import torch

    restored = {}
    for name, fake in {
        "is_initialized": lambda: True,
        "device_count": lambda: 1,
        "get_rng_state_all": lambda: ["of card 0", "of card 1"],
        "set_rng_state": lambda state, card: restored.update({card: state}),
    }.items():
        monkeypatch.setattr(torch.cuda, name, fake)
    state = RandomState.now()
    before = torch.rand(3)
    state.restore()
    assert torch.equal(before, torch.rand(3))
    assert restored == {0: "of card 0"}


def test_a_loss_that_is_no_number_ends_the_run_with_advice(begin) -> None:
    began = begin()
    began.run.go()
    again = begin("nan")
    with_nan = {name: value * math.nan for name, value in began.learner.state().items()}
    again.learner.load_state(with_nan)
    again.run.place.best_loss = 1.0
    with pytest.raises(TrainingError, match="lower the learning rate"):
        again.run.go()
    assert not (again.folder / checkpoint.CHECKPOINT).exists()


def test_nothing_to_train_on_is_said(begin) -> None:
    with pytest.raises(TrainingError, match="found 0 pairs to train on and 5 held-out"):
        begin(n_pairs=0)
    with pytest.raises(TrainingError, match="and 0 held-out"):
        begin(held_out=[TrainingPair("an " * 90, "the " * 90)])


def test_other_settings_are_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    assert not checkpoint.check_settings(folder, {"run.seed": 5, "model.rank": 8, "never": []})
    assert checkpoint.check_settings(folder, {"run.seed": 5, "model.rank": 8, "never": []})
    checkpoint.save(folder, checkpoint.Place(), {})
    with pytest.raises(TrainingError, match=r"model\.rank was 8 and is 16"):
        checkpoint.check_settings(folder, {"run.seed": 5, "model.rank": 16, "never": []})
    assert json.loads((folder / checkpoint.SETTINGS).read_text())["model.rank"] == 8


def test_a_full_disk_leaves_the_file_before_and_no_half(tmp_path: Path) -> None:
    path = tmp_path / "state"
    checkpoint.write_whole(path, lambda file: file.write(b"whole"))

    def fill(file: Any) -> None:
        file.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        checkpoint.write_whole(path, fill)
    assert path.read_bytes() == b"whole"
    assert [each.name for each in tmp_path.iterdir()] == ["state"]


def test_what_failed_before_anything_was_learnt_does_not_hold_the_folder(tmp_path: Path) -> None:
    pair = TrainingPair("Một câu.", "A sentence.")
    assert not checkpoint.check_settings(tmp_path, {"source[1].path": "wrong.tsv"})
    checkpoint.save_pairs(tmp_path, [pair], [pair])
    assert not checkpoint.check_settings(tmp_path, {"source[1].path": "right.tsv"})
    assert checkpoint.load_pairs(tmp_path) is None
    assert checkpoint.check_settings(tmp_path, {"source[1].path": "right.tsv"})


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"settings.json": '{"editor.fontSize": 12}', "best.pt": "mine"}, "no settings of a run"),
        ({"settings.json": "{}", "counts.json": "[]"}, "no settings of a run"),
        ({"best.pt": "mine", "pairs.jsonl.gz": "mine"}, r"holds pairs\.jsonl\.gz, best\.pt"),
        ({"result.json": "{}"}, r"holds result\.json, which the run would write"),
        ({"opus/weights": "mine"}, "holds opus, which the run would write"),
    ],
)
def test_files_of_others_are_neither_deleted_nor_overwritten(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for _ in range(2):
        with pytest.raises(TrainingError, match=message):
            checkpoint.check_settings(tmp_path, {"run.seed": 5, "source[1].path": "x"}, "opus")
    found = {str(path.relative_to(tmp_path)): path for path in tmp_path.rglob("*")}
    assert {name: path.read_text() for name, path in found.items() if path.is_file()} == files


def test_a_source_may_be_taken_out_of_what_failed_at_once(tmp_path: Path) -> None:
    two = {"run.seed": 5, "source[1].path": "x", "source[2].weights.a": 1.0}
    assert not checkpoint.check_settings(tmp_path, two)
    assert not checkpoint.check_settings(tmp_path, {"run.seed": 5, "source[1].path": "x"})
    assert not checkpoint.check_settings(tmp_path, {"run.seed": 6, "source": []})


def test_a_damaged_checkpoint_is_said(begin) -> None:
    began = begin()
    (began.folder / checkpoint.CHECKPOINT).write_bytes(b"PK half")
    with pytest.raises(TrainingError, match=r"checkpoint\.pt: the checkpoint cannot be read"):
        begin()
    (began.folder / checkpoint.BEST).write_bytes(b"PK half")
    with pytest.raises(TrainingError, match=r"best\.pt: the checkpoint cannot be read"):
        checkpoint.load_state(began.folder)


def test_terms_are_kept_with_the_pairs(tmp_path: Path) -> None:
    glossary = {"lãi suất": ("interest rate", "rate"), "gạo": ("rice",)}
    checkpoint.save_glossary(tmp_path, glossary)
    # The run has come to nothing before its pairs were read: editors may have put the terms right.
    assert checkpoint.load_glossary(tmp_path) is None
    checkpoint.save_pairs(tmp_path, pairs(2), pairs(3))
    assert checkpoint.load_glossary(tmp_path) == glossary
    (tmp_path / "glossary.json.gz").write_bytes(b"no gzip")
    with pytest.raises(TrainingError, match="terms of the run cannot be read"):
        checkpoint.load_glossary(tmp_path)


def test_pairs_are_kept_as_they_were(tmp_path: Path) -> None:
    members = [TrainingPair("Đỗ Minh\t“a”", "Do Minh", "x", 0.5, (("Đỗ Minh", "Do Minh"),))]
    assert checkpoint.load_pairs(tmp_path) is None
    checkpoint.save_pairs(tmp_path, members, pairs(3))
    assert checkpoint.load_pairs(tmp_path) == (members, pairs(3))
    (tmp_path / "pairs.jsonl.gz").write_bytes(b"no gzip")
    with pytest.raises(TrainingError, match="cannot be read"):
        checkpoint.load_pairs(tmp_path)
