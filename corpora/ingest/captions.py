"""What tells a photo's caption from a paragraph in flattened text."""

from __future__ import annotations

import re

from songngu.corpora.ingest.lines import Line
from songngu.corpora.ingest.names import is_labelled_byline
from songngu.corpora.language import strip_marks

MAX_CAPTION_WORDS = 60
MIN_SIMILARITY = 0.5
CAPTION_SCORE = 4

_CREDIT = (
    r"(?:ảnh|nguồn ảnh|hình|ảnh chụp|ảnh minh h[ọo][aạ]|photos?|pictures?|image|photo credit|"
    r"photo courtesy|credit|illustration)"
)
_BARE_CREDIT = re.compile(
    rf"[(\[]?\s*{_CREDIT}\s*(?:by|of|from|courtesy of)?\s*[:/–-]?\s*\S.{{0,60}}[)\]]?\.?$|"
    rf"[(\[]?ảnh minh h[ọo][aạ][)\]]?\.?$",
    re.IGNORECASE,
)
_CREDIT_LABEL = re.compile(
    rf"[(\[]?\s*{_CREDIT}\s*(?:[:/–-]|by\b|of\b|courtesy\b|minh)", re.IGNORECASE
)
_CREDIT_END = re.compile(
    r"(?:[(\[]\s*(?:ảnh|photo|nguồn|source|image|picture|hình|illustrat)[^()\[\]]{0,60}[)\]]"
    r"|(?:[.|/–—-]|\s)\s*(?:ảnh|nguồn ảnh|photos?|photo by|photo credit|"
    r"photo courtesy)\s*:\s*[^!?:]{1,40}"
    r"|[.|/–—-]\s*(?:photo|picture|image)s? (?:by|courtesy of|from) [^.!?]{1,50}"
    r"|(?:—|–|-|\s)\s*(?:VNA(?:/VNS)?|AFP(?:/VNA)?|VNS|REUTERS|AP|XINHUA)[ /]*(?:VNA)?\s*(?:photo|"
    r"photos)?(?:\s+[^.!?]{1,40})?"
    r"|[.|] courtesy (?:of|:) [^.!?]{1,50})\.?$",
    re.IGNORECASE,
)
# An agency's name alone may also sign the article's last paragraph.
_SIGNATURE = re.compile(r"\s[—–-]\s*[(\[]?(?:VNA|VNS|AFP|AP|Reuters|Xinhua|TTXVN)[)\]]?\.?$")
_CLIP = re.compile(r"(?:video(?: clip)?|clip)\s*:\s", re.IGNORECASE)
_VNA_CREDIT = re.compile(
    r"(?:VNA|AFP|VNS|Reuters|AP|Xinhua)(?:/\w+)*\s+[Pp]hotos?(?:\s+[^.!?]{1,40})?\.?$"
)
_SCENE_START = re.compile(
    r"(?:quang cảnh|toàn cảnh|khung cảnh|hình ảnh|một góc|cảnh|các đại biểu|đại biểu|đoàn viên|"
    r"hai bên|"
    r"lãnh đạo|đồng chí|đại tá|thượng tá|trung tá|thiếu tá|đại úy|trung tướng|thiếu tướng|"
    r"thượng tướng|"
    r"cán bộ|chiến sĩ|lực lượng|người dân|bà con|học sinh|sinh viên|công nhân|nông dân|du khách|"
    r"ban tổ chức|"
    r"đoàn công tác|tổ công tác|ảnh minh h|tang vật|đối tượng|nghi phạm|hiện trường|chủ tịch|"
    r"phó chủ tịch|bí thư|thủ tướng|bộ trưởng|"
    r"delegates?|participants|representatives|officials|officers|leaders|police|soldiers|workers|"
    r"residents|"
    r"people|villagers|farmers|students|pupils|children|tourists|visitors|passengers|shoppers|"
    r"fishermen|"
    r"doctors|nurses|volunteers|rescuers|firefighters|members|athletes|players|fans|an aerial|"
    r"aerial|a view|a general view|"
    r"view of|a scene|the scene|a scenic|a corner|a panoramic|an overview|overview|panorama|"
    r"the two sides|both sides|an exhibit|a booth|"
    r"a worker|a farmer|a woman|a man|women|men|a file photo|file photo|illustrative|illustration|"
    r"in this photo|"
    r"the delegation|scene of|general view)\b",
    re.IGNORECASE,
)
_SCENE_END = re.compile(
    r"\b(?:(?:tại|trong|dự|tham dự|tham gia) (?:buổi |các )?(?:lễ|hội nghị|hội đàm|hội thảo|"
    r"cuộc họp|buổi|sự kiện|phiên|"
    r"chương trình|diễn đàn|đại hội|cơ quan|hiện trường|triển lãm|khu vực|cuộc|hội)|(?:at|during|"
    r"in|of|attend|attending) (?:the|a|an|this|their) "
    r"(?:\w+[ -]){0,3}(?:talks|ceremony|meeting|conference|event|signing|session|forum|seminar|"
    r"workshop|festival|exhibition|"
    r"congress|summit|launch|match|game|scene|press conference|opening|reception|visit|training|"
    r"inauguration|gathering|"
    r"market|fair|hearing|trial|award))\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\((?:left|right|centre|center|[a-z]+ from (?:left|right)|front|middle|standing|second|third|"
    r"first|l|r|"
    r"trái|phải|giữa|bên trái|bên phải|đứng giữa|thứ [a-zư]+ từ (?:trái|phải)[^)]*|"
    r"áo \w+)[^)]{0,40}\)|"
    r"\b(?:from left|pictured|in the photo|trong ảnh|từ trái sang|từ phải sang)\b",
    re.IGNORECASE,
)
_FINITE_EN = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|said|says|told|"
    r"added|did|does|do|"
    r"became|began|made|took|came|went|got|gave|found|saw|knew|thought|"
    r"(?:they|he|she|it|we|i|you|who|which|that) \w+ed)\b|^\w+ [a-z]+ed (?:that|the|to|a|an|on)\b",
    re.IGNORECASE,
)
_FINITE_VI = re.compile(
    r"\b(?:đã|đang|sẽ|là|được|bị|cho biết|cho rằng|nói|nhưng|tuy nhiên|vì|nên|không|rằng|thì|mà|"
    r"có thể|cần|phải|theo)\b",
    re.IGNORECASE,
)
_SENTENCE_BREAK = re.compile(r"[.!?…][\"”’)]*\s+[\"“(]?[^\W\da-zđ]")


