"""First arrival of items at a nation, over all sensors: the min-plus step, with what won."""

import numpy as np

from tocsin.kernels.jit import kernel


@kernel
def first_arrivals(tier_s, delays, hops, group, time_s, sensor, tier):
    """Earliest arrival for every arc.

    Parameters
    ----------
    tier_s (n, s, 2): when each sensor produces alert and track; delays, hops (g, s, 2): from the
    making of each tier to its being held; group (n,): row of delays for each arc.
    time_s (n,), sensor (n,), tier (n,): filled; inf, -1, -1 where nothing ever arrives. At equal
    times fewer hops win, then the first sensor in the file, then the lower tier.
    """
    for i in range(tier_s.shape[0]):
        best = np.inf
        fewest = 0
        who = -1
        what = -1
        g = group[i]
        for s in range(tier_s.shape[1]):
            for k in range(2):
                at = tier_s[i, s, k] + delays[g, s, k]
                if at < best or (at == best and hops[g, s, k] < fewest):
                    best, fewest, who, what = at, hops[g, s, k], s, k
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


# Cases of one tile: small enough for every row of a tile to stay in the nearest cache.
_TILE = 512


@kernel
def label_firsts(tier_s, label, out):
    """Earliest alert and track among the sensors of each label.

    tier_s (n, s, 2); label (s,): number of each sensor's label; out (2 * labels, n): rows 2l
    (alert) and 2l + 1 (track), filled; inf where never.
    """
    out[:, :] = np.inf
    for i in range(tier_s.shape[0]):
        for s in range(tier_s.shape[1]):
            row = 2 * label[s]
            out[row, i] = min(out[row, i], tier_s[i, s, 0])
            out[row + 1, i] = min(out[row + 1, i], tier_s[i, s, 1])


@kernel
def min_plus(rows, delays, out):
    """out[i] = min over rows j of rows[j, i] + delays[j]; rows (m, n), delays (m,), out (n,)."""
    n = out.shape[0]
    for start in range(0, n, _TILE):
        stop = min(start + _TILE, n)
        best = out[start:stop]
        best[:] = np.inf
        for j in range(rows.shape[0]):
            delay = delays[j]
            if delay < np.inf:
                row = rows[j, start:stop]
                for i in range(stop - start):
                    best[i] = min(best[i], row[i] + delay)
