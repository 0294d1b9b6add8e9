"""Windows and tier times against dense sampling that shares no code with the kernels."""

from dataclasses import replace

import numpy as np
import pytest

from tocsin.constants import OMEGA_EARTH
from tocsin.kernels import arc, detect, path

NO_NODES = np.empty((0, path.NODES, 9))


@pytest.fixture(scope="module")
def small():
    """A dozen arcs from one area and sensors of every kind, half of them grazing."""
    from validate import random_batch

    return random_batch(np.random.default_rng(11), 60, 24)


def tiers(rows, boost_s, sensors, needed, *, capacity=16, runs=None, nodes=NO_NODES):
    from worlds import pack

    runs = np.arange(len(sensors) + 1) if runs is None else runs
    n = len(runs) - 1
    needed_s = np.broadcast_to(np.asarray(needed, float), (n, 2)).copy()
    out = np.full((len(rows), n, 2), np.nan)
    most = detect.tier_times(rows, boost_s, nodes, *pack(sensors), runs, needed_s, capacity, out)
    return most, out


def test_four_thousand_pairs():
    """Nothing over a millisecond missed or invented; ends right to a millisecond, mostly 1 ns.

    ``make validate`` looks at a hundred thousand.
    """
    from validate import compare, random_batch

    rng = np.random.default_rng(2026)
    longest, ends, n_windows = [], [], 0
    for _ in range(3):
        difference, error, met, worst = compare(*random_batch(rng, 60, 24), samples=900)
        assert difference.max() <= 1e-3, worst
        longest.append(difference)
        ends.append(error)
        n_windows += met
    assert n_windows > 1500
    ends = np.concatenate(ends)
    assert np.median(ends) < 1e-8
    assert np.quantile(ends, 0.99) < 1e-4


def test_many_blocks_of_one_launch_area():
    from validate import compare, random_batch

    rows, boost_s, orbits, sensors = random_batch(np.random.default_rng(3), 300, 6)
    difference, _ends, met, worst = compare(rows, boost_s, orbits, sensors, samples=700)
    assert met > 100
    assert difference.max() <= 1e-3, worst


def regional(rng, n=90):
    from reference import ecef
    from worlds import orbits_of, solve

    launch = np.repeat(ecef(39.5, 125.5)[None], n, axis=0)
    rows, _which = solve(launch, ecef(rng.uniform(30, 45, n), rng.uniform(130, 145, n)), 0, 0.0)
    return rows, np.full(len(rows), 150.0), orbits_of(rows)


def radar(**changes):
    from reference import Radar

    one = Radar(36.0, 136.0, 0.0, 1500e3, 300.0, 60.0, 3.0, 85.0)
    return replace(one, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"center_deg": 0.0, "half_width_deg": 20.0},
        {"center_deg": 350.0, "half_width_deg": 120.0},
        {"center_deg": 180.0, "half_width_deg": 90.0},
        {"half_width_deg": 179.9},
        {"half_width_deg": 180.0, "high_deg": 10.0},
        {"latitude_deg": 90.0, "longitude_deg": 0.0, "range_m": 9e6, "half_width_deg": 180.0},
        {"height_m": 9000.0, "low_deg": -3.0, "half_width_deg": 180.0},
        {"height_m": 9000.0, "low_deg": -30.0, "refraction": "none", "half_width_deg": 180.0},
        {"low_deg": -1.0, "refraction": "effective-earth"},
        {"low_deg": 89.0, "high_deg": 90.0, "half_width_deg": 180.0},
        {"low_deg": 0.0, "range_m": 60e3, "half_width_deg": 180.0, "high_deg": 90.0},
        {"range_min_m": 700e3},
        {"range_min_m": 10.0, "half_width_deg": 180.0, "low_deg": 0.0, "high_deg": 90.0},
        {"range_min_m": 1499e3, "half_width_deg": 120.0},
        {
            "latitude_deg": 90.0,
            "longitude_deg": 0.0,
            "range_m": 9e6,
            "range_min_m": 5.5e6,
            "half_width_deg": 180.0,
        },
    ],
)
def test_one_kind_at_a_time(changes):
    from validate import compare

    rows, boost_s, orbits = regional(np.random.default_rng(8))
    difference, _ends, _met, worst = compare(rows, boost_s, orbits, [radar(**changes)])
    assert difference.max() <= 1e-3, worst


def test_infrared_sees_boost_above_cloud_only():
    from reference import Infrared
    from worlds import kernel_windows

    rows, boost_s, orbits = regional(np.random.default_rng(8))
    found = kernel_windows([Infrared(100.0), Infrared(-60.0)], rows, boost_s)
    assert {j for _i, j in found} == {0}
    for i, _j in found:
        ((begin, end),) = found[i, 0]
        assert end == boost_s[i]
        arc_s = begin**2 / 2.0 / boost_s[i]
        at = orbits.positions(np.array([i]), np.array([arc_s]))
        from reference import geodetic_height

        assert geodetic_height(at)[0] == pytest.approx(10e3, abs=0.01)


