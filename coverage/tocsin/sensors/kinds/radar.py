"""Radars: a site or a patrol, range, azimuth sectors, elevation limits, perhaps a horizon mask."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.fields import Azimuth, Azimuths, Box, Model, Within, problem
from tocsin.sensors.kind import (
    ALERT_S,
    AVAILABILITY,
    HEIGHT_M,
    TRACK_S,
    Finding,
    Kind,
    Number,
    Numbers,
    Refraction,
    SensorSpec,
    SiteKeys,
    Words,
)
from tocsin.sensors.sectors import FULL_CIRCLE, Sector, merge_sectors
from tocsin.words import degrees, joined, quantity

if TYPE_CHECKING:
    from tocsin.geometry.footprint import Footprint
    from tocsin.sensors.finders import Layout

NUMBERS = (
    Number("r1_km", 0, 20_000, "Range for a 1 m2 target, km", above=True, needed=True),
    Number("instrumented_km", 0, 50_000, "Instrumented range, km", above=True, needed=True),
    Number(
        *("range_min_km", 0, 50_000, "Slant range within which nothing is seen, km", "0"),
        default=0.0,
    ),
    Number(
        *("azimuth_deg", 0, 360),
        "Whole width of the azimuth sector around each boresight, degrees",
        above=True,
        needed=True,
    ),
    Number("elevation_min_deg", -90, 90, "Least apparent elevation, degrees", needed=True),
    Number("elevation_max_deg", -90, 90, "Greatest apparent elevation, degrees", needed=True),
    *(ALERT_S, TRACK_S, HEIGHT_M, AVAILABILITY),
)


class SectorModel(Model):
    """An azimuth sector."""

    facing_deg: Azimuth
    """Azimuth of its middle, degrees clockwise from north."""
    half_width_deg: Annotated[float, Within(0, 180, above=True)]
    """Half its width, degrees; 180 is the full circle."""


def _check_mask(mask: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    azimuths = [azimuth for azimuth, _ in mask]
    if azimuths != sorted(set(azimuths)):
        raise problem("Azimuths of a mask must increase from one corner to the next.")
    return mask


Mask = Annotated[
    tuple[tuple[Annotated[float, Within(0, 360)], Annotated[float, Within(-90, 90)]], ...],
    Field(max_length=720),
    AfterValidator(_check_mask),
]


class RadarKeys(SiteKeys):
    """What a radar's entry may say beside the numbers of its class."""

    facing_deg: Annotated[Azimuths, Field(min_length=1, max_length=12)] | None = None
    """Boresight azimuth, or several, degrees; each gets the class's ``azimuth_deg``."""
    sectors: Annotated[tuple[SectorModel, ...], Field(min_length=1, max_length=12)] | None = None
    """Azimuth sectors written out, instead of ``facing_deg``."""
    patrol: Box | None = None
    """Patrol box of a ship or an aircraft, instead of a site."""
    mask: Mask = ()
    """Horizon mask as ``[azimuth_deg, elevation_deg]`` pairs, joined by straight lines."""

    @model_validator(mode="after")
    def _one_place_and_view(self) -> Self:
        # As part of the union of all kinds, an entry has the keys of the other kinds too.
        if self.patrol is not None and (self.lat is not None or self.lon is not None):
            raise problem("Has a patrol box and a site. Remove lat and lon, or the patrol.")
        if self.sectors is not None and self.facing_deg is not None:
            raise problem("Has facing_deg and sectors. Remove one of them.")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarSpec(SensorSpec):
    """A radar with the numbers of its class filled in.

    ``lat`` and ``lon`` are its site, or the centre of the box that it patrols.
    """

    kind: str = field(default="radar", init=False)
    lat: float
    lon: float
    patrol: tuple[float, float, float, float] | None
    height_m: float
    sectors: tuple[Sector, ...]
    r1_km: float
    instrumented_km: float
    range_min_km: float
    elevation_min_deg: float
    elevation_max_deg: float
    refraction: Refraction
    mask: tuple[tuple[float, float], ...]

    @property
    def site(self) -> tuple[float, float]:
        """Latitude and longitude of its mark on a map [deg]."""
        return self.lat, self.lon

    def reach_km(self, rcs_m2: float) -> float:
        """Range limit on an object: min(instrumented, R1 * (sigma / 1 m2)^(1/4)). [km]

        The fourth root follows from the radar equation (Skolnik, Introduction to Radar Systems).

        Examples
        --------
        Sixteen times the cross-section is seen twice as far:

        >>> from tocsin.scenario import Scenario, scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> radar = next(s for s in map(world.sensor_spec, world.sensors) if s.kind == "radar")
        >>> radar.reach_km(0.16) / radar.reach_km(0.01)
        2.0
        """
        # Beyond the instrumented range nothing is looked for, however large it is.
        return min(self.instrumented_km, self.r1_km * rcs_m2**0.25)

    def layout(self, *, position: int, rcs_m2: float) -> "Layout":
        """Lay out a view for each of its sectors, behind its mask if it has one."""
        from tocsin.sensors.finders.masked import masked
        from tocsin.sensors.finders.views import site_views

        lat, lon = self._place(position)
        views = site_views(
            *(lat, lon, self.height_m),
            reach_km=self.reach_km(rcs_m2),
            range_min_km=self.range_min_km,
            elevation_deg=(self.elevation_min_deg, self.elevation_max_deg),
            sectors=self.sectors,
            refraction=self.refraction,
        )
        # Terrain is rare and dear: without a mask a radar stays on the tuned path.
        if not self.mask:
            return views
        return masked(
            *(views, lat, lon, self.height_m),
            mask=self.mask,
            elevation_min_deg=self.elevation_min_deg,
            refraction=self.refraction,
        )

    def _place(self, position: int) -> tuple[float, float]:
        """Latitude and longitude; a patrol stands at the position of that number."""
        from tocsin.geometry.sampling import patrol_position

        # A patrol meets launch point i at its own position i, so that both are sampled together.
        return self.site if self.patrol is None else patrol_position(self.patrol, position)

    def ground(
        self, *, altitude_km: float, rcs_m2: float = 1.0, time_s: float = 0.0
    ) -> "Footprint":
        """Return the ground below the objects that it sees.

        A patrol stands at the middle of its box.
        """
        from tocsin.geometry.footprint import site_footprint
        from tocsin.geometry.view import Limits
        from tocsin.sensors.finders.masked import Masked

        layout = self.layout(position=0, rcs_m2=rcs_m2)
        limits = Limits(
            reach_km=self.reach_km(rcs_m2),
            near_km=self.range_min_km,
            elevation_deg=(self.elevation_min_deg, self.elevation_max_deg),
            sectors=self.sectors,
            refraction=self.refraction,
            screen=layout.screen if isinstance(layout, Masked) else None,
        )
        return site_footprint(
            *self.site, limits, altitude_km=altitude_km, site_height_m=self.height_m
        )

    def words(self) -> Words:
        """Say where it is and how far it sees."""
        return Words(
            where=self._where(),
            sectors=_sector_words(self.sectors),
            reach=self._reach(),
            elevation=f"{self.elevation_min_deg:g}–{self.elevation_max_deg:g}°",
        )

    def _reach(self) -> str:
        if self.range_min_km > 0.0:
            return f"{self.range_min_km:g}–{quantity(self.r1_km, 'km')}"
        return quantity(self.r1_km, "km")

    def _where(self) -> str:
        if self.patrol is None:
            return f"{degrees(self.lat, 'N', 'S')} {degrees(self.lon, 'E', 'W')}"
        west, south, east, north = self.patrol
        return (
            f"patrol {degrees(south, 'N', 'S')} to {degrees(north, 'N', 'S')}, "
            f"{degrees(west, 'E', 'W')} to {degrees(east, 'E', 'W')}"
        )


