"""Offices and bodies told by how they are built, which no list has."""

from __future__ import annotations

import re

import pytest

from songngu.translate.expectations import Expected, expectations
from songngu.translate.newsroom import Kind, find, offices


def built(text):
    return [
        (entry.source, entry.targets[0])
        for entry in find(text)
        if entry.kind in (Kind.OFFICE, Kind.INSTITUTION)
    ]


@pytest.mark.parametrize(
    ("text", "source", "preferred"),
    [
        ("gặp nguyên Giám đốc Sở Tư pháp", "nguyên Giám đốc Sở Tư pháp",
         "former director of the Department of Justice"),
        ("Cựu Chủ tịch UBND huyện", "Cựu Chủ tịch UBND huyện",
         "former chairman of the district People's Committee"),
        ("bà là quyền Viện trưởng", "quyền Viện trưởng", "acting director of the institute"),
        ("Phó Trưởng phòng Tư pháp xã Nậm Xe", "Phó Trưởng phòng Tư pháp xã",
         "deputy head of the commune Justice Division"),
        ("Phó Chủ tịch Thường trực Hội Nông dân", "Phó Chủ tịch Thường trực Hội Nông dân",
         "standing vice president of the Farmers' Union"),
        ("Phó Giám đốc phụ trách Sở Tài chính", "Phó Giám đốc phụ trách Sở Tài chính",
         "deputy director in charge of the Department of Finance"),
        ("Chủ tịch kiêm Tổng Giám đốc", "Chủ tịch kiêm Tổng Giám đốc",
         "chairman and general director"),
        ("Chánh Văn phòng Sở Nội vụ", "Chánh Văn phòng Sở Nội vụ",
         "chief of the office of the Department of Home Affairs"),
        ("Trưởng phòng Tài chính thuộc Công an tỉnh", "Trưởng phòng Tài chính thuộc Công an tỉnh",
         "head of the Finance Division of the provincial police"),
        ("Chánh án Tòa án nhân dân khu vực 7", "Chánh án Tòa án nhân dân khu vực 7",
         "chief judge of the People's Court of Region 7"),
        ("Chính ủy Trung đoàn 812", "Chính ủy Trung đoàn 812",
         "political commissar of Regiment 812"),
        ("ông được giao quyền Viện trưởng", "quyền Viện trưởng",
         "acting director of the institute"),
        ("Hội trưởng Hội Làm vườn tỉnh Bò Kẹo", "Hội trưởng Hội Làm vườn tỉnh",
         "president of the provincial Gardening Association"),
        ("Phó Tổng Biên tập Tạp chí Văn nghệ", "Phó Tổng Biên tập Tạp chí Văn nghệ",
         "deputy editor-in-chief of the Arts Magazine"),
        ("Thẩm phán sơ cấp Tòa án nhân dân khu vực 2",
         "Thẩm phán sơ cấp Tòa án nhân dân khu vực 2",
         "junior judge of the People's Court of Region 2"),
        ("Bí thư Đảng ủy xã Trường Lạc", "Bí thư Đảng ủy xã",
         "secretary of the commune Party Committee"),
        ("Phó Chủ nhiệm Ủy ban Kiểm tra Thành ủy", "Phó Chủ nhiệm Ủy ban Kiểm tra Thành ủy",
         "vice chairman of the Inspection Commission of the municipal Party Committee"),
        ("Viện trưởng VKSND khu vực 6", "Viện trưởng VKSND khu vực 6",
         "chief procurator of the People's Procuracy of Region 6"),
        ("Phó Ban Dân vận Huyện ủy", "Phó Ban Dân vận Huyện ủy",
         "deputy head of the Mass Mobilisation Board of the district Party Committee"),
        ("Chi cục phó Chi cục Thú y", "Chi cục phó Chi cục Thú y",
         "deputy head of the Sub-Department of Animal Health"),
        ("Điều dưỡng trưởng khoa Bỏng", "Điều dưỡng trưởng khoa Bỏng",
         "head nurse of the Burn Department"),
        ("Trưởng khoa Truyền nhiễm Bệnh viện Đa khoa tỉnh",
         "Trưởng khoa Truyền nhiễm Bệnh viện Đa khoa tỉnh",
         "head of the Infectious Disease Department of the provincial General Hospital"),
        ("Phó Tư lệnh Quân khu 2", "Phó Tư lệnh Quân khu 2",
         "deputy commander of Military Region 2"),
        ("Trưởng phòng Cảnh sát PCCC", "Trưởng phòng Cảnh sát PCCC",
         "head of the fire police division"),
        ("Trưởng phòng Cảnh sát PCCC và CNCH", "Trưởng phòng Cảnh sát PCCC và CNCH",
         "head of the fire and rescue police division"),
        ("Đội trưởng Đội Cảnh sát PCCC", "Đội trưởng Đội Cảnh sát PCCC",
         "head of the Fire Prevention and Fighting Police Team"),
        ("nguyên Thứ trưởng Bộ Tư pháp", "nguyên Thứ trưởng Bộ Tư pháp",
         "former Deputy Minister of Justice"),
        ("Bộ trưởng Bộ Giáo dục", "Bộ trưởng Bộ Giáo dục", "minister of Education"),
        ("Bộ trưởng Bộ Giáo dục Việt Nam", "Bộ trưởng Bộ Giáo dục Việt Nam",
         "Vietnam minister of Education"),
        ("Phó Đội trưởng Đội Cảnh sát kinh tế Công an xã",
         "Phó Đội trưởng Đội Cảnh sát kinh tế Công an xã",
         "deputy head of the Economic Police Team of the commune police"),
        ("Phó Chi cục trưởng Chi cục Hải quan khu vực XI",
         "Phó Chi cục trưởng Chi cục Hải quan khu vực XI",
         "deputy head of the Customs Sub-Department of Region XI"),
        ("Phó Trưởng Thuế tỉnh", "Phó Trưởng Thuế tỉnh",
         "deputy head of the provincial Tax Department"),
        ("Giám đốc Kho bạc Nhà nước khu vực IV", "Giám đốc Kho bạc Nhà nước khu vực IV",
         "director of the State Treasury of Region IV"),
        ("gặp giám đốc nhà máy ở đó", "giám đốc nhà máy", "director of the factory"),
        ("Phó Giám đốc Công ty Cổ phần Hoa Lư Xanh Trần Văn Hải",
         "Phó Giám đốc Công ty Cổ phần Hoa Lư Xanh",
         "deputy director of the Hoa Lu Xanh Joint Stock Company"),
        ("Chủ tịch Tập đoàn QKL", "Chủ tịch Tập đoàn QKL", "chairman of the QKL Group"),
        ("Phó Giám đốc Công ty TNHH Sao Mai Xanh Cái Thị Bích Ngân",
         "Phó Giám đốc Công ty TNHH Sao Mai Xanh",
         "deputy director of the Sao Mai Xanh Co., Ltd"),
        ("Giám đốc Ngân hàng Nhà nước khu vực 14", "Giám đốc Ngân hàng Nhà nước khu vực 14",
         "director of the State Bank of Vietnam Region 14"),
        ("Phó Trưởng phòng PC04 Công an tỉnh", "Phó Trưởng phòng PC04 Công an tỉnh",
         "deputy head of the Drug Crime Investigation Police Division of the provincial police"),
        ("Phó Tổng Giám đốc Agribank", "Phó Tổng Giám đốc Agribank",
         "deputy general director of Agribank"),
        ("Bí thư Chi bộ kiêm Trưởng thôn", "Bí thư Chi bộ kiêm Trưởng thôn",
         "Party cell secretary and village chief"),
        ("Phó Tư lệnh kiêm Tham mưu trưởng Quân khu 5",
         "Phó Tư lệnh kiêm Tham mưu trưởng Quân khu 5",
         "deputy commander and chief of staff of Military Region 5"),
        ("Phó Chủ tịch - Tổng Thư ký Hội Làm vườn tỉnh",
         "Phó Chủ tịch - Tổng Thư ký Hội Làm vườn tỉnh",
         "vice president and General Secretary of the provincial Gardening Association"),
        ("Kiểm toán viên cao cấp", "Kiểm toán viên cao cấp", "senior auditor"),
        ("Phó Thống đốc Thường trực Ngân hàng Nhà nước",
         "Phó Thống đốc Thường trực Ngân hàng Nhà nước",
         "standing deputy governor of the State Bank of Vietnam"),
        ("Tùy viên Nông nghiệp Đại sứ quán Pháp", "Tùy viên Nông nghiệp Đại sứ quán",
         "Agricultural Attaché of the embassy"),
        ("hỏi công chức thuế xã", "công chức thuế", "tax officer"),
        ("Giám đốc bệnh viện huyện", "Giám đốc bệnh viện huyện",
         "director of the district Hospital"),
        ("Giám đốc quốc gia ADB Trần Văn Hải", "Giám đốc quốc gia ADB",
         "country director of the ADB"),
        ("Giám đốc mỏ", "Giám đốc mỏ", "director of the mine"),
        ("Trưởng Văn phòng đại diện JICA", "Trưởng Văn phòng đại diện JICA",
         "head of the representative office of JICA"),
        ("Phó Giám đốc Ngân hàng Chính sách xã hội chi nhánh tỉnh",
         "Phó Giám đốc Ngân hàng Chính sách xã hội chi nhánh tỉnh",
         "deputy director of the provincial branch of the Bank for Social Policies"),
        ("Chủ tịch Ủy ban Hợp tác Việt Nam - Cuba", "Chủ tịch Ủy ban Hợp tác Việt Nam - Cuba",
         "chairman of the Vietnam-Cuba Committee for Cooperation"),
    ],
)  # fmt: skip
def test_an_office_is_a_head_with_its_body(text, source, preferred):
    assert [(entry.source, entry.targets[0]) for entry in offices(text)] == [(source, preferred)]


