"""Two engines, one question, same answer: every form that the portable part allows is asked of DuckDB and of Spark.

Answers are compared as written files: values, column names and types.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from fangxian.lake.engines import Engine, open_engine
from fangxian.lake.engines.portable import NotPortableError

pytestmark = pytest.mark.spark

PEOPLE = {"id": "BIGINT", "name": "VARCHAR", "grid": "VARCHAR", "phone": "BIGINT", "weight": "DOUBLE", "born": "DATE",
          "seen": "TIMESTAMP"}  # fmt: skip
PEOPLE_ROWS = [
    (1, "王伟", "G1", 13900000001, 0.5, date(1980, 2, 29), datetime(2022, 9, 9, 8, 10, 30)),
    (2, "李娜", "G1", None, 1.25, date(1999, 12, 31), datetime(2022, 9, 9, 23, 59, 59)),
    (3, None, "G2", 13900000003, None, None, None),
    (4, "王伟", None, 13900000001, -2.5, date(2001, 1, 1), datetime(2022, 9, 10, 0, 0, 0)),
    (5, "尉迟睿涵", "G2", 13900000005, 7.0, date(1950, 7, 4), datetime(2022, 9, 9, 12, 0, 0, 500000)),
]
VISITS = {"id": "BIGINT", "what": "VARCHAR"}
VISITS_ROWS = [(1, "door"), (2, "phone"), (2, "door"), (None, "lost"), (9, "door")]


#: Where the value is the same and only its width in a Parquet file differs: sum() of integers (a list that is written
#: casts it), `//` of two INTEGERs, and what is reckoned with decimal literals.
KNOWN_TYPES = {
    ("DOUBLE", "BIGINT"),
    ("INTEGER", "BIGINT"),
    ("DECIMAL(3,1)", "DECIMAL(2,1)"),
    ("DECIMAL(5,3)", "DECIMAL(6,3)"),
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    """DuckDB and Spark with the same two tables."""
    with (
        open_engine("duckdb", workdir=tmp_path_factory.mktemp("duck")) as duck,
        open_engine("spark", workdir=tmp_path_factory.mktemp("spark")) as spark,
    ):
        for engine in (duck, spark):
            engine.load_rows("people", PEOPLE, PEOPLE_ROWS)
            engine.load_rows("visits", VISITS, VISITS_ROWS)
        yield [duck, spark]


def assert_same(both: list[Engine], select: str, folder: Path) -> None:
    """The same values, names and types in a Parquet file."""
    files = []
    for engine in both:
        path = folder / f"{engine.name}.parquet"
        engine.write(select, path, format="parquet")
        files.append(f"read_parquet('{path}')")
    kinds = [both[0].rows(f"DESCRIBE SELECT * FROM {one}") for one in files]
    assert [column[0] for column in kinds[0]] == [column[0] for column in kinds[1]]
    apart = {(one[1], other[1]) for one, other in zip(*kinds, strict=True) if one[1] != other[1]}
    assert apart <= KNOWN_TYPES
    assert both[0].rows(f"SELECT * FROM {files[0]}") == both[0].rows(f"SELECT * FROM {files[1]}")


# Each line is one expression over a row of `people`; a failure names the line.
EXPRESSIONS = """
    substr(name, 2) | substr(name, 1, 1) | substr(name, -1) | substr('abc', 5) | left(name, 2) | right(name, 2)
    length(name) | octet_length(encode(name)) | upper('ａbc王') | lower('ＡＢＣ王Ω')
    trim(concat('　 ', name, chr(160), chr(12288))) | trim('  a  ') | trim(concat(chr(9), 'a'))
    trim(concat(chr(8203), 'a'))
    ltrim('00120', '0') | rtrim('00120', '0') | trim('xxaxx', 'x') | ltrim('　a') | rtrim('a　')
    translate('１２３Ｘa', '１２３Ｘ', '123X') | translate('aab', 'aa', 'xy') | translate('abc', 'bc', 'd')
    replace('aaa', 'aa', 'b') | repeat('ab', 3) | lpad('7', 3, '0') | rpad('7', 3, '0') | lpad('王', 3, '*')
    split_part('a,b,c', ',', 2) | split_part('a,b,c', ',', 9) | strpos(name, '伟') | instr('abc', 'c')
    starts_with(name, '王') | ends_with(name, '涵') | contains(name, '迟') | name LIKE '王%' | 'ABC' ILIKE 'a_c'
    'a%b' LIKE 'a\\%b' | 'a\\xb' LIKE 'a\\%b' | name LIKE concat('%', '伟') | 'a\\' LIKE concat('a', '\\')
    concat(name, '|', id, '|', weight > 0) | name || grid | concat_ws('|', name, grid, 'x') | concat(NULL, NULL)
    levenshtein(name, '王芳') | levenshtein('230108198001011234', '230108198001011243') | levenshtein('', 'abc')
    md5(name) | sha256('a') | chr(65) | chr(29579) | chr(12288)
    regexp_matches('1234', '^\\d{4}$') | regexp_matches(concat('1234', chr(10)), '^\\d{4}$')
    regexp_matches(concat('a', chr(133), 'b'), 'a.b') | regexp_matches(concat('a', chr(10), 'b'), 'a.b')
    regexp_matches(name, '^[一-龥]+$') | regexp_matches(name, '\\p{Han}{2}') | regexp_matches('ＡB', '(?i)^ａb$')
    regexp_matches('a[b', '[[x]') | regexp_matches('a&b', '[&&]b') | regexp_matches(concat('a', chr(11), 'b'), 'a\\sb')
    regexp_matches('王', '[\\x{4e00}-\\x{9fff}]') | regexp_matches('', '^$') | regexp_matches('x-y', '^[\\w-]+$')
    regexp_replace('a1b2', '([0-9])', '<\\1>', 'g') | regexp_replace('a1b2', '\\d', '$', 'g')
    regexp_replace('a  b', '\\s+', '', 'g') | regexp_replace('ab', '', '-', 'g')
    regexp_replace('a.b', '\\.', '\\\\', 'g')
    regexp_extract('2022年9月9日', '([0-9]+)年([0-9]+)月', 2) | regexp_extract('abc', '(x)?(b)', 1)
    regexp_extract('zzz', '([0-9]+)', 1) | regexp_extract('a12', '[0-9]+') | regexp_extract(name, '^(.)', 1)
    id // 2 | -7 // 2 | 7 // -2 | 23010819900101123 * 11 // 11 | 9223372036854775807 // 3 | -7 % 3 | 7 % -3
    id / 2 | 1.0 / 3 | id / 197000.0 | weight / nullif(id - 1, 0) | id * 4294967296 + id | abs(-3) | -id
    CAST(floor(weight) AS BIGINT) | CAST(ceil(weight) AS BIGINT) | round(weight) | round(weight, 1)
    round(CAST(1.005 AS DOUBLE), 2) | round(CAST(2.675 AS DOUBLE), 2) | round(CAST(0.12345 AS DOUBLE), 4)
    log2(8) | log10(100) | ln(2.0) | power(2.0, 0.5) | sqrt(2) | 0.1 + 0.2 | 1.5 + weight | 3.21 * 2.5 | 1e3
    greatest(1, NULL, 3) | least(weight, 1.0) | coalesce(name, grid, '?') | nullif(grid, 'G1') | ifnull(phone, 0)
    CASE grid WHEN 'G1' THEN 1 ELSE 0 END | CASE WHEN weight > 0 THEN 'more' WHEN weight < 0 THEN 'less' END
    weight IS NULL | weight IS NOT NULL | grid IS DISTINCT FROM 'G1' | grid IS NOT DISTINCT FROM NULL
    name IN ('王伟', NULL) | id BETWEEN 2 AND 4 | NOT (id = 1 OR grid = 'G2') | grid = 'G1' AND weight > 1
    CAST(id AS VARCHAR) | CAST(weight > 0 AS VARCHAR) | CAST(weight > 0 AS INTEGER) | CAST(born AS VARCHAR)
    CAST(seen AS VARCHAR) | CAST(seen AS DATE) | CAST(born AS TIMESTAMP) | CAST('12' AS BIGINT) | CAST(1.0 AS VARCHAR)
    TRY_CAST(' 12 ' AS BIGINT) | TRY_CAST('+5' AS BIGINT) | TRY_CAST('' AS BIGINT) | TRY_CAST('９' AS BIGINT)
    TRY_CAST('99999999999999999999' AS BIGINT) | TRY_CAST('x' AS BIGINT) | TRY_CAST('12.5' AS DOUBLE)
    TRY_CAST('2022-02-30' AS DATE) | TRY_CAST('2022-2-3' AS DATE) | TRY_CAST('2022' AS DATE)
    TRY_CAST('2022-02' AS DATE)
    TRY_CAST('2022-02-03 10:00:00' AS DATE) | TRY_CAST('2022-02-03 abc' AS DATE) | TRY_CAST('2022--' AS DATE)
    TRY_CAST('2022-02-03 10:00' AS TIMESTAMP) | TRY_CAST('2022-02-03T10:00:00' AS TIMESTAMP)
    TRY_CAST('2022-02-03 25:00:00' AS TIMESTAMP) | TRY_CAST('2022-02-03' AS TIMESTAMP) | TRY_CAST('2022' AS TIMESTAMP)
    TRY_CAST('2022-02-03 10' AS TIMESTAMP) | TRY_CAST('2022-02-03 10:00:00.123456' AS TIMESTAMP)
    TRY_CAST('now' AS TIMESTAMP)
    born + 3 | DATE '1899-12-30' + CAST(44813 AS INTEGER) | CAST(born + INTERVAL 1 MONTH AS DATE)
    seen + INTERVAL 3 HOUR
    date_diff('day', born, DATE '2022-09-09') | date_diff('day', seen, TIMESTAMP '2022-09-10 01:00:00')
    date_diff('second', TIMESTAMP '2022-09-09 07:00:30', TIMESTAMP '2022-09-09 08:00:00')
    date_trunc('hour', seen) | date_trunc('day', seen) | extract(hour FROM seen) | hour(seen) | minute(seen)
    year(born) | month(born) | day(born) | extract(week FROM born) | extract(doy FROM born) | make_date(2022, 2, 3)
    last_day(born) | strftime(seen, '%Y-%m-%d %H:%M') | born < seen | make_timestamp(2022, 2, 3, 4, 5, 6.0)
    row_number() OVER (PARTITION BY grid ORDER BY weight DESC) | rank() OVER (ORDER BY name)
    dense_rank() OVER (ORDER BY grid)
    lag(weight) OVER (ORDER BY id) | lead(id, 1, 0) OVER (ORDER BY id) | count(*) OVER (PARTITION BY name)
    sum(id) OVER (PARTITION BY grid ORDER BY id)
    max(weight) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
    first_value(weight) OVER (ORDER BY id DESC) | last_value(weight IGNORE NULLS) OVER (ORDER BY id)
    EXISTS (SELECT 1 FROM visits v WHERE v.id = people.id) | id IN (SELECT id FROM visits WHERE id IS NOT NULL)
    (SELECT max(what) FROM visits v WHERE v.id = people.id) | (SELECT count(*) FROM visits v WHERE v.id = people.id)
    'it''s' | 'a\\tb' | '\\d' | '$1' | '"' | 'a,b' | concat('a', chr(10), 'b') | ''
