"""Writes the district: the residents' file, each round's results and truth, and a description of the whole."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from fangxian.synth.rounds import Round

Form = Literal["csv", "parquet"]
#: Private characters that stand for a quote and a comma between quoting and writing.
_STAND_INS = (('"', "\ue000"), (",", "\ue001"))


def write_csv(
    path: Path, table: pa.Table, headings: Sequence[str], *, encoding: str = "utf-8", title: Sequence[str] = ()
) -> None:
    """`table` as CSV with these headings; quotes only where they are needed, as most exports have it."""
    raws = table.columns
    columns = [_field(column) for column in raws]
    sink = pa.BufferOutputStream()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="none", batch_size=65536)
    pa.csv.write_csv(pa.table(columns, names=[str(number) for number in range(len(columns))]), sink, options)
    body = sink.getvalue().to_pybytes()
    if any(column is not raw for column, raw in zip(columns, raws, strict=True)):
        for mark, stand_in in _STAND_INS:
            body = body.replace(stand_in.encode("utf-8"), mark.encode("utf-8"))
    header = "".join(f"{line}\n" for line in (*title, ",".join(headings))).encode("utf-8")
    with path.open("wb") as file:
        if encoding == "utf-8-sig":
            file.write(b"\xef\xbb\xbf")
        plain = encoding.startswith("utf-8")
        for block in (header, body):
            file.write(block if plain else block.decode("utf-8").encode(encoding))


def _field(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose texts are quoted where they hold a comma or a quote, with stand-ins for those until it is written.

    The writer either quotes every text or refuses one that would need it.
    """
    if not pa.types.is_string(column.type) or not _special(column):
        return column
    special = pc.match_substring_regex(column, '[,"]')
    quoted = pc.replace_substring(column, '"', '""')
    quoted = pc.binary_join_element_wise('"', quoted, '"', "")
    for mark, stand_in in _STAND_INS:
        quoted = pc.replace_substring(quoted, mark, stand_in)
    return pc.if_else(special, quoted, column)


def _special(column: pa.ChunkedArray) -> bool:
    """Whether a comma or a quote stands anywhere in the texts; looks at their bytes as one."""
    bodies = [part.buffers()[2] for part in column.chunks if len(part)]
    return any(mark in body.to_pybytes() for body in bodies if body is not None for mark in (b",", b'"'))


def write_parquet(path: Path, table: pa.Table, headings: Sequence[str]) -> None:
    """`table` as Parquet with these headings, every column a text; an empty text is a null."""
    texts = [pc.cast(column, pa.string()) for column in table.columns]
    filled = [pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column) for column in texts]
    pq.write_table(pa.table(filled, names=list(headings)), path)


def write_residents(folder: Path, table: pa.Table, form: Form) -> str:
    """Writes the residents' file; returns its name."""
    path = folder / f"residents.{form}"
    if form == "csv":
        write_csv(path, table, table.column_names)
    else:
        write_parquet(path, table, table.column_names)
    return path.name


def write_round(folder: Path, drawn: Round, form: Form) -> dict[str, Any]:
    """Writes results and truth of a round; returns its entry for district.json. Parquet has no encoding, no title."""
    stem = f"round-{drawn.number:02}"
    name, layout = f"{stem}.{form}", drawn.layout
    headings = [*layout.headings, *(["现住址"] if layout.address else [])]
    if form == "csv":
        write_csv(folder / "results" / name, drawn.results, headings, encoding=layout.encoding, title=layout.title)
    else:
        write_parquet(folder / "results" / name, drawn.results, headings)
    count = drawn.truth.num_rows
    file = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int8)), pa.array([name])).cast(pa.string())
    truth = drawn.truth.add_column(0, "file", file)
    write_csv(folder / "truth" / f"{stem}.csv", truth, truth.column_names)
    encoding = layout.encoding if form == "csv" else "parquet"
    return {"results": f"results/{name}", "truth": f"truth/{stem}.csv", "rows": count, "encoding": encoding}


def write_description(path: Path, said: dict[str, Any]) -> None:
    """district.json."""
    path.write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
