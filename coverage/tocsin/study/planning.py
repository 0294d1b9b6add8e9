"""The plan of a study: its runs are counted and numbered before any starts, and made on demand."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tocsin.errors import InputError
from tocsin.scenario import Scenario

from .axes import Column, Dimension, Level, dimensions
from .file import Study, names_policy
from .keys import bank_key, digest, geometry_key
from .samples import sampled
from .vocabulary import Axis

MAX_RUNS = 100_000_000
CHUNKS = 250
"""Largest number of chunks, nearly: each is a file that is synced to the disk when it is written,
and opened by every question that is asked later."""


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
        # A sample is one point in all sampled directions at once, not a product of them.
        free = {name: axis for name, axis in file.axes.items() if axis.is_sampled}
        directions: list[Dimension] = []
        for name, axis in file.axes.items():
            if not axis.is_sampled:
                directions += dimensions(name, axis, base)
            elif name == next(iter(free)):
                # All sampled axes are one dimension, which stands where the first of them does.
                assert file.sample is not None
                directions.append(sampled(free, base, file.sample))
        if file.combine == "zip":
            directions = [_zipped(directions)]
        if not names_policy(file):
            # A study that says nothing of policies asks for all of them.
            directions += dimensions("policy", Axis(policies="all"), base)
        _check_columns(directions)
        return tuple(directions)

    @cached_property
    def outer(self) -> tuple[Dimension, ...]:
        """Dimensions that change the scenario, those that change geometry first.

        The last dimension turns fastest, so that scenarios of one geometry are neighbours and a
        worker finds it still in memory.
        """
        changing = [axis for axis in self.dimensions if axis.changes_world]
        return tuple(sorted(changing, key=lambda axis: not self._moves(geometry_key, axis)))

    @cached_property
    def inner(self) -> tuple[Dimension, ...]:
        """Dimensions that ride on a world."""
        return tuple(axis for axis in self.dimensions if not axis.changes_world)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of what is varied."""
        return tuple(column for axis in self.dimensions for column in axis.columns)

    @cached_property
    def n_scenarios(self) -> int:
        """Scenarios that the runs ride on."""
        return math.prod(len(axis.levels) for axis in self.outer)

    @cached_property
    def n_riding(self) -> int:
        """Runs on each scenario."""
        return math.prod(len(axis.levels) for axis in self.inner)

    def __len__(self) -> int:
        """Count the runs."""
        return self.n_scenarios * self.n_riding

    def levels(self, run: int) -> tuple[Level, ...]:
        """Return the levels of a run, in the order of `dimensions`.

        The number of a run is read as a number of mixed radix: a digit a dimension, of as many
        values as it has levels, the last of `inner` least. So no list of runs is ever held.
        """
        levels: dict[int, Level] = {}
        rest = run
        for axis in reversed((*self.outer, *self.inner)):
            rest, step = divmod(rest, len(axis.levels))
            # By identity: the levels are wanted in the order of columns, and were found in that of
            # numbers.
            levels[id(axis)] = axis.levels[step]
        return tuple(levels[id(axis)] for axis in self.dimensions)

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
        """Runs of a chunk, a whole number of scenarios where that fits.

        A chunk is what one worker gets at once and what an interruption can lose. Up to 4,000
        runs a quarter of the root lets the number and the size of chunks grow together (1,000
        runs: 143 chunks of 7), so that there is work for many; beyond that `CHUNKS` rules.
        """
        least = max(1, math.ceil(len(self) / CHUNKS), math.isqrt(len(self)) // 4)
        # A scenario that two workers have to lay out is laid out twice.
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

    @cached_property
    def shares_sights(self) -> bool:
        """Whether scenarios whose sensors see the same tell it otherwise: to other owners, say."""
        return any(
            self._moves(bank_key, axis) and not self._moves(geometry_key, axis)
            for axis in self.outer
        )

    def _moves(self, key: Callable[[Scenario], str], dimension: Dimension) -> bool:
        ends = (dimension.levels[0], dimension.levels[len(dimension.levels) - 1])
        # Only order and memory rest on it: two levels are enough to guess by.
        try:
            return len({key(self.base.updated(level.changes)) for level in ends}) > 1
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
    >>> runs = plan(Study.from_dict(data, base=Scenario.from_text(scaffold("starter"))))
    >>> runs.n_scenarios, [column.name for column in runs.columns]
    (3, ['delay', 'policy'])
    """
    runs = Plan(study)
    if len(runs) > MAX_RUNS:
        raise InputError(f"{len(runs)} runs. Must be at most {MAX_RUNS}: vary less, or sample.")
    return runs


def _check_columns(directions: list[Dimension]) -> None:
    names = [column.name for axis in directions for column in axis.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError([f"Two columns would be called {n!r}. Rename the axis." for n in twice])


def _zipped(axes: list[Dimension]) -> Dimension:
    """Join dimensions step by step into one, as long as any of them."""
    sizes = {axis.name: len(axis.levels) for axis in axes}
    if len(set(sizes.values())) > 1:
        lengths = ", ".join(f"{name} has {size}" for name, size in sizes.items())
        raise InputError(f"combine: zip needs axes of one length, but {lengths}.")
    steps = zip(*(axis.levels for axis in axes), strict=True)
    columns = tuple(column for axis in axes for column in axis.columns)
    return Dimension("run", columns, tuple(_joined(step) for step in steps))


def _joined(step: tuple[Level, ...]) -> Level:
    """Join levels that hold together; at most one of them sets a policy, a day or a seed."""
    changes: dict[str, Any] = {}
    for level in step:
        changes |= level.changes
    return Level(
        values=tuple(value for level in step for value in level.values),
        changes=changes,
        policy=next((level.policy for level in step if level.policy), None),
        as_of=next((level.as_of for level in step if level.as_of), None),
        seed=next((level.seed for level in step if level.seed is not None), None),
        plus=frozenset().union(*(level.plus for level in step)),
        minus=frozenset().union(*(level.minus for level in step)),
        suspended=frozenset().union(*(level.suspended for level in step)),
    )
