from __future__ import annotations

import random
import re

import pytest

from songngu.corpora.values import missing_values
from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom import Kind, find
from songngu.translate.training import amounts, slots
from songngu.translate.training.augment import augment
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.templates import (
    Template,
    draw,
    load_templates,
    render,
    template_pairs,
)
from songngu.translate.training.unusual import with_unusual_term

N_TRIES = 30


def variants(source, target, **more):
    """What the augmentation makes of a pair with many seeds."""
    found = (
        augment(TrainingPair(source, target, **more), random.Random(seed))
        for seed in range(N_TRIES)
    )
    return [pair for pair in found if pair is not None]


def test_names_are_exchanged_on_both_sides():
    made = variants(
        "Ông Nguyễn Văn Hải cho biết đường sẽ được sửa.", "Nguyen Van Hai said it would be mended."
    )
    assert len(made) == N_TRIES
    for pair in made:
        ((name, english),) = pair.terms
        assert pair.source == f"Ông {name} cho biết đường sẽ được sửa."
        assert pair.target == f"{english} said it would be mended."
        assert without_marks(name) == english


def test_the_sex_of_a_foreign_name_is_kept():
    made = variants("Bà Laura Smith nói vậy.", "Laura Smith said so.")
    assert made
    women = set(slots.word_lists()["female"])
    assert sum(pair.terms[0][0].split()[-1] in women for pair in made) > N_TRIES / 2


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Giá tăng 12,5% lên 1.250 đồng.", "Prices rose 12.5% to 1,250 VND."),
        ("Họ chi 3,2 tỷ đồng cho 45 căn nhà.", "They spent 3.2 billion VND on 45 houses."),
        ("Cuộc họp diễn ra hôm thứ Sáu.", "The meeting took place on Friday."),
        ("Lễ hội mở ngày 12/5.", "The festival opens on May 12."),
        ("Lễ hội mở ngày 3 tháng 11 tại đây.", "The festival opens here on 3 November."),
        ("Có 17 người bị thương trong ngày Chủ nhật.", "On Sunday 17 people were injured."),
    ],
)
def test_values_stay_equal_on_both_sides(source, target):
    made = variants(source, target)
    assert len({pair.source for pair in made}) > 5
    for pair in made:
        assert pair.source != source
        assert missing_values(pair.source, pair.target) == ()
        assert missing_values(pair.target, pair.source, "en", "vi") == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Anh ấy đến muộn.", "He came late."),
        ("Có 12 người và 12 xe.", "There were 12 people and 12 cars."),
        ("Có 12 người.", "There were a dozen people."),
        ("Năm 1975 mọi thứ thay đổi.", "In 1975 everything changed."),
        ("Hãng Calvin Jordan Klein mở cửa.", "The firm Calvin Jordan Klein opened."),
        ("Ở Saint Louis mưa to.", "It rained in Saint Louis."),
        ("Ông Nguyễn Văn An và con là An Bình.", "Nguyen Van An and An Binh, a son."),
    ],
    ids=["nothing", "twice", "in words", "a year", "a firm", "a town", "a name in another"],
)
def test_what_is_ambiguous_is_left_alone(source, target):
    assert variants(source, target) == []


def test_provinces_ranks_and_countries_are_exchanged():
    made = variants(
        "Đại tá Trần Văn Minh từ tỉnh Nghệ An sang Nhật Bản.",
        "Senior Colonel Tran Van Minh went from Nghe An province to Japan.",
    )
    for pair in made:
        for entry in find(pair.source):
            if entry.kind in (Kind.NAME, Kind.RANK):
                assert entry.targets[0] in pair.target
    assert len({pair.target.split(" province")[0].rsplit("from ")[-1] for pair in made}) > 5
    assert len({pair.target.rsplit(" ", 1)[-1] for pair in made}) > 5


def test_articles_follow_the_country():
    made = variants("Một du khách Nhật Bản mất tích.", "A Japanese tourist is missing.")
    assert made
    for pair in made:
        article, country = pair.target.split()[:2]
        vowel = country[0] in "AEIOU" and not country.startswith(("US", "UK", "Uk", "Ug", "Ur"))
        assert article == ("An" if vowel else "A"), pair.target


def test_given_terms_stay_only_where_they_still_hold():
    terms = (("Nghệ An", "Nghe An"), ("người", "people"))
    for pair in variants("17 người ở Nghệ An.", "17 people in Nghe An.", terms=terms):
        for source, target in pair.terms:
            assert source in pair.source
            assert target in pair.target
        assert ("người", "people") in pair.terms


def test_there_are_many_templates_and_all_can_be_filled():
    templates = load_templates()
    assert len(templates) >= 150
    rng = random.Random(1)
    for template in templates:
        pair = render(template, draw(template, rng), rng)
        assert not re.search(r"[{}\[\]|]", pair.source + pair.target)
        assert pair.source[0] == pair.source[0].upper()


def test_templates_say_the_same_in_both_languages():
    for pair in template_pairs(300, random.Random(2)):
        for source, target in pair.terms:
            assert source in pair.source or source[0].upper() + source[1:] in pair.source
            assert target.lower() in pair.target.lower()
        named = [range(entry.start, entry.end) for entry in find(pair.source)]
        missing = missing_values(pair.source, pair.target)  # a Mười is no ten
        assert [v for v in missing if not any(v.start in span for span in named)] == [], pair


def test_names_of_templates_are_found_by_the_lexicon():
    pairs = template_pairs(300, random.Random(3))
    names = [t for pair in pairs for t in pair.terms if len(t[0].split()) == 3 and " Văn " in t[0]]
    assert len(names) > 8
    found = {entry.source for pair in pairs for entry in find(pair.source)}
    assert len([name for name, _ in names if name in found]) > 0.97 * len(names)


def test_equal_seeds_give_equal_pairs():
    assert template_pairs(50, random.Random(4)) == template_pairs(50, random.Random(4))


def test_unknown_slots_are_an_error():
    with pytest.raises(ValueError, match=re.escape("found {nobody}")):
        Template("Ông {nobody} nói.", "{nobody} said.").draws()
    with pytest.raises(ValueError, match="expected one of"):
        Template("Ông {name} nói.", "{name2} said.").draws()


def test_unusual_terms_stand_in_the_target_and_among_the_hints():
    pair = TrainingPair(
        "Đại tá Trần Văn Minh thăm Bò Kẹo.",
        "Senior Colonel Tran Van Minh visited Bokeo.",
        terms=(("Trần Văn Minh", "Tran Van Minh"),),
    )
    made = [with_unusual_term(pair, random.Random(seed)) for seed in range(N_TRIES)]
    changed = [other for other in made if other is not None]
    assert len(changed) > N_TRIES / 2
    for other in changed:
        source, target = other.terms[0]
        assert source in other.source
        assert target in other.target
        assert other.target != pair.target


def test_amounts_are_equal_by_value():
    rng = random.Random(5)
    draws = (amounts.dong, amounts.dollars, amounts.percent, amounts.clock, amounts.weekday)
    for make in draws:
        for _ in range(80):
            value = make(rng)
            assert missing_values(value.source, value.target) == (), value
