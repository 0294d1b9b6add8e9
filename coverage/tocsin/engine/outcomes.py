"""What one policy makes of one piece of a world, as bare arrays: for analyses of many variants."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.response import responses
from tocsin.engine.rulebook import TIER_CODES, Rules
from tocsin.engine.visibility import Sight
from tocsin.engine.warning import notices
from tocsin.engine.world import World
from tocsin.errors import InputError
from tocsin.sharing.notice import WARNED, status

WEIGHTS = ("cells", "population")


@dataclass(frozen=True)
class Outcome:
    """Warning and response of n cases: a launch point, an arc class, n cells.

    Attributes
    ----------
    status : ndarray of int, shape (n,)
        Positions in `tocsin.sharing.notice.STATUSES`.
    warning_s : ndarray, shape (n,)
        Effective warning: 0 for late and never [s].
    sensor : ndarray of int, shape (n,)
        Position of the sensor whose item came first; -1 where none did before impact.
    left_s : ndarray, shape (responders, n)
        What each responder has left, 0 where it may not act or would come too late [s].
    """

    status: NDArray[np.int8]
    warning_s: NDArray[np.float64]
    sensor: NDArray[np.int64]
    left_s: NDArray[np.float64]

    @property
    def response_s(self) -> NDArray[np.float64]:
        """Effective response: the most any responder has left, 0 where none may or can. [s]"""
        return self.left_s.max(axis=0, initial=0.0)


def outcome(rules: Rules, sight: Sight) -> Outcome:
    """Work out warning and response of every case of a sight under a policy."""
    world = rules.world
    nation = world.cells.nation[sight.part]
    launch_nation = int(world.launches.nation[sight.launch])
    found = notices(rules, sight.tier_s, nation, launch_nation=launch_nation)
    code = status(found.know_s, found.public_s, sight.impact_s)
    warned = code == WARNED
    warning_s = np.zeros(len(nation))
    warning_s[warned] = (sight.impact_s - found.public_s)[warned]
    sensor = np.where(found.know_s < sight.impact_s, found.sensor, -1)
    left_s = np.clip(responses(world, rules, sight), 0.0, None)
    return Outcome(code, warning_s, sensor, left_s)


def effect(rules: Rules, launch_nation: int) -> tuple[Any, ...]:
    """All that decides outcomes of a launch nation's arcs: equal for rules that come to the same.

    Returns
    -------
    tuple
        Hashable: who may act, and for each nation with cells how it decides and how late it holds
        what each sensor makes, and so for the responders' owners.
    """
    kept = rules.__dict__.setdefault("_effects", {})
    if launch_nation not in kept:
        kept[launch_nation] = _effect(rules, launch_nation)
    return kept[launch_nation]


def _effect(rules: Rules, launch_nation: int) -> tuple[Any, ...]:
    world = rules.world
    responders = world.scenario.responders.values()
    owners = sorted({world.nations.index(each.owner) for each in responders})
    found: list[Any] = []
    for nation in target_positions(world):
        how = rules.decision(nation)
        asked = [(nation, how.needs), *((owner, TIER_CODES["track"]) for owner in owners)]
        for holder, required in asked:
            delays = rules.delays(
                launch_nation=launch_nation, threatened=nation, nation=holder, required=required
            )
            found.append(delays.tobytes())
        found += [how, rules.obligations.may_act[owners, nation].tobytes()]
    return tuple(found)


class Shared:
    """Outcomes of one sight under many rules: those that come to the same are worked out once.

    Parameters
    ----------
    sight : Sight
    """

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self._found: dict[tuple[Any, ...], Outcome] = {}

    def outcome(self, rules: Rules, *, blind: NDArray[np.bool_] | None = None) -> Outcome:
        """Outcome under rules, without what some sensors see (shape (s,), True: nothing)."""
        launch_nation = int(rules.world.launches.nation[self.sight.launch])
        key = (effect(rules, launch_nation), b"" if blind is None else blind.tobytes())
        if key not in self._found:
            seen = self.sight if blind is None else blinded(self.sight, blind)
            self._found[key] = outcome(rules, seen)
        return self._found[key]


def blinded(sight: Sight, sensors: NDArray[np.bool_]) -> Sight:
    """Return the sight without what some sensors see (shape (s,), True: they see nothing)."""
    tier_s = sight.tier_s.copy()
    tier_s[:, sensors] = np.inf
    return replace(sight, tier_s=tier_s)


def cell_weights(world: World, weight: str) -> NDArray[np.float64]:
    """Weight of each cell: 1, or the people in it.

    Raises
    ------
    InputError
        The weight is unknown, or nobody lives in any cell.
    """
    if weight not in WEIGHTS:
        raise InputError(f"Unknown weight {weight!r}. Must be {' or '.join(WEIGHTS)}.")
    if weight == "cells":
        return np.ones(len(world.cells))
    if not world.cells.population.any():
        raise InputError("Invalid weight 'population': nobody lives in any cell. Use 'cells'.")
    return world.cells.population


def nation_sums(
    world: World, values: NDArray, *, part: slice, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weighted sums of values of cases per nation of their cells, shape (nations,)."""
    weighted = np.asarray(values, dtype=np.float64) * weights[part]
    return _per_nation(world, world.cells.nation[part], weighted)


def nation_weights(world: World, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the weights of all cases per nation: each launch point and arc counts its cells."""
    cases = len(world.launches) * len(world.arcs)
    return cases * _per_nation(world, world.cells.nation, weights)


def _per_nation(
    world: World, nation: NDArray[np.int64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    sums = np.bincount(nation, weights=values, minlength=len(world.nations))
    return sums.astype(np.float64)


def means(sums: NDArray[np.float64], totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide, with nan where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(totals > 0.0, sums / totals, np.nan)


def target_positions(world: World) -> tuple[int, ...]:
    """Positions of the nations that have cells."""
    return tuple(int(each) for each in np.unique(world.cells.nation))
