"""The same question put to tools that users have today: when do sites see one arc?

All get the same Kepler arc over the turning earth and sites with one least geometric elevation and
one greatest range, no refraction. Each peer returns windows [s] as `reference.windows` does, a list
a site, and is given all sites at once: what it can do once for an arc, it does once.
"""

import numpy as np
from orekit_peer import access_orekit
from reference import OMEGA, Radar


def _runs(times, seen):
    """Windows from samples: the first and last sample seen, as a sampling user would say."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]])))
    return [(times[a], times[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def sampling_pymap3d(radars: list[Radar], orbits, i):
    """One-second samples, pymap3d azimuth, elevation and range."""
    import pymap3d

    times = np.arange(0.0, orbits.duration_s[i], 1.0)
    p = orbits.positions(np.full(times.size, i), times)
    found = []
    for radar in radars:
        site = radar.latitude_deg, radar.longitude_deg, radar.height_m
        _az, el, slant = pymap3d.ecef2aer(*p.T, *site)
        found.append(_runs(times, (el >= radar.low_deg) & (slant <= radar.range_m)))
    return found


def numpy_sampling(radars: list[Radar], orbits, i):
    """One-second samples in plain numpy, without any library."""
    times = np.arange(0.0, orbits.duration_s[i], 1.0)
    p = orbits.positions(np.full(times.size, i), times)
    found = []
    for radar in radars:
        east, north, up = radar.local(p)
        s = np.hypot(east, north)
        el = np.degrees(np.arctan2(up, s))
        found.append(_runs(times, (el >= radar.low_deg) & (np.hypot(s, up) <= radar.range_m)))
    return found


def access_brahe(radars: list[Radar], orbits, i):
    """Access search of brahe with its own default step, its Kepler propagator and constraints."""
    import brahe

    if not getattr(access_brahe, "ready", False):
        brahe.set_global_eop_provider(brahe.StaticEOPProvider.from_zero())
        access_brahe.ready = True
    epoch = brahe.Epoch(2024, 1, 1, 0, 0, 0.0)
    # Its frames turn a little differently: hand over the state in its own inertial frame.
    fixed = np.concatenate([orbits.r[i], orbits.v[i] - np.cross([0.0, 0.0, OMEGA], orbits.r[i])])
    state = brahe.state_ecef_to_eci(epoch, fixed)
    flown = brahe.KeplerianPropagator.from_eci(epoch, state, 60.0)
    sites = [
        brahe.PointLocation(r.longitude_deg, r.latitude_deg, r.height_m).with_name(str(j))
        for j, r in enumerate(radars)
    ]
    # One condition for all sites of a call.
    both = brahe.ConstraintAll(
        [
            brahe.ElevationConstraint(radars[0].low_deg, None),
            brahe.RangeConstraint(None, radars[0].range_m),
        ]
    )
    end = epoch + float(orbits.duration_s[i])
    found = [[] for _ in radars]
    for w in brahe.location_accesses(sites, flown, epoch, end, both):
        found[int(w.location_name)].append((w.window_open - epoch, w.window_close - epoch))
    return found


def find_discrete_skyfield(radars: list[Radar], orbits, i):
    """Skyfield's search for changes of a function, every 10 s, on its own topocentric frame.

    It searches one function at a time, so every site has a search of its own.
    """
    return [_found_by_skyfield(radar, orbits, i) for radar in radars]


def _found_by_skyfield(radar: Radar, orbits, i):
    from skyfield.api import load, wgs84
    from skyfield.searchlib import find_discrete

    timescale = load.timescale(builtin=True)
    begin = timescale.tt_jd(2460310.5)
    end = timescale.tt_jd(2460310.5 + orbits.duration_s[i] / 86400.0)
    site = wgs84.latlon(radar.latitude_deg, radar.longitude_deg, radar.height_m)
    away = site.itrs_xyz.m

    def seen(t):
        seconds = np.atleast_1d((t.tt - 2460310.5) * 86400.0)
        d = orbits.positions(np.full(seconds.size, i), seconds).T - away[:, None]
        # R_lat and R_lon turn earth-fixed axes into north, east, up.
        north, east, up = site._R_latlon @ d
        s = np.hypot(north, east)
        inside = np.degrees(np.arctan2(up, s)) >= radar.low_deg
        return inside & (np.hypot(s, up) <= radar.range_m)

    seen.step_days = 10.0 / 86400.0
    at, _values = find_discrete(begin, end, seen)
    edges = [(float(t) - 2460310.5) * 86400.0 for t in at.tt]
    state = bool(seen(begin)[0])
    edges = ([0.0] if state else []) + edges + ([orbits.duration_s[i]] if len(edges) % 2 != state
                                               else [])  # fmt: skip
    return list(zip(edges[::2], edges[1::2], strict=False))


PEERS = {
    "numpy, 1-s samples": numpy_sampling,
    "pymap3d, 1-s samples": sampling_pymap3d,
    "brahe location_accesses": access_brahe,
    "skyfield find_discrete": find_discrete_skyfield,
    "Orekit event detectors": access_orekit,
}


def solve_arcs_numpy(launches, targets):
    """Least-energy flight times by plain numpy: forty fixed-point passes over the earth's turn."""
    from reference import GM, turn

    r_1, r_2 = (np.linalg.norm(p, axis=-1) for p in (launches, targets))
    time = np.zeros(len(launches))
    for _ in range(40):
        chord = np.linalg.norm(turn(targets, -OMEGA * time) - launches, axis=-1)
        a = 0.25 * (r_1 + r_2 + chord)
        beta = 2.0 * np.arcsin(np.sqrt((2.0 * a - chord) / (2.0 * a)))
        time = np.sqrt(a**3 / GM) * (np.pi - beta + np.sin(beta))
    return time
