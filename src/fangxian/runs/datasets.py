"""What is known of a dataset beside the catalogue: what its columns looked like, which sources send it, and what came
last of those whose files lie with their testing round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from fangxian.catalogue.queries import Batch
from fangxian.contracts import library
from fangxian.exchange import rows
from fangxian.intake import profile, sources
from fangxian.intake.profile import Profile
from fangxian.intake.sources import Source
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.runs.sources import pulled_at, refused
from fangxian.screening import queries as screening
from fangxian.screening.queries import has_open_round

__all__ = [
    "Came",
    "Profile",
    "Pulling",
    "Source",
    "changed_cells",
    "has_open_round",
    "of_rounds",
    "profile_of",
    "pulling",
    "sources_by_dataset",
]


@dataclass(frozen=True)
class Pulling:
    """A source of a dataset: when it was last asked, and its files that were refused, each with its sentence."""

    source: Source
    asked_at: datetime | None
    refused: Mapping[str, str]


@dataclass(frozen=True)
class Came:
    """A file that came last and lies with its round: when, from whom, its rows, and how many of them are held."""

    file: str
    sender: str
    at: datetime
    round: int
    rows: int
    held: int


def of_rounds() -> dict[str, Came]:
    """Dataset -> what came last of it, of those whose files lie with their testing round."""
    found = {}
    if (last := screening.last_arrival()) is not None:
        held = last.counts.get("rejected", 0)
        found[screening.DATASET] = Came(last.file, last.sender, last.received_at, last.round_id, last.rows, held)
    if (tubes := screening.last_of_tubes()) is not None:
        held = len(tubes.held)
        came = Came(tubes.file, tubes.laboratory, tubes.received_at, tubes.round_id, tubes.rows, held)
        found[screening.TUBES] = came
    return found


def profile_of(batch: Batch) -> Profile | None:
    """Counts of a batch's columns (intake.profile); None of what lies under an outbreak's key, and of batches from
    before there were any. Raises a Fault where the lake has no such batch."""
    if batch.dataset_id not in library.registers():
        return None
    return profile.read(batches.opened(settings.LAKE, batch.dataset_id, batch.name).manifest.profile)


def changed_cells(batch: Batch) -> dict[str, int]:
    """Field -> cells of a batch that were accepted as something else than was written (exchange.rows); {} of what lies
    under an outbreak's key. Raises a Fault where the lake has no such batch."""
    if batch.dataset_id not in library.registers():
        return {}
    return rows.changed(batches.opened(settings.LAKE, batch.dataset_id, batch.name))


def sources_by_dataset() -> tuple[dict[str, list[Source]], list[Fault]]:
    """Dataset -> the sources that send it; and what is amiss with files of sources that cannot be read."""
    found: dict[str, list[Source]] = {}
    amiss = []
    for name in sources.files():
        try:
            source = sources.one(name)
        except Fault as fault:
            amiss.append(fault)
        else:
            found.setdefault(source.dataset, []).append(source)
    return found, amiss


def pulling(found: list[Source]) -> list[Pulling]:
    """Some sources with what is remembered of each."""
    return [Pulling(one, pulled_at(one), refused(one)) for one in found]
