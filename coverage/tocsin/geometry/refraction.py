"""Limits of apparent elevation as curves: the ray that leaves a site at the limit, traced.

The atmosphere is ``n(h) = 1 + 315e-6 exp(-h / 7.35 km)`` over the sphere that touches the
ellipsoid at the site's foot point (centre on the site's normal, radius the Gaussian mean
``sqrt(M N)``). The ray obeys Bouguer's rule, ``n r cos(el) = constant``; here it is integrated in
the vertical plane of the site as height above the tangent plane, ``up = U(s)``, over horizontal
distance ``s``, which has no turning points and no singular integrand. A point is on or above the
lower limit exactly when ``up >= U(s)``.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import acos, cos, degrees, pi, radians, sin, sqrt, tan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import (
    EFFECTIVE_EARTH_K,
    REFRACTIVITY,
    SCALE_HEIGHT_KM,
    WGS84_A,
    WGS84_E2,
)
from tocsin.errors import InputError
from tocsin.kernels.ray import trace_ray
from tocsin.kernels.sight import TABLE_NODES, TABLE_STEP

SCALE_M = 1e3 * SCALE_HEIGHT_KM
MODELS = ("traced", "effective-earth", "none")

# Above this height the air bends a ray by less than 1e-12 rad; it is a straight line.
_AIR_TOP_M = 200e3
_FARTHEST_M = 8e6
_GRID_M = (TABLE_STEP * np.arange(TABLE_NODES)) ** 2


def gaussian_radius_m(latitude_deg: float) -> float:
    """Gaussian mean radius of curvature of WGS84, sqrt(M N). [m]

    >>> round(gaussian_radius_m(45.0))
    6378101
    """
    root = 1.0 - WGS84_E2 * sin(radians(latitude_deg)) ** 2
    return WGS84_A * sqrt(1.0 - WGS84_E2) / root


def horizon_deg(site_height_m: float, *, radius_m: float, model: str = "traced") -> float:
    """Apparent elevation of the horizon: 0 at the ground, negative above. [deg]

    The ray that grazes the tangent sphere; a lower limit below it means the horizon.

    Examples
    --------
    From 100 m the straight horizon lies sqrt(2 h / R) = 0.0056 rad below the level; the air, which
    bends the ray round the earth, lifts it by a seventh:

    >>> round(horizon_deg(100.0, radius_m=6371e3, model="none"), 3)
    -0.321
    >>> round(horizon_deg(100.0, radius_m=6371e3), 3)
    -0.274
    """
    if site_height_m <= 0.0:
        return 0.0
    if model == "effective-earth":
        reach = EFFECTIVE_EARTH_K * radius_m
        return -degrees(acos(reach / (reach + site_height_m)))
    # Bouguer's rule between the site and the ground, where the grazing ray is level.
    bend = _index(0.0) / _index(site_height_m) if model == "traced" else 1.0
    return -degrees(acos(min(1.0, bend * radius_m / (radius_m + site_height_m))))


@dataclass(frozen=True)
class LimitCurve:
    """One limit of apparent elevation from one site.

    Attributes
    ----------
    table : ndarray, shape (TABLE_NODES, 2)
        U [m] and dU/ds over s = (TABLE_STEP * i)^2 metres.
    elevation_deg, site_height_m, radius_m : float
        The limit that is in force (never below the horizon), the site's height and the sphere.
    """

    table: np.ndarray
    elevation_deg: float
    site_height_m: float
    radius_m: float

    @property
    def slopes(self) -> tuple[float, float]:
        """Least and greatest U(s)/s: straight cones that bound the curve."""
        ratio = self.table[1:, 0] / _GRID_M[1:]
        ends = (self.table[0, 1], self.table[-1, 1])
        return float(min(ratio.min(), *ends)), float(max(ratio.max(), *ends))

    @property
    def steepest(self) -> float:
        """Greatest absolute slope dU/ds."""
        return float(np.abs(self.table[:, 1]).max())

    @property
    def curvature(self) -> float:
        """Bound of the second derivative of U. [1/m]"""
        # Differences see the mean of the curvature over a step; half as much again bounds its peak.
        change = np.diff(self.table[:, 1]) / np.diff(_GRID_M)
        return 1.5 * float(np.abs(change).max())

    @cached_property
    def cubics(self) -> np.ndarray:
        """The table as the kernels read it, shape (TABLE_NODES - 1, 4): cubics in the step."""
        node = np.arange(TABLE_NODES)
        # Nodes lie at s = (step * i)^2, where the ray bends most near the site: ds/di = 2 step^2 i.
        by_step = 2.0 * TABLE_STEP**2 * node * self.table[:, 1]
        rise = np.diff(self.table[:, 0])
        d_0, d_1 = by_step[:-1], by_step[1:]
        return np.column_stack(
            [self.table[:-1, 0], d_0, 3.0 * rise - 2.0 * d_0 - d_1, d_0 + d_1 - 2.0 * rise]
        )

    def ray(self, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """U(s) [m] and U'(s) at horizontal distances s [m], as the kernels read them.

        Examples
        --------
        >>> up, slope = limit_curve(45.0, model="none").ray(np.array([1e5]))
        >>> up.round(3).tolist(), slope.round(9).tolist()
        ([100000.0], [1.0])
        """
        return ray_height(self.cubics, s)

    def elevation_at_deg(self, height_m: float) -> float:
        """Geometric elevation at which the ray reaches a height above the sphere. [deg]

        Raises
        ------
        InputError
            The ray never reaches that height.

        Examples
        --------
        A straight ray of 10 degrees keeps its elevation; the air bends a traced one down, to points
        that stand a tenth of a degree lower:

        >>> limit_curve(10.0, model="none").elevation_at_deg(300e3)
        10.0
        >>> round(limit_curve(10.0).elevation_at_deg(300e3), 1)
        9.9
        """
        base = self.radius_m + self.site_height_m
        heights = np.hypot(_GRID_M, self.table[:, 0] + base) - self.radius_m
        above = np.flatnonzero(heights >= height_m)
        if not above.size or (above[0] == 0 and height_m < heights[0]):
            raise InputError(f"Invalid height_m {height_m}. The ray does not reach it.")
        i = max(int(above[0]) - 1, 0)
        cubic = self.cubics[i]

        def curve(w: float) -> float:
            f = w / TABLE_STEP - i
            return float(cubic[0] + f * (cubic[1] + f * (cubic[2] + f * cubic[3])))

        def miss(w: float) -> float:
            return float(np.hypot(w * w, curve(w) + base)) - self.radius_m - height_m

        low, high = TABLE_STEP * i, TABLE_STEP * (i + 1)
        for _ in range(60):  # to the last bit
            w = 0.5 * (low + high)
            low, high = (low, w) if miss(w) > 0.0 else (w, high)
        return float(np.degrees(np.arctan2(curve(w), w * w)))


def first_visible_m(
    ground_range_m: ArrayLike,
    *,
    elevation_deg: float = 0.0,
    site_height_m: float = 0.0,
    radius_m: float = 6371008.8,
    model: str = "traced",
) -> NDArray[np.float64]:
    """Lowest height at which an object is above a limit, at distances over smooth ground. [m]

    Parameters
    ----------
    ground_range_m : array_like, shape (n,)
        Distance over the ground from the site's foot point [m], within (0, 5,000 km].
    elevation_deg, site_height_m, radius_m, model
        As for `limit_curve`.

    Returns
    -------
    ndarray, shape (n,)
        Heights above the sphere, right to 0.1 m and never below 0: nearer than the horizon
        objects on the ground are in view where the limit allows.

    Examples
    --------
    At sea level an object 300 km away must be 7 km high, by a straight line; the air bends rays
    round the earth:

    >>> [round(first_visible_m([300e3], model=model).item(), -2) for model in MODELS]
    [5300.0, 5300.0, 7100.0]
    """
    curve = limit_curve(elevation_deg, site_height_m=site_height_m, radius_m=radius_m, model=model)
    # Dense enough that a chord leaves the ray by 2 cm.
    along = np.linspace(0.0, np.sqrt(_FARTHEST_M), 20_000) ** 2
    up = curve.ray(along)[0] + radius_m + site_height_m
    range_m = radius_m * np.arctan2(along, up)
    height_m = np.hypot(along, up) - radius_m
    return np.maximum(np.interp(np.asarray(ground_range_m, float), range_m, height_m), 0.0)


def ray_height(cubics: np.ndarray, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Height of a limit's ray above the tangent plane [m] and its slope, at distances s [m].

    The same numbers as `tocsin.kernels.sight.ray_height`; linear beyond the table.

    Examples
    --------
    >>> cubics = limit_curve(45.0, model="none").cubics
    >>> [values.round(6).tolist() for values in ray_height(cubics, np.array([0.0, 4e7]))]
    [[0.0, 40000000.0], [0.0, 1.0]]
    """
    at = np.minimum(np.sqrt(s) / TABLE_STEP, TABLE_NODES - 1.0)
    i = np.minimum(at, TABLE_NODES - 1.5).astype(np.intp)
    f = at - i
    c_0, c_1, c_2, c_3 = cubics.take(i, axis=0).T
    value = c_0 + f * (c_1 + f * (c_2 + f * c_3))
    slope = (c_1 + f * (2.0 * c_2 + 3.0 * f * c_3)) / (2.0 * TABLE_STEP**2 * np.maximum(at, 1e-9))
    return value + slope * np.maximum(s - _GRID_M[-1], 0.0), slope


