"""What may be asked for, what may be granted of it, and for how long. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.access.reader import Kind, Reader, Shown
from fangxian.access.roles import purposes
from fangxian.contracts import Contract, Field, library
from fangxian.registry.rules import SHARED
from fangxian.sharing.faults import TurnedAway, Unfit, Wider

_HERE = Path(__file__).parent
WHOLE, MASKED = "whole", "masked"
FORMS = ("csv", "xlsx", "parquet")
#: What a field's cell is read as -> what it is for the masks; of a contract that reads texts, its name tells.
_TERMS: Mapping[str, Kind] = {
    "name": "name", "id_number": "number", "phone": "phone", "address": "address", "birth_date": "born",
}  # fmt: skip
_NAMES: Mapping[str, Kind] = {**_TERMS, "buyer_number": "number"}
#: Where rows of a dataset come from: a registry; the lake, each row linked to its person; the lake, of nobody.
REGISTRY, LINKED, PLAIN = "registry", "linked", "plain"
#: Datasets of the registers whose rows are linked to people.
_LINKED = ("household_register", "census", "staff")
#: How a cell is read that says where its row lies; of a contract that reads codes, its name tells.
_AREAS = ("area", "community", "grid")
_DIVISION = "division"
#: Digits of a district's code.
_DISTRICT = 6
#: Nobody shares data for somebody to see their own record.
_NOT_FOR = {"own_record"}


@dataclass(frozen=True)
class Limits:
    """limits.toml."""

    personal_days: int
    other_days: int
    rows_a_page: int
    calls_a_minute: int


@dataclass(frozen=True)
class Asked:
    """A request, before it is one. `fields`: name -> 'whole' or 'masked'; `form` of a file, else ''."""

    dataset: str
    fields: Mapping[str, str]
    area_code: str
    purpose: str
    why: str
    basis: str
    recipients: str
    way: str
    since: datetime
    until: datetime
    form: str = ""
    outbreak: int | None = None


@cache
def limits() -> Limits:
    """How long, and how much."""
    return Limits(**tomllib.loads((_HERE / "limits.toml").read_text("utf-8")))


@cache
def calls() -> Mapping[str, Mapping[str, Any]]:
    """Why a call is turned away -> its status and sentence."""
    return tomllib.loads((_HERE / "calls.toml").read_text("utf-8"))


def turned_away(why: str, grant: int = 0) -> TurnedAway:
    """The fault of a call that is refused."""
    said = calls()[why]
    return TurnedAway(en=said["en"], zh=said["zh"], why=why, status=said["status"], grant=grant)


def aims() -> list[str]:
    """The purposes that data are shared for."""
    return [name for name in purposes() if name not in _NOT_FOR]


def fields_of(contract: Contract) -> tuple[Field, ...]:
    """The fields of a dataset that can be delivered: of a registry, those that it keeps."""
    kept = SHARED.get(contract.name)
    return tuple(one for one in contract.fields if kept is None or one.name in kept)


def source_of(contract: Contract) -> str | None:
    """Where the rows of a dataset come from; None of one that is of people and linked to nobody."""
    if contract.name in SHARED:
        return REGISTRY
    if contract.name in _LINKED or under_outbreak(contract.name):
        return LINKED
    sealed = contract.under_outbreak or any(one.classification == "scrub" for one in contract.fields)
    return None if sealed else PLAIN


def area_field(contract: Contract) -> str | None:
    """The field by which a row of nobody says where it lies."""
    named = (one.name for one in contract.fields if one.term in _AREAS or one.name == _DIVISION)
    return next(named, None) if source_of(contract) == PLAIN else None


def kind_of(field: Field) -> Kind | None:
    """What a field is for the masks; None of what tells of nobody, and of what has no mask."""
    if field.classification != "scrub":
        return None
    return _TERMS.get(field.term) or _NAMES.get(field.name)


def is_personal(contract: Contract, fields: Mapping[str, str]) -> bool:
    """Whether any of the fields says something of a person."""
    return any(contract.field(name).classification == "scrub" for name in fields)


def under_outbreak(dataset: str) -> bool:
    """Whether a dataset is kept under an outbreak alone."""
    return dataset in library.OF_PEOPLE


def at_once(contract: Contract, fields: Mapping[str, str]) -> bool:
    """Whether nobody has to approve: shared unconditionally, and no field of a person."""
    return contract.sharing == "unconditional" and not is_personal(contract, fields)


def is_shared(contract: Contract) -> bool:
    """Whether a contract lets its dataset be shared, on conditions or without."""
    return contract.sharing in ("conditional", "unconditional")


def refuse_class(contract: Contract) -> None:
    """Raises Unfit for a dataset that its contract does not share."""
    if not is_shared(contract):
        raise Unfit(
            en=f"{contract.label} is not shared (不予共享), by its contract: ask {contract.owner} for figures instead.",
            zh=f"“{contract.label}”按数据标准为不予共享：如需统计数据，请联系{contract.owner or '责任单位'}。",
        )


def refuse_source(contract: Contract) -> None:
    """Raises Unfit for a dataset that its contract does not share, or of which nobody could say whose a row is."""
    refuse_class(contract)
    if source_of(contract) is None:
        raise Unfit(
            en=f"{contract.label}: its rows are linked to nobody, so nobody could find the sharing in their record.",
            zh=f"“{contract.label}”的记录尚未关联到人，无法逐人留痕，不能共享。",
        )


def refuse_unfit(asked: Asked, contract: Contract, by: Reader, now: datetime) -> None:
    """Raises Unfit for what nobody can be granted, whoever decides."""
    refuse_source(contract)
    _refuse_fields(asked, contract)
    if not asked.area_code.isdigit() or not by.covers(asked.area_code):
        raise Unfit(
            en="The area lies outside yours: data are asked for within one's own.",
            zh="申请区划超出您的辖区：只能在本辖区内申请。",
        )
    if source_of(contract) == PLAIN and area_field(contract) is None and len(asked.area_code) > _DISTRICT:
        raise Unfit(
            en=f"{contract.label} does not say where its rows lie: it can be asked for of the whole district alone.",
            zh=f"“{contract.label}”的记录不含区划，只能按全区申请。",
        )
    refuse_time(asked.since, asked.until, contract, asked.fields, now)
    _refuse_words(asked)
    if under_outbreak(asked.dataset) and asked.outbreak is None:
        raise Unfit(
            en=f"{contract.label} is kept under an outbreak alone: it can be asked for while one is in force there.",
            zh=f"“{contract.label}”只在疫情应急期间留存：须在该区划疫情生效期间申请。",
        )


def refuse_time(since: datetime, until: datetime, contract: Contract, fields: Mapping[str, str], now: datetime) -> None:
    """Raises Unfit for a time that is over, ends before it begins, or is longer than such fields are shared for."""
    days = limits().personal_days if is_personal(contract, fields) else limits().other_days
    if until <= since or until <= now or until - since > timedelta(days=days):
        raise Unfit(
            en=f"From when until when? It has to end, later than now, and within {days} days of its beginning.",
            zh=f"起止时间有误：须晚于现在结束，且自起始之日起不超过 {days} 天。",
        )


def refuse_wider(
    contract: Contract, asked: Mapping[str, str], given: Mapping[str, str], *, area: tuple[str, str], by: Reader
) -> None:
    """Raises Wider for an answer that gives more than was asked for, or than who decides may see; `area`: asked,
    given."""
    if not given or any(name not in asked or _more(given[name], asked[name]) for name in given):
        raise Wider(
            en="A grant gives some of what was asked for, at most as openly: take fields out or mask them.",
            zh="批准内容不得超出申请：可减少字段或改为脱敏，至少保留一项。",
        )
    if not area[1].startswith(area[0]):
        raise Wider(en="A grant may reach less far than was asked for, never further.", zh="批准区划不得大于申请区划。")
    for name, shown in given.items():
        kind = kind_of(contract.field(name))
        if kind is not None and (by.shows(kind) == "hidden" or _more(shown, by.shows(kind))):
            raise Wider(
                en=f"Your own role does not see {contract.field(name).label} like this: nobody gives what they may "
                "not see.",
                zh=f"您的岗位本身不能这样查看“{contract.field(name).label}”：无权查看的内容不得批准。",
            )


def refuse_without_reason(why: str) -> None:
    """Raises Unfit for an answer that says nothing."""
    if not why.strip():
        raise Unfit(en="Say why.", zh="请写明理由。")


def shown_of(text: str) -> Shown:
    """'whole' or 'masked', as the gate takes it."""
    return "whole" if text == WHOLE else "masked"


def _more(one: str, other: str) -> bool:
    return one == WHOLE and other != WHOLE


def _refuse_fields(asked: Asked, contract: Contract) -> None:
    known = {one.name: one for one in fields_of(contract)}
    for name, shown in asked.fields.items():
        if name not in known or shown not in (WHOLE, MASKED) or (shown == MASKED and kind_of(known[name]) is None):
            raise Unfit(
                en=f"{contract.label}: {name} is no field of it that can be delivered so; what has no mask is asked "
                "for whole.",
                zh=f"“{contract.label}”没有可这样提供的字段 {name}；无脱敏方式的字段须申请完整内容。",
            )
    if not asked.fields:
        raise Unfit(en="Choose the fields that are needed.", zh="请选择所需字段。")


def _refuse_words(asked: Asked) -> None:
    if asked.purpose not in aims() or not all(text.strip() for text in (asked.why, asked.basis, asked.recipients)):
        raise Unfit(
            en="Say what for, on which legal basis, and who will see it.", zh="请写明用途、法律依据和使用范围。"
        )
    if (asked.form in FORMS) == (asked.way == "api"):
        raise Unfit(
            en=f"A file is one of {', '.join(FORMS)}; the API has no form.",
            zh=f"文件格式须为 {'、'.join(FORMS)} 之一；接口方式不选格式。",
        )
