"""Footprints: areas against a fine equal-area count of who is in view, edges, holes, poles."""

import numpy as np
import pytest
import shapely
from pyproj import Geod
from slow_compare_sensors import specs

from tocsin.errors import InputError
from tocsin.geometry.footprint import Footprint, cap_footprint, site_footprint
from tocsin.geometry.view import Limits
from tocsin.geometry.wrap import area_km2, equal_area, left_of_ring
from tocsin.sensors.limits import Limit

GEOD = Geod(ellps="WGS84")
EARTH_KM2 = 510.0656217e6
# Middle, poles near and far, antimeridian: sites, and what stands about each.
PLACES = [(37.0, 11.0), (-89.3, -170.0), (52.0, 179.7)]
MASK = [[0, 1], [60, 20], [61, 2], [180, 3], [250, 8], [255, 30], [280, 2]]
ORBIT = {"altitude_km": 1200, "inclination_deg": 75, "planes": 3, "per_plane": 4}


def some_specs(lat, lon):
    """A circle, an annulus, sectors, a mask, a site that looks down, satellites; and a height."""
    at = {"lat": lat, "lon": lon}
    wide = [{"facing_deg": 200, "half_width_deg": 130}]
    far = {"r1_km": 3000, "instrumented_km": 3000}
    given = {
        "circle": ({"class": "ship-s-band", **at}, 100.0),
        "annulus": ({"class": "ship-s-band", **at, **far, "range_min_km": 900}, 600.0),
        "sector": ({"class": "early-warning-uhf", **at, "facing_deg": 20}, 1500.0),
        "wide": ({"class": "ship-s-band", **at, "elevation_max_deg": 35, "sectors": wide}, 100.0),
        "two": ({"class": "early-warning-uhf", **at, "sectors": [
            {"facing_deg": 0, "half_width_deg": 40}, {"facing_deg": 120, "half_width_deg": 30}]},
            300.0),
        "notched": ({"class": "early-warning-uhf", **at, "facing_deg": [350, 100]}, 1000.0),
        "masked": ({"class": "ship-s-band", **at, **far, "mask": MASK}, 150.0),
        "above": ({"class": "ship-s-band", "height_m": 9000, "elevation_min_deg": -6, **at}, 5.0),
        "down": ({"class": "ship-s-band", "height_m": 12000, **at, **far,
                  "elevation_min_deg": -6, "elevation_max_deg": -1.5}, 6.0),
        "fixed": ({"class": "geo-infrared", "lon": lon}, 100.0),
        "layer": ({"class": "leo-infrared", "orbit": ORBIT}, 60.0),
    }  # fmt: skip
    heights = [height for _, height in given.values()]
    sensors = specs(**{name: entry for name, (entry, _) in given.items()})
    return zip(sensors, heights, strict=True)


def grid(shape, middle=0.0, count=150_000):
    """Middles of equal areas about a shape, (n, 2), and the area of each. [deg, km2]"""
    _, south, _, north = shape.bounds
    # From a meridian in its middle on, a shape over the antimeridian is in one piece.
    away = (shapely.get_coordinates(shape)[:, 0] - middle + 180) % 360 - 180
    west, east = middle + away.min(), middle + away.max()
    south, north = max(south - 2, -90), min(north + 2, 90)
    west, east = (west - 2, east + 2) if east - west < 300 else (middle - 180, middle + 180)
    lat = np.linspace(-90, 90, 40_001)
    y = equal_area(np.column_stack([lat, lat]))[:, 1]
    low, high = np.interp([south, north], lat, y)
    narrow = np.cos(np.radians(0.5 * (south + north)))
    rows = int(np.sqrt(count * (north - south) / (east - west) / narrow)) + 1
    columns = count // rows
    # Rows are set off against each other, so that no line of the edge runs along the grid.
    row, column = np.divmod(np.arange(rows * columns), columns)
    across = (column + (row * 0.618034) % 1.0) / columns
    points = (
        west + (east - west) * across,
        np.interp(low + (high - low) * (row + 0.5) / rows, y, lat),
    )
    km2 = EARTH_KM2 * (high - low) / (2 * y[-1]) * (east - west) / 360 / len(row)
    return np.column_stack(points), km2


@pytest.mark.parametrize("place", PLACES, ids=[f"{lat:g},{lon:g}" for lat, lon in PLACES])
def test_areas_are_those_of_a_fine_count_of_who_is_in_view(place):
    for spec, height in some_specs(*place):
        shape = spec.footprint(altitude_km=height, time_s=200.0)
        assert shape.is_valid
        points, km2 = grid(shape, place[1])
        seen = spec.in_view(points[:, 1], points[:, 0], height, time_s=200.0)
        assert seen.sum() > 10_000
        assert area_km2(shape) == pytest.approx(seen.sum() * km2, rel=1e-3), spec.id
        # Nobody is seen far from the shape that its bounds were taken of.
        everywhere, _ = grid(shapely.box(-180, -90, 180, 90), count=10_000)
        far = ~shapely.contains_xy(shape.buffer(2), (everywhere[:, 0] + 180) % 360 - 180,
                                   everywhere[:, 1])  # fmt: skip
        if abs(place[0]) < 60:
            assert not (
                spec.in_view(everywhere[:, 1], everywhere[:, 0], height, time_s=200) & far
            ).any()


