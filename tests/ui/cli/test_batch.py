"""Batches: every page once, whatever comes in between; bad pages set aside with the reason."""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from songngu.corpora.errors import InputError
from songngu.ui.batch import Manifest, Settings, State, find_inputs, run_batch
from songngu.ui.batch.manifest import LOCK, MANIFEST
from songngu.ui.batch.run import FAILED


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def page(bitext: SimpleNamespace, number: int) -> str:
    """A page that differs from the others in one sentence."""
    return bitext.source.replace("85 tỷ đồng", f"{85 + number} tỷ đồng")


@pytest.fixture
def folder(tmp_path: Path, bitext: SimpleNamespace) -> Path:
    for number in range(4):
        write(tmp_path / "in" / f"page{number}.txt", page(bitext, number))
    return tmp_path / "in"


def load(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def go(folder: Path, out: Path, drafter, **settings):
    return run_batch(
        find_inputs([folder], out=out), out, drafter=drafter, settings=Settings(**settings)
    )


# What the inputs are


def names(found, key=lambda item: item.relative.as_posix()) -> list[str]:
    return [key(item) for item in found]


def test_folders_globs_and_files_are_found_once_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.html", "a/d.DOCX", "a/notes.md", ".hidden/x.txt", "out/old.txt"):
        write(tmp_path / "in" / name, "x")
    root = tmp_path / "in"
    found = find_inputs([root], out=root / "out")
    assert names(found) == ["a/c.html", "a/d.DOCX", "b.txt"]
    twice = find_inputs([root, root / "b.txt", f"{root}/**/*.html"], out=root / "out")
    assert twice == found
    assert names(find_inputs([root / "a" / "notes.md"], out=tmp_path)) == ["notes.md"]


@pytest.mark.parametrize("pattern", ["missing.txt", "*.nothing", "empty"])
def test_inputs_that_match_nothing_are_errors(tmp_path: Path, pattern: str, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=pattern.replace("*", r"\*")):
        find_inputs([pattern], out=tmp_path / "out")


def test_english_versions_beside_their_pages_are_no_pages(tmp_path: Path) -> None:
    for name in ("x.vi.txt", "x.en.html", "y.txt", "y.en.txt", "z.en.txt"):
        write(tmp_path / name, "x")
    found = find_inputs([tmp_path], out=tmp_path / "out")
    pairs = [(item.path.name, item.english and item.english.name) for item in found]
    assert pairs == [("x.vi.txt", "x.en.html"), ("y.txt", "y.en.txt"), ("z.en.txt", None)]


def test_english_folder_is_matched_by_place_and_name(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "b/y.vi.txt", "w.txt"):
        write(tmp_path / "vi" / name, "x")
    for name in ("a/x.en.txt", "x.txt", "y.html"):
        write(tmp_path / "en" / name, "x")
    found = find_inputs([tmp_path / "vi"], out=tmp_path / "out", english=tmp_path / "en")
    english = tmp_path / "en"
    pairs = [
        (item.relative.as_posix(), item.english and item.english.relative_to(english).as_posix())
        for item in found
    ]
    # b/x.txt gets none: en/x.txt could just as well belong to a/x.txt.
    assert pairs == [
        ("a/x.txt", "a/x.en.txt"),
        ("b/x.txt", None),
        ("b/y.vi.txt", "y.html"),
        ("w.txt", None),
    ]
    with pytest.raises(InputError, match="no such folder"):
        find_inputs([tmp_path / "vi"], out=tmp_path / "out", english=tmp_path / "nowhere")


# What comes out


def test_each_page_gets_its_output(folder: Path, tmp_path: Path, engine, bitext) -> None:
    out = tmp_path / "out"
    summary = go(folder, out, engine)
    assert (summary.n_inputs, summary.n_done, summary.n_skipped) == (4, 4, 0)
    assert summary.n_segments == 4 * len(bitext.pairs) == len(engine.drafted)
    for number in range(4):
        value = load(out / f"page{number}.json")
        assert value["input"] == str(folder / f"page{number}.txt")
        assert value["signature"] == engine.signature
        assert value["alignment"] is None
        assert f"{85 + number} tỷ đồng" in value["segments"][2]["text"]
        assert len(value["segments"]) == len(bitext.pairs)
    entries = [json.loads(line) for line in (out / MANIFEST).read_text("utf-8").splitlines()]
    assert [entry["state"] for entry in entries] == ["done"] * 4
    assert not (out / FAILED).exists()


def test_pages_with_english_versions_are_aligned_and_scored(tmp_path: Path, engine, bitext) -> None:
    write(tmp_path / "in" / "x.vi.txt", bitext.source)
    write(tmp_path / "in" / "x.en.txt", bitext.target)
    out = tmp_path / "out"
    go(tmp_path / "in", out, engine, formats=("tmx", "tsv"))
    value = load(out / "x.vi.json")
    assert value["alignment"]["verdict"] == "translation"
    assert value["evaluation"]["refused"] is None
    assert value["evaluation"]["scores"][0]["value"] == pytest.approx(100)
    written = sorted(path.name for path in out.iterdir() if path.name.startswith("x"))
    assert written == [
        "x.vi.aligned.tmx",
        "x.vi.aligned.tsv",
        "x.vi.json",
        "x.vi.tmx",
        "x.vi.tsv",
    ]


def test_a_page_about_something_else_is_not_scored(tmp_path: Path, engine, bitext) -> None:
    write(tmp_path / "in" / "x.vi.txt", bitext.source)
    write(
        tmp_path / "in" / "x.en.txt",
        "Orchid growers meet in Da Lat\n\nForty growers from nine provinces showed new orchids at "
        "the flower garden on Saturday.\n\nVisitors paid 50,000 dong to see them, and the best "
        "plant was sold for charity.\n",
    )
    go(tmp_path / "in", tmp_path / "out", engine, formats=("tsv",))
    value = load(tmp_path / "out" / "x.vi.json")
    assert value["alignment"]["verdict"] in ("same-topic", "unrelated")
    assert "scores" not in value["evaluation"]
    assert value["evaluation"]["refused"]
    assert not (tmp_path / "out" / "x.vi.aligned.tsv").exists()


def test_pages_of_one_name_do_not_overwrite_each_other(tmp_path: Path, engine, bitext) -> None:
    first = write(tmp_path / "a" / "page.txt", page(bitext, 1))
    second = write(tmp_path / "b" / "page.txt", page(bitext, 2))
    third = write(tmp_path / "b" / "page.html", f"<article><p>{page(bitext, 3)}</p></article>")
    out = tmp_path / "out"
    for _ in range(2):
        summary = run_batch(find_inputs([first, second, third], out=out), out, drafter=engine)
    assert (summary.n_done, summary.n_skipped) == (0, 3)
    inputs = {load(path)["input"] for path in out.glob("*.json")}
    assert inputs == {str(first), str(second), str(third)}


def test_pages_named_like_the_files_of_the_batch(tmp_path: Path, engine, bitext) -> None:
    for name in ("manifest.txt", "failed.txt"):
        write(tmp_path / "in" / name, bitext.source)
    out = tmp_path / "out"
    go(tmp_path / "in", out, engine, formats=("jsonl", "tsv"))
    assert go(tmp_path / "in", out, engine, formats=("jsonl", "tsv")).n_skipped == 2
    assert not (out / FAILED).exists()


# Going on


def test_finished_pages_are_not_done_again(folder: Path, tmp_path: Path, engine) -> None:
    out = tmp_path / "out"
    go(folder, out, engine)
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.json")}
    engine.drafted.clear()
    summary = go(folder, out, engine)
    assert (summary.n_done, summary.n_skipped, engine.drafted) == (0, 4, [])
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.json")} == before


def change_page(folder: Path, out: Path, drafter) -> None:
    path = folder / "page2.txt"
    path.write_text(path.read_text("utf-8").replace("14 tháng", "15 tháng"), encoding="utf-8")


def lose_output(folder: Path, out: Path, drafter) -> None:
    (out / "page2.json").unlink()


def add_english(folder: Path, out: Path, drafter) -> None:
    write(folder / "page2.en.txt", "The pumping station in Can Tho was opened on Friday.\n" * 3)


def change_engine(folder: Path, out: Path, drafter) -> None:
    drafter.signature = "look-up|2"


@pytest.mark.parametrize(
    ("change", "n_done"),
    [(change_page, 1), (lose_output, 1), (add_english, 1), (change_engine, 4)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_has_changed_is_done_again(folder, tmp_path, engine, change, n_done: int) -> None:
    out = tmp_path / "out"
    go(folder, out, engine)
    change(folder, out, engine)
    assert go(folder, out, engine).n_done == n_done
    assert go(folder, out, engine).n_done == 0


@pytest.mark.parametrize("after", [0, 1, 5, 6, 7, 20])
def test_an_interrupted_batch_goes_on(folder, tmp_path, engine, bitext, after: int) -> None:
    out = tmp_path / "out"
    engine.interrupt_after = after
    with pytest.raises(KeyboardInterrupt):
        go(folder, out, engine)
    finished = after // len(bitext.pairs)
    assert len(list(out.glob("*.json"))) == finished
    engine.interrupt_after = None
    engine.drafted.clear()
    summary = go(folder, out, engine)
    assert (summary.n_done, summary.n_skipped) == (4 - finished, finished)
    assert len(engine.drafted) == (4 - finished) * len(bitext.pairs)


def test_bad_pages_are_set_aside_and_tried_again(folder, tmp_path, engine) -> None:
    out = tmp_path / "out"
    bad = folder / "page1.txt"
    good = bad.read_bytes()
    bad.write_bytes(bytes(2000))
    broken = write(folder / "z.docx", "no zip file")
    summary = go(folder, out, engine)
    assert summary.n_done == 3
    assert [path for path, _ in summary.failures] == [str(bad), str(broken)]
    assert all(reason for _, reason in summary.failures)
    listed = (out / FAILED).read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in listed] == [str(bad), str(broken)]
    assert not (out / "page1.json").exists()
    assert bad.read_bytes() == bytes(2000)

    bad.write_bytes(good)
    broken.unlink()
    summary = go(folder, out, engine)
    assert (summary.n_done, summary.n_skipped, summary.failures) == (1, 3, ())
    assert not (out / FAILED).exists()


def test_a_bad_english_version_is_told_before_drafting(tmp_path, engine, bitext) -> None:
    write(tmp_path / "in" / "x.vi.txt", bitext.source)
    english = write(tmp_path / "in" / "x.en.txt", bitext.source)
    summary = go(tmp_path / "in", tmp_path / "out", engine)
    assert engine.drafted == []
    ((path, reason),) = summary.failures
    assert path.endswith("x.vi.txt")
    assert str(english) in reason


def test_a_fault_in_one_page_does_not_end_the_run(folder, tmp_path, engine) -> None:
    engine.fail_on = "86 tỷ đồng"
    summary = go(folder, tmp_path / "out", engine)
    assert summary.n_done == 3
    assert summary.failures == (
        (str(folder / "page1.txt"), "unexpected RuntimeError: the engine broke"),
    )


def test_a_full_disk_ends_the_run_and_leaves_it_to_go_on(
    folder, tmp_path, engine, monkeypatch
) -> None:
    out = tmp_path / "out"
    real, calls = os.replace, []

    def full(source, target):
        calls.append(target)
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(InputError, match="disk is full"):
            go(folder, out, engine)
    assert len(list(out.glob("*.json"))) == 2
    assert list(out.glob("*.tmp")) == []
    summary = go(folder, out, engine)
    assert (summary.n_done, summary.n_skipped) == (2, 2)


# The manifest


def test_two_runs_cannot_write_to_one_folder(folder, tmp_path, engine) -> None:
    out = tmp_path / "out"
    with Manifest.open(out), pytest.raises(InputError, match="another songngu batch"):
        go(folder, out, engine)
    assert go(folder, out, engine).n_done == 4
    assert (out / LOCK).exists()


def test_half_a_line_at_the_end_of_the_manifest_is_work_not_finished(
    folder, tmp_path, engine
) -> None:
    out = tmp_path / "out"
    go(folder, out, engine)
    manifest = out / MANIFEST
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:-40])
    assert go(folder, out, engine).n_done == 1
    with Manifest.open(out) as opened:
        assert [entry.state for entry in opened.entries.values()] == [State.DONE] * 4
    assert manifest.read_bytes().startswith(whole[:-40])


