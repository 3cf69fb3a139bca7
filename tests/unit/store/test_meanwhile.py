"""What is written while the next is made ready is written in its order, whole or not at all, on either database."""

import pytest
from django.db import IntegrityError, connection, transaction

from fangxian.lib import clock
from fangxian.registry.models import Area
from fangxian.store import bulk, meanwhile

pytestmark = pytest.mark.django_db

AREA = ["code", "name", "level", "source", "recorded_at", "verified_by"]


def areas(*codes: str) -> None:
    bulk.insert(Area, AREA, [(code, "哈南", "grid", "areas/1", clock.now(), "") for code in codes])


def codes() -> list[str]:
    return list(Area.objects.order_by("code").values_list("code", flat=True))


def test_who_asks_finds_what_was_given_before() -> None:
    with transaction.atomic(), meanwhile.writing():
        for code in ("1", "2", "3", "4", "5", "6", "7"):
            areas(code)
            assert codes()[-1] == code
        meanwhile.send("UPDATE registry_area SET name = '哈北' WHERE code > '5'")
        meanwhile.send("DELETE FROM registry_area WHERE name = '哈北'")
    assert codes() == ["1", "2", "3", "4", "5"]


def test_what_is_given_last_is_there_at_the_end() -> None:
    with transaction.atomic(), meanwhile.writing():
        areas("1")
    assert codes() == ["1"]


def test_an_area_that_comes_twice_is_refused_and_nothing_of_it_stays() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), meanwhile.writing():
        areas("1", "2")
        areas("3")
        areas("3")
        areas("4")
    assert codes() == []


def test_what_failed_within_a_savepoint_leaves_what_stood_before_it() -> None:
    with transaction.atomic(), meanwhile.writing():
        areas("1")
        with pytest.raises(IntegrityError), transaction.atomic():
            areas("2")
            areas("2")
            areas("3")
            assert not codes()
        assert codes() == ["1"]
        areas("4")
    assert codes() == ["1", "4"]


def test_an_error_of_ours_takes_back_what_was_being_written() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), meanwhile.writing():
        areas("1")
        raise ZeroDivisionError
    assert codes() == []


def test_much_is_allowed_for_a_block_alone() -> None:
    before = allowed()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), meanwhile.large():
        assert allowed() != before
        raise ZeroDivisionError
    assert allowed() == before


def allowed() -> object:
    """A setting that the block changes."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem" if connection.vendor == "postgresql" else "PRAGMA cache_size")
        return cursor.fetchone()[0]
