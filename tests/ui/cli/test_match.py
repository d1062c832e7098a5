"""``songngu match`` and the actions behind it, on stores of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import songngu.align.matching
from songngu.corpora.errors import NotFoundError
from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Draft, Verdict
from songngu.ui import actions
from songngu.ui.actions.matching import english_index, propose_versions, unmatched

# English reports written for these tests: two of the same city, one of something else.
FERRY = """Can Tho ferry terminal reopens after repairs

The Xom Chai ferry terminal in Can Tho reopened on September 3 after four months of repairs.

Twelve boats carry about 5,000 passengers a day between the two banks.

Tickets stay at 2,000 dong, the operator said.

Ferry captain Ly Van Bay said the new pontoon no longer sinks under motorcycles.
"""
MARKET = """Fire damages 14 stalls at a market in Can Tho

A fire broke out at a market in Can Tho in the early hours of September 10.

Firefighters needed 50 minutes to put it out; nobody was hurt.

Losses are put at 3 billion dong, and the cause is being looked into.
"""
CHESS = """Teenager wins national chess title

Le Gia Huy, 15, won the national chess championship in Da Lat on Sunday with 8.5 points.

He beat the favourite in the last round after five hours of play.

The chess federation will send him to a tournament in Prague in November.
"""


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with open_store(database) as opened:
        yield opened


@pytest.fixture
def articles(store: Store, bitext: SimpleNamespace) -> SimpleNamespace:
    """``vi``, its version ``en``, and ``others``: their numbers."""
    others = [actions.ingest_text(store, text, expected="en").id for text in (FERRY, MARKET, CHESS)]
    vi = actions.ingest_text(store, bitext.source, expected="vi").id
    en = actions.ingest_text(store, bitext.target, expected="en").id
    return SimpleNamespace(vi=vi, en=en, others=others)


@pytest.fixture
def texts_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first segments of the articles whose text is read for the index."""
    read: list[str] = []
    original = songngu.align.matching.article_keys

    def article_keys(segments: Any, *args: Any) -> Any:
        read.append(segments[0])
        return original(segments, *args)

    monkeypatch.setattr("songngu.align.matching.article_keys", article_keys)
    return read


class TestProposals:
    @pytest.mark.parametrize("drafted", [True, False], ids=["drafts", "no-drafts"])
    def test_the_version_is_proposed_surely(self, store, articles, bitext, drafted) -> None:
        if drafted:
            drafts = [Draft(english, 0.9, (), "t|1") for _, english in bitext.pairs]
            store.add_drafts(articles.vi, drafts)
        best = propose_versions(store, articles.vi)[0]
        assert best.document_id == articles.en
        assert best.title == bitext.pairs[0][1]
        assert best.sure
        assert 0.9 <= best.confidence <= 1
        assert best.verdict is Verdict.TRANSLATION

    def test_without_a_version_nothing_is_sure(self, store, articles) -> None:
        store.delete_document(articles.en)
        assert not any(proposal.sure for proposal in propose_versions(store, articles.vi))

    def test_an_empty_store_has_no_proposals(self, store, bitext) -> None:
        number = actions.ingest_text(store, bitext.source, expected="vi").id
        assert propose_versions(store, number) == []

    def test_the_limit_holds_and_is_checked(self, store, articles) -> None:
        assert len(propose_versions(store, articles.vi, limit=1)) == 1
        with pytest.raises(ValueError, match="limit is 0, expected at least 1"):
            propose_versions(store, articles.vi, limit=0)

    def test_an_unknown_article_is_an_error(self, store) -> None:
        with pytest.raises(NotFoundError, match="99"):
            propose_versions(store, 99)

    def test_articles_that_are_aligned_are_not_asked_for_again(self, store, articles) -> None:
        assert [summary.id for summary in unmatched(store)] == [articles.vi]
        actions.align_articles(store, articles.vi, articles.en)
        assert unmatched(store) == []


