"""What a visit tells of somebody: that they were met, that they live here and are in no register, and all of it put
back where the visitor was wrong. Single acts as in `acts`, by their rules; nothing that was known is erased (law 12).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import acts, corrections, events, sealing
from fangxian.registry.applying import people
from fangxian.registry.applying.said import holder
from fangxian.registry.counts import Stamp
from fangxian.registry.models import Dwelling, Person
from fangxian.terms import names

PERSON = pa.schema(
    [("person", pa.int64()), ("newcomer", pa.int64()), ("born", pa.date32())]
    + [(name, pa.string()) for name in ("name", "sex", "number", "number_kind", "phone", "area_code")]
)
#: How names may differ that are one person's, in the words of terms.names.
_ALIKE = frozenset({"same", "sound", "shape", "masked"})


@transaction.atomic
def meet_person(*, person: int, by: Reader, at: datetime | None = None) -> None:
    """Records that somebody was met where they are looked after; the home that is recorded is theirs still. Raises
    NotHere, NotAllowed."""
    acts.held(person, by)
    acts.vouched(person, at or clock.now(), by.account)
    acts.told(events.VERIFIED, person, by)


@transaction.atomic
def enter_person(
    *, said: Mapping[str, str | date], dwelling: int, tenure: str = "", by: Reader, at: datetime | None = None
) -> int:
    """Enters somebody who lives behind a door and is in no register; answers who they are. Whoever is recorded with
    this number already, under this name, has come (back) to live here: their record moves with them.

    said  name, and of sex, born, number, phone what is known

    Raises NotHere for a door outside the reader's areas, NotAllowed, and a Fault for a value that cannot be right, for
    a missing name, and for a number that is recorded under another name.
    """
    acts.allowed(by)
    door = Dwelling.objects.filter(pk=dwelling).first()
    if door is None or not by.covers(door.area_code):
        raise NotHere.of("dwelling")
    one = corrections.read({name: value for name, value in said.items() if value})
    if not one.name:
        raise Fault(en="Type the name of whoever lives here.", zh="请填写住户姓名。")
    there = holder(one.number) if one.number else None
    if there is not None:
        return _returned(there, one.name, door, tenure, by, at)
    line = {
        "newcomer": 0,
        **{name: getattr(one, name) for name in ("name", "sex", "born", "number", "number_kind", "phone")},
        "area_code": door.area_code,
    }
    stamp = Stamp("visit", by.account, at or clock.now(), by_hand=True)
    _, (person,) = people.apply(pa.Table.from_pylist([line], schema=PERSON), stamp)
    made = Person.rows.select_for_update().get(pk=person)
    acts.move(made, dwelling, elsewhere="", tenure=tenure, since=None, by=by, at=at)
    acts.vouched(person, stamp.at, stamp.by)
    acts.told(events.ENTERED, person, by)
    return person


@transaction.atomic
def recorded(*, person: int, by: Reader, fields: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a visit may change of somebody, as JSON keeps it, for `put_back`: dwelling, elsewhere, verified_at,
    verified_by, and of the fields (name, sex, born, number, phone) their values. It says who somebody is: the caller
    seals it. Raises NotHere, NotAllowed."""
    found = acts.held(person, by)
    home = acts.home(person)
    return {
        "dwelling": home.dwelling_id if home else None,
        "elsewhere": home.elsewhere if home else "",
        "verified_at": found.verified_at.isoformat() if found.verified_at else None,
        "verified_by": found.verified_by,
        "values": {name: _VALUES[name](found) for name in fields},
    }


@transaction.atomic
def put_back(*, person: int, before: Mapping[str, Any] | None, by: Reader) -> None:
    """Puts back what a visit had changed (`before`: of `recorded`; None: they were entered by it, and have left). What
    stood meanwhile is kept as history. Raises NotAllowed; the person may be looked after elsewhere by now."""
    acts.allowed(by)
    found = Person.rows.select_for_update().get(pk=person)
    if before is None:
        acts.move(found, None, elsewhere="", tenure="", since=None, by=by, at=None)
        acts.told(events.PUT_BACK, person, by)
        return
    home = acts.home(person)
    now = (home.dwelling_id, home.elsewhere) if home else (None, "")
    if now != (before["dwelling"], before["elsewhere"]):
        acts.move(found, before["dwelling"], elsewhere=before["elsewhere"], tenure="", since=None, by=by, at=None)
    if before["values"]:
        acts.corrected(found, before["values"], "typing_error", by=by, at=None)
    at = datetime.fromisoformat(before["verified_at"]) if before["verified_at"] else None
    acts.vouched(person, at, before["verified_by"])
    acts.told(events.PUT_BACK, person, by)


def _returned(person: int, name: str, door: Dwelling, tenure: str, by: Reader, at: datetime | None) -> int:
    found = Person.rows.select_for_update().get(pk=person)
    if names.agreement(names.features(found.name), names.features(name)) not in _ALIKE:
        raise Fault(
            en="This number is recorded under another name: compare the document, and correct the number or the name.",
            zh="该证件号码登记在另一姓名名下：请核对证件，更正号码或姓名。",
        )
    area = found.area_code
    acts.move(found, door.pk, elsewhere="", tenure=tenure, since=None, by=by, at=at)
    acts.vouched(person, at or clock.now(), by.account)
    acts.told(events.RETURNED, person, by, area=area)
    return person


def _number(person: Person) -> str:
    return sealing.number().open(bytes(person.number_sealed)) if person.number_sealed else ""


def _phone(person: Person) -> str:
    return sealing.phone().open(bytes(person.phone_sealed)) if person.phone_sealed else ""


_VALUES = {
    "name": lambda person: person.name,
    "sex": lambda person: person.sex,
    "born": lambda person: person.born.isoformat() if person.born else "",
    "number": _number,
    "phone": _phone,
}
