"""A sensor's entry and a sensor class's card: the union of what all kinds declare.

An entry names its class, and the class's card its kind; so one model has the keys of all kinds, and
`tocsin.sensors.resolve` tells which of them the kind does not use.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from tocsin.card_numbers import CardNumber, CardWithin
from tocsin.fields import Line, Model, Text, Within
from tocsin.sensors.kind import Number, SensorKeys
from tocsin.sensors.kinds import KINDS


def every_number() -> Iterator[Number]:
    """Yield the numbers of all kinds, each once.

    Examples
    --------
    >>> [number.key for number in every_number()][:2]
    ['r1_km', 'instrumented_km']
    """
    # Kinds share numbers: one key, one line in the schema.
    numbers = {number.key: number for kind in KINDS.values() for number in kind.numbers}
    yield from numbers.values()


def _overrides() -> type[Model]:
    fields: dict[str, Any] = {}
    for number in every_number():
        # In a sensor's entry a number is exact; in a card it has a spread and a source.
        bounds = Within(number.low, number.high, above=number.above, drawn=True)
        text = f"{number.text}; overrides the card."
        fields[number.key] = Annotated[float, bounds] | None, Field(default=None, description=text)
    return create_model("Overrides", __base__=Model, **fields)


def _numbers() -> type[Model]:
    fields: dict[str, Any] = {}
    for number in every_number():
        bounds = CardWithin(number.low, number.high, above=number.above)
        absent = f"; absent: {number.absent}" if number.absent else ""
        text = Field(default=None, description=f"{number.text}{absent}.")
        fields[number.key] = Annotated[CardNumber, bounds] | None, text
    return create_model("Numbers", __base__=Model, **fields)


class CardHead(Model):
    """What a sensor class has beside its numbers."""

    kind: Literal[tuple(KINDS)] | None = None  # type: ignore[valid-type]  # known when it runs
    """What sees; a new class of a scenario must say it."""
    title: Line | None = None
    """Title in words."""
    note: Text | None = None
    """What the open literature says, and where the class stops being valid."""


def _keys() -> list[type[Model]]:
    """Return the key models of all kinds, each once; one that another builds on comes with that."""
    models = dict.fromkeys(kind.keys for kind in KINDS.values())
    bases = {base for model in models for base in model.__mro__[1:]}
    return [model for model in models if model not in bases]


# pydantic puts the fields of the last base first: what all sensors share leads, numbers end.
_KEYS = (_overrides(), *reversed(_keys()), SensorKeys)


class Sensor(*_KEYS):  # type: ignore[misc]  # the kinds are known when it runs
    """A sensor of a generic class. Sites are notional and rounded to whole degrees."""


class SensorCard(_numbers(), CardHead):  # type: ignore[misc]  # as above
    """A sensor class. A new class of a scenario must say its ``kind``."""
