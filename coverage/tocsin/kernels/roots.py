"""Where one limit is crossed inside one segment of a path: every crossing, proven.

A bound of the second derivative proves a stretch free of crossings, or holding at most one, or
sends it to be halved; nothing is decided by sampling.
"""

from tocsin.compile import copy, floats, inner_kernel, lane_kernel, shifted
from tocsin.kernels.lanes import given_point, move_points, node_place, point_at
from tocsin.kernels.layout import (
    BOOST,
    BOUND,
    COS_PHI,
    CURVES,
    LANES,
    MARGIN,
    MAX_ROOTS,
    NODE_ROWS,
    POINT_ROWS,
    POINT_SLOPE,
    POINT_TIME,
    POINTS,
    ROOTS,
    ROW,
    SHARE,
    STACK,
    STACK_COLUMNS,
    STACK_DEPTH,
    STAGE,
)
from tocsin.kernels.path import flight_time
from tocsin.kernels.sight import NEAR, RANGE, bound_terms, lane_margins, margin, steepness

# A stretch shorter than this share of a segment is not halved further: about 10 microseconds of
# flight, a hundredth of the shortest window that must not be missed.
FLOOR = 2e-7

# What is known of one limit over one segment of one lane.
CLEAR, SINGLE, HARD = 0.0, 1.0, 2.0

# A root has settled when its next step is provably under 2e-11 of a segment.
_SETTLED = 2e-11


@lane_kernel
def first_guess(a, m_a, d_a, b, m_b, d_b):
    """Root of the cubic through both ends of a monotone margin, by two of Newton's steps.

    It is so near that nine batches of roots in ten need one step on the exact margin.
    """
    width, rise = b - a, m_b - m_a
    slope, end = d_a * width, d_b * width
    square, cube = 3.0 * rise - 2.0 * slope - end, slope + end - 2.0 * rise
    secant = -m_a / rise
    t = secant
    for _ in range(2):
        value = m_a + t * (slope + t * (square + t * cube))
        t -= value / (slope + t * (2.0 * square + t * 3.0 * cube))
    return a + width * (t if 0.0 < t < 1.0 else secant)


@lane_kernel
def second_bound(terms, distance):
    """Bound of a margin's second derivative from `bound_terms` at a distance."""
    fixed, inverse, linear, shift = terms
    d = max(distance + shift, 1.0)
    return fixed + inverse / d + linear * d


@inner_kernel
def judge(limit, where, length, curve, start, end, verdicts, count, w):
    """What the two ends of a segment prove of so many lanes; start, end: their margins' rows.

    Fills BOUND (of the margin's second derivative by share) and verdicts; returns how many lanes
    are not CLEAR.
    """
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    here, there = floats(start, 0, (3, ROW)), floats(end, 0, (3, ROW))
    bounds, verdict = floats(w, BOUND, (ROW,)), floats(verdicts, 0, (ROW,))
    gain = steepness(limit, where) * length
    terms = bound_terms(limit, where, length, curve)
    ranged = limit in (NEAR, RANGE)
    for i in range(count):
        far = max(here[2, i], there[2, i]) if ranged else min(here[2, i], there[2, i])
        bound = second_bound(terms, far)
        bounds[i] = bound
        m_a, m_b, d_a, d_b = here[0, i], there[0, i], here[1, i], there[1, i]
        same = (m_a >= 0.0) == (m_b >= 0.0)
        small = min(abs(m_a), abs(m_b))
        clear = same & ((abs(m_a) + abs(m_b) > gain) | (small > 0.125 * bound))
        monotone = (d_a * d_b > 0.0) & (abs(d_a + d_b) > bound)
        easy = CLEAR if same else SINGLE
        verdict[i] = CLEAR if clear else (easy if monotone else HARD)
    # Counted, as a greatest of floats would go through the lanes one by one.
    crossed = 0
    for i in range(count):
        crossed += verdict[i] != CLEAR
    return crossed


@inner_kernel
def _step_lanes(verdicts, count, w):
    """One Newton step of the SINGLE ones of so many lanes; returns how many have not settled."""
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    now, verdict = floats(w, MARGIN, (3, ROW)), floats(verdicts, 0, (ROW,))
    share, bounds = floats(w, SHARE, (ROW,)), floats(w, BOUND, (ROW,))
    points = floats(w, POINTS, (POINT_ROWS, ROW))
    for i in range(count):
        step = now[0, i] / now[1, i] if verdict[i] == SINGLE else 0.0
        moved = share[i] - step
        # A wild step leaves the segment for good: the lane will be found outside.
        share[i] = moved if abs(moved) < 2.0 else 2.0
        points[POINT_TIME, i] -= step * points[POINT_SLOPE, i]
        # What is left to go after this step, in units of what may be.
        now[2, i] = bounds[i] * step * step - _SETTLED * abs(now[1, i])
    moving = 0
    for i in range(count):
        moving += (verdict[i] == SINGLE) & (now[2, i] >= 0.0)
    return moving


