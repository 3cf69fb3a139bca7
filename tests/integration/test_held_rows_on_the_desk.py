"""A data steward works through the held rows: sees which wait and why, what each says, and settles them."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.laws.test_01_held_rows_are_settled import HELD, row
from tests.loading import CENSUS, GROUPS
from tests.signed_in import account, session

from fangxian.access.models import Account
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        account("data_steward", name="chen")
        account("data_steward", "230108001", name="street")
        account("headquarters", name="wu")
        account("auditor", name="xu")
        texts = {"实有人口": CENSUS + HELD, "重点人群": GROUPS + "钱多,,做梦的人,,2020-01-01\n"}
        prepared.district(tmp_path / "files", **texts)
    with clock.set_to(datetime(2022, 9, 3, tzinfo=UTC)):
        yield


def desk(name: str = "chen") -> Client:
    browser = Client()
    browser.cookies["sessionid"] = session(Account.objects.get(username=name))
    return browser


def address(number: int) -> str:
    return f"/batches/held/{row(number).pk}/"


@pytest.mark.parametrize(
    ("asked", "many"),
    [
        ("", 4),
        ("?dataset=census", 3),
        ("?reason=unknown_area", 1),
        ("?dataset=census&state=all", 3),
        ("?state=mended", 0),
        ("?dataset=key_groups&reason=future", 0),
    ],
)
def test_the_list_is_narrowed_and_says_how_many(asked: str, many: int) -> None:
    answer = desk().get(f"/batches/held/{asked}")
    assert len(answer.context["rows"]) == answer.context["page"].whole == many
    if not many:
        assert "没有这样的问题数据" in answer.content.decode()


def test_each_says_file_line_reason_and_age() -> None:
    text = desk().get("/batches/held/?reason=future").content.decode()
    assert "实有人口.csv 第 6 行" in text and "3 天前" in text and "将来的日期" in text
    assert "吴涛" not in text


def test_every_figure_of_the_batches_opens_as_many_rows() -> None:
    browser = desk()
    for batch in browser.get("/batches/").context["page"].rows:
        if batch.held:
            answer = browser.get(f"/batches/held/?batch={batch.pk}&state=all")
            assert answer.context["page"].whole == batch.held


def test_a_row_is_shown_with_its_cells_and_that_is_noted() -> None:
    text = desk().get(address(5)).content.decode()
    assert "周杰" in text and "13612345678" in text
    (entry,) = AuditEntry.objects.filter(subject_kind="held_row")
    assert (entry.actor, entry.subject, entry.purpose) == ("chen", str(row(5).pk), "data_quality")


def test_what_a_role_does_not_see_stands_on_no_page_and_stays_as_it_came() -> None:
    held = HeldRow.objects.get(batch__dataset="key_groups", reason="unknown_category")
    text = desk().get(f"/batches/held/{held.pk}/").content.decode()
    assert "钱多" in text and "做梦的人" not in text


def test_it_is_mended_on_the_page() -> None:
    browser = desk()
    cells = {one["name"]: one["value"] for one in browser.get(address(5)).context["cells"]}
    said = {f"cell.{name}": value for name, value in (cells | {"grid": "230108001002002"}).items()}
    answer = browser.post(f"{address(5)}mend/", said, follow=True)
    assert "已更正" in answer.content.decode() and "已入库" in answer.content.decode()
    assert Person.rows.get(name="周杰").status == "present"


def test_what_is_still_wrong_is_said_and_what_was_typed_stays() -> None:
    answer = desk().post(f"{address(5)}mend/", {"cell.grid": "230108001002008", "cell.name": "周杰伦"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "更正后仍不能入库" in text and "周杰伦" in text
    assert row(5).settlement == ""


def test_not_needed_sent_back_and_taken_back() -> None:
    browser = desk()
    browser.post(f"{address(4)}not-needed/", {"why": "empty"})
    assert (row(4).settlement, row(4).why) == ("not_needed", "empty")
    text = browser.get(address(4)).content.decode()
    assert "空行、表头或合计行" in text and "撤销处理" in text
    browser.post(f"{address(4)}reopen/")
    assert row(4).settlement == ""
    browser.post(f"{address(4)}send-back/")
    assert row(4).settlement == "sent_back"


def test_those_of_one_batch_and_one_reason_are_settled_at_once() -> None:
    browser, batch = desk(), row(4).batch_id
    assert browser.get("/batches/held/?reason=no_identity").context["at_once"] == 0
    assert browser.get(f"/batches/held/?reason=no_identity&batch={batch}").context["at_once"] == 1
    many = {"batch": batch, "reason": "no_identity", "as": "not_needed", "why": "empty"}
    assert "已处理 1 行" in browser.post("/batches/held/settle/", many, follow=True).content.decode()
    assert row(4).settlement == "not_needed" and row(5).settlement == ""
    assert browser.post("/batches/held/settle/", {"as": "sent_back"}).status_code == 400


def test_whose_area_is_a_street_and_who_settles_nothing_see_no_cells() -> None:
    assert desk("street").get(address(5)).status_code == 403
    assert desk("wu").get(address(5)).status_code == 403
    assert desk("wu").get("/batches/held/").status_code == 403
    assert not AuditEntry.objects.filter(subject_kind="held_row").exists()


def exported(browser: Client, page: str, purpose: str = "data_quality") -> list[list[str]]:
    path, _, asked = page.partition("?")
    answer = browser.post(f"{path}export/?{asked}", {"form": "csv", "purpose": purpose})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_lists_leave_as_files_with_their_rows_and_no_cell_of_them() -> None:
    browser = desk()
    header, *rows = exported(browser, "/batches/held/?dataset=census")
    assert [row[3] for row in rows] == ["4", "5", "6"] and {len(row) for row in rows} == {len(header)}
    assert not [cell for row in rows for cell in row if cell in ("周杰", "吴涛", "13612345678")]
    entry = AuditEntry.objects.get(action="batches.export")
    assert (entry.purpose, entry.details["rows"]) == ("data_quality", 3)
    assert "dataset=census" in entry.details["narrowed"]
    header, *rows = exported(browser, "/batches/")
    assert len(rows) == Batch.objects.count() and {len(row) for row in rows} == {len(header)}


def test_an_export_says_what_it_is_for() -> None:
    answer = desk().post("/batches/export/", {"form": "csv", "purpose": "care"})
    assert answer.status_code == 403
    assert not AuditEntry.objects.filter(action="batches.export").exists()


def test_the_audit_leaves_as_a_file_for_who_reads_it_alone() -> None:
    assert desk().post("/audit/export/", {"form": "csv", "purpose": "data_quality"}).status_code == 403
    browser = desk("xu")
    shown = browser.get("/audit/?action=access.refused").context["rows"]
    header, *rows = exported(browser, "/audit/?action=access.refused", "supervision")
    assert len(rows) == len(shown) == 1 and rows[0][1] == "chen" and len(header) == len(rows[0])
    assert AuditEntry.objects.filter(action="audit.export", actor="xu").exists()


def test_the_pages_of_batches_say_nothing_in_the_other_language() -> None:
    browser = desk()
    browser.cookies["language"] = "en"
    text = browser.get("/batches/").content.decode()
    assert "Actual population" in text and "实有人口</" not in text
