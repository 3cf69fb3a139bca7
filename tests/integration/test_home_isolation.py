"""Home isolation: from the order to the release, what a household needs, and whose page it is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests import door_sensors
from tests.door_sensors import TEN, district, door, fitted, isolated, say
from tests.signed_in import client

from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import actions, households
from fangxian.apps.home_isolation.models import Home, Need
from fangxian.apps.home_isolation.rules import checklist
from fangxian.evidence.models import Fact
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import CARE, Line, Spec
from fangxian.isolation import actions as isolation
from fangxian.isolation.models import Alert, Binding, PlannedVisit
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.models import Outbreak
from fangxian.programme import actions as programme
from fangxian.programme.models import Change, Enrolment, Stage

pytestmark = pytest.mark.django_db
GRID = "230108001002001"


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with district(tmp_path, monkeypatch) as found:
        isolated("张伟")
        isolated("李娜")
        yield found


@pytest.fixture
def worker() -> Client:
    return client("grid_worker", GRID)


@pytest.fixture
def lead() -> Client:
    return client("community_lead", GRID[:12])


def reader() -> Reader:
    return door_sensors.worker(role="community_lead")


def state() -> str:
    return households.one(reader(), door()).state.name


def page(browser: Client) -> str:
    answer = browser.get(f"/isolation/doors/{door()}/")
    assert answer.status_code == 200
    return answer.content.decode()


def press(browser: Client, path: str, **said: object) -> str:
    """Presses a button, and answers what the page says then."""
    answer = browser.post(f"/isolation/{path}/", {"back": f"/isolation/doors/{door()}/", **said}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_household_goes_from_its_order_to_isolation(worker: Client, lead: Client) -> None:
    assert state() == "ordered"
    press(worker, f"doors/{door()}/check", kept=list(checklist()))
    assert state() == "home_checked"
    press(worker, f"doors/{door()}/notify")
    assert state() == "notified"
    isolation.register(["S1"], by="test")
    assert "征得住户同意" in press(lead, f"doors/{door()}/bind", serial="S1")
    press(lead, f"doors/{door()}/bind", serial="S1", consented="yes")
    assert Binding.rows.get().by == "community_lead.230108001002"
    assert state() == "test_due", "day 1 of the protocol has a test"


def test_a_home_that_lacks_something_is_not_fit(worker: Client) -> None:
    press(worker, f"doors/{door()}/check", kept=["own_room", "reachable"])
    assert (state(), Home.rows.get().lacking) == ("unfit", ["own_bath", "no_frail"])
    press(worker, f"doors/{door()}/check", kept=list(checklist()))
    assert state() == "home_checked", "said again, it is as said last"


def test_those_of_an_unfit_home_go_where_their_protocol_says(worker: Client, lead: Client) -> None:
    assert "请先登记" in press(lead, f"doors/{door()}/move")
    press(worker, f"doors/{door()}/check", kept=["own_room"])
    assert worker.post(f"/isolation/doors/{door()}/move/").status_code == 403
    lead.post(f"/isolation/doors/{door()}/move/", {"back": "/isolation/"})
    kinds = Stage.objects.filter(number=1).values_list("kind", flat=True)
    assert list(kinds) == ["quarantine_site", "quarantine_site"]
    assert state() == "sent", "nobody stays at home there any more"
    assert "0 户，0 人" in lead.get("/isolation/").content.decode()
    assert lead.get("/isolation/?show=sent").content.decode().count('class="stop"') == 1
    outbreak = Outbreak.objects.get().pk
    people = list(Enrolment.rows.values_list("person", flat=True))
    assert programme.home_found(outbreak=outbreak, people=people, fit=False, by="li") == 0, "said again, nothing"
    assert programme.home_found(outbreak=outbreak, people=people, fit=True, by="li") == 2
    assert state() == "unfit", "taken back, they are at home, and the home is as it was found"


def test_whoever_looked_at_a_home_sends_nobody_out_of_it(lead: Client) -> None:
    press(lead, f"doors/{door()}/check", kept=["own_room"])
    assert "须由另一人" in lead.get(f"/isolation/doors/{door()}/?act=move").context["would"]["refused"]
    assert "须由另一人" in press(lead, f"doors/{door()}/move")
    assert state() == "unfit" and not Change.objects.filter(what="transferred").exists()
    press(client("street_office", GRID[:9]), f"doors/{door()}/move")
    assert state() == "sent", "somebody else of the street may"


def test_what_sending_them_away_and_back_would_do_stands_there_first(worker: Client, lead: Client) -> None:
    press(worker, f"doors/{door()}/check", kept=["own_room"])
    page, before = f"/isolation/doors/{door()}/", list(Change.objects.values_list("pk", flat=True))
    for act, kinds in (("move", {"quarantine_site"}), ("back", {"home"})):
        shown = lead.get(f"{page}?act={act}")
        would = shown.context["would"]
        told = {name: many for name, _, many, _ in would["figures"]}
        assert (told["moved"], told["freed"]) == (2, 0)
        assert f'action="{page}{act}/"' in shown.content.decode()
        assert list(Change.objects.values_list("pk", flat=True)) == before, "nothing has happened"
        press(lead, f"doors/{door()}/{act}")
        assert set(Stage.objects.filter(number=1).values_list("kind", flat=True)) == kinds
        press(worker, f"doors/{door()}/check", kept=list(checklist()))
        before = list(Change.objects.values_list("pk", flat=True))
    assert "act" not in worker.get(f"{page}?act=move").context, "only who manages is asked"


def test_those_who_were_sent_elsewhere_come_back_when_the_home_is_fit(worker: Client, lead: Client) -> None:
    assert "没有从该住处转出" in press(lead, f"doors/{door()}/back")
    press(worker, f"doors/{door()}/check", kept=["own_room"])
    press(lead, f"doors/{door()}/move")
    assert "请先重新核查" in press(lead, f"doors/{door()}/back")
    press(worker, f"doors/{door()}/check", kept=list(checklist()))
    assert worker.post(f"/isolation/doors/{door()}/back/").status_code == 403
    assert "已转回居家隔离" in press(lead, f"doors/{door()}/back")
    assert list(Stage.objects.filter(number=1).values_list("kind", flat=True)) == ["home", "home"]
    assert state() == "home_checked" and Change.objects.filter(what="transferred").count() == 4


def test_care_is_seen_on_the_page_of_the_household(worker: Client) -> None:
    person = Enrolment.rows.order_by("pk").values_list("person", flat=True)[0]
    assert "目前没有上门任务" in page(worker)
    spec = Spec(CARE, "1", GRID, door(), clock.now() + timedelta(hours=2), "restricted_in_need", {}, (Line(person),))
    fieldwork.open_tasks([spec], origin="codes/1/care", outbreak=Outbreak.objects.get().pk, by="system")
    text = page(worker)
    assert "关爱" in text and "受管控且需要照顾" in text and f"/visits/doors/{door()}/" in text


def test_the_list_counts_what_it_shows(worker: Client) -> None:
    fitted()
    say("e1")
    text = worker.get("/isolation/").content.decode()
    assert "1 户，2 人" in text
    for shown, many in (("ordered", 1), ("active", 0), ("alerted", 1), ("unmeasured", 1), ("needs", 0), ("unwell", 1)):
        listed = worker.get(f"/isolation/?show={shown}").content.decode()
        assert listed.count('class="stop"') == many, shown
    assert "张伟" not in text, "a list names doors, and nobody"
    assert AuditEntry.objects.filter(action="people.read", actor=f"grid_worker.{GRID}").exists()


def test_a_page_says_who_stays_there_and_whom_to_call_and_it_is_on_record(worker: Client) -> None:
    text = page(worker)
    assert "张伟" in text and "李娜" in text and 'href="tel:13812345678"' in text
    assert "密切接触者" in text and "第 1/3 天" in text
    assert AuditEntry.objects.filter(action="people.read", subject_kind="person").count() >= 2


def test_it_is_not_there_for_another_grid_and_not_for_a_role_without_it() -> None:
    other = client("grid_worker", "230108001002002")
    assert other.get(f"/isolation/doors/{door()}/").status_code == 404
    assert other.post(f"/isolation/doors/{door()}/notify/").status_code == 404
    assert client("data_steward").get("/isolation/").status_code == 403


def test_what_a_household_needs_is_promised_and_excuses_the_door(worker: Client) -> None:
    fitted()
    press(worker, f"doors/{door()}/need", kind="medicine", said="降压药", click="c1")
    press(worker, f"doors/{door()}/need", kind="medicine", said="降压药", click="c1")
    need = Need.rows.get()
    assert "降压药".encode() not in bytes(need.said) and "降压药" in page(worker)
    press(worker, f"needs/{need.pk}/promise", window="now")
    assert say("e1").why == "planned_delivery"
    press(worker, f"needs/{need.pk}/settle", met="yes")
    assert Need.rows.get().state == "met"
    with pytest.raises(Fault, match="Somebody else"):
        actions.promise(need=need.pk, starts_at=TEN, ends_at=TEN + timedelta(hours=1), by=reader())


def test_a_promise_that_is_taken_back_excuses_nothing(worker: Client) -> None:
    fitted()
    press(worker, f"doors/{door()}/need", kind="food", click="c1")
    press(worker, f"needs/{Need.rows.get().pk}/promise", window="now")
    press(worker, f"needs/{Need.rows.get().pk}/settle", met="no")
    assert PlannedVisit.rows.get().cancelled_at is not None
    assert say("e1").verdict == "lead"


def test_a_temperature_is_evidence_and_a_fever_a_finding(worker: Client) -> None:
    zhang, li = sorted(one.person for one in households.one(reader(), door()).people)
    press(worker, f"doors/{door()}/temperature", person=zhang, celsius="36.6", click="c1")
    press(worker, f"doors/{door()}/temperature", person=li, celsius="37.8", click="c2")
    press(worker, f"doors/{door()}/temperature", person=li, celsius="37.8", click="c2")
    assert list(Fact.rows.order_by("pk").values_list("person", "finding")) == [(zhang, ""), (li, "fever")]
    assert b"37.8" not in bytes(Fact.rows.get(person=li).said)
    assert households.one(reader(), door()).unmeasured == 0
    with clock.set_to(TEN + timedelta(hours=4)):
        assert households.one(reader(), door()).unmeasured == 1, "whoever has a fever goes where the protocol says"
    assert "体温应在" in press(worker, f"doors/{door()}/temperature", person=li, celsius="3.7", click="c3")


def test_an_alert_is_taken_and_settled_from_the_household(worker: Client) -> None:
    fitted()
    say("e1")
    alert = Alert.rows.get().pk
    assert "我来处理" in page(worker)
    press(worker, f"alerts/{alert}/acknowledge")
    press(worker, f"alerts/{alert}/explain", how="visit", finding="left_home", said="外出倒垃圾")
    assert Fact.rows.filter(kind="door", finding="door_opened").count() == 2
    assert Alert.rows.get().closed_by == f"grid_worker.{GRID}"


def test_the_list_of_alerts_follows_and_says_nothing_where_nothing_came(worker: Client) -> None:
    fitted()
    say("e1")
    first = worker.get("/isolation/alerts/")
    seen = first.context["seen"]
    assert worker.get("/isolation/alerts/live/", {"seen": seen}).status_code == 204
    with clock.set_to(TEN + timedelta(minutes=1)):
        say("e2", "tamper")
    again = worker.get("/isolation/alerts/live/", {"seen": seen})
    assert again.status_code == 200 and "设备被拆动" in again.content.decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(language: str) -> None:
    fitted()
    say("e1")
    say("e2", at=TEN + timedelta(hours=1))
    say("e1")
    browser = client("community_lead", GRID[:12], language)
    for path in ("", "alerts/", f"doors/{door()}/", "devices/", "alerts/?show=closed", "?show=positive"):
        assert browser.get(f"/isolation/{path}").status_code == 200, path


def test_nobody_is_sent_elsewhere_by_a_form(worker: Client) -> None:
    fitted()
    say("e1")
    answer = worker.post(f"/isolation/alerts/{Alert.rows.get().pk}/acknowledge/", {"back": "//evil.example/"})
    assert answer.headers["Location"] == "/isolation/alerts/"
