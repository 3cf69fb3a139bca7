"""Codes: the projection of the district written from scratch, and 10 million people's computed in the engine.

`DATABASE_URL` names the database that is measured; without it, SQLite in a folder of its own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.district import ROOT
from bench.table import Figure, Table

PEOPLE, RESTRICTED = 197_000, 9_903
PROVINCE = 10_000_000
#: Seconds within which each is done.
MOST = 5, 60

_PROJECTION = f"""
import time, django
django.setup()
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from fangxian.healthcode import colouring
from fangxian.healthcode.models import Colour, Restriction
from fangxian.lib import clock
from fangxian.outbreak.models import Outbreak
from fangxian.registry.models import Person
from fangxian.store import bulk
now = clock.now()
bulk.insert(Person, ["id", "source", "recorded_at", "verified_by", "name", "sex", "number_kind", "status",
    "area_code", "initials", "said_by"],
    ((n, "bench/1", now, "", "x", "1", "", "present", f"230108{{100 + n % 10}}100100", "x", {{}})
    for n in range(1, {PEOPLE} + 1)))
outbreak = Outbreak.objects.create(name="bench", disease="covid_19", legal_basis="x", area_code="230108",
    starts_on=now.date(), proposed_by="a", approved_by="b", approved_at=now, state="active")
bulk.insert(Restriction, ["outbreak_id", "person", "area_code", "effect", "colour", "reason", "evidence", "rule",
    "version", "issuer", "second", "by_hand", "source", "starts_at", "expires_at", "ended_for"],
    ((outbreak.pk, n * 19, "230108", "e", ("", "yellow", "red")[n % 3], "positive_test", [f"fact/{{n}}"], "bench", 1,
      "system", "", False, "bench", now, now + timedelta(hours=20), "") for n in range(1, {RESTRICTED} + 1)))
best = []
for _ in range(5):
    begun = time.perf_counter()
    assert colouring.rebuild() == {PEOPLE}
    best.append(time.perf_counter() - begun)
assert Colour.rows.exclude(colour="green").count() == {RESTRICTED}
print(sorted(best)[len(best) // 2])
"""

_ENGINE = f"""
import sys, time
from datetime import datetime
from pathlib import Path
from fangxian.lake.engines import open_engine
from fangxian.reconcile import colours
with open_engine(workdir=Path(sys.argv[1])) as engine:
    engine.create("people", "SELECT range AS person FROM range({PROVINCE})")
    engine.create("restrictions", '''SELECT range % {PROVINCE} AS person,
        CASE range % 3 WHEN 0 THEN '' WHEN 1 THEN 'yellow' ELSE 'red' END AS colour,
        TIMESTAMP '2022-09-01 00:00:00' + INTERVAL (range % 300) HOUR AS starts_at,
        TIMESTAMP '2022-09-01 00:00:00' + INTERVAL (range % 300 + 24 + range % 200) HOUR AS expires_at,
        CASE WHEN range % 5 = 0 THEN TIMESTAMP '2022-09-01 00:00:00' + INTERVAL (range % 300 + 12) HOUR END AS ended_at
        FROM range({PROVINCE})''')
    begun = time.perf_counter()
    colours.compute(engine, datetime(2022, 9, 10))
    rows = engine.rows("SELECT count(*) FROM colours")[0][0]
    print(time.perf_counter() - begun)
    assert rows == {PROVINCE}, rows
"""


def measure() -> Iterator[Table]:
    """Seconds of each: the median of five, and one run."""
    with tempfile.TemporaryDirectory() as folder:
        projection = _seconds(_PROJECTION, Path(folder) / "var")
        engine = _seconds(_ENGINE, Path(folder) / "work")
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    yield Table(
        "Health codes",
        ["what", "seconds"],
        [
            [f"{PEOPLE:,} codes from scratch, {RESTRICTED:,} under a restriction ({database}; below {MOST[0]} s)",
             Figure(projection, "s", 2, most=MOST[0])],
            [f"{PROVINCE:,} codes from {PROVINCE:,} restrictions, in the engine (below {MOST[1]} s)",
             Figure(engine, "s", 2, most=MOST[1])],
        ],
        "From scratch: the projection is dropped and written anew from the restrictions that stand.",
    )  # fmt: skip


def _seconds(program: str, folder: Path) -> float:
    folder.mkdir(parents=True)
    said = {**os.environ, "FANGXIAN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "fangxian.project.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, env=said, cwd=ROOT
    )
    if ran.returncode:
        raise RuntimeError((ran.stderr.strip().splitlines() or ["failed"])[-1])
    return float(ran.stdout.strip().splitlines()[-1])