@pytest.mark.parametrize("depth", [1e-2, 1e-4, 1e-5])
def test_a_grazing_window_has_the_width_of_its_depth(depth):
    """A range limit `depth` metres beyond the nearest point: a window of milliseconds is found."""
    from reference import windows
    from worlds import kernel_windows

    rows, boost_s, orbits = regional(np.random.default_rng(4), n=64)
    site = radar(half_width_deg=180.0, low_deg=0.0, high_deg=90.0)
    times = np.linspace(0.0, orbits.duration_s[0], 200_001)
    east, north, up = site.local(orbits.positions(np.zeros(times.size, int), times))
    nearest = np.sqrt(east**2 + north**2 + up**2).min()
    site = replace(site, range_m=float(nearest) + depth)
    expected = windows(site, orbits, boost_s)[0]
    found = kernel_windows([site], rows, boost_s)[0, 0]
    assert len(found) == len(expected) == 1
    np.testing.assert_allclose(found, expected, atol=1e-3)


@pytest.mark.parametrize("depth", [1e-2, 1e-4, 1e-5])
def test_a_gap_too_near_has_the_width_of_its_depth(depth):
    """A least range `depth` metres beyond the nearest point: a gap of milliseconds is found."""
    from reference import windows
    from worlds import kernel_windows

    rows, boost_s, orbits = regional(np.random.default_rng(4), n=64)
    site = radar(half_width_deg=180.0, low_deg=0.0, high_deg=90.0, range_m=9e6)
    times = np.linspace(0.0, orbits.duration_s[0], 200_001)
    east, north, up = site.local(orbits.positions(np.zeros(times.size, int), times))
    nearest = np.sqrt(east**2 + north**2 + up**2).min()
    site = replace(site, range_min_m=float(nearest) + depth)
    expected = windows(site, orbits, boost_s)[0]
    found = kernel_windows([site], rows, boost_s)[0, 0]
    assert len(found) == len(expected) == 2
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_a_least_range_of_nothing_changes_no_bit(small):
    """The limit more finds what the kernel finds without it where no arc comes so near."""
    from worlds import kernel_windows

    rows, boost_s, _orbits, sensors = small
    plain = [replace(s, range_min_m=0.0) for s in sensors if hasattr(s, "range_m")]
    tiny = [replace(s, range_min_m=1e-3) for s in plain]
    found = kernel_windows(plain, rows, boost_s)
    assert found
    assert kernel_windows(tiny, rows, boost_s) == found


def first_unbroken(windows, needed_s):
    return min((a + needed_s for a, b in windows if a + needed_s <= b), default=np.inf)


def test_tier_times_follow_from_windows(small):
    from worlds import kernel_windows

    rows, boost_s, _orbits, sensors = small
    found = kernel_windows(sensors, rows, boost_s)
    needed = (7.0, 30.0)
    _most, out = tiers(rows, boost_s, sensors, needed)
    for i in range(len(rows)):
        for j in range(len(sensors)):
            expected = [first_unbroken(found.get((i, j), []), s) for s in needed]
            np.testing.assert_array_equal(out[i, j], expected)


def test_a_tier_that_a_sensor_cannot_make_is_never(small):
    rows, boost_s, _orbits, sensors = small
    _most, out = tiers(rows, boost_s, sensors, (0.0, np.inf))
    assert np.isinf(out[..., 1]).all()
    assert np.isfinite(out[..., 0]).any()


def test_equal_bits_whatever_the_chunks(small):
    rows, boost_s, _orbits, sensors = small
    rows, boost_s = np.tile(rows, (4, 1)), np.tile(boost_s, 4)
    _most, whole = tiers(rows, boost_s, sensors, (5.0, 20.0))
    for size in (64, 128):
        parts = [
            tiers(rows[a : a + size], boost_s[a : a + size], sensors, (5.0, 20.0))[1]
            for a in range(0, len(rows), size)
        ]
        assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_the_order_of_blocks_changes_nothing_but_their_company():
    """Shuffled arcs get their own times and windows; ends agree to a nanosecond."""
    from validate import random_batch
    from worlds import pack

    rng = np.random.default_rng(21)
    rows, boost_s, _orbits, sensors = random_batch(rng, 200, 6)
    order = rng.permutation(len(rows))
    _most, plain = tiers(rows, boost_s, sensors, (5.0, 20.0))
    needed_s, runs = np.tile([5.0, 20.0], (6, 1)), np.arange(7)
    out = np.full_like(plain, np.nan)
    packed = pack(sensors)
    detect.tier_times(rows, boost_s, NO_NODES, *packed, runs, needed_s, 16, out, order)
    np.testing.assert_allclose(out, plain, atol=1e-9)
    found, spans = {}, {}
    for name, given in (("plain", None), ("shuffled", order)):
        where, when = np.empty((5000, 2), np.int64), np.empty((5000, 2))
        _most, total = detect.all_windows(
            rows, boost_s, NO_NODES, *packed, runs, 16, where, when, given
        )
        by_arc = np.lexsort((when[:total, 0], where[:total, 1], where[:total, 0]))
        found[name], spans[name] = where[by_arc], when[by_arc]
    np.testing.assert_array_equal(found["shuffled"], found["plain"])
    np.testing.assert_allclose(spans["shuffled"], spans["plain"], atol=1e-9)


