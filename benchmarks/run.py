"""Peers and tocsin side by side in one process run (`make bench`): time, ratio, accuracy.

Times are medians of repeated runs; a busy machine moves all of them together, so read the ratios.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from threading import local

import floor
import numpy as np
import side_by_side
import small_job
import startup
import verbs
from peers import solve_arcs_numpy
from reference import Radar
from worlds import pack, regional_points

from tocsin.kernels import arc, detect, notices, path

SIZES = (("small", 10_000), ("medium", 1_000_000), ("full", 20_000_000))
N_SENSORS = 25
CHUNK = 256 * path.LANES
NO_NODES = np.empty((0, path.NODES, 9))


def timed(work, *, repeats=3):
    """Median seconds of a piece of work, after one run that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return median(seconds)


def machine():
    """One line on what this ran on."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next(line for line in lines if line.startswith("model name")).split(":")[1]
    except (OSError, StopIteration):
        pass
    return (
        f"{model.strip()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def solve(launches, targets):
    """Rows of min-energy arcs."""
    rows, status = np.zeros((len(launches), arc.N_ELEMENTS)), np.zeros(len(launches), np.int64)
    arc.solve_arcs(launches, targets, arc.MIN_ENERGY, 0.0, rows, status)
    return rows


def sensors(where, seed=1):
    """Twenty-five radars of five kinds, in the region or all over the globe."""
    rng = np.random.default_rng(seed)
    kinds = ((2e6, 60, 2, 60), (1.5e6, 60, 3, 85), (1e6, 180, 0, 85), (8e5, 120, 1.5, 70),
             (4.5e5, 60, 0, 90))  # fmt: skip
    made = []
    for i in range(N_SENSORS):
        reach, half, low, high = kinds[i % len(kinds)]
        lat, lon = rng.uniform(30, 44), rng.uniform(124, 146)
        if where == "global":
            lat, lon = rng.uniform(-60, 70), rng.uniform(-180, 180)
        made.append(Radar(lat, lon, 0.0, reach, rng.uniform(200, 330), half, low, high))
    return made


class Job:
    """Arcs and packed sensors, seen chunk by chunk in threads as the analysis does."""

    def __init__(self, rows, packed):
        self.rows, self.packed = rows, packed
        self.boost_s = np.full(len(rows), 150.0)
        self.needed_s = np.tile([5.0, 10.0], (N_SENSORS, 1))
        self.runs = np.arange(N_SENSORS + 1)
        self.room = local()

    def _parts(self):
        return [slice(a, a + CHUNK) for a in range(0, len(self.rows), CHUNK)]

    def _first(self, part):
        count = len(self.rows[part])
        out = np.empty((count, N_SENSORS, 2))
        detect.tier_times(
            self.rows[part], self.boost_s[part], NO_NODES, *self.packed, self.runs, self.needed_s,
            16, out,
        )  # fmt: skip
        return int(np.isfinite(out[..., 0]).sum())

    def _every(self, part):
        # Streamed: each thread fills one buffer again and again, as new memory costs page faults.
        if not hasattr(self.room, "found"):
            self.room.found = np.empty((2 * CHUNK * N_SENSORS, 2), np.int64)
            self.room.spans = np.empty((2 * CHUNK * N_SENSORS, 2))
        found, spans = self.room.found, self.room.spans
        return detect.all_windows(
            self.rows[part], self.boost_s[part], NO_NODES, *self.packed, self.runs, 16, found, spans
        )[1]

    def run(self, *, every, threads):
        """Count of pairs seen, or of windows."""
        work = self._every if every else self._first
        with ThreadPoolExecutor(threads) as pool:
            self.room = local()
            return sum(pool.map(work, self._parts()))


def bench_arcs():
    """Arc solving against plain numpy."""
    print("\nArcs: ns per arc, one thread")
    launches, targets = regional_points(100_000)
    rows = solve(launches, targets)
    status = np.zeros(len(rows), np.int64)
    ours = timed(lambda: arc.solve_arcs(launches, targets, 0, 0.0, rows, status))
    theirs = timed(lambda: solve_arcs_numpy(launches, targets), repeats=1)
    print(f"  tocsin min-energy    {ours / len(rows) * 1e9:8.0f}")
    many = regional_points(900_000)
    parts = [slice(start, start + CHUNK) for start in range(0, len(many[0]), CHUNK)]
    with ThreadPoolExecutor(2) as pool:
        both = timed(lambda: list(pool.map(lambda part: solve(*(p[part] for p in many)), parts)))
    print(f"  900,000 of them on two threads, chunk by chunk: {both:.2f} s")
    for name, profile, value in (("apogee_km", 1, 6e5), ("apogee_ratio", 2, 2.0)):
        spare = rows.copy()
        seconds = timed(lambda p=profile, v=value, r=spare: arc.solve_arcs(
            launches, targets, p, v, r, status))  # fmt: skip
        print(f"  tocsin {name:13s} {seconds / len(rows) * 1e9:8.0f}")
    # An easier question: of least semi-major axis, the times only.
    print(f"  numpy (inertial)     {theirs / len(rows) * 1e9:8.0f}   ratio {theirs / ours:.0f}")


def bench_detection(limit):
    """Cost per pair from ten thousand to twenty million pairs, one and two threads."""
    print("\nDetection: ns per pair (first detection | every window), one and two threads")
    for where in ("regional", "global"):
        packed = pack(sensors(where))
        for name, pairs in SIZES:
            if pairs > limit:
                continue
            job = Job(solve(*regional_points(pairs // N_SENSORS)), packed)
            cells = []
            for every in (False, True):
                for threads in (1, 2):
                    repeats = 3 if pairs < 5_000_000 else 1
                    seconds = timed(
                        lambda e=every, t=threads, j=job: j.run(every=e, threads=t),
                        repeats=repeats,
                    )
                    cells.append(f"{seconds / pairs * 1e9:7.1f}")
            seen = job.run(every=False, threads=2) / pairs
            print(f"  {where:9s}{name:7s}{pairs:10d} pairs  {'  '.join(cells)}   {seen:.2f} seen, "
                  f"peak {peak_mb():.0f} MB")  # fmt: skip


def peak_mb():
    """Greatest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def bench_policies(cases):
    """Policies on a bank of tier times: every case asks for its own nation's notice once each."""
    rng = np.random.default_rng(3)
    print("\nPolicies: twelve labels, alert and track, one notice per case and policy")
    for name, n, times in (
        ("64 policies", cases, 64),
        ("one toggle", 30_000, 1),
        ("4096 coalitions", 30_000, 4096),
    ):
        rows, delays = rng.uniform(0, 900, (24, n)), rng.uniform(0, 300, (times, 24))
        ends, people = rng.uniform(300, 900, n), rng.uniform(0, 1e5, n)
        out = np.empty((times, 2))

        def work(rows=rows, delays=delays, ends=ends, people=people, out=out):
            notices.effective_sums(rows, delays, ends, 150.0, people, out)

        seconds = timed(work, repeats=3)
        rate = seconds / (times * 24 * n) * 1e9
        print(
            f"  {name:15s} x {n:6d} cases: {seconds * 1e3:8.1f} ms, {rate:.3f} ns per add and min"
        )