class TestIndex:
    def test_each_text_is_read_once(self, store, articles, database, texts_read) -> None:
        assert len(english_index(store)) == 4
        assert len(texts_read) == 4
        english_index(store)
        with open_store(database) as another:
            assert len(english_index(another)) == 4
        assert len(texts_read) == 4

    def test_only_what_has_changed_is_read_again(self, store, articles, texts_read) -> None:
        before = english_index(store)
        assert english_index(store) is before
        texts_read.clear()
        actions.keep_block(store, articles.en, 0, False)
        store.delete_document(articles.others[0])
        added = actions.ingest_text(store, FERRY.replace("Can Tho", "Hue"), expected="en").id
        assert set(english_index(store).ids.tolist()) == {articles.en, added, *articles.others[1:]}
        assert len(texts_read) == 2

    def test_keys_kept_by_another_version_are_not_used(
        self, store, articles, database, texts_read, monkeypatch
    ) -> None:
        english_index(store)
        texts_read.clear()
        monkeypatch.setattr("songngu.align.matching.INDEX_VERSION", 999)
        with open_store(database) as another:
            english_index(another)
        assert len(texts_read) == 4


class TestCommand:
    def test_a_page_is_matched_and_not_kept(self, run, articles, pages, store) -> None:
        result = run("match", pages.vi, "--json")
        assert result.code == 0
        found = result.json()["articles"]
        assert [entry["article"] for entry in found] == [None]
        best = found[0]["proposals"][0]
        assert (best["english"], best["sure"], best["verdict"]) == (
            articles.en,
            True,
            "translation",
        )
        assert result.json()["signature"].startswith("songngu-match|")
        assert found[0]["saved"] is None
        assert store.alignment(articles.vi) is None

    def test_it_says_in_words_what_it_found(self, run, articles, bitext) -> None:
        result = run("match", f"article:{articles.vi}")
        assert f"sure     article:{articles.en}  {bitext.pairs[0][1]}" in result.out
        assert "The English text is a translation of the article." in result.out

    def test_it_says_that_there_is_none(self, run, store, bitext) -> None:
        number = actions.ingest_text(store, bitext.source, expected="vi").id
        actions.ingest_text(store, CHESS, expected="en")
        result = run("match", f"article:{number}")
        assert result.code == 0
        assert "the database has no English version of it" in result.out
        rows = run("match", f"article:{number}", "--tsv").out.splitlines()
        assert rows[1].split("\t")[2:] == ["", "", "", "", "no", "no"]

    def test_save_aligns_with_the_sure_one(self, run, articles, store) -> None:
        result = run("match", f"article:{articles.vi}", "--save", "--json")
        assert result.json()["articles"][0]["saved"] == articles.en
        stored = store.alignment(articles.vi)
        assert stored is not None
        assert stored.target_id == articles.en

    def test_save_aligns_nothing_that_is_not_sure(self, run, articles, store) -> None:
        store.delete_document(articles.en)
        result = run("match", f"article:{articles.vi}", "--save", "--json")
        assert result.json()["articles"][0]["saved"] is None
        assert store.alignment(articles.vi) is None

    def test_all_takes_what_is_not_aligned_yet(self, run, articles, bitext) -> None:
        rows = run("match", "--all", "--save", "--tsv").out.splitlines()
        cells = [row.split("\t") for row in rows]
        assert cells[0][0] == "article"
        assert all(len(row) == len(cells[0]) for row in cells)
        first = dict(zip(cells[0], cells[1], strict=True))
        assert first["article"] == str(articles.vi)
        assert first["english"] == str(articles.en)
        assert (first["sure"], first["saved"]) == ("yes", "yes")
        assert run("match", "--all", "--json").json()["articles"] == []

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((), "give either a PAGE or --all"),
            (("page.txt", "--all"), "give either a PAGE or --all"),
            (("--all", "--tsv", "--json"), "--tsv and --json exclude each other"),
            (("--all", "--limit", "0"), "0 is not in the range"),
        ],
    )
    def test_what_is_not_understood(self, run: Callable[..., Any], arguments, message) -> None:
        result = run("match", *arguments)
        assert result.code == 2
        assert message in result.err

    def test_an_english_page_is_refused(self, run, pages) -> None:
        result = run("match", pages.en)
        assert result.code == 1
        assert "expected Vietnamese" in result.err
