"""The collector of cycles is held back for a block, and comes back whatever happens in it."""

import gc

import pytest

from fangxian.lib.garbage import uncollected


def test_the_collector_comes_back() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_had_stopped_it_finds_it_stopped() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
