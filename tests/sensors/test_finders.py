"""Satellite layers on orbits and horizon masks, against the slow model's margins."""

import numpy as np
import pytest
from slow_compare_sensors import compare, some_arcs, specs, table_of
from slow_sensors import Infrared, Radar, ray

from tocsin.kernels import horizon, orbit
from tocsin.kernels.position import position, speed_bound
from tocsin.sensors.finders.masked import bends_over
from tocsin.sensors.finders.views import ViewFinder
from tocsin.sensors.watch import watch_of

MASK = [[0, 1], [60, 20], [61, 2], [180, 3], [250, 8], [255, 30], [280, 2]]
LAYER = {"altitude_km": 1200, "inclination_deg": 60, "planes": 4, "per_plane": 5, "phasing": 1}


@pytest.mark.parametrize("kind", ["least", "lofted"])
def test_layers_see_what_any_of_their_satellites_sees(kind):
    given = specs(
        layer={"class": "leo-infrared", "orbit": LAYER},
        one={"class": "leo-infrared", "orbit": {"altitude_km": 700, "inclination_deg": 97}},
        low={"class": "leo-infrared", "min_elevation_deg": -5, "cloud_top_km": 30, "track_s": 4,
             "orbit": {**LAYER, "altitude_km": 500, "node_deg": 33, "phase_deg": 12}},
        geo={"class": "geo-infrared", "orbit": {**LAYER, "altitude_km": 35786, "phase_deg": 70}},
        plain={"class": "geo-infrared", "lon": 50},
    )  # fmt: skip
    assert compare(given, kind, 16) > 40


ELLIPSE = {"perigee_km": 1000, "apogee_km": 39400, "inclination_deg": 63.4,
           "argument_of_perigee_deg": 270, "node_deg": 100, "phase_deg": 150}  # fmt: skip


@pytest.mark.parametrize("kind", ["least", "lofted"])
def test_ellipses_see_what_an_integrated_orbit_sees(kind):
    given = specs(
        north={"class": "heo-infrared", "orbit": ELLIPSE},
        early={"class": "heo-infrared", "orbit": {**ELLIPSE, "node_deg": 320, "phase_deg": 20}},
        layer={"class": "leo-infrared", "min_elevation_deg": 10,
               "orbit": {"perigee_km": 600, "apogee_km": 5000, "inclination_deg": 70, "planes": 4,
                         "per_plane": 3, "phasing": 1, "argument_of_perigee_deg": -120}},
        diving={"class": "leo-infrared", "cloud_top_km": 30,
                "orbit": {"perigee_km": 200, "apogee_km": 100_000, "inclination_deg": 150,
                          "argument_of_perigee_deg": 60, "node_deg": 60, "phase_deg": -0.3,
                          "per_plane": 6}},
    )  # fmt: skip
    assert compare(given, kind, 5) > 8


def test_a_circle_given_as_an_ellipse_is_the_circle():
    circle = {"altitude_km": 1300, "inclination_deg": 60, "phase_deg": 77, "planes": 4,
              "per_plane": 5}  # fmt: skip
    ends = {"perigee_km": 1300, "apogee_km": 1300}
    turned = {**circle, **ends, "altitude_km": None, "argument_of_perigee_deg": 70, "phase_deg": 7}
    nearly = {**turned, "apogee_km": 1300 + 1e-9}
    given = [
        spec
        for orbit in (circle, turned, nearly)
        for spec in specs(one={"class": "leo-infrared", "orbit": orbit})
    ]
    table = table_of(watch_of(given, position=0, rcs_m2=1.0), some_arcs("least"))
    parts = [table[table["sensor"] == j].drop(columns="sensor").to_numpy() for j in range(3)]
    assert len(parts[0]) > 20
    for part in parts[1:]:
        np.testing.assert_allclose(part, parts[0], rtol=0, atol=1e-6)


@pytest.mark.interpreted
def test_keplers_equation_is_solved():
    for ecc in (1e-9, 0.01, 0.3, 0.722, 0.9):
        for mean in (*np.linspace(-20, 20, 301), 0.0, 1e-12, np.pi, -np.pi, 2e5):
            e = orbit.eccentric_anomaly(mean, ecc)
            turns = (e - ecc * np.sin(e) - mean) / (2 * np.pi)
            assert abs(e) <= np.pi
            assert turns == pytest.approx(round(turns), abs=1e-13 + 1e-16 * abs(mean))


def test_an_orbit_at_geostationary_height_over_the_equator_stands_still():
    radius_km = (3.986004418e14 / 7.292115e-5**2) ** (1 / 3) / 1e3
    still = {"altitude_km": radius_km - 6378.137, "inclination_deg": 0, "phase_deg": 40}
    given = specs(
        orbit={"class": "geo-infrared", "orbit": still}, fixed={"class": "geo-infrared", "lon": 40}
    )
    times = watch_of(given, position=0, rcs_m2=1.0).tier_times(some_arcs("least"))
    assert np.isfinite(times[:, 0, 0]).all()
    np.testing.assert_allclose(times[:, 0, 0], times[:, 1, 0], atol=5e-6)


