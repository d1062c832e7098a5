"""What is worked out from documents and kept beside them; the ``store`` fixture is each backend."""

from __future__ import annotations

import datetime as dt

from songngu.corpora.store import Store
from songngu.corpora.types import Block, BlockKind, Document, Segment


def add(store: Store, *sentences: str, language: str = "en") -> int:
    raw = "\n".join(sentences)
    blocks, segments, at = [], [], 0
    for k, sentence in enumerate(sentences):
        end = at + len(sentence)
        blocks.append(Block(BlockKind.PARAGRAPH, sentence, True, at, end))
        segments.append(Segment(k, sentence, k, at, end))
        at = end + 1
    date = dt.date(2025, 3, 1)
    document = Document(language, sentences[0], date, None, None, raw, tuple(blocks))
    return store.add_document(document, segments).id


def test_texts_of_many_documents_come_in_order(store: Store) -> None:
    first = add(store, "A bridge opened.", "It is long.")
    second = add(store, "Rice prices rose.")
    binned = add(store, "Gone.")
    store.delete_document(binned)
    texts = store.texts([second, first, binned, 9999])
    assert texts == {
        first: ["A bridge opened.", "It is long."],
        second: ["Rice prices rose."],
    }


def test_only_documents_of_the_language_have_a_version(store: Store) -> None:
    english = add(store, "A bridge opened.")
    regional = add(store, "The harbour is closed.", language="en-GB")
    add(store, "Khánh thành cầu.", language="vi")
    add(store, "Ein Satz.", language="eng")
    assert set(store.text_versions("en")) == {english, regional}


def test_the_version_changes_with_the_segments_only(store: Store) -> None:
    one = add(store, "A bridge opened.", "It is long.")
    other = add(store, "Rice prices rose.", "Farmers are glad.")
    before = store.text_versions("en")
    store.label_block(one, 1, kept=False, editor="An")
    after = store.text_versions("en")
    assert after[one] != before[one]
    assert after[other] == before[other]
    store.label_block(one, 1, kept=True, editor="An")
    assert store.text_versions("en") == before
    store.delete_document(one)
    assert set(store.text_versions("en")) == {other}


def test_what_is_kept_comes_back_until_it_is_replaced(store: Store) -> None:
    one, other = add(store, "A bridge opened."), add(store, "Rice prices rose.")
    store.keep_derived("keys|1", {one: ("v1", b"\x00\xff"), other: ("v1", b"")})
    store.keep_derived("keys|2", {one: ("v1", b"other method")})
    store.keep_derived("keys|1", {one: ("v2", b"new"), 9999: ("v1", b"no such document")})
    assert store.derived("keys|1") == {one: ("v2", b"new"), other: ("v1", b"")}
    assert store.derived("keys|2") == {one: ("v1", b"other method")}


def test_it_goes_with_its_document(store: Store) -> None:
    one, other = add(store, "A bridge opened."), add(store, "Rice prices rose.")
    store.keep_derived("keys|1", {one: ("v1", b"1"), other: ("v1", b"2")})
    store.delete_document(one)
    store.empty_bin()
    assert store.derived("keys|1") == {other: ("v1", b"2")}
