"""Sentences written for these tests, in the manner of provincial news."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

SOURCES = [
    "Sáng 12/5, Công an huyện Mường Lạn tổ chức hội nghị sơ kết công tác quý I.",
    "Tham dự hội nghị có đại diện chính quyền ba xã biên giới.",
    "Đại tá Nguyễn Văn Bình chủ trì hội nghị.",
    "Trong quý, lực lượng chức năng đã phát hiện 14 vụ vi phạm.",
    "Hơn 200 hộ dân được tuyên truyền về phòng cháy, chữa cháy.",
    "Cây cầu mới dài 45 mét được khánh thành vào tháng Ba.",
    "Người dân không còn phải đi đò qua sông mỗi khi mưa lũ.",
    "Nhà trường đã trao 30 suất học bổng cho học sinh nghèo.",
    "Theo kế hoạch, tuyến đường sẽ hoàn thành trước Tết.",
    "Giá cà phê tăng nhẹ so với tuần trước.",
    "Các bác sĩ đã khám bệnh miễn phí cho người cao tuổi.",
    "Hội nghị kết thúc vào chiều cùng ngày.",
]
REFERENCES = [
    "On the morning of May 12, the police of Muong Lan District reviewed their first quarter.",
    "Representatives of three border communes attended the meeting.",
    "Colonel Nguyen Van Binh chaired the meeting.",
    "During the quarter, the authorities uncovered 14 violations.",
    "More than 200 households were taught about fire prevention and fighting.",
    "A new 45-metre bridge was opened in March.",
    "People no longer have to cross the river by ferry whenever it floods.",
    "The school awarded 30 scholarships to poor pupils.",
    "The road is planned to be finished before the Lunar New Year.",
    "Coffee prices rose slightly compared with last week.",
    "Doctors offered free check-ups to elderly people.",
    "The meeting ended in the afternoon of the same day.",
]
GOOD = [
    "On the morning of May 12, Muong Lan District police held a review of the first quarter.",
    "Representatives of the authorities of three border communes attended the meeting.",
    "Colonel Nguyen Van Binh chaired the conference.",
    "In the quarter, the authorities detected 14 violations.",
    "More than 200 households were informed about fire prevention and fighting.",
    "The new 45-metre bridge was opened in March.",
    "People no longer have to cross the river by boat when it floods.",
    "The school gave 30 scholarships to poor students.",
    "The road is planned to be completed before the Lunar New Year.",
    "Coffee prices rose slightly over last week.",
    "Doctors gave free check-ups to elderly people.",
    "The meeting ended on the afternoon of the same day.",
]
POOR = [
    "Morning 12/5, police Muong Lan held a conference about work of the quarter.",
    "Attending the conference there are the government of three communes of the border.",
    "Colonel Nguyen Van Binh presided over it.",
    "In the quarter the force has found 14 cases of violating.",
    "Over 200 houses were propagated about fires.",
    "The bridge new is 45 metres long and was opened in March.",
    "People do not go by boat over the river each flood.",
    "School gave 30 scholarship for the poor student.",
    "By plan the road will finish before Tet.",
    "The price of coffee increases a little from last week.",
    "The doctors examined for free the old people.",
    "The conference finished in the afternoon.",
]


@dataclass(frozen=True)
class Texts:
    """Aligned lines: sources, references and two systems."""

    sources: list[str]
    references: list[str]
    good: list[str]
    poor: list[str]


@pytest.fixture
def texts() -> Texts:
    return Texts(list(SOURCES), list(REFERENCES), list(GOOD), list(POOR))
