"""Figures of merit along arcs: by hand, against slow sampling, and the laws that must hold."""

import copy
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_compare_sensors import Flight
from slow_sensors import Infrared, sensor_of
from slow_worlds import NATIONS, agreement, radar, world

from tocsin.engine.merits import OF_CELLS, merits_of
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.tally import MERITS
from tocsin.engine.usable import usable_sets
from tocsin.engine.world import World
from tocsin.geometry.arcs import low_flyer
from tocsin.kernels import merit
from tocsin.kernels.orbit import N_SATELLITE
from tocsin.scenario import Scenario

few = settings(max_examples=5)
seeds = st.integers(0, 10_000)
STEP_S = 0.1
ENDS_S = 0.6  # half a step at each of a dozen window ends


def small(seed):
    """A random world of one launch point, without masks, whose rays take time."""
    plain = world(seed)
    plain["launches"] = {"area-0": plain["launches"]["area-0"] | {"points": 1}}
    for each in plain["sensors"].values():
        each.pop("mask", None)
    return plain


def merits(plain, policies=(), **options):
    laid_out = World(Scenario.from_dict(plain))
    rulebooks = [Rulebook.of(laid_out.book, name) for name in policies]
    options = {"k": 2, "angle_deg": 20.0, "threads": 1} | options
    return merits_of(laid_out, usable_sets(laid_out, rulebooks), **options)


# --- by hand ------------------------------------------------------------------------------------


def by_hand(spans, mask=(1, 1, 1), k=2, cosine=2.0, sites=None):
    """Figures of a level flight of 100 s, from windows (sensor, in, out)."""
    arcs = low_flyer(0.0, 0.0, 0.0, 1.0, altitude_km=10.0, speed_m_s=1113.194907932)
    assert arcs.impact_s[0] == pytest.approx(100.0)
    sensor, *ends = zip(*spans, strict=True) if spans else ((), (), ())
    sites = np.zeros((3, 3)) if sites is None else sites
    eyes = sites, np.empty((0, N_SATELLITE)), np.zeros(4, dtype=np.int64)
    (found,) = merit.figures(
        (arcs.rows, arcs.boost_s, arcs.nodes), np.array([0, len(spans)]),
        np.array(sensor, dtype=np.int64), np.column_stack(ends).astype(float),
        np.zeros(1, dtype=np.int64), np.array([[mask]], dtype=np.int64), np.array([1]), k, cosine,
        5.0, eyes,
    )  # fmt: skip
    return found[0], arcs


def test_windows_that_overlap_and_leave_gaps():
    spans = [(0, 10.0, 20.0), (0, 60.0, 70.0), (1, 15.0, 40.0)]
    found, _ = by_hand(spans)
    wanted = {
        merit.IN_VIEW: 40, merit.KFOLD: 5, merit.LONGEST: 30, merit.DARK_BOOST: 0,
        merit.DARK_MIDCOURSE: 60, merit.FIRST: 10, merit.LAST: 70, merit.GAPS: 3,
        merit.SQUARES: 100 + 400 + 900, merit.BETWEEN: 1, merit.BETWEEN_S: 20,
    }  # fmt: skip
    assert {column: found[column] for column in wanted} == pytest.approx(wanted)
    # Without the second sensor what it bridged is dark.
    assert by_hand(spans, mask=(1, 0, 0))[0][merit.LONGEST] == pytest.approx(40.0)
    assert by_hand(spans, k=1)[0][merit.KFOLD] == pytest.approx(40.0)


def test_a_flight_that_nobody_sees_is_one_gap_from_launch_to_impact():
    found, _ = by_hand([])
    assert found[merit.FIRST] == np.inf
    assert (found[merit.GAPS], found[merit.BETWEEN]) == (1, 0)
    assert found[merit.LONGEST] == pytest.approx(100.0)


def test_a_hand_over_and_a_break_below_a_millisecond_are_no_gaps():
    found, _ = by_hand([(0, 0.0, 50.0), (1, 50.0, 80.0), (2, 80.0005, 100.0)])
    assert (found[merit.GAPS], found[merit.LONGEST]) == (0, 0)


