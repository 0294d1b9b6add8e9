"""Samples of areas: launch points of a disc, positions of a patrol box.

Both are fixed sequences, not random ones: equal input gives equal points, and a longer sequence
starts with the shorter one only where that is said.
"""

import math

import numpy as np
from numpy.typing import NDArray

from tocsin.errors import InputError
from tocsin.geometry.earth import geod

GOLDEN_ANGLE_DEG = 180.0 * (3.0 - math.sqrt(5.0))
# The plastic number 1.3247... gives the R2 sequence its two steps (Roberts 2018,
# "The unreasonable effectiveness of quasirandom sequences").
R2_STEPS = (0.7548776662466927, 0.5698402909980532)


def disc_points(
    lat: float, lon: float, spread_km: float = 0.0, points: int = 1
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread points evenly over a geodesic disc: the launch points of a launch area.

    Point 0 is the centre; the others form a sunflower pattern: point ``i`` of ``n`` lies at
    ``spread_km * sqrt(i / (n - 1))`` from the centre and ``i`` golden angles (137.5 deg) clockwise
    from north, so the last one lies on the edge.

    Parameters
    ----------
    lat, lon : float
        Centre [deg].
    spread_km : float
        Radius of the disc [km].
    points : int
        Number of points, at least 1.

    Returns
    -------
    lat, lon : ndarray, shape (points,)
        Points [deg], longitudes within [-180, 180].

    Raises
    ------
    InputError
        When there is less than one point or the radius is negative.

    References
    ----------
    Vogel, A better way to construct the sunflower head, Mathematical Biosciences 44 (1979).

    Examples
    --------
    >>> lat, lon = disc_points(39.5, 125.5, 80.0, 5)
    >>> lat.round(2).tolist()
    [39.5, 39.23, 39.54, 39.88, 38.79]
    """
    if points < 1 or spread_km < 0.0:
        raise InputError(
            f"Invalid launch area with {points} points over {spread_km} km. "
            "Must have 1 point or more and a spread of 0 km or more."
        )
    index = np.arange(points)
    # The root spreads them evenly by area: half of them lie within 0.7 of the radius.
    distance_m = 1e3 * spread_km * np.sqrt(index / max(points - 1, 1))
    azimuth = GOLDEN_ANGLE_DEG * index
    centre = np.full((2, points), [[lon], [lat]])
    east, north, _ = geod().fwd(*centre, azimuth, distance_m)
    # fwd at distance 0 may move the centre by a rounding error; it must stay to the bit.
    north[0], east[0] = lat, lon
    return north, east


def patrol_position(patrol: tuple[float, float, float, float], index: int) -> tuple[float, float]:
    """Return position ``index`` of a sensor that patrols a box.

    Positions follow the R2 sequence in longitude and latitude; position 0 is the box's centre.
    Launch point ``i`` of an area meets patrol position ``i``.

    Parameters
    ----------
    patrol : tuple of float
        West, south, east, north [deg]; ``west > east`` runs over the antimeridian.
    index : int
        Number of the position, from 0.

    Returns
    -------
    lat, lon : float
        Position [deg].

    Examples
    --------
    >>> patrol_position((129.0, 36.0, 131.0, 39.0), 0)
    (37.5, 130.0)
    >>> lat, lon = patrol_position((129.0, 36.0, 131.0, 39.0), 1)
    >>> round(lat, 3), round(lon, 3)
    (36.21, 129.51)
    """
    west, south, east, north = patrol
    # Each step is an irrational share of the side, so that positions never repeat.
    across = (0.5 + index * R2_STEPS[0]) % 1.0
    up = (0.5 + index * R2_STEPS[1]) % 1.0
    lon = west + across * ((east - west) % 360.0)
    return south + up * (north - south), lon - 360.0 if lon > 180.0 else lon
