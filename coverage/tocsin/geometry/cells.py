"""Cells: H3 cells and a longitude-latitude grid, with areas on the ellipsoid.

A cell belongs to a shape when its centre lies inside. H3 numbers run through the globe so that
near numbers are near on the ground: sorted cells are neighbours in memory too.
"""

from collections.abc import Iterable
from itertools import chain

import h3.api.basic_int as h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import MultiPolygon

from tocsin.constants import WGS84_A, WGS84_E2
from tocsin.errors import InputError
from tocsin.geometry.wrap import area_km2

# H3 takes a side longer than 180 deg for one over the antimeridian; strips are safely under.
STRIP_DEG = 60.0
# H3's own sphere (authalic radius of WGS84), on which cell_area is given.
H3_RADIUS_KM = 6371.007180918475


def h3_cells(
    shape: shapely.Geometry, resolution: int
) -> tuple[NDArray[np.str_], NDArray[np.float64], NDArray[np.float64]]:
    """Return the H3 cells whose centres lie in a shape.

    Parameters
    ----------
    shape : shapely.Polygon or MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian.
    resolution : int
        H3 resolution, 0 to 15; 5 has cells of about 250 km2, 6 of about 36 km2.

    Returns
    -------
    ids : ndarray of str, shape (n,)
        Cell numbers in H3's hexadecimal writing, sorted, each once.
    lat, lon : ndarray, shape (n,)
        Cell centres [deg].

    Raises
    ------
    InputError
        When the resolution is not 0 to 15.

    Notes
    -----
    A shape with area but without any centre (a small island at a coarse resolution) gets the one
    cell that holds a point inside its largest part, so that no territory vanishes.

    Examples
    --------
    >>> ids, lat, lon = h3_cells(shapely.box(129.0, 36.0, 129.5, 36.5), 5)
    >>> len(ids), str(ids[0]), lat[0].round(1).item()
    (14, '8530ea03fffffff', 36.4)
    """
    return laid_out(h3_numbers(shape, resolution))


def laid_out(
    cells: Iterable[int],
) -> tuple[NDArray[np.str_], NDArray[np.float64], NDArray[np.float64]]:
    """Return ids, latitudes and longitudes [deg] of numbered H3 cells, as `h3_cells`.

    Examples
    --------
    >>> ids, lat, lon = laid_out([0x852f5aaffffffff])
    >>> ids.tolist(), lat.round(1).tolist()
    (['852f5aaffffffff'], [35.6])
    """
    # A set has no order of its own; sorted cells are the same in every run, and neighbours.
    numbers = sorted(cells)
    centres = np.array([h3.cell_to_latlng(n) for n in numbers], dtype=np.float64).reshape(-1, 2)
    ids = np.array([f"{n:x}" for n in numbers], dtype="U15")
    return ids, centres[:, 0].copy(), centres[:, 1].copy()


def h3_numbers(shape: shapely.Geometry, resolution: int, *, at_least_one: bool = True) -> set[int]:
    """Return the numbers of the H3 cells that `h3_cells` lays out, where no more is asked.

    at_least_one: whether a shape that holds no centre has a cell all the same.

    Examples
    --------
    >>> len(h3_numbers(shapely.box(129.0, 36.0, 129.5, 36.5), 5))
    14
    """
    if not 0 <= resolution <= 15:
        raise InputError(f"Invalid H3 resolution {resolution}. Must be within [0, 15].")
    numbers = {cell for part in _strips(shape) for cell in _cells_of(part, resolution)}
    if not numbers and at_least_one and shape.area > 0.0:
        largest = max(shapely.get_parts(shape), key=shapely.area)
        inside = shapely.point_on_surface(largest)
        numbers = {h3.latlng_to_cell(inside.y, inside.x, resolution)}
    return numbers


def edge_km(resolution: int) -> float:
    """Return the mean edge of H3 cells [km].

    >>> round(edge_km(5), 1)
    9.9
    """
    return float(h3.average_hexagon_edge_length(resolution, "km"))


