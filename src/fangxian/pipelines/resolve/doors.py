"""Which door each row of a batch names, against the dwellings there are.

    <out>    row, dwelling, building_key, grid, method    one line a row, in order

`method`: 'door' (one dwelling has this address; `dwelling` is its code), 'building' (the building is known, the door is
not; `grid` where all its doors are in one), 'two_doors' (several dwellings have this address and nothing tells them
apart), 'none'. `building_key` is 'compound|building' (terms.addresses).
"""

from pathlib import Path

from fangxian.lake.engines import Engine
from fangxian.pipelines.resolve import columns
from fangxian.terms.sql import addresses

_DWELLING = dict.fromkeys(("dwelling", "address", "address_key", "building_key", "grid"), "VARCHAR")
_ROW = {"row": "BIGINT"} | dict.fromkeys(("address", "address_key", "building_key", "grid"), "VARCHAR")


def doors(engine: Engine, batch: Path, dwellings: Path, out: Path) -> int:
    """Matches a batch (its folder or accepted.parquet) with dwellings (dwelling, address, grid; address_key and
    building_key where they were worked out already); returns how many rows found their door."""
    engine.create("door_dwellings", _keyed(engine, "dwellings", dwellings, _DWELLING))
    engine.create("door_rows", _keyed(engine, "rows", columns.accepted(batch), _ROW))
    engine.create(
        "door_candidates",
        """SELECT r.row, d.dwelling, d.grid, coalesce(r.grid = d.grid, FALSE) AS near,
               coalesce(ends_with(d.address, r.address) OR ends_with(r.address, d.address), FALSE) AS alike
           FROM door_rows r JOIN door_dwellings d ON d.address_key = r.address_key""",
    )
    # Several doors of one name: the one in the row's own grid, else the one whose whole address is the row's.
    engine.create(
        "door_found",
        """SELECT row, min(dwelling) AS dwelling, min(grid) AS grid, count(*) AS doors FROM (
               SELECT *, max(CASE WHEN near THEN 2 WHEN alike THEN 1 ELSE 0 END) OVER (PARTITION BY row) AS best
               FROM door_candidates) AS c
           WHERE CASE best WHEN 2 THEN near WHEN 1 THEN alike ELSE TRUE END GROUP BY row""",
    )
    engine.create(
        "door_buildings",
        """SELECT building_key, CASE WHEN min(grid) = max(grid) THEN min(grid) END AS grid FROM door_dwellings
           WHERE building_key IS NOT NULL GROUP BY building_key""",
    )
    engine.create("doors", _DOORS)
    engine.write("SELECT * FROM doors ORDER BY row", out, format="parquet")
    return int(engine.rows("SELECT count(*) FROM doors WHERE method = 'door'")[0][0])


def _keyed(engine: Engine, name: str, path: Path, wanted: dict[str, str]) -> str:
    """SELECT of the wanted columns with the keys of the address, worked out where they are missing."""
    engine.create(f"door_{name}_said", columns.select(engine, path, wanted))
    missing = f"SELECT address FROM door_{name}_said WHERE address_key IS NULL AND building_key IS NULL"
    engine.create(f"door_{name}_keys", addresses.features(f"({missing}) AS missing", "address"))
    return f"""SELECT s.* EXCLUDE (address_key, building_key), coalesce(s.address_key, k.address_key) AS address_key,
            coalesce(s.building_key, k.building_key) AS building_key
        FROM door_{name}_said s LEFT JOIN door_{name}_keys k ON k.raw = s.address"""


_DOORS = """
    SELECT r.row, CASE WHEN f.doors = 1 THEN f.dwelling END AS dwelling, r.building_key,
        CASE WHEN f.doors = 1 THEN f.grid ELSE b.grid END AS grid,
        CASE WHEN f.doors = 1 THEN 'door' WHEN f.doors > 1 THEN 'two_doors' WHEN b.building_key IS NOT NULL
            THEN 'building' ELSE 'none' END AS method
    FROM door_rows r LEFT JOIN door_found f ON f.row = r.row
    LEFT JOIN door_buildings b ON b.building_key = r.building_key"""
