"""Geodesics of the WGS84 ellipsoid: many at once by our kernel, all else by pyproj."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import Geod


@lru_cache(maxsize=1)
def geod() -> "Geod":
    """Return pyproj's calculator of geodesics.

    Examples
    --------
    >>> round(geod().inv(0.0, 0.0, 1.0, 0.0)[2])
    111319
    """
    # Here, so that whoever needs no direct geodesic does not wait for it.
    from pyproj import Geod

    return Geod(ellps="WGS84")


def geodesics(
    lat_0: ArrayLike, lon_0: ArrayLike, lat_1: ArrayLike, lon_1: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Geodesics between points on the ellipsoid; inputs broadcast and are raveled.

    Parameters
    ----------
    lat_0, lon_0, lat_1, lon_1 : array_like
        Degrees.

    Returns
    -------
    azimuth_deg, length_m : ndarray, shape (n,)
        Azimuth at the first point, clockwise from north [deg], and length [m], right to 0.1 µm
        (`tocsin.kernels.geodesic`).

    Examples
    --------
    A degree of longitude along the equator:

    >>> azimuth_deg, length_m = geodesics(0.0, 0.0, 0.0, [1.0, -1.0])
    >>> azimuth_deg.tolist(), length_m.round().tolist()
    ([90.0, -90.0], [111319.0, 111319.0])
    """
    # Here as well: a check asks for no geodesic, and needs no kernels.
    from tocsin.kernels import geodesic

    ends = np.broadcast_arrays(lat_0, lon_0, lat_1, lon_1)
    degrees = [np.ravel(end).astype(np.float64) for end in ends]
    azimuth, length_m = np.empty((2, len(degrees[0])))
    phi_0, lam_0, phi_1, lam_1 = map(np.radians, degrees)
    geodesic.inverse(phi_0, lam_0, phi_1, lam_1, azimuth, length_m)
    azimuth_deg = np.degrees(azimuth)
    # The kernel says nothing near the antipode.
    for i in np.flatnonzero(np.isnan(length_m)):
        from_lat, from_lon, to_lat, to_lon = (float(each[i]) for each in degrees)
        azimuth_deg[i], _, length_m[i] = geod().inv(from_lon, from_lat, to_lon, to_lat)
    return azimuth_deg, length_m
