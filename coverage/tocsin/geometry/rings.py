"""From rings of corners to a shape cut at the antimeridian, with what is wrong with each ring."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon

from tocsin.geometry.outline import Parts, Ring
from tocsin.geometry.wrap import multipolygon, split_antimeridian

# A side written wider than 180 degrees is one over the antimeridian where the other way is plainly
# shorter; between the two nobody knows which is meant.
PLAINLY_SHORTER_DEG = 90.0
# Loops that turn the other way are a crossing; a side that runs back over itself holds no area, and
# the slips of digitised borders next to none.
CROSSED_SHARE = 1e-6
OUTSIDE_SHARE = 1e-6


class Layout(NamedTuple):
    """A shape, and what is wrong with its rings.

    Attributes
    ----------
    shape : shapely.MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian; of the rings with nothing wrong.
    faults : dict of (int, int) to str
        By part and ring, a sentence that goes on after the ring's name.
    """

    shape: MultiPolygon
    faults: dict[tuple[int, int], str]


class _Fault(Exception):  # noqa: N818  it is caught here
    """What is wrong with a ring."""


@lru_cache(maxsize=64)
def lay_out(parts: Parts) -> Layout:
    """Return the shape of parts, each an outer ring less its holes.

    Sides are straight in longitude and latitude and take the shorter way in longitude. A ring that
    runs once round the earth's axis holds the nearer pole. Directions of rings do not matter.

    Parameters
    ----------
    parts : tuple of tuple of rings
        Corners are longitude [-180, 360], latitude [deg], open or closed.

    Returns
    -------
    Layout

    Examples
    --------
    >>> square = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0))
    >>> hole = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0))
    >>> lay_out(((square, hole),)).shape.area
    15.0
    >>> crossed = ((0.0, 0.0), (2.0, 2.0), (2.0, 0.0), (0.0, 2.0))
    >>> lay_out(((crossed,),)).faults[0, 0].split(".")[0]
    'Its sides cross at 1 E, 1 N'
    """
    faults: dict[tuple[int, int], str] = {}
    shapes = [_part(part, index, faults) for index, part in enumerate(parts)]
    if len(shapes) == 1:
        return Layout(shapes[0], faults)
    return Layout(multipolygon(shapely.union_all(shapes)), faults)


def _part(rings: tuple[Ring, ...], part: int, faults: dict[tuple[int, int], str]) -> MultiPolygon:
    """Return an outer ring less its holes; a ring at fault counts for nothing."""
    shapes = []
    for index, ring in enumerate(rings):
        try:
            shapes.append(_ring_shape(ring))
        except _Fault as fault:
            faults[part, index] = str(fault)
            shapes.append(MultiPolygon())
    shape, *holes = shapes
    for index, hole in enumerate(holes, start=1):
        # Where the outer ring is at fault nothing is said of what lies in it.
        if not shape.is_empty and hole.difference(shape).area > OUTSIDE_SHARE * hole.area:
            faults[part, index] = _outside(hole.difference(shape))
    return multipolygon(shape.difference(shapely.union_all(holes))) if holes else shape


def _outside(rest: shapely.Geometry) -> str:
    place = rest.point_on_surface()
    return f"Lies outside its outer ring at {_where(place.x, place.y)}. Make it a part, or move it."


def _ring_shape(ring: Ring) -> MultiPolygon:
    corners = _unwrapped(ring)
    turns = round((corners[-1, 0] - corners[0, 0]) / 360.0)
    if abs(turns) > 1 or (not turns and np.ptp(corners[:, 0]) > 360.0):
        raise _Fault("Runs round the earth more than once. Give each turn as a part.")
    corners[:, 0] -= 360.0 * np.floor((corners[:, 0].min() + 180.0) / 360.0)
    if turns:
        corners = _with_pole(corners)
    return split_antimeridian(_uncrossed(corners))


def _unwrapped(ring: Ring) -> NDArray[np.float64]:
    """Close a ring and let its longitudes run on, each side the shorter way."""
    corners = np.array(ring, dtype=np.float64)
    if ring[0] != ring[-1]:
        corners = np.vstack([corners, corners[:1]])
    lon, lat = corners.T
    steps = np.diff(lon)
    # A side along a pole has no width: as it is written it closes a shape that is cut already.
    polar = (np.abs(lat) == 90.0)[1:] & (lat[1:] == lat[:-1])
    short = np.where(polar, steps, steps - 360.0 * np.round(steps / 360.0))
    wide = ~polar & (np.abs(steps) > 180.0) & (np.abs(short) > PLAINLY_SHORTER_DEG)
    if wide.any():
        side = int(np.argmax(wide))
        raise _Fault(_too_wide(lon[side], lon[side + 1]))
    return np.column_stack([np.append(lon[0], lon[0] + np.cumsum(short)), lat])


def _too_wide(west: float, east: float) -> str:
    width = abs(east - west)
    return (
        f"Its side from longitude {west:g} to {east:g} is {width:g} degrees wide, or "
        f"{360.0 - width:g} the other way round. Add a corner between, or write longitudes to 360."
    )


def _with_pole(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Close a ring that runs once round the axis along the nearer pole."""
    # In the plane of longitude and latitude a pole is a whole side.
    pole = 90.0 if corners[:, 1].mean() >= 0.0 else -90.0
    ends = [[corners[-1, 0], pole], [corners[0, 0], pole]]
    return np.vstack([corners, ends, corners[:1]])


def _uncrossed(corners: NDArray[np.float64]) -> shapely.Geometry:
    """Return the polygon of a ring, or say where its sides cross."""
    polygon = Polygon(corners)
    valid = polygon if polygon.is_valid else multipolygon(polygon)
    if valid.area == 0.0:
        raise _Fault("Has no area: all its corners lie on one line.")
    # A ring that crosses itself turns both ways, and what turns the other way counts against it.
    if valid is not polygon and abs(polygon.area - valid.area) > CROSSED_SHARE * valid.area:
        place = shapely.is_valid_reason(polygon).partition("[")[2].rstrip("]").split()
        where = _where(float(place[0]), float(place[1])) if len(place) == 2 else "a corner"
        raise _Fault(f"Its sides cross at {where}. Give the corners in order along the border.")
    return valid


def _where(lon: float, lat: float) -> str:
    lon = (lon + 180.0) % 360.0 - 180.0
    return f"{abs(lon):.4g} {'E' if lon >= 0 else 'W'}, {abs(lat):.4g} {'N' if lat >= 0 else 'S'}"
