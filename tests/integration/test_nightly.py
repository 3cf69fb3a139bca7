"""The night leaves nothing open: searches end, events reach who listens, counts are of today, the audit is sealed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.loading import write

from fangxian.boards import queries as boards
from fangxian.boards.models import AreaCount
from fangxian.catalogue.models import JobRun
from fangxian.ledger import actions as ledger
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.runs import loading
from fangxian.runs.nightly import nightly

pytestmark = pytest.mark.django_db
EVENING = datetime(2022, 9, 1, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    monkeypatch.setattr(settings, "LAKE", tmp_path / "var" / "lake")
    with clock.set_to(EVENING):
        loading.load(write(tmp_path / "files"), by="test", day=date(2022, 9, 1))
        yield


def district(measure: str) -> int:
    return sum(AreaCount.objects.filter(measure=measure, area_code="230108").values_list("count", flat=True))


def test_the_audit_is_sealed() -> None:
    for number in range(3):
        ledger.note(action="people.read", by="chen", subject_kind="person", subject=number)
    assert nightly().sealed >= 3
    assert not AuditEntry.objects.filter(block=None).exists()


def test_records_grow_older_by_the_night() -> None:
    assert (district("verified_30"), district("verified_older")) == (3, 0)
    with clock.set_to(EVENING + timedelta(days=200)):
        nightly()
    assert (district("verified_30"), district("verified_older")) == (0, 3)


def test_a_second_night_in_one_has_nothing_to_do() -> None:
    nightly()
    again = nightly()
    assert (again.searches, again.delivered, again.failed, again.sealed) == (0, 0, 0, 0)
    assert not boards.behind()
    assert list(JobRun.objects.filter(job="nightly").values_list("outcome", flat=True)) == ["done", "done"]
