"""Segments split, merged and corrected, blocks cut and joined, links made: each can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from songngu.corpora.errors import (
    ChangedError,
    EditConflictError,
    NotFoundError,
    ProtectedError,
    UndoConflictError,
)
from songngu.corpora.store import OperationKind, SegmentRecord, Store
from songngu.corpora.types import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Document,
    Draft,
    Segment,
    Status,
    Verdict,
)

PAGE = [
    ("title", "Khánh thành cầu Đà Giang"),
    ("paragraph", "Cầu dài 120 m. / Xe chạy từ sáng nay. / Người dân rất vui."),
    ("paragraph", "Chi phí là 5 tỷ đồng. / Cầu cũ sẽ bị dỡ bỏ."),
    ("furniture", "Chia sẻ"),
]
ENGLISH = [
    ("title", "Da Giang bridge opens"),
    ("paragraph", "The bridge is 120 m long. / Cars have used it since this morning."),
    ("paragraph", "People are glad. / It cost 5 billion dong. / The old one will go."),
]


def add_page(store: Store, parts: list[tuple[str, str]], language: str = "vi") -> int:
    """Store a page of blocks, whose sentences stand between slashes."""
    raw, blocks, segments = "", [], []
    for index, (kind, text) in enumerate(parts):
        sentences = text.split(" / ")
        line, kept = " ".join(sentences), kind != "furniture"
        start = len(raw)
        blocks.append(Block(BlockKind(kind), line, kept, start, start + len(line)))
        for sentence in sentences if kept else ():
            at = len(raw) + line.index(sentence)
            segments.append(Segment(len(segments), sentence, index, at, at + len(sentence)))
        raw += line + "\n"
    document = Document(language, parts[0][1], None, None, None, raw, tuple(blocks))
    return store.add_document(document, segments).id


@pytest.fixture
def article(store: Store) -> int:
    """A page, drafted, and the second and third sentence of it edited."""
    id_ = add_page(store, PAGE)
    store.add_drafts(
        id_, [Draft(f"<{r.segment.text}>", 0.5, (), "engine|1") for r in store.segments(id_)]
    )
    for record in store.segments(id_)[2:4]:
        store.save_revision(record.id, f"[{record.segment.text}]", editor="Chi", previous=None)
    return id_


@pytest.fixture
def pair(store: Store, article: int) -> tuple[int, int]:
    """The page and its English version, aligned sentence by sentence."""
    english = add_page(store, ENGLISH, "en")
    beads = tuple(Bead((i,), (i,), -1.0, 0.9) for i in range(6))
    store.add_alignment(article, english, Alignment(beads, Verdict.TRANSLATION, 0.9, "align|1"))
    return article, english


def texts(store: Store, id_: int) -> list[str]:
    return [record.segment.text for record in store.segments(id_)]


def links(store: Store, source: int) -> list[tuple[str, str]]:
    """The alignment as texts, hand links marked with a star."""
    stored = store.alignment(source)
    assert stored is not None
    sides = [texts(store, source), texts(store, stored.target_id)]
    return [
        (
            " + ".join(sides[0][i] for i in bead.source),
            " + ".join(sides[1][j] for j in bead.target) + ("*" if bead.fixed else ""),
        )
        for bead in stored.alignment.beads
    ]


def picture(store: Store, id_: int) -> Any:
    """All that an editor sees of an article: nothing of it may be lost by undoing."""
    stored = store.alignment(id_)
    return (
        store.document(id_),
        [(r.id, r.segment, r.draft, r.post_edit, _status(r)) for r in store.segments(id_)],
        (links(store, id_), stored.stale) if stored else None,
    )


def _status(record: SegmentRecord) -> Status:
    return record.revision.status if record.revision else Status.DRAFT


class TestTexts:
    def test_saves_of_one_stay_are_one_step(self, store: Store, article: int) -> None:
        segment = store.segments(article)[0].id
        saved = None
        for text in ("T", "Th", "The bridge"):
            previous = saved.id if saved else None
            saved = store.save_revision(segment, text, editor="An", previous=previous, stay="one")
        assert saved is not None
        store.save_revision(segment, "A bridge", editor="An", previous=saved.id, stay="two")
        store.undo(article, editor="An")
        assert store.segments(article)[0].post_edit == "The bridge"
        store.undo(article, editor="An")
        assert store.segments(article)[0].post_edit is None
        assert store.undo(article, editor="An") is None
        for expected in ("The bridge", "A bridge"):
            step = store.redo(article, editor="An")
            assert step is not None
            assert (step.kind, step.segments) == (OperationKind.TEXT, (segment,))
            assert store.segments(article)[0].post_edit == expected
        assert store.redo(article, editor="An") is None
        assert len(store.revisions(segment)) == 8  # nothing is ever removed

    def test_without_a_stay_close_saves_are_one_step(self, store: Store, article: int) -> None:
        segment = store.segments(article)[0].id
        first = store.save_revision(segment, "T", editor="An", previous=None)
        store.save_revision(segment, "The", editor="An", previous=first.id)
        store.undo(article, editor="An")
        assert store.segments(article)[0].post_edit is None

    def test_a_status_is_a_step_of_its_own(self, store: Store, article: int) -> None:
        segment = store.segments(article)[0].id
        one = store.save_revision(segment, "A bridge", editor="An", previous=None, stay="s")
        store.save_revision(
            segment, "A bridge", status=Status.APPROVED, editor="An", previous=one.id, stay="s"
        )
        step = store.undo(article, editor="An")
        assert step is not None
        assert step.kind is OperationKind.STATUS
        record = store.segments(article)[0]
        assert (record.post_edit, _status(record)) == ("A bridge", Status.EDITED)
        assert store.units() == []  # what is no longer approved leaves the memory

    def test_each_editor_has_a_list_of_their_own(self, store: Store, article: int) -> None:
        first, second = (record.id for record in store.segments(article)[:2])
        store.save_revision(first, "by An", editor="An", previous=None)
        store.save_revision(second, "by Bình", editor="Bình", previous=None)
        store.undo(article, editor="An")
        assert [r.post_edit for r in store.segments(article)[:2]] == [None, "by Bình"]

    def test_a_new_step_takes_the_place_of_those_taken_back(
        self, store: Store, article: int
    ) -> None:
        segment = store.segments(article)[0].id
        store.save_revision(segment, "one", editor="An", previous=None, stay="a")
        step = store.undo(article, editor="An")
        latest = store.segments(article)[0].revision
        assert latest is not None
        store.save_revision(segment, "two", editor="An", previous=latest.id, stay="b")
        assert step is not None
        assert store.redo(article, editor="An") is None
        state = store.undo_state(article, editor="An")
        assert state.undo is not None
        assert (state.undo.undone, state.redo) == (False, None)

    def test_what_somebody_else_saved_since_is_told_and_stays(
        self, store: Store, article: int
    ) -> None:
        first, second = (record.id for record in store.segments(article)[:2])
        store.save_revision(second, "earlier", editor="An", previous=None)
        mine = store.save_revision(first, "mine", editor="An", previous=None)
        store.save_revision(first, "yours", editor="Bình", previous=mine.id)
        with pytest.raises(UndoConflictError, match="somebody has changed the same") as caught:
            store.undo(article, editor="An")
        assert caught.value.segments == (first,)
        assert [r.post_edit for r in store.segments(article)[:2]] == ["yours", "earlier"]
        store.undo(article, editor="An")  # the one before is not stuck behind it
        assert [r.post_edit for r in store.segments(article)[:2]] == ["yours", None]


class TestSplitAndMerge:
    def test_a_split_keeps_what_was_edited(self, store: Store, pair: tuple[int, int]) -> None:
        article, _ = pair
        before = picture(store, article)
        record = store.segments(article)[2]
        step = store.split_segment(record.id, 8, editor="An", text_offset=9)
        first, second = store.segments(article)[2:4]
        assert step.segments == (first.id, second.id)
        assert first.id == record.id
        assert (first.segment.text, second.segment.text) == ("Xe chạy", "từ sáng nay.")
        assert (first.post_edit, second.post_edit) == ("[Xe chạy", "từ sáng nay.]")
        assert (first.draft, second.draft) == (None, None)
        assert [r.segment.position for r in store.segments(article)] == list(range(7))
        assert ("Xe chạy + từ sáng nay.", ENGLISH[1][1].split(" / ")[1]) in links(store, article)
        stored = store.alignment(article)
        assert stored is not None
        assert not stored.stale
        others = [r for r in before[1] if r[0] != record.id]
        now = [r for r in picture(store, article)[1] if r[0] not in (first.id, second.id)]
        assert [(r[0], r[2:]) for r in now] == [(r[0], r[2:]) for r in others]
        assert [each.text for each in store.history(second.id)] == [
            "[Xe chạy từ sáng nay.]", "[Xe chạy", "từ sáng nay.]",
        ]  # fmt: skip
        after = picture(store, article)
        store.undo(article, editor="An")
        assert picture(store, article) == before
        store.redo(article, editor="An")
        assert picture(store, article) == after

    def test_a_merge_keeps_what_was_edited(self, store: Store, pair: tuple[int, int]) -> None:
        article, _ = pair
        before = picture(store, article)
        first, second = store.segments(article)[2:4]
        store.merge_segments([second.id, first.id], editor="An")
        merged = store.segments(article)[2]
        assert merged.id == first.id
        assert merged.segment.text == "Xe chạy từ sáng nay. Người dân rất vui."
        assert merged.post_edit == "[Xe chạy từ sáng nay.] [Người dân rất vui.]"
        assert _status(merged) is Status.EDITED
        english = [text for part in ENGLISH for text in part[1].split(" / ")]
        assert (merged.segment.text, f"{english[2]} + {english[3]}") in links(store, article)
        stored = store.alignment(article)
        assert stored is not None
        assert not stored.stale
        assert len(store.history(first.id)) == 3
        after = picture(store, article)
        store.undo(article, editor="An")
        assert picture(store, article) == before
        store.redo(article, editor="An")
        assert picture(store, article) == after
        with pytest.raises(ChangedError, match="merged with another"):
            store.save_revision(second.id, "too late", editor="Bình", previous=None)

    def test_a_draft_taken_in_leaves_the_whole_to_be_confirmed(
        self, store: Store, article: int
    ) -> None:
        drafted, edited = store.segments(article)[1:3]
        store.merge_segments([drafted.id, edited.id], editor="An")
        merged = store.segments(article)[1]
        assert merged.post_edit == "<Cầu dài 120 m.> [Xe chạy từ sáng nay.]"
        assert _status(merged) is Status.DRAFT
        assert store.post_edits(article, minimum=Status.EDITED)[0].target == "[Người dân rất vui.]"

    def test_english_segments_too_in_the_articles_list(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        article, english = pair
        before = picture(store, article)
        record = store.segments(english)[1]
        store.split_segment(record.id, 11, editor="An", article=article)
        assert texts(store, english)[1:3] == ["The bridge", "is 120 m long."]
        assert ("Cầu dài 120 m.", "The bridge + is 120 m long.") in links(store, article)
        store.undo(article, editor="An")
        assert picture(store, article) == before

    def test_without_a_place_the_translation_is_split_at_a_likely_one(
        self, store: Store, article: int
    ) -> None:
        record = store.segments(article)[1]
        saved = "It is long, 120 m. It is new."
        store.save_revision(record.id, saved, editor="An", previous=None)
        store.split_segment(record.id, 8, editor="An")
        assert [r.post_edit for r in store.segments(article)[1:3]] == [
            "It is long, 120 m.", "It is new.",
        ]  # fmt: skip

    @pytest.mark.parametrize("offset", [-1, 0, 14, 99])
    def test_neither_part_may_be_empty(self, store: Store, article: int, offset: int) -> None:
        record = store.segments(article)[1]
        with pytest.raises(ValueError, match="expected a place inside the text"):
            store.split_segment(record.id, offset, editor="An")
        assert store.segments(article)[1] == record

    def test_only_neighbours_of_one_block_are_merged(self, store: Store, article: int) -> None:
        ids = [record.id for record in store.segments(article)]
        with pytest.raises(ValueError, match="of several blocks"):
            store.merge_segments([ids[3], ids[4]], editor="An")
        with pytest.raises(ValueError, match="others between them"):
            store.merge_segments([ids[1], ids[3]], editor="An")
        with pytest.raises(ValueError, match="two segments or more"):
            store.merge_segments([ids[1], ids[1]], editor="An")
        with pytest.raises(NotFoundError, match="found no segment 999"):
            store.merge_segments([ids[1], 999], editor="An")

    def test_approved_text_is_not_changed(self, store: Store, article: int) -> None:
        one, two = store.segments(article)[1:3]
        store.save_revision(one.id, "OK", status=Status.APPROVED, editor="Chi", previous=None)
        before = picture(store, article)
        for step in (
            lambda: store.split_segment(one.id, 4, editor="An"),
            lambda: store.merge_segments([one.id, two.id], editor="An"),
            lambda: store.correct_segment(one.id, "Cầu dài 130 m.", editor="An"),
            lambda: store.correct_block(article, 1, "Cầu.", editor="An"),
            lambda: store.cut_block(article, 1, 4, editor="An"),
        ):
            with pytest.raises(ProtectedError, match="approved by Chi") as caught:
                step()
            assert caught.value.segment == one.id
        assert picture(store, article) == before

    def test_what_another_typed_into_a_half_is_not_merged_away(
        self, store: Store, article: int
    ) -> None:
        record = store.segments(article)[1]
        step = store.split_segment(record.id, 4, editor="An")
        store.save_revision(step.segments[1], "typed", editor="Bình", previous=None)
        with pytest.raises(UndoConflictError):
            store.undo(article, editor="An")
        assert store.segments(article)[2].post_edit == "typed"

    def test_a_text_that_changed_meanwhile_is_told(self, store: Store, article: int) -> None:
        record = store.segments(article)[1]
        store.correct_segment(record.id, "Cầu dài 130 m.", editor="Bình")
        with pytest.raises(ChangedError, match="130 m"):
            store.split_segment(record.id, 4, editor="An", expected=record.segment.text)


class TestCorrections:
    def test_a_corrected_segment_keeps_its_translation(self, store: Store, article: int) -> None:
        before = picture(store, article)
        record = store.segments(article)[2]
        store.correct_segment(record.id, "  Xe chạy từ   trưa nay. ", editor="An")
        now = store.segments(article)[2]
        assert (now.id, now.segment.text) == (record.id, "Xe chạy từ trưa nay.")
        assert now.post_edit == record.post_edit
        assert now.draft is None  # it was made from another text
        assert "từ trưa nay" in store.document(article).blocks[1].text
        assert len(store.documents(search="trua nay")) == 1
        fresh = Draft("new", 0.5, (), "engine|1")
        assert store.save_drafts(article, [(now.id, now.segment.text, fresh)]) == [now.id]
        assert store.save_drafts(article, [(now.id, record.segment.text, fresh)]) == []
        assert store.segments(article)[2].draft == fresh
        store.undo(article, editor="An")
        assert picture(store, article) == before
        store.redo(article, editor="An")
        assert store.segments(article)[2].draft == fresh

    def test_a_corrected_title_is_the_articles_title(self, store: Store, article: int) -> None:
        store.correct_block(article, 0, "Thông xe cầu Đà Giang", editor="An")
        assert store.document(article).title == "Thông xe cầu Đà Giang"
        store.undo(article, editor="An")
        assert store.document(article).title == PAGE[0][1]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "Cầu dài 120 m. Xe chạy từ trưa nay. Người dân rất vui.",
                [("Cầu dài 120 m.", None), ("Xe chạy từ trưa nay.", 2), ("Người dân rất vui.", 3)],
            ),
            (
                "Cầu dài 120 m. Mưa to. Xe chạy từ sáng nay. Người dân rất vui.",
                [("Cầu dài 120 m.", None), ("Mưa to.", None), ("Xe chạy từ sáng nay.", 2),
                 ("Người dân rất vui.", 3)],
            ),
            (
                "Mới. Cầu dài 120 m. Xe chạy từ sáng nay. Người dân rất vui.",
                [("Mới.", None), ("Cầu dài 120 m.", None), ("Xe chạy từ sáng nay.", 2),
                 ("Người dân rất vui.", 3)],
            ),
            (
                "Cầu dài 120 m. Người dân rất vui.",
                [("Cầu dài 120 m.", None), ("Người dân rất vui.", 3)],
            ),
            (
                "Cầu dài 120 m. Xe chạy từ sáng nay, người dân rất vui.",
                [("Cầu dài 120 m.", None), ("Xe chạy từ sáng nay, người dân rất vui.", (2, 3))],
            ),
        ],
        ids=["one", "added", "added-first", "removed", "two-become-one"],
    )  # fmt: skip
    def test_a_corrected_block_touches_only_what_changed(
        self, store: Store, article: int, text: str, expected: list[tuple[str, Any]]
    ) -> None:
        before = picture(store, article)
        old = store.segments(article)
        store.correct_block(article, 1, text, editor="An")
        now = store.segments(article)
        assert [r.segment.position for r in now] == list(range(len(now)))
        assert [(r.id, r.draft) for r in (now[0], *now[-2:])] == [
            (r.id, r.draft) for r in (old[0], *old[-2:])
        ]
        edits = {2: old[2].post_edit, 3: old[3].post_edit, None: None}
        edits[(2, 3)] = f"{old[2].post_edit} {old[3].post_edit}"
        assert [(r.segment.text, r.post_edit) for r in now[1:-2]] == [
            (line, edits[which]) for line, which in expected
        ]
        assert store.document(article).blocks[1].text == text
        after = picture(store, article)
        store.undo(article, editor="An")
        assert picture(store, article) == before
        store.redo(article, editor="An")
        assert picture(store, article) == after

    def test_nothing_is_not_a_correction(self, store: Store, article: int) -> None:
        with pytest.raises(ValueError, match="set it aside"):
            store.correct_block(article, 1, " ", editor="An")
        with pytest.raises(ValueError, match="set it aside"):
            store.correct_segment(store.segments(article)[1].id, " \n", editor="An")
        with pytest.raises(ChangedError, match="expected 'Khác'"):
            store.correct_block(article, 1, "Mới.", editor="An", expected="Khác")


class TestBlocks:
    def test_a_block_is_cut_between_sentences_and_within_one(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        article, _ = pair
        before = picture(store, article)
        text = store.document(article).blocks[1].text
        store.cut_block(article, 1, text.index("Người"), editor="An")
        one = picture(store, article)
        assert [block.text for block in one[0].blocks[1:3]] == [
            "Cầu dài 120 m. Xe chạy từ sáng nay.", "Người dân rất vui.",
        ]  # fmt: skip
        assert [(r[0], r[2:]) for r in one[1]] == [(r[0], r[2:]) for r in before[1]]
        assert [r[1].block for r in one[1]] == [0, 1, 1, 2, 3, 3]
        store.cut_block(article, 1, text.index("từ"), editor="An")
        assert [block.text for block in store.document(article).blocks[1:4]] == [
            "Cầu dài 120 m. Xe chạy", "từ sáng nay.", "Người dân rất vui.",
        ]  # fmt: skip
        assert texts(store, article)[1:5] == [
            "Cầu dài 120 m.", "Xe chạy", "từ sáng nay.", "Người dân rất vui.",
        ]  # fmt: skip
        store.undo(article, editor="An")
        assert picture(store, article) == one
        store.undo(article, editor="An")
        assert picture(store, article) == before

    def test_blocks_are_joined_and_a_torn_sentence_with_them(self, store: Store) -> None:
        article = add_page(
            store, [("title", "Cầu mới"), ("paragraph", "Cầu dài. / Ông Nguyễn"),
                    ("furniture", "Quảng cáo"), ("paragraph", "Văn A nói vậy. / Cầu đẹp.")],
        )  # fmt: skip
        for record in store.segments(article):
            text = record.segment.text.upper()
            store.save_revision(record.id, text, editor="Chi", previous=None)
        before = picture(store, article)
        store.join_blocks(article, 1, editor="An")
        assert [block.text for block in store.document(article).blocks] == [
            "Cầu mới", "Cầu dài. Ông Nguyễn Văn A nói vậy. Cầu đẹp.", "Quảng cáo",
        ]  # fmt: skip
        assert [(r.segment.text, r.post_edit) for r in store.segments(article)[1:]] == [
            ("Cầu dài.", "CẦU DÀI."),
            ("Ông Nguyễn Văn A nói vậy.", "ÔNG NGUYỄN VĂN A NÓI VẬY."),
            ("Cầu đẹp.", "CẦU ĐẸP."),
        ]
        store.undo(article, editor="An")
        assert picture(store, article) == before
        with pytest.raises(ValueError, match="to be the last"):
            store.join_blocks(article, 3, editor="An")
        with pytest.raises(ValueError, match="set aside"):
            store.join_blocks(article, 2, editor="An")

    def test_setting_aside_keeps_splits_made_by_hand(self, store: Store, article: int) -> None:
        store.split_segment(store.segments(article)[1].id, 4, editor="An")
        before = picture(store, article)
        store.label_block(article, 1, kept=False, editor="An")
        assert texts(store, article)[1:] == ["Chi phí là 5 tỷ đồng.", "Cầu cũ sẽ bị dỡ bỏ."]
        store.label_block(article, 1, kept=True, editor="An")
        assert picture(store, article) == before
        for _ in range(2):
            store.undo(article, editor="An")
        assert picture(store, article) == before

    def test_labels_decide_what_is_translated(self, store: Store, article: int) -> None:
        before = picture(store, article)
        for kind, kept, shown in [
            (BlockKind.BYLINE, True, False),
            (BlockKind.FURNITURE, False, False),
            (BlockKind.LEAD, True, True),
        ]:
            store.label_block(article, 2, kind=kind, editor="An")
            block = store.document(article).blocks[2]
            assert (block.kind, block.kept) == (kind, kept)
            assert ("Cầu cũ sẽ bị dỡ bỏ." in texts(store, article)) is shown
        store.label_block(article, 3, kind=BlockKind.PARAGRAPH, editor="An")
        assert texts(store, article)[-1] == "Chia sẻ"
        for _ in range(4):
            store.undo(article, editor="An")
        assert picture(store, article) == before
        with pytest.raises(NotFoundError, match="has blocks 0 to 3, found 4"):
            store.label_block(article, 4, kept=True, editor="An")


class TestLinks:
    def ids(self, store: Store, pair: tuple[int, int]) -> tuple[list[int], list[int]]:
        source, target = ([r.id for r in store.segments(id_)] for id_ in pair)
        return source, target

    def test_a_link_by_hand_takes_its_segments_out_of_others(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        before = picture(store, pair[0])
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[1], en[2]])], editor="An")
        sentences = [text for part in ENGLISH for text in part[1].split(" / ")]
        found = links(store, pair[0])
        assert found[1] == ("Cầu dài 120 m.", f"{sentences[1]} + {sentences[2]}*")
        assert found[2] == ("Xe chạy từ sáng nay.", "")
        assert len(found) == 6
        store.undo(pair[0], editor="An")
        assert picture(store, pair[0]) == before
        store.redo(pair[0], editor="An")
        assert links(store, pair[0]) == found

    def test_crossing_links_and_none_at_all(self, store: Store, pair: tuple[int, int]) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[3]]), ([vi[3]], [en[1]]), ([vi[2]], []), ([], [en[2]])],
                   editor="An")  # fmt: skip
        stored = store.alignment(pair[0])
        assert stored is not None
        assert {(b.source, b.target) for b in stored.alignment.beads if b.fixed} == {
            ((1,), (3,)), ((3,), (1,)), ((2,), ()), ((), (2,)),
        }  # fmt: skip
        assert not stored.stale

    def test_aligning_anew_keeps_them_and_can_be_undone(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[2]])], editor="An")
        before = picture(store, pair[0])
        whole = Alignment((Bead(tuple(range(6)), tuple(range(6)), 0.0, 0.5),), Verdict.PARTIAL,
                          0.5, "align|2")  # fmt: skip
        store.add_alignment(*pair, whole, editor="An")
        stored = store.alignment(pair[0])
        assert stored is not None
        assert [(b.source, b.target, b.fixed) for b in stored.alignment.beads] == [
            ((0, 2, 3, 4, 5), (0, 1, 3, 4, 5), False), ((1,), (2,), True),
        ]  # fmt: skip
        step = store.undo(pair[0], editor="An")
        assert step is not None
        assert step.kind is OperationKind.ALIGN
        assert picture(store, pair[0]) == before
        store.undo(pair[0], editor="An")
        assert not any(target.endswith("*") for _, target in links(store, pair[0]))

    def test_undone_after_the_machine_aligned_again(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[2]])], editor="An")
        stored = store.alignment(pair[0])
        assert stored is not None
        store.add_alignment(*pair, stored.alignment)  # nobody's step
        store.undo(pair[0], editor="An")
        found = links(store, pair[0])
        assert found[1] == ("Cầu dài 120 m.", "The bridge is 120 m long.")

    def test_released_links_are_the_aligners_again(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[2]])], editor="An")
        store.release(*pair, [vi[1]], editor="An")
        assert not any(target.endswith("*") for _, target in links(store, pair[0]))
        store.undo(pair[0], editor="An")
        assert any(target.endswith("*") for _, target in links(store, pair[0]))

    def test_a_link_of_another_editor_is_not_undone_over(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[1]], [en[2]])], editor="An")
        store.link(*pair, [([vi[1]], [en[1]])], editor="Bình")
        after = picture(store, pair[0])
        with pytest.raises(UndoConflictError):
            store.undo(pair[0], editor="An")
        assert picture(store, pair[0]) == after

    def test_links_come_back_with_a_block_that_was_set_aside(
        self, store: Store, pair: tuple[int, int]
    ) -> None:
        vi, en = self.ids(store, pair)
        store.link(*pair, [([vi[3], vi[4]], [en[3]])], editor="An")
        found = links(store, pair[0])
        store.label_block(pair[0], 2, kept=False, editor="An")
        stored = store.alignment(pair[0])
        assert stored is not None
        store.add_alignment(*pair, stored.alignment)
        store.label_block(pair[0], 2, kept=True, editor="An")
        assert found[3] in links(store, pair[0])

    def test_what_cannot_be_linked(self, store: Store, pair: tuple[int, int]) -> None:
        vi, en = self.ids(store, pair)
        with pytest.raises(ValueError, match="none of them twice"):
            store.link(*pair, [([vi[1]], [en[1]]), ([vi[1]], [en[2]])], editor="An")
        with pytest.raises(ValueError, match="expected segments to link"):
            store.link(*pair, [([], [])], editor="An")
        with pytest.raises(NotFoundError, match=f"no segment {en[1]} in article {pair[0]}"):
            store.link(*pair, [([en[1]], [])], editor="An")
        with pytest.raises(NotFoundError, match="are not aligned"):
            store.link(pair[1], pair[0], [([en[1]], [])], editor="An")
        store.label_block(pair[0], 1, kept=False, editor="An")
        with pytest.raises(ChangedError, match="no longer in the article"):
            store.link(*pair, [([vi[1]], [en[1]])], editor="An")


def test_every_step_is_counted_on_both_sides(store: Store, pair: tuple[int, int]) -> None:
    before = [store.structure(id_) for id_ in pair]
    vi, en = ([record.id for record in store.segments(id_)] for id_ in pair)
    store.link(*pair, [([vi[1]], [en[2]])], editor="An")
    after = [store.structure(id_) for id_ in pair]
    assert all(new > old for new, old in zip(after, before, strict=True))
    store.save_revision(vi[0], "text", editor="An", previous=None)
    assert [store.structure(id_) for id_ in pair] == after


def test_an_emptied_bin_takes_the_steps_along(store: Store, pair: tuple[int, int]) -> None:
    article, _ = pair
    store.split_segment(store.segments(article)[1].id, 4, editor="An")
    store.undo(article, editor="An")
    store.merge_segments([r.id for r in store.segments(article)[1:3]], editor="An")
    store.delete_document(article)
    assert store.empty_bin() == 1
    with pytest.raises(NotFoundError):
        store.undo(article, editor="An")


def test_a_conflict_of_texts_is_still_told(store: Store, article: int) -> None:
    segment = store.segments(article)[0].id
    store.save_revision(segment, "one", editor="An", previous=None)
    store.undo(article, editor="An")
    with pytest.raises(EditConflictError):
        store.save_revision(segment, "two", editor="Bình", previous=None)
