"""Law 14: nobody is reminded before the results are complete, nor then if anything of theirs is there or in doubt."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row

from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry.models import Person
from fangxian.runs import arrival
from fangxian.screening import actions, queries
from fangxian.screening.models import Round, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch))


def reminded(round: int) -> set[str]:
    people = {person for person, *_ in queries.to_remind(round)}
    return set(Person.rows.filter(pk__in=people).values_list("name", flat=True))


def test_results_of_which_none_came_are_not_complete(round: Round) -> None:
    with pytest.raises(Fault, match="No results"):
        arrival.complete(round=round.pk, by=OFFICER)


def test_who_waits_or_is_in_doubt_is_not_reminded(round: Round, tmp_path: Path) -> None:
    rows = [row("张伟", "zhang", result="待检"), row("欧阳小红", "zhao", "13600000000")]
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    assert reminded(round.pk) == {"李娜"}


def test_who_was_settled_at_the_door_is_not_reminded_again(round: Round, tmp_path: Path) -> None:
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    li = Person.rows.get(name="李娜").pk
    actions.settle_standing(round=round.pk, person=li, outcome="cannot_be_tested", status="excused")
    assert reminded(round.pk) == {"赵敏"}
    # A sample that comes after all stands above what was said at the door, and no batch makes her untested again.
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [row("赵敏", "zhao")]), by="test")
    assert Standing.rows.get(round=round, person=li).status == "excused"
    arrival.arrive(round=round.pk, path=file(tmp_path, "c", [row("李娜", "li")]), by="test")
    assert Standing.rows.get(round=round, person=li).status == "tested"
