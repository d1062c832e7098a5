"""CPU time for hostile texts of two lengths: whether splitting, values and ingesting stay linear.

    python benchmarks/long_texts.py [--size CHARACTERS] [--factor N]

Each text is one unit again and again, such as no article is; it is read at ``--size`` and at
``--factor`` times that. Where the last column is much above ``--factor``, time grows faster than
the length.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from songngu.corpora.ingest import read_text
from songngu.corpora.split import splitter
from songngu.corpora.values import extract_values

SENTENCE = "Trạm y tế gồm hai tầng với mười hai phòng chức năng, đáp ứng nhu cầu của người dân./.\n"
UNITS = {
    "split": (
        lambda text: splitter("vi").split(text),
        (
            "Ông Minh đến TP. Hồ Chí Minh. ",
            ". ",
            '"',
            "(a. B ",
            "! ",
            "a.",
            "1.",
            "😀",
            ". 👉",
            "A",
        ),
    ),
    "values": (
        lambda text: extract_values(text, "vi", doubtful=True),
        ("1", "1.", "1 ", "một ", "hai mươi ", "ngày 1 ", "1/1 ", "I", "$", "1-"),
    ),
    "ingest": (
        lambda text: read_text(f"{SENTENCE}{text}", language="vi"),
        ("từ\n", "Nguyễn Văn An\n", "Tin mới nhất\n", SENTENCE, "a.jpg\n", "a\tb\tc\n", "(", "> "),
    ),
}


def seconds(work: Callable[[str], object], text: str) -> float:
    """CPU seconds of some work on a text."""
    began = time.process_time()
    work(text)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--factor", type=int, default=4)
    args = parser.parse_args()
    for name, (work, units) in UNITS.items():
        work("khởi động")
        for unit in units:
            texts = [unit * (n // len(unit)) for n in (args.size, args.size * args.factor)]
            short, long = (seconds(work, text) for text in texts)
            print(f"{name:8}{unit!r:36.36}{short:8.3f} s{long:8.3f} s{long / short:8.1f} ×")


if __name__ == "__main__":
    main()
