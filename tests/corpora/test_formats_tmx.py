"""TMX: the standard's structure, other programs' files, and files made to do harm."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from songngu.corpora.errors import FormatError
from songngu.corpora.formats import FORMATS
from songngu.corpora.types import TranslationUnit

TMX = FORMATS["tmx"]
U = TranslationUnit

# The elements and attributes of TMX 1.4b that concern us, as the standard's sections 3.2 and 3.3
# give them (LISA OSCAR, 26 April 2005): order, required attributes, allowed values.
DTD = """
<!ELEMENT tmx (header, body)>
<!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
    segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED
    adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED
    o-encoding CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
    changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT body (tu)*>
<!ELEMENT note (#PCDATA)>
<!ELEMENT ude EMPTY>
<!ELEMENT prop (#PCDATA)>
<!ATTLIST prop type CDATA #REQUIRED xml:lang CDATA #IMPLIED o-encoding CDATA #IMPLIED>
<!ELEMENT tu ((note|prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED srclang CDATA #IMPLIED segtype CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED>
<!ELEMENT seg (#PCDATA|ph)*>
<!ELEMENT ph (#PCDATA)>
<!ATTLIST ph x CDATA #IMPLIED assoc CDATA #IMPLIED type CDATA #IMPLIED>
"""


@pytest.mark.parametrize(
    "units",
    [
        [],
        [U("một", "one")],
        [U("một & hai\x01", "<one>", "vi", "en-US", 0.5, 'a "b" <c>\x02\n')],
        [U("một", "one"), U("one", "một", "en", "vi")],
    ],
    ids=["none", "plain", "everything", "both-directions"],
)
def test_output_is_valid_by_the_standard(units: list[TranslationUnit]) -> None:
    root = etree.fromstring(TMX.serialise(units))
    dtd = etree.DTD(io.StringIO(DTD))
    assert dtd.validate(root), dtd.error_log
    assert len(root.findall("body/tu")) == len(units)


def test_output_as_documented() -> None:
    units = [U("Một & hai", "One\x01", confidence=0.5, origin="bài.html")]
    text = TMX.serialise(units).decode()
    header, body = text.split("<body>\n")
    assert 'o-tmf="songngu" adminlang="en" srclang="vi" datatype="plaintext"' in header
    assert body == (
        '<tu>\n<prop type="x-origin">bài.html</prop>\n<prop type="x-confidence">0.5</prop>\n'
        '<tuv xml:lang="vi"><seg>Một &amp; hai</seg></tuv>\n'
        '<tuv xml:lang="en"><seg>One<ph type="x-char-0001"/></seg></tuv>\n</tu>\n'
        "</body>\n</tmx>\n"
    )


def test_several_source_languages_are_told_apart() -> None:
    units = [U("một", "one"), U("one", "một", "en", "vi"), U("uno", "one", "es", "en-US")]
    data = TMX.serialise(units)
    assert b'srclang="*all*"' in data
    assert TMX.parse(data) == units


def test_a_forbidden_character_in_an_origin_is_replaced() -> None:
    found = TMX.parse(TMX.serialise([U("a", "b", origin="x\x01y\r\n")]))
    assert found == [U("a", "b", origin="x\ufffdy\r\n")]


def test_half_a_surrogate_pair_survives() -> None:
    units = [U("a\ud800b", "\udfff")]
    assert TMX.parse(TMX.serialise(units)) == units


def tmx(body: str, *, srclang: str = "vi", before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<tmx version="1.4"><header '
        f'creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" '
        f'srclang="{srclang}" datatype="plaintext"/><body>{body}</body></tmx>'
    ).encode()


def tu(source: str, target: str, source_tag: str = "vi", target_tag: str = "en") -> str:
    return (
        f'<tu><tuv xml:lang="{source_tag}"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{target_tag}"><seg>{target}</seg></tuv></tu>'
    )


@pytest.mark.parametrize(
    ("seg", "expected"),
    [
        ("Một <hi type='b'>hai</hi> ba", "Một hai ba"),
        ("Một <bpt i='1'>&lt;b&gt;</bpt>hai<ept i='1'>&lt;/b&gt;</ept> ba", "Một hai ba"),
        ("Một<ph>&lt;br/&gt;</ph> hai", "Một hai"),
        ("Một<it pos='begin'>&lt;i&gt;</it> hai<ut>{\\b}</ut>", "Một hai"),
        ("Một <hi>hai <hi>ba <ph>x</ph>bốn</hi></hi>", "Một hai ba bốn"),
        ("Ảnh<ph>&lt;img alt='<sub>cầu mới</sub>'&gt;</ph>.", "Ảnhcầu mới."),
        ("a<ph>x<sub>b<bpt i='1'>y</bpt>c</sub>z</ph>d", "abcd"),
        ("Một<!-- ghi chú --> hai<?pi x?> ba", "Một hai ba"),
        ("<![CDATA[1 < 2 & 3]]>", "1 < 2 & 3"),
        ("&#272;&#xE0; N&#x1EB5;ng", "Đà Nẵng"),
        ("  hai  cách  ", "  hai  cách  "),
        ("", ""),
        ("a<ph type='x-char-000B'/>b<ph type='x-char-short'/>c", "a\x0bbc"),
    ],
    ids=[
        "hi", "bpt-ept", "ph", "it-ut", "nested", "sub-in-ph", "sub-with-code", "comment-pi",
        "cdata", "references", "spaces", "empty", "our-characters",
    ],
)  # fmt: skip
def test_inline_elements_are_flattened(seg: str, expected: str) -> None:
    assert TMX.parse(tmx(tu(seg, "x"))) == [U(expected, "x")]
    assert TMX.parse(tmx(tu("x", seg))) == [U("x", expected)]


@pytest.mark.parametrize(
    ("srclang", "tags", "expected"),
    [
        ("vi", ("vi", "en"), ("vi", "en")),
        ("vi", ("en", "vi"), ("vi", "en")),
        ("VI", ("EN-US", "vi-vn"), ("vi-VN", "en-US")),
        ("vi-VN", ("en", "vi"), ("vi", "en")),
        ("en-GB", ("en-US", "en-GB"), ("en-GB", "en-US")),
        ("en-GB", ("vi", "en"), ("en", "vi")),
        ("*all*", ("en", "vi"), ("en", "vi")),
        ("fr", ("vi", "en"), ("vi", "en")),
        ("vi_VN", ("zh_hant_tw", "VI"), ("vi", "zh-Hant-TW")),
    ],
    ids=[
        "same", "target-first", "case", "region-in-header", "exact-before-primary",
        "no-region-in-file", "all", "not-in-unit", "underscores-and-script",
    ],
)  # fmt: skip
def test_languages_match(srclang: str, tags: tuple[str, str], expected: tuple[str, str]) -> None:
    (unit,) = TMX.parse(tmx(tu("a", "b", *tags), srclang=srclang))
    assert (unit.source_language, unit.target_language) == expected
    assert {unit.source, unit.target} == {"a", "b"}


def test_the_old_lang_attribute_is_read() -> None:
    body = '<tu><tuv lang="VI"><seg>một</seg></tuv><tuv lang="EN-US"><seg>one</seg></tuv></tu>'
    assert TMX.parse(tmx(body)) == [U("một", "one", "vi", "en-US")]


def test_srclang_of_a_unit_goes_before_the_header() -> None:
    body = tu("một", "one").replace("<tu>", '<tu srclang="en">')
    assert TMX.parse(tmx(body)) == [U("one", "một", "en", "vi")]


def test_every_target_makes_a_unit_and_a_lone_variant_none() -> None:
    three = tu("một", "one").replace("</tu>", '<tuv xml:lang="fr"><seg>un</seg></tuv></tu>')
    lone = '<tu><tuv xml:lang="vi"><seg>hai</seg></tuv></tu>'
    assert TMX.parse(tmx(three + lone)) == [U("một", "one"), U("một", "un", "vi", "fr")]


def test_props_and_notes_of_others_are_passed_over() -> None:
    body = (
        '<tu tuid="7"><note>x</note><prop type="x-project">y</prop>'
        '<tuv xml:lang="vi"><prop type="p">z</prop><note>n</note><seg>một</seg></tuv>'
        '<tuv xml:lang="en"><seg>one</seg></tuv></tu>'
    )
    assert TMX.parse(tmx(body)) == [U("một", "one")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = tmx(tu("m&#7897;t à", "one")).decode().replace("UTF-8", encoding.upper()[:10])
    text = text.replace("UTF-16-LE", "UTF-16").replace("UTF-16-BE", "UTF-16")
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert TMX.parse(bom + text.encode(encoding)) == [U("một à", "one")]


def test_a_doctype_naming_the_standards_dtd_is_accepted_and_not_loaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trap = tmp_path / "tmx14.dtd"
    trap.write_text('<!ATTLIST tuv xml:lang CDATA "xx">')
    monkeypatch.chdir(tmp_path)
    for system in ("tmx14.dtd", trap.as_uri(), str(trap)):
        data = tmx(tu("một", "one"), before=f'<!DOCTYPE tmx SYSTEM "{system}">\n')
        assert TMX.parse(data) == [U("một", "one")]
        without_lang = data.replace(b' xml:lang="vi"', b"")
        with pytest.raises(FormatError, match="expected the attribute xml:lang"):
            TMX.parse(without_lang)


BOMB = '<!DOCTYPE tmx [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("before", "use"),
    [
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
        ('<!DOCTYPE tmx [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>', "&x;"),
        ('<!DOCTYPE tmx [<!ENTITY x PUBLIC "p" "http://127.0.0.1:9/x">]>', "&x;"),
        ('<!DOCTYPE tmx [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>', "a"),
        ('<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY x "y">]>', "&x;"),
        ('<!DOCTYPE tmx [<!ENTITY x "unused">]>', "a"),
        (BOMB + "]>", "&j;"),
    ],
    ids=["file", "network", "public", "parameter", "internal", "unused", "bomb"],
)
def test_entity_declarations_are_refused(
    before: str, use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for encoding in ("utf-8", "utf-16"):
        text = tmx(tu(use, "x"), before="\n" + before).decode().replace("UTF-8", encoding.upper())
        with pytest.raises(FormatError, match=r"^bad\.tmx:3: found a declaration of the entity"):
            TMX.parse(text.encode(encoding), name="bad.tmx")


def test_an_entity_used_in_an_attribute_of_the_root_is_not_expanded() -> None:
    data = (BOMB + ']><tmx version="&j;"/>').encode()
    with pytest.raises(FormatError, match="found a declaration of the entity 'a'"):
        TMX.parse(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html><body/></html>", "x.tmx:1: expected the element tmx, found html"),
        (tmx("<tu>"), "x.tmx:2: expected well-formed XML, found: "),
        (tmx(tu("a", "b"))[:-30], "x.tmx:2: expected well-formed XML, found: "),
        (tmx(tu("a", "b")).replace(b' xml:lang="en"', b""), "x.tmx:2: expected the attribute"),
        (tmx("\n<tu><tuv xml:lang='vi'/><tuv lang='en'/></tu>"), "x.tmx:3: expected the element"),
        (tmx(tu("&nbsp;", "b")), "x.tmx:2: expected well-formed XML, found: Entity"),
        (tmx(tu("&nbsp;", "b"), before='<!DOCTYPE tmx SYSTEM "x">'), "x.tmx:2: found the undecl"),
        (tmx(tu("a\x01", "b")), "x.tmx:2: expected well-formed XML, found: "),
        (b"source\ttarget\n", "x.tmx:1: expected well-formed XML, found: "),
        (b'<?xml version="1.0" encoding="EBCDIC-99"?><tmx/>', "x.tmx:1: expected"),
        (b"  \n", "x.tmx: found an empty file, expected TMX"),
        (b"<?xml version='1.0'?><!-- nothing -->", "x.tmx:1: expected well-formed XML, found"),
        (tmx("<x>" * 5000 + "</x>" * 5000), "x.tmx:2: expected well-formed XML, found: "),
        (tmx(tu("a", "b").replace("<tu>", '<tu><prop type="x-confidence">high</prop>')),
         "x.tmx:2: expected a confidence from 0 to 1, found 'high'"),
    ],
    ids=[
        "html", "not-closed", "cut-off", "no-lang", "no-seg", "undeclared-entity",
        "undeclared-entity-with-doctype", "control-character", "tsv", "unknown-encoding", "blank",
        "no-element", "too-deep", "confidence",
    ],
)  # fmt: skip
def test_errors_name_the_line(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        TMX.parse(data, name="x.tmx")
    assert str(caught.value).startswith(message)


READ_LARGE = """
from pathlib import Path
from songngu.corpora.formats import FORMATS
from songngu.corpora.types import TranslationUnit

def peak_mb():  # not getrusage, whose peak includes the parent's before exec
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

tu = '<tu><tuv xml:lang="vi"><seg>Sáng nay, tỉnh khánh thành cầu <hi>mới</hi> số {}.</seg></tuv>'
tu += '<tuv xml:lang="en"><seg>This morning bridge {} was opened.</seg></tuv></tu>'
head = '<tmx version="1.4"><header srclang="vi"/><body>'
data = (head + "".join(tu.format(i, i) for i in range(N)) + "</body></tmx>").encode()
before = peak_mb()
units = FORMATS["tmx"].parse(data)
assert len(units) == N and units[-1].source.endswith(f"cầu mới số {N - 1}."), units[-1:]
print(peak_mb() - before)
"""


def test_a_large_memory_is_read_unit_by_unit() -> None:
    n_units = 50_000
    done = subprocess.run(
        [sys.executable, "-c", f"N = {n_units}\n{READ_LARGE}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The tree of all elements took 90 MB when it was kept.
    assert float(done.stdout) < 50


FOREIGN = {
    "omegat": (
        '<!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1"><header creationtool="OmegaT" '
        'adminlang="EN-US" datatype="plaintext" segtype="sentence" srclang="VI"/><body>'
        '<tu><tuv lang="VI"><seg>Ngày 24/11</seg></tuv>'
        '<tuv lang="EN-GB" changeid="x"><seg>November 24</seg></tuv></tu></body></tmx>',
        "utf-8",
        ("Ngày 24/11", "November 24", "vi", "en-GB"),
    ),
    "trados": (
        '<?xml version="1.0" encoding="utf-16"?><tmx version="1.4"><header srclang="vi-VN" '
        'datatype="xml" segtype="sentence"><prop type="x-Recognizers">All</prop></header><body>'
        '<tu><prop type="x-Origin">TM</prop><tuv xml:lang="vi-VN"><seg><bpt i="1" x="1"/>Ngày'
        '<ept i="1"/> 24/11<ph x="2"/></seg></tuv><tuv xml:lang="en-US"><seg><bpt i="1" x="1"/>'
        'November<ept i="1"/> 24<ph x="2"/></seg></tuv></tu></body></tmx>',
        "utf-16",
        ("Ngày 24/11", "November 24", "vi-VN", "en-US"),
    ),
    "memoq": (
        '<?xml version="1.0" encoding="utf-8"?><tmx version="1.4"><header srclang="vi" '
        'creationtool="MemoQ" datatype="unknown"/><body><tu><tuv xml:lang="vi">'
        '<prop type="x-context-pre">&lt;seg&gt;a&lt;/seg&gt;</prop><seg>Ngày '
        '<ph>&lt;br/&gt;</ph>24/11</seg></tuv><tuv xml:lang="en-gb"><seg><hi type="b">November'
        "</hi> 24</seg></tuv></tu></body></tmx>",
        "utf-8",
        ("Ngày 24/11", "November 24", "vi", "en-GB"),
    ),
}


@pytest.mark.parametrize("tool", FOREIGN)
def test_files_as_other_tools_write_them_are_read(tool: str) -> None:
    text, encoding, expected = FOREIGN[tool]
    (unit,) = FORMATS["tmx"].parse(text.encode(encoding), name=f"{tool}.tmx")
    assert (unit.source, unit.target, unit.source_language, unit.target_language) == expected
