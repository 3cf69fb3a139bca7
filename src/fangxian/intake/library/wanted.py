"""Whose results are asked for: the numbers in a file, of everybody in it or of those on a list of `compare`."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from fangxian import contracts
from fangxian.intake import refusals, relation
from fangxian.intake.layout import NoHeaderFault
from fangxian.intake.receive import receive
from fangxian.lake.engines import open_engine
from fangxian.lib.fault import Fault
from fangxian.terms import documents, resident_id


@dataclass(frozen=True)
class Wanted:
    """`numbers` as a library knows them, each once, in the order of the file; `unusable` are people without one."""

    numbers: tuple[str, ...] = field(repr=False)
    unusable: int


def wanted(path: Path, *, people: Path | None = None, workdir: Path) -> Wanted:
    """The numbers of a residents' file, or of a text with one number a line. Raises Fault.

    `people`: a list that `compare` wrote as CSV; of the residents' file only those on it are asked for.
    """
    listed = _listed(people) if people is not None else None
    try:
        pairs = _residents(path, workdir)
    except NoHeaderFault:
        if listed is not None:
            raise
        pairs = _lines(path)
    written = [number for person, number in pairs if listed is None or person in listed]
    if listed and not written:
        raise Fault(
            en=f"{path.name}: none of the people on the list is in it; give the file that they were compared with.",
            zh=f"{path.name}：名单中的人都不在其中；请给出当时比对所用的居民文件。",
        )
    usable = [number for number in map(_known, written) if number is not None]
    return Wanted(tuple(dict.fromkeys(usable)), len(written) - len(usable))


def _known(written: str | None) -> str | None:
    """The number as libraries hold it: eighteen characters, or another document's; None if it is neither."""
    cleaned = resident_id.clean(written)
    found = resident_id.key(cleaned) or resident_id.upgraded(cleaned)
    if found is not None:
        return resident_id.text(found)
    return cleaned if documents.kind(cleaned) is not None else None


def _residents(path: Path, workdir: Path) -> list[tuple[str, str | None]]:
    contract = contracts.load("residents")
    file = receive(path, contract, workdir=workdir)
    with open_engine(workdir=workdir) as engine:
        engine.ingest("residents_raw", relation.select(file, contract))
        rows = engine.rows("SELECT row, person, id_number FROM residents_raw ORDER BY row")
    return [(str(person) if person else str(row), number) for row, person, number in rows]


def _lines(path: Path) -> list[tuple[str, str | None]]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise refusals.not_text(path.name) from error
    return [("", line.strip()) for line in lines if line.strip()]


def _listed(path: Path) -> set[str]:
    """The people of a list."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "person" in (reader.fieldnames or ()):
                return {row["person"] for row in reader if row["person"]}
    except OSError as error:
        raise refusals.unreadable(path.name, error) from error
    except (UnicodeDecodeError, csv.Error):
        pass
    raise Fault(
        en=f"{path.name}: it has no column person; give a list that compare wrote as CSV, such as untested.csv.",
        zh=f"{path.name}：没有 person 列；请给出比对写出的 CSV 名单，如 untested.csv。",
    )
