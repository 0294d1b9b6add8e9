"""First arrival of items at a nation: the min-plus step over feeds, and what won."""

import numpy as np

from tocsin.compile import inner_kernel, lane_kernel
from tocsin.kernels.parts import entry

# Cases whose earliest times are gathered side by side before they are written, row by row.
TILE = 16


def feed_firsts(tier_s, feed, rows, first):
    """Earliest alert and track among the sensors of each feed, and which sensor makes it.

    tier_s (n, s, 2); feed (s,): number of each sensor's feed; rows, first (2 * feeds, n): filled,
    rows 2f (alert) and 2f + 1 (track); inf and -1 where never. Of sensors that make it at the same
    time the first in the file counts.
    """
    room = (TILE, len(rows))
    _feed_firsts(tier_s, feed, np.empty(room), np.empty(room, dtype=np.int64), rows, first)


@entry("f3 i1 f2 i2 f2 i2")
def _feed_firsts(tier_s, feed, best, who, rows, first):
    # Neighbours of a column stand far apart, often by a power of two, and would throw each other
    # out of the cache: a case's times are gathered in a small table and written a line at a time.
    for begin in range(0, tier_s.shape[0], best.shape[0]):
        end = min(begin + best.shape[0], tier_s.shape[0])
        for i in range(begin, end):
            at = i - begin
            for row in range(rows.shape[0]):
                best[at, row] = np.inf
                who[at, row] = -1
            for s in range(tier_s.shape[1]):
                for k in range(2):
                    row = 2 * feed[s] + k
                    if tier_s[i, s, k] < best[at, row]:
                        best[at, row] = tier_s[i, s, k]
                        who[at, row] = s
        for row in range(rows.shape[0]):
            for i in range(begin, end):
                rows[row, i] = best[i - begin, row]
                first[row, i] = who[i - begin, row]


@entry("f2 i2 f1 i1 i1 i1")
def first_items(rows, first, delays, hops, sensor, row):
    """Which item arrives first in every case.

    Parameters
    ----------
    rows, first (m, n): of `feed_firsts`; delays, hops (m,): from each row's making to its being
    held, and over how many hops.
    sensor (n,), row (n,): filled; -1 where nothing ever arrives. At equal times fewer hops win,
    then the first sensor in the file, then the lower tier.
    """
    for i in range(rows.shape[1]):
        best = np.inf
        fewest = 0
        who = -1
        what = -1
        for j in range(rows.shape[0]):
            wait = delays[j]
            if wait == np.inf:  # most of a policy's: what nobody passes on
                continue
            at = rows[j, i] + wait
            if at > best or at == np.inf:
                continue
            if at == best and (hops[j] > fewest or (hops[j] == fewest and (first[j, i] >= who))):
                continue
            best, fewest, who, what = at, hops[j], first[j, i], j
        sensor[i], row[i] = who, what


