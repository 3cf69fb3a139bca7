"""The machinery of our last tier on files that are not Chinese: levels in SQL, weights in bits, a lead for the best.

    python -m bench.febrl_ours LEFT.csv RIGHT.csv FOUND.csv

The comparisons are written for this bench: three levels of spelling for each field. The weights are the compiled
ones of `fangxian.linkage.settings`, learned here from nothing but the files.
"""

import csv
import dataclasses
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from fangxian.lake.engines import Engine, open_engine
from fangxian.linkage.settings import Level, Settings, bits

FIELDS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "date_of_birth",
          "soc_sec_id")  # fmt: skip
#: Two records are looked at when they share one of these.
BLOCKS = ("surname", "given_name", "date_of_birth", "soc_sec_id", "postcode, street_number")
#: Where expectation and maximisation starts: m as it is among any careful typists, u not known yet.
START = {"same": 0.90, "near": 0.07, "different": 0.03}
ROUNDS = 12
#: Of the pairs that blocks bring together, how many are one person; before anything is known.
PRIOR = 0.01
FLOOR = 1e-6


def main(left: Path, right: Path, found: Path) -> None:
    """Links two files and writes left,right of each pair."""
    with tempfile.TemporaryDirectory() as folder, open_engine(workdir=Path(folder)) as engine:
        for name, path in (("a", left), ("b", right)):
            _load(engine, name, path)
        _compare(engine)
        share = PRIOR
        start = {field: [Level(label, m, 0.0) for label, m in START.items()] for field in FIELDS}
        settings = Settings("febrl", link=0.9, review=0.5, margin=2.0, comparisons=start)
        u = _shares(engine, "strangers", "1.0")
        settings = _changed(settings, lambda field, level: dataclasses.replace(level, u=u[field, level.label]))
        for _ in range(ROUNDS):
            engine.create("weighed", _weighed(settings, share))
            settings = _expected(engine, settings)
            share = float(engine.rows("SELECT avg(score) FROM weighed")[0][0])
        engine.create("weighed", _weighed(settings, share))
        _write(found, engine.rows(_decided(settings)))


def _load(engine: Engine, name: str, path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [tuple(one[field] or None for field in ("rec_id", *FIELDS)) for one in csv.DictReader(file)]
    engine.load_rows(name, dict.fromkeys(("rec_id", *FIELDS), "VARCHAR"), rows)


def _compare(engine: Engine) -> None:
    """Makes `compared` (pairs that share a block) and `strangers` (random pairs)."""
    blocks = " UNION ".join(f"SELECT a.rec_id AS l, b.rec_id AS r FROM a JOIN b USING ({block})" for block in BLOCKS)
    levels = ", ".join(f"{_level(field)} AS {field}_level" for field in FIELDS)
    pairs = f"({blocks}) AS p JOIN a ON a.rec_id = l JOIN b ON b.rec_id = r"
    engine.create("compared", f"SELECT l, r, {levels} FROM {pairs}")
    engine.create("strangers", f"SELECT {levels} FROM a JOIN b ON hash(a.rec_id, b.rec_id) % 40 = 0")


def _level(field: str) -> str:
    """NULL where one side says nothing."""
    return f"""CASE WHEN a.{field} IS NULL OR b.{field} IS NULL THEN NULL WHEN a.{field} = b.{field} THEN 'same'
        WHEN levenshtein(a.{field}, b.{field}) <= 2 THEN 'near' ELSE 'different' END"""


def _weighed(settings: Settings, share: float) -> str:
    """`bits` adds up the comparisons; `score` is the probability, with the share of true pairs as the prior."""
    total = " + ".join(f"({bits(field, levels, f'{field}_level', '1')})" for field, levels in settings)
    return f"""SELECT *, 1 / (1 + power(2.0, least(60.0, log2({1 / share - 1!r}) - bits))) AS score
        FROM (SELECT *, {total} AS bits FROM compared) AS w"""


def _expected(engine: Engine, settings: Settings) -> Settings:
    """The settings with m as the levels occur among the pairs, each pair counting as far as it is likely."""
    m = _shares(engine, "weighed", "score")
    return _changed(settings, lambda field, level: dataclasses.replace(level, m=m[field, level.label]))


def _shares(engine: Engine, table: str, weight: str) -> dict[tuple[str, str], float]:
    """(field, level) -> how often it occurs among the pairs that say something; no level is quite impossible."""
    shares: dict[tuple[str, str], float] = {}
    for field in FIELDS:
        counted = f"SELECT {field}_level, sum({weight}) FROM {table} WHERE {field}_level IS NOT NULL GROUP BY 1"
        seen = {label: float(count) for label, count in engine.rows(counted)}
        shares |= {(field, label): max(FLOOR, seen.get(label, 0.0) / sum(seen.values())) for label in START}
    return shares


def _changed(settings: Settings, change: Callable[[str, Level], Level]) -> Settings:
    """The settings with every level changed."""
    comparisons = {field: [change(field, level) for level in levels] for field, levels in settings}
    return dataclasses.replace(settings, comparisons=comparisons)


def _decided(settings: Settings) -> str:
    """Each left record's best candidate, where it is likely and leads the next by the margin."""
    return f"""SELECT l, r FROM (SELECT l, r, score, row_number() OVER best AS place,
                bits - coalesce(lead(bits) OVER best, bits - 99) AS ahead
            FROM weighed WINDOW best AS (PARTITION BY l ORDER BY bits DESC, r)) AS ranked
        WHERE place = 1 AND score >= {settings.link!r} AND ahead >= {settings.margin!r}"""


def _write(path: Path, pairs: list[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("left", "right"), *pairs])


if __name__ == "__main__":
    main(*(Path(part) for part in sys.argv[1:]))