@pytest.mark.parametrize("kind", ["least", "lofted", "low"])
def test_masks_cut_windows(kind):
    place = {"class": "ship-s-band", "lat": 37, "lon": 11}
    given = specs(
        masked={**place, "mask": MASK},
        plain=place,
        high={**place, "mask": [[10, 40]], "elevation_max_deg": 89},
        straight={**place, "mask": MASK, "refraction": "none", "height_m": 800},
        effective={**place, "mask": MASK, "refraction": "effective-earth"},
        sector={"class": "early-warning-uhf", "lat": 34, "lon": 12, "facing_deg": 20, "mask": MASK},
        idle={**place, "mask": [[0, 0], [90, -3]]},
        patrol={"class": "ship-s-band", "mask": MASK,
                "patrol": {"west": 12, "south": 33, "east": 14, "north": 36}},
    )  # fmt: skip
    assert compare(given, kind, 6) > 30


@pytest.mark.parametrize("kind", ["least", "lofted", "low"])
def test_a_least_range_cuts_windows(kind):
    place = {"class": "ship-s-band", "lat": 37, "lon": 11}
    given = specs(
        ring={**place, "range_min_km": 400},
        tiny={**place, "range_min_km": 0.01},
        thin={**place, "range_min_km": 799},
        masked={**place, "range_min_km": 300, "mask": MASK},
        wide={"class": "early-warning-uhf", "lat": 34, "lon": 12, "facing_deg": 20,
              "range_min_km": 900},
        faces={"class": "national-warning", "lat": 36, "lon": 9, "facing_deg": [20, 200],
               "range_min_km": 500},
        patrol={"class": "ship-s-band", "range_min_km": 350, "elevation_max_deg": 90,
                "patrol": {"west": 12, "south": 33, "east": 14, "north": 36}},
    )  # fmt: skip
    assert compare(given, kind, 12) > 20


def test_an_object_too_small_for_the_least_range_is_never_seen():
    (ring,) = specs(ring={"class": "ship-s-band", "lat": 37, "lon": 11, "range_min_km": 400})
    arcs = some_arcs("least")
    seen = [np.isfinite(watch_of([ring], position=0, rcs_m2=s).tier_times(arcs)).any()
            for s in (1.0, 0.05)]  # fmt: skip
    assert ring.reach_km(0.05) < 400
    assert seen == [True, False]


def test_a_mask_below_the_elevation_limit_changes_nothing():
    place = {"class": "ship-s-band", "lat": 37, "lon": 11, "elevation_min_deg": 2}
    given = specs(idle={**place, "mask": [[0, 1], [200, 2]]}, plain=place)
    found = table_of(watch_of(given, position=0, rcs_m2=1.0), some_arcs("least"))
    one, two = (found[found["sensor"] == j].drop(columns="sensor").to_numpy() for j in (0, 1))
    assert len(one) > 20
    assert (one == two).all()


def test_a_mask_to_the_zenith_blocks_its_azimuths():
    place = {"class": "ship-s-band", "lat": 37, "lon": 11}
    given = specs(
        all={**place, "mask": [[0, 90]]},
        west={**place, "mask": [[0, 90], [179, 90], [180, 0], [359, 0]]},
        plain=place,
    )
    found = table_of(watch_of(given, position=0, rcs_m2=1.0), some_arcs("least"))
    seen_s = (found["window_out_s"] - found["window_in_s"]).groupby(found["sensor"]).sum()
    assert 0 not in seen_s
    assert 0 < seen_s[1] < 0.9 * seen_s[2]


def test_sensors_with_views_are_searched_together():
    given = specs(
        plain={"class": "ship-s-band", "lat": 37, "lon": 11},
        geo={"class": "geo-infrared", "lon": 50},
        other={"class": "ship-s-band", "lat": 37, "lon": 12},
    )
    ((positions, finder),) = watch_of(given, position=0, rcs_m2=1.0).finders
    assert isinstance(finder, ViewFinder)
    assert positions.tolist() == [0, 1, 2]
    assert len(finder.tables) == 2  # of one class and latitude: two limits, each once


def test_no_sensor_sees_nothing():
    watch = watch_of([], position=0, rcs_m2=1.0)
    arcs = some_arcs("least")
    assert watch.tier_times(arcs).shape == (len(arcs), 0, 2)
    table = table_of(watch, arcs)
    assert (len(table), table["arc"].dtype, table["window_in_s"].dtype) == (0, "int64", "float64")


def test_who_is_searched_with_whom_changes_nothing():
    plain = {"class": "ship-s-band", "lat": 37, "lon": 11}
    many = specs(a={"class": "leo-infrared", "orbit": LAYER}, b=plain, c={**plain, "mask": MASK})
    arcs = some_arcs("least")
    watch = watch_of(many, position=0, rcs_m2=1.0)
    times, table = watch.tier_times(arcs), table_of(watch, arcs)
    for j, spec in enumerate(many):
        alone = watch_of([spec], position=0, rcs_m2=1.0)
        assert (times[:, j] == alone.tier_times(arcs)[:, 0]).all()
        one = table[table["sensor"] == j].drop(columns="sensor")
        assert (one.to_numpy() == table_of(alone, arcs).drop(columns="sensor").to_numpy()).all()


