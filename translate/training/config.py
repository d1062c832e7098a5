"""The settings of a training run: one TOML file, every key of it known and checked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from songngu.corpora.errors import TrainingError

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Weight = Annotated[float, Field(ge=0, le=100)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class ModelTable(_Table):
    """What is trained, and how.

    Attributes:
        engine: ``embedded``, ``hf:…`` or ``hf-causal:…``, as drafting commands name it.
        method: ``lora`` trains a small addition to the weights, ``full`` all of them.
        start: ``current`` goes on from the model in use, ``new`` begins with the bare base;
            anything else is the folder of an adapter.
        rank: Of the adapter; more learns more and takes more time.
        final_rank: Lower the adapter's rank to this one at the end, before it is scored.
        precision: Of the computation; ``auto`` is bfloat16 where the processor has it.
        compile: Have torch compile what it can; needs a C++ compiler.
        max_tokens: Longer examples are left out.
    """

    engine: str = "embedded"
    method: Literal["lora", "full"] = "lora"
    start: str = "current"
    rank: Annotated[int, Field(ge=1, le=1024)] = 64
    final_rank: Annotated[int, Field(ge=1, le=1024)] | None = None
    precision: Literal["auto", "bfloat16", "float32"] = "auto"
    compile: bool = True
    max_tokens: Annotated[int, Field(ge=16, le=4096)] = 256


class SourceTable(_Table):
    """Where pairs come from: exactly one of ``path``, ``post_edits`` and ``templates``.

    Attributes:
        path: TMX, TSV or JSONL; a gzip TSV of source name, Vietnamese and English; or a folder of
            such.
        post_edits: The approved post-edits of the database.
        templates: So many pairs made from songngu's own templates.
        name: What weights and counts call it; a file of several sources names them itself.
        licence: Written into the model card.
        manifest: A Markdown file whose table gives the licences of a file's sources by name.
        weight: Share of the pairs in each pass: 0.25 a quarter, other ones each time, 2 all twice.
        weights: The same for single sources of a file.
    """

    path: str | None = None
    post_edits: bool = False
    templates: Annotated[int, Field(ge=0)] = 0
    name: str | None = None
    licence: str = ""
    manifest: str | None = None
    weight: Weight = 1.0
    weights: dict[str, Weight] = {}

    @model_validator(mode="after")
    def _one_place(self) -> SourceTable:
        given = [self.path is not None, self.post_edits, self.templates > 0]
        if sum(given) != 1:
            raise ValueError("expected one of path, post_edits = true and templates = NUMBER")
        return self

    @property
    def label(self) -> str:
        """The name of the source where its file names none."""
        if self.name:
            return self.name
        if self.path is not None:
            return Path(self.path).name
        return "post-edits" if self.post_edits else "templates"


class FilterTable(_Table):
    """Which pairs are left out.

    Attributes:
        min_characters: Of the shorter side.
        max_characters: Of the longer side.
        min_ratio: Least characters of the English per character of the Vietnamese.
        max_ratio: Most.
        language: Leave out what is told to be in another language.
        duplicates: Leave out what has come before.
        min_confidence: Of an automatic link between the two texts; pairs without one pass.
    """

    min_characters: Annotated[int, Field(ge=1)] = 6
    max_characters: Annotated[int, Field(ge=10)] = 1500
    min_ratio: Positive = 0.45
    max_ratio: Positive = 2.2
    language: bool = True
    duplicates: bool = True
    min_confidence: Share = 0.5

    @model_validator(mode="after")
    def _ordered(self) -> FilterTable:
        if self.min_ratio >= self.max_ratio:
            raise ValueError(f"min_ratio {self.min_ratio} is not below max_ratio {self.max_ratio}")
        return self


class HeldOutTable(_Table):
    """What the model is judged by and never trained on.

    Attributes:
        path: A file of pairs; without it about a fifth of the sources is taken out.
        count: So many at most.
        sources: Out of which; without any, out of all that are trained on but templates.
        draft: How many are drafted with the finished model and scored.
    """

    path: str | None = None
    count: Annotated[int, Field(ge=10)] = 500
    sources: list[str] = []
    draft: Annotated[int, Field(ge=0)] = 200


class HintTable(_Table):
    """Terms put ahead of the source, so that the model learns to follow them.

    Attributes:
        share: Of the pairs that get hints where any can be found.
        unusual: Share of those whose translation is changed to another form than usual, with a
            hint that says so: what is usual can be learnt without hints.
        examples: Share of the pairs with names and values exchanged that get the pair as it was
            ahead of them, as drafting does with a similar sentence of the memory.
        most: Hints of one pair.
        lists: Files of terms or names to look up, in any of the formats of pairs.
        termbase: Also look up the terms of the database.
    """

    share: Share = 0.3
    unusual: Share = 0.0
    examples: Share = 0.0
    most: Annotated[int, Field(ge=1, le=12)] = 8
    lists: list[str] = []
    termbase: bool = False


class StageTable(_Table):
    """One stage of the curriculum; stages follow each other.

    Attributes:
        name: For the log and the card.
        passes: How often the weighted data is gone through.
        max_minutes: End the stage after so much computing time.
        learning_rate: At the beginning of the stage.
        final_learning_rate: At its end; in between it follows half a cosine.
        weights: Weights of sources in this stage; others keep their own.
        hints: Share of pairs with hints in this stage.
        augment: Share of pairs whose names, places, ranks, dates and numbers are exchanged.
    """

    name: str = "all"
    passes: Positive = 1.0
    max_minutes: Positive | None = None
    learning_rate: Positive = 3e-4
    final_learning_rate: Positive = 3e-5
    weights: dict[str, Weight] = {}
    hints: Share | None = None
    augment: Share | None = None


class RunTable(_Table):
    """How the run goes.

    Attributes:
        seed: Of everything random.
        step_tokens: Target tokens between two changes of the weights.
        batch_tokens: Tokens that go through the model together; ``None``: by the device.
        label_smoothing: Share of the probability spread over all pieces.
        warmup_steps: The learning rate rises over so many steps at the beginning of the run.
        clip: Bound on the norm of the gradient.
        check_every: Steps between two looks at the held-out set.
        patience: So many looks without a better loss end the stage.
        save_minutes: What a kill costs at most.
        augment: Share of pairs whose names and values are exchanged; stages may say otherwise.
    """

    seed: int = 5
    step_tokens: Annotated[int, Field(ge=16)] = 1024
    batch_tokens: Annotated[int, Field(ge=256)] | None = None
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.05
    warmup_steps: Annotated[int, Field(ge=0)] = 40
    clip: Positive = 1.0
    check_every: Count = 100
    patience: Count = 5
    save_minutes: Annotated[float, Field(ge=0)] = 3.0
    augment: Share = 0.0


class TrainingConfig(_Table):
    """All settings of a run; see the tables."""

    model: ModelTable = ModelTable()
    source: list[SourceTable] = []
    filters: FilterTable = FilterTable()
    never: list[str] = []
    held_out: HeldOutTable = HeldOutTable()
    hints: HintTable = HintTable()
    run: RunTable = RunTable()
    stage: Annotated[list[StageTable], Field(min_length=1)] = [StageTable()]

    def settings(self) -> dict[str, Any]:
        """Every setting by dotted key, defaults included; what two runs are compared by."""
        found: dict[str, Any] = {}
        _flatten("", self.model_dump(mode="json"), found)
        return found


def _flatten(prefix: str, value: Any, found: dict[str, Any]) -> None:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _flatten(f"{prefix}.{key}" if prefix else key, inner, found)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value, start=1):
            _flatten(f"{prefix}[{number}]", inner, found)
    else:
        found[prefix] = value


T = TypeVar("T", bound=BaseModel)


def parse_config(text: str, name: str) -> TrainingConfig:
    """The settings in a TOML text.

    Args:
        text: TOML.
        name: Of the file, for messages.

    Raises:
        TrainingError: It is not TOML, or a key is unknown, missing or of the wrong kind.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TrainingError(
            f"{name}: found something that is not TOML ({error}); expected settings as "
            "`songngu train --example-config` prints them"
        ) from None
    try:
        return TrainingConfig.model_validate(values)
    except ValidationError as error:
        raise TrainingError("\n".join(_messages(name, error))) from None


