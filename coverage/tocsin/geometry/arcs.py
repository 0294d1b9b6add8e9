"""Arcs between points of the ellipsoid: solved, checked, and laid out as paths."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import MEAN_RADIUS_KM, WGS84_A, WGS84_E2
from tocsin.errors import ArcError
from tocsin.geometry.earth import geodesics
from tocsin.kernels import arc, geodesic, path
from tocsin.kernels.position import positions

PROFILES = {
    "min-energy": arc.MIN_ENERGY,
    "apogee_km": arc.APOGEE_HEIGHT,
    "apogee_ratio": arc.APOGEE_RATIO,
}
_MEAN_RADIUS_M = 1e3 * MEAN_RADIUS_KM
# Least radius of curvature of the ellipsoid [m], a little under: bounds of low-flyers' paths.
_LEAST_RADIUS_M = 6.33e6


def geodetic_to_ecef(
    lat: ArrayLike, lon: ArrayLike, height_m: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Earth-fixed positions of geodetic points on WGS84.

    Parameters
    ----------
    lat, lon : array_like
        Degrees.
    height_m : array_like
        Height above the ellipsoid [m].

    Returns
    -------
    ndarray, shape (..., 3)
        Metres.

    Examples
    --------
    >>> geodetic_to_ecef(0.0, 90.0).round(3).tolist()
    [0.0, 6378137.0, 0.0]
    """
    phi, lam = np.radians(lat), np.radians(lon)
    height_m = np.asarray(height_m, dtype=np.float64)
    sine = np.sin(phi)
    normal = WGS84_A / np.sqrt(1.0 - WGS84_E2 * sine**2)
    # The normal meets the axis at `normal` from the surface, and the equator's plane at
    # (1 - e^2) times that: hence the two different lengths.
    out = (normal + height_m) * np.cos(phi)
    up = (normal * (1.0 - WGS84_E2) + height_m) * sine
    return np.stack(np.broadcast_arrays(out * np.cos(lam), out * np.sin(lam), up), axis=-1)


def local_axes(lat: float, lon: float) -> tuple[NDArray, NDArray, NDArray]:
    """East, north and up (the ellipsoid's normal) at a point, as earth-fixed unit vectors.

    Examples
    --------
    >>> east, north, up = local_axes(0.0, 90.0)
    >>> east.round().tolist(), up.round().tolist()
    ([-1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    """
    phi, lam = np.radians(lat), np.radians(lon)
    east = np.array([-np.sin(lam), np.cos(lam), 0.0])
    up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    return east, np.cross(up, east), up


@dataclass(frozen=True)
class Arcs:
    """A set of arcs of one class, solved.

    Attributes
    ----------
    rows : ndarray, shape (n, N_ELEMENTS)
        What the kernels read (see `tocsin.kernels.arc`).
    boost_s : ndarray, shape (n,)
        Length of boost [s].
    nodes : ndarray, shape (n or 0, NODES, 9)
        Ready-made paths of low-flyers; empty for ballistic arcs.
    """

    rows: NDArray[np.float64]
    boost_s: NDArray[np.float64]
    nodes: NDArray[np.float64]

    def __len__(self) -> int:
        """Count the arcs."""
        return len(self.rows)

    def __getitem__(self, part: slice) -> "Arcs":
        """Return some of the arcs."""
        nodes = self.nodes[part] if len(self.nodes) else self.nodes
        return replace(self, rows=self.rows[part], boost_s=self.boost_s[part], nodes=nodes)

    @property
    def impact_s(self) -> NDArray[np.float64]:
        """Time of flight T, launch to impact, boost included, shape (n,). [s]

        ``T = T_k + B/2``; where the arc ends within boost (``T_k < B/2``) it is the time at which
        the slow start reaches its end, ``sqrt(2 B T_k)``.
        """
        time, boost = self.rows[:, arc.T_ARC], self.boost_s
        return np.where(time < 0.5 * boost, np.sqrt(2.0 * boost * time), time + 0.5 * boost)

    @property
    def apogee_km(self) -> NDArray[np.float64]:
        """Apogee height above the mean radius, shape (n,); nan for low-flyers. [km]"""
        if len(self.nodes):
            return np.full(len(self), np.nan)
        # The row holds the vector a * P (towards perigee): its length is the semi-major axis.
        axis = np.linalg.norm(self.rows[:, arc.A : arc.A + 3], axis=1)
        return 1e-3 * axis * (1.0 + self.rows[:, arc.ECC]) - MEAN_RADIUS_KM

    def position_m(self, time_s: ArrayLike) -> NDArray[np.float64]:
        """Earth-fixed positions at times since launch. [m]

        Parameters
        ----------
        time_s : array_like, shape (m,) or (n, m)
            Seconds; before launch and after impact the ends of the path are returned.

        Returns
        -------
        ndarray, shape (n, m, 3)

        Examples
        --------
        At the start and the end of a level flight along the equator:

        >>> flight = low_flyer(0.0, 0.0, 0.0, 1.0, altitude_km=0.0, speed_m_s=250.0)
        >>> (abs(flight.position_m([0.0, flight.impact_s[0]])[0]) / 1e3).round(1).tolist()
        [[6378.1, 0.0, 0.0], [6377.2, 111.3, 0.0]]
        """
        times = np.atleast_1d(np.asarray(time_s, dtype=np.float64))
        times = np.ascontiguousarray(np.broadcast_to(times, (len(self), times.shape[-1])))
        out = np.empty((*times.shape, 3))
        positions(self.rows, self.boost_s, self.nodes, times, out)
        return out


