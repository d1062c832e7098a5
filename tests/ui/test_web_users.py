"""Who is let in, as whom, and how often they may guess."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Status
from songngu.ui import actions
from songngu.ui.actions import SignInError
from songngu.ui.actions.users import sign_in
from songngu.ui.web.app import Address
from songngu.ui.web.gate import SESSION_COOKIE, Gate, Hosts
from songngu.ui.web.login import safe_place
from songngu.ui.web.people import REMEMBERED_S, Attempts, People
from songngu.ui.web.roles import may_redo, may_set_status, may_undo
from songngu.ui.web.session import ForbiddenError, Role, User, acting_as, current_user, require

PASSWORD = "ba con mèo đen"


class Clock:
    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_store(tmp_path / "users.db") as opened:
        yield opened


async def says_who(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the gate in these tests: tells who it works for."""
    body = f"{current_user().name}|{current_user().role}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


class Asking:
    """Asks a gate, as browsers and scripts do."""

    def __init__(self, store: Store, clock: Clock, *, loopback: bool = True, **hosts: Any) -> None:
        self.people = People(store, single_user=loopback, clock=clock)
        self.gate = Gate(says_who, self.people, Hosts.of(loopback=loopback, **hosts))

    def __call__(self, path: str = "/", method: str = "GET", **headers: str) -> httpx.Response:
        headers = {"host": "127.0.0.1:7860"} | {k.replace("_", "-"): v for k, v in headers.items()}

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.gate)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(ask())


class TestHosts:
    @pytest.mark.parametrize(
        ("loopback", "allowed", "host", "origin", "welcome"),
        [
            (True, (), "127.0.0.1:7860", "", True),
            (True, (), "localhost:7860", "http://localhost:7860", True),
            (True, (), "[::1]:7860", "http://[::1]:7860", True),
            (True, (), "127.0.0.1:7860", "http://127.0.0.1:99", False),
            (True, (), "127.0.0.1:7860", "http://localhost:7860", False),
            (True, (), "", "", False),
            (True, (), "192.168.1.5:7860", "", False),
            (True, (), "0.0.0.0:7860", "", False),
            (True, (), "evil.example", "", False),
            (True, (), "127.0.0.1:7860", "null", False),
            (True, (), "127.0.0.1:7860", "http://127.0.0.1.evil.example", False),
            (False, (), "192.168.1.5:7860", "http://192.168.1.5:7860", True),
            (False, (), "192.168.1.5:7860", "http://192.168.1.5:8080", False),
            (False, (), "192.168.1.5:7860", "http://localhost:7860", False),
            (False, (), "evil.example", "", False),
            (False, (), "evil.example", "http://evil.example", False),
            (False, ("desk.example",), "DESK.example.:7860", "", True),
            (False, ("desk.example",), "10.0.0.1:7860", "https://desk.example", True),
            (False, ("desk.example",), "desk.example.evil.example", "", False),
        ],
    )
    def test_requests_of_other_sites_are_told_by_their_names(
        self,
        store: Store,
        clock: Clock,
        loopback: bool,
        allowed: tuple[str, ...],
        host: str,
        origin: str,
        welcome: bool,
    ) -> None:
        ask = Asking(store, clock, loopback=loopback, allowed=allowed)
        headers = {"host": host} | ({"origin": origin} if origin else {})
        assert (ask("/login", **headers).status_code != 403) is welcome

    def test_a_page_that_came_unencrypted_is_another_site_than_one_that_did_not(self) -> None:
        hosts = Hosts.of(loopback=False, allowed=("desk.example",))
        for origin in ("http://desk.example", "http://desk.example:80"):
            assert hosts.trust(origin, "desk.example")
            assert not hosts.trust(origin, "desk.example", secure=True)
        assert hosts.trust("https://desk.example", "desk.example", secure=True)

    def test_the_machines_own_name_is_right_where_others_may_ask(self) -> None:
        import socket

        name = socket.gethostname()
        assert Hosts.of(loopback=False, allowed=()).include(f"{name}:7860")
        assert not Hosts.of(loopback=True, allowed=()).include("some-other-name")


