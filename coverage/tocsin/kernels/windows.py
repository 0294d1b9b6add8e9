"""Every window of a view on a block of arcs, streamed segment by segment."""

import numpy as np

from tocsin.kernels.blocks import IN, UNSURE, classify, limit_range
from tocsin.kernels.jit import kernel
from tocsin.kernels.path import LANES, NODES, SEGMENTS, quintics, time_at
from tocsin.kernels.roots import CLEAR, HARD, SINGLE, all_roots, judge, newton_lanes
from tocsin.kernels.sight import (
    EDGE_1,
    EDGE_2,
    GEOSTATIONARY,
    HIGH_TABLE,
    KIND,
    LOW_TABLE,
    N_LIMITS,
    SECTOR,
    WIDE,
    lane_margins,
)

MAX_ROOTS = 64
_STACK = 128


@kernel
def new_scan():
    """Scratch of one thread for `scan_view`."""
    return (
        np.empty((N_LIMITS, NODES), np.int8),  # flags: what is certain of each limit
        np.empty(SEGMENTS, np.int8),  # state: what is certain of all
        np.full((2, N_LIMITS), -1, np.int64),  # have: node whose margins stand in ends
        np.empty((2, N_LIMITS, 3, LANES)),  # ends: margins at both nodes of a segment
        np.empty((N_LIMITS, LANES), np.int8),  # verdicts
        np.empty((N_LIMITS, LANES)),  # crossings
        np.empty((6, 3, LANES)),  # quintics
        np.empty((5, 3, LANES)),  # room for Newton steps
        np.empty((_STACK, 8)),
        np.empty((MAX_ROOTS, 2)),
        np.empty(N_LIMITS, np.bool_),
        np.empty((3, LANES), np.int64),  # states of lanes over a segment
    )


@kernel
def _inside(holds, first, last, wide):
    for limit in range(first, last + 1):
        if limit != EDGE_1 and limit != EDGE_2 and not holds[limit]:
            return False
    if first > EDGE_2:
        return True
    if wide:
        return holds[EDGE_1] or holds[EDGE_2]
    return holds[EDGE_1] and holds[EDGE_2]


@kernel
def _sort_roots(roots, count):
    for i in range(1, count):
        x, limit = roots[i, 0], roots[i, 1]
        j = i
        while j > 0 and roots[j - 1, 0] > x:
            roots[j, 0], roots[j, 1] = roots[j - 1, 0], roots[j - 1, 1]
            j -= 1
        roots[j, 0], roots[j, 1] = x, limit


@kernel
def _switch(lane, time, started, n_windows, windows):
    """Open a window for a lane, or end the open one; windows (2, LANES, capacity).

    The count goes on past the capacity, so that the caller can tell and come back with more.
    """
    if np.isnan(started[lane]):
        started[lane] = time
        return
    n = n_windows[lane]
    if time > started[lane]:
        if n < windows.shape[2]:
            windows[0, lane, n] = started[lane]
            windows[1, lane, n] = time
        n_windows[lane] = n + 1
    started[lane] = np.nan


@kernel
def _prepare_segment(
    view, low, high, pos, vel, acc, k, length, sagitta, first, last, flags, have, ends, verdicts,
    crossings, quintic, room,
):  # fmt: skip
    """Verdict and single crossing of every unsure limit for all lanes of segment k."""
    shaped = False
    for limit in range(first, last + 1):
        if flags[limit, k] != UNSURE:
            continue
        for node in range(k, k + 2):
            slot = node & 1
            if have[slot, limit] != node:
                have[slot, limit] = node
                lane_margins(
                    limit, view, low, high, pos[node], vel[node], room[4], ends[slot, limit]
                )
        here, there = ends[k & 1, limit], ends[(k + 1) & 1, limit]
        bounds = room[3, 2]
        worst = judge(limit, view, here, there, length, 8.0 * sagitta, verdicts[limit], bounds)
        if worst != CLEAR and not shaped:
            quintics(pos, vel, acc, k, quintic)
            shaped = True
        if worst != CLEAR:
            newton_lanes(
                limit, view, low, high, quintic, here, there, verdicts[limit], bounds, room[0],
                room[1], room[4], room[2], crossings[limit],
            )  # fmt: skip


