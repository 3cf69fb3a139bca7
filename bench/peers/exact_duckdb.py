"""DuckDB alone, by exact number: one join between two files; asked to, then by name and phone where both are unique.

python exact_duckdb.py COLUMNS.json RESIDENTS.csv RESULTS.csv OUT [name_and_phone]
"""

import json
import sys
from pathlib import Path

import duckdb

columns, residents_file, results_file, out = (Path(part) for part in sys.argv[1:5])
said = json.loads(columns.read_text("utf-8"))
left, right = said["residents"], said["results"]


def key(column: str) -> str:
    plain = f"""upper(translate("{column}", '０１２３４５６７８９Ｘｘ', '0123456789XX'))"""
    bare = f"""CASE WHEN strlen("{column}") = 18 THEN upper("{column}")
        ELSE regexp_replace({plain}, '[\\s\\p{{Z}}''-]', '', 'g') END"""
    return f"CASE WHEN length({bare}) = 18 THEN {bare} END AS key"


def unique(columns: str) -> str:
    """The residents whose values of these columns nobody else has."""
    return f"(SELECT {columns}, min(person) AS person FROM residents GROUP BY ALL HAVING count(*) = 1)"


con = duckdb.connect()
for table, file, names in (("residents", residents_file, left), ("results", results_file, right)):
    person = f'"{names["person"]}"' if table == "residents" else "NULL"
    con.execute(f"""CREATE TABLE {table} AS SELECT {person} AS person, {key(names["number"])},
            replace("{names["name"]}", ' ', '') AS name, "{names["phone"]}" AS phone
        FROM read_csv('{file}', all_varchar=true)""").fetchall()
con.execute(f"""CREATE TABLE links AS SELECT r.rowid + 1 AS row, k.person
    FROM results r JOIN {unique("key")} k USING (key)""").fetchall()
if "name_and_phone" in sys.argv:
    con.execute(f"""INSERT INTO links SELECT r.rowid + 1, k.person FROM results r JOIN {unique("name, phone")} k
        USING (name, phone) WHERE r.rowid + 1 NOT IN (SELECT row FROM links)""").fetchall()
con.execute(f"COPY links TO '{out / 'links.csv'}' (HEADER)").fetchall()
con.execute(f"""COPY (SELECT person FROM residents ANTI JOIN links USING (person))
    TO '{out / "untested.csv"}' (HEADER)""").fetchall()
