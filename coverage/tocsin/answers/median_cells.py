"""One value a cell: what a map of many launch points and arcs can show."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.locate import position_of
from tocsin.engine.outcome import GroupOutcome
from tocsin.geometry.earth import geodesics
from tocsin.geometry.places import NEAR_KM, Places, nearest, unit_vectors
from tocsin.sharing.notice import LATE, NEVER, STATUSES, WARNED

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.engine.world import World

# So many places are compared with the cells of a nation together.
_AT_ONCE = 20


@dataclass(frozen=True)
class CellValues:
    """The median case of every cell under one policy.

    Attributes
    ----------
    value_s : ndarray, shape (c,)
        Median of effective warning over the cases [s], in the order of the world's cells.
    status : ndarray of str, shape (c,)
        ``warned`` where more than half of the cases are, else the commoner of ``late`` and
        ``never`` (``never`` where they are equal).
    cases : int
        Cases a cell: launch points times arcs.
    """

    value_s: NDArray[np.float64]
    status: NDArray[np.str_]
    cases: int


def cell_values(result: "Result", policy: str, arc: str | None = None) -> CellValues:
    """Reduce the cases of every cell to one value and one status.

    Parameters
    ----------
    result : Result
        Cases of its launch alone (`Result.question`) count.
    policy : str
    arc : str, optional
        Only cases of this arc; those of all arcs by default.

    Returns
    -------
    CellValues

    Raises
    ------
    InputError
        When the result holds no such policy or arc.
    """
    position_of(policy, result.policies, kind="policy")
    arcs = [spec.id for spec in result.world.arcs]
    chosen = slice(None) if arc is None else [position_of(arc, arcs, kind="arc")]
    count = len(result.world.cells)
    value_s, status = np.empty(count), np.empty(count, dtype=np.int64)
    cases = 0
    points = result.world.launch_points(result.question.launch)
    # A launch is of one nation, so that each nation's cells are in one group of it.
    for part in result.outcomes[policy].parts:
        rows = np.isin(part.group.launches, points)
        if not rows.any():
            continue
        left_s, codes = (_cases_of(part, name, rows, chosen) for name in ("effective_s", "status"))
        cases, where = len(left_s), part.group.cells
        # Over all cases, late and never as 0: a cell is as good as the case in its middle.
        value_s[where] = np.median(left_s, axis=0)
        status[where] = _commonest(codes)
    return CellValues(value_s, np.array(STATUSES)[status], cases)


def _cases_of(
    part: GroupOutcome, name: str, launches: NDArray[np.bool_], arcs: slice | list[int]
) -> NDArray:
    """Values of the cases of some launch points and arcs, (cases, cells)."""
    values = getattr(part, name).reshape(part.group.shape)[launches][:, arcs]
    return values.reshape(-1, values.shape[-1])


def _commonest(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Warned where more than half of the cases are, else the commoner of late and never."""
    cases = len(codes)
    warned, late = (codes == WARNED).sum(axis=0), (codes == LATE).sum(axis=0)
    rest = np.where(2 * late > cases - warned, LATE, NEVER)
    return np.where(2 * warned > cases, WARNED, rest)


@dataclass(frozen=True)
class Example:
    """A place by which a result is explained.

    Attributes
    ----------
    name : str
        Of the place; of the cell where no place is known.
    nation : str
    lat, lon : float
        Of the place [deg].
    cell : int
        Position of the cell that stands for it.
    """

    name: str
    nation: str
    lat: float
    lon: float
    cell: int


def largest_places(world: "World", *, per_nation: int = 1) -> list[Example]:
    """Return the largest places of each nation with cells, by nation, largest first.

    A place counts for the nearest cell of its nation within 100 km. A nation without known places
    is stood for by its middle cell.

    Parameters
    ----------
    world : World
    per_nation : int
        At most so many places a nation.
    """
    return [
        example
        for nation in np.unique(world.cells.nation)
        for example in _Nation(world, int(nation)).examples(per_nation)
    ]


@dataclass(frozen=True)
class _Nation:
    """The cells of one nation of a world."""

    world: "World"
    index: int

    @property
    def name(self) -> str:
        return self.world.nations[self.index]

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.world.cells.nation == self.index)

    def examples(self, count: int) -> list[Example]:
        table = self.world.places
        table = table.take(table.nation == self.name)
        # Stable, so that of equally large places the first in the table comes first.
        table = table.take(np.argsort(-table.population, kind="stable"))
        found: list[Example] = []
        # Some at a time: mostly the largest do, and of an outlying island none of a thousand.
        for first in range(0, len(table.name), _AT_ONCE):
            found += self._near(table.take(np.arange(first, len(table.name))[:_AT_ONCE]))
            if len(found) >= count:
                break
        return found[:count] or [self._middle()]

    def _near(self, places: Places) -> list[Example]:
        cells = self.world.cells
        lat, lon = places.lat, places.lon
        centres = unit_vectors(cells.lat[self.cells], cells.lon[self.cells])
        near = self.cells[nearest(unit_vectors(lat, lon), centres)[0]]
        away_m = geodesics(lat, lon, cells.lat[near], cells.lon[near])[1]
        return [
            Example(str(name), self.name, float(lat[i]), float(lon[i]), int(near[i]))
            for i, name in enumerate(places.name)
            if away_m[i] <= 1e3 * NEAR_KM
        ]

    def _middle(self) -> Example:
        cells = self.world.cells
        vectors = unit_vectors(cells.lat[self.cells], cells.lon[self.cells])
        # On the sphere, so that a nation across the antimeridian has its middle within it.
        at = int(self.cells[np.argmax(vectors @ vectors.mean(axis=0))])
        lat, lon = float(cells.lat[at]), float(cells.lon[at])
        return Example(str(cells.id[at]), self.name, lat, lon, at)
