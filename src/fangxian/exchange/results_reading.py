"""A file of results, from its bytes to a sealed batch: received, read in terms, and whose each row plainly is.

What is found here depends on the file and on the snapshot of the residents alone, and so is worked out once:

    rows       every row: its sample, its tube, and the person whose number and name stand there letter by letter
    sought     the others, cleaned, with where each might be looked for
    seekers, repairs, hits, settled    of these, what linking proposes candidates by, and what its first tier settles
"""

from dataclasses import dataclass
from pathlib import Path

from fangxian import contracts, intake
from fangxian.contracts import Section
from fangxian.exchange import results_store as store
from fangxian.intake import clean, relation
from fangxian.intake.receive import Received
from fangxian.lake import sealed
from fangxian.lake.engines import Engine
from fangxian.lib import clock
from fangxian.linkage import candidates, numbers
from fangxian.terms.sql import addresses

KINDS = ("rows", "sought", "seekers", "repairs", "hits", "settled")
RECEIVED = "received"


@dataclass(frozen=True)
class Batch:
    """A sealed batch of a round: which file of it this is (from 1), and what its manifest says."""

    folder: sealed.Folder
    number: int

    @property
    def name(self) -> str:
        """What it is called."""
        return self.folder.name

    @property
    def places(self) -> bool:
        """Whether its rows say where people live."""
        return bool(self.folder.said["places"])


def name_of(round: int, number: int, sha256: str) -> str:
    """A batch's name: its round, its place among the round's files, the beginning of the file's hash."""
    return f"{round:03}-{number:03}-{sha256[:12]}"


def path_of(workdir: Path, number: int, kind: str) -> Path:
    """Where a batch's table lies open."""
    return workdir / f"{number:03}-{kind}.parquet"


def receive(path: Path, workdir: Path, mapping: Section | None = None) -> Received:
    """A file judged against the contract. Raises a Fault for one that cannot be read."""
    return intake.receive(path, contracts.load("test_results"), mapping=mapping, workdir=workdir)


def read(engine: Engine, received: Received, workdir: Path, *, outbreak: int, name: str, number: int) -> Batch:
    """Reads a file against the residents in the engine; its tables lie open in `workdir`, and sealed in the lake."""
    places = bool({"address", "grid"} & received.columns.keys())
    engine.ingest("results_raw_file", relation.select(received, contracts.load("test_results")))
    engine.view("results_raw", f"SELECT CAST({number} AS BIGINT) AS file_no, * FROM results_raw_file")
    clean.words(engine)
    numbers.recognise(engine)
    clean.test_results(engine)
    numbers.hit(engine)
    candidates.prepare(engine, places=places, recognised=True)
    _place(engine, places=places)
    for kind in KINDS:
        out = path_of(workdir, number, kind)
        out.touch(0o600)
        engine.write(_TABLES[kind], out, format="parquet")
    counts: dict[str, int] = dict(engine.rows(_COUNTS))
    said = {"file": received.name, "sha256": received.sha256, "rows": sum(counts.values()), "places": places}
    with sealed.writing(store.home(outbreak, store.RESULTS), name, key=store.key(outbreak)) as draft:
        draft.keep(received.path, RECEIVED)
        for kind in KINDS:
            draft.keep(path_of(workdir, number, kind), kind)
        notes = dict(received.notes)
        folder = draft.publish({**said, "counts": counts, "notes": notes, "received_at": clock.now().isoformat()})
    return Batch(folder, number)


def opened(batch: Batch, workdir: Path, *, outbreak: int) -> Batch:
    """A batch that was read before, its tables open in `workdir`."""
    for kind in KINDS:
        batch.folder.open(kind, key=store.key(outbreak), into=path_of(workdir, batch.number, kind))
    return batch


