"""A search while typing leaves one entry, with all that it showed, when it ends; never a letter of what was typed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from fangxian.access import actions, gate
from fangxian.access.faults import NotAllowed
from fangxian.access.models import PendingSearch
from fangxian.access.reader import Reader
from fangxian.ledger import queries as ledger
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

LI = Reader(
    "li", areas=("230108",), roles=("grid_worker",), may=frozenset({"people.search", "people.read"}), purpose="care"
)


@pytest.fixture(autouse=True)
def at() -> Iterator[datetime]:
    with clock.set_to(clock.now()):
        yield clock.now()


def searches() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action="people.search").order_by("pk"))


def test_key_presses_gather_into_one_entry_when_somebody_is_opened() -> None:
    for letters, shown in ((1, [1, 2, 3]), (2, [2, 3, 4]), (3, [4])):
        actions.note_search(LI, "name", letters, shown)
    assert searches() == []
    gate.opened(LI, kind="person", subject=4, area="230108001")
    (entry,) = searches()
    assert entry.details == {
        "shown": ["1", "2", "3", "4"],
        "kind": "name",
        "letters": 3,
        "opened": "4",
        "role": "grid_worker",
    }
    assert entry.purpose == "care"
    assert [one.action for one in ledger.readers_of("person", 1)] == ["people.search"]
    assert not PendingSearch.objects.exists()


@pytest.mark.parametrize(("kind", "letters", "shown"), [("phone", 4, [1]), ("name", 1, [9])])
def test_another_search_ends_the_one_before(kind: str, letters: int, shown: list[int]) -> None:
    actions.note_search(LI, "name", 3, [1, 2])
    actions.note_search(LI, kind, letters, shown)
    assert [entry.details["shown"] for entry in searches()] == [["1", "2"]]


def test_a_letter_taken_back_is_the_same_search() -> None:
    for letters, shown in ((3, [1]), (2, [1, 2]), (3, [2])):
        actions.note_search(LI, "name", letters, shown)
    actions.settle_search(LI)
    assert [entry.details["shown"] for entry in searches()] == [["1", "2"]]


def test_half_a_minute_of_silence_ends_a_search(at: datetime) -> None:
    actions.note_search(LI, "name", 2, [1])
    with clock.set_to(at + timedelta(seconds=29)):
        assert actions.settle_idle() == 0
    with clock.set_to(at + timedelta(seconds=30)):
        assert actions.settle_idle() == 1
        assert actions.settle_idle() == 0
    assert len(searches()) == 1


def test_a_search_that_is_taken_up_after_silence_is_another(at: datetime) -> None:
    actions.note_search(LI, "name", 2, [1])
    with clock.set_to(at + timedelta(minutes=5)):
        actions.note_search(LI, "name", 3, [1])
        actions.settle_search("li")
    assert len(searches()) == 2


def test_a_search_that_found_nobody_is_noted_too() -> None:
    actions.note_search(LI, "number", 18, [])
    actions.settle_search(LI)
    assert "shown" not in searches()[0].details and searches()[0].details["letters"] == 18


def test_who_may_not_search_does_not() -> None:
    with pytest.raises(NotAllowed):
        actions.note_search(Reader("zhou", may=frozenset({"counts.read"})), "name", 1, [])


def test_a_broken_audit_keeps_the_search_pending(monkeypatch: pytest.MonkeyPatch) -> None:
    actions.note_search(LI, "name", 2, [1])

    def broken(**_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched, pytest.raises(OSError):
        patched.setattr(AuditEntry.objects, "create", broken)
        actions.settle_search(LI)
    assert PendingSearch.objects.count() == 1
