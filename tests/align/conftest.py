"""Sample articles written for these tests: one event in both languages, and two other events."""

from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Article:
    source: tuple[str, ...]
    drafts: tuple[str, ...]
    english: tuple[str, ...]


# Vietnamese, then what a machine might make of it, then the paper's own English; wrapped.
BRIDGE = """
Tỉnh Quảng Ngãi khánh thành cầu Trà Bồng dài 420 mét
Quang Ngai province inaugurates the 420-metre Tra Bong bridge
Quảng Ngãi opens 420-metre Trà Bồng Bridge

Sáng 14/3, UBND tỉnh Quảng Ngãi tổ chức lễ khánh thành cầu Trà Bồng sau 26 tháng thi công.
On the morning of March 14, the People's Committee of Quang Ngai province held a ceremony to
  inaugurate Tra Bong bridge after 26 months of construction.
The People's Committee of Quảng Ngãi Province inaugurated Trà Bồng Bridge on the morning of
  March 14, after 26 months of building work.

Công trình có tổng mức đầu tư 387 tỷ đồng từ ngân sách trung ương và địa phương.
The project has a total investment of 387 billion dong from the central and local budgets.
The work cost VNĐ387 billion, paid from the central and provincial budgets.

Trước đây, người dân hai xã ven sông phải đi đò hoặc vòng gần 19 km để sang chợ huyện.
Previously, people of the two riverside communes had to take a ferry or go around nearly 19 km
  to reach the district market.
Until now residents of two communes on the river had to take a ferry or make a detour of
  nearly 19km to get to the district market.

Bà Nguyễn Thị Lành, một tiểu thương 58 tuổi, cho biết mỗi mùa lũ bà phải nghỉ bán hàng tuần
  liền.
Ms. Nguyen Thi Lanh, a 58-year-old trader, said that every flood season she had to stop
  selling for weeks.
"Every flood season I had to close my stall for weeks," said Nguyễn Thị Lành, a 58-year-old
  trader.

Cầu có hai làn xe cơ giới, lề bộ hành rộng 1,5 m và hệ thống chiếu sáng bằng năng lượng mặt
  trời.
The bridge has two lanes for motor vehicles, a 1.5 m wide sidewalk and a solar-powered
  lighting system.
The bridge carries two lanes of traffic and a walkway 1.5m wide, and is lit by solar power.

Phát biểu tại buổi lễ, Phó Chủ tịch tỉnh Trần Văn Khoa đề nghị nhà thầu bảo hành công trình
  trong 5 năm.
Speaking at the ceremony, provincial vice chairman Tran Van Khoa asked the contractor to
  guarantee the project for 5 years.
Vice chairman of the province Trần Văn Khoa asked the contractor at the ceremony for a five-
  year warranty.

Ông cũng yêu cầu công an huyện lắp camera giám sát xe quá tải ở hai đầu cầu.
He also asked the district police to install cameras to monitor overloaded trucks at both ends
  of the bridge.
He also told district police to put up cameras at both ends to catch overloaded lorries.

Dự kiến trong năm nay tỉnh sẽ khởi công thêm ba cây cầu nông thôn tại huyện Ba Tơ và Sơn Hà.
It is expected that this year the province will start three more rural bridges in Ba To and
  Son Ha districts.
Three more rural bridges, in Ba Tơ and Sơn Hà districts, are due to be started this year.

Lễ khánh thành kết thúc bằng cuộc đua thuyền truyền thống với 12 đội tham gia.
The inauguration ended with a traditional boat race with 12 teams participating.
A traditional boat race among 12 teams closed the celebration.
"""

# The same province and the same kind of news, but another bridge and another day.
OTHER_BRIDGE = """
Quảng Ngãi province repairs suspension bridge in Sơn Tây
Workers in Quảng Ngãi Province began repairing a suspension bridge in Sơn Tây on September 2.
The bridge was damaged last October when floodwater carried tree trunks into its pillars.
Local authorities set aside VNĐ6.4 billion for the repairs, which should take four months.
Children from 70 families have been crossing the stream on a raft to go to school.
Teacher Phạm Hoài Nam said that some pupils stayed at home whenever it rained.
The district's chairman, Đinh Quang Ven, visited the site and gave presents to the workers.
Police will restrict heavy vehicles on the bridge after it opens again.
The province has 41 suspension bridges, of which nine are in poor condition.
"""

COFFEE = """
Robusta prices climb to a record as roasters run short
Traders in London paid more for robusta coffee on Tuesday than ever before.
Dry weather in Brazil and Indonesia has cut the crop, analysts at Rabobank said.
Many growers are holding back beans in the hope of better offers.
Supermarkets warned that instant coffee will become dearer before Christmas.
One chain of cafés in Berlin now mixes in roasted chicory.
Futures for January delivery rose 4.2 per cent to $5,180 a tonne.
Stocks in warehouses certified by the exchange fell to their lowest since 2014.
A spokesman for Nestlé declined to comment on its contracts.
"""


def lines(text: str) -> list[str]:
    return text.strip().replace("\n  ", " ").splitlines()


@pytest.fixture(scope="session")
def bridge() -> Article:
    rows = [lines(row) for row in BRIDGE.split("\n\n")]
    return Article(*(tuple(column) for column in zip(*rows, strict=True)))


@pytest.fixture(scope="session")
def other_bridge() -> list[str]:
    return lines(OTHER_BRIDGE)


@pytest.fixture(scope="session")
def coffee() -> list[str]:
    return lines(COFFEE)
