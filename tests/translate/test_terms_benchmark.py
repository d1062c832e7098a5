"""The terms benchmark: its cases are sound, and what it counts is what it says."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Draft, Term
from songngu.translate.drafter import Drafter
from songngu.translate.faithful import RAW, Faithful
from songngu.translate.terms import terms_in

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "terms.py"
CASE = """
[[case]]
id = "exact-01"
source = "{source}"
terms = {{ "biên bản ghi nhớ" = "{target}" }}
english = "They signed a memorandum of understanding."
"""


@pytest.fixture(scope="module")
def benchmark_module():
    spec = importlib.util.spec_from_file_location("terms_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, str(SCRIPT.parent))
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(SCRIPT.parent))
    del sys.modules[spec.name], sys.modules["engine_options"]


@pytest.fixture(scope="module")
def cases(benchmark_module):
    return benchmark_module.load_cases()


def drafts_of(module, cases, without, given):
    return [
        module.Drafts(case, first, second, ())
        for case, first, second in zip(cases, without, given, strict=True)
    ]


def test_the_cases_are_many_and_of_each_class(cases):
    kinds = Counter(case.kind for case in cases)
    assert len(cases) >= 150
    assert kinds.keys() == {"exact", "inflected", "exonym"}
    assert min(kinds.values()) >= 40
    assert all(1 <= len(case.terms) <= 3 for case in cases)


def test_translations_that_honour_the_terms_count_in_full(benchmark_module, cases):
    english = [case.english for case in cases]
    moved = english[5:] + english[:5]
    table = benchmark_module.shares(drafts_of(benchmark_module, cases, moved, english))
    assert [name for name, (_, given) in table.items() if given.share < 1] == []
    assert all(without.share < 0.1 for without, _ in table.values())
    assert table["all"][1].total == sum(len(case.terms) for case in cases)


@pytest.mark.parametrize(
    ("target", "draft", "honoured"),
    [
        ("memorandum of understanding", "Three memorandums of understanding were signed.", 1),
        ("memorandum of understanding", "A Memorandum of Understanding was signed.", 1),
        ("memorandum of understanding", "A memo of understanding was signed.", 0),
        ("task force", "The task forces left.", 1),
        ("task force", "The taskforce left.", 0),
        ("break into", "They broke into the shop.", 1),
        ("Bokeo", "in Bokeo", 1),
        ("Bokeo", "in Bo Keo", 0),
    ],
)
def test_what_honours_a_term(benchmark_module, target, draft, honoured):
    case = benchmark_module.Case("exact-1", "ký từ", (Term("từ", target),), "")
    (item,) = drafts_of(benchmark_module, [case], [""], [draft])
    assert item.honoured(item.given) == (honoured, 1)


def test_bleu_is_that_of_the_two_sides(benchmark_module, cases):
    english = [case.english for case in cases]
    worse = [text.lower() for text in english]
    figures = benchmark_module.bleu(drafts_of(benchmark_module, cases, worse, english))
    assert figures["with"] == pytest.approx(100)
    assert figures["without"] < 90
    assert figures["difference"] > 10
    assert figures["p"] < 0.01


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CASE.format(source="Hai bên ký kết.", target="MoU"), "found the terms"),
        (CASE.format(source="Hai bên ký biên bản ghi nhớ.", target="MoU") * 2, "each id once"),
        (
            CASE.format(source="Hai bên ký biên bản ghi nhớ.", target="MoU")
            + CASE.format(source="Ký biên bản ghi nhớ.", target="pact").replace("-01", "-02"),
            "expected one translation",
        ),
    ],
)
def test_unsound_cases_are_refused(benchmark_module, tmp_path, text, message):
    path = tmp_path / "cases.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=message):
        benchmark_module.load_cases(path)


def test_lines_of_a_test_set_are_those_with_a_term(benchmark_module, tmp_path):
    source, reference = tmp_path / "a.vi", tmp_path / "a.en"
    source.write_text("Họ ký biên bản ghi nhớ.\nTrời mưa.\n\n", "utf-8")
    reference.write_text("They signed a memorandum.\nIt rained.\n\n", "utf-8")
    terms = [Term("biên bản ghi nhớ", "memorandum of understanding"), Term("nắng", "sun")]
    (case,) = benchmark_module.text_cases(source, reference, terms, 1)
    assert [case.kind, case.english] == ["text", "They signed a memorandum."]
    assert [item.source for item in case.expected()] == ["biên bản ghi nhớ"]
    with pytest.raises(EvaluationError, match="no term of the list occurs"):
        benchmark_module.text_cases(source, reference, terms[1:], 1)
    reference.write_text("One line.", "utf-8")
    with pytest.raises(EvaluationError, match="expected as many"):
        benchmark_module.text_cases(source, reference, terms, 1)


class Obedient(Drafter):
    """Says the terms of a sentence and nothing else."""

    signature = "obedient"

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None):
        drafts = []
        for text in texts:
            said = " ".join(term.target for term in terms_in(text, terms))
            drafts.append(Draft(said or "Nothing.", 1.0, (), self.signature))
            if progress is not None:
                progress(len(drafts))
        return drafts


@pytest.fixture
def obedient(benchmark_module, monkeypatch):
    monkeypatch.setattr(benchmark_module, "open_drafter", lambda options: Obedient())


@pytest.mark.usefixtures("obedient")
def test_an_engine_drafts_each_case_without_terms_and_with_them(
    benchmark_module, cases, tmp_path, monkeypatch, capsys
):
    out = tmp_path / "drafts.jsonl"
    monkeypatch.setattr(sys, "argv", ["terms.py", "--engine", "x", "--out", str(out), "--json"])
    assert benchmark_module.main() == 0
    told = json.loads(capsys.readouterr().out)
    assert told["engine"] == "obedient"
    assert told["honoured"]["all"]["with"] == 1
    assert told["honoured"]["all"]["without"] < 0.05
    read, engine = benchmark_module.read_drafts(out, cases)
    assert engine == "obedient"
    assert {item.without for item in read} == {"Nothing."}


@pytest.mark.usefixtures("obedient")
def test_a_test_set_is_drafted_where_terms_occur(benchmark_module, tmp_path, monkeypatch, capsys):
    files = {"a.vi": "Ký biên bản ghi nhớ.\nTrời mưa.\n" * 12, "t.tsv": "biên bản ghi nhớ\tMoU\n"}
    files["a.en"] = "An MoU was signed.\nIt rained.\n" * 12
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name) for name in ("a.vi", "a.en", "t.tsv")]
    arguments = ["--source", paths[0], "--reference", paths[1], "--terms", paths[2]]
    monkeypatch.setattr(sys, "argv", ["terms.py", "--engine", "x", *arguments])
    assert benchmark_module.main() == 0
    shown = capsys.readouterr().out
    assert re.search(r"text +0\.0 % +100\.0 % +12 ", shown)
    assert "12 sentences" in shown


def test_means_are_left_out_by_name(benchmark_module):
    means = sys.modules["engine_options"].means_without
    assert means([]) == Faithful()
    assert means(["all"]) == RAW
    assert means(["repair"]) == replace(Faithful(), repair=False)
    assert means(["n_best", "hints"]) == replace(Faithful(), n_best=1, hints=frozenset())
    with pytest.raises(ValueError, match="found magic"):
        means(["magic"])


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_saved_drafts_are_counted(cases, tmp_path):
    path = tmp_path / "drafts.jsonl"
    rows = [
        {
            "id": case.id,
            "source": case.source,
            "without": "Nothing.",
            "with": case.english,
            "checks": ["repaired"],
            "engine": "by hand",
        }
        for case in cases
    ]
    rows[0]["with"] = "Nothing at all."
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    told = json.loads(run("--drafts", path, "--json").stdout)
    total = sum(len(case.terms) for case in cases)
    assert told["engine"] == "by hand"
    assert told["honoured"]["all"] == {
        "without": 0,
        "with": pytest.approx(1 - len(cases[0].terms) / total),
        "total": total,
    }
    shown = run("--drafts", path, "--wrong").stdout
    assert cases[0].source in shown
    assert cases[1].source not in shown
    assert f"'repaired': {len(cases)}" in shown

    rows[3]["source"] = "Câu khác."
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    refused = run("--drafts", path)
    assert refused.returncode == 1
    assert f"no draft of {cases[3].id} as it is written now" in refused.stderr
