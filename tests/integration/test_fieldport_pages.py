"""The welink port: the list that names nobody, a door with its people, what is pressed there, what is refused."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row
from tests.signed_in import client

from fangxian.fieldwork.models import Holding, Line, Task, Visit
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.registry.models import Dwelling, Person, Residence
from fangxian.runs import arrival

pytestmark = pytest.mark.django_db
COMMUNITY = "230108001002"
STRANGER = row("孙悟空", "sun", "13912340000", site="青年社区采样点")


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A complete round in which nobody of three was tested, and somebody was who is in no register."""
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
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
    return browser.get(f"/visits/doors/{task(name).dwelling_id}/").content.decode()


def clicks(page: str, name: str, outcome: str) -> str:
    """The key that a page gave to the button of an outcome for somebody."""
    part = page.split(f"/visits/lines/{line(name).pk}/")
    found = next(one for one in part if f'value="{outcome}"' in one.split("</form>")[0])
    return re.search(r'name="click" value="([^"]+)"', found).group(1)  # type: ignore[union-attr]


def press(browser: Client, outcome: str, name: str = "赵敏", **said: str) -> Any:
    key = said.pop("click", "") or clicks(door(browser, name), name, outcome)
    form = {"outcome": outcome, "click": key, "door": str(task(name).dwelling_id), **said}
    return browser.post(f"/visits/lines/{line(name).pk}/", form)


def test_the_list_goes_from_door_to_door_and_names_nobody(worker: Client) -> None:
    answer = worker.get("/visits/")
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
    assert "已上报：拒绝采样" in after and f"/visits/reports/{visit.pk}/undo/" in after and "下一户" in after
    assert task().state == "done"
    worker.post(f"/visits/reports/{visit.pk}/undo/")
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
    assert worker.post("/visits/tasks/take/", form).status_code == 302
    assert "我正在前往" in worker.get("/visits/").content.decode()
    other = client("community_lead", COMMUNITY)
    page = door(other)
    assert "正在前往" in page and "赵敏" in page and "/visits/lines/" not in page
    refused = other.post("/visits/tasks/take/", form)
    assert refused.status_code == 422 and "请先去其他住户" in refused.content.decode()
    worker.post("/visits/tasks/release/", form)
    assert not Holding.objects.exists()


def test_what_was_settled_meanwhile_is_said_and_no_crash(worker: Client) -> None:
    key = clicks(door(worker), "赵敏", "refuses")
    press(client("community_lead", COMMUNITY), "will_test")
    answer = press(worker, "refuses", click=key)
    assert answer.status_code == 422 and "该任务已关闭" in answer.content.decode()


def test_another_areas_door_is_not_there(worker: Client) -> None:
    stranger, home = client("grid_worker", "230108009001001"), task().dwelling_id
    assert stranger.get(f"/visits/doors/{home}/").status_code == 404
    assert stranger.get(f"/visits/tasks/{task().pk}/").status_code == 404
    assert stranger.get("/visits/?area=230108001").status_code == 404
    form = {"outcome": "refuses", "click": "x", "door": str(home), "task": str(task().pk)}
    assert stranger.post(f"/visits/lines/{line().pk}/", form).status_code == 404
    assert stranger.post("/visits/tasks/take/", form).status_code == 404
    assert not Visit.objects.exists() and not Holding.objects.exists()


def test_a_role_without_the_verb_is_refused() -> None:
    assert client("data_steward").get("/visits/").status_code == 403
    street = client("street_office", "230108001")
    page = street.get(f"/visits/doors/{task().dwelling_id}/").content.decode()
    assert "赵敏" in page and "/visits/lines/" not in page and "我去" not in page, "they look, and report nothing"
    assert "13712345678" not in page and "tel:" not in page
    assert street.post(f"/visits/lines/{line().pk}/", {"outcome": "refuses", "click": "x"}).status_code == 403


