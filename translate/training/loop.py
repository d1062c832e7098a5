"""The training loop: stages, learning rate, held-out set, checkpoints."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from songngu.corpora.errors import TrainingError
from songngu.translate.training import checkpoint
from songngu.translate.training.checkpoint import Place
from songngu.translate.training.learner import Learner
from songngu.translate.training.mixing import ExampleMaker
from songngu.translate.training.packing import Batch, Encoded
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.plan import Plan

#: Examples that are made and packed at a time.
BLOCK = 8192
_SMOOTH = 0.95


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, for those who wait.

    Attributes:
        share: Of the whole run, 0–1.
        loss: Of training, per target token, smoothed.
        tokens_per_s: Tokens of prompts and targets that went through, padding left out.
        left_s: Estimated time to the end; None before it can be told.
        held_out: Loss on the held-out set, where it has just been looked at.
        is_best: Whether that is the best so far.
    """

    stage: str
    step: int
    share: float
    loss: float
    tokens_per_s: float
    left_s: float | None
    held_out: float | None = None
    is_best: bool = False


Report = Callable[[Progress], None]
How = Literal["finished", "interrupted"]


class RandomState(NamedTuple):
    """Where torch's random numbers stand: on the processor, and on each graphics card in use."""

    processor: Tensor
    cards: list[Tensor]

    @classmethod
    def now(cls) -> RandomState:
        """Where they stand now."""
        used = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
        return cls(torch.get_rng_state(), torch.cuda.get_rng_state_all() if used else [])

    def restore(self) -> None:
        """Go back to it; what was on cards that this machine does not have is left out."""
        torch.set_rng_state(self.processor)
        for number, state in enumerate(self.cards[: torch.cuda.device_count()]):
            torch.cuda.set_rng_state(state, number)


class _InterruptedError(Exception):
    """Somebody wants the run to stop."""


