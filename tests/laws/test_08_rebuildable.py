"""Law 8: every board can be built anew from the rooms below, and is then what it was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.loading import write

from fangxian.boards import actions
from fangxian.boards.models import AreaCount, PersonCard
from fangxian.lib import clock
from fangxian.runs import loading

pytestmark = pytest.mark.django_db


def boards() -> tuple[list[object], list[object]]:
    return (
        sorted(PersonCard.rows.values_list(), key=repr),
        sorted(AreaCount.objects.values_list("measure", "area_code", "count", "at"), key=repr),
    )


@pytest.fixture(autouse=True)
def installation(own_var: Path) -> None:
    """Each example has its own."""


def test_what_is_rebuilt_equals_what_was_there(tmp_path: Path) -> None:
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        loading.load(write(tmp_path / "files"), by="test")
        running = boards()
        assert all(running)
        PersonCard.rows.filter(name="张伟").update(area_code="999")
        AreaCount.objects.filter(measure="present").update(count=7)
        AreaCount.objects.filter(measure="away").delete()
        actions.rebuild()
        assert boards() == running


def test_counts_that_no_registry_tells_stay() -> None:
    actions.keep("round.01", {("round.01.tested", "230108001002001"): 3, ("round.01.tested", "230108001002002"): 4})
    actions.rebuild()
    assert AreaCount.objects.get(measure="round.01.tested", area_code="230108").count == 7
    actions.keep("round.01", {("round.01.tested", "230108001002001"): 5})
    assert AreaCount.objects.get(measure="round.01.tested", area_code="230108").count == 5
