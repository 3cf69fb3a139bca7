"""Sealed tubes on their way: packed at a site, handed to a carrier, counted again at the laboratory's door. A tube that
is not in its box when it arrives is missing until somebody finds it."""

from collections.abc import Collection

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.screening import events, rules
from fangxian.screening.models import Box, Round, Tube
from fangxian.screening.sampling import TAKE
from fangxian.store import bulk

#: What one may do who receives tubes at a laboratory, and takes in what it found.
RECEIVE = "samples.receive"


@transaction.atomic
def pack(*, round: int, code: str, tubes: Collection[int], by: Reader) -> Box:
    """Packs sealed tubes of one site into a box with a code of its own. Raises NotAllowed, NotHere, and a Fault for no
    tubes, for tubes that are not sealed or are of several sites, and for a code that another box has."""
    _refuse_unless(by, TAKE)
    found = Round.objects.get(pk=round)
    chosen = list(Tube.objects.select_for_update().filter(round=found, pk__in=tubes).order_by("barcode"))
    if not chosen or any(not by.covers(one.area_code) for one in chosen):
        raise NotHere.of("tube") if chosen else Fault(en="Choose the tubes to pack.", zh="请勾选要装箱的采样管。")
    if {one.state for one in chosen} != {"sealed"}:
        raise Fault(en="Only sealed tubes are packed: look at the list again.", zh="只有已封管的可以装箱：请刷新列表。")
    if len({(one.site, one.area_code) for one in chosen}) > 1:
        raise Fault(en="A box holds the tubes of one site.", zh="一箱只装同一采样点的管。")
    name = code.strip()
    if not name or Box.objects.filter(round=found, code=name).exists():
        raise Fault(en="Give the box a code that no other box has.", zh="请填写箱号，且不得与其他箱重复。")
    made = Box.objects.create(
        round=found, code=name[:32], site=chosen[0].site, area_code=chosen[0].area_code, packed_by=by.account
    )
    _move(chosen, "boxed", made)
    return made


@transaction.atomic
def unpack(*, box: int, by: Reader) -> None:
    """Takes a box apart that has not left: its tubes are sealed, and in none. Raises NotAllowed, NotHere, a Fault."""
    held = _held(box, by, TAKE, "packed")
    Tube.objects.filter(box=held).update(state="sealed", box=None)
    held.delete()


@transaction.atomic
def hand_over(*, box: int, carrier: str, laboratory: str, by: Reader) -> None:
    """Hands a box to whoever takes it to a laboratory. Raises NotAllowed, NotHere, a Fault where it has left."""
    held = _held(box, by, TAKE, "packed")
    if not carrier.strip() or not laboratory.strip():
        raise Fault(en="Say who takes the box, and to which laboratory.", zh="请填写运送人和送达实验室。")
    held.state, held.handed_over_at = Box.State.HANDED_OVER, clock.now()
    held.carrier, held.laboratory = carrier.strip()[:64], laboratory.strip()[:64]
    held.save()
    tubes = list(Tube.objects.filter(box=held))
    _move(tubes, "handed_over", held)
    _told(events.BOX_HANDED_OVER, held, by, tubes=len(tubes))


@transaction.atomic
def receive(*, box: int, tubes: Collection[int], by: Reader) -> int:
    """Receives a box with the tubes that are in it, which begin to be tested; answers how many are missing. Told again
    of a box that has been received, the tubes that were missing and are there now are received (law 7). Raises
    NotAllowed, NotHere, and a Fault for a box that has not left its site."""
    held = _held(box, by, RECEIVE, "handed_over", "received")
    there = list(Tube.objects.select_for_update().filter(box=held, state="handed_over"))
    come = [one for one in there if one.pk in set(tubes)]
    _move(come, "received", held)
    _move(come, "testing", held)
    missing = len(there) - len(come)
    if held.state != Box.State.RECEIVED:
        held.state, held.received_by, held.received_at = Box.State.RECEIVED, by.account, clock.now()
        held.save()
    if come:
        _told(events.BOX_RECEIVED, held, by, tubes=len(come), missing=missing)
    return missing


def refuse_unless_may_receive(by: Reader) -> None:
    """Raises NotAllowed for who does not work at a laboratory's desk."""
    _refuse_unless(by, RECEIVE)


def _held(box: int, by: Reader, verb: str, *states: str) -> Box:
    _refuse_unless(by, verb)
    found = Box.objects.select_for_update().filter(pk=box).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("box")
    if found.state not in states:
        raise Fault(en="This box has gone on already: look at the list again.", zh="该箱状态已变：请刷新列表。")
    return found


def _refuse_unless(by: Reader, verb: str) -> None:
    if not by.can(verb):
        raise NotAllowed.of(verb)


def _move(tubes: Collection[Tube], then: str, box: Box) -> None:
    rows = []
    for one in tubes:
        one.state = rules.advanced(rules.TUBE, one.state, then)
        rows.append((one.pk, then, box.pk))
    bulk.update(Tube, ["state", "box_id"], rows)


def _told(kind: str, box: Box, by: Reader, **payload: object) -> None:
    said = {"box": box.code, "site": box.site, "laboratory": box.laboratory, **payload}
    ledger.record(kind=kind, subject_kind="round", subject=box.round_id, by=by.account, payload=said)
