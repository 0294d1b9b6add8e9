"""The vocabulary of a study file: axes, how they combine, and what is kept."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from tocsin.engine.measures import MEASURES
from tocsin.engine.tally import MERITS
from tocsin.fields import Day, Flag, Id, Ids, Line, Model, Text, Within, problem

KEYS = ("run", "run_hash", "launch", "nation", "arc", "error")
RESERVED = frozenset({*KEYS, "sample", "cells", "cases", "population", "runs"})
AT_A_HEIGHT = (
    *("covered_share", "satisfied_share", "satisfied_pop_share", "mean_fold"),
    *("gap_cells", "gap_area_km2", "gap_people"),
)
"""Figures of merit of points that stand at a height (`tocsin.engine.still.Satisfaction`)."""
OF_COVERAGE = (*MERITS, *AT_A_HEIGHT)
"""Measures that a study keeps when they are named: they need windows, which warning does not."""
KEPT = (*MEASURES, *OF_COVERAGE)
"""All that a study can keep of a run."""
BLANK_POLICY = "study"
"""Policy that selects nothing; dates and agreements act on it where no other is named."""
NAME = r"^[a-z][a-z0-9_]{0,47}\Z"
Finite = Annotated[float, Within(-1e300, 1e300)]
Path = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,199}$")]
Ends = Annotated[tuple[Finite, ...], Field(min_length=2, max_length=2)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, (str, int)) and value != "all" else value


def _check_name(value: Any) -> Any:
    if not isinstance(value, str) or not re.match(NAME, value):
        raise problem("Use up to 48 small letters, digits and '_', a letter first.")
    if value in RESERVED or value in MEASURES:
        raise problem(f"{value!r} is a column of every study. Choose another name.")
    if value in OF_COVERAGE:
        raise problem(f"{value!r} is a measure that a study can keep. Choose another name.")
    return value


Name = Annotated[str, BeforeValidator(_check_name)]


def _shape(value: Any) -> str:
    """Which form a value has, so that its problems are told in the terms of that form."""
    if isinstance(value, (dict, BaseModel)):
        return "span"
    return "many" if isinstance(value, (list, tuple)) else "one"


All = Annotated[Literal["all"], Tag("one")]
AllOrIds = Annotated[
    All | Annotated[Ids, Tag("many")], Discriminator(_shape), BeforeValidator(_as_list)
]


class Span(Model):
    """Days from one to another, a step apart."""

    from_: Annotated[Day, Field(alias="from")]
    """First day."""
    to: Day
    """Last day that may occur."""
    every: Literal["month", "year"]
    """Step."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ > self.to:
            raise problem(f"from {self.from_} must not be after to {self.to}.")
        return self


class Sites(Model):
    """Sites for one sensor of the base: whole degrees on the soil of some nations."""

    sensor: Id
    """The sensor that is moved; ``set`` may have added it."""
    on: Annotated[Ids, Field(min_length=1)]
    """Nations on whose territory it may stand; each becomes its host there."""
    spacing_deg: Annotated[int, Within(1, 30)] = 2
    """Step of the grid, whole degrees."""
    face: Id | None = None
    """Launch area that it faces from wherever it stands."""


WAYS = (
    *("values", "range", "choices", "cards", "sites"),
    *("policies", "dates", "agreements", "shocks", "seeds"),
)
_WITH_PATH = ("values", "range")


