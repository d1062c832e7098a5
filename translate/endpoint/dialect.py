"""Requests as servers of different makes understand them, and what their answers hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from songngu.translate.endpoint.prompt import SCHEMA

# Beyond any model's window; a number above it is nothing to work out costs with.
_MOST_TOKENS = 100_000_000
_TOO_LONG = re.compile(r"context.?(?:length|window)|too (?:large|long)")


@dataclass(frozen=True, slots=True)
class Ask:
    """How an answer is to be written.

    Attributes:
        most_tokens: Bound on its length.
        temperature: 0 takes the likeliest words.
    """

    most_tokens: int
    temperature: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote.

    Attributes:
        content: The text; empty where the model refused.
        tokens: The tokens that it is made of, with the natural logarithm of their probability;
            empty where the endpoint does not give it.
        is_cut: Whether it ends where its length came to the bound.
        n_in: Tokens of the prompt; None where the endpoint does not count.
        n_out: Likewise of the answer, thoughts included.
    """

    content: str
    tokens: tuple[tuple[str, float], ...] = ()
    is_cut: bool = False
    n_in: int | None = None
    n_out: int | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which optional parts of a request a server understands.

    Attributes:
        form: How the form of the answer is asked for: ``json_schema``, ``json_object`` or not.
        limit: Name of the bound on the answer's length; empty for none.
        temperature: Whether the randomness may be set.
        logprobs: Whether the probabilities of the tokens may be asked for.
    """

    form: str = "json_schema"
    limit: str = "max_tokens"
    temperature: bool = True
    logprobs: bool = True

    def without(self, refusal: str) -> Dialect | None:
        """The next simpler dialect after a server's refusal; None where nothing is left to drop.

        What the refusal names is dropped first; one that names nothing may be about the form of
        the answer, which the fewest servers know. One of a request that is too long is about none.
        """
        text = refusal.lower()
        if _TOO_LONG.search(text):
            return None
        if "max_completion_tokens" in text and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "max_tokens" in text or "max_completion_tokens" in text:
            return replace(self, limit="") if self.limit else None
        if "temperature" in text:
            return replace(self, temperature=False) if self.temperature else None
        if "logprobs" in text:
            return replace(self, logprobs=False) if self.logprobs else None
        if self.form:
            return replace(self, form={"json_schema": "json_object"}.get(self.form, ""))
        return replace(self, logprobs=False) if self.logprobs else None

    def body(self, model: str, messages: list[dict[str, str]], ask: Ask) -> dict[str, Any]:
        """A request in this dialect."""
        body: dict[str, Any] = {"model": model, "messages": messages}
        if self.form == "json_schema":
            schema = {"name": "translations", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form:
            body["response_format"] = {"type": self.form}
        if self.limit:
            body[self.limit] = ask.most_tokens
        if self.temperature:
            body["temperature"] = ask.temperature
        if self.logprobs:
            body["logprobs"] = True
        return body


def read_completion(value: Any) -> Answer | None:
    """The first choice of a completion; None where there is none.

    Args:
        value: The JSON value that a server answered with.
    """
    try:
        choice = value["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        return None
    usage = value.get("usage")
    is_text = isinstance(content, str)  # null: the model refused
    return Answer(
        content if is_text else "",
        tuple(_tokens(choice)) if is_text else (),
        choice.get("finish_reason") == "length",
        _count(usage, "prompt_tokens"),
        _count(usage, "completion_tokens"),
    )


def _tokens(choice: dict[str, Any]) -> Sequence[tuple[str, float]]:
    try:
        return [
            (str(each["token"]), float(each["logprob"])) for each in choice["logprobs"]["content"]
        ]
    except (KeyError, TypeError, ValueError, OverflowError):
        return []


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and 0 <= value <= _MOST_TOKENS else None
