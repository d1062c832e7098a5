"""What the job of drafting does with segments that change meanwhile, and with the links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Draft
from songngu.ui import actions
from songngu.ui.web import work


class Given:
    """A task that writes down what was being done."""

    done = 0

    def __init__(self, store: Store, drafter: Any, **settings: Any) -> None:
        self.store, self.settings = store, settings
        self.phases: list[str] = []
        self._drafter = drafter

    def enter(self, phase: str) -> None:
        self.phases.append(phase)

    def report(self, done: int, total: int | None = None) -> None:
        pass

    def drafter(self) -> Any:
        return self._drafter

    def given(self) -> Any:
        raise AssertionError("drafting reads no file")

    def tell(self, **outcome: Any) -> None:
        raise AssertionError("drafting has no outcome of its own")

    def make(self, name: str, content: bytes) -> None:
        raise AssertionError("drafting makes no file")


@pytest.fixture
def pair(tmp_path: Path, bitext: Any) -> Iterator[SimpleNamespace]:
    with open_store(tmp_path / "articles.db") as store:
        source = actions.ingest_text(store, bitext.source, expected="vi").id
        target = actions.ingest_text(store, bitext.target, expected="en").id
        yield SimpleNamespace(store=store, source=source, target=target)


def draft(pair: Any, drafter: Any, **settings: Any) -> list[str]:
    task = Given(pair.store, drafter, document=pair.source, **settings)
    work.draft(task)
    return task.phases


def cut_at(store: Store, article: int, position: int, before: str) -> None:
    record = store.segments(article)[position]
    store.split_segment(record.id, record.segment.text.index(before), editor="An")


def groups(pair: Any) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    stored = pair.store.alignment(pair.source)
    return [(bead.source, bead.target) for bead in stored.alignment.beads]


def test_a_new_pair_is_aligned_before_its_drafts_and_with_them(pair: Any, drafter: Any) -> None:
    assert draft(pair, drafter, target=pair.target) == ["aligning", "running", "aligning"]
    stored = pair.store.alignment(pair.source)
    assert not actions.aligned_without_drafts(stored)
    assert groups(pair) == [((n,), (n,)) for n in range(6)]


def test_what_is_split_while_drafting_is_drafted_as_well(pair: Any, drafter: Any) -> None:
    class Interrupted:
        signature = drafter.signature

        def __init__(self) -> None:
            self.batches: list[list[str]] = []

        def draft_batch(self, texts: Sequence[str], **options: Any) -> list[Draft]:
            if not self.batches:
                cut_at(pair.store, pair.source, 2, "được xây")
            self.batches.append(list(texts))
            return list(drafter.draft_batch(texts, **options))

    engine = Interrupted()
    draft(pair, engine, target=pair.target)
    records = pair.store.segments(pair.source)
    assert len(records) == 7
    halves = [record.segment.text for record in records[2:4]]
    assert halves == ["Công trình có tổng vốn đầu tư 85 tỷ đồng,", "được xây dựng trong 14 tháng."]
    assert [record.draft is None for record in records] == [False] * 7
    drafted = [text for batch in engine.batches for text in batch]
    assert sorted(set(halves) - set(drafted)) == []
    assert all(
        record.draft.text == drafter.draft(record.segment.text).text for record in records
    )  # none has the draft of the whole
    assert not pair.store.alignment(pair.source).stale


def test_a_small_change_is_drafted_and_leaves_the_links_alone(pair: Any, drafter: Any) -> None:
    store = pair.store
    draft(pair, drafter, target=pair.target)
    # Links no aligner would make, and no longer fixed: aligning again would set them right.
    ids = [record.id for record in store.segments(pair.source)]
    english = [record.id for record in store.segments(pair.target)]
    store.link(pair.source, pair.target, [([ids[4]], [english[5]])], editor="An")
    store.release(pair.source, pair.target, [ids[4]], editor="An")
    cut_at(store, pair.source, 2, "được xây")
    before = store.alignment(pair.source)
    assert ((5,), (5,)) in groups(pair)
    assert draft(pair, drafter) == ["running"]
    after = store.alignment(pair.source)
    assert after.alignment == before.alignment
    assert all(record.draft is not None for record in store.segments(pair.source))
    # Nothing to draft: nothing at all is done, and no engine is asked for.
    drafter.batches.clear()
    assert draft(pair, drafter) == []
    assert drafter.batches == []


def test_another_english_version_is_aligned_though_nothing_needs_a_draft(
    pair: Any, drafter: Any, bitext: Any
) -> None:
    store = pair.store
    draft(pair, drafter, target=pair.target)
    shorter = "\n\n".join(target for _, target in bitext.pairs[:4])
    other = actions.ingest_text(store, shorter, expected="en").id
    assert draft(pair, drafter, target=other) == ["aligning"]
    assert store.alignment(pair.source).target_id == other
    assert groups(pair)[:4] == [((n,), (n,)) for n in range(4)]


def test_links_that_lack_segments_are_made_anew(pair: Any, drafter: Any, bitext: Any) -> None:
    store = pair.store
    kept = [index for index, block in enumerate(store.document(pair.target).blocks) if block.kept]
    store.label_block(pair.target, kept[-1], kept=False, editor="An")
    draft(pair, drafter, target=pair.target)
    assert len(store.segments(pair.target)) == 5
    store.label_block(pair.target, kept[-1], kept=True, editor="An")
    assert store.alignment(pair.source).stale
    assert draft(pair, drafter) == ["aligning"]
    assert not store.alignment(pair.source).stale
    assert groups(pair)[-1] == ((5,), (5,))
