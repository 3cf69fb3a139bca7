"""Ctrl-C while DuckDB works is the person's own wish, wherever it comes, and no mistake of ours."""

import os
import signal
import threading
from pathlib import Path

import pytest

from fangxian.lake.engines import duck, troubles

MINUTES_LONG = "SELECT count(*) AS n FROM range(20000000000) t(i) WHERE hash(i) % 7 = 3"


def test_a_table_in_the_making_is_broken_off_and_says_that_somebody_stopped_it(tmp_path: Path) -> None:
    stop = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt), duck.DuckEngine(workdir=tmp_path) as engine:
        stop.start()
        engine.create("sums", MINUTES_LONG)
    stop.join()


def test_so_is_one_that_was_still_waiting_for_its_threads() -> None:
    with pytest.raises(KeyboardInterrupt), troubles.told("linking"):
        raise RuntimeError(troubles.BROKEN_OFF)


def test_any_other_error_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="something else"), troubles.told("linking"):
        raise RuntimeError("something else")