@lru_cache(maxsize=1024)
def limit_curve(
    elevation_deg: float,
    *,
    site_height_m: float = 0.0,
    radius_m: float = 6371008.8,
    model: str = "traced",
    lower: bool = True,
) -> LimitCurve:
    """Trace one limit of apparent elevation.

    Parameters
    ----------
    elevation_deg : float
        The limit; a lower limit is raised to the horizon where it lies below it.
    site_height_m : float
        Height of the site above the ellipsoid, which is also its height above the sphere.
    radius_m : float
        Radius of the touching sphere, `gaussian_radius_m(latitude)`.
    model : {'traced', 'effective-earth', 'none'}
        Ray traced through the exponential atmosphere, straight over a sphere of 4/3 the radius
        (right for low targets only: optimistic by tens of percent above the air), or straight.
    lower : bool
        A lower limit is never below the horizon; an upper one is taken as it is.

    Examples
    --------
    The ground range at which a 3 degree limit reaches 300 km (design, section 2.2):

    >>> curve = limit_curve(3.0, radius_m=6371e3)
    >>> el = np.radians(curve.elevation_at_deg(300e3))
    >>> angle = np.arccos(6371 / 6671 * np.cos(el)) - el
    >>> round(6371 * float(angle))
    1637
    """
    if model not in MODELS:
        raise InputError(f"Invalid refraction '{model}'. Must be one of {', '.join(MODELS)}.")
    if lower:
        # A ray below the horizon would run into the ground and see nothing.
        horizon = horizon_deg(site_height_m, radius_m=radius_m, model=model)
        elevation_deg = max(elevation_deg, horizon)
    trace = {"traced": _traced, "effective-earth": _effective, "none": _straight}[model]
    table = trace(radians(elevation_deg), site_height_m, radius_m)
    table.setflags(write=False)
    return LimitCurve(table, elevation_deg, site_height_m, radius_m)


