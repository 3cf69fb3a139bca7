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
from fangxian.terms.sql import addresses, names

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


def people(rows: int, *, distinct: float = 0.3, seed: int = 1) -> list[str]:
    """Names as files hold them: three in a hundred with blanks, notes, pinyin or hidden characters."""
    draw = random.Random(seed)
    given = [bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xF0)]
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


def doors(rows: int, *, seed: int = 1) -> list[str]:
    """Addresses as files hold them: three of four as the standard has it, the others short or in other words."""
    draw = random.Random(seed)
    forms = (
        ("哈尔滨市平房区新疆街道新友社区{c}小区{b}号楼{u}单元{r}室",) * 4 + ("平房区{c}小区{b}号楼{u}单元{r}",) * 2 +
        ("{c}小区{b}-{u}-{r}", "{c}小区 {b}栋 {u}单元 {r}（租）")
    )  # fmt: skip
    numbers = (
        (draw.choice(forms), draw.randint(1, 60), draw.randint(1, 6), draw.randint(101, 733)) for _ in range(rows)
    )
    return [form.format(c=draw.choice(SURNAMES), b=b, u=u, r=r) for form, b, u, r in numbers]


def measure_addresses(engine: Engine, rows: int) -> None:
    engine.load_rows("doors", {"address": "VARCHAR"}, [(door,) for door in doors(rows)])
    timed("addresses.features", rows, lambda: engine.create("door_keys", addresses.features("doors", "address")))
    key = f"SELECT {addresses.key('address')} AS k FROM doors"
    timed("addresses.key, the same in one expression", rows, lambda: engine.create("keys", key))
    print("   ", engine.rows("SELECT count(*), count(address_key) FROM door_keys")[0], "distinct addresses, with a key")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder, open_engine("duckdb", workdir=Path(folder)) as engine:
        measure_names(engine, rows)
        measure_addresses(engine, rows)


if __name__ == "__main__":
    main()
