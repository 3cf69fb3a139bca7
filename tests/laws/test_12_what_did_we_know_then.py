"""Law 12: what was known of a person on a past date is answered as it was known then, whatever was learnt since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.registering import homes, lay_out, people

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.registry import queries

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
