"""Causal models: what stands in the prompt and what is taken from the answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.types import MemoryMatch, Term, TranslationUnit
from songngu.translate import load_drafter, load_engine
from songngu.translate.drafter import Request
from songngu.translate.hub_causal import DEFAULT_TEMPLATE, check_template, fill_template

SOURCE = "Đoàn đến thăm Bò Kẹo."
TERM = Term("Bò Kẹo", "Bokeo")
MATCH = MemoryMatch(TranslationUnit("Đoàn đến thăm Huế.", "The delegation visited Hue."), 0.8)


def test_default_template_holds_terms_examples_and_ends_with_the_label() -> None:
    prompt = fill_template(DEFAULT_TEMPLATE, Request(SOURCE, (TERM,), (MATCH,)))
    assert "Terms: Bò Kẹo = Bokeo\n" in prompt
    assert "Vietnamese: Đoàn đến thăm Huế.\nEnglish: The delegation visited Hue.\n" in prompt
    assert prompt.endswith(f"Vietnamese: {SOURCE}\nEnglish:")


def test_without_terms_and_examples_their_labels_are_left_out() -> None:
    prompt = fill_template(DEFAULT_TEMPLATE, Request(SOURCE))
    assert "Terms" not in prompt
    assert prompt.count("Vietnamese:") == 1


def test_braces_in_the_source_are_text() -> None:
    assert fill_template("> {source}", Request("giá {x} đồng")) == "> giá {x} đồng"


@pytest.mark.parametrize(
    "template", ["Translate:", "{text}", "{source} {sorce}", "{source", "{source!x}{0}"]
)
def test_a_template_that_cannot_be_filled_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="template"):
        check_template(template)


def test_template_belongs_to_causal_engines_only() -> None:
    with pytest.raises(ValueError, match="hf-causal"):
        load_drafter("embedded", template="{source}")


@pytest.fixture
def drafter(tiny: SimpleNamespace) -> Any:
    return load_engine(f"hf-causal:{tiny.causal()}", threads=1, beam_size=2, progress=False)


def test_prompts_are_padded_on_the_left_and_left_out_of_the_draft(drafter: Any) -> None:
    texts = [SOURCE, "Giá gạo xuất khẩu tăng nhẹ so với tuần trước."]
    inputs, _ = drafter._inputs([Request(text) for text in texts])
    assert inputs["attention_mask"][:, -1].tolist() == [1, 1]
    assert 0 in inputs["attention_mask"][0].tolist()
    drafts = drafter.draft_batch(texts)
    assert len(drafts) == 2
    for draft in drafts:
        assert "Vietnamese:" not in draft.text
        assert "\n" not in draft.text
        assert 0 < draft.score <= 1


def test_terms_and_matches_reach_the_model(drafter: Any, monkeypatch: Any) -> None:
    seen: list[str] = []
    real = drafter._model.generate

    def generate(**options: Any) -> Any:
        seen.extend(drafter._tokenizer.batch_decode(options["input_ids"]))
        return real(**options)

    monkeypatch.setattr(drafter._model, "generate", generate)
    unused = Term("giá gạo", "rice price")
    drafter.draft_batch([SOURCE], terms=[TERM, unused], matches=[[MATCH]])
    assert "Bò Kẹo = Bokeo" in seen[0]
    assert "The delegation visited Hue." in seen[0]
    assert "rice price" not in seen[0]


def test_a_draft_goes_on_from_its_prefix(drafter: Any) -> None:
    requests = [Request(SOURCE, prefix="The delegation"), Request("Giá gạo tăng nhẹ.")]
    continued, free = drafter.generate(requests, careful=False, n_best=2)
    assert drafter.can_continue
    assert [len(continued), len(free)] == [2, 2]
    assert all(found.text.startswith("The delegation") for found in continued)
    assert not any(found.text.startswith("The delegation") for found in free)


def test_the_score_of_a_continued_draft_leaves_the_prefix_out(drafter: Any) -> None:
    request = Request(SOURCE, prefix="The delegation visited")
    n_head = len(drafter._head(request))
    outputs: list[list[int]] = []
    real = drafter._model.generate

    def generate(**options: Any) -> Any:
        output = real(**options)
        outputs.extend(output.sequences.tolist())
        return output

    drafter._model.generate = generate
    hypothesis = drafter.generate([request], careful=False)[0][0]
    n_prompt = len(drafter._inputs([request])[0]["input_ids"][0])
    assert n_head >= 3
    assert hypothesis.n_tokens <= len(outputs[0]) - n_prompt


def test_a_line_break_ends_the_draft(drafter: Any) -> None:
    ids = drafter._tokenizer(" Rice.\nVietnamese: x")["input_ids"]
    hypothesis = drafter._hypothesis(ids, [-1.0] * len(ids))
    assert hypothesis.text == "Rice."
    assert hypothesis.finished


def test_an_answer_without_an_end_is_unfinished(drafter: Any) -> None:
    ids = drafter._tokenizer(" Rice prices")["input_ids"]
    assert not drafter._hypothesis(ids, [-1.0] * len(ids)).finished


def test_the_template_is_part_of_the_signature(tiny: SimpleNamespace) -> None:
    folder = tiny.causal()
    one = load_drafter(f"hf-causal:{folder}", progress=False).signature
    other = load_drafter(f"hf-causal:{folder}", progress=False, template="{source} =").signature
    assert one != other
