"""A data steward mends a dataset's held rows many at once: by a rule that says first what it would do, and by a
workbook that goes to the department and comes back."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import prepared
from tests.integration.test_held_rows_sent_back import batch, corrected, mend_days, table
from tests.loading import GROUPS, NUMBERS
from tests.own_contracts import NAME, own_contracts
from tests.signed_in import account, client, session

from fangxian.access.models import Account
from fangxian.catalogue import queries
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.ledger.models import AuditEntry
from fangxian.runs import loading, sent_back

__all__ = ["batch", "own_contracts"]
pytestmark = pytest.mark.django_db
HOME = f"/data/{NAME}/mending/"
RULE = {"field": "cause", "says": "=SUM(头晕)", "means": "发热"}


@pytest.fixture
def steward() -> Client:
    account("data_steward", name="chen")
    return desk("chen")


def desk(name: str) -> Client:
    browser = Client()
    browser.cookies["sessionid"] = session(Account.objects.get(username=name))
    return browser


def waiting(found: Batch) -> int:
    return queries.held(found.pk, state="waiting").count()


def rule(browser: Client, found: Batch, **said: str) -> str:
    return browser.post(f"{HOME}{found.pk}/rule/", RULE | said, follow=True).content.decode()


def test_what_stands_under_a_field_is_offered_with_how_often_and_that_is_noted(batch: Batch, steward: Client) -> None:
    page = steward.get(f"{HOME}?batch={batch.pk}&field=cause")
    assert page.context["written"] == [("发热", 3), ("=SUM(头晕)", 2)]
    assert {(words, many) for _, words, many in page.context["fields"] if many} == {("缺课日期", 3), ("缺课原因", 2)}
    entry = AuditEntry.objects.get(action="batches.read", actor="chen")
    assert (entry.details["field"], entry.details["rows"], entry.purpose) == ("cause", 5, "data_quality")


def test_a_rule_is_previewed_with_its_lists_and_does_nothing_yet(batch: Batch, steward: Client) -> None:
    before = list(HeldRow.objects.order_by("pk").values())
    page = rule(steward, batch)
    assert '<a class="big" href="#mended">2</a>' in page and '<a class="big" href="#again">0</a>' in page
    assert re.findall(r'/batches/held/\d+/">\s*第 (\d+) 行', page) == ["3", "6"]
    page = rule(steward, batch, means="不清楚")
    assert '<a class="big" href="#again">2</a>' in page and "缺课原因" in page
    assert list(HeldRow.objects.order_by("pk").values()) == before and Batch.objects.count() == 1


def test_pressed_it_is_done_taken_back_and_brought_in(batch: Batch, steward: Client) -> None:
    assert "已更正 2 行，待入库" in rule(steward, batch, sure="yes")
    (open_,) = steward.get(HOME).context["open"]
    assert (open_[0].waiting, open_[0].pending) == (3, 2)
    pending = steward.get(f"/batches/held/?batch={batch.pk}&state=pending").context["page"]
    assert pending.whole == len(pending.rows) == 2
    assert "2 行恢复为待处理" in steward.post(f"{HOME}{batch.pk}/undo/", follow=True).content.decode()
    assert waiting(batch) == 5
    rule(steward, batch, sure="yes")
    assert "已入库" in steward.post(f"{HOME}{batch.pk}/bring-in/", follow=True).content.decode()
    (open_,) = steward.get(HOME).context["open"]
    assert (open_[0].waiting, open_[0].pending) == (3, 0)


def test_a_row_that_was_mended_shows_what_came_beside_what_it_became(batch: Batch, steward: Client) -> None:
    rule(steward, batch, sure="yes")
    for row in queries.held(batch.pk, state="mended"):
        cells = {one["name"]: one for one in steward.get(f"/batches/held/{row.pk}/").context["cells"]}
        assert (cells["cause"]["came"], cells["cause"]["became"]) == ("=SUM(头晕)", "发热")
        assert cells["name"]["came"] == cells["name"]["became"]


def test_the_workbook_goes_out_comes_back_and_says_what_became_of_each_row(
    batch: Batch, steward: Client, tmp_path: Path
) -> None:
    answer = steward.post(f"{HOME}{batch.pk}/workbook/")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    sent = tmp_path / "退回.xlsx"
    sent.write_bytes(b"".join(answer))
    assert queries.held(batch.pk, state="sent_back").count() == 5
    back = corrected(tmp_path, table(sent, tmp_path), mend_days)
    answer = steward.post(f"{HOME}reread/", {"file": SimpleUploadedFile("回.xlsx", back.read_bytes())})
    assert [many for _, many in answer.context["counts"]] == [2, 1, 2, 0, 0]
    assert "缺课.csv 第 8 行" in answer.content.decode()
    loading.go_on(by="system")
    again = steward.post(f"{HOME}reread/", {"file": SimpleUploadedFile("回.xlsx", back.read_bytes())})
    assert [many for _, many in again.context["counts"]] == [0, 1, 2, 2, 0]


def test_what_is_no_such_workbook_is_told(batch: Batch, steward: Client) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_string(0, 0, "姓名")
    for file in ({"file": SimpleUploadedFile("别的.xlsx", buffer.getvalue())}, {}):
        assert steward.post(f"{HOME}reread/", file, follow=True).status_code == 200
    assert waiting(batch) == 5


@pytest.mark.parametrize(("role", "area"), [("data_steward", "230108001"), ("headquarters", "230108")])
def test_who_has_not_the_whole_district_or_settles_nothing_is_refused(batch: Batch, role: str, area: str) -> None:
    browser = client(role, area)
    acts: list[Callable[[], int]] = [
        lambda: browser.get(HOME).status_code,
        lambda: browser.post(f"{HOME}{batch.pk}/rule/", RULE | {"sure": "yes"}).status_code,
        lambda: browser.post(f"{HOME}{batch.pk}/workbook/").status_code,
        lambda: browser.post(f"{HOME}reread/").status_code,
    ]
    assert [act() for act in acts] == [403] * 4
    assert waiting(batch) == 5


@pytest.fixture
def groups(own_var: Path, tmp_path: Path) -> Batch:
    """A key group's list with a kind that nobody knows."""
    prepared.district(tmp_path / "files", 重点人群=GROUPS + "钱多,,做梦的人,,2020-01-01\n")
    return Batch.objects.get(dataset="key_groups")


