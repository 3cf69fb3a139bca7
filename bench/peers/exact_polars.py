"""Polars, by exact number: lazy, streaming, expressions only.

python exact_polars.py COLUMNS.json RESIDENTS.csv RESULTS.csv OUT
"""

import json
import sys
from pathlib import Path

import polars as pl

columns, residents_file, results_file, out = (Path(part) for part in sys.argv[1:])
said = json.loads(columns.read_text("utf-8"))
left, right = said["residents"], said["results"]


def cleaned(column: str) -> pl.Expr:
    bare = pl.col(column).str.normalize("NFKC").str.to_uppercase().str.replace_all(r"[\s'\-]", "")
    return pl.when(bare.str.len_chars() == 18).then(bare).alias("key")


residents = pl.scan_csv(residents_file, infer_schema=False).select(
    pl.col(left["person"]).alias("person"), cleaned(left["number"])
)
results = (
    pl.scan_csv(results_file, infer_schema=False)
    .select(cleaned(right["number"]))
    .with_row_index("row", offset=1)
    .filter(pl.col("key").is_not_null())
)
known = residents.filter(pl.col("key").is_not_null()).unique("key", keep="none")
links = results.join(known, on="key").select("row", "person").collect(engine="streaming")
links.write_csv(out / "links.csv")
residents.select("person").join(links.lazy(), on="person", how="anti").collect(engine="streaming").write_csv(
    out / "untested.csv"
)
