"""Cutting at the antimeridian and the poles, and areas of what results.

Every shape of this package is a MultiPolygon in degrees (longitude, latitude), inside [-180, 180]
and [-90, 90], with no side that jumps over the antimeridian. In that form planar unions and
differences are right; uncut shapes pass ``is_valid`` and give wrong ones.
"""

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import MultiPolygon, Polygon

from tocsin.constants import WGS84_A, WGS84_E2
from tocsin.errors import InputError

# Sides are cut to this length before areas are taken, so that they follow the curved image of a
# straight side in longitude and latitude.
AREA_STEP_DEG = 0.25
WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)


def unwrap(lon: ArrayLike) -> NDArray[np.float64]:
    """Make longitudes run on: no step is longer than 180 degrees.

    Parameters
    ----------
    lon : array_like, shape (n,)
        Longitudes [deg].

    Returns
    -------
    ndarray, shape (n,)
        The same meridians [deg]; the first value is kept.

    Examples
    --------
    >>> unwrap([179.0, -179.0, 178.0]).tolist()
    [179.0, 181.0, 178.0]
    """
    return np.unwrap(np.asarray(lon, dtype=np.float64), period=360.0)


def wrap(lon: ArrayLike) -> NDArray[np.float64]:
    """Bring longitudes into [-180, 180).

    Examples
    --------
    >>> wrap([190.0, -190.0, 180.0]).tolist()
    [-170.0, 170.0, -180.0]
    """
    return (np.asarray(lon, dtype=np.float64) + 180.0) % 360.0 - 180.0


def split_ring(points: ArrayLike) -> MultiPolygon:
    """Turn a ring into a shape cut at the antimeridian.

    Each side takes the shorter way in longitude. A ring that runs once round the earth's axis
    encloses the nearer pole. The direction of the ring does not matter.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Longitude and latitude [deg] of the corners, open or closed.

    Returns
    -------
    shapely.MultiPolygon

    Raises
    ------
    InputError
        When there are fewer than three corners.

    Examples
    --------
    >>> split_ring([(170, 0), (-170, 0), (-170, 10), (170, 10)]).bounds
    (-180.0, 0.0, 180.0, 10.0)
    """
    ring = np.array(points, dtype=np.float64)
    if len(set(map(tuple, ring.tolist()))) < 3:
        raise InputError(f"Invalid polygon with {len(ring)} corners. Give three or more.")
    if not np.array_equal(ring[0], ring[-1]):
        ring = np.vstack([ring, ring[:1]])
    ring[:, 0] = unwrap(ring[:, 0])
    # A closed ring comes back to its start; if its longitude is a turn off, it went round a pole.
    turns = round((ring[-1, 0] - ring[0, 0]) / 360.0)
    if turns:
        return _pole_cap(ring, 90.0 if ring[:, 1].mean() >= 0.0 else -90.0)
    return split_antimeridian(Polygon(_shift_to_world(ring[:, 0].min())(ring)))


def left_of_ring(points: ArrayLike) -> MultiPolygon:
    """Return the ground on the left of a ring: which pole it holds is no guess.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Longitude and latitude [deg] of the corners, open or closed, counter-clockwise as seen from
        above the ground that is meant. Each side takes the shorter way in longitude.

    Returns
    -------
    shapely.MultiPolygon
        Empty for fewer than three corners.

    Examples
    --------
    Eastward along the parallel of 10 degrees south the north is on the left:

    >>> parallel = [(0.0, -10.0), (120.0, -10.0), (240.0, -10.0)]
    >>> left_of_ring(parallel).bounds
    (-180.0, -10.0, 180.0, 90.0)
    >>> left_of_ring(parallel[::-1]).bounds
    (-180.0, -90.0, 180.0, -10.0)
    """
    ring = np.array(points, dtype=np.float64)
    ring = np.vstack([ring, ring[:1]])
    # Corners that repeat (the site in the middle of a sector) would be sides of no length.
    ring = ring[np.concatenate([[True], (np.diff(ring, axis=0) != 0.0).any(axis=1)])]
    if len(ring) < 4:
        return MultiPolygon()
    ring[:, 0] = unwrap(ring[:, 0])
    turns = round((ring[-1, 0] - ring[0, 0]) / 360.0)
    if turns:
        return _pole_cap(ring, 90.0 if turns > 0 else -90.0)
    shape = split_antimeridian(Polygon(_shift_to_world(ring[:, 0].min())(ring)))
    # Clockwise: the ring is the edge of what is left out, and both poles are in.
    twice = np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1])
    return shape if twice >= 0.0 else multipolygon(WORLD.difference(shape))


