"""Arcs, sensors and windows of the test set, by the slow independent codes and not by the kernels.

Nothing of the package is imported. Arcs come from `slow_paths` (Lambert's problem, universal
variables), windows from `reference` (sampling, bisection, a search of every extremum) or, where
that knows no such sensor, from `slow_sensors` (other quadrature, other frames).
"""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import slow_sensors
from reference import Infrared, Orbits, Radar, windows
from slow_paths import GEOD, Ballistic, LowFlyer

PROFILES = (("min-energy", 0.0), ("min-energy", 0.0), ("apogee_km", 400.0), ("apogee_km", 1500.0),
            ("apogee_ratio", 0.6), ("apogee_ratio", 2.0), ("apogee_ratio", 4.0))  # fmt: skip
ARCS, SENSORS = 10, 10  # of a group
# A window that is right to a microsecond, and one whose limit the arc only just touches.
TOLERANCE_S, GRAZING_S = 2e-6, 1e-3
# Where a slanting mask is crossed slowly.
MASK_S = 2e-5


def arc_of(rng, lat, lon, name):
    """One arc from near a place: its fields, and its path by the slow code."""
    low = name == "low-flyer"
    while True:
        start = float(lat + rng.normal(0, 0.3)), float(lon + rng.normal(0, 0.3))
        start = max(-90.0, min(90.0, start[0])), (start[1] + 180.0) % 360.0 - 180.0
        away_m = float(10 ** rng.uniform(5.0, 6.0 if low else 7.0))
        if name == "boost ends" and rng.random() < 0.3:
            away_m = float(rng.uniform(2e4, 9e4))  # comes down while it burns
        east, north, _ = GEOD.fwd(start[1], start[0], float(rng.uniform(0, 360)), away_m)
        ends = dict(zip(("launch_lat", "launch_lon", "target_lat", "target_lon"),
                        (*start, north, east), strict=True))  # fmt: skip
        if low:
            altitude, speed = float(rng.choice([20.0, 40.0, 60.0])), float(rng.choice([300, 2000]))
            path = LowFlyer(start, (north, east), altitude_km=altitude, speed_m_s=speed)
            terms = {"kind": "low-flyer", "altitude_km": altitude, "speed_m_s": speed}
            return ends | terms | {"boost_s": 0.0, "impact_s": path.impact_s}, path
        profile, value = PROFILES[rng.integers(len(PROFILES))]
        boost_s = float(rng.choice([90.0, 150.0, 240.0, 370.0]))
        if away_m < 4e5 and profile == "apogee_ratio":
            continue
        try:
            path = Ballistic(start, (north, east), boost_s=boost_s, profile=profile, value=value)
        except (IndexError, ValueError):
            continue  # no such arc
        terms = {"kind": "ballistic", "profile": profile, "value": value, "boost_s": boost_s}
        return ends | terms | {"impact_s": path.impact_s}, path


def _near(rng, path, spread_deg):
    """A place below some point of a path."""
    x, y, z = path.at(float(rng.uniform(0.05, 0.95)) * path.impact_s)[0]
    lat = np.degrees(np.arctan2(z, np.hypot(x, y))) + rng.normal(0, spread_deg)
    lon = np.degrees(np.arctan2(y, x)) + rng.normal(0, spread_deg)
    return round(float(np.clip(lat, -90, 90)), 3), round(float((lon + 180) % 360 - 180), 3)


def _pick(rng, *values):
    return values[rng.integers(len(values))]


def radar(rng, path, name):
    """Fields of a radar near a path; the class says what is hard about it."""
    lat, lon = _near(rng, path, 2.0 if name == "low-flyer" else 5.0)
    made = {
        "kind": "radar",
        "lat": lat,
        "lon": lon,
        "height_m": _pick(rng, 0.0, 0.0, 300.0),
        "range_km": _pick(rng, 800.0, 1500.0, 2500.0, 5000.0),
        "range_min_km": 0.0,
        "sectors": [[round(float(rng.uniform(0, 360)), 1), _pick(rng, 45.0, 60.0, 90.0, 120.0)]],
        "low_deg": _pick(rng, 0.0, 0.5, 2.0, 3.0, 10.0),
        "high_deg": 90.0,
        "refraction": "traced",
        "mask": [],
    }
    if rng.random() < 0.4:
        made["sectors"] = [[0.0, 180.0]]
    made |= HARD.get(name, lambda rng: {})(rng)
    # Above its greatest elevation a radar has no least one.
    made["low_deg"] = min(made["low_deg"], 0.5 * made["high_deg"])
    return made