def test_a_manifest_of_something_else_is_left_alone(folder, tmp_path, engine) -> None:
    manifest = write(tmp_path / "out" / MANIFEST, '{"name": "web app"}\n')
    with pytest.raises(InputError, match=r"manifest\.jsonl:1: found something else"):
        go(folder, tmp_path / "out", engine)
    assert manifest.read_text(encoding="utf-8") == '{"name": "web app"}\n'


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_batch_goes_on_without_repeating_or_losing_a_page(
    process, tmp_path: Path, bitext
) -> None:
    folder, out, log = tmp_path / "in", tmp_path / "out", tmp_path / "drafted.log"
    for number in range(6):
        write(folder / f"page{number}.txt", page(bitext, number))
    n_segments = len(bitext.pairs)
    kills = 0
    for stop_at in (n_segments + 2, 3 * n_segments):
        running = process("batch", folder, "--out", out, delay_s=0.02)
        deadline = time.monotonic() + 60
        while not log.exists() or len(log.read_text("utf-8").splitlines()) < stop_at:
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=60)
        kills += 1
        for path in out.glob("*.json"):
            assert len(load(path)["segments"]) == n_segments  # whole, or not there
    last = process("batch", folder, "--out", out, "--json")
    stdout, _ = last.communicate(timeout=60)
    assert last.returncode == 0
    value = json.loads(stdout)
    assert value["n_done"] + value["n_skipped"] == 6
    assert value["n_skipped"] >= 2
    for number in range(6):
        result = load(out / f"page{number}.json")
        assert result["segments"][2]["draft"].startswith(f"Draft of {bitext.pairs[2][0][:20]}")
        assert f"{85 + number} tỷ" in result["segments"][2]["draft"]
    drafted = log.read_text(encoding="utf-8").splitlines()
    # Only the page that was in the works at each kill is begun again.
    assert len(drafted) <= (6 + kills) * n_segments
    done = [json.loads(line)["input"] for line in (out / MANIFEST).read_text("utf-8").splitlines()]
    assert len(done) == len(set(done)) == 6


