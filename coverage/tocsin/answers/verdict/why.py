"""What a difference depends on: every driver is shown by running draws again with it changed.

Correlations only propose. An input that merely moves with a driver in the sample is re-run like
any other, changes nothing, and is not named.
"""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.verdict.words import WITHIN_S, classes
from tocsin.engine.draws import latin_hypercube

CANDIDATES = 12
RERUNS = 32
FLIPPED = 0.10
"""Share of re-runs in which the class changes, from which on an input is named."""
OF_WIDTH = 0.10
"""Share of the 5-95 % width that the mean change must reach, else."""
UNEXPLAINED = 0.10
_TREES = 200


class Evaluate(Protocol):
    """Works out draws."""

    def __call__(self, points: NDArray[np.float64], *, alike: int = 1) -> NDArray[np.float64]:
        """Return the gains of draws [s], shape (n, rows), nan where refused.

        Parameters
        ----------
        points : ndarray, shape (n, inputs)
            Shares.
        alike : int
            Draws come in runs of so many that differ in one input each.
        """


class Driver(NamedTuple):
    """An input that a difference depends on.

    Attributes
    ----------
    column : int
        Position among the inputs.
    flipped_share : float
        Share of re-runs in which it changes the class.
    change_s : float
        Mean absolute change of the gain from its low to its high [s].
    """

    column: int
    flipped_share: float
    change_s: float


@dataclass(frozen=True)
class Why:
    """What the gain of one row depends on.

    Attributes
    ----------
    drivers : tuple of Driver
        What is named, strongest first.
    unexplained_share : float
        Share of draws whose class changes when all but the named are drawn anew.
    """

    drivers: tuple[Driver, ...]
    unexplained_share: float

    @property
    def others(self) -> bool:
        """Whether it depends on others, which were not found."""
        return self.unexplained_share > UNEXPLAINED


def candidates(points: NDArray[np.float64], gain_s: NDArray[np.float64], *, seed: int) -> list[int]:
    """Propose inputs, by rank correlation and by importance in a forest in turn.

    Parameters
    ----------
    points : ndarray, shape (n, inputs)
    gain_s : ndarray, shape (n,)
    seed : int

    Returns
    -------
    list of int
        `CANDIDATES` of them at most; of the forest only those above every shuffled column.

    Examples
    --------
    >>> points = latin_hypercube(64, 20, seed=0)
    >>> candidates(points, 9.0 * points[:, 7], seed=0)[0]
    7
    """
    if np.ptp(gain_s) == 0.0:
        return []
    lists = [_by_correlation(points, gain_s), _by_forest(points, gain_s, seed)]
    turns = [column for pair in _in_turn(*lists) for column in pair]
    return list(dict.fromkeys(turns))[:CANDIDATES]


def _in_turn(first: list[int], second: list[int]) -> list[list[int]]:
    longest = max(len(first), len(second))
    return [[*first[step : step + 1], *second[step : step + 1]] for step in range(longest)]


def _by_correlation(points: NDArray[np.float64], gain_s: NDArray[np.float64]) -> list[int]:
    from scipy.stats import spearmanr

    strength = [abs(float(spearmanr(column, gain_s).statistic)) for column in points.T]
    return np.argsort(strength, kind="stable")[::-1].tolist()


def _by_forest(points: NDArray[np.float64], gain_s: NDArray[np.float64], seed: int) -> list[int]:
    from sklearn.ensemble import ExtraTreesRegressor

    # Each column beside itself shuffled: what chance alone gives an input that does nothing.
    dummies = np.random.default_rng(seed).permuted(points, axis=0)
    forest = ExtraTreesRegressor(_TREES, min_samples_leaf=3, random_state=seed)
    forest.fit(np.hstack([points, dummies]), gain_s)
    real, chance = np.split(forest.feature_importances_, 2)
    order = np.argsort(real, kind="stable")[::-1]
    return [int(column) for column in order if real[column] > chance.max()]


