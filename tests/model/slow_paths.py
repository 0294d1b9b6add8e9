"""Independent paths, written from the design alone: slow, and sharing no code with the package.

Lambert's problem by universal variables and by flight-path angle, the least launch speed by search
over the time of flight, propagation by universal variables, geodesics by pyproj.
"""

from math import cos, cosh, factorial, sin, sinh, sqrt

import numpy as np
from numpy.polynomial import Chebyshev
from pyproj import Geod, Transformer
from scipy.optimize import brentq, minimize_scalar

GM, OMEGA = 3.986004418e14, 7.292115e-5
MEAN_RADIUS = 6371008.8
GEOD = Geod(ellps="WGS84")
CART = Transformer.from_pipeline("+proj=cart +ellps=WGS84")


def ecef(lat, lon, height=0.0):
    # Of an array of one, `np.float64` made a number in older libraries.
    given = (np.asarray(each, dtype=float) for each in (lon, lat, height))
    lon, lat, height = np.broadcast_arrays(*given)
    return np.stack(CART.transform(lon, lat, height), axis=-1).reshape(*lon.shape, 3)


def geodetic_height(points):
    inverse = CART.transform(*points.T, direction="INVERSE")
    return np.reshape(inverse[2], points.shape[:-1])


def turned(point, angle):
    c, s = np.cos(angle), np.sin(angle)
    x, y = point[..., 0], point[..., 1]
    return np.stack([x * c - y * s, x * s + y * c, point[..., 2] + 0 * c], axis=-1)


def _velocity(r_1, r_2, p):
    """Velocity at r_1 of the short-way conic of parameter p through both points."""
    m_1, m_2 = np.linalg.norm(r_1), np.linalg.norm(r_2)
    angle = np.arctan2(np.linalg.norm(np.cross(r_1, r_2)), r_1 @ r_2)
    f = 1.0 - m_2 / p * (1.0 - np.cos(angle))
    g = m_1 * m_2 * np.sin(angle) / np.sqrt(GM * p)
    return (r_2 - f * r_1) / g


def _elements(r, v):
    h = np.cross(r, v)
    e = np.cross(v, h) / GM - r / np.linalg.norm(r)
    a = 1.0 / (2.0 / np.linalg.norm(r) - v @ v / GM)
    return a, np.linalg.norm(e), e


def _apogee(r, v):
    a, e, _ = _elements(r, v)
    return a * (1.0 + e) if a > 0 else np.inf


def _time(r_1, r_2, v_1):
    """Time from r_1 over apogee to r_2."""
    a, e, e_vector = _elements(r_1, v_1)
    w = np.cross(np.cross(r_1, v_1), e_vector) / np.linalg.norm(np.cross(r_1, v_1))

    def anomaly(r):
        nu = np.arctan2(r @ w / e, r @ e_vector / e)
        return 2.0 * np.arctan2(np.sqrt(1 - e) * np.sin(nu / 2), np.sqrt(1 + e) * np.cos(nu / 2))

    at_1, at_2 = anomaly(r_1) % (2 * np.pi), anomaly(r_2) % (2 * np.pi)
    return np.sqrt(a**3 / GM) * (at_2 - at_1 - e * (np.sin(at_2) - np.sin(at_1)))


def _lambert(r_1, r_2, time):
    """Velocity at r_1 that comes to r_2 the short way (Bate, Mueller and White 1971, sec. 5.3)."""
    m_1, m_2 = np.linalg.norm(r_1), np.linalg.norm(r_2)
    span = sqrt(m_1 * m_2 + r_1 @ r_2)

    def y_of(z):
        c, s = _stumpff_of(z)
        return m_1 + m_2 - span * (1 - z * s) / sqrt(c), c, s

    def late(z):
        y, c, s = y_of(z)
        x = sqrt(max(y, 0.0) / c)
        return (x**3 * s + span * sqrt(max(y, 0.0))) / sqrt(GM) - time

    y = y_of(brentq(late, -30.0, 4 * np.pi**2 - 1e-6, xtol=1e-15, rtol=1e-15))[0]
    return (r_2 - (1 - y / m_1) * r_1) / (span * sqrt(y / GM))


def _stumpff_of(z):
    if abs(z) < 1.0:  # by series: 1 - cos would lose the digits that a short arc needs
        c = sum((-z) ** k / factorial(2 * k + 2) for k in range(10))
        return c, sum((-z) ** k / factorial(2 * k + 3) for k in range(10))
    root = sqrt(abs(z))
    if z < 0:
        return (cosh(root) - 1) / -z, (sinh(root) - root) / root**3
    return (1 - cos(root)) / z, (root - sin(root)) / root**3


def least_over_ground(launch, target, omega=OMEGA):
    """Time of flight and launch velocity of the least speed relative to the turning earth."""
    ground = np.cross([0.0, 0.0, omega], launch)

    def flown(log_time):
        time = np.exp(log_time)
        return _lambert(launch, turned(target, omega * time), time)

    def effort(log_time):
        relative = flown(log_time) - ground
        return relative @ relative

    # Thrice and a third of what a throw over flat ground would take.
    flat = 0.5 * np.log(2 * np.linalg.norm(target - launch) / 9.8)
    grid = np.linspace(flat - 1.1, flat + 1.1, 23)
    lowest = int(np.argmin([effort(each) for each in grid]))
    about = minimize_scalar(
        effort, bounds=(grid[lowest - 1], grid[lowest + 1]), method="bounded",
        options={"xatol": 1e-4},
    ).x  # fmt: skip
    # Values tell where they are least to half the digits only, a polynomial's slope to nearly all.
    near = Chebyshev.interpolate(np.vectorize(effort), 12, domain=[about - 0.03, about + 0.03])
    slope = near.deriv()
    best = brentq(slope, about - 0.02, about + 0.02, xtol=1e-15)
    return np.exp(best), flown(best)


