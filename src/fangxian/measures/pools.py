"""How the samples were pooled, and how many of each kind came back positive or suspect. Counts of rows only."""

from dataclasses import dataclass

from fangxian.lake.engines.facade import Engine


@dataclass(frozen=True, slots=True)
class PoolRows:
    """Rows of the result files with one pool size: 1 alone, 5, 10, 20 ..., 0 pooled but unsaid, None nothing said."""

    size: int | None
    rows: int
    positive: int
    suspect: int
    pending: int


def by_size(engine: Engine) -> list[PoolRows]:
    """Samples (rows that are not rejected) by pool size, smallest first, the unsaid last."""
    counted = engine.rows(
        "SELECT pool_size, count(*) AS samples, sum(CASE WHEN outcome = 'positive' THEN 1 ELSE 0 END) AS positive, "
        "sum(CASE WHEN outcome = 'suspect' THEN 1 ELSE 0 END) AS suspect, "
        "sum(CASE WHEN outcome IN ('pending', 'invalid') THEN 1 ELSE 0 END) AS pending "
        "FROM samples WHERE class <> 'rejected' GROUP BY pool_size"
    )
    pools = [PoolRows(size, *map(int, counts)) for size, *counts in counted]
    return sorted(pools, key=lambda pool: (pool.size is None, pool.size == 0, pool.size))
