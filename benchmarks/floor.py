"""The floor under sampling: what the fastest propagators take for positions alone.

Whoever samples needs a position a second of each arc before any site is asked. Here each propagator
makes as many positions in a call as it likes, in processor time, and the least of several turns
counts: the best that anybody could do with it. Only Kepler propagators fly these arcs; SGP4 is of
satellites, and flies one in their stead. Each has a process of its own: two versions of LLVM in one
may not go together. `pip install heyoka astroz satkit` for all of them.
"""

import argparse
import subprocess
import sys
import time

import numpy as np

POSITIONS, TURNS = 100_000, 15
STEP_S = 1.0
# A made-up low orbit of 92 minutes; the last digit of a line is the sum of its digits.
SATELLITE = (
    "1 00005U 24001A   24001.00000000  .00000000  00000-0  00000-0 0  0002",
    "2 00005  51.6000 200.0000 0005000  70.0000  30.0000 15.50000000    18",
)


def least_s(work, count):
    """Least processor seconds a position, of several turns after one that does not count."""
    work()
    laps = []
    for _ in range(TURNS):
        begin = time.process_time()
        work()
        laps.append(time.process_time() - begin)
    return min(laps) / count


def by_heyoka():
    """Lagrange's propagator, made into vector code by LLVM: seconds, and how far off [m]."""
    import heyoka
    from reference import GM, OMEGA, turn
    from side_by_side import arcs_of
    from worlds import orbits_of

    place, speed = heyoka.make_vars("x", "y", "z"), heyoka.make_vars("u", "v", "w")
    after = heyoka.make_vars("t")
    there, _ = heyoka.model.lagrange_prop(pos0=place, vel0=speed, mu=GM, tm=after)
    compiled = heyoka.cfunc(there, [*place, *speed, after])
    orbits = orbits_of(arcs_of(POSITIONS // 500))
    which = np.arange(POSITIONS) % len(orbits.r)
    times = np.linspace(0.0, 1.0, POSITIONS) * orbits.duration_s[which]
    given = np.ascontiguousarray(np.vstack([orbits.r[which].T, orbits.v[which].T, times]))
    out = np.empty((3, POSITIONS))
    seconds = least_s(lambda: compiled(given, outputs=out), POSITIONS)
    off = np.abs(turn(out.T, OMEGA * times) - orbits.positions(which, times)).max()
    return seconds, off


def by_numpy():
    """Plain numpy, as the sampling peers take it."""
    from side_by_side import arcs_of
    from worlds import orbits_of

    orbits = orbits_of(arcs_of(POSITIONS // 500))
    which = np.arange(POSITIONS) % len(orbits.r)
    times = np.linspace(0.0, 1.0, POSITIONS) * orbits.duration_s[which]
    return least_s(lambda: orbits.positions(which, times), POSITIONS), 0.0


def _sgp4(module):
    lines = module.Satrec.twoline2rv(*SATELLITE)
    days, part = np.full(POSITIONS, 2460310.5), np.linspace(0.0, 0.02, POSITIONS)
    return least_s(lambda: lines.sgp4_array(days, part), POSITIONS), None


def by_sgp4():
    """SGP4, the reference code in C++."""
    from sgp4 import api

    return _sgp4(api)


def by_astroz():
    """SGP4 in Zig."""
    from astroz import api

    return _sgp4(api)


def by_heyoka_sgp4():
    """SGP4 made into vector code by LLVM."""
    import heyoka
    from sgp4.api import Satrec

    many = 100
    flown = heyoka.model.sgp4_propagator([Satrec.twoline2rv(*SATELLITE)] * many)
    minutes = np.repeat(np.linspace(0.0, 29.0, POSITIONS // many)[:, None], many, axis=1)
    return least_s(lambda: flown(minutes), minutes.size), None


def by_satkit():
    """SGP4 in Rust."""
    import satkit

    count = POSITIONS // 10  # times are objects
    line = satkit.TLE.from_lines(list(SATELLITE))
    begin = satkit.time(2024, 1, 1)
    times = [begin + satkit.duration(seconds=float(each)) for each in np.linspace(0, 1700, count)]
    return least_s(lambda: satkit.sgp4(line, times), count), None


def by_brahe():
    """Kepler in Rust, a call for all dates."""
    import brahe

    brahe.set_global_eop_provider(brahe.StaticEOPProvider.from_zero())
    count, epoch = POSITIONS // 10, brahe.Epoch(2024, 1, 1, 0, 0, 0.0)
    flown = brahe.KeplerianPropagator.from_eci(epoch, np.array([7e6, 0, 0, 0, 5e3, 5e3]), 60.0)
    dates = [epoch + float(each) for each in np.linspace(0.0, 1700.0, count)]
    return least_s(lambda: flown.states_eci(dates), count), None


PROPAGATORS = {
    "heyoka, Kepler (C++ and LLVM)": by_heyoka,
    "heyoka, SGP4 (C++ and LLVM)": by_heyoka_sgp4,
    "astroz, SGP4 (Zig)": by_astroz,
    "sgp4 (C++)": by_sgp4,
    "satkit, SGP4 (Rust)": by_satkit,
    "brahe, Kepler (Rust)": by_brahe,
    "numpy, Kepler": by_numpy,
}


def seconds_an_arc():
    """Mean flight of the arcs that peers are asked about: so many positions each needs [s]."""
    from side_by_side import arcs_of
    from worlds import orbits_of

    return float(orbits_of(arcs_of(1000)).duration_s.mean())


def main(arguments=None):
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PROPAGATORS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only:
        _told(options.only)
        return
    from side_by_side import seconds_of_tocsin, sites_of

    samples = seconds_an_arc() / STEP_S
    print(f"\nPositions alone, {samples:.0f} of them an arc")
    print("  processor ns a position, us an arc, us a pair of an arc with one of 25 sites")
    for name in PROPAGATORS:
        subprocess.run([sys.executable, __file__, "--only", name], check=True)
    for sites in (1, 25):
        us = 1e6 * seconds_of_tocsin(sites_of(sites), 60, best=min)
        print(f"  tocsin, every window, {sites} sites: {us:.2f} us a pair, {us * sites:.2f} an arc")


def _told(name):
    samples = seconds_an_arc() / STEP_S
    try:
        seconds, off = PROPAGATORS[name]()
    except ImportError as missing:
        print(f"  {name:30s} skipped: {missing}", flush=True)
        return
    where = "another orbit" if off is None else f"off by {off:.1e} m"
    us = 1e6 * samples * seconds
    print(f"  {name:30s} {1e9 * seconds:7.0f} {us:9.1f} {us / 25:9.2f}   {where}", flush=True)


if __name__ == "__main__":
    main()
