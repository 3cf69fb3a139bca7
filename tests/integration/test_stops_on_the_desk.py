"""Two data stewards at their desks: a list that was stopped is seen, street by street, and goes in or stays out."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.loading import CENSUS, write
from tests.signed_in import account, client, session

from fangxian.access.models import Account
from fangxian.catalogue import queries
from fangxian.catalogue.models import Stop
from fangxian.exchange.usual import Stopped
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import loading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        prepared.district(tmp_path / "files", whole=True)
        for name in ("chen", "zheng"):
            account("data_steward", name=name)
        account("headquarters", name="wu")
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        only = "\n".join(CENSUS.splitlines()[:2]) + "\n"
        census = next(path for path in write(tmp_path / "later", 实有人口=only) if path.stem == "实有人口")
        with pytest.raises(Stopped):
            loading.load([census], by="chen", whole=True, day=date(2022, 9, 1))
        yield


def desk(name: str) -> Client:
    browser = Client()
    browser.cookies["sessionid"] = session(Account.objects.get(username=name))
    return browser


def page() -> str:
    return f"/batches/stops/{Stop.objects.get().pk}/"


def decide(browser: Client, verb: str) -> str:
    return browser.post(f"{page()}{verb}/", {"sure": "yes", "why": "cut_off"}, follow=True).content.decode()


def test_the_list_and_the_page_say_the_same_and_name_nobody() -> None:
    browser = desk("zheng")
    listed, one = browser.get("/batches/stops/"), browser.get(page())
    (row,) = listed.context["rows"]
    sums = [cell["many"] for cell in one.context["sums"]]
    assert row["left"] == sums[0] == sum(cells[0]["many"] for _, cells in one.context["streets"]) == 1
    assert f'href="{page()}#streets"' in listed.content.decode()
    assert not [name for name in ("张伟", "李娜", "赵敏") if name in one.content.decode()]


def test_another_confirms_and_it_is_in() -> None:
    assert "已入库" in decide(desk("zheng"), "confirm")
    assert Person.rows.get(name="赵敏").status == "moved_out"
    assert "已确认并入库" in desk("chen").get("/batches/stops/").content.decode()


def test_in_a_large_district_it_is_left_to_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "FEW", 0)
    assert "每分钟任务" in decide(desk("zheng"), "confirm")
    assert Person.rows.get(name="赵敏").status == "present"
    loading.go_on(by="system")
    assert Person.rows.get(name="赵敏").status == "moved_out"


def test_who_asked_is_offered_no_confirmation_and_gets_none() -> None:
    browser = desk("chen")
    assert "/confirm/" not in browser.get(page()).content.decode()
    assert "须由另一人" in decide(browser, "confirm") or Stop.objects.get().state == "waiting"
    assert Person.rows.get(name="赵敏").status == "present"


def test_who_asked_may_refuse_it() -> None:
    assert "已退回" in decide(desk("chen"), "refuse")
    assert Stop.objects.get().state == "refused"


def test_what_was_refused_says_so_with_who_when_and_why() -> None:
    decide(desk("zheng"), "refuse")
    batch = Stop.objects.get().batch
    assert batch.state == "refused"
    page = desk("chen").get(f"/batches/{batch.pk}/").content.decode()
    assert "已退回，未写入任何内容" in page and "文件不完整" in page and "王建国" in page and "2022-09-01" in page
    assert "已退回，未入库" in desk("chen").get("/batches/").content.decode()
    assert "已退回，未入库" in desk("chen").get("/data/census/").content.decode()


def test_a_refusal_has_a_reason_of_the_closed_list() -> None:
    desk("zheng").post(f"{page()}refuse/", {"sure": "yes", "why": "mood"})
    assert Stop.objects.get().state == "waiting"


def test_what_was_refused_is_no_delivery_and_waits_again_when_it_is_loaded_again(tmp_path: Path) -> None:
    decide(desk("zheng"), "refuse")
    refused = Stop.objects.get().batch
    assert queries.latest()["census"] != refused
    only = "\n".join(CENSUS.splitlines()[:2]) + "\n"
    census = next(path for path in write(tmp_path / "again", 实有人口=only) if path.stem == "实有人口")
    with pytest.raises(Stopped):
        loading.load([census], by="chen", whole=True, day=date(2022, 9, 1))
    refused.refresh_from_db()
    assert refused.state == "received" and queries.stops("waiting").get().batch == refused


def test_nothing_is_decided_by_a_click_alone() -> None:
    assert desk("zheng").post(f"{page()}confirm/").status_code == 400
    assert desk("zheng").get(f"{page()}confirm/").status_code == 405


def test_headquarters_decide_too_and_see_no_batch() -> None:
    browser = desk("wu")
    assert browser.get(page()).status_code == 200
    assert browser.get("/batches/").status_code == 403


def test_others_are_refused_and_that_is_noted() -> None:
    assert client("grid_worker", "230108001002001").get("/batches/stops/").status_code == 403
    assert AuditEntry.objects.filter(action="access.refused").exists()
