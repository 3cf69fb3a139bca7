"""A received file as a SELECT: the contract's columns, all text, in the order of the file's rows."""

from pathlib import Path

from fangxian.contracts import Contract
from fangxian.intake.received import Received


def select(received: Received, contract: Contract) -> str:
    """SELECT of the contract's fields in its order, all VARCHAR; a field that the file has not is NULL."""
    fields = ", ".join(f"{_column(received, one.name)} AS {one.name}" for one in contract.fields)
    return f"SELECT {fields} FROM {_source(received)}"


def _column(received: Received, name: str) -> str:
    index = received.columns.get(name)
    if index is None:
        return "CAST(NULL AS VARCHAR)"
    if received.kind == "csv":
        return f"c{index}"
    column = '"' + received.header[index].replace('"', '""') + '"'
    kind = received.types[index].upper()
    if kind in ("DOUBLE", "FLOAT"):
        # A whole number below 10^15 is written as one; beyond, the exponent shows that digits may be gone.
        whole = f"{column} = floor({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(CAST({column} AS TIMESTAMP) AS VARCHAR)"
    return column if kind == "VARCHAR" else f"CAST({column} AS VARCHAR)"


def _source(received: Received) -> str:
    if received.kind == "parquet":
        return f"read_parquet({_text(received.readable)})"
    # A quote character that no text holds would be faster still, but a quoted cell may come in any row.
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(received.header)))
    delimiter = "\\t" if received.delimiter == "\t" else received.delimiter
    return (
        f"read_csv({_text(received.readable)}, auto_detect = false, header = false, skip = {received.skip_lines}, "
        f"delim = '{delimiter}', quote = '\"', escape = '\"', parallel = {str(received.parallel).lower()}, "
        f"columns = {{{columns}}})"
    )


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
