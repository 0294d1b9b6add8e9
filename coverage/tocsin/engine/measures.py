"""The measures: every number that sums up cases, with its name, unit, definition and weight.

A measure is one entry of `MEASURES`: the summary, every verb, every study and the documentation
read it from there. A case is a launch point, an arc and a cell. Late and never are counted in
shares and enter means as 0; they are never averaged in as times.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin import attrs
from tocsin.engine.bank import Bank
from tocsin.engine.outcome import EFFECTIVE, PEOPLE_EFFECTIVE, GroupOutcome, Outcome
from tocsin.engine.ranks import quantiles
from tocsin.engine.thin import withheld
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.sharing.notice import LATE, NEVER, WARNED

ALL = "all"
WEIGHTS = ("cells", "population")


@dataclass(frozen=True)
class Sample:
    """The cases that one row of a table is about, under one rulebook.

    Attributes
    ----------
    parts : tuple of GroupOutcome
        What the rulebook makes of each group that has some of them.
    blocks : tuple of ndarray of int
        For each part the blocks that count: a block is a launch point and an arc, with all cells.
    """

    parts: tuple[GroupOutcome, ...]
    blocks: tuple[NDArray[np.int64], ...]

    @cached_property
    def cells(self) -> int:
        """How many distinct cells there are."""
        return sum(len(cells) for cells, _ in self._places)

    @cached_property
    def population(self) -> float:
        """People in them, each cell counted once."""
        return float(sum(people.sum() for _, people in self._places))

    @property
    def _places(self) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Cells and people by nation, once where several launch nations threaten them."""
        groups = {part.group.nation: part.group for part in self.parts}
        return [(group.cells, group.population) for group in groups.values()]

    @cached_property
    def cases(self) -> int:
        """How many cases there are."""
        return sum(len(part.group.cells) * len(blocks) for part, blocks in self._pairs)

    @property
    def is_thin(self) -> bool:
        """Whether by people is withheld, since the places of one of its nations hold too few."""
        return any(part.group.is_thin for part in self.parts)

    @property
    def people(self) -> NDArray[np.float64]:
        """People in the cell of each case; nan where by people is withheld."""
        people = self.values("people")
        return np.full_like(people, np.nan) if self.is_thin else people

    @cached_property
    def _people(self) -> float:
        """People of all cases: a cell counts as often as it has cases; nan where withheld."""
        if self.is_thin:
            return float("nan")
        people = (part.group.population.sum() * len(blocks) for part, blocks in self._pairs)
        return float(sum(people))

    @cached_property
    def _sums(self) -> NDArray[np.float64]:
        """Sums over the cases, as `GroupOutcome.block_sums` has them by block."""
        sums = [part.block_sums[blocks].sum(axis=0) for part, blocks in self._pairs]
        return np.sum(sums, axis=0)

    def share(self, status: int, *, by_people: bool = False) -> float:
        """Share of cases, or of people, with an outcome (a position in ``STATUSES``)."""
        if by_people:
            return ratio(self._sums[3 + status], self._people)
        return ratio(self._sums[status], self.cases)

    def mean_warning_s(self, *, by_people: bool = False) -> float:
        """Mean warning over cases or people. [s]"""
        if by_people:
            return ratio(self._sums[PEOPLE_EFFECTIVE], self._people)
        return ratio(self._sums[EFFECTIVE], self.cases)

    def values(self, name: str) -> NDArray:
        """Return an array of `GroupOutcome` for these cases."""
        chosen = self._arrays(name)
        return np.concatenate([values.ravel() for values in chosen]) if chosen else np.empty(0)

    def _arrays(self, name: str) -> list[NDArray]:
        """Return an array of `GroupOutcome` part by part, (blocks, cells)."""
        return [
            getattr(part, name).reshape(-1, len(part.group.cells))[blocks]
            for part, blocks in self._pairs
        ]

    def warning_quantile_s(self, share: float) -> float:
        """Quantile (10, 50 or 90 %) of the warning time of warned cases; nan without any. [s]"""
        return self._warned_quantiles[share]

    @cached_property
    def _warned_quantiles(self) -> dict[float, float]:
        shares = (0.1, 0.5, 0.9)
        binned = [(part.warning_bins, blocks) for part, blocks in self._pairs]
        return dict(zip(shares, quantiles(binned, shares), strict=True))

    def response_share(self) -> float:
        """Share of cases in which somebody may act in time."""
        counts = [part.response_bins.totals[blocks].sum() for part, blocks in self._pairs]
        return ratio(sum(counts), self.cases)

    def response_median_s(self) -> float:
        """Median of the response times above 0; nan without any. [s]"""
        return quantiles([(p.response_bins, blocks) for p, blocks in self._pairs], [0.5])[0]

    def mean_response_s(self) -> float:
        """Mean response time over cases, 0 where nobody may act in time. [s]"""
        sums = [part.response_bins.sums[blocks].sum() for part, blocks in self._pairs]
        return ratio(sum(sums), self.cases)

    @property
    def _pairs(self) -> list[tuple[GroupOutcome, NDArray[np.int64]]]:
        return list(zip(self.parts, self.blocks, strict=True))


