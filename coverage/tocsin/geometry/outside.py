"""How far points lie outside a shape."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry.earth import geodesics

# So many degrees, of latitude or longitude, are never more than so many kilometres.
_KM_PER_DEGREE = 1.01 * np.radians(MEAN_RADIUS_KM)


def km_outside(
    shape: shapely.Geometry, lat: ArrayLike, lon: ArrayLike, *, ignored_km: float = 0.0
) -> NDArray[np.float64]:
    """Return how far points lie outside a shape, 0 within it.

    For words, not for results: the nearest point of the shape is found in the plane of longitude
    times the cosine of the point's latitude.

    Parameters
    ----------
    shape : shapely.Geometry
        Longitude, latitude [deg], cut at the antimeridian.
    lat, lon : array_like, shape (n,)
        Degrees.
    ignored_km : float
        Points that are no farther away may get any number up to it.

    Returns
    -------
    ndarray, shape (n,)
        Kilometres.

    Examples
    --------
    One degree of a meridian at the equator is 110.6 km.

    >>> km_outside(shapely.box(0, 0, 2, 2), [1.0, -1.0], [1.0, 1.0]).round(1).tolist()
    [0.0, 110.6]
    """
    phi, theta = np.ravel(lat).astype(np.float64), np.ravel(lon).astype(np.float64)
    shapely.prepare(shape)
    degrees = shapely.distance(shape, shapely.points(theta, phi))
    away = np.minimum(degrees * _KM_PER_DEGREE, ignored_km)
    for row in np.flatnonzero((degrees > 0.0) & (degrees * _KM_PER_DEGREE > ignored_km)):
        # The shape may be nearer over the antimeridian.
        turns = theta[row] + np.array([-360.0, 0.0, 360.0])
        away[row] = min(_km_between(shape, phi[row], turned) for turned in turns)
    return away


def _km_between(shape: shapely.Geometry, lat: float, lon: float) -> float:
    scale = np.array([max(np.cos(np.radians(lat)), 0.01), 1.0])
    flat = shapely.transform(shape, lambda lonlat: lonlat * scale)
    line = shapely.shortest_line(shapely.Point(lon * scale[0], lat), flat)
    end_lon, end_lat = shapely.get_coordinates(line)[1] / scale
    return 1e-3 * float(geodesics(lat, lon, [end_lat], [end_lon])[1][0])