def _with_apogee(r_1, r_2, apogee):
    """Flight-path angle whose ellipse through both points has this apogee."""
    m_1, m_2 = np.linalg.norm(r_1), np.linalg.norm(r_2)
    angle = np.arctan2(np.linalg.norm(np.cross(r_1, r_2)), r_1 @ r_2)

    def speed_squared(gamma):
        """Of the conic that leaves at an angle over the horizontal, times m_1 / GM."""
        return (1 - np.cos(angle)) / (
            m_1 / m_2 * np.cos(gamma) ** 2 - np.cos(angle + gamma) * np.cos(gamma)
        )

    def miss(gamma):
        quick = speed_squared(gamma)
        bound = (quick > 0) & (quick < 2)
        quick = np.where(bound, quick, 1.0)
        a = m_1 / (2 - quick)
        e = np.sqrt(np.maximum(1 - quick * np.cos(gamma) ** 2 * m_1 / a, 0))
        return np.where(bound, a * (1 + e), 1e12) - apogee

    grid = np.radians(np.linspace(0.01, 89.99, 3000))
    values = miss(grid)
    change = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0))
    root = brentq(miss, grid[change[0]], grid[change[0] + 1], xtol=1e-15, rtol=1e-15)
    velocity = _velocity(r_1, r_2, m_1 * speed_squared(root) * np.cos(root) ** 2)
    return _time(r_1, r_2, velocity), velocity


def _met(launch, target, solve):
    """The target is met where the earth has carried it."""
    time = solve(launch, target)[0]
    for _ in range(100):
        following = solve(launch, turned(target, OMEGA * time))[0]
        if abs(following - time) < 1e-10:
            break
        time = following
    return time, solve(launch, turned(target, OMEGA * time))[1]


def _stumpff(z):
    root = np.sqrt(np.maximum(z, 1e-30))
    small = z < 1e-6
    c = np.where(small, 0.5 - z / 24, (1 - np.cos(root)) / np.where(small, 1, z))
    s = np.where(small, 1 / 6 - z / 120, (root - np.sin(root)) / np.where(small, 1, root**3))
    return c, s


def propagate(r, v, times):
    """Universal-variable propagation (Bate, Mueller and White 1971, sec. 4.4)."""
    m = np.linalg.norm(r)
    alpha = 2.0 / m - v @ v / GM
    radial = r @ v / np.sqrt(GM)
    # Every object comes to its apogee, from where Newton's steps never overshoot.
    part = 1 - alpha * m
    x = np.full_like(times, (np.pi - np.arctan2(radial * np.sqrt(alpha), part)) / np.sqrt(alpha))
    for _ in range(60):
        c, s = _stumpff(alpha * x * x)
        t = (radial * x**2 * c + (1 - alpha * m) * x**3 * s + m * x) / np.sqrt(GM)
        rate = x**2 * c + radial * x * (1 - alpha * x**2 * s) + m * (1 - alpha * x**2 * c)
        step = np.sqrt(GM) * (times - t) / rate
        x = x + step
        if np.abs(step).max() < 1e-9:
            break
    c, s = _stumpff(alpha * x * x)
    f, g = 1 - x**2 * c / m, times - x**3 * s / np.sqrt(GM)
    return f[:, None] * r + g[:, None] * v


class Ballistic:
    """One ballistic arc with its slow start."""

    def __init__(self, launch, target, *, boost_s, profile, value):
        r_1, r_2 = ecef(*launch), ecef(*target)
        self.boost_s = boost_s
        self.r, height = r_1, 1e3 * value
        if profile != "apogee_km":
            self.kepler_s, self.v = least_over_ground(r_1, r_2)
            height = value * (_apogee(r_1, self.v) - MEAN_RADIUS)
        if profile != "min-energy":

            def solve(a, b):
                return _with_apogee(a, b, MEAN_RADIUS + height)

            self.kepler_s, self.v = _met(r_1, r_2, solve)
        if self.kepler_s < boost_s / 2:
            self.impact_s = np.sqrt(2 * boost_s * self.kepler_s)
        else:
            self.impact_s = self.kepler_s + boost_s / 2

    def at(self, times):
        times = np.atleast_1d(times)
        slow = times**2 / (2 * self.boost_s) if self.boost_s else times
        tau = np.where(times <= self.boost_s, slow, times - self.boost_s / 2)
        return turned(propagate(self.r, self.v, tau), -OMEGA * tau)


class LowFlyer:
    """One low-flyer."""

    boost_s = 0.0

    def __init__(self, launch, target, *, altitude_km, speed_m_s):
        self.launch, self.height, self.speed = launch, 1e3 * altitude_km, speed_m_s
        self.azimuth, _, length = GEOD.inv(launch[1], launch[0], target[1], target[0])
        self.impact_s = length / speed_m_s

    def at(self, times):
        times = np.atleast_1d(times)
        lat, lon = (np.full(len(times), each) for each in self.launch)
        azimuth = np.full(len(times), self.azimuth)
        lon, lat, _ = GEOD.fwd(lon, lat, azimuth, self.speed * times)
        return ecef(lat, lon, self.height)
