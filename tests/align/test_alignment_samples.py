"""The synthetic bitexts that weights are trained on: every claim they make about themselves."""

import importlib.util
import random
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def samples_module():
    names = ("alignment_pairs", "alignment_samples", "alignment_crf")
    for name in names:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    yield {name: sys.modules[name] for name in names}
    for name in names:
        del sys.modules[name]


@pytest.fixture(scope="module")
def pool(samples_module):
    pairs = samples_module["alignment_pairs"]
    made = [
        [pairs.Pair(f"v{r}-{k}.", f"e{r}-{k}.", f"d{r}-{k}.", r) for k in range(150)]
        for r in range(5)
    ]
    return pairs.Runs(made)


def _sentences(text):
    return text.replace(".", "").split()


class TestSamples:
    def test_beads_hold_the_same_sentences_on_both_sides_and_each_segment_once(
        self, samples_module, pool
    ):
        mixture = {"translation": 0.6, "moved": 0.2, "partial": 0.2}
        for sample in samples_module["alignment_samples"].make(
            120, mixture, pool, random.Random(5)
        ):
            seen = ([], [])
            for sources, targets in sample.beads:
                ours = [s[1:] for i in sources for s in _sentences(sample.source[i])]
                theirs = [s[1:] for j in targets for s in _sentences(sample.target[j])]
                assert ours == theirs
                seen[0].extend(sources)
                seen[1].extend(targets)
            assert len(set(seen[0])) == len(seen[0])
            assert len(set(seen[1])) == len(seen[1])
            assert len(sample.source) == len(sample.drafts)

    def test_texts_that_are_no_translations_share_no_sentence(self, samples_module, pool):
        mixture = {"same-topic": 0.5, "unrelated": 0.5}
        for sample in samples_module["alignment_samples"].make(60, mixture, pool, random.Random(5)):
            ours = {s[1:] for text in sample.source for s in _sentences(text)}
            theirs = {s[1:] for text in sample.target for s in _sentences(text)}
            assert sample.beads == []
            assert not ours & theirs

    def test_the_seed_decides(self, samples_module, pool):
        def made(seed):
            mixture = {"translation": 0.5, "partial": 0.5}
            return samples_module["alignment_samples"].make(8, mixture, pool, random.Random(seed))

        assert made(1) == made(1)
        assert made(1) != made(2)

    def test_gold_moves_follow_one_another_and_leave_out_what_moved(self, samples_module, pool):
        crf = samples_module["alignment_crf"]
        left_out = 0
        for sample in samples_module["alignment_samples"].make(
            60, {"moved": 1.0}, pool, random.Random(3)
        ):
            row = column = 0
            held = 0
            for move, i, j in crf.gold_moves(sample):
                a, b = crf.MOVES[move]
                assert i - a >= row
                assert j - b >= column
                row, column = i, j
                held += a
            left_out += sum(len(bead[0]) for bead in sample.beads) - held
        assert left_out > 30


def test_what_is_held_out_for_training_and_testing_does_not_overlap(samples_module):
    pairs = samples_module["alignment_pairs"]
    for name in pairs.NEWS:
        uses = [pairs.held_out(name, place) for place in range(6000)]
        assert 0.15 < uses.count("train") / 6000 < 0.35
        assert 0.03 < uses.count("test") / 6000 < 0.1
    assert pairs.held_out("Tatoeba", 3) == ""
