"""Accounts in words: their state, their appointments, what waits for a second person, what was done."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from fangxian.access.queries import AccountLine, Held, signatures
from fangxian.access.roles import roles
from fangxian.ledger.actions import SYSTEM
from fangxian.web import telling
from fangxian.web.departments import department
from fangxian.web.language import say

#: Verb of the address -> what is said when it is done.
DONE = {
    "appoint": ("已任职，立即生效。", "Appointed, from now on."),
    "department": ("已设置所属部门。", "Their department is set."),
    "end": ("任职已终止。", "The appointment has ended."),
    "unlock": ("已解锁，可以再次登录。", "Unlocked: they can try again."),
    "reset-factor": ("动态口令已重置，下次登录时重新设置。", "The second factor is off; they set up another."),
    "close": ("账号已停用。", "The account is closed."),
    "withdraw": ("已撤回申请。", "What was asked for is withdrawn."),
    "approve": ("已批准，立即生效。", "Approved, and in force."),
    "refuse": ("已退回，未作任何变更。", "Refused; nothing has changed."),
}
ASKED = ("已提出申请，待另一人批准后生效。", "Asked for; a second person has to approve it.")
ACTS = {
    "appoint": ("任职", "Appointment"),
    "reset_factor": ("重置动态口令", "Reset of the second factor"),
    "department": ("变更所属部门", "Change of department"),
}
#: Who is no account.
_HANDS = {
    "": ("系统安装时", "at the installation"),
    "shell": ("命令行", "the command line"),
    "demo": ("演示装载", "the demo"),
    SYSTEM: ("系统", "the system"),
}


def account_row(line: AccountLine, areas: Mapping[str, str], makers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An account, its state with the colour of its tag, and its appointments; `makers` says how whoever made them
    signs."""
    makers = makers or {}
    held = [_held(one, areas, makers) for one in line.appointments]
    return {
        "made_by": makers.get(line.created_by, line.created_by),
        "account": line,
        "department": department(line.department),
        "state": _state(line),
        "factor": _factor(line),
        "standing": [one for one in held if one["stands"]],
        "past": [one for one in held if not one["stands"]],
    }


def _state(line: AccountLine) -> tuple[str, str]:
    if not line.is_open:
        return say("已停用", "Closed"), ""
    if line.locked_until is not None:
        return say("已锁定", "Locked"), "bad"
    return (say("演示", "Demo"), "accent") if line.demo else (say("正常", "Open"), "good")


def _factor(line: AccountLine) -> tuple[str, str]:
    if line.second_factor:
        return say("已启用", "In use"), "good"
    if line.needs_second_factor:
        return say("须启用，尚未设置", "Required, not set up yet"), "warn"
    return say("未启用", "Not in use"), ""


def _held(one: Held, areas: Mapping[str, str], makers: Mapping[str, str]) -> dict[str, Any]:
    return {
        "held": one,
        "key": str(one.pk),
        "stands": one.stands,
        "last_day": last_day(one.until),
        "by": makers.get(one.made_by, one.made_by),
    } | _what(one.role, one.area, areas)


def waiting_rows(found: Iterable[Any], areas: Mapping[str, str]) -> list[dict[str, Any]]:
    """What waits: for whom, what, asked for by whom."""
    rows = list(found)
    names = signed([one.asked_by for one in rows] + [one.account.username for one in rows])
    return [
        {
            "waits": one,
            "key": str(one.pk),
            "act": say(*ACTS[one.act]),
            "account": names[one.account.username],
            "department": department(one.account.department),
            "to_department": department(one.department) if one.act == "department" else "",
            "asked_by": names[one.asked_by],
            "last_day": last_day(one.until),
        }
        | _what(one.role, one.area, areas)
        for one in rows
    ]


def _what(role: str, area: str, areas: Mapping[str, str]) -> dict[str, str]:
    known = roles().get(role)
    return {"role": say(known.zh, known.en) if known else role, "area": areas.get(area, area)}


def last_day(until: Any) -> Any:
    """The last day on which an appointment stands; None without an end."""
    return until - timedelta(microseconds=1) if until else None


def signed(names: Sequence[str]) -> dict[str, str]:
    """Account name -> how they sign; '' and those without an account by what they are called."""
    known = signatures(name for name in names if name)
    return {name: known.get(name) or (say(*_HANDS[name]) if name in _HANDS else name) for name in names}


def done(request: HttpRequest, verb: str, result: Any = None) -> None:
    """Says that it is done, or that it waits for a second person."""
    waits = result is not None and hasattr(result, "asked_by")
    telling.done(request, say(*(ASKED if waits else DONE[verb])))