@pytest.mark.parametrize("place", PLACES[1:])
def test_corners_lie_on_the_limit_that_is_named(place):
    """A metre inwards all is in view; a metre outwards that limit alone keeps it out."""
    sensors = [each for each in some_specs(*place) if each[0].id in ("wide", "masked", "annulus")]
    met = set()
    for spec, height in sensors:
        for edge in spec.ground(altitude_km=height).edges:
            if edge.limit == "azimuth":
                continue
            lon, lat = edge.line[1:-1].T
            site = np.full((2, len(lon)), [[place[1]], [place[0]]])
            azimuth, _, away_m = GEOD.inv(*site, lon, lat)
            out = 1.0 if edge.is_outer else -1.0
            inner, outer = (GEOD.fwd(*site, azimuth, away_m + way * out)[:2] for way in (-3, 3))
            assert spec.in_view(inner[1], inner[0], height).all(), (spec.id, edge.limit)
            flags = spec.limits(outer[1], outer[0], height)
            assert (flags & Limit[edge.limit.upper()] > 0).all(), (spec.id, edge.limit)
            met.add(edge.limit)
    assert met >= {"range", "horizon", "mask", "near", "upper"}


@pytest.mark.parametrize(("lat", "facing_deg"), [(-88.07, 283.25), (-85.2, 211.3), (88.0, 30.0)])
def test_a_notch_beside_a_pole_is_no_wedge_from_the_pole(lat, facing_deg):
    """The ring runs round the pole and back over its own beginning."""
    sector = {"facing_deg": facing_deg, "half_width_deg": 164.6}
    radar = {"class": "early-warning-uhf", "lat": lat, "lon": -179.9, "sectors": [sector]}
    (spec,) = specs(one=radar)
    shape = spec.footprint(altitude_km=300.0)
    points, _ = grid(shape, -179.9, 20_000)
    inside = shapely.contains_xy(shape, (points[:, 0] + 180) % 360 - 180, points[:, 1])
    assert (inside != spec.in_view(points[:, 1], points[:, 0], 300.0)).mean() < 1e-3


def test_parts_and_holes_are_told_apart():
    site = {"altitude_km": 300.0, "elevation": (3.0, 60.0)}

    def of(reach_km, near_km=0.0):
        limits = Limits(reach_km=reach_km, near_km=near_km, elevation_deg=site["elevation"])
        return site_footprint(40.0, 140.0, limits, altitude_km=300.0)

    short, long, ring = of(1000.0), of(9000.0), of(1000.0, 800.0)
    assert short.shares() == {"range": 1.0}
    assert long.shares() == {"horizon": 1.0}
    assert short.hole_limits == ("upper",)
    assert ring.hole_limits == ("near",)
    assert area_km2(ring.hole) > area_km2(short.hole)
    assert area_km2(ring.shape) + area_km2(ring.hole) == pytest.approx(
        area_km2(short.shape) + area_km2(short.hole), rel=1e-6
    )
    # At a height at which the range ends before the horizon in some azimuths alone.
    assert Footprint(shapely.MultiPolygon()).shares() == {}


def test_a_mask_shares_the_edge_with_the_horizon():
    (spec,) = specs(masked={"class": "early-warning-uhf", "azimuth_deg": 360, "lat": 10, "lon": 20,
                            "mask": MASK})  # fmt: skip
    shares = spec.ground(altitude_km=50.0).shares()
    assert set(shares) == {"mask", "horizon"}
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_small_object_is_seen_less_far():
    (spec,) = specs(one={"class": "ship-s-band", "lat": 10, "lon": 20})
    large, small = (area_km2(spec.footprint(altitude_km=60.0, rcs_m2=s)) for s in (1.0, 0.01))
    assert small < 0.5 * large


@pytest.mark.parametrize(
    ("refraction", "ground_km"), [("none", 1612.0), ("traced", 1637.0), ("effective-earth", 1823.0)]
)
def test_the_horizon_lies_where_the_design_prints_it(refraction, ground_km):
    """Ground range in km of a ray that leaves sea level at 3 degrees, at 300 km."""
    limits = Limits(reach_km=9000.0, elevation_deg=(3.0, 90.0), refraction=refraction)
    edge = site_footprint(45.0, 0.0, limits, altitude_km=300.0).edges[0].line
    _, _, away_m = GEOD.inv(np.zeros(len(edge)), np.full(len(edge), 45.0), *edge.T)
    assert away_m.mean() / 1e3 == pytest.approx(ground_km, abs=3.0)


def test_nothing_is_seen_too_high_or_below_the_site():
    limits = Limits(reach_km=200.0)
    assert site_footprint(0.0, 0.0, limits, altitude_km=300.0).shape.is_empty
    assert site_footprint(0.0, 0.0, limits, altitude_km=5.0, site_height_m=6000).shape.is_empty
    low = cap_footprint(np.array([7e6, 0.0, 0.0]), altitude_km=900.0, min_elevation_deg=5.0)
    assert low.shape.is_empty
    (satellite,) = specs(one={"class": "geo-infrared", "lon": 20})
    assert satellite.footprint(altitude_km=9.0).is_empty  # below the clouds


@pytest.mark.parametrize("half_width", [0.0, -5.0, 181.0])
def test_a_wrong_sector_is_refused(half_width):
    with pytest.raises(InputError, match="half-width"):
        Limits(reach_km=100.0, sectors=[(0.0, half_width)])


def test_a_ring_whose_left_has_both_poles_is_what_is_left_out():
    ring = [(0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0)]
    assert area_km2(left_of_ring(ring)) + area_km2(left_of_ring(ring[::-1])) == pytest.approx(
        EARTH_KM2, rel=1e-6
    )
    assert left_of_ring(ring[:2]).is_empty
