"""What departments' data cost: which dataset it was whose word a visit found to be wrong, and what of it waits for
somebody. Worked out from what is kept, whenever it is asked for; it names nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.fieldwork.findings import Finding, contradicting
from fangxian.identity import queries as identity
from fangxian.registry import queries as registry


@dataclass(frozen=True)
class Blamed:
    """A finding, and whose word it contradicts: dataset/batch; '' where no department had said it."""

    finding: Finding
    source: str

    @property
    def dataset(self) -> str:
        """The dataset; '' for nobody's."""
        return self.source.partition("/")[0] if "/" in self.source else ""


@dataclass(frozen=True)
class Waiting:
    """What of a dataset waits for somebody, or was decided: rows that are held, rows whose person is in doubt (and
    those that somebody decided), deliveries that stop, deliveries that were refused."""

    held: int
    doubts: int
    decided: int
    stopped: int
    refused: int


def blamed(reader: Reader, *, since: datetime | None = None) -> list[Blamed]:
    """What visits found to be wrong in the reader's areas, with whose word it was: where somebody lives is the word of
    the home that was on record before the visit, all else of whoever entered the person. The latest first."""
    found = contradicting(reader, since=since)
    asked = [(one.person, one.at, one.outcome == "wrong_data") for one in found]
    return [Blamed(one, source) for one, source in zip(found, registry.said_before(asked), strict=True)]


def waiting(reader: Reader) -> Mapping[str, Waiting]:
    """Dataset -> what of it waits; doubts are those of the reader's areas."""
    held, stops = catalogue.waiting_by_dataset(), catalogue.stops_by_dataset()
    doubts = identity.counted(reader)
    names = {*held, *(name for name, _ in stops), *(name for name, _ in doubts)}
    return {
        name: Waiting(
            held[name],
            doubts[name, False],
            doubts[name, True],
            stops[name, "waiting"],
            stops[name, "refused"],
        )
        for name in names
    }


def by_outcome(found: list[Blamed]) -> Mapping[str, Counter[str]]:
    """Dataset -> outcome -> visits."""
    counted: dict[str, Counter[str]] = {}
    for one in found:
        counted.setdefault(one.dataset, Counter())[one.finding.outcome] += 1
    return counted