def ballistic(
    launch_lat: ArrayLike,
    launch_lon: ArrayLike,
    target_lat: ArrayLike,
    target_lon: ArrayLike,
    *,
    boost_s: float = 0.0,
    profile: str = "min-energy",
    value: float = 0.0,
) -> Arcs:
    """Solve ballistic arcs between points on the ellipsoid; inputs broadcast and are raveled.

    Parameters
    ----------
    launch_lat, launch_lon, target_lat, target_lon : array_like
        Degrees.
    boost_s : float
        Length of the slow start [s].
    profile : {'min-energy', 'apogee_km', 'apogee_ratio'}
        Of least launch speed over the turning ground; of an apogee height `value` above the mean
        radius [km]; of an apogee height `value` times that of the min-energy arc between the same
        points.
    value : float
        See `profile`.

    Raises
    ------
    ArcError
        No such arc: the points are under 1 km apart, within 0.001 rad of antipodal, the apogee is
        not above both ends and between them, or (beyond some 18,000 km only) the least speed is
        that of a level start. Names the first.

    Notes
    -----
    Point-mass gravity, no drag, the target carried along by the earth's rotation for the time of
    flight (solved to 1e-9 s; for min-energy to 1e-7 s). A launcher turns with the earth, so
    min-energy is least in ``|v - omega x r|`` and not in the semi-major axis: from 1.5 to 18,000 km
    an independent search finds the same times to 1e-7 s (`tocsin.kernels.least` has the formulas).
    Textbook geometry; not a model of any real object.

    Examples
    --------
    Half a degree to the east, 55 km, is all but a throw over a plane, ``sqrt(2 d / g)`` = 106 s:

    >>> ballistic(10.0, 0.0, 10.0, 0.5).impact_s.round(1).tolist()
    [106.4]

    Some 1,290 km take nine minutes, and the slow start costs 75 s:

    >>> (ballistic(39.0, 125.75, 35.7, 139.7, boost_s=150.0).impact_s / 60.0).round(1).tolist()
    [10.4]
    """
    ends = np.broadcast_arrays(launch_lat, launch_lon, target_lat, target_lon)
    lat_0, lon_0, lat_1, lon_1 = (np.ravel(end).astype(np.float64) for end in ends)
    rows = np.empty((len(lat_0), arc.N_ELEMENTS))
    status = np.empty(len(lat_0), dtype=np.int64)
    # The kernels count in metres; a ratio has no unit.
    scaled = 1e3 * value if profile == "apogee_km" else value
    arc.solve_arcs(
        geodetic_to_ecef(lat_0, lon_0),
        geodetic_to_ecef(lat_1, lon_1),
        PROFILES[profile],
        float(scaled),
        rows,
        status,
    )
    # A kernel never raises: it leaves a status for each arc.
    failed = np.flatnonzero(status)
    if failed.size:
        i = int(failed[0])
        points = (lat_0[i], lon_0[i], lat_1[i], lon_1[i])
        raise ArcError(_problem(int(status[i]), points, profile=profile, value=value), index=i)
    boost = np.full(len(rows), float(boost_s))
    return Arcs(rows, boost, np.empty((0, path.NODES, 9)))


def _problem(
    status: int, points: tuple[float, float, float, float], *, profile: str, value: float
) -> str:
    lat_0, lon_0, lat_1, lon_1 = (float(point) for point in points)
    apart_km = 1e-3 * float(geodesics(lat_0, lon_0, lat_1, lon_1)[1][0])
    between = (
        f"between launch point ({lat_0:.3f}, {lon_0:.3f}) and target ({lat_1:.3f}, {lon_1:.3f}), "
        f"{apart_km:,.1f} km apart"
    )
    reason = {
        arc.TOO_SHORT: "Must be at least 1 km apart; move the launch area or the target.",
        arc.NEAR_ANTIPODAL: "Too near to antipodal: the plane of the arc is not defined. "
        "Move one of them by a few kilometres.",
        arc.APOGEE_TOO_LOW: "The apogee must be above both ends, between them and, for a ratio, "
        "above the mean radius in the min-energy arc too; raise it, or give apogee_km.",
        arc.NO_LEAST: "Beyond some 18,000 km the least launch speed may be that of a level start, "
        "which flies over no apogee. Give apogee_km, or move one of them.",
    }[status]
    wanted = f"{profile} {value:g}" if profile.startswith("apogee") else profile
    return f"No arc of profile {wanted} {between}. {reason}"