def kth_items(rows, delays, k, out):
    """Arrival of the k-th sensor's first item in every case.

    rows (2s, n): of `feed_firsts` with a feed a sensor; delays (2s,); out (n,): filled, inf where
    fewer than k sensors ever tell.
    """
    _kth_items(rows, delays, k, np.empty(max(len(rows) // 2, 1)), out)


@entry("f2 f1 i f1 f1")
def _kth_items(rows, delays, k, firsts, out):
    n_sensors = rows.shape[0] // 2
    for i in range(rows.shape[1]):
        for s in range(n_sensors):
            at = min(rows[2 * s, i] + delays[2 * s], rows[2 * s + 1, i] + delays[2 * s + 1])
            j = s
            while j > 0 and firsts[j - 1] > at:
                firsts[j] = firsts[j - 1]
                j -= 1
            firsts[j] = at
        out[i] = firsts[k - 1] if k <= n_sensors else np.inf


@entry("f1 f1 f1 f1 i1 f1 f2")
def judge(know_s, public_s, impact_s, population, status, effective_s, sums):
    """Outcome of every case: 0 never, 1 late, 2 warned, its effective warning, and their sums.

    Warned: public notice before impact. Late: a usable item before impact, but public notice at or
    after it, or never confirmed. Never: no usable item before impact. Effective warning is the
    time left where warned, else 0. Cases run through the cells again and again: a block is a run
    through all of them.

    know_s, public_s, impact_s (blocks * cells,), population (cells,); status, effective_s (blocks *
    cells,); sums (blocks, 8): filled with cases by status, people by status, effective warning,
    effective warning times people.
    """
    cells = population.shape[0]
    for b in range(sums.shape[0]):
        # Choices of values and no branches, so that vectors do it; the sums meet them while near.
        for i in range(b * cells, (b + 1) * cells):
            known = 1 if know_s[i] < impact_s[i] else 0
            warned = known if public_s[i] < impact_s[i] else 0
            status[i] = known + warned
            left = impact_s[i] - public_s[i]
            effective_s[i] = left if warned == 1 else 0.0
        _sum_block(status, effective_s, population, b, sums)


@inner_kernel
def _sum_block(status, effective_s, population, b, sums):
    cells = population.shape[0]
    known = warned = 0
    people_all = people_known = people_warned = 0.0
    total = people_total = 0.0
    for c in range(cells):
        i = b * cells + c
        people = population[c]
        known += 1 if status[i] > 0 else 0
        warned += 1 if status[i] == 2 else 0
        people_all += people
        people_known += people if status[i] > 0 else 0.0
        people_warned += people if status[i] == 2 else 0.0
        total += effective_s[i]
        people_total += effective_s[i] * people
    sums[b, 0], sums[b, 1], sums[b, 2] = cells - known, known - warned, warned
    sums[b, 3], sums[b, 4] = people_all - people_known, people_known - people_warned
    sums[b, 5], sums[b, 6], sums[b, 7] = people_warned, total, people_total


@entry("f1 i i2 f1")
def count_bins(values, cells, counts, sums):
    """How many values of each block lie in each second, and their sum.

    values (blocks * cells,): only those above 0 count; counts (blocks, bins): filled; bin k holds
    k <= value < k + 1, the last one all that is greater; sums (blocks,): filled.
    """
    last = counts.shape[1] - 1
    for b in range(counts.shape[0]):
        for k in range(last + 1):
            counts[b, k] = 0
        total = 0.0
        for i in range(b * cells, (b + 1) * cells):
            if values[i] > 0.0:
                counts[b, int(min(values[i], last))] += 1
                total += values[i]
        sums[b] = total


@entry("f1 i i2 f1")
def order_by_bins(values, cells, place, out):
    """Put the values of `count_bins` in order of blocks and bins.

    place (blocks, bins): where each bin of each block begins in out; left at where it ends.
    """
    last = place.shape[1] - 1
    for b in range(place.shape[0]):
        for i in range(b * cells, (b + 1) * cells):
            if values[i] > 0.0:
                k = int(min(values[i], last))
                out[place[b, k]] = values[i]
                place[b, k] += 1


@entry("i2 i1 i1")
def add_bins(counts, blocks, out):
    """Add the counts of some blocks (blocks, bins), by bin, to out (bins,)."""
    for b in blocks:
        for k in range(counts.shape[1]):
            out[k] += counts[b, k]


@entry("f1 i2 i2 i1 i1 f1 -> i")
def values_in_bins(ordered, ends, counts, blocks, bins, out):
    """Gather the values of some blocks that lie in some bins, of `order_by_bins`.

    blocks (k,), bins (m,); out: filled from the front, and large enough. Returns how many.
    """
    filled = 0
    for b in blocks:
        for k in bins:
            if k < counts.shape[1]:
                for i in range(ends[b, k] - counts[b, k], ends[b, k]):
                    out[filled] = ordered[i]
                    filled += 1
    return filled


@entry("f2 f1 i1 f2 f1 i1")
def best_responses(track_s, impact_s, actor, ready_s, left_s, who):
    """Most time that any responder has left in every case, and which responder that is.

    track_s (a, n): when each actor holds a track; actor (r,): of each responder; ready_s (r, c):
    less its reaction time in the cells that it covers, -inf in others. Cases run through the cells
    again and again: case i is of cell i % c. left_s, who (n,): filled; -inf and -1 where nobody
    can; of equals the first responder counts.
    """
    cells = ready_s.shape[1]
    for b in range(impact_s.shape[0] // max(cells, 1)):
        start = b * cells
        for i in range(start, start + cells):
            left_s[i], who[i] = -np.inf, -1
        for r in range(actor.shape[0]):
            for c in range(cells):
                i = start + c
                left = impact_s[i] - track_s[actor[r], i]
                # Choices of values and no branches, so that vectors do it.
                left = left + ready_s[r, c] if left > 0.0 else -np.inf
                who[i] = r if left > left_s[i] else who[i]
                left_s[i] = left if left > left_s[i] else left_s[i]


# Cases of one tile: small enough for every row of a tile to stay in the nearest cache.
_TILE = 128
_FOLDS = 7


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
    if len(delays) <= _FEW:
        for policy, own in enumerate(delays):
            _first_arrival(rows, own, out[policy : policy + 1])
    else:
        _min_plus(rows, delays, *_room(rows), out)


# Up to so many policies are worked out one by one.
_FEW = 4
# Cases of one pass over the rows of a single policy: their sums stay in the nearest cache.
_STRIP = 2048


@entry("f2 f1 f2")
def _first_arrival(rows, delays, out):
    """`min_plus` of one policy: rows that reach nobody are not read at all."""
    n = rows.shape[1]
    for start in range(0, n, _STRIP):
        end = min(start + _STRIP, n)
        for i in range(start, end):
            out[0, i] = np.inf
        for j in range(rows.shape[0]):
            wait = delays[j]
            if wait == np.inf:
                continue
            for i in range(start, end):
                at = rows[j, i] + wait
                out[0, i] = at if at < out[0, i] else out[0, i]


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
