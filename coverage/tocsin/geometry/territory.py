"""Territory of nations: shipped country shapes, boxes, polygons, surroundings of places."""

import json
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, Literal
from zipfile import ZipFile

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry import MultiPolygon

from tocsin.errors import InputError
from tocsin.geometry.countries import country_code
from tocsin.geometry.earth import geod
from tocsin.geometry.outline import read_outline
from tocsin.geometry.rings import lay_out
from tocsin.geometry.wrap import left_of_ring, multipolygon

Resolution = Literal["50m", "110m"]


@cache
def _archive(resolution: Resolution) -> ZipFile:
    data = files("tocsin").joinpath("data", f"world_{resolution}.zip").read_bytes()
    return ZipFile(BytesIO(data))


@cache
def country_names(resolution: Resolution = "50m") -> dict[str, str]:
    """Return the names of all shipped countries by ISO 3166-1 alpha-3 code.

    Examples
    --------
    >>> country_names()["JPN"]
    'Japan'
    """
    return dict(json.loads(_archive(resolution).read("names.json")))


def country(written: str, *, resolution: Resolution = "50m") -> MultiPolygon:
    """Return a country's territory.

    Parameters
    ----------
    written : str
        ISO 3166-1 code of three or two letters, or an English name, such as ``JPN`` or ``Japan``.
    resolution : {"50m", "110m"}
        Natural Earth scale; 50m (1:50 million) for territory, 110m for small world maps.

    Returns
    -------
    shapely.MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian.

    Raises
    ------
    InputError
        When no country is called so, or several are; near codes and names are offered.

    Notes
    -----
    Natural Earth 4.1, public domain (``data/README.md``). Islands under about 2 km are absent, and
    shapes show its cartographers' view of who holds what, not a legal one.

    Examples
    --------
    >>> [round(bound, 1) for bound in country("KOR").bounds]
    [126.0, 33.2, 130.9, 38.6]
    """
    return _country(country_code(written), resolution)


@cache
def _country(code: str, resolution: Resolution) -> MultiPolygon:
    if code not in country_names(resolution):
        raise InputError(f"No shape of {code} at the scale {resolution}. Take 50m.")
    return shapely.from_wkb(_archive(resolution).read(f"{code}.wkb"))


@cache
def land(*, resolution: Resolution = "110m") -> MultiPolygon:
    """Return all land: longitude, latitude [deg], cut at the antimeridian.

    Examples
    --------
    >>> bool(land().contains(shapely.Point(0.0, -90.0 + 1e-6)))
    True
    """
    return shapely.from_wkb(_archive(resolution).read("land.wkb"))


def box(*, west: float, south: float, east: float, north: float) -> MultiPolygon:
    """Return the territory between two meridians and two parallels.

    Parameters
    ----------
    west, south, east, north : float
        Limits [deg]; ``west > east`` runs over the antimeridian.

    Returns
    -------
    shapely.MultiPolygon

    Raises
    ------
    InputError
        When ``south >= north``, a latitude is outside [-90, 90], or the box has no width.

    Examples
    --------
    >>> box(west=170, south=-10, east=-170, north=10).bounds
    (-180.0, -10.0, 180.0, 10.0)
    """
    if not -90.0 <= south < north <= 90.0:
        raise InputError(
            f"Invalid box from south {south} to north {north}. Must be -90 <= south < north <= 90."
        )
    if west == east or not (-180.0 <= west <= 180.0 and -180.0 <= east <= 360.0):
        raise InputError(
            f"Invalid box from west {west} to east {east}. Must differ; west within [-180, 180], "
            "east within [-180, 360]."
        )
    # East equal to west a turn later is the whole belt, not nothing.
    width = (east - west) % 360.0 or 360.0
    parts = [shapely.box(west, south, west + width, north)]
    if west + width > 180.0:
        parts = [
            shapely.box(west, south, 180.0, north),
            shapely.box(-180.0, south, west + width - 360.0, north),
        ]
    return MultiPolygon([part for part in parts if part.area > 0.0])


def polygon(written: Any) -> MultiPolygon:
    """Return the territory inside an outline.

    Parameters
    ----------
    written : list, dict or str
        A ring of corners (longitude, latitude) [deg], open or closed, either direction; rings, of
        which all but the first are holes; parts, each of rings; GeoJSON; or WKT: see
        `tocsin.geometry.outline`. Sides take the shorter way in longitude and are straight in
        longitude and latitude. A ring round a pole holds the nearer pole.

    Returns
    -------
    shapely.MultiPolygon

    Raises
    ------
    InputError
        With all that is wrong: too few corners, crossed rings, no area, a hole outside its ring.

    Examples
    --------
    >>> round(polygon([(0, 0), (2, 0), (2, 2)]).area, 3)
    2.0
    """
    outline = read_outline(written)
    layout = lay_out(outline.parts)
    faults = [(fault.at, fault.text) for fault in outline.faults]
    faults += [((part, ring), text) for (part, ring), text in layout.faults.items()]
    if faults:
        raise InputError([f"Invalid polygon at {list(at)}: {text}" for at, text in faults])
    return layout.shape


def around_places(lat: ArrayLike, lon: ArrayLike, *, radius_km: float = 25.0) -> MultiPolygon:
    """Return discs about places, merged: the territory of a nation given by its places.

    Parameters
    ----------
    lat, lon : array_like, shape (n,)
        Places [deg].
    radius_km : float
        Geodesic radius of each disc [km].

    Returns
    -------
    shapely.MultiPolygon

    Examples
    --------
    >>> guam = around_places([13.5], [144.8])
    >>> [round(bound, 1) for bound in guam.bounds]
    [144.6, 13.3, 145.0, 13.7]
    """
    if radius_km <= 0.0:
        raise InputError(f"Invalid radius {radius_km} km. Must be positive.")
    places = zip(np.ravel(lat).tolist(), np.ravel(lon).tolist(), strict=True)
    discs = [disc(*place, radius_km=radius_km) for place in places]
    return multipolygon(shapely.union_all(discs))


def disc(lat: float, lon: float, *, radius_km: float, vertices: int = 72) -> MultiPolygon:
    """Return a geodesic disc, cut at the antimeridian; it may be wider than half the globe.

    Examples
    --------
    >>> from tocsin.geometry.wrap import area_km2
    >>> round(area_km2(disc(60.0, 179.9, radius_km=100.0, vertices=720)))
    31415
    """
    # Azimuths run backwards, so that the ring is counter-clockwise as GeoJSON wants it.
    azimuth = np.linspace(360.0, 0.0, vertices, endpoint=False)
    centre = np.full((2, vertices), [[lon], [lat]])
    ring_lon, ring_lat, _ = geod().fwd(*centre, azimuth, np.full(vertices, radius_km * 1e3))
    # What is left of the ring, not what is about the nearer pole: a wide disc may hold the other.
    return left_of_ring(np.column_stack([ring_lon, ring_lat]))
