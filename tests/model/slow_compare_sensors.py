"""Sensors by themselves against the slow model: entries of a file, arcs over them, windows."""

import numpy as np
import pandas as pd
from slow_sensors import sensor_of, windows

from tocsin.geometry.arcs import ballistic, low_flyer
from tocsin.scenario import Scenario
from tocsin.sensors.watch import watch_of


def world(sensors):
    """Plain data of a world with these sensors, each an entry without its owner."""
    box = {"west": 0, "south": 0, "east": 1, "north": 1}
    return {
        "tocsin": 1,
        "nations": {"A": {"territory": {"box": box}}, "B": {}},
        "sensors": {name: {"owner": "A", **entry} for name, entry in sensors.items()},
        "launches": {"here": {"nation": "A", "lat": 30, "lon": 10}},
        "arcs": {"any": {"class": "medium"}},
        "targets": {"points": {"there": {"lat": 31, "lon": 20, "nation": "A"}}},
    }


def specs(**sensors):
    """Return sensors with the numbers of their classes filled in."""
    scenario = Scenario.from_dict(world(sensors))
    return [scenario.sensor_spec(name) for name in scenario.sensors]


def some_arcs(kind, count=24):
    """Arcs over the middle of the region in which the tests put their sensors."""
    rng = np.random.default_rng(7)
    lat_0, lat_1 = rng.uniform(30, 42, (2, count))
    lon_0, lon_1 = rng.uniform(5, 9, count), rng.uniform(11, 22, count)
    ends = lat_0, lon_0, lat_1, lon_1
    if kind == "low":
        return low_flyer(*ends, altitude_km=40, speed_m_s=2000)
    if kind == "lofted":
        return ballistic(*ends, boost_s=370, profile="apogee_ratio", value=2.5)
    return ballistic(*ends, boost_s=150)


class Flight:
    """One of the package's arcs as a path of the slow model (the arcs have tests of their own)."""

    def __init__(self, arcs, i):
        self.arcs, self.boost_s = arcs[i : i + 1], float(arcs.boost_s[i])
        self.impact_s = float(self.arcs.impact_s[0])

    def at(self, times):
        return self.arcs.position_m(times)[0]


def table_of(watch, arcs, **options):
    """Windows of a watch as a table."""
    return pd.DataFrame(watch.windows(arcs, **options)._asdict())


def compare(sensors, kind, count):
    """Windows and tier times of sensors on many arcs; counts how many windows were compared."""
    arcs, watch = some_arcs(kind, count), watch_of(sensors, position=0, rcs_m2=1.0)
    table, times = table_of(watch, arcs), watch.tier_times(arcs)
    assert times.shape == (len(arcs), len(sensors), 2)
    compared = 0
    for i in range(len(arcs)):
        for j, spec in enumerate(sensors):
            wanted, grazing = windows(Flight(arcs, i), sensor_of(spec, 0, 1.0))
            if grazing:
                continue
            rows = table[(table["arc"] == i) & (table["sensor"] == j)]
            spans = rows[["window_in_s", "window_out_s"]].to_numpy()
            assert len(spans) == len(wanted), (i, j, spans, wanted)
            np.testing.assert_allclose(spans, np.reshape(wanted, (-1, 2)), atol=1e-3)
            for tier, needed in enumerate((spec.alert_s, spec.track_s)):
                long = [a + needed for a, b in spans if needed is not None and b - a >= needed]
                assert times[i, j, tier] == (long[0] if long else np.inf)
            compared += len(wanted)
    return compared