def test_beyond_its_time_the_list_says_by_how_much() -> None:
    with clock.set_to(EVENING + timedelta(hours=27)):
        page = client("grid_worker", COMMUNITY).get("/visits/?show=overdue")
        assert page.context["many"] == page.context["overdue"] == 2
        assert "已超时 3 小时" in page.content.decode() and "已到社区" in page.content.decode()


def test_a_list_without_anything_says_so_kindly() -> None:
    page = client("grid_worker", "230108009001001").get("/visits/").content.decode()
    assert "今天没有要去的门" in page


def stray() -> Task:
    found: Task = Task.rows.get(kind="verification")
    return found


def test_nobody_at_home_is_said_of_the_whole_door_at_once(worker: Client) -> None:
    page = door(worker, "张伟")
    pressed = re.findall(r'name="line" value="([^"]+)"', page)
    home = str(task("张伟").dwelling_id)
    for _ in range(2):
        answer = worker.post("/visits/tasks/nobody/", {"line": pressed, "door": home})
    assert len(pressed) == Visit.objects.filter(outcome="not_at_home").count() == 2, "pressed twice, said once"
    assert "无人应门" in worker.get(answer.url).content.decode()
    assert "22:00 去过，无人应门" in worker.get("/visits/").content.decode() and task("张伟").state == "open"


def test_done_shows_what_one_reported_and_takes_it_back(worker: Client) -> None:
    press(worker, "will_test", when_other="后天")
    listed = worker.get("/visits/").context
    done = worker.get("/visits/done/")
    assert listed["done"] == len(done.context["settled"]) == 1, "a number opens its list"
    page = done.content.decode()
    assert "同意去采样" in page and "赵敏" not in page
    worker.post(f"/visits/reports/{Visit.objects.get().pk}/undo/")
    assert "已撤回" in worker.get("/visits/done/").content.decode()
    other = client("community_lead", COMMUNITY)
    visit = Visit.objects.get().pk
    press(worker, "will_test")
    refused = other.post(f"/visits/reports/{visit + 1}/undo/", {"door": task().dwelling_id})
    assert refused.status_code == 422 and "由他人上报" in refused.content.decode()


def test_each_number_of_a_street_opens_its_list() -> None:
    street = client("street_office", "230108001")
    for area in ("", COMMUNITY):
        page = street.get(f"/visits/areas/?area={area}" if area else "/visits/areas/").context
        for one in page["rows"]:
            listed = street.get(f"/visits/?area={one['code']}").context
            assert (listed["doors"], listed["overdue"]) == (one["standing"].doors, one["standing"].overdue)
        assert sum(row["standing"].doors for row in page["rows"]) == page["whole"].doors == 2


def test_the_pool_is_handed_to_a_grid_several_at_once() -> None:
    office, key = client("street_office", "230108"), stray().pk
    page = office.get("/visits/areas/")
    assert page.context["pool"] == 1 and "孙悟空" in page.content.decode()
    assert "13912340000" not in page.content.decode(), "a street office sees phones in part"
    assert AuditEntry.objects.filter(subject_kind="stray", action="people.read").exists()
    unsaid = office.post("/visits/areas/hand-over/", {"task": [key]})
    assert unsaid.status_code == 422 and "请选择转派到哪个网格" in unsaid.content.decode()
    assert office.post("/visits/areas/hand-over/", {"task": [key], "to": "230109001001"}).status_code == 404
    office.post("/visits/areas/hand-over/", {"task": [key], "to": f"{COMMUNITY}001"})
    assert stray().area_code == f"{COMMUNITY}001"
    assert office.get("/visits/areas/").context["pool"] == 0
    assert client("grid_worker", COMMUNITY).get("/visits/?show=verification").context["pooled"] == 1


def test_a_grid_worker_hands_nothing_over(worker: Client) -> None:
    assert worker.get("/visits/areas/").status_code == 403
    assert worker.post("/visits/areas/hand-over/", {"task": [stray().pk], "to": f"{COMMUNITY}001"}).status_code == 403


