"""Somebody moved to the version of the protocol that is in force now: one person asks, another lets it happen, and it
can be taken back (laws 3 and 11). What was asked and done stands among the changes of the enrolment, and nowhere else.
"""

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.lib.fault import Fault
from fangxian.programme import protocols, replanning
from fangxian.programme.changes import Changes
from fangxian.programme.models import Change, Enrolment
from fangxian.programme.queries import MOVES, last_step
from fangxian.programme.standing import followed, tell

ASKED, REFUSED, MOVED, BACK = MOVES


@transaction.atomic
def ask_move(*, enrolment: int, by: Reader) -> None:
    """Asks that somebody be moved to the version in force; asked already, it waits. Raises as `standing.transfer`, and
    a Fault for who is under that version, or whose class it has not."""
    found = followed(enrolment, by)
    version, protocol = protocols.in_force(found.outbreak_id)
    if version == found.protocol_id:
        raise Fault(en="They are under the version in force already.", zh="此人已按现行方案管理。")
    protocols.class_of(protocol, found.person_class)
    step = last_step(enrolment)
    if step is None or step.what != ASKED or step.payload["protocol"] != version:
        tell(found, by, ASKED, protocol=version)


@transaction.atomic
def approve_move(*, enrolment: int, by: Reader) -> Enrolment:
    """The second person's act: stages are drawn up anew from the same anchor. Raises as `ask_move`, NotTwoPeople, and a
    Fault where nothing waits, or another version came into force since."""
    found, step = _waiting(enrolment, by)
    refuse_unless_two(step.by, by.account)
    version, protocol = protocols.in_force(found.outbreak_id)
    if version != step.payload["protocol"]:
        raise Fault(
            en="Another version came into force since this was asked: ask again.",
            zh="提请后方案又有变更：请重新提请。",
        )
    protocols.class_of(protocol, found.person_class)
    return _moved(found, version, by, MOVED, second=step.by)


@transaction.atomic
def refuse_move(*, enrolment: int, by: Reader) -> None:
    """Says no, or takes one's own back before it is approved. Raises as `approve_move`, but one's own may be."""
    found, _ = _waiting(enrolment, by)
    tell(found, by, REFUSED)


@transaction.atomic
def undo_move(*, enrolment: int, by: Reader) -> Enrolment:
    """Puts somebody back under the version that they were moved from. Raises as `standing.transfer`, and a Fault for
    who was not moved."""
    found, step = followed(enrolment, by), last_step(enrolment)
    if step is None or step.what != MOVED:
        raise Fault(en="They were not moved: load the page again.", zh="此人未改用过方案：请刷新页面。")
    return _moved(found, step.payload["before"], by, BACK)


def _waiting(enrolment: int, by: Reader) -> tuple[Enrolment, Change]:
    found, step = followed(enrolment, by), last_step(enrolment)
    if step is None or step.what != ASKED:
        raise Fault(en="Nothing waits here any more: load the page again.", zh="该事项已不在待批状态：请刷新页面。")
    return found, step


def _moved(found: Enrolment, version: int, by: Reader, what: str, **said: str) -> Enrolment:
    before, found.protocol_id = found.protocol_id, version
    found.save(update_fields=["protocol"])
    told = Changes(found.outbreak_id, by.account)
    told.add(found.pk, found.person, what, protocol=version, before=before, **said)
    replanning.replan(found.pk, told)
    told.write()
    return found
