"""The embedded default engine: Gemma 3 270M with songngu's own Vietnamese–English adapter."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Term, TranslationUnit
from songngu.translate import gemma_base, lora, model_cache
from songngu.translate.adapters import SHIPPED, current_adapter
from songngu.translate.batching import alike
from songngu.translate.clauses import flatten
from songngu.translate.ct2 import be_passive, open_model, results, to_array
from songngu.translate.device import place_ctranslate2
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.gemma_tokenizer import GemmaTokenizer
from songngu.translate.smoothing import ACTIVATIONS

_STOP = "\n"
_LEAST_SIMILARITY = 0.75
_VOCABULARY = "vocabulary.json"  # as CTranslate2 writes it beside the model
_MAX_TERMS = 12
_MARKS = frozenset(",.;:!?)")
_MOST_PLACES = 4
# A continuation is taken only where it is better than the draft there is: half the search does.
_CONTINUING_BEAM = 2
# How many times as wide a search is where the usual one did not say everything.
_WIDER = 2
# Gemma's local layers look back on so many pieces, and CTranslate2 fails on a longer text that it
# is to read at once ("buffer to copy is of size …").
_WINDOW = 512
# In nats: a place so much less likely than the best is none.
_WORSE_PLACE = 6.0


def build_prompt(
    text: str, terms: Sequence[Term] = (), example: TranslationUnit | None = None
) -> str:
    """The text that the adapter was trained to continue with a space and the draft."""
    pairs = "; ".join(f"{flatten(term.source)} = {flatten(term.target)}" for term in terms)
    hint = f"Terms: {pairs}\n" if pairs else ""
    if example is not None:
        source, target = flatten(example.source), flatten(example.target)
        hint += f"Example: {source}\nTranslation: {target}\n"
    return f"{hint}Vietnamese: {text}\nEnglish:"


def length_limit(n_source: int) -> int:
    """Most tokens that the draft of a source of so many tokens may have.

    Of 5,000 human translations of news sentences half have less than 0.3 times the source's
    tokens plus 12, and 99.9 % less than 0.85 times plus 12. A higher limit only lets loops run on.
    """
    return 16 + round(0.9 * n_source)


def prepare(progress: bool = True, adapter_folder: Path | None = None) -> tuple[Path, str]:
    """The folder of the converted model, made on first use, and the adapter's digest.

    Args:
        progress: Show a progress bar on stderr while converting.
        adapter_folder: Where the adapter lies, as peft saves it; unless given, the one that
            ``songngu train`` installed, else songngu's own.

    Raises:
        EngineError: The base weights are missing or the cache cannot be written.
    """
    adapter_folder = adapter_folder or current_adapter()
    from songngu.translate.gemma_convert import CONVERTER_VERSION

    try:
        adapter = lora.digest(adapter_folder)
    except FileNotFoundError as error:
        advice = (
            "It comes with songngu: install the package again."
            if adapter_folder == SHIPPED
            else f"Expected a folder with {lora.CONFIG} and {lora.WEIGHTS}; train the adapter "
            "again or name another folder."
        )
        raise EngineError(
            f"The embedded engine's adapter {error.filename} is missing. {advice}"
        ) from error
    name = f"embedded-{gemma_base.BASE_SHA256[:8]}-{adapter[:8]}-v{CONVERTER_VERSION}"
    folder = model_cache.cached_model(
        name,
        lambda new: _build(new, adapter_folder, progress),
        made_of=adapter_folder,
        replaces="embedded-*",
    )
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
            gguf_file,
            adapter_folder,
            folder,
            lambda share, what: step(0.1 + 0.9 * share, what),
            ACTIVATIONS,
        )
    gguf_file.unlink()


def _signature(adapter: str, compute_type: str, beam_size: int) -> str:
    import ctranslate2  # type: ignore[import-untyped]

    from songngu.translate.gemma_convert import CONVERTER_VERSION

    return (
        f"embedded|base:{gemma_base.BASE_SHA256[:8]}|adapter:{adapter[:8]}"
        f"|conv:{CONVERTER_VERSION}|ct2:{ctranslate2.__version__}|{compute_type}|beam:{beam_size}"
    )


def _output_ids(folder: Path) -> dict[str, int]:
    """Where pieces stand in the output layer; it ends before those that are never put out."""
    pieces = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
    return {piece: index for index, piece in enumerate(pieces)}


class EmbeddedDrafter(ModelDrafter):
    """Drafts with the embedded model through CTranslate2: int8 on a CPU, float16 on a GPU.

    Terms are put into the prompt, and the best memory match where the adapter's configuration
    says that it was trained with examples.
    """

    can_continue = True
    # The adapter was trained on prompts and drafts of 220 tokens at most; of 5,000 news
    # sentences one in a thousand is longer than 103.
    max_source_tokens = 128

    def __init__(
        self,
        *,
        beam_size: int = 4,
        threads: int = 0,
        progress: bool = True,
        adapter: Path | None = None,
        device: str = "auto",
    ) -> None:
        """Load the model, converting it first where that has not been done yet.

        Args:
            beam_size: Hypotheses kept in the search; 1 is greedy and fastest.
            threads: CPU threads; 0 leaves the choice to the system.
            progress: Show a progress bar on stderr while converting.
            adapter: Folder of the adapter, as peft saves it; unless given, the one that
                ``songngu train`` installed, else songngu's own.
            device: ``auto``, ``cpu`` or ``cuda``.

        Raises:
            EngineError: The model cannot be prepared or loaded, or there is no graphics card.
        """
        be_passive()
        import ctranslate2

        placement = place_ctranslate2(device, "embedded")
        adapter = adapter or current_adapter()
        folder, digest = prepare(progress, adapter)
        from songngu.translate.gemma_convert import TOKENIZER_FILE

        self._beam_size = beam_size
        self._uses_examples = bool(lora.read_config(adapter).get(lora.EXAMPLES))
        # At once: the cache may be cleaned while a server draws on the model in its memory.
        self._output_ids = _output_ids(folder)
        self._tokenizer = GemmaTokenizer(folder / TOKENIZER_FILE)
        self._generator = open_model(
            ctranslate2.Generator,
            folder,
            device=placement.device,
            compute_type=placement.compute_type,
            intra_threads=threads,
        )
        self._signature = _signature(digest, placement.compute_type, beam_size)

    @property
    def engine_signature(self) -> str:
        """Engine, base and adapter hashes, converter and CTranslate2 versions, decoding."""
        return self._signature

    def count_tokens(self, text: str) -> int:
        """Length of a text in Gemma's tokens."""
        return len(self._tokenizer.ids(text))

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request; see :meth:`ModelDrafter.generate`."""
        narrow = n_best == 1 and all(request.prefix for request in requests)
        beam = min(self._beam_size, _CONTINUING_BEAM) if narrow else self._beam_size
        return self._search(requests, beam, careful=careful, n_best=min(n_best, beam))

    def search_wider(self, requests: Sequence[Request]) -> list[list[Hypothesis]]:
        """The hypotheses of a beam twice as wide; see :meth:`ModelDrafter.search_wider`."""
        beam = _WIDER * self._beam_size
        return self._search(requests, beam, careful=False, n_best=beam)

    def _search(
        self, requests: Sequence[Request], beam: int, *, careful: bool, n_best: int
    ) -> list[list[Hypothesis]]:
        heads = [self._pieces_after(request.prefix) for request in requests]
        prompts = [
            self._prompt(request) + head for request, head in zip(requests, heads, strict=True)
        ]
        # Of prompts of unlike length CTranslate2 reads what goes beyond the shortest piece by
        # piece, for every hypothesis of the beam. And when it bans repetitions in a mixed batch
        # it looks up prompt pieces in the output layer, where not all of them are.
        groups = (
            [[index] for index in range(len(prompts))]
            if careful
            else alike([len(prompt) for prompt in prompts])
        )
        pending = []
        for group in groups:
            longest = max(self.count_tokens(requests[index].text) for index in group)
            chosen = [prompts[index] for index in group]
            pending += self._start(
                chosen, length_limit(longest), beam, careful=careful, n_best=n_best
            )
        order = [index for group in groups for index in group]
        found = dict(zip(order, results(pending), strict=True))
        return [
            [
                self._hypothesis(head, pieces, score)
                for pieces, score in zip(found[index].sequences, found[index].scores, strict=True)
            ]
            for index, head in enumerate(heads)
        ]

    def _start(
        self, prompts: Sequence[list[str]], longest: int, beam: int, *, careful: bool, n_best: int
    ) -> list[Any]:
        """Begin to decode prompts; what is to come of each."""
        pending: list[Any] = self._generator.generate_batch(
            prompts,
            asynchronous=True,
            beam_size=beam,
            num_hypotheses=n_best,
            length_penalty=1.0,  # scores are means of the tokens' log probabilities
            max_length=longest,
            include_prompt_in_result=False,
            end_token=[self._tokenizer.eos, _STOP],
            return_end_token=True,
            return_scores=True,
            no_repeat_ngram_size=3 if careful else 0,
        )
        return pending

    def _prompt(self, request: Request) -> list[str]:
        examples = [match for match in request.examples if match.similarity >= _LEAST_SIMILARITY]
        example = examples[0].unit if examples and self._uses_examples else None
        return self._tokenizer.begin(
            build_prompt(request.text, request.terms[:_MAX_TERMS], example)
        )

    def _pieces_after(self, prefix: str) -> list[str]:
        """The pieces of a beginning of a draft; the adapter's drafts follow after a space."""
        flat = flatten(prefix)
        return self._tokenizer.pieces(" " + flat) if flat else []

    def places_for(self, requests: Sequence[Request], forms: Sequence[str]) -> list[list[int]]:
        """Where a form would best stand; see :meth:`ModelDrafter.places_for`.

        One pass over a draft gives at each place the probability that the form's first piece
        comes next.
        """
        return [self._places(request, form) for request, form in zip(requests, forms, strict=True)]

    def _places(self, request: Request, form: str) -> list[int]:
        first = self._pieces_after(form)[:1]
        wanted = self._output_ids.get(first[0]) if first else None
        if wanted is None:
            return []
        text = flatten(request.prefix)
        prompt, pieces = self._prompt(request), self._pieces_after(text)
        if len(prompt) + len(pieces) > _WINDOW:  # a draft that ran in a loop
            return []
        output = self._generator.forward_batch([[*prompt, *pieces]], return_log_probs=True)
        table = to_array(output)[0, len(prompt) - 1 :]
        if wanted >= table.shape[1]:
            return []
        offsets = self._word_starts(text, pieces)
        scores = {at: float(table[at, wanted]) for at in offsets}
        best = sorted(scores, key=lambda at: -scores[at])[:_MOST_PLACES]
        return [offsets[at] for at in best if scores[at] >= scores[best[0]] - _WORSE_PLACE]

    def _word_starts(self, text: str, pieces: list[str]) -> dict[int, int]:
        """Indices of the pieces that begin a word or mark, with the offset where it begins."""
        starts: dict[int, int] = {}
        for index, piece in enumerate(pieces):
            head = self._tokenizer.join(pieces[:index]).strip()
            if not text.startswith(head):  # letters that are put together from bytes
                continue
            if piece.startswith("▁"):
                starts[index] = len(head) + (index > 0)
            elif piece in _MARKS:
                starts[index] = len(head)
        return starts

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean log probabilities; see :meth:`ModelDrafter.probabilities`."""
        return self.log_probabilities(pairs)

    def log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """How probable given translations are; see :class:`~songngu.translate.scoring.Scoring`.

        Of texts that are too long to be read at once the beginnings count.
        """
        found: list[float] = []
        for source, target in pairs:
            prompt = self._tokenizer.begin(build_prompt(self._beginning(source)))
            pieces = [*self._tokenizer.pieces(" " + target), self._tokenizer.eos]
            pieces = pieces[: _WINDOW - len(prompt)]
            # One at a time: CTranslate2 4.8 fails on texts of unlike length (its issue 1497).
            pending = self._generator.score_batch(
                [[*prompt, *pieces]],
                max_input_length=0,
                asynchronous=True,
            )
            # The first piece has no probability, so that the English begins one place earlier.
            scores = results(pending)[0].log_probs[len(prompt) - 1 :]
            found.append(sum(scores) / len(scores))
        return found

    def _beginning(self, text: str) -> str:
        """A text as far as half a window goes."""
        pieces = self._tokenizer.pieces(text)
        most = _WINDOW // 2
        return text if len(pieces) <= most else self._tokenizer.join(pieces[:most])

    def _hypothesis(self, head: list[str], pieces: list[str], score: float) -> Hypothesis:
        finished = bool(pieces) and pieces[-1] in (self._tokenizer.eos, _STOP)
        text = flatten(self._tokenizer.join(head + (pieces[:-1] if finished else pieces)))
        mean = min(0.0, score) if math.isfinite(score) else 0.0
        return Hypothesis(text, mean, max(1, len(pieces)), finished)