@pytest.mark.parametrize(
    ("height_m", "model"),
    [(0.0, "traced"), (900.0, "traced"), (50.0, "effective-earth"), (0.0, "none")],
)
def test_bends_between_tabulated_elevations_are_right(height_m, model):
    radius_m = 6.371e6
    _, centre, span, bends = bends_over(
        0.0, 35.0, height_m=height_m, radius_m=radius_m, model=model
    )
    numbers = np.zeros(horizon.N_MASKED)
    numbers[[horizon.CENTRE, horizon.SPAN]] = centre, span
    for elevation_deg in (0.0, 0.013, 0.4, 1.7, 3.3, 11.1, 34.9):
        limit = ray(elevation_deg, height_m, radius_m, model)
        for height in (1e4, 1e5, 6e5, 3e6):
            r, base, el = radius_m + height, radius_m + height_m, limit(height)
            angle = np.arccos(base * np.cos(el) / r) - el
            s = r * np.sin(angle)
            start = np.radians(elevation_deg)
            got = start + horizon.bend(numbers, bends, start, s)
            assert got == pytest.approx(el, abs=1e-7)


@pytest.mark.parametrize("kind", ["least", "lofted", "low"])
def test_positions_and_speed_bounds(kind):
    arcs = some_arcs(kind)
    out = np.empty(3)
    for i in range(len(arcs)):
        times = np.linspace(0, arcs.impact_s[i], 200)
        wanted = arcs[i : i + 1].position_m(times)[0]
        found = []
        for time in times:
            position(arcs.rows, arcs.boost_s, arcs.nodes, i, time, out)
            found.append(out.copy())
        np.testing.assert_allclose(found, wanted, atol=1e-3)
        fastest = np.linalg.norm(np.diff(wanted, axis=0), axis=1).max() / times[1]
        assert fastest < speed_bound(arcs.rows, arcs.nodes, i) < 2.5 * fastest + 1500


@pytest.mark.interpreted
@pytest.mark.parametrize("shape", [LAYER, {**ELLIPSE, "apogee_km": 6000, "per_plane": 9}])
def test_a_satellite_is_judged_by_bounds_that_hold(shape):
    rng = np.random.default_rng(1)
    given = specs(layer={"class": "leo-infrared", "orbit": shape})[0]
    layer = given.layout(position=0, rcs_m2=1.0)
    slow = Infrared(given, 0, 1.0)
    judged = 0
    for _ in range(300):
        up = rng.normal(size=3)
        point = up / np.linalg.norm(up) * rng.uniform(6.4e6, 7.2e6)
        time, reach, half = rng.uniform(0, 300), 10 ** rng.uniform(2, 6), rng.uniform(0, 30)
        which = rng.integers(len(layer.satellites))
        verdict = orbit.sees(layer.satellites[which], time, point, reach, half)
        if verdict == orbit.UNSURE:
            continue
        judged += 1
        others = point + reach * rng.uniform(-0.55, 0.55, (40, 3))
        times = time + half * rng.uniform(-1, 1, 40)
        satellite = list(slow.satellites(times))[which]
        away = satellite - others
        sine = (
            (away * others).sum(1) / np.linalg.norm(others, axis=1) / np.linalg.norm(away, axis=1)
        )
        assert ((np.degrees(np.arcsin(sine)) >= given.min_elevation_deg) == (verdict == 1)).all()
    assert judged > 100


@pytest.mark.interpreted
def test_a_mask_is_judged_by_bounds_that_hold():
    rng = np.random.default_rng(2)
    spec = specs(masked={"class": "ship-s-band", "lat": 37, "lon": 11, "mask": MASK})[0]
    masked = spec.layout(position=0, rcs_m2=1.0)
    slow = Radar(spec, 0, 1.0)
    judged = {-1: 0, 1: 0}
    for _ in range(300):
        near = slow.up * rng.uniform(0, 0.5) + slow.east * rng.normal() + slow.north * rng.normal()
        point = slow.site + near * 10 ** rng.uniform(4, 6)
        reach = 10 ** rng.uniform(1, 5)
        verdict = horizon.above_mask(masked.numbers, masked.corners, masked.bends, point, reach)
        if verdict == orbit.UNSURE:
            continue
        judged[int(verdict)] += 1
        others = point + reach * rng.uniform(-0.55, 0.55, (40, 3))
        d = others - slow.site
        s, u = np.hypot(d @ slow.east, d @ slow.north), d @ slow.up
        height = np.linalg.norm(others - slow.centre, axis=1) - slow.radius
        azimuth = np.degrees(np.arctan2(d @ slow.east, d @ slow.north))
        mask = np.interp(azimuth, *zip(*MASK, strict=True), period=360)
        assert ((slow._above_mask(mask, s, u, height) >= 0) == (verdict == 1)).all()
    assert min(judged.values()) > 20
