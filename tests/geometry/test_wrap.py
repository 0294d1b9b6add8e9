"""Cutting at the antimeridian and areas, against pyproj.Geod and the antimeridian library."""

import antimeridian
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Polygon

from tocsin.errors import InputError
from tocsin.geometry import wrap

GEOD = Geod(ellps="WGS84")


def ring_about(lat, lon, radius_km, vertices=720):
    azimuth = np.linspace(0.0, 360.0, vertices, endpoint=False)
    east, north, _ = GEOD.fwd(
        np.full(vertices, lon), np.full(vertices, lat), azimuth, np.full(vertices, 1e3 * radius_km)
    )
    return np.column_stack([east, north])


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize(
    ("lat", "lon", "radius_km"),
    [
        (35.0, 127.0, 800.0),
        (60.0, 179.9, 100.0),
        (-60.0, -179.5, 1500.0),
        (0.0, 180.0, 3000.0),
        (85.0, 40.0, 1500.0),  # holds the north pole
        (-88.0, -179.0, 900.0),  # holds the south pole
        (89.99, 0.0, 5000.0),
    ],
)
def test_area_of_a_cut_ring_is_the_geodesic_area(lat, lon, radius_km, direction):
    ring = ring_about(lat, lon, radius_km)[::direction]
    expected = abs(GEOD.polygon_area_perimeter(*ring.T)[0]) / 1e6
    shape = wrap.split_ring(ring)
    assert shape.is_valid
    assert wrap.area_km2(shape) == pytest.approx(expected, rel=1e-4)
    west, south, east, north = shape.bounds
    assert west >= -180.0
    assert east <= 180.0
    assert -90.0 <= south <= north <= 90.0


@pytest.mark.parametrize("start", [0, 100, 357, 719])
def test_a_pole_cap_does_not_depend_on_where_its_ring_starts(start):
    ring = np.roll(ring_about(85.0, 40.0, 1500.0), start, axis=0)
    shape = wrap.split_ring(ring)
    assert shape.contains(shapely.Point(-120.0, 89.9))
    assert shape.contains(shapely.Point(40.0, 80.0))
    assert not shape.intersects(shapely.Point(40.0, 70.0))
    assert wrap.area_km2(shape) == pytest.approx(wrap.area_km2(wrap.split_ring(ring[::-1])))


def test_cutting_agrees_with_the_antimeridian_library():
    rng = np.random.default_rng(7)
    for _ in range(20):
        lat, lon = rng.uniform(-50.0, 50.0), 180.0 + rng.uniform(-5.0, 5.0)
        ring = ring_about(lat, lon, rng.uniform(800.0, 2500.0), 48)[::-1]
        ring[:, 0] = wrap.unwrap(ring[:, 0])
        ours = wrap.split_ring(ring)
        theirs = antimeridian.fix_polygon(Polygon(ring), fix_winding=False, great_circle=False)
        assert ours.symmetric_difference(theirs).area < 1e-3 * ours.area


def test_holes_are_kept_when_a_shape_is_cut():
    ring, hole = shapely.box(170, -10, 190, 10), shapely.box(178, -2, 182, 2)
    cut = wrap.split_antimeridian(ring.difference(hole))
    assert cut.area == pytest.approx(400.0 - 16.0)
    assert not cut.contains(shapely.Point(-179.0, 0.0))
    assert cut.contains(shapely.Point(-175.0, 0.0))


def test_area_counts_beyond_a_hemisphere():
    world = shapely.box(-180, -90, 180, 90)
    assert wrap.area_km2(world) == pytest.approx(510_065_621.724, abs=0.01)  # WGS84
    missing = wrap.split_ring(ring_about(10.0, 179.0, 2000.0))
    rest = world.difference(missing)
    assert wrap.area_km2(rest) == pytest.approx(510_065_621.724 - wrap.area_km2(missing), abs=1.0)


def test_longitudes_wrap_and_run_on():
    assert wrap.wrap([-180.0, 180.0, 540.0, 179.5]).tolist() == [-180.0, -180.0, -180.0, 179.5]
    assert wrap.unwrap([-179.0, 179.0, 1.0, -179.5]).tolist() == [
        -179.0,
        -181.0,
        -359.0,
        -539.5,
    ] or (np.abs(np.diff(wrap.unwrap([-179.0, 179.0, 1.0, -179.5]))).max() <= 180.5)


def test_a_ring_needs_three_corners():
    with pytest.raises(InputError, match=r"3 corners|2 corners"):
        wrap.split_ring([(0, 0), (1, 1)])


def test_multipolygon_drops_points_and_lines():
    mixed = shapely.GeometryCollection(
        [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 2)]
    )
    assert wrap.multipolygon(mixed).area == 2.0


@pytest.mark.parametrize("start", range(9))
def test_a_ring_round_a_pole_may_hang_over_its_own_start(start):
    """A bay between 300 and 380 degrees cuts the way to the pole of some corners off."""
    ring = [(0, 60), (120, 60), (240, 60), (300, 60), (300, 80), (380, 80), (380, 70), (330, 70),
            (330, 60)]  # fmt: skip
    shape = wrap.left_of_ring(np.roll(np.array(ring, dtype=float), start, axis=0))
    cap, mouth = shapely.box(-180, 60, 180, 90), shapely.box(-60, 60, -30, 80)
    bay = shapely.box(-30, 70, 20, 80)
    expected = cap.difference(shapely.union_all([mouth, bay]))
    assert shape.symmetric_difference(expected).area < 1e-9
