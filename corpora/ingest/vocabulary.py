"""The words of page furniture, Vietnamese and English: what a whole line of them is."""

from __future__ import annotations

import re
from enum import Enum


class Role(Enum):
    """What the wording of a line alone says about it."""

    WIDGET = "a button, counter, menu entry, tag list or pointer to another page"
    HEADING = "the heading of a box with other articles"
    COMMENTS = "the heading or form of the readers' comments"
    FOOTER = "the publisher's imprint, licence or copyright"
    CONTACT = "an address, telephone or e-mail line; part of an imprint or of an announcement"
    SECTION = "the name of a section or a path of them"


MAX_ROLE_LINE = 700
_EDGES = " \t•·●▪■►▶»›>«‹<|*#+-–—_:;,.!?…\"'“”‘’()[]{}✕×☰🔗"
_COUNT = re.compile(r"\s*[(\[]?\d[\d.,]*[)\]]?$")


def key_of(text: str) -> str:
    """The line in lower case without bullets, quotes and punctuation around it."""
    return text.casefold().strip(_EDGES)


def _lines(text: str) -> frozenset[str]:
    return frozenset(item.strip() for item in text.split("|") if item.strip())


_WIDGETS = _lines(
    "in|in bài|in bài viết|in trang|in tin|in tin này|bản in|print|print this|print this page|"
    "print article|"
    "chia sẻ|chia sẻ bài viết|share|share this|share this article|tweet|facebook|zalo|twitter|"
    "linkedin|pinterest|telegram|messenger|whatsapp|instagram|tiktok|youtube|google news|email|"
    "gửi email|gửi bài viết|gửi cho bạn bè|email this|copy link|copy|sao chép|sao chép liên kết|"
    "sao chép link|link|lưu|lưu bài|lưu bài viết|lưu tin|save|bookmark|theo dõi|theo dõi chúng tôi|"
    "follow|follow us|đăng nhập|đăng ký|đăng xuất|tài khoản|login|log in|sign in|sign up|register|"
    "subscribe|subscribe now|newsletter|trang chủ|trang nhất|home|homepage|menu|tìm kiếm|search|"
    "quảng cáo|advertisement|advertisements|ads|sponsored|tài trợ|nghe|nghe bài viết|nghe đọc bài|"
    "nghe tin|đọc bài|listen|listen to this article|cỡ chữ|kích cỡ chữ|font size|text size|"
    "tăng cỡ chữ|giảm cỡ chữ|giọng đọc|nữ miền bắc|nữ miền nam|nam miền bắc|nam miền nam|xem ảnh|"
    "xem video|phóng to|đóng|đóng lại|close|quay lại|trở lại|back|lên đầu trang|về đầu trang|"
    "đầu trang|back to top|top|next|previous|prev|trang trước|trang sau|bài trước|bài sau|"
    "tiếp theo|"
    "thích|like|trả lời|reply|báo vi phạm|report|gửi|gửi đi|submit|cancel|hủy|huỷ|rss|"
    "skip to content|skip to main content|bỏ qua|xem thêm|đọc thêm|xem tiếp|đọc tiếp|chi tiết|"
    "xem chi tiết|xem tất cả|xem toàn bộ|tải thêm|read more|see more|show more|view more|view all|"
    "see all|load more|continue reading|more|english|tiếng việt|vietnamese|tiếng anh|en|vi|vn|eng|"
    "liên hệ|liên hệ quảng cáo|contact|contact us|giới thiệu|về chúng tôi|about|about us|sitemap|"
    "sơ đồ trang|sơ đồ website|điều khoản sử dụng|chính sách bảo mật|quyền riêng tư|privacy policy|"
    "terms of use|terms of service|terms and conditions|cookie policy|cookie settings|"
    "accept|accept all|accept cookies|accept all cookies|reject|reject all|decline|"
    "manage preferences|"
    "got it|ok|đồng ý|tôi đồng ý|chấp nhận|chấp nhận tất cả|từ chối|tùy chỉnh|facebook messenger|"
    "đánh giá|đánh giá bài viết|rate this article|rating|lượt xem|views|từ khóa|từ khoá|tags|tag|"
    "keywords|chủ đề|topics|bản mobile|phiên bản di động|mobile version|epaper|e-paper|báo in|"
    "đặt báo|toà soạn|tòa soạn|thư tòa soạn|đường dây nóng|hotline|chuyên mục|danh mục|bình chọn|"
    "thăm dò ý kiến|liên kết website|liên kết web|thống kê truy cập|đang trực tuyến|video clip|"
    "chế độ tối|dark mode|bật thông báo|nhận thông báo|tắt thông báo|loading|đang tải|"
    "xem với cỡ chữ|đang cập nhật|tiếp tục cập nhật|về trang chủ đề|go to top"
)
# With a colon these still label furniture; the others then introduce text (``Trả lời:``).
_LABELS = _lines(
    "tags|tag|từ khóa|từ khoá|keywords|chủ đề|topics|chia sẻ|chia sẻ bài viết|share|share this|"
    "share this article|theo dõi|theo dõi chúng tôi|follow|follow us|lượt xem|views|cỡ chữ|"
    "kích cỡ chữ|font size|text size|đánh giá bài viết|rate this article|rating|thống kê truy cập|"
    "liên kết website|liên kết web|đang trực tuyến|chuyên mục|danh mục|tìm kiếm|search|"
    "giọng đọc|facebook|zalo|twitter|newsletter"
)
_NETWORKS = (
    "facebook|twitter|zalo|linkedin|pinterest|telegram|email|e-mail|messenger|whatsapp|google|x|"
    "tiktok|viber|reddit|link|bài viết|lên|qua|on|via|to|this|and|và|print|in|copy|sao chép|"
    "liên kết|article|mail|g\\+|f"
)
_SHARE = re.compile(
    rf"(?:chia sẻ|share|gửi|tweet|facebook|zalo|theo dõi|follow(?: us)?)(?:[\s,|"
    rf"/·:-]*(?:{_NETWORKS}))+"
)
_COMMENTS = _lines(
    "bình luận|bình luận mới nhất|ý kiến|ý kiến bạn đọc|ý kiến độc giả|ý kiến của bạn|"
    "ý kiến phản hồi|"
    "phản hồi|phản hồi bạn đọc|gửi bình luận|gửi ý kiến|gửi phản hồi|viết bình luận|thêm bình luận|"
    "bình luận của bạn|bình luận bài viết|nhập bình luận|comment|comments|leave a comment|"
    "leave a reply|post a comment|post comment|add a comment|write a comment|reader comments|"
    "readers' comments|readers’ comments|your comment|your comments|join the discussion|"
    "join the conversation|your opinion|feedback|your name|your email|họ tên|họ và tên|tên của bạn|"
    "email của bạn|nội dung bình luận|mã xác nhận|mã bảo mật|quan tâm nhất|mới nhất trước"
)
# As a subheading with a colon these belong to the article.
_REACTIONS = _lines("bình luận|ý kiến|phản hồi|comment|comments|feedback|your opinion")
_COMMENT_FORM = re.compile(
    r"you have \d+\s*/\s*\d+ characters? left|(?:bạn còn|còn lại|còn) \d+(?:\s*/\s*\d+)? ký tự|"
    r"please enter (?:\d+ or more|your|at least|a valid)|vui lòng nhập|"
    r"hãy (?:là người đầu tiên|nhập|đăng nhập để) .{0,40}(?:bình luận|ý kiến)|"
    r"be the first to comment|(?:đăng nhập|login|log in|sign in) (?:để|to) (?:bình luận|gửi|"
    r"comment)|"
    r"(?:chưa có|no) (?:bình luận|comments?)(?: nào| yet)?$|\d+ (?:bình luận|comments?)$|"
    r"(?:bình luận|comments?)\s*[(\[]?\d+[)\]]?$|ý kiến của bạn .{0,40}biên tập"
)
_INLINE = re.compile(
    r"(?:xem thêm|đọc thêm|tìm hiểu thêm|xem tiếp|bài liên quan|tin liên quan|mời (?:bạn|quý vị|"
    r"quý độc giả|"
    r"độc giả|quý bạn đọc) (?:xem|đọc|đón|theo dõi)|read more|read also|also read|see also|"
    r"see more|related|"
    r"related news|related article|related articles|more on this|don['’]t miss|>>+|▶|►)\s*[:>»-]"
    r"|(?:từ khóa|từ khoá|tags?|keywords?)\s*:"
    r"|(?:lượt xem|số lượt xem|lượt đọc|số lượt đọc|đã xem|views?|hits?)\s*:?\s*\d[\d.,]*"
    r"(?: lượt| lần| times| views)?$"
    r"|(?:cỡ chữ|font size|text size|đánh giá bài viết|rate this)\b.{0,30}$"
    r"|\d[\d.,]*\s*(?:lượt xem|lượt đọc|lượt thích|lượt chia sẻ|views?|likes?|shares?|reads?)$"
    r"|(?:\d+ )?(?:phút|giờ|ngày|tuần) trước$|\d+ (?:minutes?|hours?|days?|weeks?) ago$"
    r"|(?:updated|cập nhật) \d+ (?:minutes?|hours?|days?|phút|giờ|ngày) (?:ago|trước)$"
    r"|\d+[ -](?:min|minutes?|phút)[ -](?:read|đọc)$|a[-–−](?:\s*a)?\s*a\+?$"
    r"|\d\d?:\d\d\s*/\s*\d\d?:\d\d$|\d(?:[.,]\d+)?x$"
    r"|(?:theo dõi|follow) .{2,60} (?:trên|on)(?: (?:google news|facebook|zalo|youtube|telegram|"
    r"tiktok)|$)"
    r"|(?:theo dõi|follow) (?:vietnamplus|vietnam\+|vnexpress|dân trí|vietnamnet|the saigon times)$"
    r"|(?:đăng ký|subscribe|sign up) (?:(?:to|for|our|nhận|theo dõi|ngay|để) .{0,60})?"
    r"(?:bản tin|kênh|newsletter|channel)\b[^.]{0,40}$"
)
# In an announcement the same: Chủ đề: “Quê hương trong tôi”.
_TOPIC = re.compile(r"(?:chủ đề|topics?|chuyên mục|category|categories|sự kiện)\s*:\s*\S")
_COOKIES = re.compile(
    r"(?:we|this (?:web)?site|our (?:web)?site|our partners|chúng tôi|trang web(?: này)?|"
    r"website(?: này)?|"
    r"trang này|báo) (?:also )?(?:use|uses|sử dụng|có sử dụng|dùng|lưu) .{0,40}cookies?\b|"
    r"by (?:continuing|using|clicking|browsing)"
    r".{0,120}(?:cookies?|privacy|terms of (?:use|service))|"
    r"(?:bằng cách|khi) (?:tiếp tục|nhấn|bấm|truy cập|sử dụng).{0,160}"
    r"(?:cookies?|chính sách (?:bảo mật|riêng tư|quyền riêng tư))|cookies? (?:help|giúp) |"
    r"please (?:enable|turn on) javascript|"
    r"vui lòng bật javascript|trình duyệt (?:của bạn )?không hỗ trợ|your browser does not support"
)
_FOOTER = re.compile(
    r"cơ quan chủ quản|(?:cơ quan|tiếng nói) của (?:đảng bộ|bộ|ban|ubnd|tỉnh|hội|liên đoàn|"
    r"trung ương)\b.{0,90}$"
    r"|(?:số )?giấy phép (?:số|xuất bản|hoạt động|thiết lập|báo chí|mạng|thành lập|ttđt|trang)|"
    r"gpxb|gp số"
    r"|(?:quyền )?(?:phó )?tổng biên tập\s*[:\-–]|chịu trách nhiệm (?:nội dung|quản lý|xuất bản|"
    r"chính)"
    r"|trưởng ban biên tập\s*[:\-–]|bản quyền (?:thuộc|©|\d)|©|®|copyright\b|\(c\) ?\d{4}"
    r"|all rights reserved|giữ bản quyền|(?:vui lòng )?ghi rõ nguồn|chỉ được phát hành lại"
    r"|(?:deputy |managing |acting )?editor-?\s?in-?\s?chief\s*:|(?:publication |press |"
    r"operating )?licen[cs]e (?:no|number|:)"
    r"|licensed (?:by|under)|published under licen[cs]e|governing body\s*:|powered by|designed by|"
    r"thiết kế (?:bởi|và phát triển)"
    r"|phát triển bởi|developed by|bản quyền nội dung|không sao chép dưới mọi hình thức"
)
_FOOTER_ANYWHERE = re.compile(
    r"all rights reserved|bản quyền thuộc về|giữ bản quyền|ghi rõ nguồn|©\s*(?:copyright|\d{4}|báo|"
    r"bản)"
)
_CONTACT = re.compile(
    r"(?:hotline|đường dây nóng|điện thoại|đt|số điện thoại|tel|telephone|phone|fax|e-?mail|"
    r"địa chỉ|"
    r"address|trụ sở(?: chính)?|tòa soạn|toà soạn|head office|website|văn phòng(?: đại diện)?|"
    r"liên hệ quảng cáo|quảng cáo|advertising)\s*(?:\([^)]{0,30}\))?\s*[:.]"
)

