"""Who sees a still point: the same as windows say of a point of an arc at its time."""

import numpy as np
import pytest
from pyproj import Transformer
from slow_compare_sensors import specs
from slow_paths import ecef
from slow_sensors import sensor_of

from tocsin.geometry.arcs import ballistic, low_flyer
from tocsin.sensors.limits import Limit
from tocsin.sensors.watch import watch_of

TO_GEODETIC = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)
PLACES = [(37.0, 11.0), (89.6, 20.0), (-89.0, -170.0), (52.0, 179.7), (-3.0, -179.9)]
ORBIT = {"altitude_km": 1200, "inclination_deg": 75, "planes": 3, "per_plane": 4, "phase_deg": 10}
ELLIPSE = {"perigee_km": 700, "apogee_km": 3000, "inclination_deg": 75, "planes": 3, "per_plane": 4,
           "argument_of_perigee_deg": 40, "phase_deg": 10}  # fmt: skip
# Nearer to the end of a window neither answer is wrong.
END_S = 1e-3


def some_specs(lat, lon, rng):
    """Sensors of every shape about a place."""
    mask = [[azimuth, rng.uniform(0, 15)] for azimuth in (0, 50, 52, 190, 300)]
    at = {"lat": lat + rng.uniform(-0.3, 0.3), "lon": lon + rng.uniform(-0.05, 0.05)}
    facing = rng.uniform(0, 360)
    return specs(
        sector={"class": "forward-x-band", **at, "facing_deg": facing},
        two={"class": "early-warning-uhf", **at, "facing_deg": [facing, facing - 150]},
        wide={"class": "ship-s-band", **at, "refraction": "none", "elevation_max_deg": 35,
              "sectors": [{"facing_deg": facing, "half_width_deg": 130}]},
        high={"class": "ship-s-band", **at, "height_m": 900, "elevation_min_deg": -2,
              "refraction": "effective-earth"},
        masked={"class": "ship-s-band", **at, "mask": mask, "height_m": 40},
        fixed={"class": "geo-infrared", "lon": at["lon"] + 30},
        layer={"class": "leo-infrared", "orbit": ORBIT},
        ring={"class": "ship-s-band", **at, "range_min_km": 250},
        ellipse={"class": "heo-infrared", "orbit": ELLIPSE},
    )  # fmt: skip


def some_arcs(lat, lon, rng, count=150):
    """Arcs of two kinds from near a place to near it."""
    # Some of them over a pole: the far side has the other half of the meridian.
    lats = lat + rng.uniform(-7, 7, (2, count))
    over = np.abs(lats) > 90
    lats = np.where(over, np.sign(lats) * 180 - lats, lats)
    lons = (lon + rng.uniform(-9, 9, (2, count)) + 180 * over + 180) % 360 - 180
    ends = lats[0], lons[0], lats[1], lons[1]
    return [ballistic(*ends, boost_s=200), low_flyer(*ends, altitude_km=35, speed_m_s=2500)]


def by_windows(watch, arcs, times):
    """Whether each sensor has a window there, (s, n), and the distance to the nearest end."""
    found = watch.windows(arcs)
    inside = np.zeros((watch.count, *times.shape), dtype=bool)
    away_s = np.full((watch.count, *times.shape), np.inf)
    for arc, sensor, start, end in zip(*found, strict=True):
        t = times[arc]
        inside[sensor, arc] |= (start <= t) & (t <= end)
        nearest = np.minimum(np.abs(t - start), np.abs(t - end))
        away_s[sensor, arc] = np.minimum(away_s[sensor, arc], nearest)
    return inside, away_s


