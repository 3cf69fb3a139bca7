"""What is known of a dataset beside the catalogue: what its columns looked like, and which sources send it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from fangxian.catalogue.queries import Batch
from fangxian.contracts import library
from fangxian.intake import profile, sources
from fangxian.intake.profile import Profile
from fangxian.intake.sources import Source
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.runs.sources import pulled_at, refused

__all__ = ["Profile", "Pulling", "Source", "profile_of", "pulling", "sources_by_dataset"]


@dataclass(frozen=True)
class Pulling:
    """A source of a dataset: when it was last asked, and its files that were refused, each with its sentence."""

    source: Source
    asked_at: datetime | None
    refused: Mapping[str, str]


def profile_of(batch: Batch) -> Profile | None:
    """Counts of a batch's columns (intake.profile); None of what lies under an outbreak's key, and of batches from
    before there were any. Raises a Fault where the lake has no such batch."""
    if batch.dataset_id not in library.registers():
        return None
    return profile.read(batches.opened(settings.LAKE, batch.dataset_id, batch.name).manifest.profile)


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
