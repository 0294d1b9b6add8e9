"""Coverage of points that stand at a height: how many sensors see each, and what is in a gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.world import World
from tocsin.geometry import territory
from tocsin.geometry.cells import grid_cells
from tocsin.kernels.orbit import RATE
from tocsin.sensors.eyes import eyes_of
from tocsin.sensors.kind import SensorSpec

Floats = NDArray[np.float64]

MOMENTS = 60
"""At so many moments of its period each layer of satellites is asked, where that is wanted."""
NOBODY = -1


@dataclass(frozen=True)
class Points:
    """Ground below the points that are asked about.

    Attributes
    ----------
    id : ndarray of str, shape (n,)
    lat, lon : ndarray, shape (n,)
        Degrees.
    nation : ndarray of int, shape (n,)
        Position of the nation whose cell it is; -1 of a grid, which has none.
    area_km2, population : ndarray, shape (n,)
        Nobody is counted on a grid (nan).
    """

    id: NDArray[np.str_]
    lat: Floats
    lon: Floats
    nation: NDArray[np.int64]
    area_km2: Floats
    population: Floats

    @classmethod
    def of_targets(cls, world: World) -> "Points":
        """Take the target cells of a world.

        Examples
        --------
        >>> from tocsin.scenario import Scenario, scaffold
        >>> world = World(Scenario.from_text(scaffold("island")))
        >>> len(Points.of_targets(world).id) == len(world.cells)
        True
        """
        cells = world.cells
        return cls(cells.id, cells.lat, cells.lon, cells.nation, cells.area_km2, cells.population)

    @classmethod
    def of_box(cls, box: tuple[float, float, float, float], *, spacing_deg: float) -> "Points":
        """Lay a grid over a box (west, south, east, north) [deg].

        Examples
        --------
        >>> Points.of_box((10.0, 0.0, 12.0, 1.0), spacing_deg=1.0).id.tolist()
        ['+0.5,+10.5', '+0.5,+11.5']
        """
        edges = dict(zip(("west", "south", "east", "north"), box, strict=True))
        ids, lat, lon, area_km2 = grid_cells(territory.box(**edges), spacing_deg=spacing_deg)
        nobody = np.full(len(ids), NOBODY)
        return cls(ids, lat, lon, nobody, area_km2, np.full(len(ids), np.nan))


def box_around(world: World, *, margin_deg: float = 3.0) -> tuple[float, float, float, float]:
    """Return the box about all target cells: west, south, east, north [deg], with a margin.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> west, south, east, north = box_around(World(Scenario.from_text(scaffold("island"))))
    >>> west < east and south < north
    True
    """
    lat, lon = world.cells.lat, np.sort(world.cells.lon)
    # The widest stretch without a target is outside, be it at the antimeridian or not.
    steps = np.diff(np.append(lon, lon[0] + 360.0))
    last = int(np.argmax(steps))
    west, east = lon[(last + 1) % len(lon)] - margin_deg, lon[last] + margin_deg
    # Near a pole the box ends at it, and does not run over.
    south, north = lat.min() - margin_deg, lat.max() + margin_deg
    # With so little left outside the box goes all round.
    if (east - west) % 360.0 > 360.0 - 2.0 * margin_deg:
        west, east = -180.0, 180.0
    wrapped = (float((edge + 180.0) % 360.0 - 180.0) for edge in (west, east))
    west, east = (west, east) if (west, east) == (-180.0, 180.0) else tuple(wrapped)
    return west, float(max(south, -90.0)), east, float(min(north, 90.0))


@dataclass(frozen=True)
class Sighted:
    """Which of s sensors see each of n points, at one moment or at several.

    Attributes
    ----------
    seen : ndarray of bool, shape (moments, s, n)
    """

    seen: NDArray[np.bool_]

    def fold(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count the sensors that see each point, of those that count.

        Parameters
        ----------
        mask : ndarray of bool, shape (s,)

        Returns
        -------
        ndarray of int, shape (moments, n)

        Examples
        --------
        >>> Sighted(np.array([[[True, False], [True, True]]])).fold(np.array([True, True])).tolist()
        [[2, 1]]
        """
        counted: NDArray[np.int64] = self.seen[:, mask].sum(axis=1, dtype=np.int64)
        return counted


