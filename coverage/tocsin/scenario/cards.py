"""The cards library: notional numbers of sensor classes, arc classes and delays.

Each number carries ``low``, ``value``, ``high``, ``source`` and ``confidence``. A scenario may
override any of them; a bare number there is exact (no spread).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, Strict, model_validator
from pydantic_core import CoreSchema, core_schema

from tocsin.fields import Id, Line, Model, Text, problem

UNITS = {"km": "km", "deg": "deg", "s": "s", "m": "m", "m2": "m2"}
Finite = Annotated[float, Strict(), Field(allow_inf_nan=False)]


class CardNumber(Model):
    """One number of a card with its spread and where it comes from."""

    # The file may leave out low and high; the schema for editors has to say so.
    model_config = ConfigDict(json_schema_extra={"required": ["value"]})

    value: Finite
    """The value used."""
    low: Finite
    """Low end of the plausible range."""
    high: Finite
    """High end of the plausible range."""
    source: Text = "scenario file"
    """Where it can be read, or ``[notional]``."""
    confidence: Literal["low", "medium", "high"] | None = None
    """How well the source supports it."""

    @model_validator(mode="before")
    @classmethod
    def _fill_spread(cls, value: Any) -> Any:
        if isinstance(value, (int, float)):
            value = {"value": value}
        if isinstance(value, dict) and "value" in value:
            return {"low": value["value"], "high": value["value"]} | value
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise problem(
                f"low {self.low:g}, value {self.value:g}, high {self.high:g} must increase."
            )
        return self


@dataclass(frozen=True)
class _Within:
    """Metadata of a card number: a bare number or a mapping, all of it in the range."""

    low: float
    high: float
    above: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        inner = core_schema.no_info_after_validator_function(self._check_range, handler(source))
        written = core_schema.union_schema([core_schema.float_schema(), handler(source)])
        return core_schema.no_info_before_validator_function(
            _refuse_words, inner, json_schema_input_schema=written
        )

    def _check_range(self, card: CardNumber) -> CardNumber:
        for number in (card.low, card.value, card.high):
            if not self.low <= number <= self.high or (self.above and number == self.low):
                span = f"{'(' if self.above else '['}{self.low:g}, {self.high:g}]"
                raise problem(f"{number:g} is out of range. Must be within {span}.")
        return card


def _refuse_words(value: Any) -> Any:
    if isinstance(value, (bool, str, list)):
        raise problem("Must be a number or {low, value, high, source, confidence}.")
    return value


_Seconds = Annotated[CardNumber, _Within(0, 604_800)]
_Degrees = Annotated[CardNumber, _Within(-90, 90)]


class SensorCard(Model):
    """A sensor class. A new class of a scenario must say its ``kind``."""

    kind: Literal["radar", "infrared"] | None = None
    """``radar`` or ``infrared``."""
    title: Line | None = None
    """Title in words."""
    note: Text | None = None
    """What the open literature says, and where the class stops being valid."""
    r1_km: Annotated[CardNumber, _Within(0, 20_000, above=True)] | None = None
    """Range for a 1 m2 target, km."""
    instrumented_km: Annotated[CardNumber, _Within(0, 50_000, above=True)] | None = None
    """Instrumented range, km."""
    azimuth_deg: Annotated[CardNumber, _Within(0, 360, above=True)] | None = None
    """Whole width of the azimuth sector around each boresight, degrees."""
    elevation_min_deg: _Degrees | None = None
    """Least apparent elevation, degrees."""
    elevation_max_deg: _Degrees | None = None
    """Greatest apparent elevation, degrees."""
    alert_s: _Seconds | None = None
    """Unbroken time in view for an alert, seconds; absent: cannot give one."""
    track_s: _Seconds | None = None
    """Unbroken time in view for a track, seconds; absent: cannot give one."""
    height_m: Annotated[CardNumber, _Within(-500, 40_000)] | None = None
    """Height of the antenna, metres."""
    cloud_top_km: Annotated[CardNumber, _Within(0, 50_000)] | None = None
    """Height above which an infrared satellite sees, km."""
    min_elevation_deg: _Degrees | None = None
    """Least elevation of the satellite above the object's horizontal, degrees."""
    availability: Annotated[CardNumber, _Within(0, 1)] | None = None
    """Probability that it works; 1 if absent."""