@inner_kernel
def newton_lanes(
    limit, where, low, high, k, given, start, end, verdicts, crossings, count, w
):  # fmt: skip
    """Flight times of the crossings of SINGLE lanes at once; what does not settle becomes HARD."""
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    here, there = floats(start, 0, (3, ROW)), floats(end, 0, (3, ROW))
    share, verdict = floats(w, SHARE, (ROW,)), floats(verdicts, 0, (ROW,))
    now, points = floats(w, MARGIN, (3, ROW)), floats(w, POINTS, (POINT_ROWS, ROW))
    crossing, boost = floats(crossings, 0, (ROW,)), floats(w, BOOST, (ROW,))
    for i in range(count):
        guess = first_guess(0.0, here[0, i], here[1, i], 1.0, there[0, i], there[1, i])
        share[i] = guess if verdict[i] == SINGLE else 0.5
    # Of a node, points between it and the next need the angle alone.
    copy(w, STAGE + COS_PHI * ROW, node_place(k) + COS_PHI * ROW, 2 * ROW)
    place, margins = shifted(w, POINTS), shifted(w, MARGIN)
    moving = 1
    for _ in range(6):
        if moving > 0:
            move_points(w, k, given, count)
            lane_margins(limit, where, low, high, place, margins, count, w)
            moving = _step_lanes(verdicts, count, w)
    for i in range(count):
        crossing[i] = flight_time(points[POINT_TIME, i], boost[i])
        outside = (share[i] < 0.0) | (share[i] > 1.0)
        unsettled = outside | (now[2, i] >= 0.0) | (share[i] != share[i])
        verdict[i] = HARD if (verdict[i] == SINGLE) & unsettled else verdict[i]


@inner_kernel
def margin_at(limit, where, low, high, i, k, x, given, w):
    """Margin of a limit for lane i at share x of segment k, its derivative, distance, flight time.

    The time comes as arc time.
    """
    lane, node = floats(w, 0, (21, ROW)), floats(w, node_place(k), (NODE_ROWS, ROW))
    tau, slope, px, py, pz, vx, vy, vz = point_at(lane, node, i, k, x)
    if given:
        one = floats(w, node_place(k), (2 * NODE_ROWS, ROW))
        curve = floats(w, CURVES + 3 * k * ROW, (6, ROW))
        px, vx = given_point(one, curve, i, 0, x)
        py, vy = given_point(one, curve, i, 1, x)
        pz, vz = given_point(one, curve, i, 2, x)
    m, d, far = margin(limit, where, low, high, px, py, pz, vx, vy, vz)
    return m, d, far, tau, slope


@inner_kernel
def single_root(limit, where, low, high, i, k, stretch, bound, given, w):
    """Arc time of the root of a margin that is monotone on a stretch with opposite end signs.

    stretch: a, margin, derivative, b, margin, derivative. Bracketed Newton steps on the exact
    margin until the next step is provably settled.
    """
    a, m_a, d_a, b, m_b, d_b = stretch
    x = first_guess(a, m_a, d_a, b, m_b, d_b)
    tau = 0.0
    for _ in range(60):
        m, d, _far, tau, slope = margin_at(limit, where, low, high, i, k, x, given, w)
        if (m >= 0.0) == (m_a >= 0.0):
            a = x
        else:
            b = x
        step = m / d
        if a <= x - step <= b:
            x -= step
            tau -= step * slope
            if bound * step * step < _SETTLED * abs(d):
                break
        else:
            x = 0.5 * (a + b)
            if b - a < 1e-12:
                break
    return tau


@inner_kernel
def _push(stack, top, a, m_a, d_a, far_a, b, m_b, d_b, far_b):
    stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3] = a, m_a, d_a, far_a
    stack[top, 4], stack[top, 5], stack[top, 6], stack[top, 7] = b, m_b, d_b, far_b


@inner_kernel
def all_roots(limit, where, low, high, i, k, length, curve, given, start, end, count, w):
    """Append every crossing of a limit by lane i in segment k to ROOTS; returns the new count.

    start, end: rows of the margins at both ends of the segment. ROOTS (2, MAX_ROOTS): flight time,
    limit; where it is full no more are kept.
    """
    here, there = floats(start, 0, (3, ROW)), floats(end, 0, (3, ROW))
    stack = floats(w, STACK, (STACK_DEPTH, STACK_COLUMNS))
    roots, boost = floats(w, ROOTS, (2, MAX_ROOTS)), floats(w, BOOST, (ROW,))
    gain = steepness(limit, where)
    top = 0
    _push(
        stack, top, 0.0, here[0, i], here[1, i], here[2, i], 1.0, there[0, i], there[1, i],
        there[2, i],
    )  # fmt: skip
    while top >= 0:
        a, m_a, d_a, far_a = stack[top, 0], stack[top, 1], stack[top, 2], stack[top, 3]
        b, m_b, d_b, far_b = stack[top, 4], stack[top, 5], stack[top, 6], stack[top, 7]
        top -= 1
        width = b - a
        same = (m_a >= 0.0) == (m_b >= 0.0)
        if same and abs(m_a) + abs(m_b) > gain * length * width:
            continue
        far = max(far_a, far_b) if limit in (NEAR, RANGE) else min(far_a, far_b)
        terms = bound_terms(limit, where, length * width, curve * width * width)
        bound = second_bound(terms, far)
        if same and min(abs(m_a), abs(m_b)) > 0.125 * bound:
            continue
        bound /= width * width
        monotone = d_a * d_b > 0.0 and abs(d_a + d_b) > bound * width
        full = top + 3 > STACK_DEPTH
        if monotone or width < FLOOR or full:
            if not same and count < MAX_ROOTS:
                stretch = (a, m_a, d_a, b, m_b, d_b)
                tau = single_root(limit, where, low, high, i, k, stretch, bound, given, w)
                roots[0, count] = flight_time(tau, boost[i])
                roots[1, count] = limit
                count += 1
            continue
        x = 0.5 * (a + b)
        m, d, far, _tau, _slope = margin_at(limit, where, low, high, i, k, x, given, w)
        # The right half goes below the left one, so that crossings come out in order.
        _push(stack, top + 1, x, m, d, far, b, m_b, d_b, far_b)
        _push(stack, top + 2, a, m_a, d_a, far_a, x, m, d, far)
        top += 2
    return count
