"""Writes the departments' files of both days, each in its office's format, with the truth beside them."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import files
from fangxian.synth.departments import care, employers, land, population, sites, written
from fangxian.synth.universe import Universe

#: File -> encoding; what is not named is UTF-8.
_ENCODINGS = {"公安-户籍.csv": "gb18030", "住建-房屋.csv": "utf-8-sig", "市监-法人.csv": "gb18030"}


def write(out: Path, seed: int, everyone: Universe, *, say: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Writes departments/<day>/ and truth/departments/<day>/ into `out`; answers the files in the order of loading."""
    ground = land.draw(seed, everyone.places)
    buildings = sites.lay_out(seed, everyone.places, ground)
    dwellings = sites.dwellings(everyone.places, buildings)
    codes = dwellings["房屋编码"].combine_chunks()
    firms = employers.organisations(seed, everyone, buildings)
    written_files = []
    for second, day in enumerate((written.said()["days"]["first"], written.said()["days"]["second"])):
        there = population.presence(seed, everyone, bool(second))
        folder = _Folder(out, day, codes, say)
        if not second:
            folder.put("民政-区划.csv", _areas(everyone, ground))
            folder.put_map("自然资源-边界.geojson", ground)
            folder.put("住建-小区.csv", sites.compounds(everyone.places, buildings))
            folder.put("住建-房屋.csv", dwellings)
        folder.put("公安-户籍.csv", *population.register(seed, everyone, there))
        folder.put("统计-实有人口.csv", *population.census(seed, everyone, there, second=bool(second)))
        if not second:
            folder.put("市监-法人.csv", firms)
        folder.put("人社-用工与在校名册.csv", *employers.staff(seed, everyone, there, firms))
        folder.put_book("民政-重点人群.xlsx", *care.groups(seed, everyone, there), title="平房区重点人群台账")
        written_files += folder.written
    return written_files


def _areas(everyone: Universe, ground: land.Land) -> pa.Table:
    communities = {str(one.code): one for one in everyone.places.communities}
    names = {"230108": "平房区"}
    for code in sorted(ground.outlines, key=lambda code: (len(code), code)):
        if len(code) == 9:
            names[code] = next(one.street for key, one in communities.items() if key.startswith(code))
        elif len(code) == 12:
            names[code] = communities[code].name
        elif len(code) == 15:
            names[code] = f"{communities[code[:12]].name}第{int(code[12:])}网格"
    return pa.table({"区划代码": list(names), "区划名称": list(names.values())})


class _Folder:
    """The files of one day."""

    def __init__(self, out: Path, day: date, codes: pa.Array, say: Callable[[str], None]) -> None:
        self.files = out / "departments" / day.isoformat()
        self.truth = out / "truth" / "departments" / day.isoformat()
        self.files.mkdir(parents=True)
        self.truth.mkdir(parents=True)
        self.written: list[Path] = []
        self._codes, self._say = codes, say

    def put(self, name: str, table: pa.Table, truth: pa.Table | None = None) -> None:
        """A CSV file, and what is true of its rows."""
        files.write_csv(self.files / name, table, table.column_names, encoding=_ENCODINGS.get(name, "utf-8"))
        self._done(name, table.num_rows, truth)

    def put_book(self, name: str, table: pa.Table, truth: pa.Table, *, title: str) -> None:
        """A workbook with a merged title above its header."""
        import xlsxwriter

        with xlsxwriter.Workbook(self.files / name, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("台账")
            sheet.merge_range(0, 0, 0, table.num_columns - 1, title)
            sheet.write_row(2, 0, table.column_names)
            for place, row in enumerate(zip(*(column.to_pylist() for column in table.columns), strict=True), 3):
                sheet.write_row(place, 0, row)
        self._done(name, table.num_rows, truth)

    def put_map(self, name: str, ground: land.Land) -> None:
        """GeoJSON in WGS-84."""
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "synthetic": True},
                "geometry": {"type": "Polygon", "coordinates": [[*map(list, ring), list(ring[0])]]},
            }
            for code, ring in ground.outlines.items()
        ]
        text = json.dumps({"type": "FeatureCollection", "crs": "WGS-84", "features": features}, ensure_ascii=False)
        (self.files / name).write_text(text, encoding="utf-8")
        self._done(name, len(features), None)

    def _done(self, name: str, rows: int, truth: pa.Table | None) -> None:
        if truth is not None:
            said = pa.table(
                {
                    "row": pa.array(np.arange(1, truth.num_rows + 1)),
                    "person": truth["person"],
                    "dwelling": self._codes.take(pc.cast(truth["dwelling"], pa.int64()).combine_chunks()),
                }
            )
            files.write_csv(self.truth / f"{Path(name).stem}.csv", said, said.column_names)
        self.written.append(self.files / name)
        self._say(f"{name}: {rows:,}")
