"""Cases (a launch point, an arc, a cell) in groups that one set of delays decides."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.thin import is_thin
from tocsin.engine.world import World


@dataclass(frozen=True)
class Group:
    """Cases with one launch nation and one threatened nation: one set of delays a rulebook.

    Its n cases run launch point by launch point, arc by arc, cell by cell, so that an array of
    them reshapes to `shape`.

    Attributes
    ----------
    launch_nation, nation : int
        Positions of the nations.
    launches, cells : ndarray of int, shape (l,), (c,)
        Positions of the launch points and of the cells.
    population : ndarray, shape (c,)
        People in each cell.
    arcs : int
        How many arc classes there are.
    rows : ndarray, shape (2 * feeds, n)
        Earliest alert (even rows) and track (odd rows) of each feed [s after launch]; inf: never.
    first : ndarray of int16, shape (2 * feeds, n)
        Position of the sensor that makes it; of equals the first in the file; -1: none.
    impact_s : ndarray, shape (n,)
        Time of flight [s].
    is_thin : bool
        Whether by people is withheld for the nation: its places hold too few of its people.
    """

    launch_nation: int
    nation: int
    launches: NDArray[np.int64]
    cells: NDArray[np.int64]
    population: NDArray[np.float64]
    arcs: int
    rows: NDArray[np.float64]
    first: NDArray[np.int16]
    impact_s: NDArray[np.float64]
    is_thin: bool = False

    @classmethod
    def empty(cls, world: World, *, launch_nation: int, nation: int, feeds: int) -> "Group":
        """Make room for the cases of two nations."""
        # Positions, rising: cases of a group keep the order of the tables.
        launches = np.flatnonzero(world.launches.nation == launch_nation)
        cells = np.flatnonzero(world.cells.nation == nation)
        arcs = len(world.arcs)
        count = len(launches) * arcs * len(cells)
        return cls(
            launch_nation,
            nation,
            launches,
            cells,
            world.cells.population[cells],
            arcs,
            # Never, until a sight says otherwise.
            np.full((2 * feeds, count), np.inf),
            np.full((2 * feeds, count), -1, dtype=np.int16),
            np.empty(count),
            is_thin(world.scenario, world.nations[nation]),
        )

    @cached_property
    def people(self) -> NDArray[np.float64]:
        """People in the cell of each case, shape (n,)."""
        return np.tile(self.population, len(self.launches) * self.arcs)

    @cached_property
    def _alert_leads(self) -> NDArray[np.bool_]:
        """Whether a feed's alert is never later than its track, shape (feeds,)."""
        return np.all(self.rows[::2] <= self.rows[1::2], axis=1)

    def without_idle(self, delays: NDArray[np.float64]) -> NDArray[np.float64]:
        """Set delays to inf that can never matter, so that no kernel reads their rows.

        Where a feed's alert is never later than its track and passed on as fast, its track is
        never the first to arrive.

        Parameters
        ----------
        delays : ndarray, shape (p, 2 * feeds)
            As `tocsin.engine.effect.Effect.delays` [s].
        """
        useful = delays.copy()
        idle = self._alert_leads & (delays[:, ::2] <= delays[:, 1::2])
        useful[:, 1::2][idle] = np.inf
        return useful

    @property
    def shape(self) -> tuple[int, int, int]:
        """Launch points, arcs, cells."""
        return len(self.launches), self.arcs, len(self.cells)

    @property
    def nbytes(self) -> int:
        """Memory that the arrays take."""
        return self.rows.nbytes + self.first.nbytes + self.impact_s.nbytes

    def __len__(self) -> int:
        """Count the cases."""
        return len(self.impact_s)