HARD = {
    "upper elevation": lambda rng: {"high_deg": _pick(rng, 8.0, 20.0, 40.0, 60.0, 85.0)},
    "wrap through north": lambda rng: {
        "sectors": [[_pick(rng, 0.0, 2.0, 358.0), _pick(rng, 10.0, 45.0, 120.0, 175.0)]]
    },
    "from the air": lambda rng: {"height_m": 9000.0, "low_deg": _pick(rng, -1.0, -3.0, -5.0)},
    "other refraction": lambda rng: {"refraction": _pick(rng, "none", "effective-earth")},
    "annulus": lambda rng: {"range_km": 2500.0, "range_min_km": _pick(rng, 300.0, 900.0, 2000.0)},
    "polar": lambda rng: {"lat": _pick(rng, 90.0, -90.0, 89.5)} if rng.random() < 0.2 else {},
    "horizon mask": lambda rng: {
        "mask": [[float(az), float(rng.integers(0, 25))] for az in (10, 80, 170, 260, 330)],
        "sectors": [[0.0, 180.0]],
    },
    "two sectors": lambda rng: {"sectors": [[20.0, 50.0], [200.0, _pick(rng, 30.0, 80.0)]]},
}


def satellite(rng, path, name):
    """Fields of a geostationary satellite, or of a layer of satellites on circular orbits."""
    made = {"min_elevation_deg": _pick(rng, 0.0, 5.0, 20.0), "cloud_top_km": _pick(rng, 5.0, 10.0)}
    lon = (_near(rng, path, 1.0)[1] + float(rng.uniform(-85, 85)) + 180.0) % 360.0 - 180.0
    if name != "satellite layer":
        return made | {"kind": "geostationary", "lon": round(lon, 2)}
    return made | {
        "kind": "layer",
        "altitude_km": _pick(rng, 800.0, 1200.0, 2000.0),
        "inclination_deg": _pick(rng, 50.0, 70.0, 97.0),
        "node_deg": float(rng.integers(0, 360)),
        "phase_deg": float(rng.integers(0, 360)),
        "planes": int(rng.integers(1, 5)),
        "per_plane": int(rng.integers(1, 7)),
        "phasing": 1,
    }


def touched(rng, sensor, orbits, name):
    """The radar with its range or least elevation moved to where one orbit just touches it."""
    one = int(rng.integers(len(orbits.duration_s)))
    made = reference_of(sensor)
    times = np.linspace(0.0, orbits.duration_s[one], 20_001)
    east, north, up = made.local(orbits.positions(np.full(times.size, one), times))
    slant = np.sqrt(east**2 + north**2 + up**2)
    at = int(slant.argmin())
    wide = {"sectors": [[0.0, 180.0]], "high_deg": 90.0, "low_deg": 0.0, "range_min_km": 0.0}
    if name == "very short windows":
        # Half a window away from the nearest point: so long it is in view.
        half = 0.5 * float(10 ** rng.uniform(-2.3, 0.0)) / (times[1] - times[0])
        reach = np.interp(at + half, np.arange(times.size), slant)
        reach = max(reach, slant[at] * (1 + 1e-12))
        return sensor | wide | {"range_km": 1e-3 * float(reach)}
    nudge = 1.0 + float(_pick(rng, -1, 1) * 10.0 ** rng.uniform(-6.0, -3.0))
    elevation = np.degrees(np.arctan2(up, np.hypot(east, north))).max()
    if rng.random() < 0.5 and 0.1 < elevation < 85.0:
        lifted = {"low_deg": float(elevation * nudge), "refraction": "none", "range_km": 20000.0}
        return sensor | wide | lifted
    return sensor | wide | {"range_km": 1e-3 * float(slant[at] * nudge)}


def reference_of(sensor):
    """The sensor as the sampling reference knows it."""
    if sensor["kind"] == "geostationary":
        return Infrared(sensor["lon"], min_elevation_deg=sensor["min_elevation_deg"],
                        cloud_top_m=1e3 * sensor["cloud_top_km"])  # fmt: skip
    ((centre, half),) = sensor["sectors"]
    return Radar(
        sensor["lat"], sensor["lon"], sensor["height_m"], 1e3 * sensor["range_km"], centre, half,
        sensor["low_deg"], sensor["high_deg"], sensor["refraction"],
        range_min_m=1e3 * sensor["range_min_km"],
    )  # fmt: skip


def slow_of(sensor):
    """The sensor as the slow model knows it."""
    if sensor["kind"] != "radar":
        orbit = SimpleNamespace(**sensor) if sensor["kind"] == "layer" else None
        lon = sensor.get("lon")
        spec = SimpleNamespace(**{**sensor, "orbit": orbit, "lon": lon})
        return slow_sensors.Infrared(spec, 0, 1.0)
    spec = SimpleNamespace(
        **{**sensor, "sectors": tuple(map(tuple, sensor["sectors"]))},
        patrol=None,
        instrumented_km=sensor["range_km"],
        r1_km=1e6,
        elevation_min_deg=sensor["low_deg"],
        elevation_max_deg=sensor["high_deg"],
    )
    return slow_sensors.Radar(spec, 0, 1.0)


