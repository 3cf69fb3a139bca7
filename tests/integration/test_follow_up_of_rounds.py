"""Samples of a round are evidence of those who are followed: as they land, as whose they are changes, as they go."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import prepared
from tests.following import in_force
from tests.screening_rounds import END, EVENING, OFFICER, START, activated, file, made, row

from fangxian.evidence.models import Fact
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.actions import Joining
from fangxian.programme.models import Obligation
from fangxian.registry.models import Person
from fangxian.runs import arrival
from fangxian.runs.withdrawal import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        outbreak = activated(monkeypatch)
        in_force(outbreak)
        yield outbreak


def follow(outbreak: int, name: str) -> int:
    """Somebody who had to be tested within 72 hours of this morning."""
    person = Person.rows.get(name=name).pk
    joining = [Joining(person, START, {"row": 1})]
    actions.enrol(outbreak=outbreak, person_class="cold_chain", people=joining, origin=f"list/{person}", by="system")
    return person


def standing(person: int) -> list[tuple[str, str | None]]:
    facts = dict(Fact.rows.filter(withdrawn_at=None).values_list("pk", "finding"))
    found = Obligation.rows.filter(person=person, number=1)
    return [(one.state, facts[one.fact] if one.fact else None) for one in found]


def test_a_sample_of_a_round_is_evidence_of_who_is_followed_and_of_nobody_else(outbreak: int, tmp_path: Path) -> None:
    zhang = follow(outbreak, "张伟")
    round = made(outbreak)
    batch = arrival.arrive(
        round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang"), row("李娜", "li")]), by="test"
    )
    assert standing(zhang) == [("met", "")] and Fact.rows.count() == 1
    withdraw(round=round.pk, batch=batch.batch, by=OFFICER)
    assert standing(zhang) == [("open", None)] and not Fact.rows.filter(withdrawn_at=None).exists()


def test_who_comes_under_a_protocol_later_has_the_samples_that_are_there(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    assert not Fact.rows.exists()
    assert standing(follow(outbreak, "张伟")) == [("met", "")]


def test_a_tube_that_several_shared_settles_the_duty_and_says_nothing_yet(outbreak: int, tmp_path: Path) -> None:
    zhang = follow(outbreak, "张伟")
    round = made(outbreak)
    tube = {"mode": "10混1", "tube": "T1", "result": "阳性"}
    rows = [row("张伟", "zhang", **tube), row("李娜", "li", **tube)]
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    assert standing(zhang) == [("met", "awaited")]
    later = {"at": "2022-09-09 18:00:00", "result": "阴性", "mode": "单采"}
    arrival.arrive(round=round.pk, path=file(tmp_path, "b", [row("张伟", "zhang", **later)]), by="test")
    assert standing(zhang) == [("met", "")] and Fact.rows.filter(withdrawn_at=None).count() == 1 and END > START
