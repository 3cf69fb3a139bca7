"""Headings as people type them: 姓 名, 姓名（必填）, *姓名：, ＩＤ Number, id_number, 身份證號 fold to one key each."""

import re
import unicodedata
from collections.abc import Sequence

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|《[^《》]*》|\{[^{}]*\}|<[^<>]*>")
_NUMBERED = re.compile(r"^\d{1,3}[.、)]")
_VALUE = re.compile(r"\d{5}")
_KEPT = re.compile(r"[\W_]+")
_SIMPLIFIED = str.maketrans(
    "證號電話聯繫係樣採檢測結點網編碼時間別戶現單員試條類稱詳細標機構實際區",
    "证号电话联系系样采检测结点网编码时间别户现单员试条类称详细标机构实际区",
)


def fold(heading: str) -> str:
    """The key by which a heading is compared: width, case, spaces, signs, brackets and traditional forms do not count.

    What stands in brackets is dropped unless the whole heading does: 证件号码（身份证） is 证件号码.
    """
    text = unicodedata.normalize("NFKC", heading).translate(_SIMPLIFIED).strip()
    text = _NUMBERED.sub("", text)
    outside = _KEPT.sub("", _BRACKETED.sub("", text))
    return (outside or _KEPT.sub("", text)).lower()


def shown(header: Sequence[str], limit: int = 30) -> str:
    """A header as a fault may quote it: at most `limit` headings of 20 characters, none that looks like a value.

    Five digits in a row are no heading but a number, in a row that was taken for the header by mistake.
    """
    cells = ["…" if _VALUE.search(cell) else re.sub(r"\s+", " ", cell).strip()[:20] or "-" for cell in header]
    return ", ".join(cells[:limit]) + (" …" if len(cells) > limit else "")
