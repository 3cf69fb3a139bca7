"""What a library answered, judged against what was agreed: rows with their identity, the next cursor, the total."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any

from fangxian.intake.library import paging, troubles
from fangxian.intake.library.asking import Question
from fangxian.intake.library.connection import Reply
from fangxian.intake.library.paging import Place
from fangxian.intake.library.upstream import Upstream
from fangxian.terms import resident_id

_HALVES = re.compile("[\ud800-\udfff]")
_CHARSETS = ("utf-8", "utf8", "us-ascii", "gb18030", "gbk", "gb2312")
#: A page of so many rows of which none has a field that all should have is no chance.
_MANY = 20
#: Between the parts of an identity.
PART = "\x1f"


@dataclass(frozen=True)
class Row:
    """`identity` names it in the library; `cells` are texts in the order of the library's `fields`."""

    identity: str
    cells: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Page:
    """`next` is None at the end; `total` what the library says there are for the question, None if it does not."""

    rows: list[Row]
    next: str | None
    total: int | None
    sha256: str

    @property
    def content(self) -> int:
        """The same for the same rows in whatever order, and added up over the pages of a pass for a list of them."""
        return sum(
            int.from_bytes(hashlib.blake2b(repr((one.identity, one.cells)).encode(), digest_size=16).digest())
            for one in self.rows
        )


def read(reply: Reply, upstream: Upstream, question: Question, place: Place = Place()) -> Page:  # noqa: B008
    """The page in an answer to what was asked there. Raises Trouble for what may be better next time, Fault for another
    shape than agreed."""
    said = _json(reply)
    shape = upstream.reply
    if shape.code:
        _judge_code(str(_at(said, shape.code)), upstream)
    listed = _at(said, shape.rows)
    if not isinstance(listed, list):
        raise troubles.not_as_agreed(upstream.name, f"there are no rows at {shape.rows}", f"{shape.rows} 处没有数据行")
    if len(listed) > upstream.most_rows:
        raise troubles.not_as_agreed(
            upstream.name,
            f"a page has {len(listed):,} rows where {upstream.request.page_size:,} were asked for",
            f"一页有{len(listed):,}行，而请求的是{upstream.request.page_size:,}行",
        )
    _judge_fields(listed, upstream)
    rows = [_row(one, upstream) for one in listed]
    _judge_people(rows, upstream, question)
    total = _total(_at(said, shape.total), upstream) if shape.total else None
    following = paging.following(upstream, place, said=_next(said, upstream), rows=len(rows), total=total)
    return Page(rows, following, total, hashlib.sha256(reply.body).hexdigest())


def _next(said: Any, upstream: Upstream) -> str | None:
    """What the answer says of the page after it."""
    where = upstream.reply.next
    found = _at(said, where) if where else None
    if isinstance(found, dict | list | bool):
        raise troubles.not_as_agreed(upstream.name, f"{where} is no cursor", f"{where} 不是游标")
    return str(found) if found else None


def _json(reply: Reply) -> Any:
    if reply.kind not in ("application/json", "text/json") and not reply.kind.endswith("+json"):
        raise troubles.other_kind()
    if reply.charset not in _CHARSETS:
        raise troubles.other_kind()
    charset = "gb18030" if reply.charset.startswith("gb") else "utf-8-sig"
    try:
        # Numbers stay the texts that they are: eighteen figures are no quantity.
        return json.loads(reply.body.decode(charset), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise troubles.malformed() from None


def _at(said: Any, path: str) -> Any:
    """What stands at names joined by dots, or None; '': all of it."""
    for name in filter(None, path.split(".")):
        if not isinstance(said, dict):
            return None
        said = said.get(name)
    return said


def _judge_code(code: str, upstream: Upstream) -> None:
    shape = upstream.reply
    if code in shape.good:
        return
    shown = code if re.fullmatch(r"[A-Za-z0-9_-]{1,12}", code) and not re.search(r"\d{6}", code) else "?"
    if code in shape.busy:
        raise troubles.busy(shown)
    if code in shape.refused:
        raise troubles.refused(upstream.name, shown)
    raise troubles.not_as_agreed(upstream.name, f"it answers with code {shown}", f"返回代码 {shown}")


def _judge_fields(listed: list[Any], upstream: Upstream) -> None:
    if not all(isinstance(one, dict) for one in listed):
        raise troubles.not_as_agreed(upstream.name, "a row is not an object with fields", "数据行不是带字段的对象")
    for needed in upstream.needed:
        name = upstream.fields[needed]
        if len(listed) >= _MANY and not any(name in one for one in listed):
            raise troubles.not_as_agreed(upstream.name, f"no row has the field {name}", f"所有行都没有字段 {name}")


def _row(said: dict[str, Any], upstream: Upstream) -> Row:
    parts = [_text(_at(said, name), upstream) for name in upstream.identity]
    if not all(parts):
        raise troubles.not_as_agreed(
            upstream.name, f"a row has no {'+'.join(upstream.identity)}", f"有的行没有 {'+'.join(upstream.identity)}"
        )
    return Row(PART.join(parts), tuple(_text(_at(said, name), upstream) for name in upstream.fields.values()))


def _text(value: Any, upstream: Upstream) -> str:
    """A cell. Half a character, which JSON can spell and no file can hold, becomes the sign for one that is lost."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        raise troubles.not_as_agreed(upstream.name, "a cell is a list or an object", "单元格是列表或对象")
    return _HALVES.sub("\ufffd", value)


def _judge_people(rows: list[Row], upstream: Upstream, question: Question) -> None:
    """Nobody is answered for who was not asked for."""
    if not question.about:
        return
    at = list(upstream.fields).index("id_number")
    if any((resident_id.clean(row.cells[at]) or "").upper() not in question.about for row in rows):
        raise troubles.not_as_agreed(
            upstream.name, "it answers for people who were not asked for", "返回了未查询人员的数据"
        )


def _total(value: Any, upstream: Upstream) -> int:
    if not isinstance(value, str) or not value.isdecimal() or not value.isascii() or len(value) > 15:
        raise troubles.not_as_agreed(
            upstream.name, f"{upstream.reply.total} is no count of rows", f"{upstream.reply.total} 不是行数"
        )
    return int(value)
