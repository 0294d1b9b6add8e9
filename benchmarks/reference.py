"""Windows by dense sampling, written apart from the kernels: the authority they are held to.

Nothing here uses nodes, quintics, bounds or tables of the package. Paths are Kepler orbits
propagated from an inertial state; sight is angles (geodetic azimuth and elevation) and a ray
integrated by Bouguer's rule. Every sign change of every limit between samples is bisected, and
every extremum between samples that might touch zero is hunted down.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from scipy.interpolate import make_interp_spline

GM = 3.986004418e14
OMEGA = 7.292115e-5
WGS84_A = 6_378_137.0
WGS84_E2 = (2.0 - 1.0 / 298.257223563) / 298.257223563
REFRACTIVITY = 315e-6
SCALE_M = 7350.0
GEOSTATIONARY_M = (GM / OMEGA**2) ** (1.0 / 3.0)


def ecef(latitude_deg, longitude_deg, height_m=0.0):
    """Earth-fixed position from geodetic coordinates, shape (..., 3). [m]"""
    lat, lon = np.radians(latitude_deg), np.radians(longitude_deg)
    n = WGS84_A / np.sqrt(1.0 - WGS84_E2 * np.sin(lat) ** 2)
    across = (n + height_m) * np.cos(lat)
    up = (n * (1.0 - WGS84_E2) + height_m) * np.sin(lat)
    return np.stack(np.broadcast_arrays(across * np.cos(lon), across * np.sin(lon), up), axis=-1)


def geodetic_height(position):
    """Height above WGS84 by fixed-point iteration of the latitude. [m]"""
    p = np.hypot(position[..., 0], position[..., 1])
    z = position[..., 2]
    lat = np.arctan2(z, p * (1.0 - WGS84_E2))
    for _ in range(8):
        n = WGS84_A / np.sqrt(1.0 - WGS84_E2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + WGS84_E2 * n * np.sin(lat), p)
    n = WGS84_A / np.sqrt(1.0 - WGS84_E2 * np.sin(lat) ** 2)
    return p * np.cos(lat) + z * np.sin(lat) - n * (1.0 - WGS84_E2 * np.sin(lat) ** 2)


def turn(position, angle):
    """Turn the axes by an angle about the earth's: inertial to earth-fixed."""
    c, s = np.cos(angle), np.sin(angle)
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    return np.stack([x * c + y * s, y * c - x * s, z], axis=-1)


@dataclass(frozen=True)
class Orbits:
    """Inertial states at launch (n, 3) [m, m/s] in axes that then are the earth's, and T_k [s]."""

    r: np.ndarray
    v: np.ndarray
    duration_s: np.ndarray

    def positions(self, which, time_s):
        """Earth-fixed positions of orbits `which` at times since launch (same shape)."""
        r, v = self.r[which], self.v[which]
        r_0 = np.linalg.norm(r, axis=-1)
        a = 1.0 / (2.0 / r_0 - (v * v).sum(-1) / GM)
        n = np.sqrt(GM / a**3)
        sigma = (r * v).sum(-1) / np.sqrt(GM * a)  # e sin E_0
        part = 1.0 - r_0 / a  # e cos E_0
        m = n * time_s
        e_0 = np.arctan2(sigma, part) % (2.0 * np.pi)
        e = np.hypot(sigma, part)
        mean = e_0 - e * np.sin(e_0) + m
        big = np.full_like(mean, np.pi)  # apogee: Newton's steps converge from there
        for _ in range(12):
            big = big - (big - e * np.sin(big) - mean) / (1.0 - e * np.cos(big))
        change = big - e_0
        f = 1.0 - a / r_0 * (1.0 - np.cos(change))
        g = time_s - (change - np.sin(change)) / n
        inertial = f[..., None] * r + g[..., None] * v
        return turn(inertial, OMEGA * time_s)


