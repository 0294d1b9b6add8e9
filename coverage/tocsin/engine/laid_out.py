"""Launch points and targets of a world, by column."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.cells import cell_area_km2


@dataclass(frozen=True)
class Launches:
    """Launch points of all areas, area by area.

    Attributes
    ----------
    area : tuple of str
        Area of each point.
    point : ndarray of int, shape (p,)
        Number of the point within its area; patrols stand at the position of the same number.
    nation : ndarray of int, shape (p,)
        Index of the launch nation.
    lat, lon : ndarray, shape (p,)
        Degrees.
    """

    area: tuple[str, ...]
    point: NDArray[np.int64]
    nation: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the points."""
        return len(self.area)


@dataclass(frozen=True)
class Cells:
    """Targets: each cell is a point on the ellipsoid and counts for one nation.

    Attributes
    ----------
    id : ndarray of str, shape (c,)
    lat, lon : ndarray, shape (c,)
        Degrees.
    nation : ndarray of int, shape (c,)
        Index of the nation whose territory holds it.
    population : ndarray, shape (c,)
    known_area_km2 : ndarray, shape (c,), or None
        None for cells of H3: they are measured when somebody asks.
    """

    id: NDArray[np.str_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    nation: NDArray[np.int64]
    population: NDArray[np.float64]
    known_area_km2: NDArray[np.float64] | None

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.id)

    def take(self, rows: NDArray[np.int64]) -> "Cells":
        """Return some of them, by position."""
        area = self.known_area_km2
        return Cells(
            *(self.id[rows], self.lat[rows], self.lon[rows], self.nation[rows]),
            self.population[rows],
            None if area is None else area[rows],
        )

    @cached_property
    def area_km2(self) -> NDArray[np.float64]:
        """Area of each cell, 0 for a point."""
        if self.known_area_km2 is not None:
            return self.known_area_km2
        return cell_area_km2(self.id, lat=self.lat)
