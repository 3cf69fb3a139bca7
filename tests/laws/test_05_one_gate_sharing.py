"""Law 5, of what leaves by sharing: nobody gets a field, a clearer sight of one, or an area beyond the grant; everybody
who is shown can find it; what cannot be noted is not given."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.sharing import GRID, NEXT, PEOPLE, STREET, asked, asker, district, granted, steward

from fangxian import contracts
from fangxian.access import masks
from fangxian.access.models import Appointment
from fangxian.access.reader import Reader
from fangxian.ledger import queries as ledger
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import sharing
from fangxian.sharing import actions
from fangxian.sharing.faults import TurnedAway, Wider
from fangxian.sharing.models import Rejection, Use

NAME, NUMBER, PHONE = PEOPLE[0][:3]
KINDS = {"name": masks.name, "id_number": masks.number, "phone": masks.phone, "address": masks.address}


def taken(grant: int, key: str, **more: object) -> list[dict[str, object]]:
    """Everything that a key is given, page by page, as field -> value."""
    rows, cursor = [], ""
    while True:
        page = sharing.page(grant=grant, key=key, cursor=cursor, **more)  # type: ignore[arg-type]
        rows += [dict(zip(page.grant.columns, row, strict=True)) for row in page.rows]
        if not (cursor := page.after):
            return rows


@pytest.mark.django_db
class TestAKey:
    @pytest.fixture(autouse=True)
    def installation(self, own_var: Path) -> None:
        self.people = district()
        self.by, self.second = asker(), steward()

    def key(self, **other: object) -> tuple[int, str]:
        grant = granted(self.by, self.second, **other)  # type: ignore[arg-type]
        return grant.pk, actions.make_key(grant=grant.pk, by=self.by)

    def test_gives_the_fields_of_the_grant_as_they_were_granted_and_the_people_of_its_area(self) -> None:
        rows = taken(*self.key())
        assert [row["name"] for row in rows] == [name for name, _, _, area in PEOPLE if area == GRID]
        assert rows[0] == {
            "name": NAME,
            "id_number": masks.number(NUMBER),
            "phone": masks.phone(PHONE),
            "address": "阳光小区1号楼*",
            "grid": GRID,
        }
        assert rows[2]["phone"] == ""

    def test_gives_less_where_less_was_granted(self) -> None:
        grant, key = self.key(area_code=STREET, given={"fields": {"name": "masked", "grid": "whole"}, "area": NEXT})
        assert taken(grant, key) == [{"name": "赵*", "grid": PEOPLE[3][3]}]

    def test_tells_each_person_whom_it_showed(self) -> None:
        taken(*self.key())
        for person in self.people[:3]:
            (seen,) = ledger.readers_of("person", person)
            assert (seen.actor, seen.action, seen.purpose) == ("zhao", "people.export", "testing_round")
        assert ledger.readers_of("person", self.people[3]) == []

    def test_is_noted_and_counted_page_by_page(self) -> None:
        grant, key = self.key()
        assert len(taken(grant, key, limit=2)) == 3
        assert list(Use.objects.order_by("pk").values_list("rows", "fields", "by")) == [(2, 5, "key"), (1, 5, "key")]
        shown = [one.details["shown"] for one in AuditEntry.objects.filter(action="people.export").order_by("pk")]
        assert [len(one) for one in shown] == [2, 1]

    def test_gives_nothing_that_cannot_be_noted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        grant, key = self.key()

        def broken(**_: object) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as full:
            full.setattr(AuditEntry.objects, "create", broken)
            with pytest.raises(OSError, match="full"):
                sharing.page(grant=grant, key=key)
        assert not Use.objects.exists()

    @pytest.mark.parametrize("whose", ["", "fxs_1_" + "x" * 43, "another's", "the one before"])
    def test_that_is_not_the_grants_gives_nothing_and_is_counted(self, whose: str) -> None:
        grant, key = self.key()
        other, others = self.key(area_code=NEXT)
        if whose == "the one before":
            whose, key = key, actions.make_key(grant=grant, by=self.by)
        with pytest.raises(TurnedAway):
            sharing.page(grant=grant, key=others if whose == "another's" else whose)
        assert sum(Rejection.objects.values_list("calls", flat=True)) == 1
        assert taken(grant, key) and other

    def test_cannot_bring_another_grants_cursor_or_one_of_its_own_making(self) -> None:
        (grant, key), (other, others) = self.key(), self.key(area_code=NEXT)
        cursor = sharing.page(grant=grant, key=key, limit=1).after
        for brought in (cursor, "1", "x" * 60):
            with pytest.raises(TurnedAway) as refused:
                sharing.page(grant=other, key=others, cursor=brought)
            assert refused.value.why == "bad_request"

    def test_stops_with_its_time(self) -> None:
        grant, key = self.key()
        with clock.set_to(clock.now() + timedelta(days=30, seconds=1)), pytest.raises(TurnedAway) as refused:
            sharing.page(grant=grant, key=key)
        assert (refused.value.why, refused.value.status) == ("over", 403)

    def test_stops_the_moment_it_is_withdrawn(self) -> None:
        grant, key = self.key()
        actions.withdraw(grant=grant, why="用途已完成", by=self.second)
        with pytest.raises(TurnedAway) as refused:
            sharing.page(grant=grant, key=key)
        assert refused.value.why == "withdrawn"

    def test_gives_nobody_who_is_gone_and_nobody_twice(self) -> None:
        grant, key = self.key()
        for person, status in zip(self.people, ("died", "moved_out", "merged"), strict=False):
            Person.rows.filter(pk=person).update(status=status)
        assert taken(grant, key) == []

    def test_stops_once_the_contract_shares_the_dataset_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        grant, key = self.key()
        shut = replace(contracts.load("residents"), sharing="not_shared")
        monkeypatch.setattr(contracts, "load", lambda _: shut)
        with pytest.raises(TurnedAway) as refused:
            sharing.page(grant=grant, key=key)
        assert refused.value.why == "not_shared"

    def test_rests_while_nobody_in_office_answers_for_it(self) -> None:
        grant, key = self.key()
        with clock.set_to(clock.now() + timedelta(days=1)):
            Appointment.objects.update(until=clock.now())
            with pytest.raises(TurnedAway) as refused:
                sharing.page(grant=grant, key=key)
        assert refused.value.why == "nobody"

    def test_is_kept_as_a_digest_alone(self) -> None:
        grant, key = self.key()
        kept = sharing.queries.Grant.objects.values_list("key", flat=True).get(pk=grant)
        assert len(kept) == 64 and kept not in key and key not in kept


shown = st.sampled_from(["whole", "masked"])
fields = st.dictionaries(st.sampled_from(list(KINDS)), shown, min_size=1)


class TestWhateverIsGranted(TestCase):
    """Any fields that are asked for, any that are granted: either it would be more, and is refused, or the row shows
    just what was granted."""

    def setUp(self) -> None:
        district()
        self.by, self.second = asker(), steward()

    @given(wanted=fields, offered=fields)
    def test_a_row_shows_no_more_than_was_asked_for_and_granted(
        self, wanted: dict[str, str], offered: dict[str, str]
    ) -> None:
        request = actions.ask(asked=asked(fields=wanted), by=self.by)
        more = any(name not in wanted or (one == "whole" and wanted[name] == "masked") for name, one in offered.items())
        if more:
            with pytest.raises(Wider):
                actions.grant(request=request.pk, why="同意", by=self.second, fields=offered)
            return
        grant = actions.grant(request=request.pk, why="同意", by=self.second, fields=offered)
        for row in taken(grant.pk, actions.make_key(grant=grant.pk, by=self.by)):
            assert set(row) == set(offered)
            for name, one in offered.items():
                assert one == "whole" or row[name] == KINDS[name](str(row[name]))


@pytest.mark.django_db
def test_nobody_grants_what_they_may_not_see(own_var: Path) -> None:
    district()
    chief = Reader("wu", areas=("230108",), may=frozenset({"sharing.decide"}), department="data")
    steward(name="wu")
    request = actions.ask(asked=asked(), by=asker())
    for fields in (None, {"name": "masked"}):
        with pytest.raises(Wider):
            actions.grant(request=request.pk, why="同意", by=chief, fields=fields)
    assert actions.grant(request=request.pk, why="同意", by=chief, fields={"grid": "whole"}).fields == {"grid": "whole"}
