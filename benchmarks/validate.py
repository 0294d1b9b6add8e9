"""Windows of the kernels against dense sampling with bisection, at length (`make validate`).

Random arcs and sensors of every kind, a third of them grazing: a limit is moved to where the arc
only just touches it. Prints what was missed, what was found that is not there, and errors of ends.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context

import numpy as np
from reference import Radar, windows, worst_difference
from worlds import kernel_windows, orbits_of, random_arcs, random_infrared, random_radar

from tocsin.kernels.parts import KERNELS

SHORTEST_S = 1e-3
# Arcs and sensors of a batch.
BATCH = (60, 24)


def grazing(rng, radar, orbits):
    """The radar with one limit moved to an extremum of that limit over one orbit."""
    one = int(rng.integers(len(orbits.duration_s)))
    times = np.linspace(0.0, orbits.duration_s[one], 4001)
    east, north, up = radar.local(orbits.positions(np.full(times.size, one), times))
    nudge = float(rng.choice([-1, 1]) * 10.0 ** rng.uniform(-9.0, -3.0))
    kind = rng.integers(4)
    nearest = float(np.sqrt(east**2 + north**2 + up**2).min())
    if kind == 0:
        return replace(radar, range_m=nearest * (1.0 + nudge), range_min_m=0.0, low_deg=0.0)
    if kind == 3:
        return replace(radar, range_m=2e7, range_min_m=nearest * (1.0 + nudge), low_deg=0.0)
    if kind == 1:
        elevation = float(np.degrees(np.arctan2(up, np.hypot(east, north))).max())
        low = elevation * (1.0 + nudge)
        if elevation > radar.horizon_deg + 0.01 and low < 89.0:
            return replace(radar, low_deg=low, high_deg=90.0, range_m=2e7, refraction="none")
        return radar
    azimuth = np.unwrap(np.arctan2(east, north))
    turned = float(np.degrees(azimuth.max())) * (1.0 + 1e-3 * nudge)
    return replace(radar, center_deg=(turned + radar.half_width_deg) % 360.0, range_m=2e7)


def random_batch(rng, n_arcs, n_sensors, *, graze=True):
    """Arcs in one block's neighbourhood and sensors near them, a third of the radars grazing."""
    rows, boost_s = random_arcs(rng, n_arcs)
    orbits = orbits_of(rows)
    sensors = []
    while len(sensors) < n_sensors:
        i = int(rng.integers(n_arcs))
        near = orbits.positions(np.array([i]), rng.uniform(0.0, 1.0) * orbits.duration_s[i : i + 1])
        sensors.append(random_infrared(rng, near[0]) if len(sensors) % 8 == 7 else
                       random_radar(rng, near[0]))  # fmt: skip
        if graze and len(sensors) % 3 == 0 and isinstance(sensors[-1], Radar):
            sensors[-1] = grazing(rng, sensors[-1], orbits)
    return rows, boost_s, orbits, sensors


def compare(rows, boost_s, orbits, sensors, *, samples=1200):
    """Differences of every pair: longest disagreement [s], errors of ends [s], windows met."""
    ours = kernel_windows(sensors, rows, boost_s)
    longest, ends, n_windows, worst = [], [], 0, None
    for j, sensor in enumerate(sensors):
        theirs = windows(sensor, orbits, boost_s, samples=samples)
        for i, expected in enumerate(theirs):
            found = ours.get((i, j), [])
            difference = worst_difference(found, expected)
            if difference > max(longest, default=0.0):
                worst = (i, j, sensor, found, expected)
            longest.append(difference)
            n_windows += len(expected)
            if len(found) == len(expected):
                ends += [abs(a - b) for f, e in zip(found, expected, strict=True)
                         for a, b in zip(f, e, strict=True)]  # fmt: skip
    return np.array(longest), np.array(ends), n_windows, worst


def batch(seed, number, samples, graze):
    """One batch by its number: differences, errors of ends, windows met, and what disagrees."""
    made = random_batch(np.random.default_rng([seed, number]), *BATCH, graze=graze)
    difference, error, met, worst = compare(*made, samples=samples)
    return difference, error, met, (worst if difference.max() > SHORTEST_S else None)


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", type=int, default=1200, help="steps per arc of the reference")
    parser.add_argument("--no-graze", action="store_true", help="no limit moved to touch an arc")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes")
    options = parser.parse_args(arguments)
    KERNELS.ready()
    count = -(-options.pairs // (BATCH[0] * BATCH[1]))
    longest, ends, n_windows, shown = [], [], 0, 0
    started = time.time()
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        work = partial(batch, options.seed, samples=options.samples, graze=not options.no_graze)
        for number, (more, errors, met, worst) in enumerate(pool.map(work, range(count)), start=1):
            longest.append(more)
            ends.append(errors)
            n_windows += met
            if worst is not None and shown < 10:
                shown += 1
                print("disagreement", more.max(), *worst, sep="\n  ")
            done = f"{number} of {count} batches, {time.time() - started:.0f} s"
            print(done, end="\r", file=sys.stderr, flush=True)
    difference, error = np.concatenate(longest), np.concatenate(ends)
    wrong = int((difference > SHORTEST_S).sum())
    print(f"{difference.size} pairs, {n_windows} windows, {time.time() - started:.0f} s")
    print(f"over 1 ms missed or invented: {wrong} pairs; longest {difference.max():.3g} s")
    print(f"ends: median {np.median(error):.3g} s, 99 % {np.quantile(error, 0.99):.3g} s, "
          f"99.9 % {np.quantile(error, 0.999):.3g} s, greatest {error.max():.3g} s")  # fmt: skip
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
