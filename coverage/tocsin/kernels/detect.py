"""From paths and sensors to tier times or windows, block by block. One thread's work.

A sensor is a run of views (sectors, or satellites of a layer): it sees what any of them sees.
"""

import numpy as np

from tocsin.compile import copy, floats, inner_kernel, pointer, put, shifted
from tocsin.kernels.lanes import block_bounds, block_spheres, fill_block, fill_given
from tocsin.kernels.layout import FIRST, LANES, N_WINDOWS, ROW, SPAN, WINDOWS
from tocsin.kernels.packs import forget_packs
from tocsin.kernels.parts import entry
from tocsin.kernels.sight import (
    HIGH_TABLE,
    KIND,
    LOW_TABLE,
    N_VIEW_FLOATS,
    SECTOR,
    TABLE_NODES,
)
from tocsin.kernels.windows import scan_view

ALERT, TRACK = 0, 1

# Two views that touch (a shared sector edge) leave less than this between their windows.
_JOIN_S = 1e-7


@inner_kernel
def merge_spans(starts, ends, n):
    """Sort n windows and join those that touch or overlap; returns how many remain."""
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


@inner_kernel
def merge_windows(windows, lane, n):
    """`merge_spans` of one lane of windows (2, lanes, capacity)."""
    return merge_spans(windows[0, lane], windows[1, lane], n)


@inner_kernel
def _load_block(w, rows, boost_s, nodes, given, order, first, count):
    """Nodes and spheres of a block into the workspace; returns its bounds [m]."""
    if given:
        fill_given(w, nodes, rows, boost_s, order, first, count)
    else:
        fill_block(w, rows, boost_s, order, first, count)
    block_spheres(w)
    forget_packs(w)
    return block_bounds(rows, order, first, count)


@inner_kernel
def _sensor_windows(views, ints, tables, begin, end, count, bounds, given, enough_s, capacity, w):
    """Windows of one sensor on the block; returns the greatest count met (may pass capacity)."""
    counts = floats(w, N_WINDOWS, (ROW,))
    for i in range(LANES):
        counts[i] = 0.0
    for v in range(begin, end):
        low = shifted(tables, max(ints[v, LOW_TABLE], 0) * (TABLE_NODES - 1) * 4)
        high = shifted(tables, max(ints[v, HIGH_TABLE], 0) * (TABLE_NODES - 1) * 4)
        scan_view(
            shifted(views, v * N_VIEW_FLOATS), ints[v, KIND], ints[v, SECTOR],
            ints[v, HIGH_TABLE] >= 0, low, high, count, bounds[0], bounds[1], given, enough_s,
            capacity, w,
        )  # fmt: skip
    most = 0
    for i in range(count):
        n = int(counts[i])
        most = n if n > most else most
    if end - begin > 1 and most <= capacity:
        spans = floats(w, WINDOWS, (capacity, 2, LANES))
        for i in range(count):
            if counts[i] > 1.0:
                counts[i] = merge_spans(spans[:, 0, i], spans[:, 1, i], int(counts[i]))
    return most


@inner_kernel
def _first_unbroken(needed_s, most, w):
    """First time each lane has been in view without break for needed_s, into FIRST; inf: never."""
    times, counts = floats(w, FIRST, (LANES,)), floats(w, N_WINDOWS, (ROW,))
    span = floats(w, SPAN, (2, LANES))
    for i in range(LANES):
        times[i] = np.inf
    for j in range(most - 1, -1, -1):
        copy(w, SPAN, WINDOWS + j * 2 * LANES, 2 * LANES)
        number = float(j)
        for i in range(LANES):
            then, before = span[0, i] + needed_s, times[i]
            long_enough = (counts[i] > number) & (then <= span[1, i])
            times[i] = then if long_enough else before


@inner_kernel
def _fill_never(order, first, count, columns, out):
    """Write of each arc of a block that no sensor sees it; out: pointer to rows of columns.

    So what is written later, sensor by sensor, waits for no memory.
    """
    for i in range(first, first + count):
        row = floats(out, order[i] * columns, (columns,))
        for j in range(columns):
            row[j] = np.inf


@inner_kernel
def _write_times(w, order, first, count, column, columns, out):
    """Write the times of FIRST to one column of the rows of a block's arcs."""
    times = floats(w, FIRST, (LANES,))
    for i in range(count):
        put(out, order[first + i] * columns + column, times[i])


@inner_kernel
def _enough(needed_s, sensor, views):
    """How long in view settles all tiers; inf where views have to be merged first."""
    enough = 0.0
    for tier in range(2):
        if needed_s[sensor, tier] < np.inf:
            enough = max(enough, needed_s[sensor, tier])
    return enough if views == 1 else np.inf


