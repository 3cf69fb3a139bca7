"""Writes the district: the residents' file, each round's results and truth, and a description of the whole."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.synth.rounds import Round

Form = Literal["csv", "parquet"]


def write_csv(
    path: Path, table: pa.Table, headings: Sequence[str], *, encoding: str = "utf-8", title: Sequence[str] = ()
) -> None:
    """`table` as CSV with these headings; quotes only where they are needed, as most exports have it."""
    lines = pc.binary_join_element_wise(*(_field(column) for column in table.columns), ",")
    lines = pc.binary_join_element_wise(lines, "\n", "")
    header = "".join(f"{line}\n" for line in (*title, ",".join(headings))).encode("utf-8")
    with path.open("wb") as file:
        if encoding == "utf-8-sig":
            file.write(b"\xef\xbb\xbf")
        for number, part in enumerate(lines.chunks):
            # The texts of an array stand one after the other in its buffer: this is the file already.
            first, last = _span(part)
            body = part.buffers()[2][first:last]
            written = [header, body] if number == 0 else [body]
            for block in written:
                file.write(block if encoding.startswith("utf-8") else bytes(block).decode("utf-8").encode(encoding))


def _span(texts: pa.Array) -> tuple[int, int]:
    """Where the bytes of these texts begin and end in their buffer."""
    offsets = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return int(offsets[0]), int(offsets[-1])


def _field(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts, quoted where they hold a comma, a quote or a line break."""
    texts = pc.cast(column, pa.string())
    special = pc.match_substring_regex(texts, '[,"\r\n]')
    if not pc.any(special).as_py():
        return texts
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(texts, '"', '""'), '"', "")
    return pc.if_else(special, quoted, texts)


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
