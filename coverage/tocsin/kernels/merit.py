"""Figures of merit of every arc: one sweep over the ends of the windows in which sensors see it.

What several sets of sensors see is worked out at once. Custody, which no window tells, is asked of
`tocsin.kernels.custody` for each piece between window ends.
"""

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.kernels.arc import M_0, RATE, T_ARC
from tocsin.kernels.custody import (
    CUSTODY_S,
    STATE,
    TERMS,
    add_custody,
    doubt,
    forget,
    series_grid,
    set_course,
)
from tocsin.kernels.orbit import N_SATELLITE as N_SATELLITE
from tocsin.kernels.parts import entry
from tocsin.kernels.path import flight_time, geodetic_height
from tocsin.kernels.position import position, speed_bound

# Columns of the figures of an arc. [s], but GAPS and BETWEEN, which count, and SQUARES [s^2].
IN_VIEW, KFOLD, LONGEST, DARK_BOOST, DARK_MIDCOURSE, DARK_TERMINAL = 0, 1, 2, 3, 4, 5
FIRST, LAST, GAPS, SQUARES, BETWEEN, BETWEEN_S, CUSTODY = 6, 7, 8, 9, 10, 11, 12
N_FIGURES = 13

# Below this height [m] a falling object is in its terminal phase.
ENTRY_M = 1e5
# Window ends are right to a millisecond, so a shorter break is none. [s]
LEAST_GAP_S = 1e-3
# What a falling object covers in a microsecond or so: near enough to a height. [m]
NEAR_M = 1e-4
MOST_STEPS = 60


@inner_kernel
def _height(rows, boost_s, nodes, arc, time, point):
    position(rows, boost_s, nodes, arc, time, point)
    height, _x, _y, _z = geodetic_height(point[0], point[1], point[2])
    return height


@inner_kernel
def terminal_start(rows, boost_s, nodes, arc, point):
    """Time at which the terminal phase begins; that of impact for what flies level. [s]"""
    end = flight_time(rows[arc, T_ARC], boost_s[arc])
    if nodes.shape[0] > 0:
        return end
    burnt = min(boost_s[arc], end)
    low = flight_time(-rows[arc, M_0] / rows[arc, RATE], boost_s[arc])
    high = end
    above = _height(rows, boost_s, nodes, arc, low, point) - ENTRY_M
    if above <= 0.0:
        return max(low, burnt)
    below = -ENTRY_M
    # False position, by Illinois' rule: an end that stays twice counts by half. Some six steps do.
    stayed = 0
    for _ in range(MOST_STEPS):
        middle = low + (high - low) * above / (above - below)
        height = _height(rows, boost_s, nodes, arc, middle, point) - ENTRY_M
        if abs(height) < NEAR_M:
            return max(middle, burnt)
        if height > 0.0:
            low, above = middle, height
            below *= 0.5 if stayed > 0 else 1.0
            stayed = 1
        else:
            high, below = middle, height
            above *= 0.5 if stayed < 0 else 1.0
            stayed = -1
    return max(high, burnt)


@inner_kernel
def _ends(first, last, sensor, spans, times, whose):
    """Sort the ends of windows first .. last - 1 by time; whose: sensor + 1, negative for out."""
    n = 0
    for w in range(first, last):
        for end in range(2):
            time = spans[w, end]
            what = sensor[w] + 1 if end == 0 else -sensor[w] - 1
            j = n
            # At equal times whoever comes in stands first: a hand-over leaves no gap.
            while j > 0 and (times[j - 1] > time or (times[j - 1] == time and whose[j - 1] < what)):
                times[j], whose[j] = times[j - 1], whose[j - 1]
                j -= 1
            times[j], whose[j] = time, what
            n += 1
    return n


@inner_kernel
def _add_piece(start, end, burnt, falls, seeing, sets, k, out):
    """Add a piece in which nothing changes to what is in view and what is dark, by phase."""
    boost = max(0.0, min(end, burnt) - start)
    terminal = max(0.0, end - max(start, falls))
    for m in range(sets):
        if seeing[m] >= k:
            out[m, KFOLD] += end - start
        if seeing[m] > 0:
            out[m, IN_VIEW] += end - start
        else:
            out[m, DARK_BOOST] += boost
            out[m, DARK_TERMINAL] += terminal
            out[m, DARK_MIDCOURSE] += (end - start) - boost - terminal


@inner_kernel
def _most(seeing, sets):
    """Most usable sensors that see the object, over the sets."""
    most = 0
    for m in range(sets):
        most = max(most, seeing[m])
    return most


@inner_kernel
def _close_gap(figures, start, end, is_last):
    """Count a gap, if it is one."""
    length = end - start
    if length <= LEAST_GAP_S:
        return
    figures[LONGEST] = max(figures[LONGEST], length)
    figures[GAPS] += 1.0
    figures[SQUARES] += length * length
    if not is_last and figures[FIRST] < np.inf:
        figures[BETWEEN] += 1.0
        figures[BETWEEN_S] += length


