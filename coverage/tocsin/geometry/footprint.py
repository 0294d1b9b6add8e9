"""Footprints: where on the ground an object at a stated altitude is in a sensor's view.

A footprint on the ground is not coverage of an arc: it holds for one altitude, which every map of
it must state. Sides are geodesics on WGS84, cut finely, so that planar unions and areas are right.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon

from tocsin.constants import GEOSTATIONARY_RADIUS_M, MEAN_RADIUS_KM
from tocsin.errors import InputError
from tocsin.geometry.earth import geod
from tocsin.geometry.refraction import gaussian_radius_m, limit_curve
from tocsin.geometry.territory import disc
from tocsin.geometry.wrap import multipolygon, split_ring

FULL_CIRCLE = ((0.0, 180.0),)
WHOLE_EARTH = shapely.box(-180.0, -90.0, 180.0, 90.0)
STEP_KM = 50.0


# (altitude_km, elevation_deg) -> ground range [km] at which the ray of that elevation has risen to
# that altitude. A traced ray can be given instead of the straight one.
RayRange = Callable[[float, float], float]


def straight_ray_range_km(altitude_km: float, elevation_deg: float) -> float:
    """Ground range at which a straight ray from sea level reaches an altitude, on the mean sphere.

    Parameters
    ----------
    altitude_km : float
        Height to reach [km].
    elevation_deg : float
        Elevation at which the ray leaves [deg]; below 0 it is taken as 0.

    Returns
    -------
    float
        Ground range [km].

    Examples
    --------
    >>> round(straight_ray_range_km(300.0, 3.0))
    1612
    """
    # In the triangle of the earth's centre, the site and the object the angle at the object is
    # arcsin of ratio * cos(elevation); the angles add up to a half turn.
    elevation = np.radians(max(elevation_deg, 0.0))
    ratio = MEAN_RADIUS_KM / (MEAN_RADIUS_KM + altitude_km)
    return float(MEAN_RADIUS_KM * (np.arccos(ratio * np.cos(elevation)) - elevation))


def bent_ray_range(lat: float, *, height_m: float, refraction: str) -> RayRange:
    """Return the ground range of rays from a site, bent by a model of refraction.

    Parameters
    ----------
    lat : float
        Latitude of the site [deg].
    height_m : float
        Its height above the ellipsoid [m].
    refraction : str
        ``traced``, ``effective-earth`` or ``none``.

    Examples
    --------
    >>> range_km = bent_ray_range(45.0, height_m=0.0, refraction="traced")
    >>> round(range_km(300.0, 3.0))
    1636
    """
    radius_m = gaussian_radius_m(lat)

    def range_km(altitude_km: float, elevation_deg: float) -> float:
        curve = limit_curve(
            elevation_deg, site_height_m=height_m, radius_m=radius_m, model=refraction
        )
        top_m = radius_m + 1e3 * altitude_km
        if altitude_km * 1e3 <= height_m:
            return 0.0
        geometric = np.radians(curve.elevation_at_deg(1e3 * altitude_km))
        ratio = (radius_m + height_m) / top_m * np.cos(geometric)
        return float(MEAN_RADIUS_KM * (np.arccos(ratio) - geometric))

    return range_km


def slant_ground_range_km(altitude_km: float, slant_range_km: float) -> float:
    """Ground range at which an object at an altitude is at a slant range, on the mean sphere.

    Returns 0 when the object is farther than that even overhead.

    Examples
    --------
    >>> round(slant_ground_range_km(300.0, 1000.0))
    933
    """
    top = MEAN_RADIUS_KM + altitude_km
    if slant_range_km <= altitude_km:
        return 0.0
    # Law of cosines; beyond the horizon on the far side of the earth nothing is farther than -1.
    cosine = (MEAN_RADIUS_KM**2 + top**2 - slant_range_km**2) / (2.0 * MEAN_RADIUS_KM * top)
    return float(MEAN_RADIUS_KM * np.arccos(np.clip(cosine, -1.0, 1.0)))


def radar_footprint(
    lat: float,
    lon: float,
    *,
    altitude_km: float,
    range_km: float,
    range_min_km: float = 0.0,
    sectors: Sequence[tuple[float, float]] = FULL_CIRCLE,
    elevation_deg: tuple[float, float] = (0.0, 90.0),
    ray_range_km: RayRange = straight_ray_range_km,
) -> MultiPolygon:
    """Return the ground below the objects at one altitude that a radar can see.

    The outer limit is the nearer of the slant range limit and the range at which the ray of the
    lowest elevation reaches the altitude; the inner limit is the farther of the least slant range
    and the range at which the ray of the highest elevation does.

    Parameters
    ----------
    lat, lon : float
        Site [deg].
    altitude_km : float
        Altitude of the objects [km].
    range_km : float
        Slant range limit [km], for the object meant.
    range_min_km : float
        Slant range within which nothing is seen [km].
    sectors : sequence of (centre_deg, half_width_deg)
        Azimuth sectors; a half-width of 180 is a full circle.
    elevation_deg : (float, float)
        Lowest and highest elevation [deg].
    ray_range_km : callable
        Ground range of a ray: ``straight_ray_range_km`` or one with refraction.

    Returns
    -------
    shapely.MultiPolygon
        Longitude, latitude [deg], cut at the antimeridian; empty when nothing is in view.

    Examples
    --------
    >>> from tocsin.geometry.wrap import area_km2
    >>> shape = radar_footprint(41.0, 140.0, altitude_km=300.0, range_km=1500.0,
    ...     sectors=[(280.0, 60.0)], elevation_deg=(2.0, 60.0))
    >>> round(area_km2(shape) / 1e6, 2)
    2.13
    """
    lowest, highest = elevation_deg
    outer_km = min(slant_ground_range_km(altitude_km, range_km), ray_range_km(altitude_km, lowest))
    # A radar that looks straight up has no hole above it.
    inner_km = ray_range_km(altitude_km, highest) if highest < 90.0 else 0.0
    inner_km = max(inner_km, slant_ground_range_km(altitude_km, range_min_km))
    return sector_footprint(lat, lon, sectors=sectors, inner_km=inner_km, outer_km=outer_km)


def sector_footprint(
    lat: float,
    lon: float,
    *,
    outer_km: float,
    inner_km: float = 0.0,
    sectors: Sequence[tuple[float, float]] = FULL_CIRCLE,
) -> MultiPolygon:
    """Return the merged sectors between two geodesic distances from a site.

    Parameters
    ----------
    lat, lon : float
        Site [deg].
    outer_km, inner_km : float
        Limits of ground range [km].
    sectors : sequence of (centre_deg, half_width_deg)
        Azimuth sectors; they may overlap and wrap through north.

    Returns
    -------
    shapely.MultiPolygon

    Raises
    ------
    InputError
        When a half-width is not within (0, 180].

    Examples
    --------
    >>> sector_footprint(0.0, 0.0, outer_km=111.3, sectors=[(90.0, 90.0)]).bounds[0] > -1e-9
    True
    """
    wrong = [width for _, width in sectors if not 0.0 < width <= 180.0]
    if wrong:
        raise InputError(f"Invalid sector half-width {wrong[0]} deg. Must be within (0, 180].")
    if outer_km <= inner_km:
        return MultiPolygon()
    return union(
        _sector(lat, lon, centre, half_width, inner_km, outer_km) for centre, half_width in sectors
    )


def _sector(
    lat: float, lon: float, centre: float, half_width: float, inner_km: float, outer_km: float
) -> shapely.Geometry:
    if half_width >= 180.0:
        outer = disc(lat, lon, radius_km=outer_km, vertices=_arc_steps(outer_km, 360.0))
        if inner_km <= 0.0:
            return outer
        inner = disc(lat, lon, radius_km=inner_km, vertices=_arc_steps(inner_km, 360.0))
        return outer.difference(inner)
    first, last = centre - half_width, centre + half_width
    steps = _arc_steps(outer_km, 2.0 * half_width) + 1
    sides = np.linspace(inner_km, outer_km, max(2, int((outer_km - inner_km) / STEP_KM)))
    azimuth = np.linspace(first, last, steps)
    # Out along the first side, round the outer arc, back along the last, round the inner arc.
    ring = [(first, s) for s in sides[:-1]] + [(a, outer_km) for a in azimuth]
    ring += [(last, s) for s in sides[-2::-1]]
    if inner_km > 0.0:
        ring += [(a, inner_km) for a in azimuth[-2:0:-1]]
    else:
        ring.pop()  # both sides start at the site
    return split_ring(_around(lat, lon, np.array(ring)))


def _arc_steps(radius_km: float, width_deg: float) -> int:
    """Vertices of an arc: 1 deg of azimuth or STEP_KM, whichever is finer, 8 at least."""
    return int(max(8, width_deg, np.radians(width_deg) * radius_km / STEP_KM))


def _around(lat: float, lon: float, polar: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return longitude and latitude of points given by azimuth [deg] and distance [km]."""
    site = np.full((2, len(polar)), [[lon], [lat]])
    east, north, _ = geod().fwd(*site, polar[:, 0], 1e3 * polar[:, 1])
    return np.column_stack([east, north])


