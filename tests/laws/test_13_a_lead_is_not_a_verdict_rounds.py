"""Law 13: a positive pool holds its people in place for a time, until their single re-test, and gives no colour."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row

from fangxian.lib import clock
from fangxian.runs import arrival
from fangxian.runs.withdrawal import withdraw
from fangxian.screening import queries, rules
from fangxian.screening.models import Round, Standing

pytestmark = pytest.mark.django_db
POOL = {"mode": "10混1", "tube": "T1"}


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch))


def leads(round: int) -> dict[str, tuple[str, datetime | None]]:
    from fangxian.registry.models import Person

    names = dict(Person.rows.values_list("pk", "name"))
    found = Standing.rows.filter(round=round).exclude(lead="").values_list("person", "lead", "hold_until")
    return {names[person]: (lead, until) for person, lead, until in found}


def test_everybody_of_the_tube_is_held_with_an_end_whichever_file_they_came_in(round: Round, tmp_path: Path) -> None:
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang", **POOL)]), by="test")
    assert leads(round.pk) == {}
    second = arrival.arrive(
        round=round.pk, path=file(tmp_path, "b", [row("李娜", "li", **POOL, result="阳性")]), by="test"
    )
    ends = datetime(2022, 9, 10, 8, tzinfo=clock.LOCAL)
    assert leads(round.pk) == {"张伟": ("pool_hold", ends), "李娜": ("pool_hold", ends)}
    assert queries.figures(round.pk).counts["on_hold"] == 2
    with clock.set_to(ends + timedelta(minutes=1)):
        assert queries.figures(round.pk).counts["on_hold"] == 0, "it lapses by itself"
    withdraw(round=round.pk, batch=second.batch, by=OFFICER)
    assert leads(round.pk) == {}


def test_a_negative_single_test_releases(round: Round, tmp_path: Path) -> None:
    pool = [row("张伟", "zhang", **POOL, result="阳性"), row("李娜", "li", **POOL, result="阳性")]
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", pool), by="test")
    alone = row("张伟", "zhang", at="2022-09-09 15:00:00", mode="单采", tube="T2")
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [alone]), by="test")
    held = leads(round.pk)
    assert held["张伟"] == ("released", None) and held["李娜"][0] == "pool_hold"


def test_no_column_of_a_round_holds_a_colour_or_a_result() -> None:
    columns = {field.name for field in Standing._meta.concrete_fields}
    assert not columns & {"colour", "color", "code", "result", "health_code"}


def test_somebody_held_is_not_reminded() -> None:
    assert rules.asked("untested", outcome="", hold=False)
    assert not rules.asked("untested", outcome="", hold=True)
    assert rules.advanced(rules.IN_POOL, "pool_hold", "released") == "released"
    with pytest.raises(ValueError, match="does not become"):
        rules.advanced(rules.IN_POOL, "released", "single_positive")
