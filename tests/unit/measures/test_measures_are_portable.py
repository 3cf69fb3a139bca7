"""Every SELECT of the measures is written again for Spark without a complaint, and ends in a plain list of rows."""

import pytest
import sqlglot

from fangxian.measures import coverage, dirt, pools

#: Functions that both engines have under these names once rewritten.
KNOWN = {"count", "sum", "min", "coalesce", "nullif", "substr", "substring", "trim", "regexp_extract", "date_trunc"}

#: Names that sqlglot gives to parts of a statement which are no functions in SQL.
ALSO = {"if", "timestamp_trunc", "cast"}


class Listening:
    """An engine that keeps the SELECTs it is given."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.selects: list[str] = []

    def rows(self, select: str):
        self.selects.append(select)
        return self.engine.rows(select)


def test_every_select_can_be_written_for_spark(laid_out) -> None:
    engine = Listening(laid_out([("230108001002003", "tested")] * 12))
    coverage.by_area(engine, name_of=lambda code: None)
    coverage.by_hour(engine)
    dirt.found(engine)
    pools.by_size(engine)
    assert len(engine.selects) >= 7
    for select in engine.selects:
        (tree,) = sqlglot.parse(select, read="duckdb")
        used = {call.sql_name().lower() for call in tree.find_all(sqlglot.exp.Func)} - {"case", "and", "or"}
        assert not {name for name in used if name not in KNOWN and name not in ALSO}, used
        sqlglot.transpile(select, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)


@pytest.mark.parametrize("measure", [coverage.by_hour, dirt.found, pools.by_size])
def test_measures_hold_counts_and_no_rows_of_people(laid_out, measure) -> None:
    """The number of rows that leave the engine does not grow with the number of people."""
    few = Counting(laid_out(*district(10)))
    measure(few)
    many = Counting(laid_out(*district(1000)))
    measure(many)
    assert many.seen == few.seen


class Counting:
    """An engine that counts the rows that leave it."""

    def __init__(self, engine) -> None:
        self.engine = engine
        self.seen = 0

    def rows(self, select: str):
        found = self.engine.rows(select)
        self.seen += len(found)
        return found


def district(people: int):
    return ([("230108001002003", "tested")] * people,)