_HEADING_VI = _lines(
    "tin|tức|bài|viết|các|những|mới|nhất|khác|liên|quan|cùng|chuyên|mục|chủ|đề|nổi|bật|đọc|xem|"
    "nhiều|"
    "trong|tuần|ngày|tháng|cập|nhật|tiêu|điểm|hot|nóng|đăng|hơn|cũ|vừa|thể|loại|video|ảnh|hôm|nay|"
    "24h|giờ|qua"
)
_HEADING_VI_TEST = re.compile(
    r"(?=.*\b(?:tin|bài|đọc|xem|video|ảnh|chuyên mục|chủ đề)\b)"
    r".*\b(?:mới|khác|liên quan|cùng|nổi bật|nhiều|cập nhật|tiêu điểm|nóng|hot|đã đăng|cũ|vừa)\b"
)
_HEADING_EN = _lines(
    "recent|related|other|others|latest|most|more|top|popular|trending|news|newest|article|"
    "articles|story|stories|post|"
    "posts|read|viewed|commented|shared|today|now|this|week|month|in|on|section|headlines|from|the|"
    "same|"
    "should|see|category|topic|editor's|editor’s|editors|editors'|picks|pick|must|also|you|may|might|like|"
    "recommended|for|next|breaking|"
    "featured|highlights|of|and|videos|photos|here|what's|new|up|don't|don’t|miss|hot|by|us|our|"
    "similar|previous|older|newer"
)
_HEADING_EN_TEST = re.compile(
    r"(?=.*\b(?:recent|related|other|others|latest|newest|most|more|top|popular|trending|featured|"
    r"recommended|next|"
    r"breaking|editor|editors|also|hot|miss|similar|older|previous|here)\b)"
    r".*\b(?:news|articles?|stor(?:y|ies)|posts?|read|viewed|commented|shared|headlines|picks?|"
    r"like|now|you|next|miss|"
    r"highlights|videos|photos|topic|section|week)\b|trending|recommended|highlights"
)
_HEADINGS = _lines(
    "có thể bạn quan tâm|bạn có thể quan tâm|có thể bạn thích|có thể bạn chưa biết|đừng bỏ lỡ|"
    "đừng bỏ qua|"
    "dành cho bạn|gợi ý cho bạn|tin tài trợ|chuyên đề|chỉ đạo điều hành|văn bản mới|thông báo mới|"
    "video nổi bật|multimedia|infographic|"
    "thư viện ảnh|thư viện video|bài viết liên quan|tin bài liên quan|tin cùng mục|tin ảnh|podcast|"
    "you may also like|you might also like|don't miss|don’t miss|read next|up next|related|popular|"
    "trending|most popular|in this section|more from this section|more on this topic|"
    "what to read next|"
    "around the web|from the web|sponsored content|promoted stories"
)
_SECTIONS = _lines(
    "thời sự|chính trị|xã hội|kinh tế|văn hóa|văn hoá|thể thao|giải trí|giáo dục|y tế|sức khỏe|"
    "sức khoẻ|"
    "pháp luật|quốc tế|thế giới|trong nước|đời sống|khoa học|công nghệ|khoa học - công nghệ|"
    "du lịch|"
    "an ninh trật tự|an ninh - trật tự|an ninh|quốc phòng|quốc phòng - an ninh|"
    "an ninh - quốc phòng|môi trường|nông nghiệp|nông thôn mới|"
    "bạn đọc|media|đa phương tiện|góc nhìn|diễn đàn|phóng sự|ký sự|nhịp sống|tin tức|"
    "tin tức - sự kiện|"
    "tin tức sự kiện|tin trong nước|tin quốc tế|tin địa phương|địa phương|xây dựng đảng|"
    "kinh tế - xã hội|"
    "văn hóa - xã hội|văn hóa - thể thao|văn nghệ|bất động sản|tài chính|chứng khoán|ô tô - xe máy|"
    "xe|chính trị - xã hội|"
    "hoạt động của bộ|hoạt động địa phương|đối ngoại|lao động|việc làm|dân tộc|tôn giáo|biển đảo|"
    "biên giới|"
    "news|politics|business|economy|society|social affairs|culture|culture - sports|sport|sports|"
    "world|"
    "environment|education|health|travel|tourism|science|technology|sci-tech|law|life|lifestyle|"
    "life & style|"
    "opinion|editorial|features|feature|local news|national|national news|international|vietnam|"
    "viet nam|"
    "asean|asia|region|entertainment|video|videos|photo|photos|images|infographics|multimedia|"
    "podcasts|"
    "land & people|security|defence|defense|military|arts|property|real estate|finance|markets|"
    "in-depth|"
    "people|special report|topics|top news|in focus"
)
_MORE_OF = re.compile(r"MORE (?:IN|FROM|ON)(?: [A-Z&]+){1,4}")
_FULL_STOP = re.compile(r"(?<![.…])[.!?][\"'”’»)\]]*$")
_SPOKEN = re.compile(rf"{_FULL_STOP.pattern}|^[\"'“‘«]")
# Furniture's wording that stays furniture in a whole sentence; all else in one is the article's.
_SENTENCES = re.compile(
    r"\bcookies?\b|javascript|privacy policy|terms of (?:use|service)|chính sách bảo mật|"
    r"trình duyệt (?:của bạn )?không hỗ trợ|browser does not support|©|®|all rights reserved\W*$|"
    r"giữ bản quyền|ghi rõ nguồn\W*(?:[\"“'‘]|khi |$)|phát hành lại|\d\s*/\s*(?:gp|cbc|bc)\b|"
    r"bản quyền thuộc (?:về )?(?:báo|tạp chí|cổng|bộ|công an|đài|trang)\b[^,]*$|"
    r"(?:sao chép|sử dụng) .{0,60}(?:khi chưa|nếu không|bằng văn bản)|"
    r"please enter \d+ or more|characters? left|"
    r"^(?:vui lòng|hãy|please) .{0,60}(?:bình luận|ý kiến của|nội dung|email|mã|họ tên|comment|"
    r"name|code|password)\b\W*(?:của bạn|này|here)?\W*$|"
    r"^(?:be the first to comment|(?:chưa có|no) (?:bình luận|comments?)).{0,20}$|"
    r"^ý kiến (?:của bạn )?sẽ được (?:biên tập|xét duyệt|kiểm duyệt)|"
    r"^mời (?:bạn|quý vị|quý độc giả|độc giả|quý bạn đọc) "
)
_LONG_STATEMENT_WORDS = 6
_PATH = re.compile(r"\s*(?:>+|»|›|/|\||→|·|•)\s*")
_CAPITAL_SECTION = re.compile(r"[^\W\da-z_][^a-z\d_.?!]{1,58}\s[-–—|]")


