"""Sharing in words: how a request stands, in which way it is delivered, why a call was turned away."""

from collections.abc import Mapping

from fangxian import contracts
from fangxian.access.queries import signatures
from fangxian.contracts import Contract
from fangxian.ledger.actions import SYSTEM
from fangxian.runs.sharing import BY_KEY
from fangxian.sharing import queries
from fangxian.sharing.queries import Request
from fangxian.sharing.rules import calls
from fangxian.web.language import say

#: How a request stands -> its words and the colour of its tag.
STATES: Mapping[str, tuple[str, str, str]] = {
    "waiting": ("待审批", "Waiting", "warn"),
    "coming": ("已批准，未开始", "Granted, not begun", "accent"),
    "standing": ("生效中", "In force", "good"),
    "over": ("已到期", "Over", ""),
    "withdrawn": ("已收回", "Withdrawn", "bad"),
    "outbreak": ("随疫情终止", "Ended with its outbreak", ""),
    "refused": ("已退回", "Refused", "bad"),
    "taken_back": ("已撤回", "Taken back", ""),
}
#: The groups in which they are counted.
GROUPS: Mapping[str, tuple[str, str]] = {
    "waiting": ("待审批", "Waiting"), "standing": ("生效中", "In force"), "over": ("已终止", "Ended"),
    "refused": ("退回与撤回", "Refused or taken back"),
}  # fmt: skip
CLASSES: Mapping[str, tuple[str, str, str]] = {
    "unconditional": ("无条件共享", "Unconditional", "good"),
    "conditional": ("有条件共享", "On conditions", "warn"),
    "not_shared": ("不予共享", "Not shared", "bad"),
}
WAYS: Mapping[str, tuple[str, str]] = {
    "api": ("接口（密钥）", "API, by a key"), "once": ("文件，一次", "One file"),
    "daily": ("文件，每日", "A file each day"),
}  # fmt: skip
SHOWN: Mapping[str, tuple[str, str]] = {"whole": ("完整", "whole"), "masked": ("脱敏", "masked")}
USES: Mapping[str, tuple[str, str]] = {
    "call": ("接口调用", "Call"), "written": ("生成文件", "File written"), "fetched": ("取走文件", "File taken"),
}  # fmt: skip

#: Who is no account.
_HANDS: Mapping[str, tuple[str, str]] = {
    SYSTEM: ("系统", "the system"), BY_KEY: ("持密钥者", "whoever has the key"),
}  # fmt: skip


def state(name: str) -> tuple[str, str]:
    """A state's words, and the colour of its tag."""
    zh, en, colour = STATES[name]
    return say(zh, en), colour


def sharing_class(contract: Contract) -> tuple[str, str]:
    """A contract's sharing class in words, and the colour of its tag."""
    zh, en, colour = CLASSES.get(contract.sharing, ("未说明", "Not said", ""))
    return say(zh, en), colour


def way(name: str, form: str) -> str:
    """How it is delivered: 文件，每日 (xlsx)."""
    return f"{say(*WAYS[name])} ({form})" if form else say(*WAYS[name])


def answered_by(request: Request) -> str:
    """Who decides about a request, as a sentence: those of the owner's department who may, else the headquarters."""
    found = queries.answerers(request)
    if found:
        signed = signatures(found)
        names = "、".join(signed.get(one, one) for one in found)
        return say(f"由责任单位审批：{names}", f"The owner's department decides: {names}")
    owner = contracts.load(request.dataset).owner or "–"
    return say(
        f"责任单位（{owner}）没有可审批的人员，由指挥部代为审批；指挥部不查看个人信息，含个人信息的字段须待该单位任命数据管理员后批准。",
        f"The owner ({owner}) has nobody in office who may decide: the headquarters stands in. It sees no personal "
        "fields and can grant none; those wait for a data steward of the owner.",
    )


def hand(by: str, signed: Mapping[str, str]) -> str:
    """Who did something: the machine, whoever has a grant's key, or an account as it signs."""
    return say(*_HANDS[by]) if by in _HANDS else signed.get(by, by)


def turned_away(why: str) -> str:
    """Why a call was turned away, as a sentence."""
    return say(calls()[why]["zh"], calls()[why]["en"])
