"""Bad input: exit code 1, one plain message on standard error, no traceback, nothing lost."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import sqlite3
import zipfile
from pathlib import Path

import pytest


def docx_without_a_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return stream.getvalue()


FRENCH = (
    "Le maire de la ville a inauguré lundi une nouvelle station de pompage près du marché. "
    "Les habitants du quartier attendaient cette construction depuis plusieurs années, car les "
    "inondations empêchaient les commerçants de travailler pendant la saison des pluies.\n"
)
ENGLISH = (
    "The city opened a new pumping station near the market on Monday. People in the neighbourhood "
    "had waited for it for years, because floods kept the traders from working in the rainy "
    "season.\n"
)


@pytest.mark.parametrize("command", ["ingest", "draft"])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("blank.txt", b" \n\n\t\n"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40),
        ("zeros.txt", bytes(4096)),
        ("broken.docx", b"PK\x03\x04 and then nothing"),
        ("hollow.docx", docx_without_a_document()),
        ("french.txt", FRENCH.encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pages_that_cannot_be_worked_on(run, engine, tmp_path, command, name, data) -> None:
    page = tmp_path / name
    page.write_bytes(data)
    result = run(command, page, "--json", "--save")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("songngu: ")
    assert name in result.err
    assert "Traceback" not in result.err
    assert engine.names == []
    assert page.read_bytes() == data
    assert run("export", "--which", "drafts", "--json").code == 1  # nothing was stored


def test_a_missing_file(run) -> None:
    result = run("ingest", "no/such/page.txt", "--json")
    assert (result.code, result.out) == (1, "")
    assert "no/such/page.txt" in result.err


def test_a_third_language_is_named_with_the_way_out(run, engine, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(FRENCH, encoding="utf-8")
    result = run("draft", page)
    assert result.code == 1
    assert "the page is in French" in result.err
    assert "expected Vietnamese" in result.err
    assert "--language vi" in result.err
    assert run("draft", page, "--language", "vi", "--json").json()["language"] == "vi"


def test_english_as_the_source_is_refused(run, engine, pages, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(ENGLISH, encoding="utf-8")
    result = run("draft", page)
    assert result.code == 1
    assert "the page is in English, expected Vietnamese" in result.err
    swapped = run("align", pages.en, pages.vi)
    assert swapped.code == 1
    assert "--source-language vi" in swapped.err
    lines = run("align", "--segmented", pages.en, pages.vi, "--no-drafts")
    assert lines.code == 1
    assert "English, expected Vietnamese" in lines.err
    assert engine.names == []


def test_a_page_of_50_megabytes(run, tmp_path: Path, pages) -> None:
    page = tmp_path / "huge.txt"
    line = (pages.pairs[1][0] + "\n").encode()
    page.write_bytes(line * (50 * 2**20 // len(line) + 1))
    for args, stdin in ((("ingest", page), None), (("ingest", "-"), page.read_bytes())):
        result = run(*args, "--json", stdin=stdin)
        assert (result.code, result.out) == (1, "")
        assert "MB" in result.err


def test_thousands_of_one_word_lines_are_all_kept(run, engine, tmp_path: Path) -> None:
    words = ["nước", "đường", "trường", "người", "thành", "được"] * 500
    page = tmp_path / "words.txt"
    page.write_text("\n".join(words), encoding="utf-8")
    value = run("ingest", page, "--language", "vi", "--json").json()
    found = " ".join(block["text"] for block in value["blocks"]).split()
    assert found == words


def test_a_sentence_of_5000_words_is_drafted_whole(run, engine, tmp_path: Path) -> None:
    sentence = " ".join(["Thành phố Cần Thơ xây trạm bơm nước"] * 625) + "."
    page = tmp_path / "long.txt"
    page.write_text(sentence, encoding="utf-8")
    value = run("draft", page, "--json").json()
    assert " ".join(segment["text"] for segment in value["segments"]) == sentence
    assert engine.drafted == [segment["text"] for segment in value["segments"]]


def test_scripts_in_a_page_are_no_text(run, pages, tmp_path: Path) -> None:
    body = "".join(f"<p>{vi}</p>" for vi, _ in pages.pairs[1:])
    page = tmp_path / "page.html"
    page.write_text(
        "<!doctype html><html lang=vi><head><meta charset=utf-8><script>alert('vi')</script>"
        f"<style>p {{color: red}}</style></head><body><article><h1>{pages.pairs[0][0]}</h1>"
        f"<script>document.write('kịch bản')</script>{body}</article></body></html>",
        encoding="utf-8",
    )
    result = run("ingest", page, "--json")
    assert result.code == 0
    texts = " ".join(segment["text"] for segment in result.json()["segments"])
    assert pages.pairs[3][0] in texts
    for forbidden in ("alert", "kịch bản", "color"):
        assert forbidden not in result.out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_give_the_same_page(run, pages, encoding: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(pages.vi.read_text(encoding="utf-8"), encoding=encoding)
    expected = run("ingest", pages.vi, "--json").json()
    assert run("ingest", page, "--json").json()["segments"] == expected["segments"]


def test_lines_in_a_wrong_encoding_name_the_line(run, tmp_path: Path) -> None:
    hyp, ref = tmp_path / "hyp.txt", tmp_path / "ref.txt"
    hyp.write_bytes(b"Plain text.\nna\xefve text.\n")
    ref.write_bytes("Plain text.\nnaïve text.\n".encode("utf-16"))
    result = run("eval", "--hyp", hyp, "--ref", ref)
    assert result.code == 1
    assert f"{hyp}:2: found a byte 0xef that is not UTF-8" in result.err
    result = run("eval", "--hyp", ref, "--ref", hyp)
    assert result.code == 1
    assert f"{ref}:1: " in result.err


@pytest.mark.parametrize("data", [b"", b"\n\n", b"abc\0def\n"], ids=["empty", "blank", "binary"])
def test_lines_without_text(run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "hyp").write_bytes(data)
    (tmp_path / "ref").write_bytes(b"A text.\n")
    result = run("eval", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref")
    assert (result.code, result.out) == (1, "")
    assert str(tmp_path / "hyp") in result.err


TMX_WITH_ENTITY = b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence"
 o-tmf="t" adminlang="en" srclang="vi" datatype="plaintext"/><body><tu>
<tuv xml:lang="vi"><seg>Xin &secret;</seg></tuv><tuv xml:lang="en"><seg>Hello</seg></tuv>
</tu></body></tmx>
"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("memory.tmx", TMX_WITH_ENTITY),
        ("memory.tmx", b"<tmx><body>"),
        ("memory.tsv", b"only one field\n"),
        ("memory.jsonl", b'{"source": "a"}\n'),
        ("memory.xyz", b"a\tb\n"),
        ("memory.tmx", b""),
    ],
    ids=["external entity", "broken TMX", "TSV fields", "JSONL fields", "no such format", "empty"],
)
def test_imports_that_break_their_format_add_nothing(run, tmp_path, database, name, data) -> None:
    from songngu.corpora.store import open_store

    file = tmp_path / name
    file.write_bytes(data)
    result = run("import", file)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("songngu: ")
    assert "root:" not in result.err
    with open_store(database) as store:
        assert store.units() == []


def test_a_database_from_a_newer_version_is_left_alone(run, pages, engine, database: Path) -> None:
    assert run("ingest", pages.vi, "--save").code == 0
    with contextlib.closing(sqlite3.connect(database)) as connection:
        ((table,),) = connection.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE '%version%' AND type = 'table'"
        ).fetchall()
        connection.execute(f"UPDATE {table} SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = database.read_bytes()
    result = run("draft", "article:1")
    assert (result.code, result.out) == (1, "")
    assert "newer" in result.err
    assert database.read_bytes() == before


def test_a_file_that_is_no_database(run, pages, tmp_path: Path) -> None:
    result = run("ingest", pages.vi, "--save", "--store", pages.en)
    assert (result.code, result.out) == (1, "")
    assert str(pages.en) in result.err
    assert pages.en.read_text(encoding="utf-8").startswith(pages.pairs[0][1])


def test_a_full_disk_while_exporting_keeps_the_old_file(
    run, pages, engine, tmp_path: Path, monkeypatch
) -> None:
    assert run("draft", pages.vi, "--save").code == 0
    target = tmp_path / "units.tsv"
    target.write_text("the old export", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        result = run("export", "--which", "drafts", "-o", target)
    assert (result.code, result.out) == (1, "")
    assert "disk is full" in result.err
    assert target.read_text(encoding="utf-8") == "the old export"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
def test_a_full_disk_behind_standard_output(process, pages, as_json: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        running = process("ingest", pages.vi, *as_json, stdout=full)
        _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err.decode().startswith("songngu: No space left on device")
    assert b"Traceback" not in err
    assert b"Exception ignored" not in err


def test_a_closed_pipe_ends_quietly(process, pages) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    running = process("ingest", pages.vi, "--json", stdout=writer)
    os.close(writer)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 1
    assert err == b""


@pytest.mark.parametrize(
    ("closed", "page", "message"),
    [(">&-", "page.vi.txt", "standard output"), ("<&-", "-", "standard input")],
    ids=["output", "input"],
)
def test_a_closed_standard_stream_is_told(process, pages, tmp_path, closed, page, message) -> None:
    shell = ["bash", "-c", f'exec "$@" {closed}', "bash"]
    found = process("ingest", page, wrapper=shell, cwd=pages.folder)
    _, err = found.communicate(timeout=60)
    assert found.returncode == 1
    assert err.decode().startswith(f"songngu: {message}: found it closed")


def test_a_closed_standard_error_does_not_spoil_the_result(process, pages) -> None:
    shell = ["bash", "-c", 'exec "$@" 2>&-', "bash"]
    found = process("draft", pages.vi, "--json", wrapper=shell)
    out, _ = found.communicate(timeout=60)
    assert found.returncode == 0
    assert len(json.loads(out)["segments"]) == len(pages.pairs)


def test_an_engine_that_does_not_exist(run, pages) -> None:
    result = run("draft", pages.vi, "--engine", "babelfish", "--json")
    assert (result.code, result.out) == (1, "")
    assert "babelfish" in result.err
    assert "embedded" in result.err


def test_a_password_is_not_shown(run, pages) -> None:
    url = "postgresql://lan:s3cret@127.0.0.1:9/none"
    result = run("ingest", pages.vi, "--save", "--store", url)
    assert result.code == 1
    assert "s3cret" not in result.err + result.out
