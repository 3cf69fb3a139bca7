"""Draws a province: residents and one round's results by the million, written by DuckDB alone in well under a minute.

A simple draw beside `fangxian synth` (no households, no families), for size and not for accuracy: every number is
unique and valid, names have real frequencies, one row in twenty is dirty. Everything is a hash of a row's number.

    python -m bench.province_data OUT PEOPLE

writes OUT/residents.csv, OUT/results.csv and OUT/truth.csv (row, person, kind).
"""

import sys
import tomllib
from pathlib import Path

import duckdb

DATA = Path(__file__).parents[1] / "src" / "fangxian" / "synth" / "data"

#: People from elsewhere for each hundred residents; of all these, as many as there are residents are in the round.
ELSEWHERE = 6
#: Kinds of dirt, rows in ten thousand.
DIRT = {
    "full_width": 60, "spaces": 60, "lower_x": 40, "apostrophe": 40, "one_digit": 40, "swapped": 20, "no_number": 60,
    "cut": 20, "legacy": 30, "no_phone": 120, "other_name": 30,
}  # fmt: skip
REGIONS, DAYS, SEQUENCE = 300, 29_000, 999


def draw(out: Path, people: int) -> None:
    """Writes the three files."""
    out.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(f"SET temp_directory = '{out / 'spill'}'")
    con.execute("SET memory_limit = '6GB'")
    lists = {"surnames": _surnames(), "given": _given()}
    for table, words in lists.items():
        con.execute(
            f"CREATE TABLE {table} AS SELECT unnest($1) AS word, unnest(range(len($1))) AS k", [words]
        ).fetchall()
    universe = people + people * ELSEWHERE // 100
    con.execute(f"CREATE TABLE everyone AS {_everyone(universe, *map(len, lists.values()))}").fetchall()
    con.execute(f"COPY ({_residents(people)}) TO '{out / 'residents.csv'}' (HEADER)").fetchall()
    con.execute(f"CREATE TABLE round AS {_round(people, universe)}").fetchall()
    con.execute(f"COPY ({RESULTS}) TO '{out / 'results.csv'}' (HEADER)").fetchall()
    con.execute(f"COPY ({_truth(people)}) TO '{out / 'truth.csv'}' (HEADER)").fetchall()


