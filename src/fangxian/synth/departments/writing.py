"""Writes the departments' files of both days, each in its office's format, with the truth beside them."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from fangxian.synth import files
from fangxian.synth.departments import care, doors, employers, land, lives, organisations, population, sites, workbook
from fangxian.synth.departments.sheet import Sheet
from fangxian.synth.universe import Universe

#: File -> encoding; what is not named is UTF-8.
_ENCODINGS = {
    "公安-户籍.csv": "gb18030", "住建-房屋.csv": "utf-8-sig", "市监-法人.csv": "gb18030", "用工-名册.csv": "utf-8-sig",
}  # fmt: skip
#: Lines above the header of a workbook.
_TITLES = {"民政-重点人群.xlsx": ("平房区重点人群台账", "填报单位：平房区民政局    截至{day}")}


def write(out: Path, seed: int, everyone: Universe, *, say: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Writes departments/<day>/, truth/departments/, truth/organisations.csv and truth/changes.csv into `out`.

    Answers the departments' files in an order in which they can be loaded.
    """
    places = everyone.places
    ground = land.draw(seed, places)
    buildings = sites.lay_out(seed, places, ground)
    firms = organisations.draw(seed, places, buildings, everyone.residents)
    drawn = lives.draw(seed, everyone)
    (out / "truth" / "departments").mkdir(parents=True)
    files.write_csv(out / "truth" / "changes.csv", told := drawn.told(), told.column_names)
    found = []
    for state in drawn.states:
        folder = _Folder(out, str(state.day), drawn.code, doors.codes(places), say)
        if state is drawn.states[0]:
            folder.put("民政-区划.csv", _areas(everyone, ground))
            folder.put_map("边界.geojson", ground)
            folder.put("住建-小区.csv", sites.compounds(places, buildings))
            folder.put_sheet("住建-房屋.csv", sites.dwellings(seed, places, buildings))
        folder.put_sheet("公安-户籍.csv", *population.register(seed, places, drawn, state))
        folder.put_sheet("统计-实有人口.xlsx", *population.census(seed, places, drawn, state))
        if state is drawn.states[0]:
            folder.put_sheet("市监-法人.csv", firms.sheet)
            files.write_csv(out / "truth" / "organisations.csv", firms.truth, firms.truth.column_names)
        folder.put_sheet("用工-名册.csv", *employers.rosters(seed, places, drawn, state, firms))
        folder.put_sheet("民政-重点人群.xlsx", *care.groups(seed, places, drawn, state))
        found += folder.written
    return found


def _areas(everyone: Universe, ground: land.Land) -> pa.Table:
    communities = {str(one.code): one for one in everyone.places.communities}
    streets = {code[:9]: one.street for code, one in communities.items()}
    names = {"230108": "平房区"} | streets | {code: one.name for code, one in communities.items()}
    codes = sorted(ground.globe, key=lambda code: (len(code), code))
    called = [names.get(code) or f"{names[code[:12]]}第{int(code[12:])}网格" for code in codes]
    return pa.table({"区划代码": codes, "区划名称": called})


class _Folder:
    """The files of one day."""

    def __init__(self, out: Path, day: str, people: pa.Array, dwellings: pa.Array, say: Callable[[str], None]) -> None:
        self.files, self.truth = out / "departments" / day, out / "truth" / "departments"
        self.files.mkdir(parents=True)
        self.written: list[Path] = []
        self._day, self._people, self._dwellings, self._say = day, people, dwellings, say

    def put(self, name: str, table: pa.Table) -> None:
        """A file, as CSV or a workbook."""
        if name.endswith(".xlsx"):
            title = [line.format(day=self._day) for line in _TITLES.get(name, ())]
            workbook.write(self.files / name, table, title=title)
        else:
            files.write_csv(self.files / name, table, table.column_names, encoding=_ENCODINGS.get(name, "utf-8"))
        self._done(name, table.num_rows)

    def put_sheet(self, name: str, sheet: Sheet, order: np.ndarray | None = None) -> None:
        """A file and its truth: whose each row is, if it is about people, which then have an order."""
        people = order is not None
        table, who, dwelling, kinds = sheet.finished(np.arange(len(sheet.who)) if order is None else order)
        self.put(name, table)
        truth = pa.table(
            {
                "dataset": pa.repeat(sheet.dataset, len(who)),
                "file": pa.repeat(f"{self._day}/{name}", len(who)),
                "row": np.arange(1, len(who) + 1),
                "person": self._people.take(pa.array(who)) if people else pa.repeat("", len(who)),
                "dwelling": self._dwellings.take(pa.array(dwelling, mask=dwelling < 0)).fill_null(""),
                "kind": kinds,
            }
        )
        files.write_csv(self.truth / f"{self._day}-{Path(name).stem}.csv", truth, truth.column_names)

    def put_map(self, name: str, ground: land.Land) -> None:
        """GeoJSON in WGS-84."""
        features = [
            {
                "type": "Feature",
                "properties": {"code": code, "synthetic": True},
                "geometry": {"type": "Polygon", "coordinates": [[*map(list, ring), list(ring[0])]]},
            }
            for code, ring in ground.globe.items()
        ]
        text = json.dumps({"type": "FeatureCollection", "crs": "WGS-84", "features": features}, ensure_ascii=False)
        (self.files / name).write_text(text, encoding="utf-8")
        self._done(name, len(features))

    def _done(self, name: str, rows: int) -> None:
        self.written.append(self.files / name)
        self._say(f"{self._day}/{name}: {rows:,}")
