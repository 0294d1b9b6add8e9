"""Stretches of time in which a condition holds, found by halving: for sensors too rare to tune.

A condition answers for a whole stretch of time: surely out, surely in, or unsure, by bounds of
speed and not by samples. Unsure stretches are halved down to ``FLOOR_S``, where the middle decides;
so no window longer than that is missed, and every end is right to that.
"""

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.kernels.horizon import above_mask
from tocsin.kernels.orbit import OUT, UNSURE, above_cloud, sees
from tocsin.kernels.position import position

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
        found = _judge(condition, numbers, corners, bends, middle, point, speed * half, half)
        if found == UNSURE and b - a > FLOOR_S and top + 2 < DEPTH:
            # The right half goes below the left one, so that stretches come out in order.
            stack[top + 1, 0], stack[top + 1, 1] = middle, b
            stack[top + 2, 0], stack[top + 2, 1] = a, middle
            top += 2
            continue
        if found == UNSURE:
            found = _judge(condition, numbers, corners, bends, middle, point, 0.0, 0.0)
        if found == OUT and not np.isnan(opened):
            n = _append(windows, n, opened, a)
            opened = np.nan
        elif found != OUT and np.isnan(opened):
            opened = a
    if not np.isnan(opened):
        n = _append(windows, n, opened, end)
    return n
