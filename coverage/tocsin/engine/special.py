"""Sensors outside the tuned path: satellite layers on orbits, radars behind a horizon mask."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import asinh, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from tocsin.constants import GM, OMEGA_EARTH, WGS84_A
from tocsin.geometry.arcs import Arcs
from tocsin.geometry.refraction import gaussian_radius_m, limit_curve
from tocsin.kernels import horizon, orbit, special
from tocsin.kernels.sight import TABLE_NODES, TABLE_STEP
from tocsin.scenario.specs import OrbitSpec, SensorSpec

if TYPE_CHECKING:
    from tocsin.engine.views import Views

# The bend of rays between tabulated elevations is right to this. [rad]
BEND_TOLERANCE = 2e-8
_SIZES = (8, 16, 32, 64, 128)
# Steeper rays bend by less than 6e-8 rad, which stands for all of them.
_STEEPEST_DEG = 89.99
_GRID_M = (TABLE_STEP * np.arange(TABLE_NODES)) ** 2
_CAPACITY = 12

# Arc and span [s] of each window, in order of arcs and times.
Spans = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True)
class Layer:
    """A layer of infrared satellites: one sensor.

    Attributes
    ----------
    sensor : int
        Position among the sensors.
    satellites : ndarray, shape (m, N_SATELLITE)
    cloud_m : ndarray, shape (1,)
        Height above which they see.
    """

    sensor: int
    satellites: NDArray[np.float64]
    cloud_m: NDArray[np.float64]

    def windows(self, arcs: Arcs, capacity: int) -> "Padded":
        """Find every window on every arc."""
        padded = Padded.empty(len(arcs), capacity)
        padded.most = special.orbit_windows(
            arcs.rows, arcs.boost_s, arcs.nodes, self.satellites, self.cloud_m, padded.counts,
            padded.spans,
        )  # fmt: skip
        return padded


@dataclass(frozen=True)
class Masked:
    """A radar behind a horizon mask: one sensor.

    Attributes
    ----------
    sensor : int
        Position among the sensors.
    unmasked : Views
        The same radar without its mask, alone.
    numbers, corners, bends : ndarray
        Site, mask and refraction as `tocsin.kernels.horizon` reads them.
    """

    sensor: int
    unmasked: "Views"
    numbers: NDArray[np.float64]
    corners: NDArray[np.float64]
    bends: NDArray[np.float64]

    def windows(self, arcs: Arcs, capacity: int, unmasked: Spans) -> "Padded":
        """Cut the windows without the mask by the mask."""
        padded = Padded.empty(len(arcs), capacity)
        padded.most = special.masked_windows(
            arcs.rows, arcs.boost_s, arcs.nodes, self.numbers, self.corners, self.bends,
            *unmasked, padded.counts, padded.spans,
        )  # fmt: skip
        return padded


@dataclass
class Padded:
    """Windows of one sensor on n arcs, padded to a common capacity.

    Attributes
    ----------
    counts : ndarray of int, shape (n,)
    spans : ndarray, shape (n, capacity, 2)
        In and out [s]; rows beyond the count have no meaning.
    most : int
        Greatest number of windows met; nothing is valid where it passes the capacity.
    """

    counts: NDArray[np.int64]
    spans: NDArray[np.float64]
    most: int = 0

    @classmethod
    def empty(cls, count: int, capacity: int) -> "Padded":
        """Make room."""
        return cls(np.zeros(count, dtype=np.int64), np.empty((count, capacity, 2)))

    def tier_times(self, needed_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """First time of alert and track, shape (n, 2); inf where never. [s]"""
        out = np.empty((len(self.counts), 2))
        special.first_unbroken_times(self.counts, self.spans, needed_s, out)
        return out

    def flat(self) -> Spans:
        """Arc and span of each window."""
        kept = np.arange(self.spans.shape[1]) < self.counts[:, None]
        return np.nonzero(kept)[0], self.spans[kept]


def with_room(find: Callable[[int], Padded]) -> Padded:
    """Call with a greater capacity until it suffices."""
    capacity = _CAPACITY
    while True:
        padded = find(capacity)
        if padded.most <= capacity:
            return padded
        capacity = 2 * padded.most


def layer_of(spec: SensorSpec, *, sensor: int) -> Layer:
    """Lay out the satellites of a sensor with an orbit.

    A Walker pattern of ``planes * per_plane`` circular orbits at ``altitude_km`` above the
    equatorial radius of WGS84. `node_deg` is the longitude of the first plane's ascending node at
    launch and `phase_deg` the first satellite's angle from it; from plane to plane the node moves
    by 360/planes degrees and the angle by phasing * 360/(planes * per_plane).

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> walker = OrbitSpec(1000.0, 60.0, 0.0, 0.0, planes=3, per_plane=2, phasing=1)
    >>> layer = layer_of(SimpleNamespace(orbit=walker, min_elevation_deg=5, cloud_top_km=10),
    ...                  sensor=0)
    >>> np.degrees(layer.satellites[:, [orbit.NODE, orbit.PHASE]]).round().tolist()
    [[0.0, 0.0], [0.0, 180.0], [120.0, 60.0], [120.0, 240.0], [240.0, 120.0], [240.0, 300.0]]
    """
    assert spec.orbit is not None
    rows = np.array(
        [
            _satellite(spec.orbit, plane=plane, place=place)
            for plane in range(spec.orbit.planes)
            for place in range(spec.orbit.per_plane)
        ]
    )
    rows[:, orbit.SIN_E] = sin(radians(spec.min_elevation_deg or 0.0))
    return Layer(sensor, rows, np.array([1e3 * (spec.cloud_top_km or 0.0)]))


def _satellite(walker: OrbitSpec, *, plane: int, place: int) -> NDArray[np.float64]:
    radius_m = WGS84_A + 1e3 * walker.altitude_km
    rate = sqrt(GM / radius_m) / radius_m
    phase_deg = walker.phase_deg + 360.0 * place / walker.per_plane
    phase_deg += 360.0 * walker.phasing * plane / (walker.planes * walker.per_plane)
    row = np.empty(orbit.N_SATELLITE)
    row[orbit.NODE] = radians(walker.node_deg + 360.0 * plane / walker.planes)
    row[orbit.PHASE] = radians(phase_deg)
    row[orbit.COS_I] = cos(radians(walker.inclination_deg))
    row[orbit.SIN_I] = sin(radians(walker.inclination_deg))
    row[orbit.RADIUS], row[orbit.RATE] = radius_m, rate
    row[orbit.SPEED] = (rate + OMEGA_EARTH) * radius_m
    return row


def masked_of(
    spec: SensorSpec,
    *,
    sensor: int,
    unmasked: "Views",
    lat: float,
    site_m: NDArray[np.float64],
    axes: tuple[NDArray, NDArray, NDArray],
) -> Masked:
    """Lay out a radar with a horizon mask.

    Parameters
    ----------
    spec : SensorSpec
    sensor : int
        Position among the sensors.
    unmasked : Views
        The same radar without its mask.
    lat : float
        Latitude of the site [deg].
    site_m : ndarray, shape (3,)
        Earth-fixed position.
    axes : tuple of ndarray
        East, north and up there.
    """
    highest_deg = min(max(elevation for _, elevation in spec.mask), _STEEPEST_DEG)
    floor_deg, centre, span, bends = bends_over(
        spec.elevation_min_deg or 0.0,
        highest_deg,
        height_m=spec.height_m,
        radius_m=gaussian_radius_m(lat),
        model=spec.refraction,
    )
    numbers = np.empty(horizon.N_MASKED)
    numbers[: horizon.FLOOR] = np.concatenate([site_m, *axes])
    numbers[horizon.FLOOR :] = radians(floor_deg), centre, span, _steepest(bends)
    return Masked(sensor, unmasked, numbers, _corners(spec.mask), bends)


def _corners(mask: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """Corners of a mask in radians, three turns of them."""
    one = np.radians(np.array(mask, dtype=np.float64))
    return np.concatenate([one + np.array([turn * 2.0 * np.pi, 0.0]) for turn in (-1, 0, 1)])


@lru_cache(maxsize=256)
def bends_over(
    lowest_deg: float, highest_deg: float, *, height_m: float, radius_m: float, model: str
) -> tuple[float, float, float, NDArray[np.float64]]:
    """Bend of the rays between two apparent elevations, as `horizon.bend` reads it.

    Returns
    -------
    floor_deg : float
        The lower elevation, raised to the horizon where it lies below.
    centre, span : float
        Of asinh(elevation / BEND_SCALE).
    bends : ndarray, shape (k, TABLE_NODES)
        Chebyshev coefficients [rad], as many as `BEND_TOLERANCE` takes.
    """

    def bend(elevation_deg: float) -> tuple[float, NDArray[np.float64]]:
        curve = limit_curve(elevation_deg, site_height_m=height_m, radius_m=radius_m, model=model)
        start = radians(curve.elevation_deg)
        angle = np.arctan2(curve.table[:, 0], _GRID_M) - start
        angle[0] = 0.0
        return curve.elevation_deg, angle

    floor_deg = bend(lowest_deg)[0]
    ends = [asinh(radians(each) / horizon.BEND_SCALE) for each in (floor_deg, highest_deg)]
    centre, span = 0.5 * (ends[0] + ends[1]), max(0.5 * (ends[1] - ends[0]), 1e-6)
    for size in _SIZES:
        places = np.cos(np.pi * np.arange(2 * size + 1) / (2 * size))
        elevations = np.degrees(horizon.BEND_SCALE * np.sinh(centre + span * places))
        values = np.array([bend(max(float(each), floor_deg))[1] for each in elevations])
        # Fitted on every other one, judged on those between.
        bends = np.linalg.solve(chebyshev.chebvander(places[::2], size), values[::2])
        miss = chebyshev.chebvander(places[1::2], size) @ bends - values[1::2]
        if np.abs(miss).max() <= BEND_TOLERANCE:
            break
    bends.setflags(write=False)
    return floor_deg, centre, span, bends


def _steepest(bends: NDArray[np.float64]) -> float:
    """Bound of the change of the bend with distance. [rad/m]"""
    x = np.linspace(-1.0, 1.0, 65)
    values = chebyshev.chebvander(x, len(bends) - 1) @ bends
    return 1.5 * float(np.abs(np.diff(values, axis=1) / np.diff(_GRID_M)).max())
