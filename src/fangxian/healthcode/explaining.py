"""Why a code shows what it shows, or showed at any past moment (law 12), down to the line of the file that caused it;
and forward from a line to whom it restricts. In words of one language, for pages behind the gate and for one's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.evidence.queries import by_key, kinds
from fangxian.healthcode import rules
from fangxian.healthcode.grounds import ENROLMENT, FACT, ROUND
from fangxian.healthcode.models import Appeal, Restriction
from fangxian.healthcode.queries import Shown, restrictions_of, shown
from fangxian.healthcode.rules import Span
from fangxian.ledger.queries import events_of
from fangxian.lib import clock
from fangxian.outbreak.queries import protocol
from fangxian.outbreak.vocabulary import called, reasons
from fangxian.screening import queries as screening

_FROZEN = "healthcode.worsening_frozen"


@dataclass(frozen=True)
class Because:
    """One restriction, in words: why, as the person reads it and as officers call it; on what, by which rule, by whom,
    until when, how it ended ('' it stands)."""

    restriction: Restriction
    stands: bool
    why: str
    called: str
    lays: str
    evidence: tuple[str, ...]
    rule: str
    ended: str
    appealed: bool


@dataclass(frozen=True)
class Explanation:
    """What a code showed at a moment: in a sentence, with what stood and what had ended by then."""

    at: datetime
    shown: Shown
    sentence: str
    standing: tuple[Because, ...]
    over: tuple[Because, ...]


def explain(person: int, at: datetime | None = None, language: str = "zh") -> Explanation:
    """Why somebody's code shows what it shows, or why it does not show more. `language`: 'zh' or 'en'."""
    moment = at or clock.now()
    found = [_because(one, moment, language) for one in restrictions_of(person, moment)]
    now = shown(person, at)
    standing = tuple(one for one in found if one.stands)
    sentence = _sentence(now, standing, language) + _frozen(person, moment, language)
    return Explanation(moment, now, sentence, standing, tuple(one for one in found if not one.stands))


def caused_by(reference: str) -> Iterator[Restriction]:
    """The restrictions that rest on a reference: from the line of a file forward. Not to be shown."""
    said = Restriction.rows.annotate(said=Cast("evidence", TextField())).filter(said__contains=f'"{reference}"')
    yield from said.order_by("pk")


def _because(one: Restriction, at: datetime, language: str) -> Because:
    stands = Span(one.colour, one.starts_at, one.expires_at, one.ended_at).stands(at)
    ended = "" if stands else _in(language, *_ending(one))
    known = reasons().get(one.reason)
    return Because(
        restriction=one,
        stands=stands,
        why=_in(language, known.zh, known.en) if known else one.reason,
        called=_in(language, known.short.zh, known.short.en) if known else one.reason,
        lays=_state(one.colour or rules.HELD, language),
        evidence=tuple(_reference(name, language) for name in one.evidence),
        rule=_rule(one, language),
        ended=ended,
        appealed=Appeal.rows.filter(restriction=one, closed_at=None).exists(),
    )


def _ending(one: Restriction) -> tuple[str, str]:
    words = rules.endings()[one.ended_for or "lapsed"]
    return words.zh, words.en


def _sentence(now: Shown, standing: tuple[Because, ...], language: str) -> str:
    if now.state == rules.UNKNOWN:
        return _in(language, "没有任何登记信息。", "Nothing is known of them.")
    if not standing:
        return _in(language, "没有任何管控措施，因此为绿码。", "No restriction stands, and so it is green.")
    strongest = _state(now.state, language)
    many = len(standing)
    return _in(
        language,
        f"现有 {many} 项管控措施，其中最强的决定颜色：{strongest}。",
        f"{many} restriction{'s stand' if many > 1 else ' stands'}; the strongest says what is shown: {strongest}.",
    )


def _frozen(person: int, at: datetime, language: str) -> str:
    """That an appeal kept more from being laid."""
    if not events_of("person", person).filter(kind=_FROZEN, at__lte=at).exists():
        return ""
    return _in(
        language,
        " 申诉期间，同一佐证未再加重。",
        " While an appeal was open, nothing more was laid on the same evidence.",
    )


def _rule(one: Restriction, language: str) -> str:
    if one.by_hand:
        return _in(language, "人工办理，两人决定", "by hand, by two people")
    in_force = protocol(one.version)
    first, _, rest = one.rule.partition(".")
    if first == "rounds":
        what = called("rounds", rest)
        said = _in(language, f"检测轮次规则：{what.zh}", f"rule for rounds: {what.en}")
    elif first in in_force.classes:
        kind, phase = in_force.classes[first], called("phases", rest)
        said = _in(language, f"{kind.zh}：{phase.zh}", f"{kind.en}: {phase.en}")
    else:
        said = one.rule
    return f"{said}（{in_force.pack}）" if language == "zh" else f"{said} ({in_force.pack})"


def _reference(name: str, language: str) -> str:
    kind, *rest = name.split("/")
    if kind == "row":
        return _row(rest[1], int(rest[2]), language)
    if kind == FACT:
        return _fact(int(rest[0]), language)
    if kind == ROUND:
        number = screening.one(int(rest[0])).number
        return _in(language, f"第 {number} 轮没有采样记录", f"no sample in round {number}")
    words = {
        ENROLMENT: ("纳管记录", "enrolment"),
        "obligation": ("应做事项逾期", "something due was not done"),
        "visit": ("上门记录", "a visit to the door"),
    }
    return f"{_in(language, *words.get(kind, (kind, kind)))} {rest[-1]}"


def _row(batch: str, row: int, language: str) -> str:
    found = screening.batch(batch)
    if found is None:
        return _in(language, f"批次 {batch} 第 {row} 行", f"{batch}, row {row}")
    number = found.round.number
    return _in(language, f"第 {number} 轮 {found.file} 第 {row} 行", f"round {number}, {found.file}, row {row}")


def _fact(key: int, language: str) -> str:
    found = by_key([key]).get(key)
    if found is None:
        return _in(language, f"佐证 {key}（已不在）", f"evidence {key} (gone)")
    kind, at = kinds()[found.kind], f"{found.at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
    where = (
        _in(language, f"（{found.batch} 第 {found.row} 行）", f" ({found.batch}, row {found.row})")
        if found.batch
        else ""
    )
    return f"{_in(language, kind.zh, kind.en)} {at}{where}"


def _state(state: str, language: str) -> str:
    return _in(language, rules.states()[state].zh, rules.states()[state].en)


def _in(language: str, zh: str, en: str) -> str:
    return zh if language == "zh" else en
