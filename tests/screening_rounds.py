"""Rounds as examples need them: an outbreak in force, a round, files of results, what became of people."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.loading import NUMBERS

from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.runs import arrival
from fangxian.screening.models import Round, Standing, Stray

START = datetime(2022, 9, 9, 6, tzinfo=clock.LOCAL)
END = datetime(2022, 9, 9, 20, tzinfo=clock.LOCAL)
EVENING = datetime(2022, 9, 9, 22, tzinfo=clock.LOCAL)
MAY = frozenset({"outbreak.propose", "outbreak.approve", "outbreak.close", "outbreak.purge"})
OFFICER = Reader("liu", areas=("230108",), may=frozenset({"rounds.manage", "links.review"}))
HEADER = "姓名,身份证号,手机号,采样时间,检测结果,混采方式,采样点,管号\n"


def activated(monkeypatch: pytest.MonkeyPatch, **under: Any) -> int:
    """An outbreak of the district that two people activated; `under` a pack and an overlay, where the rules matter."""
    monkeypatch.setattr(outbreak, "refuse_unless_two", lambda *_: None)
    first, second = (Reader(name, ("230108",), may=MAY) for name in ("wu", "zheng"))
    made = outbreak.propose(
        name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code="230108",
        starts_on=START.date(), by=first, **under,
    )  # fmt: skip
    return outbreak.approve(outbreak=made.pk, by=second).pk


def made(outbreak: int, *, start: datetime = START, end: datetime = END, **more: object) -> Round:
    """A round of the district."""
    return arrival.make(
        outbreak=outbreak, area="230108", starts_at=start, ends_at=end, by=OFFICER, **more  # type: ignore[arg-type]
    )  # fmt: skip


def row(name: str, number: str = "", phone: str = "", **more: str) -> str:
    """A line of a file of results: who (a name of tests.loading.NUMBERS or a number), and the sample."""
    said = {"at": "2022-09-09 08:00:00", "result": "阴性", "mode": "单采", "site": "", "tube": ""} | more
    number = NUMBERS.get(number, number)
    return ",".join([name, number, phone, *(said[key] for key in ("at", "result", "mode", "site", "tube"))]) + "\n"


def file(folder: Path, name: str, rows: Sequence[str]) -> Path:
    """A file of results."""
    path = folder / f"{name}.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def statuses(round: int) -> dict[str, str]:
    """Person's name -> how they stand."""
    from fangxian.registry.models import Person

    names = dict(Person.rows.values_list("pk", "name"))
    return {
        names[person]: status for person, status in Standing.rows.filter(round=round).values_list("person", "status")
    }


def state(round: int) -> dict[str, list[tuple[object, ...]]]:
    """All that a round leaves for its readers, without keys and moments."""
    from fangxian.boards.models import AreaCount
    from fangxian.identity.models import Doubt

    columns = ("person", "area_code", "status", "sampled_at", "row", "method", "score", "lead", "hold_until", "outcome")
    counts = AreaCount.objects.filter(measure__startswith="round.").values_list("measure", "area_code", "count")
    return {
        "standings": sorted(Standing.rows.filter(round=round).values_list(*columns), key=repr),
        "strays": sorted(
            [
                (bytes(key), *rest)
                for key, *rest in Stray.rows.filter(round=round).values_list("key", "row", "times", "area_code")
            ]
        ),
        "doubts": sorted(Doubt.objects.filter(dataset="test_results", decided_at=None).values_list("row", "reason")),
        "counts": sorted(counts),
    }
