"""One result of one person takes as long as it has statements: so many it has, and no more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.boards import actions as boards
from fangxian.evidence import actions as evidence
from fangxian.fieldwork import actions as fieldwork
from fangxian.healthcode import actions as codes
from fangxian.healthcode import queries
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Enrolment, Obligation
from fangxian.store import acts

pytestmark = pytest.mark.django_db
#: Of each kind of result, how many statements are sent at most, to SQLite or PostgreSQL, those in bulk apart. A result
#: that makes good what was wanting; one that takes somebody into another class, with all that was due of them. Each
#: door that need not be gone to any more is asked, besides, for lines of another record of its person: one, and three.
MOST = {"": 31 + 1, "positive": 96 + 3}


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, list[int]]]:
    """People at home of whom a test and temperatures are wanting; the process knows the protocol."""
    with clock.set_to(NOW):
        found, people = begun(monkeypatch, "张伟", "李娜", "王芳")
        codes.rebuild()
        boards.rebuild()
        enrolled(found, people, anchor=NOW - DAY)
    with clock.set_to(NOW + DAY + 2 * HOUR):
        actions.overdue()
        actions.advance()
        yield found, people


def recorded(outbreak: int, person: int, finding: str) -> None:
    evidence.record(
        outbreak=outbreak, kind="test", person=person, at=NOW + DAY, key=f"lab/{person}", by="lab", finding=finding
    )


@pytest.mark.parametrize("finding", list(MOST))
def test_one_result_sends_few_statements(scene: tuple[int, list[int]], finding: str) -> None:
    outbreak, (first, second, _) = scene
    recorded(outbreak, second, finding)
    sent: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        recorded(outbreak, first, finding)
    assert len(sent) <= MOST[finding], "\n".join(sql[:150] for sql in sent)
    asked = [sql for sql in sent if "registry_absorbed" in sql]
    assert len(asked) <= 2, "who is one person with whom is asked before the act, and once in it"
    shown = {"": "yellow", "positive": "red"}[finding]
    assert queries.shown(first).state == shown


def test_what_fails_in_the_middle_of_an_act_takes_all_of_it_back(
    scene: tuple[int, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    outbreak, (first, *_) = scene
    before = state()
    monkeypatch.setattr(fieldwork, "open_tasks", broken)
    with pytest.raises(ZeroDivisionError):
        recorded(outbreak, first, "positive")
    assert state() == before


def broken(*_: object, **__: object) -> int:
    raise ZeroDivisionError


def state() -> tuple[Any, ...]:
    tables = (Enrolment.rows.all(), Obligation.rows.all(), queries.Restriction.rows.all(), queries.Turn.rows.all())
    return tuple(sorted(table.values_list(), key=repr) for table in tables)


def test_what_is_asked_once_in_an_act_is_asked_anew_in_the_next() -> None:
    answers = iter(range(9))
    with acts.act(), acts.act():
        assert [acts.once("question", lambda: next(answers)) for _ in range(3)] == [0, 0, 0]
    assert [acts.once("question", lambda: next(answers)) for _ in range(2)] == [1, 2]
    with acts.act():
        assert acts.once("question", lambda: next(answers)) == 3