# The command


def test_the_command_exits_with_1_where_pages_were_set_aside(run, folder, tmp_path, engine):
    (folder / "page3.txt").write_bytes(b"")
    result = run("batch", folder, "--out", tmp_path / "out", "--json")
    assert result.code == 1
    value = result.json()
    assert (value["n_done"], len(value["failed"])) == (3, 1)
    assert value["failed"][0]["input"].endswith("page3.txt")
    assert "set aside" in result.err
    result = run("batch", folder, "--out", tmp_path / "out")
    assert result.code == 1
    assert "4 pages: 0 done, 3 done before, 1 set aside" in result.out
    assert "failed.tsv" in result.out


def test_the_command_reads_paths_from_standard_input(run, folder, tmp_path, engine) -> None:
    paths = f"{folder / 'page0.txt'}\n{folder / 'page1.txt'}\n"
    result = run("batch", "-", "--out", tmp_path / "out", "--json", stdin=paths)
    assert result.json()["n_done"] == 2
    assert len(engine.names) == 1


def test_the_command_takes_an_english_folder_and_formats(run, tmp_path, engine, bitext) -> None:
    write(tmp_path / "vi" / "x.txt", bitext.source)
    write(tmp_path / "en" / "x.txt", bitext.target)
    out = tmp_path / "out"
    arguments = ("--out", out, "--english", tmp_path / "en", "--format", "tmx")
    assert run("batch", tmp_path / "vi", *arguments).code == 0
    exported = run("export", out / "x.json", "--which", "aligned", "--json").json()
    assert [(unit["source"], unit["target"]) for unit in exported["units"]] == bitext.pairs
    assert (out / "x.aligned.tmx").exists()