def split_antimeridian(shape: shapely.Geometry) -> MultiPolygon:
    """Cut a shape with longitudes that run on past 180 degrees.

    Two clips and a shift; the ``antimeridian`` library, which cuts side by side in Python, gives
    the same shapes (it is the tests' authority) in 50 times the time.

    Parameters
    ----------
    shape : shapely.Polygon or MultiPolygon
        Longitude, latitude [deg]; no side jumps.

    Returns
    -------
    shapely.MultiPolygon

    Examples
    --------
    >>> len(split_antimeridian(shapely.box(170, 0, 190, 10)).geoms)
    2
    """
    west, _, east, _ = shape.bounds
    if west >= -180.0 and east <= 180.0:
        return multipolygon(shape)
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    # As many as it reaches: a ring round a pole may overhang its own beginning.
    first, last = (int(np.floor((lon + 180.0) / 360.0)) for lon in (west, east))
    turns = range(first, last + 1)
    worlds = [shapely.box(360.0 * k - 180.0, -90.0, 360.0 * k + 180.0, 90.0) for k in turns]
    pieces = [valid.intersection(world) for world in worlds]
    # Each world is clipped by itself and moved onto the middle one.
    moved = [
        shapely.transform(piece, lambda points, k=k: points - np.array([360.0 * k, 0.0]))
        for k, piece in zip(turns, pieces, strict=True)
    ]
    return multipolygon(shapely.union_all(moved))


def _pole_cap(ring: NDArray[np.float64], pole: float) -> MultiPolygon:
    """Return the ground between a pole and a ring once round the axis (unwrapped, closed)."""
    # From its corner nearest the pole the meridian to the pole does not meet the ring again. From
    # another one it may, where a wide sector hangs over, and the strip would cross itself.
    nearest = int(np.argmax(np.sign(pole) * ring[:-1, 1]))
    turn = ring[-1] - ring[0]
    ring = np.vstack([ring[nearest:-1], np.add(ring[: nearest + 1], turn)])
    # In the plane of longitude and latitude a pole is a whole side: the ring is closed along it.
    west, east = sorted((ring[0, 0], ring[-1, 0]))
    edge = ring if ring[0, 0] == west else ring[::-1]
    strip = Polygon(np.vstack([edge, [[east, pole], [west, pole]]]))
    return split_antimeridian(shapely.transform(strip, _shift_to_world(west)))


def _shift_to_world(west: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return the shift by whole turns that brings a western limit into [-180, 180)."""
    turns = np.floor((west + 180.0) / 360.0)
    return lambda points: points - np.array([360.0 * turns, 0.0])


def multipolygon(shape: shapely.Geometry) -> MultiPolygon:
    """Return the polygons of a valid or repairable shape; points and lines are dropped.

    Examples
    --------
    >>> multipolygon(shapely.box(0, 0, 1, 1)).geom_type
    'MultiPolygon'
    """
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    parts: Sequence[shapely.Geometry] = shapely.get_parts(valid)
    if any(part.geom_type != "Polygon" for part in parts):
        parts = [leaf for part in parts for leaf in shapely.get_parts(part)]
    return MultiPolygon([p for p in parts if p.geom_type == "Polygon" and p.area > 0.0])


def area_km2(shape: shapely.Geometry) -> float:
    """Area on the ellipsoid of a shape cut at the antimeridian.

    The shape is mapped to longitude and the sine of authalic latitude, which keeps areas; so any
    share of the globe may be covered, poles too. Sides are straight in longitude and latitude.

    Parameters
    ----------
    shape : shapely.Geometry
        Longitude, latitude [deg].

    Returns
    -------
    float
        Area [km2].

    References
    ----------
    Snyder, Map Projections: a Working Manual (USGS PP 1395, 1987), eq. 3-12.

    Examples
    --------
    >>> round(area_km2(shapely.box(-180, -90, 180, 90)) / 1e6, 3)
    510.066
    """
    fine = shapely.segmentize(shape, AREA_STEP_DEG)
    flat = shapely.transform(fine, equal_area)
    return float(shapely.area(flat)) * (WGS84_A / 1e3) ** 2


def equal_area(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Map longitude, latitude [deg] to the cylindrical equal-area plane of WGS84 with a = 1.

    Examples
    --------
    >>> equal_area(np.array([[180.0, 0.0]])).round(6).tolist()
    [[3.141593, 0.0]]
    """
    sine = np.sin(np.radians(points[:, 1]))
    eccentricity = np.sqrt(WGS84_E2)
    log = np.arctanh(eccentricity * sine) / eccentricity
    q = (1.0 - WGS84_E2) * (sine / (1.0 - WGS84_E2 * sine**2) + log)
    return np.column_stack([np.radians(points[:, 0]), 0.5 * q])
