"""The base model and the field types that every model of a file shares.

Scenarios, studies, sensor kinds and clauses of agreements are all built of them.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from inspect import cleandoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    Strict,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from tocsin.checks import as_day, wrapped
from tocsin.frozen import Unchanging

# No dots, since paths of changes are dotted; \Z, as $ would allow a line end after the name.
_ID = r"^[A-Za-z0-9_-]{1,64}\Z"
_ID_RULE = "Use 1 to 64 letters, digits, '-' and '_'."
# All but tabs and line ends: XML has no way to write most of them, and terminals obey some.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class Model(Unchanging):
    """Frozen, without unknown keys, each field documented by the string beneath it."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=False, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add what stands beneath each field. Only a schema tells it; loading need not read it."""
        schema = super().__get_pydantic_json_schema__(core, handler)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in field_docs(cls).items():
            if name in cls.model_fields:
                properties[cls.model_fields[name].alias or name]["description"] = text
        return schema


def field_docs(model: type) -> dict[str, str]:
    """Return the string beneath each field of a model that has one, those of its bases too.

    Examples
    --------
    >>> from tocsin.scenario.models import Scenario
    >>> field_docs(Scenario)["nations"].split(",")[0]
    'Nations by ID'
    """
    docs: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Model):
            docs |= dict(_docs_in(base))
    return docs


def _docs_in(model: type) -> Iterator[tuple[str, str]]:
    try:
        source = getsource(model)
    except (OSError, TypeError):  # made from a table, which describes its fields itself
        return
    (definition,) = ast.parse(dedent(source)).body
    assert isinstance(definition, ast.ClassDef)
    for field, below in pairwise(definition.body):
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr):
            text = ast.literal_eval(below.value)
            yield ast.unparse(field.target), cleandoc(text)


def problem(text: str) -> PydanticCustomError:
    """Return an error that carries a finished sentence.

    Examples
    --------
    >>> from pydantic import TypeAdapter, ValidationError
    >>> try:
    ...     TypeAdapter(Latitude).validate_python(91.0)
    ... except ValidationError as error:
    ...     error.errors()[0]["msg"]
    'Must be within [-90, 90].'
    """
    return PydanticCustomError("tocsin", "{text}", {"text": text})


class Drawn(float):
    """A number of a file with the range that draws take it from; else a number as any other.

    Parameters
    ----------
    value, low, high : float

    Examples
    --------
    >>> number = Drawn(60.0, 30.0, 90.0)
    >>> number + 1.0, number.low, number.high
    (61.0, 30.0, 90.0)
    """

    low: float
    high: float

    def __new__(cls, value: float, low: float, high: float) -> Self:
        """Make one, which is never changed."""
        number = super().__new__(cls, value)
        number.low, number.high = float(low), float(high)
        return number

    def __getnewargs__(self) -> tuple[float, float, float]:  # type: ignore[override]
        """Say how copies and other processes make it again."""
        return float(self), self.low, self.high

    def written(self) -> dict[str, float]:
        """Return it as a file writes it.

        Examples
        --------
        >>> Drawn(60.0, 30.0, 90.0).written()
        {'low': 30.0, 'value': 60.0, 'high': 90.0}
        """
        return {"low": self.low, "value": float(self), "high": self.high}


def is_drawn(value: Any) -> bool:
    """Tell whether plain data is a number that is drawn.

    Examples
    --------
    >>> is_drawn({"low": 1, "value": 2, "high": 3}), is_drawn({"low": 1}), is_drawn(2)
    (True, False, False)
    """
    return isinstance(value, dict) and set(value) == {"low", "value", "high"}


@dataclass(frozen=True)
class Within:
    """Metadata of a number in ``[low, high]``, or ``(low, high]`` with `above`.

    Booleans, text and what is not finite are refused, and one sentence names the whole range.
    With `drawn` a file may write ``{low, value, high}`` instead, and gets a `Drawn`.
    """

    low: float
    high: float
    above: bool = False
    drawn: bool = False

    @property
    def span(self) -> str:
        """The range in brackets."""
        return f"{'(' if self.above else '['}{self.low}, {self.high}]"

    def __get_pydantic_core_schema__(self, source: Any, _handler: Any) -> CoreSchema:
        """Return the schema of a strict int or float with these bounds."""
        bounds: dict[str, Any] = {"gt" if self.above else "ge": self.low, "le": self.high}
        if source is int:
            # Strict: "12" in quotes and 12.0 for a count are mistakes to be told, not to be mended.
            inner: CoreSchema = core_schema.int_schema(strict=True, **bounds)
        else:
            inner = core_schema.float_schema(strict=True, allow_inf_nan=False, **bounds)
        what = "a whole number " if source is int else "a number "

        def check(value: Any, handler: Callable[[Any], Any]) -> Any:
            try:
                return handler(value)
            except ValidationError as error:
                # A number out of range needs only the range said; anything else also that it must
                # be a number.
                in_kind = error.errors()[0]["type"].startswith(("greater_than", "less_than"))
                raise problem(f"Must be {'' if in_kind else what}within {self.span}.") from error

        if not self.drawn:
            return core_schema.no_info_wrap_validator_function(check, inner)
        return _drawn_schema(check, inner)


