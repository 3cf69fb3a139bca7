"""Law 5: a query of people that does not say who reads is refused; one that does sees the reader's areas alone."""

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from fangxian.access.reader import Reader
from fangxian.access.scope import UnscopedError, following
from fangxian.lib import clock
from fangxian.registry.models import Person

pytestmark = pytest.mark.django_db


def person(area: str) -> Person:
    return Person.rows.create(name="张伟", area_code=area, initials="zw", source="test", recorded_at=clock.now())


@pytest.mark.parametrize(
    "read",
    [
        list,
        lambda people: people.count(),
        lambda people: people.exists(),
        lambda people: people.first(),
        lambda people: list(people.values_list("name")),
        lambda people: list(people.iterator()),
        lambda people: people.aggregate(n=models.Count("pk")),
        lambda people: people.get(pk=1),
        lambda people: people.in_bulk(),
    ],
)
def test_a_query_without_a_reader_is_refused(read) -> None:
    person("230108001001001")
    with pytest.raises(UnscopedError):
        read(Person.objects.all())


def test_a_reader_sees_the_people_of_their_areas_and_no_others() -> None:
    mine, other = person("230108001001001"), person("230108002001001")
    reader = Reader("grid", areas=("230108001",))
    assert list(Person.objects.seen_by(reader)) == [mine]
    assert not Person.objects.seen_by(reader).filter(pk=other.pk).exists()


def test_a_reader_without_areas_sees_nobody() -> None:
    person("230108001001001")
    assert not Person.objects.seen_by(Reader("nobody")).exists()


def test_whoever_has_the_shell_sees_what_they_cover() -> None:
    everywhere = Reader("shell", areas=("",))
    assert everywhere.covers("230108001001001")
    one = person("230108001001001")
    assert list(Person.objects.seen_by(everywhere)) == [one]


@given(st.from_regex(r"[1-9][0-9]{5,14}", fullmatch=True), st.from_regex(r"[0-9]{6,15}", fullmatch=True))
def test_the_range_of_a_prefix_is_the_prefix(prefix: str, code: str) -> None:
    assert (prefix <= code < following(prefix)) == code.startswith(prefix)
