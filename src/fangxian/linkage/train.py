"""Learns what each level of agreement is worth from a district whose truth is known. Offline: `compare` trains nothing.

m comes from the true pairs that the first tier leaves over, u from random pairs of strangers; both are estimated by
Splink over the comparisons of `linkage.comparisons`. A level that too few pairs show keeps a floor, so that no evidence
is ever infinite.
"""

import dataclasses
from typing import Any

from fangxian.lake.engines import Engine
from fangxian.linkage import candidates, numbers, splink_bridge
from fangxian.linkage.settings import Level, Settings
from fangxian.terms.sql import names

#: Random pairs of strangers that u is estimated on.
RANDOM_PAIRS = 5e6
#: The least m and u that any level is given.
FLOOR_M, FLOOR_U = 1e-4, 2e-7


def train(engine: Engine, settings: Settings, *, id: str, seed: int = 1) -> Settings:
    """New settings from `residents`, `results` (cleaned) and `truth` (rid, person_row) in the engine (DuckDB), after
    `link.prepare` and `numbers.recognise`."""
    numbers.hit(engine)
    candidates.prepare(engine, places=False, recognised=True)
    sides(engine)
    engine.create(
        "train_truth",
        """SELECT 'left' AS source_dataset_l, s.unique_id AS unique_id_l, 'right' AS source_dataset_r,
               t.person_row AS unique_id_r, 1.0 AS clerical_match_score
           FROM train_left s JOIN truth t ON t.rid = s.unique_id""",
    )
    trained = _estimate(engine, settings, seed)
    return dataclasses.replace(
        settings, id=id, comparisons={name: _levels(levels, trained[name]) for name, levels in settings}
    )


def sides(engine: Engine) -> None:
    """Both sides with the columns that comparisons read: `train_left` (left-over rows), `train_right` (residents)."""
    engine.create("train_names", names.features("residents", "name"))
    columns = ", ".join(splink_bridge.COLUMNS)
    engine.create("train_left", f"SELECT rid AS unique_id, {columns} FROM seekers")
    engine.create(
        "train_right",
        f"""SELECT person_row AS unique_id, {columns} FROM (
            SELECT r.*, n.name_key, n.sound_key, n.shape_key, CAST(NULL AS VARCHAR) AS head,
                CAST(NULL AS VARCHAR) AS door
            FROM residents r LEFT JOIN train_names n ON n.raw = r.name) AS people""",
    )


def _estimate(engine: Any, settings: Settings, seed: int) -> dict[str, dict[str, tuple[float | None, float | None]]]:
    people = engine.rows("SELECT count(*) FROM residents")[0][0]
    said = splink_bridge.settings_for_splink(settings, prior=1 / people, blocking=["l.phone = r.phone"])
    linker = splink_bridge.linker(engine.connection, left="train_left", right="train_right", settings=said)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=seed)
    linker.training.estimate_m_from_pairwise_labels("train_truth")
    return splink_bridge.weights_of(linker)


def _levels(levels: list[Level], trained: dict[str, tuple[float | None, float | None]]) -> list[Level]:
    """The levels with trained weights, floored and brought back to a sum of 1."""
    m = [max(trained[level.label][0] or 0.0, FLOOR_M) for level in levels]
    u = [max(trained[level.label][1] or 0.0, FLOOR_U) for level in levels]
    return [
        dataclasses.replace(level, m=round(one_m / sum(m), 7), u=round(one_u / sum(u), 9))
        for level, one_m, one_u in zip(levels, m, u, strict=True)
    ]
