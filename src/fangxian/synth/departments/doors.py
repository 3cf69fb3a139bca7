"""How the grids write a door: each community by a habit of its own."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth.places import FLAT, HOUSE, Places


def counted(places: Places) -> pa.Array:
    """For each dwelling what the census calls it: 丽景花园3-2-501, 丽景花园3号楼2单元501室 ..."""
    building = pa.array([one.spoken for one in places.buildings]).take(pa.array(places.building))
    community = pa.array([one.name for one in places.communities]).take(pa.array(places.community))
    unit, room = pa.array(places.unit).cast(pa.string()), pa.array(places.room).cast(pa.string())
    named = pc.binary_join_element_wise(community, places.spoken, "")
    habits = (
        places.spoken,
        pc.binary_join_element_wise(building, "号楼", unit, "单元", room, "室", ""),
        pc.binary_join_element_wise(building, "栋", unit, "单元", room, ""),
        named,
    )
    flats = pc.choose(pa.array(places.community % len(habits)), *habits)
    # A house of a village has its community's name in any case.
    others = pc.if_else(pa.array(places.kind == HOUSE), places.spoken, named)
    return pc.if_else(pa.array(places.kind == FLAT), flats, others)


def short(places: Places) -> pa.Array:
    """For each dwelling the registered address without the city."""
    return pc.replace_substring_regex(places.address, "^哈尔滨市", "")


def codes(places: Places) -> pa.Array:
    """For each dwelling its code: F, its building's number and its own within the building."""
    nth = np.arange(len(places.building)) - np.searchsorted(places.building, places.building)
    parts = (
        pc.utf8_lpad(pa.array(part + 1).cast(pa.string()), size, "0") for part, size in ((places.building, 5), (nth, 4))
    )
    return pc.binary_join_element_wise("F", *parts, "")
