"""Shipped shapes, boxes, polygons, discs."""

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import polygon as shapely_polygon

from tocsin.errors import InputError
from tocsin.geometry import territory
from tocsin.geometry.countries import country_code
from tocsin.geometry.wrap import area_km2

GEOD = Geod(ellps="WGS84")


def geodesic_area_km2(shape):
    rings = [shapely_polygon.orient(part) for part in shape.geoms]
    return sum(GEOD.geometry_area_perimeter(ring)[0] for ring in rings) / 1e6


@pytest.mark.parametrize(
    ("code", "land_km2"),
    # Land areas as almanacs give them (CIA World Factbook, total area); 1:50 million shapes.
    [
        ("JPN", 378e3),
        ("KOR", 100e3),
        ("PRK", 121e3),
        ("FJI", 18.3e3),
        ("RUS", 17.1e6),
        ("AUS", 7.7e6),
    ],
)
def test_countries_have_their_almanac_area(code, land_km2):
    assert area_km2(territory.country(code)) == pytest.approx(land_km2, rel=0.035)


@pytest.mark.parametrize("code", ["JPN", "KOR", "FJI", "RUS", "ATA", "NZL", "USA"])
def test_country_areas_agree_with_geod(code):
    shape = territory.country(code)
    assert area_km2(shape) == pytest.approx(geodesic_area_km2(shape), rel=5e-4)


@pytest.mark.parametrize("resolution", ["50m", "110m"])
def test_every_country_is_valid_and_cut(resolution):
    for code in territory.country_names(resolution):
        shape = territory.country(code, resolution=resolution)
        assert shape.is_valid, code
        assert shape.geom_type == "MultiPolygon"
        west, south, east, north = shape.bounds
        assert -180.0 <= west < east <= 180.0, code
        assert -90.0 <= south < north <= 90.0, code
        if code != "ATA":
            assert all(p.bounds[2] - p.bounds[0] < 160.0 for p in shape.geoms), code


@pytest.mark.parametrize("resolution", ["50m", "110m"])
def test_antarctica_reaches_the_pole(resolution):
    shape = territory.country("ATA", resolution=resolution)
    for lon in (-179.9, -90.0, 0.0, 90.0, 179.9):
        assert shape.contains(shapely.Point(lon, -89.0))
    assert shape.intersects(territory.land(resolution=resolution))


def test_fiji_and_russia_lie_on_both_sides_of_the_antimeridian():
    for code, lat in (("FJI", -16.8), ("RUS", 67.0)):
        shape = territory.country(code)
        assert shape.intersects(shapely.LineString([(179.8, lat - 1), (179.8, lat + 1)]))
        assert shape.intersects(shapely.LineString([(-179.9, lat - 1), (-179.9, lat + 1)]))


def test_all_land_is_a_third_of_the_globe_less_a_bit():
    for resolution in ("50m", "110m"):
        assert area_km2(territory.land(resolution=resolution)) == pytest.approx(147e6, rel=0.01)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("jpn", "JPN"),
        ("fr", "FRA"),
        ("NO", "NOR"),
        ("South Korea", "KOR"),
        ("cote d’ivoire", "CIV"),
        ("U.S. Virgin Islands", "VIR"),
        ("Bosnia & Herzegovina", "BIH"),
        ("the Gambia", "GMB"),
    ],
)
def test_a_country_goes_by_codes_and_names(written, code):
    assert territory.country(written) is territory.country(code)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("JPP", r"Did you mean JPN \(Japan\)\?"),
        ("Frnace", r"Did you mean FRA \(France\)\?"),
        ("Korea", r"Ambiguous country 'Korea'. Give KOR \(South Korea\) or PRK \(North Korea\)."),
        ("??", "Give an ISO 3166-1 code or an English name"),
    ],
)
def test_an_unknown_country_offers_near_ones(wrong, hint):
    with pytest.raises(InputError, match=hint) as caught:
        territory.country(wrong)
    assert repr(wrong) in str(caught.value)


def test_every_shape_has_its_names():
    for code, name in territory.country_names().items():
        assert country_code(code) == code
        # "Congo" is two countries, and so is Saint Martin.
        assert code in ("COG", "MAF") or country_code(name) == code


def test_boxes_wrap_over_the_antimeridian():
    assert territory.box(west=170, south=0, east=-170, north=5).area == pytest.approx(100.0)
    assert territory.box(west=170, south=0, east=190, north=5).area == pytest.approx(100.0)
    assert territory.box(west=-180, south=-90, east=180, north=90).area == pytest.approx(64800.0)
    assert len(territory.box(west=-10, south=0, east=10, north=5).geoms) == 1


@pytest.mark.parametrize(
    "limits",
    [
        {"west": 0, "south": 5, "east": 1, "north": 5},
        {"west": 0, "south": -91, "east": 1, "north": 5},
        {"west": 3, "south": 0, "east": 3, "north": 5},
        {"west": -200, "south": 0, "east": 3, "north": 5},
    ],
)
def test_wrong_boxes_are_refused(limits):
    with pytest.raises(InputError, match="Invalid box"):
        territory.box(**limits)


def test_polygons_may_cross_the_antimeridian_in_either_writing():
    by_jump = territory.polygon([(175, 0), (-175, 0), (-175, 4), (175, 4)])
    by_going_on = territory.polygon([(175, 0), (185, 0), (185, 4), (175, 4), (175, 0)])
    assert by_jump.equals(by_going_on)
    assert by_jump.area == pytest.approx(40.0)


def test_a_polygon_without_area_is_refused():
    with pytest.raises(InputError, match="no area"):
        territory.polygon([(0, 0), (1, 1), (2, 2)])


def test_surroundings_of_places_merge():
    one = territory.around_places([0.0], [180.0], radius_km=50.0)
    two = territory.around_places([0.0, 0.0], [180.0, 180.0], radius_km=50.0)
    assert area_km2(one) == pytest.approx(area_km2(two))
    assert area_km2(one) == pytest.approx(3.14159 * 2500.0, rel=0.002)
    with pytest.raises(InputError, match="Invalid radius"):
        territory.around_places([0.0], [0.0], radius_km=0.0)
