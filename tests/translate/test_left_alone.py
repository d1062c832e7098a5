"""Drafts that put offices in other words than the lexicon, which repairs leave as they are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.translate.drafter import Hypothesis, ModelDrafter, Request


class Saying(ModelDrafter):
    """Writes what it was given."""

    engine_signature = "saying|1"

    def __init__(self, draft: str) -> None:
        self.said = draft

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        return [[Hypothesis(self.said, -0.5, 9, True)] for _ in requests]


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        (  # whose office it is
            "Ông Nguyễn Văn Hải, Giám đốc Sở Y tế, ông Lê Minh Sơn, Phó Chủ tịch UBND xã, dự.",
            "Nguyen Van Hai, the health chief, and Le Minh Son, the commune's deputy chair, came.",
        ),
        (
            "Phó Chủ tịch UBND tỉnh Nguyễn Văn Hải và Giám đốc Sở Y tế Trần Thị Bích dự.",
            "Nguyen Van Hai, vice chair of the province, and Tran Thi Bich, head of its health "
            "department, attended.",
        ),
        (
            "Chủ tịch UBND xã Lò Văn An và vợ là bà Hà, Phó Chủ tịch Hội Phụ nữ, bị kỷ luật.",
            "Lo Van An, chair of the commune, and his wife Ha, vice president of the Women's "
            "Union, were disciplined.",
        ),
        # a title before the name and a comma
        (
            "Giám đốc UNICEF Anthony Lake nói.",
            "The head of the agency, Anthony Lake, said.",
        ),
        (
            "Thủ tướng Đức Angela Merkel khen ngợi.",
            "The German Chancellor, Angela Merkel, praised it.",
        ),
        (
            "Giám đốc Đại học Quốc gia Hà Nội Hoàng Minh Sơn nói.",
            "President of Vietnam National University, Hanoi, Hoang Minh Son said.",
        ),
        # what somebody is of, in charge of or part of
        (
            "Thủ tướng Ấn Độ Narendra Modi và Tổng thống Pháp Emmanuel Macron đồng chủ trì.",
            "Narendra Modi of India and Emmanuel Macron of France co-chaired it.",
        ),
        (
            "Giám đốc Sở Y tế Lê Minh Hải phát biểu.",
            "Le Minh Hai, in charge of health, spoke.",
        ),
        (
            "Giám đốc Hợp tác xã Nông nghiệp Lê Lợi nói.",
            "The head of Le Loi Agricultural Cooperative said.",
        ),
        # what stands there already, some words before
        (
            "Cựu tổng thống Séc Vaclav Havel ủng hộ.",
            "The former Czech president Vaclav Havel agrees.",
        ),
        (
            "Phó giám đốc Catherine Baber nói thêm.",
            "Catherine Baber, the deputy Asia-Pacific director, added.",
        ),
        ("Huấn luyện viên Chelsea vui mừng.", "Chelsea boss Carlo Ancelotti was happy."),
        # who is counted
        ("Có 10 bác sĩ thú y.", "There are 10 vets."),
        ("Đoàn có 5 phóng viên ảnh.", "The group has 5 photographers."),
        ("25 trưởng thôn là nữ.", "25 are female hamlet leaders."),
        ("2 giám đốc công ty đến.", "2 bosses of companies came."),
        ("4 cảnh sát giao thông đến.", "4 traffic cops came."),
    ],
)
def test_it(source: str, draft: str) -> None:
    assert Saying(draft).draft(source).text == draft


def test_a_long_office_goes_behind_the_name_and_a_country_before_its_president() -> None:
    health = Saying("Vietnam's Minister of Health Dao Hong Lan spoke.")
    assert health.draft(
        "Ủy viên Trung ương Đảng, Bộ trưởng Bộ Y tế Đào Hồng Lan phát biểu."
    ).text == (
        "Vietnam's Minister of Health Dao Hong Lan, member of the Party Central Committee, spoke."
    )
    visit = Saying("Vladimir Putin went home.").draft("Tổng thống Nga Vladimir Putin về nước.")
    assert visit.text == "Vladimir Putin, Russian President, went home."
