"""Friction: what shocks to agreements, and sensors that fail, cost in warning. Notional.

Exact: every distinct set of suspended agreements is worked out with its probability, and with it
every combination of sensors that may be out of order. Nothing is sampled.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.engine.outcomes import Shared, means, nation_sums, nation_weights, target_positions
from tocsin.engine.rulebook import Rules
from tocsin.engine.visibility import Sight, sights
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.sharing import Shock, suspensions
from tocsin.sharing.notice import WARNED
from tocsin.words import joined

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

MAX_STATES = 4096
# Means of two states that differ by less than rounding are equally bad.
_SAME_S = 1e-6
Names = frozenset[str]
# Sets of sensors that are out of order together, in file order, and how likely each is.
Chances = dict[tuple[str, ...], float]


@dataclass(frozen=True)
class Friction(Answer):
    """What shocks and failing sensors do to each policy. Notional.

    Attributes
    ----------
    nations : DataFrame
        A row per policy and nation: effective warning ``undisturbed_warning_s`` (as in a run),
        ``expected_warning_s``, ``worst_warning_s`` with the smallest state that is so bad,
        ``worst_state``, and how likely one so bad is, ``worst_probability``;
        ``unwarned_probability`` (of a case drawn evenly: never or late) and
        ``unwarned_pop_probability`` (drawn by population); ``undisturbed_response_s`` and
        ``expected_response_s`` (effective response).
    cells : DataFrame
        A row per policy and cell: ``policy cell lat lon nation population``,
        ``unwarned_probability`` (mean over launch points and arcs) and ``unwarned_at_worst`` (the
        greatest over them).
    agreements : DataFrame
        A row per policy, agreement of it and nation, most lost first: what is lost if it alone is
        suspended: ``cases_lost`` and ``cells_lost`` (warned before, late or never then; a cell
        counts if one of its cases does), ``warning_lost_s``, ``response_lost_s``.
    states : DataFrame
        A row per policy, state and nation: ``suspended`` and ``out_of_order`` (lists of ids),
        ``probability warning_s response_s``.
    """

    verb = "friction"

    nations: pd.DataFrame
    cells: pd.DataFrame
    agreements: pd.DataFrame
    states: pd.DataFrame


@dataclass(frozen=True)
class State:
    """One way that a policy may turn out: agreements suspended, sensors out of order."""

    suspended: Names
    out_of_order: tuple[str, ...]
    probability: float

    @property
    def text(self) -> str:
        """What is missing, in words; a dash for nothing."""
        return joined([*sorted(self.suspended), *self.out_of_order])


@verb(example="tocsin friction configs/scenarios/northeast-asia.yaml -p realtime-2024")
def friction(
    scenario: "Scenario",
    *,
    policies: Sequence[str] | None = None,
    sensors: bool = True,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Friction:
    """Tell what shocks to agreements cost, exactly over all their combinations.

    Parameters
    ----------
    scenario : Scenario
    policies : sequence of str, optional
        All by default.
    sensors : bool
        Whether sensors with an availability below 1 fail too, independently of one another and of
        the shocks; otherwise all of them work.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    Friction

    Raises
    ------
    InputError
        A policy is unknown, or there are more than 4096 states of a policy.
    """
    world = World(scenario)
    names = chosen_policies(scenario, policies)
    failures: Chances = sensor_failures(world) if sensors else {(): 1.0}
    tallies = [_Tally(world, name, failures) for name in names]
    for sight in sights(world, threads=threads, progress=progress):
        shared = Shared(sight)
        for tally in tallies:
            tally.add(shared)
    return Friction(
        pd.DataFrame([row for tally in tallies for row in tally.nations()]),
        pd.concat([tally.cells() for tally in tallies], ignore_index=True),
        pd.DataFrame([row for tally in tallies for row in tally.agreements()], columns=_LOSSES),
        pd.DataFrame([row for tally in tallies for row in tally.rows()]),
    )


_NOTHING: Names = frozenset()
_LOSSES = [
    *("policy", "agreement", "nation", "cases_lost", "cells_lost"),
    *("warning_lost_s", "response_lost_s"),
]


def sensor_failures(world: World) -> Chances:
    """Probability of every set of sensors that are out of order together.

    Raises
    ------
    InputError
        More than 12 sensors have an availability between 0 and 1.
    """
    unsure = [s for s in world.sensors if 0.0 < s.availability < 1.0]
    dead = tuple(s.id for s in world.sensors if s.availability == 0.0)
    if 2 ** len(unsure) > MAX_STATES:
        raise InputError(
            f"{len(unsure)} sensors have an availability below 1: {2 ** len(unsure)} combinations. "
            f"Must be at most {MAX_STATES}: let at most 12 sensors fail, or leave availability out."
        )
    found: Chances = {}
    for works in product((True, False), repeat=len(unsure)):
        both = list(zip(unsure, works, strict=True))
        failed = {s.id for s, up in both if not up} | set(dead)
        chances = (s.availability if up else 1.0 - s.availability for s, up in both)
        found[tuple(s.id for s in world.sensors if s.id in failed)] = float(np.prod([*chances]))
    return found


def suspended_sets(scenario: "Scenario", policy: str) -> dict[Names, float]:
    """Probability of every set of a policy's agreements that shocks suspend together."""
    shocks = [
        Shock(name, each.probability, each.suspends, each.cause)
        for name, each in scenario.shocks.items()
    ]
    causes = {name: each.probability for name, each in scenario.causes.items()}
    chosen = frozenset(scenario.agreements_of(policy))
    found: dict[Names, float] = {}
    for each in suspensions(shocks, causes=causes):
        hit = each.agreements & chosen
        found[hit] = found.get(hit, 0.0) + each.probability
    return found


