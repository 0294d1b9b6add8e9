"""The base model and the field types that all parts of a scenario share."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationError,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

_ID = r"^[A-Za-z0-9_-]{1,64}\Z"
_ID_RULE = "Use 1 to 64 letters, digits, '-' and '_'."


class Model(BaseModel):
    """Frozen, without unknown keys, each field documented by the string beneath it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=False
    )


def problem(text: str) -> PydanticCustomError:
    """Return an error that carries a finished sentence."""
    # Braces are doubled since pydantic formats the template.
    return PydanticCustomError("tocsin", text.replace("{", "{{").replace("}", "}}"))


def _remedy(text: str) -> WrapValidator:
    """Replace whatever pydantic says about a number by one sentence with the whole range."""

    def check(value: Any, handler: Callable[[Any], Any]) -> Any:
        try:
            return handler(value)
        except ValidationError as error:
            raise problem(text) from error

    return WrapValidator(check)


def number(low: float, high: float, *, above: bool = False) -> Any:
    """Return the type of a finite number in ``[low, high]``, or ``(low, high]`` with `above`."""
    bounds = {"gt" if above else "ge": low, "le": high}
    left = "(" if above else "["
    text = f"Must be a number within {left}{low:g}, {high:g}]."
    field = Field(allow_inf_nan=False, **bounds)
    return Annotated[float, Strict(), field, _remedy(text)]


def whole(low: int, high: int) -> Any:
    """Return the type of a whole number in ``[low, high]``; a float or a boolean is refused."""
    text = f"Must be a whole number within [{low}, {high}]."
    return Annotated[int, Strict(), Field(ge=low, le=high), _remedy(text)]


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise problem(f"{value!r} stands twice. Name each once.")
    return values


def as_list(value: Any) -> Any:
    """Turn one value into a list of one, so that a file may write either."""
    return value if value is None or isinstance(value, (list, tuple)) else [value]


def _check_id(value: Any) -> Any:
    if not isinstance(value, str):
        raise problem("Must be a name in text. Put it in quotes.")
    if not re.match(_ID, value):
        raise problem(_ID_RULE)
    return value


def _as_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == 10 else None
        except ValueError:
            return None
    return None if isinstance(value, datetime) or not isinstance(value, date) else value


def _check_date(value: Any) -> date:
    day = _as_date(value)
    if day is None:
        raise problem("Must be a date such as 2016-11-23.")
    return day


Id = Annotated[str, BeforeValidator(_check_id), Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Ids = Annotated[tuple[Id, ...], Field(max_length=2000), AfterValidator(_unique)]
Day = Annotated[date, BeforeValidator(_check_date)]
Flag = Annotated[bool, Strict()]
Line = Annotated[str, Strict(), Field(max_length=500)]
Text = Annotated[str, Strict(), Field(max_length=5000)]
Latitude = number(-90, 90)
Longitude = number(-180, 180)
Azimuth = number(-360, 360)
Seconds = number(0, 604_800)
Probability = number(0, 1)
Kilometres = number(0, 50_000)


def one_or_many(inner: Any) -> Any:
    """Return the type of a tuple that a file may also write as a single value."""
    # The schema for editors shows both spellings.
    return Annotated[
        tuple[inner, ...],
        BeforeValidator(as_list, json_schema_input_type=inner | list[inner]),
    ]


class Box(Model):
    """A box of longitudes and latitudes; ``west > east`` wraps through the antimeridian."""

    west: Longitude
    """Western edge, degrees east."""
    south: Latitude
    """Southern edge, degrees north."""
    east: Longitude
    """Eastern edge, degrees east."""
    north: Latitude
    """Northern edge, degrees north."""

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.south >= self.north:
            raise problem(f"south {self.south:g} must be less than north {self.north:g}.")
        if self.west == self.east:
            raise problem(f"west and east are both {self.west:g}. Use -180 and 180 for all.")
        return self

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        return self.west, self.south, self.east, self.north

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude of the middle, degrees."""
        width = (self.east - self.west) % 360.0 or 360.0
        return (self.south + self.north) / 2.0, (self.west + width / 2.0 + 180.0) % 360.0 - 180.0