@kernel
def _lane_crossings(
    view, low, high, k, i, length, sagitta, first, last, flags, ends, verdicts, crossings,
    quintic, stack, roots, holds,
):  # fmt: skip
    """Crossings of lane i in segment k, in order, into roots; sets holds at its start."""
    n = 0
    for limit in range(first, last + 1):
        holds[limit] = True
        if flags[limit, k] != UNSURE:
            continue
        holds[limit] = ends[k & 1, limit, 0, i] >= 0.0
        if verdicts[limit, i] == SINGLE and n < MAX_ROOTS:
            roots[n, 0] = crossings[limit, i]
            roots[n, 1] = limit
            n += 1
        elif verdicts[limit, i] == HARD:
            n = all_roots(
                limit, view, low, high, quintic, i, ends[k & 1, limit],
                ends[(k + 1) & 1, limit], length, 8.0 * sagitta, stack, roots, n,
            )  # fmt: skip
            n = min(n, MAX_ROOTS)
    if n > 1:
        _sort_roots(roots, n)
    return n


@kernel
def _lane_states(k, count, first, last, wide, flags, ends, verdicts, crossings, known, place):
    """Per lane: inside at the segment's start and end, crossings, where the single one is.

    known (3, LANES): start, end, number of crossings (a HARD limit counts MAX_ROOTS).
    """
    known[0, :] = 1
    known[1, :] = 1
    known[2, :] = 0
    for limit in range(first, last + 1):
        if flags[limit, k] != UNSURE:
            continue
        here, there = ends[k & 1, limit, 0], ends[(k + 1) & 1, limit, 0]
        verdict, crossing = verdicts[limit], crossings[limit]
        both_edges = wide and (limit in (EDGE_1, EDGE_2))
        for i in range(LANES):
            if not both_edges:
                known[0, i] &= here[i] >= 0.0
                known[1, i] &= there[i] >= 0.0
            if verdict[i] == SINGLE:
                known[2, i] += 1
                place[i] = crossing[i]
            elif verdict[i] == HARD:
                known[2, i] += MAX_ROOTS
    if wide and flags[EDGE_1, k] == UNSURE:
        one, two = ends[k & 1, EDGE_1, 0], ends[k & 1, EDGE_2, 0]
        then, also = ends[(k + 1) & 1, EDGE_1, 0], ends[(k + 1) & 1, EDGE_2, 0]
        for i in range(LANES):
            known[0, i] &= one[i] >= 0.0 or two[i] >= 0.0
            known[1, i] &= then[i] >= 0.0 or also[i] >= 0.0


@kernel
def _scan_segment(
    view, low, high, rows, boost_s, first_arc, count, k, paths, length, sagitta, first, last,
    wide, scan, started, done, n_windows, windows,
):  # fmt: skip
    """Walk every lane through an unsure segment: open and close windows at its crossings."""
    pos, vel, acc = paths
    flags, _state, have, ends, verdicts, crossings, quintic, room, stack, roots, holds, known = scan
    place = room[3, 1]
    _prepare_segment(
        view, low, high, pos, vel, acc, k, length, sagitta, first, last, flags, have, ends,
        verdicts, crossings, quintic, room,
    )  # fmt: skip
    _lane_states(k, count, first, last, wide, flags, ends, verdicts, crossings, known, place)
    for i in range(count):
        if done[i]:
            continue
        if (known[0, i] == 1) == np.isnan(started[i]):
            at = time_at(rows, boost_s, first_arc + i, k, 0.0)
            _switch(i, at, started, n_windows, windows)
        if known[2, i] == 1 and known[0, i] != known[1, i]:
            at = time_at(rows, boost_s, first_arc + i, k, place[i])
            _switch(i, at, started, n_windows, windows)
        elif known[2, i] > 1:
            n_roots = _lane_crossings(
                view, low, high, k, i, length, sagitta, first, last, flags, ends, verdicts,
                crossings, quintic, stack, roots, holds,
            )  # fmt: skip
            seen = known[0, i] == 1
            for r in range(n_roots):
                limit = int(roots[r, 1])
                holds[limit] = not holds[limit]
                now = _inside(holds, first, last, wide)
                if now != seen:
                    at = time_at(rows, boost_s, first_arc + i, k, roots[r, 0])
                    _switch(i, at, started, n_windows, windows)
                    seen = now