def test_who_is_in_no_register_is_entered_at_the_door_that_was_typed(worker: Client) -> None:
    Task.rows.filter(pk=stray().pk).update(area_code=f"{COMMUNITY}001")
    asked, home = stray(), task("张伟").dwelling
    line_key = Line.objects.get(task=asked).pk
    page = worker.get(f"/visits/tasks/{asked.pk}/").content.decode()
    assert "孙悟空" in page and "青年社区采样点" in page
    found = worker.get("/visits/find/?dwelling_q=1-1-101").content.decode()
    assert f'value="{home.pk}"' in found  # type: ignore[union-attr]
    form = {"outcome": "new_resident", "click": "a", "of": asked.pk, "tenure": "tenant"}
    unclear = worker.post(f"/visits/lines/{line_key}/", form | {"dwelling_q": "阳光花园1-1"})
    assert unclear.status_code == 422 and "请在下面选择其中一户" in unclear.content.decode()
    assert worker.post(f"/visits/lines/{line_key}/", form | {"dwelling_q": "阳光花园9-9-999"}).status_code == 422
    answer = worker.post(f"/visits/lines/{line_key}/", form | {"dwelling_q": "1-1-101"})
    assert answer.status_code == 302 and stray().state == "done"
    lives = Residence.objects.get(person__name="孙悟空", kind="lives")
    assert (lives.dwelling_id, lives.tenure) == (home.pk, "tenant")  # type: ignore[union-attr]
    assert "已上报：住在这里，登记入册" in worker.get(answer.url).content.decode()


def test_a_resident_is_added_without_any_task_and_once(worker: Client) -> None:
    home = task("张伟").dwelling_id
    page = worker.get(f"/visits/doors/{home}/resident/").content.decode()
    key = re.search(r'name="click" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    assert worker.post(f"/visits/doors/{home}/resident/", {"click": key, "phone": "13900001111"}).status_code == 422
    for _ in range(2):
        said = {"click": key, "name": "王小明", "sex": "1", "tenure": "lodger"}
        assert worker.post(f"/visits/doors/{home}/resident/", said).url.endswith("?entered=1")
    assert Person.rows.filter(name="王小明").count() == 1
    assert client("grid_worker", "230108009001001").get(f"/visits/doors/{home}/resident/").status_code == 404
    assert client("street_office", "230108001").get(f"/visits/doors/{home}/resident/").status_code == 403


def test_without_a_purpose_nobody_is_read(worker: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fangxian.access.gate.purposes", dict)
    assert worker.get("/visits/").status_code == 200, "the list names nobody"
    assert worker.get(f"/visits/doors/{task().dwelling_id}/").status_code == 403


def test_no_page_asks_more_for_more_doors(worker: Client) -> None:
    office = client("street_office", "230108")
    pages = [(worker, "/visits/"), (worker, "/visits/done/"), (office, "/visits/areas/")]

    def asked() -> list[int]:
        counts = []
        for browser, address in pages:
            browser.get(address)
            with CaptureQueriesContext(connection) as questions:
                browser.get(address)
            counts.append(len(questions))
        return counts

    press(worker, "will_test")
    few = asked()
    first, waiting = task("张伟"), stray()
    sealed, person = Line.objects.get(task=waiting), line("张伟").person_id
    for number in range(20):
        homes = Dwelling.objects.exclude(pk=first.dwelling_id)
        more = {"outbreak_id": first.outbreak_id, "area_code": first.area_code, "due_at": first.due_at}
        words = {"why": "no_sample", "parameters": {"round": 1}}
        made = Task.rows.create(
            origin="more", kind="reminder", key=f"r{number}", dwelling=homes[number % 2], **more, **words
        )
        Line.objects.create(task=made, person_id=person)
        made = Task.rows.create(
            origin="more", kind="verification", key=f"v{number}", **more | {"area_code": "230108"}, **words
        )
        Line.objects.create(task=made, details=sealed.details, sealed_for=sealed.sealed_for)
    assert asked() == few
    assert office.get("/visits/areas/").context["waiting"] == 21
