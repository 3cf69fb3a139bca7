"""An administrator keeps the accounts over the pages; what widens rights waits for somebody else there too."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.signed_in import account, client, session
from tests.small_district import Size, build

from fangxian.access import lockout, queries
from fangxian.access.models import Account, Appointment, Widening
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

STREET = "230108100"
SURE = {"sure": "yes"}


@pytest.fixture(autouse=True)
def district() -> None:
    build(Size(streets=1, communities=1, grids=1, floors=1))


@pytest.fixture
def admin() -> Client:
    return client("administrator")


@pytest.fixture
def li() -> Account:
    return account("street_office", STREET, name="li")


def told(browser: Client, address: str, **form: str) -> str:
    answer = browser.post(address, form, follow=True) if form else browser.get(address)
    return answer.content.decode()


def does(browser: Client, verb: str, name: str = "li", **form: str) -> str:
    return told(browser, f"/accounts/of/{name}/{verb}/", **form, **SURE)


def test_the_list_says_who_may_sign_in_to_do_what_until_when(admin: Client, li: Account) -> None:
    Appointment.objects.update(until=clock.now() + timedelta(days=10))
    Account.objects.filter(username="li").update(last_login=clock.now())
    for _ in range(lockout.FAILURES):
        lockout.failed("li")
    Appointment.objects.filter(role="administrator").update(until=None)
    page = told(admin, "/accounts/?q=li&role=street_office")
    assert "街道办事处" in page and "新伟街道" in page and "已锁定" in page and "须启用，尚未设置" in page
    assert "administrator.230108" not in page.split("<tbody>")[1]
    assert f"{clock.now().astimezone(clock.LOCAL):%Y-%m-%d}" in page


def test_more_accounts_ask_no_more(admin: Client, li: Account) -> None:
    def asked() -> int:
        admin.get("/accounts/")
        with CaptureQueriesContext(connection) as questions:
            admin.get("/accounts/")
        return len(questions)

    few = asked()
    for number in range(20):
        account("grid_worker", f"{STREET}100100", name=f"worker{number}")
    assert asked() == few


@pytest.mark.parametrize("role", ["headquarters", "auditor", "investigator", "data_steward"])
def test_nobody_else_keeps_accounts(li: Account, role: str) -> None:
    other = client(role)
    for path in ("/accounts/", "/accounts/of/li/", "/accounts/new/"):
        assert other.get(path).status_code == 403
    assert other.post("/accounts/of/li/close/", SURE).status_code == 403
    assert Account.objects.get(username="li").is_active


def code_on(page: str) -> str:
    found = re.search(r'class="code secret">([^<]+)<', page)
    assert found is not None
    return found[1]


def chooses(name: str, *codes: str, password: str = "a word of their own") -> str:
    said = {"account": name, "password": password, "again": password} | dict(zip(("first", "second"), codes))  # noqa: B905
    return Client().post("/invitation/", said, follow=True).content.decode()


def test_somebody_is_given_an_account_by_a_code_that_is_shown_once_and_chooses_the_password(admin: Client) -> None:
    code = code_on(told(admin, "/accounts/new/", username="sun.li", name="孙丽", unit="新伟街道"))
    assert code not in told(admin, "/accounts/of/sun.li/")
    assert "密码已设置，请登录" in chooses("sun.li", code)
    assert Account.objects.get(username="sun.li").check_password("a word of their own")
    assert "开通码已使用" in chooses("sun.li", code, password="another of somebody else")
    assert admin.post("/accounts/new/", {"username": "sun.li", "name": "孙", "unit": "x"}).status_code == 422


def test_an_appointment_begins_and_ends_on_the_page(admin: Client, li: Account) -> None:
    grid = f"{STREET}100100"
    last = clock.now().astimezone(clock.LOCAL).date() + timedelta(days=3)
    page = does(admin, "appoint", role="grid_worker", area=grid, until=last.isoformat())
    assert "已任职，立即生效" in page and last.isoformat() in page
    assert set(queries.standing("li")) == {"street_office", "grid_worker"}
    made = Appointment.objects.get(role="grid_worker")
    with clock.set_to(made.until - timedelta(minutes=1)):  # type: ignore[operator]
        assert "grid_worker" in queries.standing("li")
    does(admin, "end", which=str(made.pk))
    assert set(queries.standing("li")) == {"street_office"}


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"role": "grid_worker", "area": "230108999"}, "没有这个区划代码"),
        ({"role": "", "area": STREET}, "必填"),
        ({"role": "grid_worker", "area": STREET}, "15"),
        ({"role": "investigator", "area": STREET, "until": "2020-01-01"}, "截止时间已过"),
    ],
)
def test_what_cannot_be_as_asked_is_said_and_changes_nothing(
    admin: Client, li: Account, form: dict[str, str], says: str
) -> None:
    assert says in does(admin, "appoint", **form)
    assert set(queries.standing("li")) == {"street_office"}


@pytest.mark.parametrize("verb", ["unlock", "reset-factor", "invite", "close", "end", "appoint"])
def test_what_was_not_confirmed_is_not_done(admin: Client, li: Account, verb: str) -> None:
    assert admin.post(f"/accounts/of/li/{verb}/", {"role": "grid_worker"}).status_code == 400
    assert admin.get(f"/accounts/of/li/{verb}/").status_code == 405
    assert not AuditEntry.objects.filter(action__startswith="accounts.").exists()


def test_a_locked_account_is_unlocked_a_lost_telephone_set_right_and_who_left_is_out(
    admin: Client, li: Account
) -> None:
    browser = Client()
    browser.cookies["sessionid"] = session(li)
    for _ in range(lockout.FAILURES):
        lockout.failed("li")
    Authenticator.objects.create(user=li, type="totp", data={})
    assert "解锁" in told(admin, "/accounts/of/li/")
    does(admin, "unlock")
    lockout.refuse_locked("li")
    does(admin, "reset-factor")
    assert not Authenticator.objects.exists()
    assert browser.get("/").status_code == 200
    does(admin, "close")
    assert browser.get("/").status_code == 302
    done = AuditEntry.objects.filter(action__startswith="accounts.").order_by("pk")
    assert [one.action for one in done] == ["accounts.unlock", "accounts.reset_factor", "accounts.close"]
    assert {one.actor for one in done} == {"administrator.230108"}


def test_who_forgot_their_password_is_given_a_code(admin: Client, li: Account) -> None:
    li.set_password("the one that was forgotten")
    li.save()
    code = code_on(does(admin, "invite"))
    li.refresh_from_db()
    assert not li.has_usable_password()
    assert code not in told(admin, "/accounts/of/li/")
    assert "密码已设置" in chooses("li", code)


def test_what_takes_two_is_opened_with_two_codes_from_two_people(admin: Client) -> None:
    """The administrator alone opens nothing that was approved for somebody else."""
    chief = client("headquarters")
    told(admin, "/accounts/new/", username="sun.li", name="孙丽", unit="区疾控")
    does(admin, "appoint", "sun.li", role="investigator", area="230108")
    told(chief, f"/accounts/waiting/{Widening.objects.get().pk}/approve/", **SURE)
    first = code_on(does(admin, "invite", "sun.li"))
    assert "开通码不符" in chooses("sun.li", first)
    assert "第二个开通码 · 孙丽" in told(chief, "/accounts/waiting/")
    assert admin.post("/accounts/second/sun.li/", SURE).status_code == 403
    assert chief.post("/accounts/second/sun.li/").status_code == 400
    second = code_on(told(chief, "/accounts/second/sun.li/", **SURE))
    assert "密码已设置" in chooses("sun.li", first, second)
    assert "第二个开通码 · 孙丽" not in told(chief, "/accounts/waiting/")


def test_nobody_sees_to_their_own_account(admin: Client) -> None:
    own = "administrator.230108"
    page = told(admin, f"/accounts/of/{own}/")
    assert "由另一名系统管理员办理" in page and '<form class="form"' not in page
    held = str(Appointment.objects.get().pk)
    for verb, form in {"close": {}, "end": {"which": held}, "invite": {}, "unlock": {}}.items():
        assert "不得为本人账号办理" in does(admin, verb, own, **form)
    assert queries.standing(own)


def test_a_district_role_waits_for_the_headquarters(admin: Client, li: Account) -> None:
    chief = client("headquarters")
    page = does(admin, "appoint", role="investigator", area="230108")
    assert "待另一人批准" in page and set(queries.standing("li")) == {"street_office"}
    asked = Widening.objects.get()
    assert "流调员 · 平房区" in told(chief, "/accounts/waiting/")
    assert chief.post(f"/accounts/waiting/{asked.pk}/approve/").status_code == 400
    assert admin.post(f"/accounts/waiting/{asked.pk}/approve/", SURE).status_code == 403
    assert "已批准，立即生效" in told(chief, f"/accounts/waiting/{asked.pk}/approve/", **SURE)
    assert queries.standing("li")["investigator"] == ("230108",)


def test_what_waits_is_withdrawn_by_one_and_refused_by_the_other(admin: Client, li: Account) -> None:
    chief = client("headquarters")
    for refuse in (False, True):
        does(admin, "appoint", role="analyst", area="230108")
        asked = Widening.objects.get()
        if refuse:
            assert "已退回" in told(chief, f"/accounts/waiting/{asked.pk}/refuse/", **SURE)
        else:
            assert "已撤回" in does(admin, "withdraw", which=str(asked.pk))
        assert not Widening.objects.exists() and "analyst" not in queries.standing("li")


def test_a_department_is_set_on_the_page_and_waits_for_a_second_person_where_the_post_does(
    admin: Client, li: Account
) -> None:
    assert "街道办事处" in does(admin, "department", department="street_offices")
    assert Account.objects.get(username="li").department == "street_offices"
    account("data_steward", name="chen", department="data")
    assert "待另一人批准" in does(admin, "department", name="chen", department="housing")
    second = client("headquarters")
    page = told(second, "/accounts/waiting/")
    assert "变更所属部门" in page and "区数据局" in page and "区住房和城乡建设局" in page
    told(second, f"/accounts/waiting/{Widening.objects.get().pk}/approve/", **SURE)
    assert Account.objects.get(username="chen").department == "housing"
    assert "区住房和城乡建设局" in told(admin, "/accounts/of/chen/")
    assert admin.post("/accounts/of/li/department/", {"department": "nobody", **SURE}).status_code == 400


def test_an_account_is_opened_with_its_department(admin: Client) -> None:
    said = {"username": "qin.yue", "name": "秦悦", "unit": "房产科", "department": "housing"}
    told(admin, "/accounts/new/", **said)
    assert Account.objects.get(username="qin.yue").department == "housing"
