"""Laws 8 and 9: counts of a round built anew are the counts that stand, and each opens a list of its length."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import END, EVENING, START, activated, file, made, row, state

from fangxian.access.reader import Reader
from fangxian.boards import actions, coverage
from fangxian.boards.models import AreaCount
from fangxian.lib import clock
from fangxian.runs import arrival
from fangxian.screening import queries

pytestmark = pytest.mark.django_db
READER = Reader("liu", areas=("230108",), may=frozenset({"rounds.read"}))
AREAS = ("230108", "230108001", "230108001002", "230108001002001", "230108001002002")


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        made_round = made(activated(monkeypatch))
        tube = {"mode": "10混1", "tube": "T1", "result": "阳性"}
        for name, rows in {
            "a": [row("张伟", "zhang", **tube), row("孙悟空", "sun"), row("欧阳小红", "zhao", "13600000000")],
            "b": [row("李娜", "li", **tube | {"at": "2022-09-09 11:59:59"})],
        }.items():
            arrival.arrive(round=made_round.pk, path=file(tmp_path, name, rows), by="test")
        yield made_round.pk


def test_what_is_built_again_is_the_same(round: int) -> None:
    before = state(round)["counts"]
    AreaCount.objects.filter(measure__startswith="round.").delete()
    coverage.build(round)
    assert state(round)["counts"] == before and before
    actions.rebuild()
    assert state(round)["counts"] == before, "the night leaves counts of rounds"


@pytest.mark.parametrize("area", AREAS)
def test_a_number_opens_its_list(round: int, area: str) -> None:
    counted = coverage.by_area(round, area).get(area, {})
    figures = queries.figures(round, area).counts
    assert {name: count for name, count in figures.items() if count} == counted
    for name, count in figures.items():
        if name in queries.STRAYS:
            assert len(queries.strays(READER, round, area, figure=name)) == count
        else:
            assert len(queries.standings(READER, round, name, area)) == count
    assert sum(figures[status] for status in queries.STATUSES) == queries.figures(round, area).expected


def test_who_reads_sees_their_own_areas(round: int) -> None:
    grid = Reader("ma", areas=("230108001002002",))
    assert len(queries.standings(grid, round, "tested", "230108")) == 0
    assert len(queries.standings(grid, round, "in_review", "230108")) == 1


def test_hours_are_of_those_tested(round: int) -> None:
    hours = coverage.by_hour(round, "230108")
    assert [(moment.hour, count) for moment, count in hours] == [(8, 1), (11, 1)]
    assert sum(count for _, count in hours) == queries.figures(round).counts["tested"] == 2
    assert START <= hours[0][0] < END
