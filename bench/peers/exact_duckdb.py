"""DuckDB alone, by exact number: one join between two files.

python exact_duckdb.py COLUMNS.json RESIDENTS.csv RESULTS.csv OUT
"""

import json
import sys
from pathlib import Path

import duckdb

columns, residents_file, results_file, out = (Path(part) for part in sys.argv[1:])
said = json.loads(columns.read_text("utf-8"))
left, right = said["residents"], said["results"]
#: Full-width digits and the letter x become plain; what stands in FROM beyond TO is taken away.
FROM, TO = "０１２３４５６７８９Ｘｘx '-", "0123456789XXX"


def key(column: str) -> str:
    bare = f"""CASE WHEN strlen("{column}") = 18 THEN upper("{column}")
        ELSE translate("{column}", '{FROM.replace("'", "''")}', '{TO}') END"""
    return f"CASE WHEN length({bare}) = 18 THEN {bare} END AS key"


con = duckdb.connect()
con.execute(f"""CREATE TABLE residents AS SELECT "{left["person"]}" AS person, {key(left["number"])}
    FROM read_csv('{residents_file}', all_varchar=true)""").fetchall()
con.execute(f"""CREATE TABLE results AS SELECT {key(right["number"])}
    FROM read_csv('{results_file}', all_varchar=true)""").fetchall()
con.execute("""CREATE TABLE links AS SELECT r.rowid + 1 AS row, k.person FROM results r
    JOIN (SELECT key, min(person) AS person FROM residents WHERE key IS NOT NULL GROUP BY key HAVING count(*) = 1) k
    ON k.key = r.key""").fetchall()
con.execute(f"COPY links TO '{out / 'links.csv'}' (HEADER)").fetchall()
con.execute(f"""COPY (SELECT person FROM residents ANTI JOIN links USING (person))
    TO '{out / "untested.csv"}' (HEADER)""").fetchall()
