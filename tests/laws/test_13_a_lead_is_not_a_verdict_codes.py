"""Laws 13 and 14 for codes: a tube holds without a colour, for a day, until the single re-test; having no sample
restricts nobody by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tests import prepared
from tests.restricting import protocol, put_in_force
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row

from fangxian.access.reader import Reader
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line, Task
from fangxian.healthcode import actions, queries
from fangxian.healthcode.models import Restriction
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import arrival, holding
from fangxian.runs.withdrawal import withdraw
from fangxian.screening.models import Round

pytestmark = pytest.mark.django_db
POOL = {"mode": "10混1", "tube": "T1"}
WORKER = Reader(
    "grid", areas=("230108",), may=frozenset({"tasks.work", "people.read", "people.verify"}), purpose="care"
)


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        outbreak = activated(monkeypatch)
        put_in_force(outbreak, protocol())
        actions.rebuild()
        yield made(outbreak)


def shown() -> dict[str, str]:
    names = dict(Person.rows.values_list("pk", "name"))
    found = queries.shown_of(list(names))
    return {names[pk]: one.state for pk, one in found.items() if one.state != "green"}


def arrive(round: Round, folder: Path, name: str, *rows: str) -> str:
    return arrival.arrive(round=round.pk, path=file(folder, name, rows), by="test").batch


def test_a_tube_holds_its_people_without_a_colour_and_for_a_day(round: Round, tmp_path: Path) -> None:
    arrive(round, tmp_path, "a", row("张伟", "zhang", **POOL), row("李娜", "li", **POOL, result="阳性"))
    assert shown() == {"张伟": "held", "李娜": "held"}
    assert {one.colour for one in Restriction.rows.all()} == {""}
    with clock.set_to(datetime(2022, 9, 10, 8, tzinfo=clock.LOCAL)):
        assert shown() == {}, "24 hours after the sample, whatever has run"
        actions.expire()
        asked = Line.objects.filter(task__kind="retest", task__state="open", outcome="")
        assert sorted(asked.values_list("person__name", flat=True)) == ["张伟", "李娜"], "each is asked for once"


@pytest.mark.parametrize(
    ("first", "second", "why"), [("expire", "ended", "retest_overdue"), ("ended", "expire", "hold_ended")]
)
def test_the_codes_and_the_round_ask_for_a_lapsed_hold_once_whichever_looks_first(
    round: Round, tmp_path: Path, first: str, second: str, why: str
) -> None:
    arrive(round, tmp_path, "a", row("张伟", "zhang", **POOL), row("李娜", "li", **POOL, result="阳性"))
    for line in Line.objects.filter(task__kind="retest"):
        fieldwork.report(line=line.pk, outcome="was_tested", said={}, click=str(line.pk), by=WORKER)
    looks = {"expire": actions.expire, "ended": holding.ended}
    with clock.set_to(datetime(2022, 9, 10, 8, tzinfo=clock.LOCAL)):
        looks[first]()
        looks[second]()
        asked = Line.objects.filter(task__kind="retest", task__state="open", outcome="")
        assert sorted(asked.values_list("person__name", flat=True)) == ["张伟", "李娜"]
        assert set(Task.rows.filter(kind="retest", state="open").values_list("why", flat=True)) == {why}


def test_the_single_re_test_frees_or_colours_on_its_own_row(round: Round, tmp_path: Path) -> None:
    batch = arrive(round, tmp_path, "a", row("张伟", "zhang", **POOL), row("李娜", "li", **POOL, result="阳性"))
    alone = {"at": "2022-09-09 15:00:00", "mode": "单采"}
    second = arrive(
        round, tmp_path, "b", row("张伟", "zhang", **alone, tube="T2"),
        row("李娜", "li", **alone, tube="T3", result="阳性"),
    )  # fmt: skip
    assert shown() == {"李娜": "red"}
    red = Restriction.rows.get(colour="red")
    assert f"row/test_results/{second}/2" in red.evidence and batch in red.evidence[0]
    assert (red.reason, red.rule) == ("positive_test", "rounds.positive")
    assert set(Restriction.rows.filter(colour="").values_list("ended_for", flat=True)) == {"retested", "confirmed"}


def test_a_batch_that_is_withdrawn_takes_its_restrictions_with_it(round: Round, tmp_path: Path) -> None:
    batch = arrive(round, tmp_path, "a", row("李娜", "li", mode="单采", tube="T1", result="阳性"))
    assert shown() == {"李娜": "red"}
    withdraw(round=round.pk, batch=batch, by=OFFICER)
    assert shown() == {}
    assert Restriction.rows.get().ended_for == "withdrawn"


def test_the_same_file_twice_restricts_once(round: Round, tmp_path: Path) -> None:
    rows = row("李娜", "li", mode="单采", tube="T1", result="阳性")
    arrive(round, tmp_path, "a", rows)
    arrive(round, tmp_path, "a", rows)
    assert Restriction.rows.count() == 1


def test_without_a_sample_nobody_is_restricted_before_somebody_has_gone_to_their_door(
    round: Round, tmp_path: Path
) -> None:
    arrive(round, tmp_path, "a", row("张伟", "zhang", mode="单采", tube="T1"))
    actions.untested()
    assert shown() == {}, "the round is not complete"
    arrival.complete(round=round.pk, by=OFFICER)
    actions.untested()
    assert shown() == {}, "they were asked, and nobody has gone"
    line = Line.objects.get(person__name="李娜")
    fieldwork.report(line=line.pk, outcome="not_at_home", said={}, click=str(uuid4()), by=WORKER)
    assert actions.untested() == 1
    assert shown() == {"李娜": "yellow"}
    assert actions.untested() == 0
    arrive(round, tmp_path, "b", row("李娜", "li", mode="单采", tube="T9", result=""))
    assert shown() == {}, "it lifts at the sample, not at the result"
    assert Restriction.rows.get().ended_for == "sampled"


def test_who_said_that_they_will_go_is_not_restricted(round: Round, tmp_path: Path) -> None:
    arrive(round, tmp_path, "a", row("张伟", "zhang", mode="单采", tube="T1"))
    arrival.complete(round=round.pk, by=OFFICER)
    line = Line.objects.get(person__name="李娜")
    fieldwork.report(line=line.pk, outcome="will_test", said={}, click=str(uuid4()), by=WORKER)
    assert actions.untested() == 0
    with clock.set_to(EVENING + timedelta(days=2)):
        assert actions.untested() == 0
