"""The district's streets, communities and grids as polygons that tile its outline. Nothing of it is surveyed."""

from dataclasses import dataclass

import numpy as np

from fangxian.synth import streams
from fangxian.synth.departments import outline, tiling
from fangxian.synth.departments.outline import Ring
from fangxian.synth.places import Places

#: Ground of a dwelling in a village, and on the farm, beside one in town: fields belong to it. Ground that each
#: community has beside its dwellings (works, parks, roads), as a share of the district's dwellings.
_FIELDS = {"town": 1.0, "village": 26.0, "farm": 40.0}
_COMMONS = 0.0015


@dataclass(frozen=True, slots=True)
class Land:
    """Code -> ring of the district and each area within it, open: `plane` in metres, `globe` in WGS-84 degrees."""

    plane: dict[str, Ring]
    globe: dict[str, Ring]


def draw(seed: int, places: Places) -> Land:
    """The map of a district with these places."""
    rng = streams.generator(seed, "departments/land")
    need = _needs(places)
    codes = {str(grid) for grid in np.unique(places.grid).tolist()}
    # In a small district some communities have no dwelling; they have a grid nevertheless.
    codes |= {f"{community}001" for community in need if not any(code[:12] == community for code in codes)}
    grids = {code: 1.0 + 0.35 * float(rng.random()) for code in sorted(codes)}
    grounds = {str(places.communities[0].code)[:6]: outline.district()}
    for shares in (_added(need, 9), need, grids):
        _divide(grounds, shares, rng)
    plane = tiling.sewn(grounds)
    return Land(plane, {code: outline.globe(ring) for code, ring in plane.items()})


def _needs(places: Places) -> dict[str, float]:
    """How much ground each community takes, in dwellings of a town; from the town outward."""
    dwellings = np.bincount(places.community, minlength=len(places.communities))
    need = {
        str(place.code): _COMMONS * len(places.community) + float(count) * _FIELDS[place.kind]
        for place, count in zip(places.communities, dwellings, strict=True)
    }
    fields = {str(place.code): need[str(place.code)] * (place.kind != "town") for place in places.communities}
    rural, whole = _added(fields, 9), _added(need, 9)
    return dict(sorted(need.items(), key=lambda one: (rural[one[0][:9]] / whole[one[0][:9]], fields[one[0]], one[0])))


def _added(shares: dict[str, float], digits: int) -> dict[str, float]:
    """The shares of the areas around, by so many digits of the code."""
    whole: dict[str, float] = {}
    for code, share in shares.items():
        whole[code[:digits]] = whole.get(code[:digits], 0.0) + share
    return whole


def _divide(grounds: dict[str, Ring], shares: dict[str, float], rng: np.random.Generator) -> None:
    """Gives each of these areas its piece of the area around it."""
    for outer in dict.fromkeys(code[:-3] for code in shares):
        parts = {code: share for code, share in shares.items() if code[:-3] == outer}
        pieces = tiling.tiled(grounds[outer], list(parts.values()), outline.town(), rng)
        grounds.update(zip(parts, pieces, strict=True))
