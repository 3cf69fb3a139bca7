"""Coordinates of maps made in China: WGS-84 (GPS, and within a metre CGCS2000) and GCJ-02, which is bent away from it.

Public maps in China must use GCJ-02 (GB 20263-2006 asks for the bending; the offset is 100 to 700 m). Its formula is
not published; the one that is in common use agrees with the maps to about a metre. Degrees, longitude first.
"""

import math

#: Degrees between which China lies, its islands included. No longitude there is a latitude there.
EAST, NORTH = (73.0, 136.0), (3.0, 54.0)

#: Half axis in metres and squared eccentricity of the ellipsoid that the bending is worked out on (Krasovsky 1940).
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
#: Where the bending is nought: 105° E, 35° N.
_ORIGIN = (105.0, 35.0)
#: The inverse is found by steps; each makes it a thousand times as exact.
_STEPS = 5


def in_china(longitude: float, latitude: float) -> bool:
    """Whether a place lies in the rectangle around China."""
    return EAST[0] <= longitude <= EAST[1] and NORTH[0] <= latitude <= NORTH[1]


def to_gcj02(longitude: float, latitude: float) -> tuple[float, float]:
    """GCJ-02 of a place in WGS-84; outside China the two are one.

    >>> to_gcj02(116.404, 39.915)
    (116.41024449916938, 39.91640428150164)
    """
    if not in_china(longitude, latitude):
        return longitude, latitude
    east, north = _bending(longitude, latitude)
    return longitude + east, latitude + north


def to_wgs84(longitude: float, latitude: float) -> tuple[float, float]:
    """WGS-84 of a place in GCJ-02, to a millimetre the inverse of `to_gcj02`."""
    if not in_china(longitude, latitude):
        return longitude, latitude
    there = longitude, latitude
    for _ in range(_STEPS):
        east, north = _bending(*there)
        there = longitude - east, latitude - north
    return there


def _bending(longitude: float, latitude: float) -> tuple[float, float]:
    """How far GCJ-02 lies east and north of a place in WGS-84, in degrees."""
    x, y = longitude - _ORIGIN[0], latitude - _ORIGIN[1]
    flat = 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    shared = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + flat - 0.1 * math.sqrt(abs(x)) + shared
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + flat + shared
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    bend = 1 - _ECCENTRICITY * math.sin(math.radians(latitude)) ** 2
    metres_east = _AXIS / math.sqrt(bend) * math.cos(math.radians(latitude))
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (bend * math.sqrt(bend))
    return math.degrees(east / metres_east), math.degrees(north / metres_north)
