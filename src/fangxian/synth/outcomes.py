"""What the laboratory says of each tube; everybody in it gets the same words."""

import numpy as np
import pyarrow as pa

from fangxian.synth import streams

#: Words -> tubes in 100,000 that get them; the rest are negative.
_OTHERS = {
    "阳性": 12,
    "可疑": 5,
    "待检": 160,
    "检测中": 120,
    "": 60,
    "作废": 18,
    "标本不合格": 12,
}


def words(rng: np.random.Generator, tube: np.ndarray, negative: str) -> pa.Array:
    """The result of each sample; `tube` numbers the tubes from 0."""
    tubes = int(tube.max()) + 1 if len(tube) else 0
    weights = [100_000 - sum(_OTHERS.values()), *_OTHERS.values()]
    drawn = streams.weighted(rng, weights, tubes)
    return pa.array([negative, *_OTHERS]).take(pa.array(drawn[tube]))
