"""Filters, held-out sets, weights and hints."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from songngu.corpora.errors import TrainingError
from songngu.corpora.vietnamese import without_marks
from songngu.translate.training.config import FilterTable, TrainingConfig, parse_config
from songngu.translate.training.data import prepare_data
from songngu.translate.training.filters import REASONS, PairFilter, count_table
from songngu.translate.training.hints import HintFinder, copied_names, glossary_of
from songngu.translate.training.mixing import Example, ExampleMaker, choose
from songngu.translate.training.pairs import TrainingPair

pytest.importorskip("torch")

from songngu.translate.training.plan import make_plan, newsroom_forms

GOOD = TrainingPair("Giá gạo tăng nhẹ trong tuần qua.", "Rice prices rose slightly.", "a")


def language(text: str) -> str:
    return "en" if text.isascii() else "vi"


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        (GOOD, None),
        (TrainingPair("* * *", "Rice prices rose.", "a"), "empty"),
        (TrainingPair("Hà Nội, Việt Nam", "hà nội,  việt nam", "a"), "untranslated"),
        (TrainingPair("Vâng.", "Yes, it is.", "a"), "length"),
        (
            TrainingPair("Giá gạo tăng nhẹ " * 100, "Rice prices rose slightly. " * 60, "a"),
            "length",
        ),
        (TrainingPair("Giá gạo tăng nhẹ trong tuần qua ở nhiều nơi.", "Rice is up.", "a"), "ratio"),
        (TrainingPair(GOOD.source, "Rice prices rose a bit.", "a", confidence=0.4), "confidence"),
        (TrainingPair(GOOD.source, "Rice prices rose a bit.", "a", confidence=0.6), None),
        (TrainingPair("Gia gao tang nhe trong tuan qua.", GOOD.target, "a"), "language"),
        (TrainingPair("Bản tin kiểm tra số một.", "Test set, number one.", "a"), "evaluation"),
        (TrainingPair("Bản tin kiểm tra số hai.", "Nearly in the test.", "a"), "evaluation-near"),
    ],
    ids=lambda value: value if isinstance(value, str) or value is None else "",
)
def test_what_is_left_out_and_why(pair: TrainingPair, reason: str | None) -> None:
    forbidden = {"Test set, number one.": "evaluation", "Nearly in the test.": "evaluation-near"}
    passing = PairFilter(
        FilterTable(), identify=language, forbidden=lambda one: forbidden.get(one.target)
    )
    kept = passing([pair])
    assert len(kept) == (reason is None)
    assert passing.counts["a"].removed == Counter([reason] if reason else [])
    assert reason is None or reason in REASONS


def test_the_second_of_two_is_the_duplicate_whatever_its_source() -> None:
    passing = PairFilter(FilterTable())
    again = TrainingPair(GOOD.source.upper() + " ", GOOD.target, "b")
    other = TrainingPair(GOOD.source, "The price of rice went up slightly.", "b")
    assert passing([GOOD, again, other]) == [GOOD, other]
    lines = count_table(passing.counts)
    assert lines[0].split() == ["b", "2", "read", "1", "kept", "left", "out:", "duplicate", "1"]
    assert lines[1].split() == ["a", "1", "read", "1", "kept"]
    assert len(PairFilter(FilterTable(duplicates=False))([GOOD, again, other])) == 3


def test_pairs_come_out_composed_and_on_one_line() -> None:
    pair = TrainingPair("Gia\u0301 gạo\n tăng nhẹ.", "Rice\tprices rose.", "a")
    assert PairFilter(FilterTable())([pair]) == [
        TrainingPair("Giá gạo tăng nhẹ.", "Rice prices rose.", "a")
    ]


def many(n: int, origin: str = "a") -> list[TrainingPair]:
    return [
        TrainingPair(f"Câu số {i} của {origin} là đây.", f"Sentence {i} of {origin}.", origin)
        for i in range(n)
    ]


def find_among(texts: list[str]) -> object:
    whole = set(texts)

    def find(text: str) -> Literal["exact", "near"] | None:
        return "exact" if text in whole else None

    return find


def test_held_out_pairs_are_taken_out_and_kept_out() -> None:
    twin = TrainingPair("Một câu khác hẳn của nguồn b.", many(60)[7].target, "b")
    config = parse_config("[held_out]\ncount = 30\nsources = ['a']", "t.toml")
    data = prepare_data([*many(60), twin, *many(20, "b")], config, make_find=find_among)
    assert len(data.held_out) == 13  # about a fifth of the source
    assert {pair.origin for pair in data.held_out} == {"a"}
    assert not {pair.target for pair in data.held_out} & {pair.target for pair in data.pairs}
    assert data.counts["a"].removed["held-out"] == 13
    was_held = twin.target in {pair.target for pair in data.held_out}
    assert data.counts["b"].removed["held-out"] == int(was_held)
    again = prepare_data([*many(60), twin, *many(20, "b")], config, make_find=find_among)
    assert again.held_out == data.held_out
    fewer = parse_config("[held_out]\ncount = 10\nsources = ['a']", "t.toml")
    assert prepare_data(many(60), fewer, make_find=find_among).held_out == data.held_out[:10]


@pytest.mark.parametrize(
    "grow",
    [
        lambda old: [*old, *many(40, "b")],
        lambda old: [*many(40, "b"), *old],
        lambda old: [*old[:5], *many(1, "b"), *old[5:]],
        lambda old: [*old, *many(3000, "b")],
        lambda old: [replace(pair, target=f"{pair.target} It is new.") for pair in old],
    ],
    ids=["appended", "in front", "one in between", "many", "edited"],
)
def test_what_was_trained_on_does_not_come_to_judge(
    grow: Callable[[list[TrainingPair]], list[TrainingPair]],
) -> None:
    first = prepare_data(many(600), TrainingConfig(), make_find=find_among)
    config = parse_config("[run]\nseed = 6", "t.toml")
    second = prepare_data(grow(many(600)), config, make_find=find_among)
    trained = {pair.source for pair in first.pairs}
    assert len(second.held_out) >= 100
    assert not trained & {pair.source for pair in second.held_out}


@pytest.mark.parametrize("given", [None, [*many(100, "a"), *many(100, "b")]], ids=["taken", "file"])
def test_the_first_held_out_pairs_are_of_every_source_but_templates(
    given: list[TrainingPair] | None,
) -> None:
    config = parse_config("[[source]]\ntemplates = 400", "t.toml")
    made = many(400, "templates")
    found = [*many(500, "a"), *many(500, "b"), *made]
    data = prepare_data(found, config, held_out=given, make_find=find_among)
    first = Counter(pair.origin for pair in data.held_out[:50])
    assert set(first) == {"a", "b"}
    assert min(first.values()) > 10
    with pytest.raises(TrainingError, match=r"found 0 pairs .* those of templates aside"):
        prepare_data(made, config, make_find=find_among)
    named = parse_config(
        "[held_out]\nsources = ['templates']\n[[source]]\ntemplates = 400", "t.toml"
    )
    assert prepare_data(made, named, make_find=find_among).held_out


def test_a_twin_of_a_held_out_pair_is_not_trained_on() -> None:
    held_out = many(12, "c")
    twin = TrainingPair("Một câu khác hẳn của nguồn a.", held_out[3].target, "a")
    data = prepare_data([*many(5), twin], TrainingConfig(), held_out=held_out, make_find=find_among)
    assert data.pairs == many(5)
    assert data.counts["a"].removed == Counter({"held-out": 1})


@pytest.mark.parametrize(
    ("pairs", "text", "message"),
    [
        (
            many(20),
            "",
            r"found 20 pairs that pass .* held-out pairs from \(20 were read\), expected",
        ),
        ([], "", "found 0 pairs .*none were read"),
        (many(60), "[held_out]\nsources = ['x']", "names x, but pairs .* come from a only"),
    ],
)
def test_too_little_data_is_said(pairs: list[TrainingPair], text: str, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        prepare_data(pairs, parse_config(text, "t.toml"), make_find=find_among)


def test_evaluation_sets_are_refused_on_either_side() -> None:
    members = many(60)
    never = [members[0].source, members[1].target]
    data = prepare_data(members, TrainingConfig(), never=never, make_find=find_among)
    assert data.counts["a"].removed["evaluation"] == 2
    assert not {members[0], members[1]} & {*data.pairs, *data.held_out}


def test_given_held_out_pairs_are_not_of_an_evaluation_set() -> None:
    held_out = many(12, "c")
    never = [held_out[0].source, held_out[1].target]
    data = prepare_data(
        many(5), TrainingConfig(), held_out=held_out, never=never, make_find=find_among
    )
    assert {pair.source for pair in data.held_out} == {pair.source for pair in held_out[2:]}
    never += [pair.source for pair in held_out]
    message = r"found 0 held-out pairs .*12 were read, of which left out: 12 in an evaluation set"
    with pytest.raises(TrainingError, match=message):
        prepare_data(
            many(5), TrainingConfig(), held_out=held_out, never=never, make_find=find_among
        )


def test_weights_say_how_often_a_pair_comes() -> None:
    by_origin = {"a": list(range(100)), "b": list(range(100, 200)), "c": [200], "d": [201]}
    chosen = choose(by_origin, {"a": 0.25, "b": 2.5, "c": 0.0}, random.Random(1))
    counts = Counter(chosen)
    assert sum(counts[at] for at in by_origin["a"]) == 25
    assert {counts[at] for at in by_origin["b"]} == {2, 3}
    assert sum(counts[at] for at in by_origin["b"]) == 250
    assert (counts[200], counts[201]) == (0, 1)
    other = choose(by_origin, {"a": 0.25, "b": 2.5, "c": 0.0}, random.Random(2))
    assert {at for at in other if at < 100} != {at for at in chosen if at < 100}


def test_stages_have_weights_shares_and_passes_of_their_own() -> None:
    config = parse_config(
        "[[source]]\npath = 'a'\nname = 'a'\nweight = 0.5\n[run]\naugment = 0.1\n"
        "[[stage]]\npasses = 1.5\n[[stage]]\nweights = { b = 3.0 }\nhints = 1.0\naugment = 0.0",
        "t.toml",
    )
    data = prepare_data(
        [*many(40), *many(10, "b")], config, held_out=many(12, "c"), make_find=find_among
    )
    plan = make_plan(config, data)
    assert [len(plan.order(0, 0)), len(plan.order(0, 1)), plan.n_examples(0)] == [30, 15, 45]
    assert plan.n_examples(1) == 20 + 30
    assert [(maker.hints, maker.augment) for maker in plan.makers] == [(0.3, 0.1), (1.0, 0.0)]
    assert plan.order(0, 0) != plan.order(0, 1)
    bad = parse_config("[[stage]]\nweights = { x = 1.0 }", "t.toml")
    with pytest.raises(TrainingError, match=r"stage\[1\]\.weights names 'x', but the sources are"):
        make_plan(bad, data)


NEWS = TrainingPair(
    "Ông Đỗ Ngọc Minh, Giám đốc Công an tỉnh Điện Biên, thăm Bò Kẹo và Hà Nội.",
    "Do Ngoc Minh, director of the Dien Bien provincial police, visited Bokeo and Hanoi.",
)


def test_names_that_lose_their_marks_are_found() -> None:
    assert copied_names(NEWS.source, NEWS.target) == [
        ("Đỗ Ngọc Minh", "Do Ngoc Minh"),
        ("Điện Biên", "Dien Bien"),
    ]
    assert copied_names("Ông Minh Anh đến.", "Minh Anh came.") == []
    assert without_marks("Đắk Lắk, đường Ỷ Lan") == "Dak Lak, duong Y Lan"


def test_hints_are_right_for_their_pair_and_not_too_many() -> None:
    glossary = glossary_of(
        [("Bò Kẹo", "Bokeo"), ("bò kẹo", "Bo Keo"), ("giám đốc", "Director"), ("thăm", "see"),
         ("a", "one"), ("Hà Nội", "Hanoi"), ("minh", "Minh")]
    )  # fmt: skip
    finder = HintFinder(glossary, lexicon=newsroom_forms, most=4)
    drawn = [finder(NEWS, random.Random(seed)) for seed in range(30)]
    for hints in drawn:
        assert 1 <= len(hints) <= 4
        for source, target in hints:
            assert source in NEWS.source
            assert target in NEWS.target
    every = {hint for hints in drawn for hint in hints}
    assert {("Đỗ Ngọc Minh", "Do Ngoc Minh"), ("Điện Biên", "Dien Bien")} <= every
    assert not {source for source, _ in every} & {"thăm", "Minh"}
    assert len(set(drawn)) > 5
    given = TrainingPair("Bà Lan ở Huế.", "Mrs. Lan is in Hue.", terms=(("Huế", "Hue"),))
    assert ("Huế", "Hue") in HintFinder()(given, random.Random(1))
    assert HintFinder()(GOOD, random.Random(1)) == ()


def test_shares_of_examples_with_hints_exchanges_and_rewordings() -> None:
    def exchange(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
        return TrainingPair("đổi", "changed", terms=(("đổi", "changed"),))

    def reword(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
        return TrainingPair(pair.source, "other " + pair.target, terms=pair.terms)

    rng = random.Random(1)
    maker = ExampleMaker(HintFinder(), 0.5, 0.2, exchange, 0.5, reword)
    made = [maker(NEWS, rng) for _ in range(2000)]
    share = sum(each.target.endswith("changed") for each in made) / 2000
    assert share == pytest.approx(0.2, abs=0.03)
    assert sum(bool(each.terms) for each in made) / 2000 == pytest.approx(0.5, abs=0.04)
    reworded = [each for each in made if each.target.startswith("other ")]
    assert len(reworded) / 2000 == pytest.approx(0.25, abs=0.03)
    plain = ExampleMaker(HintFinder(), 0.0, 1.0, lambda pair, rng: None)
    assert plain(NEWS, rng) == Example(NEWS.source, NEWS.target)
    matched = ExampleMaker(HintFinder(), 0.0, 1.0, exchange, examples=0.5)
    made = [matched(NEWS, rng) for _ in range(500)]
    assert {each.match for each in made} == {None, (NEWS.source, NEWS.target)}
    assert sum(each.match is not None for each in made) / 500 == pytest.approx(0.5, abs=0.08)
