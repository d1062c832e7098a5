"""The newsroom set and its scorer: a faithful translation is right, each slip is caught."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import pytest

from songngu.corpora.errors import EvaluationError
from songngu.corpora.values import extract_values
from songngu.corpora.vietnamese import without_marks
from songngu.eval.invented import invented
from songngu.eval.newsroom import ExpectationKind, Share, judge, judge_all
from songngu.eval.newsroom_files import parse_forms, parse_sentences
from songngu.eval.said import says_date, says_number, says_time
from songngu.eval.wording import Wording

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "newsroom"
FORMS = parse_forms((FOLDER / "forms.toml").read_text("utf-8"))
PARTS = {
    path.stem: parse_sentences(path.read_text("utf-8"), FORMS)
    for path in sorted(FOLDER.glob("*.toml"))
    if path.stem != "forms"
}
SENTENCES = [sentence for part in PARTS.values() for sentence in part]
TRANSLATED = [sentence for sentence in SENTENCES if sentence.english]


def wrong(sentence, draft):
    return [
        (j.expectation.kind, j.expectation.source)
        for j in judge(sentence, draft)
        if not j.right and j.expectation.kind is not ExpectationKind.MADE_UP
    ]


def one(toml: str):
    """A sentence of its own, under the forms of the set."""
    (sentence,) = parse_sentences("[[sentence]]\nid = 'x'\n" + toml, FORMS)
    return sentence


def test_faithful_translations_are_right():
    report = judge_all(TRANSLATED, [sentence.english for sentence in TRANSLATED])
    assert len(TRANSLATED) >= 40
    assert [(j.sentence.id, j.expectation.source) for j in report.wrong()] == []
    assert report.overall().share == 1


def test_translations_with_marks_are_right_too():
    sentence = one(
        "source = 'Ông Đỗ Ngọc Minh ở xã Mường Nhé'\nnames = ['Đỗ Ngọc Minh']\n"
        "places = ['xã Mường Nhé']"
    )
    for draft in (
        "Mr Do Ngoc Minh in Muong Nhe commune",
        "Mr Đỗ Ngọc Minh in Mường Nhé Commune",
        "DO NGOC MINH, THE COMMUNE OF MUONG NHE",
    ):
        assert wrong(sentence, draft) == []


@pytest.mark.parametrize(
    "draft",
    [
        "voters in Tra Linh and Trung Khanh communes",
        "voters in the communes of Trung Khanh and Tra Linh",
        "voters in Tra Linh commune and the commune of Trung Khanh",
    ],
)
def test_units_may_be_said_once_for_several_places(draft):
    sentence = one(
        "source = 'cử tri xã Trà Lĩnh và xã Trùng Khánh'\n"
        "places = ['xã Trà Lĩnh', 'xã Trùng Khánh']"
    )
    assert wrong(sentence, draft) == []
    assert len(wrong(sentence, draft.replace("commune", "district"))) == 2


def test_the_source_left_as_it_is_gets_no_credit_for_ranks_or_exonyms():
    sentence = one(
        "source = 'Đại tá Đỗ Ngọc Minh thăm Bò Kẹo'\nnames = ['Đỗ Ngọc Minh']\n"
        "ranks = ['Đại tá']\nplaces = ['Bò Kẹo']"
    )
    assert wrong(sentence, sentence.source) == [
        (ExpectationKind.RANK, "Đại tá"),
        (ExpectationKind.PLACE, "Bò Kẹo"),
    ]


@pytest.mark.parametrize(
    ("source", "fields", "right", "mutant"),
    [
        ("Ông Đỗ Ngọc Minh", "names = ['Đỗ Ngọc Minh']", "Mr Do Ngoc Minh", "Mr Bui Ngoc Minh"),
        ("Ông Đỗ Ngọc Minh", "names = ['Đỗ Ngọc Minh']", "Mr Do Ngoc Minh", "Mr Do Minh Ngoc"),
        ("Ông Đỗ Ngọc Minh", "names = ['Đỗ Ngọc Minh']", "Mr Do Ngoc Minh", "Mr Do Minh"),
        ("Ông Đỗ Ngọc Minh", "names = ['Đỗ Ngọc Minh']", "Mr Đỗ Ngọc Minh", "Mr Đỗ Ngọc Mình"),
        ("Ông Đỗ Ngọc Minh", "names = ['Đỗ Ngọc Minh']", "Mr Do Ngoc Minh", "Mr Do Ngoc Minhh"),
        ("Đại tá A", "ranks = ['Đại tá']", "Senior Colonel A", "Major General A"),
        ("Đại tá A", "ranks = ['Đại tá']", "Colonel A", "Lieutenant Colonel A"),
        (
            "Trung tá A",
            "ranks = ['Trung tá']",
            "Lieutenant Colonel A",
            "Senior Lieutenant Colonel A",
        ),
        ("Trung tướng A", "ranks = ['Trung tướng']", "Lt. Gen. A", "Sr. Lt. Col. A"),
        (
            "Thượng úy A",
            "ranks = ['Thượng úy']",
            "Senior Lieutenant A",
            "Senior Lieutenant Colonel A",
        ),
        ("Thiếu tá A", "ranks = ['Thiếu tá']", "Major A", "Major General A"),
        ("Trung úy A", "ranks = ['Trung úy']", "Lieutenant A", "Senior Lieutenant A"),
        (
            "Chủ tịch UBND tỉnh A",
            "ranks = ['Chủ tịch UBND tỉnh']",
            "Chairman of the provincial People's Committee A",
            "Vice Chairman of the provincial People's Committee A",
        ),
        (
            "Chủ tịch UBND tỉnh A",
            "ranks = ['Chủ tịch UBND tỉnh']",
            "Vice Chairman B and Chairman A of the People’s Committee",
            "Vice Chairman B and Director A of the People’s Committee",
        ),
        (
            "Thủ tướng nói",
            "ranks = ['Thủ tướng']",
            "The Prime Minister said",
            "The Deputy Prime Minister said",
        ),
        ("tại Bò Kẹo", "places = ['Bò Kẹo']", "in Bokeo", "in Bo Keo"),
        ("từ Lào", "places = ['Lào']", "from Laos", "from Vietnam"),
        ("từ Lào", "places = ['Lào']", "from the Lao side", "from Lao Cai"),
        ("xã Sín Thầu", "places = ['xã Sín Thầu']", "Sin Thau commune", "Sin Thau district"),
        ("tỉnh Lào Cai", "places = ['tỉnh Lào Cai']", "Lao Cai", "Lai Chau province"),
        ("3,2 ha", "numbers = { '3,2 ha' = '32000 m2' }", "3.2 hectares", "32 hectares"),
        (
            "12,5 tỷ đồng",
            "numbers = { '12,5 tỷ đồng' = '12500000000 VND' }",
            "VND12.5 billion",
            "VND12.5 million",
        ),
        (
            "12,5 tỷ đồng",
            "numbers = { '12,5 tỷ đồng' = '12500000000 VND' }",
            "12.5 billion dong",
            "US$12.5 billion",
        ),
        ("5 tỷ đồng", "numbers = { '5 tỷ đồng' = '5000000000 VND' }", "5 billion VND", "5 billion"),
        (
            "10-15 triệu đồng",
            "numbers = { '10' = '10000000 VND' }",
            "VND10-15 million",
            "VND11-15 million",
        ),
        (
            "1.000.000 người",
            "numbers = { '1.000.000' = '1000000' }",
            "one million people",
            "1,000 people",
        ),
        ("86% hồ sơ", "numbers = { '86%' = '86%' }", "86 per cent of files", "86 files"),
        ("5 người", "numbers = { '5' = '5' }", "five people", "people on 5 November"),
        ("5 người", "numbers = { '5' = '5' }", "five people", "5 percent of people"),
        (
            "kỳ họp thứ 28",
            "numbers = { 'thứ 28' = '28th' }",
            "the 28th session",
            "the 18th session",
        ),
        ("ngày 4/11", "dates = { '4/11' = '--11-04' }", "on November 4", "on April 11"),
        ("ngày 4/11", "dates = { '4/11' = '--11-04' }", "on 4 November", "on November 4, 2024"),
        ("02/12/2025", "dates = { '02/12/2025' = '2025-12-02' }", "December 2, 2025", "December 2"),
        (
            "tháng 11/2025",
            "dates = { 'tháng 11/2025' = '2025-11' }",
            "in November 2025",
            "in December 2025",
        ),
        ("năm 2024", "dates = { 'năm 2024' = '2024' }", "in 2024", "in 2025"),
        ("năm 2024", "dates = { 'năm 2024' = '2024' }", "in May 2024", "in May 2023"),
        ("thứ Sáu", "dates = { 'thứ Sáu' = 'Friday' }", "on Friday", "on Thursday"),
        ("20h15", "times = { '20h15' = '20:15' }", "at 8:15 pm", "at 8:15 am"),
        ("20h15", "times = { '20h15' = '20:15' }", "at 20:15", "at 20:50"),
    ],
)
def test_each_slip_is_caught(source, fields, right, mutant):
    sentence = one(f'source = "{source}"\n{fields}')
    assert wrong(sentence, right) == []
    assert len(wrong(sentence, mutant)) == 1


@pytest.mark.parametrize("kind", ["name", "number", "date", "time", "place", "rank"])
def test_drafts_of_another_sentence_meet_little(kind):
    """A scorer that says yes to everything would pass every test of right drafts."""
    moved = [sentence.english for sentence in TRANSLATED[7:] + TRANSLATED[:7]]
    shares = judge_all(TRANSLATED, moved).by_kind()
    assert shares[ExpectationKind(kind)].share < 0.25
    assert shares[ExpectationKind.MADE_UP].share < 0.25


def named():
    """The personal names of the set with their plain form, where the translation has that."""
    for sentence in TRANSLATED:
        for expectation in sentence.expectations:
            name = " ".join(without_marks(word) for word in expectation.source.casefold().split())
            said = re.search(name, sentence.english, re.IGNORECASE)
            if expectation.kind is ExpectationKind.NAME and said:
                yield expectation, sentence.english, said.group()


@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_name_with_another_word_is_caught(place):
    n_names = 0
    for expectation, english, said in named():
        changed = said.split()
        which = min(place, len(changed) - 1)
        changed[which] = "Vuong" if changed[which] != "Vuong" else "Bui"
        mutant = english.replace(said, " ".join(changed))
        assert expectation.wording.found_in(english)
        assert not expectation.wording.found_in(mutant), (expectation.source, mutant)
        n_names += 1
    assert n_names > 240


def test_changed_digits_are_caught():
    """Every digit turned into another: right is what stands there in words, some one in ten."""
    drafts = [re.sub(r"\d", lambda d: str((int(d[0]) + 5) % 10), s.english) for s in TRANSLATED]
    shares = judge_all(TRANSLATED, drafts).by_kind()
    in_words = sum(
        re.fullmatch(r"\w+day|--\d\d", e.value) is not None  # a weekday or a month
        for s in TRANSLATED
        for e in s.expectations
    )
    assert shares[ExpectationKind.NUMBER].share < 0.2
    assert shares[ExpectationKind.TIME].right == 0
    assert shares[ExpectationKind.DATE].right <= in_words


def test_the_set_is_as_large_as_the_docs_say():
    counts = Counter(e.kind for sentence in SENTENCES for e in sentence.expectations)
    assert len(SENTENCES) >= 410
    least = {"name": 400, "number": 630, "date": 260, "place": 510, "rank": 330}
    assert [kind for kind, n in least.items() if counts[ExpectationKind(kind)] < n] == []
    assert len(PARTS["test"]) >= 190


@pytest.mark.parametrize(
    ("source", "draft", "found"),
    [
        ("Ông Đỗ Ngọc Minh nói", "Mr Do Ngoc Minh said", ()),
        ("Ông Đỗ Ngọc Minh nói", "Mr Bui Ngoc Minh said", ("Bui Ngoc",)),
        ("Ông Đỗ Ngọc Minh nói", "Mr Bùi Ngọc Minh, Do Ngoc Minh", ("Bùi Ngọc",)),
        ("Ông Trần Văn A nói", "Mr Tran Quoc A said", ("Tran Quoc",)),
        ("Công an An Giang", "An Giang Police", ()),
        ("sân vận động", "at Thien Truong Stadium", ()),
        ("đường", "on Ngo Gia Tu street and Bridge Hoang Dieu", ()),
        ("đường", "Tran Van Ba said the stadium is full", ("Tran Van",)),
        ("trường", "Bui Ngoc Minh, of the High School", ("Bui Ngoc",)),
        ("5 người", "five people on two sides", ()),
        ("5 người", "5 people in 2019", ("2019",)),
        ("5 tỷ đồng", "5 billion dollars", ("5 billion dollars",)),
        ("thứ Sáu", "on Saturday", ("Saturday",)),
        ("ngày 31/12", "December 31, 2012", ("December 31, 2012",)),
        ("ngày 31/12/2012", "December 31, 2012", ()),
        ("ngày 31/12 năm 2012", "December 31, 2012", ()),
        ("tháng 1/2026", "in February 2026", ("February 2026",)),
        ("ba tỉnh Bắc Lào", "three provinces in northern Vietnam", ("Vietnam",)),
        ("ba tỉnh Bắc Lào", "three northern Lao provinces", ()),
        ("tỉnh Lào Cai", "Lao Cai province in Vietnam", ()),
        ("ở Lào. Ảnh: TTXVN", "in Laos. Photo: Vietnam News Agency", ()),
        ("công dân Việt Nam tại Lào", "Vietnamese citizens in China", ("China",)),
    ],
)
def test_what_is_made_up_is_found(source, draft, found):
    values = extract_values(draft, "en", doubtful=True)
    assert invented(source, draft, values) == found


def test_a_sentence_with_something_made_up_does_not_count_as_right():
    sentence = one("source = 'Ông Đỗ Ngọc Minh'\nnames = ['Đỗ Ngọc Minh']")
    report = judge_all([sentence], ["Mr Do Ngoc Minh and Mr Bui Ngoc Minh"])
    assert report.overall() == Share(1, 1)
    assert report.sentences() == Share(0, 1)
    assert [judgement.found for judgement in report.wrong()] == [("Bui Ngoc",)]


def test_absent_words_are_wrong_where_they_stand():
    sentence = one("source = 'ba tỉnh Bắc Lào'\nabsent = ['Vietnam']")
    assert wrong(sentence, "three provinces in northern Laos") == []
    assert wrong(sentence, "three provinces in northern Vietnam")


def test_keys_are_what_the_reader_of_values_reads():
    """Two opinions on each value: the one written into the set, the one read from the text."""
    told = {
        "24 giờ": "24",  # a span of time, not midnight
        "6 giờ": "6",
        "3 giờ": "3",
        "9 tháng": "9",  # of the year 2025, not the month of May
        "178": "178",  # a decree, of 2024
        "3": "3000000000 VND",  # the unit stands at the upper end of a range only
        "52.000": "52000 VND",
        "250": "250000000 VND",
    }
    for sentence in SENTENCES:
        found = extract_values(sentence.source, "vi", doubtful=True)
        read = {value.key for value in found}
        # The set states how many medals, the reader of which metal as well.
        read |= {value.readings[0] for value in found if value.key.endswith(" medal")}
        for expectation in sentence.expectations:
            if expectation.value and told.get(expectation.source) != expectation.value:
                assert expectation.value in read, (sentence.id, expectation.source)


def test_sentences_differ_and_parts_share_none():
    ids = [sentence.id for sentence in SENTENCES]
    assert len(set(ids)) == len(ids)
    sources = [sentence.source for sentence in SENTENCES]
    assert len(set(sources)) == len(sources)
    for name, part in PARTS.items():
        assert all(sentence.id.startswith(f"{name}-") for sentence in part)


def test_shares():
    sentence = one("source = 'Lào và Bò Kẹo'\nplaces = ['Lào', 'Bò Kẹo']")
    report = judge_all([sentence, sentence], ["Laos and Bo Keo", "Laos and Bokeo"])
    assert report.by_kind() == {
        ExpectationKind.PLACE: Share(3, 4),
        ExpectationKind.MADE_UP: Share(2, 2),
    }
    assert report.overall() == Share(3, 4)
    assert [(j.expectation.source, j.draft) for j in report.wrong()] == [
        ("Bò Kẹo", "Laos and Bo Keo")
    ]
    assert report.to_dict()["place"]["share"] == 0.75


def test_a_sentence_counts_as_right_when_nothing_in_it_is_wrong():
    first = one("source = 'Lào và Bò Kẹo'\nplaces = ['Lào', 'Bò Kẹo']")
    (second,) = parse_sentences("[[sentence]]\nid='y'\nsource='Lào'\nplaces=['Lào']", FORMS)
    assert judge_all([first, second], ["Laos", "Laos"]).sentences() == Share(1, 2)


def test_interval_of_a_share():
    # Brown, Cai & DasGupta 2001, formula (4), computed by hand for 99 of 100.
    low, high = Share(99, 100).interval
    assert (round(low, 4), round(high, 4)) == (0.9455, 0.9982)
    assert math.isnan(Share(0, 0).share)


def test_unequal_counts_are_refused():
    sentence = one("source = 'Lào'\nplaces = ['Lào']")
    with pytest.raises(EvaluationError, match="found 1 drafts for 2 sentences"):
        judge_all([sentence, sentence], ["Laos"])


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "found no"),
        ("[[sentence]\n", "not TOML"),
        ("[[sentence]]\nid = 'a'\n", "missing fields"),
        ("[[sentence]]\nid = 'a'\nsource = 'Lào'\nplace = ['Lào']", "unknown fields"),
        ("[[sentence]]\nid = 'a'\nsource = 'Lào'\n", "no expectation"),
        ("[[sentence]]\nid = 'a'\nsource = 'Lào'\nplaces = ['Bò Kẹo']", "does not occur"),
        (
            "[[sentence]]\nid = 'a'\nsource = 'Thợ nặn A'\nranks = ['Thợ nặn']",
            "no accepted forms",
        ),
        (
            "[[sentence]]\nid = 'a'\nsource = '5 kg'\nnumbers = { '5 kg' = 'five' }",
            "key of a number",
        ),
        ("[[sentence]]\nid = 'a'\nsource = '4/11'\ndates = { '4/11' = '4/11' }", "key of a date"),
        (
            "[[sentence]]\nid = 'a'\nsource = 'Lào'\nplaces = ['Lào']\n" * 2,
            "repeated",
        ),
    ],
)
def test_a_broken_set_is_refused(toml, message):
    with pytest.raises(EvaluationError, match=message):
        parse_sentences(toml, FORMS)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[ranks]\n'đại tá' = []", "at least one accepted form"),
        ("[ranks]\n'đại tá' = 'Colonel'", "expected a list of forms"),
        ("[ranks]\n'đại tá' = { accept = ['Colonel'], after = ['x'] }", "expected a list of forms"),
        ("[ranks]\n'đại tá' = ['(Senior Colonel)']", "brackets hold one word"),
        ("[ranks]\n'đại tá' = ['…']", "at least one word"),
        ("[people]\n'a' = ['b']", "expected names, places, ranks and units"),
    ],
)
def test_broken_forms_are_refused(toml, message):
    with pytest.raises(EvaluationError, match=message):
        parse_forms(toml)


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("head of (the) … police", "the head of the Lao Cai provincial police", True),
        ("head of (the) … police", "head of police", True),
        ("head of … police", "head of a b c d e f g h i police", False),
        ("vice/deputy chair", "its DEPUTY CHAIR spoke", True),
        ("chair", "the chairman", False),
        ("People's Committee", "the People’s Committee", True),
        ("Đắk Lắk", "in Dak Lak", True),
        ("Đắk Lắk", "in Đak Lak", False),
        ("Đắk Lắk", "in Đắk Lắk", True),
    ],
)
def test_forms(form, text, found):
    assert Wording((form,)).found_in(text) is found


@pytest.mark.parametrize(
    ("says", "key", "text", "expected"),
    [
        (says_number, "2", "two weeks", True),
        (says_number, "82", "82 golds", True),
        (says_number, "82 gold medal", "82 silvers", False),
        (says_number, "4", "a quarter of them", False),
        (says_number, "14th", "Congress XIV", True),
        (says_number, "5", "up 5% to 7%", True),
        (says_number, "5%", "up 5-7%", True),
        (says_number, "5%", "up 6-7%", False),
        (says_number, "5%", "5 to 7 people", False),
        (says_number, "5", "up 5% with 7 teams", False),
        (says_number, "150", "rain of 150mm to 250mm", True),
        (says_number, "0.15 m", "rain of 150-250mm", True),
        (says_number, "0.15 m", "rain of 150-250cm", False),
        (says_number, "5", "from VND5 million to VND7 million", True),
        (says_number, "5000000 VND", "from 5 to 7 million dong", True),
        (says_number, "5000000 VND", "from 5 to 7 million dollars", False),
        (says_date, "---24", "from November 24 to 28", True),
        (says_date, "---24", "from November 23 to 28", False),
        (says_date, "2025-12-02", "on 02/12/2025", True),
        (says_time, "06:00", "at 6 o'clock in the morning", True),
        (says_time, "18:00", "at 6 o'clock", True),
    ],
)
def test_values_said(says, key, text, expected):
    assert says(key, extract_values(text, "en", doubtful=True)) is expected