def low_flyer(
    launch_lat: ArrayLike,
    launch_lon: ArrayLike,
    target_lat: ArrayLike,
    target_lon: ArrayLike,
    *,
    altitude_km: float,
    speed_m_s: float,
) -> Arcs:
    """Lay out low-flyers: WGS84 geodesics at constant geodetic height and ground speed.

    Parameters as `ballistic`; `altitude_km` [km] above the ellipsoid all the way, `speed_m_s`
    over the ground. There is no boost, so no infrared satellite sees it.

    Raises
    ------
    ArcError
        The points are under 1 km apart.

    Examples
    --------
    A low-flyer at 250 m/s covers some 111.2 km, a degree of longitude at the equator, in 445 s:

    >>> low_flyer(0.0, 0.0, 0.0, 1.0, altitude_km=1.0, speed_m_s=250.0).impact_s.round(1).tolist()
    [445.3]
    """
    ends = np.broadcast_arrays(launch_lat, launch_lon, target_lat, target_lon)
    lat_0, lon_0, lat_1, lon_1 = (np.ravel(end).astype(np.float64) for end in ends)
    azimuth_deg, length_m = geodesics(lat_0, lon_0, lat_1, lon_1)
    short = np.flatnonzero(length_m < arc.MIN_SEPARATION_M)
    if short.size:
        i = int(short[0])
        points = (lat_0[i], lon_0[i], lat_1[i], lon_1[i])
        raise ArcError(_problem(arc.TOO_SHORT, points, profile="low-flyer", value=0.0), index=i)
    count = _chebyshev_count(float(length_m.max(initial=0.0)))
    # A path is sampled at Chebyshev points alone, and a polynomial through them gives the nodes
    # that the kernels read.
    share = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)
    nodes = np.empty((len(lat_0), path.NODES, 9))
    phi, lam, azimuth = map(np.radians, (lat_0, lon_0, azimuth_deg))
    geodesic.level_paths(
        phi, lam, azimuth, length_m, 1e3 * altitude_km, share, _node_matrix(count),
        np.empty((count, 3)), nodes,
    )  # fmt: skip
    rows = _low_rows(length_m, altitude_km=altitude_km, speed_m_s=speed_m_s)
    return Arcs(rows, np.zeros(len(rows)), nodes)


def _chebyshev_count(longest_m: float) -> int:
    """Chebyshev points that render a geodesic to well under a millimetre."""
    for limit_m, count in ((1.5e6, 8), (4e6, 10), (1e7, 13)):
        if longest_m <= limit_m:
            return count
    return 17


@lru_cache(maxsize=8)
def _node_matrix(count: int) -> NDArray[np.float64]:
    """Samples at Chebyshev points -> value and derivatives at nodes, (3 * NODES, count).

    Rows run node by node, the value and its two derivatives of each.
    """
    points = -np.cos(np.pi * (np.arange(count) + 0.5) / count)
    fit = np.linalg.inv(np.polynomial.chebyshev.chebvander(points, count - 1))
    at = np.linspace(-1.0, 1.0, path.NODES)
    basis, series = np.eye(count), np.polynomial.chebyshev
    values = [
        series.chebval(at, series.chebder(basis, order, axis=0) if order else basis).T
        for order in range(3)
    ]
    # From [-1, 1] to shares of one segment.
    scale = 2.0 / path.SEGMENTS
    rows = [value @ fit * scale**order for order, value in enumerate(values)]
    return np.stack(rows, axis=1).reshape(-1, count)


def _low_rows(
    length_m: NDArray[np.float64], *, altitude_km: float, speed_m_s: float
) -> NDArray[np.float64]:
    """Rows of low-flyers: phi is ground distance over the mean radius, eccentricity 0."""
    rows = np.zeros((len(length_m), arc.N_ELEMENTS))
    # The path is longer than its track on the ground by this factor at most; the kernels prove
    # from the two bounds (of |dr/dphi| and |d2r/dphi2|) that they miss no window.
    stretch = 1.0 + 1e3 * altitude_km / _LEAST_RADIUS_M
    rows[:, arc.RATE] = speed_m_s / _MEAN_RADIUS_M
    rows[:, arc.PHI_1] = length_m / _MEAN_RADIUS_M
    rows[:, arc.T_ARC] = length_m / speed_m_s
    rows[:, arc.SPEED_BOUND] = 1.001 * _MEAN_RADIUS_M * stretch
    rows[:, arc.CURVE_BOUND] = 1.02 * _MEAN_RADIUS_M**2 * stretch / _LEAST_RADIUS_M
    return rows
