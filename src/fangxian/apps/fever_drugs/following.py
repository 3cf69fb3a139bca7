"""Purchases that come, one or a batch, put their users under the protocol in force; those that are withdrawn free them.

Which class of the protocol, what is due of whom by when, what follows when it is not done: all that is the protocol's.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from fangxian.evidence import events, queries
from fangxian.ledger import listeners
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import protocol_in_force
from fangxian.programme import actions as programme
from fangxian.programme.actions import Joining

#: The class of the protocol, and the kind of evidence.
CLASS, KIND = "fever_drug_buyer", "purchase"


def came(event: Any) -> None:
    """A single purchase was recorded."""
    said = event.payload
    if said["kind"] == KIND:
        bought = queries.of_kind(said["outbreak"], KIND, said["fact"], said["fact"])
        _enrol(said["outbreak"], bought, origin=f"{KIND}/{said['fact']}", by=event.actor)


def went(event: Any) -> None:
    """One was withdrawn."""
    if event.payload["kind"] == KIND:
        _free(event.payload["outbreak"], {int(event.subject)}, by=event.actor)


def batch_came(event: Any) -> None:
    """A batch of evidence came, of purchases or of something else; it may have taken the place of other rows."""
    said = event.payload
    if said["recorded"]:
        bought = queries.of_kind(said["outbreak"], KIND, said["first"], said["last"])
        _enrol(said["outbreak"], bought, origin=f"{KIND}/{event.subject}"[:64], by=event.actor)
    if said.get("withdrawn"):
        batch_went(event)


def batch_went(event: Any) -> None:
    """A batch was withdrawn, or part of one."""
    outbreak = event.payload["outbreak"]
    people, kinds = queries.people_withdrawn(outbreak, datetime.fromisoformat(event.payload["at"]))
    if KIND in kinds:
        _free(outbreak, people, by=event.actor)


def connect() -> None:
    """Listens."""
    for kind, name, handle in (
        (events.RECORDED, "fever_drugs.came", came),
        (events.WITHDRAWN, "fever_drugs.went", went),
        (events.BATCH_APPLIED, "fever_drugs.batch_came", batch_came),
        (events.BATCH_WITHDRAWN, "fever_drugs.batch_went", batch_went),
    ):
        listeners.listen(kind, name=name, handle=handle)


def _enrol(outbreak: int, bought: Iterable[tuple[int, int, datetime]], *, origin: str, by: str) -> None:
    """Enrols the users of purchases (fact, person, at) from their latest; who is followed already stays as they are."""
    latest: dict[int, Joining] = {}
    for fact, person, at in bought:
        known = latest.get(person)
        if known is None or at > known.anchor_at:
            latest[person] = Joining(person, at, {"facts": [fact]})
    if not latest or CLASS not in protocol_in_force(outbreak).classes:
        return
    try:
        programme.enrol(outbreak=outbreak, person_class=CLASS, people=list(latest.values()), origin=origin, by=by)
    except Fault:
        # Nobody of them can be: their time is over, or they are elsewhere. That they bought it stays known.
        return


def _free(outbreak: int, people: Collection[int], *, by: str) -> None:
    """Frees those of whom no purchase stands any more."""
    still = set(queries.facts_table(outbreak, people, kinds=[KIND])["person"].to_pylist())
    gone = set(people) - still
    programme.leave(outbreak=outbreak, person_class=CLASS, people=gone, reason="enrolled_wrongly", by=by)
