"""Elevation, azimuth and range against pyproj and skyfield; bent rays against an integrator."""

import numpy as np
from measured import Row, place, row_of
from pyproj import Transformer
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from tocsin.geometry.refraction import gaussian_radius_m, horizon_deg, limit_curve
from tocsin.kernels import sight
from tocsin.sensors.finders.views import site_views

REFRACTIVITY, SCALE_M = 315e-6, 7350.0
CART = Transformer.from_pipeline("+proj=cart +ellps=WGS84")


def pairs(rng, count):
    """Sites and points: latitude, longitude [deg], height [m], shape (count, 3) each.

    A tenth of the sites stand on a pole or beside it, a tenth beside the antimeridian.
    """
    site = np.column_stack([np.degrees(np.arcsin(rng.uniform(-1, 1, count))),
                            rng.uniform(-180, 180, count),
                            rng.choice([0.0, 0.0, 300.0, 9000.0], count)])  # fmt: skip
    tenth = max(count // 10, 1)
    site[:tenth, 0] = rng.choice([90.0, -90.0, 89.999, -89.9], tenth)
    site[tenth : 2 * tenth, 1] = rng.choice([180.0, -180.0, 179.999], tenth)
    away_deg = rng.choice([0.1, 3.0, 20.0, 60.0], count)
    point = site.copy()
    point[:, 0] = np.clip(site[:, 0] + away_deg * rng.normal(0, 1, count), -89.9, 89.9)
    point[:, 1] += away_deg * rng.normal(0, 1, count)
    point[:, 1] = (point[:, 1] + 180.0) % 360.0 - 180.0
    point[:, 2] = rng.choice([0.0, 10e3, 100e3, 1000e3, 4000e3], count) * rng.uniform(0.5, 1, count)
    return site, point


def seen_by_kernel(site, point):
    """Azimuth, elevation [rad] and slant range [m] from the very numbers that the kernels read."""
    views = site_views(*site, reach_km=1e4, elevation_deg=(0.0, 90.0),
                       sectors=((0.0, 45.0),), refraction="none").floats[0]  # fmt: skip
    offset = np.array(CART.transform(point[1], point[0], point[2]))
    offset -= views[sight.SITE : sight.SITE + 3]
    first, last = (views[at : at + 3] @ offset for at in (sight.NORMAL_1, sight.NORMAL_2))
    # The edges of a sector of 45 degrees either side of north: their normals tell ahead and right.
    up, slant = views[sight.UP : sight.UP + 3] @ offset, np.linalg.norm(offset)
    azimuth = np.arctan2(first - last, first + last)
    return azimuth, np.arctan2(up, np.hypot(first, last)), slant


def by_pyproj(site, point):
    """The same by PROJ's topocentric coordinates."""
    lat, lon, height = site
    to_local = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=cart +ellps=WGS84 "
        f"+step +proj=topocentric +ellps=WGS84 +lon_0={lon!r} +lat_0={lat!r} +h_0={height!r}"
    )
    east, north, up = to_local.transform(point[1], point[0], point[2])
    level = np.hypot(east, north)
    return np.arctan2(east, north), np.arctan2(up, level), np.hypot(level, up)


def by_skyfield(site, point):
    """The same by skyfield's ``altaz`` of the difference of two places."""
    from skyfield.api import load, wgs84

    when = load.timescale(builtin=True).tt_jd(2460310.5)
    ends = (wgs84.latlon(lat, lon, elevation_m=height) for lat, lon, height in (point, site))
    there, here = ends
    elevation, azimuth, distance = (there - here).at(when).altaz()
    return azimuth.radians, elevation.radians, distance.m


def angle_rows(count=2000, seed=1):
    """Rows of azimuth, elevation and slant range against both."""
    site, point = pairs(np.random.default_rng(seed), count)
    ends = [(tuple(map(float, a)), tuple(map(float, b))) for a, b in zip(site, point, strict=True)]
    ours = np.array([seen_by_kernel(*each) for each in ends])

    def case(i):
        kilometres = 1e-3 * ours[i, 2]
        return f"site at {place(*site[i, :2])}, point {kilometres:,.0f} km away"

    found = []
    for name, ask in (("pyproj", by_pyproj), ("skyfield", by_skyfield)):
        try:
            theirs = np.array([ask(*each) for each in ends])
        except ImportError:
            found.append(Row(f"all three, {name}", missing="not installed here"))
            continue
        off = ours - theirs
        # Across the line of sight: an azimuth overhead means nothing as an angle.
        turned = (off[:, 0] + np.pi) % (2 * np.pi) - np.pi
        for what, error, unit, promise in (
            ("elevation", off[:, 1], "rad", 1e-9),
            ("azimuth × cos(elevation)", turned * np.cos(ours[:, 1]), "rad", 1e-9),
            ("slant range", off[:, 2], "m", 1e-3),
        ):
            found.append(row_of(f"{what}, {name}", error, unit, case, promise=promise))
    return found


