"""Takes from a round the rows that the exact number did not settle: what a record linker is for.

    python -m bench.leftovers RESULTS.csv LINKS.csv OUT

writes OUT/leftovers.csv (the rows as they stand, with their header) and OUT/rows.csv (position, row in RESULTS).
"""

import sys
from pathlib import Path

import duckdb


def take(results: Path, links: Path, out: Path) -> None:
    """Writes both files."""
    con = duckdb.connect()
    con.execute(f"CREATE TABLE results AS SELECT * FROM read_csv('{results}', all_varchar=true)").fetchall()
    con.execute(f"""CREATE TABLE left_over AS SELECT rowid + 1 AS original, r.* FROM results r
        WHERE rowid + 1 NOT IN (SELECT CAST("row" AS BIGINT) FROM read_csv('{links}')) ORDER BY rowid""").fetchall()
    con.execute(f"COPY (SELECT * EXCLUDE (original) FROM left_over) TO '{out / 'leftovers.csv'}' (HEADER)").fetchall()
    con.execute(f"""COPY (SELECT rowid + 1 AS position, original AS "row" FROM left_over)
        TO '{out / "rows.csv"}' (HEADER)""").fetchall()


if __name__ == "__main__":
    take(*(Path(part) for part in sys.argv[1:]))
