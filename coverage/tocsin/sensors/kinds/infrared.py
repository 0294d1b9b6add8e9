"""Infrared satellites: above the equator, or on orbits, alone or in layers. They see boost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tocsin.sensors.kind import (
    ALERT_S,
    AVAILABILITY,
    TRACK_S,
    Finding,
    Kind,
    MeridianKeys,
    Number,
    Numbers,
    Refraction,
    SensorSpec,
    Words,
)
from tocsin.sensors.orbit import OrbitModel, OrbitSpec, orbit_spec
from tocsin.words import degrees

if TYPE_CHECKING:
    from tocsin.geometry.footprint import Footprint
    from tocsin.sensors.finders.layer import Layer
    from tocsin.sensors.finders.views import Views

NUMBERS = (
    *(ALERT_S, TRACK_S),
    Number(
        "cloud_top_km", 0, 50_000, "Height above which an infrared satellite sees, km", needed=True
    ),
    Number(
        *("min_elevation_deg", -90, 90),
        "Least elevation of the satellite above the object's horizontal, degrees",
        needed=True,
    ),
    AVAILABILITY,
)


class InfraredKeys(MeridianKeys):
    """What an infrared satellite's entry may say beside the numbers of its class."""

    orbit: OrbitModel | None = None
    """Orbits of a satellite or a layer of them, instead of a site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InfraredSpec(SensorSpec):
    """An infrared satellite, or a layer of them, with the numbers of its class filled in.

    A geostationary satellite stands above the equator at ``lon``; others have an ``orbit``, and
    their ``lon`` is 0 without meaning.
    """

    kind: str = field(default="infrared", init=False)
    lon: float
    orbit: OrbitSpec | None
    cloud_top_km: float
    min_elevation_deg: float

    def layout(self, *, position: int, rcs_m2: float) -> "Views | Layer":
        """Lay out one view, or a layer of satellites; neither depends on launch or object."""
        # An orbit goes by its own finder, since it moves during the flight.
        if self.orbit is not None:
            from tocsin.sensors.finders.layer import layer

            return layer(
                self.orbit,
                min_elevation_deg=self.min_elevation_deg,
                cloud_top_km=self.cloud_top_km,
            )
        from tocsin.sensors.finders.views import geostationary_view

        return geostationary_view(
            self.lon, min_elevation_deg=self.min_elevation_deg, cloud_top_km=self.cloud_top_km
        )

    def ground(
        self, *, altitude_km: float, rcs_m2: float = 1.0, time_s: float = 0.0
    ) -> "Footprint":
        """Return the ground below it, or below a layer at that time; none below the clouds."""
        from tocsin.geometry.footprint import Footprint, cap_footprint, merged, union

        if altitude_km < self.cloud_top_km:
            return Footprint(union([]))
        layout = self.layout(position=0, rcs_m2=rcs_m2)
        caps = [
            cap_footprint(
                place_m, altitude_km=altitude_km, min_elevation_deg=self.min_elevation_deg
            )
            for place_m in layout.satellites_m(time_s)
        ]
        return caps[0] if len(caps) == 1 else merged(caps)

    def words(self) -> Words:
        """Say where it is."""
        if self.orbit is None:
            return Words(where=f"above the equator at {degrees(self.lon, 'E', 'W')}")
        count = self.orbit.planes * self.orbit.per_plane
        # A single place would say nothing of what moves.
        orbit = f"{self.orbit.height}, {self.orbit.inclination_deg:g}°"
        return Words(where=f"{count} in orbit at {orbit}")


def _resolve(entry: Any, fields: dict[str, Any], refraction: Refraction) -> InfraredSpec:
    orbit = orbit_spec(entry.orbit) if entry.orbit else None
    return InfraredSpec(**fields, lon=entry.lon or 0.0, orbit=orbit)


def _problems(entry: Any, numbers: Numbers) -> Iterator[Finding]:
    # One of the two, and not both: they are the two ways in which satellites stand.
    if entry.orbit is None and entry.lon is None:
        yield "lon", "Missing key 'lon'", "Give a geostationary longitude, or an orbit."
    if entry.orbit is not None and entry.lon is not None:
        yield "orbit", "Invalid key 'orbit'", "It has a geostationary lon too; remove one."


KIND = Kind(
    name="infrared",
    noun="satellite",
    keys=InfraredKeys,
    numbers=NUMBERS,
    resolve=_resolve,
    problems=_problems,
    limits="Infrared satellites see boost above a cloud top; no weather, no false alarms.",
    remedies={"orbit": "Only infrared classes have orbits; remove it."},
    examples=(
        {"class": "geo-infrared", "lon": 50},
        {
            "class": "leo-infrared",
            "orbit": {"altitude_km": 1200, "inclination_deg": 60, "planes": 4, "per_plane": 5},
        },
        {
            "class": "heo-infrared",
            "orbit": {
                "perigee_km": 1000,
                "apogee_km": 39400,
                "inclination_deg": 63.4,
                "argument_of_perigee_deg": 270,
                "node_deg": 100,
                "phase_deg": 150,
            },
        },
    ),
    rank=2,
)
