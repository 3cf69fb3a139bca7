"""Holds a comparison against the truth: precision and recall, in all and by kind of dirt.

A row counts for recall where the truth calls it usable: it still says whose it is. Kinds that are not usable by their
nature (the number of a relative: the row contradicts itself) belong into review; `held` says whether they are there.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fangxian.lib.fault import Fault
from fangxian.synth.lists import read, read_csv

#: Kinds of rows that are no sample: of nobody, and nothing to link.
NO_SAMPLE = frozenset({"row_total", "row_blank", "row_header", "row_note"})
#: Kinds under which a row belongs to somebody who is in no register.
OUTSIDERS = ("outsider", "outsider_look_alike")
#: A sample outside the round: no evidence that its person was tested in it.
NOT_IN_ROUND = frozenset({"time_before"})
#: What a row without any dirt is counted under.
CLEAN = "clean"

Key = tuple[str, str]


@dataclass(slots=True)
class Tally:
    """Rows of one kind. `right` and `wrong` are linked rows, whether usable or not; `held` are in review.

    `usable_right` is the part of `right` that is usable; recall is among `usable`, precision among the linked.
    """

    rows: int = 0
    usable: int = 0
    right: int = 0
    usable_right: int = 0
    wrong: int = 0
    held: int = 0
    unknown: int = 0

    @property
    def recall(self) -> float | None:
        """Of the usable rows, the share that is linked to the right person; None where there are none."""
        return self.usable_right / self.usable if self.usable else None

    @property
    def precision(self) -> float | None:
        """Of the linked rows, the share that is linked to the right person; None where there are none."""
        linked = self.right + self.wrong
        return self.right / linked if linked else None


@dataclass(slots=True)
class Score:
    """What `fangxian score` prints. `everything` holds the residents' rows; `kinds` also those of outsiders."""

    everything: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    rows: int = 0
    linked: int = 0
    linked_right: int = 0
    usable_linked: int = 0
    usable_linked_right: int = 0
    review_rows: int = 0
    outsiders_linked: int = 0
    no_sample_linked: int = 0
    tested_in_untested: int = 0
    untested: int = 0

    def figures(self) -> dict[str, Any]:
        """As JSON."""
        said = {
            "rows": self.rows,
            "precision": _share(self.linked_right, self.linked),
            "precision_usable": _share(self.usable_linked_right, self.usable_linked),
            "recall": self.everything.recall,
            "usable": self.everything.usable,
            "linked": self.linked,
            "linked_wrong": self.linked - self.linked_right,
            "outsiders_linked": self.outsiders_linked,
            "no_sample_linked": self.no_sample_linked,
            "tested_in_untested": self.tested_in_untested,
            "untested": self.untested,
            "review_rows": self.review_rows,
            "review_share": _share(self.review_rows, self.rows),
        }
        kinds = {
            kind: asdict(tally) | {"recall": tally.recall, "precision": tally.precision}
            for kind, tally in sorted(self.kinds.items())
        }
        return said | {"kinds": kinds}


def score(truth: Sequence[Path], compared: Path) -> Score:
    """Scores the comparison in the folder `compared` against one truth file, or one for each result file."""
    links = {(row[0], row[1]): row[2] for row in read(compared, "links", ("file", "row", "person"))}
    review = {(row[0], row[1]) for row in read(compared, "review", ("file", "row"))}
    unknown = {(row[0], row[1]) for row in read(compared, "unknown", ("file", "row"))}
    untested = {row[0] for row in read(compared, "untested", ("person",))}
    counted, sampled, seen = Score(untested=len(untested), review_rows=len(review)), set[str](), set[Key]()
    for path in truth:
        for file, row, person, kind, usable in read_csv(path, ("file", "row", "person", "kind", "usable")):
            seen.add((file, row))
            people = person.split("|") if person else []
            if NOT_IN_ROUND.isdisjoint(kind.split("|")):
                sampled.update(people)
            _count(
                counted,
                people,
                kind,
                usable == "1",
                links.get((file, row)),
                (file, row) in review,
                (file, row) in unknown,
            )
    _same_rows(compared, seen, links.keys() | review | unknown)
    counted.tested_in_untested = len(untested & sampled)
    return counted


def _count(
    counted: Score, people: list[str], kind: str, usable: bool, linked: str | None, held: bool, unknown: bool
) -> None:
    right = linked is not None and linked in people
    counted.rows += 1
    counted.linked += linked is not None
    counted.linked_right += right
    if usable:
        counted.usable_linked += linked is not None
        counted.usable_linked_right += right
    kinds = kind.split("|") if kind else [CLEAN]
    outsider = not people
    if outsider and not NO_SAMPLE.isdisjoint(kinds):
        counted.no_sample_linked += linked is not None
    elif outsider:
        counted.outsiders_linked += linked is not None
        kinds = [one for one in kinds if one in OUTSIDERS]
    tallies = [counted.kinds.setdefault(one, Tally()) for one in kinds]
    for tally in [*tallies, *([] if outsider else [counted.everything])]:
        tally.rows += 1
        tally.usable += usable and not outsider
        tally.right += right
        tally.usable_right += usable and right
        tally.wrong += linked is not None and not right
        tally.held += held
        tally.unknown += unknown


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _same_rows(compared: Path, seen: set[Key], found: set[Key]) -> None:
    foreign = found - seen
    if not foreign:
        return
    file, row = min(foreign, key=lambda key: (key[0], int(key[1])))
    raise Fault(
        f"{compared.name}: the truth does not know row {row} of {file}; give --truth the truth of each file compared.",
        f"{compared.name}：真值文件里没有 {file} 的第 {row} 行；请用 --truth 给出每个被比对文件的真值。",
    )
