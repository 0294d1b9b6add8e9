"""A layer of satellites on orbits."""

from dataclasses import dataclass
from functools import partial
from math import cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from tocsin.constants import GM, OMEGA_EARTH, WGS84_A
from tocsin.geometry.arcs import Arcs
from tocsin.kernels import bisect, orbit
from tocsin.sensors.finders.alone import Alone, Padded, with_room
from tocsin.sensors.finders.still import Still, limits_of_layer, satellite_place
from tocsin.sensors.orbit import OrbitSpec


@dataclass(frozen=True)
class Layer(Alone):
    """A layer of infrared satellites: one sensor, which sees what any of them sees.

    Attributes
    ----------
    satellites : ndarray, shape (m, N_SATELLITE)
    cloud_m : ndarray, shape (1,)
        Height above which they see.
    """

    satellites: NDArray[np.float64]
    cloud_m: NDArray[np.float64]

    def search(self, arcs: Arcs) -> Padded:
        """Find every window on every arc."""
        return with_room(partial(self._search, arcs))

    def satellites_m(self, time_s: float) -> NDArray[np.float64]:
        """Earth-fixed places (m, 3) of its satellites at a time."""
        time = np.array([time_s])
        return np.array([np.ravel(satellite_place(each, time)) for each in self.satellites])

    def limits(self, still: Still) -> NDArray[np.uint8]:
        """Return the limits that keep each still point out of view of all satellites."""
        return limits_of_layer(self.satellites, float(self.cloud_m[0]), still)

    @property
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """No site, and every satellite."""
        return np.zeros(3), self.satellites

    def _search(self, arcs: Arcs, capacity: int) -> Padded:
        padded = Padded.empty(len(arcs), capacity)
        padded.most = bisect.orbit_windows(
            arcs.rows, arcs.boost_s, arcs.nodes, self.satellites, self.cloud_m, padded.counts,
            padded.spans,
        )  # fmt: skip
        return padded


def layer(walker: OrbitSpec, *, min_elevation_deg: float, cloud_top_km: float) -> Layer:
    """Lay out the satellites of a layer.

    A Walker pattern of ``planes * per_plane`` orbits, whose heights are above the equatorial radius
    of WGS84. `node_deg` is the longitude of the first plane's ascending node at launch and
    `phase_deg` the first satellite's mean anomaly; from plane to plane the node moves by 360/planes
    degrees and the anomaly by phasing * 360/(planes * per_plane).

    Examples
    --------
    >>> from tocsin.sensors.orbit import OrbitSpec
    >>> walker = OrbitSpec(1000.0, 1000.0, 60.0, 0.0, 0.0, 0.0, planes=3, per_plane=2, phasing=1)
    >>> pattern = layer(walker, min_elevation_deg=5.0, cloud_top_km=10.0)
    >>> np.degrees(pattern.satellites[:, [orbit.NODE, orbit.PHASE]]).round().tolist()
    [[0.0, 0.0], [0.0, 180.0], [120.0, 60.0], [120.0, 240.0], [240.0, 120.0], [240.0, 300.0]]
    """
    rows = np.array(
        [
            _satellite(walker, plane=plane, place=place)
            # Plane by plane, so that a satellite's number says where it flies.
            for plane in range(walker.planes)
            for place in range(walker.per_plane)
        ]
    )
    rows[:, orbit.SIN_E] = sin(radians(min_elevation_deg))
    return Layer(rows, np.array([1e3 * cloud_top_km]))


def _satellite(walker: OrbitSpec, *, plane: int, place: int) -> NDArray[np.float64]:
    low_m, high_m = (WGS84_A + 1e3 * each for each in (walker.perigee_km, walker.apogee_km))
    axis_m = 0.5 * (low_m + high_m)
    rate = sqrt(GM / axis_m) / axis_m  # Kepler's third law
    phase_deg = walker.phase_deg + 360.0 * place / walker.per_plane
    phase_deg += 360.0 * walker.phasing * plane / (walker.planes * walker.per_plane)
    row = np.empty(orbit.N_SATELLITE)
    row[orbit.NODE] = radians(walker.node_deg + 360.0 * plane / walker.planes)
    argument = radians(walker.argument_of_perigee_deg)
    row[orbit.ECC], row[orbit.AXIS] = (high_m - low_m) / (high_m + low_m), axis_m
    row[orbit.COS_W], row[orbit.SIN_W] = cos(argument), sin(argument)
    # A circle has no perigee to count from: its angle counts from the node.
    row[orbit.PHASE] = radians(phase_deg) + (argument if low_m == high_m else 0.0)
    row[orbit.COS_I] = cos(radians(walker.inclination_deg))
    row[orbit.SIN_I] = sin(radians(walker.inclination_deg))
    row[orbit.RADIUS], row[orbit.RATE] = high_m, rate
    # Bound of its speed over the turning ground, by which the search judges stretches of time: it
    # is fastest at perigee, the ground's turning at apogee.
    row[orbit.SPEED] = rate * axis_m * sqrt(high_m / low_m) + OMEGA_EARTH * high_m
    return row
