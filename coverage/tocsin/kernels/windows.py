"""Every window of a view on a block of arcs, streamed segment by segment."""

import numpy as np

from tocsin.compile import floats, inner_kernel, lane_kernel, lowest_bit, shifted
from tocsin.kernels.blocks import IN, UNSURE, classify, limit_range
from tocsin.kernels.lanes import node_place
from tocsin.kernels.layout import (
    AT_END,
    AT_START,
    BOOST,
    CROSSINGS,
    ENDS,
    FLAGS,
    LANES,
    LAST_TIME,
    MAX_ROOTS,
    N_CROSSINGS,
    N_LIMITS,
    PACK,
    PACK_FLAGS,
    PLACE,
    ROOTS,
    ROW,
    SEGMENTS,
    STARTED,
    STATE,
    STUDIED,
    SWITCHED,
    TIME,
    VERDICTS,
    WIDTH,
)
from tocsin.kernels.packs import crossing_lanes, judge_packs, unsure_lanes
from tocsin.kernels.roots import HARD, SINGLE, all_roots, judge, newton_lanes
from tocsin.kernels.sight import EDGE_1, EDGE_2, GEOSTATIONARY, WIDE, lane_margins
from tocsin.kernels.switches import CLOSED, clip, end_windows, open_windows, retire, switch


@lane_kernel
def ends_place(node, limit):
    """Place of the margins of a limit at a node; those of two neighbouring nodes are kept."""
    return ENDS + ((node & 1) * N_LIMITS + limit) * 3 * ROW


@lane_kernel
def ends_of(k, limit, w):
    """Pointers to the rows of margins of a limit at both ends of segment k."""
    return shifted(w, ends_place(k, limit)), shifted(w, ends_place(k + 1, limit))


@inner_kernel
def _prepare_limit(
    where, low, high, k, limit, first, count, fresh, joint, length, curve, given, w
):  # fmt: skip
    """Verdicts of one limit and single crossings of some lanes in segment k; adds their states."""
    lanes = shifted(w, first)  # all rows of lanes begin there
    here, there = ends_of(k, limit, lanes)
    for node in range(k if fresh else k + 1, k + 2):
        points, margins = shifted(lanes, node_place(node)), here if node == k else there
        lane_margins(limit, where, low, high, points, margins, count, lanes)
    verdict, crossing = (
        shifted(lanes, VERDICTS + limit * ROW),
        shifted(lanes, CROSSINGS + limit * ROW),
    )
    if judge(limit, where, length, curve, here, there, verdict, count, lanes) > 0:
        start, some = crossing_lanes(verdict, count)
        newton_lanes(
            limit, where, low, high, k, given, shifted(here, start), shifted(there, start),
            shifted(verdict, start), shifted(crossing, start), some, shifted(lanes, start),
        )  # fmt: skip
    _add_states(joint, here, there, verdict, crossing, count, lanes)


@inner_kernel
def _add_states(joint, first, last, verdicts, crossings, count, w):
    """Add what verdicts and both ends say of one limit to what is known of all of them.

    first, last: rows of margins there; joint: the limit is one edge of a wide sector, of which
    either is enough.
    """
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    here, there = floats(first, 0, (ROW,)), floats(last, 0, (ROW,))
    verdict, crossing = floats(verdicts, 0, (ROW,)), floats(crossings, 0, (ROW,))
    start, end = floats(w, AT_START, (ROW,)), floats(w, AT_END, (ROW,))
    number, place = floats(w, N_CROSSINGS, (ROW,)), floats(w, PLACE, (ROW,))
    if not joint:
        for i in range(count):
            at_start, at_end = start[i], end[i]
            start[i] = at_start if here[i] >= 0.0 else 0.0
            end[i] = at_end if there[i] >= 0.0 else 0.0
    # Loaded before they are chosen from: a choice between places in memory keeps vectors out.
    for i in range(count):
        found, before, settled = verdict[i], place[i], crossing[i]
        number[i] += MAX_ROOTS if found == HARD else found
        place[i] = settled if found == SINGLE else before


