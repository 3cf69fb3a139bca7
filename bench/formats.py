"""The same round in the formats that people send."""

from pathlib import Path

import duckdb

from bench.district import FOLDER
from fangxian.lake.engines import spreadsheet


def copies(residents: Path, results: Path) -> dict[str, tuple[Path, Path]]:
    """Format -> (residents, results); the given files are UTF-8 CSV, the others are written beside the district."""
    folder = FOLDER / "copies"
    folder.mkdir(parents=True, exist_ok=True)
    pairs = {"CSV, UTF-8": (residents, results)}
    for name, ending in {"Parquet": "parquet", "CSV, GB18030": "gb18030.csv", "xlsx": "xlsx"}.items():
        left, right = (folder / f"{source.stem}.{ending}" for source in (residents, results))
        _write(residents, left)
        _write(results, right)
        pairs[name] = (left, right)
    return pairs


def _write(source: Path, target: Path) -> None:
    if target.suffix == ".csv":
        target.write_text(source.read_text("utf-8"), encoding="gb18030")
        return
    rows = f"FROM read_csv('{source}', all_varchar=true)"
    with duckdb.connect() as con:
        if target.suffix == ".parquet":
            con.execute(f"COPY ({rows}) TO '{target}'").fetchall()
            return
        cursor = con.execute(rows)
        header = [column[0] for column in cursor.description or ()]
        spreadsheet.write(target, header, iter(lambda: cursor.fetchmany(10_000), []))
