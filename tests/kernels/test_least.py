"""The arc of least launch speed over the turning ground, against an independent search."""

import sys
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from tocsin.constants import MEAN_RADIUS_KM, OMEGA_EARTH
from tocsin.kernels import arc, path
from tocsin.kernels.position import positions

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))
from slow_paths import ecef, least_over_ground

GEOD = Geod(ellps="WGS84")
PYONGYANG = (39.0, 125.75)
# Launch, target, T_k [s], apogee [km] and launch speed over the ground [m/s]: the design, sec. 2.1.
REFERENCE = [
    (PYONGYANG, (37.57, 126.98), 199.995, 46.34, 1358.8),
    (PYONGYANG, (33.59, 130.40), 401.667, 175.47, None),
    (PYONGYANG, (35.69, 139.69), 548.392, 297.90, None),
    (PYONGYANG, (13.44, 144.79), 971.957, 710.61, None),
    (PYONGYANG, (21.31, -157.86), 1607.506, 1131.98, None),
    ((34.7, -120.6), (8.7, 167.7), 1649.866, None, None),
    ((10.0, 0.0), (10.0, 0.5), 106.387, None, None),
]


def solve(launch, target, profile=arc.MIN_ENERGY, value=0.0):
    launch, target = np.atleast_2d(launch), np.atleast_2d(target)
    rows, status = np.full((len(launch), arc.N_ELEMENTS), np.nan), np.full(len(launch), -1)
    arc.solve_arcs(launch, target, profile, value, rows, status)
    return rows, status


def apogee_km(row):
    return 1e-3 * np.linalg.norm(row[:3]) * (1 + row[arc.ECC]) - MEAN_RADIUS_KM


def ground_speed(row):
    """Launch speed over the ground, from two earth-fixed positions 2 ms apart. [m/s]"""
    out = np.empty((1, 2, 3))
    no_nodes = np.empty((0, path.NODES, 9))
    positions(row[None], np.full(1, 1e-12), no_nodes, np.array([[1e-9, 2e-3]]), out)
    return np.linalg.norm(out[0, 1] - out[0, 0]) / 2e-3


@pytest.mark.interpreted
@pytest.mark.parametrize(("launch", "target", "time", "apogee", "speed"), REFERENCE)
def test_reference_values(launch, target, time, apogee, speed):
    rows, status = solve(ecef(*launch), ecef(*target))
    assert status == arc.FINE
    assert rows[0, arc.T_ARC] == pytest.approx(time, abs=5.1e-4)
    assert apogee is None or apogee_km(rows[0]) == pytest.approx(apogee, abs=6e-3)
    assert speed is None or ground_speed(rows[0]) == pytest.approx(speed, abs=0.06)


def random_pairs(low_km, high_km, count, seed):
    """Ends with heights, log-uniform in range, any direction."""
    rng = np.random.default_rng(seed)
    lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1, count))), rng.uniform(-180, 180, count)
    away = 1e3 * np.exp(rng.uniform(*np.log([low_km, high_km]), count))
    lon_2, lat_2, _back = GEOD.fwd(lon, lat, rng.uniform(-180, 180, count), away)
    heights = rng.uniform(0, 3000, (2, count))
    return ecef(lat, lon, heights[0]), ecef(lat_2, lon_2, heights[1])


@pytest.mark.parametrize(("low_km", "high_km", "count"), [(1.5, 20, 40), (20, 18_000, 120)])
def test_an_independent_search_finds_the_same_arc(low_km, high_km, count):
    launch, target = random_pairs(low_km, high_km, count, seed=3)
    rows, status = solve(launch, target)
    assert (status == arc.FINE).all()
    times, _speeds = zip(*map(least_over_ground, launch, target), strict=True)
    np.testing.assert_allclose(rows[:, arc.T_ARC], times, rtol=0, atol=1e-6)


# Where a target on the same parallel is carried to the vertical of the launch point, at the equator
# 44 km to the west; there the inertial plane turns over.
@pytest.mark.parametrize("lat", [0.0, 39.0, 80.0])
@pytest.mark.parametrize("west_km", [2.0, 30.0, 40.0, 43.5, 44.0, 44.5, 50.0, 300.0])
def test_short_arcs_to_the_west(lat, west_km):
    lon, lat_2, _back = GEOD.fwd(0.0, lat, -90.0, 1e3 * west_km)
    launch, target = ecef(lat, 0.0), ecef(lat_2, lon)
    rows, status = solve(launch, target)
    assert status == arc.FINE
    assert rows[0, arc.T_ARC] == pytest.approx(least_over_ground(launch, target)[0], abs=1e-6)
    # Over the ground it is all but the throw over a plane, sqrt(2 d / g), to the east or west.
    flat = np.sqrt(2 * np.linalg.norm(target - launch) / 9.8)
    assert rows[0, arc.T_ARC] == pytest.approx(flat, rel=0.05)
    out = np.empty((1, 2, 3))
    ends = np.array([[0.0, rows[0, arc.T_ARC] + 1.0]])
    positions(rows, np.full(1, 1e-9), np.empty((0, path.NODES, 9)), ends, out)
    np.testing.assert_allclose(out[0], [launch, target], atol=1e-4)


def test_every_other_apogee_needs_more_speed():
    launch, target = ecef(*PYONGYANG), ecef(35.69, 139.69)
    least = ground_speed(solve(launch, target)[0][0])
    for ratio in (0.5, 0.9, 0.99, 1.01, 1.1, 3.0):
        row = solve(launch, target, arc.APOGEE_RATIO, ratio)[0][0]
        assert ground_speed(row) > least


def test_arcs_over_a_pole():
    rows, status = solve(ecef([89.0, 90.0], 0.0), ecef([88.0, 60.0], [180.0, 30.0]))
    assert (status == arc.FINE).all()
    times = [least_over_ground(ecef(89.0, 0.0), ecef(88.0, 180.0))[0],
             least_over_ground(ecef(90.0, 0.0), ecef(60.0, 30.0))[0]]  # fmt: skip
    np.testing.assert_allclose(rows[:, arc.T_ARC], times, atol=1e-6)


def test_beyond_18_000_km_a_level_start_may_need_least():
    """Then no arc over an apogee is the least: it is refused, and one of a given apogee is not."""
    launch, target = ecef(30.04826484, -179.91105054), ecef(-26.05173203, -16.00813154)
    assert solve(launch, target)[1] == arc.NO_LEAST
    assert solve(launch, target, arc.APOGEE_HEIGHT, 1e6)[1] == arc.FINE
    speeds = [
        ground_speed(solve(launch, target, arc.APOGEE_HEIGHT, apogee)[0][0])
        for apogee in (1e4, 1e5, 4e5, 1e6)
    ]
    assert speeds == sorted(speeds)


def test_over_ground_that_turns_half_as_fast_the_rule_is_the_same():
    launch, target = ecef(*PYONGYANG), ecef(35.69, 139.69)
    for omega in (0.0, 0.5 * OMEGA_EARTH, -OMEGA_EARTH):
        row = np.zeros(arc.N_ELEMENTS)
        time = arc.least_ellipse(launch, target, omega, np.empty(3), row)
        assert time == pytest.approx(least_over_ground(launch, target, omega)[0], abs=1e-6)
