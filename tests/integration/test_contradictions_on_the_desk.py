"""What departments contradict each other in: on a person's page with whose word stands and why, counted by dataset and
field on the board, each number opening its list, of the reader's area, masked and noted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.loading import CENSUS, GROUPS, write
from tests.signed_in import client

from fangxian.ledger.models import AuditEntry
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock
from fangxian.registry import contradicting
from fangxian.registry.contradicting import Word
from fangxian.registry.models import Person
from fangxian.runs import loading

pytestmark = pytest.mark.django_db

FIRST = "230108001"


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> None:
    with clock.set_to(datetime(2022, 9, 1, 10, tzinfo=UTC)):
        prepared.district(tmp_path / "files")
    said = CENSUS.replace("张伟,男", "张炜,男").replace("李娜,女,1992/1/1,{li}", "李娜,男,1992/1/1,")
    with clock.set_to(datetime(2022, 9, 1, 10, tzinfo=UTC) + timedelta(days=7)):
        files = write(tmp_path / "later", 实有人口=said)
        loading.load([path for path in files if path.stem == "实有人口"], by="test")


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def test_a_persons_page_says_who_says_what_and_whose_word_stands_and_why() -> None:
    steward = client("data_steward")
    zhang = Person.rows.get(name="张伟").pk
    page = text(steward, f"/people/{zhang}/").split("来源不一致")[1].split("</section>")[0]
    assert "姓名：张伟" in page and "公安户籍 · 按数据标准更可信" in page
    assert "张炜" in page and "实有人口.csv" in page and "第 1 行" in page
    (to,) = {part.split('"')[0] for part in page.split('href="')[1:]}
    assert f"/people/{zhang}/" in text(steward, to)
    assert "来源不一致" not in text(steward, f"/people/{Person.rows.get(name='赵敏').pk}/")


def test_each_number_of_the_board_opens_its_list() -> None:
    steward = client("data_steward")
    board = steward.get("/quality/")
    (line,) = (one for one in board.context["lines"] if one.row.contract.name == "census")
    assert [(field, many) for field, _, many in line.contradicts] == [("name", 1), ("sex", 1)]
    assert ("与其他来源不一致的说法", 2) in {one[:2] for one in board.context["figures"]}
    for field in ("name", "sex", ""):
        found = steward.get(f"/quality/contradictions/?dataset=census&field={field}").context["page"]
        assert found.whole == len(found.rows) == (1 if field else 2)
    assert steward.get("/quality/contradictions/?dataset=household_register").context["page"].whole == 0


def test_a_list_of_them_is_of_the_readers_area_masked_and_noted() -> None:
    zhang = Person.rows.get(name="张伟")
    other = client("data_steward", "230108002")
    assert other.get("/quality/contradictions/").context["page"].whole == 0
    steward = client("data_steward", FIRST)
    before = AuditEntry.objects.count()
    page = text(steward, "/quality/contradictions/?field=name")
    assert "张炜" in page and "张伟" in page
    assert AuditEntry.objects.count() == before + 1
    assert [one.action for one in readers_of("person", zhang.pk)] == ["people.read"]


def test_a_list_of_many_shows_phones_in_part_whatever_the_page_of_one_shows() -> None:
    zhang = Person.rows.get(name="张伟").pk
    word = Word(zhang, "staff", "20220908-1", 1, "张伟", None, None, None, "13912345678")
    assert contradicting.settle([zhang], [word]) == 1
    steward = client("data_steward")
    page = text(steward, "/quality/contradictions/?dataset=staff&field=phone")
    assert "139****5678" in page and "13912345678" not in page
    assert "13912345678" in text(steward, f"/people/{zhang}/")


def test_whoever_changes_while_sources_are_read_is_read_again() -> None:
    zhang = Person.rows.get(name="张伟").pk
    contradicting.unsettle([zhang])

    def words() -> Iterator[Word]:
        contradicting.unsettle([zhang])
        yield from ()

    contradicting.settle([zhang], words())
    assert contradicting.waits() and contradicting.waiting() == [zhang]


def test_the_headquarters_see_where_and_in_which_row_and_nobodys_name() -> None:
    chief = client("headquarters")
    before = AuditEntry.objects.count()
    page = text(chief, "/quality/contradictions/?dataset=census&field=name")
    assert "实有人口.csv" in page and "第一网格" in page
    assert "张" not in page.split("<tbody>")[1]
    assert AuditEntry.objects.count() == before


def test_who_is_on_a_list_of_a_key_group_is_named_to_nobody_who_may_not_know(tmp_path: Path) -> None:
    said = GROUPS.replace("王芳,", "汪芳,")
    with clock.set_to(datetime(2022, 9, 20, 10, tzinfo=UTC)):
        files = write(tmp_path / "groups", 重点人群=said)
        loading.load([path for path in files if path.stem == "重点人群"], by="test")
    answer = client("data_steward").get("/quality/contradictions/?dataset=key_groups")
    assert answer.context["page"].whole == 1
    shown = unescape(answer.content.decode()).split("<tbody>")[1]
    assert "不显示姓名和内容" in shown and "芳" not in shown
    assert "汪芳" in text(client("investigator"), f"/people/{Person.rows.get(name='王芳').pk}/")


def test_in_english_too() -> None:
    page = text(client("data_steward", language="en"), f"/people/{Person.rows.get(name='张伟').pk}/")
    assert "Sources differ" in page and "believed more, by the contracts" in page
