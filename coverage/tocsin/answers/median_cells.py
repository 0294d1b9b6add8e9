"""One value a cell: what a map of many launch points and arcs can show."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.errors import InputError
from tocsin.geometry.earth import GEOD
from tocsin.geometry.places import NEAR_KM, nearest, unit_vectors

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.engine.world import World


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
    table = result.warning
    rows = _rows_of(table, "policy", policy)
    if arc is not None:
        rows &= _rows_of(table, "arc", arc)
    count = len(result.world.cells)
    found = np.flatnonzero(rows)
    # Cells lie in runs of one order; a stable sort puts the cases of each cell side by side.
    by_cell = found[np.argsort(table["cell"].array.codes[found], kind="stable")]
    cases = len(found) // count

    status = table["status"].array
    names = list(status.categories)
    warned_code, late_code = names.index("warned"), names.index("late")
    code = status.codes[by_cell].reshape(count, cases)
    left_s = table["warning_s"].to_numpy()[by_cell].reshape(count, cases)
    value_s = np.median(np.where(code == warned_code, left_s, 0.0), axis=1)
    warned = (code == warned_code).sum(axis=1)
    late = (code == late_code).sum(axis=1)
    rest = np.where(2 * late > cases - warned, "late", "never")
    return CellValues(value_s, np.where(2 * warned > cases, "warned", rest), cases)


def _rows_of(table: pd.DataFrame, column: str, name: str) -> NDArray[np.bool_]:
    values = table[column].array
    known = list(values.categories)
    rows = values.codes == known.index(name) if name in known else np.zeros(len(table), bool)
    if not rows.any():
        raise InputError(f"No {column} {name!r} in the result. Choose from {', '.join(known)}.")
    return np.asarray(rows)


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
        table = table[table["nation"] == self.name]
        table = table.sort_values("population", ascending=False, kind="stable").head(20 * count)
        found = self._near(table) if len(table) else []
        return found[:count] or [self._middle()]

    def _near(self, places: pd.DataFrame) -> list[Example]:
        cells = self.world.cells
        lat, lon = places["lat"].to_numpy(float), places["lon"].to_numpy(float)
        centres = unit_vectors(cells.lat[self.cells], cells.lon[self.cells])
        near = self.cells[nearest(unit_vectors(lat, lon), centres)[0]]
        away_m = GEOD.inv(lon, lat, cells.lon[near], cells.lat[near])[2]
        return [
            Example(str(name), self.name, float(lat[i]), float(lon[i]), int(near[i]))
            for i, name in enumerate(places["name"])
            if away_m[i] <= 1e3 * NEAR_KM
        ]

    def _middle(self) -> Example:
        cells = self.world.cells
        vectors = unit_vectors(cells.lat[self.cells], cells.lon[self.cells])
        at = int(self.cells[np.argmax(vectors @ vectors.mean(axis=0))])
        lat, lon = float(cells.lat[at]), float(cells.lon[at])
        return Example(str(cells.id[at]), self.name, lat, lon, at)
