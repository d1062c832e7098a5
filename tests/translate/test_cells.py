import pytest

from songngu.corpora.types import Term
from songngu.translate.cells import Cells

USUAL = Cells()


@pytest.mark.parametrize(
    ("cell", "english"),
    [
        ("STT", "No."),
        ("Tháng", "Month"),
        ("Tỷ lệ (%)", "Rate (%)"),
        ("Diện tích(km2)", "Area(km2)"),
        ("Doanh thu (tỷ đồng)", "Turnover (billion VND)"),
        ("Doanh thu (đơn vị lạ)", None),
        ("TỔNG CỘNG", "TOTAL"),
        ("SĐT", "Phone"),
        ("Hòa", "Drawn"),
        ("Hoà", "Drawn"),
        ("Ghi chú:", "Notes:"),
        ("Quý I", "Q1"),
        ("Quý 4/2025", "Q4 2025"),
        ("Tháng 12 năm 2025", "December 2025"),
        ("Tháng 13", None),
        ("Quý V", None),
        ("triệu đồng", "million VND"),
        ("Đồng", None),
        ("Thành phố", "City"),
        ("Định Cư", None),
        ("Giá mở cửa", None),
        ("Sá Tổng", "Sa Tong"),
        ("Nậm Kè", "Nam Ke"),
        ("Tả Sìn Thàng", "Ta Sin Thang"),
        ("Nậm Kè (tấn)", "Nam Ke (tonnes)"),
        ("Mường Nhé", "Muong Nhe"),
        ("Tòng Văn Lả", "Tong Van La"),
        ("Hà Nội", "Hanoi"),
        ("Lúa Gạo", None),
        ("Hồ Tiêu", None),
        ("Thuỷ Sản", None),
        ("Bóng Đá", None),
        ("Xã Nậm Kè", None),
        ("Nậm Kè tăng", None),
        ("Nậm", None),
        ("(%)", None),
        ("", None),
    ],
)
def test_usual_cells_are_known(cell: str, english: str | None) -> None:
    assert USUAL.english(cell) == english


def test_the_termbase_goes_before_the_usual_meaning() -> None:
    cells = Cells([Term("xã", "township"), Term("Xã", "parish"), Term("Hợp tác xã", "co-op")])
    assert cells.english("Xã") == "Township"
    assert cells.english("Hợp tác xã") == "Co-op"
    assert cells.english("Xã Mỹ Thành") is None
    assert cells.english("Phường") == "Ward"