SLOW = ("horizon mask", "low-flyer", "satellite layer", "two sectors")
SATELLITES = ("geostationary satellite", "satellite layer")
# Class by class, how many pairs of 10,000.
CLASSES = {
    "plain": 1100, "grazing": 1100, "very short windows": 900, "upper elevation": 900,
    "wrap through north": 800, "polar": 800, "antimeridian": 800, "boost ends": 700,
    "from the air": 600, "other refraction": 500, "annulus": 500, "geostationary satellite": 500,
    "horizon mask": 200, "two sectors": 200, "low-flyer": 200, "satellite layer": 200,
}  # fmt: skip


def launch_of(rng, name):
    """A place to launch from."""
    if name == "polar":
        return _pick(rng, 88.0, -89.9, 85.0), float(rng.uniform(-180, 180))
    if name == "antimeridian":
        return float(rng.uniform(-60, 60)), _pick(rng, 179.7, -179.7)
    return float(rng.uniform(-65, 65)), float(rng.uniform(-180, 180))


def group(name, number, seed=20261127):
    """One group of a class: arcs, sensors, and windows of each pair (None where left out)."""
    key = [seed, list(CLASSES).index(name), number]
    rng = np.random.default_rng(key)
    lat, lon = launch_of(rng, name)
    made = [arc_of(rng, lat, lon, name) for _ in range(ARCS)]
    arcs, paths = [each[0] for each in made], [each[1] for each in made]
    orbits = None
    if name != "low-flyer":
        orbits = Orbits(np.array([p.r for p in paths]), np.array([p.v for p in paths]),
                        np.array([p.kepler_s for p in paths]))  # fmt: skip
    sensors = []
    for at in range(SENSORS):
        path = paths[rng.integers(ARCS)]
        is_satellite = name in SATELLITES or (name == "boost ends" and at % 2)
        sensor = (satellite if is_satellite else radar)(rng, path, name)
        if name in ("grazing", "very short windows"):
            sensor = touched(rng, sensor, orbits, name)
        sensors.append(sensor)
    ask = _by_slow if name in SLOW else _by_reference
    return arcs, sensors, ask(sensors, paths, orbits)


def _by_reference(sensors, paths, orbits):
    boost_s = np.array([path.boost_s for path in paths])
    columns = [windows(reference_of(sensor), orbits, boost_s) for sensor in sensors]
    return [list(row) for row in zip(*columns, strict=True)]


def _by_slow(sensors, paths, _orbits):
    made = [slow_of(sensor) for sensor in sensors]
    found = [[slow_sensors.windows(path, sensor) for sensor in made] for path in paths]
    return [
        [
            None if grazing else refined(spans, path, sensor)
            for (spans, grazing), sensor in zip(row, made, strict=True)
        ]
        for row, path in zip(found, paths, strict=True)
    ]


class ExactMask(slow_sensors.Radar):
    """The slow radar whose mask's ray is traced at each point's own elevation, not interpolated."""

    def _above_mask(self, mask, s, up, height):
        mask = np.maximum(mask, self.lowest_deg())
        each = zip(mask, s, up, height, strict=True)
        return np.array([float(self._from_limit(float(m), *rest)) for m, *rest in each])


def refined(spans, path, sensor):
    """Windows whose ends are bisected anew with exact rays where the sensor has a mask."""
    if not getattr(sensor, "spec", None) or not getattr(sensor.spec, "mask", None):
        return spans
    exact = ExactMask(sensor.spec, 0, 1.0)

    def inside(t):
        return exact.margins(path.at(t), np.atleast_1d(t)).min() >= 0.0

    def end(t):
        low, high = t - 4e-3, t + 4e-3
        first = inside(low)
        if low <= 0.0 or high >= path.impact_s or inside(high) == first:
            return t
        for _ in range(17):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if inside(middle) == first else (low, middle)
        return 0.5 * (low + high)

    return [(end(a), end(b)) for a, b in spans]


def tolerance_of(name, spans):
    """How far ends may differ: loosely where a limit is only just touched. [s]"""
    edges = sorted(float(t) for pair in spans for t in pair)
    shortest = min((b - a for a, b in pairwise(edges)), default=9.0)
    if name == "grazing" or shortest < 1.0:
        return GRAZING_S
    return MASK_S if name == "horizon mask" else TOLERANCE_S