def ratio(total: float, count: float) -> float:
    """Divide, with nan where there is nothing to divide by.

    Examples
    --------
    >>> ratio(3.0, 4.0), ratio(3.0, 0.0)
    (0.75, nan)
    """
    return float(total / count) if count > 0 else float("nan")


def mean(values: NDArray, people: NDArray[np.float64] | None = None) -> float:
    """Mean over cases, or over people; nan where there are none.

    Not a dot product: a linear-algebra library splits one over its threads, and the last bits then
    depend on how many there are.

    Examples
    --------
    >>> mean(np.array([1.0, 3.0])), mean(np.array([1.0, 3.0]), np.array([3.0, 1.0]))
    (2.0, 1.5)
    """
    if people is None:
        return float(np.mean(values)) if len(values) else float("nan")
    return ratio((values * people).sum(), people.sum())


class Measure(NamedTuple):
    """One measure of a sample.

    Attributes
    ----------
    name : str
        Column in every table.
    units : str
        ``s``, or ``1`` for a share.
    definition : str
        What it is, in a phrase.
    of : callable
        From a `Sample` to a number; nan where there is none.
    is_response : bool
        Whether it is about who may act, and not about warning.
    """

    name: str
    units: str
    definition: str
    of: Callable[[Sample], float]
    is_response: bool = False

    @property
    def title(self) -> str:
        """What a reader calls it.

        >>> MEASURES["mean_warning_pop_s"].title, MEASURES["mean_response_s"].title
        ('mean warning', 'mean response')
        """
        return self.name.removesuffix("_s").removesuffix("_pop").replace("_", " ")

    @property
    def weighted(self) -> str:
        """By what cases are weighted: ``cells`` or ``people``."""
        return "people" if "_pop" in self.name else "cells"

    @property
    def variable(self) -> attrs.Variable:
        """What its column stands for, in the terms of `tocsin.attrs`."""
        return attrs.Variable("real", self.units, self.definition)


_TABLE = (
    Measure("warned_share", "1", "share of cases warned", lambda s: s.share(WARNED)),
    Measure("late_share", "1", "share of cases with late notice", lambda s: s.share(LATE)),
    Measure("never_share", "1", "share of cases without notice", lambda s: s.share(NEVER)),
    Measure(
        "warned_pop_share", "1", "share of people warned",
        lambda s: s.share(WARNED, by_people=True),
    ),
    Measure(
        "late_pop_share", "1", "share of people with late notice",
        lambda s: s.share(LATE, by_people=True),
    ),
    Measure(
        "never_pop_share", "1", "share of people without notice",
        lambda s: s.share(NEVER, by_people=True),
    ),
    Measure(
        "warning_p10_s", "s", "warning time, 10th percentile of the warned",
        lambda s: s.warning_quantile_s(0.1),
    ),
    Measure(
        "warning_median_s", "s", "warning time, median of the warned",
        lambda s: s.warning_quantile_s(0.5),
    ),
    Measure(
        "warning_p90_s", "s", "warning time, 90th percentile of the warned",
        lambda s: s.warning_quantile_s(0.9),
    ),
    Measure(
        "mean_warning_s", "s", "mean warning over cases, late and never as 0",
        lambda s: s.mean_warning_s(),
    ),
    Measure(
        "mean_warning_pop_s", "s", "mean warning over people, late and never as 0",
        lambda s: s.mean_warning_s(by_people=True),
    ),
    Measure(
        "response_share", "1", "share of cases with a response time",
        lambda s: s.response_share(), is_response=True,
    ),
    Measure(
        "response_median_s", "s", "response time, median of the cases that have one",
        lambda s: s.response_median_s(), is_response=True,
    ),
    Measure(
        "mean_response_s", "s", "mean response time over cases, 0 where there is none",
        lambda s: s.mean_response_s(), is_response=True,
    ),
)  # fmt: skip

