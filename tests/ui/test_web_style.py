"""The house style: chosen on the page for everybody, and what is drafted in it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from songngu.corpora.errors import InputError
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Draft, Status
from songngu.translate import Drafter, HouseDrafter
from songngu.translate.house import style_in
from songngu.translate.style import (
    OPTIONS,
    UNSTYLED,
    Dates,
    Headlines,
    HouseStyle,
    Names,
    Spelling,
)
from songngu.ui import actions
from songngu.ui.actions.house_style import (
    SETTING,
    StyleRule,
    StyleSource,
    choices,
    choose_style,
    in_other_style,
)
from songngu.ui.web import steps
from songngu.ui.web.answers import guarded
from songngu.ui.web.api.style import StyleIn, choose_house_style, forget_house_style
from songngu.ui.web.intake import RefusedError
from songngu.ui.web.jobs import Worker
from songngu.ui.web.screens import desk, style
from songngu.ui.web.session import Role, User, acting_as
from songngu.ui.web.site import Site

TEXT = (
    "Bến xe mở thêm tuyến\n\nNgày 2/12, bến xe thuê thêm lao động.\n\nHành khách đi lại thuận tiện."
)
LAN = User("Lan", Role.REVIEWER)


class Constant(Drafter):
    """Drafts everything alike."""

    signature = "constant|1"
    asked: ClassVar[list[str]] = []

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Any = (),
        matches: Any = None,
        progress: Any = None,
    ) -> list[Draft]:
        self.asked.extend(texts)
        return [Draft("labor was hired on December 2.", 0.5, (), self.signature) for _ in texts]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "articles.db") as opened:
        yield opened


@pytest.fixture
def site(store: Store) -> Iterator[Site]:
    worker = Worker(store, lambda: HouseDrafter(Constant(), UNSTYLED))
    yield Site(store, worker)
    worker.close()


def ask(handler: Any, site: Site, **request: Any) -> dict[str, Any]:
    return guarded(partial(handler, site))(request)


def outcome(site: Site, article: int) -> tuple[str, str]:
    """How the drafting of an article ended: state and message."""
    deadline = time.monotonic() + 60
    while (found := site.worker.progress(article)) is not None and found.active:
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    assert found is not None
    return found.state, found.message


def wait(site: Site, article: int) -> None:
    assert outcome(site, article) == ("done", "")


def drafts(store: Store, article: int) -> list[Draft]:
    return [record.draft for record in store.segments(article) if record.draft is not None]


def test_which_style_holds(store: Store) -> None:
    default, given = HouseStyle(names=Names.DROP), HouseStyle(dates=Dates.DAY_FIRST)
    assert StyleRule().of(None) == HouseStyle()
    assert StyleRule(default=default).in_force(store).source is StyleSource.DEFAULT
    choose_style(store, {"spelling": "en-GB"}, editor="Lan")
    found = StyleRule(default=default).in_force(store)
    assert (found.style, found.source) == (HouseStyle(spelling=Spelling.BRITISH), "chosen")
    assert found.editor == "Lan"
    assert StyleRule(default=default).of(None) == default  # no database is at hand
    assert StyleRule(given=given, default=default).of(store) == given
    choose_style(store, None, editor="Lan")
    assert StyleRule(default=default).of(store) == default


def test_a_choice_that_is_none_is_refused_and_changes_nothing(store: Store) -> None:
    choose_style(store, {"spelling": "en-GB"}, editor="Lan")
    for wrong in ({"spelling": "en-AU"}, {"colour": "red"}, {"names": None}):
        with pytest.raises(InputError, match="expected one of"):
            choose_style(store, wrong, editor="Lan")
    assert StyleRule().of(store).spelling is Spelling.BRITISH


def test_a_style_of_a_newer_version_is_named_as_the_trouble(store: Store) -> None:
    store.choose(SETTING, {"quotes": "single"}, editor="Lan")
    with pytest.raises(InputError, match="house style in the database: found the option 'quotes'"):
        StyleRule().of(store)


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("model|beam:4|prep:1", ""),
        ("model|beam:4|prep:1|style:names:keep+headlines:title", "names:keep+headlines:title"),
        ("model|prep:1|style:dates:day-first|consistent:1", "dates:day-first"),
        ("model|prep:1|consistent:1", ""),
        ("model|beam:4", None),
        ("memory|1|exact", None),
        ("", None),
    ],
)
def test_the_style_that_a_signature_names(signature: str, expected: str | None) -> None:
    assert style_in(signature) == expected


def test_signatures_of_house_drafters_are_read_again() -> None:
    for chosen in (UNSTYLED, HouseStyle(), HouseStyle(names=Names.KEEP, dates=Dates.DAY_FIRST)):
        signature = HouseDrafter(Constant(), chosen).signature
        assert style_in(signature) == chosen.signature
        assert not in_other_style(signature, chosen)
        assert in_other_style(signature, HouseStyle(spelling=Spelling.AMERICAN))


def test_everybody_sees_it_and_reviewers_choose_it(site: Site) -> None:
    editor = User("An", Role.EDITOR)
    with acting_as(editor):
        seen = ask(style.style, site)
        assert (seen["source"], seen["may"], seen["choices"]) == (
            "default",
            False,
            choices(HouseStyle()),
        )
        assert {"choice": "drop", "example": "Do Ngoc Minh"} in seen["options"]["names"]
        refused = ask(style.choose, site, choices={"names": "drop"})
        assert (refused["code"], refused["role"]) == ("forbidden", "reviewer")
        assert ask(style.choose, site)["code"] == "forbidden"
    with acting_as(LAN):
        chosen = ask(style.choose, site, choices={**seen["choices"], "names": "drop"})
        assert (chosen["source"], chosen["editor"]) == ("chosen", "Lan")
        assert ask(style.choose, site, choices={"names": "no"})["code"] == "unreadable"
        assert ask(style.choose, site, choices=["names"])["code"] == "unreadable"
    with acting_as(editor):
        assert ask(style.style, site)["choices"]["names"] == "drop"
    with acting_as(LAN):
        assert ask(style.choose, site, choices=None)["source"] == "default"


def test_what_is_chosen_is_what_is_drafted_and_drafted_again(site: Site) -> None:
    store = site.store
    article = actions.ingest_text(store, TEXT, language="vi").id
    ask(style.choose, site, choices={"dates": "day-first", "headlines": "sentence"})
    ask(desk.draft, site, id=article)
    wait(site, article)
    first = drafts(store, article)
    assert [each.text for each in first] == [
        "Labor was hired on 2 December",
        *["labor was hired on 2 December."] * 2,
    ]
    assert {style_in(each.signature) for each in first} == {"dates:day-first+headlines:sentence"}
    assert ask(desk.article, site, id=article)["n_other_style"] == 0

    # Another choice: what stands is counted, and changed when asked for, but for approved text.
    records = store.segments(article)
    done = store.save_revision(records[2].id, "Fine.", editor="Lan", previous=None)
    store.save_revision(
        records[2].id, "Fine.", editor="Lan", previous=done.id, status=Status.APPROVED
    )
    ask(style.choose, site, choices={"spelling": "en-GB", "headlines": "title"})
    assert ask(desk.article, site, id=article)["n_other_style"] == 2
    ask(desk.draft, site, id=article)
    wait(site, article)
    assert drafts(store, article) == first
    ask(desk.draft, site, id=article, scope="outdated")
    wait(site, article)
    again = drafts(store, article)
    assert [each.text for each in again] == [
        "Labour Was Hired on December 2",
        "labour was hired on December 2.",
        first[2].text,
    ]
    assert ask(desk.article, site, id=article)["n_other_style"] == 0


def test_what_is_drafted_once_more_as_a_whole_is_drafted_once(site: Site) -> None:
    article = actions.ingest_text(site.store, TEXT, language="vi").id
    ask(desk.draft, site, id=article)
    wait(site, article)
    Constant.asked.clear()
    ask(desk.draft, site, id=article, scope="all")
    wait(site, article)
    assert len(Constant.asked) == len(site.store.segments(article))


def test_a_corrected_sentence_alone_is_drafted_in_the_new_style(site: Site) -> None:
    store = site.store
    article = actions.ingest_text(store, TEXT, language="vi").id
    ask(desk.draft, site, id=article)
    wait(site, article)
    title, hired, comfort = store.segments(article)
    store.save_revision(hired.id, "Half done.", editor="Lan", previous=None)
    ask(style.choose, site, choices={"spelling": "en-GB", "dates": "day-first"})
    corrected = "Hành khách đi lại rất thuận tiện."
    step = {"article": article, "segment": comfort.id, "before": comfort.segment.text}
    assert ask(steps.correct_segment, site, **step, text=corrected)["ok"]
    wait(site, article)
    assert drafts(store, article)[:2] == [title.draft, hired.draft]
    assert drafts(store, article)[2].text == "labour was hired on 2 December."


def test_an_article_opens_whatever_style_the_database_holds(site: Site) -> None:
    article = actions.ingest_text(site.store, TEXT, language="vi").id
    site.store.choose(SETTING, {"quotes": "single"}, editor="Lan")
    assert ask(desk.article, site, id=article)["n_other_style"] == 0
    ask(desk.draft, site, id=article)
    state, message = outcome(site, article)
    assert state == "failed"
    assert "house style in the database" in message


def test_the_api_takes_the_options_that_there_are() -> None:
    assert {name: field.annotation for name, field in StyleIn.model_fields.items()} == OPTIONS
    assert StyleIn().model_dump(mode="json") == choices(HouseStyle())


def test_a_style_given_at_the_start_cannot_be_chosen_away(store: Store) -> None:
    given = HouseStyle(headlines=Headlines.SENTENCE)
    worker = Worker(store, lambda: HouseDrafter(Constant(), UNSTYLED), StyleRule(given=given))
    site = Site(store, worker)
    try:
        for chosen in ({"spelling": "en-GB"}, None):
            assert ask(style.choose, site, choices=chosen)["code"] == "style-given"
        for change in (partial(choose_house_style, style=StyleIn()), forget_house_style):
            with pytest.raises(RefusedError, match="without --style"):
                change(site)
        assert store.setting(SETTING) is None
        assert ask(style.style, site)["source"] == "given"
        article = actions.ingest_text(store, TEXT, language="vi").id
        ask(desk.draft, site, id=article)
        wait(site, article)
        assert drafts(store, article)[0].text == "Labor was hired on December 2"
    finally:
        worker.close()