def _room(capacity):
    """Workspace of one thread, with place for so many windows of each lane."""
    return np.zeros(WINDOWS + 2 * capacity * LANES)


def tier_times(
    rows, boost_s, nodes, views, ints, tables, runs, needed_s, capacity, out, order=None
):  # fmt: skip
    """First time of each tier for every arc and sensor.

    Parameters
    ----------
    rows (n, N_ELEMENTS), boost_s (n,): arcs; nodes (n or 0, NODES, 9): ready-made paths.
    views (v, N_VIEW_FLOATS), ints (v, N_VIEW_INTS), tables (t, TABLE_NODES, 2).
    runs (s + 1,): views of sensor j are runs[j] .. runs[j + 1] - 1.
    needed_s (s, 2): unbroken time for alert and track, inf where the sensor cannot.
    out (n, s, 2): filled with seconds since launch, inf where never.
    order (n,): arcs in the order of their blocks, neighbours together; as they are by default.

    Returns
    -------
    The greatest number of windows met; where it passes `capacity`, out is not valid.
    """
    room = _room(capacity)
    order = np.arange(len(rows)) if order is None else order
    return _tier_times(
        rows, boost_s, nodes, order, views, ints, tables, runs, needed_s, capacity, room, out
    )


@entry("f2 f1 f3 i1 f2 i2 f3 i1 f2 i f1 f3 -> i")
def _tier_times(
    rows, boost_s, nodes, order, views, ints, tables, runs, needed_s, capacity, work, out
):  # fmt: skip
    w, given = pointer(work), nodes.shape[0] > 0
    columns = 2 * needed_s.shape[0]
    most = 0
    for first in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - first)
        bounds = _load_block(
            w, pointer(rows), pointer(boost_s), pointer(nodes), given, order, first, count
        )
        _fill_never(order, first, count, columns, pointer(out))
        for sensor in range(runs.shape[0] - 1):
            begin, end = runs[sensor], runs[sensor + 1]
            met = _sensor_windows(
                pointer(views), ints, pointer(tables), begin, end, count, bounds, given,
                _enough(needed_s, sensor, end - begin), capacity, w,
            )  # fmt: skip
            most = max(most, met)
            if 0 < met <= capacity:
                for tier in range(2):
                    _first_unbroken(needed_s[sensor, tier], met, w)
                    column = 2 * sensor + tier
                    _write_times(w, order, first, count, column, columns, pointer(out))
    return most


def all_windows(
    rows, boost_s, nodes, views, ints, tables, runs, capacity, pairs, spans, order=None
):  # fmt: skip
    """Every window of every arc and sensor.

    As `tier_times`; pairs (m, 2) takes arc and sensor, spans (m, 2) window in and out [s], in
    the order of blocks, then sensors, then arcs.

    Returns
    -------
    The greatest number of windows of one arc and sensor, and the number of all windows; where
    either passes its room (capacity, m), nothing of pairs and spans is valid.
    """
    met = np.zeros(2, np.int64)
    order = np.arange(len(rows)) if order is None else order
    _all_windows(
        rows, boost_s, nodes, order, views, ints, tables, runs, capacity, _room(capacity), met,
        pairs, spans,
    )  # fmt: skip
    return int(met[0]), int(met[1])


@entry("f2 f1 f3 i1 f2 i2 f3 i1 i f1 i1 i2 f2")
def _all_windows(
    rows, boost_s, nodes, order, views, ints, tables, runs, capacity, work, met, pairs, spans
):  # fmt: skip
    w, given = pointer(work), nodes.shape[0] > 0
    counts = floats(w, N_WINDOWS, (ROW,))
    place = floats(w, WINDOWS, (capacity, 2, LANES))
    most = 0
    total = 0
    for first in range(0, rows.shape[0], LANES):
        count = min(LANES, rows.shape[0] - first)
        bounds = _load_block(
            w, pointer(rows), pointer(boost_s), pointer(nodes), given, order, first, count
        )
        for sensor in range(runs.shape[0] - 1):
            here = _sensor_windows(
                pointer(views), ints, pointer(tables), runs[sensor], runs[sensor + 1], count,
                bounds, given, np.inf, capacity, w,
            )  # fmt: skip
            most = max(most, here)
            for i in range(count if here > 0 else 0):
                for j in range(min(int(counts[i]), capacity)):
                    if total < pairs.shape[0]:
                        pairs[total, 0] = order[first + i]
                        pairs[total, 1] = sensor
                        spans[total, 0] = place[j, 0, i]
                        spans[total, 1] = place[j, 1, i]
                    total += 1
    met[0], met[1] = most, total
