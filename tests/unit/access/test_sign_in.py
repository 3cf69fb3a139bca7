"""Signing in over the site's own pages: what lets somebody in, what keeps them out, what ends it, what it leaves."""

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from fangxian.access import actions
from fangxian.access.lockout import wait
from fangxian.access.models import Account, SignInTrouble
from fangxian.access.reader import SHELL
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

PASSWORD = "a-password-of-ones-own"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def account() -> Account:
    made = actions.create_account(username="li", name="李建国", by=SHELL, password=PASSWORD).account
    Account.objects.update(password_given=False)
    return made


def signs_in(client: Client, name: str = "li", password: str = PASSWORD) -> HttpResponse:
    return client.post("/account/login/", {"login": name, "password": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1]))


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_name_and_password_let_in_and_are_noted(client: Client, account: Account) -> None:
    assert signs_in(client).status_code == 302
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)
    assert acts() == ["accounts.create", "account.sign_in", "account.sign_out"]


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_a_wrong_name_look_the_same(
    client: Client, account: Account, name: str, password: str
) -> None:
    said = signs_in(client, name, password)
    assert not is_in(client) and said.status_code == 200
    assert said.context["form"].errors == signs_in(Client(), "li", "wrong too").context["form"].errors
    entry = AuditEntry.objects.filter(action="account.refused").first()
    assert entry is not None and entry.subject == ("li" if name == "li" else "")


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    for path in ("/account/signup/", "/account/password/reset/", "/account/email/"):
        assert client.get(path).status_code == 404


def test_five_failures_lock_the_name_and_say_until_when(client: Client, account: Account) -> None:
    start = datetime(2022, 9, 9, 14, 20, tzinfo=clock.LOCAL)
    with clock.set_to(start):
        for _ in range(5):
            signs_in(client, password="wrong")
        refused = signs_in(client)
        assert not is_in(client)
        assert "9月9日14:35" in str(refused.context["form"].errors)
    with clock.set_to(start + timedelta(minutes=14)):
        signs_in(client)
        assert not is_in(client), "the right password too"
    with clock.set_to(start + timedelta(minutes=15)):
        signs_in(client)
        assert is_in(client)
    assert not SignInTrouble.objects.exists()


def test_a_name_that_is_nobodys_is_locked_just_the_same(client: Client) -> None:
    for _ in range(5):
        signs_in(client, "nobody", "wrong")
    assert "锁定" in str(signs_in(client, "NOBODY ", "wrong").context["form"].errors)


def test_locks_grow_and_have_an_end() -> None:
    assert [wait(n) for n in (5, 10, 15)] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert wait(500) == timedelta(hours=24)


def test_an_administrator_unlocks(client: Client, account: Account) -> None:
    for _ in range(5):
        signs_in(client, password="wrong")
    actions.unlock(account="li", by=SHELL)
    signs_in(client)
    assert is_in(client)


def test_a_session_ends_after_half_an_hour_of_silence(client: Client, account: Account) -> None:
    start = clock.now()
    with clock.set_to(start):
        signs_in(client)
    for minutes, still in ((29, True), (58, True), (88, False)):
        with clock.set_to(start + timedelta(minutes=minutes)):
            client.get("/account/password/")
            assert is_in(client) == still


def test_a_session_ends_after_twelve_hours_whatever_is_done(client: Client, account: Account) -> None:
    start = clock.now()
    with clock.set_to(start):
        signs_in(client)
    for hour in range(1, 49):
        with clock.set_to(start + timedelta(minutes=15 * hour)):
            answer = client.get("/account/password/")
            assert is_in(client) == (hour < 48)
    assert "expired=1" in answer.headers["Location"]


def test_a_closed_account_is_out_at_the_next_click(client: Client, account: Account) -> None:
    signs_in(client)
    actions.close_account(account="li", by=SHELL)
    assert client.get("/account/password/").status_code == 302


def test_a_password_that_somebody_else_made_is_changed_first(client: Client) -> None:
    typed = "typed at the shell 2022"
    actions.create_account(username="li", by=SHELL, password=typed)
    signs_in(client, password=typed)
    assert client.get("/").headers["Location"] == "/account/password/"
    changed = {"oldpassword": typed, "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/password/", changed)
    assert client.get("/").headers.get("Location") != "/account/password/"
    assert Account.objects.get().check_password(PASSWORD)


