"""Somebody buys medicine of the four kinds: a test is due of who uses it; where it is not done, a grid worker calls."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import START, activated
from tests.signed_in import client

from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.evidence import queries
from fangxian.evidence.models import Fact
from fangxian.fieldwork.models import Task
from fangxian.identity.models import Doubt
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak import overlays
from fangxian.programme import actions as programme
from fangxian.programme.models import Enrolment, Obligation
from fangxian.registry.models import Person
from fangxian.runs import evidence as files

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 9, 10, 40, tzinfo=clock.LOCAL)
STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"batches.load"}), (), 3, "care")
SAID = {
    "name": "李娜",
    "id_number": NUMBERS["li"],
    "phone": "13812345678",
    "address": "友协大街1号",
    "drug": "布洛芬缓释胶囊",
    "category": "fever",
    "quantity": "2",
    "temperature": "37.9",
    "symptoms": ["dry_cough"],
    "history": "none",
}


@pytest.fixture(autouse=True)
def under(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield activated(monkeypatch, pack="CN-9", overlay=overlays.shipped()["demo"])


def pharmacy() -> Client:
    return client("pharmacy")


def told(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def buyers() -> list[str]:
    names = dict(Person.rows.values_list("pk", "name"))
    standing = Enrolment.rows.filter(person_class="fever_drug_buyer", state="active")
    return sorted(names[one] for one in standing.values_list("person", flat=True))


def test_a_form_makes_a_purchase_known_and_asks_for_a_test_within_the_hours(under: int) -> None:
    page = told(pharmacy().post("/fever-drugs/register/", SAID, follow=True))
    assert "2022-09-12 10:40 前做一次核酸检测" in page
    fact = Fact.rows.get(kind="purchase")
    assert fact.finding == "symptom" and queries.said(under, fact)["drug"] == "布洛芬缓释胶囊"
    assert b"13812345678" not in bytes(fact.said or b""), "what was typed is sealed"
    assert buyers() == ["李娜"]
    due = Obligation.rows.get(person=fact.person)
    assert due.due_at == NOW + timedelta(hours=72) and due.state == "open"


def test_a_test_in_time_settles_it_and_frees_the_user(under: int) -> None:
    pharmacy().post("/fever-drugs/register/", SAID)
    person = Fact.rows.get().person
    with clock.set_to(NOW + timedelta(hours=30)):
        evidence.record(outbreak=under, kind="test", person=person, at=clock.now(), key="t", by="lab")
    assert Obligation.rows.get().state == "met"
    assert Enrolment.rows.get().state == "released"


def test_who_is_not_tested_in_time_is_called_on(under: int) -> None:
    pharmacy().post("/fever-drugs/register/", SAID)
    with clock.set_to(NOW + timedelta(hours=73)):
        programme.overdue()
        assert Obligation.rows.get().state == "overdue"
        assert Task.rows.filter(origin__startswith="follow_up/").count() == 1
        page = told(client("community_lead", "230108001002").get("/fever-drugs/people/?state=overdue"))
    assert "李娜" in page and AuditEntry.objects.filter(action="people.read").exists()


def test_bought_for_somebody_else_it_is_the_user_who_is_followed(under: int) -> None:
    buyer = {"buyer": "赵敏", "buyer_number": NUMBERS["zhao"], "buyer_phone": "13912340000"}
    pharmacy().post("/fever-drugs/register/", SAID | buyer)
    assert buyers() == ["李娜"]
    assert queries.said(under, Fact.rows.get())["buyer"] == "赵敏"


def test_the_answer_does_not_say_whom_the_registry_knows(under: int) -> None:
    """A name that is not the number's waits for a decision, as a row of a file does; the answer is the same."""
    known = told(pharmacy().post("/fever-drugs/register/", SAID, follow=True))
    other = told(client("pharmacy", "230108001").post("/fever-drugs/register/", SAID | {"name": "孙倩"}, follow=True))
    assert "2022-09-12 10:40 前做一次核酸检测" in known and "2022-09-12 10:40 前做一次核酸检测" in other
    assert buyers() == ["李娜"]
    assert Doubt.objects.filter(dataset="drug_purchases").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"id_number": "230108199001010000"}, "身份证号不正确"),
        ({"phone": "123"}, "手机号不正确"),
        ({"name": ""}, "name"),
        ({"buyer": "赵敏"}, "身份证号不正确"),
        ({"temperature": "51"}, "35 至 42"),
        ({"quantity": "12"}, "请核对后勾选"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(under: int, wrong: dict[str, str], sentence: str) -> None:
    answer = pharmacy().post("/fever-drugs/register/", SAID | wrong)
    assert answer.status_code == 422
    assert sentence in told(answer) and answer.context["form"].errors
    assert not Fact.rows.exists()


def test_a_file_takes_the_same_way_and_its_withdrawal_back(under: int, tmp_path: Path) -> None:
    path = tmp_path / "四类药.csv"
    path.write_text(
        "用药人姓名,用药人身份证号,药店名称,药品名称,购药时间\n"
        f"李娜,{NUMBERS['li']},向阳大药房,布洛芬,2022-09-09 08:30\n"
        f"李娜,{NUMBERS['li']},向阳大药房,板蓝根,2022-09-09 09:30\n"
        f"赵敏,{NUMBERS['zhao']},向阳大药房,布洛芬,2022-09-01 08:30\n",
        "utf-8",
    )
    batch = files.arrive(outbreak=under, dataset="drug_purchases", path=path, by=STEWARD)
    assert buyers() == ["李娜"], "whose time is over is not asked any more"
    assert Obligation.rows.get().due_at == datetime(2022, 9, 12, 9, 30, tzinfo=clock.LOCAL), "from the latest purchase"
    files.withdraw(dataset="drug_purchases", batch=batch.name, by=STEWARD)
    assert buyers() == []
    assert not Obligation.rows.filter(state="open").exists()


def test_a_form_and_a_file_of_the_same_person_are_one_follow_up(under: int, tmp_path: Path) -> None:
    pharmacy().post("/fever-drugs/register/", SAID)
    fact = Fact.rows.get().pk
    path = tmp_path / "四类药.csv"
    row = f"李娜,{NUMBERS['li']},向阳大药房,布洛芬,2022-09-09 08:30\n"
    path.write_text("用药人姓名,用药人身份证号,药店名称,药品名称,购药时间\n" + row, "utf-8")
    files.arrive(outbreak=under, dataset="drug_purchases", path=path, by=STEWARD)
    assert Enrolment.rows.count() == 1
    evidence.withdraw(fact=fact, by="wu")
    assert buyers() == ["李娜"], "another purchase stands"


def test_each_number_opens_a_list_of_its_length(under: int) -> None:
    pharmacy().post("/fever-drugs/register/", SAID)
    browser = client("street_office", "230108001")
    for row in browser.get("/fever-drugs/").context["rows"]:
        for figure in row["figures"]:
            listed = browser.get(figure["link"]).context
            assert len(listed["rows"]) == listed["page"].whole == figure["many"]


def test_a_protocol_that_asks_for_no_registration_takes_none(under: int) -> None:
    officer = Reader("wu", ("230108",), may=frozenset({"outbreak.close", "outbreak.propose", "outbreak.approve"}))
    outbreak.close(outbreak=under, by=officer)
    made = outbreak.propose(
        name="下一场", disease="measles", legal_basis="infectious_diseases_law", area_code="230108",
        starts_on=START.date(), by=officer,
    )  # fmt: skip
    outbreak.approve(outbreak=made.pk, by=Reader("zheng", ("230108",), may=officer.may))
    assert "不要求购药登记" in told(pharmacy().post("/fever-drugs/register/", SAID))
    assert not Fact.rows.exists()


def test_a_pharmacy_sees_no_list_and_nobody_else_registers(under: int) -> None:
    assert pharmacy().get("/fever-drugs/").status_code == 403
    assert client("headquarters").get("/fever-drugs/people/?state=open").status_code == 403
    assert client("grid_worker", "230108001002001").get("/fever-drugs/register/").status_code == 403
    assert "四类药品购药登记" in told(client("pharmacy", "230108001").get("/fever-drugs/register/"))
