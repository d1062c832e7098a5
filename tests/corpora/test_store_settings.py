"""What a newsroom has chosen for everybody, kept in the store."""

from __future__ import annotations

import datetime as dt

from songngu.corpora.store import Store, open_store


def test_a_choice_stands_until_another_takes_its_place(store: Store) -> None:
    assert store.setting("style") is None
    before = dt.datetime.now(dt.UTC)
    store.choose("style", {"names": "keep", "giờ": "địa phương"}, editor="Lan")
    found = store.setting("style")
    assert found is not None
    assert (found.value, found.editor) == ({"names": "keep", "giờ": "địa phương"}, "Lan")
    assert before <= found.changed_at <= dt.datetime.now(dt.UTC)
    store.choose("style", {"names": "drop"}, editor="Minh")
    found = store.setting("style")
    assert found is not None
    assert (found.value, found.editor) == ({"names": "drop"}, "Minh")
    assert store.setting("other") is None


def test_a_choice_can_be_taken_away(store: Store) -> None:
    store.choose("style", None, editor="Lan")
    store.choose("style", {"names": "keep"}, editor="Lan")
    store.choose("other", {}, editor="Lan")
    store.choose("style", None, editor="Minh")
    assert store.setting("style") is None
    assert store.setting("other") is not None


def test_choices_outlive_the_process_that_made_them(store_url: str) -> None:
    with open_store(store_url) as first:
        first.choose("style", {"dates": "day-first"}, editor="Lan")
    with open_store(store_url) as second:
        found = second.setting("style")
    assert found is not None
    assert found.value == {"dates": "day-first"}
