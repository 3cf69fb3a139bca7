"""Rows that are no sample, or one that was there already: totals, blanks, repeated headers, repeated rows."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from fangxian.synth import layouts

_NOTES = ("以下空白", "制表人：", "备注：以上为本采样点数据", "审核：")


def add(table: pa.Table, rng: np.random.Generator, rates: dict[str, float], *, headings: Sequence[str]) -> pa.Table:
    """`table` with such rows in it; copies stand close to their row, a total at the end of a site or of the file."""
    count = table.num_rows
    copied = np.flatnonzero(rng.random(count) < rates["row_duplicate"])
    places = [np.arange(count, dtype=float), copied + rng.choice([0.4, 0.4, 30.4, 400.4], len(copied))]
    parts = [table, _copies(table, copied)]
    for kind in ("row_total", "row_blank", "row_header", "row_note"):
        wanted = int(rng.poisson(rates[kind] * count))
        after = np.sort(rng.integers(0, max(count, 1), wanted))
        if kind == "row_total" and wanted:
            after[-1] = count
        parts.append(_invented(table, kind, after, headings))
        places.append(after + 0.6)
    order = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_tables(parts).take(pa.array(order))


def _copies(table: pa.Table, copied: np.ndarray) -> pa.Table:
    copies = table.take(pa.array(copied))
    kinds = ["|".join(filter(None, [kind, "row_duplicate"])) for kind in copies["kind"].to_pylist()]
    return copies.set_column(copies.schema.get_field_index("kind"), "kind", pa.array(kinds, pa.string()))


def _invented(table: pa.Table, kind: str, after: np.ndarray, headings: Sequence[str]) -> pa.Table:
    filled: dict[str, list[str]] = {}
    if kind == "row_total":
        filled = {
            "name": ["合计" if at == table.num_rows else "小计" for at in after.tolist()],
            "id_number": [str(n) for n in after.tolist()],
        }
    elif kind == "row_note":
        filled = {"name": [_NOTES[at % len(_NOTES)] for at in after.tolist()]}
    elif kind == "row_header":
        filled = {column: [heading] * len(after) for column, heading in zip(layouts.COLUMNS, headings, strict=True)}
    columns = {}
    for field in table.schema:
        if field.name == "kind":
            columns["kind"] = pa.array([kind] * len(after), pa.string())
        elif field.name == "usable":
            columns["usable"] = pa.array(np.zeros(len(after), dtype=np.int8))
        else:
            columns[field.name] = pa.array(filled.get(field.name, [""] * len(after)), pa.string())
    return pa.table(columns)
