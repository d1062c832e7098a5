"""How each family of seq2seq models is told to translate Vietnamese into English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from songngu.corpora.errors import EngineError


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model wants to be given and what has to be taken off its output.

    Attributes:
        family: Name for the signature.
        prefix: Text before each source.
        output_prefix: Text that the model writes before each draft.
        options: Options for ``generate``.
        two_vocabularies: The target side has pieces of its own.
    """

    family: str
    prefix: str = ""
    output_prefix: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    two_vocabularies: bool = False

    def clean(self, text: str) -> str:
        """A draft without what the model writes before each."""
        return text.strip().removeprefix(self.output_prefix)


def recipe_for(tokenizer: Any, model_type: str, name: str) -> Recipe:
    """The recipe of a model; the tokenizer is set to Vietnamese where it has a source language.

    Args:
        tokenizer: The model's tokenizer.
        model_type: What transformers calls the architecture in ``config.json``.
        name: Name of the model or its folder; tells the fine-tuned T5 models apart.

    Raises:
        EngineError: A family that is not known here, or a model without Vietnamese or English.
    """
    if model_type not in _RECIPES:
        raise EngineError(
            f"The model is of type {model_type!r}; expected one of {', '.join(_RECIPES)}. "
            "Causal models are named as hf-causal:…"
        )
    return _RECIPES[model_type](tokenizer, name)


def _marian(tokenizer: Any, name: str) -> Recipe:
    """opus-mt: no codes where there is one target language, else ``>>eng<<`` before the text."""
    codes = set(getattr(tokenizer, "supported_language_codes", ()))
    if not codes:
        return Recipe("marian", two_vocabularies=True)
    for code in (">>eng<<", ">>en<<", ">>eng_Latn<<"):
        if code in codes:
            return Recipe("marian", prefix=code + " ", two_vocabularies=True)
    raise EngineError(
        f"The Marian model {name} translates into {', '.join(sorted(codes)[:8])}…, "
        "not into English (>>eng<<). Choose a model with English as a target."
    )


def _set_languages(tokenizer: Any, source: str, target: str, family: str) -> Recipe:
    """Source language set on the tokenizer, target language as the first token of the draft."""
    target_token = target if family != "m2m100" else f"__{target}__"
    source_token = source if family != "m2m100" else f"__{source}__"
    for token in (source_token, target_token):
        if tokenizer.convert_tokens_to_ids(token) in (None, tokenizer.unk_token_id):
            raise EngineError(
                f"The {family} model's vocabulary lacks the language code {token}. "
                "Choose a model that knows Vietnamese and English."
            )
    tokenizer.src_lang = source
    forced = tokenizer.convert_tokens_to_ids(target_token)
    return Recipe(family, options={"forced_bos_token_id": forced})


def _m2m_or_nllb(tokenizer: Any, name: str) -> Recipe:
    """Two families share one architecture; their tokenizers write the codes differently."""
    if tokenizer.convert_tokens_to_ids("vie_Latn") not in (None, tokenizer.unk_token_id):
        return _set_languages(tokenizer, "vie_Latn", "eng_Latn", "nllb")
    return _set_languages(tokenizer, "vi", "en", "m2m100")


def _mbart(tokenizer: Any, name: str) -> Recipe:
    return _set_languages(tokenizer, "vi_VN", "en_XX", "mbart50")


def _t5(tokenizer: Any, name: str) -> Recipe:
    """envit5 marks both languages with ``vi: `` and ``en: ``; plain T5 is given an order."""
    if "envit5" in name.lower():
        return Recipe("envit5", prefix="vi: ", output_prefix="en:")
    return Recipe("t5", prefix="translate Vietnamese to English: ")


_RECIPES: dict[str, Callable[[Any, str], Recipe]] = {
    "marian": _marian,
    "m2m_100": _m2m_or_nllb,
    "nllb-moe": _m2m_or_nllb,
    "mbart": _mbart,
    "t5": _t5,
    "mt5": _t5,
    "umt5": _t5,
}
