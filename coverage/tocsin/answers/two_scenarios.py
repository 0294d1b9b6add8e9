"""Two scenarios side by side: the cases that both have, each under a policy of its own scenario."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.run import Result, run
from tocsin.engine.laid_out import Cells, Launches
from tocsin.engine.outcome import Outcome
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.frozen import unchecked
from tocsin.scenario import Scenario
from tocsin.scenario.differences import Difference, differences
from tocsin.words import counted

if TYPE_CHECKING:
    from tocsin.engine.bank import Bank


@dataclass(frozen=True)
class Pairing:
    """Which cases of two scenarios are paired, and what sets the two apart.

    Attributes
    ----------
    cases : int
        Pairs: the launch point, the arc and the cell have the same ids, and so have both nations.
    unpaired : mapping of str to tuple
        Of ``launch points``, ``arcs`` and ``cells`` how many only the first and only the second
        has.
    differs : tuple of Difference
        What the change is owed to besides the agreements in force.
    """

    cases: int
    unpaired: Mapping[str, tuple[int, int]]
    differs: tuple[Difference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "cases": self.cases,
            "unpaired": {
                what: {"first": first, "second": second}
                for what, (first, second) in self.unpaired.items()
            },
            "differs": {each.path: each.words for each in self.differs},
        }

    @property
    def sentence(self) -> str:
        """How many cases are paired, and what is left out.

        Examples
        --------
        >>> Pairing(12, {"arcs": (1, 0)}, ()).sentence
        '12 cases are in both and paired one by one. Left out: arcs only in the first 1, ... 0.'
        """
        told = [
            f"{what} only in the first {first:,}, only in the second {second:,}"
            for what, (first, second) in self.unpaired.items()
            if first or second
        ]
        left_out = f" Left out: {'; '.join(told)}." if told else ""
        return f"{counted(self.cases, 'case')} are in both and paired one by one.{left_out}"


@dataclass(frozen=True, repr=False)
class PairedResult(Result):
    """What a policy of each of two scenarios makes of the cases that both have. Notional.

    Its world and its tables' people are those of the first.

    Attributes
    ----------
    other : Bank
        The second scenario's geometry of the same cases, in the same order.
    named : tuple of str
        The policy of each scenario, as that calls it.
    pairing : Pairing
    """

    other: "Bank" = field(kw_only=True)
    named: tuple[str, str] = field(kw_only=True)
    pairing: Pairing = field(kw_only=True)

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """What each policy makes of every case."""
        return {
            name: bank.outcome(self.rulebook(name))
            for name, bank in zip(self.policies, (self.bank, self.other), strict=True)
        }

    def rulebook(self, policy: str) -> Rulebook:
        """Return the rulebook of a policy, of the scenario that it belongs to."""
        side = self.policies.index(policy)
        return Rulebook.of((self.bank, self.other)[side].world.book, self.named[side])

    def title_of(self, policy: str) -> str:
        """Return the policy with its scenario."""
        return policy


def paired(
    first: Scenario | World,
    second: Scenario,
    policies: tuple[str, str],
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PairedResult:
    """Work out the cases that two scenarios have in common.

    Parameters
    ----------
    first, second : Scenario
    policies : tuple of str
        One of each.
    threads, progress
        As for `tocsin.answers.run.run`.

    Raises
    ------
    InputError
        They have no case in common.
    """
    # Whole worlds first: what does not pair is counted, too.
    worlds = [each if isinstance(each, World) else World(each) for each in (first, second)]
    common = _in_common(*worlds)
    # Two runs and not one: sensors, agreements and cards are those of each scenario.
    results = [
        run(world, policies=[policy], threads=threads, progress=progress)
        for world, policy in zip(common, policies, strict=True)
    ]
    pairing = Pairing(
        len(results[0].bank.impact_s),
        _unpaired(worlds, common[0]),
        differences(worlds[0].scenario, worlds[1].scenario, policies=policies),
    )
    return PairedResult(
        results[0].bank, _labels(worlds, policies),
        other=results[1].bank, named=policies, pairing=pairing,
    )  # fmt: skip


def _in_common(first: World, second: World) -> tuple[World, World]:
    """Return both worlds with the launch points, arcs and cells of both alone, in equal order."""
    arcs = [name for name in first.scenario.arcs if name in second.scenario.arcs]
    points = _shared(_point_keys(first), _point_keys(second))
    cells = _shared(_cell_keys(first), _cell_keys(second))
    # Said together: whoever gives other targets gives other arcs, too.
    lacking = [
        what
        for what, shared in (("launch point", points[0]), ("arc", arcs), ("cell", cells[0]))
        if not len(shared)
    ]
    if lacking:
        raise InputError(
            f"No case pairs: the two scenarios have no {' and no '.join(lacking)} in common. They "
            "pair by the ids of launch areas, arcs and cells, so give both the same targets."
        )
    # Groups of cases stand in the order of the nations.
    names = [*first.nations, *second.nations]
    return tuple(
        _part(world, arcs, points[side], cells[side], nations=names)
        for side, world in enumerate((first, second))
    )  # type: ignore[return-value]


def _part(
    world: World,
    arcs: Sequence[str],
    points: NDArray[np.int64],
    cells: NDArray[np.int64],
    *,
    nations: Sequence[str],
) -> World:
    old, scenario = world.launches, world.scenario
    # Positions of nations are those of the part; the cells were found in the whole.
    own = {name: scenario.nations[name] for name in nations if name in scenario.nations}
    areas = list(dict.fromkeys(old.area[at] for at in points))
    # Some of what was valid together is valid.
    part = unchecked(
        scenario,
        {
            "nations": own,
            "arcs": {name: scenario.arcs[name] for name in arcs},
            "launches": {name: scenario.launches[name] for name in areas},
            "threat": scenario.launches[areas[0]].nation,
        },
    )
    position = np.array([list(own).index(name) for name in world.nations])
    known = world.cells
    return World(
        part,
        Cells(
            known.id[cells], known.lat[cells], known.lon[cells], position[known.nation[cells]],
            known.population[cells], known.area_km2[cells],
        ),
        known_launches=Launches(
            tuple(old.area[at] for at in points), old.point[points], position[old.nation[points]],
            old.lat[points], old.lon[points],
        ),
    )  # fmt: skip


def _point_keys(world: World) -> list[tuple[str, ...]]:
    launches = world.launches
    return [
        (area, str(point), world.nations[nation])
        for area, point, nation in zip(
            launches.area, launches.point.tolist(), launches.nation.tolist(), strict=True
        )
    ]


def _cell_keys(world: World) -> list[tuple[str, ...]]:
    # A cell that has passed to another nation is warned by that one: it is no pair.
    cells = world.cells
    return [
        (cell, world.nations[nation])
        for cell, nation in zip(cells.id.tolist(), cells.nation.tolist(), strict=True)
    ]


def _shared(
    first: Sequence[tuple[str, ...]], second: Sequence[tuple[str, ...]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of what both have, in the order of the first."""
    # By what they are called: coordinates that differ are a difference, not another case.
    places = {key: at for at, key in enumerate(second)}
    both = [(at, places[key]) for at, key in enumerate(first) if key in places]
    pairs = np.array(both, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _unpaired(worlds: Sequence[World], common: World) -> dict[str, tuple[int, int]]:
    sizes = [(len(each.launches), len(each.arcs), len(each.cells)) for each in (*worlds, common)]
    # The common part has as many of each kind on either side.
    *sides, both = sizes
    return {
        what: (sides[0][at] - both[at], sides[1][at] - both[at])
        for at, what in enumerate(("launch points", "arcs", "cells"))
    }


def _labels(worlds: Sequence[World], policies: Sequence[str]) -> tuple[str, str]:
    """Name each policy with its scenario: by its file, where that tells the two apart."""
    sources = [world.scenario.source for world in worlds]
    names = [source.stem if source is not None else "" for source in sources]
    # Two copies of one file in two folders are called alike.
    if names[0] == names[1] or not all(names):
        names = ["first", "second"]
    first, second = (f"{name}:{policy}" for name, policy in zip(names, policies, strict=True))
    return first, second
