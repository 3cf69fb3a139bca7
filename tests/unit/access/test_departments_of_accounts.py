"""For which department somebody works is said when an account is opened; to change it takes as many as the post."""

import pytest

from fangxian.access import actions, queries
from fangxian.access.faults import AccountFault, NotAllowed, TakesTwo
from fangxian.access.models import Account, Widening
from fangxian.access.reader import SHELL, Reader
from fangxian.ledger.models import AuditEntry

pytestmark = pytest.mark.django_db


def somebody(name: str, role: str = "", area: str = "230108", department: str = "") -> Reader:
    actions.create_account(username=name, department=department, by=SHELL)
    if role:
        actions.appoint(account=name, role=role, area=area, by=SHELL)
    return queries.reader(name)


@pytest.fixture
def ma() -> Reader:
    return somebody("ma", "administrator")


@pytest.fixture
def wu() -> Reader:
    return somebody("wu", "headquarters")


def test_it_is_said_when_the_account_is_opened_and_it_reads_so(ma: Reader) -> None:
    actions.create_account(username="qin", department="housing", by=ma)
    assert Account.objects.get(username="qin").department == "housing"
    assert AuditEntry.objects.get(action="accounts.create", subject="qin").details["department"] == "housing"
    assert somebody("gao", "data_steward", department="public_security").department == "public_security"


def test_a_department_of_no_list_is_refused(ma: Reader) -> None:
    with pytest.raises(AccountFault):
        actions.create_account(username="qin", department="housin", by=ma)
    somebody("li")
    with pytest.raises(AccountFault):
        actions.ask_for_department(account="li", department="housin", by=ma)


def test_who_holds_nothing_grave_is_put_in_one_by_one_person(ma: Reader) -> None:
    somebody("li", "grid_worker", "230108001002001")
    assert actions.ask_for_department(account="li", department="street_offices", by=ma) is None
    assert Account.objects.get(username="li").department == "street_offices"
    actions.ask_for_department(account="li", department="street_offices", by=ma)
    assert AuditEntry.objects.filter(action="accounts.department", subject="li").count() == 1


def test_who_decides_for_the_whole_district_is_moved_by_two(ma: Reader, wu: Reader) -> None:
    somebody("chen", "data_steward", department="data")
    with pytest.raises(TakesTwo):
        actions.set_department(account="chen", department="housing", by=ma)
    asked = actions.ask_for_department(account="chen", department="housing", by=ma)
    assert asked is not None
    assert Account.objects.get(username="chen").department == "data"
    actions.approve(widening=asked.pk, by=wu)
    assert Account.objects.get(username="chen").department == "housing"
    noted = AuditEntry.objects.get(action="accounts.department", subject="chen")
    assert (noted.actor, noted.details) == ("wu", {"asked_by": "ma", "department": "housing"})


def test_while_a_post_waits_the_department_is_not_changed_behind_who_approves_it(ma: Reader) -> None:
    somebody("li", department="data")
    actions.ask_to_appoint(account="li", role="data_steward", area="230108", by=ma)
    assert actions.ask_for_department(account="li", department="housing", by=ma) is not None
    assert Account.objects.get(username="li").department == "data"


def test_another_asked_for_meanwhile_is_another_matter_to_approve(ma: Reader, wu: Reader) -> None:
    somebody("chen", "data_steward")
    first = actions.ask_for_department(account="chen", department="housing", by=ma)
    again = actions.ask_for_department(account="chen", department="housing", by=ma)
    other = actions.ask_for_department(account="chen", department="health", by=ma)
    assert first is not None and other is not None
    assert first == again
    assert [one.pk for one in queries.widenings("chen")] == [other.pk] != [first.pk]
    with pytest.raises(AccountFault, match="meanwhile"):
        actions.approve(widening=first.pk, by=wu)
    actions.withdraw(widening=other.pk, by=wu)
    assert not Widening.objects.exists()
    assert Account.objects.get(username="chen").department == ""


def test_nobody_moves_themselves_and_only_who_keeps_accounts_moves_others(ma: Reader, wu: Reader) -> None:
    with pytest.raises(AccountFault):
        actions.ask_for_department(account="ma", department="data", by=ma)
    with pytest.raises(NotAllowed):
        actions.ask_for_department(account="ma", department="data", by=wu)
    assert not Account.objects.exclude(department="").exists()
