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
        from songngu.ui.actions import link_segments

        run("align", pages.vi, pages.en, "--save")
        refused = run("eval", "--links")
        assert (refused.code, refused.out) == (1, "")
        assert "found no links corrected by hand in the database" in refused.err
        with open_store(database) as store:
            beads = store.alignment(1).alignment.beads
            first = next(bead for bead in beads if bead.source and bead.target)
            link_segments(
                store,
                1,
                2,
                [store.segments(1)[i].id for i in first.source],
                [store.segments(2)[j].id for j in first.target],
                editor="Lan",
            )
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