def test_a_role_that_asks_for_it_works_with_a_second_factor_alone(client: Client, account: Account) -> None:
    actions.appoint(account="li", role="investigator", area="230108", by=SHELL)
    signs_in(client)
    assert client.get("/").headers["Location"] == "/account/factors/totp/"
    fragment = client.get("/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == "/account/factors/totp/"
    TOTP.activate(account, SECRET)
    assert client.get("/").headers.get("Location") != "/account/factors/totp/"


def test_the_code_is_asked_for_and_its_secret_lies_sealed(client: Client, account: Account) -> None:
    TOTP.activate(account, SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)
    assert signs_in(client).headers["Location"].startswith("/account/login/code/")
    assert not is_in(client)
    client.post("/account/login/code/", {"code": code()})
    assert is_in(client)


def test_codes_cannot_be_guessed(client: Client, account: Account) -> None:
    """Neither by trying on, nor by beginning again with the right password each time."""
    TOTP.activate(account, SECRET)
    for _ in range(5):
        signs_in(client)
        client.post("/account/login/code/", {"code": "000000"})
    signs_in(client)
    client.post("/account/login/code/", {"code": code()})
    assert not is_in(client)


def test_a_recovery_code_lets_in_once(client: Client, account: Account) -> None:
    TOTP.activate(account, SECRET)
    recovery = RecoveryCodes.activate(account).get_unused_codes()[0]
    for works in (True, False):
        other = Client()
        signs_in(other)
        other.post("/account/login/code/", {"code": recovery})
        assert is_in(other) == works


def test_a_required_factor_is_not_taken_off(client: Client, account: Account) -> None:
    actions.appoint(account="li", role="investigator", area="230108", by=SHELL)
    TOTP.activate(account, SECRET)
    signs_in(client)
    client.post("/account/login/code/", {"code": code()})
    client.post("/account/factors/totp/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("demo", [True, False])
def test_the_demos_people_sign_in_on_a_demo_alone(client: Client, monkeypatch: pytest.MonkeyPatch, demo: bool) -> None:
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", True)
    people = actions.demo_accounts()
    monkeypatch.setattr(settings, "FANGXIAN_DEMO", demo)
    signs_in(client, people[0].username, "fangxian-demo-2022")
    assert is_in(client) == demo
    if demo:
        assert client.get("/").headers.get("Location") is None, "neither a new password nor a code is asked for"


def test_pages_carry_the_headers_that_keep_them(client: Client, account: Account) -> None:
    signs_in(client)
    answer = client.get("/account/password/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_is_not_signed_in_signs_in_and_comes_back(client: Client) -> None:
    answer = client.get("/account/password/?a=1")
    assert answer.headers["Location"] == "/account/login/?next=/account/password/%3Fa%3D1"
    fragment = client.get("/account/password/", headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"].startswith("/account/login/")


@pytest.mark.parametrize(
    "path",
    [
        *("password/", "factors/", "factors/again/", "factors/totp/", "factors/totp/remove/", "reauthenticate/"),
        *("factors/codes/", "factors/codes/new/", "logout/"),
    ],
)
def test_every_page_of_ones_own_account_is_there(client: Client, account: Account, path: str) -> None:
    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    signs_in(client)
    client.post("/account/login/code/", {"code": code()})
    answer = client.get(f"/account/{path}", follow=True)
    assert answer.status_code == 200 and "<form" in answer.content.decode()


def test_a_second_factor_is_set_up_on_the_site(
    client: Client, account: Account, django_capture_on_commit_callbacks
) -> None:
    signs_in(client)
    assert client.get("/account/factors/totp/").status_code == 200
    secret = client.session["mfa.totp.secret"]
    right = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    client.post("/account/factors/totp/", {"code": "000000"})
    assert not Authenticator.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/factors/totp/", {"code": right})
    assert set(Authenticator.objects.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert acts()[-1] == "account.add_factor"
