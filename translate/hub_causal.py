"""Causal language models of the Hugging Face hub, prompted to translate."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Sequence
from typing import Any

from songngu.corpora.types import MemoryMatch, Term
from songngu.translate.clauses import flatten
from songngu.translate.drafter import Request
from songngu.translate.hub import HubDrafter
from songngu.translate.hub_files import LOCAL_ONLY, Located
from songngu.translate.runtime import Runtime

#: Prompt for base models: they go on after the last label.
DEFAULT_TEMPLATE = (
    "Translate from Vietnamese into English.\n\n{terms}{examples}Vietnamese: {source}\nEnglish:"
)
_FIELDS = frozenset({"source", "terms", "examples"})
_MAX_EXAMPLES = 3


def check_template(template: str) -> str:
    """The template itself, if it can be filled.

    Raises:
        ValueError: It lacks ``{source}``, or has other fields than those known.
    """
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError as error:
        raise ValueError(f"the prompt template cannot be read: {error}") from error
    if "source" not in fields or not fields <= _FIELDS:
        raise ValueError(
            "expected a prompt template with {source} and optionally {terms} and {examples}, "
            f"found the fields {sorted(fields)}"
        )
    return template


def _term_lines(terms: Sequence[Term]) -> str:
    pairs = "; ".join(f"{flatten(term.source)} = {flatten(term.target)}" for term in terms)
    return f"Terms: {pairs}\n\n" if pairs else ""


def _example_lines(examples: Sequence[MemoryMatch]) -> str:
    return "".join(
        f"Vietnamese: {flatten(match.unit.source)}\nEnglish: {flatten(match.unit.target)}\n\n"
        for match in examples[:_MAX_EXAMPLES]
    )


def fill_template(template: str, request: Request) -> str:
    """The prompt for a request: its source, its terms and its memory matches as examples."""
    return template.format(
        source=request.text,
        terms=_term_lines(request.terms),
        examples=_example_lines(request.examples),
    )


def _continued(prompt: str, prefix: str) -> str:
    """A prompt with the beginning of the answer after it."""
    if not prefix:
        return prompt
    return prompt + ("" if prompt[-1:].isspace() else " ") + flatten(prefix)


class CausalDrafter(HubDrafter):
    """Drafts with a causal model: terms and memory matches go into the prompt."""

    kind = "hf-causal"
    can_continue = True

    def __init__(self, model: str, runtime: Runtime, *, template: str | None = None) -> None:
        """Load a model; see :class:`HubDrafter`.

        Args:
            model: Name on the hub, with ``@REVISION`` where it is to be pinned, or a local folder.
            runtime: Search and hardware.
            template: Prompt with ``{source}`` and optionally ``{terms}`` and ``{examples}``.

        Raises:
            ValueError: A template that cannot be filled.
            EngineError: The model cannot be loaded.
        """
        self._template = check_template(DEFAULT_TEMPLATE if template is None else template)
        super().__init__(model, runtime)

    def _load(self, located: Located) -> tuple[Any, Any]:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(located.folder, padding_side="left", **LOCAL_ONLY)
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token
        return tokenizer, AutoModelForCausalLM.from_pretrained(located.folder, **LOCAL_ONLY)

    def _inputs(self, requests: Sequence[Request]) -> tuple[dict[str, Any], dict[str, Any]]:
        prompts = [fill_template(self._template, request) for request in requests]
        encoded = self._tokenizer(
            [
                _continued(prompt, request.prefix)
                for prompt, request in zip(prompts, requests, strict=True)
            ],
            return_tensors="pt",
            padding=True,
        )
        inputs = {key: encoded[key] for key in ("input_ids", "attention_mask")}
        # A base model goes on to the next example after a line break.
        options = {
            "pad_token_id": self._tokenizer.pad_token_id,
            "stop_strings": ["\n"],
            "tokenizer": self._tokenizer,
        }
        return inputs, options

    def _head(self, request: Request) -> list[int]:
        if not request.prefix:
            return []
        prompt = fill_template(self._template, request)
        bare: list[int] = self._tokenizer(prompt)["input_ids"]
        full: list[int] = self._tokenizer(_continued(prompt, request.prefix))["input_ids"]
        pairs = zip(bare, full, strict=False)
        return full[next((i for i, (a, b) in enumerate(pairs) if a != b), len(bare)) :]

    def _settings(self) -> str:
        digest = hashlib.sha256(self._template.encode("utf-8")).hexdigest()
        return f"|template:{digest[:8]}"

    def _prompt_length(self, inputs: dict[str, Any]) -> int:
        return int(inputs["input_ids"].shape[1])

    def _stopped(self, text: str) -> bool:
        return "\n" in text.lstrip()

    def _clean(self, text: str) -> str:
        return text.strip().partition("\n")[0]
