"""Targets: the coverage definition, in exactly one of four ways."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from tocsin.fields import Box, Id, Ids, Latitude, Line, Longitude, Model, Within, problem
from tocsin.frozen import Frozen


class PlaceFilter(Model):
    """Cells at population centres of the places table."""

    min_population: Annotated[float, Within(0, 1_000_000_000)] = 100_000.0
    """Least population."""
    names: Annotated[tuple[Line, ...], Field(min_length=1, max_length=5000)] | None = None
    """Only these places."""


class Grid(Model):
    """A regular grid of longitudes and latitudes."""

    spacing_deg: Annotated[float, Within(0.05, 30)] = 1.0
    """Step in both directions, degrees."""
    region: Box | None = None
    """Box to cover; the territory of the nations if absent."""


class Point(Model):
    """One named target."""

    lat: Latitude
    """Latitude, degrees north."""
    lon: Longitude
    """Longitude, degrees east."""
    nation: Id
    """The nation whose warning counts there."""


WAYS = ("h3_resolution", "places", "grid", "points")


class Targets(Model):
    """Where warning time is measured."""

    h3_resolution: Annotated[int, Within(0, 8)] | None = None
    """Equal-area cells of H3 at this resolution, over the nations' territory."""
    places: PlaceFilter | None = None
    """Population centres."""
    grid: Grid | None = None
    """A grid of longitudes and latitudes."""
    points: Annotated[dict[Id, Point], Field(min_length=1, max_length=10_000), Frozen] | None = None
    """Single named targets."""
    nations: Ids = ()
    """Whose territory; every nation that has one if absent."""

    @property
    def are_areas(self) -> bool:
        """Whether territories are covered with cells, which may be very many."""
        return self.h3_resolution is not None or self.grid is not None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        # Nothing given is as wrong as two: a default would decide what warning is measured over.
        given = [key for key in WAYS if getattr(self, key) is not None]
        if len(given) != 1:
            raise problem(f"Must have exactly one of {', '.join(WAYS)}.")
        return self