def expected_h3_cells(shape: shapely.Geometry, resolution: int) -> float:
    """Tell about how many H3 cells a shape has, from areas on the sphere and without listing any.

    H3's cells of one resolution differ by half in area; those of a country are taken to be as
    large as one of them.

    Examples
    --------
    >>> round(expected_h3_cells(shapely.box(129.0, 36.0, 129.5, 36.5), 5))
    14
    """
    if shape.is_empty:
        return 0.0
    # Cylindrical equal-area: longitude against the sine of latitude.
    flat = shapely.transform(
        shape, lambda lonlat: np.column_stack([lonlat[:, 0], np.sin(np.radians(lonlat[:, 1]))])
    )
    area = H3_RADIUS_KM**2 * np.radians(flat.area)
    inside = shapely.point_on_surface(max(shapely.get_parts(shape), key=shapely.area))
    one = h3.cell_area(h3.latlng_to_cell(inside.y, inside.x, resolution), "km^2")
    return float(area / one)


def _strips(shape: shapely.Geometry) -> list[shapely.Polygon]:
    """Return the polygons of a shape, wide ones cut into strips of longitude."""
    parts = []
    for part in shapely.get_parts(shape):
        west, _, east, _ = part.bounds
        if east - west <= 2.0 * STRIP_DEG:
            parts.append(part)
            continue
        # A centre lies in one strip alone, so no cell is taken twice.
        edges = np.arange(-180.0, 180.0, STRIP_DEG)
        pieces = [part.intersection(shapely.box(w, -90.0, w + STRIP_DEG, 90.0)) for w in edges]
        parts.extend(leaf for piece in pieces for leaf in shapely.get_parts(piece))
    return [part for part in parts if part.geom_type == "Polygon"]


def _cells_of(part: shapely.Polygon, resolution: int) -> list[int]:
    rings = [
        shapely.get_coordinates(ring)[:, ::-1].tolist() for ring in (part.exterior, *part.interiors)
    ]
    return list(h3.h3shape_to_cells(h3.LatLngPoly(*rings), resolution))


