"""Land, coasts and borders of a canvas as lines and polygons in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiLineString

from tocsin.geometry import territory
from tocsin.plot.plane import FINE_RADIUS_DEG, in_view, to_plane, window
from tocsin.plot.scene import Land
from tocsin.report.canvas.raster import next_corners
from tocsin.report.canvas.rings import Frame, shared_sides

# What is left out of a line is nearer to it than this [pixel].
TOLERANCE_PX = 0.5
# Specks of land smaller than this are not drawn [pixel squared].
_LEAST_PX2 = 1.5
_MARGIN_PX = 3.0


@dataclass(frozen=True)
class Ground:
    """What lies under and over the cells, in pixels.

    Attributes
    ----------
    land : shapely.Geometry
        Polygons.
    coasts, borders : shapely.Geometry
        Lines where land meets the sea, and where two countries meet.
    globe : shapely.Geometry
        Outline of a map of the world; the whole canvas otherwise.
    countries : tuple of Country
        All that show, of the real ground alone.
    """

    land: shapely.Geometry
    coasts: shapely.Geometry
    borders: shapely.Geometry
    globe: shapely.Geometry
    countries: tuple["Country", ...]


@dataclass(frozen=True)
class Country:
    """A country that shows: where its name may stand, and how much of it shows [pixel, squared]."""

    code: str
    name: str
    right: float
    up: float
    area: float


def ground_of(frame: Frame, lands: Sequence[Land] = ()) -> Ground:
    """Return the ground of a canvas: the real one, or that of a fictional world.

    Parameters
    ----------
    frame : Frame
    lands : sequence of Land
        The ground of a fictional world; empty for the real one.
    """
    if not lands:
        return _real_ground(frame)
    return _ground(frame, [land.shape for land in lands])


@lru_cache(maxsize=8)
def _real_ground(frame: Frame) -> Ground:
    clip = window(frame.view)
    # Fine shapes where they show.
    is_fine = clip is not None and max(frame.view.extent_m) < np.radians(FINE_RADIUS_DEG) * 6.371e6
    scale: territory.Resolution = "50m" if is_fine else "110m"
    names = territory.country_names(scale)
    shapes = {code: territory.country(code, resolution=scale) for code in names}
    if clip is not None:
        # One clip against some 200 countries: prepared, it answers most of them from its bounds.
        shapely.prepare(clip)
        shapes = {code: each for code, each in shapes.items() if shapely.intersects(clip, each)}
    ground = _ground(frame, list(shapes.values()))
    shown = {code: shape_in(frame, shape) for code, shape in shapes.items()}
    countries = (
        Country(code, names[code], *middle_of(shape), float(shapely.area(shape)))
        for code, shape in shown.items()
        if not shape.is_empty
    )
    return replace(ground, countries=tuple(countries))


def _ground(frame: Frame, shapes: Sequence[shapely.Geometry]) -> Ground:
    seen = [in_view(shape, frame.view) for shape in shapes]
    borders, coasts = _edges(seen, frame)
    whole = shapely.union_all([_cut(_placed(shape, frame), frame) for shape in seen])
    return Ground(
        land=_without_specks(shapely.simplify(whole, TOLERANCE_PX)),
        coasts=_lines(coasts, frame),
        borders=_lines(borders, frame),
        globe=_globe(frame),
        countries=(),
    )


def _placed(shape: shapely.Geometry, frame: Frame) -> shapely.Geometry:
    """Return a shape of `in_view` in pixels."""
    return shapely.transform(shape, lambda points: _pixels(points, frame))


def _pixels(points: NDArray[np.float64], frame: Frame) -> NDArray[np.float64]:
    west, _, south, _ = frame.view.extent_m
    return (to_plane(points, frame.view) - np.array([west, south])) / frame.pixel_m


def _edges(
    shapes: Sequence[shapely.Geometry], frame: Frame
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the borders between shapes, and their other edges, in pixels."""
    rings = [
        (owner, shapely.get_coordinates(ring)[:-1])
        for owner, shape in enumerate(shapes)
        for ring in _rings(shape)
    ]
    points = np.vstack([np.empty((0, 2)), *(ring for _, ring in rings)])
    sizes = np.array([len(ring) for _, ring in rings], dtype=np.int64)
    owners = np.array([owner for owner, _ in rings], dtype=np.int64)
    # Shapes are cut at the antimeridian and end at the poles: no coast runs there.
    on_seam = np.abs(np.abs(points) - np.array([180.0, 90.0])) < 1e-6
    on_cut = (on_seam & on_seam[next_corners(sizes)]).any(axis=1)
    return shared_sides(_pixels(points, frame), sizes, owners, on_cut=on_cut)


def _rings(shape: shapely.Geometry) -> list[shapely.LinearRing]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return [ring for part in parts for ring in (part.exterior, *part.interiors)]


def _cut(shape: shapely.Geometry, frame: Frame) -> shapely.Geometry:
    valid = shape if shape.is_valid else shapely.make_valid(shape)
    box = (-_MARGIN_PX, -_MARGIN_PX, frame.width + _MARGIN_PX, frame.height + _MARGIN_PX)
    return shapely.clip_by_rect(valid, *box)


def _lines(lines: shapely.Geometry, frame: Frame) -> shapely.Geometry:
    pieces = shapely.get_parts(_cut(lines, frame))
    merged = shapely.line_merge(MultiLineString(list(pieces[shapely.length(pieces) > 0.0])))
    return shapely.simplify(merged, TOLERANCE_PX)


def _without_specks(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shape)
    large = (shapely.area(parts) > _LEAST_PX2) & (shapely.get_dimensions(parts) == 2)
    return shapely.multipolygons(parts[large])


def _globe(frame: Frame) -> shapely.Geometry:
    if frame.view.kind != "world":
        return shapely.box(0.0, 0.0, frame.width, frame.height)
    lat = np.linspace(-90.0, 90.0, 91)
    east, west = (frame.pixels(np.full(len(lat), lon), lat) for lon in (180.0, -180.0))
    return shapely.Polygon(np.vstack([east, west[::-1]]))


def shape_in(frame: Frame, shape: shapely.Geometry) -> shapely.Geometry:
    """Return the part of a shape [deg] that a canvas shows, in pixels."""
    return _cut(_placed(in_view(shape, frame.view), frame), frame)


def middle_of(shape: shapely.Geometry) -> tuple[float, float]:
    """Return the middle of the widest room in the largest part of a shape.

    Examples
    --------
    >>> [round(at, 6) for at in middle_of(shapely.box(0.0, 0.0, 2.0, 2.0))]
    [1.0, 1.0]
    """
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    # To the pixel: nearer takes longer and nobody sees it.
    right, up = shapely.maximum_inscribed_circle(largest, 1.0).coords[0]
    return float(right), float(up)
