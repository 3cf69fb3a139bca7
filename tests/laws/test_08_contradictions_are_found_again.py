"""Laws 2 and 8: what two departments say of one person and cannot both be so is kept, with whose word stands; it is
gone once they agree, goes with the row that said it, and worked out anew it is the same. No batch is touched."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.loading import CENSUS, NUMBERS, REGISTER, write
from tests.signed_in import account

from fangxian.access.queries import reader
from fangxian.identity import actions as identity
from fangxian.identity.models import SourceLink
from fangxian.lib import clock
from fangxian.registry import actions
from fangxian.registry.models import Contradiction, Person, Unsettled
from fangxian.runs import contradictions, loading, nightly

pytestmark = pytest.mark.django_db

THEN = datetime(2022, 9, 1, 10, tzinfo=UTC)
#: The census writes one name otherwise.
OTHERWISE = CENSUS.replace("张伟,男,1990/3/7,{zhang}", "张炜,男,1990/3/7,{zhang}")
#: It has another sex for somebody, and no number by which cleaning would know better.
NUMBERLESS = CENSUS.replace("李娜,女,1992/1/1,{li}", "李娜,男,1992/1/1,")
NAME, SEX = ("张伟", "name", "census", "张炜"), ("李娜", "sex", "census", "1")


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> Iterator[None]:
    with clock.set_to(THEN):
        yield


def kept() -> set[tuple[str, str, str, str]]:
    """(Who, field, dataset, what it says), numbers and phones by their batch."""
    rows = Contradiction.objects.values_list("person__name", "field", "dataset", "value", "batch", "row")
    return {(name, field, dataset, value or f"{batch}:{row}") for name, field, dataset, value, batch, row in rows}


def again() -> set[tuple[str, str, str, str]]:
    """The same, worked out anew from the lake, the links and what stands."""
    Contradiction.objects.all().delete()
    contradictions.rebuild()
    return kept()


def load(folder: Path, days: int = 0, **texts: str | None) -> None:
    said = {name: text for name, text in texts.items() if text is not None}
    folder.mkdir(exist_ok=True, parents=True)
    files = [path for path in write(folder, **said) if not days or path.stem in said]  # type: ignore[arg-type]
    with clock.set_to(THEN + timedelta(days=days)):
        loading.load(files, by="test")


def test_what_the_census_says_otherwise_is_kept_where_the_register_is_believed_more(tmp_path: Path) -> None:
    load(tmp_path / "a", 实有人口=OTHERWISE)
    assert kept() == {NAME} == again()
    load(tmp_path / "b", 7, 实有人口=NUMBERLESS)
    assert kept() == {SEX} == again()
    assert Person.rows.filter(name="张炜").count() == 0


def test_a_delivery_that_agrees_removes_it_and_one_that_is_silent_says_nothing(tmp_path: Path) -> None:
    load(tmp_path / "a")
    load(tmp_path / "b", 7, 实有人口=NUMBERLESS.replace("张伟,男", "张炜,男"))
    assert kept() == {NAME, SEX} == again()
    load(tmp_path / "c", 14, 实有人口=NUMBERLESS.replace("李娜,男", "李娜,"))
    assert kept() == set() == again()


def test_a_word_that_no_row_tells_any_more_goes_with_its_row(tmp_path: Path) -> None:
    load(tmp_path / "a", 实有人口=OTHERWISE)
    link = SourceLink.objects.get(dataset="census", person=Person.rows.get(name="张伟").pk)
    by = reader(account("data_steward", name="chen"))
    identity.unlink(dataset=link.dataset, batch=link.batch, row=link.row, by=by)
    nightly.each_minute()
    assert kept() == set() == again()
    identity.relink(dataset=link.dataset, batch=link.batch, row=link.row, by=by)
    nightly.each_minute()
    assert kept() == {NAME} == again()


def test_whoever_agreed_with_what_stood_contradicts_what_takes_its_place(tmp_path: Path) -> None:
    load(tmp_path / "a")
    assert kept() == set()
    load(tmp_path / "b", 7, 户籍=REGISTER.replace("张伟", "张炜"))
    assert kept() == {("张炜", "name", "census", "张伟")} == again()


def test_what_somebody_corrects_stands_and_the_files_say_otherwise(tmp_path: Path) -> None:
    load(tmp_path / "a", 实有人口=OTHERWISE)
    by = reader(account("grid_worker", "230108001002001", "wang"))
    person = Person.rows.get(name="张伟").pk
    actions.correct_person(person=person, said={"name": "张炜"}, reason="typing_error", by=by)
    assert Unsettled.objects.filter(person=person).exists()
    nightly.each_minute()
    assert not Unsettled.objects.exists()
    assert kept() == {("张炜", "name", "household_register", "张伟")} == again()


def test_numbers_and_phones_lie_sealed(tmp_path: Path) -> None:
    load(tmp_path / "a")
    load(tmp_path / "b", 7, 实有人口=CENSUS.replace("138 1234 5678", "138 8888 8888"))
    by = reader(account("grid_worker", "230108001002001", "wang"))
    person = Person.rows.get(name="张伟").pk
    actions.correct_person(person=person, said={"phone": "13512345670"}, reason="typing_error", by=by)
    contradictions.settle()
    (one,) = Contradiction.objects.all()
    assert (one.field, one.value) == ("phone", "") and b"13888888888" not in bytes(one.value_sealed)


def test_no_batch_is_touched(tmp_path: Path) -> None:
    load(tmp_path / "a", 实有人口=OTHERWISE)

    def lake() -> dict[str, str]:
        paths = (path for path in settings.LAKE.rglob("*") if path.is_file())
        return {str(path): sha256(path.read_bytes()).hexdigest() for path in paths}

    before = lake()
    contradictions.rebuild()
    assert lake() == before


WORDS = st.tuples(st.sampled_from(["户籍", "实有人口"]), st.sampled_from(["张伟", "张炜", "章伟"]))


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_whatever_is_delivered_in_whatever_order_what_is_kept_is_what_is_found_anew(
    tmp_path_factory: pytest.TempPathFactory, own_var: Path, deliveries: list[tuple[str, str]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        at = tmp_path_factory.mktemp("deliveries")
        load(at / "0")
        for day, (file, name) in enumerate(deliveries, 1):
            text = REGISTER if file == "户籍" else CENSUS
            load(at / str(day), day, **{file: text.replace("张伟,男", f"{name},男")})
        running = kept()
        assert running == again()
        transaction.set_rollback(True)


def test_the_number_of_somebody_else_is_a_word_that_does_not_stand(tmp_path: Path) -> None:
    load(tmp_path / "a")
    li = Person.rows.get(name="李娜").pk
    other = reader(account("grid_worker", "230108001002001", "wang"))
    actions.correct_person(person=li, said={"number": NUMBERS["sun"]}, reason="typing_error", by=other)
    contradictions.settle()
    assert {one[1:3] for one in kept()} == {("number", "household_register"), ("number", "census")}
    assert kept() == again()