@pytest.mark.parametrize(
    ("text", "source", "preferred"),
    [
        ("theo Phòng Kinh tế xã Ba Chùa", "Phòng Kinh tế xã", "commune Economic Division"),
        ("Ban Kinh tế - Ngân sách HĐND tỉnh", "Ban Kinh tế - Ngân sách HĐND tỉnh",
         "Economic and Budget Committee of the provincial People's Council"),
        ("Vụ Tài chính, Kinh tế và Tư pháp", "Vụ Tài chính, Kinh tế và Tư pháp",
         "Department of Finance, Economy and Justice"),
        ("Trung tâm Quản lý Ngân sách", "Trung tâm Quản lý Ngân sách", "Budget Management Centre"),
        ("Hiệp hội Tài chính Việt Nam", "Hiệp hội Tài chính Việt Nam",
         "Vietnam Finance Association"),
        ("Bộ Tư lệnh Vùng Cảnh sát biển 3", "Bộ Tư lệnh Vùng Cảnh sát biển 3",
         "Command of Coast Guard Region 3"),
        ("cùng Công ty truyền thông xã Ba Vì", "Công ty truyền thông xã",
         "commune Communication Company"),
        ("Đội Quản lý thị trường số 8", "Đội Quản lý thị trường số 8",
         "Market Surveillance Team No. 8"),
        ("Lữ đoàn Đặc công 5", "Lữ đoàn Đặc công 5", "Commando Brigade 5"),
        ("Phòng Kỹ thuật hình sự Công an tỉnh", "Phòng Kỹ thuật hình sự Công an tỉnh",
         "Forensic Division of the provincial police"),
        ("Trung tâm Xúc tiến Nông nghiệp, Thương mại và Du lịch",
         "Trung tâm Xúc tiến Nông nghiệp, Thương mại và Du lịch",
         "Agricultural, Trade and Tourism Promotion Centre"),
        ("Cục Quản lý đê điều và Phòng, chống buôn lậu",
         "Cục Quản lý đê điều và Phòng, chống buôn lậu",
         "Department of Dyke Management and Smuggling Prevention and Control"),
        ("Hiệp hội Hồ tiêu – Cao su Việt Nam", "Hiệp hội Hồ tiêu – Cao su Việt Nam",
         "Vietnam Pepper and Rubber Association"),
        ("Công ty TNHH Địa ốc Sao Mai Xanh", "Công ty TNHH Địa ốc Sao Mai Xanh",
         "Sao Mai Xanh Real Estate Co., Ltd"),
        ("Cục Quản lý và Phát triển kinh tế", "Cục Quản lý và Phát triển kinh tế",
         "Department of Economic Management and Development"),
        ("Chi cục Kiểm lâm vùng IV", "Chi cục Kiểm lâm vùng IV",
         "Forest Protection Sub-department of Region IV"),
        ("Tập đoàn Blue Hill Group", "Tập đoàn Blue Hill Group", "Blue Hill Group"),
        ("Trạm Cứu hộ, bảo tồn và phát triển rùa", "Trạm Cứu hộ, bảo tồn và phát triển rùa",
         "Turtle Rescue, Conservation and Development Station"),
        ("Văn phòng Thanh tra, kiểm soát bay", "Văn phòng Thanh tra, kiểm soát bay",
         "Flight Inspection and Control Office"),
        ("Trạm Kiểm soát liên hợp", "Trạm Kiểm soát liên hợp", "Joint Control Station"),
        ("Chi hội Du lịch cộng đồng xã", "Chi hội Du lịch cộng đồng xã",
         "commune Community Tourism Branch"),
        ("theo Ban Cứu trợ", "Ban Cứu trợ", "Relief Board"),
        ("cùng Tổ xung kích phòng, chống lũ", "Tổ xung kích phòng, chống lũ",
         "Flood Prevention and Control Shock Team"),
        ("Hội Hữu nghị Việt - Nga", "Hội Hữu nghị Việt - Nga",
         "Vietnam-Russia Friendship Association"),
        ("cùng Đoàn kiểm tra liên ngành xã", "Đoàn kiểm tra liên ngành xã",
         "commune Inter-agency Inspection Team"),
        ("cùng Bệnh viện Nhân dân 8", "Bệnh viện Nhân dân 8", "People's Hospital 8"),
        ("cùng Nhà máy Z117", "Nhà máy Z117", "Plant Z117"),
        ("Ngân hàng TMCP Bắc Á", "Ngân hàng TMCP Bắc Á", "Bac A Commercial Joint Stock Bank"),
        ("CLB Real Madrid", "CLB Real Madrid", "Real Madrid"),
        ("CLB Hải Phòng", "CLB Hải Phòng", "Hai Phong Club"),
        ("Ngân hàng Blue Hill", "Ngân hàng Blue Hill", "Blue Hill Bank"),
        ("Trung đoàn 12 xe tăng", "Trung đoàn", "Regiment"),
        ("Sở Nội vụ, Tài chính", "Sở Nội vụ", "Department of Home Affairs"),
    ],
)  # fmt: skip
def test_a_body_is_its_kind_with_its_field(text, source, preferred):
    assert built(text) == [(source, preferred)]


