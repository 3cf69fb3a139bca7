"""An account's owner chooses the password, with a code that works once and for a while; nobody else ever knows it."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from fangxian.access import actions, codes, invitations, lockout, queries
from fangxian.access.faults import AccountFault, NotAllowed
from fangxian.access.models import Account, Invitation
from fangxian.access.reader import SHELL, Reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

PASSWORD = "a word of their own"
WEAK = "123456789012"


def somebody(name: str, role: str, by: Reader = SHELL) -> Reader:
    actions.create_account(username=name, by=by)
    actions.appoint(account=name, role=role, area="230108", by=SHELL)
    return queries.reader(name)


@pytest.fixture
def ma() -> Reader:
    return somebody("ma", "administrator")


@pytest.fixture
def wu() -> Reader:
    return somebody("wu", "headquarters")


def li() -> Account:
    return Account.objects.get(username="li")


def redeem(first: str, second: str = "", password: str = PASSWORD) -> None:
    actions.redeem(account="li", first=first, second=second, password=password)


def approved(ma: Reader, wu: Reader) -> None:
    asked = actions.ask_to_appoint(account="li", role="investigator", area="230108", by=ma)
    actions.approve(widening=asked.pk, by=wu)


def test_the_owner_chooses_and_the_code_is_used_up(ma: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    redeem(code.upper())
    assert li().check_password(PASSWORD)
    with pytest.raises(AccountFault, match="was used"):
        redeem(code)
    assert AuditEntry.objects.get(action="account.redeem").details == {"codes": 1}


def test_a_code_runs_out(ma: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    with clock.set_to(Invitation.objects.get(account=li()).until), pytest.raises(AccountFault, match="run out"):
        redeem(code)
    again = actions.invite(account="li", by=ma)
    with pytest.raises(AccountFault):
        redeem(code)
    redeem(again)


def test_wrong_codes_lock_the_name(ma: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    for _ in range(lockout.FAILURES):
        with pytest.raises(AccountFault):
            redeem(codes.new())
    with pytest.raises(lockout.Locked):
        redeem(code)


def test_a_weak_password_leaves_the_code_as_it_was(ma: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    with pytest.raises(AccountFault, match="easy to guess"):
        redeem(code, password=WEAK)
    redeem(code)


def test_a_new_code_ends_the_password_and_whoever_is_signed_in(ma: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    redeem(code)
    browser = Client()
    browser.post("/account/login/", {"login": "li", "password": PASSWORD})
    assert browser.get("/account/password/").status_code == 200
    actions.invite(account="li", by=ma)
    assert browser.get("/account/password/").status_code == 302
    assert not li().check_password(PASSWORD)


def test_only_who_keeps_accounts_gives_codes_and_only_the_shell_types_a_password(ma: Reader, wu: Reader) -> None:
    actions.create_account(username="li", by=ma)
    with pytest.raises(NotAllowed):
        actions.invite(account="li", by=wu)
    with pytest.raises(NotAllowed):
        actions.create_account(username="sun", by=ma, password=PASSWORD)


def test_what_takes_two_needs_both_codes(ma: Reader, wu: Reader) -> None:
    first = actions.create_account(username="li", by=ma).code
    approved(ma, wu)
    with pytest.raises(AccountFault):
        redeem(first)
    assert [one.account.username for one in invitations.waiting_for_second()] == ["li"]
    second = actions.give_second(account="li", by=wu)
    for wrong in ((first, first), (second, second), (second, first)):
        with pytest.raises(AccountFault):
            redeem(*wrong)
    redeem(first, second)
    assert li().opened_by_two and not invitations.waiting_for_second()


def test_who_gave_the_first_code_gives_no_second(ma: Reader, wu: Reader) -> None:
    actions.create_account(username="li", by=ma)
    approved(ma, wu)
    both = Reader("ma", ("230108",), may=frozenset({"accounts.approve", "accounts.manage"}))
    with pytest.raises(NotTwoPeople):
        actions.give_second(account="li", by=both)
    with pytest.raises(NotAllowed):
        actions.give_second(account="li", by=ma)


def test_an_account_that_its_maker_opened_is_shut_when_it_is_to_hold_what_takes_two(ma: Reader, wu: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    redeem(code, password="known to its maker")
    Authenticator.objects.create(user=li(), type="totp", data={})
    approved(ma, wu)
    assert not li().has_usable_password() and not Authenticator.objects.exists()
    first = actions.invite(account="li", by=ma)
    redeem(first, actions.give_second(account="li", by=wu))
    assert li().check_password(PASSWORD)


def test_who_opened_theirs_with_two_codes_is_left_in_peace(ma: Reader, wu: Reader) -> None:
    first = actions.create_account(username="li", by=ma).code
    approved(ma, wu)
    redeem(first, actions.give_second(account="li", by=wu))
    asked = actions.ask_to_appoint(account="li", role="analyst", area="230108", by=ma)
    actions.approve(widening=asked.pk, by=wu)
    assert li().check_password(PASSWORD)


def test_what_the_shell_gives_needs_no_second() -> None:
    code = actions.create_account(username="li", by=SHELL).code
    actions.appoint(account="li", role="administrator", area="230108", by=SHELL)
    redeem(code)
    assert not Invitation.objects.exists()


def test_a_second_code_waits_for_the_first(ma: Reader, wu: Reader) -> None:
    code = actions.create_account(username="li", by=ma).code
    redeem(code)
    with pytest.raises(AccountFault, match="No code is open"):
        actions.give_second(account="li", by=wu)
    actions.invite(account="li", by=ma)
    with clock.set_to(clock.now() + timedelta(days=4)), pytest.raises(AccountFault, match="No code is open"):
        actions.give_second(account="li", by=wu)


def test_a_broken_ledger_leaves_the_password_unset(ma: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    code = actions.create_account(username="li", by=ma).code

    def broken(**_: object) -> None:
        raise OSError

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    with pytest.raises(OSError):
        redeem(code)
    assert not li().has_usable_password() and Invitation.objects.filter(account__username="li").exists()