def explain(
    points: NDArray[np.float64],
    gain_s: NDArray[np.float64],
    switches: NDArray[np.bool_],
    evaluate: Evaluate,
    *,
    seed: int,
) -> list[Why]:
    """Say what each row's gain depends on.

    Parameters
    ----------
    points : ndarray, shape (n, inputs)
        Draws, as shares; none refused.
    gain_s : ndarray, shape (n, rows)
        What they came to.
    switches : ndarray of bool, shape (inputs,)
        Which inputs are assumptions: all of them are tried.
    evaluate : Evaluate
        Works out more draws.
    seed : int

    Returns
    -------
    list of Why
        One a row.

    Examples
    --------
    A second more or less by the first of two inputs:

    >>> points = latin_hypercube(64, 2, seed=0)
    >>> def gain(points, *, alike=1):
    ...     return 9.0 * (points[:, :1] > 0.5)
    >>> (why,) = explain(points, gain(points), np.array([False, False]), gain, seed=0)
    >>> [driver.column for driver in why.drivers], why.others
    ([0], False)
    """
    some = points[:RERUNS]
    tried = [
        sorted({*np.flatnonzero(switches).tolist(), *candidates(points, column, seed=seed)})
        for column in gain_s.T
    ]
    columns = sorted(set().union(*tried))
    # Draws, what is tried, low and high, rows.
    again = _again(some, columns, evaluate)
    named = [
        _drivers(gain_s[: len(some), row], gain_s[:, row], again[..., row], columns, tried[row])
        for row in range(gain_s.shape[1])
    ]
    fresh = latin_hypercube(len(some), points.shape[1], seed=seed + 1)
    return [
        Why(drivers, _unexplained(some, fresh, gain_s[: len(some)], row, drivers, evaluate))
        for row, drivers in enumerate(named)
    ]


def _again(
    points: NDArray[np.float64], columns: list[int], evaluate: Evaluate
) -> NDArray[np.float64]:
    """Run draws again with each input at its low and at its high, all else fixed."""
    if not columns:
        return np.empty((len(points), 0, 2, evaluate(points[:1]).shape[1]))
    run = 1 + 2 * len(columns)
    trials = np.repeat(points[:, None], run, axis=1)
    for number, column in enumerate(columns):
        trials[:, 1 + 2 * number : 3 + 2 * number, column] = (0.0, 1.0)
    # The draw itself leads its run: the others differ from it in one input each.
    found = evaluate(trials.reshape(-1, points.shape[1]), alike=run)
    return found.reshape(len(points), run, -1)[:, 1:].reshape(len(points), len(columns), 2, -1)


def _drivers(
    before_s: NDArray[np.float64],
    all_s: NDArray[np.float64],
    again_s: NDArray[np.float64],
    columns: list[int],
    tried: list[int],
) -> tuple[Driver, ...]:
    """Name those of the inputs tried that matter, strongest first."""
    width_s = float(np.subtract(*np.quantile(all_s, [0.95, 0.05])))
    least_s = max(WITHIN_S, OF_WIDTH * width_s)
    found = []
    for column in tried:
        low_s, high_s = again_s[:, columns.index(column)].T
        valid = np.isfinite(low_s) & np.isfinite(high_s)
        if not valid.any():
            continue
        kinds = [classes(each[valid]) for each in (before_s, low_s, high_s)]
        flipped = float(((kinds[0] != kinds[1]) | (kinds[0] != kinds[2])).mean())
        change_s = float(np.abs(high_s - low_s)[valid].mean())
        if flipped >= FLIPPED or change_s >= least_s:
            found.append(Driver(column, flipped, change_s))
    return tuple(sorted(found, key=lambda each: (-each.flipped_share, -each.change_s)))


def _unexplained(
    points: NDArray[np.float64],
    fresh: NDArray[np.float64],
    gain_s: NDArray[np.float64],
    row: int,
    drivers: tuple[Driver, ...],
    evaluate: Evaluate,
) -> float:
    """Draw all but the named anew, and tell how often the class changes."""
    trials = fresh.copy()
    for driver in drivers:
        trials[:, driver.column] = points[:, driver.column]
    after_s = evaluate(trials)[:, row]
    valid = np.isfinite(after_s)
    if not valid.any():
        return 1.0
    return float((classes(after_s) != classes(gain_s[:, row]))[valid].mean())
