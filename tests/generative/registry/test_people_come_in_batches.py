"""Random batches of people, against a slow referee that keeps whatever was said and works out whose word counts."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.registering import homes, lay_out, people

from fangxian.registry import sealing
from fangxian.registry.models import Person, PersonKey, PersonVersion, Residence
from fangxian.registry.rules import authority, rank

BEGAN = datetime(2022, 6, 30, 8, tzinfo=UTC)
SOURCES = ("correction", "household_register", "census", "residents", "key_groups", "staff", "visit", "unheard_of")
#: Field -> what files say of it.
SAID: dict[str, tuple[Any, ...]] = {
    "name": (None, "张伟", "张维", "尉迟睿涵"),
    "sex": (None, "1", "2"),
    "born": (None, date(1990, 3, 7), date(1990, 7, 3)),
    "number": (None, "23010819920101002X", "230108199003070011"),
    "phone": (None, 13812345678, 13900000001),
}
rows = st.fixed_dictionaries({field: st.sampled_from(values) for field, values in SAID.items()})
batches = st.lists(st.tuples(st.sampled_from(SOURCES), rows), min_size=1, max_size=7)


class Referee:
    """What is known of one person, and on whose word."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[Any, str]] = {}

    def told(self, source: str, row: dict[str, Any]) -> int:
        """Takes what a source says; answers in how many fields it was not followed."""
        conflicts = 0
        for field, value in row.items():
            if value is None:
                continue
            if field not in self.known:
                self.known[field] = (value, source)
                continue
            was, author = self.known[field]
            if was == value:
                continue
            if rank(field, source) <= rank(field, author):
                self.known[field] = (value, source)
            else:
                conflicts += 1
        return conflicts

    def value(self, field: str) -> Any:
        return self.known.get(field, (None, ""))[0]


def recorded(person: int) -> dict[str, Any]:
    found = Person.rows.get(pk=person)
    number, phone = found.number_sealed, found.phone_sealed
    return {
        "name": found.name or None,
        "sex": found.sex or None,
        "born": found.born,
        "number": sealing.number().open(number) if number else None,
        "phone": int(sealing.phone().open(phone)) if phone else None,
    }


def state() -> list[list[dict[str, Any]]]:
    tables = (Person.rows, PersonKey.objects, PersonVersion.objects, Residence.objects)
    return [list(rows.order_by("pk").values()) for rows in tables]


class Batches(TestCase):
    """Each draw in a transaction of its own."""

    @settings(max_examples=60, deadline=None)
    @given(batches)
    def test_the_strongest_word_counts_and_of_equals_the_last(self, said: list[tuple[str, dict[str, Any]]]) -> None:
        referee, person = Referee(), None
        for moment, (source, row) in enumerate(said):
            whose = {"newcomer": 1} if person is None else {"person": person}
            at = BEGAN + timedelta(days=moment)
            counts, (person,) = people(whose | {"number_kind": "resident"} | row, source=f"{source}/{moment}", at=at)
            assert counts.conflicts == referee.told(source, row)
        assert person is not None
        assert recorded(person) == {field: referee.value(field) for field in SAID}
        self.found_by(person, referee)

    def found_by(self, person: int, referee: Referee) -> None:
        """Somebody is found by what is recorded of them, and by nothing else."""
        keys = {kind: bytes(key) for kind, key in PersonKey.objects.values_list("kind", "key")}
        number, phone = referee.value("number"), referee.value("phone")
        expected = {"number": sealing.number().index(number)} if number else {}
        if phone:
            area = Person.rows.get(pk=person).area_code
            expected |= {"phone": sealing.phone().index(str(phone)), "tail": sealing.tail(area, str(phone))}
        assert keys == expected

    @settings(max_examples=40, deadline=None)
    @given(batches, st.lists(st.sampled_from(["D1", "D2", "D3", None]), min_size=1, max_size=4))
    def test_applied_twice_is_applied_once(
        self, said: list[tuple[str, dict[str, Any]]], doors: list[str | None]
    ) -> None:
        lay_out()
        person = None
        for moment, (source, row) in enumerate(said):
            at = BEGAN + timedelta(days=moment)
            whose = {"newcomer": 1} if person is None else {"person": person}
            _, (person,) = people(whose | row, source=f"{source}/{moment}", at=at)
            home = {"person": person, "dwelling": doors[moment % len(doors)], "elsewhere": "江边"}
            homes(home, source=f"{source}/{moment}", at=at)
            once = state()
            again, (same,) = people({"person": person} | row, source=f"{source}/{moment}", at=at)
            once_more = homes(home, source=f"{source}/{moment}", at=at)
            assert (again.inserted, again.changed, once_more.inserted, once_more.ended) == (0, 0, 0, 0)
            assert (state(), same) == (once, person)


def test_the_referee_knows_the_sources_of_the_file() -> None:
    """A source that the file names and nobody draws would go unexamined."""
    named = {source for order in authority().values() for equals in order for source in equals}
    assert named < set(SOURCES)