class _Tally:
    """Sums over cases for one policy, state by state."""

    def __init__(self, world: World, policy: str, failures: Chances) -> None:
        self.world, self.policy = world, policy
        hit = suspended_sets(world.scenario, policy)
        if len(hit) * len(failures) > MAX_STATES:
            raise InputError(
                f"Policy {policy!r} has {len(hit)} sets of suspended agreements times "
                f"{len(failures)} of failed sensors. Must be at most {MAX_STATES} states: let "
                "fewer sensors fail, or work it out without availability."
            )
        self.states = [
            State(names, failed, chance * share)
            for names, chance in hit.items()
            for failed, share in failures.items()
        ]
        self.single = Rules(world, policy).selected
        # What is needed beside the states: nothing missing, and each agreement alone.
        beside = [_NOTHING, *(frozenset([name]) for name in self.single)]
        self.chances = {(names, ()): 0.0 for names in beside} | {
            (each.suspended, each.out_of_order): each.probability for each in self.states
        }
        self.rules = {names: Rules(world, policy, names) for names, _ in self.chances}
        self.blind = {failed: _mask(world, failed) for _, failed in self.chances}
        self.sums = {
            (*state, name): np.zeros(len(world.nations))
            for state in self.chances
            for name in ("warning", "response")
        }
        self.weights = np.ones(len(world.cells))
        self.unwarned = np.zeros(len(world.cells))
        self.at_worst = np.zeros(len(world.cells))
        self.lost = {name: np.zeros(len(world.cells)) for name in self.single}

    def add(self, shared: Shared) -> None:
        """Count one piece of the world."""
        sight = shared.sight
        whole = shared.outcome(self.rules[_NOTHING]).status == WARNED
        unwarned = np.zeros(len(whole))
        for (names, failed), chance in self.chances.items():
            found = shared.outcome(self.rules[names], blind=self.blind[failed])
            late = found.status != WARNED
            self._sum(names, failed, sight, found.warning_s, found.response_s)
            unwarned += chance * late
            if not failed and len(names) == 1:
                self.lost[next(iter(names))][sight.part] += whole & late
        self.unwarned[sight.part] += unwarned
        self.at_worst[sight.part] = np.maximum(self.at_worst[sight.part], unwarned)

    def _sum(
        self, names: Names, failed: tuple[str, ...], sight: Sight, warning_s: NDArray,
        response_s: NDArray,
    ) -> None:  # fmt: skip
        for name, values in (("warning", warning_s), ("response", response_s)):
            self.sums[names, failed, name] += nation_sums(
                self.world, values, part=sight.part, weights=self.weights
            )

    def mean(self, name: str, names: Names, failed: tuple[str, ...] = ()) -> NDArray[np.float64]:
        """Mean over cases per nation in one state."""
        totals = nation_weights(self.world, self.weights)
        return means(self.sums[names, failed, name], totals)

    def expected(self, name: str) -> NDArray[np.float64]:
        """Expectation over the states of the mean over cases, per nation."""
        total = np.zeros(len(self.world.nations))
        for each in self.states:
            total += each.probability * self.mean(name, each.suspended, each.out_of_order)
        return total

    def nations(self) -> list[dict[str, Any]]:
        """Rows per nation."""
        whole = {name: self.mean(name, _NOTHING) for name in ("warning", "response")}
        expected = {name: self.expected(name) for name in ("warning", "response")}
        return [
            {
                "policy": self.policy,
                "nation": self.world.nations[nation],
                "undisturbed_warning_s": float(whole["warning"][nation]),
                "expected_warning_s": float(expected["warning"][nation]),
                **self._worst(nation),
                **self._unwarned(nation),
                "undisturbed_response_s": float(whole["response"][nation]),
                "expected_response_s": float(expected["response"][nation]),
            }
            for nation in target_positions(self.world)
        ]

    def _worst(self, nation: int) -> dict[str, Any]:
        possible = [each for each in self.states if each.probability > 0.0]
        left_s = [
            self.mean("warning", each.suspended, each.out_of_order)[nation] for each in possible
        ]
        worst_s = min(left_s)
        as_bad = [e for e, s in zip(possible, left_s, strict=True) if s <= worst_s + _SAME_S]
        return {
            "worst_warning_s": float(worst_s),
            # Of equally bad states the first, which has fewest agreements suspended.
            "worst_state": as_bad[0].text,
            "worst_probability": sum(each.probability for each in as_bad),
        }

    def _unwarned(self, nation: int) -> dict[str, float]:
        here = self.world.cells.nation == nation
        chance = self._chances()[here]
        people = self.world.cells.population[here]
        weighted = means(np.array((chance * people).sum(axis=-1)), np.array(people.sum()))
        return {
            "unwarned_probability": float(chance.mean()),
            "unwarned_pop_probability": float(weighted),
        }

    def _chances(self) -> NDArray[np.float64]:
        return self.unwarned / (len(self.world.launches) * len(self.world.arcs))

    def cells(self) -> pd.DataFrame:
        """Rows per cell."""
        cells = self.world.cells
        return pd.DataFrame(
            {
                "policy": self.policy,
                "cell": cells.id,
                "lat": cells.lat,
                "lon": cells.lon,
                "nation": np.array(self.world.nations)[cells.nation],
                "population": cells.population,
                "unwarned_probability": self._chances(),
                "unwarned_at_worst": self.at_worst,
            }
        )

    def agreements(self) -> list[dict[str, Any]]:
        """Rows per agreement and nation: what its suspension alone costs, most first."""
        whole = {name: self.mean(name, _NOTHING) for name in ("warning", "response")}
        rows = []
        for agreement in self.single:
            left = {name: self.mean(name, frozenset([agreement])) for name in whole}
            for nation in target_positions(self.world):
                lost = self.lost[agreement][self.world.cells.nation == nation]
                row: dict[str, Any] = {"policy": self.policy, "agreement": agreement}
                row |= {"nation": self.world.nations[nation]}
                row |= {"cases_lost": int(lost.sum()), "cells_lost": int((lost > 0).sum())}
                row |= {f"{n}_lost_s": float(whole[n][nation] - left[n][nation]) for n in whole}
                rows.append(row)
        return sorted(rows, key=lambda r: (-r["cases_lost"], -r["warning_lost_s"]))

    def rows(self) -> list[dict[str, Any]]:
        """Rows per state and nation."""
        return [
            {
                "policy": self.policy,
                "suspended": sorted(each.suspended),
                "out_of_order": list(each.out_of_order),
                "probability": each.probability,
                "nation": self.world.nations[nation],
                "warning_s": float(self.mean("warning", each.suspended, each.out_of_order)[nation]),
                "response_s": float(
                    self.mean("response", each.suspended, each.out_of_order)[nation]
                ),
            }
            for each in self.states
            for nation in target_positions(self.world)
        ]


def _mask(world: World, failed: tuple[str, ...]) -> NDArray[np.bool_] | None:
    if not failed:
        return None
    return np.array([sensor.id in failed for sensor in world.sensors], dtype=bool)