def _surnames() -> list[str]:
    """A hundred thousand surnames as they are shared out."""
    drawn = []
    for line in (DATA / "surnames.tsv").read_text("utf-8").splitlines():
        parts = line.split("\t")
        if not line.startswith("#") and len(parts) >= 2 and parts[1].isdigit():
            drawn += [parts[0]] * max(1, int(parts[1]) // 10)
    return drawn


def _given() -> list[str]:
    """Given names of all cohorts: whole ones, single characters, and pairs of characters."""
    drawn = []
    for cohort in tomllib.loads((DATA / "given_names.toml").read_text("utf-8"))["cohort"]:
        first, second = (cohort.get(key, "").split() for key in ("first", "second"))
        drawn += cohort.get("single", "").split() * 3 + cohort.get("pair", "").split() * 3
        drawn += [a + b for a in first for b in second]
    return drawn


def _everyone(universe: int, surnames: int, given: int) -> str:
    """One row a person: `i`, a valid number, a name, a phone. The number's body is a bijection of `i`."""
    body = f"(i * 4999999937) % {REGIONS * DAYS * SEQUENCE}"
    digits = " + ".join(f"CAST(substr(b, {place + 1}, 1) AS INTEGER) * {2 ** (17 - place) % 11}" for place in range(17))
    return f"""
        SELECT i, b || substr('10X98765432', 1 + ({digits}) % 11, 1) AS number,
            s.word || g.word AS name,
            '1' || CAST(3 + i % 7 AS VARCHAR) || lpad(CAST((i * 7919) % 1000000000 AS VARCHAR), 9, '0') AS phone
        FROM (SELECT i, CAST(230000 + body % {REGIONS} AS VARCHAR)
                || strftime(DATE '1938-01-01' + CAST(body // {REGIONS} % {DAYS} AS INTEGER), '%Y%m%d')
                || lpad(CAST(1 + body // {REGIONS * DAYS} AS VARCHAR), 3, '0') AS b
            FROM (SELECT i, {body} AS body FROM range({universe}) AS r(i)) AS bodies) AS numbers
        JOIN surnames s ON s.k = CAST(hash(i) % {surnames} AS BIGINT)
        JOIN given g ON g.k = CAST(hash(i + 7) % {given} AS BIGINT)"""


def _residents(people: int) -> str:
    return f"""
        SELECT 'P' || lpad(CAST(i AS VARCHAR), 9, '0') AS 人员编号, name AS 姓名,
            CASE WHEN CAST(substr(number, 17, 1) AS INTEGER) % 2 = 1 THEN '男' ELSE '女' END AS 性别,
            substr(number, 7, 4) || '-' || substr(number, 11, 2) || '-' || substr(number, 13, 2) AS 出生日期,
            number AS 公民身份号码, phone AS 联系电话,
            '和平小区' || (1 + i // 400) || '号楼' || (1 + i // 80 % 5) || '单元' || (101 + i % 20 * 100) || '室'
                AS 现住址,
            '230108' || lpad(CAST(i // 700 % 100000 AS VARCHAR), 6, '0') AS 网格编码
        FROM everyone WHERE i < {people} ORDER BY i"""


def _round(people: int, universe: int) -> str:
    """Who comes, in an order of their own, with the dirt that befalls the row."""
    kinds, floor = [], 0
    for kind, often in DIRT.items():
        kinds.append(f"WHEN dice < {floor + often} THEN '{kind}'")
        floor += often
    return f"""
        SELECT j, e.*, CASE {" ".join(kinds)} ELSE 'clean' END AS kind
        FROM (SELECT j, (j * 982451653) % {universe} AS who, hash(j + 29) % 10000 AS dice
            FROM range({people}) AS r(j)) AS came
        JOIN everyone e ON e.i = came.who"""


RESULTS = """
    SELECT CASE WHEN kind = 'other_name' THEN substr(name, 1, 1) || '某' ELSE name END AS 姓名,
        CASE kind
            WHEN 'full_width' THEN translate(number, '0123456789X', '０１２３４５６７８９Ｘ')
            WHEN 'spaces' THEN substr(number, 1, 6) || ' ' || substr(number, 7, 8) || ' ' || substr(number, 15)
            WHEN 'lower_x' THEN lower(number) WHEN 'apostrophe' THEN '''' || number
            WHEN 'one_digit' THEN substr(number, 1, 15)
                || CAST((CAST(substr(number, 16, 1) AS INTEGER) + 3) % 10 AS VARCHAR) || substr(number, 17)
            WHEN 'swapped' THEN substr(number, 1, 8) || substr(number, 10, 1) || substr(number, 9, 1)
                || substr(number, 11)
            WHEN 'no_number' THEN '' WHEN 'cut' THEN substr(number, 1, 1) || '.' || substr(number, 2, 5) || 'E+17'
            WHEN 'legacy' THEN CASE WHEN substr(number, 7, 2) = '19' THEN substr(number, 1, 6) || substr(number, 9, 9)
                ELSE number END
            ELSE number END AS 证件号码,
        CASE WHEN kind = 'no_phone' THEN '' ELSE phone END AS 手机号,
        strftime(TIMESTAMP '2022-09-09 06:00:00' + INTERVAL 1 SECOND * CAST(hash(j) % 50000 AS INTEGER),
            '%Y-%m-%d %H:%M:%S') AS 采样时间,
        CASE WHEN hash(j + 5) % 500000 = 0 THEN '阳性' ELSE '阴性' END AS 检测结果, '10合1' AS 混采方式,
        '采样点' || CAST(j % 400 AS VARCHAR) AS 采样点, 'T' || lpad(CAST(j // 10 AS VARCHAR), 9, '0') AS 管号
    FROM round ORDER BY j"""


def _truth(people: int) -> str:
    return f"""
        SELECT 'results.csv' AS file, j + 1 AS row,
            CASE WHEN i < {people} THEN 'P' || lpad(CAST(i AS VARCHAR), 9, '0') END AS person, kind, 1 AS usable
        FROM round ORDER BY j"""


if __name__ == "__main__":
    draw(Path(sys.argv[1]), int(sys.argv[2]))