def _index(height_m: float) -> float:
    return 1.0 + REFRACTIVITY * np.exp(-height_m / SCALE_M)


def _straight(elevation: float, site_height_m: float, radius_m: float) -> np.ndarray:
    slope = tan(elevation)
    return np.column_stack([slope * _GRID_M, np.full(TABLE_NODES, slope)])


def _traced(elevation: float, site_height_m: float, radius_m: float) -> np.ndarray:
    table = np.empty((TABLE_NODES, 3))
    table[:, 0] = _GRID_M
    air = (REFRACTIVITY, SCALE_M, _AIR_TOP_M)
    trace_ray(elevation, radius_m + site_height_m, radius_m, *air, table)
    return np.ascontiguousarray(table[:, 1:])


def _effective(elevation: float, site_height_m: float, radius_m: float) -> np.ndarray:
    """Curve on the true sphere that a straight ray over the larger one stands for."""
    base = EFFECTIVE_EARTH_K * radius_m + site_height_m

    def point(turn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        r = radius_m + base * cos(elevation) / np.cos(turn + elevation) - base + site_height_m
        angle = EFFECTIVE_EARTH_K * turn
        return r * np.sin(angle), r * np.cos(angle) - radius_m - site_height_m

    low = np.zeros(TABLE_NODES)
    high = np.full(TABLE_NODES, pi / 2.0 - elevation - 1e-9)
    for _ in range(100):  # s grows with the angle: bisection to the last bit, all nodes at once
        middle = 0.5 * (low + high)
        beyond = point(middle)[0] > _GRID_M
        high = np.where(beyond, middle, high)
        low = np.where(beyond, low, middle)
    step = 1e-6
    s_0, up_0 = point(np.maximum(low - step, 0.0))
    s_1, up_1 = point(low + step)
    return np.column_stack([point(low)[1], (up_1 - up_0) / (s_1 - s_0)])
