"""Draws: a scenario's unknowns drawn together, and what rulebooks come to under each draw.

A draw is a row of shares, one an unknown: how far from its low to its high a number stands (nan: at
its value), and whether an assumption is made (from a half on). All rulebooks get the same draws,
so that differences are paired. A draw that makes no valid world is refused, and counted.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.bank import Bank
from tocsin.engine.laid_out import Cells
from tocsin.engine.measures import ALL, MEASURES, Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sizes import is_small
from tocsin.engine.solved import Solved
from tocsin.engine.visibility import Memory, default_threads, pieces
from tocsin.engine.world import World
from tocsin.errors import TocsinError
from tocsin.scenario.launching import leading_launch
from tocsin.scenario.unknowns import Unknown, assumed, ranges_of, unknowns_of

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

Found = TypeVar("Found")

DEFAULT_MEASURE = "mean_warning_s"
"""What draws are asked where nothing else is said."""
ON = 0.5
"""Share of an assumption from which on it is made."""
# Draws of one piece of work: few enough that a bar moves and two workers end together.
_AT_ONCE = 8
# So few draws of a small world are done before another process would have started.
_FEW = 64


def latin_hypercube(draws: int, unknowns: int, *, seed: int) -> NDArray[np.float64]:
    """Return a Latin hypercube of shares, shape (draws, unknowns), within [0, 1).

    Every column has exactly one draw in each of as many equal steps, in an order of its own.
    Source: McKay, Beckman and Conover, Technometrics 21 (1979) 239.

    Examples
    --------
    >>> points = latin_hypercube(4, 2, seed=1)
    >>> sorted((4 * points[:, 0]).astype(int).tolist())
    [0, 1, 2, 3]
    """
    # As scipy draws it, to the bit; to import its statistics takes longer than most draws.
    random = np.random.default_rng(seed)
    within = random.uniform(size=(draws, unknowns))
    orders = np.tile(np.arange(1, draws + 1), (unknowns, 1))
    for order in orders:
        random.shuffle(order)
    points: NDArray[np.float64] = (orders.T - within) / draws
    return points


@dataclass(frozen=True)
class Trial:
    """What is asked of every draw.

    Attributes
    ----------
    scenario : Scenario
        On the grid of the draws.
    unknowns : tuple of Unknown
        What is drawn.
    policies : tuple of str
        Under which policies.
    measures : tuple of str
        Names in `MEASURES`.
    """

    scenario: "Scenario"
    unknowns: tuple[Unknown, ...]
    policies: tuple[str, ...]
    measures: tuple[str, ...] = (DEFAULT_MEASURE,)

    @classmethod
    def of(
        cls,
        scenario: "Scenario",
        policies: Sequence[str],
        *,
        measures: Sequence[str] = (DEFAULT_MEASURE,),
    ) -> "Trial":
        """Ask it of all unknowns of a scenario."""
        return cls(scenario, unknowns_of(scenario), tuple(policies), tuple(measures))


@dataclass(frozen=True)
class Draws:
    """What came of draws.

    Attributes
    ----------
    names : tuple of (str, str)
        Nation and arc of each row.
    values : ndarray, shape (draws, policies, rows, measures)
        nan where refused, or where a measure has no value.
    refused : tuple of (int, str)
        Draws that made no valid world, and why.
    """

    names: tuple[tuple[str, str], ...]
    values: NDArray[np.float64]
    refused: tuple[tuple[int, str], ...]

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Which draws were not refused, shape (draws,)."""
        valid = np.ones(len(self.values), dtype=bool)
        valid[[number for number, _ in self.refused]] = False
        return valid

    def bands(self, shares: Sequence[float] = (0.05, 0.5, 0.95)) -> NDArray[np.float64]:
        """Return quantiles over the draws, shape (shares, policies, rows, measures).

        nan where no draw has a value.
        """
        return quantiles_of(self.values[self.valid], shares)