@lru_cache(maxsize=256)
def _ray(elevation_deg, height_m, radius_m):
    """Radius of the traced ray over the angle at the centre, as a spline of the angle. [m]

    Bouguer: n r cos(el) = k. Legs are integrated over u with r = r_turn + u^2 (or from the site),
    which takes the singularity of a level ray away.
    """
    x, weight = np.polynomial.legendre.leggauss(24)

    def index(r):
        return 1.0 + REFRACTIVITY * np.exp(-(r - radius_m) / SCALE_M)

    site = radius_m + height_m
    k = index(site) * site * np.cos(np.radians(elevation_deg))
    start = site
    if elevation_deg < 0.0:  # first down to where the ray is level
        low, high = radius_m - 1.0, site
        for _ in range(200):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if index(middle) * middle < k else (low, middle)
        start = high
    u = np.concatenate([np.linspace(0, 20, 101)[:-1], np.geomspace(20, 7000, 2400)])
    half, mid = 0.5 * np.diff(u), 0.5 * (u[1:] + u[:-1])
    at = mid[:, None] + half[:, None] * x
    r = start + at**2
    if elevation_deg <= 0.0:
        # n r - k near the level point without cancellation.
        drop = -(at**2) / SCALE_M
        excess = at**2 * index(start) + r * (index(start) - 1.0) * np.expm1(drop)
    else:
        excess = index(r) * r - k
    root = np.sqrt(excess * (index(r) * r + k))
    rise = (half[:, None] * weight * 2.0 * at * k / (r * root)).sum(1)
    psi = np.concatenate([[0.0], np.cumsum(rise)])
    radius = start + u**2
    if elevation_deg < 0.0:
        up = make_interp_spline(psi, u, k=5)
        reach = np.interp(np.sqrt(site - start), u, psi)
        for _ in range(20):
            reach -= (up(reach) - np.sqrt(site - start)) / up(reach, 1)
        return lambda angle: start + up(np.abs(angle - reach)) ** 2
    if elevation_deg == 0.0:
        spline = make_interp_spline(psi, u, k=5)
        return lambda angle: start + spline(np.minimum(angle, psi[-1])) ** 2
    spline = make_interp_spline(psi, radius, k=5)
    return lambda angle: spline(np.minimum(angle, psi[-1]))


@dataclass(frozen=True)
class Radar:
    """One sector of a radar. Angles in degrees, lengths in metres; refraction as in a scenario."""

    latitude_deg: float
    longitude_deg: float
    height_m: float
    range_m: float
    center_deg: float
    half_width_deg: float
    low_deg: float
    high_deg: float = 90.0
    refraction: str = "traced"
    range_min_m: float = 0.0

    @property
    def radius_m(self):
        """Gaussian mean radius at the site."""
        w = 1.0 - WGS84_E2 * np.sin(np.radians(self.latitude_deg)) ** 2
        return WGS84_A * np.sqrt(1.0 - WGS84_E2) / w

    @property
    def horizon_deg(self):
        """Apparent elevation of the ray that grazes the sphere."""
        if self.height_m <= 0.0:
            return 0.0
        bend = 1.0
        radius = self.radius_m
        if self.refraction == "traced":
            bend = (1.0 + REFRACTIVITY) / (1.0 + REFRACTIVITY * np.exp(-self.height_m / SCALE_M))
        if self.refraction == "effective-earth":
            radius *= 4.0 / 3.0
        return -np.degrees(np.arccos(min(1.0, bend * radius / (radius + self.height_m))))

    def local(self, position):
        """East, north, up of a point [m]."""
        lat, lon = np.radians(self.latitude_deg), np.radians(self.longitude_deg)
        d = position - ecef(self.latitude_deg, self.longitude_deg, self.height_m)
        east = -np.sin(lon) * d[..., 0] + np.cos(lon) * d[..., 1]
        out = np.cos(lon) * d[..., 0] + np.sin(lon) * d[..., 1]
        north = np.cos(lat) * d[..., 2] - np.sin(lat) * out
        return east, north, np.cos(lat) * out + np.sin(lat) * d[..., 2]

    def _above(self, s, up, limit_deg):
        """How far a point stands above the ray that leaves at an apparent elevation. [m]"""
        if self.refraction == "none":
            return up * np.cos(np.radians(limit_deg)) - s * np.sin(np.radians(limit_deg))
        base = self.radius_m + self.height_m
        psi, r = np.arctan2(s, base + up), np.hypot(s, base + up)
        if self.refraction == "traced":
            return r - _ray(limit_deg, self.height_m, self.radius_m)(psi)
        # Effective earth: straight over 4/3 of the radius, at the same height and ground range.
        big, angle = 4.0 / 3.0 * self.radius_m, 0.75 * psi
        r = r - self.radius_m + big
        el = np.radians(limit_deg)
        over = r * np.cos(angle + el) - (big + self.height_m) * np.cos(el)
        return np.where(angle + el < np.pi / 2, over, -1e7)

    def inside(self, position):
        """Whether points are in view: by azimuth itself, not by the margins of its edges."""
        east, north, _up = self.local(position)
        azimuth = np.degrees(np.arctan2(east, north))
        off = (azimuth - self.center_deg + 180.0) % 360.0 - 180.0
        return (self.margins(position)[:4] >= 0.0).all(axis=0) & (
            np.abs(off) <= self.half_width_deg
        )

    def margins(self, position):
        """Signed margins, positive inside, shape (6, ...): ranges, low, high, planes of the edges.

        The edges are smooth in time even where the azimuth swings near the zenith.
        """
        east, north, up = self.local(position)
        s = np.hypot(east, north)
        off = np.arctan2(east, north) - np.radians(self.center_deg)
        half = np.radians(self.half_width_deg)
        high = np.full_like(up, 1e6)
        if self.high_deg < 90.0:
            high = -self._above(s, up, self.high_deg)
        low = self._above(s, up, max(self.low_deg, self.horizon_deg))
        edges = [s * np.sin(half + off), s * np.sin(half - off)]
        if self.half_width_deg >= 180.0:
            edges = [np.full_like(up, 1e6)] * 2
        slant = np.hypot(s, up)
        near = slant - self.range_min_m if self.range_min_m > 0.0 else np.full_like(up, 1e6)
        return np.stack([self.range_m - slant, near, low, high, *edges])


