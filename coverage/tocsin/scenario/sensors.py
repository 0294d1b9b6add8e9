"""Sensors: site or patrol or orbit, owner and host, and any card number overridden in place."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.fields import (
    Azimuth,
    Azimuths,
    Box,
    Id,
    Ids,
    Kilometres,
    Latitude,
    Longitude,
    Model,
    Probability,
    Seconds,
    Within,
    problem,
)

Refraction = Literal["traced", "effective-earth", "none"]
Elevation = Annotated[float, Within(-90, 90)]

# The card numbers that a sensor may override in place, for each kind of sensor.
SHARED_KEYS = ("alert_s", "track_s", "availability")
RADAR_KEYS = (
    "r1_km",
    "instrumented_km",
    "azimuth_deg",
    "elevation_min_deg",
    "elevation_max_deg",
    "height_m",
)
INFRARED_KEYS = ("cloud_top_km", "min_elevation_deg")
CARD_KEYS = {"radar": SHARED_KEYS + RADAR_KEYS, "infrared": SHARED_KEYS + INFRARED_KEYS}


class SectorModel(Model):
    """An azimuth sector."""

    facing_deg: Azimuth
    """Azimuth of its middle, degrees clockwise from north."""
    half_width_deg: Annotated[float, Within(0, 180, above=True)]
    """Half its width, degrees; 180 is the full circle."""


class OrbitModel(Model):
    """Circular orbits of an infrared layer, in a Walker pattern."""

    altitude_km: Annotated[float, Within(160, 36_000)]
    """Height above the equatorial radius, km."""
    inclination_deg: Annotated[float, Within(0, 180)]
    """Inclination, degrees."""
    node_deg: Azimuth = 0.0
    """Longitude of the first plane's ascending node at launch time, degrees east."""
    phase_deg: Azimuth = 0.0
    """Angle of the first satellite from the node at launch time, degrees."""
    planes: Annotated[int, Within(1, 100)] = 1
    """Number of orbital planes, spread evenly."""
    per_plane: Annotated[int, Within(1, 100)] = 1
    """Satellites in each plane, spread evenly."""
    phasing: Annotated[int, Within(0, 99)] = 0
    """Walker phasing: the step between neighbouring planes in units of 360 / satellites."""


def _check_mask(mask: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    azimuths = [azimuth for azimuth, _ in mask]
    if azimuths != sorted(set(azimuths)):
        raise problem("Azimuths of a mask must increase from one corner to the next.")
    return mask


Mask = Annotated[
    tuple[tuple[Annotated[float, Within(0, 360)], Elevation], ...],
    Field(max_length=720),
    AfterValidator(_check_mask),
]


class Sensor(Model):
    """A sensor of a generic class. Sites are notional and rounded to whole degrees."""

    class_name: Id = Field(alias="class")
    """Sensor class: a card of the package or of this file."""
    owner: Id
    """The nation from which its data originates."""
    host: Id | None = None
    """The nation on whose soil it stands; the owner if absent."""
    lat: Latitude | None = None
    """Latitude of the site, degrees north."""
    lon: Longitude | None = None
    """Longitude of the site, or of a geostationary satellite, degrees east."""
    height_m: Annotated[float, Within(-500, 40_000)] | None = None
    """Height of the antenna above the ellipsoid, metres; the card's if absent, else 0."""
    facing_deg: Annotated[Azimuths, Field(min_length=1, max_length=12)] | None = None
    """Boresight azimuth, or several, degrees; each gets the class's ``azimuth_deg``."""
    sectors: Annotated[tuple[SectorModel, ...], Field(min_length=1, max_length=12)] | None = None
    """Azimuth sectors written out, instead of ``facing_deg``."""
    patrol: Box | None = None
    """Patrol box of a ship or an aircraft, instead of a site."""
    orbit: OrbitModel | None = None
    """Orbits of a low satellite layer, instead of a site."""
    not_to: Ids = ()
    """Nations that its data may never go to, by any route (a host's veto, say)."""
    availability: Probability | None = None
    """Probability that it works."""
    mask: Mask = ()
    """Horizon mask as ``[azimuth_deg, elevation_deg]`` pairs, joined by straight lines."""
    refraction: Refraction | None = None
    """Overrides the scenario's ``refraction``."""
    r1_km: Annotated[float, Within(0, 20_000, above=True)] | None = None
    """Range for a 1 m2 target, km; overrides the card."""
    instrumented_km: Annotated[float, Within(0, 50_000, above=True)] | None = None
    """Instrumented range, km; overrides the card."""
    azimuth_deg: Annotated[float, Within(0, 360, above=True)] | None = None
    """Whole width of the azimuth sector around each boresight, degrees; overrides the card."""
    elevation_min_deg: Elevation | None = None
    """Least apparent elevation, degrees; overrides the card."""
    elevation_max_deg: Elevation | None = None
    """Greatest apparent elevation, degrees; overrides the card."""
    alert_s: Seconds | None = None
    """Unbroken time in view for an alert, seconds; overrides the card."""
    track_s: Seconds | None = None
    """Unbroken time in view for a track, seconds; overrides the card."""
    cloud_top_km: Kilometres | None = None
    """Height above which an infrared satellite sees, km; overrides the card."""
    min_elevation_deg: Elevation | None = None
    """Least elevation of the satellite above the object's horizontal, degrees; overrides."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.patrol is not None and (self.lat is not None or self.lon is not None):
            raise problem("Has a patrol box and a site. Remove lat and lon, or the patrol.")
        if self.sectors is not None and self.facing_deg is not None:
            raise problem("Has facing_deg and sectors. Remove one of them.")
        if self.owner in self.not_to:
            raise problem(f"not_to bars its owner {self.owner!r} from its own data. Remove it.")
        return self
