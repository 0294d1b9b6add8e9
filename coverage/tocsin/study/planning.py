"""The plan of a study: its runs, counted and numbered before anything runs, made when asked for."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tocsin.errors import InputError
from tocsin.scenario import Scenario

from .axes import Column, Dimension, Level, dimensions, sampled
from .file import Study, names_policy
from .keys import digest, geometry_key
from .vocabulary import Axis

MAX_RUNS = 100_000_000
CHUNKS = 250
"""So many chunks at most, or nearly; never more files than a folder shows at ease."""


class Chunk(NamedTuple):
    """A run of runs that is stored as one file.

    Attributes
    ----------
    number : int
    start, stop : int
        Numbers of its runs.
    """

    number: int
    start: int
    stop: int


@dataclass(frozen=True)
class Plan:
    """All runs of a study.

    Runs are numbered world by world: those that differ only in what rides on a world (policy,
    day, agreements, shocks, seed) are neighbours, and worlds of one geometry mostly are too.

    Attributes
    ----------
    study : Study
    """

    study: Study

    @property
    def base(self) -> Scenario:
        """The scenario before anything is varied."""
        return self.study.base

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """In the order in which the columns stand: that of the file."""
        file, base = self.study.file, self.base
        free = {name: axis for name, axis in file.axes.items() if axis.is_sampled}
        found: list[Dimension] = []
        for name, axis in file.axes.items():
            if not axis.is_sampled:
                found += dimensions(name, axis, base)
            elif name == next(iter(free)):
                assert file.sample is not None
                found.append(sampled(free, base, file.sample))
        if file.combine == "zip":
            found = [_zipped(found)]
        if not names_policy(file):
            found += dimensions("policy", Axis(policies="all"), base)
        _check_columns(found)
        return tuple(found)

    @cached_property
    def outer(self) -> tuple[Dimension, ...]:
        """Dimensions that change the scenario, those that change geometry first."""
        changing = [each for each in self.dimensions if each.changes_world]
        return tuple(sorted(changing, key=lambda each: not self._moves_geometry(each)))

    @cached_property
    def inner(self) -> tuple[Dimension, ...]:
        """Dimensions that ride on a world."""
        return tuple(each for each in self.dimensions if not each.changes_world)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of what is varied."""
        return tuple(column for each in self.dimensions for column in each.columns)

    @cached_property
    def n_scenarios(self) -> int:
        """Scenarios that the runs ride on."""
        return math.prod(len(each.levels) for each in self.outer)

    @cached_property
    def n_riding(self) -> int:
        """Runs on each scenario."""
        return math.prod(len(each.levels) for each in self.inner)

    def __len__(self) -> int:
        """Count the runs."""
        return self.n_scenarios * self.n_riding

    def levels(self, run: int) -> tuple[Level, ...]:
        """Return the levels of a run, in the order of `dimensions`."""
        found: dict[int, Level] = {}
        rest = run
        for each in reversed((*self.outer, *self.inner)):
            rest, step = divmod(rest, len(each.levels))
            found[id(each)] = each.levels[step]
        return tuple(found[id(each)] for each in self.dimensions)

    def values(self, run: int) -> tuple[Any, ...]:
        """Return a run's values for `columns`."""
        return tuple(value for level in self.levels(run) for value in level.values)

    def changes(self, run: int) -> dict[str, Any]:
        """Return what a run changes in the base: equal for all runs on one scenario."""
        merged: dict[str, Any] = {}
        for level in self.levels(run):
            merged |= level.changes
        return merged

    def scenario_number(self, run: int) -> int:
        """Return which scenario a run rides on."""
        return run // self.n_riding

    @cached_property
    def chunk_runs(self) -> int:
        """Runs of a chunk, a whole number of scenarios where that fits."""
        least = max(1, math.ceil(len(self) / CHUNKS), math.isqrt(len(self)) // 4)
        if self.n_riding <= least:
            return math.ceil(least / self.n_riding) * self.n_riding
        return least

    @property
    def n_chunks(self) -> int:
        """Count the chunks."""
        return math.ceil(len(self) / self.chunk_runs)

    def chunks(self) -> Iterator[Chunk]:
        """Yield the chunks, whose bounds depend on the study alone."""
        for number, start in enumerate(range(0, len(self), self.chunk_runs)):
            yield Chunk(number, start, min(start + self.chunk_runs, len(self)))

    @cached_property
    def key(self) -> str:
        """Hash of the study, its base and the code: what names the files of the chunks."""
        return digest(self.study.to_text())

    def n_worlds(self, *, limit: int = 1000) -> int | None:
        """Count the distinct geometries; None if there are more scenarios than `limit`."""
        if self.n_scenarios > limit:
            return None
        keys = set()
        for number in range(self.n_scenarios):
            try:
                changed = self.base.updated(self.changes(number * self.n_riding))
                keys.add(geometry_key(changed))
            except InputError:
                continue  # such a run fails with this message when its turn comes
        return len(keys)

    def _moves_geometry(self, dimension: Dimension) -> bool:
        ends = (dimension.levels[0], dimension.levels[len(dimension.levels) - 1])
        try:
            return len({geometry_key(self.base.updated(level.changes)) for level in ends}) > 1
        except InputError:
            return True


def plan(study: Study) -> Plan:
    """Expand and count a study.

    Raises
    ------
    InputError
        If axes of ``combine: zip`` differ in length, columns clash, or there are too many runs.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> axes = {"delay": {"path": "cards.delays.auto_s", "values": [5, 10, 20]}}
    >>> data = {"tocsin_study": 1, "base": "starter", "axes": axes}
    >>> made = plan(Study.from_dict(data, base=Scenario.from_text(scaffold("starter"))))
    >>> made.n_scenarios, [column.name for column in made.columns]
    (3, ['delay', 'policy'])
    """
    made = Plan(study)
    if len(made) > MAX_RUNS:
        raise InputError(f"{len(made)} runs. Must be at most {MAX_RUNS}: vary less, or sample.")
    return made


def _check_columns(found: list[Dimension]) -> None:
    names = [column.name for each in found for column in each.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError([f"Two columns would be called {n!r}. Rename the axis." for n in twice])


def _zipped(found: list[Dimension]) -> Dimension:
    sizes = {each.name: len(each.levels) for each in found}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{name} has {size}" for name, size in sizes.items())
        raise InputError(f"combine: zip needs axes of one length, but {told}.")
    levels = [_joined(step) for step in zip(*(each.levels for each in found), strict=True)]
    columns = tuple(column for each in found for column in each.columns)
    return Dimension("run", columns, tuple(levels))


def _joined(step: tuple[Level, ...]) -> Level:
    changes: dict[str, Any] = {}
    for each in step:
        changes |= each.changes
    return Level(
        values=tuple(value for each in step for value in each.values),
        changes=changes,
        policy=next((each.policy for each in step if each.policy), None),
        as_of=next((each.as_of for each in step if each.as_of), None),
        seed=next((each.seed for each in step if each.seed is not None), None),
        plus=frozenset().union(*(each.plus for each in step)),
        minus=frozenset().union(*(each.minus for each in step)),
        suspended=frozenset().union(*(each.suspended for each in step)),
    )