def test_pages_with_english_are_done_again_after_an_update_of_the_aligner(
    folder, tmp_path, engine, bitext, monkeypatch
) -> None:
    (folder / "with.vi.txt").write_text(bitext.source, encoding="utf-8")
    (folder / "with.en.txt").write_text(bitext.target, encoding="utf-8")
    out = tmp_path / "out"
    inputs = find_inputs([folder], out=out)
    first = run_batch(inputs, out, drafter=engine)
    assert run_batch(inputs, out, drafter=engine).n_done == 0
    monkeypatch.setattr("songngu.ui.batch.run.aligner_signature", lambda: "songngu-align|v:next")
    again = run_batch(inputs, out, drafter=engine)
    assert (again.n_done, again.n_skipped) == (1, first.n_done - 1)


def test_an_english_version_too_short_to_tell_is_taken_at_its_word(
    tmp_path, engine, bitext
) -> None:
    (tmp_path / "x.vi.txt").write_text(bitext.source, encoding="utf-8")
    (tmp_path / "x.en.txt").write_text("Hanoi, 2026\n", encoding="utf-8")
    out = tmp_path / "out"
    summary = run_batch(find_inputs([tmp_path], out=out), out, drafter=engine)
    assert summary.failures == ()
    value = json.loads((out / "x.vi.json").read_text(encoding="utf-8"))
    assert value["alignment"]["target_segments"] == ["Hanoi, 2026"]
