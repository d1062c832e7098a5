"""HTML pages: their visible text line by line, with trafilatura's judgement on each line.

The page is flattened by our own walk over the tree, so that nothing visible is lost; trafilatura
(with precision favoured, it takes readers' comments for the article otherwise) says which lines
are the article, and the markup says which are headings, captions and page furniture.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from lxml import etree, html

from songngu.corpora.errors import InputError
from songngu.corpora.ingest.flat import FlatPage, join_lines
from songngu.corpora.ingest.names import strip_label
from songngu.corpora.ingest.vocabulary import key_of
from songngu.corpora.normalise import normalise
from songngu.corpora.types import BlockKind

MAX_DEPTH = 400
MAX_TITLE_WORDS = 60
_HTML = re.compile(
    r"\s*(?:\ufeff|<\?xml[^>]{0,200}>|<!--.{0,2000}?-->|\s)*<(?:!doctype\s+html|html|head|body|"
    r"article|"
    r"main|section|div|p|h[1-6]|meta|title|script|table|header|span)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "canvas",
        "head",
        "title",
        "link",
        "meta",
        "select",
        "option",
        "datalist",
        "audio",
        "video",
        "map",
        "textarea",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_FURNITURE_TAGS = frozenset(["nav", "footer", "aside", "form", "button", "menu", "dialog"])
_FURNITURE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|side|share|sharing|"
    r"social|related|"
    r"comments?|cookies?|banner|ads?|advert\w*|popup|modal|tags?|tin-lien-quan|lien-quan|binh-luan|"
    r"chia-se|toolbar|subscribe|newsletter|recommend\w*|most-read|popular|teasers?|pagination)(?:$|"
    r"[\s_-])",
    re.IGNORECASE,
)
_CAPTION_NAME = re.compile(
    r"caption|chu-thich|chuthich|photo-desc|image-desc|img-desc", re.IGNORECASE
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:author|byline|tac-gia|tacgia|writer|author-name)(?:$|[\s_-])", re.IGNORECASE
)
_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|standfirst|summary|article-desc|dek)(?:$|[\s_-])", re.IGNORECASE
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_Line = tuple[str, BlockKind | None]


def looks_like_html(text: str) -> bool:
    """Whether the text begins as an HTML page or fragment does."""
    return _HTML.match(text[:5000]) is not None


def flatten_html(text: str, *, name: str = "the page", url: str | None = None) -> FlatPage:
    """The page's visible text, one block a line, with hints from its markup.

    Scripts, styles and hidden elements are no text of the page and leave no line.

    Raises:
        InputError: The HTML cannot be parsed or holds no visible text.
    """
    tree = _parse(text, name)
    lines = _Walker().walk(tree)
    if not lines:
        raise InputError(
            f"{name}: found an HTML page without visible text (its text may be made by a script), "
            "expected an article; copy the text from the browser and paste it."
        )
    facts = _metadata(tree, url)
    lines = _judge(lines, _main_text(text, url))
    raw, hints = join_lines(lines)
    return FlatPage(raw=raw, hints=hints, **facts)


def _parse(text: str, name: str) -> Any:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    # An encoding declared in the text no longer holds: it is decoded already.
    bare = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text.lstrip("\ufeff")).replace("\x00", "")
    try:
        tree = html.document_fromstring(bare.encode("utf-8", "replace"), parser=_utf8(parser))
    except (etree.ParserError, etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(
            f"{name}: HTML that cannot be parsed ({error}), expected a web page; save the page "
            "again, or copy its text and paste it."
        ) from None
    return tree


def _utf8(_: Any) -> Any:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)


class _Walker:
    """Collects the visible text of a tree, a line for each block element."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self._text: list[str] = []
        self._hint: BlockKind | None = None

    def walk(self, tree: Any) -> list[_Line]:
        # An explicit stack: pages of broken markup nest deeper than Python recurses.
        stack: list[tuple[Any, BlockKind | None, bool]] = [(tree, None, False)]
        while stack:
            node, hint, leaving = stack.pop()
            if leaving:
                self._leave(node, hint)
                continue
            if not isinstance(node.tag, str) or _is_hidden(node):
                if node.tail:
                    self._add(node.tail, hint)
                continue
            own = _hint_of(node, hint)
            if node.tag == "br" or node.tag not in _INLINE:
                self._flush()
            stack.append((node, hint, True))
            if node.text:
                self._add(node.text, own)
            stack.extend((child, own, False) for child in reversed(node))
        self._flush()
        return self.lines

    def _leave(self, node: Any, hint: BlockKind | None) -> None:
        if node.tag == "br" or node.tag not in _INLINE:
            self._flush()
        if node.tail:
            self._add(node.tail, hint)

    def _add(self, text: str, hint: BlockKind | None) -> None:
        if text.strip() and self._hint is None:
            self._hint = hint
        self._text.append(text)

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        if text:
            self.lines.append((text, self._hint))
        self._text, self._hint = [], None