def test_what_the_steward_may_not_see_leaves_in_no_workbook_and_stays_as_it_came(
    groups: Batch, steward: Client, tmp_path: Path
) -> None:
    """Law 5: the steward knows of no key group; the department that sent the row has it anyway."""
    home = "/data/key_groups/mending/"
    sent = tmp_path / "退回.xlsx"
    sent.write_bytes(b"".join(steward.post(f"{home}{groups.pk}/workbook/")))
    header, *rows = table(sent, tmp_path)
    (said,) = (dict(zip(header, row, strict=True)) for row in rows)
    assert said["姓名"] == "钱多" and said["人群类别"] == sent_back.KEPT and "做梦的人" not in str(rows)
    (row,) = queries.held(groups.pk)

    def write(cells: dict[str, str]) -> None:
        cells["公民身份号码"] = ""

    back = corrected(tmp_path, table(sent, tmp_path), write)
    answer = steward.post(f"{home}reread/", {"file": SimpleUploadedFile("回.xlsx", back.read_bytes())})
    assert [many for _, many in answer.context["counts"]] == [0, 0, 1, 0, 0]

    def say(cells: dict[str, str]) -> None:
        cells["人群类别"], cells["公民身份号码"] = "残疾", NUMBERS["wang"]

    back = corrected(tmp_path, table(sent, tmp_path), say)
    steward.post(f"{home}reread/", {"file": SimpleUploadedFile("回.xlsx", back.read_bytes())})
    row.refresh_from_db()
    assert row.settlement == "mended"
    assert steward.get(f"{home}?batch={groups.pk}&field=category").context["unseen"]
    assert steward.post(f"{home}{groups.pk}/rule/", RULE | {"field": "category"}).status_code == 403
