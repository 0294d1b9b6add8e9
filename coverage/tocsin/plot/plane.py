"""From the ground to the plane of a map: what its view shows, projected with pyproj.

Nothing here draws, so that the page, which draws by itself, waits for no matplotlib.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry import territory
from tocsin.geometry.projection import MapView
from tocsin.geometry.wrap import split_antimeridian

# Sides are cut to this length before projecting, so that they bend as they should.
SIDE_DEG = 1.0
# A point this near to the map's seam stays on its own side when PROJ wraps it.
SEAM = 1.0 - 1e-9
# A view no wider than this has room for the fine shapes of the ground.
FINE_RADIUS_DEG = 35.0


def window(view: MapView) -> shapely.Geometry | None:
    """Return the ground (lon, lat) that a regional view shows and some more; None for the world.

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> bool(window(view_of([35.0, 38.0], [127.0, 140.0])).contains(shapely.Point(133.0, 36.0)))
    True
    >>> window(view_of([0.0, 0.0], [0.0, 170.0])) is None
    True
    """
    if view.kind == "world":
        return None
    west, east, south, north = view.extent_m
    corner_km = 1e-3 * np.hypot(max(-west, east), max(-south, north))
    # Lambert's radius is 2 R sin(angle / 2); 1.15 leaves room for the clip's own outline.
    angle = 2.0 * np.arcsin(min(1.0, corner_km / (2.0 * MEAN_RADIUS_KM)))
    radius_km = min(1.15 * MEAN_RADIUS_KM * angle + 50.0, 19_000.0)
    return territory.disc(view.lat, view.lon, radius_km=radius_km, vertices=180)


def in_view(shape: shapely.Geometry, view: MapView) -> shapely.Geometry:
    """Return the part of a shape (lon, lat) that a view shows, ready to be projected.

    On a world map the shape is cut anew at the map's seam, opposite its central meridian; its
    longitudes then count from that meridian.
    """
    clip = window(view)
    if clip is None:
        # Shapes come cut at 180 degrees; a world map centred elsewhere has its seam elsewhere.
        shifted = shapely.transform(shape, lambda points: points - np.array([view.lon, 0.0]))
        return shapely.segmentize(split_antimeridian(shifted), SIDE_DEG)
    return shapely.segmentize(shape.intersection(clip), SIDE_DEG)


def to_plane(points: NDArray[np.float64], view: MapView) -> NDArray[np.float64]:
    """Project points of ``in_view`` to the plane [m].

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> view = view_of([35.0, 38.0], [127.0, 140.0])
    >>> bool((abs(to_plane(np.array([[view.lon, view.lat]]), view)) < 1e-6).all())
    True
    """
    if view.kind == "world":
        # A hair inside the seam: PROJ would move a point on it to the other edge of the map.
        points = points * np.array([SEAM, 1.0]) + np.array([view.lon, 0.0])
    return np.column_stack(view.project(points[:, 0], points[:, 1]))
