"""Footprints: areas against pyproj.Geod and Monte-Carlo membership by geodesics."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from tocsin.errors import InputError
from tocsin.geometry import footprint
from tocsin.geometry.wrap import area_km2

GEOD = Geod(ellps="WGS84")
SITES = [(35.0, 127.0), (60.0, 179.0), (86.0, -40.0), (-75.0, 170.0), (0.0, 0.0)]


def inside_by_geodesic(lat, lon, points, sectors, inner_km, outer_km):
    site = np.full((2, len(points)), [[lon], [lat]])
    azimuth, _, distance_m = GEOD.inv(*site, points[:, 0], points[:, 1])
    off = [np.abs((azimuth - centre + 180.0) % 360.0 - 180.0) <= half for centre, half in sectors]
    return np.any(off, axis=0) & (distance_m <= 1e3 * outer_km) & (distance_m >= 1e3 * inner_km)


def random_points(n=20_000):
    rng = np.random.default_rng(1)
    return np.column_stack(
        [rng.uniform(-180.0, 180.0, n), np.degrees(np.arcsin(rng.uniform(-1.0, 1.0, n)))]
    )


@pytest.mark.parametrize(("lat", "lon"), SITES)
@pytest.mark.parametrize(
    ("sectors", "inner_km"),
    [
        ([(0.0, 180.0)], 0.0),
        ([(0.0, 180.0)], 700.0),
        ([(350.0, 60.0)], 0.0),
        ([(100.0, 40.0), (220.0, 90.0)], 500.0),
    ],
)
def test_a_footprint_holds_what_geodesics_say(lat, lon, sectors, inner_km):
    shape = footprint.sector_footprint(
        lat, lon, outer_km=3000.0, inner_km=inner_km, sectors=sectors
    )
    assert shape.is_valid
    points = random_points()
    by_shape = shapely.contains_xy(shape, points[:, 0], points[:, 1])
    by_geodesic = inside_by_geodesic(lat, lon, points, sectors, inner_km, 3000.0)
    assert by_geodesic.sum() > 100
    # The 1-degree outline may misplace points within about 1 km of a limit.
    assert (by_shape != by_geodesic).sum() <= 2


def test_area_of_a_sector_agrees_with_a_fine_geodesic_polygon():
    shape = footprint.sector_footprint(50.0, 10.0, outer_km=4000.0, sectors=[(90.0, 60.0)])
    azimuth = np.linspace(30.0, 150.0, 7201)
    arc = np.full((2, 7201), [[10.0], [50.0]])
    east, north, _ = GEOD.fwd(*arc, azimuth, np.full(7201, 4000e3))
    expected, _ = GEOD.polygon_area_perimeter(np.append(east, 10.0), np.append(north, 50.0))
    assert area_km2(shape) == pytest.approx(abs(expected) / 1e6, rel=2e-4)


def test_the_union_of_many_has_the_area_that_points_say():
    rng = np.random.default_rng(3)
    centres = random_points(25)
    sectors = [[(rng.uniform(0, 360), rng.uniform(30, 180))] for _ in centres]
    shapes = [
        footprint.sector_footprint(lat, lon, outer_km=2500.0, sectors=part)
        for (lon, lat), part in zip(centres, sectors, strict=True)
    ]
    points = random_points(60_000)
    inside = np.any(
        [
            inside_by_geodesic(lat, lon, points, part, 0.0, 2500.0)
            for (lon, lat), part in zip(centres, sectors, strict=True)
        ],
        axis=0,
    )
    share = inside.mean()
    error = 3.0 * np.sqrt(share * (1.0 - share) / len(points))
    assert area_km2(footprint.union(shapes)) / 510.0656e6 == pytest.approx(share, abs=error)


def test_the_ground_range_of_a_ray_matches_the_reference():
    assert footprint.straight_ray_range_km(300.0, 3.0) == pytest.approx(1612.0, abs=1.0)
    assert footprint.straight_ray_range_km(10.0, 0.5) == pytest.approx(305.0, abs=1.0)
    assert footprint.straight_ray_range_km(100.0, 90.0) == pytest.approx(0.0, abs=1e-6)


def test_the_radar_footprint_takes_the_nearer_limit_and_a_given_ray():
    site = {"altitude_km": 300.0, "elevation_deg": (3.0, 90.0)}
    by_range = footprint.radar_footprint(0.0, 0.0, range_km=1000.0, **site)
    by_horizon = footprint.radar_footprint(0.0, 0.0, range_km=9000.0, **site)
    bent = footprint.radar_footprint(
        0.0, 0.0, range_km=9000.0, ray_range_km=lambda altitude, elevation: 1637.0, **site
    )
    assert area_km2(by_range) < area_km2(by_horizon) < area_km2(bent)
    assert by_horizon.bounds[2] == pytest.approx(1612.0 / 111.32, abs=0.02)


def test_an_upper_limit_leaves_a_hole_and_a_short_range_leaves_nothing():
    site = {"altitude_km": 300.0, "range_km": 1500.0}
    shape = footprint.radar_footprint(40.0, 140.0, elevation_deg=(3.0, 60.0), **site)
    assert not shape.contains(shapely.Point(140.0, 40.0))
    assert shape.contains(shapely.Point(140.0, 45.0))
    assert footprint.radar_footprint(0.0, 0.0, altitude_km=300.0, range_km=200.0).is_empty


def test_a_least_range_leaves_a_hole():
    site = {"altitude_km": 300.0, "range_km": 1500.0, "elevation_deg": (0.0, 90.0)}
    plain = footprint.radar_footprint(0.0, 140.0, **site)
    ring = footprint.radar_footprint(0.0, 140.0, range_min_km=1000.0, **site)
    hole = footprint.radar_footprint(0.0, 140.0, **{**site, "range_km": 1000.0})
    assert area_km2(ring) == pytest.approx(area_km2(plain) - area_km2(hole), rel=1e-3)
    below = footprint.radar_footprint(0.0, 140.0, range_min_km=299.0, **site)
    assert area_km2(below) == area_km2(plain)  # straight above it stands farther than that


@pytest.mark.parametrize("half_width", [0.0, -5.0, 181.0])
def test_a_wrong_sector_is_refused(half_width):
    with pytest.raises(InputError, match="half-width"):
        footprint.sector_footprint(0.0, 0.0, outer_km=100.0, sectors=[(0.0, half_width)])


def test_a_geostationary_cap_is_where_the_satellite_stands_high_enough():
    shape = footprint.satellite_footprint(0.0, 170.0, min_elevation_deg=5.0)
    assert shape.is_valid
    # 76.3 deg of arc is the textbook radius for 5 degrees of elevation.
    assert shape.contains(shapely.Point(-180.0 + 66.0, 0.0))
    assert not shape.contains(shapely.Point(-180.0 + 67.0, 0.0))
    assert shape.bounds[3] == pytest.approx(76.3, abs=0.3)


@pytest.mark.parametrize("refraction", ["traced", "effective-earth", "none"])
def test_bent_rays_reach_what_the_design_prints(refraction):
    """Ground range in km of a ray that leaves sea level at 3 degrees, at 300 km."""
    wanted = {"none": 1612.0, "traced": 1637.0, "effective-earth": 1823.0}[refraction]
    range_km = footprint.bent_ray_range(45.0, height_m=0.0, refraction=refraction)
    assert range_km(300.0, 3.0) == pytest.approx(wanted, abs=3.0)


def test_no_ray_reaches_what_flies_below_the_site():
    range_km = footprint.bent_ray_range(45.0, height_m=12_000.0, refraction="traced")
    assert range_km(10.0, 0.0) == 0.0
    assert range_km(13.0, 0.0) > 50.0
