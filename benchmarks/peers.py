"""The same question put to tools that users have today: when does one site see one arc?

All get the same Kepler arc over the turning earth and one site with a least geometric elevation and
a greatest range, no refraction. Each peer returns windows [s] as `reference.windows` does.
"""

import numpy as np
from orekit_peer import access_orekit
from reference import OMEGA, Radar


def _runs(times, seen):
    """Windows from samples: the first and last sample seen, as a sampling user would say."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(int), [0]])))
    return [(times[a], times[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def sampling_pymap3d(radar: Radar, orbits, i):
    """One-second samples, pymap3d azimuth, elevation and range."""
    import pymap3d

    times = np.arange(0.0, orbits.duration_s[i], 1.0)
    p = orbits.positions(np.full(times.size, i), times)
    _az, el, slant = pymap3d.ecef2aer(*p.T, radar.latitude_deg, radar.longitude_deg, radar.height_m)
    return _runs(times, (el >= radar.low_deg) & (slant <= radar.range_m))


def numpy_sampling(radar: Radar, orbits, i):
    """One-second samples in plain numpy, without any library."""
    times = np.arange(0.0, orbits.duration_s[i], 1.0)
    east, north, up = radar.local(orbits.positions(np.full(times.size, i), times))
    s = np.hypot(east, north)
    el = np.degrees(np.arctan2(up, s))
    return _runs(times, (el >= radar.low_deg) & (np.hypot(s, up) <= radar.range_m))


def access_brahe(radar: Radar, orbits, i):
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
    site = brahe.PointLocation(radar.longitude_deg, radar.latitude_deg, radar.height_m)
    both = brahe.ConstraintAll(
        [
            brahe.ElevationConstraint(radar.low_deg, None),
            brahe.RangeConstraint(None, radar.range_m),
        ]
    )
    found = brahe.location_accesses(site, flown, epoch, epoch + float(orbits.duration_s[i]), both)
    return [(w.window_open - epoch, w.window_close - epoch) for w in found]


def find_discrete_skyfield(radar: Radar, orbits, i):
    """Skyfield's search for changes of a function, every 10 s, on its own topocentric frame."""
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