@inner_kernel
def _join_edges(k, count, w):
    """Inside a sector wider than 180 degrees: on the right side of one edge is enough."""
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    start, end = floats(w, AT_START, (ROW,)), floats(w, AT_END, (ROW,))
    one, two = floats(w, ends_place(k, EDGE_1), (ROW,)), floats(w, ends_place(k, EDGE_2), (ROW,))
    for i in range(count):
        start[i] = start[i] if (one[i] >= 0.0) | (two[i] >= 0.0) else 0.0
    one, two = (
        floats(w, ends_place(k + 1, EDGE_1), (ROW,)),
        floats(w, ends_place(k + 1, EDGE_2), (ROW,)),
    )
    for i in range(count):
        end[i] = end[i] if (one[i] >= 0.0) | (two[i] >= 0.0) else 0.0


@inner_kernel
def _prepare_segment(
    where, kind, sector, low, high, k, followed, limits, wide, length, curve, given, w
):
    """What every lane does in segment k: AT_START, AT_END, N_CROSSINGS, PLACE."""
    judge_packs(where, kind, sector, k, length, 0.125 * curve, followed, w)
    flags, studied = floats(w, FLAGS, (N_LIMITS, WIDTH)), floats(w, STUDIED, (2, N_LIMITS))
    number, state = floats(w, N_CROSSINGS, (ROW,)), floats(w, STATE, (WIDTH,))
    for i in range(LANES):
        number[i] = 0.0
    first, count = 0, 0
    for limit in range(limits[0], limits[1] + 1):
        if flags[limit, k] == UNSURE:
            first, count = unsure_lanes(limit, w)
            fresh = k == 0 or flags[limit, k - 1] != UNSURE or state[k - 1] != UNSURE
            fresh |= first < studied[0, limit] or first + count > studied[1, limit]
            studied[0, limit], studied[1, limit] = first, first + count
            if count > 0:
                joint = wide and limit >= EDGE_1
                _prepare_limit(
                    where, low, high, k, limit, first, count, fresh, joint, length, curve, given, w
                )
    # Both edges of a wide sector have the same lanes studied.
    if wide and flags[EDGE_1, k] == UNSURE and count > 0:
        _join_edges(k, count, shifted(w, first))


@inner_kernel
def _sort_roots(count, w):
    roots = floats(w, ROOTS, (2, MAX_ROOTS))
    for i in range(1, count):
        time, limit = roots[0, i], roots[1, i]
        j = i
        while j > 0 and roots[0, j - 1] > time:
            roots[0, j], roots[1, j] = roots[0, j - 1], roots[1, j - 1]
            j -= 1
        roots[0, j], roots[1, j] = time, limit


