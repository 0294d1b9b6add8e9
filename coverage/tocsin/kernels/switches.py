"""Windows of a block's lanes: opened, ended and cut, as many together as there can be."""

import numpy as np

from tocsin.compile import floats, inner_kernel, lowest_bit, shifted
from tocsin.kernels.blocks import IN, UNSURE
from tocsin.kernels.lanes import node_place
from tocsin.kernels.layout import (
    AT_END,
    AT_START,
    LANES,
    N_CROSSINGS,
    N_WINDOWS,
    PLACE,
    ROW,
    STARTED,
    SWITCHED,
    TIME,
    WINDOWS,
)

# No window is open.
CLOSED = -1.0


@inner_kernel
def switch(lane, time, capacity, w):
    """Open a window for a lane, or end the open one (see WINDOWS).

    The count goes on past the capacity, so that the caller can tell and come back with more.
    """
    started, counts = floats(w, STARTED, (ROW,)), floats(w, N_WINDOWS, (ROW,))
    if started[lane] == CLOSED:
        started[lane] = time
        return
    if time > started[lane]:
        n = int(counts[lane])
        if n < capacity:
            window = floats(w, WINDOWS + n * 2 * LANES, (2, LANES))
            window[0, lane] = started[lane]
            window[1, lane] = time
        counts[lane] = n + 1
    started[lane] = CLOSED


@inner_kernel
def open_windows(state, followed, nodes, w):
    """Open a window for each lane that only comes into view in a segment; what else changes.

    nodes: times of all lanes at the segment's start. Returns a bit for each lane that only goes
    out of view, its time in SWITCHED, and for each that does more.
    """
    started, times = floats(w, STARTED, (ROW,)), floats(nodes, 0, (ROW,))
    number, start = floats(w, N_CROSSINGS, (ROW,)), floats(w, AT_START, (ROW,))
    end, place = floats(w, AT_END, (ROW,)), floats(w, PLACE, (ROW,))
    switched = floats(w, SWITCHED, (ROW,))
    if state != UNSURE:
        inside = 1.0 if state == IN else 0.0
        for i in range(LANES):
            start[i] = inside
            number[i] = 0.0
    ending, walking = np.uint64(0), np.uint64(0)
    for i in range(LANES):
        since, at_start, at_end, found = started[i], start[i], end[i], number[i]
        at_node, at_place = times[i], place[i]
        mine = (followed >> np.uint64(i)) & np.uint64(1) == np.uint64(1)
        closed, inside = since == CLOSED, at_start == 1.0
        # At the node or at the one crossing, and not at both.
        jumps = (inside == closed) & (found == 0.0)
        crosses = (inside != closed) & (found == 1.0) & (at_start != at_end)
        calm = (inside != closed) & ((found == 0.0) | ((found == 1.0) & (at_start == at_end)))
        once = jumps | crosses
        time = at_node if jumps else at_place
        switched[i] = time
        started[i] = time if mine & once & closed else since
        ending |= np.uint64(mine & once & (not closed)) << np.uint64(i)
        walking |= np.uint64(mine & (not once) & (not calm)) << np.uint64(i)
    return ending, walking


@inner_kernel
def end_windows(ending, times, capacity, w):
    """End the open windows of lanes at their times: a bit for each lane, a pointer to the times.

    Most end their first window. These go together, the others one by one.
    """
    started, counts = floats(w, STARTED, (ROW,)), floats(w, N_WINDOWS, (ROW,))
    ends, first = floats(times, 0, (ROW,)), floats(w, WINDOWS, (2, LANES))
    others = np.uint64(0)
    for i in range(LANES):
        since, end, count = started[i], ends[i], counts[i]
        mine = (ending >> np.uint64(i)) & np.uint64(1) == np.uint64(1)
        together = mine & (count == 0.0)
        lasts = together & (end > since)
        window_in, window_out = first[0, i], first[1, i]
        first[0, i] = since if lasts else window_in
        first[1, i] = end if lasts else window_out
        counts[i] = 1.0 if lasts else count
        started[i] = CLOSED if together else since
        others |= np.uint64(mine & (count != 0.0)) << np.uint64(i)
    while others:
        i = lowest_bit(others)
        others &= others - np.uint64(1)
        switch(i, ends[i], capacity, w)


@inner_kernel
def retire(k, followed, enough_s, capacity, w):
    """Stop following lanes in view long enough by the end of segment k; a bit for each still."""
    started = floats(w, STARTED, (ROW,))
    times = floats(w, node_place(k + 1) + TIME * ROW, (ROW,))
    ripe = np.uint64(0)
    for i in range(LANES):
        since = started[i]
        enough = (since != CLOSED) & (times[i] - since >= enough_s)
        ripe |= np.uint64(enough) << np.uint64(i)
    ripe &= followed
    if ripe:
        end_windows(ripe, shifted(w, node_place(k + 1) + TIME * ROW), capacity, w)
    return followed & ~ripe


@inner_kernel
def clip(lane, end, capacity, w):
    """Cut the windows of a lane at a time."""
    counts = floats(w, N_WINDOWS, (ROW,))
    n = int(counts[lane])
    if n > capacity:
        return
    spans = floats(w, WINDOWS, (capacity, 2, LANES))
    kept = 0
    for j in range(n):
        if spans[j, 0, lane] < end:
            spans[kept, 0, lane] = spans[j, 0, lane]
            spans[kept, 1, lane] = min(spans[j, 1, lane], end)
            kept += 1
    counts[lane] = kept
