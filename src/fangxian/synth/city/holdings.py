"""What the platforms hold: the rows of the district's rounds, and what its people had done elsewhere."""

import csv
import hashlib
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from fangxian.lib.fault import Fault
from fangxian.synth import layouts, schedule
from fangxian.terms import resident_id

#: Of residents without a row in a round, the share that was tested elsewhere.
ELSEWHERE = 0.5
#: Rounds that one question may touch: platforms limit the window that may be asked for.
MOST_ROUNDS = 3
#: The platform's names for a row's cells.
NAMES = {
    "name": "xm", "id_number": "zjhm", "phone": "sjh", "sampled_at": "cysj", "result": "jcjg", "pool_mode": "hcfs",
    "site": "cyd", "tube": "gh", "address": "xzz",
}  # fmt: skip
SERIAL = "lsh"
Row = dict[str, str]


@dataclass
class Round:
    """A round whose rows are read when they are first asked for. Times are local."""

    number: int
    start: datetime
    end: datetime
    read: Callable[[], list[Row]] = field(repr=False)

    @cached_property
    def rows(self) -> list[Row]:
        """Its rows by the platform's names, with their serial numbers, in the order of the file."""
        return [{SERIAL: f"{self.number:02}{at:07}", **row} for at, row in enumerate(self.read(), start=1)]

    @cached_property
    def by_number(self) -> dict[str, list[Row]]:
        """Rows by whose number they have, where it can be read."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(resident_id.clean(row["zjhm"]) or "", []).append(row)
        return found

    def between(self, start: datetime, end: datetime) -> list[Row]:
        """The rows that were handed in within a window: one after the other, from the round's beginning to its end."""
        if start <= self.start and self.end <= end:
            return self.rows
        step = (self.end - self.start) / max(1, len(self.rows))
        return self.rows[max(0, -((self.start - start) // step)) : max(0, (end - self.start) // step + 1)]


class Holdings:
    """All of it; threads may ask at once. A question may touch three rounds, and only those are kept in memory."""

    def __init__(self, rounds: Sequence[Round], residents: Callable[[], list[Row]] = list) -> None:
        self.rounds = list(rounds)
        self._residents = residents
        self._lock = threading.Lock()

    def window(self, start: datetime | None, end: datetime | None, round: str = "") -> list[Row]:
        """What the city has of a window, or of a round by its number."""
        with self._lock:
            return [row for one in self._within(start, end, round) for row in one.between(*_ends(start, end))]

    def numbers(self, numbers: Sequence[str], start: datetime | None, end: datetime | None) -> list[Row]:
        """What the nation has of these people: the city's rows, and for some who have none there one from elsewhere."""
        with self._lock:
            found = []
            for one in self._within(start, end, ""):
                for number in numbers:
                    there = one.by_number.get(number)
                    found += there if there is not None else self._elsewhere(one, number)
            return found

    @cached_property
    def _people(self) -> dict[str, Row]:
        return {resident_id.clean(row["zjhm"]) or "": row for row in self._residents() if row["zjhm"]}

    def _within(self, start: datetime | None, end: datetime | None, round: str) -> list[Round]:
        first, last = _ends(start, end)
        wanted = [one for one in self.rounds if one.start <= last and first <= one.end]
        wanted = [one for one in wanted if round in ("", str(one.number))]
        if len(wanted) > MOST_ROUNDS:
            raise ValueError("a question touches too many rounds")
        for one in self.rounds:
            if all(one is not other for other in wanted):
                for cached in ("rows", "by_number"):
                    one.__dict__.pop(cached, None)
        return wanted

    def _elsewhere(self, round: Round, number: str) -> list[Row]:
        person = self._people.get(number)
        drawn = int.from_bytes(hashlib.blake2b(f"{round.number} {number}".encode(), digest_size=4).digest())
        if person is None or drawn % 1000 >= ELSEWHERE * 1000:
            return []
        moment = round.start + (round.end - round.start) * (drawn % 997 / 997)
        return [
            {
                SERIAL: f"9{round.number:02}{drawn:010}", **person, "cysj": f"{moment:%Y-%m-%d %H:%M:%S}",
                "jcjg": "阴性", "hcfs": "单采", "cyd": "外区采样点", "gh": f"W{round.number:02}{drawn:010}",
            }
        ]  # fmt: skip


def of_district(folder: Path) -> Holdings:
    """What `fangxian synth` drew into a folder. Raises Fault if none lies there."""
    try:
        said = json.loads((folder / "district.json").read_bytes())
        rounds = [_round(folder, one) for one in said["rounds"]]
        residents = folder / said["residents"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault(
            en=f"{folder}: no district lies there; draw one with fangxian synth.",
            zh=f"{folder}：此处没有区数据；请先运行 fangxian synth 生成。",
        ) from error
    return Holdings(rounds, lambda: _people(residents))


def _round(folder: Path, said: dict[str, Any]) -> Round:
    number, path = int(said["round"]), folder / said["results"]
    start, end = datetime.fromisoformat(said["from"]), datetime.fromisoformat(said["to"])
    return Round(number, start, end, lambda: _results(path, number))


def _results(path: Path, number: int) -> list[Row]:
    """The rows of a round's file, laid out as rounds of that number are."""
    layout = layouts.of_round(number)
    columns = [*layouts.COLUMNS, *(["address"] if layout.address else [])]
    names = [NAMES[one] for one in columns]
    return [
        dict(zip(names, cells, strict=True))
        for cells in _cells(path, layout.encoding, 1 + len(layout.title), len(names))
    ]


def _people(path: Path) -> list[Row]:
    """Names, numbers and phones of the residents' file, whose columns stand as `synth` writes them."""
    return [{"xm": cells[1], "zjhm": cells[4], "sjh": cells[5]} for cells in _cells(path, "utf-8", 1, 8)]


def _cells(path: Path, encoding: str, above: int, width: int) -> list[list[str]]:
    """The rows of a file below its headings, each as long as those; a cell that is missing is empty."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        columns = [column.to_pylist() for column in pq.read_table(path).columns]
        return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))[above:]
    return [(row + [""] * width)[:width] for row in rows]


def _ends(start: datetime | None, end: datetime | None) -> tuple[datetime, datetime]:
    return start or schedule.FIRST_DAY - timedelta(days=36500), end or schedule.FIRST_DAY + timedelta(days=36500)
