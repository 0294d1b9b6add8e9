"""Layers of a map: ground, cells, outlines, areas, labels.

Everything is projected once with pyproj and drawn in the plane of the axes: no feature is
downloaded, nothing is re-projected when a figure is saved, and nothing runs over the antimeridian.

Patches are added as artists: a map's limits are its view's, and matplotlib would look for those of
every ring.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import cartopy.crs as ccrs
import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from tocsin.errors import InputError
from tocsin.geometry import territory
from tocsin.geometry.projection import MapView
from tocsin.geometry.wrap import wrap
from tocsin.plot import style
from tocsin.plot.plane import FINE_RADIUS_DEG, in_view, to_plane, window
from tocsin.plot.scene import Cells, Land

CELLS_GID = "cells"


def map_axes(figure: Figure, view: MapView, box: tuple[float, float, float, float]) -> GeoAxes:
    """Add an axes with the view's projection at a box (left, bottom, width, height) of a figure.

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> view = view_of([35.0, 38.0], [127.0, 140.0])
    >>> ax = map_axes(style.new_figure(4.0, 4.0), view, (0.1, 0.1, 0.8, 0.8))
    >>> ax.get_xlim() == view.extent_m[:2]
    True
    """
    if view.kind == "world":
        crs = ccrs.EqualEarth(central_longitude=view.lon)
    else:
        crs = ccrs.LambertAzimuthalEqualArea(central_longitude=view.lon, central_latitude=view.lat)
    ax: GeoAxes = figure.add_axes(box, projection=crs)
    west, east, south, north = view.extent_m
    ax.set_xlim(west, east)
    ax.set_ylim(south, north)
    # What is not land is sea: no shape of the sea is needed.
    ax.set_facecolor(style.SEA)
    return ax


def check_projection(ax: GeoAxes, view: MapView) -> None:
    """Refuse axes of another projection than the view's.

    Everything is drawn in the plane of the view; on other axes it would stand elsewhere.

    Raises
    ------
    InputError
        The axes has another projection, or is none of cartopy's.
    """
    there = getattr(getattr(ax, "projection", None), "proj4_params", {})
    wanted = view.proj4
    names = ("proj", "lat_0", "lon_0")
    if not all(there.get(name, 0) == wanted.get(name, 0) for name in names):
        raise InputError(
            "Invalid ax: maps are drawn in the plane of their view, and this axes has another "
            "projection. Make it with tocsin.plot.layers.map_axes(figure, scene.view, box)."
        )


def fill_path(shape: shapely.Geometry, project: Callable[[Any], Any] | None = None) -> Path | None:
    """Return one path of all rings of a shape, holes included; None when it is empty.

    Examples
    --------
    >>> fill_path(shapely.box(0, 0, 2, 1).difference(shapely.box(0.5, 0.5, 1, 0.8))).vertices.shape
    (10, 2)
    >>> fill_path(shapely.Polygon()) is None
    True
    """
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(shape)
        if part.geom_type == "Polygon" and not part.is_empty
        for ring in (part.exterior, *part.interiors)
    ]
    if not rings:
        return None
    paths = [Path(project(ring) if project else ring, closed=True) for ring in rings]
    return Path.make_compound_path(*paths)


def edge_lines(shape: shapely.Geometry) -> list[NDArray[np.float64]]:
    """Return the edges of a shape as lines, without those that lie on a seam or at a pole.

    Examples
    --------
    The antimeridian is no border, so that none of the lines runs along it:

    >>> lines = edge_lines(shapely.box(170.0, 0.0, 180.0, 10.0))
    >>> any((line[:, 0] == 180.0).all() for line in lines)
    False
    """
    lines: list[NDArray[np.float64]] = []
    for ring in shapely.get_parts(shapely.boundary(shape)):
        points = shapely.get_coordinates(ring)
        # Cuts are no coasts: a line there would run down the middle of Fiji's sea.
        on_seam = np.abs(np.abs(points) - np.array([180.0, 90.0])) < 1e-6
        cut = np.flatnonzero((on_seam[:-1] & on_seam[1:]).any(axis=1))
        pieces = np.split(np.arange(len(points)), cut + 1)
        lines.extend(points[piece] for piece in pieces if len(piece) > 1)
    return lines


@lru_cache(maxsize=8)
def _ground(view: MapView) -> tuple[Path | None, list[NDArray[np.float64]]]:
    """Return the land and the borders in a view, projected; kept, as views recur."""
    clip = window(view)
    # Fine shapes where they show; on a wide map they cost a second and look the same.
    fine = clip is not None and max(view.extent_m) < np.radians(FINE_RADIUS_DEG) * 6.371e6
    resolution: territory.Resolution = "50m" if fine else "110m"
    codes = territory.country_names(resolution)
    countries = [territory.country(code, resolution=resolution) for code in codes]
    if clip is not None:
        # One clip against some 200 countries: prepared, it answers most of them from its bounds.
        shapely.prepare(clip)
        countries = [shape for shape in countries if shapely.intersects(clip, shape)]
    land = in_view(territory.land(resolution=resolution), view)
    lines = [line for shape in countries for line in edge_lines(in_view(shape, view))]
    path = fill_path(land, lambda ring: to_plane(ring, view))
    return path, [to_plane(line, view) for line in lines]


def draw_ground(ax: GeoAxes, view: MapView) -> None:
    """Draw land, coasts and borders from package data."""
    land, lines = _ground(view)
    if land is not None:
        # The order of layers, by zorder: land, cells, borders, footprints, marks, labels.
        ax.add_artist(PathPatch(land, facecolor=style.LAND, edgecolor="none", zorder=0.5))
    edges = LineCollection(lines, colors=style.COAST, linewidths=0.5, zorder=2.5)
    ax.add_collection(edges, autolim=False)


def draw_lands(ax: GeoAxes, view: MapView, lands: Sequence[Land]) -> None:
    """Draw the ground of a fictional world: no real coast shows through."""
    for land in lands:
        draw_fill(ax, view, land.shape, facecolor=style.LAND, edgecolor="none", zorder=0.5)
        draw_outline(ax, view, land.shape, colors=style.COAST, linewidths=0.9, zorder=2.5)


def cell_rings(cells: Cells, view: MapView) -> list[NDArray[np.float64]] | None:
    """Return the outlines of cells in the plane [m]; None when the cells are points.

    Worked out once for each view: the maps of a run share it.

    Examples
    --------
    >>> from tocsin.geometry.projection import view_of
    >>> cells = Cells.of(["852f5aaffffffff"], [35.6], [139.8])
    >>> len(cell_rings(cells, view_of(cells.lat, cells.lon))[0])
    6
    """
    if view not in cells.rings:
        cells.rings[view] = _cell_rings(cells, view)
    return cells.rings[view]


def _cell_rings(cells: Cells, view: MapView) -> list[NDArray[np.float64]] | None:
    rings = cells.corners
    if rings is None:
        return None
    sizes = [len(ring) for ring in rings]
    points = np.vstack(rings)
    if view.kind == "world":
        centre = np.repeat(wrap(cells.lon - view.lon), sizes)
        # Corners relative to their cell's centre, so that a cell on the seam stays in one piece.
        across = wrap(points[:, 0] - np.repeat(cells.lon, sizes))
        points = np.column_stack([np.clip(centre + across, -180.0, 180.0), points[:, 1]])
    return np.split(to_plane(points, view), np.cumsum(sizes)[:-1])


def merge_rings(rings: Sequence[NDArray[np.float64]]) -> shapely.Geometry:
    """Merge rings of the plane to one shape without lines between neighbours.

    Corners are rounded to 0.1 m first: neighbours then share them to the bit, as a coverage must.

    Examples
    --------
    Two squares with a side in common become one shape:

    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> merge_rings([square, square + [1.0, 0.0]]).area
    2.0
    """
    corners = np.round(np.vstack(rings), 1)
    index = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    polygons = shapely.polygons(shapely.linearrings(corners, indices=index))
    # Much faster than a general union, since cells never overlap.
    return shapely.coverage_union_all(polygons)


def draw_cells(
    ax: GeoAxes, rings: Sequence[NDArray[np.float64]], *, color: str, hatch: str | None, ink: str
) -> None:
    """Fill cells of one class as one shape, which keeps vector files small and quick.

    Without a hatch a hairline of the class's own colour closes the gaps that anti-aliasing leaves
    between classes; a hatch and the edge about it have the colour ``ink``.
    """
    path = fill_path(merge_rings(rings)) if rings else None
    if path is not None:
        edge = {"edgecolor": ink, "linewidth": 0.5} if hatch else {"edgecolor": color}
        look: dict[str, Any] = {"linewidth": 0.25, "zorder": 1.8 if hatch else 1.5} | edge
        ax.add_artist(PathPatch(path, facecolor=color, hatch=hatch, gid=CELLS_GID, **look))


def draw_points(ax: GeoAxes, view: MapView, cells: Cells, **look: Any) -> None:
    """Draw cells that are points (places) as dots."""
    east, north = view.project(cells.lon, cells.lat)
    ax.scatter(east, north, s=26, linewidths=0.5, zorder=3.2, **look)


def draw_outline(ax: GeoAxes, view: MapView, shape: shapely.Geometry, **look: Any) -> bool:
    """Draw the edge of a shape; say whether any of it is inside the view."""
    lines = [to_plane(line, view) for line in edge_lines(in_view(shape, view))]
    west, east, south, north = view.extent_m
    # A footprint may run round the whole map without an edge in it.
    frame = shapely.box(west, south, east, north)
    seen = any(shapely.LineString(line).intersects(frame) for line in lines)
    if seen:
        ax.add_collection(LineCollection(lines, **look), autolim=False)
    return seen


def draw_fill(ax: GeoAxes, view: MapView, shape: shapely.Geometry, **look: Any) -> None:
    """Fill a shape."""
    path = fill_path(in_view(shape, view), lambda ring: to_plane(ring, view))
    if path is not None:
        ax.add_artist(PathPatch(path, **look))
