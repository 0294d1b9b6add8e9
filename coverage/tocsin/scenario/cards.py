"""The cards library: notional numbers of sensor classes, arc classes and delays.

Each number carries ``low``, ``value``, ``high``, ``source`` and ``confidence``. A scenario may
override any of them; a bare number there is exact (no spread).
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal

from pydantic import Field

from tocsin.card_numbers import CardNumber, CardWithin
from tocsin.fields import Id, Line, Model, Text
from tocsin.frozen import EMPTY, Frozen, unchecked
from tocsin.sensors.models import SensorCard

UNITS = {"km": "km", "deg": "deg", "s": "s", "m": "m", "m2": "m2"}
_Seconds = Annotated[CardNumber, CardWithin(0, 604_800)]


class ArcCard(Model):
    """An arc class. A new class of a scenario is ballistic unless it says otherwise."""

    kind: Literal["ballistic", "cruise"] | None = None
    """``ballistic`` or ``cruise``."""
    title: Line | None = None
    """Title in words."""
    note: Text | None = None
    """What the open literature says."""
    boost_s: Annotated[CardNumber, CardWithin(0, 1000)] | None = None
    """Length of boost, seconds."""
    rcs_m2: Annotated[CardNumber, CardWithin(0, 10_000, above=True)] | None = None
    """Radar cross-section, m2."""
    altitude_km: Annotated[CardNumber, CardWithin(0, 100)] | None = None
    """Geodetic height of a low-flyer, km."""
    speed_m_s: Annotated[CardNumber, CardWithin(10, 8000)] | None = None
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

    sensors: Annotated[dict[Id, SensorCard], Field(max_length=200), Frozen] = EMPTY
    """Sensor classes."""
    arcs: Annotated[dict[Id, ArcCard], Field(max_length=200), Frozen] = EMPTY
    """Arc classes."""
    delays: DelayCard = DelayCard()
    """Delays."""

    def merged(self, overrides: "Cards") -> "Cards":
        """Return these cards with every number that `overrides` gives put in its place.

        Examples
        --------
        >>> own = Cards.model_validate({"delays": {"auto_s": 7}})
        >>> packaged_cards().merged(own).delays.auto_s.value
        7.0
        """
        # Both are checked already, and the merged cards are made for every run.
        return unchecked(
            self,
            {
                "sensors": _merge_groups(self.sensors, overrides.sensors),
                "arcs": _merge_groups(self.arcs, overrides.arcs),
                "delays": _merge(self.delays, overrides.delays),
            },
        )

    def table(self) -> list[dict[str, Any]]:
        """Return a row a number: group, class, key, its ends and value, unit, where it is from.

        ``together`` names the one unknown that it is with others, if any.

        Examples
        --------
        >>> row = packaged_cards().table()[0]
        >>> row["key"], row["unit"]
        ('r1_km', 'km')
        """
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
    row |= {"source": number.source, "confidence": number.confidence}
    return row | {"together": number.together}


def unit_of(key: str) -> str:
    """Return the unit that a key names, ``1`` for a pure number.

    Examples
    --------
    >>> unit_of("r1_km"), unit_of("speed_m_s"), unit_of("availability")
    ('km', 'm/s', '1')
    """
    # The only unit with two parts: "_s" alone would be taken for seconds.
    return "m/s" if key.endswith("_m_s") else UNITS.get(key.rpartition("_")[2], "1")


def _merge(card: Any, override: Any) -> Any:
    # Fields that the file sets; a default must not wipe out the package's number.
    given = {key: getattr(override, key) for key in override.model_fields_set}
    return unchecked(card, given)


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
    # Here, so that the cards' model can be used without the YAML reader.
    from .read import read_text

    folder = files("tocsin.scenario") / "cards"
    groups = ("sensors", "arcs", "delays")
    texts = {name: (folder / f"{name}.yaml").read_text("utf-8") for name in groups}
    return Cards.model_validate({name: read_text(text).data for name, text in texts.items()})
