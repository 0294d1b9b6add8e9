"""Whole runs against an independent slow model of the design (slow_paths, _sensors, _rules)."""

import numpy as np
import pytest
from slow_rules import expected
from slow_worlds import world

from tocsin.analysis.run import run
from tocsin.scenario import Scenario

TIMES = ("impact_s", "notice_s", "public_s", "warning_s", "response_s")
CENTRES = {100: (45.0, 179.0), 101: (84.0, 20.0), 102: (-85.0, -120.0), 103: (0.0, -179.5)}
SEEDS = [*range(12), *CENTRES]


@pytest.mark.parametrize("seed", SEEDS)
def test_run_agrees_with_the_slow_model(seed):
    scenario = Scenario.from_dict(world(seed, CENTRES.get(seed)))
    rows, seen = expected(scenario)
    result = run(scenario, windows=True)
    compare_rows(result.warning, rows)
    compare_windows(result, seen)


def compare_rows(table, rows):
    compared = 0
    for row in table.to_dict("records"):
        key = tuple(row[k] for k in ("policy", "launch", "point", "arc", "cell"))
        want = rows.get(key)
        if want is None or want.pop("near"):
            continue
        compared += 1
        assert row["status"] == want["status"], (key, row, want)
        for name in TIMES:
            wanted = want[name] if np.isfinite(want[name]) else np.nan
            assert row[name] == pytest.approx(wanted, abs=1e-3, nan_ok=True), (key, name, row, want)
        for name in ("sensor", "route"):
            if want[name] is not None:
                assert row[name] == want[name], (key, name, row, want)
        if row["status"] == "never":
            assert row["sensor"] is np.nan, key
    assert compared > 0.25 * len(table)


def compare_windows(result, seen):
    found = {}
    for row in result.windows.to_dict("records"):
        key = (row["launch"], row["point"], row["arc"], row["cell"], row["sensor"])
        found.setdefault(key, []).append((row["window_in_s"], row["window_out_s"]))
    for key, (_, of_sensors) in seen.items():
        for name, spans in zip(result.scenario.sensors, of_sensors, strict=True):
            if spans is not None:
                got = found.get((*key, name), [])
                assert len(got) == len(spans), (key, name, got, spans)
                np.testing.assert_allclose(got, spans or np.empty((0,)), atol=1e-3, err_msg=name)
