"""Names and addresses in the engine's SQL: rows a second of each set-based form.

`python bench/terms_names.py [rows]`
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import hanzi
from fangxian.terms.sql import names

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


def people(rows: int, *, distinct: float = 0.3, seed: int = 1) -> list[str]:
    """Names as files hold them: three in a hundred with blanks, notes, pinyin or hidden characters."""
    draw = random.Random(seed)
    given = [row.char for row in list(hanzi.table().values())[6600:12000] if row.char == row.simplified][:2500]
    stock = [
        draw.choice(SURNAMES) + "".join(draw.choices(given, k=draw.choice((1, 2, 2))))
        for _ in range(int(rows * distinct))
    ]
    awkward: list[Callable[[str], str]] = [
        lambda name: " ".join(name), lambda name: name + "（租户）", lambda name: name[0] + "*" + name[2:],
        lambda name: " ".join(hanzi.sound(char) for char in name).upper(), lambda name: name + "·" + name + "买买提",
    ]  # fmt: skip
    stock = [draw.choice(awkward)(name) if draw.random() < 0.03 else name for name in stock]
    return [*stock, *draw.choices(stock, k=rows - len(stock))]


def timed(what: str, rows: int, run: Callable[[], object]) -> None:
    """Prints the best of three runs."""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    print(f"{what:<40} {rows:>9,} rows {min(seconds):7.3f} s {rows / min(seconds):>12,.0f} rows/s")


def measure_names(engine: Engine, rows: int) -> None:
    timed("the table of characters", len(hanzi.table()), lambda: names.load_hanzi(engine))
    engine.load_rows("people", {"name": "VARCHAR"}, [(name,) for name in people(rows)])
    timed("names.clean", rows, lambda: engine.create("cleaned", f"SELECT {names.clean('name')} AS c FROM people"))
    timed("names.features (30 % distinct)", rows, lambda: engine.create("features", names.features("people", "name")))
    joined = "SELECT f.* FROM people JOIN features AS f ON f.raw = people.name"
    timed("names.features joined back", rows, lambda: engine.create("joined", joined))
    agreement = names.agreement("a.name_key", "a.sound_key", "a.shape_key", "b.name_key", "b.sound_key", "b.shape_key")
    numbered = "SELECT *, row_number() OVER (ORDER BY {}) AS place FROM joined"
    engine.create("a", numbered.format("name_key"))
    engine.create("b", numbered.format("name_key, shape_key"))
    for what, offset in (("near", 1), ("far", 1000)):
        engine.create("pairs", f"SELECT a, b FROM a JOIN b ON b.place = a.place + {offset}")
        timed(
            f"names.agreement, {what} names",
            rows,
            lambda: engine.create(
                "levels",
                f"SELECT level, count(*) AS n FROM (SELECT {agreement} AS level FROM pairs) AS p GROUP BY level",
            ),
        )
        print("   ", dict(engine.rows("SELECT * FROM levels ORDER BY n DESC")))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder, open_engine("duckdb", workdir=Path(folder)) as engine:
        measure_names(engine, rows)


if __name__ == "__main__":
    main()
