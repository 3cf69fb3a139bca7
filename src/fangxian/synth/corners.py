"""A tiny district, written by hand: one or two rows for each corner that linking can be pushed into, with the truth.

The rows stand in `data/corners/`; the column `why` says what each is there for. Everybody in them is invented.
"""

import csv
from pathlib import Path

from fangxian.synth import wordlists

#: The round's window, as `compare` wants it.
START, END = "2022-09-09 06:00", "2022-09-09 20:00"
_FOLDER = wordlists.DATA / "corners"
_TRUTH = ("person", "kind", "usable")
_NOTE = "why"


def residents() -> list[dict[str, str]]:
    """The residents' rows, by the file's headings and `why`."""
    return _rows("residents.csv")


def results() -> list[dict[str, str]]:
    """The result rows, by the file's headings, `person`, `kind`, `usable` and `why`."""
    return _rows("results.csv")


def write(folder: Path) -> None:
    """Writes residents.csv, results.csv and truth.csv into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "residents.csv", [_without(row, _NOTE) for row in residents()])
    _write(folder / "results.csv", [_without(row, _NOTE, *_TRUTH) for row in results()])
    truth = [
        {"file": "results.csv", "row": str(number)} | {column: row[column] for column in _TRUTH}
        for number, row in enumerate(results(), start=1)
    ]
    _write(folder / "truth.csv", truth)


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _without(row: dict[str, str], *columns: str) -> dict[str, str]:
    return {column: cell for column, cell in row.items() if column not in columns}


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
