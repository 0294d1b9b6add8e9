"""Windows of sensors too rare to tune for, found by halving stretches of time.

These are layers of satellites on orbits and sensors behind a horizon mask. A condition answers for
a whole stretch of time: surely out, surely in, or unsure, by bounds of speed and not by samples.
Unsure stretches are halved down to ``FLOOR_S``, where the middle decides; so no window longer than
that is missed, and every end is right to that.
"""

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.kernels.arc import T_ARC
from tocsin.kernels.detect import merge_windows
from tocsin.kernels.horizon import above_mask
from tocsin.kernels.orbit import OUT, UNSURE, above_cloud, sees
from tocsin.kernels.parts import entry
from tocsin.kernels.path import flight_time
from tocsin.kernels.position import position, speed_bound

# A five-hundredth of the shortest window that must not be missed. [s]
FLOOR_S = 2e-6
# Halvings from the longest flight to the floor, with room.
DEPTH = 64

CLOUD, SATELLITE, MASK = 0, 1, 2


@inner_kernel
def _judge(condition, numbers, corners, bends, time, point, reach_m, half_s):
    if condition == CLOUD:
        return above_cloud(numbers, point, reach_m)
    if condition == SATELLITE:
        return sees(numbers, time, point, reach_m, half_s)
    return above_mask(numbers, corners, bends, point, reach_m)


@inner_kernel
def _append(windows, n, start, end):
    if n < windows.shape[2]:
        windows[0, 0, n], windows[1, 0, n] = start, end
    return n + 1


@inner_kernel
def halve(
    condition, numbers, corners, bends, rows, boost_s, nodes, arc, speed, start, end, stack,
    windows, n,
):  # fmt: skip
    """Append the stretches of [start, end] in which a condition holds to windows (2, 1, capacity).

    numbers, corners, bends: what the condition reads; speed: bound of the arc's speed [m/s];
    stack (DEPTH + 1, 3) is scratch. Returns the new count, which may pass the capacity.
    """
    point = stack[DEPTH]
    opened = np.nan
    stack[0, 0], stack[0, 1] = start, end
    top = 0 if end > start else -1
    while top >= 0:
        a, b = stack[top, 0], stack[top, 1]
        top -= 1
        middle, half = 0.5 * (a + b), 0.5 * (b - a)
        position(rows, boost_s, nodes, arc, middle, point)
        verdict = _judge(condition, numbers, corners, bends, middle, point, speed * half, half)
        if verdict == UNSURE and b - a > FLOOR_S and top + 2 < DEPTH:
            # The right half goes below the left one, so that stretches come out in order.
            stack[top + 1, 0], stack[top + 1, 1] = middle, b
            stack[top + 2, 0], stack[top + 2, 1] = a, middle
            top += 2
            continue
        if verdict == UNSURE:
            verdict = _judge(condition, numbers, corners, bends, middle, point, 0.0, 0.0)
        if verdict == OUT and not np.isnan(opened):
            n = _append(windows, n, opened, a)
            opened = np.nan
        elif verdict != OUT and np.isnan(opened):
            opened = a
    if not np.isnan(opened):
        n = _append(windows, n, opened, end)
    return n


@inner_kernel
def _keep(windows, n, counts, spans, arc):
    """Merge the windows of one arc and copy them out; returns how many there were before."""
    if n > windows.shape[2]:
        counts[arc] = 0
        return n
    counts[arc] = merge_windows(windows, 0, n)
    for j in range(counts[arc]):
        spans[arc, j, 0], spans[arc, j, 1] = windows[0, 0, j], windows[1, 0, j]
    return n


def _room(capacity):
    """Two sets of windows of one arc, and the stack of `halve`."""
    return np.empty((2, 1, capacity)), np.empty((2, 1, capacity)), np.empty((DEPTH + 1, 3))


def orbit_windows(rows, boost_s, nodes, satellites, cloud, counts, spans):
    """Windows of a layer of satellites on every arc.

    satellites (m, N_SATELLITE); cloud (1,): cloud top [m]. counts (n,) and spans
    (n, capacity, 2) are filled: how many, and in and out [s]. Returns the greatest number met;
    where it passes the capacity, nothing is valid.
    """
    none = np.empty((0, 2))
    return _orbit_windows(
        rows, boost_s, nodes, satellites, cloud, none, *_room(spans.shape[1]), counts, spans
    )


@entry("f2 f1 f3 f2 f1 f2 f3 f3 f2 i1 f3 -> i")
def _orbit_windows(
    rows, boost_s, nodes, satellites, cloud, none, clear, windows, stack, counts, spans
):  # fmt: skip
    capacity = spans.shape[1]
    most = 0
    for arc in range(rows.shape[0]):
        speed = speed_bound(rows, nodes, arc)
        end = min(boost_s[arc], flight_time(rows[arc, T_ARC], boost_s[arc]))
        n_clear = halve(
            CLOUD, cloud, none, none, rows, boost_s, nodes, arc, speed, 0.0, end, stack, clear, 0
        )
        most = max(most, n_clear)
        n = 0
        for j in range(min(n_clear, capacity)):
            for m in range(satellites.shape[0]):
                n = halve(
                    SATELLITE, satellites[m], none, none, rows, boost_s, nodes, arc, speed,
                    clear[0, 0, j], clear[1, 0, j], stack, windows, n,
                )  # fmt: skip
        most = max(most, _keep(windows, n, counts, spans, arc))
    return most


def masked_windows(rows, boost_s, nodes, numbers, corners, bends, arc_of_base, base, counts, spans):
    """Windows of a radar behind a mask: its windows without one, where the mask lets it see.

    arc_of_base (w,), base (w, 2): arc and span of each window without the mask, in order of arcs;
    otherwise as `orbit_windows`.
    """
    counts[:] = 0
    windows, _, stack = _room(spans.shape[1])
    return _masked_windows(
        rows,
        boost_s,
        nodes,
        numbers,
        corners,
        bends,
        arc_of_base,
        base,
        windows,
        stack,
        counts,
        spans,
    )


@entry("f2 f1 f3 f1 f2 f2 i1 f2 f3 f2 i1 f3 -> i")
def _masked_windows(
    rows, boost_s, nodes, numbers, corners, bends, arc_of_base, base, windows, stack, counts, spans
):  # fmt: skip
    most = 0
    n = 0
    for w in range(arc_of_base.shape[0]):
        arc = arc_of_base[w]
        speed = speed_bound(rows, nodes, arc)
        n = halve(
            MASK, numbers, corners, bends, rows, boost_s, nodes, arc, speed, base[w, 0],
            base[w, 1], stack, windows, n,
        )  # fmt: skip
        if w + 1 == arc_of_base.shape[0] or arc_of_base[w + 1] != arc:
            most = max(most, _keep(windows, n, counts, spans, arc))
            n = 0
    return most


@entry("i1 f3 f1 f2")
def first_unbroken_times(counts, spans, needed_s, out):
    """First time of each tier on every arc: out (n, 2) [s]; inf where never."""
    for arc in range(counts.shape[0]):
        for tier in range(2):
            out[arc, tier] = np.inf
            for j in range(counts[arc]):
                if spans[arc, j, 0] + needed_s[tier] <= spans[arc, j, 1]:
                    out[arc, tier] = spans[arc, j, 0] + needed_s[tier]
                    break