def satellite_footprint(
    lat: float,
    lon: float,
    *,
    min_elevation_deg: float = 5.0,
    orbit_altitude_km: float = GEOSTATIONARY_RADIUS_M / 1e3 - MEAN_RADIUS_KM,
    object_altitude_km: float = 0.0,
) -> MultiPolygon:
    """Return the cap from which a satellite stands at least at an elevation.

    Parameters
    ----------
    lat, lon : float
        Point below the satellite [deg].
    min_elevation_deg : float
        Elevation above the object's own horizontal [deg].
    orbit_altitude_km, object_altitude_km : float
        Heights [km] above the mean sphere.

    Returns
    -------
    shapely.MultiPolygon

    Notes
    -----
    The cap's radius is that on the mean sphere, laid out as a geodesic disc on the ellipsoid; the
    limit is right to about 20 km for a geostationary satellite.

    Examples
    --------
    >>> [round(bound) for bound in satellite_footprint(0.0, 100.0).bounds]
    [24, -76, 176, 76]
    """
    horizontal = np.radians(min_elevation_deg)
    ratio = (MEAN_RADIUS_KM + object_altitude_km) / (MEAN_RADIUS_KM + orbit_altitude_km)
    # As for a straight ray, seen from the object: the satellite is the higher end.
    angle = np.arccos(ratio * np.cos(horizontal)) - horizontal
    return disc(lat, lon, radius_km=float(MEAN_RADIUS_KM * angle), vertices=720)


def union(shapes: Iterable[shapely.Geometry]) -> MultiPolygon:
    """Merge shapes that are cut at the antimeridian.

    Examples
    --------
    >>> union([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]).area
    3.0
    """
    return multipolygon(shapely.union_all(list(shapes)))
