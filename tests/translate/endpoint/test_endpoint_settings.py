"""What may be set about an endpoint, and that its key shows itself to nobody else."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from typing import Any

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint import EndpointSettings, read_settings
from songngu.translate.endpoint.client import ChatClient
from songngu.translate.endpoint.drafter import EndpointDrafter
from songngu.translate.endpoint.settings import find_key


def test_settings_are_read_by_name() -> None:
    found = read_settings(
        "http://localhost:8000/v1/",
        ["timeout=30", "segments = 4", "cost-limit=2.5", "price-in=1", "price-out=3",
         "plain-http=yes", "requests-per-minute=20"],
    )  # fmt: skip
    assert found == EndpointSettings(
        "http://localhost:8000/v1", timeout=30, segments=4, cost_limit=2.5, price_in=1,
        price_out=3, plain_http=True, requests_per_minute=20,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("speed=3", "no endpoint setting 'speed'; expected NAME=VALUE.*timeout.*plain-http"),
        ("timeout", "no endpoint setting 'timeout'|expected NAME=VALUE"),
        ("url=x", "no endpoint setting 'url'"),
        ("timeout=soon", "timeout is 'soon'; expected a number"),
        ("timeout=0", "timeout is 0 s; expected more than 0"),
        ("segments=2.5", "segments is '2.5'; expected a whole number"),
        ("segments=0", "segments is 0; expected 1 or more"),
        ("plain-http=maybe", "plain-http is 'maybe'; expected yes or no"),
        ("cost-limit=-1", "cost-limit is -1.0; expected 0 or more"),
        ("price-in=nan", "price-in is nan; expected 0 or more"),
        ("cost-limit=5", "needs the prices"),
    ],
)
def test_a_bad_setting_is_answered_with_what_is_expected(given: str, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        read_settings("http://localhost:8000/v1", [given])


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8000",
        "ftp://a.example/v1",
        "http://",
        "http://a.example:port/v1",
        "https://me:geheim@a.example/v1",
        "https://a.example/v1?api-key=geheim",
        "https://a.example/v1#geheim",
    ],
)
def test_an_address_that_is_none_or_holds_a_secret_is_refused_without_repeating_it(
    url: str,
) -> None:
    with pytest.raises(EngineError) as caught:
        read_settings(url)
    assert "geheim" not in str(caught.value)


class TestKey:
    """The key goes to the endpoint, and nowhere else."""

    def test_it_is_sent_as_a_header(self, server: Any, key: str) -> None:
        settings = EndpointSettings(server.url)
        EndpointDrafter("tiny", settings).draft("Chào buổi sáng.")
        assert {each["Authorization"] for each in server.headers} == {f"Bearer {key}"}

    def test_without_one_no_header_is_sent(self, server: Any) -> None:
        EndpointDrafter("tiny", EndpointSettings(server.url)).draft("Chào buổi sáng.")
        assert all("Authorization" not in each for each in server.headers)

    def test_openais_key_goes_to_openai_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-theirs")
        assert find_key(EndpointSettings("https://api.example.org/v1")) is None
        assert find_key(EndpointSettings("http://127.0.0.1:11434/v1")) is None
        found = find_key(EndpointSettings("https://api.openai.com/v1"))
        assert found is not None
        assert found.header == "Bearer sk-theirs"
        monkeypatch.setenv("SONGNGU_API_KEY", "own")
        found = find_key(EndpointSettings("https://api.openai.com/v1"))
        assert found is not None
        assert found.header == "Bearer own"

    @pytest.mark.parametrize(
        "url", ["http://10.0.0.5:8000/v1", "http://gpu.example/v1", "http://localhost.example/v1"]
    )
    def test_it_does_not_travel_unencrypted_to_another_machine(self, key: str, url: str) -> None:
        with pytest.raises(EngineError, match=r"unencrypted.*plain-http=yes") as caught:
            find_key(EndpointSettings(url))
        assert key not in str(caught.value)
        assert find_key(EndpointSettings(url, plain_http=True)) is not None

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:8000/v1", "http://[::1]:8000/v1", "http://localhost/v1"]
    )
    def test_it_may_stay_on_this_machine_unencrypted(self, key: str, url: str) -> None:
        assert find_key(EndpointSettings(url)) is not None

    @pytest.mark.parametrize("value", ["sk-a b", "sk-a\nX-Evil: 1", "sk-ä", "sk-\x00"])
    def test_one_that_no_header_can_hold_is_refused_without_repeating_it(
        self, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setattr("os.environ", {"SONGNGU_API_KEY": value})
        with pytest.raises(EngineError, match="SONGNGU_API_KEY holds spaces") as caught:
            find_key(EndpointSettings("https://a.example/v1"))
        assert value not in str(caught.value)

    def test_a_line_break_at_its_end_does_no_harm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SONGNGU_API_KEY", "sk-a\n")
        found = find_key(EndpointSettings("https://a.example/v1"))
        assert found is not None
        assert found.header == "Bearer sk-a"

    def test_it_shows_in_no_text_of_the_program(
        self, server: Any, answers: Any, key: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Not in signatures, drafts, representations or logs, even where the server repeats it."""
        settings = EndpointSettings(server.url, attempts=2)
        server.replies.append(
            answers.Reply(500, {"error": {"message": f"bad {key} " + "x" * 280 + key}})
        )
        found = find_key(settings)
        client = ChatClient(settings, "tiny", found, sleep=lambda _: None)
        with caplog.at_level(logging.DEBUG):
            drafter = EndpointDrafter("tiny", settings, client=client)
            draft = drafter.draft("Chào buổi sáng.")
        shown = [drafter.signature, draft, found, client, vars(client), vars(drafter), settings]
        texts = [repr(each) for each in shown] + [caplog.text]
        assert caplog.text
        assert not any(key in text for text in texts)

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
    def test_it_shows_in_no_error(self, server: Any, answers: Any, key: str, status: int) -> None:
        server.usual = lambda body: answers.Reply(
            status, {"error": {"message": f"Incorrect API key provided: {key}"}}
        )
        client = ChatClient(
            EndpointSettings(server.url, attempts=2),
            "tiny",
            find_key(EndpointSettings(server.url)),
            sleep=lambda _: None,
        )
        drafter = EndpointDrafter("tiny", EndpointSettings(server.url), client=client)
        with pytest.raises(EngineError) as caught:
            drafter.draft("Chào buổi sáng.")
        assert "Incorrect API key provided: [key]" in str(caught.value)
        assert key not in "".join(traceback.format_exception(caught.value))

    def test_a_key_that_is_not_accepted_is_told_when_the_engine_is_loaded(
        self, server: Any, answers: Any, key: str
    ) -> None:
        server.models = answers.Reply(401, {"error": {"message": f"no such key {key}"}})
        with pytest.raises(EngineError, match=r"SONGNGU_API_KEY was not accepted") as caught:
            EndpointDrafter("tiny", EndpointSettings(server.url))
        assert key not in str(caught.value)

    def test_a_missing_key_is_told_when_the_engine_is_loaded(
        self, server: Any, answers: Any
    ) -> None:
        server.models = answers.Reply(401, {"error": {"message": "no key"}})
        with pytest.raises(EngineError, match=r"wants a key; set the variable SONGNGU_API_KEY"):
            EndpointDrafter("tiny", EndpointSettings(server.url))

    def test_it_cannot_be_stored(self, key: str) -> None:
        found = find_key(EndpointSettings("http://localhost/v1"))
        for store in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError, match="not to be stored"):
                store(found)
