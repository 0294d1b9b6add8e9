"""Figures of merit along arcs: how much of a flight is in view, of whom, and where it is dark."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.measures import ALL
from tocsin.engine.tally import SUMMANDS, Floats, Tally, summands_of
from tocsin.engine.usable import Usable, distinct_masks
from tocsin.engine.visibility import in_order, pieces
from tocsin.engine.world import World
from tocsin.kernels import merit
from tocsin.sensors.eyes import eyes_of

STEP_S = 15.0
"""Between samples of the angle at which a moving satellite's line of sight crosses another [s]."""

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
        # One nation, or one arc, has "all" too: tables of all scenarios look alike.
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
    # All that is the same for every piece is laid out once.
    look = _Look(world, *distinct_masks(sets, nations), kind.ravel(), k, angle_deg)
    work = pieces(world)
    tallies: dict[tuple[int, int], Tally] = {}
    # Sets that come to the same are summed up once, and told apart at the end.
    cells = np.zeros((len(world.cells), look.masks.shape[1], len(OF_CELLS)))
    shown = [SUMMANDS.index(name) for name in OF_CELLS]
    # Arcs, not pieces: that is what a reader of the progress knows.
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
        # Windows come in order of arcs, so that each arc's are a run of them.
        figures = merit.figures(
            (arcs.rows, arcs.boost_s, arcs.nodes),
            np.searchsorted(windows.arc, np.arange(len(arcs) + 1)),
            windows.sensor,
            np.column_stack([windows.window_in_s, windows.window_out_s]),
            kind, self.masks, self.counts, self.k, float(np.cos(np.radians(self.angle_deg))),
            STEP_S, eyes_of(world.sensors, position=int(world.launches.point[launch])),
        )  # fmt: skip
        return summands_of(figures, arcs.impact_s)
