"""Where a nation is, as the file writes it."""

from typing import Annotated, Any, Self

from pydantic import Field, PlainSerializer, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from tocsin.fields import Box, Line, Model, problem
from tocsin.geometry.outline import Fault, Outline, Parts, as_written, read_outline, ring_name

# Keys by which a GeoJSON object is known that stands where a territory should.
_GEOJSON = {"coordinates", "geometry", "geometries", "features"}


def _read(value: Any) -> Parts | str:
    """Read an outline in any of its forms; what is wrong with it is told ring by ring."""
    outline = read_outline(value)
    faults = outline.faults or _ring_faults(outline)
    if faults:
        text = " ".join(fault.text for fault in faults)
        raise PydanticCustomError("outline", "{text}", {"text": text, "faults": tuple(faults)})
    return value if isinstance(value, str) else outline.parts


def _ring_faults(outline: Outline) -> list[Fault]:
    # Shapes are known one floor below, and take a while to import: most files have no polygon.
    from tocsin.geometry.rings import lay_out

    return [
        Fault(outline.places[part, ring], _named(ring_name(outline, part, ring), text))
        for (part, ring), text in lay_out(outline.parts).faults.items()
    ]


def _named(name: str, text: str) -> str:
    return f"{name}: {text[0].lower()}{text[1:]}" if name else text


def _write(value: Parts | str) -> Any:
    return value if isinstance(value, str) else as_written(value)


_Corner = Annotated[list[float], Field(min_length=2, max_length=3)]
# For editors; what is wrong is told by `read_outline`, in its own words.
_FORMS = list[_Corner] | list[list[_Corner]] | list[list[list[_Corner]]] | dict[str, Any] | str
Polygon = Annotated[
    Parts | str, PlainValidator(_read, json_schema_input_type=_FORMS), PlainSerializer(_write)
]


class Territory(Model):
    """Where a nation is: exactly one of the four ways."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """Three-letter code of a country in the shipped Natural Earth shapes."""
    box: Box | None = None
    """A box of longitudes and latitudes."""
    polygon: Polygon | None = None
    """Corners as ``[lon, lat]`` pairs in degrees; or rings, parts or GeoJSON."""
    places: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5000)] | None = None
    """Names from the places table: the cells that hold these places."""

    @model_validator(mode="before")
    @classmethod
    def _geojson(cls, value: Any) -> Any:
        # A GeoJSON object pasted as the territory itself is its polygon.
        if not isinstance(value, dict) or "type" not in value or not _GEOJSON & set(value):
            return value
        own = {key: each for key, each in value.items() if key in cls.model_fields}
        rest = {key: each for key, each in value.items() if key not in cls.model_fields}
        return own | {"polygon": rest}

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [key for key in type(self).model_fields if getattr(self, key) is not None]
        if len(given) != 1:
            raise problem("Must have exactly one of country, box, polygon, places.")
        return self