@dataclass(frozen=True)
class Infrared:
    """A geostationary satellite that sees boosting objects above cloud."""

    longitude_deg: float
    min_elevation_deg: float = 5.0
    cloud_top_m: float = 10e3

    def inside(self, position):
        """Whether points are in view."""
        return (self.margins(position) >= 0.0).all(axis=0)

    def margins(self, position):
        """Signed margins, positive inside, shape (2, ...): elevation of the satellite, cloud."""
        lon = np.radians(self.longitude_deg)
        to = GEOSTATIONARY_M * np.array([np.cos(lon), np.sin(lon), 0.0]) - position
        r = np.linalg.norm(position, axis=-1)
        sine = (to * position).sum(-1) / (r * np.linalg.norm(to, axis=-1))
        elevation = np.degrees(np.arcsin(np.clip(sine, -1, 1)))
        return np.stack(
            [
                1e5 * (elevation - self.min_elevation_deg),
                geodetic_height(position) - self.cloud_top_m,
            ]
        )


def boost_time(flight_s, boost_s):
    """Arc time at a time since launch: the slow start of boost."""
    return np.where(flight_s <= boost_s, flight_s**2 / (2.0 * boost_s), flight_s - 0.5 * boost_s)


def boosted(arc_s, boost_s):
    """Time since launch at an arc time."""
    slow = np.sqrt(np.maximum(2.0 * boost_s * arc_s, 0.0))
    return np.where(arc_s <= 0.5 * boost_s, slow, arc_s + 0.5 * boost_s)


def _sign_changes(sensor, orbits, which, left, right, limit):
    """Bisect crossings: arrays of orbit, bracket and limit; returns arc times."""

    def value(time_s):
        all_of_them = sensor.margins(orbits.positions(which, time_s))
        return np.take_along_axis(all_of_them, limit[None], axis=0)[0]

    rising = value(right) >= 0.0
    for _ in range(46):
        middle = 0.5 * (left + right)
        after = (value(middle) >= 0.0) == rising
        left, right = np.where(after, left, middle), np.where(after, middle, right)
    return 0.5 * (left + right)


def _peaks(sensor, orbits, which, left, right, limit, sign):
    """Golden-section search of the least of sign * margin in brackets; returns arc times."""
    ratio = 0.5 * (np.sqrt(5.0) - 1.0)

    def value(time_s):
        all_of_them = sensor.margins(orbits.positions(which, time_s))
        return sign * np.take_along_axis(all_of_them, limit[None], axis=0)[0]

    c, d = right - ratio * (right - left), left + ratio * (right - left)
    f_c, f_d = value(c), value(d)
    for _ in range(40):
        lower = f_c < f_d
        left, right = np.where(lower, left, c), np.where(lower, d, right)
        new = np.where(lower, right - ratio * (right - left), left + ratio * (right - left))
        f_new = value(new)
        c, d = np.where(lower, new, d), np.where(lower, c, new)
        f_c, f_d = np.where(lower, f_new, f_d), np.where(lower, f_c, f_new)
    return 0.5 * (left + right)


