"""The interface of sensor kinds: what a kind says of itself, what its sensors can be asked.

A kind is one module of `tocsin.sensors.kinds`. It declares its keys and card numbers (``Kind``) and
makes sensors (a subclass of ``SensorSpec``). Nothing outside that module asks which kind a sensor
is of.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from tocsin.fields import Id, Ids, Latitude, Longitude, Model, problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray
    from shapely import Geometry

    from tocsin.geometry.footprint import Footprint
    from tocsin.sensors.finders import Layout

Refraction = Literal["traced", "effective-earth", "none"]
# The key at fault ("" for the whole entry), what is wrong, and the remedy.
Finding = tuple[str, str, str]
# Card numbers by key; None where neither the sensor nor its class gives one.
Numbers = Mapping[str, float | None]


class Number(NamedTuple):
    """A number of a card, which a sensor may override in place: one line declares both.

    Attributes
    ----------
    key : str
        Its unit stands at the end, as in ``r1_km``.
    low, high : float
        Bounds; `low` itself is out of them with `above`.
    text : str
        What it is, for readers of the file, without a full stop.
    absent : str
        What its absence means, if it may be absent.
    needed : bool
        Whether every sensor of the kind must have it.
    default : float, optional
        What stands for it in a sensor where it is absent.
    """

    key: str
    low: float
    high: float
    text: str
    absent: str = ""
    above: bool = False
    needed: bool = False
    default: float | None = None


# The numbers that kinds share, each to be listed by the kinds that use it.
ALERT_S = Number(
    "alert_s", 0, 604_800, "Unbroken time in view for an alert, seconds", "cannot give one"
)
TRACK_S = Number(
    "track_s", 0, 604_800, "Unbroken time in view for a track, seconds", "cannot give one"
)
HEIGHT_M = Number(
    *("height_m", -500, 40_000, "Height of the antenna above the ellipsoid, metres", "0"),
    default=0.0,
)
AVAILABILITY = Number("availability", 0, 1, "Probability that it works", "1", default=1.0)


class SensorKeys(Model):
    """The keys that a sensor of any kind may have, beside the numbers of its class."""

    class_name: Id = Field(alias="class")
    """Sensor class: a card of the package or of this file."""
    owner: Id
    """The nation from which its data originates."""
    host: Id | None = None
    """The nation on whose soil it stands; the owner if absent."""
    not_to: Ids = ()
    """Nations that its data may never go to, by any route (a host's veto, say)."""
    refraction: Refraction | None = None
    """Overrides the scenario's ``refraction``."""

    @model_validator(mode="after")
    def _owner_may_know(self) -> Self:
        if self.owner in self.not_to:
            raise problem(f"not_to bars its owner {self.owner!r} from its own data. Remove it.")
        return self


class MeridianKeys(Model):
    """The key of kinds that stand on a meridian."""

    lon: Longitude | None = None
    """Longitude of the site, or of a geostationary satellite, degrees east."""


class SiteKeys(MeridianKeys):
    """The keys of kinds that stand on the ground."""

    lat: Latitude | None = None
    """Latitude of the site, degrees north."""


class Words(NamedTuple):
    """A sensor in words, as tables show it; empty or a dash where its kind has no such thing."""

    where: str
    sectors: str = ""
    reach: str = "–"
    elevation: str = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSpec(ABC):
    """One sensor with the numbers of its class filled in, of whatever kind.

    ``alert_s`` or ``track_s`` None: it cannot produce that tier.
    """

    kind: str = field(init=False)
    id: str
    class_name: str
    owner: str
    host: str
    not_to: tuple[str, ...]
    alert_s: float | None
    track_s: float | None
    availability: float

    @property
    def site(self) -> tuple[float, float] | None:
        """Latitude and longitude of its mark on a map [deg]; None for what has no fixed place."""
        return None

    @abstractmethod
    def layout(self, *, position: int, rcs_m2: float) -> "Layout":
        """Lay it out for finding windows.

        Parameters
        ----------
        position : int
            Number of the launch point within its area, which is that of a patrol's position.
        rcs_m2 : float
            Radar cross-section of the object [m2].
        """

    def in_view(
        self,
        lat: "ArrayLike",
        lon: "ArrayLike",
        altitude_km: "ArrayLike",
        *,
        rcs_m2: float = 1.0,
        time_s: "ArrayLike" = 0.0,
        position: int = 0,
    ) -> "NDArray[np.bool_]":
        """Tell which still points it sees.

        What burns is meant where it is an infrared satellite that is asked.

        Parameters
        ----------
        lat, lon, altitude_km : array_like
            Geodetic [deg, km above the ellipsoid]; they broadcast.
        rcs_m2 : float
            Radar cross-section of the object [m2].
        time_s : array_like
            After launch [s], which matters for satellites on orbits; it broadcasts too.
        position : int
            Number of the place where a patrol stands; 0 is the middle of its box.

        Returns
        -------
        ndarray of bool
            An object exactly on a limit is in view.

        Examples
        --------
        A quarter of a turn away from a satellite is below its horizon:

        >>> from tocsin.scenario import Scenario, scaffold
        >>> world = Scenario.from_text(scaffold("island"))
        >>> sensors = [world.sensor_spec(name) for name in world.sensors]
        >>> (satellite,) = (sensor for sensor in sensors if sensor.site is None)
        >>> satellite.in_view(0.0, [satellite.lon, satellite.lon + 90.0], 10.0).tolist()
        [True, False]
        """
        return (
            self.limits(lat, lon, altitude_km, rcs_m2=rcs_m2, time_s=time_s, position=position) == 0
        )

    def limits(
        self,
        lat: "ArrayLike",
        lon: "ArrayLike",
        altitude_km: "ArrayLike",
        *,
        rcs_m2: float = 1.0,
        time_s: "ArrayLike" = 0.0,
        position: int = 0,
    ) -> "NDArray[np.uint8]":
        """Tell which limits keep still points out of view; parameters as `in_view`.

        Returns
        -------
        ndarray of uint8
            Bits of `tocsin.sensors.limits.Limit`; 0 is in view.
        """
        from tocsin.sensors.finders.still import limits_of

        layout = self.layout(position=position, rcs_m2=rcs_m2)
        return limits_of(layout, lat, lon, altitude_km, time_s=time_s)

    @abstractmethod
    def ground(
        self, *, altitude_km: float, rcs_m2: float = 1.0, time_s: float = 0.0
    ) -> "Footprint":
        """Return the ground below the objects that it sees, and what limits it.

        The same points as `in_view`; see `tocsin.geometry.footprint`.

        Parameters
        ----------
        altitude_km : float
            Altitude of the objects above the ellipsoid [km].
        rcs_m2 : float
            Radar cross-section of the objects [m2].
        time_s : float
            After launch [s], for satellites on orbits.
        """

    def footprint(
        self, *, altitude_km: float, rcs_m2: float = 1.0, time_s: float = 0.0
    ) -> "Geometry":
        """Return the shape of `ground` alone: longitude, latitude [deg], cut at the antimeridian.

        Parameters are those of `ground`.
        """
        return self.ground(altitude_km=altitude_km, rcs_m2=rcs_m2, time_s=time_s).shape

    @abstractmethod
    def words(self) -> Words:
        """Say where it is and how far it sees."""


# What `Kind.resolve` gets: the entry; the fields of `SensorSpec` and the kind's numbers, by name;
# the scenario's refraction.
Resolve = Callable[[Any, dict[str, Any], Refraction], SensorSpec]


@dataclass(frozen=True)
class Kind:
    """A kind of sensor: all that loader, checks, schema, tables and documents ask of it.

    Attributes
    ----------
    name : str
        What the ``kind`` of a card says.
    noun : str
        What one is called in a sentence; several take an s.
    keys : type of Model
        Keys of a sensor beside `SensorKeys` and its numbers; each is optional in the file.
    numbers : tuple of Number
        Numbers of its cards, in the order of tables.
    resolve : callable
        Makes a sensor, see `Resolve`; every needed number is there.
    problems : callable
        Finds what is wrong with an entry and its numbers beyond missing and unused keys.
    limits : str
        What its model leaves out, for the list of limits of a report.
    examples : tuple of mapping
        Entries as a file has them, without the owner, of a class of the package: one for each way
        of writing one. The tests of all kinds run on them.
    remedies : mapping of str to str
        By key: what to say where it stands on a sensor of a kind that does not use it.
    rank : int
        Kinds stand in this order in messages, tables and the schema; equal ones by name.
    """

    name: str
    noun: str
    keys: type[Model]
    numbers: tuple[Number, ...]
    resolve: Resolve
    problems: Callable[[Any, Numbers], Iterator[Finding]]
    limits: str
    examples: tuple[Mapping[str, Any], ...]
    remedies: Mapping[str, str] = field(default_factory=dict)
    rank: int = 100

    @property
    def used_keys(self) -> set[str]:
        """Names of all the fields of an entry that it uses."""
        numbers = {number.key for number in self.numbers}
        return {*SensorKeys.model_fields, *self.keys.model_fields, *numbers}
