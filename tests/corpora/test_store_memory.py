"""Terms and the translation memory; sizes that a store has to bear."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.store import Store, open_store
from songngu.corpora.store.similarity import comparable, index_texts, similar
from songngu.corpora.types import (
    Block,
    BlockKind,
    Document,
    Draft,
    Segment,
    Status,
    Term,
    TranslationUnit,
)

U = TranslationUnit


class TestTerms:
    def test_come_back_in_order_and_once(self, store: Store) -> None:
        terms = [Term("Bò Kẹo", "Bokeo"), Term("Thủ tướng", "Prime Minister", note="title")]
        assert store.add_terms(terms) == 2
        assert store.add_terms([Term("Bò Kẹo", "Bokeo", note="province in Laos")]) == 0
        assert store.terms() == [Term("Bò Kẹo", "Bokeo", note="province in Laos"), terms[1]]

    def test_several_translations_of_one_term_are_kept(self, store: Store) -> None:
        terms = [Term("ủy ban", "committee"), Term("ủy ban", "commission")]
        assert store.add_terms(terms + terms) == 2
        assert store.terms() == terms

    def test_of_another_language_pair_stay_apart(self, store: Store) -> None:
        other = Term("Bokeo", "Bò Kẹo", "en", "vi")
        region = Term("sở", "department", "vi", "en-GB")
        store.add_terms([other, region])
        assert store.terms("en", "vi") == [other]
        assert store.terms() == [region]
        assert store.terms("v", "en") == []


class TestUnits:
    def test_are_stored_once_with_the_best_confidence(self, store: Store) -> None:
        assert store.add_units([U("một", "one", confidence=0.4, origin="a.tmx")]) == 1
        assert store.add_units([U("một", "one", confidence=0.3), U("một", "One")]) == 1
        assert store.units()[0].confidence == 0.4
        store.add_units([U("một", "one", confidence=0.9)])
        assert store.units()[0].confidence == 0.9
        store.add_units([U("một", "one", origin="b.tmx"), U("một", "one", confidence=0.95)])
        store.add_units([U("một", "one", confidence=1.0)])
        assert store.units() == [U("một", "one", origin="a.tmx"), U("một", "One")]

    def test_nfc_and_nfd_are_one_text(self, store: Store) -> None:
        for form in ("NFC", "NFD", "NFC"):
            store.add_units([U(unicodedata.normalize(form, "Hoà Bình"), "Hoa Binh")])
        assert len(store.units()) == 1

    def test_of_one_language_with_its_regions(self, store: Store) -> None:
        units = [U("một", "one"), U("hai", "two", "vi-VN", "en-US"), U("one", "một", "en", "vi")]
        store.add_units(units)
        assert store.units() == units
        assert store.units(source_language="vi") == units[:2]
        assert store.units(target_language="en-US") == units[1:2]
        assert [match.unit for match in store.look_up("hai")] == [units[1]]

    @pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
    def test_a_confidence_out_of_range(self, store: Store, confidence: float) -> None:
        with pytest.raises(ValueError, match="expected a confidence within 0–1 or None"):
            store.add_units([U("một", "one", confidence=confidence)])
        assert store.units() == []

    def test_many_at_once(self, store: Store) -> None:
        units = [U(f"Câu số {n}", f"Line {n}") for n in range(2500)]
        assert store.add_units(iter(units)) == 2500
        assert store.units() == units


class TestLookUp:
    def test_exact_then_similar(self, store: Store) -> None:
        exact = U("Cầu Đà Giang khánh thành.", "The Da Giang bridge opened.")
        near = U("Cầu Đà Giang khởi công.", "Work on the Da Giang bridge began.")
        far = U("Giá vàng hôm nay tăng.", "Gold rose today.")
        store.add_units([far, near, exact])
        found = store.look_up("Cầu Đà  Giang\tkhánh thành. ")
        assert [match.unit for match in found] == [exact, near]
        assert found[0].similarity == 1
        assert 0.75 <= found[1].similarity < 1

    # 2·LCS ÷ sum of lengths, by hand: abcd/abxd share a, b, d: 6/8; abcd/abcde: 8/9.
    @pytest.mark.parametrize(
        ("text", "stored", "expected"),
        [("abcd", "abxd", 6 / 8), ("abcd", "abcde", 8 / 9), ("aaaa", "aa", 4 / 6)],
    )
    def test_similarity_by_hand(
        self, store: Store, text: str, stored: str, expected: float
    ) -> None:
        store.add_units([U(stored, "x")])
        (match,) = store.look_up(text, threshold=expected)
        assert match.similarity == pytest.approx(expected)
        assert store.look_up(text, threshold=expected + 0.001) == []

    def test_nfd_text_is_found_exactly(self, store: Store) -> None:
        store.add_units([U("Hoà Bình mở cầu", "x")])
        (match,) = store.look_up(unicodedata.normalize("NFD", "Hoà Bình mở cầu"))
        assert match.similarity == 1

    def test_among_equals_people_come_first_then_the_surer_then_the_newer(
        self, store: Store
    ) -> None:
        units = [
            U("Một hai ba", "a", confidence=0.5),
            U("Một hai ba", "b", confidence=0.9),
            U("Một hai ba", "c"),
            U("Một hai ba", "d", confidence=0.9),
            U("Một hai ba", "e"),
        ]
        store.add_units(units)
        for limit in range(1, 6):
            found = store.look_up("Một hai ba", limit=limit)
            assert [match.unit.target for match in found] == list("ecdba")[:limit]

    def test_what_was_approved_last_comes_first(self, store: Store) -> None:
        def approve(number: int, target: str) -> None:
            texts = (f"Tin {number}", "Một hai ba")
            blocks = tuple(Block(BlockKind.PARAGRAPH, t, True, 0, len(t)) for t in texts)
            page = Document("vi", None, None, None, None, "\n".join(texts), blocks)
            segments = [Segment(n, text, n, 0, len(text)) for n, text in enumerate(texts)]
            second = store.segments(store.add_document(page, segments).id)[1]
            store.save_revision(
                second.id, target, status=Status.APPROVED, editor="Lan", previous=None
            )

        for number, target in enumerate(["One.", "Two.", "One."]):
            approve(number, target)
            (first, *_) = store.look_up("Một hai ba")
            assert first.unit.target == target
        assert len(store.units()) == 2

    def test_what_was_added_later_or_elsewhere_is_found(self, store_url: str) -> None:
        with open_store(store_url) as store, open_store(store_url) as other:
            assert store.look_up("một hai") == []
            other.add_units([U("một hai", "one two", confidence=0.5)])
            assert len(store.look_up("một hai")) == 1
            other.add_units([U("một hai", "one two")])
            assert store.look_up("một hai")[0].unit.confidence is None

    @pytest.mark.parametrize("text", ["", "  ", "\n"])
    def test_nothing_is_like_nothing(self, store: Store, text: str) -> None:
        store.add_units([U("một", "one")])
        assert store.look_up(text) == []

    def test_those_with_an_empty_side_are_passed_over(self, store: Store) -> None:
        units = [U("", ""), U("một", ""), U("một", " \n"), U("\u00a0", "one"), U("hai", "two")]
        assert store.add_units(units) == 1
        assert store.units() == units[-1:]

    @pytest.mark.parametrize(
        "options",
        [{"threshold": 0}, {"threshold": 1.01}, {"limit": 0}, {"threshold": float("nan")}],
    )
    def test_options_out_of_range(self, store: Store, options: dict[str, float]) -> None:
        with pytest.raises(ValueError, match=r"expected a (threshold|limit)"):
            store.look_up("một", **options)  # type: ignore[arg-type]


def brute_similarity(one: str, other: str) -> float:
    """2·LCS ÷ (length + length) by the textbook table."""
    row = [0] * (len(other) + 1)
    for char in one:
        before = row[:]
        for at, each in enumerate(other, 1):
            row[at] = before[at - 1] + 1 if char == each else max(before[at], row[at - 1])
    return 2 * row[-1] / (len(one) + len(other))


WORDS = st.text("abô ", min_size=1, max_size=12).map(comparable).filter(bool)


@given(
    wanted=WORDS,
    texts=st.lists(WORDS, max_size=12),
    threshold=st.sampled_from([0.5, 2 / 3, 0.75, 0.8, 8 / 9, 1.0]) | st.floats(0.05, 1),
)
def test_look_up_equals_comparing_with_every_text(
    wanted: str, texts: list[str], threshold: float
) -> None:
    index = index_texts(enumerate(texts))
    brute = {id_: brute_similarity(wanted, text) for id_, text in enumerate(texts)}
    found = similar(index, wanted, threshold)
    assert {id_ for id_, score in brute.items() if score >= threshold} <= set(found)
    assert found == pytest.approx({id_: brute[id_] for id_ in found})
    assert all(score >= threshold - 1e-6 for score in found.values())


SYLLABLES = "cầu sông tỉnh xã đường mới khởi công khánh thành năm nay người dân vốn tỷ"


def made_up_sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(SYLLABLES.split(), k=rng.randint(8, 30))).capitalize() + "."


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        asked.append(statement)

    sa.event.listen(store._engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(store._engine, "before_cursor_execute", note)


def test_a_look_up_reads_what_it_finds_and_not_the_whole_memory(store: Store) -> None:
    rng = random.Random(7)
    sentences = [made_up_sentence(rng) for _ in range(5000)]
    store.add_units(U(text, f"Line {n}") for n, text in enumerate(sentences))
    store.look_up("lần đầu đọc bộ nhớ")
    with statements(store) as asked:
        for text in sentences[:50]:
            assert store.look_up(text)[0].similarity == 1
    read = [each for each in asked if each.startswith("SELECT memory.id")]
    assert len(read) == 50
    assert all("WHERE memory.id IN" in each for each in read)


@pytest.mark.parametrize("n_segments", [100, 5000])
def test_the_statements_for_a_document_do_not_grow_with_it(store: Store, n_segments: int) -> None:
    text = "Sáng nay, tỉnh khánh thành cây cầu mới bắc qua sông, dài 120 m, rộng 9 m."
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, f"{n} {text}", True, n * 80, n * 80 + 79)
        for n in range(n_segments // 5)
    )
    document = Document("vi", "Dài", None, None, None, text * n_segments, blocks)
    segments = [Segment(n, f"{n} {text}", n // 5, n * 80, n * 80 + 79) for n in range(n_segments)]
    with statements(store) as asked:
        id_ = store.add_document(document, segments).id
        store.add_drafts(id_, [Draft(f"{n} x", 0.5, (), "s") for n in range(n_segments)])
        records = store.segments(id_)
    assert len(asked) < 20
    assert [record.segment for record in records] == segments
    assert store.documents()[0].n_drafted == n_segments
