"""What a dataset's rows look like: a few of them, masked whoever looks, of the reader's areas alone, noted."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import CENSUS, NUMBERS
from tests.own_contracts import NAME, own_contracts, pupil, text
from tests.signed_in import client

from fangxian.ledger.models import AuditEntry
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import loading

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
#: What stands whole in the files, of anybody.
WHOLE = re.compile("张伟|李娜|王芳|赵敏|孙悟空|13812345678|1单元101|1990-03-07|空巢|残疾|" + "|".join(NUMBERS.values()))


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        prepared.district(tmp_path / "files", 实有人口=CENSUS)
        yield


def test_each_field_is_masked_by_what_it_says() -> None:
    page = client("data_steward").get("/data/census/sample/")
    rows = {cells["姓名"]: cells for cells in map(dict, page.context["rows"])}
    assert set(rows) == {"张*", "李*", "赵*"}
    zhang = rows["张*"]
    assert zhang["公民身份号码"] == f"2301**********{NUMBERS['zhang'][-4:]}" and zhang["联系电话"] == "138****5678"
    assert (zhang["出生日期"], zhang["性别"], zhang["网格编码"]) == ("1990*", "***", "230108001002001")
    assert zhang["现住址"].endswith("*")


@pytest.mark.parametrize("dataset", ["census", "household_register", "key_groups"])
def test_nothing_stands_whole_for_whoever_sees_it_whole_elsewhere(dataset: str) -> None:
    page = client("data_steward").get(f"/data/{dataset}/sample/")
    assert page.context["rows"] and not WHOLE.search(page.content.decode())


def test_of_a_key_group_not_even_that_there_is_one() -> None:
    (wang,) = (dict(row) for row in client("data_steward").get("/data/key_groups/sample/").context["rows"])
    assert (wang["姓名"], wang["等级"]) == ("王*", "") and wang["人群类别"] == ""


def test_it_is_noted_and_each_person_finds_it() -> None:
    client("data_steward").get("/data/census/sample/")
    entry = AuditEntry.objects.get(action="people.read")
    assert (entry.details["list"], entry.purpose, len(entry.details["shown"])) == ("sample", "data_quality", 3)
    (seen,) = readers_of("person", Person.rows.get(name="赵敏").pk, 10)
    assert seen.actor == entry.actor


def test_another_street_sees_none_and_no_file_is_none() -> None:
    elsewhere = client("data_steward", "230108002")
    assert elsewhere.get("/data/census/sample/").context["rows"] == []
    assert "都不在您的辖区内" in elsewhere.get("/data/census/sample/").content.decode()
    assert "没有可看的样例" in elsewhere.get("/data/drug_purchases/sample/").content.decode()
    assert elsewhere.get("/data/nobody_sends_this/sample/").status_code == 404
    assert not AuditEntry.objects.filter(action="people.read").exists()


def test_places_are_shown_as_they_are() -> None:
    (row,) = (dict(row) for row in client("data_steward").get("/data/compounds/sample/").context["rows"])
    assert row["小区名称"] == "阳光花园"


def test_an_installations_own_rows_may_be_anybodys(own_contracts: Path, tmp_path: Path) -> None:
    path = tmp_path / "缺课.csv"
    path.write_text(text(*(pupil(place) for place in range(30))), "utf-8")
    loading.load([path], by="shell", dataset=NAME)
    page = client("data_steward").get(f"/data/{NAME}/sample/")
    assert {dict(row)["学生姓名"] for row in page.context["rows"]} == {"学*"} and len(page.context["rows"]) == 6
    assert AuditEntry.objects.get(subject_kind="row").details["shown"]
    assert client("data_steward", "230108001").get(f"/data/{NAME}/sample/").context["rows"] == []


def test_cells_that_were_mended_are_counted_by_field_of_each_delivery() -> None:
    quality = client("data_steward").get("/data/census/").context["quality"]
    (delivery,) = quality.deliveries
    fields = {words: many for words, _, many in quality.fields}
    assert fields["联系电话"] == 1
    assert sum(fields.values()) == delivery.changed == sum(many for many, _ in delivery.changed_parts)