def test_sectors_of_one_sensor_are_merged():
    """Two half circles see as one full circle sees; two far apart give two windows."""
    from worlds import kernel_windows

    rows, boost_s, _orbits = regional(np.random.default_rng(9))
    full = kernel_windows([radar(half_width_deg=180.0)], rows, boost_s)
    halves = [radar(center_deg=c, half_width_deg=90.0) for c in (300.0, 120.0)]
    _most, two = tiers(rows, boost_s, halves, (4.0, 40.0), runs=np.array([0, 2]))
    for i in range(len(rows)):
        expected = [first_unbroken(full.get((i, 0), []), s) for s in (4.0, 40.0)]
        np.testing.assert_allclose(two[i, 0], expected, atol=1e-6)


def test_too_little_room_is_told(small):
    from worlds import pack

    rows, boost_s, _orbits, sensors = small
    needs, _out = tiers(rows, boost_s, sensors, (1e9, 1e9))
    assert needs > 1
    assert tiers(rows, boost_s, sensors, (1e9, 1e9), capacity=1)[0] == needs
    found, spans = np.empty((3, 2), np.int64), np.empty((3, 2))
    runs = np.arange(len(sensors) + 1)
    most, total = detect.all_windows(
        rows, boost_s, NO_NODES, *pack(sensors), runs, 16, found, spans
    )
    assert most == needs
    assert total > 3


def arc_state(row, phi, step):
    """Earth-fixed position at phi and its first two derivatives by share of a step."""
    e, q = row[arc.ECC], OMEGA_EARTH / row[arc.RATE]
    c, s = np.cos(phi), np.sin(phi)
    a, b, centre = row[0:3], row[3:6], row[6:9]
    r, dr, ddr = a * c + b * s + centre, b * c - a * s, -a * c - b * s
    # Turning axes as complex numbers: z e^{-i theta}, theta = q (phi + e sin phi).
    turn = np.exp(-1j * q * (phi + e * s))
    rate, change = -1j * q * (1.0 + e * c), 1j * q * e * s
    flat = [complex(v[0], v[1]) for v in (r, dr, ddr)]
    moved = (
        flat[0] * turn,
        (flat[1] + rate * flat[0]) * turn,
        (flat[2] + 2.0 * rate * flat[1] + (rate**2 + change) * flat[0]) * turn,
    )
    parts = [[z.real, z.imag, v[2]] for z, v in zip(moved, (r, dr, ddr), strict=True)]
    return np.ravel(np.array(parts) * step ** np.arange(3)[:, None])


def test_ready_made_paths_see_like_arcs(small):
    """The nodes of arcs given as ready-made paths: the same windows to the quintic's error."""
    rows, boost_s, _orbits, sensors = small
    rows = rows[:40]
    boost_s = boost_s[:40]
    nodes = np.empty((len(rows), path.NODES, 9))
    for row, node in zip(rows, nodes, strict=True):
        step = (row[arc.PHI_1] - row[arc.PHI_0]) / path.SEGMENTS
        for k in range(path.NODES):
            node[k] = arc_state(row, row[arc.PHI_0] + k * step, step)
    _most, ours = tiers(rows, boost_s, sensors, (0.0, 5.0))
    _most, theirs = tiers(rows, boost_s, sensors, (0.0, 5.0), nodes=nodes)
    both = np.isfinite(ours) & np.isfinite(theirs)
    assert both.any()
    np.testing.assert_allclose(theirs[both], ours[both], atol=1e-3)


@pytest.mark.interpreted
def test_one_arc_and_two_sensors():
    """Small enough to run interpreted: two radars and a satellite on one arc, against sampling."""
    from reference import Infrared
    from validate import compare

    rows, boost_s, orbits = regional(np.random.default_rng(2), n=1)
    sensors = [radar(), Infrared(120.0), radar(range_min_m=500e3, half_width_deg=180.0)]
    difference, _ends, met, _worst = compare(rows, boost_s, orbits, sensors)
    assert met == 3
    assert difference.max() <= 1e-3
