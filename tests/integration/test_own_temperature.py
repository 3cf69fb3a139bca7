"""A resident types their own temperature where their protocol asks for one: it counts as what was due."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.following import DAY, NOW, begun, enrolled
from tests.signed_in import client

from fangxian.access.models import Account
from fangxian.evidence.models import Fact
from fangxian.lib import clock
from fangxian.programme.models import Obligation

pytestmark = pytest.mark.django_db
#: Before the first temperature of the first day is due: at eight.
AT = (NOW + DAY).replace(hour=7, minute=30)


@pytest.fixture(autouse=True)
def person(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        outbreak, people = begun(monkeypatch, "张伟", "李娜")
        enrolled(outbreak, people[:1])
    with clock.set_to(AT):
        yield people[0]


def resident(person: int) -> Client:
    browser = client("resident")
    Account.objects.filter(username="resident.230108").update(person=person)
    return browser


def typed(browser: Client, celsius: str, click: str = "c1", **more: str) -> str:
    said = {"celsius": celsius, "click": click, **more}
    return browser.post("/my-code/temperature/", said, follow=True).content.decode()


def test_it_counts_as_what_was_due_and_twice_is_once(person: int) -> None:
    browser = resident(person)
    assert "我的体温" in browser.get("/my-code/").content.decode()
    assert "已填报" in typed(browser, "36.6")
    typed(browser, "36.6")
    one = Fact.rows.get()
    assert (one.kind, one.finding, one.person) == ("temperature", "", person) and b"36.6" not in bytes(one.said)
    met = Obligation.rows.filter(person=person, evidence="temperature", state="met")
    assert [due.fact for due in met] == [one.pk]
    assert "我的体温" not in browser.get("/my-code/").content.decode(), "nothing is asked twice"


def test_a_fever_and_symptoms_are_findings(person: int) -> None:
    typed(resident(person), "37.9", symptom="yes")
    assert set(Fact.rows.values_list("kind", "finding")) == {("temperature", "fever"), ("symptom", "symptom")}


def test_what_is_no_temperature_or_is_not_asked_is_not_kept(person: int) -> None:
    browser = resident(person)
    assert "体温应在" in typed(browser, "3.7")
    with clock.set_to(AT + timedelta(days=30)):
        assert "目前无需填报体温" in typed(resident_again(person), "36.6")
    assert not Fact.rows.exists()


def resident_again(person: int) -> Client:
    Account.objects.all().delete()
    return resident(person)


def test_whoever_is_not_followed_is_asked_for_nothing(person: int) -> None:
    browser = resident(person + 1)
    assert "我的体温" not in browser.get("/my-code/").content.decode()
    assert "目前无需填报体温" in typed(browser, "36.6") and not Fact.rows.exists()


def test_an_officer_does_not_type_here() -> None:
    assert client("street_office", "230108001").post("/my-code/temperature/", {"click": "1"}).status_code == 403