@inner_kernel
def _lane_roots(where, low, high, k, i, limits, length, curve, given, w):
    """Crossings of lane i in segment k, in order, into ROOTS; their number, and limits unmet.

    The second return value has a bit for each limit that does not hold at the start.
    """
    flags, packs = floats(w, FLAGS, (N_LIMITS, WIDTH)), floats(w, PACK_FLAGS, (N_LIMITS, WIDTH))
    verdicts, crossings = (
        floats(w, VERDICTS, (N_LIMITS, ROW)),
        floats(w, CROSSINGS, (N_LIMITS, ROW)),
    )
    roots = floats(w, ROOTS, (2, MAX_ROOTS))
    n, unmet = 0, 0
    for limit in range(limits[0], limits[1] + 1):
        if flags[limit, k] != UNSURE or packs[limit, i // PACK] != UNSURE:
            continue
        if not floats(w, ends_place(k, limit), (ROW,))[i] >= 0.0:
            unmet |= 1 << limit
        if verdicts[limit, i] == SINGLE and n < MAX_ROOTS:
            roots[0, n], roots[1, n] = crossings[limit, i], limit
            n += 1
        elif verdicts[limit, i] == HARD:
            here, there = ends_of(k, limit, w)
            n = all_roots(limit, where, low, high, i, k, length, curve, given, here, there, n, w)
    if n > 1:
        _sort_roots(n, w)
    return n, unmet


@inner_kernel
def _walk_lane(where, low, high, k, i, limits, wide, length, curve, given, capacity, w):
    """Open and close windows of one lane at each of its crossings in a segment."""
    roots = floats(w, ROOTS, (2, MAX_ROOTS))
    n, unmet = _lane_roots(where, low, high, k, i, limits, length, curve, given, w)
    edges = (1 << EDGE_1) | (1 << EDGE_2)
    seen = floats(w, AT_START, (ROW,))[i] == 1.0
    for r in range(n):
        unmet ^= 1 << int(roots[1, r])
        short = unmet & ~edges if wide and (unmet & edges) != edges else unmet
        if (short == 0) != seen:
            switch(i, roots[0, r], capacity, w)
            seen = not seen


@inner_kernel
def _scan_segment(
    where, kind, sector, low, high, k, followed, limits, wide, length, curve, given, state,
    capacity, w,
):  # fmt: skip
    """Bring every lane of a block through a segment: open and close windows."""
    if state == UNSURE:
        _prepare_segment(
            where, kind, sector, low, high, k, followed, limits, wide, length, curve, given, w
        )
    nodes = shifted(w, node_place(k) + TIME * ROW)
    ending, marked = open_windows(state, followed, nodes, w)
    if ending:
        end_windows(ending, shifted(w, SWITCHED), capacity, w)
    start, end = floats(w, AT_START, (ROW,)), floats(w, AT_END, (ROW,))
    number, place = floats(w, N_CROSSINGS, (ROW,)), floats(w, PLACE, (ROW,))
    started, times = floats(w, STARTED, (ROW,)), floats(nodes, 0, (ROW,))
    while marked:
        i = lowest_bit(marked)
        marked &= marked - np.uint64(1)
        if (start[i] == 1.0) == (started[i] == CLOSED):
            switch(i, times[i], capacity, w)
        if number[i] == 1.0:
            if start[i] != end[i]:
                switch(i, place[i], capacity, w)
        elif number[i] > 1.0:
            _walk_lane(where, low, high, k, i, limits, wide, length, curve, given, capacity, w)


@inner_kernel
def _burning(k, w):
    """Whether any arc of the block is still in boost at the end of segment k."""
    times = floats(w, node_place(k + 1) + TIME * ROW, (ROW,))
    boost = floats(w, BOOST, (ROW,))
    burning = False
    for i in range(LANES):
        burning |= times[i] < boost[i]
    return burning


@inner_kernel
def _finish(count, infrared, capacity, w):
    """End the windows still open at the end of each path; cut an infrared view's at burnout."""
    started = floats(w, STARTED, (ROW,))
    boost = floats(w, BOOST, (ROW,))
    still = np.uint64(0)
    for i in range(LANES):
        still |= np.uint64((started[i] != CLOSED) & (i < count)) << np.uint64(i)
    if still:
        end_windows(still, shifted(w, LAST_TIME), capacity, w)
    if infrared:
        for i in range(count):
            clip(i, boost[i], capacity, w)


@inner_kernel
def scan_view(
    where, kind, sector, has_high, low, high, count, length, sagitta, given, enough_s, capacity,
    w,
):  # fmt: skip
    """Append the windows of one view on the block in the workspace.

    where, low, high: pointers to the view and its tables; count: lanes in use; given: paths are
    ready-made; enough_s: an arc in view this long is followed no further, its window is recorded
    up to the last node reached (inf: follow to the end). Counts in N_WINDOWS and times since
    launch in WINDOWS grow.
    """
    state = floats(w, STATE, (WIDTH,))
    started = floats(w, STARTED, (ROW,))
    infrared, wide = kind == GEOSTATIONARY, sector == WIDE and kind != GEOSTATIONARY
    if infrared and not _burning(-1, w):
        return  # no arc of the block has a boost to see
    if classify(where, kind, sector, has_high, low, length, sagitta, w) == 0:
        return
    limits = limit_range(kind)
    for i in range(LANES):
        started[i] = CLOSED
    followed = ~np.uint64(0) >> np.uint64(LANES - count)
    touched = False
    for k in range(SEGMENTS):
        if state[k] >= UNSURE or touched:
            touched = state[k] >= UNSURE
            # In view for sure and as before: nothing opens or ends.
            if state[k] != IN or k == 0 or state[k - 1] != IN:
                _scan_segment(
                    where, kind, sector, low, high, k, followed, limits, wide, length,
                    8.0 * sagitta, given, state[k], capacity, w,
                )  # fmt: skip
        if infrared and not _burning(k, w):
            break
        if touched and enough_s < np.inf:
            followed = retire(k, followed, enough_s, capacity, w)
            if not followed:
                break
    _finish(count, infrared, capacity, w)
