"""Checks of the texts before they are scored: errors for what must not be, findings for the rest.

Every check is a pure function of the texts. Thresholds are shares of segments unless said
otherwise; they are set so that none of the systems published on FLORES-200 dev trips a check
that does not describe it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from songngu.corpora.errors import EvaluationError
from songngu.eval.report import Finding
from songngu.eval.scoring import n_words_13a
from songngu.eval.surface import nfc

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
_SPACED_MARK = re.compile(r"\w [.,!?;:](?= |$)|\w n't\b|\w '(?:s|re|ve|ll|d|m)\b")
_MODEL_TOKEN = re.compile(r"@@ |▁|</?s>|<unk>|<pad>|<2\w\w>|\b[a-z]{3}_[A-Z][a-z]{3}\b")
_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]")

# Vietnamese news has marks on about four words in five; English news about Vietnam, with every
# name spelt in full, on fewer than one in three.
_VIETNAMESE_WORDS = 0.5
_MOSTLY = 0.5
_ENOUGH_WORDS = 8

_NAMES = {"hypotheses": "hypothesis", "references": "reference", "sources": "source"}


def check_texts(texts: object, name: str) -> list[str]:
    """The texts as a list.

    Args:
        texts: What was handed in.
        name: ``hypotheses``, ``references`` or ``sources``, for the message.

    Raises:
        EvaluationError: Anything but a flat, non-empty sequence of strings.
    """
    if isinstance(texts, str | bytes):
        raise EvaluationError(
            f"{name}: expected a list with one string per segment, found a single "
            f"{type(texts).__name__} of length {len(texts)}; split it into segments first"
        )
    if not isinstance(texts, Sequence):
        raise EvaluationError(
            f"{name}: expected a list with one string per segment, found {type(texts).__name__}"
        )
    for index, text in enumerate(texts):
        if isinstance(text, list | tuple):
            raise EvaluationError(
                f"{name}: expected one string per segment, found a list of {len(texts)} lists "
                f"(the first of {len(texts[0])}); pass one reference stream as a flat list, "
                "a transposed one would score 100"
            )
        if not isinstance(text, str):
            raise EvaluationError(
                f"{name}: segment {index + 1} is {type(text).__name__}, expected a string; "
                "give an empty string for a missing translation"
            )
    if not texts:
        raise EvaluationError(f"{name}: found no segments, expected at least one")
    return list(texts)


def check_counts(hypotheses: Sequence[str], others: Sequence[str], name: str) -> None:
    """Do nothing if both sides have one segment for each other.

    Raises:
        EvaluationError: Unequal counts.
    """
    if len(hypotheses) != len(others):
        raise EvaluationError(
            f"found {len(hypotheses)} hypotheses but {len(others)} {name}, expected one "
            f"{_NAMES[name]} per hypothesis; look for a missing, extra or split line "
            "(scoring what overlaps would compare the wrong lines)"
        )


def find_empty(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    """Findings on empty segments.

    Raises:
        EvaluationError: All hypotheses or all references are empty.
    """
    findings = []
    sides = (
        ("hypotheses", hypotheses, "they count as wrong translations"),
        ("references", references, "these segments cannot be scored and are left out"),
    )
    for name, texts, effect in sides:
        empty = [index for index, text in enumerate(texts) if not text.strip()]
        if len(empty) == len(texts):
            raise EvaluationError(
                f"all {len(texts)} {name} are empty, so there is nothing to score; "
                "look at the file or the drafts"
            )
        if empty:
            message = f"{len(empty)} of {len(texts)} {name} are empty (first: segment "
            message += f"{empty[0] + 1}); {effect}."
            findings.append(Finding(f"empty-{name}", message))
    return findings


def vietnamese(text: str) -> bool:
    """True where most words of a text carry Vietnamese letters or tone marks."""
    words = _WORD.findall(nfc(text).lower())
    marked = sum(bool(_VIETNAMESE.search(word)) for word in words)
    return len(words) >= 2 and marked >= _VIETNAMESE_WORDS * len(words)


def find_language(
    hypotheses: Sequence[str], references: Sequence[str], target_language: str
) -> list[Finding]:
    """Findings on sides or segments in the wrong language, told by diacritics.

    Raises:
        EvaluationError: One side is Vietnamese and the other is not.
    """
    n_hypotheses = sum(map(vietnamese, hypotheses))
    n_references = sum(map(vietnamese, references))
    total = len(hypotheses)
    sides = (_mostly_vietnamese(hypotheses), _mostly_vietnamese(references))
    if sides[0] != sides[1]:
        first, second = ("hypotheses", "references") if sides[0] else ("references", "hypotheses")
        raise EvaluationError(
            f"the {first} look Vietnamese ({max(n_hypotheses, n_references)} of {total}) and the "
            f"{second} do not ({min(n_hypotheses, n_references)} of {total}); expected both in "
            "the target language: were the source and a translation swapped, or is nothing "
            "translated yet?"
        )
    expected = target_language.partition("-")[0].lower() == "vi"
    if sides[0] != expected:
        return [
            Finding(
                "language",
                f"Both sides look {'Vietnamese' if sides[0] else 'not Vietnamese'}, but the "
                f"target language is said to be {target_language!r}. Check that these are the "
                "right files.",
            )
        ]
    if n_hypotheses and not expected:
        return [
            Finding(
                "vietnamese-left",
                f"{n_hypotheses} of {total} hypotheses look Vietnamese: they were not translated "
                "and count as wrong.",
            )
        ]
    return []


def _mostly_vietnamese(texts: Sequence[str]) -> bool:
    """Whether a side is Vietnamese; a few words may be names that English keeps as they are."""
    n_words = sum(len(_WORD.findall(text)) for text in texts)
    return n_words >= _ENOUGH_WORDS and sum(map(vietnamese, texts)) >= _MOSTLY * len(texts)


def find_copies(
    hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
) -> list[Finding]:
    """Findings on hypotheses that repeat the reference, the source or each other."""
    total = len(hypotheses)
    findings = []
    same = sum(_n_words(h) >= 5 and h == r for h, r in zip(hypotheses, references, strict=True))
    if all(h == r for h, r in zip(hypotheses, references, strict=True)):
        message = f"All {total} hypotheses are identical to their references. A perfect score is "
        message += "no measurement of a translation: is the same file on both sides?"
        findings.append(Finding("identical", message))
    elif same >= 5 and same > 0.2 * total:
        message = f"{same} of {total} hypotheses of five words or more are identical to the "
        message += "reference. Was the system trained on it, or post-edited into it?"
        findings.append(Finding("identical", message))
    for name, texts in (("hypotheses", hypotheses), ("references", references)):
        pairs = zip(texts, sources or (), strict=False)
        copied = sum(text == source and _n_words(text) >= 4 for text, source in pairs)
        if copied:
            message = f"{copied} of {total} {name} repeat the source word for word; "
            message += "they are not translations."
            findings.append(Finding(f"source-copied-{name}", message))
    return findings + _find_repeats(hypotheses, references)


def _find_repeats(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    total = len(hypotheses)
    findings = []
    pairs = Counter(zip(hypotheses, references, strict=True))
    repeated = total - len(pairs)
    if total >= 5 and repeated > 0.2 * total:
        message = f"{repeated} of {total} pairs repeat an earlier pair. They weigh the score "
        message += "towards themselves and make the interval too narrow."
        findings.append(Finding("repeated-pairs", message))
    of_text = Counter(h for h in hypotheses if _n_words(h) >= 4)
    for text, count in of_text.most_common(1):
        n_references = len({r for h, r in zip(hypotheses, references, strict=True) if h == text})
        if n_references >= 3 and count > 0.02 * total:
            message = f"One hypothesis stands {count} times against {n_references} different "
            message += f"references: {_shown(text)}. The engine may have failed there."
            findings.append(Finding("repeated-hypothesis", message))
    return findings


def find_form(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    """Findings on tokenised text, model tokens, letter case, line breaks and lengths."""
    sides = (("hypotheses", hypotheses), ("references", references))
    shares = {name: _share(texts, _SPACED_MARK.search) for name, texts in sides}
    findings = []
    for name, texts in sides:
        if shares[name] >= 0.1:
            message = f"{_percent(shares[name])} of the {name} look tokenised (a space before a "
            message += "full stop or comma). Detokenise them: the metrics have their own tokeniser."
            findings.append(Finding(f"tokenised-{name}", message))
        pieces = sum(bool(_MODEL_TOKEN.search(text)) for text in texts)
        if pieces:
            message = f"{pieces} of {len(texts)} {name} contain marks of a model's tokeniser "
            message += "(@@, ▁, </s>, <unk>, a language code). Decode them before scoring."
            findings.append(Finding(f"model-tokens-{name}", message))
        broken = sum(len(text.strip().splitlines()) > 1 for text in texts)
        if broken:
            message = f"{broken} of {len(texts)} {name} contain a line break, which is scored "
            message += "as a space. Check that lines and segments were not mixed up."
            findings.append(Finding(f"line-breaks-{name}", message))
    return findings + _find_case(hypotheses, references) + _find_length(hypotheses, references)


def _find_case(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    forms = [" ".join(texts) for texts in (hypotheses, references)]
    lower = [form == form.lower() != form.upper() for form in forms]
    upper = [form == form.upper() != form.lower() for form in forms]
    if lower[0] == lower[1] and upper[0] == upper[1]:
        return []
    message = "One side is all in lower or upper case and the other is not. BLEU and chrF tell "
    message += "case apart, so the score is low for that reason alone."
    return [Finding("letter-case", message)]


def _find_length(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    lengths = [sum(map(n_words_13a, texts)) for texts in (hypotheses, references)]
    ratio = lengths[0] / max(1, lengths[1])
    if 0.67 <= ratio <= 1.5:
        return []
    message = f"The hypotheses have {lengths[0]} words and the references {lengths[1]} "
    message += f"({ratio:.2f} times as many). Text is missing or added on one side."
    return [Finding("length-ratio", message)]


def check_shift(hypotheses: Sequence[str], references: Sequence[str]) -> None:
    """Do nothing if hypotheses share more words with their own reference than with its neighbours.

    Blocks of 16 segments are compared with the references up to three lines up and down, so
    that a line lost in the middle of a file is found.

    Raises:
        EvaluationError: A block clearly fits other lines better than its own.
    """
    size = 16
    if len(hypotheses) < 8:
        return
    bags = [[_content(text) for text in texts] for texts in (hypotheses, references)]
    for first in range(0, max(1, len(hypotheses) - size // 2), size):
        block = range(first, min(first + size, len(hypotheses)))
        fit = {shift: _fit(bags[0], bags[1], block, shift) for shift in range(-3, 4)}
        best = max(fit, key=lambda shift: fit[shift])
        if fit[best] > 0.2 and fit[best] > 2 * fit[0]:
            raise EvaluationError(
                f"from about segment {first + 1} on the hypotheses fit the references "
                f"{abs(best)} line(s) {'further down' if best > 0 else 'further up'} better than "
                f"their own (word overlap {fit[best]:.2f} against {fit[0]:.2f}); expected line i "
                "to translate line i: look for a missing, extra or split line near there"
            )


def find_unrelated(hypotheses: Sequence[str], references: Sequence[str]) -> list[Finding]:
    """Findings on sides that hardly share a word: other texts, or lines in another order.

    Mean overlap is .55 to .68 for published systems on FLORES-200 dev and .02 for their lines in
    random order.
    """
    bags = [[_content(text) for text in texts] for texts in (hypotheses, references)]
    fit = _fit(bags[0], bags[1], range(len(hypotheses)), 0)
    if len(hypotheses) < 5 or fit >= 0.15:
        return []
    message = (
        f"Hypotheses and references share hardly any words (overlap {fit:.2f}; 0.5 is usual). "
    )
    message += "Are they the same texts, in the same order?"
    return [Finding("little-in-common", message)]


def _content(text: str) -> frozenset[str]:
    return frozenset(word for word in _TOKEN.findall(text.lower()) if len(word) > 3)


def _fit(
    hypotheses: Sequence[frozenset[str]],
    references: Sequence[frozenset[str]],
    block: range,
    shift: int,
) -> float:
    """Mean Dice overlap of the words of a block with the references that many lines further."""
    overlaps = []
    for i in block:
        if 0 <= i + shift < len(references):
            one, other = hypotheses[i], references[i + shift]
            overlaps.append(2 * len(one & other) / max(1, len(one) + len(other)))
    return sum(overlaps) / len(block)


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(text)) for text in texts) / len(texts)


def _n_words(text: str) -> int:
    return len(text.split())


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _shown(text: str, limit: int = 60) -> str:
    return repr(text if len(text) <= limit else text[:limit] + "…")
