"""Identity numbers that a spreadsheet turned into 2.30108E+17: what it cut off is in no cell any more."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.contracts import Contract
from fangxian.intake import refusals
from fangxian.lake.engines import Engine
from fangxian.terms.sql import resident_id

#: With so many leading digits a birthday is left, and whoever is meant is found by it.
TELLING = 14
_CUT = f"number_state = 'cut' AND length({resident_id.prefix('number')}) < {TELLING}"


#: Why a row is held of whose number nothing is left that tells who is meant, and nothing else does.
REASON = "cut_number"
#: Terms of which one tells, with the name, who is meant when the number does not -> their column.
_TELLING = {"birth_date": "born", "phone": "", "address": ""}


def alone(contract: Contract) -> list[tuple[str, str]]:
    """Reason and condition (SQL over the columns of `intake.tidy_terms`) of a number that was cut short of its
    birthday, in a row without a name or without birth, phone and address beside it."""
    numbers = [one for one in contract.fields if one.term == "id_number"]
    beside = [_TELLING[one.term] or one.name for one in contract.fields if one.term in _TELLING]
    nothing = " AND ".join(f"{column} IS NULL" for column in beside) or "TRUE"
    return [(f"{REASON}:{one.name}", f"{_CUT} AND (name IS NULL OR {nothing})") for one in numbers]


def refuse_cut_column(engine: Engine, contract: Contract, name: str) -> None:
    """Raises a Fault where numbers are promised and more than half of the rows have one of which no birthday is left.

    A single such row is no reason: its name, birth and address settle whose it is.
    """
    promised = [one for one in contract.fields if one.term == "id_number" and one.required]
    if not promised:
        return
    judged = f"(SELECT * FROM tidy_judged WHERE wrong IS NULL OR starts_with(wrong, '{REASON}')) AS judged"
    asked = f"SELECT count(*) FILTER (WHERE {_CUT}), min(row) FILTER (WHERE {_CUT}), count(*) FROM {judged}"
    ((many, first, rows),) = engine.rows(asked)
    if many * 2 > rows:
        raise refusals.cut_column(name, promised[0], many, first)


def rows_cut(accepted: Path) -> tuple[int, int]:
    """How many accepted rows of a batch have such a number, and the first of them; (0, 0) where none has."""
    if "number_state" not in pq.read_schema(accepted).names:
        return 0, 0
    found = pq.read_table(accepted, columns=["row"], filters=[("number_state", "=", "cut")])["row"]
    return len(found), pc.min(found).as_py() or 0
