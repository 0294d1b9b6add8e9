"""Distances on a sphere: what lies nearer, how far about; where that decides, what lies within."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry.earth import geodesics

# The ellipsoid's radii of curvature differ by less from the mean radius, and so do distances.
SPHERE_ERROR = 0.01


def vectors(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Return unit vectors, shape (n, 3), of places [deg].

    Examples
    --------
    >>> vectors(0.0, 90.0).round(3).tolist()
    [[0.0, 1.0, 0.0]]
    """
    phi, theta = np.radians(np.ravel(lat)), np.radians(np.ravel(lon))
    level = np.cos(phi)
    return np.column_stack([level * np.cos(theta), level * np.sin(theta), np.sin(phi)])


def km_to_nearest(places: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each of some unit vectors is from the nearest of others [km]; inf of none.

    Examples
    --------
    One degree is 111.2 km:

    >>> km_to_nearest(vectors(0.0, 1.0), vectors([0.0, 50.0], [0.0, 0.0])).round(1).tolist()
    [111.2]
    """
    if not len(others):
        return np.full(len(places), np.inf)
    nearest = np.max(places @ others.T, axis=1)
    return MEAN_RADIUS_KM * np.arccos(np.clip(nearest, -1.0, 1.0))


def within_km(
    lat_0: float, lon_0: float, lat: ArrayLike, lon: ArrayLike, *, radius_km: float
) -> NDArray[np.bool_]:
    """Tell which places [deg] lie within a geodesic distance of a point.

    Only those are measured on the ellipsoid that the sphere leaves in doubt: a circle of 1,000 km
    drawn on a sphere is off by up to 5 km.

    Examples
    --------
    A degree of longitude on the equator is 111.3 km, 111.2 km on the mean sphere:

    >>> within_km(0.0, 0.0, 0.0, [0.5, 1.0, 3.0], radius_km=111.25).tolist()
    [True, False, False]
    """
    phi, theta = (np.ravel(each).astype(float) for each in np.broadcast_arrays(lat, lon))
    chord = np.linalg.norm(vectors(phi, theta) - vectors(lat_0, lon_0), axis=1)
    about_km = 2.0 * MEAN_RADIUS_KM * np.arcsin(np.minimum(0.5 * chord, 1.0))
    within = (1.0 + SPHERE_ERROR) * about_km < radius_km
    doubtful = ~within & ((1.0 - SPHERE_ERROR) * about_km <= radius_km)
    away_m = geodesics(lat_0, lon_0, phi[doubtful], theta[doubtful])[1]
    within[doubtful] = away_m <= 1e3 * radius_km
    return within


def km_to_land(shape: shapely.Geometry, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Return how far places are from a shape's border, 0 within it [km].

    Examples
    --------
    >>> km_to_land(shapely.box(0, 0, 2, 2), [1.0, -1.0], [1.0, 0.0]).round(1).tolist()
    [0.0, 111.2]
    """
    phi, theta = np.ravel(lat).astype(np.float64), np.ravel(lon).astype(np.float64)
    border = shapely.get_coordinates(border_of(shape))
    away = km_to_nearest(vectors(phi, theta), vectors(border[:, 1], border[:, 0]))
    return np.where(shapely.contains_xy(shape, theta, phi), 0.0, away)


def border_of(shape: shapely.Geometry, *, step_deg: float = 1.0) -> shapely.Geometry:
    """Return a shape with a corner at least every so many degrees of its border.

    Examples
    --------
    >>> len(shapely.get_coordinates(border_of(shapely.box(0, 0, 4, 1), step_deg=2.0)))
    7
    """
    return shapely.segmentize(shape, step_deg)
