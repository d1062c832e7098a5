"""Terms on the command line: out of files for one drafting, and into the database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from songngu.corpora.store import open_store
from songngu.corpora.types import Term


@pytest.fixture
def offered(engine, monkeypatch) -> list[list[tuple[str, str]]]:
    """What terms each drafting got, as sources and targets."""
    seen: list[list[tuple[str, str]]] = []

    def remember(texts, *, terms=(), matches=None):
        seen.append([(term.source, term.target) for term in terms])
        return type(engine).draft_iter(engine, texts)

    monkeypatch.setattr(engine, "draft_iter", remember)
    return seen


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_draft_takes_lists_of_terms_the_later_first(run, pages, offered, tmp_path) -> None:
    first = write(tmp_path / "a.tsv", "vi\ten", "trạm bơm\tpumping station", "xã\tcommune")
    second = write(tmp_path / "b.csv", "source,target,note", 'xã,"township, rural",ask')
    assert run("draft", pages.vi, "--terms", first, "--terms", second).code == 0
    expected = [("xã", "township, rural"), ("trạm bơm", "pumping station"), ("xã", "commune")]
    assert offered[0] == expected


def test_only_vietnamese_terms_with_their_english_count(run, pages, offered, tmp_path) -> None:
    head = "source\ttarget\tsource_language\ttarget_language"
    terms = write(tmp_path / "a.tsv", head, "xã\tcommune\tvi-VN\ten-GB", "xã\tКоммуна\tvi\tru")
    assert run("draft", pages.vi, "--terms", terms).code == 0
    assert offered[0] == [("xã", "commune")]


def test_given_terms_go_before_the_database_s(run, pages, offered, tmp_path) -> None:
    stored = write(tmp_path / "stored.csv", "xã,commune", "phường,ward")
    given = write(tmp_path / "given.csv", "xã,township")
    assert run("import", "--terms", stored).code == 0
    assert run("draft", pages.vi, "--terms", given).code == 0
    assert run("draft", pages.vi, "--terms", given, "--save").code == 0
    assert offered[0] == [("xã", "township")]
    assert offered[-1] == [("xã", "township"), ("xã", "commune"), ("phường", "ward")]


def test_a_batch_takes_terms_and_does_pages_again_when_they_change(
    run, pages, offered, tmp_path
) -> None:
    out, terms = tmp_path / "out", write(tmp_path / "terms.csv", "xã,commune")
    command = ("batch", pages.vi, "--out", out, "--terms", terms, "--json")
    assert run(*command).json()["n_done"] == 1
    assert run(*command).json()["n_skipped"] == 1
    write(terms, "xã,township")
    assert run(*command).json()["n_done"] == 1
    assert [each[0] for each in offered] == [("xã", "commune"), ("xã", "township")]


@pytest.mark.parametrize(
    ("name", "lines", "told"),
    [
        ("terms.tsv", ["xã\tcommune\tnote\tmore"], "expected 2 to 3 columns"),
        ("terms.csv", ["vi,en"], "found no term"),
        ("terms.xlsx", ["xã"], "expected a list of terms"),
    ],
)
def test_a_file_without_terms_is_named_and_nothing_is_drafted(
    run, pages, offered, tmp_path, name: str, lines: list[str], told: str
) -> None:
    terms = write(tmp_path / name, *lines)
    for command in (("draft", pages.vi), ("batch", pages.vi, "--out", tmp_path / "out")):
        result = run(*command, "--terms", terms)
        assert result.code == 1
        assert str(terms) in result.err
        assert told in result.err
    assert offered == []


def test_terms_are_imported_into_the_database(run, database: Path, tmp_path) -> None:
    terms = write(tmp_path / "terms.csv", "vi;en;note", "xã;commune;", "phường;ward;city")
    assert run("import", "--terms", terms, "--json").json() == {
        "n_terms": 2,
        "n_new": 2,
        "store": str(database),
    }
    again = run("import", "--terms", terms)
    assert "2 terms read, 0 new" in again.out
    with open_store(database) as store:
        assert store.terms() == [Term("xã", "commune"), Term("phường", "ward", note="city")]


def test_terms_come_from_standard_input_and_units_not_from_csv(run) -> None:
    imported = run("import", "-", "--terms", "--format", "csv", "--json", stdin="xã,commune\n")
    assert json.loads(imported.out)["n_new"] == 1
    assert run("import", "-", "--format", "csv", stdin="xã,commune\n").code == 2
