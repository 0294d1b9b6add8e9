"""Coverage as measures of a run: what is in view of the sensors that a nation may be told of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.measures import ALL, Row
from tocsin.engine.merits import Merits, merits_of
from tocsin.engine.still import Points, Satisfaction, Sighted, sighted, some_of
from tocsin.engine.tally import MERITS, Tally
from tocsin.engine.usable import Usable, told_under
from tocsin.engine.world import World
from tocsin.scenario.launching import launch_areas, narrowed

from .vocabulary import AT_A_HEIGHT, Coverage

if TYPE_CHECKING:
    from tocsin.engine.rulebook import Rulebook


@dataclass(frozen=True)
class Found:
    """What was worked out already of one geometry: rules ride on it.

    Attributes
    ----------
    flights : dict
        By launch areas, nation (position) and the sensors that count (a mask's bytes): the tally
        of each arc. The nations of a world may be told of few different sets of sensors.
    sighted : list of Sighted
        Who sees each target cell at the height; empty until it is asked for.
    """

    flights: dict[tuple[tuple[str, ...], int, bytes], dict[int, Tally]] = field(
        default_factory=dict
    )
    sighted: list[Sighted] = field(default_factory=list)


@dataclass(frozen=True)
class Covered:
    """Coverage of the runs on one scenario.

    Attributes
    ----------
    world : World
    names : tuple of str
        Which figures are kept.
    how : Coverage
    found : Found
        Held for other scenarios of the same geometry.
    """

    world: World
    names: tuple[str, ...]
    how: Coverage
    found: Found

    def values(self, rulebook: "Rulebook", rows: Sequence[Row]) -> NDArray[np.float64]:
        """Return the figures of a run, shape (rows, names); nan where there is none."""
        of_rows: dict[Row, dict[str, float]] = {}
        for launch in dict.fromkeys(row.launch for row in rows):
            of_rows |= self._of_launch(launch, rulebook)
        table = [[of_rows[row][name] for name in self.names] for row in rows]
        return np.array(table, dtype=np.float64).reshape(-1, len(self.names))

    def _of_launch(self, launch: str, rulebook: "Rulebook") -> dict[Row, dict[str, float]]:
        # One launch at a time: nothing is averaged over who launches, and a purpose may bar what is
        # told of another's arcs.
        alone = narrowed(self.world.scenario, launch=launch)
        world = World(alone, known_cells=self.world.cells)
        usable = told_under(world, rulebook)
        arcs = [*(arc.id for arc in world.arcs), ALL]
        nations = [*(world.nations[n] for n in np.unique(world.cells.nation)), ALL]
        rows: dict[Row, dict[str, float]] = {
            Row(launch, nation, arc): {} for nation in nations for arc in arcs
        }
        flown = [name for name in self.names if name in MERITS]
        if flown:
            areas = launch_areas(self.world.scenario, launch)
            for nation, arc, tally in self._flights(world, areas, usable).rows():
                rows[Row(launch, nation, arc)] |= {
                    name: float(MERITS[name].of(tally)[0]) for name in flown
                }
        if set(self.names) & set(AT_A_HEIGHT):
            for nation, satisfaction in self._at_height(usable).items():
                # Points that stand know no arc: what holds of them stands in every arc's row.
                for arc in arcs:
                    rows[Row(launch, nation, arc)] |= vars(satisfaction)
        return rows

    def _flights(self, world: World, areas: tuple[str, ...], usable: Usable) -> Merits:
        """Tallies of each nation under what it may be told of, worked out once a set of sensors."""
        keys = {
            nation: (areas, nation, usable.masks[nation].tobytes())
            for nation in np.unique(world.cells.nation).tolist()
        }
        if not self.found.flights.keys() >= set(keys.values()):
            # On one thread: the other cores have workers of their own.
            merits = merits_of(
                world, [usable], k=self.how.k, angle_deg=self.how.angle_deg, threads=1
            )
            # Whole at once: other threads read it.
            for nation, key in keys.items():
                self.found.flights[key] = {
                    arc: tally for (of, arc), tally in merits.tallies.items() if of == nation
                }
        tallies = {
            (nation, arc): tally
            for nation, key in keys.items()
            for arc, tally in self.found.flights[key].items()
        }
        return Merits(world, (usable,), tallies, cells=np.empty((0, 1, 0)))

    def _at_height(self, usable: Usable) -> dict[str, Satisfaction]:
        """How well each nation's cells are covered, and all together."""
        points = Points.of_targets(self.world)
        seen = self._sighted(points)
        together = np.zeros(len(points.id), dtype=np.int64)
        found = {}
        for nation in np.unique(points.nation).tolist():
            # Each cell counts by what its own nation may be told of, in the row of all as well.
            own = points.nation == nation
            together[own] = seen.fold(usable.masks[nation])[0, own]
            folds = together[None, own]
            name = self.world.nations[nation]
            found[name] = Satisfaction.of(some_of(points, own), folds, k=self.how.k)
        return found | {ALL: Satisfaction.of(points, together[None], k=self.how.k)}

    def _sighted(self, points: Points) -> Sighted:
        # Points stand still, so that neither launches nor rules change who sees them.
        if not self.found.sighted:
            assert self.how.altitude_km is not None  # the file was checked for it
            where = points, self.how.altitude_km
            self.found.sighted.append(sighted(self.world.sensors, *where, rcs_m2=self.how.rcs_m2))
        return self.found.sighted[0]