def role_of(text: str) -> Role | None:
    """What the wording of the whole line says it is; None for anything an article may say."""
    if len(text) > MAX_ROLE_LINE:
        return None
    lowered = text.casefold().strip()
    if (
        _FULL_STOP.search(lowered)
        and lowered.count(" ") + 1 >= _LONG_STATEMENT_WORDS
        and not _SENTENCES.search(lowered)
    ):
        return Role.CONTACT if _CONTACT.match(lowered) else None
    if len(lowered) > 160:
        return _long_role(lowered)
    key = lowered.strip(_EDGES)
    bare = _COUNT.sub("", key).strip(_EDGES)
    opens_text = bare in _REACTIONS and lowered.endswith(":")
    if (bare in _COMMENTS and not opens_text) or _COMMENT_FORM.match(key):
        return Role.COMMENTS
    if (_is_heading(bare) and not lowered.endswith(("!", "?"))) or _MORE_OF.fullmatch(text.strip()):
        return Role.HEADING
    if _is_button(lowered, key, bare) or _is_widget(lowered, key):
        return Role.WIDGET
    if key in _SECTIONS or _TOPIC.match(lowered) or _is_path(text):
        return Role.SECTION
    return _long_role(lowered) or (Role.CONTACT if _CONTACT.match(lowered) else None)


