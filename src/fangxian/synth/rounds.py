"""Makes one round: its rows, their dirt, and the truth about each."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import layouts, outcomes, schedule, streams
from fangxian.synth.dirt import extra_rows
from fangxian.synth.dirt.rates import Rates
from fangxian.synth.dirt.rows import Rows
from fangxian.synth.dirt.spoiling import Spoiler
from fangxian.synth.layouts import Layout
from fangxian.synth.schedule import Sampling
from fangxian.synth.universe import Universe


@dataclass(frozen=True, slots=True)
class Round:
    """`results` has the file's columns under their canonical names, `truth` the columns of the truth but `file`."""

    number: int
    layout: Layout
    results: pa.Table
    truth: pa.Table


def draw(seed: int, number: int, universe: Universe, rates: Rates) -> Round:
    """The `number`-th round (from 1)."""
    rng = streams.generator(seed, f"round {number}")
    dice = streams.scalars(seed, f"round {number}")
    layout = layouts.of_round(number)
    who = universe.who_tests(rng)
    sampling = schedule.sample(
        rng, who, universe.people.families.household, universe.community, universe.sites, rates["row"]["tested_twice"]
    )
    rows = _rows(rng, number, universe, layout, sampling)
    people, other = universe.people, pa.array(universe.people.relative[sampling.who])
    relatives = {
        "name": people.name.take(other),
        "id_number": people.number.take(other),
        "phone": universe.phone_text.take(other),
    }
    day = f"{schedule.day_of(number):%Y-%m-%d}"
    Spoiler(rows, rng, dice, rates, relatives).spoil(day)
    return _finished(rng, number, universe, layout, sampling, rows, rates)


def _rows(rng: np.random.Generator, number: int, universe: Universe, layout: Layout, sampling: Sampling) -> Rows:
    who = pa.array(sampling.who)
    people = universe.people
    columns = {
        "name": people.name.take(who),
        "id_number": people.number.take(who),
        "phone": universe.phone_text.take(who),
        "sampled_at": _times(number, layout).take(pa.array(sampling.second - schedule.OPENS)),
        "result": outcomes.words(rng, sampling.tube, layout.negative),
        "pool_mode": pa.array(layout.pools).take(pa.array(np.searchsorted(schedule.SIZES, sampling.size))),
        "site": universe.site_names.take(pa.array(sampling.site)),
        "tube": _tubes(number, sampling),
    }
    if layout.address:
        columns["address"] = universe.spoken.take(who)
    return Rows(
        columns=columns,
        seconds=sampling.second,
        number_state=np.where(universe.numbered, 2, 0)[sampling.who],
        name_good=np.ones(len(who), dtype=bool),
        phone_good=universe.phoned[sampling.who],
        contradicted=np.zeros(len(who), dtype=bool),
        only_number=universe.looks_alike(sampling.who),
        kinds={row: ["tested_twice"] for row in np.flatnonzero(sampling.again).tolist()},
    )


def _times(number: int, layout: Layout) -> pa.Array:
    """The text of each second of the round."""
    start, end = (np.datetime64(moment, "s") for moment in schedule.window(number))
    return pc.strftime(pa.array(np.arange(start, end)), layout.times)


def _tubes(number: int, sampling: Sampling) -> pa.Array:
    day = int(f"{schedule.day_of(number):%y%m%d}")
    codes = (day * 1000 + sampling.site) * 10_000 + sampling.nth + 1
    return pa.array(codes).cast(pa.string())


def _finished(
    rng: np.random.Generator,
    number: int,
    universe: Universe,
    layout: Layout,
    sampling: Sampling,
    rows: Rows,
    rates: Rates,
) -> Round:
    """Adds the truth, and the rows that are no sample."""
    dirty = sorted(rows.kinds)
    kind = universe.situation(sampling.who)
    said = kind.take(pa.array(dirty, pa.int64())).to_pylist()
    joined = ["|".join(filter(None, [before, *rows.kinds[row]])) for row, before in zip(dirty, said, strict=True)]
    mask = np.zeros(len(sampling.who), dtype=bool)
    mask[dirty] = True
    kind = pc.replace_with_mask(kind, pa.array(mask), pa.array(joined, pa.string()))
    table = pa.table(
        {
            **rows.columns,
            "person": universe.said.take(pa.array(sampling.who)),
            "kind": kind,
            "usable": pa.array(rows.usable()),
        }
    )
    table = extra_rows.add(table, rng, rates["row"], headings=layout.headings)
    table = table.append_column("row", pa.array(np.arange(1, table.num_rows + 1)))
    columns = [*layouts.COLUMNS, *(["address"] if layout.address else [])]
    return Round(number, layout, table.select(columns), table.select(["row", "person", "kind", "usable"]))
