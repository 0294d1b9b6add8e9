"""First arrival of items at a nation, over all sensors: the min-plus step, with what won."""

import numpy as np

from tocsin.compile import inner_kernel, lane_kernel
from tocsin.kernels.parts import entry


@entry("f3 f3 i3 i1 f1 i1 i1")
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
                wait = delays[g, s, k]
                if wait == np.inf:  # most of a policy's: what nobody passes on
                    continue
                at = tier_s[i, s, k] + wait
                if at < best or (at == best and hops[g, s, k] < fewest):
                    best, fewest, who, what = at, hops[g, s, k], s, k
        time_s[i], sensor[i], tier[i] = best, who, what


def kth_arrivals(tier_s, delays, group, k, out):
    """k-th earliest of the sensors' first arrivals for every arc; k (g,) per group, out (n,)."""
    _kth_arrivals(tier_s, delays, group, k, np.empty(max(tier_s.shape[1], 1)), out)


@entry("f3 f3 i1 i1 f1 f1")
def _kth_arrivals(tier_s, delays, group, k, firsts, out):
    n_sensors = tier_s.shape[1]
    for i in range(tier_s.shape[0]):
        g = group[i]
        for s in range(n_sensors):
            at = min(tier_s[i, s, 0] + delays[g, s, 0], tier_s[i, s, 1] + delays[g, s, 1])
            j = s
            while j > 0 and firsts[j - 1] > at:
                firsts[j] = firsts[j - 1]
                j -= 1
            firsts[j] = at
        out[i] = firsts[k[g] - 1] if k[g] <= n_sensors else np.inf


# Cases of one tile: small enough for every row of a tile to stay in the nearest cache.
_TILE = 128
_FOLDS = 7


@entry("f3 i1 f2")
def label_firsts(tier_s, label, out):
    """Earliest alert and track among the sensors of each label.

    tier_s (n, s, 2); label (s,): number of each sensor's label; out (2 * labels, n): rows 2l
    (alert) and 2l + 1 (track), filled; inf where never.
    """
    for row in range(out.shape[0]):
        for i in range(out.shape[1]):
            out[row, i] = np.inf
    for i in range(tier_s.shape[0]):
        for s in range(tier_s.shape[1]):
            row = 2 * label[s]
            out[row, i] = min(out[row, i], tier_s[i, s, 0])
            out[row + 1, i] = min(out[row + 1, i], tier_s[i, s, 1])


@inner_kernel
def _load_tile(rows, start, width, tile):
    """Cases start .. start + width - 1 of every row into a tile; inf beyond and below."""
    for j in range(tile.shape[0]):
        for i in range(_TILE):
            tile[j, i] = rows[j, start + i] if j < rows.shape[0] and i < width else np.inf


@inner_kernel
def _min_plus_tile(delays, policy, tile, best):
    """Least row plus delay of each case of a tile, into best; eight rows a pass."""
    last = delays.shape[1] - 1
    for i in range(_TILE):
        best[i] = np.inf
    for j in range(0, last + 1, 8):
        a, b = delays[policy, j], delays[policy, min(j + 1, last)]
        c, d = delays[policy, min(j + 2, last)], delays[policy, min(j + 3, last)]
        e, f = delays[policy, min(j + 4, last)], delays[policy, min(j + 5, last)]
        g, h = delays[policy, min(j + 6, last)], delays[policy, min(j + 7, last)]
        if min(min(min(a, b), min(c, d)), min(min(e, f), min(g, h))) == np.inf:
            continue
        for i in range(_TILE):
            s, t = tile[j, i] + a, tile[j + 1, i] + b
            u, v = tile[j + 2, i] + c, tile[j + 3, i] + d
            w, x = tile[j + 4, i] + e, tile[j + 5, i] + f
            y, z = tile[j + 6, i] + g, tile[j + 7, i] + h
            s = s if s < t else t
            u = u if u < v else v
            w = w if w < x else x
            y = y if y < z else z
            s = s if s < u else u
            w = w if w < y else y
            s = s if s < w else w
            best[i] = s if s < best[i] else best[i]


@lane_kernel
def _folded(row):
    """Sum of a tile's row, folded in half again and again: vectors do it, in one fixed order."""
    width = _TILE
    for _ in range(_FOLDS):
        width //= 2
        for i in range(width):
            row[i] += row[i + width]
    return row[0]


def _room(rows):
    """Tile and row of best for `_load_tile` and `_min_plus_tile`."""
    return np.empty((len(rows) + 7, _TILE + 8)), np.empty(_TILE)


def min_plus(rows, delays, out):
    """out[p, i] = min over rows j of rows[j, i] + delays[p, j].

    rows (m, n), delays (p, m), out (p, n). A tile of cases meets all policies while it is near.
    """
    _min_plus(rows, delays, *_room(rows), out)


@entry("f2 f2 f2 f1 f2")
def _min_plus(rows, delays, tile, best, out):
    n = rows.shape[1]
    for start in range(0, n, _TILE):
        width = min(_TILE, n - start)
        _load_tile(rows, start, width, tile)
        for p in range(delays.shape[0]):
            _min_plus_tile(delays, p, tile, best)
            for i in range(width):
                out[p, start + i] = best[i]


def effective_sums(rows, delays, impact_s, stage_s, people, out):
    """Effective warning of many policies, summed over cases and over people.

    rows (m, n), delays (p, m), impact_s and people (n,); stage_s: from knowing to public notice;
    out (p, 2): filled. Sums run tile by tile, in order.
    """
    end, weight, persons = np.zeros((3, _TILE))
    _effective_sums(
        rows, delays, impact_s, stage_s, people, *_room(rows), end, weight, persons, out
    )


@entry("f2 f2 f1 f f1 f2 f1 f1 f1 f1 f2")
def _effective_sums(
    rows, delays, impact_s, stage_s, people, tile, best, end, weight, persons, out
):  # fmt: skip
    n = rows.shape[1]
    for p in range(delays.shape[0]):
        out[p, 0] = 0.0
        out[p, 1] = 0.0
    for start in range(0, n, _TILE):
        width = min(_TILE, n - start)
        _load_tile(rows, start, width, tile)
        for i in range(width):
            end[i] = impact_s[start + i] - stage_s
            weight[i] = people[start + i]
        for p in range(delays.shape[0]):
            _min_plus_tile(delays, p, tile, best)
            for i in range(_TILE):
                left = end[i] - best[i]
                best[i] = left if left > 0.0 else 0.0
                persons[i] = best[i] * weight[i]
            out[p, 0] += _folded(best)
            out[p, 1] += _folded(persons)
