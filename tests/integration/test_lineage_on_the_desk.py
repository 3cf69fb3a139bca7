"""From what is known of a person back to the file and the row, and from a row forward to what was made of it; at the
gate, masked, on record."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.laws.test_01_held_rows_are_settled import HELD
from tests.loading import CENSUS, write
from tests.screening_rounds import activated
from tests.signed_in import client

from fangxian.catalogue.models import Batch, Dataset
from fangxian.evidence.models import Fact
from fangxian.fieldwork.models import Line, Task
from fangxian.identity import actions as identity
from fangxian.ledger.models import AuditEntry
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import loading

pytestmark = pytest.mark.django_db
ROW = re.compile(r"/batches/\d+/rows/\d+/")


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        prepared.district(tmp_path / "files", 实有人口=CENSUS + HELD)
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def steward() -> Client:
    return client("data_steward")


def key(name: str) -> int:
    return int(Person.rows.get(name=name).pk)


def batch(dataset: str) -> Batch:
    return Batch.objects.filter(dataset=dataset).latest("pk")


def row(dataset: str, number: int) -> str:
    return f"/batches/{batch(dataset).pk}/rows/{number}/"


def test_each_thing_that_is_known_names_its_file_and_row(steward: Client) -> None:
    page = steward.get(f"/people/{key('张伟')}/")
    said = {one.what: (one.file, [row for row, _ in one.rows]) for one in page.context["origins"]}
    assert said["姓名"] == ("户籍.csv", [1])
    assert said["电话"] == ("实有人口.csv", [1])
    assert said["户籍"] == ("户籍.csv", [1]) and said["现住"] == ("实有人口.csv", [1])


def test_whoever_walks_back_to_a_row_finds_the_same_things_resting_on_it(steward: Client) -> None:
    for name in ("张伟", "李娜", "王芳", "赵敏"):
        for one in steward.get(f"/people/{key(name)}/").context["origins"]:
            for _, to in one.rows:
                page = steward.get(to)
                made = page.context["made"]
                assert page.context["found"].person == key(name)
                assert one.what in {what.partition(" · ")[0] for what, *_ in made}, (name, one.what)


def test_what_changes_later_names_the_later_file(steward: Client, tmp_path: Path) -> None:
    text = CENSUS.replace("138 1234 5678", "13899998888")
    with clock.set_to(datetime(2022, 9, 1, 0, 10, tzinfo=UTC)):
        (path,) = (one for one in write(tmp_path / "later", 实有人口=text) if one.stem == "实有人口")
        path = path.rename(path.with_name("实有人口-更正.csv"))
        loading.load([path], by="test")
        said = {one.what: one.file for one in steward.get(f"/people/{key('张伟')}/").context["origins"]}
        assert said["电话"] == "实有人口-更正.csv" and said["姓名"] == "户籍.csv"
        assert "电话" in {what for what, *_ in steward.get(row("census", 1)).context["made"]}


def test_a_row_shows_what_was_written_beside_what_was_taken(steward: Client) -> None:
    page = steward.get(row("census", 1))
    cells = {one["name"]: one for one in page.context["cells"]}
    assert (cells["phone"]["value"], cells["phone"]["came"]) == ("13812345678", "138 1234 5678")
    assert page.context["fate"][0] == "修正后接收"


def test_it_is_noted_and_found_by_the_person(steward: Client) -> None:
    steward.get(row("census", 1))
    entry = AuditEntry.objects.get(action="people.read")
    assert (entry.subject, entry.purpose) == (str(key("张伟")), "data_quality")
    assert entry.details["row"] == f"census/{batch('census').name}/1"
    assert [one.actor for one in readers_of("person", key("张伟"), 10)] == [entry.actor]


def test_a_held_row_is_where_held_rows_are_settled(steward: Client) -> None:
    assert re.match(r"/batches/held/\d+/$", steward.get(row("census", 5)).headers["Location"])


def test_a_row_about_a_place_opens_the_place(steward: Client) -> None:
    page = steward.get(row("dwellings", 1)).content.decode()
    assert re.search(r'href="/dwellings/\d+/"', page) and "阳光花园1号楼1单元101" in page
    assert "/compounds/" in steward.get(row("compounds", 1)).content.decode()


def test_whose_person_is_elsewhere_reads_nothing_of_it_and_no_row_is_not_found(steward: Client) -> None:
    page = client("data_steward", "230108002").get(row("census", 1))
    assert page.context["found"].elsewhere and page.context["cells"] == []
    assert "张伟" not in page.content.decode() and "138" not in page.content.decode()
    assert steward.get(row("census", 99)).status_code == steward.get("/batches/9999/rows/1/").status_code == 404


def test_a_row_of_evidence_shows_its_fact_and_the_task_and_no_cell(
    steward: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbreak, person, area = activated(monkeypatch), key("张伟"), "230108001002001"
    dataset = Dataset.objects.create(code="drug_purchases", label="四类药购买")
    counts = {"rows": 1, "accepted": 1, "repaired": 0, "duplicate": 0, "held": 0}
    came = Batch.objects.create(dataset=dataset, name="001-a", file="四类药.csv", sha256="0", contract="1", **counts)
    identity.link_batch([(1, person, "exact", 1.0, "")], dataset=dataset.code, batch=came.name, settings="1", by="x")
    about = {"outbreak_id": outbreak, "area_code": area}
    Fact.rows.create(**about, person=person, kind="purchase", at=clock.now(), source="lake", by="x", row=1,
                     batch="drug_purchases/001-a", key=b"1" * 16)  # fmt: skip
    task = Task.rows.create(**about, origin="x/1", kind="reminder", key="1", why="no_sample", parameters={"round": 1},
                            due_at=clock.now())  # fmt: skip
    Line.objects.create(task=task, person_id=person)
    page = steward.get(row("drug_purchases", 1))
    assert page.context["cells"] == [] and [one.kind for _, one in page.context["facts"]] == ["purchase"]
    assert [sentence for _, sentence, *_ in page.context["tasks"]] == ["第 1 轮结果已收齐，未见其采样记录"]
    assert page.context["found"].person == person


def test_who_reads_no_batches_is_offered_no_row(steward: Client) -> None:
    browser = client("investigator")
    page = browser.get(f"/people/{key('张伟')}/").content.decode()
    assert "实有人口.csv" in page and not ROW.search(page)
    assert browser.get(row("census", 1)).status_code == 403


def test_a_batch_asks_for_the_number_of_a_row(steward: Client) -> None:
    number = batch("census").pk
    assert 'name="row"' in unescape(steward.get(f"/batches/{number}/").content.decode())
    assert steward.get(f"/batches/{number}/rows/?row=2").headers["Location"] == row("census", 2)
    assert steward.get(f"/batches/{number}/rows/?row=x").status_code == 400
