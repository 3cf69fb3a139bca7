"""pandas, by exact number: Arrow strings, vectorised cleaning, one merge.

    python exact_pandas.py COLUMNS.json RESIDENTS.csv RESULTS.csv OUT

COLUMNS.json names the columns of both files; OUT/links.csv gets row,person and OUT/untested.csv the persons of no link.
"""

import json
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

columns, residents_file, results_file, out = (Path(part) for part in sys.argv[1:])
said = json.loads(columns.read_text("utf-8"))
left, right = said["residents"], said["results"]


def read(path: Path, wanted: list[str]) -> pd.DataFrame:
    return pd.read_csv(path, usecols=wanted, dtype=str, engine="pyarrow", dtype_backend="pyarrow")


def cleaned(numbers: pd.Series) -> pd.Series:
    folded = pc.utf8_upper(pc.utf8_normalize(pa.array(numbers, type=pa.string()), form="NFKC"))
    bare = pc.replace_substring_regex(folded, r"[\s'\-]", "")
    return pd.Series(pc.if_else(pc.equal(pc.utf8_length(bare), 18), bare, None), dtype="string[pyarrow]")


residents = read(residents_file, [left["person"], left["number"]])
results = read(results_file, [right["number"]])
residents["key"] = cleaned(residents[left["number"]])
results["key"] = cleaned(results[right["number"]])
results["row"] = range(1, len(results) + 1)
known = residents.dropna(subset=["key"]).drop_duplicates("key", keep=False)
links = results.dropna(subset=["key"]).merge(known, on="key")[["row", left["person"]]]
links.columns = ["row", "person"]
links.to_csv(out / "links.csv", index=False)
residents.loc[~residents[left["person"]].isin(links["person"]), left["person"]].to_csv(
    out / "untested.csv", index=False
)
