"""Pages from the web."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import InputError
from songngu.corpora.ingest.pages import MAX_PAGE_BYTES, read_page
from songngu.corpora.types import Document

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

    import httpx

CONNECT_TIMEOUT_S = 10.0
READ_TIMEOUT_S = 20.0
TOTAL_TIMEOUT_S = 60.0
MAX_REDIRECTS = 5
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; songngu; translation workbench)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Language": "vi,en;q=0.8",
}


def fetch(url: str, *, language: str | None = None) -> Document:
    """The document at an address, read as :func:`read_page` reads a file.

    Raises:
        InputError: No http(s) address; the server is not found, slow, or answers with an error;
            the page is too big or cannot be read.
    """
    data, final = download(url)
    return read_page(data, name=final, url=final, language=language)


def download(url: str, *, public_only: bool = False) -> tuple[bytes, str]:
    """The bytes at an address and the address after redirects.

    Args:
        url: An ``http(s)`` address.
        public_only: Refuse addresses of this machine and of private networks, also behind a
            redirect.

    Raises:
        InputError: As :func:`fetch`.
    """
    import httpx

    address = url.strip()
    if not address.lower().startswith(("http://", "https://")):
        raise InputError(
            f"{address[:200]}: expected an address that begins with http:// or https://."
        )
    timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    try:
        with (
            httpx.Client(
                timeout=timeout,
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                headers=_HEADERS,
                **(_public_only() if public_only else {}),
            ) as client,
            client.stream("GET", address) as response,
        ):
            return _body(response, address), str(response.url)
    except httpx.TimeoutException:
        raise InputError(
            f"{address}: no answer within {READ_TIMEOUT_S:.0f} s, expected a web page; try again "
            "later, or copy the page's text and paste it."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise InputError(
            f"{address}: cannot be fetched ({str(error) or type(error).__name__}), expected a web "
            "page; check the address and the network, or copy the page's text and paste it."
        ) from None


def _public_only() -> dict[str, Any]:
    """Return what makes a client ask public addresses only, also behind a redirect."""
    import urllib.request

    import httpx

    def check(request: httpx.Request) -> None:
        _public_address(request.url)

    if urllib.request.getproxies().keys() & {"http", "https", "all"}:
        # The proxy looks the name up itself, and has its own say about where it leads.
        return {"event_hooks": {"request": [check]}}

    class PublicTransport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            # The address that was checked is the one that is asked: looked up a second time, the
            # name could lead elsewhere.
            address = _public_address(request.url)
            if address is None:
                return super().handle_request(request)
            host = request.url.host
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # "Host" still has the name
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            return super().handle_request(pinned)

    return {"transport": PublicTransport()}


def _public_address(url: httpx.URL) -> str | None:
    """Return an address of a URL's host, all of which are public; None where there is none.

    Raises:
        InputError: One is not.
    """
    import ipaddress
    import socket

    try:
        entries = socket.getaddrinfo(url.host, url.port or 80, type=socket.SOCK_STREAM)
    except OSError:
        return None  # the request itself will tell
    found = [ipaddress.ip_address(entry[4][0]) for entry in entries]
    if not all(_is_public(address) for address in found):
        raise InputError(
            f"{url}: found an address of this machine or of a private network, expected a "
            "public web page; copy the page's text and paste it."
        )
    return str(found[0])


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the internet's, and so is the IPv4 address that it stands for.

    Those are the prefixes of RFC 6052 (NAT64) and RFC 3056 (6to4).
    """
    import ipaddress

    if isinstance(address, ipaddress.IPv6Address):
        behind = address.ipv4_mapped or address.sixtofour
        if address in ipaddress.ip_network("64:ff9b::/96"):
            behind = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if behind is not None:
            return _is_public(behind)
    return address.is_global and not address.is_multicast


def _body(response: httpx.Response, address: str) -> bytes:
    if response.status_code >= 400:
        raise InputError(
            f"{address}: the server answered {response.status_code} {response.reason_phrase}, "
            "expected a web page; check the address, or copy the page's text and paste it."
        )
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_PAGE_BYTES:
        raise _too_big(address, int(length))
    deadline = time.monotonic() + TOTAL_TIMEOUT_S
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > MAX_PAGE_BYTES:
            raise _too_big(address, size)
        if time.monotonic() > deadline:
            raise InputError(
                f"{address}: not complete within {TOTAL_TIMEOUT_S:.0f} s ({size} bytes so far), "
                "expected a web page; try again later, or copy the page's text and paste it."
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _too_big(address: str, size: int) -> InputError:
    return InputError(
        f"{address}: found at least {size / 1e6:.1f} MB, expected a page of at most "
        f"{MAX_PAGE_BYTES / 1e6:.1f} MB; copy the article's text and paste it."
    )