@pytest.mark.parametrize("place", PLACES, ids=[f"{lat:g},{lon:g}" for lat, lon in PLACES])
def test_a_point_is_in_view_just_when_its_time_is_in_a_window(place):
    rng = np.random.default_rng(PLACES.index(place))
    sensors = some_specs(*place, rng)
    watch = watch_of(sensors, position=0, rcs_m2=0.5)
    for kind, arcs in enumerate(some_arcs(*place, rng)):
        times = arcs.impact_s[:, None] * rng.uniform(0, 1, (len(arcs), 40))
        inside, away_s = by_windows(watch, arcs, times)
        x, y, z = np.moveaxis(arcs.position_m(times), -1, 0)
        lon, lat, height_m = TO_GEODETIC.transform(x, y, z)
        for sensor, spec in enumerate(sensors):
            seen = spec.in_view(lat, lon, height_m / 1e3, rcs_m2=0.5, time_s=times)
            # A satellite sees what burns: nothing of a low-flyer, the start of an arc.
            asked = away_s[sensor] > END_S
            if spec.kind == "infrared":
                asked &= times < arcs.boost_s[:, None]
            assert seen.shape == times.shape
            np.testing.assert_array_equal(seen[asked], inside[sensor][asked], str(spec.id))
            # A geostationary satellite stands too low for the poles.
            if kind == 0 and (spec.id != "fixed" or abs(place[0]) < 60):
                assert 0 < seen[asked].sum() < asked.sum()


def test_limits_are_those_of_the_slow_model():
    """Range, least and greatest elevation, azimuth: in the order of the slow model's margins."""
    spec = some_specs(37.0, 11.0, np.random.default_rng(2))[2]
    lat, lon = np.meshgrid(np.linspace(25, 50, 60), np.linspace(-5, 27, 60))
    flags = spec.limits(lat, lon, 120.0)
    wanted = (Limit.RANGE, Limit.HORIZON, Limit.UPPER, Limit.AZIMUTH)
    points = np.array([ecef(*each, 120e3) for each in zip(lat.ravel(), lon.ravel(), strict=True)])
    margins = sensor_of(spec, 0, 1.0).margins(points, np.zeros(len(points)))
    for limit, margin in zip(wanted, margins, strict=True):
        sure = np.abs(margin) > 1e-6
        assert ((flags.ravel() & limit > 0) == (margin < 0))[sure].all(), limit
        assert (margin < 0).any()


def test_a_mask_is_asked_last_and_clouds_hide_what_is_low():
    masked, satellite, layer = some_specs(37.0, 11.0, np.random.default_rng(3))[4:7]
    lat, lon = np.meshgrid(np.linspace(30, 44, 80), np.linspace(0, 22, 80))
    flags = masked.limits(lat, lon, 20.0)
    behind = flags & Limit.MASK > 0
    assert behind.sum() > 100
    assert (flags[behind] == Limit.MASK).all()
    for each in (satellite, layer):
        assert (each.limits(lat, lon, 9.9) & Limit.CLOUD > 0).all()
        assert not (each.limits(lat, lon, 10.0) & Limit.CLOUD).any()


def test_points_broadcast_and_a_patrol_stands_in_the_middle():
    box = {"west": 179, "south": 33, "east": -179, "north": 36}
    (spec,) = specs(patrol={"class": "ship-s-band", "patrol": box})
    seen = spec.in_view(33.0, [180.0, -180.0, 150.0], [[100.0], [9000.0]])
    assert seen.tolist() == [[True, True, False], [False, False, False]]
    assert spec.in_view(33.0, 180.0, 100.0).shape == ()
    moved = [spec.in_view(34.5, np.linspace(170, 190, 2001), 100.0, position=i) for i in (0, 1)]
    assert (moved[0] != moved[1]).any()


def test_an_orbit_is_asked_at_a_time():
    layer = some_specs(37.0, 11.0, np.random.default_rng(4))[6]
    times = np.linspace(0, 3000, 300)
    seen = layer.in_view(37.0, 11.0, 30.0, time_s=times)
    assert seen.any()
    assert not seen.all()
    assert seen[17] == layer.in_view(37.0, 11.0, 30.0, time_s=times[17])


def test_limits_have_words():
    assert [limit.words for limit in (Limit.NEAR, Limit.RANGE | Limit.MASK)] == [
        "too close",
        "too far",
    ]
    assert Limit(0).words == ""
    assert all(limit.words for limit in Limit)
