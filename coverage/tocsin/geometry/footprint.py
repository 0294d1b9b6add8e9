"""Footprints: where on the ground an object at a stated altitude is in a sensor's view.

A footprint on the ground is not coverage of an arc: it holds for one altitude, which every map of
it must state. Its corners are exact on the ellipsoid: for each azimuth each limit of the view
pierces the surface of that altitude at one point, which is solved for (`tocsin.geometry.dome`).
Between corners the edge is straight in longitude and latitude, and never off by more than
`tocsin.geometry.ring.BEND_SHARE` of its distance.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry.dome import Dome, Floats, ground_of, height_and_normal
from tocsin.geometry.ring import Slice, length_km, sampled
from tocsin.geometry.view import AZIMUTH, NAMES, Limits, View
from tocsin.geometry.wrap import left_of_ring, multipolygon

STEP_DEG = 2.0
_SIDE = np.linspace(0.0, 1.0, 9)


class Edge(NamedTuple):
    """A piece of the edge of a footprint.

    Attributes
    ----------
    limit : str
        What ends the view there: range, horizon (or least elevation), mask, near, upper, azimuth.
    is_outer : bool
        Whether it is the far edge; otherwise a hole's, or the side of a sector.
    line : ndarray, shape (n, 2)
        Longitude, latitude [deg].
    """

    limit: str
    is_outer: bool
    line: Floats


@dataclass(frozen=True)
class Footprint:
    """The ground below the objects at one altitude that a sensor sees.

    Attributes
    ----------
    shape : shapely.MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian; empty when nothing is in view.
    edges : tuple of Edge
    hole : shapely.MultiPolygon
        Ground within its sectors below the objects that are too close or too high above it.
    """

    shape: MultiPolygon
    edges: tuple[Edge, ...] = ()
    hole: MultiPolygon = field(default_factory=MultiPolygon)

    def shares(self) -> dict[str, float]:
        """Share of the length of the far edge by what limits it.

        Examples
        --------
        A radar of short range is limited by nothing else:

        >>> site_footprint(0.0, 0.0, Limits(reach_km=400.0), altitude_km=100.0).shares()
        {'range': 1.0}
        """
        lengths: dict[str, float] = {}
        for edge in self.edges:
            if edge.is_outer:
                lengths[edge.limit] = lengths.get(edge.limit, 0.0) + length_km(edge.line)
        whole = sum(lengths.values())
        return {limit: length / whole for limit, length in lengths.items()} if whole else {}

    @property
    def hole_limits(self) -> tuple[str, ...]:
        """What ends the view towards the site; empty without a hole."""
        near = {e.limit for e in self.edges if not e.is_outer and e.limit != "azimuth"}
        return tuple(sorted(near))


def site_footprint(
    lat: float, lon: float, limits: Limits, *, altitude_km: float, site_height_m: float = 0.0
) -> Footprint:
    """Return the footprint of a sensor on the ground.

    Parameters
    ----------
    lat, lon : float
        Site [deg].
    limits : Limits
    altitude_km : float
        Altitude of the objects above the ellipsoid [km].
    site_height_m : float
        Height of the site above the ellipsoid [m].

    Examples
    --------
    An object 300 km up and 400 km away is 265 km off in the plane, and a bit less on the earth,
    whose ground lies deeper:

    >>> from tocsin.geometry.wrap import area_km2
    >>> circle = site_footprint(40.0, 0.0, Limits(reach_km=400.0), altitude_km=300.0)
    >>> round((area_km2(circle.shape) / np.pi) ** 0.5)
    259
    """
    view = limits.view(lat, lon, site_height_m=site_height_m, altitude_km=altitude_km)
    some = [_of_sector(view, np.radians(span)) for span in limits.spans]
    if len(some) == 1:
        return some[0]
    edges = tuple(edge for each in some for edge in each.edges)
    shape, hole = (union(shapes) for shapes in zip(*((f.shape, f.hole) for f in some), strict=True))
    return Footprint(shape, edges, hole)


def _of_sector(view: View, span: Floats) -> Footprint:
    """Footprint within one sector: centre and half-width [rad]."""
    centre, half = span
    known = sampled(partial(_trace, view), _azimuths(view, centre, half))
    shapes, edges, holes = [], [], []
    for run in (0, 1):
        inner, outer, codes = known.lines[2 * run], known.lines[2 * run + 1], known.codes
        for part in _visible(codes[4 + run] > 0):
            closed = half >= np.pi and len(part) == len(known.at)
            # A full circle has no sides, and its hole does not touch its outer edge.
            band = _Band(inner[part], outer[part], closed)
            sides = () if closed else _sides(view, run, known.at[part[[0, -1]]])
            shapes.append(band.shape(sides))
            # A side within a sector is where a mask cuts the view off, and no edge of the sector.
            if half < np.pi and sides:
                ends = ((part[0], 0), (part[-1], len(known.at) - 1))
                edges += [
                    Edge(NAMES[AZIMUTH], False, side)
                    for side, (at, end) in zip(sides, ends, strict=True)
                    if at == end
                ]
            edges += _pieces(outer[part], codes[2 * run + 1, part], is_outer=True)
            if run == 1 and np.ptp(inner[part], axis=0).any():
                edges += _pieces(inner[part], codes[2, part], is_outer=False)
                holes.append(band.hole(view, known.at[part]))
    return Footprint(union(shapes), tuple(edges), union(holes))


def _azimuths(view: View, centre: float, half: float) -> Floats:
    """Azimuths of a sector to begin with, those at which its mask turns among them."""
    count = max(2, int(np.ceil(np.degrees(2.0 * half) / STEP_DEG))) + 1
    even = np.linspace(centre - half, centre + half, count)
    if view.screen is None:
        return even
    # A spike of terrain may be narrower than a step.
    turned = (view.screen.corners - even[0]) % (2.0 * np.pi)
    return np.unique(np.concatenate([even, even[0] + turned[turned < 2.0 * half]]))


def _trace(view: View, azimuth: Floats) -> Slice:
    """Lines of inner and outer edges by azimuth: of one run, then of the other."""
    fan = view.dome.fan(azimuth)
    inner, outer, limits = view.runs(azimuth, fan)
    seen = outer > inner
    # Where nothing is in view both edges stand at the site, and are not drawn.
    ends = [np.where(seen[run], each[run], 0.0) for run in (0, 1) for each in (inner, outer)]
    straight_up = np.degrees(_site_of(view.dome))
    lines = [
        fan.ground(end) if end.any() else np.tile(straight_up, (len(azimuth), 1)) for end in ends
    ]
    codes = np.vstack([np.where(seen.repeat(2, axis=0), limits, -1), seen])
    size_km = MEAN_RADIUS_KM * np.maximum(ends[1], ends[3])
    return Slice(azimuth, np.array(lines), codes, size_km)


def _site_of(dome: Dome) -> Floats:
    up = dome.axes[2]
    return np.array([np.arctan2(up[1], up[0]), np.arcsin(up[2])])


def _visible(seen: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Runs of two places or more that are seen."""
    change = np.flatnonzero(np.diff(seen)) + 1
    runs = np.split(np.arange(len(seen)), change)
    return [run for run in runs if seen[run[0]] and len(run) > 1]


