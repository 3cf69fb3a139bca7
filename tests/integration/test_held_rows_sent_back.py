"""Held rows go back to their department as a workbook, and are read from it again; or are mended by a rule."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from tests.own_contracts import NAME, own_contracts, pupil, text
from tests.signed_in import account

from fangxian.access.faults import NotAllowed
from fangxian.access.queries import reader
from fangxian.access.reader import Reader
from fangxian.catalogue import queries
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.catalogue.settling import NotSettled
from fangxian.cli.main import main
from fangxian.intake import workbook
from fangxian.ledger.models import AuditEntry, Event
from fangxian.lib.fault import Fault
from fangxian.runs import loading, sent_back

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
Table = list[list[str]]


@pytest.fixture
def batch(own_var: Path, own_contracts: Path, tmp_path: Path) -> Batch:
    """Ten pupils: of three nobody can read the day, of two the cause."""
    rows = [pupil(place) for place in range(10)]
    for place in (1, 4, 7):
        rows[place]["缺课日期"] = "上周"
    for place in (2, 5):
        rows[place]["缺课原因"] = "=SUM(头晕)"
    path = tmp_path / "缺课.csv"
    path.write_text(text(*rows), "utf-8")
    loading.load([path], by="shell", dataset=NAME, sender="区教育局")
    return Batch.objects.get()


@pytest.fixture
def wu(batch: Batch) -> Reader:
    return reader(account("data_steward", name="wu"))


def table(path: Path, folder: Path) -> Table:
    (sheet,) = workbook.heads(path, rows=1000, workdir=folder)
    with sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def corrected(folder: Path, was: Table, write: Callable[[dict[str, str]], None]) -> Path:
    """The workbook as it comes back: its columns in another order."""
    path, names = folder / "回.xlsx", was[0][::-1]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([was[0], *was[1:]]):
            said = dict(zip(was[0], row, strict=True))
            if line:
                write(said)
            for column, name in enumerate(names):
                sheet.write_string(line, column, said[name])
    return path


def mend_days(row: dict[str, str]) -> None:
    """The department knows two of the three days, and nothing of the causes."""
    if row["缺课日期"] == "上周" and row["行号"] != "8":
        row["缺课日期"] = "2022-09-01"
    elif row["行号"] == "8":
        row["缺课日期"] = "上上周"


def test_a_row_goes_out_with_its_reason_and_its_cells_as_they_came(batch: Batch, wu: Reader, tmp_path: Path) -> None:
    assert sent_back.export(batch=batch, out=tmp_path / "退回.xlsx", by=wu) == 5
    header, *rows = table(tmp_path / "退回.xlsx", tmp_path)
    assert header == ["批次", "行号", "原因与办法", "学生姓名", "身份证号", "缺课日期", "家长电话", "缺课原因"]
    assert [row[1] for row in rows] == ["2", "3", "5", "6", "8"]
    assert "缺课日期" in rows[0][2] and rows[0][5] == "上周" and rows[1][7] == "=SUM(头晕)"
    assert {one.settlement for one in queries.held(batch.pk)} == {"sent_back"}
    assert (tmp_path / "退回.xlsx").stat().st_mode & 0o077 == 0
    assert AuditEntry.objects.filter(action="batches.read", actor="wu").exists()


def test_what_was_corrected_goes_in_and_the_rest_is_told(batch: Batch, wu: Reader, tmp_path: Path) -> None:
    sent_back.export(batch=batch, out=tmp_path / "退回.xlsx", by=wu)
    back = corrected(tmp_path, table(tmp_path / "退回.xlsx", tmp_path), mend_days)
    found = sent_back.reread(back, by=wu)
    assert (found.rows, found.mended, found.untouched, found.settled, found.unknown) == (5, 2, 2, 0, 0)
    ((file, row, fault),) = found.again
    assert (file, row) == ("缺课.csv", 8) and "缺课日期" in fault.zh
    (went_in,) = loading.go_on(by="wu")
    assert went_in.manifest.counts.rows == 2
    assert {one.row: one.settlement for one in queries.held(batch.pk)} == {
        2: "mended", 3: "sent_back", 5: "mended", 6: "sent_back", 8: "sent_back",
    }  # fmt: skip


def test_read_twice_it_changes_nothing_more(batch: Batch, wu: Reader, tmp_path: Path) -> None:
    sent_back.export(batch=batch, out=tmp_path / "退回.xlsx", by=wu)
    back = corrected(tmp_path, table(tmp_path / "退回.xlsx", tmp_path), mend_days)
    sent_back.reread(back, by=wu)
    loading.go_on(by="wu")
    before = list(HeldRow.objects.order_by("pk").values()), list(Batch.objects.order_by("pk").values())
    events = Event.objects.count()
    found = sent_back.reread(back, by=wu)
    assert (found.mended, found.settled, len(found.again)) == (0, 2, 1)
    assert loading.go_on(by="wu") == []
    assert (list(HeldRow.objects.order_by("pk").values()), list(Batch.objects.order_by("pk").values())) == before
    assert Event.objects.count() == events


def test_a_workbook_of_something_else_is_refused(batch: Batch, wu: Reader, tmp_path: Path) -> None:
    other = corrected(tmp_path, [["学生姓名"], ["甲"]], lambda _: None)
    with pytest.raises(Fault, match="no workbook of held rows"):
        sent_back.reread(other, by=wu)
    stranger = corrected(tmp_path, [["批次", "行号"], [f"{NAME}/20200101-000000000000", "1"]], lambda _: None)
    assert sent_back.reread(stranger, by=wu).unknown == 1


def test_who_does_not_see_the_rows_whole_exports_none(batch: Batch, tmp_path: Path) -> None:
    for role, area in (("data_steward", "230108001"), ("headquarters", "230108")):
        with pytest.raises(NotAllowed):
            sent_back.export(batch=batch, out=tmp_path / "退回.xlsx", by=reader(account(role, area)))
    assert not (tmp_path / "退回.xlsx").exists()


def test_a_rule_says_first_what_it_would_do(batch: Batch, wu: Reader) -> None:
    before = list(HeldRow.objects.order_by("pk").values())
    said = {"batch": batch, "field": "cause", "says": "=SUM(头晕)", "by": wu}
    would = sent_back.rule(**said, means="发热", only_judge=True)  # type: ignore[arg-type]
    assert ([one.row for one in would.mended], would.again) == ([3, 6], [])
    would = sent_back.rule(**said, means="不清楚", only_judge=True)  # type: ignore[arg-type]
    assert (would.mended, [one.row for one, _ in would.again]) == ([], [3, 6])
    assert list(HeldRow.objects.order_by("pk").values()) == before and Batch.objects.count() == 1


def test_a_rule_is_taken_back_until_it_is_in(batch: Batch, wu: Reader) -> None:
    said = {"batch": batch, "field": "cause", "says": "=SUM(头晕)", "means": "发热", "by": wu}
    sent_back.rule(**said)  # type: ignore[arg-type]
    assert sent_back.undo(batch=batch, by=wu) == 2
    assert loading.go_on(by="wu") == [] and queries.held(batch.pk, state="waiting").count() == 5
    sent_back.rule(**said)  # type: ignore[arg-type]
    (went_in,) = loading.go_on(by="wu")
    assert went_in.manifest.counts.rows == 2
    assert sent_back.undo(batch=batch, by=wu) == 0
    with pytest.raises(NotSettled):
        from fangxian.catalogue import actions

        actions.reopen(row=queries.held(batch.pk, state="mended")[0].pk, by=wu)


def test_at_the_shell(
    batch: Batch, wu: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fangxian.cli.vouching.vouched", lambda _: wu)
    name, out = f"{NAME}/{batch.name}", tmp_path / "退回.xlsx"
    rule = ["held", "rule", name, "--field", "cause", "--says", "=SUM(头晕)", "--means", "发热", "--as", "wu"]
    assert main(rule) == 0
    assert "2 rows would be mended, 0 would still be held" in capsys.readouterr().err
    assert main([*rule, "--sure"]) == 0 and main(["held", "undo", name, "--as", "wu"]) == 0
    assert main(["held", "export", name, "--out", str(out), "--as", "wu"]) == 0
    back = corrected(tmp_path, table(out, tmp_path), mend_days)
    assert main(["held", "reread", str(back), "--as", "wu"]) == 2
    said = capsys.readouterr().err
    assert "缺课.csv row 8" in said and f"{NAME}" in said