def sighted(
    sensors: Sequence[SensorSpec],
    points: Points,
    altitude_km: float,
    *,
    rcs_m2: float = 1.0,
    time_s: float = 0.0,
    over_period: bool = False,
) -> Sighted:
    """Ask each sensor about points at a height.

    Parameters
    ----------
    sensors : sequence of SensorSpec
    points : Points
    altitude_km : float
        Above the ellipsoid [km].
    rcs_m2 : float
        Radar cross-section of the object [m2]; for infrared it is as if it burnt.
    time_s : float
        After launch [s]: where satellites on orbits are then.
    over_period : bool
        Ask of layers of satellites `MOMENTS` moments of their period after `time_s`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> sighted(world.sensors, Points.of_targets(world), 100.0).seen.shape[:2]
    (1, 2)
    """
    moments = MOMENTS if over_period else 1
    seen = np.empty((moments, len(sensors), len(points.id)), dtype=bool)
    for row, sensor in enumerate(sensors):
        period_s = _period_s(sensor) if over_period else 0.0
        # What stands sees the same at every moment.
        times = time_s + period_s * np.arange(moments if period_s else 1)[:, None] / moments
        where = points.lat, points.lon, altitude_km
        if not period_s:
            seen[:, row] = sensor.in_view(*where, rcs_m2=rcs_m2, time_s=time_s)
        else:
            seen[:, row] = sensor.in_view(*where, rcs_m2=rcs_m2, time_s=times)
    return Sighted(seen)


def _period_s(sensor: SensorSpec) -> float:
    """Period of the satellites of a layer; 0 of what stands. [s]"""
    # All satellites of a layer have one period.
    satellites = eyes_of([sensor], position=0).satellites
    return float(2.0 * np.pi / satellites[0, RATE]) if len(satellites) else 0.0


@dataclass(frozen=True)
class Satisfaction:
    """How well some points are covered.

    Attributes
    ----------
    cells : int
    area_km2, population : float
        All of them.
    covered_share, satisfied_share, satisfied_pop_share : float
        Covered by one sensor, and by k or more: by area (by cells where they have none), by people.
    mean_fold : float
        Mean count of sensors, by area.
    gap_cells : int
    gap_area_km2, gap_people : float
        Points that no sensor sees at any moment.
    """

    cells: int
    area_km2: float
    population: float
    covered_share: float
    satisfied_share: float
    satisfied_pop_share: float
    mean_fold: float
    gap_cells: int
    gap_area_km2: float
    gap_people: float

    @classmethod
    def of(cls, points: Points, fold: NDArray[np.int64], *, k: int) -> "Satisfaction":
        """Sum up.

        Parameters
        ----------
        points : Points
        fold : ndarray of int, shape (moments, n)
        k : int

        Examples
        --------
        >>> points = Points.of_box((10.0, 0.0, 12.0, 1.0), spacing_deg=1.0)
        >>> found = Satisfaction.of(points, np.array([[0, 3]]), k=2)
        >>> round(found.satisfied_share, 3), found.mean_fold, found.gap_cells
        (0.5, 1.5, 1)
        """
        # Named points have no area: then each counts alike.
        weight = points.area_km2 if points.area_km2.any() else np.ones(len(points.id))
        people, dark = points.population, (fold == 0).all(axis=0)
        # Of each point the share of the moments: of one moment it is yes or no.
        enough = (fold >= k).mean(axis=0)
        return cls(
            len(points.id),
            float(points.area_km2.sum()),
            float(people.sum()),
            _mean((fold >= 1).mean(axis=0), weight),
            _mean(enough, weight),
            _mean(enough, people),
            _mean(fold.mean(axis=0), weight),
            int(dark.sum()),
            float(points.area_km2[dark].sum()),
            float(people[dark].sum()),
        )


def _mean(values: Floats, weight: Floats) -> float:
    total = weight.sum()
    return float((values * weight).sum() / total) if total > 0.0 else float("nan")


def some_of(points: Points, chosen: NDArray[np.bool_]) -> Points:
    """Return some of the points.

    Examples
    --------
    >>> points = Points.of_box((10.0, 0.0, 12.0, 1.0), spacing_deg=1.0)
    >>> some_of(points, np.array([True, False])).id.tolist()
    ['+0.5,+10.5']
    """
    return replace(points, **{name: values[chosen] for name, values in vars(points).items()})
