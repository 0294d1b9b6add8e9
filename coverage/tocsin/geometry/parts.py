"""Parts of a territory that lie far from its largest."""

import math
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry.places import unit_vectors
from tocsin.geometry.wrap import area_km2

FAR_KM = 2000.0
# Corners of the largest part that are asked for the distance: enough for hundreds of kilometres.
_CORNERS = 2000


class FarParts(NamedTuple):
    """What lies far off.

    Attributes
    ----------
    distance_km : float
        Of the farthest part's middle from the largest part.
    share : float
        Of all the area.
    near_bounds : tuple of float
        West, south, east, north of all other parts, in whole degrees [deg].
    """

    distance_km: float
    share: float
    near_bounds: tuple[float, float, float, float]


def far_parts(shape: MultiPolygon, *, far_km: float = FAR_KM) -> FarParts | None:
    """Return what is known of the parts farther from the largest than so; None if there are none.

    Examples
    --------
    >>> isles = MultiPolygon([shapely.box(0, 0, 9, 9), shapely.box(59, 4, 60, 5)])
    >>> far = far_parts(isles)
    >>> round(far.distance_km, -2), round(far.share, 2), far.near_bounds
    (5600.0, 0.01, (0, 0, 9, 9))
    >>> far_parts(shapely.MultiPolygon([shapely.box(0, 0, 9, 9)])) is None
    True
    """
    parts = shapely.get_parts(shape)
    if len(parts) < 2:
        return None
    largest = parts[int(np.argmax(shapely.area(parts)))]
    corners = shapely.get_coordinates(largest)
    corners = corners[:: math.ceil(len(corners) / _CORNERS)]
    middle = shapely.get_coordinates(shapely.centroid(parts))
    cosine = unit_vectors(*middle.T[::-1]) @ unit_vectors(*corners.T[::-1]).T
    away_km = np.arccos(np.clip(cosine.max(axis=1), -1.0, 1.0)) * MEAN_RADIUS_KM
    is_far = (away_km > far_km) & (parts != largest)
    if not is_far.any():
        return None
    share = area_km2(MultiPolygon(parts[is_far].tolist())) / area_km2(shape)
    return FarParts(float(away_km[is_far].max()), share, _bounds(parts[~is_far]))


def _bounds(parts: NDArray[np.object_]) -> tuple[float, float, float, float]:
    """Whole degrees round parts, over the antimeridian where that is the narrower box."""
    west, south, east, north = shapely.bounds(parts).T
    order = np.argsort(west)
    begins, ends = west[order], np.maximum.accumulate(east[order])
    # The widest gap in longitude is what lies outside: after each part, and from the last round.
    gaps = np.append(begins[1:] - ends[:-1], begins[0] + 360.0 - ends[-1])
    gap = int(np.argmax(gaps))
    edges = begins[(gap + 1) % len(begins)], ends[gap]
    return (
        math.floor(edges[0]),
        math.floor(south.min()),
        math.ceil(edges[1]),
        math.ceil(north.max()),
    )