def _is_hidden(node: Any) -> bool:
    return (
        node.tag in _SKIPPED
        or node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or (node.get("style") is not None and _INVISIBLE.search(node.get("style")) is not None)
    )


def _hint_of(node: Any, inherited: BlockKind | None) -> BlockKind | None:
    if inherited == BlockKind.FURNITURE:
        return inherited
    if node.tag in _FURNITURE_TAGS or node.get("role") in ("navigation", "contentinfo", "search"):
        return BlockKind.FURNITURE
    if node.tag in ("html", "body", "main", "article"):
        return inherited
    names = f"{node.get('class', '')} {node.get('id', '')}".strip()
    if node.tag == "figcaption" or (names and _CAPTION_NAME.search(names)):
        return BlockKind.CAPTION
    if node.tag == "h1":
        return BlockKind.TITLE
    if not names or len(names) > 200:
        return inherited
    if _FURNITURE_NAME.search(names):
        return BlockKind.FURNITURE
    if _BYLINE_NAME.search(names):
        return BlockKind.BYLINE
    if _LEAD_NAME.search(names) and node.tag in ("p", "h2", "h3", "div", "strong"):
        return BlockKind.LEAD
    return inherited


def _main_text(text: str, url: str | None) -> set[str] | None:
    """Keys of the lines that trafilatura takes for the article; None where it finds too little."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            text, url=url, favor_precision=True, include_comments=False, include_tables=True
        )
    except Exception:  # third-party code on hostile markup; the page is still read without it
        return None
    body = getattr(found, "text", None) or ""
    if len(body.split()) < 25:
        return None
    return {key_of(normalise(line)) for line in body.splitlines() if line.strip()}


def _judge(lines: list[_Line], main: set[str] | None) -> list[_Line]:
    """The hints, with what lies outside the article's first and last line set aside."""
    lines = _one_title(lines)
    keys = [key_of(normalise(text)) for text, _ in lines]
    lines = _trust_text(lines, keys, main)
    if main is None:
        return lines
    inside = [
        index
        for index, key in enumerate(keys)
        if key in main and lines[index][1] != BlockKind.FURNITURE and len(key) > 20
    ]
    if not inside:
        return lines
    title = next((i for i, (_, hint) in enumerate(lines) if hint == BlockKind.TITLE), inside[0])
    first, last = min(title, inside[0]), inside[-1]
    judged: list[_Line] = []
    for index, (text, hint) in enumerate(lines):
        if (index < first or index > last + 4) and hint not in (BlockKind.BYLINE, BlockKind.TITLE):
            hint = BlockKind.FURNITURE
        judged.append((text, hint))
    return judged


def _trust_text(lines: list[_Line], keys: list[str], main: set[str] | None) -> list[_Line]:
    """Takes furniture hints back where class names speak against most of the article.

    Names are no standard: ``has-sidebar`` may be the class of the article itself.
    """
    body = [
        index
        for index, (text, _) in enumerate(lines)
        if (keys[index] in main if main is not None else text.endswith((".", "!", "?", "”", '"')))
        and len(text.split()) >= 8
    ]
    marked = [index for index in body if lines[index][1] == BlockKind.FURNITURE]
    if len(marked) * 2 <= len(body):
        return lines
    freed = set(marked)
    return [(text, None if i in freed else hint) for i, (text, hint) in enumerate(lines)]


def _one_title(lines: list[_Line]) -> list[_Line]:
    """Only the longest first-level heading is the title; a page's name can be another."""
    titles = [
        index
        for index, (text, hint) in enumerate(lines)
        if hint == BlockKind.TITLE and len(text.split()) <= MAX_TITLE_WORDS
    ]
    best = max(titles, key=lambda index: len(lines[index][0]), default=None)
    return [
        (text, None if hint == BlockKind.TITLE and index != best else hint)
        for index, (text, hint) in enumerate(lines)
    ]


def _metadata(tree: Any, url: str | None) -> dict[str, Any]:
    from trafilatura import extract_metadata

    try:
        found = extract_metadata(tree, default_url=url)
    except Exception:  # as above: metadata is a help, not a need
        return {"url": url}
    published: dt.date | None = None
    if found.date:
        try:
            published = dt.date.fromisoformat(found.date)
        except ValueError:
            published = None
    author = strip_label(found.author) if found.author else None
    return {
        "title": normalise(found.title) if found.title else None,
        "author": normalise(author) if author else None,
        "published": published,
        "url": url or found.url,
    }