@pytest.mark.parametrize(
    "text",
    [
        "ủy quyền Chủ tịch",
        "các Vụ Tài chính, Tư pháp",
        "hội kinh tế, ban tài chính",
        "Phòng cháy hơn chữa cháy",
        "nguyên liệu, quyền lợi",
        "Trưởng Kinh tế",
        "khoa Sản xuất",
        "đại diện cho gia đình",
        "Trung tâm điều phối và khoa nội trú",
        "Bộ lưu trữ đã đầy.",
        "thị trường Kinh tế, nhiệm vụ Kinh tế",
        "công ty Nguyễn Văn An",
        "Ngân hàng Trung gian",
        "Liên minh châu Âu",
        "Công ty TNHH Giải pháp",
        "Công ty - Kinh tế mới",
        "Bộ Quốc tế và Sở liên ngành",
        "cứu trợ bà con, kiểm soát liên tục",
        "cán bộ nội trú, công chức giá rẻ",
    ],
)
def test_what_is_not_built_so_is_left_alone(text):
    assert not any(
        re.search("former|acting| of |Econom|Cashew|Medicine|Archive|Obstet", target)
        for _, target in built(text)
    )


@pytest.mark.parametrize(
    ("text", "source", "preferred"),
    [
        ("thuộc thẩm quyền Chủ tịch UBND tỉnh", "Chủ tịch UBND tỉnh",
         "chairman of the provincial People's Committee"),
        ("ủy quyền Chủ tịch UBND tỉnh ký", "Chủ tịch UBND tỉnh",
         "chairman of the provincial People's Committee"),
        ("trao quyền Chủ tịch HĐND xã", "Chủ tịch HĐND xã",
         "chairman of the commune People's Council"),
        ("tước quyền Giám đốc Sở Y tế", "Giám đốc Sở Y tế",
         "director of the Department of Health"),
        ("đoạt quyền Bí thư Tỉnh ủy", "Bí thư Tỉnh ủy",
         "secretary of the provincial Party Committee"),
        ("có quyền Chủ tịch UBND tỉnh", "Chủ tịch UBND tỉnh",
         "chairman of the provincial People's Committee"),
        ("giữ nguyên Giám đốc Sở Y tế", "Giám đốc Sở Y tế",
         "director of the Department of Health"),
        ("để nguyên Giám đốc Sở Tư pháp", "Giám đốc Sở Tư pháp",
         "director of the Department of Justice"),
        ("tài nguyên Chủ tịch UBND huyện", "Chủ tịch UBND huyện",
         "chairman of the district People's Committee"),
        ("Cao nguyên Trưởng ban Dân tộc", "Trưởng ban Dân tộc",
         "head of the Ethnic Affairs Board"),
        ("có nguyên Chủ tịch UBND tỉnh", "nguyên Chủ tịch UBND tỉnh",
         "former chairman of the provincial People's Committee"),
        ("giữ quyền Chủ tịch UBND tỉnh", "quyền Chủ tịch UBND tỉnh",
         "acting chairman of the provincial People's Committee"),
        ("Cựu Bí thư Tỉnh ủy", "Cựu Bí thư Tỉnh ủy",
         "former secretary of the provincial Party Committee"),
        ("Nguyên Phó Giám đốc Công an tỉnh", "Nguyên Phó Giám đốc Công an tỉnh",
         "former deputy director of the provincial police"),
        ("Nguyên Trưởng Công an xã", "Nguyên Trưởng Công an xã",
         "former head of the commune police"),
    ],
)  # fmt: skip
def test_former_and_acting_are_no_parts_of_other_words(text, source, preferred):
    assert [(entry.source, entry.targets[0]) for entry in offices(text)] == [(source, preferred)]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Sở Y tế, hỗ trợ nông nghiệp", ["Sở Y tế"]),
        ("Phòng Quản lý và Đào tạo, kiểm tra môi trường", ["Phòng Quản lý và Đào tạo"]),
        ("Ông A - Giám đốc Sở Y tế", ["Giám đốc Sở Y tế"]),
        ("Chủ tịch - ông Tám", ["Chủ tịch"]),
        ("Chủ tịch-Giám đốc", ["Chủ tịch", "Giám đốc"]),
        ("quan hệ Việt Nam - Lào", []),
        ("Công ty Điện lực Hải Phòng", ["Công ty Điện lực"]),
        ("Đội 3 về đích", []),
        ("ở phòng A1, phòng B2", []),
        ("Trưởng phòng Kỹ thuật VTC phát biểu", ["Trưởng phòng"]),
        ("nguyên Giám đốc Trung tâm Kinh doanh VNPT", ["nguyên Giám đốc"]),
        ("Phòng Kỹ thuật VTC phát biểu", []),
        ("Phòng Kỹ thuật UBND huyện phát biểu", ["Phòng Kỹ thuật UBND huyện"]),
        ("Giám đốc Sở Y tế LÊ VĂN AN phát biểu", ["Giám đốc Sở Y tế"]),
        ("Giám đốc Sở Y tế TPHCM phát biểu", ["Giám đốc Sở Y tế"]),
        ("gặp Khu Quản lý đường bộ II", ["Khu Quản lý đường bộ II"]),
        ("một cơ sở y tế", ["cơ sở y tế"]),
    ],
)
def test_what_follows_is_not_drawn_in(text, sources):
    assert [source for source, _ in built(text)] == sources


