"""Figures of merit along arcs: how much of a flight is in view, of whom, and where it is dark.

Each has one entry in `MERITS`: its name, unit, definition and how it comes from sums over cases.
A case is a launch point, an arc and a cell.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin import attrs
from tocsin.engine.measures import ALL
from tocsin.engine.usable import Usable, distinct_masks
from tocsin.engine.visibility import in_order, pieces
from tocsin.engine.world import World
from tocsin.kernels import merit
from tocsin.sensors.eyes import eyes_of

Floats = NDArray[np.float64]

STEP_S = 15.0
"""Between samples of the angle at which lines of sight cross; changes are found by halving."""


@dataclass(frozen=True)
class Tally:
    """Sums over some cases, for each of s sets of usable sensors.

    Attributes
    ----------
    cases : int
    people : float
        In the cells of the cases, each as often as it has cases.
    sums, by_people : ndarray, shape (s, len(SUMMANDS))
        Each summand over cases, and times the people of each case.
    greatest_s : ndarray, shape (s,)
        Longest gap of any case [s].
    """

    cases: int
    people: float
    sums: Floats
    by_people: Floats
    greatest_s: Floats

    @classmethod
    def of(cls, summands: Floats, people: Floats) -> "Tally":
        """Sum cases up.

        Parameters
        ----------
        summands : ndarray, shape (n, s, len(SUMMANDS))
        people : ndarray, shape (n,)

        Examples
        --------
        >>> Tally.of(np.ones((3, 1, len(SUMMANDS))), np.array([1.0, 2.0, 3.0])).by_people[0, 0]
        np.float64(6.0)
        """
        # Not a product of matrices, whose last bits depend on the number of threads.
        by_people = (summands * people[:, None, None]).sum(axis=0)
        greatest_s = summands[..., SUMMANDS.index("gap_s")].max(axis=0, initial=0.0)
        return cls(len(people), float(people.sum()), summands.sum(axis=0), by_people, greatest_s)

    def __add__(self, other: "Tally") -> "Tally":
        """Sum cases of both up."""
        return Tally(
            self.cases + other.cases,
            self.people + other.people,
            self.sums + other.sums,
            self.by_people + other.by_people,
            np.maximum(self.greatest_s, other.greatest_s),
        )

    def placed(self, places: NDArray[np.int64]) -> "Tally":
        """Return the sums of some sets, which may come to the same.

        Examples
        --------
        >>> Tally.of(np.ones((3, 1, len(SUMMANDS))), np.ones(3)).placed(np.array([0, 0])).sums.shape
        (2, 16)
        """
        return replace(
            self,
            sums=self.sums[places],
            by_people=self.by_people[places],
            greatest_s=self.greatest_s[places],
        )

    def mean(self, name: str, *, per: str = "") -> Floats:
        """Mean of a summand over cases, or over those counted by another; nan where none are.

        Examples
        --------
        >>> summands = np.zeros((2, 1, len(SUMMANDS)))
        >>> summands[0, 0, [SUMMANDS.index("first_s"), SUMMANDS.index("seen")]] = 30.0, 1.0
        >>> Tally.of(summands, np.ones(2)).mean("first_s", per="seen").tolist()
        [30.0]
        """
        count = self.sums[:, SUMMANDS.index(per)] if per else np.full(len(self.sums), self.cases)
        total = self.sums[:, SUMMANDS.index(name)]
        return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)

    def mean_of_people(self, name: str) -> Floats:
        """Mean of a summand over people; nan where nobody lives.

        Examples
        --------
        >>> summands = np.ones((2, 1, len(SUMMANDS)))
        >>> Tally.of(summands, np.zeros(2)).mean_of_people("in_view").tolist()
        [nan]
        """
        if not self.people > 0.0:
            return np.full(len(self.sums), np.nan)
        return self.by_people[:, SUMMANDS.index(name)] / self.people


# What is summed up of each case: shares of its flight, seconds, counts.
SUMMANDS = (
    *("in_view", "kfold", "custody", "dark_boost", "dark_midcourse", "dark_terminal"),
    *("dark_s", "custody_s", "gap_s", "wait_s", "gaps", "seen", "first_s", "last_s"),
    *("returns", "return_s"),
)


def summands_of(figures: Floats, impact_s: Floats) -> Floats:
    """Return what is summed up, from the figures of the kernel.

    Parameters
    ----------
    figures : ndarray, shape (n, s, N_FIGURES)
        As `tocsin.kernels.merit.figures` fills it.
    impact_s : ndarray, shape (n,)
        Times of flight [s].

    Returns
    -------
    ndarray, shape (n, s, len(SUMMANDS))

    Examples
    --------
    A flight of 100 s that is never seen: one gap, and whoever looks at any moment waits 50 s for
    its end.

    >>> dark = np.zeros((1, 1, merit.N_FIGURES))
    >>> dark[..., [merit.LONGEST, merit.SQUARES, merit.FIRST]] = 100.0, 1e4, np.inf
    >>> found = dict(zip(SUMMANDS, summands_of(dark, np.array([100.0]))[0, 0], strict=True))
    >>> float(found["dark_s"]), float(found["wait_s"]), float(found["seen"])
    (100.0, 50.0, 0.0)
    """
    whole = impact_s[:, None]
    seen = np.isfinite(figures[..., merit.FIRST])
    shares = (
        *(merit.IN_VIEW, merit.KFOLD, merit.CUSTODY),
        *(merit.DARK_BOOST, merit.DARK_MIDCOURSE, merit.DARK_TERMINAL),
    )
    columns = [figures[..., column] / whole for column in shares]
    columns += [
        whole - figures[..., merit.IN_VIEW],
        figures[..., merit.CUSTODY],
        figures[..., merit.LONGEST],
        figures[..., merit.SQUARES] / (2.0 * whole),
        figures[..., merit.GAPS],
        seen,
        # Infinity times nothing is no number.
        np.where(seen, figures[..., merit.FIRST], 0.0),
        figures[..., merit.LAST],
        figures[..., merit.BETWEEN],
        figures[..., merit.BETWEEN_S],
    ]
    return np.stack(columns, axis=-1)


class Merit(NamedTuple):
    """One figure of merit.

    Attributes
    ----------
    name, units, definition : str
        Column in every table; ``s``, or ``1`` for a share or a count; what it is, in a phrase.
    of : callable
        From a `Tally` to a number for each set of usable sensors.
    """

    name: str
    units: str
    definition: str
    of: Callable[[Tally], Floats]


_TABLE = (
    Merit("in_view_share", "1", "share of the flight in view", lambda t: t.mean("in_view")),
    Merit(
        "in_view_pop_share", "1", "share of the flight in view, mean over people",
        lambda t: t.mean_of_people("in_view"),
    ),
    Merit(
        "kfold_share", "1", "share of the flight in view of k or more sensors at once",
        lambda t: t.mean("kfold"),
    ),
    Merit(
        "kfold_pop_share", "1", "the same, mean over people",
        lambda t: t.mean_of_people("kfold"),
    ),
    Merit(
        "custody_share", "1", "share of the flight in custody: lines of sight of two sensors cross "
        "at the angle asked for or more", lambda t: t.mean("custody"),
    ),
    Merit(
        "custody_pop_share", "1", "the same, mean over people",
        lambda t: t.mean_of_people("custody"),
    ),
    Merit("custody_s", "s", "time in custody", lambda t: t.mean("custody_s")),
    Merit("dark_s", "s", "time in the dark: in view of no sensor", lambda t: t.mean("dark_s")),
    Merit(
        "dark_boost_share", "1", "share of the flight that is boost in the dark",
        lambda t: t.mean("dark_boost"),
    ),
    Merit(
        "dark_midcourse_share", "1", "share of the flight that is midcourse in the dark",
        lambda t: t.mean("dark_midcourse"),
    ),
    Merit(
        "dark_terminal_share", "1", "share of the flight that is the terminal phase in the dark",
        lambda t: t.mean("dark_terminal"),
    ),
    Merit("gap_s", "s", "longest gap of a flight, mean over cases", lambda t: t.mean("gap_s")),
    Merit(
        "gap_pop_s", "s", "longest gap of a flight, mean over people",
        lambda t: t.mean_of_people("gap_s"),
    ),
    Merit("greatest_gap_s", "s", "longest gap of any case", lambda t: t.greatest_s),
    Merit("gaps", "1", "gaps in a flight, mean over cases", lambda t: t.mean("gaps")),
    Merit(
        "revisit_s", "s", "mean length of the gaps between two sights",
        lambda t: t.mean("return_s", per="returns"),
    ),
    Merit(
        "wait_s", "s", "wait from a random moment of the flight to the next sight, or to impact",
        lambda t: t.mean("wait_s"),
    ),
    Merit("seen_share", "1", "share of cases that are in view at all", lambda t: t.mean("seen")),
    Merit(
        "first_sight_s", "s", "first sight after launch, mean over the cases seen",
        lambda t: t.mean("first_s", per="seen"),
    ),
    Merit(
        "last_sight_s", "s", "last sight after launch, mean over the cases seen",
        lambda t: t.mean("last_s", per="seen"),
    ),
)  # fmt: skip

MERITS = {merit.name: merit for merit in _TABLE}

attrs.define({m.name: attrs.Variable("real", m.units, m.definition) for m in _TABLE})

# What maps show of each cell: its mean over launch points and arcs.
OF_CELLS = ("in_view", "kfold", "gap_s", "dark_boost", "dark_midcourse", "dark_terminal")


@dataclass(frozen=True)
class Merits:
    """Figures of merit of a world's arcs, for s sets of usable sensors. Make one with `merits_of`.

    Attributes
    ----------
    world : World
    sets : tuple of Usable
    tallies : dict of (int, int) to Tally
        By nation and arc, as positions.
    cells : ndarray, shape (cells, s, len(OF_CELLS))
        Means over launch points and arcs.
    """

    world: World
    sets: tuple[Usable, ...]
    tallies: dict[tuple[int, int], Tally]
    cells: Floats

    @cached_property
    def nations(self) -> tuple[int, ...]:
        """Positions of the nations that have cells, in file order."""
        return tuple(dict.fromkeys(nation for nation, _ in sorted(self.tallies)))

    def rows(self) -> Iterator[tuple[str, str, Tally]]:
        """Yield nation, arc and tally: nations and ``all``, by arcs and ``all`` of them.

        Examples
        --------
        >>> from tocsin.engine.usable import usable_sets
        >>> from tocsin.scenario import Scenario, scaffold
        >>> world = World(Scenario.from_text(scaffold("island")))
        >>> merits = merits_of(world, usable_sets(world, []), k=2, angle_deg=20.0)
        >>> [(nation, arc) for nation, arc, _ in merits.rows()][:3]
        [('ISLE', 'medium'), ('ISLE', 'all'), ('COAST', 'medium')]
        """
        world = self.world
        nations = {**{world.nations[n]: (n,) for n in self.nations}, ALL: self.nations}
        arcs = {arc.id: (at,) for at, arc in enumerate(world.arcs)}
        for nation, rows in nations.items():
            for arc, columns in {**arcs, ALL: tuple(range(len(arcs)))}.items():
                first, *rest = (self.tallies[row, column] for row in rows for column in columns)
                yield nation, arc, sum(rest, start=first)


def merits_of(
    world: World,
    sets: Sequence[Usable],
    *,
    k: int,
    angle_deg: float,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Merits:
    """Work out the figures of merit of every arc of a world.

    Parameters
    ----------
    world : World
    sets : sequence of Usable
    k : int
        Fold of k-fold coverage.
    angle_deg : float
        Least angle at which lines of sight cross in custody [deg].
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Examples
    --------
    >>> from tocsin.engine.usable import usable_sets
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> merits = merits_of(world, usable_sets(world, []), k=2, angle_deg=20.0)
    >>> shares = [tally.mean("in_view") for *_, tally in merits.rows()]
    >>> bool((shares[0][0] >= shares[0][1:]).all())  # all sensors see what those of one owner see
    True
    """
    nations, kind = np.unique(world.cells.nation, return_inverse=True)
    look = _Look(world, *distinct_masks(sets, nations), kind.ravel(), k, angle_deg)
    work = pieces(world)
    tallies: dict[tuple[int, int], Tally] = {}
    # Sets that come to the same are summed up once, and told apart at the end.
    cells = np.zeros((len(world.cells), look.masks.shape[1], len(OF_CELLS)))
    shown = [SUMMANDS.index(name) for name in OF_CELLS]
    done, total = 0, len(world.launches) * len(world.arcs) * len(world.cells)
    found_of_pieces = in_order(lambda piece: look.at(*piece), work, threads=threads)
    for (_, arc, part), found in zip(work, found_of_pieces, strict=True):
        for nation in np.unique(kind[part]).tolist():
            own = kind[part] == nation
            tally = Tally.of(found[own], world.cells.population[part][own])
            key = int(nations[nation]), arc
            tallies[key] = tallies[key] + tally if key in tallies else tally
        cells[part] += found[..., shown]
        done += len(found)
        if progress is not None:
            progress(done, total)
    cells /= len(world.launches) * len(world.arcs)
    return Merits(
        world,
        tuple(sets),
        {key: tally.placed(look.places[_row(nations, key[0])]) for key, tally in tallies.items()},
        np.take_along_axis(cells, look.places[look.kind][..., None], axis=1),
    )


def _row(nations: NDArray[np.int64], nation: int) -> int:
    return int(np.searchsorted(nations, nation))


class _Look(NamedTuple):
    """How the pieces of a world are looked at."""

    world: World
    masks: NDArray[np.int64]
    counts: NDArray[np.int64]
    places: NDArray[np.int64]
    kind: NDArray[np.int64]
    k: int
    angle_deg: float

    def at(self, launch: int, arc: int, part: slice) -> Floats:
        """Summands of each arc of a piece and each different set, (n, m, len(SUMMANDS))."""
        world = self.world
        arcs = world.solve(launch, arc, part)
        windows = world.watch(launch, arc).windows(arcs, order=world.neighbourly(part))
        kind = np.ascontiguousarray(self.kind[part])
        figures = merit.figures(
            (arcs.rows, arcs.boost_s, arcs.nodes),
            np.searchsorted(windows.arc, np.arange(len(arcs) + 1)),
            windows.sensor,
            np.column_stack([windows.window_in_s, windows.window_out_s]),
            kind, self.masks, self.counts, self.k, float(np.cos(np.radians(self.angle_deg))),
            STEP_S, eyes_of(world.sensors, position=int(world.launches.point[launch])),
        )  # fmt: skip
        return summands_of(figures, arcs.impact_s)
