"""One name for one thing: what counts as a mention, whose word counts, what is left alone."""

import pytest

from songngu.corpora.types import Check, CheckName, Draft, Term
from songngu.translate.consistency import MARK, Consistency
from songngu.translate.memory import recall
from songngu.translate.mentions import mentions

MEETING = ("Đại tá Đỗ Ngọc Minh chủ trì họp.", "Senior Colonel Do Ngoc Minh chaired a meeting.")
SPEECH = (
    "Hôm qua, Đại tá Đỗ Ngọc Minh phát biểu.",
    "Yesterday, Senior Colonel Đỗ Ngọc Minh spoke.",
)


def draft(text, checks=()):
    return Draft(text, 0.5, tuple(checks), "engine|1")


def run(article, *pairs):
    """The drafts as they stand in the end."""
    stands = {}
    for index, (source, text) in enumerate(pairs):
        stands |= dict(article.add(index, source, draft(text)))
    return [stands[index].text for index in range(len(pairs))]


@pytest.mark.parametrize(
    ("source", "text", "forms"),
    [
        (*SPEECH, ["Senior Colonel", "Đỗ Ngọc Minh"]),
        ("Ông Thoong-lun đến.", "Thongloun came.", ["Thongloun"]),
        ("Ở tỉnh Bò Kẹo.", "In Bokeo province.", ["Bokeo"]),
        ("Vị đại tá nói.", "The colonel spoke.", []),
        ("Ở Lào và ở Lào.", "In Laos and in Laos.", []),
        ("Giá gạo tăng.", "Rice prices rose.", []),
    ],
    ids=["rank and name", "foreign name", "place", "rank without a name", "twice", "no name"],
)  # fmt: skip
def test_what_is_called_alike_is_found_where_it_stands(source, text, forms):
    found = mentions(source, text)
    assert [mention.form for mention in found] == forms
    assert [text[slice(*mention.span)] for mention in found] == forms


def test_terms_are_mentions_whatever_translation_was_taken():
    terms = [Term("lợn nái", "sow"), Term("lợn nái", "breeding pig")]
    keys = {
        mention.key
        for text in ("We bought a sow.", "We bought a breeding pig.")
        for mention in mentions("Mua một lợn nái.", text, terms)
    }
    assert len(keys) == 1


def test_of_equals_what_came_first_stands_and_the_majority_turns_it():
    plain, marked = MEETING, SPEECH
    assert run(Consistency(), plain, marked)[1] == "Yesterday, Senior Colonel Do Ngoc Minh spoke."
    again = ("Đại tá Đỗ Ngọc Minh về.", "Senior Colonel Đỗ Ngọc Minh left.")
    found = run(Consistency(), plain, marked, again)
    assert found == ["Senior Colonel Đỗ Ngọc Minh chaired a meeting.", marked[1], again[1]]


def test_of_equals_the_preferred_form_stands_whatever_came_first():
    first = ("Thượng tá Trần Văn Hùng đến.", "Senior Lt. Col. Tran Van Hung came.")
    second = ("Thượng tá Trần Văn Hùng về.", "Senior Lieutenant Colonel Tran Van Hung left.")
    assert run(Consistency(), first, second)[0] == "Senior Lieutenant Colonel Tran Van Hung came."


def test_what_was_approved_goes_before_any_majority():
    article = Consistency(approved=[MEETING, ("Đỗ Ngọc Minh về.", "Do Ngoc-Minh left.")])
    found = run(article, SPEECH, ("Đại tá Đỗ Ngọc Minh về.", "Senior Colonel Đỗ Ngọc Minh left."))
    assert all("Do Ngoc-Minh" in text for text in found)


def test_what_the_memory_gave_decides_and_is_left_alone():
    from songngu.corpora.types import MemoryMatch, TranslationUnit

    recalled = recall(SPEECH[0], [MemoryMatch(TranslationUnit(*SPEECH), 1.0)])
    article = Consistency()
    assert article.add(0, *MEETING[:1], draft(MEETING[1])) == [(0, draft(MEETING[1]))]
    changed = dict(article.add(1, SPEECH[0], recalled))
    assert changed[1] == recalled
    assert changed[0].text == "Senior Colonel Đỗ Ngọc Minh chaired a meeting."


def test_a_changed_draft_says_so():
    cut = Check(CheckName.CUT, "Cut.")
    old = Check(CheckName.REPAIRED, "Put right.", ("Hanoi",))
    article = Consistency(approved=[MEETING])
    ((_, found),) = article.add(0, SPEECH[0], draft(SPEECH[1], [cut, old]))
    assert [check.name for check in found.checks] == [CheckName.CUT, CheckName.REPAIRED]
    assert found.checks[1].found == ("Hanoi", "Do Ngoc Minh")
    assert found.signature == "engine|1" + MARK
    # Read again in a later run, it stays as it is.
    assert Consistency(approved=[MEETING]).add(0, SPEECH[0], found) == [(0, found)]


def test_marks_may_be_left_to_the_house_style():
    article = Consistency(approved=[MEETING], marks=False)
    assert run(article, SPEECH) == [SPEECH[1]]


def test_article_and_number_fit_what_was_put_in():
    terms = [Term("lợn nái", "old sow"), Term("lợn nái", "breeding pig")]
    article = Consistency(terms, [("Bán lợn nái.", "The old sow was sold.")])
    assert run(article, ("Mua một lợn nái.", "They bought a breeding pig.")) == [
        "They bought an old sow."
    ]


def test_an_empty_draft_and_a_text_without_names_stay():
    assert run(Consistency(approved=[MEETING]), ("Đỗ Ngọc Minh", ""), ("Mưa.", "Rain.")) == [
        "",
        "Rain.",
    ]
