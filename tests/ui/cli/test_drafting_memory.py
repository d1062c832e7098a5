"""Drafting with what was approved before: the memory, files of it, and one name for one thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from songngu.corpora.formats import FORMATS
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import CheckName, Draft, MemoryMatch, Status, Term, TranslationUnit
from songngu.ui import actions
from songngu.ui.actions.memory import ApprovedNames, FileMemory

SENTENCES = {
    "Đại tá Đỗ Ngọc Minh chủ trì cuộc họp tại trụ sở.": "Senior Colonel Do Ngoc Minh chaired it.",
    "Công an bắt giữ 25 người trong đêm qua ở tỉnh này.": "Police detained 25 persons.",
    "Sau đó, ông nói chuyện với Đại tá Đỗ Ngọc Minh rất lâu.": (
        "Then he talked to Senior Colonel Đỗ Ngọc Minh at length."
    ),
    "Mưa lớn kéo dài nhiều ngày ở vùng núi phía Bắc.": "Heavy rain went on in the north.",
}


class Table:
    """An engine that has a translation for each text."""

    def __init__(self, signature: str = "table|1") -> None:
        self.signature = signature
        self.asked: list[str] = []
        self.examples: list[list[str]] = []

    def draft_iter(self, texts, *, terms=(), matches=None) -> Iterator[tuple[int, Draft]]:
        for index, text in enumerate(texts):
            self.asked.append(text)
            self.examples.append([match.unit.target for match in matches[index]])
            yield index, Draft(SENTENCES.get(text, "Something else."), 0.5, (), self.signature)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "articles.db") as opened:
        yield opened


@pytest.fixture
def article(store: Store) -> int:
    return actions.ingest_text(store, "\n\n".join(SENTENCES), expected="vi").id


def approve(store: Store, segment: int, text: str) -> None:
    store.save_revision(segment, text, status=Status.APPROVED, editor="Lan", previous=None)


def texts_of(store: Store, article: int) -> list[str]:
    return [record.draft.text for record in store.segments(article)]


def test_what_was_approved_is_the_draft_and_the_engine_is_not_asked(store, article) -> None:
    vi = list(SENTENCES)
    store.add_units(
        [
            TranslationUnit(vi[1], "Police arrested 25 people."),
            TranslationUnit(vi[1], "Officers arrested 25 people."),
            TranslationUnit(vi[3].replace("nhiều ngày", "hai ngày"), "Two days of rain."),
        ]
    )
    engine = Table()
    seen: list[int] = []
    drafts = actions.draft_article(store, article, engine, progress=seen.append)
    assert drafts[1].text == "Officers arrested 25 people."
    assert drafts[1].score == 1
    assert [check.name for check in drafts[1].checks] == [CheckName.FROM_MEMORY]
    assert sorted(engine.asked) == sorted(text for text in vi if text != vi[1])
    assert engine.examples[engine.asked.index(vi[3])] == ["Two days of rain."]
    assert seen == [0, 1, 2, 3, 4]
    # It stays, until everything is drafted anew.
    assert len(actions.draft_article(store, article, engine)) == 4
    assert len(engine.asked) == 3


def test_a_translation_that_differs_in_a_number_is_adapted(store, article) -> None:
    vi = list(SENTENCES)[1]
    store.add_units([TranslationUnit(vi.replace("25", "19"), "Police arrested 19 people.")])
    drafts = actions.draft_article(store, article, Table())
    assert drafts[1].text == "Police arrested 25 people."
    assert [check.name for check in drafts[1].checks] == [CheckName.ADAPTED]
    assert 0.75 <= drafts[1].score < 1


def test_a_name_is_spelt_as_the_memory_has_it(store, article) -> None:
    store.add_units(
        [
            TranslationUnit("Hôm qua, Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home yesterday."),
            TranslationUnit("Đỗ Ngọc Minh vắng mặt.", "Do Ngoc-Minh was away.", confidence=0.9),
        ]
    )
    drafts = actions.draft_article(store, article, Table())
    assert drafts[0].text == "Senior Colonel Đỗ Ngọc Minh chaired it."
    (check,) = drafts[0].checks
    assert (check.name, check.found) == (CheckName.REPAIRED, ("Đỗ Ngọc Minh",))
    assert drafts[2].text == SENTENCES[list(SENTENCES)[2]]


def test_the_article_s_own_approved_text_weighs_more_than_the_memory(store, article) -> None:
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    first = store.segments(article)[0]
    approve(store, first.id, "Senior Colonel Do Ngoc Minh was in the chair.")
    drafts = actions.draft_article(store, article, Table())
    assert drafts[2].text == "Then he talked to Senior Colonel Do Ngoc Minh at length."
    assert store.segments(article)[0].revision.text.startswith("Senior Colonel Do Ngoc Minh was")


def test_drafts_of_an_earlier_run_come_into_line_unless_somebody_wrote(store, article) -> None:
    vi = list(SENTENCES)
    records = store.segments(article)
    early = Draft("Senior Colonel Do Ngoc Minh chaired it.", 0.5, (), "table|1")
    for record in records[:2]:
        store.save_drafts(article, [(record.id, record.segment.text, early)])
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    drafts = actions.draft_article(store, article, Table())
    assert drafts[0].text == "Senior Colonel Đỗ Ngọc Minh chaired it."
    assert texts_of(store, article) == [draft.text for draft in drafts]
    assert vi[0] not in Table().asked


def test_what_somebody_wrote_keeps_its_draft(store, article) -> None:
    first = store.segments(article)[0]
    early = Draft("Senior Colonel Do Ngoc Minh chaired it.", 0.5, (), "table|1")
    store.save_drafts(article, [(first.id, first.segment.text, early)])
    store.save_revision(first.id, "Mine.", status=Status.EDITED, editor="Lan", previous=None)
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    actions.draft_article(store, article, Table())
    record = store.segments(article)[0]
    assert (record.draft.text, record.revision.text) == (early.text, "Mine.")


def test_a_draft_changed_for_consistency_is_not_drafted_again(store, article) -> None:
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    engine = Table()
    actions.draft_article(store, article, engine)
    changed = store.segments(article)[0].draft
    assert changed.signature != engine.signature
    actions.draft_article(store, article, engine)
    assert len(engine.asked) == len(SENTENCES)
    actions.draft_article(store, article, engine, scope=actions.Scope.ALL)
    assert len(engine.asked) == 2 * len(SENTENCES)


@pytest.mark.parametrize(
    ("scope", "asked"),
    [("missing", [3]), ("outdated", [1, 3]), ("all", [1, 2, 3])],
)
def test_the_scope_says_which_segments_are_drafted(store, article, scope, asked) -> None:
    records = store.segments(article)
    for record, signature in zip(records, ("table|0", "table|0", "table|1"), strict=False):
        draft = Draft("Early.", 0.5, (), signature)
        store.save_drafts(article, [(record.id, record.segment.text, draft)])
    done = store.save_revision(records[0].id, "Mine.", editor="Lan", previous=None)
    store.save_revision(
        records[0].id, "Mine.", status=Status.APPROVED, editor="Lan", previous=done.id
    )
    engine = Table()
    drafts = actions.draft_article(store, article, engine, scope=actions.Scope(scope))
    assert engine.asked == [list(SENTENCES)[at] for at in asked]
    assert drafts[0].text == "Early."


def test_a_house_style_s_marks_are_left_alone(store, article) -> None:
    from songngu.translate.style import HouseStyle, Names

    engine = Table()
    engine.style = HouseStyle(names=Names.DROP)
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    drafts = actions.draft_article(store, article, engine)
    assert drafts[0].text == "Senior Colonel Do Ngoc Minh chaired it."


def test_texts_without_a_store_are_called_alike_too() -> None:
    engine = Table()
    each: list[tuple[int, str]] = []
    drafts = actions.draft_texts(
        engine,
        list(SENTENCES),
        terms=[Term("vùng núi", "mountains")],
        each=lambda index, draft: each.append((index, draft.text)),
    )
    assert "Senior Colonel Do Ngoc Minh at length" in drafts[2].text
    assert dict(each) == {index: draft.text for index, draft in enumerate(drafts)}


def test_files_are_a_memory_of_vietnamese_into_english(tmp_path: Path) -> None:
    units = [
        TranslationUnit("Chợ mở cửa.", "The market opens."),
        TranslationUnit("Chợ mở cửa.", "The market is open."),
        TranslationUnit("The market is open.", "Chợ mở cửa.", "en", "vi"),
        TranslationUnit("Giá gạo tăng nhẹ.", "Rice prices rose."),
    ]
    path = tmp_path / "memory.tmx"
    path.write_bytes(FORMATS["tmx"].serialise(units))
    memory = FileMemory.load([path])
    found = memory.look_up("Chợ mở cửa.")
    assert [match.unit.target for match in found] == ["The market is open.", "The market opens."]
    assert {match.similarity for match in found} == {1.0}
    assert memory.look_up("The market is open.") == []
    assert memory.signature == FileMemory.load([path]).signature
    path.write_bytes(FORMATS["tmx"].serialise(units[:1]))
    assert memory.signature != FileMemory.load([path]).signature


def test_the_command_takes_a_memory(run, pages, engine, tmp_path) -> None:
    vi = pages.pairs[1][0]
    memory = tmp_path / "memory.jsonl"
    memory.write_text(json.dumps({"source": vi, "target": "Remembered."}) + "\n", encoding="utf-8")
    result = run("draft", pages.vi, "--memory", memory)
    assert result.code == 0
    assert result.out.splitlines()[1] == "Remembered."
    assert "segment 2: from-memory: An approved translation of the same text." in result.err
    assert vi not in engine.drafted


def test_a_memory_that_cannot_be_read_is_named(run, pages, engine, tmp_path) -> None:
    memory = tmp_path / "memory.tmx"
    memory.write_text("no TMX", encoding="utf-8")
    result = run("draft", pages.vi, "--memory", memory)
    assert result.code == 1
    assert str(memory) in result.err
    assert run("draft", pages.vi, "--memory", tmp_path / "none.tmx").code == 2


def test_a_batch_takes_a_memory_and_does_pages_again_when_it_changes(
    run, pages, engine, tmp_path
) -> None:
    out, memory = tmp_path / "out", tmp_path / "memory.jsonl"
    vi = pages.pairs[1][0]

    def drafts() -> list[str]:
        result = run("batch", pages.vi, "--out", out, "--memory", memory)
        assert result.code == 0, result.err
        (output,) = (path for path in out.glob("*.json") if not path.name.startswith("manifest"))
        return [row["draft"] for row in json.loads(output.read_text("utf-8"))["segments"]]

    memory.write_text(json.dumps({"source": vi, "target": "Remembered."}) + "\n", encoding="utf-8")
    assert drafts()[1] == "Remembered."
    memory.write_text(json.dumps({"source": vi, "target": "Anew."}) + "\n", encoding="utf-8")
    assert drafts()[1] == "Anew."


class Asked:
    """A memory that notes in what order it and the engine are asked."""

    def __init__(self, noted: list[str]) -> None:
        self.noted = noted

    def look_up(self, text: str, /) -> list[MemoryMatch]:
        self.noted.append(f"memory: {text}")
        return []


def test_the_first_text_is_drafted_before_the_memory_is_asked_for_others() -> None:
    noted: list[str] = []
    drafts = actions.draft_texts(
        Table(),
        list(SENTENCES),
        memory=Asked(noted),
        each=lambda index, draft: noted.append(f"draft: {index}"),
    )
    first, *others = SENTENCES
    assert noted[:2] == [f"memory: {first}", "draft: 0"]
    assert noted[2:5] == [f"memory: {text}" for text in others]
    assert len(drafts) == len(SENTENCES)


def test_what_the_memory_calls_somebody_reaches_drafts_made_before(store, article) -> None:
    first = store.segments(article)[0]
    early = Draft(SENTENCES[first.segment.text], 0.5, (), "table|1")
    store.save_drafts(article, [(first.id, first.segment.text, early)])
    store.add_units([TranslationUnit("Đỗ Ngọc Minh về quê.", "Đỗ Ngọc Minh went home.")])
    actions.draft_article(store, article, Table())
    assert texts_of(store, article)[0] == "Senior Colonel Đỗ Ngọc Minh chaired it."


def test_the_memory_is_asked_once_for_each_of_few_names(store, monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        type(store), "find_units", lambda self, name, **_: (asked.append(name), ([], 0))[1]
    )
    people = ["Ngọc Minh", "Thị Lan", "Văn Hùng", "Quang Vinh", "Thu Hà", "Đức Anh", "Hải Yến"]
    texts = [f"Ông {family} {given} đến." for family in ("Đỗ", "Trần") for given in people]
    names = ApprovedNames(store)
    assert [pair for text in [*texts, *texts] for pair in names.look_up(text)] == []
    assert len(asked) == len(set(asked)) == 10
