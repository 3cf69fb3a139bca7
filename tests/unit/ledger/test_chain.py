"""The audit chain: whatever is changed, taken out, put in or exchanged behind its back is found and named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fangxian.ledger import actions, queries, triggers
from fangxian.ledger.chain import Break
from fangxian.ledger.models import AuditBlock, AuditEntry
from fangxian.lib import clock

pytestmark = pytest.mark.django_db

#: Entries a block, and blocks, of the chain that is tampered with.
EACH, BLOCKS = 5, 3


@contextmanager
def chain_of_entries() -> Iterator[list[int]]:
    """Three sealed blocks of five entries, whose keys it gives, in a database whose triggers somebody has removed;
    undone at the end."""
    with transaction.atomic():
        keys = []
        for _ in range(BLOCKS):
            keys += [actions.note(action="people.read", by="li", subject_kind="person", subject=n) for n in range(EACH)]
            actions.seal()
        with connection.cursor() as cursor:
            for statement in triggers.removal(connection.vendor):
                cursor.execute(statement)
        yield keys
        transaction.set_rollback(True)


def named(keys: list[int], breaks: list[Break]) -> set[tuple[int | None, str]]:
    """Breaks as (place in the chain, or None for a block; what)."""
    return {(keys.index(one.entry) if one.entry in keys else None, one.what) for one in breaks}


places = st.integers(0, EACH * BLOCKS - 1)


def test_an_untouched_chain_is_whole_and_goes_on() -> None:
    with chain_of_entries():
        verdict = queries.verify()
        assert verdict.whole and (verdict.blocks, verdict.entries, verdict.unsealed) == (3, 15, 0)
        actions.note(action="people.read", by="li")
        assert queries.verify().unsealed == 1
        assert actions.seal() == 1
        later = queries.verify()
        assert later.whole and later.holds(verdict.head) and not later.holds("00" * 32)


def test_sealing_again_changes_nothing() -> None:
    with chain_of_entries():
        head = queries.verify().head
        assert actions.seal() == 0
        assert queries.verify().head == head


def test_an_entry_that_came_late_is_sealed_into_the_next_block() -> None:
    """A transaction that began earlier may commit after a block was sealed: its entry has a lower key."""
    with chain_of_entries() as keys:
        late = AuditEntry.objects.create(pk=keys[0] - 1, actor="li", action="people.read")
        assert actions.seal() == 1
        assert queries.verify().whole
        assert AuditBlock.objects.get(number=BLOCKS + 1).members == [late.pk]


CHANGES: dict[str, Callable[[AuditEntry], None]] = {
    "at": lambda entry: setattr(entry, "at", entry.at + timedelta(microseconds=1)),
    "actor": lambda entry: setattr(entry, "actor", "wang"),
    "action": lambda entry: setattr(entry, "action", "places.read"),
    "subject_kind": lambda entry: setattr(entry, "subject_kind", "dwelling"),
    "subject": lambda entry: setattr(entry, "subject", "77"),
    "purpose": lambda entry: setattr(entry, "purpose", "care"),
    "details": lambda entry: setattr(entry, "details", {"rows": 1}),
    "digest": lambda entry: setattr(entry, "digest", bytes(32)),
    "block": lambda entry: setattr(entry, "block", entry.block + 1),
}


@given(places, st.sampled_from(sorted(CHANGES)))
def test_a_change_is_found_and_named(place: int, column: str) -> None:
    with chain_of_entries() as keys:
        entry = AuditEntry.objects.get(pk=keys[place])
        CHANGES[column](entry)
        entry.save()
        assert (place, "changed") in (found := named(keys, queries.verify().breaks))
        assert column == "block" or len(found) == 1


@given(places)
def test_a_change_whose_digest_was_made_to_fit_is_found_all_the_same(place: int) -> None:
    from fangxian.ledger.rules import BEGINNING, entry_digest

    with chain_of_entries() as keys:
        entry = AuditEntry.objects.get(pk=keys[place])
        start = AuditBlock.objects.get(number=entry.block).before if place % EACH == 0 else None
        before = start or AuditEntry.objects.get(pk=keys[place - 1]).digest
        entry.actor = "wang"
        entry.digest = entry_digest(bytes(before or BEGINNING), entry.said())
        entry.save()
        assert not queries.verify().whole


@given(places)
def test_a_removal_is_found_and_named(place: int) -> None:
    with chain_of_entries() as keys:
        AuditEntry.objects.filter(pk=keys[place]).delete()
        assert named(keys, queries.verify().breaks) == {(place, "removed")}


@given(places, st.booleans())
def test_an_insertion_is_found_and_named(place: int, with_digest_of_another: bool) -> None:
    with chain_of_entries() as keys:
        model = AuditEntry.objects.get(pk=keys[place])
        digest = model.digest if with_digest_of_another else bytes(32)
        made = AuditEntry.objects.create(actor="li", action="people.read", block=model.block, digest=digest)
        assert queries.verify().breaks == [Break(model.block or 0, made.pk, "inserted")]


@given(st.tuples(places, places).filter(lambda pair: pair[0] != pair[1]))
def test_two_that_changed_places_are_found_and_named(pair: tuple[int, int]) -> None:
    with chain_of_entries() as keys:
        first, second = (AuditEntry.objects.get(pk=keys[place]) for place in pair)
        first.pk, second.pk = second.pk, first.pk
        first.save()
        second.save()
        found = named(keys, queries.verify().breaks)
        if pair[0] // EACH == pair[1] // EACH:
            assert found == {(pair[0], "order"), (pair[1], "order")}
        else:
            assert {(pair[0], "changed"), (pair[1], "changed")} <= found


@given(st.integers(1, BLOCKS))
def test_a_block_that_was_taken_out_is_named(number: int) -> None:
    with chain_of_entries():
        AuditBlock.objects.filter(number=number).delete()
        assert Break(number, None, "removed") in queries.verify().breaks


@given(st.integers(1, BLOCKS), st.sampled_from(["members", "before", "digest"]))
def test_a_block_that_was_changed_is_found(number: int, column: str) -> None:
    with chain_of_entries():
        block = AuditBlock.objects.get(number=number)
        value = block.members[::-1] if column == "members" else bytes(32 * [7])
        AuditBlock.objects.filter(number=number).update(**{column: value})
        assert {one.block for one in queries.verify().breaks} >= {number}


def test_a_chain_that_was_written_anew_from_some_point_does_not_hold_the_head_that_was_written_down() -> None:
    with chain_of_entries() as keys:
        head = queries.verify().head
        AuditBlock.objects.filter(number=BLOCKS).delete()
        AuditEntry.objects.filter(block=BLOCKS).update(block=None, digest=None)
        AuditEntry.objects.filter(pk=keys[-1]).update(actor="wang")
        actions.seal()
        verdict = queries.verify()
        assert verdict.whole and not verdict.holds(head)


@pytest.mark.parametrize(
    "attack",
    [
        lambda: AuditEntry.objects.filter(block__isnull=False).update(actor="wang"),
        lambda: AuditEntry.objects.filter(block__isnull=False).update(block=None, digest=None),
        lambda: AuditEntry.objects.filter(block__isnull=True).update(actor="wang"),
        lambda: AuditEntry.objects.filter(block__isnull=True).delete(),
        lambda: AuditEntry.objects.filter(block__isnull=False).delete(),
        lambda: AuditBlock.objects.update(members=[]),
        lambda: AuditBlock.objects.all().delete(),
    ],
)
def test_the_database_itself_refuses(attack: Callable[[], object]) -> None:
    actions.note(action="people.read", by="li")
    actions.seal()
    actions.note(action="people.read", by="li")
    with pytest.raises(DatabaseError, match="kept as they were written"), transaction.atomic():
        attack()
    assert queries.verify().whole


def test_the_same_entry_has_the_same_bytes_whatever_the_time_zone() -> None:
    with clock.set_to(clock.now().replace(microsecond=0)):
        key = actions.note(action="people.read", by="李", rows=3, people=["7", "8"])
    actions.seal()
    assert queries.verify().whole
    assert AuditEntry.objects.get(pk=key).details == {"rows": 3, "people": ["7", "8"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", [1, 2])
def test_the_triggers_outlive_the_emptying_between_examples_that_commit(again: int) -> None:
    assert not AuditEntry.objects.exists()
    actions.note(action="people.read", by="li")
    with pytest.raises(DatabaseError):
        AuditEntry.objects.all().delete()