def integrated_ray(elevation, site_m, radius_m, length_m):
    """Path of a ray in the plane of the site: d(n dr/ds)/ds = grad n, by steps along the ray."""
    base = radius_m + site_m

    def index(x, y):
        return 1.0 + REFRACTIVITY * np.exp(-(np.hypot(x, y + base) - radius_m) / SCALE_M)

    def rates(_s, state):
        x, y, p, q = state
        n, r = index(x, y), np.hypot(x, y + base)
        pull = -(n - 1.0) / SCALE_M / r
        return [p / n, q / n, pull * x, pull * (y + base)]

    n_0 = index(0.0, 0.0)
    # Direction cosines need a tolerance of their own: an angle is what is compared.
    start = [0.0, 0.0, n_0 * np.cos(elevation), n_0 * np.sin(elevation)]
    done = solve_ivp(
        rates, (0.0, length_m), start, method="DOP853", rtol=1e-13,
        atol=[1e-8, 1e-8, 1e-15, 1e-15], max_step=2e4, dense_output=True,
    )  # fmt: skip
    return done.sol


def refraction_rows(count=200, seed=2):
    """Rows of the geometric elevation at which a traced limit reaches a height."""
    rng = np.random.default_rng(seed)
    rises = np.array([10.0, 100.0, 1e3, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6])
    found = [each for _ in range(count) for each in _ray_errors(rng, rises)]
    what = "geometric elevation of a traced limit, a kilometre and more above the site"
    far = [(error, words) for error, rise, words in found if rise >= 1e3]
    near = [(error, words) for error, rise, words in found if rise < 1e3]
    return [
        row_of(what, *_columns(far), promise=1e-7),
        row_of("the same, 10 and 100 m above the site", *_columns(near)),
    ]


def _columns(found):
    errors, words = zip(*found, strict=True)
    return errors, "rad", words.__getitem__


def _ray_errors(rng, rises):
    """Differences of one ray at some heights: error [rad], rise above the site [m], words."""
    site_m = float(rng.choice([0.0, 0.0, 300.0, 2000.0, 9000.0]))
    radius_m = gaussian_radius_m(float(rng.uniform(-90, 90)))
    level = horizon_deg(site_m, radius_m=radius_m)
    wanted = float(rng.choice([level, 0.0, 0.5, 3.0, rng.uniform(level, 89.0)]))
    curve = limit_curve(wanted, site_height_m=site_m, radius_m=radius_m)
    base, longest = radius_m + site_m, np.sqrt((radius_m + 3.1e6) ** 2 - radius_m**2) + 1e6
    ray = integrated_ray(np.radians(wanted), site_m, radius_m, longest)
    lowest = _lowest(ray, base, longest) if wanted < 0.0 else 0.0
    for rise in rises:
        x, y = _at_height(ray, base, base + rise, lowest, longest)
        error = np.radians(curve.elevation_at_deg(float(site_m + rise))) - np.arctan2(y, x)
        yield error, rise, f"apparent {wanted:.2f}° from {site_m:,.0f} m, {rise:,.0f} m higher"


def _radius(ray, base, s):
    x, y = ray(s)[:2]
    return float(np.hypot(x, y + base))


def _lowest(ray, base, longest):
    """Length at which a ray that first goes down is nearest the centre."""

    def climb(s):
        x, y, p, q = ray(s)
        return p * x + q * (y + base)

    return brentq(climb, 0.0, longest, xtol=1e-6)


def _at_height(ray, base, top, low, high):
    s = brentq(lambda s: _radius(ray, base, s) - top, low, high, xtol=1e-9, rtol=1e-15)
    return ray(s)[:2]
