"""What carries a restriction: references to evidence, each of which has to be there and to speak of the person.

fact/12                        a fact of the evidence room
row/test_results/<batch>/<n>   a row of a round's file
round/3                        that a complete round has no sample of theirs
enrolment/17                   that they were enrolled, for what the enrolment rests on
obligation/99                  that something due was not done, although somebody had gone to ask for it
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fangxian.evidence.queries import facts_table
from fangxian.screening import queries as screening
from fangxian.screening.queries import DATASET

#: Reference -> the kind of evidence that it is, of one person.
Known = Mapping[str, str]
TEST, ROUND = "test", "round"
#: Kinds of references.
FACT, ENROLMENT = "fact", "enrolment"
#: With what the sources of what is done by hand begin.
PROPOSAL = "proposal"


@dataclass(frozen=True)
class Named:
    """Somebody whom a proposal names, with the evidence for them; `restriction`: which of theirs is lifted or
    changed."""

    person: int
    evidence: tuple[str, ...]
    restriction: int | None = None


def row(batch: str, number: int) -> str:
    """The reference of a row of a round's file."""
    return f"row/{DATASET}/{batch}/{number}"


def references(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The references that an enrolment's evidence names: facts, and a batch with its row."""
    facts = [*said.get("facts", ()), *([said["fact"]] if said.get("fact") else ())]
    rows = (row(said["batch"], said["row"]),) if said.get("batch") and said.get("row") is not None else ()
    return (*(f"{FACT}/{one}" for one in facts), *rows)


def known(outbreak: int, people: Collection[int]) -> dict[int, dict[str, str]]:
    """Person -> all that an outbreak's evidence has of them now: reference -> kind."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for person, reference, kind in _references(outbreak, people):
        found[person][reference] = kind
    return found


def without(named: Iterable[Named], outbreak: int, kinds: Collection[str]) -> list[int]:
    """Those of a proposal for whom a reference is not theirs, or none is of one of these kinds."""
    lines = list(named)
    there = known(outbreak, {one.person for one in lines})
    return [one.person for one in lines if not _carried(one.evidence, there.get(one.person, {}), kinds)]


def _carried(evidence: Collection[str], there: Known, kinds: Collection[str]) -> bool:
    return all(one in there for one in evidence) and any(there[one] in kinds for one in evidence)


def _references(outbreak: int, people: Collection[int]) -> Iterator[tuple[int, str, str]]:
    facts = facts_table(outbreak, people)
    columns = (facts[name].to_pylist() for name in ("person", "fact", "kind"))
    for person, fact, kind in zip(*columns, strict=True):
        yield person, f"{FACT}/{fact}", kind
    for one in screening.stands(outbreak, people):
        if one.batch and one.row is not None:
            yield one.person, row(one.batch, one.row), TEST
        if one.complete and one.status == "untested":
            yield one.person, f"round/{one.round}", ROUND
