"""Identity numbers that a spreadsheet turned into 2.30108E+17: what it cut off is in no cell any more."""

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq


def rows_cut(accepted: Path) -> tuple[int, int]:
    """How many accepted rows of a batch have such a number, and the first of them; (0, 0) where none has."""
    if "number_state" not in pq.read_schema(accepted).names:
        return 0, 0
    found = pq.read_table(accepted, columns=["row"], filters=[("number_state", "=", "cut")])["row"]
    return len(found), pc.min(found).as_py() or 0
