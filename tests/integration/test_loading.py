"""Departments' files become the three registries: each row in one place, each file once, whatever happens midway."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.loading import CENSUS, NUMBERS, REGISTER, load_confirmed, write

from fangxian.access.reader import Reader
from fangxian.boards import actions as boards
from fangxian.boards import measures
from fangxian.boards import queries as counts
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.catalogue.models import Batch, JobRun
from fangxian.exchange import promote
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lake import batches
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import queries as registry
from fangxian.registry.models import Dwelling, Person, Residence
from fangxian.runs import loading

pytestmark = pytest.mark.django_db

SEES = (("groups", "whole"),)
DISTRICT = Reader("chen", ("230108",), ("headquarters",), frozenset({"people.read"}), SEES, 3, "care")
STREET = Reader("zhao", ("230108001002001",), ("grid_worker",), frozenset({"people.read"}), SEES, 1, "care")


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        yield


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write(tmp_path / "files")


def one(folder: Path, name: str, text: str) -> Path:
    return next(path for path in write(folder, **{name: text}) if path.stem == name)


def homes() -> dict[tuple[str, str], str | None]:
    standing = Residence.objects.filter(ended_recorded_at=None)
    return {(name, kind): code for name, kind, code in standing.values_list("person__name", "kind", "dwelling__code")}


def test_a_file_that_the_memory_does_not_hold_is_refused_before_anything_of_it_goes_in(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as small, pytest.raises(Fault, match=r"户籍.csv: \d rows are more than .* in parts"):
        small.setattr(promote, "_ROW_BYTES", 1 << 50)
        loading.load([path for path in files if path.stem == "户籍"], by="test")
    assert not Person.rows.exists()
    loading.load(files, by="test")
    assert Person.rows.count() == 4


def test_the_registries_follow_from_the_files(files: list[Path]) -> None:
    loading.load(files, by="test")
    said = {"张伟": "present", "李娜": "present", "王芳": "away", "赵敏": "present"}
    assert dict(Person.rows.values_list("name", "status")) == said
    assert homes()["张伟", "lives"] == homes()["李娜", "registered"] == "F1"
    assert Dwelling.objects.count() == 3
    found = counts.board(DISTRICT, "present", "230108")[1]
    assert {name: found[name] for name in ("present", "registered", "unregistered", "away", "dwellings")} == {
        "present": 3, "registered": 3, "unregistered": 1, "away": 1, "dwellings": 3
    }  # fmt: skip


def test_files_are_put_into_the_order_in_which_each_finds_what_it_speaks_of(files: list[Path]) -> None:
    done = loading.load(list(reversed(files)), by="test")
    assert [one.manifest.dataset for one in done][:4] == ["areas", "compounds", "dwellings", "household_register"]
    assert homes()["张伟", "lives"] == "F1"


def test_who_is_on_a_list_of_care_and_nobody_knows_waits_for_a_person(files: list[Path]) -> None:
    loading.load(files, by="test")
    assert list(Doubt.objects.values_list("dataset", "row", "reason")) == [("key_groups", 2, "no_such_person")]
    assert not Person.rows.filter(name="孙悟空").exists()


def test_every_row_of_people_belongs_to_somebody_or_waits(files: list[Path]) -> None:
    loading.load(files, by="test")
    for batch in Batch.objects.filter(dataset__in=("household_register", "census", "key_groups")):
        linked = set(
            SourceLink.objects.filter(dataset=batch.dataset_id, batch=batch.name).values_list("row", flat=True)
        )
        waiting = set(Doubt.objects.filter(dataset=batch.dataset_id, batch=batch.name).values_list("row", flat=True))
        assert not linked & waiting and len(linked | waiting) == batch.rows - batch.held


def test_a_file_that_does_not_list_everybody_ends_nobodys_home(files: list[Path], tmp_path: Path) -> None:
    loading.load(files, by="test")
    less = "\n".join(line for line in CENSUS.splitlines() if not line.startswith("赵敏")) + "\n"
    later = one(tmp_path / "later", "实有人口", less)
    loading.load([later], by="test")
    assert ("赵敏", "lives") in homes()


def test_a_later_list_of_everybody_moves_people_and_keeps_what_was_known(files: list[Path], tmp_path: Path) -> None:
    loading.load(files, by="test")
    moved = CENSUS.replace("阳光花园1栋1单元101,230108001002001", "阳光花园2-1-101,230108001002002")
    moved = "\n".join(line for line in moved.splitlines() if not line.startswith("赵敏")) + "\n"
    later = one(tmp_path / "later", "实有人口", moved)
    load_confirmed([later], by="test", whole=True, day=date(2022, 8, 31))
    assert homes()["李娜", "lives"] == "F3" and homes()["李娜", "registered"] == "F1"
    assert Person.rows.get(name="赵敏").status == "moved_out"
    assert Residence.objects.get(person__name="赵敏").until == date(2022, 8, 31)
    assert Residence.objects.filter(person__name="李娜", kind="lives").count() == 2


def test_each_number_has_as_many_lines_as_it_says(files: list[Path]) -> None:
    """Law 9."""
    loading.load(files, by="test")
    for reader in (DISTRICT, STREET):
        for measure, count in counts.board(reader, "present", "230108")[1].items():
            if measure in measures.OF_PEOPLE or measure.startswith(measures.GROUP):
                assert counts.cards(reader, measure, "230108").count() == count, measure
                assert counts.counts(reader, measure, "230108").count == count
    assert counts.board(STREET, "present", "230108")[1]["present"] == 2


def test_the_counts_of_children_add_up(files: list[Path]) -> None:
    loading.load(files, by="test")
    found = counts.counts(DISTRICT, "present", "230108001002")
    assert found.children == {"230108001002001": 2, "230108001002002": 1}
    assert found.count == sum(found.children.values())


def test_a_broken_file_leaves_a_sentence_and_nothing_else(files: list[Path], tmp_path: Path) -> None:
    (path := tmp_path / "户籍.csv").write_text("户号,备注\n1,无\n", encoding="utf-8")
    with pytest.raises(Fault) as fault:
        loading.load([path], by="test", dataset="household_register")
    assert "户籍.csv" in fault.value.zh and "户籍.csv" in fault.value.en
    assert not Batch.objects.exists() and not Person.rows.exists()
    run = JobRun.objects.get()
    assert (run.outcome, run.sentence) == ("failed", fault.value.zh[:300])


def test_a_file_whose_header_says_nothing_has_to_be_named(tmp_path: Path) -> None:
    (tmp_path / "新建表格.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Fault, match="--dataset"):
        loading.load([tmp_path / "新建表格.csv"], by="test")


def test_numbers_do_not_lie_open_in_the_database(files: list[Path]) -> None:
    loading.load(files, by="test")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = repr(cursor.fetchall())
            assert not [number for number in NUMBERS.values() if number in text], table


def test_nothing_that_lay_open_for_linking_is_left(files: list[Path]) -> None:
    loading.load(files, by="test")
    assert list((settings.VAR / "work").iterdir()) == []


def test_who_bears_which_number_is_found_again_at_the_next_file(files: list[Path], tmp_path: Path) -> None:
    loading.load(files, by="test")
    renamed = REGISTER.replace("张伟,男", "张卫,男")
    loading.load([one(tmp_path / "later", "户籍", renamed)], by="test")
    assert Person.rows.count() == 4
    reader = Reader("chen", ("230108",), ("data_steward",), frozenset({"people.search"}), (("name", "whole"),))
    assert [line.name for line in registry.search(reader, NUMBERS["zhang"]).people] == ["张卫"]


def test_the_boards_know_when_they_are_behind(files: list[Path], tmp_path: Path) -> None:
    loading.load(files, by="test")
    assert not counts.behind()
    from tests.registering import people

    people({"newcomer": 1, "name": "钱多", "area_code": "230108001002001"}, source="visit/1")
    assert counts.behind()
    boards.rebuild()
    assert not counts.behind()
    assert PersonCard.rows.count() == Person.rows.count() == 5
    assert AreaCount.objects.filter(measure="present", area_code="230108").get().count == 4


def test_no_group_is_found_within_another() -> None:
    conditions = measures.people(["alone", "living_alone"], clock.now())
    assert conditions["group.alone"] != conditions["group.living_alone"]
    assert "|alone|" in str(conditions["group.alone"])


def test_a_new_file_is_hashed_once_while_it_is_copied(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    whole = batches.sha256_of

    def counting(path: Path) -> str:
        hashed.append(path.name)
        return whole(path)

    monkeypatch.setattr(batches, "sha256_of", counting)
    loading.load(files, by="test")
    assert not [name for name in hashed if not name.endswith(".parquet")]
    loading.load(files, by="test")
    for path in files:
        assert path.name in hashed
