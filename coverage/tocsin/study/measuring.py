"""Measures of one run: shares, percentiles and means by nation and arc."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.measures import ALL
from tocsin.engine.world import World
from tocsin.sharing.notice import STATUSES

from .geometry import Geometry
from .vocabulary import By

PERCENTILES = {"warning_p10_s": 0.1, "warning_median_s": 0.5, "warning_p90_s": 0.9}


@dataclass(frozen=True)
class Group:
    """Cases that one row is about.

    Attributes
    ----------
    nation, arc : str
        Ids, or ``all``.
    cases : ndarray of int, or slice
        Positions.
    people : ndarray
        Population of each case's cell.
    """

    nation: str
    arc: str
    cases: NDArray[np.int64] | slice
    people: NDArray[np.float64]


def groups_of(world: World, geometry: Geometry, by: By) -> tuple[Group, ...]:
    """Return the rows of each run: the wanted nations, each with the wanted arcs."""
    nation = geometry.cells.nation[geometry.cell]
    people = geometry.cells.population[geometry.cell]
    present = [world.nations[each] for each in np.unique(nation)]
    found = []
    for name in _wanted(by.nations, present):
        of_nation = nation == world.nations.index(name) if name != ALL else None
        for arc in _wanted(by.arcs, [each.id for each in world.arcs]):
            of_arc = geometry.arc == _position(world, arc) if arc != ALL else None
            cases = _cases(of_nation, of_arc)
            found.append(Group(name, arc, cases, people[cases]))
    return tuple(group for group in found if len(group.people))


def _wanted(names: Sequence[str] | str | None, known: Sequence[str]) -> list[str]:
    if names is None or names == "all":
        return [*known, ALL]
    chosen = [name for name in known if name in names]
    return [*chosen, ALL] if ALL in names or not names else chosen


def _position(world: World, arc: str) -> int:
    return [each.id for each in world.arcs].index(arc)


def _cases(
    first: NDArray[np.bool_] | None, second: NDArray[np.bool_] | None
) -> NDArray[np.int64] | slice:
    masks = [each for each in (first, second) if each is not None]
    if not masks:
        return slice(None)
    return np.flatnonzero(np.logical_and.reduce(masks))


@dataclass(frozen=True)
class Outcomes:
    """What a run found for every case, shape (n,) each.

    Attributes
    ----------
    code : ndarray of int
        Positions in `STATUSES`.
    notice_s, public_s : ndarray
        inf where never.
    impact_s : ndarray
    response_s : ndarray or None
        nan where none.
    sensor : ndarray of int
        -1 where none.
    """

    code: NDArray[np.int8]
    notice_s: NDArray[np.float64]
    public_s: NDArray[np.float64]
    impact_s: NDArray[np.float64]
    response_s: NDArray[np.float64] | None
    sensor: NDArray[np.int64]


def measure(found: Outcomes, group: Group, *, wanted: Sequence[str]) -> list[float]:
    """Measure a group of cases as the summary of a single run does.

    Percentiles are of warned cases only; late and never are counted in the shares and enter
    effective warning as 0, never as a time.
    """
    code = found.code[group.cases]
    warned = code == STATUSES.index("warned")
    left_s = (found.impact_s - found.public_s)[group.cases]
    result: dict[str, float] = {}
    for number, name in enumerate(STATUSES):
        of_status = code == number
        result[f"{name}_share"] = float(np.mean(of_status))
        result[f"{name}_pop_share"] = weighted(of_status, group.people)
    if any(name in wanted for name in PERCENTILES):
        result |= _percentiles(left_s[warned])
    effective_s = np.where(warned, left_s, 0.0)
    result["effective_warning_s"] = float(np.mean(effective_s))
    result["effective_warning_pop_s"] = weighted(effective_s, group.people)
    if found.response_s is not None:
        result |= _responses(found.response_s[group.cases])
    return [result[name] for name in wanted]


def _percentiles(values: NDArray[np.float64]) -> dict[str, float]:
    if not values.size:
        return dict.fromkeys(PERCENTILES, float("nan"))
    ranked = np.sort(values)
    return {name: quantile(ranked, share) for name, share in PERCENTILES.items()}


def quantile(ranked: NDArray[np.float64], share: float) -> float:
    """Return a quantile of sorted values, interpolated as numpy's default does.

    Examples
    --------
    >>> quantile(np.array([0.0, 10.0, 40.0]), 0.75)
    25.0
    """
    at = share * (len(ranked) - 1)
    low = int(at)
    high = min(low + 1, len(ranked) - 1)
    between, step = at - low, ranked[high] - ranked[low]
    if between >= 0.5:
        return float(ranked[high] - step * (1.0 - between))
    return float(ranked[low] + step * between)


def _responses(response_s: NDArray[np.float64]) -> dict[str, float]:
    there = response_s > 0.0
    in_time = np.sort(response_s[there])
    return {
        "response_share": float(np.mean(there)),
        "response_median_s": quantile(in_time, 0.5) if in_time.size else float("nan"),
        "effective_response_s": float(np.mean(np.where(there, response_s, 0.0))),
    }


def weighted(values: NDArray, people: NDArray[np.float64]) -> float:
    """Return the mean over people; nan where nobody lives.

    Not a dot product: a linear-algebra library splits one over its threads, and the last bits then
    depend on how many there are.

    Examples
    --------
    >>> weighted(np.array([1.0, 3.0]), np.array([3.0, 1.0]))
    1.5
    """
    total = people.sum()
    return float((values * people).sum() / total) if total > 0.0 else float("nan")
