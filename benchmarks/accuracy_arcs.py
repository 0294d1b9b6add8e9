"""Arcs against numerical integration over the turning earth, and against announced flights."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from measured import place, row_of
from pyproj import Geod
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar
from worlds import orbits_of

from tocsin.geometry.arcs import ballistic, geodetic_to_ecef
from tocsin.kernels import arc

GM, OMEGA = 3.986004418e14, 7.292115e-5
MEAN_RADIUS_M, EQUATOR_M, J2 = 6371008.8, 6378137.0, 1.08262668e-3
TURN = np.array([0.0, 0.0, OMEGA])
GEOD = Geod(ellps="WGS84")
FLIGHTS = Path(__file__).parent / "data" / "announced_flights.csv"
PROFILES = (("min-energy", 0.0), ("apogee_km", 1500.0), ("apogee_ratio", 0.6),
            ("apogee_ratio", 2.0), ("apogee_ratio", 4.0))  # fmt: skip


def pull_of(flattened):
    """Acceleration in earth-fixed axes that turn: gravity, Coriolis and centrifugal terms."""

    def rates(_t, state):
        r, v = state[:3], state[3:]
        d = np.sqrt(r @ r)
        pull = -GM * r / d**3
        if flattened:
            z = (r[2] / d) ** 2
            swell = 1.5 * J2 * (EQUATOR_M / d) ** 2
            pull = pull * (1.0 - swell * (5.0 * z - np.array([1.0, 1.0, 3.0])))
        whirl = -2.0 * np.cross(TURN, v) - np.cross(TURN, np.cross(TURN, r))
        return np.concatenate([v, pull + whirl])

    return rates


def flown(launch, velocity, duration_s, *, flattened=False):
    """Integrated path, earth-fixed: position over arc time. Steps to thirteen digits."""
    done = solve_ivp(pull_of(flattened), (0.0, duration_s), np.concatenate([launch, velocity]),
                     method="DOP853", rtol=1e-13, atol=1e-7, dense_output=True)  # fmt: skip
    return done.sol


@dataclass(frozen=True)
class Case:
    """One arc: its ends, profile, boost [s], and what tocsin makes of it."""

    ends: tuple
    profile: str
    value: float
    boost_s: float

    @property
    def words(self):
        """Ends and profile."""
        name = {"apogee_km": f"apogee {self.value:,.0f} km",
                "apogee_ratio": f"{self.value:g} times the least apogee"}  # fmt: skip
        what = name.get(self.profile, "least energy")
        return f"{place(*self.ends[:2])} to {place(*self.ends[2:])}, {what}"

    @property
    def arcs(self):
        """Solved."""
        return ballistic(*self.ends, boost_s=self.boost_s, profile=self.profile, value=self.value)


def cases(rng, count):
    """Arcs of every profile, 5 to 15,000 km; polar, and over the antimeridian, among others."""
    found = []
    for number in range(count):
        lat = float(np.degrees(np.arcsin(rng.uniform(-1, 1))))
        lat = (lat, 88.0, -89.9, float(rng.uniform(-60, 60)))[number % 4]
        lon = (float(rng.uniform(-180, 180)), 179.5)[number % 2]
        away_m = float(10 ** rng.uniform(3.7, 7.17))
        east, north, _ = GEOD.fwd(lon, lat, float(rng.uniform(0, 360)), away_m)
        profile, value = PROFILES[number % len(PROFILES)]
        boost_s = float(rng.choice([0.0, 90.0, 150.0, 370.0]))
        # Of short arcs the chord's middle lies below the mean radius, of which a ratio is taken.
        if profile == "apogee_ratio" and away_m < 5e5:
            profile, value = "apogee_km", 300.0
        found.append(Case((lat, lon, north, east), profile, value, boost_s))
    return found


def launch_state(arcs):
    """Where an arc starts and its velocity over the ground, from its elements."""
    orbit = orbits_of(arcs.rows)
    return orbit.r[0], orbit.v[0] - np.cross(TURN, orbit.r[0]), float(orbit.duration_s[0])


def arc_rows(count=300, seed=3):
    """Rows of arcs against the integrator: where they end, where they are, how high they come."""
    made = cases(np.random.default_rng(seed), count)
    ends, ways, tops, bent = [], [], [], []
    for case in made:
        arcs = case.arcs
        launch, velocity, duration = launch_state(arcs)
        path = flown(launch, velocity, duration)
        target = geodetic_to_ecef(*case.ends[2:])
        ends.append(np.linalg.norm(path(duration)[:3] - target))
        ways.append(_farthest(case, arcs, path, duration))
        tops.append(_highest_km(path, duration) - float(arcs.apogee_km[0]))
        real = flown(launch, velocity, duration, flattened=True)
        bent.append(1e-3 * np.linalg.norm(real(duration)[:3] - target))

    def words(i):
        return made[i].words

    return [
        row_of("end of an arc, from the target", ends, "m", words, promise=0.1),
        row_of("places along it, boost included", ways, "m", words, promise=0.1),
        row_of("apogee", 1e3 * np.array(tops), "m", words, promise=0.1),
    ], [
        row_of("the earth's flattening in gravity (J2): end of an arc", bent, "km", words),
    ]


def _farthest(case, arcs, path, duration):
    """Greatest distance between the two over 64 times since launch. [m]"""
    impact = float(arcs.impact_s[0])
    times = np.linspace(0.0, impact, 64)
    boost = case.boost_s
    tau = times.copy()
    if boost > 0.0:
        tau = np.where(times <= boost, times**2 / (2.0 * boost), times - 0.5 * boost)
    theirs = path(np.minimum(tau, duration))[:3].T
    return np.linalg.norm(arcs.position_m(times)[0] - theirs, axis=1).max()


def _highest_km(path, duration):
    """Greatest distance from the centre less the mean radius. [km]"""

    def low(t):
        return -np.linalg.norm(path(t)[:3])

    times = np.linspace(0.0, duration, 200)
    at = int(np.argmin([low(t) for t in times]))
    around = times[max(at - 1, 0)], times[min(at + 1, 199)]
    best = minimize_scalar(low, bounds=around, method="bounded", options={"xatol": 1e-6})
    return 1e-3 * (-best.fun - MEAN_RADIUS_M)


def least_rows(count=100, seed=4):
    """Row of least-energy times of flight against a search over the time by Lambert's problem."""
    from slow_paths import least_over_ground

    made = [
        Case(each.ends, "min-energy", 0.0, 0.0)
        for each in cases(np.random.default_rng(seed), count)
    ]
    errors = []
    for case in made:
        ends = geodetic_to_ecef(*case.ends[:2]), geodetic_to_ecef(*case.ends[2:])
        errors.append(float(case.arcs.rows[0, arc.T_ARC]) - least_over_ground(*ends)[0])
    words = [case.words for case in made]
    what = "time of flight of least energy, a search over times by Lambert's problem"
    return [row_of(what, errors, "s", words.__getitem__, promise=1e-6)]