class Axis(Model):
    """One thing that is varied, in exactly one of the ways of `WAYS`."""

    path: Annotated[tuple[Path, ...], BeforeValidator(_as_list), Field(min_length=1)] | None = None
    """Dotted path, or paths that get the same value, for ``values`` and ``range``."""
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=1_000_000)] | None = None
    """Values to put there."""
    range: Ends | None = None
    """Low and high end of numbers to put there: sampled, or in ``steps``."""
    steps: Annotated[int, Within(2, 1_000_000)] | None = None
    """Numbers, evenly spaced, instead of samples."""
    scale: Literal["linear", "log"] = "linear"
    """Whether a range is even in the numbers or in their logarithms."""
    choices: (
        Annotated[dict[Id, dict[Path, Any]], Field(min_length=1, max_length=100_000)] | None
    ) = None
    """Named sets of changes, each path with its value."""
    cards: (
        Annotated[
            All | Annotated[tuple[Path, ...], Field(min_length=1), Tag("many")],
            Discriminator(_shape),
            BeforeValidator(_as_list),
        ]
        | None
    ) = None
    """Card numbers, each with its low to high as a range: ``all``, groups, classes or keys."""
    sites: Sites | None = None
    """Where a sensor may stand."""
    policies: AllOrIds | None = None
    """Policies."""
    dates: (
        Annotated[
            All
            | Annotated[Span, Tag("span")]
            | Annotated[tuple[Day, ...], Field(min_length=1), Tag("many")],
            Discriminator(_shape),
        ]
        | None
    ) = None
    """Days on which the agreements in force are looked up; ``all``: every day of a change."""
    agreements: AllOrIds | None = None
    """Each of these agreements in and out: a full factorial, a column each."""
    shocks: AllOrIds | None = None
    """Nothing, then each of these shocks alone."""
    seeds: (
        Annotated[
            Annotated[int, Within(1, 1_000_000), Tag("one")]
            | Annotated[
                tuple[Annotated[int, Within(0, 2**63 - 1)], ...], Field(min_length=1), Tag("many")
            ],
            Discriminator(_shape),
        ]
        | None
    ) = None
    """Random draws of shocks and of sensors that work: their number, or their seeds."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [key for key in WAYS if getattr(self, key) is not None]
        if len(ways) != 1:
            raise problem(f"Must have exactly one of {', '.join(WAYS)}.")
        if (self.path is not None) != (ways[0] in _WITH_PATH):
            raise problem(
                "Needs a path: the key of the scenario that gets the values."
                if self.path is None
                else f"A path goes with values or range, not with {ways[0]}. Remove it."
            )
        return self._check_range()

    def _check_range(self) -> Self:
        if self.range is None:
            if self.steps is not None or "scale" in self.model_fields_set:
                raise problem("steps and scale go with a range. Remove them, or give a range.")
            return self
        low, high = self.range
        if low >= high:
            raise problem(f"range [{low:g}, {high:g}] must increase.")
        if self.scale == "log" and low <= 0:
            raise problem(f"range [{low:g}, {high:g}] must be above 0 for scale log.")
        return self

    @property
    def way(self) -> str:
        """Which of `WAYS` it is."""
        return next(key for key in WAYS if getattr(self, key) is not None)

    @property
    def is_sampled(self) -> bool:
        """Whether it is one direction, or several, of the sample."""
        return self.cards is not None or (self.range is not None and self.steps is None)


class Sample(Model):
    """How the ranges are sampled: all of them together, one point a run."""

    method: Literal["latin-hypercube", "sobol", "random"] = "latin-hypercube"
    """Latin hypercube, scrambled Sobol, or independent draws."""
    n: Annotated[int, Within(1, 1_000_000)]
    """Points; a power of two for Sobol."""
    seed: Annotated[int, Within(0, 2**63 - 1)] = 0
    """Seed of the draw."""

    @model_validator(mode="after")
    def _power_of_two(self) -> Self:
        if self.method == "sobol" and self.n & (self.n - 1):
            near = 1 << self.n.bit_length()
            raise problem(f"n {self.n} must be a power of two for sobol: {near // 2} or {near}.")
        return self


class By(Model):
    """Which rows a run gives. No row is over several launch nations."""

    launches: AllOrIds | None = None
    """Launch areas and nations; what leads by default, ``all`` for each one by itself."""
    nations: AllOrIds | None = None
    """Nations whose warning is kept; ``all``, the default, is each one and all together."""
    arcs: AllOrIds | None = None
    """Arcs; likewise. An empty list keeps only the row over everything."""


class Coverage(Model):
    """How coverage is asked about, where measures of it are kept."""

    k: Annotated[int, Within(1, 1000)] = 2
    """Fold of k-fold coverage and of satisfaction: by how many sensors at once."""
    angle_deg: Annotated[float, Within(0, 90)] = 20.0
    """Least angle at which lines of sight of two sensors cross in custody, degrees."""
    altitude_km: Annotated[float, Within(0, 100_000, above=True)] | None = None
    """Height of the points of measures at a height, km."""
    rcs_m2: Annotated[float, Within(0, 10_000, above=True)] = 1.0
    """Radar cross-section of the objects there, square metres."""


class StudyFile(Model):
    """A study file."""

    tocsin_study: Literal[1]
    """Version of the file format: 1."""
    title: Line = ""
    """Title of figures."""
    description: Text = ""
    """What the study asks."""
    base: Annotated[str, Field(min_length=1, max_length=1000)]
    """The scenario file, from this file's folder."""
    set: Annotated[dict[Path, Any], Field(max_length=2000)] = Field(default_factory=dict)
    """Changes to the base before anything is varied, each path with its value."""
    policy: Id | None = None
    """Policy of every run, where no axis varies it."""
    axes: Annotated[dict[Name, Axis], Field(min_length=1, max_length=64)]
    """What is varied."""
    combine: Literal["full", "zip"] = "full"
    """Every combination, or the first values together, then the second, ..."""
    sample: Sample | None = None
    """How ranges are sampled."""
    measures: Annotated[tuple[str, ...], Field(min_length=1)] = tuple(MEASURES)
    """What is kept of each run."""
    coverage: Coverage = Coverage()
    """How measures of coverage are taken."""
    by: By = By()
    """Which rows are kept."""
    keep_cells: Flag = False
    """Whether a row for each launch point, arc and cell is kept too."""