def is_credit(line: Line) -> bool:
    """Whether the line is a picture's source and nothing else (``Ảnh: CAND``)."""
    if line.words > 10 or (not line.plain and line.hint is None):
        return False
    return _CREDIT_LABEL.match(line.text) is not None and _BARE_CREDIT.match(line.text) is not None


def has_credit(line: Line) -> bool:
    """Whether the line ends with a picture's source."""
    if line.words > MAX_CAPTION_WORDS:
        return False
    tail = line.text[-110:]
    if _VNA_CREDIT.search(tail):
        return True
    if _CLIP.match(line.text) and 4 <= line.words <= 40 and not is_labelled_byline(line.text):
        return True
    if _SIGNATURE.search(tail) and (_FINITE_EN.search(line.text) or _FINITE_VI.search(line.text)):
        return False
    match = _CREDIT_END.search(tail)
    return match is not None and len(line.text) > len(match.group()) + 5


def similarity(one: str, two: str) -> float:
    """Dice overlap of the two texts' words without diacritics, 0–1."""
    first, second = (set(re.findall(r"\w+", strip_marks(text))) for text in (one, two))
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def describes(image: Line, line: Line) -> bool:
    """Whether a line says nearly the same as an image file's name."""
    stem = image.text.rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    return line.words <= MAX_CAPTION_WORDS and similarity(stem, line.text) >= MIN_SIMILARITY


def caption_score(line: Line, typical_length: float) -> int:
    """How much speaks for an unmarked caption; at least :data:`CAPTION_SCORE` is one.

    Points for: one short sentence, no finite verb, a beginning and an end as captions have
    (people or a scene; ``at the talks``), pointing into a picture, paragraphs around much longer.
    """
    if line.words > 32 or line.words < 3 or line.text.endswith((":", "?", ",", ";", "./.")):
        return 0
    if _SENTENCE_BREAK.search(line.text) or line.text[0] in "\"“‘'-–•":
        return 0
    finite = _FINITE_EN.search(line.text) or _FINITE_VI.search(line.text)
    start = _SCENE_START.match(line.text)
    end = _SCENE_END.search(line.text)
    pointer = _POINTER.search(line.text)
    if not (start or end or pointer):
        return 0
    score = 0 if finite else 1
    score += 1 if line.words <= 22 else 0
    score += 1 if start else 0
    score += 1 if end else 0
    score += 2 if pointer else 0
    return score + (1 if len(line.text) * 2 <= typical_length else 0)
