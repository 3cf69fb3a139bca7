"""Doors with sensors as examples need them: a small district, an outbreak in force, devices at doors, what they say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.following import enrolled, in_force
from tests.screening_rounds import activated

from fangxian.access.reader import Reader
from fangxian.access.roles import roles
from fangxian.isolation import actions
from fangxian.isolation.actions import Answer, Message
from fangxian.isolation.models import Alert, Binding
from fangxian.lib import clock
from fangxian.outbreak.models import Outbreak
from fangxian.registry.models import Dwelling, Person

TEN = datetime(2022, 9, 16, 10, tzinfo=clock.LOCAL)
COMMUNITY = "230108001002"


def worker(account: str = "wang", area: str = COMMUNITY, role: str = "community_lead") -> Reader:
    """Somebody in a role, for the community of the examples."""
    said = roles()[role]
    return Reader(account, (area,), (role,), said.may, said.sees, said.sensitivity, said.purposes[0], said.purposes)


WANG = worker()


@contextmanager
def district(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The small district with an outbreak (its key), at ten o'clock."""
    with clock.set_to(TEN):
        prepared.district(folder / "files")
        outbreak = activated(monkeypatch)
        in_force(outbreak)
        yield outbreak


def door(code: str = "F1") -> int:
    """The key of a dwelling."""
    found: int = Dwelling.objects.get(code=code).pk
    return found


def fitted(serial: str = "S1", code: str = "F1", by: Reader = WANG) -> Binding:
    """A device of that serial, registered and at a door, since before the examples begin."""
    actions.register([serial], by="test")
    made = actions.bind(serial=serial, dwelling=door(code), consented=True, by=by)
    Binding.rows.filter(pk=made.pk).update(since=clock.now() - timedelta(days=3))
    return Binding.rows.get(pk=made.pk)


def isolated(name: str = "张伟") -> int:
    """Somebody of the district is enrolled in a class that stays at home from now on; answers their key."""
    person: int = Person.rows.get(name=name).pk
    outbreak = Outbreak.objects.get().pk
    enrolled(outbreak, [person], anchor=clock.now() - timedelta(days=1), origin=f"list/{name}")
    return person


def body(event: str, kind: str = "opened", at: datetime | None = None, **more: Any) -> bytes:
    """A message, version 1."""
    said = {"v": 1, "id": event, "kind": kind, "at": (at or clock.now()).isoformat(), **more}
    return json.dumps(said).encode()


def say(event: str, kind: str = "opened", *, serial: str = "S1", at: datetime | None = None, **more: Any) -> Answer:
    """A device says something, and is answered."""
    (answer,) = actions.take([Message(serial, body(event, kind, at, **more))], by="test")
    return answer


def told() -> list[tuple[str, str, int]]:
    """Every alert: its kind, its state, how many openings it covers."""
    return list(Alert.rows.order_by("pk").values_list("kind", "state", "openings"))