def test_custody_begins_where_lines_of_sight_cross_at_the_angle():
    """Two sites on the ground below a level flight, 40 km before and behind its middle."""
    _, arcs = by_hand([])
    path = arcs.position_m([14.0, 86.0])[0]
    sites = np.array([path[0], path[1], np.zeros(3)]) * (6378.137 / 6388.137)
    spans = [(0, 0.0, 100.0), (1, 0.0, 100.0)]
    # The last two hold for seconds at a time only: far less than a step of moving sensors.
    for angle_deg in (40.0, 60.0, 85.0, 88.0):
        cosine = np.cos(np.radians(angle_deg))
        found, _ = by_hand(spans, cosine=cosine, sites=sites)
        times = np.arange(0.0, 100.0, 0.01) + 0.005
        away = sites[:2, None] - arcs.position_m(times)[0]
        lines = away / np.linalg.norm(away, axis=-1, keepdims=True)
        crossed = np.abs((lines[0] * lines[1]).sum(axis=-1)) <= cosine
        assert 0.0 < crossed.mean() < 1.0
        assert found[merit.CUSTODY] == pytest.approx(100.0 * crossed.mean(), abs=0.05)


# --- against slow sampling ----------------------------------------------------------------------


def eyes_at(sensor, points, times):
    """Whence a sensor of the slow model looks: of a layer the satellite that stands highest."""
    if not isinstance(sensor, Infrared):
        return np.broadcast_to(sensor.site, points.shape)
    up = points / np.linalg.norm(points, axis=-1, keepdims=True)
    places = np.array(list(sensor.satellites(times)))
    away = places - points
    high = (away * up).sum(axis=-1) / np.linalg.norm(away, axis=-1)
    return places[high.argmax(axis=0), np.arange(len(points))]


def sampled(laid_out, arc, cell, k, angle_deg):
    """Share in view, k-fold and in custody, longest gap, first and last sight of one flight."""
    arcs = laid_out.solve(0, arc, slice(cell, cell + 1))
    path = Flight(arcs, 0)
    times = np.arange(0.5 * STEP_S, path.impact_s, STEP_S)
    points = path.at(times)
    seen, lines = [], []
    for spec in laid_out.sensors:
        sensor = sensor_of(spec, 0, laid_out.arcs[arc].rcs_m2)
        inside = sensor.margins(points, times).min(axis=0) >= 0
        seen.append(inside & (times <= path.boost_s) if spec.kind == "infrared" else inside)
        away = eyes_at(sensor, points, times) - points
        lines.append(away / np.linalg.norm(away, axis=-1, keepdims=True))
    seen, lines = np.array(seen), np.array(lines)
    held = np.zeros(len(times), dtype=bool)
    for a in range(len(seen)):
        for b in range(a):
            dot = np.abs((lines[a] * lines[b]).sum(axis=-1))
            held |= seen[a] & seen[b] & (dot <= np.cos(np.radians(angle_deg)))
    any_ = seen.any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], any_, [1]])))
    gaps = np.diff(edges)[::2] if len(edges) else [0]
    first = times[any_][0] if any_.any() else np.nan
    last = times[any_][-1] if any_.any() else np.nan
    return {
        "in_view_s": STEP_S * any_.sum(), "kfold_s": STEP_S * (seen.sum(axis=0) >= k).sum(),
        "custody_s": STEP_S * held.sum(), "gap_s": STEP_S * max(gaps), "first_sight_s": first,
        "last_sight_s": last,
    }  # fmt: skip


@pytest.mark.parametrize("seed", [3, 11])
def test_figures_agree_with_slow_sampling(seed):
    plain = small(seed)
    name, point = next(iter(plain["targets"]["points"].items()))
    plain["targets"] = {"points": {name: point}}
    found = merits(plain, angle_deg=25.0)
    for at, arc in enumerate(found.world.arcs):
        wanted = sampled(found.world, at, 0, 2, 25.0)
        (tally,) = (
            t for nation, of, t in found.rows() if (nation, of) == (point["nation"], arc.id)
        )
        impact_s = float(found.world.solve(0, at, slice(0, 1)).impact_s[0])
        got = {name: float(MERITS[name].of(tally)[0]) for name in MERITS}
        got |= {f"{key}_s": impact_s * got[f"{key}_share"] for key in ("in_view", "kfold")}
        for key, value in wanted.items():
            assert got[key] == pytest.approx(value, abs=ENDS_S, nan_ok=True), (arc.id, key)


