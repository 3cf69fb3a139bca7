"""Rounds are counted under an active outbreak alone, once each, against the registry as it stands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import activated

from fangxian.access.reader import Reader
from fangxian.boards import coverage
from fangxian.boards.models import AreaCount
from fangxian.healthcode import queries as codes
from fangxian.healthcode import stopping
from fangxian.healthcode.models import Stop
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak import overlays
from fangxian.outbreak.faults import NotInForce
from fangxian.runs.preview import Stopped
from fangxian.runs.replay import RoundFile, replay
from fangxian.screening import queries as screening

pytestmark = pytest.mark.django_db
START, END = datetime(2022, 9, 9, 6), datetime(2022, 9, 9, 20)
MAY = frozenset({"outbreak.propose", "outbreak.approve"})


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 9, 9, 14, tzinfo=UTC)):
        prepared.district(tmp_path / "files")
        yield


@pytest.fixture
def results(tmp_path: Path) -> RoundFile:
    """张伟 and a stranger were sampled; 李娜 and 赵敏 were not."""
    path = tmp_path / "round-01.csv"
    path.write_text(
        "姓名,身份证号,手机号,采样时间,检测结果\n"
        f"张伟,{NUMBERS['zhang']},13812345678,2022-09-09 08:00:00,阴性\n"
        f"孙悟空,{NUMBERS['sun']},13912340000,2022-09-09 09:00:00,阴性\n",
        encoding="utf-8",
    )
    return RoundFile(1, path, START, END)


@pytest.fixture
def in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbreak, "refuse_unless_two", lambda *_: None)
    first, second = (Reader(name, ("230108",), may=MAY) for name in ("wu", "zheng"))
    made = outbreak.propose(
        name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code="230108",
        starts_on=START.date(), by=first,
    )  # fmt: skip
    outbreak.approve(outbreak=made.pk, by=second)


def counts(area: str) -> dict[str, int]:
    rounds = screening.rounds()
    if not rounds:
        return {}
    found = AreaCount.objects.filter(measure__startswith=coverage.prefix(rounds[0].pk), area_code=area)
    figures = ((measure.rpartition(".")[2], count) for measure, count in found.values_list("measure", "count"))
    return {figure: count for figure, count in figures if figure in screening.FIGURES}


def test_without_an_outbreak_nothing_is_compared(results: RoundFile) -> None:
    with pytest.raises(NotInForce):
        replay([results], area="230108", by="test")
    assert counts("230108") == {}


@pytest.mark.usefixtures("in_force")
def test_a_round_is_counted_by_area(results: RoundFile) -> None:
    assert replay([results], area="230108", by="test") == [1]
    assert counts("230108") == {"tested": 1, "untested": 2, "unknown": 1}
    assert counts("230108001002001") == {"tested": 1, "untested": 1}
    assert list((settings.VAR / "work").iterdir()) == []


@pytest.mark.usefixtures("in_force")
def test_a_round_is_counted_once(results: RoundFile) -> None:
    replay([results], area="230108", by="test")
    assert replay([results], area="230108", by="test") == []
    results.path.write_text(results.path.read_text("utf-8") + f"赵敏,{NUMBERS['zhao']},,2022-09-09 10:00:00,阴性\n")
    assert replay([results], area="230108", by="test") == [1]
    assert counts("230108") == {"tested": 2, "untested": 1, "unknown": 1}


def test_what_changes_the_codes_of_many_is_let_through_by_a_second_person(
    results: RoundFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated(monkeypatch, pack="CN-9", overlay=overlays.shipped()["demo"])
    monkeypatch.setattr(codes, "too_many", lambda people: people > 0)
    results.path.write_text(results.path.read_text("utf-8").replace("阴性", "阳性"), encoding="utf-8")
    with pytest.raises(Stopped):
        replay([results], area="230108", by="test")
    assert "tested" not in counts("230108")
    second = Reader("zheng", ("230108",), may=frozenset({stopping.VERB}))
    assert replay([results], area="230108", by="test", second=second) == [1]
    assert counts("230108")["tested"] == 1
    assert [(stop.state, stop.decided_by) for stop in Stop.objects.all()] == [("done", "zheng")]
