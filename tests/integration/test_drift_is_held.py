"""A source whose columns moved overnight, or that sends a tenth of its rows: the batch waits, nothing of it is applied,
and a second person lets it through or refuses it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.own_contracts import HEADER, NAME, own_contracts, pupil, text
from tests.signed_in import account, client

from fangxian.access.queries import reader
from fangxian.catalogue import actions, queries
from fangxian.catalogue.models import Batch, Stop
from fangxian.catalogue.stopping import measures
from fangxian.exchange.usual import Stopped
from fangxian.intake import sources
from fangxian.intake.drift import MEASURES
from fangxian.lake import batches
from fangxian.ledger.models import Event
from fangxian.runs import loading
from fangxian.runs import sources as runs

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
Row = dict[str, str]
#: What a clerk at the department does to each row overnight.
SWAPPED = {"身份证号": "家长电话", "家长电话": "身份证号"}


@pytest.fixture
def source(
    tmp_path: Path, own_contracts: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., sources.Source]:
    home = tmp_path / "sources"
    home.mkdir()
    (tmp_path / "drop").mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))

    def write(lines: str = "") -> sources.Source:
        said = f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"\n{lines}
            [folder]\npath = "{tmp_path / "drop"}"\nquiet = 0\n"""
        (home / "absences.toml").write_text(said, "utf-8")
        return sources.one("absences")

    return write


def day(number: int, many: int = 60, *, moved: dict[str, str] | None = None) -> list[Row]:
    """A day's absences; `moved`: heading -> the heading whose values now stand under it."""
    rows = [pupil(place, day=f"2022-09-{number:02}") for place in range(many)]
    return [{name: row[(moved or {}).get(name, name)] for name in row} for row in rows]


def pull(source: sources.Source, folder: Path, name: str, content: str) -> runs.Pulled:
    (folder / "drop" / name).write_text(content, "utf-8")
    (one,) = runs.pull(source, by="clerk")
    return one


def usual(source: sources.Source, folder: Path, *, days: int = 2) -> None:
    for number in range(1, days + 1):
        assert pull(source, folder, f"{number}.csv", text(*day(number))).loaded is not None


def test_values_that_moved_between_headings_are_noticed_and_nothing_is_applied(
    source: Callable[..., sources.Source], tmp_path: Path
) -> None:
    one = source()
    usual(one, tmp_path)
    came = pull(one, tmp_path, "3.csv", text(*day(3, moved=SWAPPED)))
    assert came.loaded is None and came.waits is not None
    for sentence in (came.waits.en, came.waits.zh):
        assert "身份证号" in sentence and "100% → 0%" in sentence and "--confirm" in sentence
    stop = Stop.objects.get()
    assert (stop.why, stop.state, stop.asked_by, stop.usual) == ("drift", "waiting", "clerk", 60)
    assert {change["field"]: change["measure"] for change in stop.changes} == {"id_number": "fits", "phone": "fits"}
    assert Batch.objects.get(file="3.csv").state == "received"
    assert Event.objects.filter(kind="catalogue.delivery_stopped").count() == 1
    assert runs.pull(one, by="clerk") == []


def test_headings_in_another_order_with_their_values_are_no_change(
    source: Callable[..., sources.Source], tmp_path: Path
) -> None:
    one = source()
    usual(one, tmp_path)
    names = HEADER.split(",")[::-1]
    lines = [",".join(names), *(",".join(row[name] for name in names) for row in day(3))]
    assert pull(one, tmp_path, "3.csv", "\n".join(lines) + "\n").loaded is not None


