"""The measures: every number that sums up cases, with its name, unit, definition and weight.

A measure is one entry of `MEASURES`: the summary, every verb, every study and the documentation
read it from there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin import attrs
from tocsin.engine.bank import Bank
from tocsin.engine.outcome import Outcome
from tocsin.engine.sample import Sample
from tocsin.engine.thin import withheld
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.sharing.notice import LATE, NEVER, WARNED

ALL = "all"
WEIGHTS = ("cells", "population")


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


def row_names(
    world: World,
    launches: Sequence[str] | None = None,
    nations: Sequence[str] | None = None,
    arcs: Sequence[str] | None = None,
) -> tuple[Row, ...]:
    """What each row is about, as `Rows` has them; nations and arcs in file order."""
    with_cells = [world.nations[n] for n in np.unique(world.cells.nation)]
    return tuple(
        Row(launch, nation, arc)
        for launch in (world.launch_names if launches is None else launches)
        for nation in [*with_cells, ALL]
        for arc in [*(arc.id for arc in world.arcs), ALL]
        if nations is None or nation in nations
        if arcs is None or arc in arcs
    )


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
        """What each row is about."""
        return row_names(self.bank.world, self.launches, self.nations, self.arcs)

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