def cell_centre(ids: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the centres (lat, lon) [deg] of H3 cells.

    Examples
    --------
    >>> lat, lon = cell_centre(["852f5aaffffffff"])
    >>> lat.round(1).item(), lon.round(1).item()
    (35.6, 139.8)
    """
    centres = np.array([h3.cell_to_latlng(int(i, 16)) for i in np.ravel(ids)]).reshape(-1, 2)
    return centres[:, 0].copy(), centres[:, 1].copy()


def cell_boundaries(ids: ArrayLike) -> list[NDArray[np.float64]]:
    """Return each H3 cell's corners: an (m, 2) array of longitude, latitude [deg] a cell.

    Longitudes run on over the antimeridian (they may pass 180), so that no corner jumps; a cell
    that holds a pole cannot be drawn so.

    Examples
    --------
    >>> cell_boundaries(["852f5aaffffffff"])[0].shape
    (6, 2)
    """
    rings = [h3.cell_to_boundary(int(i, 16)) for i in np.ravel(ids)]
    if not rings:
        return []
    # All corners in one array: of 15,000 cells that takes half the time of an array each.
    sizes = np.array([len(ring) for ring in rings])
    corners = np.array(list(chain.from_iterable(rings)))[:, ::-1].copy()
    first = np.cumsum(sizes) - sizes
    lon = corners[:, 0]
    is_over = np.maximum.reduceat(lon, first) - np.minimum.reduceat(lon, first) > 180.0
    lon[np.repeat(is_over, sizes)] %= 360.0
    return np.split(corners, first[1:])


def cell_area_km2(ids: ArrayLike, *, lat: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return the areas of H3 cells on the ellipsoid.

    H3 takes geodetic for spherical latitude; its spherical area is scaled by the ratio of the
    areas of a small patch on ellipsoid and sphere at the cell's centre, ``M N / R^2``. Against
    ``pyproj.Geod`` the error is under 1e-5 from resolution 4 on.

    Parameters
    ----------
    ids : array_like of str, shape (n,)
    lat : array_like, shape (n,), optional
        Latitudes of their centres [deg], where they are known.

    Returns
    -------
    ndarray, shape (n,)
        Areas [km2].

    Examples
    --------
    >>> cell_area_km2(["852f5aaffffffff"]).round(1).tolist()
    [232.5]
    """
    names = np.ravel(ids)
    # Whole numbers, not text, are what the integer interface of H3 takes.
    sphere = np.array([h3.cell_area(int(i, 16), "km^2") for i in names], dtype=np.float64)
    centre = cell_centre(names)[0] if lat is None else np.asarray(lat, dtype=np.float64)
    return sphere * _patch_ratio(centre)


def _patch_ratio(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area of a small patch on the ellipsoid over that on H3's sphere: M N / R^2."""
    w2 = 1.0 - WGS84_E2 * np.sin(np.radians(lat)) ** 2
    return (WGS84_A / 1e3) ** 2 * (1.0 - WGS84_E2) / w2**2 / H3_RADIUS_KM**2


def grid_cells(
    shape: MultiPolygon, *, spacing_deg: float
) -> tuple[NDArray[np.str_], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the cells of a longitude-latitude grid whose centres lie in a shape.

    Cells are ``spacing_deg`` wide and high, with corners at whole multiples of it from (-180, -90);
    row by row from south to north, west to east.

    Parameters
    ----------
    shape : shapely.Polygon or MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian.
    spacing_deg : float
        Width and height of a cell [deg]; 180 must be a multiple of it.

    Returns
    -------
    ids : ndarray of str, shape (n,)
        ``<latitude>,<longitude>`` of the centre, signed, in degrees.
    lat, lon : ndarray, shape (n,)
        Centres [deg].
    area_km2 : ndarray, shape (n,)
        Areas on the ellipsoid [km2], whole cells.

    Raises
    ------
    InputError
        When the spacing does not divide 180 degrees.

    Examples
    --------
    >>> ids, lat, lon, area = grid_cells(shapely.box(10, 0, 12, 1), spacing_deg=1.0)
    >>> ids.tolist(), area.round().tolist()
    (['+0.5,+10.5', '+0.5,+11.5'], [12308.0, 12308.0])
    """
    # 180 / 0.1 is not whole in binary: hence the tolerance.
    if spacing_deg <= 0.0 or abs(180.0 / spacing_deg - round(180.0 / spacing_deg)) > 1e-9:
        raise InputError(
            f"Invalid grid spacing {spacing_deg} deg. Must divide 180, such as 1 or 0.25."
        )
    lat, lon = _grid_centres(shape.bounds, spacing_deg)
    inside = shapely.contains_xy(shape, lon, lat)
    lat, lon = lat[inside], lon[inside]
    ids = np.array([f"{a:+.6g},{o:+.6g}" for a, o in zip(lat, lon, strict=True)], dtype=np.str_)
    return ids, lat, lon, _row_areas(lat, spacing_deg)


def _grid_centres(
    bounds: tuple[float, float, float, float], spacing_deg: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    west, south, east, north = bounds
    column = np.arange(
        np.floor((west + 180.0) / spacing_deg), np.ceil((east + 180.0) / spacing_deg)
    )
    row = np.arange(np.floor((south + 90.0) / spacing_deg), np.ceil((north + 90.0) / spacing_deg))
    lat, lon = np.meshgrid(
        (row + 0.5) * spacing_deg - 90.0, (column + 0.5) * spacing_deg - 180.0, indexing="ij"
    )
    return lat.ravel(), lon.ravel()


def _row_areas(lat: NDArray[np.float64], spacing_deg: float) -> NDArray[np.float64]:
    """Areas of grid cells [km2]: one computation a row, as all cells of a row are equal."""
    rows, index = np.unique(lat, return_inverse=True)
    half = 0.5 * spacing_deg
    areas = [area_km2(shapely.box(0.0, row - half, spacing_deg, row + half)) for row in rows]
    return np.array(areas, dtype=np.float64)[index]
