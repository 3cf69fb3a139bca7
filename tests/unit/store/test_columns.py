"""Columns of a table come out as they stand in it, on either database."""

from datetime import date

import pyarrow as pa
import pytest

from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.store import blocks, bulk, columns

pytestmark = pytest.mark.django_db

SCHEMA = pa.schema([("key", pa.int64()), ("name", pa.string()), ("born", pa.date32()), ("number_sealed", pa.binary())])
FIELDS = ["id", "name", "born", "number_sealed"]
PEOPLE = [
    (1, "张伟", date(1990, 2, 28), b"\x00\xff,\n"),
    (2, 'a "b",\n\\N', None, b""),
    (3, "", date(1899, 12, 31), None),
    (4, "NULL", None, b"\\x"),
]


@pytest.fixture
def people() -> None:
    same = {"area_code": "2", "source": "x/1", "recorded_at": clock.now(), "said_by": {}, "status": "present"}
    same |= {"sex": "", "number_kind": "", "verified_by": "", "initials": "zw"}
    bulk.insert(Person, FIELDS, PEOPLE, same)


@pytest.mark.usefixtures("people")
def test_what_is_read_is_what_stands_there() -> None:
    read = columns.read(Person.rows.order_by("pk"), SCHEMA, {"key": "pk"})
    assert read.schema == SCHEMA
    assert list(zip(*(read[name].to_pylist() for name in SCHEMA.names), strict=True)) == PEOPLE


@pytest.mark.usefixtures("people")
def test_a_condition_may_hold_what_is_a_sign_elsewhere() -> None:
    for name in ('a "b",\n\\N', "100%", "%s", "NULL"):
        read = columns.read(Person.rows.filter(name=name), SCHEMA, {"key": "pk"})
        assert read["name"].to_pylist() == [one for _, one, *_ in PEOPLE if one == name]


def test_of_nothing_there_is_a_table_without_rows() -> None:
    for query in (Person.rows.all(), Person.rows.none(), Person.rows.filter(pk__in=[])):
        read = columns.read(query, SCHEMA, {"key": "pk"})
        assert len(read) == 0 and read.schema == SCHEMA


@pytest.mark.usefixtures("people")
def test_more_than_a_block_comes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "STRIDE", 50)
    same = {"area_code": "2", "source": "x/1", "recorded_at": clock.now(), "said_by": {}, "status": "present"}
    same |= {"sex": "", "number_kind": "", "verified_by": "", "initials": "zw"}
    bulk.insert(Person, FIELDS, [(key, f"张{key}", None, bytes([key])) for key in range(5, 200)], same)
    read = columns.read(Person.rows.order_by("pk"), SCHEMA, {"key": "pk"})
    assert read["key"].to_pylist() == list(range(1, 200))
    assert read["number_sealed"].to_pylist()[4:] == [bytes([key]) for key in range(5, 200)]
