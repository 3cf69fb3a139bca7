"""Law 7: the same file, and the same word, twice change nothing the second time."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row, state

from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.runs import arrival
from fangxian.screening.models import Arrival

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def test_the_same_file_twice(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    path = file(tmp_path, "a", [row("张伟", "zhang"), row("孙悟空", "sun")])
    first = arrival.arrive(round=round.pk, path=path, by="test")
    before, events = state(round.pk), Event.objects.count()
    renamed = path.rename(tmp_path / "again.csv")
    assert arrival.arrive(round=round.pk, path=renamed, by="test") == first
    assert (state(round.pk), Event.objects.count(), Arrival.objects.count()) == (before, events, 1)


def test_a_round_is_complete_once(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    first, _ = arrival.complete(round=round.pk, by=OFFICER)
    events = Event.objects.count()
    again, opened = arrival.complete(round=round.pk, by=OFFICER)
    assert (again.declared, opened, Event.objects.count()) == (first.declared, 0, events) and first.declared == 1
