"""A round's manager at the desk: makes it, takes files in, sees what an act would do, does it, and takes it back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import prepared
from tests.screening_rounds import EVENING, HEADER, activated, row, statuses
from tests.signed_in import client

from fangxian.fieldwork.models import Task
from fangxian.lib import clock
from fangxian.screening.models import Arrival, Round, Stray

pytestmark = pytest.mark.django_db
ZHANG = row("张伟", "zhang", "13812345678")
STRANGER = row("孙悟空", "sun", "13912340000")


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


@pytest.fixture
def steward() -> Client:
    return client("data_steward")


def made(browser: Client) -> Round:
    said = {"area_code": "230108", "starts_at": "2022-09-09T06:00", "ends_at": "2022-09-09T20:00"}
    answer = browser.post("/rounds/new/", said, follow=True)
    assert "应检 3 人" in answer.content.decode()
    found: Round = Round.objects.latest("pk")
    return found


def upload(browser: Client, round: Round, lines: list[str], name: str = "上午.csv", **said: str) -> str:
    file = SimpleUploadedFile(name, (HEADER + "".join(lines)).encode())
    answer = browser.post(f"/rounds/{round.pk}/arrive/", {"file": file, **said}, follow=True)
    return answer.content.decode()


def test_a_round_from_its_making_to_its_tasks(steward: Client) -> None:
    round = made(steward)
    assert "已比对 2 行" in upload(steward, round, [ZHANG, STRANGER], sender="市平台")
    assert statuses(round.pk) == {"张伟": "tested", "李娜": "untested", "赵敏": "untested"}
    assert Arrival.objects.get().sender == "市平台"
    asks = steward.get(f"/rounds/{round.pk}/complete/").context["asks"]
    assert (asks.doors, asks.people, asks.strays) == (2, 2, 1) and not Task.rows.exists(), "nothing is done by looking"
    answer = steward.post(f"/rounds/{round.pk}/complete/", follow=True).content.decode()
    assert "派出任务 3 项" in answer and Task.rows.filter(state="open").count() == asks.doors + asks.strays


def test_a_page_that_is_open_is_shown_anew_when_a_batch_has_come(steward: Client) -> None:
    round = made(steward)
    seen = steward.get(f"/rounds/{round.pk}/").context["seen"]
    assert steward.get(f"/rounds/{round.pk}/changed/?seen={seen}").status_code == 204
    upload(steward, round, [ZHANG])
    assert steward.get(f"/rounds/{round.pk}/changed/?seen={seen}").headers["HX-Refresh"] == "true"


def test_a_file_that_was_cut_off_is_refused_in_words(steward: Client) -> None:
    round = made(steward)
    assert "通报为 5 行" in upload(steward, round, [ZHANG], rows="5")
    assert "请选择结果文件" in steward.post(f"/rounds/{round.pk}/arrive/", follow=True).content.decode()
    assert not Arrival.objects.exists() and statuses(round.pk)["张伟"] == "untested"


def test_what_a_withdrawal_would_do_is_what_it_does_and_it_is_taken_back(steward: Client) -> None:
    round = made(steward)
    upload(steward, round, [ZHANG, STRANGER])
    upload(steward, round, [row("李娜", "li")], name="下午.csv")
    steward.post(f"/rounds/{round.pk}/complete/")
    first = Arrival.objects.order_by("pk")[0].batch
    before = statuses(round.pk)
    would = steward.get(f"/rounds/{round.pk}/batches/{first}/withdraw/").context["taken"]
    assert (would.people, would.statuses, would.strays, would.tasks) == (1, {"untested": 1}, 1, 2)
    assert statuses(round.pk) == before, "nothing is done by looking"
    steward.post(f"/rounds/{round.pk}/batches/{first}/withdraw/")
    changed = {name for name, status in statuses(round.pk).items() if status != before[name]}
    assert len(changed) == would.people and not Stray.rows.exists() and not Task.rows.filter(state="open").exists()
    page = steward.get(f"/rounds/{round.pk}/").content.decode()
    assert "已撤回" in page and "恢复" in page
    steward.post(f"/rounds/{round.pk}/batches/{first}/restore/")
    assert statuses(round.pk) == before and Stray.rows.count() == 1


def test_a_round_cannot_be_made_without_an_outbreak_or_backwards(steward: Client, outbreak: int) -> None:
    from fangxian.outbreak.models import Outbreak

    said = {"area_code": "230108", "starts_at": "2022-09-09T20:00", "ends_at": "2022-09-09T06:00"}
    assert "结束时间早于开始时间" in steward.post("/rounds/new/", said).content.decode()
    Outbreak.objects.filter(pk=outbreak).update(state="closed")
    assert "须先由两人启动疫情" in steward.post("/rounds/new/", said).content.decode()


def test_who_does_not_manage_rounds_sees_no_buttons_and_is_refused(steward: Client) -> None:
    round = made(steward)
    upload(steward, round, [ZHANG])
    other = client("street_office", "230108001")
    assert "接收并比对" not in other.get(f"/rounds/{round.pk}/").content.decode()
    for page in ("new/", f"{round.pk}/complete/", f"{round.pk}/batches/{Arrival.objects.get().batch}/withdraw/"):
        assert other.get(f"/rounds/{page}").status_code == 403
    assert other.post(f"/rounds/{round.pk}/arrive/").status_code == 403
    street = client("data_steward", "230108001")
    assert street.get(f"/rounds/{round.pk}/complete/").status_code == 404, "the round reaches beyond their street"
    assert steward.get(f"/rounds/{round.pk}/batches/x/withdraw/").status_code == 404
