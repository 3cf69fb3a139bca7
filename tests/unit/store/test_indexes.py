"""A table that is filled for the first time is indexed afterwards, and nobody sees a difference."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.lib import clock
from fangxian.registry.models import Person, PersonKey
from fangxian.store import bulk, indexes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LEAST", 3)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    said: list[str] = []

    def written_down(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(written_down):
        yield said


def rules(table: str) -> set[str]:
    """What the database says of a table's indexes and foreign keys."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s UNION ALL SELECT conname || "
                           "pg_get_constraintdef(oid) || convalidated FROM pg_constraint WHERE conrelid = %s::regclass",
                           [table, table])  # fmt: skip
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
        return {sql for (sql,) in cursor.fetchall()}


def people(keys: range) -> None:
    now = clock.now()
    same = {"born": None, "area_code": "2", "source": "x/1", "recorded_at": now, "said_by": {}, "status": "present"}
    same |= {"sex": "", "number_kind": "", "verified_by": "", "initials": "zw"}
    bulk.insert(Person, ["id", "name"], [(key, f"张{key}") for key in keys], same)


def found_by(keys: range, *, at: int = 0) -> None:
    rows = ((key, "number", (key + at).to_bytes(16)) for key in keys)
    bulk.insert(PersonKey, ["person_id", "kind", "key"], rows)


def dropped(statements: list[str]) -> int:
    return sum(sql.startswith("DROP INDEX") for sql in statements)


def test_what_stood_on_the_table_stands_on_it_again(statements: list[str]) -> None:
    before = rules("registry_personkey")
    with transaction.atomic(), indexes.afterwards():
        people(range(1, 9))
        found_by(range(1, 9))
    assert dropped(statements) > 3
    assert rules("registry_personkey") == before
    assert PersonKey.objects.filter(kind="number", key=(3).to_bytes(16)).get().person_id == 3


def test_few_rows_for_a_full_table_are_indexed_one_by_one(statements: list[str]) -> None:
    people(range(1, 9))
    with transaction.atomic(), indexes.afterwards():
        people(range(9, 12))
    assert not dropped(statements)


def test_nobody_gives_up_an_index_who_did_not_say_that_they_fill_a_table(statements: list[str]) -> None:
    people(range(1, 9))
    assert not dropped(statements)


def test_a_number_that_comes_twice_is_refused_as_ever() -> None:
    before = rules("registry_personkey")
    people(range(1, 9))
    with pytest.raises(IntegrityError), transaction.atomic(), indexes.afterwards():
        bulk.insert(PersonKey, ["person_id", "kind", "key"], [(key, "number", b"k" * 16) for key in range(1, 9)])
    assert rules("registry_personkey") == before
    assert not PersonKey.objects.exists()


def test_a_key_of_nobody_is_refused_as_ever() -> None:
    before = rules("registry_personkey")
    people(range(1, 9))
    with pytest.raises(IntegrityError), transaction.atomic():
        with indexes.afterwards():
            found_by(range(4, 12))
        connection.check_constraints()
    assert rules("registry_personkey") == before


def test_a_table_is_filled_twice_in_one_transaction() -> None:
    """On PostgreSQL what waits to be checked of the first rows would hold the table."""
    people(range(1, 30))
    with transaction.atomic(), indexes.afterwards():
        found_by(range(1, 3))
        found_by(range(3, 9))
        found_by(range(9, 20))
    assert PersonKey.objects.count() == 19


def test_rows_that_change_come_out_as_they_were_said() -> None:
    people(range(1, 9))
    before = rules("registry_person")
    with transaction.atomic(), indexes.afterwards():
        bulk.update(Person, ["name", "area_code"], [(key, "李", "3") for key in range(1, 8)])
    assert rules("registry_person") == before
    assert sorted(Person.rows.values_list("name", "area_code")) == [("张8", "2"), *[("李", "3")] * 7]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_table_that_somebody_reads_keeps_its_indexes(statements: list[str]) -> None:
    """On SQLite readers see what was there before."""
    reader = connection.copy()
    try:
        with transaction.atomic(), indexes.afterwards():
            people(range(1, 9))
        with reader.cursor() as cursor:
            reader.set_autocommit(False)
            cursor.execute("SELECT count(*) FROM registry_personkey")
            statements.clear()
            with transaction.atomic(), indexes.afterwards():
                found_by(range(1, 9))
            reader.rollback()
    finally:
        reader.close()
    assert not dropped(statements) and PersonKey.objects.count() == 8