MEASURES = {measure.name: measure for measure in _TABLE}
MEANS = tuple(name for name in MEASURES if name.startswith("mean_"))
"""Means in seconds, with what there is none of as 0: a change of one is a gain."""
WARNING_MEASURES = tuple(name for name, measure in MEASURES.items() if not measure.is_response)
RESPONSE_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.is_response)
SUMMARY_COLUMNS = (
    *("policy", "launch", "launch_nation", "nation", "arc", "cells", "population"),
    *WARNING_MEASURES, *RESPONSE_MEASURES,
)  # fmt: skip

attrs.define({name: measure.variable for name, measure in MEASURES.items()})


class Row(NamedTuple):
    """What one row of a table of measures is about.

    Attributes
    ----------
    launch : str
        A launch area, or a launch nation with all its areas.
    nation, arc : str
        Whose cells, by which arc class; ``all`` for every one.
    """

    launch: str
    nation: str
    arc: str


@dataclass(frozen=True)
class Rows:
    """Which rows a table of measures has: launches by nations by arcs, and ``all`` of the latter.

    There is no row over all launches: nothing is averaged over who launches.

    Attributes
    ----------
    bank : Bank
    launches : tuple of str, optional
        Only these launch areas and nations; all of `World.launch_names` by default.
    nations, arcs : tuple of str, optional
        Only these (``all`` among them); every one that has cases, and ``all``, by default.
    """

    bank: Bank
    launches: tuple[str, ...] | None = None
    nations: tuple[str, ...] | None = None
    arcs: tuple[str, ...] | None = None

    @cached_property
    def names(self) -> tuple[Row, ...]:
        """What each row is about; nations and arcs in file order."""
        world = self.bank.world
        nations = [world.nations[n] for n in np.unique(world.cells.nation)]
        arcs = [arc.id for arc in world.arcs]
        return tuple(
            Row(launch, nation, arc)
            for launch in (world.launch_names if self.launches is None else self.launches)
            for nation in [*nations, ALL]
            for arc in [*arcs, ALL]
            if self.nations is None or nation in self.nations
            if self.arcs is None or arc in self.arcs
        )

    @cached_property
    def _members(self) -> list[list[tuple[int, NDArray[np.int64]]]]:
        """For each row the groups that have cases of it, by position, and their blocks."""
        world = self.bank.world
        arcs = [arc.id for arc in world.arcs]
        points = {row.launch: world.launch_points(row.launch) for row in self.names}
        members: list[list[tuple[int, NDArray[np.int64]]]] = []
        for launch, nation, arc in self.names:
            chosen = []
            for position, group in enumerate(self.bank.groups):
                if nation in (ALL, world.nations[group.nation]):
                    # A block is a launch point and an arc: all its cells count, or none. Arcs turn
                    # faster than launch points.
                    starts = np.isin(group.launches, points[launch])[:, None]
                    blocks = starts & [arc in (ALL, name) for name in arcs]
                    if blocks.any():
                        chosen.append((position, np.flatnonzero(blocks)))
            members.append(chosen)
        return members

    def samples(self, outcome: Outcome) -> Iterator[tuple[Row, Sample]]:
        """What each row is about, and its cases under a rulebook."""
        for row, members in zip(self.names, self._members, strict=True):
            parts = tuple(outcome.parts[position] for position, _ in members)
            yield row, Sample(parts, tuple(blocks for _, blocks in members))

    def table(
        self, outcome: Outcome, *, measures: Sequence[str] = WARNING_MEASURES
    ) -> list[dict[str, object]]:
        """Measure every row: ``launch nation arc cells population`` and the measures."""
        functions = [(name, MEASURES[name].of) for name in measures]
        return [
            row._asdict()
            | {"cells": sample.cells, "population": sample.population}
            | {name: of(sample) for name, of in functions}
            for row, sample in self.samples(outcome)
        ]


def check_weight(world: World, weight: str) -> bool:
    """Tell whether cases are weighted by people (``population``) or count alike (``cells``).

    Raises
    ------
    InputError
        The weight is unknown, nobody lives in any cell, or by people is withheld for a nation.
    """
    if weight not in WEIGHTS:
        raise InputError(f"Unknown weight {weight!r}. Must be {' or '.join(WEIGHTS)}.")
    # A mean over nobody is no number, and a column of nan no answer.
    if weight == "population" and not world.cells.population.any():
        raise InputError("Invalid weight 'population': nobody lives in any cell. Use 'cells'.")
    told = withheld(world.scenario)
    if weight == "population" and told:
        raise InputError(f"Invalid weight 'population'. {told} Use 'cells', or --nation.")
    return weight == "population"
