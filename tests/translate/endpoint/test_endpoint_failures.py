"""What is done when an endpoint fails, refuses or is slow."""

from __future__ import annotations

import datetime as dt
import socket
from typing import Any

import httpx
import pytest

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint import EndpointSettings, transport
from songngu.translate.endpoint.client import ChatClient, retry_after
from songngu.translate.endpoint.dialect import Ask, Dialect

MESSAGES = [{"role": "user", "content": '{"segments": [{"id": 1, "vietnamese": "Chào."}]}'}]
GOOD = '{"translations": [{"id": 1, "english": "CHÀO."}]}'


def ask(server: Any, **settings: Any) -> str:
    chosen = EndpointSettings(server.url, **settings)
    client = ChatClient(chosen, "tiny", None, sleep=server.pauses.append)
    return client.ask(MESSAGES, Ask(100)).content


def test_the_pause_that_the_server_asks_for_is_kept(server: Any, answers: Any) -> None:
    server.replies.append(
        answers.Reply(429, {"error": {"message": "slow down"}}, {"Retry-After": "7"})
    )
    assert ask(server) == GOOD
    assert len(server.requests) == 2
    assert len(server.pauses) == 1
    assert 7 <= server.pauses[0] <= 8


def test_without_one_the_pauses_grow_and_differ(server: Any, answers: Any) -> None:
    server.replies += [answers.Reply(status, {}) for status in (500, 503, 502, 429)]
    assert ask(server) == GOOD
    assert len(server.pauses) == 4
    for number, pause in enumerate(server.pauses):
        assert 0.5 * 2**number <= pause <= 2**number


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("86400", r"a pause until 20\d\d-\d\d-\d\d \d\d:\d\d UTC"),
        ("Thu, 01 Jan 2099 09:30:30 GMT", "a pause until 2099-01-01 09:30 UTC"),
        ("1e14", "a pause without end"),
    ],
)
def test_a_pause_that_is_too_long_is_an_error_that_says_until_when(
    server: Any, answers: Any, value: str, told: str
) -> None:
    server.replies.append(answers.Reply(429, {}, {"Retry-After": value}))
    with pytest.raises(EngineError, match=told):
        ask(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", 12.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Sat, 01 Aug 2026 10:00:30 GMT", 30.0),
        ("Sat, 01 Aug 2026 09:00:00 GMT", 0.0),
        ("Sat, 01 Aug 2026 10:00:30 -0000", 30.0),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2030 00:00:00 +99999999", None),
    ],
)
def test_retry_after_is_read_as_number_or_date(value: str, expected: float | None) -> None:
    now = dt.datetime(2026, 8, 1, 10, 0, 0, tzinfo=dt.UTC)
    assert retry_after(httpx.Headers({"Retry-After": value}), now) == expected


def test_a_server_that_goes_on_failing_is_an_error(server: Any, answers: Any) -> None:
    server.usual = lambda body: answers.Reply(500, {"error": {"message": "out of memory"}})
    with pytest.raises(EngineError, match=r"failed 3 times, the last time: 500 out of memory\."):
        ask(server, attempts=3)
    assert len(server.requests) == 3


def test_a_slow_answer_is_asked_for_again(server: Any, answers: Any) -> None:
    server.replies.append(lambda body: answers.Reply(200, {}, {}, 0.5))
    assert ask(server, timeout=0.2) == GOOD
    server.usual = lambda body: answers.Reply(200, {}, {}, 0.5)
    with pytest.raises(EngineError, match=r"failed 2 times.*no answer within 0\.2 s"):
        ask(server, timeout=0.2, attempts=2)


def test_an_attempt_that_may_have_been_charged_counts_as_spent(server: Any, answers: Any) -> None:
    server.replies.append(lambda body: answers.Reply(200, {}, {}, 0.5))
    settings = EndpointSettings(server.url, timeout=0.2, price_in=1, price_out=1_000_000)
    client = ChatClient(settings, "tiny", None, sleep=server.pauses.append)
    client.ask(MESSAGES, Ask(100))
    assert client.budget.spent > 100  # the whole of what the lost answer might have been


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>Bad gateway</html>", id="no JSON"),
        pytest.param(b"[1, 2]", id="no object"),
        pytest.param(b"{}", id="no choices"),
        pytest.param(b'{"choices": []}', id="empty choices"),
        pytest.param(b'{"choices": [{"text": "old"}]}', id="no message"),
    ],
)
def test_a_malformed_answer_is_asked_for_again(server: Any, answers: Any, body: bytes) -> None:
    server.replies.append(answers.Reply(200, body))
    assert ask(server) == GOOD
    assert len(server.requests) == 2