@inner_kernel
def _take(time, what, masks, sets, active, n, seeing, dark_from, state, out):
    """Let a sensor come into view, or go; returns how many there are."""
    s = abs(what) - 1
    for m in range(sets):
        if masks[m, s] == 0:
            continue
        doubt(state, m, s, what > 0)
        if what > 0:
            if seeing[m] == 0:
                _close_gap(out[m], dark_from[m], time, False)
                out[m, FIRST] = min(out[m, FIRST], time)
            seeing[m] += 1
        else:
            seeing[m] -= 1
            out[m, LAST] = time
            dark_from[m] = time
    if what > 0:
        active[n] = s
        return n + 1
    a = 0
    while active[a] != s:
        a += 1
    active[a] = active[n - 1]
    return n - 1


def figures(arcs, runs, sensor, spans, kind, masks, sets, k, cosine, step_s, eyes):
    """Figures of merit of n arcs, each under the sets of usable sensors of its kind.

    Parameters
    ----------
    arcs : (rows, boost_s, nodes)
    runs (n + 1,): windows of arc i are runs[i] .. runs[i + 1] - 1; sensor (w,), spans (w, 2) [s].
    kind (n,): which masks are an arc's; masks (q, m, s): 1 where a sensor is usable; sets (q,):
    how many of the m count.
    k : fold asked for; cosine: of the least angle of custody; step_s: of its samples
    of layers of satellites [s].
    eyes : sites (s, 3) [m], satellites (t, N_SATELLITE), flights (s + 1,): satellites of sensor j
    are flights[j] .. flights[j + 1] - 1, none where it stands at its site.

    Returns
    -------
    ndarray, shape (n, m, N_FIGURES)
        FIRST is inf where an arc is never seen, LAST 0.
    """
    count, most, sensors = len(kind), masks.shape[1], masks.shape[2]
    windows = int(np.diff(runs).max(initial=0))
    out = np.zeros((count, most, N_FIGURES))
    _figures(
        *arcs, runs, sensor, spans, kind, masks, sets, k, cosine, step_s, *eyes,
        np.empty(2 * windows + 1), np.empty(2 * windows + 1, dtype=np.int64),
        np.empty(sensors + 1, dtype=np.int64), np.empty(most, dtype=np.int64),
        np.empty(most + 8), np.empty((2, sensors + 1, 4)), np.empty((STATE, most)),
        series_grid(), np.empty((2, TERMS, 3)), out,
    )  # fmt: skip
    return out


@entry("f2 f1 f3 i1 i1 f2 i1 i3 i1 i f f f2 f2 i1 f1 i1 i1 i1 f1 f3 f2 f2 f3 f3")
def _figures(
    rows, boost_s, nodes, runs, sensor, spans, kind, masks, sets, k, cosine, step_s, sites,
    satellites, flights, times, whose, active, seeing, room, lines, state, grid, courses, out,
):  # fmt: skip
    point, elsewhere, dark_from = room[:4], room[4:8], room[8:]
    for arc in range(kind.shape[0]):
        of, n_sets, figures_of = masks[kind[arc]], sets[kind[arc]], out[arc]
        end = flight_time(rows[arc, T_ARC], boost_s[arc])
        burnt = min(boost_s[arc], end)
        falls = terminal_start(rows, boost_s, nodes, arc, point)
        # What stands there is of this arc at no known time, or of the last arc.
        point[3] = elsewhere[3] = np.nan
        for m in range(n_sets):
            for column in range(N_FIGURES):
                figures_of[m, column] = 0.0
            figures_of[m, FIRST] = np.inf
            seeing[m], dark_from[m] = 0, 0.0
        forget(state, n_sets)
        n_ends = _ends(runs[arc], runs[arc + 1], sensor, spans, times, whose)
        n, start, is_smooth, speed = 0, 0.0, -1, 0.0
        for e in range(n_ends + 1):
            time = min(times[e], end) if e < n_ends else end
            if time > start:
                _add_piece(start, time, burnt, falls, seeing, n_sets, k, figures_of)
                if n > 1 and _most(seeing, n_sets) > 1 and cosine <= 1.0:
                    if is_smooth < 0:
                        is_smooth = set_course(
                            rows, boost_s, nodes, arc, grid, courses[0], courses[1]
                        )
                        speed = speed_bound(rows, nodes, arc)
                    add_custody(
                        rows, boost_s, nodes, arc, start, time, sites, satellites, flights,
                        active, n, of, seeing, n_sets, cosine, step_s, point, elsewhere, lines[0],
                        lines[1], speed, courses[1], is_smooth, state,
                    )  # fmt: skip
                start = time
            if e < n_ends:
                n = _take(
                    time, whose[e], of, n_sets, active, n, seeing, dark_from, state, figures_of
                )
        for m in range(n_sets):
            figures_of[m, CUSTODY] = state[CUSTODY_S, m]
            if seeing[m] == 0:
                _close_gap(figures_of[m], dark_from[m], end, True)
