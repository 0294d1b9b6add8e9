"""Whole runs against an independent slow model of the design (slow_paths, _sensors, _rules)."""

import pytest
from slow_chains import chain_world
from slow_compare import compare_rows, compare_windows
from slow_rules import expected
from slow_worlds import with_annuli_and_ellipses, world

from tocsin.answers.run import run
from tocsin.scenario import Scenario

CENTRES = {100: (45.0, 179.0), 101: (84.0, 20.0), 102: (-85.0, -120.0), 103: (0.0, -179.5)}
SEEDS = [*range(12), *CENTRES]


def assert_agrees(plain):
    scenario = Scenario.from_dict(plain)
    rows, seen = expected(scenario)
    result = run(scenario, windows=True)
    compare_rows(result.warning, rows)
    compare_windows(result, seen)
    return result


@pytest.mark.parametrize("seed", SEEDS)
def test_run_agrees_with_the_slow_model(seed):
    assert_agrees(world(seed, CENTRES.get(seed)))


@pytest.mark.parametrize("seed", [4, 9])
def test_run_agrees_with_annuli_and_ellipses(seed):
    assert_agrees(with_annuli_and_ellipses(world(seed), seed))


@pytest.mark.parametrize("seed", range(10))
def test_run_agrees_where_a_notice_must_travel(seed):
    assert_agrees(chain_world(seed))


def test_chains_are_worth_their_time():
    """Notices do travel there, and some only because a track is made before an alert."""
    hops = [
        route.count(">")
        for seed in range(4)
        for route in run(Scenario.from_dict(chain_world(seed))).warning["route"].dropna()
    ]
    assert min(map(hops.count, (1, 2, 3))) >= 5
