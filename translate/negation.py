"""Whether a text negates, in Vietnamese and in English."""

from __future__ import annotations

import re
import unicodedata

# What is spelt like a negation and is none: air and space, "not only", "not a few", questions.
_NOT_BEHIND = r"""
    khí gian quân trung lực phận vận kích tặc chiến lưu tưởng dây tên người\slái
    những chỉ riêng ít ngừng ngờ ngớt dứt nguôi khỏi kém thua khác nhỏ xa lâu dài mấy nhiều thiếu
    đổi dưới quá hơn kể phân\sbiệt chừng ngại quản nề nản quên bao\slâu lúc\snào\skhông
    biết phải\s(?:ai|vậy) đơn đáng bắt\sbuộc khoẻ khỏe hài\slòng quan\strọng tránh liên
    may khéo sao vậy nhỉ ạ hả nào đó đây thế nhé à và hay con em anh chị thì
    dễ khó giống hợp đúng đều ổn bình\sthường tốt cao chắc chính rõ màu giấy nghiêm theo cần\stoa
    tài\snào ồn đồng thuộc ai thể\sthiếu khi(?!\snào)
"""
_NOT_BEFORE = r"""
    hàng trên phòng khoảng tay hư chân số bầu hay tầng lên vườn đường thể được một đối
"""
_NOT_YET_BEHIND = r"nhé từng đầy đến tới kể lâu bao rõ chắc biết đủ nấu luộc rây quan\strọng"
_HARDLY_BEHIND = "hạn những lẽ qua mấy kém khác bao riêng chỉ như lành"
_WORD_END = r"(?![^\W_])"


def _none_of(words: str) -> str:
    return rf"(?!\s(?:{'|'.join(words.split())}){_WORD_END})"


def _not_after(words: str) -> str:
    return "".join(rf"(?<!\b{word}\s)" for word in words.split())


# Not at the end of a clause, where it asks.
_CLAUSE_GOES_ON = r"(?=\s[^\W\d_])"
_NEGATED = re.compile(
    rf"\b(?:{_not_after(_NOT_BEFORE)}không{_none_of(_NOT_BEHIND)}{_CLAUSE_GOES_ON}"
    rf"|(?<!\bhay\s)chưa{_none_of(_NOT_YET_BEHIND)}{_CLAUSE_GOES_ON}"
    rf"|chẳng{_none_of(_HARDLY_BEHIND)}{_CLAUSE_GOES_ON}"
    rf"|(?:đừng|chớ)(?=\s[^\W\d_])|vô\stội){_WORD_END}"
)

_INNOCENT = r"acquit\w*|innocen\w+|exonerat\w+|not guilty|cleared"
_NEGATIVE_WORDS = r"""
    not \w*n'\s?t cannot cant no never without neither nor none nobody nothing nowhere
    fail\w* refus\w+ den(?:y|ies|ied|ying|ial) lack\w* absen\w+ unable unless yet too(?=\W.*\bto\b)
    avoid\w* few fewer little less hardly scarcely barely rarely seldom rather instead
    reject\w* declin\w+ ban(?:s|ned|ning)? prohibit\w* forbid\w* prevent\w* exempt\w* waiv\w+
    stop(?:s|ped|ping)? ignor\w+ miss(?:es|ed|ing)? except\w* zero free regardless irrespective
    drop(?:s|ped|ping)? overlook\w* taboos? (?:keep\w*|kept)(?=\W.*\b(?:from|out)\b) troubles? ended
    refrain\w* los(?:e|es|ing|s|ses|t) pending wrong\w* doubt\w* reluctan\w+ resist\w* snub\w*
    neglect\w* forg[eo]t\w* default\w* suspend\w* abandon\w* cancel\w* withh\w+
    differ\w* var(?:y|ies|ied) abnormal\w* limit\w* negative\w* volatile bad\w* poor\w*
    freed freeing beyond silent\w* otherwise clear hard difficult\w* against away off
    wip(?:ed|ing) short withdr\w+ withheld depriv\w+ def(?:y|ied|ies|ying|iance) block\w*
    eliminat\w+ empty dry alone same persist\w* decommission\w* deregulat\w* negligible
    opt(?:ed)?\W?out whether collaps\w+ \w*proof before out\sof raw worse\w* elective optional
    underestimat\w+ undercook\w+ non\w* \w+less \w+lessly
"""
_NEGATIVE_PREFIXES = r"""
    un(?!der|iv|it|ion|iq|iform|il|cles?\b|anim|esco|icef|hcr|til|less\b)\w{3,}
    in(?:a(?:bil|ccess|ccur|ctiv|deq|pprop|dvert)|cap|complet|compat|consist|conven|correct|cred)\w+
    in(?:decis|def|differ|discr|effect|effic|elig|equal|eq|evit|expens|exper|flex|just)\w+
    in(?:fidel|offens|oper|secur|sens|signif|stab|suffic|toler|valid|vis|volunt|dispens)\w+
    in(?:conclus|cur|anim|attent|aud|hum|grat|finit|ed|explic|hosp|freq|formal|compreh|detect)\w+
    im(?:possib|mobil|moral|partial|patien|perfect|polite|practic|probab|prop|prud|pur)\w+
    im(?:balanc|matur|potent|permiss)\w+ ir(?:ration|regul|relev|replac|respons|revers)\w+
    il(?:legal|licit|literat|logic|legit)\w*
    dis(?!c(?:uss|over|ip|o\b)|t(?:anc|ant|rib|rict|in|ress)|play|eas|ast|h|k|patch|pos|put)\w{4,}
"""
_NEGATIVES = "|".join([_INNOCENT, *_NEGATIVE_WORDS.split(), *_NEGATIVE_PREFIXES.split()])
_NEGATED_IN_ENGLISH = re.compile(rf"\b(?:{_NEGATIVES})\b")
_INNOCENT_IN_ENGLISH = re.compile(rf"\b(?:{_INNOCENT})\b|\b(?:no|not|n't) (?:\w+ )*?(?:guilt|crim)")


def negations(source: str) -> list[str]:
    """The words of a Vietnamese text that negate, in order; not those that ask or only seem to."""
    text = unicodedata.normalize("NFC", source).lower()
    return [match.group() for match in _NEGATED.finditer(text)]


def negated_in_english(text: str) -> bool:
    """Whether an English text has a negation of any sort: not, without, refuse, un-, few."""
    return bool(_NEGATED_IN_ENGLISH.search(_comparable(text)))


def lost_negations(source: str, text: str) -> list[str]:
    """The negations of a Vietnamese text if its English shows none, and no one else's acquittal.

    ``vô tội`` wants an innocence of its own: a conviction that was *not* appealed is none.
    """
    found = negations(source)
    if found and not negated_in_english(text):
        return found
    guiltless = [word for word in found if word == "vô tội"]
    return guiltless if not _INNOCENT_IN_ENGLISH.search(_comparable(text)) else []


def _comparable(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower().replace("’", "'")
