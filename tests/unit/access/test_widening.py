"""What widens somebody's rights to the whole district, or to a role that keeps watch, takes two independent people."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from fangxian.access import actions, queries
from fangxian.access.faults import AccountFault, NotAllowed, TakesTwo
from fangxian.access.models import Account, Appointment, Widening
from fangxian.access.reader import SHELL, Reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

GRAVE = [("headquarters", "230108"), ("auditor", "230108"), ("administrator", "230108"), ("investigator", "230108")]


def somebody(name: str, role: str = "", by: Reader = SHELL) -> Reader:
    actions.create_account(username=name, by=by)
    if role:
        actions.appoint(account=name, role=role, area="230108", by=SHELL)
    return queries.reader(name)


@pytest.fixture
def ma() -> Reader:
    return somebody("ma", "administrator")


@pytest.fixture
def wu() -> Reader:
    return somebody("wu", "headquarters")


@pytest.mark.parametrize(("role", "area"), GRAVE)
def test_one_administrator_alone_widens_nothing(ma: Reader, role: str, area: str) -> None:
    somebody("li")
    with pytest.raises(TakesTwo):
        actions.appoint(account="li", role=role, area=area, by=ma)
    assert isinstance(actions.ask_to_appoint(account="li", role=role, area=area, by=ma), Widening)
    assert not queries.standing("li")


@pytest.mark.parametrize(("role", "area"), GRAVE)
def test_a_second_person_puts_it_in_force_and_the_audit_names_both(
    ma: Reader, wu: Reader, role: str, area: str
) -> None:
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role=role, area=area, by=ma)
    actions.approve(widening=asked.pk, by=wu)
    assert queries.standing("li") == {role: (area,)}
    assert Appointment.objects.get(account__username="li").made_by == "ma"
    appointed = AuditEntry.objects.filter(action="accounts.appoint", subject="li").get()
    assert (appointed.actor, appointed.details["asked_by"]) == ("wu", "ma")
    assert not Widening.objects.exists()
    with pytest.raises(AccountFault, match="meanwhile"):
        actions.approve(widening=asked.pk, by=wu)


def test_what_one_person_may_do_is_done_at_once(ma: Reader) -> None:
    somebody("li")
    made = actions.ask_to_appoint(account="li", role="grid_worker", area="230108001002001", by=ma)
    assert isinstance(made, Appointment)
    assert actions.ask_to_reset_factor(account="li", by=ma) is None
    assert not Widening.objects.exists()


def test_the_same_asked_twice_waits_once(ma: Reader) -> None:
    somebody("li")
    for _ in range(2):
        actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma)
    assert Widening.objects.count() == AuditEntry.objects.filter(action="accounts.ask").count() == 1


def test_what_stands_already_is_not_asked_for(ma: Reader) -> None:
    somebody("li", "analyst")
    assert isinstance(actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma), Appointment)
    assert not Widening.objects.exists()


def test_administrators_do_not_approve_for_each_other(ma: Reader) -> None:
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role="headquarters", area="230108", by=ma)
    for name in (ma, somebody("qian", "administrator")):
        with pytest.raises(NotAllowed):
            actions.approve(widening=asked.pk, by=name)


def test_whose_account_the_administrator_made_does_not_approve_what_that_one_asked(ma: Reader) -> None:
    puppet = somebody("puppet", by=ma)
    actions.appoint(account="puppet", role="headquarters", area="230108", by=SHELL)
    puppet = queries.reader("puppet")
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role="headquarters", area="230108", by=ma)
    with pytest.raises(NotTwoPeople):
        actions.approve(widening=asked.pk, by=puppet)
    assert not queries.standing("li")


def test_nobody_approves_what_concerns_themselves(ma: Reader, wu: Reader) -> None:
    with pytest.raises(AccountFault, match="own account"):
        actions.ask_to_appoint(account="ma", role="auditor", area="230108", by=ma)
    asked = actions.ask_to_appoint(account="wu", role="investigator", area="230108", by=ma)
    with pytest.raises(NotTwoPeople):
        actions.approve(widening=asked.pk, by=wu)


def test_what_has_become_impossible_meanwhile_is_not_approved(ma: Reader, wu: Reader) -> None:
    """The account was closed; it now holds a role that stands alone."""
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma)
    actions.appoint(account="li", role="auditor", area="230108", by=SHELL)
    with pytest.raises(AccountFault, match="alone"):
        actions.approve(widening=asked.pk, by=wu)
    actions.close_account(account="li", by=ma)
    with pytest.raises(AccountFault):
        actions.approve(widening=asked.pk, by=wu)


def test_an_end_that_passed_while_it_waited_is_not_approved(ma: Reader, wu: Reader) -> None:
    somebody("li")
    start = clock.now()
    asked = actions.ask_to_appoint(account="li", role="analyst", area="230108", until=start + timedelta(days=1), by=ma)
    with clock.set_to(start + timedelta(days=2)), pytest.raises(AccountFault, match="end"):
        actions.approve(widening=asked.pk, by=wu)


def test_what_is_withdrawn_leaves_no_row_and_its_entries(ma: Reader) -> None:
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma)
    with pytest.raises(NotAllowed):
        actions.withdraw(widening=asked.pk, by=queries.reader("li"))
    actions.withdraw(widening=asked.pk, by=ma)
    assert not Widening.objects.exists() and not queries.standing("li")
    assert AuditEntry.objects.filter(action="accounts.withdraw", subject="li").exists()


def test_whoever_could_sign_in_as_the_headquarters_takes_two_as_well(ma: Reader, wu: Reader) -> None:
    """A new password and no second factor would be the account itself."""
    somebody("li", "headquarters")
    Authenticator.objects.create(user=Account.objects.get(username="li"), type="totp", data={})
    with pytest.raises(TakesTwo):
        actions.reset_second_factor(account="li", by=ma)
    asked = actions.ask_to_reset_factor(account="li", by=ma)
    assert asked is not None and Authenticator.objects.exists()
    actions.approve(widening=asked.pk, by=wu)
    assert not Authenticator.objects.exists()


def test_a_lost_telephone_is_set_right_by_one_administrator(ma: Reader) -> None:
    somebody("li")
    actions.appoint(account="li", role="grid_worker", area="230108001002001", by=ma)
    Authenticator.objects.create(user=Account.objects.get(username="li"), type="totp", data={})
    actions.reset_second_factor(account="li", by=ma)
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.reset_factor", actor="ma", subject="li").exists()


def test_nobody_sees_to_their_own(ma: Reader) -> None:
    held = Appointment.objects.get(account__username="ma")
    for act in (
        lambda: actions.end_appointment(appointment=held.pk, by=ma),
        lambda: actions.unlock(account="ma", by=ma),
        lambda: actions.reset_second_factor(account="ma", by=ma),
        lambda: actions.close_account(account="ma", by=ma),
        lambda: actions.invite(account="ma", by=ma),
    ):
        with pytest.raises(AccountFault, match="own account"):
            act()


def test_a_broken_ledger_leaves_what_was_asked_for_as_it_was(
    ma: Reader, wu: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody("li")
    asked = actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma)

    def broken(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    with pytest.raises(OSError):
        actions.approve(widening=asked.pk, by=wu)
    assert Widening.objects.exists() and not queries.standing("li")
