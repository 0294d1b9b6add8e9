"""Sensors that can see no arc of any launch: a bound, without solving an arc.

An arc stays above a fan of great circles from its launch area to its targets. Whoever cannot reach
the ground of the fan, with room for the turning earth and for what lies between the samples, sees
nothing. The bound never calls a sensor blind that sees; one that it does not call so may be blind.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.engine.world import World
from tocsin.geometry.near import border_of, vectors
from tocsin.scenario.read import Path_
from tocsin.sensors.kinds.infrared import InfraredSpec
from tocsin.sensors.kinds.radar import RadarSpec

_GEOSTATIONARY_KM = 42_164.0
# Points along a great circle, targets and launch areas at most: more would cost more than they say.
_STEPS, _TARGETS, _AREAS = 48, 400, 64
# A path over a turning earth leaves the great circle by no more than this share of its length:
# half an hour's flight over 10,000 km by some 3 %.
_BENT = 0.05
# What flies on under boost leaves the launch area by no more [km].
_BOOST_KM = 1500.0
# Air bends rays down to a horizon that lies farther by less than this.
_REFRACTED = 1.25


def blind(world: World) -> Iterator[tuple[Path_, str]]:
    """Say which sensors see no arc of any launch, and what keeps them from it.

    Yields
    ------
    path : tuple
        Of the sensor.
    text : str

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> list(blind(World(island)))
    []
    >>> away = island.updated({"sensors.coast-radar.lat": -60})
    >>> [text for _, text in blind(World(away))]
    ["Sensor 'coast-radar' sees no arc of any launch: the nearest passes ... km away, beyond ..."]
    """
    fan = _Fan(world)
    if not fan.is_small:
        return
    for spec in world.sensors:
        why = None
        if isinstance(spec, RadarSpec):
            why = _radar(spec, fan)
        elif isinstance(spec, InfraredSpec) and spec.orbit is None:
            why = _satellite(spec, fan)
        if why:
            yield ("sensors", spec.id), f"Sensor {spec.id!r} sees no arc of any launch: {why}."


@dataclass(frozen=True)
class _Fan:
    """The ground below all arcs of a world."""

    world: World

    @property
    def is_small(self) -> bool:
        """Whether it is soon laid out."""
        return len(self.world.scenario.launches) <= _AREAS

    @cached_property
    def starts(self) -> NDArray[np.float64]:
        """Unit vectors of the launch areas."""
        areas = self.world.scenario.launches.values()
        return vectors([each.lat for each in areas], [each.lon for each in areas])

    @cached_property
    def spread_km(self) -> float:
        """Most that a launch point lies from the middle of its area."""
        return max(each.spread_km for each in self.world.scenario.launches.values())

    @cached_property
    def is_low(self) -> bool:
        """Whether all that flies flies low."""
        return all(arc.kind == "cruise" for arc in self.world.arcs)

    @cached_property
    def _ends(self) -> tuple[NDArray[np.float64], float]:
        """Longitudes and latitudes of targets, and how far others are from one of them [deg]."""
        world, targets = self.world, self.world.scenario.targets
        if targets.are_areas:
            # What lies within a border is flown to between the paths to the border.
            borders = [border_of(world.territory_of(n)) for n in world.scenario.target_nations]
            degrees = np.concatenate([shapely.get_coordinates(each) for each in borders])
        else:
            degrees = np.column_stack([world.cells.lon, world.cells.lat])
        step = 1.0
        # A set: numpy finds equal rows ten times as slowly, and imports masked arrays to do it.
        while len(found := {*map(tuple, np.round(degrees / step).tolist())}) > _TARGETS:
            step *= 2.0
        return np.array(sorted(found)) * step, 2.0 * step

    @cached_property
    def paths(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Unit vectors of points below the arcs, (n, 3), and the room each needs, (n,) [km]."""
        degrees, gap_deg = self._ends
        ends = vectors(degrees[:, 1], degrees[:, 0])
        angle = np.arccos(np.clip(self.starts @ ends.T, -1.0, 1.0))[..., None]
        along = np.linspace(0.0, 1.0, _STEPS)
        # Along the great circle in equal steps; of two equal ends it stands still.
        sine = np.maximum(np.sin(angle), 1e-9)
        parts = [np.sin((1.0 - along) * angle) / sine, np.sin(along * angle) / sine]
        points = (
            parts[0][..., None] * self.starts[:, None, None] + parts[1][..., None] * ends[:, None]
        )
        points /= np.maximum(np.linalg.norm(points, axis=-1, keepdims=True), 1e-9)
        room_km = MEAN_RADIUS_KM * (np.radians(gap_deg) + angle / (_STEPS - 1) + _BENT * angle)
        room_km = np.broadcast_to(room_km + self.spread_km, points.shape[:-1])
        return points.reshape(-1, 3), room_km.ravel()


