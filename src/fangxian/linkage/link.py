"""Says whom each result row belongs to, in tiers, each explainable.

Reads the cleaned `residents` and `results` (intake.clean) and leaves `links`, `review` and `folds` in the engine;
a row in neither, and not rejected, matches nobody.
"""

from collections.abc import Mapping

from fangxian.lake.engines import Engine
from fangxian.linkage import candidates, decide, numbers, weigh
from fangxian.linkage.settings import Settings, load
from fangxian.terms.sql import names


def prepare(engine: Engine, merged: Mapping[int, int] | None = None) -> None:
    """What needs the residents alone, so that it can be done while the results are still being read. `merged`: see
    `numbers.fold`."""
    names.load_hanzi(engine)
    numbers.share(engine)
    numbers.fold(engine, merged)
    candidates.prepare_residents(engine)


def link(
    engine: Engine,
    *,
    settings: Settings | None = None,
    places: bool = False,
    recognised: bool = False,
    everybody: bool = False,
) -> None:
    """Links all rows of `results`, after `prepare`.

    `places`: the result files say where people live, so doors are compared too. `recognised`: `results` has only the
    rows that `numbers.recognise` left; the others are in `result_rows`. `everybody` is expected to have a row.
    """
    settings = settings or load()
    numbers.hit(engine)
    candidates.prepare(engine, places=places, recognised=recognised)
    candidates.propose(engine, everybody=everybody)
    weigh.weigh(engine, settings, places=places)
    decide.decide(engine, settings)
