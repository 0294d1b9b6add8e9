"""Independent sensors, written from the design alone: margins, windows by sampling and bisection.

Refraction is a quadrature of Bouguer's rule (a ray traced through the index gradient for negative
elevations), in the touching sphere of the site.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from slow_paths import GM, OMEGA, ecef, geodetic_height, turned

A, F = 6378137.0, 1 / 298.257223563
E2 = F * (2 - F)
STEP_S = 0.25


def index(height):
    return 1 + 315e-6 * np.exp(-height / 7350.0)


@lru_cache(maxsize=400)
def ray(elevation_deg, height_0, radius, model):
    """Geometric elevation [rad] at which a ray of apparent elevation >= 0 reaches a height."""
    eps = np.radians(elevation_deg)
    x, w = np.polynomial.legendre.leggauss(10)
    edges = np.concatenate([np.linspace(0, 500, 1001), np.linspace(505, 6400, 1180)])
    half = 0.5 * np.diff(edges)
    u = edges[:-1, None] + half[:, None] * (1 + x)  # sqrt of the height above the site
    base = radius + height_0
    bent = 4 / 3 if model == "effective-earth" else 1.0
    big = bent * radius + height_0  # site on the sphere that the ray is straight over
    r = big + u * u
    n = index(height_0 + u * u) / index(height_0) if model == "traced" else 1.0
    # (n r)^2 - (r_0 cos eps)^2 without cancellation at the site
    rise = (n * r - big) * (n * r + big) if model == "traced" else u * u * (r + big)
    if model == "traced":
        change = 315e-6 * np.exp(-height_0 / 7350) * np.expm1(-u * u / 7350) / index(height_0)
        rise = (u * u + change * r) * (n * r + big)
    slope = 2 * u * big * np.cos(eps) / (r * np.sqrt(rise + (big * np.sin(eps)) ** 2))
    angle = bent * np.concatenate([[0], np.cumsum((slope * w).sum(axis=1) * half)])
    r = base + edges**2
    up = r * np.cos(angle) - base
    el = np.arctan2(up, r * np.sin(angle))
    el[0] = eps
    spline = CubicSpline(edges, el)
    return lambda height: spline(np.sqrt(np.maximum(height - height_0, 0)))


@lru_cache(maxsize=400)
def dipping_ray(elevation_deg, height_0, radius, model):
    """Height above the tangent plane over horizontal distance, for elevations below 0."""
    eps, base = np.radians(elevation_deg), radius + height_0
    if model == "none":
        return lambda s: s * np.tan(eps)
    if model == "effective-earth":
        length, big = np.linspace(0, 5e6, 5001), 4 / 3 * radius
        x, y = length * np.cos(eps), big + height_0 + length * np.sin(eps)
        r, angle = radius + np.hypot(x, y) - big, 4 / 3 * np.arctan2(x, y)
        return CubicSpline(r * np.sin(angle), r * np.cos(angle) - base)

    def rates(_, state):
        r = np.hypot(state[0], state[1] + base)
        n = index(r - radius)
        gradient = -(n - 1) / 7350.0 * np.array([state[0], state[1] + base]) / r
        return np.concatenate([state[2:] / n, gradient])

    start = [0, 0, index(height_0) * np.cos(eps), index(height_0) * np.sin(eps)]
    grid = np.linspace(0, 6e6, 6001)
    found = solve_ivp(rates, (0, 6e6), start, t_eval=grid, rtol=1e-11, atol=1e-6, max_step=1e4)
    return CubicSpline(found.y[0], found.y[1])


class Radar:
    """One radar at one position."""

    def __init__(self, spec, position, rcs_m2):
        self.spec = spec
        lat, lon = patrol(spec.patrol, position) if spec.patrol else (spec.lat, spec.lon)
        phi, lam = np.radians([lat, lon])
        self.site = ecef(lat, lon, spec.height_m)
        self.east = np.array([-np.sin(lam), np.cos(lam), 0])
        self.up = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
        self.north = np.cross(self.up, self.east)
        w = 1 - E2 * np.sin(phi) ** 2
        self.radius = np.sqrt(A / np.sqrt(w) * A * (1 - E2) / w**1.5)
        self.centre = self.site - (spec.height_m + self.radius) * self.up
        self.reach = 1e3 * min(spec.instrumented_km, spec.r1_km * rcs_m2**0.25)

    def _from_limit(self, limit_deg, s, up, height):
        """Geometric elevation less that of the ray at the limit, for points."""
        key = (float(limit_deg), self.spec.height_m, self.radius, self.spec.refraction)
        if limit_deg >= 0:
            return np.arctan2(up, s) - ray(*key)(height)
        return np.arctan2(up, s) - np.arctan2(dipping_ray(*key)(s), s)

    def lowest_deg(self):
        h, model = self.spec.height_m, self.spec.refraction
        if h <= 0:
            return max(self.spec.elevation_min_deg, 0.0)
        ratio = index(0) / index(h) if model == "traced" else 1.0
        radius = self.radius * (4 / 3 if model == "effective-earth" else 1.0)
        dip = np.arccos(ratio * radius / (radius + h))
        return max(self.spec.elevation_min_deg, -np.degrees(dip))

    def margins(self, points, times):
        d = points - self.site
        e, n, u = d @ self.east, d @ self.north, d @ self.up
        s, slant = np.hypot(e, n), np.linalg.norm(d, axis=-1)
        height = np.linalg.norm(points - self.centre, axis=-1) - self.radius
        found = [(self.reach - slant) / 1e6]
        if self.spec.range_min_km > 0:
            found.append((slant - 1e3 * self.spec.range_min_km) / 1e6)
        found.append(self._from_limit(self.lowest_deg(), s, u, height))
        if self.spec.elevation_max_deg is not None and self.spec.elevation_max_deg < 90:
            found.append(-self._from_limit(self.spec.elevation_max_deg, s, u, height))
        azimuth = np.degrees(np.arctan2(e, n))
        if self.spec.sectors != ((0.0, 180.0),):
            off = [
                half - np.abs((azimuth - centre + 180) % 360 - 180)
                for centre, half in self.spec.sectors
            ]
            found.append(np.radians(np.max(off, axis=0)))
        if self.spec.mask:
            corners = sorted(self.spec.mask)
            mask = np.interp(azimuth, *zip(*corners, strict=True), period=360)
            at = np.flatnonzero(np.min(found, axis=0) >= 0)  # elsewhere it does not matter
            above = np.ones(len(points))
            if at.size:
                above[at] = self._above_mask(mask[at], s[at], u[at], height[at])
            found.append(above)
        return np.array(found)

    def _above_mask(self, mask, s, u, height):
        """Four rays around each mask elevation, a quarter of a degree apart, and a cubic."""
        mask = np.maximum(mask, self.lowest_deg())
        start = np.maximum(np.floor(4 * mask).astype(int) - 1, 0)
        value = np.zeros(len(mask))
        for line in range(start.min(), start.max() + 4):
            at = np.flatnonzero((start <= line) & (line < start + 4))
            if at.size:
                weight = np.ones(len(at))
                for other in range(4):
                    node = start[at] + other
                    off = line - node
                    weight *= np.where(off == 0, 1, (4 * mask[at] - node) / np.where(off, off, 1))
                value[at] += weight * self._from_limit(line / 4, s[at], u[at], height[at])
        return np.where(mask <= self.lowest_deg(), 1.0, value)


@lru_cache(maxsize=400)
def flown(perigee_km, apogee_km, mean_deg):
    """Position from perigee in the plane of an orbit, which begins at a mean anomaly, over time.

    A circle by its angle; an ellipse by Newton's law, integrated, and not by Kepler's equation.
    """
    low, high = A + 1e3 * perigee_km, A + 1e3 * apogee_km
    axis, ecc, mean = (low + high) / 2, (high - low) / (high + low), np.radians(mean_deg)
    if low == high:
        return lambda times: (
            low * np.array([np.cos(u := mean + np.sqrt(GM / low**3) * times), np.sin(u)])
        )
    e = brentq(lambda e: e - ecc * np.sin(e) - mean, mean - 1, mean + 1, xtol=1e-14)
    minor, speed = axis * np.sqrt(1 - ecc**2), np.sqrt(GM / axis) / (1 - ecc * np.cos(e))
    start = [axis * (np.cos(e) - ecc), minor * np.sin(e), -speed * np.sin(e),
             speed * np.cos(e) * minor / axis]  # fmt: skip

    def rates(_, state):
        return [*state[2:], *(-GM * state[:2] / np.hypot(*state[:2]) ** 3)]

    path = solve_ivp(rates, (0, 4000), start, "DOP853", rtol=1e-12, atol=1e-5, dense_output=True)
    return lambda times: path.sol(times)[:2]


class Infrared:
    """A geostationary satellite or a layer of satellites."""

    def __init__(self, spec, _position, _rcs_m2):
        self.spec = spec

    def satellites(self, times):
        orbit = self.spec.orbit
        if orbit is None:
            radius, lon = (GM / OMEGA**2) ** (1 / 3), np.radians(self.spec.lon)
            yield np.array([radius * np.cos(lon), radius * np.sin(lon), 0]) + 0 * times[:, None]
            return
        tilt, total = np.radians(orbit.inclination_deg), orbit.planes * orbit.per_plane
        for plane in range(orbit.planes):
            node = np.radians(orbit.node_deg + 360 * plane / orbit.planes)
            for place in range(orbit.per_plane):
                phase = orbit.phase_deg + 360 * (
                    place / orbit.per_plane + orbit.phasing * plane / total
                )
                x, y = flown(orbit.perigee_km, orbit.apogee_km, phase)(times)
                turn = np.radians(orbit.argument_of_perigee_deg)
                x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
                flat = np.stack([x, y * np.cos(tilt), y * np.sin(tilt)], axis=-1)
                yield turned(flat, node - OMEGA * times)

    def margins(self, points, times):
        up = points / np.linalg.norm(points, axis=-1, keepdims=True)
        best = np.full(len(points), -np.inf)
        for satellite in self.satellites(times):
            d = satellite - points
            elevation = np.arcsin((d * up).sum(axis=-1) / np.linalg.norm(d, axis=-1))
            best = np.maximum(best, elevation - np.radians(self.spec.min_elevation_deg))
        return np.array([best, (geodetic_height(points) - 1e3 * self.spec.cloud_top_km) / 1e6])


def patrol(box, position):
    west, south, east, north = box
    across = (0.5 + position * 0.7548776662466927) % 1
    return south + (0.5 + position * 0.5698402909980532) % 1 * (north - south), west + across * (
        (east - west) % 360
    )


KINDS = {"radar": Radar, "infrared": Infrared}


def sensor_of(spec, position, rcs_m2):
    return KINDS[spec.kind](spec, position, rcs_m2)


def windows(path, sensor):
    """All windows [(in, out)] of a sensor on a path, and whether any is too near to grazing."""
    end = path.impact_s
    if isinstance(sensor, Infrared):
        end = min(end, path.boost_s)
        if end == 0:
            return [], False
    times = np.linspace(0, end, max(int(np.ceil(end / STEP_S)), 8) + 1)

    def margin(t):
        t = np.atleast_1d(t)
        return sensor.margins(path.at(t), t).min(axis=0)

    values = margin(times)
    inside = values >= 0
    change = np.flatnonzero(inside[1:] != inside[:-1])
    if not change.size:
        ends = [0.0, end] if inside[0] else []
    else:
        low, high = times[change], times[change + 1]
        for _ in range(16):  # to some microseconds; they are compared to a millisecond
            middle = (low + high) / 2
            same = (margin(middle) >= 0) == inside[change]
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        ends = [0.0] * bool(inside[0]) + list((low + high) / 2) + [end] * bool(inside[-1])
    spans = list(zip(ends[::2], ends[1::2], strict=True))
    turn = (values[1:-1] - values[:-2]) * (values[2:] - values[1:-1]) <= 0
    grazing = (
        bool((turn & (np.abs(values[1:-1]) < 2e-5)).any())
        or min((b - a for a, b in pairwise(ends)), default=9) < 0.6
    )
    return spans, grazing
