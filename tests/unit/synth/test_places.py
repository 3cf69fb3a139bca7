"""The places of the demo district: every door has one address and one grid."""

from collections import Counter

import numpy as np
import pytest

from fangxian.synth import places, streams
from fangxian.synth.places import Places
from fangxian.terms import addresses


@pytest.fixture(scope="module")
def laid_out() -> Places:
    return places.draw(streams.generator(5, "places"), 30_000, 100)


def test_no_two_doors_have_one_address(laid_out: Places) -> None:
    assert len(set(laid_out.address.to_pylist())) == len(laid_out.address)
    assert len(set(laid_out.spoken.to_pylist())) > 0.99 * len(laid_out.address)


def test_a_grid_code_is_its_communitys_with_three_digits_more(laid_out: Places) -> None:
    codes = np.array([community.code for community in laid_out.communities])
    assert (laid_out.grid // 1000 == codes[laid_out.community]).all()
    assert {len(str(grid)) for grid in laid_out.grid.tolist()} == {15}


def test_a_grid_holds_two_to_three_hundred_dwellings() -> None:
    whole = places.draw(streams.generator(5, "places"), 110_000, 670)
    sizes = Counter(whole.grid.tolist())
    within = sum(size for size in sizes.values() if 170 <= size <= 330)
    assert within / sum(sizes.values()) > 0.75
    assert 380 < len(sizes) < 560


def test_an_address_names_street_and_community(laid_out: Places) -> None:
    for at in range(0, len(laid_out.address), 997):
        community = laid_out.communities[int(laid_out.community[at])]
        assert f"{community.street}{community.name}" in laid_out.address[at].as_py()


def test_what_people_say_of_a_flat_is_the_door_that_the_register_means(laid_out: Places) -> None:
    flats = np.flatnonzero(laid_out.kind == places.FLAT)[::501].tolist()
    keys = [(addresses.key(laid_out.address[at].as_py()), addresses.key(laid_out.spoken[at].as_py())) for at in flats]
    assert sum(written is not None and written == said for written, said in keys) > 0.95 * len(keys)
