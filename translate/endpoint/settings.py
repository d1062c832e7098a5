"""What a person may set about an endpoint, and the key that opens it."""

from __future__ import annotations

import dataclasses
import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from songngu.corpora.errors import EngineError

ENDPOINT_VARIABLE = "SONGNGU_ENDPOINT"
KEY_VARIABLE = "SONGNGU_API_KEY"
OPENAI_KEY_VARIABLE = "OPENAI_API_KEY"
_OPENAI_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """An endpoint and how it is to be used.

    Attributes:
        url: The base that ``/chat/completions`` comes after, without user, query or fragment.
        timeout: Seconds that one answer may take.
        attempts: How often a request is made before it counts as failed.
        concurrency: Requests on their way at a time.
        segments: Segments in a request.
        context: Segments of the article before these that go along to be understood by.
        requests_per_minute: Bound on the requests of any 60 seconds; 0 for none.
        tokens_per_minute: Likewise on their tokens, prompts and answers together.
        price_in: Price of a million tokens of prompt, in any currency.
        price_out: Price of a million tokens of answer.
        cost_limit: Most that may be spent, in that currency; 0 for no limit.
        plain_http: Send the key unencrypted to another machine.
    """

    url: str
    timeout: float = 120.0
    attempts: int = 6
    concurrency: int = 4
    segments: int = 8
    context: int = 3
    requests_per_minute: float = 0.0
    tokens_per_minute: float = 0.0
    price_in: float = 0.0
    price_out: float = 0.0
    cost_limit: float = 0.0
    plain_http: bool = False

    def __post_init__(self) -> None:
        _check_url(self.url)
        for name in ("attempts", "concurrency", "segments"):
            if getattr(self, name) < 1:
                raise EngineError(
                    f"The endpoint's {name} is {getattr(self, name)}; expected 1 or more."
                )
        if self.timeout <= 0:
            raise EngineError(
                f"The endpoint's timeout is {self.timeout:g} s; expected more than 0."
            )
        for name in ("context", *_AMOUNTS):
            # Written so that NaN is refused as well.
            if not 0 <= getattr(self, name) < float("inf"):
                shown = name.replace("_", "-")
                raise EngineError(
                    f"The endpoint's {shown} is {getattr(self, name)}; expected 0 or more."
                )
        if self.cost_limit and not (self.price_in and self.price_out):
            raise EngineError(
                "A cost-limit needs the prices of a million tokens: add price-in=… and "
                "price-out=… in the same currency."
            )

    @property
    def host(self) -> str:
        """The machine's name or address."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def shown(self) -> str:
        """The address without its scheme, for signatures."""
        return self.url.partition("://")[2].rstrip("/")


_AMOUNTS = ("requests_per_minute", "tokens_per_minute", "price_in", "price_out", "cost_limit")
#: Names of the settings as ``--endpoint-setting`` takes them.
SETTING_NAMES = tuple(
    field.name.replace("_", "-")
    for field in dataclasses.fields(EndpointSettings)
    if field.name != "url"
)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port  # raises where it is no number
    except ValueError:
        good = False
    if not good:
        raise EngineError(
            f"{without_secrets(url)!r} is no address of an endpoint; expected something like "
            "http://127.0.0.1:11434/v1 or https://api.example.org/v1."
        )
    if parts.username or parts.password or parts.query or parts.fragment:
        raise EngineError(
            f"The endpoint's address {without_secrets(url)} comes with a user, a password or a "
            f"query; expected none of them. A key belongs in the variable {KEY_VARIABLE}."
        )


def without_secrets(url: str) -> str:
    """An address without what might hold a secret: user, password, query and fragment."""
    bare = url.partition("#")[0].partition("?")[0]
    scheme, mark, rest = bare.rpartition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}"


def read_settings(url: str | None, settings: Sequence[str] = ()) -> EndpointSettings:
    """The settings that a person gave.

    Args:
        url: The endpoint's address; ``$SONGNGU_ENDPOINT`` unless given.
        settings: ``NAME=VALUE`` each, the names among :data:`SETTING_NAMES`.

    Raises:
        EngineError: No address, an unknown setting, or a value that is not of its kind.
    """
    url = url or os.environ.get(ENDPOINT_VARIABLE, "")
    if not url:
        raise EngineError(
            "An openai: engine needs the address of its endpoint: give --endpoint URL or set "
            f"{ENDPOINT_VARIABLE}, for example http://127.0.0.1:11434/v1 for Ollama, "
            "http://127.0.0.1:8080/v1 for llama.cpp, http://127.0.0.1:8000/v1 for vLLM, or "
            "https://api.openai.com/v1."
        )
    return EndpointSettings(url.rstrip("/"), **dict(_read_setting(each) for each in settings))


def _read_setting(given: str) -> tuple[str, Any]:
    name, equals, value = given.partition("=")
    name = name.strip()
    if not equals or name not in SETTING_NAMES:
        raise EngineError(
            f"There is no endpoint setting {name!r}; expected NAME=VALUE, where NAME is one of "
            f"{', '.join(SETTING_NAMES)}."
        )
    field = next(
        f for f in dataclasses.fields(EndpointSettings) if f.name.replace("_", "-") == name
    )
    kind = type(field.default)
    try:
        return field.name, _CONVERSIONS[kind](value.strip())
    except (ValueError, KeyError) as error:
        raise EngineError(
            f"The endpoint setting {name} is {value!r}; expected {_WANTED[kind]}."
        ) from error


_CONVERSIONS: dict[type, Any] = {
    int: int,
    float: float,
    bool: {"yes": True, "no": False, "true": True, "false": False}.__getitem__,
}
_WANTED: dict[type, str] = {int: "a whole number", float: "a number", bool: "yes or no"}


class Key:
    """A key that shows itself to nobody but the endpoint."""

    def __init__(self, value: str, variable: str) -> None:
        self._value = value
        self.variable = variable

    def __repr__(self) -> str:
        return f"<the key of {self.variable}>"

    def __reduce__(self) -> Any:
        raise TypeError("a key is not to be stored")

    @property
    def header(self) -> str:
        """What the endpoint gets."""
        return f"Bearer {self._value}"

    def taken_out(self, text: str) -> str:
        """A text without the key, should somebody have written it there."""
        return text.replace(self._value, "[key]")


def find_key(settings: EndpointSettings) -> Key | None:
    """The key for an endpoint, from the environment; None where there is none.

    ``$SONGNGU_API_KEY`` goes to whatever endpoint is named; ``$OPENAI_API_KEY`` to OpenAI's own
    host only, so that it does not reach a server that it was never meant for.

    Raises:
        EngineError: The key cannot be sent, or would travel unencrypted to another machine.
    """
    variables = [KEY_VARIABLE]
    if settings.host == _OPENAI_HOST:
        variables.append(OPENAI_KEY_VARIABLE)
    found = next((name for name in variables if os.environ.get(name, "").strip()), None)
    if found is None:
        return None
    value = os.environ[found].strip()
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise EngineError(
            f"The key in {found} holds spaces, line breaks or other characters that no key has; "
            "set it again."
        )
    if settings.url.startswith("http://") and not settings.is_local and not settings.plain_http:
        raise EngineError(
            f"The key of {found} would travel unencrypted to {settings.host}. Use an https:// "
            f"address, or unset {found} if the endpoint needs no key; in a network that you trust, "
            "allow it with --endpoint-setting plain-http=yes."
        )
    return Key(value, found)
