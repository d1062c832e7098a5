"""Makes translate/style/spelling.tsv: American and British spellings of the same words.

    python benchmarks/spelling_pairs.py SCOWL_FOLDER > translate/style/spelling.tsv

SCOWL_FOLDER holds the word lists of SCOWL (http://wordlist.aspell.net; Debian's package `scowl`
puts them into /usr/share/dict/scowl). Words that only the American lists have are turned British
by the rules below; a pair counts where the British lists have the result and the common English
ones have neither, so that neither spelling means something else on the other side.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LEVELS = ("10", "20", "35", "40", "50", "55", "60")
# What an American word has, what the British one has there; each is tried at every place.
RULES = (
    ("or", "our"), ("er", "re"), ("ers", "res"), ("ered", "red"), ("ering", "ring"),
    ("iz", "is"), ("yz", "ys"), ("og", "ogue"), ("ogs", "ogues"), ("l", "ll"), ("ll", "l"),
    ("e", "ae"), ("e", "oe"), ("ense", "ence"), ("eled", "elled"), ("eling", "elling"),
    ("gray", "grey"), ("plow", "plough"), ("mold", "mould"), ("molt", "moult"), ("tire", "tyre"),
    ("aluminum", "aluminium"), ("pajama", "pyjama"), ("skeptic", "sceptic"), ("cozi", "cosi"),
    ("cozy", "cosy"), ("mustache", "moustache"), ("specialty", "speciality"), ("sulf", "sulph"),
    ("gram", "gramme"), ("draft", "draught"), ("airplane", "aeroplane"), ("math", "maths"),
    ("ax", "axe"), ("t", "tt"), ("s", "ss"), ("p", "pp"), ("g", "gg"), ("m", "mm"), ("c", "k"),
    ("ck", "que"), ("f", "ph"), ("story", "storey"), ("stories", "storeys"),
    ("jewelry", "jewellery"),
    ("dgment", "dgement"), ("percent", "per cent"), ("vise", "vice"), ("maneuv", "manoeuv"),
    ("curb", "kerb"), ("phony", "phoney"), ("license", "licence"), ("practice", "practise"),
    ("artifact", "artefact"), ("donut", "doughnut"), ("naught", "nought"), ("feces", "faeces"),
    ("check", "cheque"), ("ed", "t"), ("o", "oe"), ("z", "s"), ("ow", "ough"), ("ize", "ise"),
)  # fmt: skip
# Chance likenesses, and what British courts and papers write the American way.
SKIPPED_LIST = """
    cardie costumier ecus fayer mantes maters novene patine performative snowshed trabecule manila
    dreamed leaped learned unlearned judgment judgments judgmental
"""
SKIPPED = frozenset(SKIPPED_LIST.split())


def words(folder: Path, lists: str) -> set[str]:
    found: set[str] = set()
    for level in LEVELS:
        path = folder / f"{lists}-words.{level}"
        if path.exists():
            found |= set(path.read_text("latin-1").split())
    return {word for word in found if word.isalpha() and word.islower()}


def british_forms(word: str) -> Iterator[str]:
    for american, british in RULES:
        for match in re.finditer(re.escape(american), word):
            yield word[: match.start()] + british + word[match.end() :]
            for more_american, more_british in RULES[:16]:  # paralyzers, colorizing, manoeuvre
                once = word[: match.start()] + british + word[match.end() :]
                for again in re.finditer(re.escape(more_american), once):
                    yield once[: again.start()] + more_british + once[again.end() :]


def pairs(folder: Path) -> Iterator[tuple[str, str]]:
    common = words(folder, "english")
    british = words(folder, "british") - common
    for word in sorted(words(folder, "american") - common):
        forms = (form for form in british_forms(word) if form in british and form != word)
        found = next(forms, None)
        if found is not None and word not in SKIPPED:
            yield word, found


def main() -> None:
    for american, british in pairs(Path(sys.argv[1])):
        print(american, british, sep="\t")


if __name__ == "__main__":
    main()