"""


def test_each_allowed_expression_has_one_value(both: list[Engine], tmp_path: Path) -> None:
    expressions = [one.strip() for line in EXPRESSIONS.splitlines() for one in line.split(" | ") if one.strip()]
    assert len(expressions) > 180
    columns = ", ".join(f"{one} AS c{number}" for number, one in enumerate(expressions))
    try:
        assert_same(both, f"SELECT id, {columns} FROM people ORDER BY id", tmp_path)
    except Exception:
        selects = {one: f"SELECT id, {one} AS c FROM people ORDER BY id" for one in expressions}
        assert [one for one, select in selects.items() if answers(both[0], select) != answers(both[1], select)] == []
        raise


def answers(engine: Engine, select: str) -> Any:
    try:
        return [(row, [type(value) for value in row]) for row in engine.rows(select)]
    except Exception as refused:
        return f"{engine.name}: {refused}"[:300]


STATEMENTS = [
    "SELECT * FROM people ORDER BY grid, id",
    "SELECT * FROM people ORDER BY weight DESC, id",
    "SELECT * FROM people ORDER BY weight NULLS FIRST, id DESC",
    "SELECT id FROM people ORDER BY weight IS NULL, name, id LIMIT 3",
    "SELECT name, count(*) AS n, sum(id) AS ids, min(born), max(seen) FROM people GROUP BY name ORDER BY n DESC, name",
    "SELECT grid AS g, count(DISTINCT phone) AS n FROM people GROUP BY g HAVING count(*) > 1 ORDER BY g",
    "SELECT grid, name, count(*) FROM people GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT avg(id), avg(weight), avg(1.5), sum(weight), count_if(weight > 0) FROM people",
    "SELECT bool_or(weight > 5), bool_and(id > 0), max(weight > 0) FROM people",
    "SELECT sum(id) FILTER (WHERE weight > 0) AS s, count(*) FILTER (WHERE name IS NULL) AS c FROM people",
    "SELECT arg_max(name, weight), max_by(name, id), min_by(weight, id), arg_max(grid, weight) FROM people",
    "SELECT max_by(weight, id) FROM people WHERE id <= 3",
    "SELECT sum(id), max(name), count(*) FROM people WHERE FALSE",
    "SELECT string_agg(name, ',' ORDER BY id DESC) AS names FROM people",
    "SELECT count(*) AS c, 'x' AS x FROM people WHERE id > 99 HAVING count(*) > 0",
    "SELECT p.id, v.what FROM people p LEFT JOIN visits v ON v.id = p.id ORDER BY 1, 2",
    "SELECT * FROM people p SEMI JOIN visits v ON v.id = p.id ORDER BY p.id",
    "SELECT * FROM people p ANTI JOIN visits v ON v.id = p.id ORDER BY p.id",
    "SELECT id, name, what FROM people JOIN visits USING (id) ORDER BY 1, 3",
    "SELECT * FROM people FULL JOIN visits USING (id) ORDER BY id, what",
    "SELECT id FROM people WHERE id NOT IN (SELECT id FROM visits) ORDER BY id",
    "SELECT id FROM people WHERE NOT EXISTS (SELECT 1 FROM visits v WHERE v.id = people.id) OR id = 1 ORDER BY id",
    "SELECT id FROM people UNION SELECT id FROM visits ORDER BY id",
    "SELECT id FROM people EXCEPT SELECT id FROM visits ORDER BY id",
    "SELECT id, NULL AS x FROM people UNION ALL SELECT id, CAST(7 AS BIGINT) FROM visits ORDER BY id, x",
    "SELECT id, 1.0 AS score FROM people UNION ALL SELECT id, CAST(0.5 AS DOUBLE) FROM visits ORDER BY id, score",
    "SELECT id, s FROM people CROSS JOIN (VALUES (1, 'a'), (2, 'b')) AS v(k, s) ORDER BY id, s",
    "SELECT p.id, l.y FROM people p, LATERAL (SELECT p.id * 10 AS y) AS l ORDER BY p.id",
    "SELECT id, unnest([grid, name]) AS y FROM people ORDER BY id, y",
    "SELECT p.id, l.y FROM people p CROSS JOIN unnest([p.grid, p.name]) AS l(y) ORDER BY p.id, l.y",
    "SELECT p.id, g.i FROM people p CROSS JOIN (SELECT unnest(generate_series(1, 3)) AS i) AS g ORDER BY 1, 2",
    "WITH a AS (SELECT id, name FROM people), b AS (SELECT * FROM a WHERE id > 2) SELECT * FROM b ORDER BY id",
    "SELECT * EXCLUDE (born, seen), id + 1 AS next FROM people ORDER BY id",
    "SELECT id AS a, a * 2 AS b FROM people ORDER BY a",
    "SELECT id, row_number() OVER (PARTITION BY name ORDER BY id) AS k FROM people QUALIFY k = 1 ORDER BY id",
    "SELECT DISTINCT grid FROM people ORDER BY grid",
    "SELECT (SELECT count(*) FROM people) AS p, (SELECT count(*) FROM visits) AS v",
    "SELECT q.row, q.rank, q.class, q.how FROM (SELECT 1 AS row, 2 AS rank, 3 AS class, 'x' AS how) AS q",
    "SELECT id, name FROM people WHERE id > 99 ORDER BY id",
]


@pytest.mark.parametrize("select", STATEMENTS)
def test_each_allowed_statement_has_one_answer(both: list[Engine], select: str) -> None:
    assert both[0].rows(select) == both[1].rows(select)


def test_the_files_are_the_same_to_the_byte(both: list[Engine], tmp_path: Path) -> None:
    for number, select in enumerate([STATEMENTS[0], STATEMENTS[4], STATEMENTS[13], STATEMENTS[-1]]):
        paths = [tmp_path / f"{engine.name}-{number}.csv" for engine in both]
        counts = [engine.write(select, path, format="csv") for engine, path in zip(both, paths, strict=True)]
        assert counts[0] == counts[1]
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_awkward_text_comes_back_as_it_went_in(both: list[Engine], tmp_path: Path) -> None:
    """Five hundred texts of every kind of character, through the functions that clean names, numbers and phones."""
    drawn = random.Random(20220909)
    letters = "王伟0189xXＡ９ａ　 \u00a0\u200b\t\n\r'\"`,;·．-—()（）=+@\\$%_[]^|.éΩ𠮷😀\u0301"
    texts = ["".join(drawn.choices(letters, k=drawn.randrange(9))) for _ in range(500)]
    for engine in both:
        engine.load_rows("texts", {"n": "BIGINT", "t": "VARCHAR"}, list(enumerate(texts)))
    functions = (
        "t", "length(t)", "trim(t)", "upper(t)", "lower(t)", "substr(t, 2, 3)", "octet_length(encode(t))", "t < '王'",
        "levenshtein(t, '王伟9')", "translate(t, '９ａＡ　', '9aA ')", "replace(t, ' ', '')", "concat('<', t, '>')",
        "regexp_replace(t, '[\\s\\x{00a0}\\x{200b}\\x{3000}]', '', 'g')", "regexp_matches(t, '^[0-9xX]+$')",
        "regexp_extract(t, '([0-9]+)', 1)", "regexp_replace(t, '^[''\"=`]+|[''\"]+$', '', 'g')", "strpos(t, '·')",
        "TRY_CAST(regexp_extract(t, '^([0-9]+)$', 1) AS BIGINT)",
    )  # fmt: skip
    columns = ", ".join(f"{function} AS c{number}" for number, function in enumerate(functions))
    files = [tmp_path / f"{engine.name}.csv" for engine in both]
    for engine, path in zip(both, files, strict=True):
        engine.write(f"SELECT n, {columns} FROM texts ORDER BY t, n", path, format="csv")
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_file_is_read_with_its_positions(both: list[Engine], tmp_path: Path) -> None:
    lines = ["name,phone", *(f"n{number},{number % 7}" for number in range(70_000)), '"a,b",", "']
    (tmp_path / "file.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = "header=true, all_varchar=true, quote='\"', escape='\"'"
    select = f"SELECT name, phone FROM read_csv('{tmp_path / 'file.csv'}', {options})"
    for engine in both:
        engine.ingest("raw", select)
        assert engine.rows("SELECT count(*), min(row), max(row) FROM raw") == [(70_001, 1, 70_001)]
        assert engine.rows("SELECT row, name, phone FROM raw WHERE row IN (1, 40000, 70001) ORDER BY row") == [
            (1, "n0", "0"),
            (40_000, "n39999", str(39_999 % 7)),
            (70_001, "a,b", ", "),
        ]


def test_a_table_is_made_once_and_a_view_whenever_it_is_read(both: list[Engine]) -> None:
    for engine in both:
        engine.create("one", "SELECT id FROM people WHERE id <= 2")
        engine.view("seen_through", "SELECT count(*) AS n FROM one")
        assert engine.rows("SELECT n FROM seen_through") == [(2,)]
        engine.create("one", "SELECT id FROM one WHERE id = 1")
        assert engine.rows("SELECT n FROM seen_through") == [(1,)]
        engine.drop("one")
    assert [step.name for step in both[0].steps[-3:]] == [step.name for step in both[1].steps[-3:]]


def test_tables_may_be_empty(both: list[Engine], tmp_path: Path) -> None:
    for engine in both:
        engine.load_rows("nobody", PEOPLE, [])
    assert_same(both, "SELECT * FROM nobody ORDER BY id", tmp_path)


@pytest.mark.parametrize("name", ["duckdb", "spark"])
def test_a_spreadsheet_holds_the_same_cells(both: list[Engine], tmp_path: Path, name: str) -> None:
    import openpyxl

    engine = next(one for one in both if one.name == name)
    assert engine.write("SELECT id, name, phone FROM people ORDER BY id", tmp_path / "people.xlsx", format="xlsx") == 5
    cells = list(openpyxl.load_workbook(tmp_path / "people.xlsx").active.values)
    assert cells[0] == ("id", "name", "phone")
    assert cells[1] == (1, "王伟", 13900000001)


def test_what_is_not_portable_is_refused_before_it_runs(both: list[Engine]) -> None:
    with pytest.raises(NotPortableError, match="list"):
        both[1].create("lists", "SELECT list(name ORDER BY id) FROM people")


def test_an_error_names_the_step_and_no_value(both: list[Engine]) -> None:
    with pytest.raises(RuntimeError, match="Spark could not make badly: CAST_INVALID_INPUT") as caught:
        both[1].create("badly", "SELECT CAST(name AS BIGINT) AS n FROM people")
    assert "王" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_there_is_one_spark_engine_at_a_time(both: list[Engine], tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="close it first"):
        open_engine("spark", workdir=tmp_path)
