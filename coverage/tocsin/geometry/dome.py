"""The surface of one height as a site sees it: where limits of a view pierce it, by azimuth.

In the vertical half-plane of an azimuth a point is told by its distance ``s`` from the site's
normal and its height ``up`` above the site's tangent plane. A limit is a curve in that plane (a
circle of equal range, the ray of a limiting elevation). It pierces the surface of equal height
above the ellipsoid where one equation in one unknown holds, which is solved for all azimuths at
once, right to a millimetre where nothing grazes. There is no mean sphere in it but to
begin with.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.constants import WGS84_A, WGS84_E2
from tocsin.geometry.arcs import geodetic_to_ecef, local_axes
from tocsin.geometry.refraction import gaussian_radius_m

Floats = NDArray[np.float64]
# s (n,) of n azimuths -> height of a limiting ray above the tangent plane and its slope.
Ray = Callable[[Floats], tuple[Floats, Floats]]
# A miss and its slope.
_Miss = Callable[[Floats], tuple[Floats, Floats]]

_STEPS = 60
# Lengths of Bowring's formula: e'^2 b and e^2 a.
_POLAR = WGS84_E2 / np.sqrt(1.0 - WGS84_E2) * WGS84_A
_EQUATORIAL = WGS84_E2 * WGS84_A
# The step after one of a third of a metre would be one of a micrometre: Newton's steps square.
_NEAR_M = 0.3
_FARTHEST_M = 8e7
# A circle of equal range beyond a third of a turn limits nothing: the horizon is nearer.
_BEYOND_COS = -0.5


def height_and_normal(place_m: Floats) -> tuple[Floats, Floats]:
    """Height above WGS84 [m] and outward normal of earth-fixed points, shape (3, n).

    Two of Bowring's steps, as `tocsin.kernels.path.geodetic_height`.

    References
    ----------
    Bowring, Transformation from spatial to geographical coordinates, Survey Review 181 (1976).

    Examples
    --------
    >>> height_m, normal = height_and_normal(np.array([[6378147.0], [0.0], [0.0]]))
    >>> height_m.round(6).tolist(), normal[:, 0].tolist()
    ([10.0], [1.0, 0.0, 0.0])
    """
    x, y, z = place_m
    root = np.sqrt(1.0 - WGS84_E2)
    # On the axis itself there is no meridian; a hair off it changes nothing.
    p = np.maximum(np.sqrt(x * x + y * y), 1e-9)
    tan_u = z / (p * root)
    for _ in range(2):
        square = tan_u * tan_u
        # Cubes by products: powers of arrays take ten times as long.
        cube = 1.0 / ((1.0 + square) * np.sqrt(1.0 + square))
        up = z + _POLAR * (tan_u * square * cube)
        out = p - _EQUATORIAL * cube
        tan_u = root * up / out
    r = np.sqrt(up * up + out * out)
    normal = np.empty((3, len(r)))
    sine, cosine = up / r, out / r
    normal[:2], normal[2] = place_m[:2] * (cosine / p), sine
    return p * cosine + z * sine - WGS84_A * np.sqrt(1.0 - WGS84_E2 * (sine * sine)), normal


def ground_of(place_m: Floats) -> Floats:
    """Longitude and latitude [deg] of earth-fixed points (3, n), shape (n, 2).

    Examples
    --------
    >>> ground_of(np.array([[0.0], [7e6], [0.0]])).tolist()
    [[90.0, 0.0]]
    """
    _, normal = height_and_normal(place_m)
    lon = np.arctan2(place_m[1], place_m[0])
    return np.degrees(np.column_stack([lon, np.arctan2(normal[2], np.hypot(normal[0], normal[1]))]))


@dataclass(frozen=True)
class Dome:
    """A site and the height of the objects that it looks for.

    Attributes
    ----------
    site_m : ndarray, shape (3,)
    axes : ndarray, shape (3, 3)
        East, north, up.
    base_m, top_m : float
        Of the site and of the objects: distance from the centre of the sphere that touches the
        ellipsoid at the site's foot point.
    altitude_m : float
        Height of the objects above the ellipsoid.
    """

    site_m: Floats
    axes: Floats
    base_m: float
    top_m: float
    altitude_m: float

    @classmethod
    def of(cls, lat: float, lon: float, *, site_height_m: float, altitude_km: float) -> "Dome":
        """Make one of geodetic numbers [deg, m, km].

        Examples
        --------
        >>> dome = Dome.of(0.0, 0.0, site_height_m=0.0, altitude_km=100.0)
        >>> dome.top_m - dome.base_m
        100000.0
        """
        radius_m = gaussian_radius_m(lat)
        return cls(
            geodetic_to_ecef(lat, lon, site_height_m),
            np.array(local_axes(lat, lon)),
            radius_m + site_height_m,
            radius_m + 1e3 * altitude_km,
            1e3 * altitude_km,
        )

    def fan(self, azimuth: Floats) -> "Fan":
        """Return the half-planes of azimuths [rad].

        Examples
        --------
        A point straight up stands over the site, whichever the azimuth:

        >>> dome = Dome.of(0.0, 20.0, site_height_m=0.0, altitude_km=100.0)
        >>> dome.fan(np.array([0.3])).ground(np.zeros(1)).round(9).tolist()
        [[20.0, 0.0]]
        """
        return Fan(self, np.array([np.sin(azimuth), np.cos(azimuth)]).T @ self.axes[:2])


@dataclass(frozen=True)
class Fan:
    """Vertical half-planes of a site; all answers are angles [rad] at the centre of its sphere.

    Attributes
    ----------
    dome : Dome
    along : ndarray, shape (n, 3)
        Level direction of each.
    """

    dome: Dome
    along: Floats

    def ground(self, angle: Floats) -> Floats:
        """Longitude and latitude [deg] below the objects at angles, shape (n, 2)."""
        dome = self.dome
        toward = self.along.T * np.sin(angle) + dome.axes[2][:, None] * np.cos(angle)
        centre = (dome.site_m - dome.base_m * dome.axes[2])[:, None]
        r = np.full(len(angle), dome.top_m)
        # The surface is nearly a sphere about the centre: three steps do.
        for _ in range(_STEPS):
            height, normal = height_and_normal(centre + toward * r)
            change = (dome.altitude_m - height) / np.einsum("ij,ij->j", normal, toward)
            r = r + change
            if np.abs(change).max(initial=0.0) < _NEAR_M:
                break
        return ground_of(centre + toward * r)

    def of_range(self, reach_m: float) -> Floats:
        """Angle at which objects are at a slant range.

        0 where they are farther even overhead, inf where the range reaches a third round the earth.
        """
        dome, count = self.dome, len(self.along)
        # A square of lengths of the triangle of centre, site and object.
        cosine = (dome.top_m**2 + dome.base_m**2 - reach_m**2) / (2.0 * dome.top_m * dome.base_m)
        if reach_m <= abs(dome.top_m - dome.base_m):
            return np.zeros(count)
        if cosine < _BEYOND_COS:
            return np.full(count, np.inf)
        sine = (dome.top_m**2 - dome.base_m**2 - reach_m**2) / (2.0 * dome.base_m * reach_m)
        start = float(np.arcsin(np.clip(sine, -1.0, 1.0)))

        def miss(elevation: Floats) -> tuple[Floats, Floats]:
            s, up = reach_m * np.cos(elevation), reach_m * np.sin(elevation)
            return self._miss(s, up, -up, s)

        # The ellipsoid is off the sphere by far less than that.
        low = np.full(count, max(start - 0.3, -0.5 * np.pi))
        high = np.full(count, min(start + 0.3, 0.5 * np.pi))
        elevation = _root(miss, low, high, np.full(count, start), near=_NEAR_M / reach_m)
        return self._angle(reach_m * np.cos(elevation), reach_m * np.sin(elevation))

    def above(self, ray: Ray, elevation: Floats) -> tuple[Floats, Floats]:
        """Angles between which the objects are above a ray that leaves at elevations [rad].

        The first is 0 unless the site looks down on the objects; inf and 0 where there are none.
        """
        dome, count = self.dome, len(self.along)

        def miss(s: Floats) -> tuple[Floats, Floats]:
            up, slope = ray(s)
            return self._miss(s, up, np.ones(count), slope)

        zero, far = np.zeros(count), np.full(count, _FARTHEST_M)
        # A ray that dips is lowest somewhere; from there on it only rises.
        lowest = (
            zero if (elevation >= 0.0).all() else _lowest(miss, np.where(elevation < 0, far, 0))
        )
        none = miss(lowest)[0] > 0.0
        cosine = np.minimum(dome.base_m * np.cos(elevation) / dome.top_m, 1.0)
        start = dome.top_m * np.sin(np.arccos(cosine) - elevation)
        last = _root(miss, lowest, far, np.maximum(start, lowest), near=_NEAR_M)
        first = zero
        if dome.top_m < dome.base_m:
            first = _root(_turned(miss), zero, lowest, 0.5 * lowest, near=_NEAR_M)
        first, last = (self._angle(s, ray(s)[0]) for s in (first, last))
        return np.where(none, np.inf, first), np.where(none, 0.0, last)

    def _angle(self, s: Floats, up: Floats) -> Floats:
        return np.arctan2(s, self.dome.base_m + up)

    def _miss(
        self, s: Floats, up: Floats, s_rate: Floats, up_rate: Floats
    ) -> tuple[Floats, Floats]:
        """Height over that of the objects, and its rate, given the rates of s and up."""
        dome = self.dome
        zenith = dome.axes[2]
        place = dome.site_m[:, None] + self.along.T * s + zenith[:, None] * up
        height, normal = height_and_normal(place)
        out = np.einsum("ij,ji->j", normal, self.along)
        return height - dome.altitude_m, out * s_rate + zenith @ normal * up_rate


def _root(miss: _Miss, low: Floats, high: Floats, start: Floats, *, near: float) -> Floats:
    """Where a rising miss is zero, by Newton's steps kept between what is below and above."""
    x = start
    for _ in range(_STEPS):
        value, slope = miss(x)
        below = value < 0.0
        low, high = np.where(below, x, low), np.where(below, high, x)
        step = x - value / np.where(slope == 0.0, 1e-30, slope)
        new = np.where((step >= low) & (step <= high), step, 0.5 * (low + high))
        done = np.abs(new - x).max(initial=0.0) < near
        x = new
        if done:
            break
    return x


def _lowest(miss: _Miss, high: Floats) -> Floats:
    """Where a miss that falls and then rises is least, between 0 and a limit."""
    low = np.zeros(len(high))
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        falls = miss(middle)[1] < 0.0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    return low


def _turned(miss: _Miss) -> _Miss:
    def turned(s: Floats) -> tuple[Floats, Floats]:
        value, slope = miss(s)
        return -value, -slope

    return turned