class _StageEndError(Exception):
    """The stage has come to its end before its data has."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Run:
    """A training run in a folder; the same call goes on where an earlier one stopped.

    Attributes:
        place: How far it has come.
        too_long: Pairs longer than the model is trained on, by source.
    """

    def __init__(
        self,
        learner: Learner,
        plan: Plan,
        folder: Path,
        *,
        report: Report = lambda progress: None,
        should_stop: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take up the run.

        Args:
            learner: What is trained.
            plan: What it goes through.
            folder: For checkpoints; exists.
            report: Called after every change of the weights.
            should_stop: Asked after every batch.
            clock: Seconds.

        Raises:
            TrainingError: Nothing to train on, or a checkpoint that cannot be read.
        """
        self._learner, self._plan, self._folder = learner, plan, folder
        self._report, self._should_stop, self._clock = report, should_stop, clock
        self._loss = math.nan
        self._n_tokens = 0
        self._opened: Sequence[Encoded] = ()
        self.too_long: Counter[str] = Counter()
        held_out = [self._encode(pair, len(plan.makers) - 1) for pair in plan.held_out]
        self._held_out = [each for each in held_out if each is not None]
        if not plan.pairs or not self._held_out:
            raise TrainingError(
                f"found {len(plan.pairs)} pairs to train on and {len(self._held_out)} held-out "
                "pairs that are short enough, expected some of each; give more data, or filter less"
            )
        learner.prepare(self._everything())
        self._sizes = [plan.n_examples(stage) for stage in range(len(plan.stages))]
        self._optimiser = torch.optim.AdamW(
            learner.parameters(), lr=plan.stages[0].learning_rate, betas=(0.9, 0.98),
            weight_decay=0.0,
        )  # fmt: skip
        torch.manual_seed(plan.run.seed)
        self.place = Place()
        self._take_up()
        self._since = self._clock()
        self._started, self._started_share = self._since, self._share()
        self._saved_at = self._since

    def _everything(self) -> Iterator[Encoded]:
        """All held-out examples and all pairs as they stand."""
        yield from self._held_out
        for pair in self._plan.pairs:
            encoded = self._encode(pair, 0, plain=True)
            if encoded is None:
                self.too_long[pair.origin] += 1
            else:
                yield encoded

    def _take_up(self) -> None:
        found = checkpoint.load(self._folder)
        if found is None:
            return
        self.place, tensors = found
        self._learner.load_state(tensors["parameters"])
        self._optimiser.load_state_dict(tensors["optimiser"])
        # Checkpoints of former versions do not have those of cards.
        RandomState(tensors["rng"], tensors.get("rng_cards", [])).restore()
        self._loss = float(tensors["loss"])

    def _encode(self, pair: TrainingPair, stage: int, *, plain: bool = False) -> Encoded | None:
        """The example of a pair, always the same; ``plain``: without hints and exchanges."""
        maker = self._plan.makers[stage]
        if plain:
            maker = ExampleMaker(maker.finder, 0.0, 0.0)
        else:
            maker = ExampleMaker(maker.finder, maker.hints, 0.0)
        return self._learner.encode(maker(pair, random.Random(f"{self._plan.run.seed}/{pair}")))

    def go(self) -> How:
        """Train to the end or until somebody wants it to stop; all is saved either way."""
        try:
            if self.place.best_loss is None:
                self._look()
            while self.place.stage < len(self._plan.stages):
                self._stage()
        except _InterruptedError:
            self._save()
            return "interrupted"
        self._save()
        return "finished"

    def load_best(self) -> None:
        """Set the model to its state with the least held-out loss."""
        self._learner.load_state(checkpoint.load_state(self._folder))

    def _stage(self) -> None:
        place = self.place
        table = self._plan.stages[place.stage]
        why = "done"
        try:
            while place.round < self._plan.n_rounds(place.stage):
                order = self._plan.order(place.stage, place.round)
                while place.block * BLOCK < len(order):
                    self._block(order[place.block * BLOCK : (place.block + 1) * BLOCK])
                    place.block, place.batch = place.block + 1, 0
                place.round, place.block = place.round + 1, 0
            if not place.checks or place.checks[-1][0] != place.step:
                self._look()
        except _StageEndError as over:
            why = over.why
            if why == "no-better":
                self.load_best()
        place.ended[f"{place.stage + 1} {table.name}"] = why
        place.stage, place.round, place.block, place.batch = place.stage + 1, 0, 0, 0
        place.n_examples, place.stage_seconds, place.n_worse = 0, 0.0, 0

    def _block(self, indices: Sequence[int]) -> None:
        """Train on some examples, from the batch on where an earlier run stopped."""
        place, run = self.place, self._plan.run
        key = f"{run.seed}/{place.stage}/{place.round}/{place.block}"
        maker = self._plan.makers[place.stage]
        made = [
            self._learner.encode(maker(self._plan.pairs[index], random.Random(f"{key}/{number}")))
            for number, index in enumerate(indices)
        ]
        examples = [each for each in made if each is not None]
        batches = self._learner.batches(examples, random.Random(key))
        self._opened = examples
        self._learner.open(examples)
        self._learner.training(True)
        # Counted with the first step, so that a stop before its end counts them once.
        n_skipped = len(made) - len(examples) if place.batch == 0 else 0
        while place.batch < len(batches):
            place.batch += self._step(batches, place.batch)
            place.n_examples += n_skipped
            n_skipped = 0
            self._after_step()
        place.n_examples += n_skipped

    def _step(self, batches: Sequence[Batch], first: int) -> int:
        """Change the weights once; returns how many batches that took."""
        run = self._plan.run
        random_state = RandomState.now()
        n_targets, total, n_batches, n_examples = 0, 0.0, 0, 0
        while n_targets < run.step_tokens and first + n_batches < len(batches):
            batch = batches[first + n_batches]
            found = self._learner.loss(batch, run.label_smoothing)
            # Divided by a round number, so that sums of thousands do not lose places in bfloat16.
            (found.total / run.step_tokens).backward()  # type: ignore[no-untyped-call]
            total += float(found.total.detach())
            n_targets += found.n_targets
            n_batches += 1
            n_examples += len(batch.examples)
            self._n_tokens += sum(each.n_tokens for each in batch.examples)
            if self._should_stop():
                self._optimiser.zero_grad(set_to_none=True)
                # The step is taken anew, from its first batch on.
                random_state.restore()
                raise _InterruptedError
        if not math.isfinite(total):
            raise TrainingError(
                f"the loss became {total} at step {self.place.step}; lower the learning rate, or "
                'compute in precision = "float32"'
            )
        self._change(n_targets)
        self.place.n_examples += n_examples
        loss = total / max(1, n_targets)
        before = self._loss if math.isfinite(self._loss) else loss
        self._loss = _SMOOTH * before + (1 - _SMOOTH) * loss
        return n_batches

    def _change(self, n_targets: int) -> None:
        run = self._plan.run
        parameters = self._learner.parameters()
        for each in parameters:
            if each.grad is not None:
                each.grad.mul_(run.step_tokens / max(1, n_targets))
        torch.nn.utils.clip_grad_norm_(parameters, run.clip)
        for group in self._optimiser.param_groups:
            group["lr"] = self._learning_rate()
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        self.place.step += 1

    def _stage_share(self) -> float:
        """How much of the stage is done, by its examples or by its time."""
        place = self.place
        if place.stage >= len(self._sizes):
            return 1.0
        share = place.n_examples / max(1, self._sizes[place.stage])
        limit = self._plan.stages[place.stage].max_minutes
        if limit is not None:
            share = max(share, place.stage_seconds / (60 * limit))
        return min(1.0, share)

    def _share(self) -> float:
        """How much of the whole run is done, stages weighed by their examples."""
        total = max(1, sum(self._sizes))
        before = sum(self._sizes[: self.place.stage])
        now = self._sizes[self.place.stage] if self.place.stage < len(self._sizes) else 0
        return (before + now * self._stage_share()) / total

    def _learning_rate(self) -> float:
        """Half a cosine from the stage's first to its final rate, after a warm-up."""
        table = self._plan.stages[self.place.stage]
        first, final = table.learning_rate, table.final_learning_rate
        rate = final + (first - final) * 0.5 * (1 + math.cos(math.pi * self._stage_share()))
        warm = self._plan.run.warmup_steps
        # An optimiser without a past takes its first steps at full length in all directions.
        return rate * min(1.0, (self.place.step + 1) / (warm + 1))

    def _after_step(self) -> None:
        place, run = self.place, self._plan.run
        self._tell_time()
        if place.step % run.check_every == 0:
            self._look()
            if place.n_worse >= run.patience:
                raise _StageEndError("no-better")
        else:
            self._report(self._progress())
        limit = self._plan.stages[place.stage].max_minutes
        if limit is not None and place.stage_seconds >= 60 * limit:
            if not place.checks or place.checks[-1][0] != place.step:
                self._look()
            raise _StageEndError("time")
        if self._clock() - self._saved_at >= 60 * run.save_minutes:
            self._save()

    def _tell_time(self) -> None:
        now = self._clock()
        self.place.seconds += now - self._since
        self.place.stage_seconds += now - self._since
        self._since = now

    def _progress(self, held_out: float | None = None, is_best: bool = False) -> Progress:
        spent = self._since - self._started
        share = self._share()
        done = share - self._started_share
        number = min(self.place.stage, len(self._plan.stages) - 1)
        return Progress(
            self._plan.stages[number].name,
            self.place.step,
            share,
            self._loss,
            self._n_tokens / spent if spent > 0 else 0.0,
            spent / done * (1 - share) if done > 0 else None,
            held_out,
            is_best,
        )

    def _look(self) -> None:
        """Work out the held-out loss; keep the state where it is the best so far."""
        place = self.place
        loss = held_out_loss(self._learner, self._held_out)
        is_best = place.best_loss is None or loss < place.best_loss
        if is_best:
            place.best_loss, place.best_step, place.n_worse = loss, place.step, 0
            checkpoint.save_state(self._folder, self._learner.state())
        else:
            place.n_worse += 1
        place.checks.append((place.step, self._loss, loss))
        self._learner.open(self._opened)
        self._learner.training(True)
        self._tell_time()
        self._report(self._progress(loss, is_best))

    def _save(self) -> None:
        random_state = RandomState.now()
        tensors = {
            "parameters": self._learner.state(),
            "optimiser": self._optimiser.state_dict(),
            "rng": random_state.processor,
            "rng_cards": random_state.cards,
            "loss": self._loss,
        }
        checkpoint.save(self._folder, self.place, tensors)
        self._saved_at = self._clock()


def held_out_loss(learner: Learner, examples: Sequence[Encoded]) -> float:
    """The mean cross entropy of target tokens, without smoothing.

    The learner is left ready for these examples, not for training.
    """
    learner.training(False)
    # Without what only the present examples need, so that losses can be compared.
    learner.open(())
    total, n_targets = 0.0, 0
    with torch.no_grad():
        for batch in learner.batches(examples, random.Random(0)):
            found = learner.loss(batch, 0.0)
            total += float(found.total)
            n_targets += found.n_targets
    return total / n_targets
