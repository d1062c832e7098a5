"""British and American spelling.

The pairs in ``spelling.tsv`` come from SCOWL's word lists (``benchmarks/spelling_pairs.py``): words
that one side of the Atlantic only has. Words that both have, in other senses, need their
neighbours; the few that news is full of are below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources

from songngu.translate.style.settings import Spelling
from songngu.translate.style.spans import Span, inside, like, replaced

_WORD = re.compile(r"[A-Za-z]+")
_TITLE = re.compile(r"[“\"‘]([A-Z][^“”\"‘’.,!?;:]{1,60})[”\"’]")
_LONGEST_TITLE = 8

# American words that are British in one sense only, where they are not what stands around them.
_TO_BRITISH = (
    (
        re.compile(
            r"(?<!computer )(?<!software )(?<!spy )(?<!antivirus )\bprogram(s?)\b"
            r"(?! code| file| error)",
            re.IGNORECASE,
        ),
        r"programme\1",
    ),
    (
        re.compile(
            r"(?<!parking )(?<!water )(?<!electricity )(?<!power )(?<!gas )(?<!smart )(?<!flow )"
            r"\bmeter(s?)\b(?!ing| reading)",
            re.IGNORECASE,
        ),
        r"metre\1",
    ),
    (
        re.compile(
            r"(?<=\ba )license\b|(?<=\bthe )license\b|(?<=\bno )license\b|(?<=\bof )license\b"
            r"|(?<=\bwithout a )license\b|(?<=\bdriver's )license\b|(?<=\bdriver’s )license\b"
            r"|(?<=\bdriving )license\b|(?<=\bbusiness )license\b|(?<=\boperating )license\b"
            r"|(?<=\bimport )license\b|(?<=\bexport )license\b|(?<=\bmining )license\b"
            r"|\blicense(?= plate)",
            re.IGNORECASE,
        ),
        "licence",
    ),
    (re.compile(r"\blicenses\b(?! (?:the|a|an|it|them)\b)", re.IGNORECASE), "licences"),
    (re.compile(r"\baging\b", re.IGNORECASE), "ageing"),
)
# British words that are nothing else.
_TO_AMERICAN_LIST = """
    programme=program programmes=programs metre=meter metres=meters licence=license
    licences=licenses practise=practice practises=practices practising=practicing tyre=tire
    tyres=tires cheque=check cheques=checks storey=story storeys=stories kerb=curb kerbs=curbs
    ageing=aging whilst=while amongst=among judgement=judgment judgements=judgments
    grey=gray greys=grays gaol=jail mum=mom mums=moms draught=draft draughts=drafts
"""
_TO_AMERICAN = dict(pair.split("=") for pair in _TO_AMERICAN_LIST.split())


@lru_cache(maxsize=2)
def _table(spelling: Spelling) -> dict[str, str]:
    text = (resources.files(__package__) / "spelling.tsv").read_text("utf-8")
    pairs = [(line.partition("\t")[0], line.partition("\t")[2]) for line in text.splitlines()]
    if spelling is Spelling.BRITISH:
        return dict(pairs)
    return {british: american for american, british in pairs} | _TO_AMERICAN


def respell(text: str, spelling: Spelling, kept: Sequence[Span] = ()) -> str:
    """The text in British or American spelling.

    Names (words with a capital inside a sentence, or before another one), titles in quotation
    marks and what ``kept`` covers stay.

    Args:
        kept: Spans of the text to leave as they are.
    """
    if spelling is Spelling.AS_DRAFTED:
        return text
    kept = [*kept, *_titles(text), *_names(text)]
    edits = [
        (match.span(), like(match.group(), new))
        for match, new in _found(text, spelling)
        if not inside(match.span(), kept)
    ]
    return replaced(text, edits)


def _found(text: str, spelling: Spelling) -> Iterator[tuple[re.Match[str], str]]:
    table = _table(spelling)
    for match in _WORD.finditer(text):
        other = table.get(match.group().lower())
        if other is not None:
            yield match, other
    for pattern, other in _TO_BRITISH if spelling is Spelling.BRITISH else ():
        for match in pattern.finditer(text):
            yield match, match.expand(other)


def _titles(text: str) -> list[Span]:
    """Short quotations that begin with a capital and hold no sentence: titles of works."""
    return [
        match.span(1) for match in _TITLE.finditer(text) if len(match[1].split()) <= _LONGEST_TITLE
    ]


def _names(text: str) -> list[Span]:
    """Words with a capital that no sentence begins with, and those beside another."""
    words = list(re.finditer(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text))
    found = []
    for at, match in enumerate(words):
        if not match.group()[0].isupper():
            continue
        before = text[words[at - 1].end() if at else 0 : match.start()]
        opens = not at or bool(re.search(r"[.!?…:]", before))
        joined = at + 1 < len(words) and (
            words[at + 1].group()[0].isupper()
            and text[match.end() : words[at + 1].start()].isspace()
        )
        if not opens or joined:
            found.append(match.span())
    return found
