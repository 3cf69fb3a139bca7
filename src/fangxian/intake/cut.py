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


def refuse_cut_column(engine: Engine, contract: Contract, name: str) -> None:
    """Raises a Fault where numbers are promised and more than half of `tidied` has one of which no birthday is left.

    A single such row is no reason: its name, birth and address settle whose it is.
    """
    promised = [one for one in contract.fields if one.term == "id_number" and one.required]
    if not promised:
        return
    cut = f"number_state = 'cut' AND length({resident_id.prefix('number')}) < {TELLING}"
    asked = f"SELECT count(*) FILTER (WHERE {cut}), min(row) FILTER (WHERE {cut}), count(*) FROM tidied"
    ((many, first, rows),) = engine.rows(asked)
    if many * 2 > rows:
        raise refusals.cut_column(name, promised[0], many, first)


def rows_cut(accepted: Path) -> tuple[int, int]:
    """How many accepted rows of a batch have such a number, and the first of them; (0, 0) where none has."""
    if "number_state" not in pq.read_schema(accepted).names:
        return 0, 0
    found = pq.read_table(accepted, columns=["row"], filters=[("number_state", "=", "cut")])["row"]
    return len(found), pc.min(found).as_py() or 0