def _messages(name: str, error: ValidationError) -> list[str]:
    return [f"{name}: {_place(e['loc'])}{_complaint(e)}" for e in error.errors()]


def _place(location: tuple[int | str, ...]) -> str:
    """``stage[2].passes: `` for (``stage``, 1, ``passes``)."""
    text = ""
    for part in location:
        text += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return f"{text}: " if text else ""


def _complaint(error: Any) -> str:
    location = error["loc"]
    if error["type"] == "extra_forbidden":
        known = ", ".join(_known(location[:-1]))
        return f"there is no such key; expected one of: {known}"
    message = str(error["msg"]).removeprefix("Value error, ")
    message = message[0].lower() + message[1:]
    if error["type"] == "list_type" and isinstance(error["input"], dict):
        return f"found one table, expected a list of them: write [[{location[-1]}]]"
    if isinstance(error["input"], dict | list):
        return message
    return f"found {error['input']!r}: {message}"


def _known(location: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at a place."""
    tables: dict[str, type[BaseModel]] = {
        "model": ModelTable,
        "source": SourceTable,
        "filters": FilterTable,
        "held_out": HeldOutTable,
        "hints": HintTable,
        "run": RunTable,
        "stage": StageTable,
    }
    table = tables[str(location[0])] if location else TrainingConfig
    return list(table.model_fields)


def load_config(path: Path) -> TrainingConfig:
    """The settings in a TOML file; paths in it are taken from its folder.

    Raises:
        TrainingError: It cannot be read, or a key is unknown, missing or of the wrong kind.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise TrainingError(
            f"{path}: {error.strerror or error}; give a file of settings, "
            "`songngu train --example-config` prints one to begin with"
        ) from error
    except UnicodeDecodeError as error:
        raise TrainingError(
            f"{path}: found text that is not UTF-8 ({error}); save it as UTF-8"
        ) from error
    config = parse_config(text, str(path))
    return _anchored(config, path.absolute().parent)


def _anchored(config: TrainingConfig, folder: Path) -> TrainingConfig:
    """The settings with paths from the given folder."""

    def at(path: str) -> str:
        return str(folder / Path(path).expanduser())

    def placed(table: T, *keys: str) -> T:
        changes = {key: at(getattr(table, key)) for key in keys if getattr(table, key) is not None}
        return table.model_copy(update=changes)

    model = config.model
    if model.start not in ("current", "new"):
        model = placed(model, "start")
    return config.model_copy(
        update={
            "model": model,
            "source": [placed(source, "path", "manifest") for source in config.source],
            "never": [at(path) for path in config.never],
            "held_out": placed(config.held_out, "path"),
            "hints": config.hints.model_copy(
                update={"lists": [at(path) for path in config.hints.lists]}
            ),
        }
    )
