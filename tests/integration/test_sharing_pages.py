"""Asking, answering and following on the pages: each in their role, in both languages."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.sharing import COMMUNITY, STREET, asked, asker, district, granted, owner, steward
from tests.signed_in import account, session

from fangxian.access import queries as accounts
from fangxian.access.models import Account
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.runs import sharing
from fangxian.sharing import actions
from fangxian.sharing.models import Grant, Request, Use

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> None:
    district()


def signed(name: str, language: str = "zh") -> Client:
    client = Client()
    client.cookies["sessionid"] = session(Account.objects.get(username=name))
    client.cookies["language"] = language
    return client


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def form(**other: str) -> dict[str, str]:
    today = clock.now().date()
    said = {
        "field-name": "whole", "field-id_number": "masked", "field-grid": "whole", "area_code": COMMUNITY,
        "purpose": "testing_round", "why": "逐户通知未检人员", "basis": "传染病防治法", "recipients": "社区三人",
        "way": "api", "form": "", "since": today.isoformat(), "until": (today + timedelta(days=10)).isoformat(),
    }  # fmt: skip
    return said | other


def test_a_street_asks_the_steward_grants_less_and_the_key_is_shown_once() -> None:
    by, second = asker(), steward()
    street, owner = signed(by.account), signed(second.account)
    assert "申请数据" in text(street.get("/sharing/"))
    answer = street.post("/sharing/ask/residents/", form())
    number = Request.objects.get().pk
    assert answer.headers["Location"] == f"/sharing/{number}/"
    assert "待审批" in text(street.get(f"/sharing/{number}/"))

    page = text(owner.get(f"/sharing/{number}/"))
    assert 'name="why"' in page and "逐户通知未检人员" in page
    assert not re.search(r'id="field-id_number".*?value="whole"', page.split("field-grid")[0], re.DOTALL)
    until = (clock.now().date() + timedelta(days=5)).isoformat()
    said = {"field-name": "masked", "field-grid": "whole", "area_code": COMMUNITY, "until": until, "why": "脱敏即可"}
    owner.post(f"/sharing/{number}/grant/", said)
    grant = Grant.objects.get()
    assert grant.fields == {"name": "masked", "grid": "whole"} and grant.until < Request.objects.get().until

    shown = text(street.post(f"/sharing/{number}/key/"))
    (key,) = re.findall(r"fxs_\d+_[\w-]{43}", shown)
    assert key not in text(street.get(f"/sharing/{number}/"))
    rows = Client().get(f"/api/share/v1/{grant.pk}/rows", headers={"Authorization": f"Bearer {key}"}).json()["rows"]
    assert rows[0] == {"name": "张*", "grid": "230108001001001"}

    page = text(owner.get(f"/sharing/{number}/"))
    assert "1 次" in page and "3 行" in page
    assert "持密钥者" in text(owner.get(f"/sharing/{number}/uses/"))


def test_a_key_is_put_an_end_to_and_another_taken() -> None:
    by = asker()
    grant = granted(by, steward())
    street = signed(by.account)
    for _ in range(2):
        (key,) = re.findall(r"fxs_\d+_[\w-]{43}", text(street.post(f"/sharing/{grant.pk}/key/")))
        headers = {"Authorization": f"Bearer {key}"}
        assert Client().get(f"/api/share/v1/{grant.pk}/rows", headers=headers).status_code == 200
        street.post(f"/sharing/{grant.pk}/key/drop/")
        assert Client().get(f"/api/share/v1/{grant.pk}/rows", headers=headers).status_code == 401
    assert "没有在用密钥" in text(street.get(f"/sharing/{grant.pk}/"))


def test_what_waits_has_no_key_no_file_and_no_end() -> None:
    by, second = asker(), steward()
    made = actions.ask(asked=asked(), by=by)
    for name, path in ((by.account, "key"), (by.account, "files/x"), (second.account, "withdraw")):
        answer = signed(name).post(f"/sharing/{made.pk}/{path}/", {"why": "收回"})
        assert answer.status_code in (302, 404)
    assert not Grant.objects.exists()


def test_each_number_opens_as_many() -> None:
    by, second = asker(), steward()
    waiting = actions.ask(asked=asked(), by=by)
    actions.refuse(request=actions.ask(asked=asked(area_code=STREET), by=by).pk, why="请用统计", by=second)
    grant = granted(by, second, purpose="care")
    key = actions.make_key(grant=grant.pk, by=by)
    for _ in range(2):
        sharing.page(grant=grant.pk, key=key)
    Client().get(f"/api/share/v1/{grant.pk}/rows?limit=0", headers={"Authorization": f"Bearer {key}"})
    owner = signed(second.account)
    page = text(owner.get("/sharing/"))
    for name, many in (("待审批", 1), ("生效中", 1), ("已终止", 0), ("退回与撤回", 1)):
        assert re.search(rf"{name} {many}</a>", page)
    for state, many in (("waiting", 1), ("standing", 1), ("over", 0), ("refused", 1)):
        assert text(owner.get(f"/sharing/?state={state}")).count('<th scope="row">') == many
    one = text(owner.get(f"/sharing/{grant.pk}/"))
    assert "2 次" in one and f"/sharing/{grant.pk}/rejections/" in one
    assert text(owner.get(f"/sharing/{grant.pk}/uses/")).count("<th scope=") == Use.objects.count() == 2
    assert "参数有误" in text(owner.get(f"/sharing/{grant.pk}/rejections/"))
    assert owner.get(f"/sharing/{waiting.pk}/uses/").status_code == 404


def test_what_is_not_shared_is_said_where_one_chooses_and_refused_where_one_asks() -> None:
    street = signed(asker().account)
    page = text(street.get("/sharing/ask/"))
    assert "“重点人群”按数据标准为不予共享" in page and '/sharing/ask/key_groups/"' not in page
    assert "不予共享" in text(street.get("/sharing/ask/key_groups/"))
    answer = street.post("/sharing/ask/key_groups/", form(**{"field-category": "whole"}))
    assert answer.status_code == 422 and not Request.objects.exists()
    assert street.get("/sharing/ask/nothing/").status_code == 404


def test_a_fault_stands_above_the_form_that_it_is_about() -> None:
    street = signed(asker().account, "en")
    today = clock.now().date()
    answer = street.post("/sharing/ask/residents/", form(until=(today + timedelta(days=300)).isoformat()))
    assert answer.status_code == 422 and "within 180 days" in text(answer)
    answer = street.post(
        "/sharing/ask/residents/", {**form(), "field-name": "", "field-id_number": "", "field-grid": ""}
    )
    assert "Choose the fields" in text(answer)


def test_a_file_is_taken_by_whoever_asked_and_by_nobody_else() -> None:
    by, second = asker(), steward()
    grant = granted(by, second, way="once", form="csv")
    sharing.due()
    page = text(signed(by.account).get(f"/sharing/{grant.pk}/"))
    (address,) = re.findall(rf'action="(/sharing/{grant.pk}/files/[^"]+)"', page)
    answer = signed(by.account).post(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "姓名,公民身份号码,联系电话,现住址,网格编码" and lines[2].startswith("'=王秀英")
    assert Use.objects.filter(how="fetched", rows=3).count() == 1
    assert signed(second.account).post(address).status_code in (302, 403)
    assert Use.objects.filter(how="fetched").count() == 1


def test_a_grant_is_withdrawn_on_its_page_at_once() -> None:
    by, second = asker(), steward()
    grant = granted(by, second)
    signed(second.account).post(f"/sharing/{grant.pk}/withdraw/", {"why": "不再需要"})
    page = text(signed(by.account).get(f"/sharing/{grant.pk}/"))
    assert "已收回" in page and "不再需要" in page and "领取密钥" not in page


@pytest.mark.parametrize("role", ["auditor", "headquarters"])
def test_whoever_watches_sees_all_of_it_and_no_row(role: str) -> None:
    grant = granted(asker(), steward())
    watcher = asker(role, "230108", "xu")
    page = text(signed(watcher.account).get(f"/sharing/{grant.pk}/"))
    assert "使用情况" in page and "领取密钥" not in page


def test_a_grid_worker_has_no_part_in_it() -> None:
    worker = asker("grid_worker", "230108001001001", "wang")
    assert signed(worker.account).get("/sharing/").status_code == 403


def test_a_request_that_waits_says_who_decides_and_the_headquarters_where_nobody_of_the_owner_can() -> None:
    by = accounts.reader(account("street_office", STREET, "zhao", "street_offices"))
    made = actions.ask(asked=asked(), by=by)
    wu = account("headquarters", name="wu")
    page = text(signed(by.account).get(f"/sharing/{made.pk}/"))
    assert "区数据局" in page and "没有可审批的人员，由指挥部代为审批" in page
    assert "街道办事处 · 王建国" in page
    assert 'name="why"' in text(signed(wu.username).get(f"/sharing/{made.pk}/"))
    second = steward()
    page = text(signed(by.account).get(f"/sharing/{made.pk}/"))
    assert "由责任单位审批：王建国" in page
    assert 'name="why"' not in text(signed(wu.username).get(f"/sharing/{made.pk}/"))
    assert 'name="why"' in text(signed(second.account).get(f"/sharing/{made.pk}/"))


def test_what_is_another_departments_is_seen_and_not_answered_on_the_page_either() -> None:
    made, housing = actions.ask(asked=asked(), by=asker()), owner("dwellings")
    browser = signed(housing.account)
    assert 'name="why"' not in text(browser.get(f"/sharing/{made.pk}/"))
    assert browser.get("/sharing/?whose=ours").context["whole"] == 0
    assert browser.get("/sharing/").context["whole"] == 1
    browser.post(f"/sharing/{made.pk}/refuse/", {"why": "不同意"})
    assert Request.objects.get().pk == made.pk and not hasattr(Request.objects.get(), "decision")


def test_who_answers_no_requests_is_refused_on_the_page() -> None:
    by = asker()
    made = actions.ask(asked=asked(), by=by)
    assert signed(by.account).post(f"/sharing/{made.pk}/refuse/", {"why": "不"}).status_code == 403
    assert [one.actor for one in AuditEntry.objects.filter(action="access.refused")] == [by.account]


def test_the_owners_home_says_what_waits_and_who_takes_of_their_data() -> None:
    by, second = asker(), steward()
    grant = granted(by, second)
    key = actions.make_key(grant=grant.pk, by=by)
    sharing.page(grant=grant.pk, key=key)
    actions.ask(asked=asked(fields={"name": "masked"}), by=by)
    home = signed(second.account).get("/")
    assert home.context["ours"].waiting == 1
    (user,) = home.context["ours"].users
    assert (user.times, user.rows) == (1, 3) and "王建国" in user.who and user.dataset
    assert signed(second.account).get("/sharing/?whose=ours&state=waiting").context["whole"] == 2
    assert len(signed(second.account).get("/sharing/?whose=ours&state=waiting").context["rows"]) == 1
    assert len(signed(second.account).get(user.uses).context["rows"]) == 1
    other = signed(owner("dwellings").account).get("/").context["ours"]
    assert other.waiting == 0 and not other.users
    assert signed(steward(name="he", department="").account).get("/").context["ours"] is None
