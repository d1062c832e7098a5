"""What the newsroom lexicon finds and, as important, what it leaves alone."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom import (
    Kind,
    find,
    is_foreign_name,
    offices,
    personal_names,
    places,
    ranks,
    target_forms,
)
from songngu.translate.newsroom.lexicon import load_terms
from songngu.translate.newsroom.tokens import fold


def sources(text, *kinds):
    return [entry.source for entry in find(text) if entry.kind in kinds]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đại tá Đỗ Ngọc Minh cho biết", ["Đỗ Ngọc Minh"]),
        ("Bị can Giàng A Páo (SN 1985) khai nhận.", ["Giàng A Páo"]),
        ("Ông Minh gặp bà Nguyễn Thị Hoa.", ["Minh", "Nguyễn Thị Hoa"]),
        ("Ông Nguyễn Văn Hải nói vậy.", ["Nguyễn Văn Hải"]),
        ("Bà Hà Thị Mận ở xã Mộc Châu", ["Hà Thị Mận"]),
        ("Chủ tịch UBND TP Hà Nội Trần Sỹ Thanh phát biểu.", ["Trần Sỹ Thanh"]),
        ("Chủ tịch UBND xã Nậm Cắn Lầu Bá Chò cho hay.", ["Lầu Bá Chò"]),
        ("Phó Chủ tịch UBND tỉnh Lê Hồng Phấn làm việc", ["Lê Hồng Phấn"]),
        ("Chủ tịch UBND xã Huổi Lèng Hồ Sỹ Kháng hứa", ["Hồ Sỹ Kháng"]),
        ("Bí thư Đảng ủy xã Mường Chọng Lục Vân nói", ["Lục Vân"]),
        ("cùng già làng Hồ Pả Chới đến", ["Hồ Pả Chới"]),
        ("Ông K'Brủi nói.", ["K'Brủi"]),
        ("Phó Chủ tịch UBND đặc khu Vân Đồn Tô Văn Hiền nói", ["Tô Văn Hiền"]),
        ("Trạm trưởng Trạm Y tế xã Phình Hồ Sùng Thị Dợ nói", ["Sùng Thị Dợ"]),
        ("Chính trị viên Đồn Biên phòng Ba Sơn, Thượng úy Lành Văn Khảm", ["Lành Văn Khảm"]),
        ("Giám đốc Công an tỉnh Hoàng Đức Thuận chỉ đạo", ["Hoàng Đức Thuận"]),
        ("Chủ tịch HĐND tỉnh Nông Thị Hà Giang chủ trì", ["Nông Thị Hà Giang"]),
        ("Y Blŭk Êban và Ksor H'Bia bị truy nã.", ["Y Blŭk Êban", "Ksor H'Bia"]),
        ("chị H'Hen Niê ở xã Ea Tu", ["H'Hen Niê"]),
        ("Thạch Sa Rây và Lò Thị Dung", ["Thạch Sa Rây", "Lò Thị Dung"]),
        ("Nguyễn Văn A. và Trần Thị B. bị bắt", ["Nguyễn Văn A", "Trần Thị B"]),
        ("Gồm Phạm Văn Lợi, Kiều Trinh Nữ và Bửu Kế Toại.",
         ["Phạm Văn Lợi", "Kiều Trinh Nữ", "Bửu Kế Toại"]),
        ("BẮT GIAM NGUYỄN VĂN HẢI VÌ THAM Ô TÀI SẢN", ["NGUYỄN VĂN HẢI"]),
        ("KHỞI TỐ TRƯƠNG MINH ĐỨC VỀ TỘI ĐÁNH BẠC", ["TRƯƠNG MINH ĐỨC"]),
        ("TS. Nguyễn Đức Kiên và GS Ngô Bảo Châu", ["Nguyễn Đức Kiên", "Ngô Bảo Châu"]),
        ("Tổng thống Mỹ Donald Trump điện đàm", ["Donald Trump"]),
        ("Tổng thống Costa Rica Oscar Arias", ["Oscar Arias"]),
        ("Thủ tướng Lào Sonexay Siphandone", ["Sonexay Siphandone"]),
        ("Anh Đức gặp chị Nga.", ["Đức", "Nga"]),
        ("Đại úy Sơn bị thương.", ["Sơn"]),
        ("Nguyễn Thái Bình và Lê Hà Giang", ["Nguyễn Thái Bình", "Lê Hà Giang"]),
        ("Chủ tịch Hồ Chí Minh đọc Tuyên ngôn", ["Hồ Chí Minh"]),
        ("ông Biện Văn Quyết, ông Lều Thọ Bách", ["Biện Văn Quyết", "Lều Thọ Bách"]),
        ("Hôm đó Rơ Com Thin và Kơ Să Duê cùng có mặt", ["Rơ Com Thin", "Kơ Să Duê"]),
        ("VINH DANH LÊ THỊ HẠNH HY SINH KHI CỨU NGƯỜI", ["LÊ THỊ HẠNH"]),
        ("Chủ tịch UBND phường An Lạc Đỗ Thị Hồng Kim Chi", ["Đỗ Thị Hồng Kim Chi"]),
        ("Thiếu tướng Khăm-phết Xỉ-đa-lay đến", ["Khăm-phết Xỉ-đa-lay"]),
        ("Đồng chí Xi-bun-hương Xay-nhạ-vông", ["Xi-bun-hương Xay-nhạ-vông"]),
        ("Đoàn Lào do Xỉ-Xổm-Phon Keo-Ma-Ni dẫn đầu", ["Xỉ-Xổm-Phon Keo-Ma-Ni"]),
        ("bác sĩ Lê Văn An, Phó Trưởng khoa Nội, và Trưởng khoa Nhi", ["Lê Văn An"]),
        ("Đồng chí Bun Thạ Vi Xay Nhạ Vông phát biểu", ["Bun Thạ Vi Xay Nhạ Vông"]),
        ("Bộ trưởng Bộ Quốc phòng Lào Chăn Sạ Mỏn Khăm Phao", ["Chăn Sạ Mỏn Khăm Phao"]),
        ("Bộ trưởng Quốc phòng Campuchia Tia Xây Ha gặp gỡ.", ["Tia Xây Ha"]),
        ("Thống đốc tỉnh Hủa Phăn Phim Ma Sỏn Khun Thạ Vy", ["Phim Ma Sỏn Khun Thạ Vy"]),
        ("giúp anh N.V.T. nhận lại túi; bị cáo Đ.M.C., 30 tuổi, và L.T.K.O bị bắt",
         ["N.V.T", "Đ.M.C", "L.T.K.O"]),
        ("Phó Trưởng Thống kê tỉnh H'Mai Êban cho biết", ["H'Mai Êban"]),
        ("Chánh Văn phòng HĐND và UBND xã Đăk Hà A Thơm", ["A Thơm"]),
        ("nhà thơ (bút danh Mộc Lan) nhận giải", ["Mộc Lan"]),
        ("các khu công nghiệp tỉnh Hà Tĩnh Lường Hữu Nhạn trao quà", ["Lường Hữu Nhạn"]),
        ("Chủ tịch tỉnh Lê Thành Đô phát biểu", ["Lê Thành Đô"]),
        ("Chủ tịch tỉnh Vũ Hàn Quốc, Chủ tịch xã Hồ Hải Nam", ["Vũ Hàn Quốc", "Hồ Hải Nam"]),
        ("Trưởng Công an huyện Lý Nam Ninh đến", ["Lý Nam Ninh"]),
    ],
)  # fmt: skip
def test_names_are_found(text, names):
    assert [entry.source for entry in personal_names(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "đường Nguyễn Huệ và phố Lý Thường Kiệt",
        "Trường THPT Chu Văn An ở quận Tây Hồ",
        "Huyện Trần Văn Thời và quận Ngô Quyền",
        "phường Hoàng Văn Thụ, đường Hồ Chí Minh",
        "quận Hoàng Mai, huyện Mai Sơn, Hai Bà Trưng",
        "Hoàng Thành Thăng Long mở cửa đón khách.",
        "Đỗ xe trái phép; Lê bước; Mai đi.",
        "Thứ Hai, Chủ Nhật, tháng Giêng, Tết Nguyên Đán",
        "Bộ Y tế và Đại học Y Hà Nội",
        "Hà Nội, Hà Giang, Cao Bằng, Lâm Đồng, Thái Nguyên",
        "Bộ trưởng Tài chính và Bộ trưởng Quốc phòng họp.",
        "Chi cục trưởng Chi cục Thú y; Giám đốc Cơ quan Năng lượng",
        "Ông nói. Bà đi. Anh về. Chị cười.",
        "Chủ tịch Hiệp hội và Tổng giám đốc Bộ phận kinh doanh",
        "CÔNG AN TỈNH SƠN LA VÀ CÔNG AN HỦA PHĂN HỘI ĐÀM",
        "Công an huyện Triệu Sơn, Đồn Biên phòng Lao Bảo",
        "Châu Á, Châu Âu, Kim tự tháp, Vương quốc Anh",
        "Nàng Bạch Tuyết và bảy chú lùn",
        "cuộc bầu cử của Cử tri Đoàn 2000",
        "Nền Văn Minh Lưu Vực Sông Ấn",
        "hai triệu trẻ em Mỹ và phụ nữ Đức",
        "Jean-Pierre Dupont-Moretti đến Lào; Xi-mon Bô-li-va; Gu-xta-vơ Ép-phen",
        "phát triển Kinh-tế Xã-hội, kinh tế - xã hội, Khăm-phết nói",
        "từ Luông-pha-băng Xiêng-khoảng đến Viêng-chăn",
        "du khách Hàn Quốc, bác sĩ Việt Nam, cầu thủ Thái Lan, nhà báo Hà Nội",
        "Ban Chấp hành T.Ư họp ở TP.HCM, U.S. Navy; Trưởng phòng Marketing Công ty nói",
        "học sinh Hà Nội Amsterdam, người Việt Nam, người Mỹ gốc Việt",
        "Ca sĩ hát ở Marseille. Khi Ronaldo đến, Messi đi. Liên Minh Bolivarian họp.",
    ],
)
def test_what_only_looks_like_a_name_is_none(text):
    assert personal_names(text) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Người dân gặt lúa. Ảnh: Mạnh Tường", ["Mạnh Tường"]),
        ("Trao quà cho bà con. (Ảnh: Cam Ly)", ["Cam Ly"]),
        ("Đoàn công tác tặng quà. Ảnh: ZƠRÂM HIỀN", ["ZƠRÂM HIỀN"]),
        ("Lễ hội làng. Ảnh: Tường Vi - TTXVN", ["Tường Vi"]),
        ("Ảnh: Lê Bảo/Tuổi Trẻ", ["Lê Bảo", "Tuổi Trẻ"]),
        ("Tin, ảnh: Hải Yến - Thu Hằng", ["Hải Yến", "Thu Hằng"]),
        ("Tin: PHƯƠNG MAI; ảnh: Bá Cường", ["PHƯƠNG MAI", "Bá Cường"]),
        ("(Ảnh minh họa: H'Yuên Niê)", ["H'Yuên Niê"]),
        ("Nguồn: Reuters", ["Reuters"]),
        ("Ảnh: LINH. Chiều 2/3, đoàn ra về.", ["LINH"]),
        ("Theo Hoài Thu", ["Hoài Thu"]),
        ("Giá dầu tăng 2% (Theo Lan Hương/VOV)", ["Lan Hương"]),
        ("Ảnh: TTXVN; ảnh: CTV; Nguồn: VTV", []),
        ("Ảnh: Tư liệu; Ảnh: Tư Liệu; Ảnh: Công an cung cấp", []),
        ("Nguồn: Bộ Công Thương; Nguồn: Báo Lao Động", []),
        ("Theo Reuters, giá dầu tăng. Theo Nghị định 5", []),
        ("Hình ảnh: Đẹp mắt. Kết quả: Bình Minh thắng", []),
    ],
)
def test_whom_a_credit_names_is_a_name(text, names):
    assert [entry.source for entry in personal_names(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tiền vệ Frenkie van der Hoek ghi bàn.", ["Frenkie van der Hoek"]),
        ("Ngài Mohammed bin Rashid al Suwaidi đến.", ["Mohammed bin Rashid al Suwaidi"]),
        ("Bà Ursula von der Leyen và Bashar al-Assad", ["Ursula von der Leyen", "Bashar al-Assad"]),
        ("Hôm qua Lionel Messi ghi bàn, theo Tim Cook.", ["Lionel Messi", "Tim Cook"]),
        ("Họ gặp Ian McGregor và Leonardo DiCaprio.", ["Ian McGregor", "Leonardo DiCaprio"]),
        ("Khi Donald Trump đến Anh", ["Donald Trump"]),
        ("HLV trưởng Kim Dong-won và ông Park Hang-seo", ["Kim Dong-won", "Park Hang-seo"]),
        ("Ngoại trưởng Jordan Ayman Safadi nói", ["Ayman Safadi"]),
        ("Bộ trưởng Ngoại giao Kazakhstan Yermek Kosher tiếp", ["Yermek Kosher"]),
        ("Hiệu trưởng Đại học Stanford Jonathan Levin và người Mỹ gốc Phi", ["Jonathan Levin"]),
        ("theo đại diện UNICEF Hanna Lindqvist", ["Hanna Lindqvist"]),
        ("Tiền vệ người Brazil Rafael Souza và trợ lý người Đức Jürgen von Hagen",
         ["Rafael Souza", "Jürgen von Hagen"]),
    ],
)  # fmt: skip
def test_foreign_names_are_whole_and_without_the_country(text, names):
    assert [entry.source for entry in personal_names(text)] == names


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("ông K'Lúi nói", "K'Lui"),
        ("ông Ksor Hùng nói", "Ksor Hung"),
        ("bà H'Lúi Mlô nói", "H'Lui Mlo"),
        ("chị H'Blá Niê nói", "H'Bla Nie"),
        ("ông Siu Hlá nói", "Siu Hla"),
        ("Chủ tịch UBND phường Cam Nghĩa Tây Mấu Thị Hoa nói", "Mau Thi Hoa"),
        ("Chủ tịch UBND xã Mỹ Lý Vi Thị Hoa nói", "Vi Thi Hoa"),
        ("Giám đốc Sở Y tế tỉnh Lào Cai Hoàng Seo Pao nói", "Hoang Seo Pao"),
        ("quyền Giám đốc quỹ tỉnh Mai Thị Đông Hải nói", "Mai Thi Dong Hai"),
        ("ông Nghiêm Bạch Đằng nói", "Nghiem Bach Dang"),
        ("Ban Tổ chức lễ hội Zơrâm Nhiếc nói", "Zoram Nhiec"),
        ("ông Y Blúp nói", "Y Blup"),
        ("ông Lê Kpuíh nói", "Le Kpuih"),
        ("ông Thành Mlô nói", "Thanh Mlo"),
        ("ca sĩ Fatih Erkoç hát", "Fatih Erkoç"),
        ("ca sĩ Müslüm Gürses hát", "Müslüm Gürses"),
        ("ông São Paulo nói", "São Paulo"),
        ("ông Kim Clément nói", "Kim Clément"),
    ],
)
def test_names_of_vietnams_peoples_lose_their_marks_and_others_keep_them(text, preferred):
    assert [entry.targets[0] for entry in personal_names(text)] == [preferred]


def test_names_are_no_longer_in_capitals_without_end():
    found = find("Hoa " * 4000 + "gặp ông Nguyễn Văn Hải. " + "Hoa-" * 4000)
    assert personal_names("Hoa-" * 4000) == ()
    assert [entry.source for entry in found][-1] == "Nguyễn Văn Hải"
    assert len(found) <= 2


_LEADS = [
    "Cầu", "cầu treo", "chợ", "hồ chứa nước", "sông", "suối", "đèo", "núi", "cảng cá", "trường",
    "chùa", "thủy điện", "trạm", "cửa biển", "sân vận động", "nghĩa trang", "khu di tích",
    "Bệnh viện Đa khoa", "Trung tâm Y tế", "thung lũng",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tỉnh Bò Kẹo (Lào)", {"Bò Kẹo": "Bokeo", "Lào": "Laos"}),
        ("từ Hủa Phăn, Xiêng Khoảng đến Luông Pha Băng",
         {"Hủa Phăn": "Houaphanh", "Xiêng Khoảng": "Xiangkhouang",
          "Luông Pha Băng": "Luang Prabang"}),
        ("Bát-tam-bang và Bát Tam Bang", {"Bát-tam-bang": "Battambang",
                                          "Bát Tam Bang": "Battambang"}),
        ("Mát-xcơ-va, Mátxcơva", {"Mát-xcơ-va": "Moscow", "Mátxcơva": "Moscow"}),
        ("Quảng Tây, Hà Khẩu và Thượng Hải",
         {"Quảng Tây": "Guangxi", "Hà Khẩu": "Hekou", "Thượng Hải": "Shanghai"}),
        ("Krông Pông Chàm, Krông-pông-chàm", {"Krông Pông Chàm": "Kampong Cham",
                                              "Krông-pông-chàm": "Kampong Cham"}),
        ("Trịnh Châu (Hà Nam, Trung Quốc)", {"Trịnh Châu": "Zhengzhou",
                                             "Hà Nam, Trung Quốc": "Henan, China"}),
        ("Hòa Bình là tỉnh cũ; mọi người yêu hòa bình.", {"Hòa Bình": "Hoa Binh"}),
        ("Hoà Bình viết theo lối mới", {"Hoà Bình": "Hoa Binh"}),
        ("Hà Nội-Hải Phòng", {"Hà Nội": "Hanoi", "Hải Phòng": "Hai Phong"}),
        ("TP.HCM và TP Hồ Chí Minh", {"TP.HCM": "Ho Chi Minh City",
                                      "TP Hồ Chí Minh": "Ho Chi Minh City"}),
        ("xã Nậm Xe, bản Huổi Pốc", {"Nậm Xe": "Nam Xe", "Huổi Pốc": "Huoi Poc"}),
        ("xã Hải Đông có, phường Mỹ Thành đã", {"Hải Đông": "Hai Dong", "Mỹ Thành": "My Thanh"}),
        ("Các xã Tri Lễ, Mỹ Lý và Nhôn Mai bị cô lập",
         {"Tri Lễ": "Tri Le", "Mỹ Lý": "My Ly", "Nhôn Mai": "Nhon Mai"}),
        ("cao tốc Tà Lùng - Nậm Khay và tuyến Sa Lý – Tân Lỡ",
         {"Tà Lùng": "Ta Lung", "Nậm Khay": "Nam Khay", "Sa Lý": "Sa Ly", "Tân Lỡ": "Tan Lo"}),
        ("Công ty TNHH Xơ sợi Tân Việt Hưng và Công ty CP Xây lắp",
         {"Tân Việt Hưng": "Tan Viet Hung"}),
        ("Công ty Xây dựng của Ngài Richard Branson và Công ty Cát do Hoa Lan lập", {}),
        ("đồng bào Khơ Mú, Bru - Vân Kiều và H'Mông",
         {"Khơ Mú": "Kho Mu", "Bru - Vân Kiều": "Bru-Van Kieu", "H'Mông": "H'mong"}),
        ("ngã ba tại P.Xóm Chiếu và P. Khánh Hội, Q.4",
         {"Xóm Chiếu": "Xom Chieu", "Khánh Hội": "Khanh Hoi"}),
        ("quốc lộ 14E, QL.40B, QL1 và ĐT.606; Quốc lộ dài 5 km, QL qua đây",
         {"quốc lộ 14E": "National Highway 14E", "QL.40B": "National Highway 40B",
          "QL1": "National Highway 1", "ĐT.606": "Provincial Road 606"}),
        ("P. Giám đốc Lê Văn An; ảnh: P.Tuấn; NSND Lê Q. Minh", {}),
        ("Ngư dân Sa Huỳnh, Sa Kỳ, Cửa Đại trúng cá",
         {"Sa Huỳnh": "Sa Huynh", "Sa Kỳ": "Sa Ky", "Cửa Đại": "Cua Dai"}),
        ("mưa tại xã Trà Leng (Đà Nẵng) và Măng Ri, Ngọc Linh (Quảng Ngãi)",
         {"Trà Leng": "Tra Leng", "Đà Nẵng": "Da Nang", "Măng Ri": "Mang Ri",
          "Ngọc Linh": "Ngoc Linh", "Quảng Ngãi": "Quang Ngai"}),
        ("qua Luật Đất đai, tại Nhà Quốc hội, chạy OS X, về Tết Nguyên đán", {}),
        ("Đồng bào Mông; các dân tộc Thái, Khơ Mú, Dao",
         {"Mông": "Mong", "Thái": "Thai", "Khơ Mú": "Kho Mu", "Dao": "Dao"}),
        ("người Thái Lan, người Mông Cổ, tiếng Mông, dao và ông Dao", {"Thái Lan": "Thailand",
         "Mông Cổ": "Mongolia"}),
        ("chị Vừ Thị Dính, người Mông Lý A Sùng và Mạ", {}),
        ("Cao Lan Anh và bà La Chí Hùng", {}),
        ("phường Thạnh Tây Quan Thế Hiển đi cùng", {"Thạnh Tây": "Thanh Tay"}),
        ("bị can Hàn Quốc, bị cáo Trung Quốc", {"Hàn Quốc": "South Korea", "Trung Quốc": "China"}),
        ("phường Hoài Nhơn Bắc (Gia Lai)",
         {"Hoài Nhơn Bắc": "Hoai Nhon Bac", "Gia Lai": "Gia Lai"}),
        ("phường Trung Sơn, xã Văn Sơn; Trung Sơn (Trung Quốc)",
         {"Trung Sơn": "Zhongshan", "Văn Sơn": "Van Son", "Trung Quốc": "China"}),
        ("phường Móng Cái 1", {"Móng Cái 1": "Mong Cai 1"}),
        ("Trường Tiểu học Nậm Lúc 2.", {"Nậm Lúc 2": "Nam Luc 2"}),
        ("xã Bắc Hà 5 hộ bị ngập", {"Bắc Hà": "Bac Ha"}),
        ("đường Nguyễn Huệ", {"Nguyễn Huệ": "Nguyen Hue"}),
        ("Chủ tịch UBND phường An Lạc Đỗ Thị Hồng Kim Chi", {"An Lạc": "An Lac"}),
        *((f"{lead} Rạch Sỏi bị hỏng", {"Rạch Sỏi": "Rach Soi"}) for lead in _LEADS),
        ("Trường THPT Chu Văn An", {"Chu Văn An": "Chu Van An"}),
        ("Ý kiến của Ý, pháp luật của Pháp", {"Ý": "Italy", "Pháp": "France"}),
        ("biên giới Việt - Lào", {"Việt - Lào": "Vietnam-Laos"}),
        ("ở Biển Đông, Hoàng Sa và Trường Sa",
         {"Biển Đông": "East Sea", "Hoàng Sa": "Hoang Sa (Paracel)",
          "Trường Sa": "Truong Sa (Spratly)"}),
        ("khu vực Cảng Auckland và vùng Bắc California",
         {"Auckland": "Auckland", "California": "California"}),
        ("khu vực Quận Paro", {"Paro": "Paro"}),
        ("nhà nước Xô Viết bên Sông Ấn", {"Xô Viết": "Soviet", "Sông Ấn": "Indus River"}),
        ("đường Xô Viết Nghệ Tĩnh", {"Xô Viết Nghệ Tĩnh": "Xo Viet Nghe Tinh"}),
        ("qua kênh Đào Bạch Hải", {"Bạch Hải": "White Sea"}),
        ("xã Đoàn Kết, thôn Vườn", {"Đoàn Kết": "Doan Ket", "Vườn": "Vuon"}),
        ("trẻ em Mỹ", {"Mỹ": "US"}),
        ("BẮC NINH SÁP NHẬP SỞ", {"BẮC NINH": "Bac Ninh"}),
        ("bay từ Shymkent (Kazakhstan) đến Osh, tới Philipin",
         {"Shymkent": "Shymkent", "Kazakhstan": "Kazakhstan", "Osh": "Osh",
          "Philipin": "Philippines"}),
        ("Ngoại trưởng Peru Elmer Schialer và đại sứ Lào Khăm Phao Ơn Thạ Văn",
         {"Peru": "Peru", "Lào": "Laos"}),
        ("Hợp tác xã Nông nghiệp Ea Kao và Krông Nô", {"Ea Kao": "Ea Kao", "Krông Nô": "Krong No"}),
        ("bà chủ Phòng khám đa khoa Thiện Tâm và nhà thuốc Minh Ngọc",
         {"Thiện Tâm": "Thien Tam", "Minh Ngọc": "Minh Ngoc"}),
        ("tại Bệnh viện đa khoa Hồng Phát", {"Hồng Phát": "Hong Phat"}),
        ("khởi công cảng biển Nam Du, cảng tổng hợp Hòn Nưa",
         {"Nam Du": "Nam Du", "Hòn Nưa": "Hon Nua"}),
        ("KỶ LUẬT HIỆU TRƯỞNG MẦM NON BẢN LẦU VÌ LẠM THU", {"BẢN LẦU": "Ban Lau"}),
        ("CHỦ TỊCH UBND XÃ TÀ NĂNG LÀM VIỆC VỚI DÂN", {"TÀ NĂNG": "Ta Nang"}),
        ("vùng Tây Nguyên và ĐBSCL", {"Tây Nguyên": "Central Highlands",
                                      "ĐBSCL": "Mekong Delta"}),
    ],
)  # fmt: skip
def test_places_are_found(text, found):
    assert {entry.source: entry.targets[0] for entry in places(text)} == found


@pytest.mark.parametrize(
    "text",
    [
        "miền Nam, phía nam, hướng đông, lào xào",
        "Pháp luật quy định; Mỹ thuật; Áo dài; Đức tính; Ý thức; Nhật ký",
        "em Mỹ Linh và chị Nga, ông Đức, bà Pháp",
        "Anh đến muộn. Anh nói vậy.",
        "năm triệu đô la Mỹ, hai bảng Anh, mười mẫu Anh",
        "yêu cầu Nguyễn Văn An bồi thường",
        "người dân sống trong hòa bình, thái bình",
        "Trung tâm Phục vụ hành chính công",
        "Công ty TNHH Minh Phát",
        "Trung tâm Bão Quốc gia",
        "Trưởng khoa Nhi, trạm Vũ trụ, vận động Trung ương",
        "yêu cầu Hội đồng, nhu cầu Điện",
        "anh Mỹ Lý, anh Đức Văn",
        "Michael Jordan và Virginia Woolf",
        "Tân Trung Tâm Dự Báo Bão Quốc Gia cho biết",
        "Khu vực Phía Nam và khu vực Thành Cổ, tu viện Phật Giáo",
        "đây là một Thành phố Vườn nhiệt đới",
        "XÃ HỘI HÓA GIÁO DỤC, XÃ VIÊN ĐƯỢC MÙA, XÃ ĐẦU TIÊN ĐẠT CHUẨN",
        "THÔN BẢN VÙNG CAO CÓ ĐIỆN, XÃ BA LẦN ĐƯỢC KHEN, XÃ HẢI QUAN",
        "Khách sạn Hoa Mai, tại siêu thị Hoa Mai, Khoa Nhi",
    ],
)
def test_what_only_looks_like_a_place_is_none(text):
    assert places(text) == ()


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        ("Đại tá Lê Văn An", "Senior Colonel"),
        ("Thượng tá Lê Văn An", "Senior Lieutenant Colonel"),
        ("trung tá Lê Văn An", "Lieutenant Colonel"),
        ("THIẾU TƯỚNG LÊ VĂN AN", "Major General"),
        ("Đại uý Lê Văn An", "Captain"),
        ("TS. Lê Văn An", "Dr"),
        ("Phó Đô đốc Lê Văn An", "Vice Admiral"),
        ("Binh nhì Lê Văn An", "Private"),
    ],
)
def test_ranks_are_found(text, preferred):
    assert [entry.targets[0] for entry in ranks(text)] == [preferred]


def test_a_doctor_without_a_name_is_no_rank():
    (entry,) = find("Hãy hỏi bác sĩ nhé.")
    assert entry.kind is Kind.OFFICE
    assert entry.targets[0] == "doctor"


@pytest.mark.parametrize(
    ("text", "source", "preferred"),
    [
        ("Phó Giám đốc Công an tỉnh Lào Cai", "Phó Giám đốc Công an tỉnh",
         "deputy director of the provincial police"),
        ("Giám đốc Sở Y tế tỉnh Gia Lai", "Giám đốc Sở Y tế tỉnh",
         "director of the provincial Department of Health"),
        ("phó chủ tịch UBND xã", "phó chủ tịch UBND xã",
         "vice chairman of the commune People's Committee"),
        ("Tổng Bí thư", "Tổng Bí thư", "Party General Secretary"),
        ("Phó Chánh án Tòa án nhân dân tối cao", "Phó Chánh án Tòa án nhân dân tối cao",
         "Deputy Chief Justice of the Supreme People's Court"),
        ("Tư lệnh Quân khu 4", "Tư lệnh Quân khu 4", "commander of Military Region 4"),
        ("Giám đốc Trung tâm Phục vụ hành chính công xã Nậm Cắn",
         "Giám đốc Trung tâm Phục vụ hành chính công xã",
         "director of the commune Public Administration Service Centre"),
    ],
)  # fmt: skip
def test_the_longest_office_is_found(text, source, preferred):
    assert [(entry.source, entry.targets[0]) for entry in offices(text)] == [(source, preferred)]


def test_abbreviations_need_their_capitals():
    assert sources("ts bs gs tp ubnd", Kind.RANK, Kind.INSTITUTION, Kind.UNIT) == []


def test_set_phrases_of_police_and_law_are_found():
    text = "bị bắt về hành vi tàng trữ trái phép chất ma túy, khởi tố vụ án"
    assert sources(text, Kind.LEGAL) == ["tàng trữ trái phép chất ma túy", "khởi tố vụ án"]


SAMPLE = (
    "Chiều 5/12, Đại tá Đỗ Ngọc Minh, Giám đốc Công an tỉnh Bò Kẹo (Lào), và Y Blŭk Êban thăm "
    "xã Nậm Cắn, tỉnh Nghệ An; bà H'Hen Niê ở TP.HCM."
)


def test_entries_are_in_order_apart_and_quote_the_text():
    entries = find(SAMPLE)
    assert len(entries) >= 10
    for entry in entries:
        assert SAMPLE[entry.start : entry.end] == entry.source
        assert entry.targets
        assert all(entry.targets)
    for one, other in pairwise(entries):
        assert one.end <= other.start


def test_decomposed_text_gives_the_same_with_its_own_offsets():
    decomposed = unicodedata.normalize("NFD", SAMPLE)
    composed, apart = find(SAMPLE), find(decomposed)
    assert [(e.kind, e.targets) for e in composed] == [(e.kind, e.targets) for e in apart]
    for entry in apart:
        assert decomposed[entry.start : entry.end] == entry.source


@pytest.mark.parametrize("text", ["", " ", "...", "123", "Y", "H'", "A", "ông", "-", "N.", "’"])
def test_odd_texts_are_no_trouble(text):
    assert all(entry.targets for entry in find(text))


@pytest.mark.parametrize(("one", "other"), [("hoà", "HÒA"), ("thuỷ", "thủy"), ("khoẻ", "khỏe")])
def test_both_ways_of_placing_the_tone_are_one(one, other):
    assert fold(one) == fold(other)


def test_every_line_of_the_lexicon_is_found_again():
    missed = [
        term.source
        for term in load_terms()
        if term.kind in (Kind.OFFICE, Kind.INSTITUTION, Kind.LEGAL, Kind.FORMULA)
        and term.source not in {entry.source for entry in find(f"Theo {term.source}, mọi việc.")}
    ]
    assert missed == []


def test_places_and_ranks_of_the_lexicon_are_found_again():
    missed = [
        term.source
        for term in load_terms()
        if term.kind in (Kind.PLACE, Kind.RANK)
        and term.source
        not in sources(
            f"Đó là người {term.source}."
            if term.only_people
            else f"Họ từ {term.source} Nguyễn Văn An.",
            term.kind,
        )
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chủ tịch tỉnh Thành Đô", ["Thành Đô"]),
        ("người dân tỉnh Vũ Hán", ["Vũ Hán"]),
        ("Chủ tịch tỉnh Hải Nam", ["Hải Nam"]),
        ("ở xã Lê Thành Đô", ["Lê Thành Đô"]),
        ("tại phường Lý Văn Lâm", ["Lý Văn Lâm"]),
        ("Tỉnh Đoàn Hà Nam họp", ["Hà Nam"]),
        ("trên sông Đào Nam Định", ["Đào", "Nam Định"]),
        ("Chủ tịch tỉnh Lê Thành Đô", []),
    ],
)
def test_a_given_name_is_no_place(text, found):
    assert [entry.source for entry in places(text)] == found


def test_there_are_all_provinces_old_and_new():
    provinces = [term for term in load_terms() if term.file == "provinces.tsv"]
    plain = {without_marks(term.source) for term in provinces}
    new = """Ha Noi,Hue,Lai Chau,Dien Bien,Son La,Lang Son,Quang Ninh,Thanh Hoa,Nghe An,Ha Tinh,
    Cao Bang,Tuyen Quang,Lao Cai,Thai Nguyen,Phu Tho,Bac Ninh,Hung Yen,Hai Phong,Ninh Binh,
    Quang Tri,Da Nang,Quang Ngai,Gia Lai,Khanh Hoa,Lam Dong,Dak Lak,TP Ho Chi Minh,Dong Nai,
    Tay Ninh,Can Tho,Vinh Long,Dong Thap,Ca Mau,An Giang"""
    names = [name.strip() for name in new.split(",")]
    assert len(names) == 34
    assert set(names) <= plain
    assert len(plain) >= 63


def test_forms_of_a_kind():
    assert {"Senior Colonel", "Major General"} <= target_forms(Kind.RANK)
    assert {"Laos", "Bokeo"} <= target_forms(Kind.PLACE)
    assert "Bokeo" not in target_forms(Kind.RANK)


@pytest.mark.parametrize(
    ("source", "forms", "foreign"),
    [
        ("Virginia", ("Virginia",), True),
        ("Virginia", ["Virginia"], True),
        ("Virginia", ("Bokeo", "Virginia"), False),
        ("Lò An", ("Lò An",), False),
        ("Virginia", (), False),
    ],
)
def test_a_foreign_name_is_copied_by_english(source, forms, foreign):
    assert is_foreign_name(source, forms) is foreign