def _sector_words(sectors: tuple[Sector, ...]) -> str:
    if any(half >= 180.0 for _, half in sectors):
        return "all round"
    space = "\N{NO-BREAK SPACE}"
    return joined([f"{centre:g}°{space}±{space}{half:g}°" for centre, half in sectors])


def _resolve(entry: Any, fields: dict[str, Any], refraction: Refraction) -> RadarSpec:
    width_deg = fields.pop("azimuth_deg")  # lives on in the sectors
    lat, lon = (entry.lat, entry.lon) if entry.patrol is None else entry.patrol.centre
    return RadarSpec(
        **fields,
        lat=lat,
        lon=lon,
        patrol=entry.patrol.edges if entry.patrol else None,
        sectors=_sectors(entry, width_deg),
        refraction=entry.refraction or refraction,
        mask=entry.mask,
    )


def _sectors(entry: Any, width_deg: float) -> tuple[Sector, ...]:
    if entry.sectors is not None:
        return merge_sectors([(each.facing_deg, each.half_width_deg) for each in entry.sectors])
    if width_deg >= 360.0:
        return FULL_CIRCLE
    return merge_sectors([(facing, width_deg / 2.0) for facing in entry.facing_deg])


def _problems(entry: Any, numbers: Numbers) -> Iterator[Finding]:
    for key in ("lat", "lon"):
        if entry.patrol is None and getattr(entry, key) is None:
            yield key, f"Missing key {key!r}", "Give lat and lon, or a patrol box."
    yield from _range_problems(numbers)
    low, high = numbers["elevation_min_deg"], numbers["elevation_max_deg"]
    if low is not None and high is not None and low >= high:
        what = f"Invalid elevation_min_deg {low:g}"
        yield "elevation_min_deg", what, f"Must be less than elevation_max_deg {high:g}."
    width = numbers["azimuth_deg"]
    turned = entry.facing_deg is not None or entry.sectors is not None
    if width is not None and width < 360 and not turned:
        remedy = f"The class sees {width:g} degrees; give the boresight azimuth, or sectors."
        yield "facing_deg", "Missing key 'facing_deg'", remedy


def _range_problems(numbers: Numbers) -> Iterator[Finding]:
    near, limits = numbers["range_min_km"], (numbers["instrumented_km"], numbers["r1_km"])
    reach = min((each for each in limits if each is not None), default=None)
    if near and reach is not None and near >= reach:
        what = f"Invalid range_min_km {near:g}"
        yield "range_min_km", what, f"Must be less than the range for 1 m2, {reach:g} km."


KIND = Kind(
    name="radar",
    noun="radar",
    keys=RadarKeys,
    numbers=NUMBERS,
    resolve=_resolve,
    problems=_problems,
    limits="A radar sees by geometry, range for the object's radar cross-section, and refraction "
    "in a standard atmosphere. Terrain counts only where a horizon mask is given. No clutter, no "
    "jamming, no search load, no chance of missing. Over-the-horizon radars cannot be said.",
    examples=(
        {"class": "forward-x-band", "lat": 37, "lon": 11, "facing_deg": 200},
        {
            "class": "national-warning",
            "lat": 37,
            "lon": 11,
            "facing_deg": [20, 300],
            "height_m": 900,
        },
        {
            "class": "ship-s-band",
            "patrol": {"west": 12, "south": 33, "east": 14, "north": 36},
            "refraction": "effective-earth",
            "mask": [[0, 1], [90, 12], [180, 3], [270, 8]],
        },
    ),
    rank=1,
)