_TABLES = {
    "rows": f"""SELECT r.rid, r.file_no, r.row, r.person_row, r.phone_level, r.sampled_at, r.outcome, r.pool_size,
            w.tube
        FROM result_rows r JOIN results_raw w ON r.rid = {clean.RID} ORDER BY r.rid""",
    "sought": """SELECT r.*, u.name AS name_said, u.id_number AS number_said, u.phone AS phone_said,
            u.address AS address_said, u.site AS site_said, p.area_code, p.dwelling
        FROM results r JOIN unrecognised u ON u.rid = r.rid LEFT JOIN placed p ON p.rid = r.rid ORDER BY r.rid""",
    "seekers": "SELECT * FROM seekers ORDER BY rid",
    "repairs": "SELECT * FROM seekers_repairs ORDER BY rid, candidate",
    "hits": "SELECT h.* FROM number_hits h SEMI JOIN leftover l ON l.rid = h.rid ORDER BY h.rid, h.person_row",
    "settled": "SELECT * FROM settled ORDER BY rid",
}

#: Rows by what judging made of them. They add up (law 1).
_COUNTS = """SELECT CASE WHEN c.rejected IS NOT NULL THEN 'rejected' WHEN c.number_state IN ('cleaned', 'legacy')
        THEN 'repaired' ELSE 'accepted' END, count(*)
    FROM result_rows r LEFT JOIN results c ON c.rid = r.rid GROUP BY 1"""


def _place(engine: Engine, *, places: bool) -> None:
    """`placed` (rid, area_code, dwelling): where somebody who is in no register may be asked for. By the address or the
    grid that the row names, else where the phone's people live, else the street most of whose people the row's site
    sampled (NULL: the district)."""
    if places:
        engine.create("addressed", addresses.features("unrecognised", "address"))
    else:
        none = "CAST(NULL AS VARCHAR)"
        engine.create("addressed", f"SELECT {none} AS raw, {none} AS address_key, {none} AS building_key WHERE FALSE")
    engine.create(
        "doors_sought",
        """SELECT a.raw, min(d.key) AS key, min(d.grid) AS grid FROM addressed a
           JOIN doors d ON d.address_key = a.address_key GROUP BY a.raw HAVING count(*) = 1""",
    )
    engine.create(
        "buildings_sought",
        """SELECT a.raw, min(d.grid) AS grid FROM addressed a JOIN doors d ON d.building_key = a.building_key
           GROUP BY a.raw HAVING min(d.grid) = max(d.grid)""",
    )
    engine.create(
        "phones_sought",
        """SELECT r.phone, min(r.area_code) AS area_code,
               CASE WHEN min(r.dwelling) = max(r.dwelling) THEN min(r.dwelling) END AS dwelling
           FROM residents r SEMI JOIN unrecognised u ON u.phone_key = r.phone
           GROUP BY r.phone HAVING min(r.area_code) = max(r.area_code)""",
    )
    engine.create(
        "sites_sought",
        f"""SELECT site, street FROM (
               SELECT w.site, substr(p.area_code, 1, 9) AS street,
                   row_number() OVER (PARTITION BY w.site ORDER BY count(*) DESC, substr(p.area_code, 1, 9)) AS place
               FROM results_raw w JOIN result_rows r ON r.rid = {clean.RID}
               JOIN residents p ON p.person_row = r.person_row
               WHERE w.site IS NOT NULL GROUP BY w.site, substr(p.area_code, 1, 9)) AS s WHERE place = 1""",
    )
    grid = "CASE WHEN regexp_matches(trim(u.grid), '^[0-9]{15}$') THEN trim(u.grid) END"
    engine.create(
        "placed",
        f"""SELECT u.rid, coalesce(d.grid, {grid}, b.grid, p.area_code, s.street) AS area_code,
                coalesce(d.key, p.dwelling) AS dwelling
            FROM unrecognised u LEFT JOIN doors_sought d ON d.raw = u.address
            LEFT JOIN buildings_sought b ON b.raw = u.address LEFT JOIN phones_sought p ON p.phone = u.phone_key
            LEFT JOIN sites_sought s ON s.site = u.site""",
    )
