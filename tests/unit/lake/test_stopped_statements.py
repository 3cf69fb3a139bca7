"""Ctrl-C while DuckDB works is the person's own wish, wherever it comes, and no mistake of ours."""

import pytest

from fangxian.lake.engines import troubles


def test_a_statement_that_still_waited_for_its_threads_says_that_somebody_stopped_it() -> None:
    with pytest.raises(KeyboardInterrupt), troubles.told("linking"):
        raise RuntimeError(troubles.BROKEN_OFF)


def test_any_other_error_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="something else"), troubles.told("linking"):
        raise RuntimeError("something else")
