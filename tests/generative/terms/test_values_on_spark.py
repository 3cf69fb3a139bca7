"""Phones, dates, results and tube sizes on Spark: what the scalar forms say, text by text."""

import csv
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from fangxian.lake.engines import open_engine
from fangxian.terms import dates, phones, pool_rules, pooling, results
from fangxian.terms.sql import dates as sql_dates
from fangxian.terms.sql import phones as sql_phones
from fangxian.terms.sql import pooling as sql_pooling
from fangxian.terms.sql import results as sql_results

pytestmark = pytest.mark.spark

TABLE = Path(__file__).parents[2] / "spec" / "dates.csv"
WRITTEN_DATES = [case["written"] for case in csv.DictReader(TABLE.read_text("utf-8").splitlines())]
WRITTEN_PHONES = [
    "13812345678", "+86 138 1234 5678", "１３８１２３４５６７８", "'13812345678.0", "1.3812345678E+10", "13800138000",
    "13800000000/13900001234", "(0451)8651 2345-801", "+852 9123 4567", "+886-0912-345-678", "+1 415 555 2671", "无",
]  # fmt: skip

FORMS: list[tuple[Callable[[str], str], Callable[[str | None], object], list[str]]] = [
    (sql_phones.key, phones.key, WRITTEN_PHONES),
    (sql_dates.timestamp, dates.timestamp, WRITTEN_DATES),
    (sql_dates.date, dates.date, WRITTEN_DATES),
    (sql_results.outcome, results.outcome, list(results.words().written)),
    (sql_results.unread, results.unread, list(results.words().written)),
    (sql_pooling.size, pooling.size, list(pool_rules.USUAL)),
]


def spoiled(texts: list[str], draw: random.Random) -> list[str]:
    """Each text with one character of another put into it, or taken from it."""
    characters = sorted({*"".join(texts), *" \u3000（）\n'\"é$\\"})
    found = []
    for text in texts:
        place = draw.randrange(len(text) + 1)
        found.append(text[:place] + draw.choice(characters) + text[place + draw.randint(0, 1) :])
    return found


def test_every_form_for_a_column_is_read_on_spark_as_one_text_at_a_time_is(tmp_path: Path) -> None:
    draw = random.Random(20220909)
    with open_engine("spark", workdir=tmp_path) as engine:
        for form, scalar, texts in FORMS:
            written = list(dict.fromkeys([*texts, *spoiled(texts, draw), *spoiled(texts, draw), ""]))
            engine.load_rows("written", {"x": "VARCHAR"}, [(text,) for text in [*written, None]])
            found = dict(engine.rows(f"SELECT x, {form('x')} FROM written"))
            assert found == {text: scalar(text) for text in [*written, None]}, form
