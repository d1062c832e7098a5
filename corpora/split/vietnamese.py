"""Vietnamese rules: newsroom and office style, where full stops abound inside sentences."""

from __future__ import annotations

from songngu.corpora.split.rules import Rules, words

_TITLES = words(
    # administrative units and addresses
    "TP Tp tp TX Tx tx TT Tt KP Kp Đ Q P H X",
    # academic and professional titles
    "GS PGS TS TSKH ThS Ths THS Th S BS Bs BSCK BSCKI BSCKII BSNT CK CKI CKII CK1 CK2 DS DSCK KS",
    "KTS LS NSƯT NSND NGƯT NGND TTƯT TTND NNƯT NNND",
    # signature blocks: on behalf of, acting for, by order of
    "TM KT TL TUQ TUN",
    # persons
    "Ô Ông/bà đ/c Đ/c Mr Mrs Ms Dr Prof Sr St Đ.c",
)

VIETNAMESE = Rules(
    language="vi",
    titles=_TITLES,
    numbered=words("tr Tr trg Trg t T Tg tg Th Thg thg h Số số ĐT Đt đt SĐT Tel tel Fax fax No no"),
    seldom_final=words(
        "T.Ư T.W TW TƯ Tr.CN tr.CN Jr Co Inc Ltd Corp Nxb NXB Bros",
        "CP CN NCS HS ĐD YS KTV AHLĐ HLV VĐV PV BTV KĐT KCN",
    ),
    often_final=words("v.v vv v.v.v VV V.V a.m p.m A.M P.M SA CH"),
    never_final=words("vd Vd VD vs VS v"),
    starters=words(
        "Ông Bà Anh Chị Em Cô Chú Bác Cụ Cháu Họ Tôi Chúng Mình Người Những Các Mỗi Mọi Một Hai Ba",
        "Theo Tuy Ngoài Trong Trên Dưới Trước Sau Tại Ở Khi Nếu Vì Do Bởi Để Với Về Đến Cùng Nhờ",
        "Qua Bên Bằng Đối Nhằm Cho Và Nhưng Song Còn Mặc Dù Tuy Thế Vậy Nên Đây Đó Điều Việc Cuộc",
        "Nhiều Hầu Hết Đa Phần Khoảng Hơn Gần Năm Ngày Tháng Đầu Cuối Vào Hiện Hôm Sáng Chiều Tối",
        "Bị Được Không Chưa Có Cũng Như Thì Là Nay Từng Tất Cả Toàn Đặc Riêng Tiếp Thực Vừa Ngay",
        "Công Cơ Đại Đoàn Chính Lãnh Phó Giám Bộ Sở UBND Đảng Thủ Tổng Kết Kinh Nội Phát Báo Nhà",
    ),
    calendar=frozenset(),
    headings=words("điều chương mục phần khoản bài câu bước tập quyển tiết phụ lục kỳ bảng hình"),
    lettered=words(
        "độ vitamin nhóm loại khối hạng lớp gan điểm bảng án mục tổ cấp phần type khu lô máu thứ"
    ),
    speech_verbs=words(
        "nói hỏi đáp trả kể cho thốt than bảo bộc chia nhắn cười tâm trăn thắc kêu hô la hét gọi",
        "nhấn khẳng phát lo băn tự viết thầm",
    ),
    shouted_names=words("Yahoo"),
)
