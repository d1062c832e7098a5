"""Pages in whatever form, good and bad."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.corpora.errors import InputError
from songngu.corpora.ingest import read_page, read_text
from songngu.corpora.ingest.lines import block_text
from songngu.corpora.legacy import encode_tcvn3
from songngu.corpora.segments import segment
from songngu.corpora.types import BlockKind, Document

TITLE = "Xã vùng cao khánh thành trạm y tế mới"
LEAD = "Sáng 5/11, xã Sín Chải tổ chức lễ khánh thành trạm y tế mới với tổng vốn hơn 8 tỷ đồng."
BODY = [
    "Trạm y tế gồm hai tầng với mười hai phòng chức năng, đáp ứng nhu cầu khám bệnh của người dân.",
    "Theo bác sĩ Vàng A Lử, trước đây bà con phải đi hơn 30 km mới đến được bệnh viện huyện.",
]
PAGE = "\n\n".join([TITLE, "05/11/2025", LEAD, *BODY, "Giàng Mai"])


def kinds(document: Document) -> list[str]:
    return [block.kind.value for block in document.blocks]


def kept_text(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks if block.kept)


ARTICLE = ["title", "date", "lead", "paragraph", "paragraph", "byline"]


# --- sources -------------------------------------------------------------------------------------


def test_a_path_bytes_and_pasted_text_give_the_same_document(tmp_path: Path) -> None:
    path = tmp_path / "trang.txt"
    path.write_text(PAGE, encoding="utf-8")
    expected = read_text(PAGE)
    assert kinds(expected) == ARTICLE
    assert expected.title == TITLE
    assert expected.published == dt.date(2025, 11, 5)
    assert expected.byline == "Giàng Mai"
    assert expected.language == "vi"
    assert read_page(path) == expected
    assert read_page(str(path)) == expected
    assert read_page(PAGE.encode()) == expected
    assert read_page(PAGE.encode("utf-16")) == expected
    assert read_page(b"\xef\xbb\xbf" + PAGE.encode()) == expected


def test_a_legacy_page_is_read_as_its_text() -> None:
    document = read_page(encode_tcvn3(PAGE).encode("latin-1"))
    assert document.raw == PAGE
    assert kinds(document) == ARTICLE


def test_the_url_and_language_given_are_kept() -> None:
    document = read_text(PAGE, url="https://example.org/a", language="en")
    assert (document.url, document.language) == ("https://example.org/a", "en")


# --- every character in one block ----------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        TITLE,
        LEAD,
        *BODY,
        "Giàng Mai",
        "05/11/2025",
        "In",
        "Chia sẻ Facebook",
        "Tin liên quan",
        "Bình luận (3)",
        "anh-khanh-thanh.jpg",
        "Ảnh: Giàng Mai",
        "Recent news",
        "The council met on Friday to discuss the new road and its cost.",
        "Read more",
        "© 2025 Báo tỉnh",
        "kết thúc hội nghị./.",
        "\u200b",
        "\ufeff",
        "",
        "  \t",
        "\u00a0\u00ad",
        "a",
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.lists(FRAGMENTS, max_size=25).map("\n".join), st.text(max_size=200)))
def test_every_character_lies_in_exactly_one_block(raw: str) -> None:
    try:
        document = read_text(raw)
    except InputError as error:
        assert "expected" in str(error)  # noqa: PT017
        return
    covered = [0] * len(document.raw)
    for block in document.blocks:
        assert block.start < block.end
        for index in range(block.start, block.end):
            covered[index] += 1
    for index, char in enumerate(document.raw):
        assert covered[index] == 1 or (char.isspace() and covered[index] == 0)


@settings(max_examples=100)
@given(st.lists(FRAGMENTS, min_size=1, max_size=15).map("\n".join))
def test_blocks_and_segments_can_be_made_again_from_the_raw_text(raw: str) -> None:
    try:
        document = read_text(raw)
    except InputError:
        assert not raw.replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "").strip()
        return
    for block in document.blocks:
        assert block.text
        assert block_text(document.raw, block.kind, block.start, block.end).text == block.text
    for one in segment(document):
        block = document.blocks[one.block]
        assert one.text in block.text
        assert block.start <= one.start < one.end <= block.end


# --- HTML ----------------------------------------------------------------------------------------

HTML = f"""<!DOCTYPE html>
<html lang="vi"><head><title>{TITLE} - Báo Vùng Cao</title>
<meta property="article:published_time" content="2025-11-05T08:00:00+07:00">
<style>.an {{ color: red }}</style><script>var quangCao = "khong phai noi dung";</script></head>
<body><nav><a href="/">Trang chủ</a><a href="/ytế">Y tế</a></nav>
<div class="breadcrumb">Trang chủ &raquo; Y tế</div>
<article><h1>{TITLE}</h1><p class="sapo">{LEAD}</p>
<p>{BODY[0]}</p>
<figure><img src="a.jpg" alt="x"><figcaption>Lễ khánh thành trạm y tế xã.</figcaption></figure>
<p>{BODY[1]} <b>Người dân</b> rất <i>phấn khởi</i> khi có trạm y tế mới khang trang.</p>
<p>Công trình do huyện đầu tư, hoàn thành sau mười tháng thi công, sớm hơn kế hoạch một tháng.</p>
<p>Ngay trong ngày khánh thành, trạm khám và cấp thuốc miễn phí cho trăm người già.</p>
<p class="author">Giàng Mai</p></article>
<div class="comments"><p>Bài viết rất hay, cảm ơn tác giả đã chia sẻ thông tin này.</p></div>
<aside><h3>Tin liên quan</h3><a>Tuyển dụng bác sĩ về công tác tại vùng cao năm 2026</a></aside>
<footer>© 2025 Báo Vùng Cao</footer>
<script>document.write("them nua")</script></body></html>"""


def test_an_html_page() -> None:
    document = read_page(HTML.encode(), name="trang.html", url="https://example.org/tram-y-te")
    kept = [(block.kind.value, block.text) for block in document.blocks if block.kept]
    assert kept[:3] == [("title", TITLE), ("lead", LEAD), ("paragraph", BODY[0])]
    assert kept[3] == ("caption", "Lễ khánh thành trạm y tế xã.")
    assert kept[4][1] == f"{BODY[1]} Người dân rất phấn khởi khi có trạm y tế mới khang trang."
    assert [kind for kind, _ in kept[5:]] == ["paragraph", "paragraph", "byline"]
    assert document.title == TITLE
    assert document.published == dt.date(2025, 11, 5)
    assert document.byline == "Giàng Mai"
    assert document.language == "vi"
    aside = " ".join(block.text for block in document.blocks if not block.kept)
    assert "Bài viết rất hay" in aside
    assert "Tuyển dụng bác sĩ" in aside
    assert "© 2025" in aside


def test_class_names_do_not_make_the_whole_article_furniture() -> None:
    markup = HTML.replace("<article>", '<div class="has-sidebar with-comments">').replace(
        "</article>", "</div>"
    )
    document = read_text(markup)
    assert BODY[0] in kept_text(document)
    assert "Bài viết rất hay" not in kept_text(document)


def test_every_visible_character_of_an_html_page_is_in_a_block() -> None:
    document = read_text(HTML)
    outside = list(document.raw)
    for block in document.blocks:
        outside[block.start : block.end] = [""] * (block.end - block.start)
    assert not "".join(outside).strip()


def test_scripts_and_styles_are_never_text() -> None:
    document = read_text(HTML)
    for trace in ("quangCao", "color: red", "document.write", "<p>", "var "):
        assert trace not in document.raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_html_in_other_encodings(encoding: str) -> None:
    assert read_page(HTML.encode(encoding)).title == TITLE


def test_pasted_text_with_a_tag_in_it_is_not_html() -> None:
    document = read_text(
        "Thẻ <b> làm chữ đậm trong trang web.\nThẻ <i> làm chữ nghiêng trong trang."
    )
    assert "<b>" in document.raw


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body>" + "<div>" * 5000 + "sâu" + "</div>" * 5000,
        "<p>một<p>hai<table><tr><td>ba",
        "<html><body><p>chữ</p></i></b></body>",
    ],
    ids=["deep", "unclosed", "wrongly-closed"],
)
def test_broken_markup_gives_text_or_a_clear_message(markup: str) -> None:
    try:
        document = read_text(markup)
    except InputError as error:
        assert "without visible text" in str(error)  # noqa: PT017
        return
    assert "<" not in kept_text(document)


def test_an_html_page_made_by_scripts_alone_says_so() -> None:
    with pytest.raises(InputError, match=r"without visible text.*paste it"):
        read_text("<html><body><div id=app></div><script>render()</script></body></html>")


# --- Word ----------------------------------------------------------------------------------------


def word(*, table: bool = False) -> bytes:
    document = docx.Document()
    document.add_paragraph(TITLE, style="Title")
    for text in ("05/11/2025", LEAD, *BODY, "Giàng Mai"):
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=1, cols=2)
        grid.cell(0, 0).text = "Số phòng khám của trạm y tế là mười hai."
        grid.cell(0, 1).text = "Tổng số bác sĩ và y tá là mười lăm người."
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_document() -> None:
    document = read_page(word(), name="bai.docx")
    assert kinds(document) == ARTICLE
    assert (document.title, document.byline) == (TITLE, "Giàng Mai")


def test_table_cells_of_a_word_document_are_read() -> None:
    document = read_page(word(table=True))
    assert "Số phòng khám của trạm y tế là mười hai." in document.raw
    assert "Tổng số bác sĩ và y tá là mười lăm người." in document.raw


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(archive(word__document_xml=b"<a/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(word()[:1500], r"damaged \.docx.*again", id="cut"),
        pytest.param(
            archive(word__document_xml=b"<oops"), r"cannot be read.*save it", id="bad-xml"
        ),
        pytest.param(archive(a_txt=b"a"), r"ZIP archive.*unpack", id="zip"),
        pytest.param(archive(mimetype=b"x"), "OpenDocument", id="odt"),
        pytest.param(encrypted(), "encrypted.*without a password", id="encrypted"),
        pytest.param(
            archive(word__document_xml=bytes(60_000_000)), r"62\.\d MB|60\.0 MB unpacked", id="bomb"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.doc.*\.docx", id="doc"),
        pytest.param(b"%PDF-1.4 ...", "PDF.*copy", id="pdf"),
    ],
)
def test_bad_documents(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"(?s)bai.docx: .*{message}"):
        read_page(data, name="bai.docx")


# --- bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", "\u200b\u00a0\n\ufeff".encode()], ids=range(4)
)
def test_a_page_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"found no text.*expected an article"):
        read_page(data)


def test_a_page_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lon.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(InputError, match=r"lon\.txt: found 50\.0 MB, expected .* at most 10\.5 MB"):
        read_page(path)
    with pytest.raises(InputError, match=r"found 50\.0 MB"):
        read_text("a" * 50_000_000)


def test_missing_path_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file.*check the path"):
        read_page(tmp_path / "khong-co.txt")
    with pytest.raises(InputError, match=r"found a folder.*expected"):
        read_page(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_page("x" * 5000)
    with pytest.raises(InputError, match="cannot be read"):
        read_page("a\x00b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "kin.txt"
    path.write_text("a")
    path.chmod(0)
    with pytest.raises(InputError, match="permission"):
        read_page(path)


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("từ\n", id="one-word-lines"),
        pytest.param("Nguyễn Văn An\n", id="names"),
        pytest.param(f"Tin liên quan\n{LEAD}\n", id="boxes"),
        pytest.param("Tin mới nhất\n", id="headings"),
        pytest.param(f"{BODY[0]}/.\n", id="closings"),
        pytest.param("a.jpg\n", id="image-files"),
        pytest.param("từ\tlạ\tvà\tmới\n", id="rows"),
        pytest.param("(", id="brackets"),
        pytest.param("Nguyễn, ", id="name-list"),
        pytest.param("> ", id="arrows"),
        pytest.param("<p>từ</p>", id="html"),
    ],
)
def test_the_work_of_long_pages_is_linear(
    unit: str, grows_linearly: Callable[[Callable[[int], object]], bool]
) -> None:
    start = "<html><body>" if unit.startswith("<") else ""
    assert grows_linearly(lambda n: read_text(start + unit * (1 + n // len(unit))))


def test_many_one_word_lines_are_all_kept() -> None:
    document = read_text("\n".join(f"từ{i}" for i in range(3000)))
    assert len(document.blocks) == 3000
    assert all(block.kept for block in document.blocks)


def test_a_sentence_of_five_thousand_words_is_one_paragraph() -> None:
    raw = " ".join(["dài"] * 5000) + "."
    document = read_text(raw)
    assert kinds(document) == ["paragraph"]
    assert document.blocks[0].text == raw
    assert "".join(one.text for one in segment(document)).replace(" ", "") == raw.replace(" ", "")


def test_pasted_binary_is_refused() -> None:
    with pytest.raises(InputError, match="NUL"):
        read_text("a\x00b")


def test_a_third_language_is_told() -> None:
    text = (
        "Le gouvernement présente son budget\n"
        "Le gouvernement a présenté mercredi un budget marqué par des économies importantes.\n"
        "L'opposition dénonce des mesures injustes qui pèseraient surtout sur les retraités."
    )
    assert read_text(text).language == "fr"


# --- segments ------------------------------------------------------------------------------------


def test_segments_of_a_page() -> None:
    document = read_text(PAGE.replace("Theo bác", "Đường xa. Theo bác"))
    found = segment(document)
    assert [one.position for one in found] == list(range(5))
    assert [one.text for one in found] == [TITLE, LEAD, BODY[0], "Đường xa.", BODY[1]]
    assert [document.raw[one.start : one.end] for one in found] == [one.text for one in found]


def test_restored_furniture_is_segmented() -> None:
    from dataclasses import replace

    document = read_text(PAGE + "\n\nIn\nTin liên quan\nHuyện tuyển thêm mười bác sĩ")
    assert not document.blocks[-1].kept
    restored = replace(document.blocks[-1], kept=True)
    again = replace(document, blocks=(*document.blocks[:-1], restored))
    assert segment(again)[-1].text == "Huyện tuyển thêm mười bác sĩ"
    assert segment(document)[-1].text == BODY[1]


def test_a_segment_of_a_caption_leaves_the_file_name_out() -> None:
    raw = (
        f"{TITLE}\n\n{LEAD}\n\nle-khanh-thanh-tram-y-te.jpg\nLễ khánh thành trạm y tế.\n\n{BODY[0]}"
    )
    document = read_text(raw)
    caption = next(b for b in document.blocks if b.kind == BlockKind.CAPTION)
    assert raw[caption.start : caption.end].startswith("le-khanh")
    one = next(one for one in segment(document) if document.blocks[one.block] == caption)
    assert one.text == raw[one.start : one.end] == "Lễ khánh thành trạm y tế."


# --- the real pages, where they are at hand ------------------------------------------------------


@pytest.mark.skipif("SONGNGU_SEEDS" not in os.environ, reason="SONGNGU_SEEDS is not set")
def test_the_two_seed_pages() -> None:
    folder = Path(os.environ["SONGNGU_SEEDS"])
    vietnamese = read_page(next(folder.glob("*-vi-*.txt")))
    kept = [block.kind.value for block in vietnamese.blocks if block.kept]
    p, c = "paragraph", "caption"
    assert kept == ["title", "lead", "date", p, c, p, p, c, c, p, "byline"]
    assert vietnamese.published == dt.date(2025, 12, 2)
    assert vietnamese.byline == "Trường Long - Quang Khải"
    assert vietnamese.blocks[11].text == "In"
    assert not any(block.kept for block in vietnamese.blocks[11:])
    english = read_page(next(folder.glob("*-en-*.txt")))
    assert [b.kind.value for b in english.blocks if b.kept] == [
        "title",
        "lead",
        c,
        *[p] * 5,
        "byline",
    ]
    assert english.byline == "Thành Đạt"
    assert english.published is None
    assert english.blocks[9].text == "Comment"
    assert not any(block.kept for block in english.blocks[9:])


_WORD_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_WORD_XML = f"""<w:body {_WORD_NAMES}>
<w:p><w:r><w:t>Đầu </w:t></w:r><w:ins><w:r><w:t>thêm vào</w:t></w:r></w:ins>
<w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del>
<w:moveFrom><w:r><w:t>chỗ cũ</w:t></w:r></w:moveFrom></w:p>
<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>đường dẫn</w:t></w:r></w:hyperlink></w:p>
</w:sdtContent></w:sdt>
<w:p><w:r><w:t>Trước khung</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r>
<w:t>trong khung</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r>
<w:t>trong khung</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>ô bảng</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body>"""


def test_a_word_document_loses_no_text_and_brings_none_back() -> None:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    body = document.element.body
    for child in reversed(list(parse_xml(_WORD_XML))):
        body.insert(0, child)
    buffer = io.BytesIO()
    document.save(buffer)
    found = read_page(buffer.getvalue())
    lines = [line for line in found.raw.splitlines() if line]
    assert lines == ["Đầu thêm vào", "đường dẫn", "Trước khung", "trong khung", "ô bảng"]


def test_the_article_goes_on_after_a_box_that_markup_marks_off() -> None:
    last = "Ban quản lý khuyến cáo du khách không bẻ cành, không xả rác xuống lòng hồ."
    body = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
    box = (
        '<div class="related"><h3>Tin liên quan</h3><ul><li>Lễ hội hoa ban năm nay có gì mới lạ?'
        "</li></ul></div>"
    )
    page = f"<html><body><article><h1>{TITLE}</h1>{body}{box}<p>{last}</p></article></body></html>"
    kept = [block.text for block in read_text(page).blocks if block.kept]
    assert kept[-1] == last
    assert "Tin liên quan" not in kept
