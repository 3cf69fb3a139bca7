"""What is written in bulk is what Django would have written, on either database."""

from datetime import date

import pyarrow as pa
import pytest
from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Value

from fangxian.boards.models import AreaCount
from fangxian.catalogue.models import Batch, Dataset
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.registry.models import Person, PersonKey
from fangxian.store import bulk

pytestmark = pytest.mark.django_db

FIELDS = ["id", "name", "born", "number_sealed", "area_code", "initials", "source", "recorded_at", "status", "sex"]


def row(key: int, **other: object) -> list[object]:
    said = {
        **dict(zip(FIELDS, [key, "张伟", date(1990, 2, 28), b"\x00\xff\x01", "230108001001001", "zw"], strict=False)),
        "source": "register/1",
        "recorded_at": clock.now(),
        "status": "present",
        "sex": "1",
    }
    return [(said | other)[name] for name in FIELDS]


def person_columns() -> list[str]:
    """Every column that has no value of its own."""
    extra = [field.attname for field in Person._meta.concrete_fields if field.attname not in FIELDS]
    return FIELDS + [name for name in extra if not Person._meta.get_field(name).null]


def people(rows: list[list[object]]) -> int:
    more = person_columns()[len(FIELDS) :]
    blank = [{} if Person._meta.get_field(name).get_internal_type() == "JSONField" else "" for name in more]
    return bulk.insert(Person, person_columns(), [[*one, *blank] for one in rows])


def test_rows_come_back_as_they_were_given() -> None:
    assert people([row(1), row(2, born=None, number_sealed=None)]) == 2
    first, second = Person.rows.order_by("pk")
    assert (first.name, first.born, bytes(first.number_sealed)) == ("张伟", date(1990, 2, 28), b"\x00\xff\x01")
    assert abs((first.recorded_at - clock.now()).total_seconds()) < 60
    assert second.born is None and second.number_sealed is None


def test_reserved_keys_are_nobody_elses() -> None:
    first = bulk.reserve(Person, 3)
    people([row(key) for key in first])
    by_hand = Person.rows.create(name="李", area_code="2", initials="l", source="x", recorded_at=clock.now())
    assert by_hand.pk not in first
    assert set(bulk.reserve(Person, 2)).isdisjoint({*first, by_hand.pk})


def test_an_update_changes_the_rows_it_names_and_no_others() -> None:
    people([row(1), row(2)])
    bulk.update(Person, ["name", "born", "number_sealed"], [[2, "李娜", None, b"\x05"]])
    first, second = Person.rows.order_by("pk")
    assert (first.name, second.name, second.born, bytes(second.number_sealed)) == ("张伟", "李娜", None, b"\x05")


COUNT = ["area_code", "measure", "count", "at"]


def counted() -> list[tuple[str, str, int]]:
    return sorted(AreaCount.objects.values_list("area_code", "measure", "count"))


def test_two_updates_may_follow_each_other() -> None:
    """On PostgreSQL each has a table of its own for a moment."""
    people([row(1)])
    for name in ("李", "王"):
        bulk.update(Person, ["name"], [[1, name]])
    assert Person.rows.get().name == "王"


def test_what_a_query_answers_is_inserted_where_it_lies() -> None:
    people([row(1), row(2, name="李娜")])
    now = clock.now()
    lines = Person.rows.order_by("pk").values_list("area_code", "name", "pk", Value(now, DateTimeField()))
    assert bulk.insert_from(AreaCount, COUNT, lines) == 2
    assert [(code, name) for code, name, _ in counted()] == [("230108001001001", "张伟"), ("230108001001001", "李娜")]
    assert {one.at for one in AreaCount.objects.all()} == {now}


def test_structured_columns_are_written_as_django_reads_them() -> None:
    bulk.insert(
        AuditEntry,
        ["at", "actor", "action", "subject_kind", "subject", "purpose", "details"],
        [[clock.now(), "li", "people.read", "person", "1", "care", {"as_of": "2022-06-30", "shown": [1, 2]}]],
    )
    assert AuditEntry.objects.get().details == {"as_of": "2022-06-30", "shown": [1, 2]}


def test_a_broken_rule_undoes_the_whole_call() -> None:
    people([row(1), row(2)])
    keys = [[1, "number", b"k" * 16], [2, "number", b"k" * 16]]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(PersonKey, ["person_id", "kind", "key"], keys)
    assert not PersonKey.objects.exists()


def test_deleted_rows_are_gone() -> None:
    people([row(key) for key in range(1, 1203)])
    assert bulk.delete(Person, range(2, 1203)) == 1201
    assert list(Person.rows.values_list("pk", flat=True)) == [1]


def test_the_database_itself_keeps_law_1() -> None:
    register = Dataset.objects.create(code="census", label="实有人口")
    counts = {"rows": 3, "accepted": 1, "repaired": 1, "duplicate": 0, "held": 0}
    said = {"name": "x", "file": "f", "sha256": "0" * 64, "sender": "s", "contract": "1"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.create(dataset=register, **said, **counts)


def test_rows_may_come_from_the_table_that_they_change() -> None:
    """On PostgreSQL a cursor and a copy share one connection: neither may wait for the other."""
    people([row(key) for key in range(1, 30)])
    renamed = ((pk, f"{name}{pk}") for pk, name in Person.rows.order_by("pk").values_list("pk", "name").iterator(5))
    assert bulk.update(Person, ["name"], renamed) == 29
    assert Person.rows.get(pk=29).name == "张伟29"


def test_a_table_is_written_as_its_rows_would_be() -> None:
    said = {"id": [1, 2], "name": ['引"号', "a,b\nc"], "born": [date(1990, 2, 28), None], "area_code": ["2", None]}
    kinds = {"id": pa.int64(), "name": pa.string(), "born": pa.date32(), "area_code": pa.string()}
    table = pa.table({name: pa.array(values, kinds[name]) for name, values in said.items()})
    left = {"said_by": {"name": "census"}, "sex": "", "number_kind": "", "verified_by": "", "status": "away"}
    now = clock.now()
    same = {"initials": "yh", "source": "x/1", "recorded_at": now, "number_sealed": b"\x00\xff", **left}
    assert bulk.insert_table(Person, table, same) == 2
    first, second = Person.rows.order_by("pk")
    assert (first.name, first.born, first.area_code) == ('引"号', date(1990, 2, 28), "2")
    assert (second.name, second.born, second.area_code) == ("a,b\nc", None, "")
    assert {(one.recorded_at, bytes(one.number_sealed), one.status) for one in (first, second)} == {
        (now, b"\x00\xff", "away")
    }
    assert second.said_by == {"name": "census"} and second.phone_sealed is None and second.verified_at is None