def quantiles_of(values: NDArray[np.float64], shares: Sequence[float]) -> NDArray[np.float64]:
    """Return quantiles over the first axis, of what is not nan; nan where nothing is.

    Examples
    --------
    >>> quantiles_of(np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]), [0.5]).tolist()
    [[2.0, nan]]
    """
    some = ~np.isnan(values).all(axis=0)
    found = np.full((len(shares), *values.shape[1:]), np.nan)
    found[:, some] = np.nanquantile(values[:, some], shares, axis=0)
    return found


def draw(
    trial: Trial,
    points: NDArray[np.float64],
    *,
    alike: int = 1,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Draws:
    """Work out draws, on several processes.

    Parameters
    ----------
    trial : Trial
    points : ndarray, shape (n, unknowns)
        Shares.
    alike : int
        Draws come in runs of so many that differ in few unknowns: what the first of a run sees is
        kept for the others.
    threads : int, optional
        Processes; as many as there are cores by default. Results do not depend on it.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> trial = Trial.of(world, ["alone", "together"])
    >>> found = draw(trial, latin_hypercube(3, len(trial.unknowns), seed=0), threads=1)
    >>> found.values.shape == (3, 2, len(found.names), 1)
    True
    """
    known = pickle.dumps(trial)
    parts = parts_of(points, alike=alike)
    if threads is None and len(points) <= _FEW and is_small(trial.scenario):
        threads = 1
    values: list[NDArray[np.float64]] = []
    refused: list[tuple[int, str]] = []
    done = 0
    for found, why in spread(partial(_work, known, alike=alike), parts, threads=threads):
        values.append(found)
        refused += [(done + number, text) for number, text in why]
        done += len(found)
        if progress is not None:
            progress(done, len(points))
    return Draws(names_of(trial.scenario), np.concatenate(values), tuple(refused))


def names_of(scenario: "Scenario") -> tuple[tuple[str, str], ...]:
    """Return the rows of draws: nation and arc, all arcs together last.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> names_of(Scenario.from_text(scaffold("island")))[:2]
    (('ISLE', 'medium'), ('ISLE', 'all'))
    """
    arcs = (*scenario.arcs, ALL)
    return tuple((nation, arc) for nation in scenario.target_nations for arc in arcs)


def at_values(trial: Trial, *, threads: int | None = None) -> Draws:
    """Work out the one case in which every number is at its value and nothing is assumed."""
    laid_out = LaidOut(trial)
    value = laid_out.value_of(np.full(len(trial.unknowns), np.nan), None, threads=threads)
    return Draws(names_of(trial.scenario), value[None], ())


# Values, and the refused by their place in the part.
_Part = tuple[NDArray[np.float64], list[tuple[int, str]]]


def spread(
    work: Callable[[NDArray[np.float64]], Found],
    parts: Sequence[NDArray[np.float64]],
    *,
    threads: int | None = None,
) -> Iterator[Found]:
    """Yield what work makes of each part, in order; on several processes where there are several.

    Parameters
    ----------
    work : callable
        Of one part. Another process must be able to import it.
    parts : sequence of ndarray
    threads : int, optional
        Processes; as many as there are cores by default.

    Examples
    --------
    >>> list(spread(len, parts_of(np.zeros((20, 3))), threads=1))
    [8, 8, 4]
    """
    workers = min(threads or default_threads(), len(parts))
    if workers == 1:
        yield from map(work, parts)
        return
    from joblib import Parallel, delayed

    from tocsin.kernels.parts import KERNELS

    # Or each process would build the kernels for itself.
    KERNELS.ready()
    # Processes: most of a draw on a coarse grid is spent in Python, which threads would share.
    pool = Parallel(workers, backend="loky", return_as="generator", pre_dispatch="2*n_jobs")
    yield from pool(delayed(work)(part) for part in parts)


def parts_of(points: NDArray[np.float64], *, alike: int = 1) -> list[NDArray[np.float64]]:
    """Return draws in parts, each a piece of work; a run of draws that are alike stays together.

    Examples
    --------
    >>> [len(part) for part in parts_of(np.zeros((20, 3)))]
    [8, 8, 4]
    """
    step = alike if alike > 1 else _AT_ONCE
    return [points[start : start + step] for start in range(0, len(points), step)]


@lru_cache(maxsize=2)
def _laid_out(known: bytes) -> "LaidOut":
    return LaidOut(pickle.loads(known))


def _work(known: bytes, points: NDArray[np.float64], *, alike: int) -> _Part:
    """Work out some draws; what a draw refuses becomes its reason."""
    world = _laid_out(known)
    run = _Run() if alike > 1 else None
    values, refused = [], []
    for number, point in enumerate(points):
        try:
            values.append(world.value_of(point, run))
        except TocsinError as error:
            values.append(np.full(world.shape, np.nan))
            refused.append((number, str(error)))
    return np.array(values), refused


class _Run:
    """Draws that differ from the first of them in few unknowns: what it sees is kept for them."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._first: Bank | None = None

    def bank_of(self, world: World) -> Bank:
        """Return the bank of a draw."""
        # Many unknowns have no part in what is seen.
        known = self._first.shared_with(world) if self._first is not None else None
        if known is not None:
            return known
        bank = Bank.of(world, seen=[self._memory.look(world, *piece) for piece in pieces(world)])
        if self._first is None:
            self._first, self._memory.keeps = bank, False
        return bank


@dataclass(frozen=True)
class LaidOut:
    """A trial with all that its draws share: targets, arcs, worlds by what is assumed.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> laid_out = LaidOut(Trial.of(world, []))
    >>> low = laid_out.world_of(np.zeros(len(laid_out.trial.unknowns)))
    >>> low.scenario == world
    False
    """

    trial: Trial
    cells: list[Cells] = field(default_factory=list)
    solved: Solved = field(default_factory=Solved)
    variants: dict[tuple[str, ...], "_Variant"] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Nation and arc of each row."""
        return names_of(self.trial.scenario)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Policies, rows, measures."""
        return len(self.trial.policies), len(self.names), len(self.trial.measures)

    def value_of(
        self, point: NDArray[np.float64], run: "_Run | None", *, threads: int | None = 1
    ) -> NDArray[np.float64]:
        """Return what one draw comes to, shape `shape`."""
        world = self.world_of(point)
        bank = Bank.of(world, threads=threads) if run is None else run.bank_of(world)
        rows = Rows(bank, launches=(leading_launch(world.scenario),))
        functions = [MEASURES[name].of for name in self.trial.measures]
        values = np.full(self.shape, np.nan)
        for number, policy in enumerate(self.trial.policies):
            samples = rows.samples(bank.outcome(Rulebook.of(world.book, policy)))
            found = {(row.nation, row.arc): sample for row, sample in samples}
            for row, name in enumerate(self.names):
                if name in found:
                    values[number, row] = [of(found[name]) for of in functions]
        return values

    def world_of(self, point: NDArray[np.float64]) -> World:
        """Return the world of a draw."""
        pairs = list(zip(self.trial.unknowns, point.tolist(), strict=True))
        names = tuple(each.name for each, share in pairs if each.is_switch and share >= ON)
        if names not in self.variants:
            self.variants[names] = _Variant.of(self.trial.scenario, names)
        scenario = self.variants[names].drawn(
            {each.name: share for each, share in pairs if not np.isnan(share)}
        )
        if not self.cells:
            # No assumption and no number moves a target.
            self.cells.append(World(self.trial.scenario).cells)
        return World(scenario, known_cells=self.cells[0], solved=self.solved)


@dataclass(frozen=True)
class _Variant:
    """The scenario with some assumptions made, and its own numbers that are drawn."""

    scenario: "Scenario"
    ranges: Mapping[str, Any]

    @classmethod
    def of(cls, scenario: "Scenario", names: tuple[str, ...]) -> "_Variant":
        changed = assumed(scenario, names)
        return cls(changed, ranges_of(changed))

    def drawn(self, shares: Mapping[str, float]) -> "Scenario":
        """Put numbers in; those that an assumption has taken away or fixed stay so."""
        changes = {
            number.path: number.at(share)
            for name, share in shares.items()
            for number in self.ranges.get(name, ())
        }
        return self.scenario.redrawn(changes)
