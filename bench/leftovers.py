"""The rows of a round that the exact number does not settle, which is what a record linker is for; and their truth."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb

#: Row -> (the numbers that the person has in the residents' file, whether the row says whose it is).
Truth = dict[int, tuple[frozenset[str], bool]]


def truth(path: Path) -> Truth:
    """The truth of one round."""
    return {
        int(one["row"]): (frozenset(filter(None, one["person"].split("|"))), one["usable"] == "1")
        for one in _read(path)
    }


def links(folder: Path) -> dict[int, str]:
    """Row -> person, of the links.csv in a folder; none where there is no such file."""
    path = folder / "links.csv"
    return {int(one["row"]): one["person"] for one in _read(path)} if path.exists() else {}


def take(results: Path, exact: Path, out: Path) -> dict[int, int]:
    """Writes out/leftovers.csv, the rows of `results` that have no link in the folder `exact`, as they stand.

    Returns position in leftovers.csv -> row of `results`, both from 1.
    """
    with duckdb.connect() as con:
        con.execute(f"CREATE TABLE results AS SELECT * FROM read_csv('{results}', all_varchar=true)").fetchall()
        con.execute(f"""CREATE TABLE left_over AS SELECT rowid + 1 AS original, r.* FROM results r
            WHERE rowid + 1 NOT IN (SELECT CAST("row" AS BIGINT) FROM read_csv('{exact / "links.csv"}'))
            ORDER BY rowid""").fetchall()
        con.execute(f"COPY (SELECT * EXCLUDE (original) FROM left_over) TO '{out / 'leftovers.csv'}'").fetchall()
        return dict(con.execute("SELECT rowid + 1, original FROM left_over ORDER BY rowid").fetchall())


def label(rows: dict[int, int], truth: Truth, path: Path, *, pairs: int) -> set[int]:
    """Writes position,person of evenly spread rows, as a clerk would label them; returns those rows of the results."""
    known = [(position, min(truth[row][0])) for position, row in rows.items() if truth[row][0]]
    chosen = known[:: max(1, len(known) // pairs)][:pairs]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(chosen)
    return {rows[position] for position, _ in chosen}


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
