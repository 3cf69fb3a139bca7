"""Reads the lists that `fangxian compare` wrote, and truth files, as text."""

import csv
from collections.abc import Iterator
from pathlib import Path

from fangxian.lib.fault import Fault


def read(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The columns of one of the lists, as text, from Parquet or CSV."""
    if (path := folder / f"{name}.parquet").exists():
        import pyarrow.parquet as pq

        table = pq.read_table(path, columns=list(columns))
        for values in zip(*(table[column].to_pylist() for column in columns), strict=True):
            yield [str(value) for value in values]
    elif (path := folder / f"{name}.csv").exists():
        yield from read_csv(path, columns)
    else:
        raise Fault(
            f"{folder.name}: no {name}.csv or {name}.parquet is in it; give --compared what `fangxian compare` wrote.",
            f"{folder.name}：没有 {name}.csv 或 {name}.parquet；--compared 应为 `fangxian compare` 写出的目录。",
        )


def read_csv(path: Path, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The columns of a CSV file. Raises a Fault where the file or a column is missing."""
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError:
        raise Fault(f"{path.name}: this file cannot be read.", f"{path.name}：无法读取。") from None
    with file:
        reader = csv.reader(file)
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        if missing:
            raise Fault(f"{path.name}: column '{missing[0]}' is missing.", f"{path.name}：缺少列“{missing[0]}”。")
        places = [header.index(column) for column in columns]
        for line in reader:
            yield [line[place] for place in places]
