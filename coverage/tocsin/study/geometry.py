"""The geometry of a world, worked out once for all that rides on it."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.visibility import Sight, sights
from tocsin.engine.world import Cells, World

KEPT = 2
"""Geometries that a process holds; one is in use, the other may be asked for again."""


@dataclass(frozen=True)
class Geometry:
    """When each sensor produces each tier on every arc of a world: all cases, stacked.

    Attributes
    ----------
    cells : Cells
    launch, arc, cell : ndarray of int, shape (n,)
        Positions; cases of one launch point are neighbours.
    impact_s : ndarray, shape (n,)
    tier_s : ndarray, shape (n, s, 2)
        Alert and track; inf where never.
    """

    cells: Cells
    launch: NDArray[np.int64]
    arc: NDArray[np.int64]
    cell: NDArray[np.int64]
    impact_s: NDArray[np.float64]
    tier_s: NDArray[np.float64]

    @classmethod
    def of(cls, world: World) -> "Geometry":
        """Work it out, on one thread: the other cores have workers of their own."""
        count = len(world.launches) * len(world.arcs) * len(world.cells)
        launch, arc, cell = (np.empty(count, dtype=np.int64) for _ in range(3))
        impact_s, tier_s = np.empty(count), np.empty((count, len(world.sensors), 2))
        at = 0
        for each in sights(world, threads=1):
            part = slice(at, at + len(each.impact_s))
            launch[part], arc[part] = each.launch, each.arc
            cell[part] = np.arange(each.part.start, each.part.stop)
            impact_s[part], tier_s[part] = each.impact_s, each.tier_s
            at = part.stop
        return cls(world.cells, launch, arc, cell, impact_s, tier_s)

    def blocks(self, world: World) -> list[tuple[slice, Sight]]:
        """Split the cases into runs of neighbours that start from one nation.

        The rules of a policy see such a block as one sight.
        """
        nation = world.launches.nation[self.launch]
        edges = [0, *(np.flatnonzero(np.diff(nation)) + 1).tolist(), len(nation)]
        return [(slice(start, stop), self._sight(start, stop)) for start, stop in pairwise(edges)]

    def _sight(self, start: int, stop: int) -> Sight:
        part = slice(start, stop)
        return Sight(
            int(self.launch[start]),
            int(self.arc[start]),
            self.cell[part],  # type: ignore[arg-type]  # positions index cells as a slice does
            self.impact_s[part],
            self.tier_s[part],
        )


class Recent:
    """The last few results of a function, by key; safe for the threads of a worker."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._held: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """Return what is held, else make it, letting go of the oldest first."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            while len(self._held) >= self.size:
                self._held.popitem(last=False)
        made = make()
        with self._lock:
            self._held[key] = made
        return made


GEOMETRIES = Recent(KEPT)
CELLS = Recent(4)
