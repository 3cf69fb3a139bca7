"""Who may ask for what: classes of the contracts, one's own area, each field once, the same again."""

from pathlib import Path
from typing import Any

import pytest
from tests.sharing import NEXT, STREET, asked, asker, district, granted, steward

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.two_people import NotTwoPeople
from fangxian.contracts import library, load
from fangxian.ledger.models import Event
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import Decided, Unfit, Wider
from fangxian.sharing.models import Decision, Grant, Request

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> None:
    district()


def test_what_is_shared_on_conditions_waits_for_another() -> None:
    made = actions.ask(asked=asked(), by=asker())
    assert queries.state_of(made) == "waiting" and not Grant.objects.exists()


def test_what_is_shared_unconditionally_is_granted_at_once() -> None:
    made = actions.ask(asked=asked(dataset="organisations", fields={"uscc": "whole", "name": "whole"}), by=asker())
    assert queries.state_of(made) == "standing"
    assert (made.decision.by, made.grant.owner) == ("system", "区市场监督管理局")


@pytest.mark.parametrize("dataset", [one for one in library.every() if load(one).sharing == "not_shared"])
def test_what_is_not_shared_is_refused_with_its_owner_named(dataset: str) -> None:
    first = load(dataset).fields[0].name
    with pytest.raises(Unfit) as refused:
        actions.ask(asked=asked(dataset=dataset, fields={first: "whole"}), by=asker())
    assert "不予共享" in refused.value.zh and load(dataset).owner in refused.value.zh


@pytest.mark.parametrize(
    "other",
    [
        {"area_code": "230108002"}, {"area_code": "230108"}, {"area_code": ""}, {"fields": {}},
        {"fields": {"salary": "whole"}}, {"fields": {"name": "open"}}, {"fields": {"grid": "masked"}},
        {"dataset": "nothing"}, {"way": "daily"}, {"way": "api", "form": "csv"}, {"way": "once", "form": "docx"},
        {"outbreak": 1},
    ],
)  # fmt: skip
def test_what_nobody_could_be_granted_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(Unfit):
        actions.ask(asked=asked(**other), by=asker())


def test_the_same_again_is_the_one_that_waits() -> None:
    by, once = asker(), asked()
    assert actions.ask(asked=once, by=by) == actions.ask(asked=once, by=by)
    assert Event.objects.filter(kind="sharing.asked").count() == 1


def test_whoever_may_not_ask_does_not() -> None:
    with pytest.raises(NotAllowed):
        actions.ask(asked=asked(), by=asker("grid_worker", f"{NEXT}001", "wang"))


def test_the_one_who_asks_does_not_answer() -> None:
    both = steward()
    made = actions.ask(asked=asked(), by=both)
    with pytest.raises(NotTwoPeople):
        actions.grant(request=made.pk, why="同意", by=both)


def test_a_steward_of_another_street_does_not_answer() -> None:
    made = actions.ask(asked=asked(), by=asker())
    with pytest.raises(NotAllowed):
        actions.grant(request=made.pk, why="同意", by=steward("230108002", "sun"))


def test_an_answer_has_its_reason_and_is_given_once() -> None:
    made, second = actions.ask(asked=asked(), by=asker()), steward()
    with pytest.raises(Unfit):
        actions.refuse(request=made.pk, why=" ", by=second)
    actions.refuse(request=made.pk, why="请改用统计数据", by=second)
    for again in (actions.refuse, actions.grant):
        with pytest.raises(Decided):
            again(request=made.pk, why="同意", by=second)
    assert Decision.objects.get().outcome == "refused"


@pytest.mark.parametrize(
    "given",
    [{"fields": {"sex": "whole"}}, {"fields": {"phone": "whole"}}, {"fields": {}}, {"area": STREET}, {"area": NEXT}],
)
def test_an_answer_is_never_wider_than_the_request(given: dict[str, Any]) -> None:
    with pytest.raises(Wider):
        granted(asker(), steward(), given=given)
    assert not Grant.objects.exists()


def test_taken_back_it_cannot_be_granted_and_nobody_else_takes_it_back() -> None:
    by = asker()
    made = actions.ask(asked=asked(), by=by)
    with pytest.raises(NotAllowed):
        actions.take_back(request=made.pk, by=steward())
    actions.take_back(request=made.pk, by=by)
    assert queries.state_of(Request.objects.get()) == "taken_back"
    with pytest.raises(Decided):
        actions.grant(request=made.pk, why="同意", by=steward(name="sun"))


def test_each_sees_their_own_and_whoever_decides_those_of_their_area() -> None:
    by, other = asker(), asker("street_office", "230108002", "qian")
    made = actions.ask(asked=asked(), by=by)
    assert list(queries.requests(by)) == list(queries.requests(steward())) == [made]
    assert not queries.requests(other).exists()
    with pytest.raises(NotHere):
        queries.request(other, made.pk)


def test_a_key_is_the_applicants_alone() -> None:
    grant = granted(asker(), second := steward())
    with pytest.raises(NotAllowed):
        actions.make_key(grant=grant.pk, by=second)


def test_every_contract_says_where_its_rows_come_from_or_is_not_offered() -> None:
    offered = {one.name for one in queries.offered()}
    assert {"residents", "dwellings", "organisations", "areas", "census", "vaccinations", "risk_areas"} <= offered
    assert not offered & {"key_groups", "test_results", "door_events", "check_ins"}
    for contract in queries.offered():
        assert queries.fields_of(contract), contract.name