def test_a_file_without_its_headings_is_refused_whole(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    one = source()
    usual(one, tmp_path)
    came = pull(one, tmp_path, "3.csv", text(*day(3)).partition("\n")[2])
    assert came.refused is not None and "no header was found" in came.refused.en
    assert not Batch.objects.filter(file="3.csv").exists()


def test_a_column_that_is_no_longer_there_is_noticed(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    one = source()
    usual(one, tmp_path)
    lines = [",".join(cell for place, cell in enumerate(line.split(",")) if place != 3) for line in
             text(*day(3)).splitlines()]  # fmt: skip
    pull(one, tmp_path, "3.csv", "\n".join(lines) + "\n")
    (change,) = Stop.objects.get().changes
    assert change == {"field": "phone", "measure": "empty", "before": "0%", "now": "100%"}


def test_let_through_by_a_second_person_it_is_in_and_the_next_like_it_goes_in_by_itself(
    source: Callable[..., sources.Source], tmp_path: Path
) -> None:
    one = source()
    usual(one, tmp_path)
    pull(one, tmp_path, "3.csv", text(*day(3, moved=SWAPPED)))
    account("data_steward", name="wu")
    actions.confirm(stop=Stop.objects.get().pk, by=reader("wu"))
    loading.go_on(by="wu")
    assert Batch.objects.get(file="3.csv").state == "promoted"
    said = queries.declaration(NAME, Batch.objects.get(file="3.csv").name)
    assert said is not None and not said.whole
    assert pull(one, tmp_path, "4.csv", text(*day(4, moved=SWAPPED))).loaded is not None


def test_where_no_sender_is_named_it_is_held_against_what_anybody_sent(
    source: Callable[..., sources.Source], tmp_path: Path
) -> None:
    usual(source(), tmp_path)
    path = tmp_path / "拷来的.csv"
    path.write_text(text(*day(3, moved=SWAPPED)), "utf-8")
    with pytest.raises(Stopped):
        loading.load([path], by="wu", dataset=NAME)
    assert (Stop.objects.get().why, Batch.objects.get(file="拷来的.csv").state) == ("drift", "received")
    path.write_text(text(*day(4)), "utf-8")
    assert loading.load([path], by="wu", dataset=NAME)


def test_refused_it_stays_out_and_nothing_is_held_against_it(
    source: Callable[..., sources.Source], tmp_path: Path
) -> None:
    one = source()
    usual(one, tmp_path)
    pull(one, tmp_path, "3.csv", text(*day(3, moved=SWAPPED)))
    account("data_steward", name="wu")
    actions.refuse(stop=Stop.objects.get().pk, why="columns", by=reader("wu"))
    assert loading.go_on(by="wu") == []
    assert pull(one, tmp_path, "4.csv", text(*day(4))).loaded is not None
    assert pull(one, tmp_path, "5.csv", text(*day(5, moved=SWAPPED))).waits is not None


def test_a_tenth_of_yesterdays_rows_waits(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    one = source()
    usual(one, tmp_path)
    came = pull(one, tmp_path, "3.csv", text(*day(3, 6)))
    assert came.waits is not None
    assert "6 usable rows of 6 came" in came.waits.en and "had 60" in came.waits.en
    assert (Stop.objects.get().why, Batch.objects.get(file="3.csv").state) == ("short", "received")


def test_how_few_are_few_is_a_line_of_the_source(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    one = source("short = 5")
    usual(one, tmp_path)
    assert pull(one, tmp_path, "3.csv", text(*day(3, 6))).loaded is not None


def test_what_somebody_brings_by_hand_may_be_a_few_rows(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    usual(source(), tmp_path)
    path = tmp_path / "补报.csv"
    path.write_text(text(*day(3, 3)), "utf-8")
    assert loading.load([path], by="wu", dataset=NAME, sender="区教育局")


def test_what_is_kept_of_a_file_says_nothing_of_anybody(
    source: Callable[..., sources.Source], tmp_path: Path, own_var: Path
) -> None:
    usual(source(), tmp_path, days=1)
    (batch,) = batches.every(own_var / "lake", NAME)
    kept = json.dumps(batch.manifest.profile, ensure_ascii=False)
    assert batch.manifest.profile["columns"]["phone"]["forms"] == {"9×11": 60}
    assert batch.manifest.profile["columns"]["cause"]["forms"] == {"fever": 60}
    assert not [cell for row in day(1) for cell in row.values() if cell in kept]


def test_it_is_seen_on_the_desk_column_by_column(source: Callable[..., sources.Source], tmp_path: Path) -> None:
    one = source()
    usual(one, tmp_path)
    pull(one, tmp_path, "3.csv", text(*day(3, moved=SWAPPED)))
    steward = client("data_steward", "230108")
    stop, batch = Stop.objects.get(), Batch.objects.get(file="3.csv")
    page = steward.get(f"/batches/stops/{stop.pk}/").content.decode()
    assert "2 列与近期各批不同" in page and "身份证号" in page and "能按标准识别" in page
    assert "100%" in page and "0%" in page and "/confirm/" in page
    assert "2 列与近期各批不同" in steward.get("/batches/stops/").content.decode()
    assert f"/batches/stops/{stop.pk}/" in steward.get(f"/batches/{batch.pk}/").content.decode()


def test_every_measure_has_its_words() -> None:
    assert set(measures()) == set(MEASURES)
