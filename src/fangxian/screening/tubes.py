"""Tubes, boxes and what laboratories sent, for those who work with them. Lists name nobody: who is in a tube is read
with the tube, through the gate."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Kind, Reader
from fangxian.access.scope import within
from fangxian.outbreak.queries import seal
from fangxian.screening.laboratory import reasons
from fangxian.screening.models import Box, LaboratoryFile, Round, Sample, Tube
from fangxian.screening.sampling import SAMPLED

__all__ = ["Box", "LaboratoryFile", "Sampled", "Tube", "reasons"]


@dataclass(frozen=True)
class Sampled:
    """Somebody in a tube, masked for who reads."""

    pk: int
    name: str
    number: str
    phone: str
    taken_at: datetime
    person: int | None


def sampling(reader: Reader) -> QuerySet[Round]:
    """The rounds for which samples are taken in the reader's areas, the latest first."""
    found = Round.objects.exclude(state=Round.State.CLOSED).order_by("-starts_at", "-pk")
    return found.filter(pk__in=[one.pk for one in found if any(map(one.area_code.startswith, reader.areas))
                                or any(area.startswith(one.area_code) for area in reader.areas)])  # fmt: skip


def tubes(reader: Reader, round: int, *, area: str = "", state: str = "") -> QuerySet[Tube]:
    """The tubes of a round in the reader's areas with how many people each has, the latest opened first."""
    found = Tube.objects.filter(within(reader.areas), within([area] if area else [""]), round=round)
    found = found.filter(state=state) if state else found
    return found.select_related("box").annotate(people=Count("samples")).order_by("-opened_at", "-pk")


def counts(reader: Reader, round: int, *, area: str = "") -> dict[str, int]:
    """State -> tubes of a round in the reader's areas; states in which none is are left out."""
    found = Tube.objects.filter(within(reader.areas), within([area] if area else [""]), round=round)
    rows = found.values_list("state").annotate(many=Count("pk")).order_by()
    counted = dict(rows)
    return {state: counted[state] for state in Tube.State.values if state in counted}


def tube(reader: Reader, pk: int) -> Tube:
    """A tube of the reader's areas, with its round and the pool that it tests again. Raises NotHere."""
    found = Tube.objects.select_related("round", "box", "of").filter(within(reader.areas), pk=pk).first()
    if found is None:
        raise NotHere.of("tube")
    return found


def in_tube(reader: Reader, found: Tube) -> list[Sampled]:
    """The people whose samples are in a tube, masked, and noted as read. Raises as outbreak.queries.seal."""
    rows = list(Sample.objects.seen_by(reader).filter(tube=found).order_by("pk"))
    if rows:
        gate.listed(reader, kind="sample", subjects=[one.pk for one in rows], tube=found.pk)
    sealed = seal(found.round.outbreak_id, SAMPLED)
    kinds: tuple[Kind, ...] = ("name", "number", "phone")
    people = []
    for one in rows:
        said = json.loads(sealed.open(bytes(one.said)))
        shown = {kind: gate.show(reader, kind, said[kind]) if said[kind] else "" for kind in kinds}
        people.append(Sampled(one.pk, **shown, taken_at=one.taken_at, person=one.person))
    return people


def boxes(reader: Reader, round: int | None = None) -> QuerySet[Box]:
    """Boxes in the reader's areas with how many tubes each has, those that wait for the laboratory first."""
    found = Box.objects.filter(within(reader.areas)).select_related("round").annotate(many=Count("tubes"))
    return (found if round is None else found.filter(round=round)).order_by("-packed_at", "-pk")


def box(reader: Reader, pk: int) -> Box:
    """A box of the reader's areas. Raises NotHere."""
    found = Box.objects.select_related("round").filter(within(reader.areas), pk=pk).first()
    if found is None:
        raise NotHere.of("box")
    return found


def in_box(found: Box) -> QuerySet[Tube]:
    """The tubes of a box, with how many people each has."""
    return Tube.objects.filter(box=found).annotate(people=Count("samples")).order_by("barcode")


def files(round: int) -> QuerySet[LaboratoryFile]:
    """What laboratories sent for a round, the latest first."""
    return LaboratoryFile.objects.filter(round=round).select_related("arrival").order_by("-received_at", "-pk")


def file(pk: int) -> LaboratoryFile:
    """One of them. Raises NotHere."""
    found = LaboratoryFile.objects.select_related("round", "arrival").filter(pk=pk).first()
    if found is None:
        raise NotHere.of("file")
    return found


def from_laboratory(arrival: int) -> bool:
    """Whether a batch is what a laboratory found by tube."""
    return Tube.objects.filter(arrival=arrival).exists() or LaboratoryFile.objects.filter(arrival=arrival).exists()


def samples_of(outbreak: int, tubes: list[int]) -> Iterator[tuple[int, dict[str, str], datetime]]:
    """(tube, what somebody said, when they were sampled) of the people in tubes, in the order of their sampling, for
    the batch that a laboratory's file becomes. Not to be shown."""
    sealed = seal(outbreak, SAMPLED)
    for found, said, at in Sample.rows.filter(tube__in=tubes).order_by("pk").values_list("tube", "said", "taken_at"):
        yield found, json.loads(sealed.open(bytes(said))), at


def sampled_people(round: int) -> set[int]:
    """Those of the registry who have a sample in a tube of a round without a result. Not to be shown."""
    found = Sample.rows.filter(round=round, open=True).values_list("person", flat=True)
    return {person for person in found if person is not None}
