"""Who carries whom: what each nation's warning and response owe to each nation. Notional.

Exact leave-one-out: everything is worked out again without one nation's sensors, without its
passing on, without its responders. Such losses do not add up: two nations that see the same thing
each cost nothing to lose, and the one that sees it alone costs everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.engine.outcomes import (
    Outcome,
    Shared,
    cell_weights,
    means,
    nation_sums,
    nation_weights,
    target_positions,
)
from tocsin.engine.rulebook import Rules
from tocsin.engine.visibility import Sight, sights
from tocsin.engine.world import World
from tocsin.sharing import Network

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

MEASURES = (
    *("first_share", "warning_lost_s", "warning_lost_unrelayed_s"),
    *("acting_share", "response_lost_s", "response_lost_unsensed_s"),
)


_BASE = ("warning", "response", "first", "acting")


@dataclass(frozen=True)
class Unrelayed(Rules):
    """A policy under which one nation passes nothing on; its own items still pass.

    Attributes
    ----------
    silent : int
        Position of that nation.
    """

    silent: int = -1

    @cached_property
    def network(self) -> Network:
        """Who may hold what, without what the silent nation would relay."""
        grants = [
            replace(grant, relays=False) if grant.source == self.silent else grant
            for grant in self.grants
        ]
        exercise = self.world.scenario.is_exercise(self.policy)
        return Network(grants, len(self.world.nations), exercise=exercise)


@dataclass(frozen=True)
class Burden(Answer):
    """The contribution matrix of each policy. Notional.

    Attributes
    ----------
    weight : str
        ``cells`` or ``population``: how cases are weighted.
    matrix : DataFrame
        A row per policy, ``nation`` (whose cells) and ``giver`` (on whom they rest, itself
        included): ``warning_s response_s`` (effective, of the nation under the policy);
        ``first_share``, of the cases with a notice, those whose first item is from the giver's
        sensors; ``warning_lost_s`` without the giver's sensors; ``warning_lost_unrelayed_s`` if
        the giver passed on nothing of others; ``acting_share``, of the cases in which somebody
        can act in time, those in which the giver's responder has most time left;
        ``response_lost_s`` without the giver's responders; ``response_lost_unsensed_s`` without
        its sensors.
    carried : DataFrame
        A row per policy and giver: the same measures over the cells of all *other* nations.
    """

    verb = "burden"

    weight: str
    matrix: pd.DataFrame
    carried: pd.DataFrame


@verb(example="tocsin burden configs/scenarios/northeast-asia.yaml -p realtime-2024")
def burden(
    scenario: "Scenario",
    *,
    policies: Sequence[str] | None = None,
    weight: str = "cells",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Burden:
    """Tell how much of each nation's warning and response rests on each other nation.

    Parameters
    ----------
    scenario : Scenario
    policies : sequence of str, optional
        All by default; side by side.
    weight : {"cells", "population"}
        Whether each cell counts once, or as often as people live in it.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    Burden

    Raises
    ------
    InputError
        A policy or the weight is unknown, or nobody lives in any cell.
    """
    world = World(scenario)
    names = chosen_policies(scenario, policies)
    weights = cell_weights(world, weight)
    tallies = [_Tally(Rules(world, name), weights) for name in names]
    for sight in sights(world, threads=threads, progress=progress):
        shared = Shared(sight)
        for tally in tallies:
            tally.add(shared)
    return Burden(
        weight,
        pd.DataFrame([row for tally in tallies for row in tally.matrix()]),
        pd.DataFrame([row for tally in tallies for row in tally.carried()]),
    )


class _Tally:
    """Sums over cases for one policy, by what is taken away; arrays have a place a nation."""

    def __init__(self, rules: Rules, weights: NDArray[np.float64]) -> None:
        self.rules, self.weights = rules, weights
        world = rules.world
        self.nations = world.nations
        self.sensor_owner = np.array([self.nations.index(s.owner) for s in world.sensors], int)
        self.responder_owner = np.array(
            [self.nations.index(each.owner) for each in world.scenario.responders.values()], int
        )
        relays = {grant.source for grant in rules.network.grants if grant.relays}
        self.unrelayed = {
            giver: Unrelayed(world, rules.policy, rules.suspended, giver) for giver in relays
        }
        shape = len(self.nations), len(self.nations)  # giver, nation
        self.sums = {name: np.zeros(shape) for name in MEASURES}
        self.base = {
            name: np.zeros(shape[1]) for name in ("warning", "response", "first", "acting")
        }

    def add(self, shared: Shared) -> None:
        """Count one piece of the world."""
        sight, whole = shared.sight, shared.outcome(self.rules)
        for name, values in _base_values(whole).items():
            self.base[name] += self._sum(values, sight)
        for giver in range(len(self.nations)):
            for name, values in self._taken_away(giver, whole, shared):
                self.sums[name][giver] += self._sum(values, sight)

    def _sum(self, values: NDArray, sight: Sight) -> NDArray[np.float64]:
        return nation_sums(self.rules.world, values, part=sight.part, weights=self.weights)

    def _taken_away(
        self, giver: int, whole: Outcome, shared: Shared
    ) -> Iterator[tuple[str, NDArray]]:
        theirs = self.sensor_owner == giver
        if theirs.any():
            yield "first_share", theirs[whole.sensor] & (whole.sensor >= 0)
            blind = shared.outcome(self.rules, blind=theirs)
            yield "warning_lost_s", whole.warning_s - blind.warning_s
            yield "response_lost_unsensed_s", whole.response_s - blind.response_s
        if giver in self.unrelayed:
            silent = shared.outcome(self.unrelayed[giver])
            yield "warning_lost_unrelayed_s", whole.warning_s - silent.warning_s
        acting = self.responder_owner == giver
        if acting.any():
            without_s = whole.left_s[~acting].max(axis=0, initial=0.0)
            # The first responder in the file acts where two have equal time left.
            best = whole.left_s.argmax(axis=0)
            yield "acting_share", acting[best] & (whole.response_s > 0.0)
            yield "response_lost_s", whole.response_s - without_s

    def matrix(self) -> Iterator[dict[str, Any]]:
        """Rows of the contribution matrix."""
        totals = nation_weights(self.rules.world, self.weights)
        for nation in target_positions(self.rules.world):
            for giver in range(len(self.nations)):
                if giver != nation and not self._gives(giver):
                    continue
                who = {"nation": self.nations[nation], "giver": self.nations[giver]}
                yield self._row(who, giver, [nation], totals)

    def carried(self) -> Iterator[dict[str, Any]]:
        """Rows of what each nation carries for all others."""
        totals = nation_weights(self.rules.world, self.weights)
        for giver in range(len(self.nations)):
            others = [n for n in target_positions(self.rules.world) if n != giver]
            if others and self._gives(giver):
                yield self._row({"giver": self.nations[giver]}, giver, others, totals)

    def _gives(self, giver: int) -> bool:
        owns = (self.sensor_owner == giver).any() or (self.responder_owner == giver).any()
        return bool(owns or self.sums["warning_lost_unrelayed_s"][giver].any())

    def _row(
        self, who: dict[str, str], giver: int, nations: list[int], totals: NDArray[np.float64]
    ) -> dict[str, Any]:
        whole = totals[nations].sum()
        of = {
            "first_share": self.base["first"][nations].sum(),
            "acting_share": self.base["acting"][nations].sum(),
        }
        row: dict[str, Any] = {"policy": self.rules.policy, **who}
        for name in ("warning", "response"):
            row[f"{name}_s"] = float(means(self.base[name][nations].sum(), whole))
        for name in MEASURES:
            row[name] = float(means(self.sums[name][giver, nations].sum(), of.get(name, whole)))
        return row


def _base_values(whole: Outcome) -> dict[str, NDArray]:
    return {
        "warning": whole.warning_s,
        "response": whole.response_s,
        "first": whole.sensor >= 0,
        "acting": whole.response_s > 0.0,
    }
