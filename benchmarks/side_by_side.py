"""tocsin and its peers on the same arcs and sites, one after another in one process.

`python benchmarks/side_by_side.py --sites 25`: what can be done once for an arc, each does once.
Processor time of the process, whatever its threads: on a busy machine a wall clock tells of others.
"""

import argparse
import time
from statistics import median

import numpy as np
from peers import PEERS
from reference import Radar, windows, worst_difference
from worlds import kernel_spans, kernel_windows, orbits_of, regional_points, solve

BLOCKS = 50  # as many times the arcs for tocsin, whose blocks of 64 are else hardly filled
TURNS = 5


def arcs_of(n):
    """Least-energy arcs from one place into a region, in the order of the analysis."""
    return solve(*regional_points(n, seed=5), 0, 0.0)[0]


def sites_of(n):
    """Sites with one range and one least elevation, no refraction: what all peers know."""
    rng = np.random.default_rng(11)
    where = [(36.0, 137.0), *rng.uniform((31, 127), (44, 145), (24, 2)).tolist()]
    return [Radar(lat, lon, 0.0, 9e5, 0.0, 180.0, 4.0, 90.0, "none") for lat, lon in where[:n]]


def truth_of(radars, rows):
    """Windows by dense sampling and bisection: a list an arc, of a list a site."""
    orbits, boost_s = orbits_of(rows), no_boost(rows)
    return list(zip(*(windows(radar, orbits, boost_s) for radar in radars), strict=True))


def no_boost(rows):
    """Boost of arcs without one [s], as the kernels take it."""
    return np.full(len(rows), 1e-9)


def of_tocsin(radars, rows):
    """The same by the kernels."""
    found = kernel_windows(radars, rows, no_boost(rows))
    return [[found.get((i, j), []) for j in range(len(radars))] for i in range(len(rows))]


def errors(found, truth):
    """Longest stretch that is wrong [s], pairs with fewer windows than there are, all pairs."""
    pairs = [
        (f, t)
        for theirs, true in zip(found, truth, strict=True)
        for f, t in zip(theirs, true, strict=True)
    ]
    worst = max(worst_difference(f, t) for f, t in pairs)
    return worst, sum(len(f) < len(t) for f, t in pairs), len(pairs)


def seconds_of_tocsin(radars, arcs, best=median):
    """Processor seconds a pair, of some turns over many times the arcs; each lays out the sites."""
    many = arcs_of(BLOCKS * arcs)
    laps = []
    for _ in range(TURNS + 1):
        begin = time.process_time()
        kernel_spans(radars, many, no_boost(many))
        laps.append(time.process_time() - begin)
    return best(laps[1:]) / (len(many) * len(radars))


def bench(arcs, sites):
    """Print a line a tool: time, ratio, accuracy."""
    radars, rows = sites_of(sites), arcs_of(arcs)
    orbits, truth, pairs = orbits_of(rows), truth_of(radars, rows), arcs * sites
    print(f"\nPeers: every window of {arcs} arcs, sites: {sites}")
    print("  processor us a pair of arc and site, ratio, longest stretch wrong, pairs with fewer")
    ours = seconds_of_tocsin(radars, arcs)
    _told("tocsin", ours, ours, errors(of_tocsin(radars, rows), truth))
    for name, peer in PEERS.items():
        try:
            peer(radars, orbits, 0)  # imports, and Java's machine
        except ImportError as missing:
            print(f"  {name:26s} skipped: {missing}")
            continue
        begin = time.process_time()
        theirs = [peer(radars, orbits, i) for i in range(arcs)]
        _told(name, (time.process_time() - begin) / pairs, ours, errors(theirs, truth))


def _told(name, seconds, ours, off):
    worst, missed, pairs = off
    print(f"  {name:26s} {seconds * 1e6:10.2f}  x{seconds / ours:8.0f}   {worst:9.1e} s   "
          f"{missed} of {pairs}", flush=True)  # fmt: skip


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arcs", type=int, default=60)
    parser.add_argument("--sites", type=int, action="append", help="repeatable; 1 and 25 if absent")
    options = parser.parse_args(arguments)
    for sites in options.sites or (1, 25):
        bench(options.arcs, sites)


if __name__ == "__main__":
    main()
