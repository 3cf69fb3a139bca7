"""Law 2: a batch of a round never changes, whatever is decided, withdrawn or arrives after; whose a row is lies beside
it, with its method and score."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests import prepared
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row

from fangxian.lib import clock
from fangxian.runs import arrival
from fangxian.runs.withdrawal import withdraw
from fangxian.screening.models import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def bytes_of(outbreak: int, batch: str) -> dict[str, bytes]:
    folder = settings.LAKE / "outbreaks" / str(outbreak) / "test_results" / batch
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_batch_is_the_same_bytes_after_others_came_and_went(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("张伟", "zhang"), row("李 娜", "li"), row("欧阳小红", "zhao", "13600000000")]
    first = arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    before = bytes_of(outbreak, first.batch)
    second = arrival.arrive(round=round.pk, path=file(tmp_path, "b", [row("赵敏", "zhao")]), by="test")
    withdraw(round=round.pk, batch=second.batch, by=OFFICER)
    withdraw(round=round.pk, batch=first.batch, by=OFFICER)
    assert bytes_of(outbreak, first.batch) == before and before


def test_a_standing_leads_back_to_its_row_and_says_by_what(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    rows = [row("孙悟空", "sun"), row("李 娜", "li", "139 1234 5678")]
    batch = arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
    (tested,) = Standing.rows.filter(round=round, status="tested")
    assert (tested.batch_id, tested.row, tested.method) == (batch.pk, 2, "exact")
    assert tested.score == 1.0
