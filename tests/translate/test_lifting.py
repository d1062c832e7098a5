"""Sentences drafted without the offices of people, which are put back in English."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.corpora.types import Term
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import Faithful
from songngu.translate.lifting import appositions, lift, put_together

LONG = (
    "Đại tá Đỗ Ngọc Minh, Ủy viên Ban Thường vụ Tỉnh ủy, Giám đốc Công an tỉnh Lào Cai, "
    "cho biết 16 người đã đến dự."
)
LATE = "ông Lê Văn Tám vắng mặt cả hai ngày vì phải đi họp ở xa từ tuần trước"


def taken_out(text: str) -> tuple[str, list[tuple[str, ...]]]:
    """What is left of a text, and the offices."""
    found = list(appositions(text))
    for item in reversed(found):
        text = text[: item.start] + text[item.end :]
    return text, [item.offices for item in found]


@pytest.mark.parametrize(
    ("text", "left", "offices"),
    [
        (
            LONG,
            "Đại tá Đỗ Ngọc Minh cho biết 16 người đã đến dự.",
            [("Ủy viên Ban Thường vụ Tỉnh ủy", "Giám đốc Công an tỉnh Lào Cai")],
        ),
        (  # another person behind the comma, which stays
            "Dự lễ có ông Lê Văn Tám, Giám đốc Sở Y tế, bà Trần Thị Lan, nguyên Chủ tịch UBND xã.",
            "Dự lễ có ông Lê Văn Tám, bà Trần Thị Lan.",
            [("Giám đốc Sở Y tế",), ("nguyên Chủ tịch UBND xã",)],
        ),
        (
            "Ảnh: Trung úy Lê Văn Tám (Bí thư Chi đoàn) tặng quà.",
            "Ảnh: Trung úy Lê Văn Tám tặng quà.",
            [("Bí thư Chi đoàn",)],
        ),
        (  # a comma within the name of a body, and its seat
            "Ông Lê Văn Tám, Đội trưởng Đội Phòng, chống tội phạm, xã Mường Hum, có mặt.",
            "Ông Lê Văn Tám có mặt.",
            [("Đội trưởng Đội Phòng, chống tội phạm, xã Mường Hum",)],
        ),
        (  # a comma that the words before the name ask for
            "Theo ông Lê Văn Tám, Giám đốc Sở Y tế, dịch đã được kiểm soát.",
            "Theo ông Lê Văn Tám, dịch đã được kiểm soát.",
            [("Giám đốc Sở Y tế",)],
        ),
        (
            "Bà Trần Thị Lan, nguyên giám đốc Sở Y tế tỉnh Lào Cai, đến dự.",
            "Bà Trần Thị Lan đến dự.",
            [("nguyên giám đốc Sở Y tế tỉnh Lào Cai",)],
        ),
        (  # a long office before the name
            "Bí thư Đảng ủy đặc khu Vân Đồn Lê Văn Tám đến thăm.",
            "Lê Văn Tám đến thăm.",
            [("Bí thư Đảng ủy đặc khu Vân Đồn",)],
        ),
        ("Thủ tướng Phạm Văn Tám đến thăm.", "Thủ tướng Phạm Văn Tám đến thăm.", []),
        (
            "Ông Lê Văn Tám, 54 tuổi, ở xã Mường Hum.",
            "Ông Lê Văn Tám, 54 tuổi, ở xã Mường Hum.",
            [],
        ),
        ("Ông Lê Văn Tám, như mọi khi, đến sớm.", "Ông Lê Văn Tám, như mọi khi, đến sớm.", []),
        # An office in words that are not known goes on: nothing is taken out half.
        (
            "Ông Lê Văn Tám, Giám đốc Sở Y tế, 3 năm nay nghỉ hưu.",
            "Ông Lê Văn Tám, Giám đốc Sở Y tế, 3 năm nay nghỉ hưu.",
            [],
        ),
    ],
)
def test_offices_are_taken_out(text, left, offices):
    assert taken_out(text) == (left, offices)


@pytest.mark.parametrize(
    "text",
    [
        # The subject of a clause is nobody's apposition.
        "Tiếp Đại sứ Nguyễn Văn An, Chủ tịch Quốc hội cho biết hai nước là bạn.",
        "Cùng với ông Lê Văn Tám, Thủ tướng đã thăm các hộ dân.",
        "Theo ông Lê Văn Tám, Giám đốc Sở Y tế bày tỏ lo ngại.",
        "Ông Lê Văn Tám, Giám đốc Sở Y tế tỉnh Lào Cai chủ trì cuộc họp.",
        "Ông Lê Văn Tám, Giám đốc Sở Y tế không nhận tiền của bà con nhân dân trong xã.",
        "Bổ nhiệm ông Lê Văn Tám, Phó Giám đốc Sở Y tế giữ chức Giám đốc Sở Y tế.",
        # No office is taken out half.
        "Ông Lê Văn Tám, Trưởng phòng tiếp dân, có mặt.",
        "Ông Lê Văn Tám, Giám đốc Trung tâm bảo trợ trẻ em bị bỏ rơi tỉnh Lào Cai, có mặt.",
        "Đồng chí Bí thư Tỉnh ủy và Chủ tịch UBND tỉnh Lào Cai Lê Văn Tám đến.",
        "Thứ trưởng Bộ Y tế, Chủ tịch UBND tỉnh Lào Cai Lê Văn Tám đến.",
        # Whose office would it be in English?
        "Ông Lê Văn Tám, Giám đốc Sở Y tế, đến sớm và chiều thì ông Lê Văn Tám về.",
    ],
)
def test_what_may_be_no_apposition_stays(text):
    assert taken_out(text) == (text, [])


@pytest.mark.parametrize(
    "text",
    [
        f"Ông Lê Văn Tám đến rất sớm; ; {LATE}.",
        f"Ông Lê Văn Tám đến (rất sớm; {LATE}).",
        f"{LONG}; {LATE}.".upper(),
    ],
)
def test_what_is_not_cut(text):
    assert lift(Request(text), cut=True) is None


def test_a_request_in_pieces():
    text = f"Bà Trần Thị Lan, Hiệu trưởng Trường Hoa Mai, đến; {LATE}."
    lifted = lift(Request(text, (Term("vắng", "absent"), Term("đến", "come"))), cut=True)
    assert lifted is not None
    assert [clause.text for clause in lifted.clauses] == [
        "Bà Trần Thị Lan đến",
        f"{LATE}.",
    ]
    assert [[term.source for term in clause.terms] for clause in lifted.clauses] == [
        ["đến"],
        ["vắng"],
    ]
    whole = lift(Request(text), cut=False)
    assert whole is not None
    assert [clause.text for clause in whole.clauses] == [f"Bà Trần Thị Lan đến; {LATE}."]
    assert lift(Request(f"Bà Trần Thị Lan đến, {LATE}."), cut=False) is None
    assert lift(Request("Ông Lê Văn Tám, Giám đốc Công an tỉnh, có mặt."), cut=False) is None


def test_what_the_lexicon_has_needs_no_model_unless_a_term_is_in_it():
    lifted = lift(Request(LONG), cut=False)
    assert lifted is not None
    assert list(lifted.known.values()) == [
        "member of the Standing Board of the provincial Party Committee",
        "director of the Lao Cai provincial police",
    ]
    assert not lifted.offices
    term = Term("Công an tỉnh Lào Cai", "Lao Cai Public Security")
    lifted = lift(Request(LONG, (term,)), cut=False)
    assert lifted is not None
    assert [office.terms for office in lifted.offices] == [(term,)]


def written(*texts: str) -> list[Hypothesis]:
    return [Hypothesis(text, -0.5, 4, True) for text in texts]


def test_the_pieces_are_put_together():
    lifted = lift(Request(LONG), cut=False)
    assert lifted is not None
    whole = put_together(lifted, written("Senior Colonel Do Ngoc Minh said 16 people had come."))
    assert whole is not None
    assert whole.text == (
        "Senior Colonel Do Ngoc Minh, member of the Standing Board of the provincial Party "
        "Committee and director of the Lao Cai provincial police, said 16 people had come."
    )
    assert whole.log_probability == pytest.approx(-0.5)


def test_clauses_and_offices_that_the_model_wrote_fit_in():
    text = (
        "Ông Lê Văn Tám, Chủ nhiệm Câu lạc bộ Những người yêu sách Bình Minh, đến; "
        "người dân trong xã vui mừng ra đón."
    )
    lifted = lift(Request(text), cut=True)
    assert lifted is not None
    pieces = written("Le Van Tam came,", "People were happy.")
    pieces += written("Chairman of the Binh Minh Book Lovers.")[: len(lifted.offices)]
    whole = put_together(lifted, pieces)
    assert whole is not None
    assert whole.text == (
        "Le Van Tam, chairman of the Binh Minh Book Lovers, came; people were happy."
    )


@pytest.mark.parametrize(
    "body",
    [
        "He said 16 people had come.",
        "It was Do Ngoc Minh's report on 16 people.",
        "Deputy Mayor Do Ngoc Minh said 16 people had come.",
    ],
)
def test_where_the_name_has_no_place_for_it_there_is_no_draft(body):
    lifted = lift(Request(LONG), cut=False)
    assert lifted is not None
    assert put_together(lifted, written(body)) is None


def test_what_is_no_office_is_not_put_in():
    text = LONG.replace("Giám đốc Công an tỉnh Lào Cai", "Hoa Sen Xanh Việt")
    lifted = lift(Request(text), cut=False)
    assert lifted is not None
    body = "Senior Colonel Do Ngoc Minh said 16 people had come."
    assert put_together(lifted, written(body, "Green Lotus Viet.")) is None
    assert put_together(lifted, written(body, "Director of Lotus.")) is not None


class Clerk(ModelDrafter):
    """Loses its way in long sentences."""

    engine_signature = "clerk|1"
    batch_tokens = 400

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        short = "Senior Colonel Do Ngoc Minh said 16 people had come."
        lost = "Senior Colonel Do Ngoc Minh, deputy chairman, said 16 people had come."
        return [written(lost if "," in request.text else short) for request in requests]


def test_a_draft_that_lost_an_office_is_made_in_pieces():
    draft = Clerk().draft(LONG)
    assert "Party Committee and director of the Lao Cai provincial police, said" in draft.text
    assert "deputy chairman" not in draft.text


class Doubtful(Clerk):
    """Finds what is put together far less probable than what it wrote."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        return [-0.5 if "deputy chairman" in draft else -3.0 for _, draft in pairs]


def test_a_far_less_probable_draft_is_not_taken():
    drafter = Doubtful()
    drafter.faithful = Faithful(repair=False)
    assert "deputy chairman" in drafter.draft(LONG).text
