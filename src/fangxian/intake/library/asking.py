"""What a library is asked: a window of time, or the people with these numbers, so many at a time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fangxian.intake.library import paging
from fangxian.intake.library.upstream import Upstream
from fangxian.lib.fault import Fault

#: What is sent: a text, or a list of them in a body.
Parameters = dict[str, str | list[str]]


@dataclass(frozen=True)
class Question:
    """Asked and answered page by page. `about` are the numbers it is about, for those alone may be answered."""

    parameters: Parameters = field(repr=False)
    about: frozenset[str] = field(default=frozenset(), repr=False)

    def page(self, upstream: Upstream, cursor: str | None) -> Parameters:
        """What asks for the page at that cursor, the first if None."""
        asked = upstream.request
        sent = {**asked.always, **self.parameters}
        if asked.size:
            sent[asked.size] = str(asked.page_size)
        place = cursor if cursor is not None else paging.first(asked)
        if place is not None:
            sent[asked.cursor] = place
        return sent


def window(
    upstream: Upstream, *, start: datetime | None = None, end: datetime | None = None, round: str = ""
) -> list[Question]:
    """The one question for a window (local times, both ends in it) or a round's results. Raises Fault."""
    if upstream.asks != "window":
        raise Fault(
            en=f"{upstream.name}: this library is asked for numbers; give --numbers FILE.",
            zh=f"{upstream.name}：该库按证件号码查询；请用 --numbers 给出号码文件。",
        )
    return [Question(_window(upstream, start, end, round))]


def numbers(
    upstream: Upstream, asked: Sequence[str], *, start: datetime | None = None, end: datetime | None = None
) -> list[Question]:
    """The questions for people by their numbers (cleaned, each once), within a window. Raises Fault."""
    if upstream.asks != "numbers":
        raise Fault(
            en=f"{upstream.name}: this library is not asked for numbers; give --from and --to.",
            zh=f"{upstream.name}：该库不按证件号码查询；请用 --from 与 --to 给出时间窗。",
        )
    if not asked:
        raise Fault(
            en="There is no number to ask for: the file has none that a library could know.",
            zh="没有可查询的号码：文件中没有有效的证件号码。",
        )
    common, step = _window(upstream, start, end, ""), upstream.request.numbers_at_once
    parts = [list(asked[at : at + step]) for at in range(0, len(asked), step)]
    return [Question({**common, upstream.request.numbers: part}, frozenset(part)) for part in parts]


def fingerprint(upstream: Upstream, questions: Sequence[Question]) -> str:
    """The same for the same questions to the same library, whatever the pace and the token (SHA-256)."""
    asked = (upstream.url, upstream.request, upstream.reply, upstream.identity, sorted(upstream.fields.items()))
    digest = hashlib.sha256(repr(asked).encode())
    for one in questions:
        digest.update(repr(sorted(one.parameters.items())).encode())
    return digest.hexdigest()


def _window(upstream: Upstream, start: datetime | None, end: datetime | None, round: str) -> Parameters:
    asked = upstream.request
    times = {asked.start: start, asked.end: end}
    if (round and not asked.round) or ((start or end) and not (asked.start and asked.end)):
        raise Fault(
            en=f"{upstream.name}: this library cannot be asked so; its file names no parameter for it.",
            zh=f"{upstream.name}：该库不支持这种查询；平台配置中没有对应参数。",
        )
    said: Parameters = {name: time.strftime(asked.times) for name, time in times.items() if time is not None}
    return said | ({asked.round: round} if round else {})
