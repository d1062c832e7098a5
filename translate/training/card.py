"""The model card of a trained model."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata

from songngu.translate.adapters import EMBEDDED
from songngu.translate.training.checkpoint import Place
from songngu.translate.training.config import TrainingConfig
from songngu.translate.training.data import Data
from songngu.translate.training.filters import REASONS

_PACKAGES = ("songngu", "torch", "transformers", "peft", "ctranslate2", "sacrebleu", "numpy")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score of the model made and of the one it is to replace, as text.

    Attributes:
        made: With its interval.
        former: The same; empty where there is none.
        difference: Made minus former with interval and p-value; empty where there is no former.
        signature: Settings of the metric.
    """

    metric: str
    made: str
    former: str = ""
    difference: str = ""
    signature: str = ""


def model_card(
    config: TrainingConfig,
    data: Data,
    place: Place,
    *,
    learner: str,
    licences: Mapping[str, str],
    scores: Sequence[ScoreRow],
    n_scored: int,
    verdict: str,
) -> str:
    """The card as Markdown: data, licences, settings, course of the run, scores, versions.

    Args:
        config: The settings.
        data: What was trained on.
        place: How the run went.
        learner: The learner's signature.
        licences: Of sources, by name.
        scores: On drafts of held-out pairs.
        n_scored: How many drafts those are.
        verdict: Whether the model is in use, in a sentence.
    """
    parts = [
        _about(config, learner, verdict),
        _scores(scores, n_scored, place),
        _data(data, licences),
        _course(place),
        _settings(config),
        _versions(),
    ]
    return "\n\n".join(parts) + "\n"


def _about(config: TrainingConfig, learner: str, verdict: str) -> str:
    model = config.model
    what = "an adapter (LoRA)" if model.method == "lora" else "all weights"
    text = f"# {model.engine}, adapted\n\n"
    text += "Vietnamese to English, for drafts that a person corrects. Trained: "
    text += f"{what}. {verdict}\n\nTrained as `{learner}`, seed {config.run.seed}."
    if model.engine == EMBEDDED:
        text += (
            "\n\nThe base is Gemma 3 270M. Gemma is provided under and subject to the Gemma Terms "
            "of Use found at ai.google.dev/gemma/terms. This adapter is a Model Derivative of "
            "Gemma: whoever passes it on has to pass on those terms and the notice beside this "
            "card (`GEMMA_TERMS.txt`, `NOTICE`) and say that it has been modified."
        )
    elif model.engine.partition(":")[2] or model.engine:
        text += f"\n\nThe licence of the base, {model.engine}, holds for this model too."
    return text


def _scores(scores: Sequence[ScoreRow], n_scored: int, place: Place) -> str:
    best = f"{place.best_loss:.4f}" if place.best_loss is not None else "not known"
    first = f"{place.checks[0][2]:.4f}" if place.checks else "not known"
    text = "## Scores\n\nHeld-out loss per token: "
    text += f"{first} before, {best} after (step {place.best_step})."
    if not scores:
        return text + " No drafts were scored."
    text += f"\n\nDrafts of {n_scored} held-out pairs by the engine itself, 95 % intervals, paired "
    text += "bootstrap:\n\n| metric | this model | the one before | difference |\n|---|---|---|---|"
    for row in scores:
        text += f"\n| {row.metric} | {row.made} | {row.former} | {row.difference} |"
    signatures = "\n".join(f"- {row.metric}: `{row.signature}`" for row in scores if row.signature)
    return text + ("\n\n" + signatures if signatures else "")


def _data(data: Data, licences: Mapping[str, str]) -> str:
    lines = [
        "## Data",
        "",
        f"{len(data.pairs)} pairs to train on, {len(data.held_out)} held out.",
        "",
        "| source | read | trained on | left out | licence as stated |",
        "|---|---|---|---|---|",
    ]
    for origin in sorted(data.counts):
        count = data.counts[origin]
        why = ", ".join(f"{name} {count.removed[name]}" for name in REASONS if count.removed[name])
        licence = licences.get(origin) or "not stated"
        cells = (origin, str(count.n_read), str(count.n_kept), why or "–", licence)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    used = {name for count in data.counts.values() for name in count.removed}
    lines += ["", *(f"- {name}: {REASONS[name]}" for name in REASONS if name in used)]
    return "\n".join(lines).rstrip()


def _course(place: Place) -> str:
    lines = [
        "## Course",
        "",
        f"{place.step} steps, {place.seconds / 60:.0f} minutes. "
        + "; ".join(f"stage {name}: {_ENDS[why]}" for name, why in place.ended.items())
        + ".",
        "",
        "| step | training loss, smoothed labels | held-out loss |",
        "|---|---|---|",
    ]
    lines += [f"| {step} | {_shown(loss)} | {held:.4f} |" for step, loss, held in place.checks]
    return "\n".join(lines)


def _shown(loss: float) -> str:
    return f"{loss:.4f}" if math.isfinite(loss) else "–"


_ENDS = {
    "done": "gone through",
    "no-better": "ended when the held-out loss did not get better any more",
    "time": "ended by its time",
}


def _settings(config: TrainingConfig) -> str:
    lines = [f"{key} = {value!r}" for key, value in config.settings().items()]
    return "## Settings\n\n```\n" + "\n".join(lines) + "\n```"


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return "## Versions\n\n" + ", ".join(found) + f"; {platform.machine()}, {platform.system()}."