def test_a_refusal_of_the_model_is_an_empty_answer(server: Any, answers: Any) -> None:
    server.replies.append(
        answers.Reply(200, {"choices": [{"message": {"content": None, "refusal": "no"}}]})
    )
    assert ask(server) == ""


def test_a_server_without_answer_forms_is_asked_without_them(server: Any, answers: Any) -> None:
    def usual(body: dict[str, Any]) -> Any:
        form = body.get("response_format")
        if form is not None:
            return answers.Reply(400, {"error": {"message": f"{form['type']} is not supported"}})
        return answers.good(body)

    server.usual = usual
    client = ChatClient(EndpointSettings(server.url), "tiny", None, sleep=server.pauses.append)
    assert client.ask(MESSAGES, Ask(100)).content == GOOD
    forms = [body.get("response_format", {}).get("type") for body in server.requests]
    assert forms == ["json_schema", "json_object", None]
    client.ask(MESSAGES, Ask(100))
    assert "response_format" not in server.requests[-1]  # it remembers
    assert len(server.requests) == 4


def test_the_schema_goes_along_where_the_server_takes_it(server: Any) -> None:
    ask(server)
    form = server.requests[0]["response_format"]
    assert form["json_schema"]["strict"] is True
    item = form["json_schema"]["schema"]["properties"]["translations"]["items"]
    assert item["required"] == ["id", "english"]


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            Dialect(limit="max_completion_tokens"),
        ),
        ("max_tokens is not allowed", Dialect(limit="")),
        ("'temperature' does not support 0", Dialect(temperature=False)),
        ("logprobs are not available", Dialect(logprobs=False)),
        ("response_format of type json_schema is unknown", Dialect(form="json_object")),
        ("bad request", Dialect(form="json_object")),
        (
            "'max_tokens' or 'max_completion_tokens' is too large: 6000. This model's maximum "
            "context length is 8192 tokens and your request has 3000 input tokens.",
            None,
        ),
    ],
)
def test_what_a_server_refuses_is_left_out(refusal: str, expected: Dialect | None) -> None:
    assert Dialect().without(refusal) == expected


def test_a_cost_limit_needs_a_bound_on_the_length_of_answers(server: Any, answers: Any) -> None:
    def unbounded_only(body: dict[str, Any]) -> Any:
        for name in ("max_tokens", "max_completion_tokens"):
            if name in body:
                return answers.Reply(400, {"error": {"message": f"{name} is not known"}})
        return answers.good(body)

    server.usual = unbounded_only
    assert ask(server) == GOOD
    asked = len(server.requests)
    with pytest.raises(EngineError, match="no cost-limit can hold; draft without one"):
        ask(server, price_in=1, price_out=1, cost_limit=5)
    assert all("max_tokens" in body for body in server.requests[asked:])


def test_a_request_that_is_refused_in_every_form_is_an_error(server: Any, answers: Any) -> None:
    server.usual = lambda body: answers.Reply(400, {"error": {"message": "prompt too long"}})
    with pytest.raises(EngineError, match=r"refuses the request: 400 prompt too long\."):
        ask(server)
    assert len(server.requests) <= 6


def test_a_model_that_is_not_there_is_an_error_at_once(server: Any, answers: Any) -> None:
    server.usual = lambda body: answers.Reply(404, {"error": "model 'tiny' not found"})
    with pytest.raises(EngineError, match=r"404 model 'tiny' not found\. Check the model's name"):
        ask(server)
    assert len(server.requests) == 1