def _pieces(line: Floats, limits: NDArray[np.int64], *, is_outer: bool) -> Iterator[Edge]:
    """Pieces of an edge with one limit each; each begins where the last one ended."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(limits)) + 1])
    for start, end in zip(starts, [*starts[1:], len(limits)], strict=True):
        piece = line[max(start - 1, 0) : end]
        if len(piece) > 1:
            yield Edge(NAMES[limits[start]], is_outer, piece)


def _sides(view: View, run: int, azimuths: Floats) -> tuple[Floats, Floats]:
    """Both sides of a sector, out along the one and along the other: lines of one azimuth."""
    inner, outer, _ = view.runs(azimuths, view.dome.fan(azimuths))

    def along(share: Floats, which: int) -> Slice:
        fan = view.dome.fan(np.full(len(share), azimuths[which]))
        # Even steps of the angle: a side is a plane's cut and nearly straight.
        angle = inner[run, which] + share * (outer[run, which] - inner[run, which])
        codes = np.zeros((1, len(share)), dtype=np.int64)
        size_km = np.full(len(share), MEAN_RADIUS_KM * outer[run, which])
        return Slice(share, fan.ground(angle)[None], codes, size_km)

    first, last = (sampled(partial(along, which=which), _SIDE).lines[0] for which in (0, 1))
    return first, last


class _Band(NamedTuple):
    """Ground between two edges, whose azimuths grow: clockwise."""

    inner: Floats
    outer: Floats
    closed: bool

    def shape(self, sides: Sequence[Floats]) -> MultiPolygon:
        """Return it, with the sides of its sector."""
        if self.closed:
            outer = left_of_ring(self.outer[::-1])
            return multipolygon(outer.difference(left_of_ring(self.inner[::-1])))
        first, last = sides
        return left_of_ring(np.concatenate([self.outer[::-1], first[::-1], self.inner, last]))

    def hole(self, view: View, azimuth: Floats) -> MultiPolygon:
        """Return the ground between the site and the inner edge."""
        if self.closed:
            return left_of_ring(self.inner[::-1])
        return left_of_ring(np.vstack([self.inner[::-1], np.degrees(_site_of(view.dome))[None]]))


def cap_footprint(
    satellite_m: NDArray[np.float64], *, altitude_km: float, min_elevation_deg: float
) -> Footprint:
    """Return the ground below the objects from which a satellite stands high enough.

    Parameters
    ----------
    satellite_m : ndarray, shape (3,)
        Earth-fixed place of the satellite.
    altitude_km : float
        Altitude of the objects above the ellipsoid [km].
    min_elevation_deg : float
        Least elevation above the plane normal to the object's geocentric radius [deg].

    Notes
    -----
    Nothing for objects above the satellite, whose least elevation could be below their horizontal.

    Examples
    --------
    76.3 degrees of arc is the textbook's radius for 5 degrees from geostationary height:

    >>> cap = cap_footprint(np.array([42164e3, 0.0, 0.0]), altitude_km=0.0, min_elevation_deg=5.0)
    >>> [round(bound, 1) for bound in cap.shape.bounds]
    [-76.3, -76.4, 76.3, 76.4]
    """
    distance_m = float(np.linalg.norm(satellite_m))
    axis = satellite_m / distance_m
    side = np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    across = np.array([side, np.cross(axis, side)])
    low = np.radians(min_elevation_deg)
    top_m = 1e3 * (MEAN_RADIUS_KM + altitude_km)
    # What flies higher than the satellite has it below its horizontal.
    if top_m >= distance_m:
        return Footprint(MultiPolygon())

    def trace(turn: Floats) -> Slice:
        level = np.array([np.cos(turn), np.sin(turn)]).T @ across
        angle, r = np.ones(len(turn)), np.full(len(turn), top_m)
        for _ in range(12):  # each step gains two or three digits
            toward = level.T * np.sin(angle) + axis[:, None] * np.cos(angle)
            height, normal = height_and_normal(toward * r)
            r = r + (1e3 * altitude_km - height) / np.einsum("ij,ij->j", normal, toward)
            angle = np.arccos(np.minimum(r * np.cos(low) / distance_m, 1.0)) - low
        codes = np.zeros((1, len(turn)), dtype=np.int64)
        return Slice(turn, ground_of(toward * r)[None], codes, MEAN_RADIUS_KM * angle)

    # Turned from the first direction to the second, the axis is on the left.
    line = sampled(trace, np.linspace(0.0, 2.0 * np.pi, 181)).lines[0]
    return Footprint(left_of_ring(line), (Edge("horizon", True, line),))


def merged(footprints: Iterable[Footprint]) -> Footprint:
    """Return the ground that any of several footprints has; its edge is theirs together.

    Examples
    --------
    >>> merged([Footprint(MultiPolygon([shapely.box(0, 0, 2, 1)])),
    ...         Footprint(MultiPolygon([shapely.box(1, 0, 3, 1)]))]).shape.area
    3.0
    """
    shape = union(each.shape for each in footprints)
    # What limits one of them inside another one limits nothing any more.
    lines = [shapely.get_coordinates(line) for line in shapely.get_parts(shape.boundary)]
    return Footprint(shape, tuple(Edge("horizon", True, line) for line in lines))


def union(shapes: Iterable[shapely.Geometry]) -> MultiPolygon:
    """Merge shapes that are cut at the antimeridian.

    Examples
    --------
    >>> union([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]).area
    3.0
    """
    some = list(shapes)
    return multipolygon(some[0] if len(some) == 1 else shapely.union_all(some))
