"""The welink port: the list that names nobody, a door with its people, what is pressed there, what is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.loading import write
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row
from tests.signed_in import client

from fangxian.fieldwork.models import Holding, Line, Task, Visit
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.runs import arrival, loading

pytestmark = pytest.mark.django_db
COMMUNITY = "230108001002"
STRANGER = row("孙悟空", "sun", "13912340000", site="青年社区采样点")


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A complete round in which nobody of three was tested, and somebody was who is in no register."""
    with clock.set_to(EVENING):
        loading.load(write(tmp_path / "files"), by="test")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", [STRANGER]), by="test")
        arrival.complete(round=found.pk, by=OFFICER)
        yield found.pk


@pytest.fixture
def worker() -> Client:
    return client("grid_worker", COMMUNITY)


def task(name: str = "赵敏") -> Task:
    found: Task = Task.rows.select_related("dwelling").get(lines__person__name=name)
    return found


def line(name: str = "赵敏") -> Line:
    return Line.objects.get(person__name=name)


def door(browser: Client, name: str = "赵敏") -> str:
    return browser.get(f"/work/doors/{task(name).dwelling_id}/").content.decode()


def clicks(page: str, name: str, outcome: str) -> str:
    """The key that a page gave to the button of an outcome for somebody."""
    part = page.split(f"/work/lines/{line(name).pk}/")
    found = next(one for one in part if f'value="{outcome}"' in one.split("</form>")[0])
    return re.search(r'name="click" value="([^"]+)"', found).group(1)  # type: ignore[union-attr]


def press(browser: Client, outcome: str, name: str = "赵敏", **said: str) -> Any:
    key = said.pop("click", "") or clicks(door(browser, name), name, outcome)
    form = {"outcome": outcome, "click": key, "door": str(task(name).dwelling_id), **said}
    return browser.post(f"/work/lines/{line(name).pk}/", form)


def test_the_list_goes_from_door_to_door_and_names_nobody(worker: Client) -> None:
    answer = worker.get("/work/")
    page = answer.content.decode()
    assert [one["title"] for one in answer.context["buildings"]] == ["阳光花园 1号楼", "阳光花园 2号楼"]
    assert (answer.context["doors"], answer.context["people"], answer.context["overdue"]) == (2, 3, 0)
    assert not any(name in page for name in ("张伟", "李娜", "赵敏"))
    assert "明天 22:00 前" in page and "未见其采样记录" in page
    assert not AuditEntry.objects.filter(subject_kind="person", action="people.read").exists()


def test_a_door_says_who_and_why_and_it_is_on_record(worker: Client) -> None:
    page = door(worker, "张伟")
    assert "张伟" in page and "李娜" in page and "第 1 轮结果已收齐" in page
    assert 'href="tel:13812345678"' in page
    assert page.index("已采样") < page.index("同意去采样") < page.index("无人应门"), "in the order of the file"
    assert AuditEntry.objects.filter(subject_kind="person", action="people.read").exists()


def test_what_was_found_is_reported_and_taken_back(worker: Client) -> None:
    answer = press(worker, "refuses", note="说不用")
    visit = Visit.objects.get()
    assert answer.status_code == 302 and answer.url.endswith(f"?visit={visit.pk}")
    after = worker.get(answer.url).content.decode()
    assert "已上报：拒绝采样" in after and f"/work/visits/{visit.pk}/undo/" in after and "下一户" in after
    assert task().state == "done"
    worker.post(f"/work/visits/{visit.pk}/undo/")
    assert (task().state, line().outcome) == ("open", "")


def test_the_same_press_sent_twice_is_one_visit(worker: Client) -> None:
    key = clicks(door(worker), "赵敏", "refuses")
    first, second = (press(worker, "refuses", click=key) for _ in range(2))
    assert first.url == second.url and Visit.objects.count() == 1


def test_what_cannot_be_right_is_said_on_the_page_and_what_was_typed_stays(worker: Client) -> None:
    answer = press(worker, "wrong_data", number="123", phone="13700009999")
    page = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in page and "13700009999" in page
    assert not Visit.objects.exists() and line().outcome == ""


def test_two_people_do_not_go_to_one_door(worker: Client) -> None:
    form = {"task": task().pk, "door": task().dwelling_id}
    assert worker.post("/work/tasks/take/", form).status_code == 302
    assert "我正在前往" in worker.get("/work/").content.decode()
    other = client("community_lead", COMMUNITY)
    page = door(other)
    assert "正在前往" in page and "赵敏" in page and "/work/lines/" not in page
    refused = other.post("/work/tasks/take/", form)
    assert refused.status_code == 422 and "请先去其他住户" in refused.content.decode()
    worker.post("/work/tasks/release/", form)
    assert not Holding.objects.exists()


def test_what_was_settled_meanwhile_is_said_and_no_crash(worker: Client) -> None:
    key = clicks(door(worker), "赵敏", "refuses")
    press(client("community_lead", COMMUNITY), "will_test")
    answer = press(worker, "refuses", click=key)
    assert answer.status_code == 422 and "该任务已关闭" in answer.content.decode()


def test_another_areas_door_is_not_there(worker: Client) -> None:
    stranger, home = client("grid_worker", "230108009001001"), task().dwelling_id
    assert stranger.get(f"/work/doors/{home}/").status_code == 404
    assert stranger.get(f"/work/tasks/{task().pk}/").status_code == 404
    assert stranger.get("/work/?area=230108001").status_code == 404
    form = {"outcome": "refuses", "click": "x", "door": str(home), "task": str(task().pk)}
    assert stranger.post(f"/work/lines/{line().pk}/", form).status_code == 404
    assert stranger.post("/work/tasks/take/", form).status_code == 404
    assert not Visit.objects.exists() and not Holding.objects.exists()


def test_a_role_without_the_verb_is_refused() -> None:
    assert client("data_steward").get("/work/").status_code == 403
    street = client("street_office", "230108001")
    page = street.get(f"/work/doors/{task().dwelling_id}/").content.decode()
    assert "赵敏" in page and "/work/lines/" not in page and "我去" not in page, "they look, and report nothing"
    assert "13712345678" not in page and "tel:" not in page
    assert street.post(f"/work/lines/{line().pk}/", {"outcome": "refuses", "click": "x"}).status_code == 403


def test_beyond_its_time_the_list_says_by_how_much() -> None:
    with clock.set_to(EVENING + timedelta(hours=27)):
        page = client("grid_worker", COMMUNITY).get("/work/?show=overdue")
        assert page.context["many"] == page.context["overdue"] == 2
        assert "已超时 3 小时" in page.content.decode() and "已到社区" in page.content.decode()


def test_a_list_without_anything_says_so_kindly() -> None:
    page = client("grid_worker", "230108009001001").get("/work/").content.decode()
    assert "今天没有要去的门" in page
