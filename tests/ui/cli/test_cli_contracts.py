"""What every command promises: names, JSON fields, streams, exit codes, help with examples."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from songngu.ui.cli import COMMANDS, songngu
from songngu.ui.commands.base import Command


def command(name: str) -> click.Command:
    """The command with this name; ``users add`` is a command of a group."""
    found: click.Command | None = songngu
    for part in name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), part)
    assert found is not None
    return found


def names(group: str) -> list[str]:
    found = command(group)
    if not isinstance(found, click.Group):
        return [group]
    return [f"{group} {name}" for name in found.list_commands(click.Context(found))]


NAMES = [name for group in COMMANDS for name in names(group)]


def test_the_commands_of_the_issue_are_there() -> None:
    expected = ["ingest", "draft", "align", "eval", "batch", "export", "import", "serve", "demo"]
    assert set(COMMANDS) >= set(expected)
    listed = CliRunner().invoke(songngu, ["--help"]).stdout
    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("name", NAMES)
def test_help_has_an_example_that_parses(name: str) -> None:
    found = command(name)
    assert isinstance(found, Command)
    shown = CliRunner().invoke(songngu, [*name.split(), "--help"])
    assert shown.exit_code == 0
    for example in found.examples:
        assert example in shown.stdout
        # Only the part that is this program's: what is piped in or out belongs to the shell.
        part = next(p for p in example.split("|") if p.strip().startswith(f"songngu {name}"))
        words = shlex.split(part)[1 + len(name.split()) :]
        found.make_parser(click.Context(found)).parse_args(words)


@pytest.mark.parametrize("name", NAMES)
def test_takes_json_and_documents_every_option(name: str) -> None:
    found = command(name)
    options = [param for param in found.params if isinstance(param, click.Option)]
    assert any("--json" in option.opts for option in options)
    assert all(option.help for option in options if option.name not in ("port",))
    assert found.help


@pytest.mark.parametrize("name", NAMES)
def test_is_mentioned_in_the_manual_with_all_its_options(name: str) -> None:
    manual = (Path(__file__).parents[3] / "docs" / "cli.md").read_text(encoding="utf-8")
    section = manual.partition(f"\n## {name.split()[0]}\n")[2].partition("\n## ")[0]
    assert section, f"docs/cli.md has no section on {name}"
    common = {"--json", "--store", "--engine", "--threads", "--device", "--raw", "--endpoint"}
    common |= {"--endpoint-setting", "--beam"}
    shared = manual.partition("\n## ingest\n")[0]
    assert all(opt in shared for opt in common)
    for param in command(name).params:
        for opt in set(param.opts) - common if isinstance(param, click.Option) else ():
            assert opt in section or not opt.startswith("--"), f"{name} {opt} is not in docs/cli.md"


def test_version(run) -> None:
    result = run("--version")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("songngu")


@pytest.mark.parametrize(
    "arguments",
    [
        ["translate"],
        ["ingest"],
        ["ingest", "a.txt", "b.txt"],
        ["ingest", "a.txt", "--language", "fr"],
        ["draft", "article:x"],
        ["draft", "a.txt", "--threads", "0"],
        ["align", "a.txt"],
        ["align", "-", "-"],
        ["align", "a", "b", "--drafts", "c", "--no-drafts"],
        ["align", "a", "b", "--segmented", "--save"],
        ["eval", "--hyp", "a"],
        ["eval", "--ref", "a"],
        ["eval", "--hyp", "-", "--ref", "-"],
        ["eval", "--hyp", "a", "--ref", "b", "--document", "1"],
        ["eval", "--hyp", "a", "--alignment", "b", "--src", "c"],
        ["batch", "x"],
        ["batch", "--out", "x"],
        ["export"],
        ["export", "--format", "docx"],
        ["export", "r.json", "--document", "1", "-o", "x.tsv"],
        ["export", "r.json", "--which", "post-edits", "-o", "x.tsv"],
        ["export", "--list", "--document", "1"],
        ["import", "-"],
        ["serve", "--port", "70000"],
        ["demo", "--port", "x"],
    ],
    ids=" ".join,
)
def test_usage_errors_exit_with_2_and_leave_stdout_empty(run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert "Usage: " in result.err


def test_ingest_gives_the_fields_of_the_contract(run, pages) -> None:
    result = run("ingest", pages.vi, "--json")
    value = result.json()
    assert result.code == 0
    assert list(value) == ["language", "title", "published", "byline", "blocks", "segments"]
    assert value["language"] == "vi"
    assert value["title"] == pages.pairs[0][0]
    assert all(list(block) == ["kind", "text", "kept"] for block in value["blocks"])
    assert [segment["text"] for segment in value["segments"]] == [vi for vi, _ in pages.pairs]
    assert all(list(s) == ["text", "block", "start", "end"] for s in value["segments"])
    raw = pages.vi.read_text(encoding="utf-8")
    assert [raw[s["start"] : s["end"]] for s in value["segments"]] == [vi for vi, _ in pages.pairs]


def test_ingest_reads_standard_input_and_keeps_nothing_unasked(run, pages, database: Path) -> None:
    from_file = run("ingest", pages.vi, "--json").json()
    assert run("ingest", "-", "--json", stdin=pages.vi.read_bytes()).json() == from_file
    assert not database.exists()


def test_ingest_in_words_names_what_was_set_aside(run, pages) -> None:
    result = run("ingest", pages.vi)
    assert result.code == 0
    assert "(furniture)" in result.out
    assert pages.pairs[0][0] in result.out
    assert "language   vi" in result.out


def test_ingest_saves_and_recognises_the_page(run, pages) -> None:
    first = run("ingest", pages.vi, "--json", "--save")
    again = run("ingest", pages.vi, "--json", "--save")
    assert first.json()["article"] == again.json()["article"] == 1
    assert "article:1" in first.err
    stored = run("ingest", "article:1", "--json").json()
    assert stored["segments"] == first.json()["segments"]


def test_ingest_restores_and_sets_aside_blocks_of_a_stored_page(run, pages) -> None:
    before = run("ingest", pages.vi, "--json", "--save").json()
    kept = [block["kept"] for block in before["blocks"]]
    out, text = kept.index(False), len(kept) - 1 - kept[::-1].index(True)
    change = ["--restore", str(out), "--set-aside", str(text)]
    after = run("ingest", "article:1", *change, "--json").json()
    changed = [i for i, block in enumerate(after["blocks"]) if block["kept"] != kept[i]]
    assert changed == sorted([out, text])
    assert {segment["block"] for segment in after["segments"]} >= {out}
    assert text not in {segment["block"] for segment in after["segments"]}
    assert run("ingest", "article:1", "--json").json() == after
    assert f"{out:>4} " in run("ingest", "article:1").out


def test_ingest_changes_no_block_where_one_number_is_wrong(run, pages) -> None:
    run("ingest", pages.vi, "--save")
    before = run("ingest", "article:1", "--json").json()
    result = run("ingest", "article:1", "--restore", "0", "--restore", "999")
    assert (result.code, result.out) == (1, "")
    assert "found 999" in result.err
    assert run("ingest", "article:1", "--json").json() == before
    assert run("ingest", pages.vi, "--restore", "0").code == 2


def test_draft_gives_the_fields_of_the_contract(run, pages, engine) -> None:
    result = run("draft", pages.vi, "--json")
    value = result.json()
    fields = ["language", "title", "published", "byline", "segments", "signature"]
    assert list(value) == fields
    assert value["signature"] == engine.signature
    for segment, (vi, en) in zip(value["segments"], pages.pairs, strict=True):
        assert (segment["text"], segment["draft"]) == (vi, en)
        assert segment["score"] == 0.75
        assert segment["checks"] == []
    assert "drafting" in result.err


def test_draft_prints_a_line_per_segment(run, pages, engine) -> None:
    result = run("draft", "-", stdin=pages.vi.read_bytes())
    assert result.out.splitlines() == [en for _, en in pages.pairs]


def test_draft_names_the_engine(run, pages, engine) -> None:
    run("draft", pages.vi, "--engine", "hf:some/model")
    assert engine.names == ["hf:some/model"]


def test_drafts_of_a_stored_article_are_not_made_twice_unless_asked(run, pages, engine) -> None:
    first = run("draft", pages.vi, "--save", "--json").json()
    n_segments = len(first["segments"])
    assert len(engine.drafted) == n_segments
    assert run("draft", "article:1", "--json").json()["segments"] == first["segments"]
    assert run("draft", pages.vi, "--save", "--json").json()["segments"] == first["segments"]
    assert len(engine.drafted) == n_segments
    assert run("draft", "article:1", "--scope", "all").code == 0
    assert len(engine.drafted) == 2 * n_segments


def test_align_gives_the_fields_of_the_contract(run, pages, engine) -> None:
    result = run("align", pages.vi, pages.en, "--json")
    value = result.json()
    assert list(value) == [
        "verdict",
        "confidence",
        "source_segments",
        "target_segments",
        "beads",
        "signature",
    ]
    assert value["verdict"] == "translation"
    assert 0 <= value["confidence"] <= 1
    assert value["source_segments"] == [vi for vi, _ in pages.pairs]
    assert value["target_segments"] == [en for _, en in pages.pairs]
    assert [(bead["source"], bead["target"]) for bead in value["beads"]] == [
        ([i], [i]) for i in range(len(pages.pairs))
    ]
    assert "drafts:yes" in value["signature"]


def test_align_without_drafts_loads_no_engine(run, pages, engine) -> None:
    value = run("align", pages.vi, pages.en, "--no-drafts", "--json").json()
    assert engine.names == []
    assert "drafts:no" in value["signature"]


def test_align_segmented_takes_each_line_for_a_segment(run, tmp_path: Path, engine) -> None:
    source, target, drafts = (tmp_path / name for name in ("s.txt", "t.txt", "d.txt"))
    source.write_bytes("Hai. Ba bốn.\n\nNăm 2025 có 17 đội\u2028thi đấu.\r\n".encode())
    target.write_bytes(b"Two. Three four.\nIn 2025, 17 teams competed.\n")
    drafts.write_bytes(b"Two. Three four.\n\nIn 2025, 17 teams competed.\n")
    result = run("align", "--segmented", source, target, "--drafts", drafts, "--json")
    value = result.json()
    assert value["source_segments"] == ["Hai. Ba bốn.", "", "Năm 2025 có 17 đội\u2028thi đấu."]
    assert value["target_segments"] == ["Two. Three four.", "In 2025, 17 teams competed."]
    assert sorted(i for bead in value["beads"] for i in bead["source"]) == [0, 1, 2]
    assert sorted(j for bead in value["beads"] for j in bead["target"]) == [0, 1]
    assert engine.names == []


def test_align_takes_the_drafts_that_draft_printed(run, pages, engine, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.json"
    drafts.write_text(run("draft", pages.vi, "--json").out, encoding="utf-8")
    engine.names.clear()
    with_json = run("align", pages.vi, pages.en, "--drafts", drafts, "--json").json()
    assert engine.names == []
    assert with_json == run("align", pages.vi, pages.en, "--json").json()


def test_align_takes_drafts_from_standard_input(run, pages, engine) -> None:
    expected = run("align", pages.vi, pages.en, "--json").json()
    for form in ([], ["--json"]):
        drafts = run("draft", pages.vi, *form).out
        engine.names.clear()
        result = run("align", pages.vi, pages.en, "--drafts", "-", "--json", stdin=drafts)
        assert result.json() == expected
        assert engine.names == []


def test_a_named_engine_drafts_what_another_has_drafted(run, pages, engine) -> None:
    run("align", pages.vi, pages.en, "--save")
    engine.signature = "look-up|2"
    n_segments = len(pages.pairs)
    for arguments in (["--engine", "hf:a/b"], ["--drafts", "hf:c/d"]):
        engine.drafted.clear()
        assert run("align", "article:1", "article:2", *arguments).code == 0
        assert len(engine.drafted) == (n_segments if arguments[0] == "--engine" else 0)
    assert engine.names[-2:] == ["hf:a/b", "hf:c/d"]


def test_align_refuses_drafts_of_another_page(run, pages, engine, tmp_path: Path) -> None:
    lines = tmp_path / "drafts.txt"
    lines.write_text("One.\nTwo.\n", encoding="utf-8")
    result = run("align", pages.vi, pages.en, "--drafts", lines)
    assert result.code == 1
    assert f"found 2 drafts, expected {len(pages.pairs)}" in result.err
    other = json.loads(run("draft", pages.vi, "--json").out)
    other["segments"][2]["text"] = "Một câu khác."
    changed = tmp_path / "other.json"
    changed.write_text(json.dumps(other), encoding="utf-8")
    result = run("align", pages.vi, pages.en, "--drafts", changed)
    assert result.code == 1
    assert "segment 3" in result.err


def test_align_says_where_drafts_are_neither_file_nor_engine(run, pages, engine) -> None:
    result = run("align", pages.vi, pages.en, "--drafts", "no-such-file.txt")
    assert result.code == 1
    assert "no-such-file.txt: no such file, and no engine" in result.err


def test_align_keeps_stored_articles_aligned_and_reuses_their_drafts(run, pages, engine) -> None:
    assert run("align", pages.vi, pages.en, "--save").code == 0
    drafted, loaded = len(engine.drafted), len(engine.names)
    assert run("align", "article:1", "article:2", "--json").json()["verdict"] == "translation"
    assert (len(engine.drafted), len(engine.names)) == (drafted, loaded)
    units = run("export", "--document", "1", "--which", "aligned", "--json").json()["units"]
    assert [(unit["source"], unit["target"]) for unit in units] == pages.pairs


def test_align_in_words_shows_both_sides(run, pages, engine) -> None:
    out = run("align", pages.vi, pages.en).out
    assert "verdict     translation (certainty " in out
    assert "The English text is a translation of the article." in out
    assert "nothing matches" not in out
    assert pages.pairs[0][1] in out


def test_eval_gives_scores_with_signatures(run, pages, tmp_path: Path) -> None:
    sides = {"hyp": 1, "ref": 1, "src": 0}
    for name, side in sides.items():
        text = "".join(pair[side] + "\n" for pair in pages.pairs)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "hyp").write_text(
        (tmp_path / "hyp").read_text(encoding="utf-8").replace("pumping", "pump"), encoding="utf-8"
    )
    result = run(
        *("eval", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref"),
        *("--src", tmp_path / "src", "--json"),
    )
    value = result.json()
    assert result.code == 0
    assert [score["metric"] for score in value["scores"]] == ["BLEU", "chrF2", "chrF2++", "TER"]
    assert all("version:" in score["signature"] for score in value["scores"])
    assert value["n_segments"] == len(pages.pairs)
    assert 50 < value["scores"][0]["value"] < 100
    assert any(warning["code"] for warning in value["warnings"])  # six segments are few


def test_eval_evens_out_quotes_where_asked(run, tmp_path: Path) -> None:
    from songngu.eval import NORMALISATIONS

    lines = [f"The “{n}th” school opened in the district on Monday." for n in range(4, 40)]
    hyp, ref = tmp_path / "hyp.txt", tmp_path / "ref.txt"
    hyp.write_text("\n".join(lines), encoding="utf-8")
    ref.write_text("\n".join(lines).replace("“", '"').replace("”", '"'), encoding="utf-8")
    values = {
        name: run("eval", "--hyp", hyp, "--ref", ref, "--normalise", name, "--json").json()
        for name in NORMALISATIONS
    }
    bleu = {name: value["scores"][0]["value"] for name, value in values.items()}
    assert bleu["typography"] == pytest.approx(100)
    assert bleu["none"] == bleu["canonical"] < 90


def test_eval_of_unequal_counts_is_refused(run, tmp_path: Path) -> None:
    (tmp_path / "hyp").write_text("One sentence here.\nAnother one here.\n", encoding="utf-8")
    (tmp_path / "ref").write_text("One sentence here.\n", encoding="utf-8")
    result = run("eval", "--hyp", tmp_path / "hyp", "--ref", tmp_path / "ref", "--json")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("songngu: ")


def test_eval_reads_an_alignment(run, pages, engine, tmp_path: Path) -> None:
    aligned = tmp_path / "aligned.json"
    aligned.write_text(run("align", pages.vi, pages.en, "--json").out, encoding="utf-8")
    drafts = run("draft", pages.vi).out
    result = run("eval", "--hyp", "-", "--alignment", aligned, "--json", stdin=drafts)
    assert result.json()["coverage"] == 1.0
    assert result.json()["scores"][0]["value"] == pytest.approx(100)


def test_eval_of_a_stored_article(run, pages, engine) -> None:
    run("align", pages.vi, pages.en, "--save")
    result = run("eval", "--document", 1)
    assert result.code == 0
    assert "BLEU" in result.out
    assert "chrF2++" in result.out


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([], "no article 1"),
        ([["ingest", "VI", "--save"]], "draft"),
        ([["draft", "VI", "--save"]], "align"),
    ],
    ids=["no such article", "not drafted", "not aligned"],
)
def test_eval_says_what_a_stored_article_lacks(run, pages, engine, steps, reason: str) -> None:
    for step in steps:
        assert run(*(pages.vi if word == "VI" else word for word in step)).code == 0
    result = run("eval", "--document", 1, "--json")
    assert (result.code, result.out) == (1, "")
    assert reason in result.err


@pytest.mark.parametrize("name", ["tsv", "jsonl", "tmx"])
def test_export_and_import_bring_back_the_same_units(run, pages, engine, tmp_path, name) -> None:
    run("align", pages.vi, pages.en, "--save")
    file = tmp_path / f"units.{name}"
    assert run("export", "--which", "aligned", "-o", file).code == 0
    to_stdout = run("export", "--which", "aligned", "--format", name)
    assert to_stdout.out.encode() == file.read_bytes()
    other = tmp_path / "other.db"
    imported = run("import", file, "--store", other, "--json").json()
    assert (imported["n_units"], imported["n_new"]) == (len(pages.pairs), len(pages.pairs))
    again = run("import", "-", "--format", name, "--store", other, "--json", stdin=to_stdout.out)
    assert (again.json()["n_units"], again.json()["n_new"]) == (len(pages.pairs), 0)


def test_export_takes_results(run, pages, engine, tmp_path: Path) -> None:
    drafted = run("draft", pages.vi, "--json").out
    value = run("export", "-", "--json", stdin=drafted).json()
    assert [(unit["source"], unit["target"]) for unit in value["units"]] == pages.pairs
    aligned = run("align", pages.vi, pages.en, "--json").out
    value = run("export", "-", "--json", stdin=aligned).json()
    assert [(unit["source"], unit["target"]) for unit in value["units"]] == pages.pairs
    for broken in ("[]", "{}", "nonsense", '{"segments": [{"text": 1}]}', '{"beads": 3}'):
        result = run("export", "-", "--json", stdin=broken)
        assert (result.code, result.out) == (1, ""), broken
        assert "songngu: standard input" in result.err


def test_export_lists_the_articles_of_the_database(run, pages, engine) -> None:
    assert run("export", "--list", "--json").json() == {"articles": []}
    run("align", pages.vi, pages.en, "--save")
    vietnamese, english = run("export", "--list", "--json").json()["articles"]
    n_segments = len(pages.pairs)
    assert vietnamese == {
        "article": 1,
        "language": "vi",
        "title": pages.pairs[0][0],
        "published": None,
        "n_segments": n_segments,
        "n_drafted": n_segments,
        "n_edited": 0,
        "english": english["article"],
        "verdict": "translation",
    }
    assert english["language"] == "en"
    first, second = run("export", "--list").out.splitlines()
    assert first.startswith("article:1 ")
    assert pages.pairs[0][0] in first
    assert pages.pairs[0][1] in second


@pytest.mark.parametrize(
    "arguments",
    [
        ["draft", "article:9"],
        ["ingest", "article:9"],
        ["eval", "--document", "9"],
        ["export", "--document", "9", "--format", "tsv"],
    ],
    ids=" ".join,
)
def test_an_unknown_article_number_says_how_to_see_the_known_ones(run, pages, arguments) -> None:
    empty = run(*arguments)
    assert (empty.code, empty.out) == (1, "")
    assert "there is no article 9, the database is empty" in empty.err
    run("ingest", pages.vi, "--save")
    assert "'songngu export --list' shows" in run(*arguments).err


def test_export_of_nothing_says_what_is_missing(run, pages, engine) -> None:
    run("draft", pages.vi, "--save")
    result = run("export", "--format", "tsv")
    assert (result.code, result.out) == (1, "")
    assert "no post-edits" in result.err
    assert run("export", "--which", "drafts", "--format", "tsv").code == 0


def test_post_edits_are_what_editors_saved(run, pages, engine, database: Path) -> None:
    from songngu.corpora.store import open_store
    from songngu.ui.actions import article_view, save_post_edit

    run("draft", pages.vi, "--save")
    with open_store(database) as store:
        row = article_view(store, 1).rows[1]
        save_post_edit(store, row.segment_id, "A better sentence.", editor="lan", previous=None)
    units = run("export", "--json").json()["units"]
    assert [(unit["source"], unit["target"]) for unit in units] == [
        (pages.pairs[1][0], "A better sentence.")
    ]


def test_similar_translations_are_offered_to_the_drafter(
    run, pages, engine, tmp_path, monkeypatch
) -> None:
    seen = []

    def remember(texts, *, terms=(), matches=None):
        seen.extend(match.unit.target for found in matches or () for match in found)
        return type(engine).draft_iter(engine, texts)

    monkeypatch.setattr(engine, "draft_iter", remember)
    vi = f"{pages.pairs[2][0]} Hết."
    memory = tmp_path / "memory.jsonl"
    memory.write_text(json.dumps({"source": vi, "target": "Remembered."}) + "\n", encoding="utf-8")
    assert run("import", memory).code == 0
    assert run("draft", pages.vi, "--save").code == 0
    assert seen == ["Remembered."]
