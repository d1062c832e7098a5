"""Links scored against corrected ones, explained and repaired, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest


@pytest.fixture
def aligned(run, pages, engine, tmp_path: Path) -> Path:
    """What ``align --json`` gives for the sample pages."""
    path = tmp_path / "aligned.json"
    path.write_text(run("align", pages.vi, pages.en, "--json").out, encoding="utf-8")
    return path


def corrected(aligned: Path) -> Path:
    """The same with its second link taken apart by hand."""
    value = json.loads(aligned.read_text("utf-8"))
    linked = next(b for b in value["beads"][1:] if b["source"] and b["target"])
    at = value["beads"].index(linked)
    parts = ({"source": linked["source"], "target": []}, {"source": [], "target": linked["target"]})
    value["beads"][at : at + 1] = [{**part, "confidence": 1.0, "fixed": True} for part in parts]
    path = aligned.with_name("corrected.json")
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


class TestEvalLinks:
    def test_two_files(self, run, aligned, tmp_path) -> None:
        plot = tmp_path / "plot.svg"
        options = ("--gold", corrected(aligned), "--alignment", aligned, "--plot", plot)
        value = run("eval", *options, "--json").json()
        n_links = value["calibration"]["n_links"]
        assert value["scores"]["n_gold_links"] == n_links - 1
        assert value["scores"]["links"]["precision"] == pytest.approx(1 - 1 / n_links)
        assert value["scores"]["links"]["recall"] == 1.0
        assert value["scores"]["false_links"] == 1.0  # both segments, and no other is alone
        assert ElementTree.parse(plot).getroot().tag.endswith("svg")

    def test_in_words(self, run, aligned) -> None:
        result = run("eval", "--gold", aligned, "--alignment", aligned)
        assert result.code == 0
        assert "F1 1.000, precision 1.000, recall 1.000" in result.out
        assert "calibration" in result.out

    def test_a_corrected_article_of_the_database(self, run, pages, engine, database) -> None:
        from songngu.corpora.store import open_store

        run("align", pages.vi, pages.en, "--save")
        refused = run("eval", "--links")
        assert (refused.code, refused.out) == (1, "")
        assert "found no links corrected by hand in the database" in refused.err
        with open_store(database) as store:
            beads = store.alignment(1).alignment.beads
            first = next(bead for bead in beads if bead.source and bead.target)
            vi = [store.segments(1)[i].id for i in first.source]
            en = [store.segments(2)[j].id for j in first.target]
            store.link(1, 2, [(vi, en)], editor="Lan")
        for options in ((), ("--document", 1)):
            value = run("eval", "--links", *options, "--json").json()
            assert value["scores"]["n_documents"] == 1
            assert value["scores"]["strict"]["f1"] == 1.0

    def test_alignments_of_other_texts_are_refused(self, run, aligned) -> None:
        value = json.loads(aligned.read_text("utf-8"))
        value["source_segments"][0] = "Một câu khác."
        other = aligned.with_name("other.json")
        other.write_text(json.dumps(value), encoding="utf-8")
        result = run("eval", "--gold", aligned, "--alignment", other)
        assert (result.code, result.out) == (1, "")
        assert "source segment 1 is 'Một câu khác.'" in result.err

    @pytest.mark.parametrize(
        "options",
        [
            ["--gold", "a"],
            ["--gold", "a", "--alignment", "b", "--hyp", "c"],
            ["--gold", "a", "--alignment", "b", "--document", "1"],
            ["--gold", "a", "--links"],
            ["--links", "--alignment", "a"],
            ["--plot", "a.svg", "--document", "1"],
            ["--gold", "-", "--alignment", "-"],
        ],
    )
    def test_options_that_do_not_go_together(self, run, options) -> None:
        assert run("eval", *options).code == 2


class TestExplain:
    def test_in_json(self, run, pages, engine) -> None:
        value = run("align", pages.vi, pages.en, "--explain", "--json").json()
        linked = [bead for bead in value["beads"] if bead["source"] and bead["target"]]
        assert all(bead["reasons"] for bead in linked)
        for reason in linked[0]["reasons"]:
            assert set(reason) == {"signal", "weight", "evidence"}
        assert all(bead["reasons"] == [] for bead in value["beads"] if bead not in linked)

    def test_without_being_asked_there_are_none(self, run, aligned) -> None:
        value = json.loads(aligned.read_text("utf-8"))
        assert all("reasons" not in bead for bead in value["beads"])

    def test_in_words(self, run, pages, engine) -> None:
        result = run("align", pages.vi, pages.en, "--explain")
        assert " for: the draft and the English share words: " in result.out

    def test_every_signal_has_words(self) -> None:
        from songngu.align import Reason, Signal
        from songngu.ui.commands.reasons import reason_sentence

        evidence = {Signal.LENGTH: ("12", "34"), Signal.SHAPE: ("2-1",)}
        sentences = {
            reason_sentence(Reason(signal, weight, evidence.get(signal, ("x",))))
            for signal in Signal
            for weight in (-5.0, -2.0, -0.5, 0.5, 2.0, 5.0)
        }
        assert len(sentences) == 6 * (len(Signal) - 1) + 1
        assert "strongly against: the lengths differ: 12 and 34 characters" in sentences


ROWS = (
    ("Sáng 14/3, tỉnh Quảng Ngãi mở cầu Trà Bồng.", "Quảng Ngãi opened Trà Bồng on March 14."),
    ("Công trình có tổng mức đầu tư 387 tỷ đồng.", "The work cost VNĐ387 billion."),
    ("Bà Nguyễn Thị Lành năm nay 58 tuổi.", "Nguyễn Thị Lành is 58 years old."),
    ("Cầu rộng 12 m và dài 420 m.", "The bridge is 12m wide and 420m long."),
)


@pytest.fixture
def lines(tmp_path: Path):
    """Files of segments, two English sentences left together in one."""
    source, target = tmp_path / "lines.vi", tmp_path / "lines.en"
    source.write_text("".join(f"{vi}\n" for vi, _ in ROWS), encoding="utf-8")
    english = [en for _, en in ROWS]
    joined = [english[0], " ".join(english[1:3]), english[3]]
    target.write_text("".join(f"{en}\n" for en in joined), encoding="utf-8")
    return source, target


class TestRepair:
    def test_lines(self, run, lines) -> None:
        options = ("--segmented", "--no-drafts", "--json")
        plain = run("align", *lines, *options).json()
        assert ([1, 2], [1]) in [(b["source"], b["target"]) for b in plain["beads"]]
        result = run("align", *lines, *options, "--repair")
        value = result.json()
        assert len(value["target_segments"]) == 4
        assert [(b["source"], b["target"]) for b in value["beads"]] == [
            ([i], [i]) for i in range(4)
        ]
        assert "cut segment 2 of the target: “…The work cost VNĐ387 billion.” | " in result.err

    def test_articles_of_the_database(self, run, database, tmp_path) -> None:
        from songngu.corpora.store import open_store

        pages = tmp_path / "page.vi.txt", tmp_path / "page.en.txt"
        for page, column in zip(pages, zip(*ROWS, strict=True), strict=True):
            page.write_text("\n\n".join([column[0], " ".join(column[1:])]), encoding="utf-8")
        run("align", *pages, "--no-drafts", "--save")
        with open_store(database) as store:
            records = store.segments(2)
            before = [record.segment.text for record in records]
            assert before == [english for _, english in ROWS]
            store.merge_segments([records[1].id, records[2].id], editor="Lan")
        again = ("align", "article:1", "article:2", "--no-drafts", "--json")
        result = run(*again, "--repair")
        assert result.json()["target_segments"] == before
        assert "cut segment 2 of the target" in result.err
        with open_store(database) as store:
            assert [record.segment.text for record in store.segments(2)] == before
            store.undo(1, editor="songngu align")
            assert len(store.segments(2)) == 3

    def test_nothing_to_repair(self, run, pages, engine, aligned) -> None:
        value = run("align", pages.vi, pages.en, "--repair", "--json").json()
        assert value == json.loads(aligned.read_text("utf-8"))


class TestActions:
    @pytest.fixture
    def store(self, run, pages, engine, database):
        from songngu.corpora.store import open_store

        run("align", pages.vi, pages.en, "--save")
        with open_store(database) as opened:
            yield opened

    def test_reasons_of_one_segment(self, store) -> None:
        from songngu.ui.actions import link_reasons

        ((bead, reasons),) = link_reasons(store, 1, segments=[2])
        assert 2 in bead.source
        assert {reason.signal for reason in reasons} >= {"words", "shape"}
        every = link_reasons(store, 1)
        assert (bead, reasons) in every
        assert len(every) == sum(
            bool(b.source and b.target) for b in store.alignment(1).alignment.beads
        )

    def test_an_article_that_is_not_aligned(self, store) -> None:
        from songngu.corpora.errors import NotFoundError
        from songngu.ui.actions import link_reasons, propose_repairs

        for action in (link_reasons, propose_repairs):
            with pytest.raises(NotFoundError, match="is not aligned"):
                action(store, 2)

    def test_a_repair_of_an_approved_segment_is_left_out(self, run, database, tmp_path) -> None:
        from songngu.corpora.store import open_store
        from songngu.corpora.types import Status
        from songngu.ui.actions import save_post_edit

        pages = tmp_path / "page.vi.txt", tmp_path / "page.en.txt"
        for page, column in zip(pages, zip(*ROWS, strict=True), strict=True):
            page.write_text("\n\n".join([column[0], " ".join(column[1:])]), encoding="utf-8")
        run("align", *pages, "--no-drafts", "--save")
        with open_store(database) as store:
            records = store.segments(1)
            store.merge_segments([records[1].id, records[2].id], editor="Lan")
            merged = store.segments(1)[1]
            save_post_edit(
                store,
                merged.id,
                "Approved.",
                editor="Lan",
                previous=None,
                status=Status.APPROVED,
            )
        result = run("align", "article:1", "article:2", "--no-drafts", "--repair", "--json")
        assert len(result.json()["source_segments"]) == 3
        assert "left 1 as they are: their translation is approved" in result.err
