"""From paths and sensors to tier times or windows, block by block. One thread's work.

A sensor is a run of views (sectors, or satellites of a layer): it sees what any of them sees.
"""

import numpy as np

from tocsin.kernels.jit import kernel
from tocsin.kernels.path import (
    LANES,
    block_bounds,
    block_spheres,
    fill_block,
    fill_given,
    new_workspace,
)
from tocsin.kernels.windows import new_scan, scan_view

ALERT, TRACK = 0, 1

# Two views that touch (a shared sector edge) leave less than this between their windows.
_JOIN_S = 1e-7


@kernel
def merge_windows(windows, lane, n):
    """Sort the windows of a lane and join those that touch or overlap; returns how many remain."""
    starts, ends = windows[0, lane], windows[1, lane]
    for i in range(1, n):
        a, b = starts[i], ends[i]
        j = i
        while j > 0 and starts[j - 1] > a:
            starts[j], ends[j] = starts[j - 1], ends[j - 1]
            j -= 1
        starts[j], ends[j] = a, b
    kept = 0
    for i in range(n):
        if kept > 0 and starts[i] <= ends[kept - 1] + _JOIN_S:
            ends[kept - 1] = max(ends[kept - 1], ends[i])
        else:
            starts[kept], ends[kept] = starts[i], ends[i]
            kept += 1
    return kept


@kernel
def first_unbroken(windows, lane, n, needed_s):
    """First time at which a lane has been in view without break for needed_s; inf if never. [s]"""
    for j in range(n):
        if windows[0, lane, j] + needed_s <= windows[1, lane, j]:
            return windows[0, lane, j] + needed_s
    return np.inf


@kernel
def _load_block(rows, nodes, first, count, work):
    pos, vel, acc, lane, spheres = work
    if nodes.shape[0] > 0:
        fill_given(nodes, first, count, pos, vel, acc)
    else:
        fill_block(rows, first, count, pos, vel, acc, lane)
    block_spheres(pos, spheres)
    return block_bounds(rows, first, count)


@kernel
def _sensor_windows(
    views, ints, tables, runs, sensor, rows, boost_s, first, count, work, bounds, enough_s,
    scan, lanes, windows,
):  # fmt: skip
    """Windows of one sensor on one block; returns the greatest count met (may pass capacity)."""
    started, done, n_windows = lanes
    n_windows[:] = 0
    for v in range(runs[sensor], runs[sensor + 1]):
        scan_view(
            views[v], ints[v], tables, rows, boost_s, first, count, (work[0], work[1], work[2]),
            work[4], bounds[0], bounds[1], enough_s, scan, started, done, n_windows, windows,
        )  # fmt: skip
    most = 0
    for i in range(count):
        most = max(most, n_windows[i])
    if runs[sensor + 1] - runs[sensor] > 1 and most <= windows.shape[2]:
        for i in range(count):
            n_windows[i] = merge_windows(windows, i, n_windows[i])
    return most


@kernel
def new_lanes():
    """Scratch of one thread, per lane: started, done, n_windows."""
    return np.empty(LANES), np.empty(LANES, np.bool_), np.zeros(LANES, np.int64)


@kernel
def tier_times(rows, boost_s, nodes, views, ints, tables, runs, needed_s, capacity, out):
    """First time of each tier for every arc and sensor.

    Parameters
    ----------
    rows (n, N_ELEMENTS), boost_s (n,): arcs; nodes (n or 0, NODES, 9): ready-made paths.
    views (v, N_VIEW_FLOATS), ints (v, N_VIEW_INTS), tables (t, TABLE_NODES, 2).
    runs (s + 1,): views of sensor j are runs[j] .. runs[j + 1] - 1.
    needed_s (s, 2): unbroken time for alert and track, inf where the sensor cannot.
    out (n, s, 2): filled with seconds since launch, inf where never.

    Returns
    -------
    The greatest number of windows met; where it passes `capacity`, out is not valid.
    """
    work = new_workspace()
    scan = new_scan()
    lanes = new_lanes()
    windows = np.empty((2, LANES, capacity))
    most = 0
    for first in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - first)
        bounds = _load_block(rows, nodes, first, count, work)
        for sensor in range(runs.shape[0] - 1):
            enough = np.inf
            if runs[sensor + 1] - runs[sensor] == 1:
                enough = 0.0
                for tier in range(2):
                    if needed_s[sensor, tier] < np.inf:
                        enough = max(enough, needed_s[sensor, tier])
            met = _sensor_windows(
                views, ints, tables, runs, sensor, rows, boost_s, first, count, work, bounds,
                enough, scan, lanes, windows,
            )  # fmt: skip
            most = max(most, met)
            if most <= capacity:
                for i in range(count):
                    for tier in range(2):
                        out[first + i, sensor, tier] = first_unbroken(
                            windows, i, lanes[2][i], needed_s[sensor, tier]
                        )
    return most


@kernel
def all_windows(rows, boost_s, nodes, views, ints, tables, runs, capacity, found, spans):
    """Every window of every arc and sensor.

    As `tier_times`; found (m, 2) takes arc and sensor, spans (m, 2) window in and out [s], in
    the order of blocks, then sensors, then arcs.

    Returns
    -------
    The greatest number of windows of one arc and sensor, and the number of all windows; where
    either passes its room (capacity, m), nothing of found and spans is valid.
    """
    work = new_workspace()
    scan = new_scan()
    lanes = new_lanes()
    windows = np.empty((2, LANES, capacity))
    most = 0
    total = 0
    for first in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - first)
        bounds = _load_block(rows, nodes, first, count, work)
        for sensor in range(runs.shape[0] - 1):
            met = _sensor_windows(
                views, ints, tables, runs, sensor, rows, boost_s, first, count, work, bounds,
                np.inf, scan, lanes, windows,
            )  # fmt: skip
            most = max(most, met)
            for i in range(count):
                for j in range(min(lanes[2][i], capacity)):
                    if total < found.shape[0]:
                        found[total, 0] = first + i
                        found[total, 1] = sensor
                        spans[total, 0] = windows[0, i, j]
                        spans[total, 1] = windows[1, i, j]
                    total += 1
    return most, total
