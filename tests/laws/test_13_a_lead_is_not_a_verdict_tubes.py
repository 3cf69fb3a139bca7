"""Law 13: a pool that is not negative holds its people until each was tested again alone; the hold ends by itself,
gives no colour, and when it ends without a re-test somebody is asked to go."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, activated, made
from tests.tubes import at_laboratory, found, opened, put, state

from fangxian.access.reader import Reader
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork import rules as doors
from fangxian.fieldwork.models import Line, Task
from fangxian.lib import clock
from fangxian.runs.holding import ended
from fangxian.screening import queries
from fangxian.screening.models import Round, Standing, Tube

pytestmark = pytest.mark.django_db
WORKER = Reader("wang", areas=("230108",), may=frozenset({"tasks.work", "people.verify"}))


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Round]:
    with clock.set_to(EVENING - timedelta(hours=3)):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch))


def pool(round: Round, folder: Path) -> Tube:
    """A pool of two whose result is positive."""
    tube = opened(round, "T001")
    put(tube, "张伟", "zhang")
    put(tube, "李娜", "li")
    at_laboratory(tube)
    found(round, folder, [("T001", "阳性")])
    return tube


def alone(round: Round, folder: Path, code: str, who: tuple[str, str], word: str) -> None:
    """Somebody's single re-test."""
    tube = opened(round, code, mode=1)
    put(tube, *who)
    at_laboratory(tube, code=f"B-{code}")
    found(round, folder, [(code, word)], name=code)


def leads() -> dict[str, str]:
    from fangxian.registry.models import Person

    names = dict(Person.rows.values_list("pk", "name"))
    return {names[pk]: lead for pk, lead in Standing.rows.exclude(lead="").values_list("person", "lead")}


def asked() -> set[str]:
    return set(Line.objects.filter(task__kind="retest", outcome="").values_list("person__name", flat=True))


def test_a_positive_pool_makes_nobody_positive(round: Round, tmp_path: Path) -> None:
    pool(round, tmp_path)
    assert state("T001") == "suspect"
    assert leads() == {"张伟": "pool_hold", "李娜": "pool_hold"} and queries.figures(round.pk).counts["on_hold"] == 2


def test_its_people_are_asked_for_at_once_though_the_round_is_open(round: Round, tmp_path: Path) -> None:
    pool(round, tmp_path)
    assert asked() == {"张伟", "李娜"} and queries.one(round.pk).state == "open"
    task = Task.rows.get(kind="retest")
    assert task.why == "pool_to_retest" and task.due_at == Standing.rows.filter(lead="pool_hold")[0].hold_until


def test_it_is_cleared_when_each_was_negative_alone(round: Round, tmp_path: Path) -> None:
    pool(round, tmp_path)
    with clock.set_to(EVENING - timedelta(hours=2)):
        alone(round, tmp_path, "R001", ("张伟", "zhang"), "阴性")
        assert state("T001") == "suspect" and asked() == {"李娜"}
        alone(round, tmp_path, "R002", ("李娜", "li"), "阴性")
    assert state("T001") == "cleared" and asked() == set()
    assert leads() == {"张伟": "released", "李娜": "released"}
    assert Tube.objects.get(barcode="R001").of == Tube.objects.get(barcode="T001")


def test_one_is_positive_and_the_other_free(round: Round, tmp_path: Path) -> None:
    pool(round, tmp_path)
    with clock.set_to(EVENING - timedelta(hours=2)):
        alone(round, tmp_path, "R001", ("张伟", "zhang"), "阳性")
        alone(round, tmp_path, "R002", ("李娜", "li"), "阴性")
    assert (state("T001"), state("R001")) == ("positive", "positive")
    assert leads() == {"张伟": "single_positive", "李娜": "released"}


def test_a_hold_that_ends_without_a_re_test_asks_again_and_is_with_the_community_at_once(
    round: Round, tmp_path: Path
) -> None:
    pool(round, tmp_path)
    for line in Line.objects.filter(task__kind="retest"):
        fieldwork.report(line=line.pk, outcome="was_tested", said={}, click=f"{line.pk}", by=WORKER)
    assert asked() == set() and ended() == 0
    with clock.set_to(EVENING + timedelta(days=1)):
        counts = queries.figures(round.pk).counts
        assert (counts["on_hold"], counts["lapsed"]) == (0, 2)
        assert ended() == 1 and asked() == {"张伟", "李娜"}
        task = Task.rows.get(kind="retest", why="hold_ended")
        assert doors.level(task.due_at, clock.now()) == "community"
        assert ended() == 0, "asked once"
