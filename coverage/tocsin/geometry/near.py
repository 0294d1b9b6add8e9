"""Distances on a sphere, for words and not for results: what lies nearer, and how far about."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import MEAN_RADIUS_KM


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