class ArcCard(Model):
    """An arc class. A new class of a scenario is ballistic unless it says otherwise."""

    kind: Literal["ballistic", "cruise"] | None = None
    """``ballistic`` or ``cruise``."""
    title: Line | None = None
    """Title in words."""
    note: Text | None = None
    """What the open literature says."""
    boost_s: Annotated[CardNumber, _Within(0, 1000)] | None = None
    """Length of boost, seconds."""
    rcs_m2: Annotated[CardNumber, _Within(0, 10_000, above=True)] | None = None
    """Radar cross-section, m2."""
    altitude_km: Annotated[CardNumber, _Within(0, 100)] | None = None
    """Geodetic height of a low-flyer, km."""
    speed_m_s: Annotated[CardNumber, _Within(10, 8000)] | None = None
    """Ground speed of a low-flyer, m/s."""


class DelayCard(Model):
    """Delays of the sharing modes and of the two human stages."""

    auto_s: _Seconds | None = None
    """Machine to machine, one hop, seconds; each further hop costs it again."""
    release_s: _Seconds | None = None
    """A watch officer releases, seconds."""
    request_s: _Seconds | None = None
    """Asked for and answered, seconds."""
    exercise_s: _Seconds | None = None
    """As auto, but only when the run is an exercise, seconds."""
    assess_s: _Seconds | None = None
    """From notice to decision, seconds."""
    disseminate_s: _Seconds | None = None
    """From decision to public notice, seconds."""


class Cards(Model):
    """A library of cards: the package's, a scenario's overrides, or the two merged."""

    sensors: Annotated[dict[Id, SensorCard], Field(max_length=200)] = Field(default_factory=dict)
    """Sensor classes."""
    arcs: Annotated[dict[Id, ArcCard], Field(max_length=200)] = Field(default_factory=dict)
    """Arc classes."""
    delays: DelayCard = DelayCard()
    """Delays."""

    def merged(self, overrides: "Cards") -> "Cards":
        """Return these cards with every number that `overrides` gives put in its place."""
        return Cards.model_construct(
            sensors=_merge_groups(self.sensors, overrides.sensors),
            arcs=_merge_groups(self.arcs, overrides.arcs),
            delays=_merge(self.delays, overrides.delays),
        )

    def table(self) -> list[dict[str, Any]]:
        """Return a row a number: group, class, key, low, value, high, unit, source, confidence."""
        groups: list[tuple[str, dict[str, Any]]] = [
            ("sensors", self.sensors),
            ("arcs", self.arcs),
            ("delays", {"": self.delays}),
        ]
        return [
            _row(group, name, key, number)
            for group, cards in groups
            for name, card in cards.items()
            for key, number in _numbers(card)
        ]


def _numbers(card: Model) -> Iterator[tuple[str, CardNumber]]:
    for key in type(card).model_fields:
        number = getattr(card, key)
        if isinstance(number, CardNumber):
            yield key, number


def _row(group: str, name: str, key: str, number: CardNumber) -> dict[str, Any]:
    row: dict[str, Any] = {"group": group, "class": name, "key": key}
    row |= {"low": number.low, "value": number.value, "high": number.high, "unit": unit_of(key)}
    return row | {"source": number.source, "confidence": number.confidence}


def unit_of(key: str) -> str:
    """Return the unit that a key names, ``1`` for a pure number.

    Examples
    --------
    >>> unit_of("r1_km"), unit_of("speed_m_s"), unit_of("availability")
    ('km', 'm/s', '1')
    """
    return "m/s" if key.endswith("_m_s") else UNITS.get(key.rpartition("_")[2], "1")


def _merge(card: Any, override: Any) -> Any:
    given = {key: getattr(override, key) for key in override.model_fields_set}
    return card.model_copy(update=given)


def _merge_groups(cards: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    merged = dict(cards)
    for name, override in overrides.items():
        merged[name] = _merge(cards[name], override) if name in cards else override
    return merged


@lru_cache(maxsize=1)
def packaged_cards() -> Cards:
    """Return the package's cards, read once from ``scenario/cards/*.yaml``.

    Examples
    --------
    >>> packaged_cards().sensors["forward-x-band"].r1_km.value
    1500.0
    """
    from .read import read_text

    folder = files("tocsin.scenario") / "cards"
    groups = ("sensors", "arcs", "delays")
    texts = {name: (folder / f"{name}.yaml").read_text("utf-8") for name in groups}
    return Cards.model_validate({name: read_text(text).data for name, text in texts.items()})
