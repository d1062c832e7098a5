"""What stands beside something else in a source and is lost in the draft."""

from __future__ import annotations

import pytest

from songngu.translate.apposed import body_at_seat, put_beside
from songngu.translate.expectations import expectations, read, unmet


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        pytest.param(
            "Cục Hải quan (Bộ Tài chính) kiểm tra 3 lô hàng.",
            "The Customs Department checked 3 shipments.",
            "The Customs Department (Ministry of Finance) checked 3 shipments.",
            id="a body in parentheses",
        ),
        pytest.param(
            "Chợ họp ở xã Hồng Thái (tỉnh Tuyên Quang) mỗi Chủ nhật.",
            "The market is held in Hong Thai commune every Sunday.",
            "The market is held in Hong Thai commune (Tuyen Quang province) every Sunday.",
            id="a place in parentheses",
        ),
        pytest.param(
            "Ông Lò Văn Bình, Trưởng phòng Kế hoạch, Sở Du lịch, cho biết khách tăng.",
            "Lo Van Binh, head of the Planning Division, said there were more visitors.",
            "Lo Van Binh, head of the Planning Division, Department of Tourism, said there were "
            "more visitors.",
            id="a body between commas behind a name",
        ),
        pytest.param(
            "Trưởng phòng Kế hoạch, Sở Du lịch, bà Lò Thị Mai cho biết khách tăng.",
            "The head of the Planning Division Lo Thi Mai said there were more visitors.",
            "The head of the Planning Division, Department of Tourism, Lo Thi Mai said there were "
            "more visitors.",
            id="a body between commas before a name",
        ),
        pytest.param(
            "Ông Lò Văn Bình, Trưởng phòng Kế hoạch, Sở Du lịch và Sở Y tế cùng dự.",
            "Lo Van Binh, head of the Planning Division, and the Department of Health attended.",
            None,
            id="a body in a list",
        ),
        pytest.param(
            "Cục Hải quan (Bộ Tài chính) kiểm tra 3 lô hàng.",
            "The Customs Department (MoF) checked 3 shipments.",
            None,
            id="parentheses there",
        ),
        pytest.param(
            "Cục Hải quan (Bộ Tài chính) kiểm tra 3 lô hàng.",
            "The Customs Department of the ministry checked 3 shipments.",
            None,
            id="put otherwise",
        ),
        pytest.param(
            "Cục Hải quan (Bộ Tài chính) kiểm tra 3 lô hàng.",
            "They checked 3 shipments.",
            None,
            id="what it stands beside is lost too",
        ),
    ],
)
def test_what_is_lost_goes_beside_what_it_stands_beside(
    source: str, draft: str, right: str | None
) -> None:
    expected, work = expectations(source), read(draft)
    put = (put_beside(item, expected, source, work) for item in unmet(expected, work))
    assert next((text for text in put if text), None) == right


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        pytest.param(
            "Bác sĩ Lò Thị Mai, Trung tâm Y tế huyện Mường Nhé, khám cho bà con.",
            "Dr Lo Thi Mai, Muong Nhe district, examined the people.",
            "Dr Lo Thi Mai, Muong Nhe district medical centre, examined the people.",
            id="a body",
        ),
        pytest.param(
            "Ông Lò Văn Bình, Chủ tịch UBND xã Mường Nhé, có mặt.",
            "Lo Van Binh, Muong Nhe commune, was present.",
            "Lo Van Binh, chairman of the Muong Nhe commune People's Committee, was present.",
            id="an office",
        ),
        pytest.param(
            "Công an tỉnh Sơn La bắt Lê Văn An.",
            "They arrested Le Van An in Son La.",
            None,
            id="where, not who",
        ),
        pytest.param(
            "Bác sĩ Lò Thị Mai, Trung tâm Y tế huyện Mường Nhé, về Mường Nhé.",
            "Dr Lo Thi Mai went to town, Muong Nhe district, today.",
            None,
            id="the place stands twice in the source",
        ),
        pytest.param(
            "Bác sĩ Lò Thị Mai, Trung tâm Y tế huyện Mường Nhé, khám cho bà con.",
            "Dr Lo Thi Mai of the medical centre, Muong Nhe district, examined the people.",
            None,
            id="put otherwise",
        ),
    ],
)
def test_a_body_takes_the_place_of_its_seat(source: str, draft: str, right: str | None) -> None:
    expected, work = expectations(source), read(draft)
    put = (body_at_seat(item, expected, source, work) for item in unmet(expected, work))
    assert next((text for text in put if text), None) == right
