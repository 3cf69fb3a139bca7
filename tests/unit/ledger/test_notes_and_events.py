"""Notes and events: what they refuse, who hears of them, what is left when a drawer is shredded."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from fangxian.ledger import actions, drawers, kinds, listeners, queries
from fangxian.ledger.models import AuditEntry, Event, OutboxItem
from fangxian.ledger.rules import NotForTheLedger, wait_after
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.lib.keyring import Keyring

pytestmark = pytest.mark.django_db

MOVED = "examples.moved"


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kinds, "_declared", {})
    monkeypatch.setattr(listeners, "_listening", {})
    monkeypatch.setattr(settings, "KEYRING", Keyring(tmp_path / "keys"))
    kinds.declare(MOVED, zh="{actor} 登记迁往 {to}（{rows} 行）", en="{actor} recorded a move to {to}", drawer=("to",))


def moved(**more: object) -> int:
    return actions.record(
        kind=MOVED, subject_kind="person", subject=7, by="li", payload={"rows": 1}, drawer={"to": "阳光小区"}, **more
    )


@pytest.mark.parametrize(
    "unfit",
    [
        {"phone": "13812345678"},
        {"said": ["身份证 23010819900307663X"]},
        {"within": {"deeper": "230108199003076638"}},
        {"share": 0.5},
        {"at": clock.now()},
    ],
)
def test_a_note_refuses_what_must_not_stand_in_the_ledger(unfit: dict[str, object]) -> None:
    with pytest.raises(NotForTheLedger) as refused:
        actions.note(action="people.read", by="li", **unfit)
    assert not AuditEntry.objects.exists()
    assert "138" not in str(refused.value) and "2301" not in str(refused.value)


def test_area_codes_are_no_numbers_of_people() -> None:
    actions.note(action="counts.read", by="li", areas=["230108", "230108001", "230108001001", "230108001001001"])
    assert AuditEntry.objects.exists()


def test_a_hash_is_no_number_even_if_its_digits_happen_to_look_like_one() -> None:
    actions.note(action="purge.done", by="li", key="ab13812345678cd" + "0" * 40, file="f230108199003076638e")
    assert AuditEntry.objects.exists()


@pytest.mark.parametrize(("action", "by"), [("people.read", ""), ("read", "li"), ("People.Read", "li")])
def test_a_note_says_who_did_what(action: str, by: str) -> None:
    with pytest.raises(NotForTheLedger):
        actions.note(action=action, by=by)


def test_a_note_is_undone_with_the_act_it_belongs_to() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.note(action="people.read", by="li")
        raise RuntimeError
    assert not AuditEntry.objects.exists()


def test_who_has_seen_somebody_is_found_from_opening_lists_and_exports() -> None:
    start = clock.now()
    with clock.set_to(start):
        actions.note(action="people.read", by="li", subject_kind="person", subject=7, purpose="care")
    with clock.set_to(start + timedelta(minutes=1)):
        actions.note(action="people.export", by="wang", subject_kind="person", shown=[6, 7, 8])
    actions.note(action="people.verify", by="sun", subject_kind="person", subject=7)
    actions.note(action="people.read", by="chen", subject_kind="person", subject=70)
    assert [(one.actor, one.action, one.purpose) for one in queries.readers_of("person", 7)] == [
        ("wang", "people.export", ""),
        ("li", "people.read", "care"),
    ]
    assert [one.actor for one in queries.readers_of("person", 8)] == ["wang"]


def test_an_event_tells_its_sentence_until_its_drawer_is_shredded() -> None:
    event = Event.objects.get(pk=moved())
    assert "阳光" not in str(event.payload)
    assert queries.told(event, "zh") == "li 登记迁往 阳光小区（1 行）"
    assert actions.shred(subject_kind="person", subject=7, by="wang") == 1
    assert queries.told(event, "zh") == "li 登记迁往 （已销毁）（1 行）"
    assert queries.told(event, "en") == "li recorded a move to (shredded)"
    assert AuditEntry.objects.get(action="ledger.shred").actor == "wang"


def test_what_was_sealed_under_an_outbreaks_key_goes_with_the_key() -> None:
    settings.KEYRING.create("outbreaks/7")
    event = Event.objects.get(pk=moved(key="outbreaks/7"))
    assert drawers.opened(event.drawer) == {"to": "阳光小区"}
    settings.KEYRING.destroy("outbreaks/7")
    assert drawers.opened(event.drawer) == {}
    settings.KEYRING.create("outbreaks/7")
    assert drawers.opened(event.drawer) == {}
    settings.KEYRING.destroy("outbreaks/7")
    with pytest.raises(Fault):
        moved(key="outbreaks/7")


def test_personal_details_lie_in_the_drawer_and_nowhere_else() -> None:
    for wrong in ({"payload": {"to": "阳光小区"}}, {"drawer": {"rows": 1}}):
        with pytest.raises(kinds.KindError):
            actions.record(kind=MOVED, subject_kind="person", subject=7, by="li", **wrong)


def test_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(kinds.KindError):
        actions.record(kind="examples.invented", subject_kind="person", subject=7, by="li")
    with pytest.raises(kinds.KindError):
        kinds.declare("Moved", zh="", en="")


def test_a_retired_kind_keeps_its_sentence_and_takes_no_new_event() -> None:
    event = Event(kind=kinds.retire("examples.old", zh="旧事", en="of old", since="2027-01: never used"))
    assert queries.told(event, "zh") == "旧事"
    with pytest.raises(kinds.KindError, match="2027-01"):
        actions.record(kind="examples.old", subject_kind="person", subject=7, by="li")


def test_a_kind_is_declared_once() -> None:
    kinds.declare("examples.one", zh="一", en="one")
    kinds.declare("examples.one", zh="一", en="one")
    with pytest.raises(kinds.KindError):
        kinds.declare("examples.one", zh="二", en="two")


def test_a_listener_of_the_same_transaction_that_fails_undoes_the_event() -> None:
    def fail(_: Event) -> None:
        raise RuntimeError

    listeners.listen(MOVED, name="examples.now", handle=fail)
    with pytest.raises(RuntimeError):
        moved()
    assert not Event.objects.exists()


def test_a_batch_is_one_event_and_is_brought_to_those_who_listen_later() -> None:
    heard: list[str] = []
    listeners.listen(MOVED, name="examples.later", handle=lambda event: heard.append(event.subject), later=True)
    actions.record_batch(kind=MOVED, batch="20220909-abc", by="system", payload={"rows": 9})
    assert heard == []
    assert actions.deliver() == (1, 0)
    assert actions.deliver() == (0, 0)
    assert heard == ["20220909-abc"]


def test_what_fails_is_tried_again_later_and_says_why_without_quoting() -> None:
    tries: list[int] = []

    def fail_twice(event: Event) -> None:
        tries.append(event.pk)
        AuditEntry.objects.create(actor="x", action="x.y")
        if len(tries) < 3:
            raise ValueError("张伟 13812345678")

    listeners.listen(MOVED, name="examples.later", handle=fail_twice, later=True)
    start = clock.now()
    with clock.set_to(start):
        moved()
        assert actions.deliver() == (0, 1)
        assert actions.deliver() == (0, 0)
    item = OutboxItem.objects.get()
    assert "ValueError" in item.trouble and "138" not in item.trouble
    assert [one.pk for one in queries.troubles()] == [item.pk]
    assert not AuditEntry.objects.exists(), "what a failing listener wrote is undone"
    with clock.set_to(start + wait_after(1)):
        assert actions.deliver() == (0, 1)
    with clock.set_to(start + wait_after(1) + wait_after(2)):
        assert actions.deliver() == (1, 0)
    assert not queries.troubles().exists()


def test_a_listener_that_is_gone_is_a_trouble_and_not_a_loss() -> None:
    listeners.listen(MOVED, name="examples.gone", handle=lambda _: None, later=True)
    moved()
    listeners._listening.clear()
    assert actions.deliver() == (0, 1)
    assert "examples.gone" in queries.troubles().get().trouble


def test_waiting_doubles_and_has_an_end() -> None:
    waits = [wait_after(n) for n in range(1, 60)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits == sorted(waits) and waits[-1] == timedelta(hours=6)