@kernel
def _settle(rows, boost_s, first_arc, count, k, state, started, done, n_windows, windows):
    """Bring every lane of a block to a segment's certain state at the segment's start."""
    for i in range(count):
        if not done[i] and (state == IN) == np.isnan(started[i]):
            at = time_at(rows, boost_s, first_arc + i, k, 0.0)
            _switch(i, at, started, n_windows, windows)


@kernel
def _retire(rows, boost_s, first_arc, count, k, enough_s, started, done, n_windows, windows):
    """Stop following lanes that have been in view long enough by the end of segment k."""
    left = 0
    for i in range(count):
        if not np.isnan(started[i]):
            at = time_at(rows, boost_s, first_arc + i, k, 1.0)
            if at - started[i] >= enough_s:
                _switch(i, at, started, n_windows, windows)
                done[i] = True
        left += not done[i]
    return left


@kernel
def _burning(rows, boost_s, first_arc, count, k):
    """Whether any arc of the block is still in boost at the end of segment k."""
    for arc in range(first_arc, first_arc + count):
        if time_at(rows, boost_s, arc, k, 1.0) < boost_s[arc]:
            return True
    return False


@kernel
def _clip(windows, lane, n, end):
    """Cut the windows of a lane at a time; returns how many remain."""
    kept = 0
    for j in range(min(n, windows.shape[2])):
        if windows[0, lane, j] < end:
            windows[0, lane, kept] = windows[0, lane, j]
            windows[1, lane, kept] = min(windows[1, lane, j], end)
            kept += 1
    return kept if n <= windows.shape[2] else n


@kernel
def scan_view(
    view, ints, tables, rows, boost_s, first_arc, count, paths, spheres, length, sagitta,
    enough_s, scan, started, done, n_windows, windows,
):  # fmt: skip
    """Append the windows of one view on one block of arcs.

    paths: (pos, vel, acc) of the block; boost_s (n,) per arc; enough_s: an arc that has been in
    view this long is followed no further, its window is recorded up to the last node reached
    (inf: follow to the end). started, done (LANES,) are scratch; n_windows (LANES,), windows
    (2, LANES, capacity): times since launch [s].
    """
    flags, state, have = scan[0], scan[1], scan[2]
    low = tables[max(ints[LOW_TABLE], 0)]
    high = tables[max(ints[HIGH_TABLE], 0)]
    infrared = ints[KIND] == GEOSTATIONARY
    wide = ints[SECTOR] == WIDE
    first, last = limit_range(ints)
    classify(view, ints, low, spheres, length, sagitta, flags, state)
    have[:, :] = -1
    started[:] = np.nan
    done[:] = False
    touched = False
    for k in range(SEGMENTS):
        if state[k] == UNSURE:
            touched = True
            _scan_segment(
                view, low, high, rows, boost_s, first_arc, count, k, paths, length, sagitta,
                first, last, wide, scan, started, done, n_windows, windows,
            )  # fmt: skip
        elif state[k] == IN or touched:
            touched = state[k] == IN
            _settle(rows, boost_s, first_arc, count, k, state[k], started, done, n_windows, windows)
        if infrared and not _burning(rows, boost_s, first_arc, count, k):
            break
        if touched and enough_s < np.inf:
            left = _retire(
                rows, boost_s, first_arc, count, k, enough_s, started, done, n_windows, windows
            )
            if left == 0:
                break
    for i in range(count):
        arc = first_arc + i
        if not np.isnan(started[i]):
            end = time_at(rows, boost_s, arc, SEGMENTS - 1, 1.0)
            _switch(i, end, started, n_windows, windows)
        if infrared:
            n_windows[i] = _clip(windows, i, n_windows[i], boost_s[arc])
