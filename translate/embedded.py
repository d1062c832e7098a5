"""The embedded default engine: Gemma 3 270M with songngu's own Vietnamese–English adapter."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Term
from songngu.translate import gemma_base, lora, model_cache
from songngu.translate.clauses import flatten
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.gemma_tokenizer import GemmaTokenizer

ADAPTER_FOLDER = Path(__file__).parent / "model"
_STOP = "\n"
_MAX_TERMS = 12
_POLL_S = 0.005


def build_prompt(text: str, terms: Sequence[Term] = ()) -> str:
    """The text that the adapter was trained to continue with a space and the draft."""
    pairs = "; ".join(f"{flatten(term.source)} = {flatten(term.target)}" for term in terms)
    hint = f"Terms: {pairs}\n" if pairs else ""
    return f"{hint}Vietnamese: {text}\nEnglish:"


def length_limit(n_source: int) -> int:
    """Most tokens that the draft of a source of so many tokens may have.

    Of 5,000 human translations of news sentences half have less than 0.3 times the source's
    tokens plus 12, and 99.9 % less than 0.85 times plus 12. A higher limit only lets loops run on.
    """
    return 16 + round(0.9 * n_source)


def prepare(progress: bool = True, adapter_folder: Path = ADAPTER_FOLDER) -> tuple[Path, str]:
    """The folder of the converted model, made on first use, and the adapter's SHA-256.

    Args:
        progress: Show a progress bar on stderr while converting.
        adapter_folder: Where the adapter lies, as peft saves it; songngu's own unless given.

    Raises:
        EngineError: The base weights are missing or the cache cannot be written.
    """
    from songngu.translate.gemma_convert import CONVERTER_VERSION

    try:
        adapter = model_cache.sha256(adapter_folder / lora.WEIGHTS)
    except FileNotFoundError as error:
        advice = (
            "It comes with songngu: install the package again."
            if adapter_folder == ADAPTER_FOLDER
            else f"Expected a folder with {lora.CONFIG} and {lora.WEIGHTS}; train the adapter "
            "again or name another folder."
        )
        raise EngineError(
            f"The embedded engine's adapter {error.filename} is missing. {advice}"
        ) from error
    name = f"embedded-{gemma_base.BASE_SHA256[:8]}-{adapter[:8]}-v{CONVERTER_VERSION}"
    folder = model_cache.cached_model(name, lambda new: _build(new, adapter_folder, progress))
    return folder, adapter


def _build(folder: Path, adapter_folder: Path, progress: bool) -> None:
    from tqdm import tqdm

    from songngu.translate.gemma_convert import convert

    form = "{desc:<26} {percentage:3.0f}% |{bar}| {elapsed}"
    gguf_file = folder / "base.gguf"
    with tqdm(total=1.0, bar_format=form, file=sys.stderr, disable=not progress) as bar:

        def step(share: float, what: str) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(share - bar.n)

        gemma_base.assemble(gguf_file, lambda share: step(0.1 * share, "checking base weights"))
        convert(
            gguf_file, adapter_folder, folder, lambda share, what: step(0.1 + 0.9 * share, what)
        )
    gguf_file.unlink()


class EmbeddedDrafter(ModelDrafter):
    """Drafts with the embedded model through CTranslate2, int8, on the CPU.

    Terms are put into the prompt. Memory matches are not: the adapter has not been trained
    with any.
    """

    can_continue = True
    # The adapter was trained on prompts and drafts of 220 tokens at most; of 5,000 news
    # sentences one in a thousand is longer than 103.
    max_source_tokens = 128

    def __init__(
        self,
        *,
        beam_size: int = 4,
        length_penalty: float = 1.0,
        threads: int = 0,
        progress: bool = True,
        adapter: Path | None = None,
    ) -> None:
        """Load the model, converting it first where that has not been done yet.

        Args:
            beam_size: Hypotheses kept in the search; 1 is greedy and fastest.
            length_penalty: Power of the length by which a hypothesis' log probability is divided
                in the search; higher favours longer drafts.
            threads: CPU threads; 0 leaves the choice to the system.
            progress: Show a progress bar on stderr while converting.
            adapter: Folder of the adapter, as peft saves it; songngu's own unless given.

        Raises:
            EngineError: The model cannot be prepared or loaded.
        """
        # Idle OpenMP threads that spin take the CPU from everything else; read at first import.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import ctranslate2  # type: ignore[import-untyped]

        folder, digest = prepare(progress, ADAPTER_FOLDER if adapter is None else adapter)
        from songngu.translate.gemma_convert import CONVERTER_VERSION, TOKENIZER_FILE

        self._beam_size = beam_size
        self._length_penalty = length_penalty
        self._tokenizer = GemmaTokenizer(folder / TOKENIZER_FILE)
        try:
            self._generator = ctranslate2.Generator(
                str(folder), device="cpu", compute_type="int8", intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                f"CTranslate2 {ctranslate2.__version__} cannot load the model in {folder}: "
                f"{error}. Delete that folder to have it made again; if that fails, update "
                "ctranslate2."
            ) from error
        self._signature = (
            f"embedded|base:{gemma_base.BASE_SHA256[:8]}|adapter:{digest[:8]}"
            f"|conv:{CONVERTER_VERSION}|ct2:{ctranslate2.__version__}|int8|beam:{beam_size}"
            + (f"|length:{length_penalty:g}" if length_penalty != 1 else "")
        )

    @property
    def signature(self) -> str:
        """Engine, base and adapter hashes, converter and CTranslate2 versions, decoding."""
        return self._signature

    def count_tokens(self, text: str) -> int:
        """Length of a text in Gemma's tokens."""
        return len(self._tokenizer.ids(text))

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request; see :meth:`ModelDrafter.generate`."""
        if careful and len(requests) > 1:
            # CTranslate2 looks up prompt pieces of a mixed batch in the output layer when it
            # bans repetitions, where not all of them are.
            return [
                self.generate([request], careful=True, n_best=n_best)[0] for request in requests
            ]
        heads = [self._pieces_after(request.prefix) for request in requests]
        prompts = [
            self._tokenizer.begin(build_prompt(request.text, request.terms[:_MAX_TERMS])) + head
            for request, head in zip(requests, heads, strict=True)
        ]
        longest = max(self.count_tokens(request.text) for request in requests)
        pending = self._generator.generate_batch(
            prompts,
            # The native call cannot be interrupted; waiting for it can.
            asynchronous=True,
            beam_size=max(self._beam_size, n_best),
            num_hypotheses=n_best,
            length_penalty=self._length_penalty,
            max_length=length_limit(longest),
            include_prompt_in_result=False,
            end_token=[self._tokenizer.eos, _STOP],
            return_end_token=True,
            return_scores=True,
            no_repeat_ngram_size=3 if careful else 0,
        )
        while not all(result.done() for result in pending):
            time.sleep(_POLL_S)
        results = [result.result() for result in pending]
        return [
            [
                self._hypothesis(head, pieces, score)
                for pieces, score in zip(result.sequences, result.scores, strict=True)
            ]
            for head, result in zip(heads, results, strict=True)
        ]

    def _pieces_after(self, prefix: str) -> list[str]:
        """The pieces of a beginning of a draft; the adapter's drafts follow after a space."""
        flat = flatten(prefix)
        return self._tokenizer.pieces(" " + flat) if flat else []

    def log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How probable given translations are; see :class:`~songngu.translate.scoring.Scoring`."""
        found = []
        for source, target in pairs:
            prompt = self._tokenizer.begin(build_prompt(source))
            # One at a time: CTranslate2 4.8 fails on texts of unlike length (its issue 1497).
            pending = self._generator.score_batch(
                [[*prompt, *self._tokenizer.pieces(" " + target), self._tokenizer.eos]],
                max_input_length=0,
                asynchronous=True,
            )
            while not pending[0].done():
                time.sleep(_POLL_S)
            # The first piece has no probability, so that the English begins one place earlier.
            scores = pending[0].result().log_probs[len(prompt) - 1 :]
            found.append(sum(scores) / len(scores))
        return found

    def _hypothesis(self, head: list[str], pieces: list[str], score: float) -> Hypothesis:
        finished = bool(pieces) and pieces[-1] in (self._tokenizer.eos, _STOP)
        text = flatten(self._tokenizer.join(head + (pieces[:-1] if finished else pieces)))
        n_tokens = max(1, len(pieces))
        # CTranslate2 divides the sum of the logarithms by the length to the power of the penalty.
        mean = score * n_tokens ** (self._length_penalty - 1) if math.isfinite(score) else 0.0
        return Hypothesis(text, min(0.0, mean), n_tokens, finished)
