"""Sensors as the tuned kernel reads them: views, and tables of their elevation limits.

A view is one radar sector or one geostationary satellite; its columns are those of
`tocsin.kernels.sight`. The views of all sensors that have some are scanned in one call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tocsin.constants import GEOSTATIONARY_RADIUS_M
from tocsin.geometry.arcs import Arcs, geodetic_to_ecef, local_axes
from tocsin.geometry.refraction import LimitCurve, gaussian_radius_m, limit_curve
from tocsin.kernels import detect, orbit, sight
from tocsin.sensors.finders import Spans
from tocsin.sensors.finders.still import Still, limits_of_geostationary, limits_of_site
from tocsin.sensors.sectors import FULL_CIRCLE, Sector

# Windows of one arc and sensor that there is room for at first.
_CAPACITY = 12


@dataclass(frozen=True)
class Views:
    """One sensor laid out as views: it sees what any of them sees.

    Attributes
    ----------
    floats : ndarray, shape (v, N_VIEW_FLOATS)
    ints : ndarray of int, shape (v, N_VIEW_INTS)
        The limits' tables are numbered within the sensor, -1 for none.
    tables : tuple of ndarray, shape (TABLE_NODES - 1, 4)
        Elevation limits as cubics.
    """

    floats: NDArray[np.float64]
    ints: NDArray[np.int64]
    tables: tuple[NDArray[np.float64], ...] = ()

    def satellites_m(self, time_s: float) -> NDArray[np.float64]:
        """Earth-fixed places (m, 3) of satellites that stand still."""
        return self.floats[:, sight.SITE : sight.SITE + 3]

    def limits(self, still: Still) -> NDArray[np.uint8]:
        """Return the limits that keep each still point out of view."""
        # Views of one sensor have one site, and differ in their sectors alone.
        if self.ints[0, sight.KIND] == sight.GEOSTATIONARY:
            return limits_of_geostationary(self.floats[0], still)
        return limits_of_site(self.floats, self.ints, self.tables, still)

    @property
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where it stands: all views of a sensor have one place."""
        return self.floats[0, sight.SITE : sight.SITE + 3], np.empty((0, orbit.N_SATELLITE))

    @classmethod
    def finder(cls, layouts: Sequence["Views"], needed_s: NDArray[np.float64]) -> "ViewFinder":
        """Put the views of several sensors one after another."""
        tables: dict[int, NDArray[np.float64]] = {}
        ints = [layout.ints.copy() for layout in layouts]
        for own, views in zip(ints, layouts, strict=True):
            # By identity, since `_limit` hands out the very same array for the same limit.
            # Sensors of one class and latitude share tables: each stands in the list once.
            for table in views.tables:
                tables.setdefault(id(table), table)
            places = {id(table): place for place, table in enumerate(tables.values())}
            # A view without a table has number -1, which stands last and so stays -1.
            numbers = np.array([*(places[id(table)] for table in views.tables), -1])
            for column in (sight.LOW_TABLE, sight.HIGH_TABLE):
                own[:, column] = numbers[own[:, column]]
        none = np.zeros((1, sight.TABLE_NODES - 1, 4))
        return ViewFinder(
            np.concatenate([layout.floats for layout in layouts]),
            np.concatenate(ints),
            np.stack(list(tables.values())) if tables else none,
            np.cumsum([0, *(len(layout.ints) for layout in layouts)]),
            needed_s,
        )