def coalition_world(agreements):
    """Twelve nations side by side with some 30,000 cells, and random agreements among them."""
    from tocsin.engine.world import World
    from tocsin.scenario import Scenario

    rng = np.random.default_rng(1)
    names = [f"N{i:02d}" for i in range(12)]
    pacts = {}
    for k in range(agreements):
        a, b, *others = rng.choice(names, 5, replace=False).tolist()
        shape = ({"parties": [a, b], "onward": "any"}, {"from": a, "to": b, "onward": "any"},
                 {"hub": a, "spokes": [b, *others]})[k % 3]  # fmt: skip
        pacts[f"pact-{k}"] = {"kind": "sharing", "tier": "track", "mode": "auto", **shape}
    return World(Scenario.from_dict({
        "tocsin": 1,
        "nations": {"L": {}} | {
            name: {"territory": {"box": {"west": 100 + 2 * i, "east": 102 + 2 * i,
                                         "south": 20, "north": 30}}}
            for i, name in enumerate(names)
        },
        "sensors": {
            f"s{i}": {"class": "national-warning", "owner": names[i % 12], "facing_deg": 270,
                      "lat": int(rng.uniform(20, 30)), "lon": 101 + 2 * (i % 12)}
            for i in range(24)
        },
        "launches": {"west": {"nation": "L", "lat": 25, "lon": 85}},
        "arcs": {"m": {"class": "medium"}},
        "targets": {"grid": {"spacing_deg": 0.09}, "nations": names},
        "agreements": pacts,
        "policies": {"all": {"as_of": "2020-01-01"}},
    }))  # fmt: skip


def bench_shapley():
    """Exact Shapley values end to end: networks of every coalition, notices, sums."""
    from tocsin.answers.shapley import Game, shapley
    from tocsin.engine.bank import Bank

    print("\nShapley values of all agreements, exact, with everything that they take")
    for agreements in (12, 16):
        bank = Bank.of(coalition_world(agreements))
        seconds = timed(lambda b=bank: shapley(Game(b, "all").worths()))
        print(f"  {agreements} agreements, {1 << agreements:6d} coalitions x "
              f"{len(bank.world.cells)} cells: {seconds * 1e3:8.1f} ms")  # fmt: skip


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000_000, help="largest size")
    parser.add_argument("--peer-arcs", type=int, default=60)
    options = parser.parse_args(arguments)
    print(time.strftime("%Y-%m-%d"), machine())
    bench_arcs()
    for sites in (1, N_SENSORS):
        side_by_side.bench(options.peer_arcs, sites)
    floor.main([])
    bench_detection(options.pairs)
    bench_policies(min(900_000, options.pairs // N_SENSORS))
    bench_shapley()
    print("\nThe big job, from scenario to answer", flush=True)
    subprocess.run([sys.executable, str(Path(__file__).with_name("big_job.py"))], check=True)
    small_job.main([])
    startup.main([])
    verbs.main([])
    print(f"\nPeak memory {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
