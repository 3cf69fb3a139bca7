"""Comparisons of a handful of rows, as examples write them down: cells by the headings of a real export."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.pipelines.compare import Request, compare
from fangxian.terms import resident_id

RESIDENTS = ("人员编号", "姓名", "性别", "出生日期", "公民身份号码", "联系电话", "现住址", "网格编码")
RESULTS = ("姓名", "证件号码", "手机号", "采样时间", "检测结果", "混采方式", "采样点", "管号")

Row = Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """The folder of a comparison, its summary, and its lists as rows of text."""

    out: Path
    summary: dict[str, Any]

    def rows(self, name: str) -> list[dict[str, str]]:
        """One of the written lists."""
        with (self.out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def people(self, name: str) -> list[str]:
        """The residents on one of the lists, in its order."""
        return [row["person"] for row in self.rows(name)]

    @property
    def linked(self) -> dict[int, tuple[str, str]]:
        """Row -> (person, method)."""
        return {int(row["row"]): (row["person"], row["method"]) for row in self.rows("links")}

    def class_of(self, row: int) -> str:
        """Which of the six classes a row of the (first) file is in."""
        found = [self.linked[row][1]] if row in self.linked else []
        for name in ("review", "unknown", "rejected"):
            found += [name] * any(int(one["row"]) == row for one in self.rows(name))
        assert len(found) == 1, f"row {row} is in {found}"
        return found[0]


def number(head: str) -> str:
    """17 digits with the check character that belongs to them."""
    return head + resident_id.text(int(head) * 11 + resident_id.check_value(int(head)))[-1]


def write(path: Path, header: Sequence[str], rows: Iterable[Row], *, encoding: str = "utf-8") -> Path:
    """A CSV file; cells that a row does not name are empty."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def resident(person: str, name: str, head: str = "", phone: str = "", **more: str) -> dict[str, str]:
    """A row of the residents' file; `head`: 17 digits that get their check character, or any other text as it is."""
    said = number(head) if len(head) == 17 and head.isdigit() else head
    return {"人员编号": person, "姓名": name, "公民身份号码": said, "联系电话": phone} | more


def result(name: str, head: str = "", phone: str = "", at: str = "2022-09-09 08:00:00", **more: str) -> dict[str, str]:
    """A row of a result file: negative, in a tube of its own, unless `more` says otherwise."""
    said = number(head) if len(head) == 17 and head.isdigit() else head
    row = {"姓名": name, "证件号码": said, "手机号": phone, "采样时间": at, "检测结果": "阴性", "混采方式": "单采"}
    return row | more


def compared(folder: Path, residents: Sequence[Row], *results: Sequence[Row], **request: Any) -> Compared:
    """Compares rows; each sequence of results is a file of its own (results-1.csv, ...)."""
    folder.mkdir(parents=True, exist_ok=True)
    left = write(folder / "residents.csv", RESIDENTS, residents)
    right = [write(folder / f"results-{i}.csv", RESULTS, rows) for i, rows in enumerate(results, 1)]
    out = folder / "out"
    return Compared(out, json.loads(json.dumps(compare(Request(left, right, out, **request)))))
