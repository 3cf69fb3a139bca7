"""Somebody who asks, somebody who answers, and a small district to ask for: what the examples of sharing begin with."""

from datetime import timedelta
from typing import Any

from tests.registering import GRID, OTHER, homes, lay_out, organisation, people
from tests.signed_in import account

from fangxian import contracts
from fangxian.access import queries
from fangxian.access.reader import Reader
from fangxian.contracts import departments
from fangxian.lib import clock
from fangxian.sharing import actions
from fangxian.sharing.models import Grant, Request
from fangxian.sharing.rules import Asked

STREET, COMMUNITY, NEXT = "230108001", GRID[:12], OTHER[:12]
#: Three people of the first community, one of the next: name, number, phone, grid.
PEOPLE = (
    ("张伟", "230108199003070011", "13812345678", GRID),
    ("=王秀英", "230108198505120029", "13912345679", GRID),
    ("李娜", "230108197712010028", None, GRID),
    ("赵敏", "230108196608150017", "13712345670", OTHER),
)
FIELDS = {"name": "whole", "id_number": "masked", "phone": "masked", "address": "masked", "grid": "whole"}


def district() -> list[int]:
    """Areas, doors, four people at home, one organisation; answers the keys of the people."""
    lay_out()
    said = [
        {
            "newcomer": place,
            "name": name,
            "number": number,
            "number_kind": "resident",
            "phone": phone,
            "area_code": area,
        }
        for place, (name, number, phone, area) in enumerate(PEOPLE)
    ]
    _, keys = people(*({**one, "phone": one["phone"] and int(one["phone"])} for one in said))
    homes(*({"person": key, "dwelling": "D1", "area_code": said[place]["area_code"]} for place, key in enumerate(keys)))
    organisation()
    return keys


def asker(role: str = "street_office", area: str = STREET, name: str = "zhao") -> Reader:
    """Whoever asks, with an account."""
    return queries.reader(account(role, area, name))


def steward(area: str = "230108", name: str = "chen", department: str = "data") -> Reader:
    """Whoever answers, for the department that owns `residents`, or another's."""
    return queries.reader(account("data_steward", area, name, department))


def owner(dataset: str, name: str = "") -> Reader:
    """A steward of the department that owns a dataset."""
    department = departments.owner_of(contracts.load(dataset))
    return steward(name=name or f"of.{dataset}", department=department)


def asked(**other: Any) -> Asked:
    """The residents of a community, for a month, by the API."""
    now = clock.now()
    said: dict[str, Any] = {
        "dataset": "residents", "fields": FIELDS, "area_code": COMMUNITY, "purpose": "testing_round",
        "why": "核对本社区未检人员，逐户通知", "basis": "传染病防治法第十二条", "recipients": "社区工作人员 3 人",
        "way": "api", "since": now, "until": now + timedelta(days=30),
    }  # fmt: skip
    return Asked(**said | other)


def granted(by: Reader, second: Reader, *, given: dict[str, Any] | None = None, **other: Any) -> Grant:
    """What somebody asked for and another granted."""
    made: Request = actions.ask(asked=asked(**other), by=by)
    return actions.grant(request=made.pk, why="用途明确，字段最小", by=second, **given or {})