def test_two_offices_are_held_at_once_and_no_more():
    found = offices("Chủ tịch kiêm " * 15 + "Chủ tịch Sở Y tế")
    assert {entry.source for entry in found} == {
        "Chủ tịch kiêm Chủ tịch",
        "Chủ tịch kiêm Chủ tịch Sở Y tế",
    }
    assert len(found) == 8
    assert found[0].targets[0] == "chairman and chairman"
    assert found[-1].targets[0] == "chairman and chairman of the Department of Health"
    assert all(len(entry.targets) <= 16 for entry in found)
    pairs = offices("Giám đốc kiêm " * 400)
    assert [entry.source for entry in pairs] == ["Giám đốc kiêm Giám đốc"] * 200


def test_works_without_end_are_no_field():
    assert built("Ban " + "Quản lý " * 1200 + "Y tế") == [("Ban Quản lý", "Management Board")]
    assert built("Ban Quản lý Phát triển Y tế") == [
        ("Ban Quản lý Phát triển Y tế", "Medical Development Management Board")
    ]


def test_the_number_of_a_body_is_expected_too():
    found = expectations("Chỉ huy trưởng Trung đoàn 812 có 30 xe.")
    assert [item.source for item in found if item.kind is Expected.VALUE] == ["812", "30"]


@pytest.mark.parametrize("city", ["TP Hồ Chí Minh", "thành phố Hồ Chí Minh", "TP.HCM"])
@pytest.mark.parametrize("office", ["Giám đốc Công an", "Chủ tịch UBND"])
def test_the_word_city_in_the_name_of_a_city_is_no_level(office, city):
    found = [(entry.kind, entry.source) for entry in find(f"theo {office} {city} hôm qua")]
    assert found == [(Kind.OFFICE, office), (Kind.PLACE, city)]