def _radar(spec: RadarSpec, fan: _Fan) -> str | None:
    """Say what keeps a radar from all arcs, if anything surely does."""
    points, room_km = fan.paths
    site = vectors(spec.lat, spec.lon)[0]
    away_km = MEAN_RADIUS_KM * np.arccos(np.clip(points @ site, -1.0, 1.0))
    room_km = room_km + _patrol_km(spec)
    reach_km = max(spec.reach_km(arc.rcs_m2) for arc in fan.world.arcs)
    if fan.is_low:
        reach_km = min(reach_km, _horizon_km(spec, fan))
    # As far as the ground below: whatever flies higher is farther away.
    chord_km = (
        2.0 * MEAN_RADIUS_KM * np.sin(np.maximum(away_km - room_km, 0.0) / MEAN_RADIUS_KM / 2.0)
    )
    within = chord_km <= reach_km
    if not within.any():
        return f"the nearest passes {away_km.min():,.0f} km away, beyond its {reach_km:,.0f} km"
    if not np.any(within & _in_sectors(spec, points, away_km, room_km)):
        return "all that come within its reach pass beside its sectors"
    return None


def _in_sectors(
    spec: RadarSpec,
    points: NDArray[np.float64],
    away_km: NDArray[np.float64],
    room_km: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Whether points, each with its room, may lie in a sector."""
    phi, theta = np.radians(spec.lat), np.radians(spec.lon)
    east = np.array([-np.sin(theta), np.cos(theta), 0.0])
    north = np.array([-np.sin(phi) * np.cos(theta), -np.sin(phi) * np.sin(theta), np.cos(phi)])
    azimuth = np.degrees(np.arctan2(points @ east, points @ north))
    # Near the site, and near the other side of the earth, every direction is within the room.
    sine = np.sin(away_km / MEAN_RADIUS_KM)
    ratio = np.sin(np.minimum(room_km / MEAN_RADIUS_KM, 1.5)) / np.maximum(sine, 1e-9)
    room_deg = np.where(ratio < 1.0, np.degrees(np.arcsin(np.minimum(ratio, 1.0))), 180.0)
    seen = np.zeros(len(points), dtype=bool)
    for centre_deg, half_width_deg in spec.sectors:
        aside = np.abs((azimuth - centre_deg + 180.0) % 360.0 - 180.0)
        seen |= aside <= half_width_deg + room_deg
    return seen


def _patrol_km(spec: RadarSpec) -> float:
    """Most that a patrol stands from the middle of its box."""
    if spec.patrol is None:
        return 0.0
    west, south, _, north = spec.patrol
    corner = vectors([south, north], [west, west]) @ vectors(spec.lat, spec.lon)[0]
    return float(MEAN_RADIUS_KM * np.arccos(np.clip(corner.min(), -1.0, 1.0)))


def _horizon_km(spec: RadarSpec, fan: _Fan) -> float:
    """Farthest that a low-flyer is above a radar's horizon, bent rays included."""
    height_km = max(arc.altitude_km for arc in fan.world.arcs)
    least = np.radians(max(0.0, spec.elevation_min_deg))
    # Of the triangle of the earth's centre, site and object; a high site sees beyond its horizon.
    cosine = MEAN_RADIUS_KM * np.cos(least) / (MEAN_RADIUS_KM + height_km)
    level_km = MEAN_RADIUS_KM * float(np.arccos(cosine) - least)
    site_km = float(np.sqrt(2.0 * MEAN_RADIUS_KM * max(0.0, spec.height_m) * 1e-3))
    return _REFRACTED * (level_km + site_km)


def _satellite(spec: InfraredSpec, fan: _Fan) -> str | None:
    """Say what keeps a geostationary satellite from all arcs, if anything surely does."""
    if fan.is_low:
        return "low-flyers have no boost that it could see"
    least = np.radians(spec.min_elevation_deg)
    # Of the triangle of the earth's centre, satellite and place.
    reach = (
        np.arccos(np.clip(MEAN_RADIUS_KM * np.cos(least) / _GEOSTATIONARY_KM, -1.0, 1.0)) - least
    )
    away = np.arccos(np.clip(fan.starts @ vectors(0.0, spec.lon)[0], -1.0, 1.0))
    if np.min(away) > reach + (_BOOST_KM + fan.spread_km) / MEAN_RADIUS_KM:
        return (
            f"every launch area lies below its horizon, {np.degrees(away.min()):.0f} degrees away"
        )
    return None
