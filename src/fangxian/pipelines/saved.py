"""How many doors need not be knocked at: rounds of a drawn district compared, and their list of untested residents held
against what is done without it, a visit to each dwelling with a resident whose number stands in no row of the file.

Beside the doors stand the people whom each way misses: who was not tested, and at whose dwelling nobody calls. The
truth about both is known, as the district is drawn.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from fangxian.pipelines.compare.run import Request, compare
from fangxian.synth import files, rounds, schedule, universe
from fangxian.synth.dirt import rates
from fangxian.synth.lists import read
from fangxian.synth.rounds import Round
from fangxian.synth.score import NOT_IN_ROUND
from fangxian.synth.universe import Universe

Say = Callable[[str], None]


@dataclass(frozen=True)
class Doors:
    """One round: doors to call at and people missed, without the platform (`each`) and with it (`listed`). `in_doubt`
    are those of the people missed by the list whom it holds for somebody to decide about, and does not forget. `homes`
    are all dwellings of residents, as if somebody called at every one."""

    round: int
    untested: int
    homes: int
    each: int
    each_missed: int
    listed: int
    listed_missed: int
    in_doubt: int

    @property
    def saved(self) -> float:
        """The share of the doors with somebody of no matching number that need not be called at."""
        return 1 - self.listed / self.each if self.each else 0.0

    @property
    def saved_of_homes(self) -> float:
        """The share of all dwellings that need not be called at."""
        return 1 - self.listed / self.homes if self.homes else 0.0


def saved(*, seed: int, people: int, count: int, compliance: float, say: Say = lambda _: None) -> Iterator[Doors]:
    """Each of `count` rounds of a district of `people`, of whom the share `compliance` comes to a round. Everything is
    drawn, compared and removed again."""
    dirt = rates.load(None)
    everyone = universe.draw(seed, people, dirt, compliance=compliance)
    homes = _homes(everyone)
    with tempfile.TemporaryDirectory() as folder:
        district = Path(folder)
        for name in ("results", "truth"):
            (district / name).mkdir()
        residents = files.write_residents(district, everyone.register.table, "csv")
        for number in range(1, count + 1):
            drawn = rounds.draw(seed, number, everyone, dirt)
            entry = files.write_round(district, drawn, "csv")
            start, end = schedule.window(number)
            out = district / f"compared-{number}"
            compare(Request(district / residents, [district / entry["results"]], out, start, end))
            found = _counted(number, everyone, homes, drawn, out)
            say(f"{compliance:.0%} {number}/{count}")
            yield found


def _counted(number: int, everyone: Universe, homes: dict[str, int], drawn: Round, out: Path) -> Doors:
    tested = _tested(drawn)
    missing = {person for person in homes if person not in tested}
    numbers = set(drawn.results["id_number"].to_pylist())
    register = everyone.register.table
    unseen = {
        person
        for person, number_of in zip(
            register["人员编号"].to_pylist(), register["公民身份号码"].to_pylist(), strict=True
        )
        if number_of not in numbers
    }
    listed = {person for (person,) in read(out, "untested", ("person",))}
    doubt = {person for name in ("review", "pending") for (person,) in read(out, name, ("person",))}
    each_doors, listed_doors = ({homes[person] for person in those} for those in (unseen, listed))
    away = [person for person in missing if homes[person] not in listed_doors]
    return Doors(
        round=number,
        untested=len(missing),
        homes=len(set(homes.values())),
        each=len(each_doors),
        each_missed=sum(homes[person] not in each_doors for person in missing),
        listed=len(listed_doors),
        listed_missed=len(away),
        in_doubt=sum(person in doubt for person in away),
    )


def _tested(drawn: Round) -> set[str]:
    """The register's numbers of those who were sampled in the round; one who is listed twice has two."""
    found: set[str] = set()
    for person, kind in zip(drawn.truth["person"].to_pylist(), drawn.truth["kind"].to_pylist(), strict=True):
        if person and not NOT_IN_ROUND & set(kind.split("|")):
            found.update(person.split("|"))
    return found


def _homes(everyone: Universe) -> dict[str, int]:
    """The register's number of each resident -> their dwelling."""
    said: pa.Array = everyone.register.said
    dwellings = everyone.register.dwelling.tolist()
    return {
        alias: home for person, home in zip(said.to_pylist(), dwellings, strict=True) for alias in person.split("|")
    }
