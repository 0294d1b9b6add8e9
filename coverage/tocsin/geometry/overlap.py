"""How many of some shapes cover: areas by count on the ellipsoid, and counts on a raster.

A line across is crossed by the edges of all shapes. Into a shape the count rises by one, out of it
it falls: sorted crossings give the count all along the line. Along each line this is exact; between
lines, which stand for strips, it is the midpoint rule.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.constants import WGS84_A
from tocsin.geometry.wrap import equal_area

Floats = NDArray[np.float64]

STRIPS = 4_000
"""Strips of equal latitude between the southernmost and the northernmost point of all shapes."""


class Folds(NamedTuple):
    """Areas by how many shapes cover them.

    Attributes
    ----------
    area_km2 : ndarray, shape (n,)
        Covered by at least 1, 2, ... n shapes, up to the most that cover any place.
    error_km2 : ndarray, shape (n,)
        How much half as many strips change it; the error itself is less.
    """

    area_km2: Floats
    error_km2: Floats


def folds(shapes: Sequence[shapely.Geometry], *, strips: int = STRIPS) -> Folds:
    """Return the areas that at least one shape covers, at least two, and so on.

    Parameters
    ----------
    shapes : sequence of shapely.Geometry
        Longitude, latitude [deg], cut at the antimeridian; sides are straight in them.
    strips : int

    Examples
    --------
    >>> found = folds([shapely.box(0, 0, 20, 10), shapely.box(10, 0, 30, 10)])
    >>> (found.area_km2 / found.area_km2[1]).round(6).tolist()
    [3.0, 1.0]
    """
    lines = _edges(shapes)
    if not len(lines):
        return Folds(np.empty(0), np.empty(0))
    south, north = lines[:, [1, 3]].min(), lines[:, [1, 3]].max()
    rows_lat, strip_km2 = _strips(float(south), float(north), strips)
    row, lon, step = _crossings(lines, rows_lat)
    order = np.lexsort((lon, row))
    row, lon, count = row[order], lon[order], np.cumsum(step[order])
    # Every shape that a line goes into it leaves again: between two rows the count is 0.
    width = np.where(row[1:] == row[:-1], np.diff(lon), 0.0) / 360.0 * strip_km2[row[:-1]]
    most = int(count.max(initial=0))
    areas = [
        np.bincount(count[:-1][rows], weights=width[rows], minlength=most + 1).astype(np.float64)
        for rows in (row[:-1] % 2 == 0, row[:-1] % 2 == 1)
    ]
    even, odd = (np.cumsum(area[::-1])[::-1][1:] for area in areas)
    return Folds(even + odd, np.abs(even - odd))


def count_raster(
    shapes: Sequence[shapely.Geometry],
    extent: tuple[float, float, float, float],
    size: tuple[int, int],
) -> NDArray[np.int64]:
    """Return how many shapes of a plane cover the middle of each pixel.

    Parameters
    ----------
    shapes : sequence of shapely.Geometry
    extent : (float, float, float, float)
        West, east, south and north limit of the raster.
    size : (int, int)
        Rows and columns.

    Returns
    -------
    ndarray of int, shape size
        The first row is the southernmost.

    Examples
    --------
    >>> left, both = shapely.box(0, 0, 2, 2), shapely.box(0, 0, 4, 1)
    >>> count_raster([left, both], (0.0, 4.0, 0.0, 2.0), (2, 4)).tolist()
    [[2, 2, 1, 1], [1, 1, 0, 0]]
    """
    west, east, south, north = extent
    rows, columns = size
    middles = south + (np.arange(rows) + 0.5) * (north - south) / rows
    row, across, step = _crossings(_edges(shapes), middles)
    # A crossing changes the count from the first pixel on whose middle lies beyond it.
    column = np.ceil((across - west) * columns / (east - west) - 0.5).clip(0, columns)
    flat = row * (columns + 1) + column.astype(np.int64)
    changes = np.bincount(flat, weights=step, minlength=rows * (columns + 1))
    counts = np.cumsum(changes.reshape(rows, columns + 1), axis=1)[:, :columns]
    return np.rint(counts).astype(np.int64)


def _edges(shapes: Sequence[shapely.Geometry]) -> Floats:
    """Sides of all rings, (n, 4): from x, y to x, y, the inside on their left."""
    parts = [part for part in shapely.get_parts(list(shapes)) if part.geom_type == "Polygon"]
    rings, part = shapely.get_rings(np.array(parts, dtype=object), return_index=True)
    if not len(rings):
        return np.empty((0, 4))
    points, owner = shapely.get_coordinates(rings, return_index=True)
    sides = np.flatnonzero(owner[1:] == owner[:-1])
    edges = np.hstack([points[sides], points[sides + 1]])
    # The first ring of a part is its outer one; the others are holes.
    is_hole = np.append(False, part[1:] == part[:-1])
    turned = (is_hole == shapely.is_ccw(rings))[owner[sides]]
    edges[turned] = edges[turned][:, [2, 3, 0, 1]]
    return edges


def _crossings(edges: Floats, rows: Floats) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Where edges cross lines of constant y, which grow: number of the line, x, change of count.

    Eastward through a side that goes down one comes in: its left is the inside.
    """
    x_0, y_0, x_1, y_1 = edges.T
    first = np.searchsorted(rows, np.minimum(y_0, y_1))
    count = np.searchsorted(rows, np.maximum(y_0, y_1)) - first
    edge = np.repeat(np.arange(len(edges)), count)
    # Position within its own edge, counted over all of them at once.
    row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = (rows[row] - y_0[edge]) / (y_1[edge] - y_0[edge])
    x = x_0[edge] + share * (x_1[edge] - x_0[edge])
    return row, x, np.where(y_1[edge] < y_0[edge], 1, -1)


def _strips(south: float, north: float, count: int) -> tuple[Floats, Floats]:
    """Latitudes of the middles of strips [deg], and the area of each right round [km2]."""
    # Of equal latitude: strips of equal area would be degrees wide at the poles.
    lat = np.linspace(south, north, count + 1)
    y = equal_area(np.column_stack([lat, lat]))[:, 1]
    return 0.5 * (lat[:-1] + lat[1:]), 2.0 * np.pi * np.diff(y) * (WGS84_A / 1e3) ** 2
