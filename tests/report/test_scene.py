"""What stands on the maps of a run, and where footprints end."""

import numpy as np
import pytest
import shapely
from matplotlib.colors import CSS4_COLORS, to_hex
from pyproj import Geod

from tocsin.engine.world import World
from tocsin.plot.maps import footprint_map
from tocsin.plot.style import PALETTE
from tocsin.plot.world_scene import outline_of, scene_of
from tocsin.scenario.colors import COLOR_NAMES

GEOD = Geod(ellps="WGS84")
EARTH_KM = 6371.0088


def reach_km(outline, *, azimuth_deg):
    """Distance along an azimuth to the far edge of a footprint."""
    far_lon, far_lat, _ = GEOD.fwd(outline.lon, outline.lat, azimuth_deg, 4e6)
    points = GEOD.npts(outline.lon, outline.lat, far_lon, far_lat, 4000)
    line = shapely.LineString([(outline.lon, outline.lat), *points])
    lon, lat = shapely.get_coordinates(line.intersection(outline.shape))[-1]
    return 1e-3 * GEOD.inv(outline.lon, outline.lat, lon, lat)[2]


def test_scene_holds_sensors_launches_and_places(result):
    scene = scene_of(result.world)
    assert [o.name for o in scene.outlines] == ["north", "south", "patrol", "watch"]
    assert [o.group for o in scene.outlines] == ["NORD", "SUED", "SUED", "HUB"]
    assert [(a.name, a.lat, a.lon, a.radius_km) for a in scene.launches] == [
        ("west-area", 40, -42, 80)
    ]
    assert scene.altitude_km == 100.0
    assert scene.places == []  # fictional nations without a places table


def test_owners_have_their_own_colours(result):
    own = World(result.scenario.updated({"nations.SUED.color": "teal"}))
    figure, _ = footprint_map(scene_of(own).outlines, altitude_km=100.0, scene=scene_of(own))
    lines = [to_hex(c) for a in figure.axes for each in a.collections for c in each.get_edgecolor()]
    assert to_hex("teal") in lines
    assert to_hex(PALETTE[0]) in lines


def test_the_names_of_colours_are_those_that_can_be_drawn():
    assert set(CSS4_COLORS) == COLOR_NAMES


def test_patrol_stands_at_the_middle_of_its_box(result):
    patrol = scene_of(result.world).outlines[2]
    assert (patrol.lat, patrol.lon) == (39.5, -34.5)


def test_places_are_the_largest_of_the_target_nations(scenario):
    places = [
        {"name": f"town {i}", "nation": nation, "lat": lat, "lon": -27, "population": 1000 * i}
        for nation, lat in (("NORD", 44), ("SUED", 36), ("HUB", 40))
        for i in range(1, 6)
    ]
    marks = scene_of(World(scenario.updated({"places": places}))).places
    assert [(m.name, m.lat) for m in marks] == [
        (f"town {i}", lat) for lat in (44, 36) for i in (5, 4, 3)
    ]


@pytest.mark.parametrize(("refraction", "bent"), [("none", False), ("traced", True)])
def test_low_ray_sets_the_far_edge(scenario, refraction, bent):
    """A long-range radar is bounded by its lowest ray; refraction lets it see farther."""
    given = {"sensors.north.r1_km": 9000, "sensors.north.instrumented_km": 9000}
    spec = scenario.updated({**given, "refraction": refraction}).sensor_spec("north")
    elevation = np.radians(spec.elevation_min_deg)
    straight_km = EARTH_KM * (
        np.arccos(EARTH_KM / (EARTH_KM + 100.0) * np.cos(elevation)) - elevation
    )
    far_km = reach_km(outline_of(spec), azimuth_deg=270.0)
    gain_km = far_km - straight_km
    assert (5.0 < gain_km < 60.0) if bent else abs(gain_km) < 4.0


def test_range_sets_the_far_edge_of_a_weak_radar(scenario):
    spec = scenario.updated({"sensors.north.r1_km": 400}).sensor_spec("north")
    # Slant range 400 km to an object at 100 km.
    top = EARTH_KM + 100.0
    ground_km = EARTH_KM * np.arccos((EARTH_KM**2 + top**2 - 400.0**2) / (2 * EARTH_KM * top))
    assert reach_km(outline_of(spec), azimuth_deg=270.0) == pytest.approx(ground_km, abs=3.0)


def test_satellites_have_no_site(scenario):
    orbit = {"altitude_km": 1000, "inclination_deg": 60, "node_deg": 0, "phase_deg": 0}
    low = {"class": "leo-infrared", "owner": "HUB", "orbit": orbit}
    world = World(scenario.updated({"sensors.low": low}))
    watch, moving = scene_of(world).outlines[3:]
    assert watch.lat is None
    assert moving.lat is None
    assert watch.shape.contains(shapely.Point(-40.0, 60.0))
    assert not watch.shape.contains(shapely.Point(140.0, 0.0))
    # It moves: at launch it stands above the equator at the meridian of its node.
    assert moving.shape.contains(shapely.Point(0.0, 0.0))
    assert not moving.shape.contains(shapely.Point(140.0, 0.0))
