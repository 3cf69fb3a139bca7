"""The kinds of dirt found in the files, and what was done about each. Counts only."""

from dataclasses import dataclass

from fangxian.lake.engines.facade import Engine

#: The file number of the residents' file in the `dirt` table; result files count from 0.
RESIDENTS = -1


@dataclass(frozen=True, slots=True)
class DirtFound:
    """One kind of dirt with one way of dealing with it: rows of the residents' file and of all result files.

    `kind` is a code such as 'number_full_width'; `repair` is normalised, upgraded, solved_by_checksum,
    confirmed_by_name, confirmed_by_phone, confirmed_by_number, by_evidence, held or none. A row may be
    dirty in several ways.
    """

    kind: str
    repair: str
    residents: int
    results: int

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return self.residents + self.results


def found(engine: Engine) -> list[DirtFound]:
    """What stands in `dirt`, most frequent first."""
    counted = engine.rows(
        f"SELECT kind, repair, sum(CASE WHEN file_no = {RESIDENTS} THEN rows ELSE 0 END) AS residents, "
        f"sum(CASE WHEN file_no = {RESIDENTS} THEN 0 ELSE rows END) AS results FROM dirt GROUP BY kind, repair"
    )
    everything = [DirtFound(kind, repair or "none", int(ours), int(theirs)) for kind, repair, ours, theirs in counted]
    return sorted((dirt for dirt in everything if dirt.rows), key=lambda dirt: (-dirt.rows, dirt.kind, dirt.repair))