def _is_button(lowered: str, key: str, bare: str) -> bool:
    """Whether it is a button's text; the same words as speech or before a colon are not."""
    if key not in _WIDGETS and bare not in _WIDGETS:
        return False
    if lowered.endswith(":"):
        return key in _LABELS or bare in _LABELS
    return _SPOKEN.search(lowered) is None


def _is_widget(lowered: str, key: str) -> bool:
    if len(key) < 60 and _SHARE.fullmatch(key):
        return True
    return _INLINE.match(lowered.lstrip(_EDGES.replace(">", ""))) is not None or (
        lowered.startswith((">>", "▶", "►")) and not lowered.endswith(".")
    )


def _long_role(lowered: str) -> Role | None:
    if _COOKIES.search(lowered):
        return Role.WIDGET
    if _FOOTER.match(lowered) or _FOOTER_ANYWHERE.search(lowered):
        return Role.FOOTER
    return None


def _is_heading(key: str) -> bool:
    if key in _HEADINGS:
        return True
    words = key.split()
    if not 2 <= len(words) <= 8:
        return False
    if all(word in _HEADING_VI for word in words):
        return _HEADING_VI_TEST.search(key) is not None
    if all(word in _HEADING_EN for word in words):
        return _HEADING_EN_TEST.search(key) is not None
    return False


def _is_path(text: str) -> bool:
    """Whether the line is a breadcrumb or a menu written in one line."""
    if len(text) > 160 or text.endswith((".", "!", "?", ":", "…")):
        return False
    if _CAPITAL_SECTION.fullmatch(text):
        return True
    parts = [part.casefold().strip(_EDGES) for part in _PATH.split(text) if part.strip()]
    if len(parts) < 2 or any(len(part.split()) > 6 for part in parts):
        return False
    known = sum(part in _SECTIONS or part in _WIDGETS for part in parts)
    arrows = any(mark in text for mark in (">", "»", "›", "→"))
    return known >= 2 or (known >= 1 and (arrows or len(parts) >= 3))
