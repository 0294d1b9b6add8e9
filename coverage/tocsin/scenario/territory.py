"""Where a nation is, as the file writes it."""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    model_validator,
)
from pydantic_core import PydanticCustomError

from tocsin.errors import InputError
from tocsin.fields import Box, Line, Model, problem
from tocsin.geometry.countries import country_code
from tocsin.geometry.outline import Fault, Outline, Parts, as_written, read_outline, ring_name

if TYPE_CHECKING:
    from shapely.geometry import MultiPolygon

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


def _known(written: str) -> str:
    try:
        country_code(written)
    except InputError as error:
        # The key and the value stand before it.
        raise problem(str(error).partition(f"{written!r}. ")[2]) from None
    return written


Country = Annotated[str, Strict(), Field(min_length=1, max_length=100), AfterValidator(_known)]


def _or_file(schema: dict[str, Any]) -> None:
    """Let editors know a file, which is read into a polygon before the model sees it."""
    file = "GeoJSON or GeoPackage file in the scenario's folder or below, in place of a polygon."
    where = "Values that properties of the file's features must have."
    schema["properties"] |= {
        "file": {"type": "string", "description": file},
        "where": {"type": "object", "description": where},
    }


class Territory(Model):
    """Where a nation is: exactly one of the four ways, and perhaps a box that cuts it."""

    model_config = ConfigDict(json_schema_extra=_or_file)

    country: Country | None = None
    """A country of the shipped Natural Earth shapes: code or English name."""
    box: Box | None = None
    """A box of longitudes and latitudes."""
    polygon: Polygon | None = None
    """Corners as ``[lon, lat]`` pairs in degrees; or rings, parts or GeoJSON."""
    places: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5000)] | None = None
    """Names from the places table: the cells that hold these places."""
    clip: Box | None = None
    """What lies outside this box is left out, whichever way the territory is given."""

    @model_validator(mode="before")
    @classmethod
    def _geojson(cls, value: Any) -> Any:
        # A beginner writes the country itself.
        if isinstance(value, str):
            raise problem(f"Must say what it is: {{country: {value}}}, or {{places: [{value}]}}.")
        # A GeoJSON object pasted as the territory itself is its polygon.
        if not isinstance(value, dict) or "type" not in value or not _GEOJSON & set(value):
            return value
        own = {key: each for key, each in value.items() if key in cls.model_fields}
        rest = {key: each for key, each in value.items() if key not in cls.model_fields}
        return own | {"polygon": rest}

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [key for key in WAYS if getattr(self, key) is not None]
        if len(given) != 1:
            raise problem(f"Must have exactly one of {', '.join(WAYS)}.")
        if self.clip is not None and self.places is None and outline_of(self).is_empty:
            raise problem("The clip box holds nothing of it. Move or widen the box.")
        return self


WAYS = ("country", "box", "polygon", "places")


@lru_cache(maxsize=256)
def outline_of(given: Territory) -> "MultiPolygon":
    """Return the shape of a territory that is not given by places, cut by its clip box.

    Examples
    --------
    >>> limits = {"south": 40.0, "north": 52.0}
    >>> mainland = Territory(country="France", clip={"west": -6, "east": 10, **limits})
    >>> [round(bound, 1) for bound in outline_of(mainland).bounds]
    [-4.8, 41.4, 9.6, 51.1]
    """
    # Shapes take a while to import; a file of launch nations alone needs none.
    from tocsin.geometry import territory

    if given.country is not None:
        shape = territory.country(given.country)
    elif given.box is not None:
        shape = territory.box(**given.box.model_dump())
    else:
        shape = territory.polygon(given.polygon)
    return clipped(shape, given.clip)


def clipped(shape: "MultiPolygon", clip: Box | None) -> "MultiPolygon":
    """Return what of a shape lies in a box; all of it without one.

    Examples
    --------
    >>> import shapely
    >>> clip = Box(west=1, south=0, east=3, north=9)
    >>> clipped(shapely.box(0, 0, 2, 2), clip).area
    2.0
    """
    if clip is None:
        return shape
    from tocsin.geometry import territory
    from tocsin.geometry.wrap import multipolygon

    return multipolygon(shape.intersection(territory.box(**clip.model_dump())))
