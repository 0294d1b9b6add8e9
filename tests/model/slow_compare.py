"""A run held against what the slow model expects: rows of the warning table, windows."""

import numpy as np
import pytest

TIMES = ("impact_s", "notice_s", "public_s", "warning_s", "response_s")


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