def flights():
    """Announced flights, a dict each; numbers are floats, nan where nothing was announced."""
    with FLIGHTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = ("apogee_km", "range_km", "flight_s")
            yield row | {name: float(row[name] or "nan") for name in numbers}


def boost_of(row):
    """Length of boost of the class that is nearest a flight, from the cards. [s]"""
    from tocsin.scenario import Scenario, scaffold

    plain = Scenario.from_text(scaffold("island")).to_dict()
    classes = {"short": 1000, "medium": 2000, "intermediate": 4500, "long": np.inf}
    # What a flight could reach if it were not lofted: some twice its apogee, or its range.
    reach_km = max(row["range_km"], 2.0 * np.nan_to_num(row["apogee_km"]))
    name = next(name for name, most_km in classes.items() if reach_km <= most_km)
    scenario = Scenario.from_dict(plain | {"arcs": {"it": {"class": name}}})
    return name, scenario.arc_spec("it").boost_s


def residuals():
    """Each announced flight with the impulsive arc's time and what is left with the boost. [s]

    The direction of a flight is not announced: the middle of due north, east, south and west.
    """
    for row in flights():
        known = np.isfinite(row["apogee_km"])
        profile, value = ("apogee_km", row["apogee_km"]) if known else ("min-energy", 0.0)
        times = []
        for azimuth in (0.0, 90.0, 180.0, 270.0):
            east, north, _ = GEOD.fwd(126.0, 39.0, azimuth, 1e3 * row["range_km"])
            arcs = ballistic(39.0, 126.0, north, east, profile=profile, value=value)
            times.append(float(arcs.impact_s[0]))
        arc_s = float(np.median(times))
        name, boost_s = boost_of(row)
        left = row["flight_s"] - arc_s
        yield row | {"arc_s": arc_s, "class": name, "left_s": left, "with_s": left - boost_s / 2}


def flight_table():
    """The announced flights as a table of Markdown."""
    head = (
        "| date | apogee, km | ground range, km | announced, s | arc alone, s | left, s "
        "| class | left with its boost, s | remark |\n|---|--:|--:|--:|--:|--:|---|--:|---|\n"
    )
    lines = [
        f"| {row['date']} | {_number(row['apogee_km'])} | {_number(row['range_km'])} "
        f"| {row['flight_s']:,.0f} | {row['arc_s']:,.0f} | {row['left_s']:+.0f} | {row['class']} "
        f"| {row['with_s']:+.0f} | {row['remark']} |\n"
        for row in residuals()
    ]
    return head + "".join(lines)


def _number(value):
    return f"{value:,.0f}" if np.isfinite(value) else "–"


def flight_rows():
    """Rows of what is left of announced times that are fit for comparison, and of the misses."""
    found = list(residuals())
    fit = [row for row in found if row["fit"] == "yes"]
    rest = [row for row in found if row["fit"] != "yes"]

    def words(rows):
        return lambda i: f"flight of {rows[i]['date']}: {rows[i]['remark'] or 'no remark'}"

    return [
        row_of("announced less arc with its class's boost, fit to compare",
               [row["with_s"] for row in fit], "s", words(fit)),
        row_of("the same, not fit to compare (the misses)",
               [row["with_s"] for row in rest], "s", words(rest)),
    ]  # fmt: skip
