"""Somebody decides whose a doubtful row is: the link, and what the row says of them, in one transaction.

The same person: the row's values go the way of its batch, under the same rules of whose word counts; a row that a
later batch of its dataset has overtaken is only linked. A new person: made of the row, and remembered to be none of
those whom it might have been. Nobody: the row is set aside.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.boards import actions as boards
from fangxian.exchange import decided, turns
from fangxian.identity import actions as identity
from fangxian.identity import queries as links
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.linkage.settings import CURRENT
from fangxian.registry.counts import Counts


@dataclass(frozen=True)
class Decided:
    """Whose the row is, and what it changed; `overtaken`: it is older than what is known, and only linked."""

    person: int | None
    counts: dict[str, Counts] = field(default_factory=dict)
    overtaken: bool = False


def said(*, doubt: int, by: Reader) -> dict[str, str]:
    """What a doubtful row says of who it is, as it was written. The caller masks and notes it. Raises as
    identity.actions.waiting."""
    waiting = identity.waiting(doubt=doubt, by=by)
    return decided.said(batches.opened(settings.LAKE, waiting.dataset, waiting.batch), waiting.row)


def undo(*, doubt: int, by: Reader) -> None:
    """Takes back that a row is nobody's. Raises as identity.actions.undecide, and a Fault where the row was given to
    somebody: what it said is in the registry, and is corrected there."""
    if links.linked_by_hand(doubt):
        raise Fault(
            en="What the row said is in that person's record already: correct the record, it keeps what was before.",
            zh="该行内容已写入此人档案：请在其档案中更正，原值均有留存。",
        )
    identity.undecide(doubt=doubt, by=by)


def same(*, doubt: int, person: int, by: Reader) -> Decided:
    """The row is this person's. Raises as identity.actions.decide, and turns.Taken while a load runs."""

    def decide(row: decided.Row) -> Decided:
        overtaken = decided.superseded(row, person)
        identity.decide(doubt=doubt, person=person, settings=CURRENT, by=by)
        if overtaken:
            return Decided(person, overtaken=True)
        return Decided(person, decided.apply(row, person, by=by.account))

    return _decided(doubt, by, decide)


def newcomer(*, doubt: int, by: Reader) -> Decided:
    """The row is somebody whom the registry does not know yet, and none of the candidates. Raises as `same`."""

    def decide(row: decided.Row) -> Decided:
        person = decided.newcomer(row, by=by.account)
        identity.decide(doubt=doubt, person=person, settings=CURRENT, by=by, new=True)
        return Decided(person, decided.apply(row, person, by=by.account))

    return _decided(doubt, by, decide)


def nobody(*, doubt: int, by: Reader) -> Decided:
    """The row is nobody's whom the registry knows or shall know. Raises as identity.actions.decide."""
    identity.decide(doubt=doubt, person=None, settings=CURRENT, by=by)
    return Decided(None)


def _decided(doubt: int, by: Reader, decide: Callable[[decided.Row], Decided]) -> Decided:
    # Asked first, so that nobody's row is read who may not decide it.
    waiting = identity.waiting(doubt=doubt, by=by)
    with turns.turn():
        row = decided.read(batches.opened(settings.LAKE, waiting.dataset, waiting.batch), waiting.row)
        with transaction.atomic():
            behind = boards.behind()
            done = decide(row)
            if done.counts and done.person is not None:
                boards.follow([done.person], caught_up=not behind)
            return done
