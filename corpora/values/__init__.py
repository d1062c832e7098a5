"""Numbers, dates, times and amounts by value, comparable between Vietnamese and English."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from songngu.corpora.values import english, vietnamese
from songngu.corpora.values.compare import unmatched
from songngu.corpora.values.scan import nfc_offsets, scan
from songngu.corpora.values.value import Value, ValueKind

_READERS = {
    "vi": (vietnamese.START, vietnamese.READERS),
    "en": (english.START, english.READERS),
}


def extract_values(text: str, language: str, *, doubtful: bool = False) -> tuple[Value, ...]:
    """The values in `text`, in order and without overlap.

    Args:
        text: NFC or NFD; offsets are into the text as given.
        language: ``vi`` or ``en`` (subtags are passed over); decides what ``1.000`` and ``12,5``
            are.
        doubtful: Whether to give also what may be no value at all, marked as such.

    Raises:
        ValueError: `language` is neither Vietnamese nor English.
    """
    primary = language.replace("_", "-").split("-")[0].lower()
    if primary not in _READERS:
        raise ValueError(f"values can be read in 'vi' and 'en' only, found language {language!r}")
    if unicodedata.is_normalized("NFC", text):
        values = scan(text, *_READERS[primary])
    else:
        composed, offsets = nfc_offsets(text)
        values = [
            replace(
                value,
                start=offsets[value.start],
                end=offsets[value.end],
                text=text[offsets[value.start] : offsets[value.end]],
            )
            for value in scan(composed, *_READERS[primary])
        ]
    return tuple(value for value in values if doubtful or not value.doubtful)


def missing_values(
    source: str, target: str, source_language: str = "vi", target_language: str = "en"
) -> tuple[Value, ...]:
    """The values of `source` that have no equal in `target`, in order; see :func:`unmatched`.

    To compare one segment with many, extract the values of each once and call
    :func:`unmatched`.

    Raises:
        ValueError: A language is neither Vietnamese nor English.
    """
    values = extract_values(source, source_language)
    if not values:
        return ()
    return unmatched(values, extract_values(target, target_language, doubtful=True))


__all__ = ["Value", "ValueKind", "extract_values", "missing_values", "unmatched"]