class TestGate:
    def test_a_single_user_has_the_name_that_the_browser_gives(
        self, store: Store, clock: Clock
    ) -> None:
        ask = Asking(store, clock, allowed=())
        assert ask().text == "editor|admin"
        assert ask(cookie=f"songngu_name={quote('Lê Thị Hà')}; other=1").text == "Lê Thị Hà|admin"
        assert ask(songngu_editor=quote("Đêm")).text == "Đêm|admin"
        assert ask(cookie="songngu_name=%0a%00x%E2%80%AE" + "y" * 200).text.startswith("x yyy")
        assert len(ask(cookie="songngu_name=" + "y" * 200).text) == 80 + len("|admin")

    def test_where_there_are_users_strangers_get_the_sign_in_page_only(
        self, store: Store, clock: Clock
    ) -> None:
        actions.add_user(store, "Hà", PASSWORD, Role.REVIEWER)
        ask = Asking(store, clock, allowed=())
        away = ask("/?article=3&screen=desk", accept="text/html,*/*")
        assert away.status_code == 303
        assert away.headers["location"] == "/login?next=%2F%3Farticle%3D3%26screen%3Ddesk"
        for path, method in [("/", "GET"), ("/api/v1/me", "GET"), ("/gradio_api/x", "POST")]:
            refused = ask(path, method, cookie="songngu_name=Ha; songngu_session=guess")
            assert refused.status_code == 401
            assert refused.json()["code"] == "signed-out"
        assert ask("/login").status_code == 200
        assert ask("/songngu/page.css").status_code == 200
        assert ask("/loginx").status_code == 401
        assert ask("/songnguy").status_code == 401

    def test_cookie_and_token_name_the_user(self, store: Store, clock: Clock) -> None:
        actions.add_user(store, "Hà", PASSWORD, Role.REVIEWER)
        ask = Asking(store, clock, allowed=())
        token = ask.people.sign_in("hà", PASSWORD)
        signed_in = ask(cookie=f"a=b; {SESSION_COOKIE}={token}; songngu_name=Nam")
        assert signed_in.text == "Hà|reviewer"
        script = actions.make_script_token(store, "Hà", "x").text
        assert ask(authorization=f"Bearer {script}", songngu_editor="Nam").text == "Hà|reviewer"
        assert ask(authorization=f"Bearer {token}").status_code == 401
        assert ask(cookie=f"{SESSION_COOKIE}={script}").status_code == 401
        assert ask(authorization="Basic abc").status_code == 401

    def test_a_first_user_ends_single_user_mode_and_disabling_does_not_bring_it_back(
        self, store: Store, clock: Clock
    ) -> None:
        ask = Asking(store, clock, allowed=())
        assert ask().text == "editor|admin"
        actions.add_user(store, "Hà", PASSWORD, Role.ADMIN)
        clock.time += REMEMBERED_S + 0.1
        assert ask().status_code == 401
        token = ask.people.sign_in("Hà", PASSWORD)
        assert ask(cookie=f"{SESSION_COOKIE}={token}").status_code == 200
        store.change_user("Hà", disabled=True)
        clock.time += REMEMBERED_S + 0.1
        assert ask(cookie=f"{SESSION_COOKIE}={token}").status_code == 401
        assert ask().status_code == 401

    def test_a_new_role_counts_soon_and_signing_out_at_once(
        self, store: Store, clock: Clock
    ) -> None:
        actions.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        ask = Asking(store, clock, allowed=())
        cookie = f"{SESSION_COOKIE}={(token := ask.people.sign_in('Hà', PASSWORD))}"
        assert ask(cookie=cookie).text == "Hà|editor"
        store.change_user("Hà", role=Role.ADMIN)
        clock.time += REMEMBERED_S + 0.1
        assert ask(cookie=cookie).text == "Hà|admin"
        ask.people.sign_out(token)
        assert ask(cookie=cookie).status_code == 401

    def test_a_token_that_cannot_be_one_is_not_looked_up(
        self, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        actions.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        ask = Asking(store, clock, allowed=())
        monkeypatch.setattr(ask.people, "holder", lambda token, script: pytest.fail("looked up"))
        assert ask(cookie=f"{SESSION_COOKIE}={'x' * 201}").status_code == 401
        assert ask(authorization=f"Bearer {'x' * 10_000}").status_code == 401

    def test_web_sockets_are_closed(self, store: Store, clock: Clock) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(Asking(store, clock, allowed=()).gate({"type": "websocket"}, send, send))  # type: ignore[arg-type]
        assert [message["type"] for message in sent] == ["websocket.close"]


class TestRoles:
    @pytest.mark.parametrize("role", Role)
    def test_each_role_may_what_the_lower_ones_may(self, role: Role) -> None:
        order = [Role.EDITOR, Role.REVIEWER, Role.ADMIN]
        with acting_as(User("Hà", role)):
            for needed in order:
                if order.index(needed) <= order.index(role):
                    assert require(needed).name == "Hà"
                else:
                    with pytest.raises(ForbiddenError, match=f"needs the role {needed.value}"):
                        require(needed)

    def test_only_a_reviewer_reviews_approves_and_reopens(self, store: Store, bitext: Any) -> None:
        article = actions.ingest_text(store, bitext.source)
        segment = store.segments(article.id)[0].id
        editor, reviewer = User("Hà", Role.EDITOR), User("Nam", Role.REVIEWER)
        with acting_as(editor):
            assert may_set_status(store, segment, Status.EDITED) is editor
            for status in (Status.REVIEWED, Status.APPROVED):
                with pytest.raises(ForbiddenError):
                    may_set_status(store, segment, status)
        saved = actions.save_post_edit(
            store, segment, "Text.", editor="Nam", previous=None, status=Status.APPROVED
        )
        assert saved.status is Status.APPROVED
        with acting_as(editor), pytest.raises(ForbiddenError):
            may_set_status(store, segment, Status.EDITED)
        with acting_as(reviewer):
            assert may_set_status(store, segment, Status.EDITED) is reviewer

    def test_undo_gives_nobody_the_rights_of_a_role_that_they_had(
        self, store: Store, bitext: Any
    ) -> None:
        article = actions.ingest_text(store, bitext.source).id
        first, second, third, *_ = (record.id for record in store.segments(article))

        def save(segment: int, text: str, status: Status, editor: str) -> None:
            standing = store.revisions(segment)
            previous = standing[-1].id if standing else None
            actions.save_post_edit(
                store, segment, text, editor=editor, previous=previous, status=status
            )

        def latest(segment: int) -> tuple[str, Status]:
            return store.revisions(segment)[-1].text, store.revisions(segment)[-1].status

        demoted, reviewer = User("Nam", Role.EDITOR), User("Nam", Role.REVIEWER)
        save(first, "One.", Status.APPROVED, "Nam")
        with acting_as(demoted), pytest.raises(ForbiddenError):
            may_undo(store, article)
        with acting_as(reviewer):
            store.undo(article, editor=may_undo(store, article).name)
        with acting_as(demoted), pytest.raises(ForbiddenError):
            may_redo(store, article)
        save(second, "Two.", Status.APPROVED, "Tú")
        save(second, "Two.", Status.EDITED, "Nam")  # reopened
        with acting_as(demoted), pytest.raises(ForbiddenError):
            may_undo(store, article)
        save(third, "Three.", Status.REVIEWED, "Tú")
        save(third, "Drei.", Status.EDITED, "Hà")
        with acting_as(User("Hà", Role.EDITOR)):
            store.undo(article, editor=may_undo(store, article).name)
            assert latest(third) == ("Three.", Status.REVIEWED)  # as a reviewer had left it
            store.redo(article, editor=may_redo(store, article).name)
        assert latest(third) == ("Drei.", Status.EDITED)
        with acting_as(User("Somebody", Role.EDITOR)):
            assert may_undo(store, article).name == may_redo(store, article).name == "Somebody"


class TestGuessing:
    def test_five_failures_close_a_name_for_an_address(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        for _ in range(Attempts.PAIR):
            assert attempts.begin("Hà", "10.0.0.1") == 0
            clock.time += 10
        assert attempts.begin("  hà ", "10.0.0.1") == pytest.approx(15 * 60 - 50)
        assert attempts.begin("Hà", "10.0.0.2") == 0  # nobody is shut out by somebody else
        assert attempts.begin("Nam", "10.0.0.1") == 0
        clock.time += 15 * 60
        assert attempts.begin("Hà", "10.0.0.1") == 0

    @pytest.mark.parametrize(
        "name",
        [
            "Lê Thị Hà",
            "LÊ THỊ HÀ",
            "  Lê\u00a0Thị \t Hà  ",
            unicodedata.normalize("NFD", "Lê Thị Hà"),
            "L\u00ea Th\u0323i\u0323 Ha\u0300".replace("h\u0323", "h"),
            " " * 500 + "Lê Thị Hà",
        ],
    )
    def test_each_way_to_type_a_name_counts_as_the_same(
        self, store: Store, clock: Clock, name: str
    ) -> None:
        actions.add_user(store, "Lê Thị Hà", PASSWORD, Role.EDITOR)
        assert sign_in(store, name, PASSWORD)[0].name == "Lê Thị Hà"
        attempts = Attempts(clock)
        for _ in range(Attempts.PAIR):
            assert attempts.begin(name, "10.0.0.1") == 0
        assert attempts.begin("Lê Thị Hà", "10.0.0.1") > 0

    def test_an_ipv6_network_counts_as_one_address(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        for n in range(Attempts.PAIR):
            assert attempts.begin("Hà", f"2001:db8::{n}:1") == 0
        assert attempts.begin("Hà", "2001:db8::ffff") > 0
        assert attempts.begin("Hà", "2001:db8:0:1::1") == 0
        for _ in range(Attempts.PAIR):
            assert attempts.begin("Nam", "::ffff:10.0.0.1") == 0
        assert attempts.begin("Nam", "10.0.0.1") > 0
        assert attempts.begin("Nam", "::ffff:10.0.0.2") == 0

    def test_many_names_from_one_address_are_stopped(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        waits = [attempts.begin(f"name {n}", "10.0.0.1") for n in range(Attempts.ADDRESS + 1)]
        assert [wait > 0 for wait in waits] == [False] * Attempts.ADDRESS + [True]

    def test_one_name_from_many_addresses_is_stopped(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        waits = [attempts.begin("Hà", f"10.0.0.{n}") for n in range(Attempts.NAME + 1)]
        assert [wait > 0 for wait in waits] == [False] * Attempts.NAME + [True]

    def test_signing_in_takes_ones_own_failures_back(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        for _ in range(20):
            for _ in range(3):
                assert attempts.begin("Hà", "10.0.0.1") == 0
            attempts.succeeded("Hà", "10.0.0.1")

    def test_attempts_at_the_same_moment_gain_nothing(self, clock: Clock) -> None:
        attempts = Attempts(clock)
        begun = [attempts.begin("Hà", "10.0.0.1") for _ in range(100)]
        assert begun.count(0) == Attempts.PAIR


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("/", "/"),
        ("/?article=12&screen=desk", "/?article=12&screen=desk"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\r\nset-cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("/" + "x" * 3000, "/"),
    ],
)
def test_signing_in_leads_nowhere_else(given: str, place: str) -> None:
    assert safe_place(given) == place


@pytest.fixture
def site(serve_page: Callable[..., Any], tmp_path: Path) -> SimpleNamespace:
    """A served page with two users and a third who was disabled."""
    with open_store(tmp_path / "articles.db") as opened:
        actions.add_user(opened, "Lê Thị Hà", PASSWORD, Role.EDITOR)
        actions.add_user(opened, "Nam", PASSWORD, Role.EDITOR)
        actions.add_user(opened, "Gone", PASSWORD, Role.ADMIN)
        opened.change_user("Gone", disabled=True)
    served = serve_page(host="0.0.0.0", address=Address(names=("desk.example",)))
    port = served.url.rstrip("/").rpartition(":")[2]
    return SimpleNamespace(url=f"http://127.0.0.1:{port}", stop=served.stop)


def test_a_password_is_the_same_however_the_keyboard_composes_it(store: Store) -> None:
    composed, decomposed = (unicodedata.normalize(form, PASSWORD) for form in ("NFC", "NFD"))
    assert composed != decomposed
    actions.add_user(store, "Hà", decomposed, Role.EDITOR)
    for password in (composed, decomposed):
        assert sign_in(store, "Hà", password)[0].name == "Hà"
    with pytest.raises(SignInError):
        sign_in(store, "Hà", "ba con meo den")


def test_where_no_proxy_was_told_of_nobody_may_say_to_be_one(
    serve_page: Callable[..., Any], tmp_path: Path
) -> None:
    with open_store(tmp_path / "articles.db") as opened:
        actions.add_user(opened, "Nam", PASSWORD, Role.EDITOR)
    url = serve_page().url
    data = {"name": "Nam", "password": "wrong"}
    codes = [
        httpx.post(f"{url}login", data=data, headers={"x-forwarded-for": f"10.0.0.{n}"}).status_code
        for n in range(Attempts.PAIR + 1)
    ]
    assert codes == [401] * Attempts.PAIR + [429]


def test_signing_in_and_out_over_http(site: SimpleNamespace) -> None:
    with httpx.Client(base_url=site.url, timeout=30) as client:
        assert client.get("/session").json() == {"mode": "users", "user": None}
        form = client.get(
            "/login?next=/%3Farticle%3D3", headers={"accept-language": "fr, vi;q=0.5"}
        )
        assert 'lang="vi"' in form.text
        assert 'value="/?article=3"' in form.text
        assert "default-src 'self'" in form.headers["content-security-policy"]

        def sign_in(name: str, password: str, **headers: str) -> httpx.Response:
            given = {"name": name, "password": password, "next": "/?article=3"}
            return client.post("/login", data=given, headers=headers)

        evil = {"name": '"><script>x()</script>', "password": "wrong", "next": '"><script>y()'}
        answer = client.post("/login", data=evil)
        assert answer.status_code == 401
        assert "<script>x" not in answer.text
        assert "<script>y" not in answer.text
        for name, password in [("Lê Thị Hà", "wrong"), ("nobody", PASSWORD), ("Gone", PASSWORD)]:
            refused = sign_in(name, password)
            assert refused.status_code == 401
            assert "No user has this name and password" in refused.text
        assert sign_in("Lê Thị Hà", PASSWORD, origin="http://evil.example").status_code == 403
        assert sign_in("", PASSWORD).status_code == 400
        many = "&".join(f"name{n}=x" for n in range(100))
        assert client.post("/login", content=many).status_code == 400
        done = sign_in("lê thị hà", PASSWORD)
        assert (done.status_code, done.headers["location"]) == (303, "/?article=3")
        cookie = done.headers["set-cookie"]
        assert re.search("HttpOnly.*SameSite=lax", cookie, re.IGNORECASE)
        assert "secure" not in cookie.lower()  # or the browser would not send it over http
        assert client.get("/session").json()["user"] == {"name": "Lê Thị Hà", "role": "editor"}
        assert client.get("/login").status_code == 303
        assert client.get("/").status_code == 200
        assert client.post("/logout").status_code == 204
        assert client.get("/", headers={"accept": "text/html"}).status_code == 303


def test_guessing_is_slowed_down_over_http(site: SimpleNamespace) -> None:
    with httpx.Client(base_url=site.url, timeout=30) as client:
        data = {"name": "Nam", "password": "wrong"}
        codes = [client.post("/login?lang=vi", data=data).status_code for _ in range(6)]
        assert codes == [401] * 5 + [429]
        right = client.post("/login?lang=vi", data={"name": "Nam", "password": PASSWORD})
        assert right.status_code == 429
        assert "quá nhiều lần" in right.text
        assert int(right.headers["retry-after"]) > 800
        elsewhere = client.post("/login", data=data, headers={"x-forwarded-for": "10.0.0.1"})
        assert elsewhere.status_code == 401  # as the proxy behind desk.example says
        assert client.post("/login", content=b"x" * 100_000).status_code == 400
        assert client.get("/session", headers={"host": "desk.example"}).status_code == 401
        assert client.get("/session", headers={"host": "evil.example"}).status_code == 403


def test_an_unknown_name_takes_as_long_to_refuse_as_a_wrong_password(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from argon2 import PasswordHasher

    verified: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, hashed: str, password: str) -> bool:
        verified.append(password)
        return real(self, hashed, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    actions.add_user(store, "Hà", PASSWORD, Role.EDITOR)
    people = People(store, single_user=False)
    for name in ("Hà", "nobody", "", "\x00", "x" * 500):
        with pytest.raises(SignInError):
            people.sign_in(name, "wrong")
    assert len(verified) == 5


@pytest.mark.browser
def test_the_sign_in_page_by_keyboard_in_both_languages(
    site: SimpleNamespace, chromium: Any, axe: Callable[[Any], list[str]]
) -> None:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 820, "height": 1180})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"{site.url}/?screen=terms")
    assert page.title() == "Đăng nhập · songngu"
    assert page.evaluate("document.activeElement.name") == "name"
    assert axe(page) == []
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/login?next=*&lang=en")
    assert axe(page) == []
    page.keyboard.type("Lê Thị Hà")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    assert "No user has" in page.get_by_role("alert").inner_text()
    assert page.evaluate("document.activeElement.name") == "password"
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".sg-screen:not([hidden])")
    assert asked.count(f"{site.url}/?screen=terms") == 2  # where they wanted to go at first
    assert page.evaluate("document.cookie").find(SESSION_COOKIE) == -1
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith((site.url, "data:", "blob:"))] == []