def test_the_terminal_phase_begins_where_it_falls_below_a_hundred_kilometres():
    found = merits(small(3) | {"arcs": {"push": {"boost_s": 60, "apogee_ratio": 2.0}}}, k=1)
    arcs = found.world.solve(0, 0)
    times = np.linspace(0.0, 1.0, 20_001) * arcs.impact_s[:, None]
    height_km = 1e-3 * np.linalg.norm(arcs.position_m(times), axis=-1)
    for arc in range(len(arcs)):
        starts = merit.terminal_start(arcs.rows, arcs.boost_s, arcs.nodes, arc, np.empty(3))
        top = height_km[arc].argmax()
        place = np.interp(starts, times[arc], height_km[arc])
        ground = height_km[arc, -1]
        if height_km[arc, top] - ground > 130.0:
            assert place - ground == pytest.approx(100.0, abs=5.0)  # the ellipsoid is no sphere
        else:
            assert starts >= times[arc, top] - 0.1


# --- laws ---------------------------------------------------------------------------------------


def of_cells(found, at):
    return dict(zip(OF_CELLS, found.cells[:, at].T, strict=True))


def assert_no_less(less, more):
    """What is in view never shrinks, and what is dark never grows."""
    for name in ("in_view", "kfold"):
        assert (more[name] >= less[name] - 1e-9).all(), name
    for name in ("gap_s", "dark_boost", "dark_midcourse", "dark_terminal"):
        assert (more[name] <= less[name] + 1e-6).all(), name


@few
@given(seeds)
def test_another_sensor_never_lowers_coverage(seed):
    plain = small(seed)
    more = copy.deepcopy(plain)
    rng = random.Random(seed)
    centre = plain["launches"]["area-0"]
    another = radar(rng, (centre["lat"], centre["lon"]))
    another.pop("mask", None)
    more["sensors"]["another"] = another | {"owner": rng.choice(NATIONS[:3])}
    before, after = merits(plain, ["mesh"]), merits(more, ["mesh"])
    for at in (0, -1):
        assert_no_less(of_cells(before, at), of_cells(after, at))
        for (*_, old), (*_, new) in zip(before.rows(), after.rows(), strict=True):
            assert new.mean("custody")[at] >= old.mean("custody")[at] - 1e-3


@few
@given(seeds)
def test_another_agreement_never_lowers_what_a_nation_holds(seed):
    plain = small(seed)
    plain["agreements"]["pact-9"] = agreement(random.Random(seed + 1))
    plain["policies"] = {
        "less": {"plus": ["pact-0", "pact-1"]},
        "more": {"plus": ["pact-0", "pact-1", "pact-9"]},
    }
    found = merits(plain, ["less", "more"])
    assert_no_less(of_cells(found, -2), of_cells(found, -1))
    # Nobody is told of more than there is, and each knows what its own sensors see.
    assert_no_less(of_cells(found, -1), of_cells(found, 0))


@few
@given(seeds)
def test_more_fold_is_never_more_and_the_parts_of_a_flight_are_all_of_it(seed):
    plain = small(seed)
    folds = [merits(plain, k=k) for k in (1, 2, 3)]
    shares = [of_cells(found, 0)["kfold"] for found in folds]
    assert (shares[0] >= shares[1] - 1e-12).all()
    assert (shares[1] >= shares[2] - 1e-12).all()
    first = of_cells(folds[0], 0)
    np.testing.assert_allclose(shares[0], first["in_view"])
    parts = [first[name] for name in ("in_view", "dark_boost", "dark_midcourse", "dark_terminal")]
    np.testing.assert_allclose(sum(parts), 1.0)


def test_a_wider_angle_is_never_more_custody_and_none_exceeds_two_fold():
    plain = small(5)
    found = [merits(plain, angle_deg=angle) for angle in (0.0, 10.0, 45.0, 90.0)]
    shares = [[t.mean("custody")[0] for *_, t in each.rows()] for each in found]
    assert (np.diff(shares, axis=0) <= 1e-3).all()
    folds = [t.mean("kfold")[0] for *_, t in found[0].rows()]
    np.testing.assert_allclose(shares[0], folds, atol=1e-9)


def test_results_do_not_depend_on_threads():
    plain = small(7)
    one, two = merits(plain, ["now"], threads=1), merits(plain, ["now"], threads=2)
    assert np.array_equal(one.cells, two.cells)
    for (*_, a), (*_, b) in zip(one.rows(), two.rows(), strict=True):
        assert np.array_equal(a.sums, b.sums)
