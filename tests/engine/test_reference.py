"""Whole runs against an independent slow model of the design (slow_paths, _sensors, _rules)."""

import pytest
from slow_compare import compare_rows, compare_windows
from slow_rules import expected
from slow_worlds import world

from tocsin.answers.run import run
from tocsin.scenario import Scenario

CENTRES = {100: (45.0, 179.0), 101: (84.0, 20.0), 102: (-85.0, -120.0), 103: (0.0, -179.5)}
SEEDS = [*range(12), *CENTRES]


@pytest.mark.parametrize("seed", SEEDS)
def test_run_agrees_with_the_slow_model(seed):
    scenario = Scenario.from_dict(world(seed, CENTRES.get(seed)))
    rows, seen = expected(scenario)
    result = run(scenario, windows=True)
    compare_rows(result.warning, rows)
    compare_windows(result, seen)
