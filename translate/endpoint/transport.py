"""One request over HTTP, its reply's body within bounds of time and size."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any

import httpx

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint.settings import EndpointSettings, Key

CONNECT_S = 10.0
#: An answer to some segments has a few hundred kB, with the probabilities of its tokens a few MB.
LARGEST_BYTES = 16 << 20


class TooLargeError(Exception):
    """A reply goes beyond :data:`LARGEST_BYTES`."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        status: Of HTTP.
        phrase: What that means, in words.
        headers: Of the reply.
        content: The body, unpacked.
    """

    status: int
    phrase: str
    headers: httpx.Headers
    content: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8, with marks in place of what is not."""
        return self.content.decode("utf-8", errors="replace")

    def value(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: It is none.
        """
        try:
            return json.loads(self.content)
        except RecursionError:
            raise ValueError("lists within lists without end") from None

    def words(self, key: Key | None) -> str:
        """What the server says about a failure: one line, cut short, and without the key."""
        try:
            text = _message(self.value())
        except ValueError:
            text = self.text if "html" not in self.headers.get("content-type", "") else ""
        # A terminal would obey control characters.
        text = "".join(each if each.isprintable() else " " for each in text)
        text = " ".join(text.split()) or self.phrase
        # Before it is cut: half a key is a key as well.
        text = (key.taken_out(text) if key else text)[:300]
        return text if text.endswith((".", "!", "?")) else f"{text}."


def _message(value: Any) -> str:
    """The words of an error, which stand in one of several places; nothing where it has none."""
    error = value.get("error", value) if isinstance(value, dict) else value
    said = error.get("message", error) if isinstance(error, dict) else error
    return str(said) if said else ""


def open_http(settings: EndpointSettings, key: Key | None) -> httpx.Client:
    """A client for an endpoint; nothing is sent.

    Raises:
        EngineError: The address cannot be asked, or the proxy of the environment not be used.
    """
    try:
        httpx.URL(settings.url)
        return httpx.Client(
            headers={"Authorization": key.header} if key else {},
            timeout=httpx.Timeout(settings.timeout, connect=CONNECT_S),
            # A proxy for the outside world is not to see what stays on this machine.
            trust_env=not settings.is_local,
            follow_redirects=False,
        )
    except httpx.InvalidURL as error:
        raise EngineError(
            f"The endpoint's address {settings.url} cannot be asked: {error}. Expected something "
            "like http://127.0.0.1:11434/v1."
        ) from None
    except (ValueError, ImportError):
        # Not in its own words, which repeat the proxy's password.
        raise EngineError(
            f"The endpoint {settings.shown} would be asked through a proxy that cannot be used: "
            "expected http://HOST:PORT in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY. Correct it, or "
            f"add {settings.host} to NO_PROXY."
        ) from None


def names_proxy(settings: EndpointSettings) -> bool:
    """Whether the environment has a proxy for such an address."""
    scheme = settings.url.partition(":")[0]
    proxies = {} if settings.is_local else urllib.request.getproxies()
    bypassed = urllib.request.proxy_bypass(settings.host)
    return not bypassed and bool(proxies.get(scheme) or proxies.get("all"))


def send(
    http: httpx.Client, method: str, url: str, *, timeout: float, body: dict[str, Any] | None = None
) -> Reply:
    """The whole reply to a request.

    httpx bounds the time between two pieces of a reply only; a server that sends a byte of the body
    now and then would never come to an end. Headers have only that bound, and httpx's of 100 kB.

    Args:
        http: Sends it.
        method: ``GET`` or ``POST``.
        url: Whole address.
        timeout: Seconds in which the body of the reply has to be complete, and most between two
            pieces of its headers.
        body: Sent along as JSON.

    Raises:
        httpx.RequestError: There is no reply, not in time, or none that can be unpacked.
        TooLargeError: The reply goes beyond :data:`LARGEST_BYTES`.
    """
    until = time.monotonic() + timeout
    bounds = httpx.Timeout(timeout, connect=min(timeout, CONNECT_S))
    with http.stream(method, url, json=body, timeout=bounds) as response:
        content = bytearray()
        for piece in response.iter_bytes():
            content += piece
            if len(content) > LARGEST_BYTES:
                raise TooLargeError
            if time.monotonic() > until:
                raise httpx.ReadTimeout("not complete in time")
        return Reply(response.status_code, response.reason_phrase, response.headers, bytes(content))