def _drawn_schema(check: Callable[[Any, Any], Any], inner: CoreSchema) -> CoreSchema:
    """Return the schema of a number that may also be given with its range."""

    def read(value: Any, handler: Callable[[Any], Any]) -> Any:
        written = value.written() if isinstance(value, Drawn) else value
        if not isinstance(written, dict):
            return check(value, handler)
        if not is_drawn(written):
            raise problem("Must be a number or {low, value, high}.")
        low, number, high = (check(written[end], handler) for end in ("low", "value", "high"))
        if not low <= number <= high:
            raise problem(f"low {low:g}, value {number:g}, high {high:g} must increase.")
        return Drawn(number, low, high)

    ends = {name: core_schema.typed_dict_field(inner) for name in ("low", "value", "high")}
    return core_schema.no_info_wrap_validator_function(
        read,
        inner,
        json_schema_input_schema=core_schema.union_schema(
            [inner, core_schema.typed_dict_schema(ends)]
        ),
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda number: number.written() if isinstance(number, Drawn) else number
        ),
    )


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    for index, value in enumerate(values):
        # Lists are short, and the first that stands twice is the one to name.
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


def _check_text(value: str) -> str:
    control = _CONTROL.search(value)
    if control:
        raise problem(f"Holds the control character U+{ord(control[0]):04X}. Remove it.")
    return value


def _check_date(value: Any) -> date:
    day = as_day(value)
    if day is None:
        raise problem("Must be a date such as 2016-11-23, a month or a year.")
    return day


Id = Annotated[str, BeforeValidator(_check_id), Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Ids = Annotated[tuple[Id, ...], Field(max_length=2000), AfterValidator(_unique)]
Day = Annotated[date, BeforeValidator(_check_date)]
Flag = Annotated[bool, Strict()]
Line = Annotated[str, Strict(), Field(max_length=500), AfterValidator(_check_text)]
Text = Annotated[str, Strict(), Field(max_length=5000), AfterValidator(_check_text)]
# The schemas for editors show both spellings.
IdOrIds = Annotated[tuple[Id, ...], BeforeValidator(as_list, json_schema_input_type=Id | list[Id])]
Latitude = Annotated[float, Within(-90, 90)]
# Files of the Pacific write longitudes to 360; behind this line there is one way to write each.
Longitude = Annotated[float, Within(-180, 360), AfterValidator(wrapped)]
Azimuth = Annotated[float, Within(-360, 360)]
Seconds = Annotated[float, Within(0, 604_800, drawn=True)]
Probability = Annotated[float, Within(0, 1)]
Kilometres = Annotated[float, Within(0, 50_000)]
Azimuths = Annotated[
    tuple[Azimuth, ...], BeforeValidator(as_list, json_schema_input_type=Azimuth | list[Azimuth])
]


def _is_turn(west: Any, east: Any) -> bool:
    numbers = all(type(each) in (int, float) for each in (west, east))
    return numbers and -180 <= west <= 0 and east - west == 360


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

    @model_validator(mode="before")
    @classmethod
    def _whole_turn(cls, value: Any) -> Any:
        # From 0 to 360 is the whole belt, and not nothing, as its edges wrapped one by one.
        if isinstance(value, dict):
            west, east = value.get("west"), value.get("east")
            if _is_turn(west, east):
                return value | {"west": -180.0, "east": 180.0}
        return value

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
        # Eastward from west to east, over the antimeridian if need be; no difference is a whole
        # turn.
        width = (self.east - self.west) % 360.0 or 360.0
        return (self.south + self.north) / 2.0, (self.west + width / 2.0 + 180.0) % 360.0 - 180.0


def or_else(other: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    """Return what lets the schema of a field be another one, too: a list, or a mapping."""

    def put(schema: dict[str, Any]) -> None:
        about = ("default", "description")
        schema["anyOf"] = [{k: schema.pop(k) for k in list(schema) if k not in about}, other]

    return put
