"""Whose data it is decides: a steward of the department that owns them; where it has nobody, the headquarters."""

import pytest
from tests.sharing import asked, asker, granted, owner, steward
from tests.signed_in import account

from fangxian.access import actions as access
from fangxian.access import queries as accounts
from fangxian.access.faults import NotAllowed
from fangxian.access.models import Account, Appointment
from fangxian.access.reader import SHELL, Reader
from fangxian.lib import clock
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import Wider
from fangxian.sharing.models import Request

pytestmark = pytest.mark.django_db

DOORS = {"dataset": "dwellings", "fields": {"dwelling": "whole", "floor": "whole"}}


def headquarters(name: str = "wu") -> Reader:
    return accounts.reader(account("headquarters", name=name))


def refused(request: Request, by: Reader) -> bool:
    try:
        actions.refuse(request=request.pk, why="请改用统计数据", by=by)
    except NotAllowed:
        return True
    return False


def test_a_steward_of_another_department_does_not_answer_nor_does_one_of_none() -> None:
    made = actions.ask(asked=asked(**DOORS), by=asker())
    owner("dwellings")
    assert refused(made, steward())
    assert refused(made, steward(name="he", department=""))
    assert actions.grant(request=made.pk, why="同意", by=owner("dwellings", "qin")).owner == "区住房和城乡建设局"


def test_the_headquarters_answers_where_the_owner_has_nobody_and_not_where_it_has() -> None:
    made, wu = actions.ask(asked=asked(**DOORS), by=asker()), headquarters()
    assert queries.may_answer(wu, made)
    assert queries.answerers(made) == ()
    own = owner("dwellings")
    assert queries.answerers(made) == (own.account,)
    assert not queries.may_answer(wu, made)
    assert refused(made, wu)


@pytest.mark.parametrize("gone", ["over", "closed", "asks", "elsewhere", "same hand"])
def test_who_is_not_in_office_may_not_answer_or_is_not_independent_leaves_it_to_the_headquarters(gone: str) -> None:
    by = owner("dwellings", "zhao") if gone == "asks" else asker()
    made, wu = actions.ask(asked=asked(**DOORS), by=by), headquarters()
    if gone == "elsewhere":
        steward("230108002", "qin", "housing")
    elif gone != "asks":
        owner("dwellings", "qin")
    if gone == "over":
        Appointment.objects.filter(account__username="qin").update(until=clock.now())
    if gone == "closed":
        access.close_account(account="qin", by=SHELL)
    if gone == "same hand":
        Account.objects.filter(username__in=["qin", "zhao"]).update(created_by="ma")
    assert queries.answerers(made) == ()
    assert actions.grant(request=made.pk, why="同意", by=wu).request_id == made.pk


def test_the_headquarters_that_stands_in_still_gives_nothing_that_it_may_not_see() -> None:
    made = actions.ask(asked=asked(), by=asker())
    with pytest.raises(Wider):
        actions.grant(request=made.pk, why="同意", by=headquarters())


def test_the_owner_and_the_headquarters_end_a_grant_and_nobody_else_does() -> None:
    grant = granted(asker(), owner("dwellings"), **DOORS)
    with pytest.raises(NotAllowed):
        actions.withdraw(grant=grant.pk, why="停用", by=steward())
    actions.withdraw(grant=grant.pk, why="停用", by=headquarters())
    other = granted(asker(name="qian"), owner("dwellings", "qin"), **DOORS)
    actions.withdraw(grant=other.pk, why="停用", by=accounts.reader("qin"))


def test_each_department_finds_what_is_theirs_to_answer() -> None:
    by = accounts.reader(account("street_office", "230108001", "zhao", "street_offices"))
    doors, people = actions.ask(asked=asked(**DOORS), by=by), actions.ask(asked=asked(), by=by)
    found = [steward(), owner("dwellings"), headquarters()]
    ours = [list(queries.requests(one, "waiting", ours=True)) for one in found]
    assert ours == [[people], [doors], []]
    assert [queries.counts(one, ours=True)["waiting"] for one in found] == [1, 1, 0]
    assert all(set(queries.requests(one)) == {doors, people} for one in found)
    assert {one.department for one in queries.requests(by)} == {"street_offices"}
    Appointment.objects.filter(account__department="housing").delete()
    assert list(queries.requests(found[2], "waiting", ours=True)) == [doors]
