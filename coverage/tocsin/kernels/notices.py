"""First arrival of items at a nation, over all sensors: the min-plus step, with what won."""

import numpy as np

from tocsin.kernels.jit import kernel


@kernel
def first_arrivals(tier_s, delays, group, time_s, sensor, tier):
    """Earliest arrival for every arc.

    Parameters
    ----------
    tier_s (n, s, 2): when each sensor produces alert and track; delays (g, s, 2): from the
    making of each tier to its being held; group (n,): row of delays for each arc.
    time_s (n,), sensor (n,), tier (n,): filled; inf, -1, -1 where nothing ever arrives. At equal
    times the first sensor in the file wins, then the lower tier.
    """
    for i in range(tier_s.shape[0]):
        best = np.inf
        who = -1
        what = -1
        g = group[i]
        for s in range(tier_s.shape[1]):
            for k in range(2):
                at = tier_s[i, s, k] + delays[g, s, k]
                if at < best:
                    best, who, what = at, s, k
        time_s[i], sensor[i], tier[i] = best, who, what


@kernel
def kth_arrivals(tier_s, delays, group, k, out):
    """k-th earliest of the sensors' first arrivals for every arc; k (g,) per group, out (n,)."""
    n_sensors = tier_s.shape[1]
    firsts = np.empty(n_sensors)
    for i in range(tier_s.shape[0]):
        g = group[i]
        for s in range(n_sensors):
            firsts[s] = min(tier_s[i, s, 0] + delays[g, s, 0], tier_s[i, s, 1] + delays[g, s, 1])
        out[i] = np.inf
        if k[g] <= n_sensors:
            firsts.sort()
            out[i] = firsts[k[g] - 1]