def _hunt(sensor, orbits, grid, margins):
    """Brackets of sign changes: of the samples, and of extrema between them. Arrays of 4."""
    positive = margins >= 0.0
    limit, arc, at = np.nonzero(positive[:, :, 1:] != positive[:, :, :-1])
    found = [(arc, grid[arc, at], grid[arc, at + 1], limit)]
    # An extremum may lie in the first and last step too: mirror the samples there.
    padded = np.concatenate([margins[:, :, 1:2], margins, margins[:, :, -2:-1]], axis=2)
    before, after = padded[:, :, :-2], padded[:, :, 2:]
    towards = np.where(margins >= 0.0, 1.0, -1.0)
    turned = (towards * (before - margins) >= 0.0) & (towards * (after - margins) >= 0.0)
    turned[:, :, [0, 1, -2, -1]] = True
    close = np.abs(margins) <= np.abs(before - margins) + np.abs(after - margins)
    limit, arc, at = np.nonzero(turned & close)
    if arc.size:
        sign = towards[limit, arc, at]
        left = grid[arc, np.maximum(at - 1, 0)]
        right = grid[arc, np.minimum(at + 1, grid.shape[1] - 1)]
        peak = _peaks(sensor, orbits, arc, left, right, limit, sign)
        values = sensor.margins(orbits.positions(arc, peak))
        crossed = (np.take_along_axis(values, limit[None], axis=0)[0] >= 0.0) != (sign > 0.0)
        arc, limit, peak = arc[crossed], limit[crossed], peak[crossed]
        left, right = left[crossed], right[crossed]
        # A sample's own sign change beside the peak is already bracketed; a bracket without a
        # change of sign is dropped below.
        found += [(arc, left, peak, limit), (arc, peak, right, limit)]
    return [np.concatenate(column) for column in zip(*found, strict=True)]


def windows(sensor, orbits, boost_s, *, samples=1200):
    """Windows (list of (in, out) since launch [s]) of one sensor on every orbit.

    Parameters
    ----------
    sensor : Radar or Infrared
    orbits : Orbits
    boost_s : ndarray, shape (n,)
        An infrared sensor sees up to this time.
    samples : int
        Equal steps of arc time per orbit.
    """
    n = len(orbits.duration_s)
    grid = np.linspace(0.0, 1.0, samples + 1) * orbits.duration_s[:, None]
    if isinstance(sensor, Infrared):
        grid *= (0.5 * boost_s / orbits.duration_s).clip(max=1.0)[:, None]
    which = np.repeat(np.arange(n)[:, None], samples + 1, axis=1)
    margins = sensor.margins(orbits.positions(which, grid))
    arc, left, right, limit = _hunt(sensor, orbits, grid, margins)
    roots = _sign_changes(sensor, orbits, arc, left, right, limit)
    return [
        _assemble(sensor, orbits, i, np.sort(roots[arc == i]), grid[i, -1], boost_s[i])
        for i in range(n)
    ]


def _assemble(sensor, orbits, i, roots, end, boost_s):
    """Windows of one orbit from its crossings: each stretch between two is tested at its middle."""
    edges = np.concatenate([[0.0], roots, [end]])
    middle = 0.5 * (edges[1:] + edges[:-1])
    inside = sensor.inside(orbits.positions(np.full(len(middle), i), middle))
    found = []
    for seen, a, b in zip(inside, edges[:-1], edges[1:], strict=True):
        if not seen or b <= a:
            continue
        if found and found[-1][1] == a:
            found[-1][1] = b
        else:
            found.append([a, b])
    return [tuple(boosted(np.array(pair), boost_s)) for pair in found]


def worst_difference(one, other):
    """Longest stretch that exactly one of two lists of windows covers [s]."""
    edges = sorted({t for pair in (*one, *other) for t in pair})
    longest = 0.0
    for a, b in pairwise(edges):
        middle = 0.5 * (a + b)
        in_one = any(s <= middle <= e for s, e in one)
        if in_one != any(s <= middle <= e for s, e in other):
            longest = max(longest, b - a)
    return longest
