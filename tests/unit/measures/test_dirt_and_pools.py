"""Dirt by kind and repair, pools by size: sums over the files, and nothing else."""

from fangxian.measures import dirt, pools
from fangxian.measures.dirt import DirtFound
from fangxian.measures.pools import PoolRows


def test_dirt_is_summed_over_result_files_and_kept_apart_from_the_residents(laid_out) -> None:
    engine = laid_out(
        dirt=[
            (0, "number_spaces", "normalised", 3),
            (1, "number_spaces", "normalised", 4),
            (-1, "number_spaces", "normalised", 2),
            (0, "number_spaces", "held", 1),
            (0, "name_missing", "none", 20),
        ]
    )
    assert dirt.found(engine) == [
        DirtFound("name_missing", "none", residents=0, results=20),
        DirtFound("number_spaces", "normalised", residents=2, results=7),
        DirtFound("number_spaces", "held", residents=0, results=1),
    ]


def test_kinds_that_did_not_occur_are_left_out(laid_out) -> None:
    assert dirt.found(laid_out(dirt=[(0, "blank_row", "none", 0)])) == []


def test_clean_files_hold_no_dirt(laid_out) -> None:
    assert dirt.found(laid_out()) == []


def test_samples_are_counted_by_pool_size_the_unsaid_last(laid_out) -> None:
    samples = [
        {"pool_size": 10, "outcome": "positive"},
        {"pool_size": 10},
        {"pool_size": 1, "outcome": "suspect"},
        {"pool_size": None, "outcome": "invalid"},
        {"pool_size": 0, "outcome": "pending"},
        {"pool_size": 5, "class": "rejected", "outcome": None},
    ]
    assert pools.by_size(laid_out(samples=samples)) == [
        PoolRows(1, 1, 0, 1, 0),
        PoolRows(10, 2, 1, 0, 0),
        PoolRows(0, 1, 0, 0, 1),
        PoolRows(None, 1, 0, 0, 1),
    ]