def test_credit_that_is_used_up_is_not_waited_for(server: Any, answers: Any) -> None:
    error = {"error": {"code": "insufficient_quota", "message": "You exceeded your quota"}}
    server.usual = lambda body: answers.Reply(429, error)
    with pytest.raises(EngineError, match="credit is used up: You exceeded your quota"):
        ask(server)
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_an_error_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        settings = EndpointSettings(f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        with pytest.raises(EngineError, match=r"cannot be reached .*that the server runs"):
            ChatClient(settings, "tiny", None).check()


def test_a_redirect_is_not_followed(server: Any, answers: Any) -> None:
    there = answers.Reply(307, {}, {"Location": "http://elsewhere.example/v1?token=geheim"})
    server.usual = lambda body: there
    with pytest.raises(EngineError, match=r"sends .* to 'http://elsewhere\.example/v1'\."):
        ask(server)
    server.models = there
    with pytest.raises(EngineError, match="Give the endpoint's final address"):
        ChatClient(EndpointSettings(server.url), "tiny", None).check()
    assert len(server.requests) == 1


def test_an_answer_that_comes_byte_by_byte_has_to_come_in_time(
    server: Any, answers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    server.replies.append(answers.Reply(200, b" " * 100, {}, 0.0, 0.1))
    assert ask(server, timeout=0.5) == GOOD
    assert "no answer within 0.5 s" in caplog.text
    assert len(server.requests) == 2


def test_an_answer_without_end_is_not_read(
    server: Any, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST_BYTES", 50_000)
    server.usual = lambda body: answers.Reply(200, b" " * 1_000_000)
    with pytest.raises(EngineError, match="its answer is larger than"):
        ask(server, attempts=1)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        pytest.param((200, {"error": {"message": "busy"}}), "no message: busy\\.", id="error"),
        pytest.param((200, b"[" * 200_000), "is no JSON", id="deep"),
        pytest.param((500, b"\x1b[2J\x07down\xff"), "500 \\[2J down\ufffd\\.", id="controls"),
        pytest.param((500, {}), "500 Internal Server Error\\.", id="no words"),
        pytest.param(
            (200, b"not packed", {"Content-Encoding": "gzip"}), "DecodingError", id="packed badly"
        ),
    ],
)
def test_what_a_server_says_is_told_and_does_no_harm(
    server: Any, answers: Any, reply: tuple[Any, ...], message: str
) -> None:
    server.usual = lambda body: answers.Reply(*reply)
    with pytest.raises(EngineError, match=message) as failure:
        ask(server, attempts=1)
    assert str(failure.value).isprintable()


def test_counts_that_cannot_be_are_not_believed(server: Any, answers: Any) -> None:
    usage = {"prompt_tokens": -5, "completion_tokens": 10**400}
    server.usual = lambda body: answers.Reply(200, answers.completion(GOOD, usage=usage))
    settings = EndpointSettings(server.url, price_in=1, price_out=1)
    client = ChatClient(settings, "tiny", None, sleep=server.pauses.append)
    client.ask(MESSAGES, Ask(100))
    assert 0 < client.budget.spent < 1e-3


def test_an_address_without_v1_is_told_with_it(server: Any, answers: Any) -> None:
    server.usual = lambda body: answers.Reply(404, b"<html>?</html>", {"Content-Type": "text/html"})
    bare = server.url.removesuffix("/v1")
    client = ChatClient(EndpointSettings(bare), "tiny", None, sleep=server.pauses.append)
    with pytest.raises(EngineError, match=f"404 Not Found.*--endpoint {server.url}"):
        client.ask(MESSAGES, Ask(100))


@pytest.mark.parametrize(
    ("proxy", "message"),
    [
        ("nonsense://me:geheim@127.0.0.1:9", "a proxy that cannot be used.*NO_PROXY"),
        ("http://me:geheim@127.0.0.1:9", "cannot be reached.*A proxy is set"),
    ],
)
def test_a_proxy_in_the_way_is_named_without_its_password(
    proxy: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(EngineError, match=message) as failure:
        ChatClient(EndpointSettings("http://endpoint.example/v1"), "tiny", None).check()
    assert "geheim" not in str(failure.value)


def test_a_stopped_client_waits_no_longer(server: Any, answers: Any) -> None:
    server.usual = lambda body: answers.Reply(503, {}, {"Retry-After": "200"})
    client = ChatClient(EndpointSettings(server.url), "tiny", None)
    client.stop()
    with pytest.raises(EngineError, match="stopped"):
        client.ask(MESSAGES, Ask(100))
