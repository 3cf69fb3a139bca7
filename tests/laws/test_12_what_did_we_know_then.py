"""Law 12: what was known of a person on a past date is answered as it was known then, whatever was learnt since."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.registering import AUGUST, GRID, OTHER, homes, lay_out, people

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.registry import actions, queries

SEES = tuple((kind, "whole") for kind in ("name", "number", "phone", "address", "born", "groups"))
READER = Reader("li", ("230108",), ("steward",), frozenset({"people.read"}), SEES, 3, "data_quality")
BEGAN = datetime(2022, 6, 30, 8, tzinfo=UTC)

#: What a batch says: a name, and behind which door somebody lives.
batches = st.lists(
    st.tuples(st.sampled_from(["张伟", "张维", "张玮"]), st.sampled_from(["D1", "D2", "D3"])), min_size=1, max_size=6
)


def told(moment: int) -> datetime:
    return BEGAN + timedelta(days=moment)


class Histories(TestCase):
    """Random histories, against a referee that keeps everything that was ever said and looks it up."""

    @settings(max_examples=25, deadline=None)
    @given(batches, st.integers(-1, 6))
    def test_the_past_is_shown_as_it_was_known(self, said: list[tuple[str, str]], asked: int) -> None:
        lay_out()
        person = None
        for moment, (name, door) in enumerate(said):
            row = {"newcomer": 1} if person is None else {"person": person}
            _, (person,) = people(row | {"name": name}, source=f"census/{moment}", at=told(moment))
            homes({"person": person, "dwelling": door}, source=f"census/{moment}", at=told(moment))
        assert person is not None
        at = told(asked) + timedelta(hours=1)
        if asked < 0:
            with pytest.raises(NotHere):
                queries.person(READER, person, as_of=at)
            return
        name, door = said[min(asked, len(said) - 1)]
        page = queries.person(READER, person, as_of=at)
        assert page.known.name == name
        (home,) = [home for home in page.homes if home.until is None]
        assert home.address.endswith(f"{door[1]}01")


@pytest.mark.django_db
def test_a_correction_does_not_rewrite_what_was_known() -> None:
    _, (pk,) = people({"newcomer": 1, "name": "张维", "born": date(1990, 3, 7)}, source="census/1", at=told(0))
    people({"person": pk, "name": "张伟"}, source="household_register/1", at=told(9))
    assert queries.person(READER, pk, as_of=told(5)).known.name == "张维"
    assert queries.person(READER, pk).known.name == "张伟"
    assert [one.name for one in queries.person(READER, pk).versions] == ["张伟", "张维"]


def then(person: int, day: int) -> Any:
    return queries.person(READER, person, as_of=told(day))


@pytest.mark.django_db
def test_what_was_learnt_later_is_not_shown_of_the_past() -> None:
    _, (pk,) = people({"newcomer": 1, "name": "张维"}, source="census/1", at=told(0))
    people({"person": pk, "name": "张伟"}, source="household_register/1", at=told(9))
    assert [(one.name, one.until) for one in then(pk, 5).versions] == [("张维", None)]


@pytest.mark.django_db
def test_where_somebody_was_looked_after_is_kept() -> None:
    lay_out()
    _, (pk,) = people({"newcomer": 1, "name": "张伟"}, at=told(0))
    for moment, door in ((0, "D1"), (9, "D3")):
        homes({"person": pk, "dwelling": door}, source=f"census/{moment}", at=told(moment))
        actions.settle_whereabouts(source=f"census/{moment}", by="test", at=told(moment))
    assert (then(pk, 5).area_code, then(pk, 9).area_code) == (GRID, OTHER)
    assert [home.address for home in then(pk, 5).homes if home.until is None] == ["阳光小区1号楼1单元101"]


@pytest.mark.django_db
def test_a_status_that_changed_is_kept() -> None:
    lay_out()
    rows = [{"newcomer": number, "name": name} for number, name in enumerate(("张伟", "李娜"), 1)]
    _, (stays, leaves) = people(*rows, at=told(0))
    homes(*({"person": pk, "dwelling": "D1"} for pk in (stays, leaves)), whole=True, at=told(0))
    homes({"person": stays, "dwelling": "D1"}, source="census/2", day=AUGUST, whole=True, at=told(9))
    actions.settle_whereabouts(source="census/2", by="test", at=told(9))
    assert (then(leaves, 5).known.status, then(leaves, 9).known.status) == ("present", "moved_out")
    assert [home.until for home in then(leaves, 5).homes] == [None]
    assert [line.name for line in then(stays, 5).household] == ["李娜"]
    assert then(stays, 9).household == ()


@pytest.mark.django_db
def test_a_household_is_shown_as_it_was_known() -> None:
    lay_out()
    rows = [{"newcomer": number, "name": name} for number, name in enumerate(("张伟", "李那", "王芳"), 1)]
    _, (pk, other, later) = people(*rows, source="census/1", at=told(0))
    homes({"person": pk, "dwelling": "D1"}, {"person": other, "dwelling": "D1"}, at=told(0))
    homes({"person": later, "dwelling": "D1"}, source="census/2", at=told(9))
    people({"person": other, "name": "李娜"}, source="household_register/1", at=told(9))
    assert [line.name for line in then(pk, 5).household] == ["李那"]
    assert sorted(line.name for line in queries.person(READER, pk).household) == ["李娜", "王芳"]


@pytest.mark.django_db
def test_a_key_group_that_ended_later_stood_then() -> None:
    _, (pk,) = people({"newcomer": 1, "name": "张伟"}, at=told(0))
    for moment, group in ((0, "dialysis"), (9, "disabled")):
        table = pa.Table.from_pylist([{"person": pk, "group": group, "level": "", "since": None}])
        actions.apply_groups(table, source=f"key_groups/{moment}", by="test", day=AUGUST, whole=True, at=told(moment))
    assert [(one.group, one.until) for one in then(pk, 5).groups] == [("dialysis", None)]
    assert [(one.group, one.until) for one in then(pk, 9).groups] == [("dialysis", AUGUST), ("disabled", None)]


@pytest.mark.django_db
def test_steps_of_one_batch_leave_nothing_between_them() -> None:
    lay_out()
    _, (pk,) = people({"newcomer": 1, "name": "张伟", "area_code": "230108"}, source="census/1", at=told(0))
    homes({"person": pk, "dwelling": "D1"}, source="census/1", at=told(0))
    actions.settle_whereabouts(source="census/1", by="test", at=told(0))
    assert len(queries.person(READER, pk).versions) == 1
    assert then(pk, 0).area_code == GRID