@dataclass(frozen=True)
class ViewFinder:
    """Finds the windows of k sensors that have views.

    Attributes
    ----------
    floats : ndarray, shape (v, N_VIEW_FLOATS)
    ints : ndarray of int, shape (v, N_VIEW_INTS)
    tables : ndarray, shape (t, TABLE_NODES - 1, 4)
    runs : ndarray of int, shape (k + 1,)
        Views of sensor j are runs[j] .. runs[j + 1] - 1.
    needed_s : ndarray, shape (k, 2)
        Unbroken time for alert and track; inf where the sensor cannot.
    """

    floats: NDArray[np.float64]
    ints: NDArray[np.int64]
    tables: NDArray[np.float64]
    runs: NDArray[np.int64]
    needed_s: NDArray[np.float64]

    def tier_times(
        self, arcs: Arcs, *, order: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """First time of alert and track, shape (n, k, 2); inf where never. [s after launch]"""
        out = np.empty((len(arcs), len(self.needed_s), 2))
        capacity = _CAPACITY
        # The kernel counts past its room and says how much it would have needed.
        while True:
            met = detect.tier_times(
                arcs.rows, arcs.boost_s, arcs.nodes, self.floats, self.ints, self.tables,
                self.runs, self.needed_s, capacity, out, order,
            )  # fmt: skip
            if met <= capacity:
                return out
            capacity = 2 * met

    def windows(self, arcs: Arcs, *, order: NDArray[np.int64] | None = None) -> Spans:
        """Every interval in view, in the order of the kernel's blocks."""
        capacity, room = _CAPACITY, 2 * len(arcs) * len(self.needed_s)
        while True:
            pairs = np.empty((room, 2), dtype=np.int64)
            spans = np.empty((room, 2))
            met, total = detect.all_windows(
                arcs.rows, arcs.boost_s, arcs.nodes, self.floats, self.ints, self.tables,
                self.runs, capacity, pairs, spans, order,
            )  # fmt: skip
            if met <= capacity and total <= room:
                return pairs[:total], spans[:total]
            capacity, room = max(capacity, 2 * met), max(room, total)


def geostationary_view(lon: float, *, min_elevation_deg: float, cloud_top_km: float) -> Views:
    """Lay out a satellite above the equator.

    Parameters
    ----------
    lon : float
        Longitude [deg].
    min_elevation_deg : float
        Least elevation of the satellite above the object's horizontal [deg].
    cloud_top_km : float
        Height above which it sees [km].

    Examples
    --------
    >>> views = geostationary_view(90.0, min_elevation_deg=30.0, cloud_top_km=10.0)
    >>> views.floats[0, [sight.SAT_SIN, sight.CLOUD_M]].round(3).tolist()
    [0.5, 10000.0]
    """
    view = np.zeros((1, sight.N_VIEW_FLOATS))
    ints = np.zeros((1, sight.N_VIEW_INTS), dtype=np.int64)
    # Above the equator the earth-fixed place is a point of a circle, and never moves.
    angle = np.radians(lon)
    view[0, sight.SITE : sight.SITE + 2] = GEOSTATIONARY_RADIUS_M * np.array(
        [np.cos(angle), np.sin(angle)]
    )
    view[0, sight.SAT_SIN] = np.sin(np.radians(min_elevation_deg))
    view[0, sight.CLOUD_M] = 1e3 * cloud_top_km
    view[0, sight.SAT_RADIUS] = GEOSTATIONARY_RADIUS_M
    ints[0, sight.KIND] = sight.GEOSTATIONARY
    # No limits of a beam: it sees from above.
    ints[0, [sight.LOW_TABLE, sight.HIGH_TABLE]] = -1
    return Views(view, ints)


# Sensors at a place are laid out again for every launch point and class of arcs.
@lru_cache(maxsize=1024)
def site_views(
    lat: float,
    lon: float,
    height_m: float,
    *,
    reach_km: float,
    range_min_km: float = 0.0,
    elevation_deg: tuple[float, float],
    sectors: tuple[Sector, ...] = FULL_CIRCLE,
    refraction: str = "traced",
) -> Views:
    """Lay out a sensor on the ground: a view a sector.

    Parameters
    ----------
    lat, lon, height_m : float
        Site [deg, m above the ellipsoid].
    reach_km : float
        Slant range limit, for the object meant [km].
    range_min_km : float
        Slant range within which nothing is seen [km].
    elevation_deg : (float, float)
        Least and greatest apparent elevation [deg]; 90 or more is no upper limit.
    sectors : tuple of (centre_deg, half_width_deg)
        Azimuth sectors that neither overlap nor touch.
    refraction : str
        ``traced``, ``effective-earth`` or ``none``.

    Examples
    --------
    >>> views = site_views(0.0, 0.0, 0.0, reach_km=500.0, elevation_deg=(3.0, 90.0),
    ...                    sectors=((90.0, 30.0), (270.0, 120.0)))
    >>> len(views.floats), len(views.tables), views.ints[:, sight.SECTOR].tolist()
    (2, 1, [1, 2])
    """
    # All sectors of a sensor have the same site, range and limits, and differ in their edges.
    common = np.zeros(sight.N_VIEW_FLOATS)
    ints = np.zeros((len(sectors), sight.N_VIEW_INTS), dtype=np.int64)
    axes = local_axes(lat, lon)
    common[sight.SITE : sight.SITE + 3] = geodetic_to_ecef(lat, lon, height_m)
    common[sight.UP : sight.UP + 3] = axes[2]
    common[sight.RANGE_M] = 1e3 * reach_km
    common[sight.RANGE_MIN_M] = 1e3 * range_min_km
    # A limit that is not there costs nothing.
    ints[:, sight.KIND] = sight.ANNULAR if range_min_km > 0.0 else sight.RADAR
    tables: list[NDArray[np.float64]] = []
    for limit_deg, at, column in (
        (elevation_deg[0], sight.LOW_COS, sight.LOW_TABLE),
        (elevation_deg[1], sight.HIGH_COS, sight.HIGH_TABLE),
    ):
        # Straight up is no limit; a kernel that need not test one is faster.
        lower = column == sight.LOW_TABLE
        if not lower and limit_deg >= 90.0:
            ints[:, column] = -1
            continue
        curve, cubics, bounds = _limit(limit_deg, height_m, lat, refraction, lower)
        common[at] = np.cos(np.radians(curve.elevation_deg))
        common[at + 1 : at + 5] = bounds
        ints[:, column] = len(tables)
        tables.append(cubics)
    views = np.tile(common, (len(sectors), 1))
    for view, sector in zip(views, sectors, strict=True):
        _put_edges(view, sector, axes)
    ints[:, sight.SECTOR] = [_sector_kind(half_width_deg) for _, half_width_deg in sectors]
    for shared in (views, ints):
        shared.setflags(write=False)
    return Views(views, ints, tuple(tables))


def _put_edges(
    view: NDArray[np.float64], sector: Sector, axes: tuple[NDArray, NDArray, NDArray]
) -> None:
    """Write the inward normals of a sector's two vertical edges.

    A point is in a narrow sector if it is on the inner side of both, in a wide one of either.
    """
    east, north, _up = axes
    facing, half = np.radians(sector[0]), np.radians(sector[1])
    # A sector is where both edges' inward normals point; a wide one where either does.
    ahead = np.sin(facing) * east + np.cos(facing) * north
    right = np.cos(facing) * east - np.sin(facing) * north
    view[sight.NORMAL_1 : sight.NORMAL_1 + 3] = np.sin(half) * ahead + np.cos(half) * right
    view[sight.NORMAL_2 : sight.NORMAL_2 + 3] = np.sin(half) * ahead - np.cos(half) * right


def _sector_kind(half_width_deg: float) -> int:
    if half_width_deg >= 180.0:
        return sight.FULL_CIRCLE
    return sight.NARROW if half_width_deg <= 90.0 else sight.WIDE


# A study moves patrols over hundreds of places and lays out the same radars again and again.
@lru_cache(maxsize=1024)
def _limit(
    elevation_deg: float, height_m: float, lat: float, model: str, lower: bool
) -> tuple[LimitCurve, NDArray, tuple[float, float, float, float]]:
    curve = limit_curve(
        elevation_deg,
        site_height_m=height_m,
        radius_m=gaussian_radius_m(lat),
        model=model,
        lower=lower,
    )
    return curve, curve.cubics, (*curve.slopes, curve.steepest, curve.curvature)
