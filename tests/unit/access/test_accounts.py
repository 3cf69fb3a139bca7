"""Accounts and appointments: made by those who may, for others, where the role fits; each leaves its entry."""

from datetime import timedelta

import pytest
from django.conf import settings

from fangxian.access import actions, queries
from fangxian.access.faults import AccountFault, NotAllowed
from fangxian.access.models import Account, Appointment, Invitation
from fangxian.access.reader import NOBODY, SHELL, Reader
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

ADMIN = Reader("ma", areas=("230108",), roles=("administrator",), may=frozenset({"accounts.manage"}))


def account(name: str = "li", by: Reader = SHELL) -> Account:
    return actions.create_account(username=name, name="李", by=by).account


def test_an_account_has_no_password_and_a_code_that_is_told_once() -> None:
    made = actions.create_account(username="li", by=SHELL)
    assert not made.account.has_usable_password()
    assert len(made.code) == 23 and made.code not in str(AuditEntry.objects.values())
    assert made.code not in str(Invitation.objects.values())
    assert made.account.created_by == ""
    assert actions.create_account(username="wang", by=ADMIN).account.created_by == "ma"


@pytest.mark.parametrize(
    "name", ["13812345678", "李", "L", "a", "shell", "system", "a b", "x" * 33, "230108199003070011"]
)
def test_an_account_is_not_called_by_a_phone_or_a_number(name: str) -> None:
    with pytest.raises(AccountFault):
        account(name)


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234", "li.jianguo-li"])
def test_a_weak_password_is_refused(weak: str) -> None:
    with pytest.raises(AccountFault):
        actions.create_account(username="li.jianguo", by=SHELL, password=weak)


def test_the_same_name_is_not_given_twice() -> None:
    account()
    with pytest.raises(AccountFault, match="already"):
        account()


def test_an_appointment_makes_a_reader_and_its_end_unmakes_it() -> None:
    account()
    assert queries.reader("li").areas == ()
    made = actions.appoint(account="li", role="grid_worker", area="230108001002001", by=ADMIN)
    reader = queries.reader("li")
    assert reader.areas == ("230108001002001",) and reader.can("people.read")
    actions.end_appointment(appointment=made.pk, by=ADMIN)
    assert queries.reader("li").areas == ()
    actions.end_appointment(appointment=made.pk, by=ADMIN)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "accounts.create",
        "accounts.appoint",
        "accounts.end",
    ]


def test_an_appointment_ends_by_itself() -> None:
    account()
    start = clock.now()
    actions.appoint(account="li", role="investigator", area="230108001", until=start + timedelta(days=30), by=ADMIN)
    assert queries.reader("li").can("people.read")
    with clock.set_to(start + timedelta(days=30)):
        assert not queries.reader("li").can("people.read")


def test_the_same_appointment_again_changes_nothing() -> None:
    account()
    first = actions.appoint(account="li", role="analyst", area="230108001", by=ADMIN)
    assert actions.appoint(account="li", role="analyst", area="230108001", by=ADMIN) == first
    assert AuditEntry.objects.filter(action="accounts.appoint").count() == 1


def test_nobody_appoints_themselves() -> None:
    account("ma")
    with pytest.raises(AccountFault, match="own account"):
        actions.appoint(account="ma", role="investigator", area="230108", by=ADMIN)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    ("role", "area"), [("king", "230108"), ("grid_worker", "230108"), ("analyst", "230108001002001"), ("analyst", "x")]
)
def test_a_role_is_given_where_it_belongs(role: str, area: str) -> None:
    account()
    with pytest.raises(AccountFault):
        actions.appoint(account="li", role=role, area=area, by=ADMIN)


def test_an_administrator_appoints_in_their_own_area_alone() -> None:
    account()
    with pytest.raises(NotAllowed):
        actions.appoint(account="li", role="analyst", area="230102", by=ADMIN)
    with pytest.raises(NotAllowed):
        actions.appoint(account="li", role="analyst", area="230108", by=Reader("wang", areas=("230108",)))


@pytest.mark.parametrize(("first", "second"), [("administrator", "investigator"), ("investigator", "auditor")])
def test_administrator_and_auditor_hold_nothing_else(first: str, second: str) -> None:
    account()
    actions.appoint(account="li", role=first, area="230108", by=SHELL)
    with pytest.raises(AccountFault, match="alone"):
        actions.appoint(account="li", role=second, area="230108", by=SHELL)


def test_who_holds_two_roles_acts_in_one_at_a_time() -> None:
    """What the one allows in its area is not allowed in the other's."""
    account()
    actions.appoint(account="li", role="grid_worker", area="230108001002001", by=ADMIN)
    actions.appoint(account="li", role="analyst", area="230108001", by=ADMIN)
    assert [role.name for role in queries.roles_of("li")] == ["grid_worker", "analyst"]
    worker, analyst = queries.reader("li"), queries.reader("li", role="analyst")
    assert worker.areas == ("230108001002001",) and worker.can("people.read")
    assert analyst.areas == ("230108001",) and not analyst.can("people.read")
    assert queries.reader("li", role="investigator") == worker


def test_a_purpose_is_one_that_the_role_permits() -> None:
    account()
    actions.appoint(account="li", role="grid_worker", area="230108001002001", by=ADMIN)
    assert queries.reader("li").purpose == "household_verification"
    assert queries.reader("li", purpose="care").purpose == "care"
    assert queries.reader("li", purpose="case_investigation").purpose == "household_verification"


def test_a_closed_account_sees_nobody() -> None:
    account()
    actions.appoint(account="li", role="investigator", area="230108001", by=ADMIN)
    actions.close_account(account="li", by=ADMIN)
    assert queries.reader("li").areas == ()


def test_a_broken_ledger_leaves_no_appointment(monkeypatch: pytest.MonkeyPatch) -> None:
    account()

    def broken(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    with pytest.raises(OSError):
        actions.appoint(account="li", role="analyst", area="230108001", by=ADMIN)
    assert not Appointment.objects.exists()


def test_demo_accounts_are_made_on_a_demo_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", False)
    with pytest.raises(AccountFault):
        actions.demo_accounts()
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", True)
    people = actions.demo_accounts()
    assert [one.username for one in actions.demo_accounts()] == [one.username for one in people]
    assert Account.objects.count() == Appointment.objects.count() == len(people)
    assert queries.reader("wang.xiulan").roles == ("grid_worker",)


def test_a_language_is_chosen_by_oneself_once() -> None:
    account()
    for wanted in ("en", "en", "fr"):
        actions.choose_language(language=wanted, by=queries.reader("li"))
    assert Account.objects.get(username="li").language == "en"
    assert AuditEntry.objects.filter(action="account.choose_language", actor="li").count() == 1
    actions.choose_language(language="en", by=NOBODY)
