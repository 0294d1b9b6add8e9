"""Custody of an object: how long lines of sight of two usable sensors cross at an angle or more.

The angle is sampled within the pieces between window ends, and each change is found by halving.
Samples are left out where a bound on the object's speed proves that nothing changes; the proof of
a set of sensors goes on from piece to piece while what it rests on stays in view.
"""

from math import sqrt

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.kernels.arc import T_ARC
from tocsin.kernels.orbit import SIN_E, satellite_position
from tocsin.kernels.path import flight_time
from tocsin.kernels.position import arc_time, position

# What is known of each set of sensors, in rows: time in custody so far [s], whether it has custody
# now (1 or 0), until when that is proven [s], and the two sensors to which custody is owed.
CUSTODY_S, HELD, UNTIL, ONE, OTHER = 0, 1, 2, 3, 4
STATE = 5

# Changes within a piece are found to this. [s]
FLOOR_S = 1e-4
# Terms of the series of a ballistic arc, by which samples of the angle are placed. Where the last
# two are not below this bound [m] they are placed as exactly as all else.
TERMS = 14
LEAST_TERM_M = 1e-3
# Places by that series, and rounding, change the cosine of an angle by less.
SLACK = 1e-6
# What tells that a pair crosses from that it does not, where it may change at once. [m]
NONE_M = 1e-9
# The least step where nothing is proven. A change and its reverse in less may be missed. [s]
LEAST_STEP_S = 0.1
# Whose proof ends so soon is asked at once, while the lines of sight are at hand. [s]
SOON_S = 5.0
# A pair that holds custody so long is good enough: a better one is looked for no further. [s]
ENOUGH_S = 60.0
# Where nothing turns and nothing is left no bound is divided by nothing. [1/m]
LEAST_TURN = 1e-30


@inner_kernel
def _lines(rows, boost_s, nodes, arc, time, sites, satellites, flights, active, n, point, lines):
    """Unit vectors from the object to the n active sensors, and 1 / distance, into lines (n, 4).

    Of a layer that satellite counts which stands highest above the object's horizontal. It moves
    and gives way to another, so that no bounds can be made of its distance: it is -1.
    point (4,): where the object was when it was last asked, and that time.
    """
    if point[3] != time:
        position(rows, boost_s, nodes, arc, time, point)
        point[3] = time
    r = sqrt(point[0] ** 2 + point[1] ** 2 + point[2] ** 2)
    for a in range(n):
        s = active[a]
        x, y, z = sites[s, 0], sites[s, 1], sites[s, 2]
        best = -np.inf
        for m in range(flights[s], flights[s + 1]):
            x_m, y_m, z_m = satellite_position(satellites[m], time)
            d = sqrt((x_m - point[0]) ** 2 + (y_m - point[1]) ** 2 + (z_m - point[2]) ** 2)
            margin = (x_m * point[0] + y_m * point[1] + z_m * point[2]) / r - satellites[
                m, SIN_E
            ] * d
            if margin > best:
                best, x, y, z = margin, x_m, y_m, z_m
        x, y, z = x - point[0], y - point[1], z - point[2]
        # One division, and not four: these are a third of the work.
        near = 1.0 / sqrt(x * x + y * y + z * z)
        lines[a, 0], lines[a, 1], lines[a, 2] = x * near, y * near, z * near
        lines[a, 3] = near if best == -np.inf else -1.0


def series_grid():
    """Nodes of Chebyshev's polynomials, and the rows that make terms of the values there."""
    angles = np.pi * (np.arange(TERMS) + 0.5) / TERMS
    rows = np.cos(np.outer(np.arange(TERMS), angles)) * 2.0 / TERMS
    rows[0] *= 0.5
    return np.vstack([np.cos(angles), rows])


@inner_kernel
def set_course(rows, boost_s, nodes, arc, grid, places, course):
    """Expand an arc in Chebyshev's polynomials of the time on it, into course (TERMS, 3).

    grid (TERMS + 1, TERMS): nodes, then the rows that make terms of the places there.
    Returns whether it is within a millimetre of the arc: 1 or 0.
    """
    if nodes.shape[0] > 0:
        return 0
    for i in range(TERMS):
        tau = 0.5 * (grid[0, i] + 1.0) * rows[arc, T_ARC]
        position(rows, boost_s, nodes, arc, flight_time(tau, boost_s[arc]), places[i])
    last = 0.0
    for j in range(3):
        for k in range(TERMS):
            term = 0.0
            for i in range(TERMS):
                term += grid[1 + k, i] * places[i, j]
            course[k, j] = term
            if k >= TERMS - 2:
                last = max(last, abs(term))
    return 1 if last < LEAST_TERM_M else 0


@inner_kernel
def _follow(rows, boost_s, arc, time, course, point):
    """Place the object at a time by the series of its arc (Clenshaw's sum), into point (4,)."""
    x = 2.0 * arc_time(rows, boost_s, arc, time) / rows[arc, T_ARC] - 1.0
    for j in range(3):
        one, two = 0.0, 0.0
        for k in range(TERMS - 1, 0, -1):
            one, two = 2.0 * x * one - two + course[k, j], one
        point[j] = x * one - two + course[0, j]
    point[3] = time


@inner_kernel
def _dot(lines, a, b):
    """Cosine of the angle between two rays of sight."""
    return lines[a, 0] * lines[b, 0] + lines[a, 1] * lines[b, 1] + lines[a, 2] * lines[b, 2]


@inner_kernel
def _crossed(lines, active, n, mask, cosine):
    """Whether lines of sight of two usable sensors cross at a great enough angle: 1 or 0."""
    for a in range(n):
        if mask[active[a]] == 0:
            continue
        for b in range(a):
            # Of lines, and not of rays: opposite ones lie in one.
            if mask[active[b]] == 1 and abs(_dot(lines, a, b)) <= cosine:
                return 1
    return 0


@inner_kernel
def _lasts(lines, a, b, cosine, sine, moving_m):
    """How far the object may go and a pair still crosses (positive), or does not (negative). [m]

    Where the object moves by ds, the angle under which it sees two sites B apart, at distances c
    and d, changes by B ds / (c d) at most (angles over a chord are equal on a circle); so by no
    more than B L / (c d (1 - L / c - L / d)) while it goes L. It is away from the angle asked for
    by the difference of cosines over the greatest sine between, or more. A pair of which one moves
    is given a step.
    """
    dot = _dot(lines, a, b)
    inside = cosine - abs(dot)
    c, d = lines[a, 3], lines[b, 3]
    if c < 0.0 or d < 0.0:
        far = moving_m
    else:
        margin = max(abs(inside) - SLACK, 0.0)
        # Of one site rounding may leave a square below nothing.
        turn = sqrt(max(c * c + d * d - 2.0 * c * d * dot, 0.0))
        widest = sine if inside < 0.0 else sqrt(1.0 - dot * dot)
        far = margin / max(turn * widest + margin * (c + d), LEAST_TURN)
    return far + NONE_M if inside >= 0.0 else -far - NONE_M


@inner_kernel
def _ask(lines, active, n, mask, cosine, enough, moving_m, state, m):
    """Work out the custody of set m now, into state; returns how far that is proven to last. [m]

    enough: a pair that lasts so far is good enough, and no better one is looked for. [m]
    """
    sine = sqrt(max(1.0 - cosine * cosine, 1e-12))
    longest, least = -1.0, np.inf
    for a in range(n):
        if mask[active[a]] == 0:
            continue
        for b in range(a):
            if mask[active[b]] == 0:
                continue
            far = _lasts(lines, a, b, cosine, sine, moving_m)
            # One pair that crosses is enough; that none does is owed to all.
            if far < 0.0:
                least = min(least, -far)
            elif far > longest:
                longest = far
                state[ONE, m], state[OTHER, m] = active[a], active[b]
                if far >= enough:
                    state[HELD, m] = 1.0
                    return far
    state[HELD, m] = 1.0 if longest >= 0.0 else 0.0
    return longest if longest >= 0.0 else least


@inner_kernel
def _change(
    rows, boost_s, nodes, arc, low, high, sites, satellites, flights, active, n, mask, cosine,
    before, point, lines,
):  # fmt: skip
    """Time within a step at which custody begins or ends, by halving. [s]"""
    while high - low > FLOOR_S:
        middle = 0.5 * (low + high)
        _lines(
            rows, boost_s, nodes, arc, middle, sites, satellites, flights, active, n, point, lines
        )
        if _crossed(lines, active, n, mask, cosine) == before:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


@inner_kernel
def forget(state, sets):
    """Know nothing, as before an arc."""
    for m in range(sets):
        state[CUSTODY_S, m], state[HELD, m], state[UNTIL, m] = 0.0, 0.0, -np.inf


@inner_kernel
def doubt(state, m, s, comes):
    """Drop what is known of set m where it rests on a sensor that comes or goes.

    A further sensor ends no custody, and one less begins none.
    """
    if comes:
        rests = state[HELD, m] == 0.0
    else:
        rests = state[HELD, m] == 1.0 and (state[ONE, m] == s or state[OTHER, m] == s)
    if rests:
        state[UNTIL, m] = -np.inf


@inner_kernel
def _proven(state, seeing, sets, end):
    """Until when what is known of all sets that could have custody is proven. [s]"""
    until = end
    for m in range(sets):
        if seeing[m] > 1:
            until = min(until, state[UNTIL, m])
    return until


@inner_kernel
def add_custody(
    rows, boost_s, nodes, arc, start, end, sites, satellites, flights, active, n, masks,
    seeing, sets, cosine, step_s, point, elsewhere, lines, tried, speed, course, is_smooth, state,
):  # fmt: skip
    """Add the custody within a piece in which the same sensors see the object."""
    until = _proven(state, seeing, sets, end)
    before, is_first = start, True
    while until < end:
        time = start if is_first and until < start else min(max(until, before + LEAST_STEP_S), end)
        # What crosses, and not where, is asked here; changes are found on the arc itself.
        if is_smooth and point[3] != time:
            _follow(rows, boost_s, arc, time, course, point)
        _lines(rows, boost_s, nodes, arc, time, sites, satellites, flights, active, n, point, lines)
        tau = arc_time(rows, boost_s, arc, time)
        enough = min(ENOUGH_S, rows[arc, T_ARC] - tau) * speed
        for m in range(sets):
            if seeing[m] < 2:
                continue
            was = state[HELD, m]
            if state[UNTIL, m] <= time + SOON_S:
                far = _ask(lines, active, n, masks[m], cosine, enough, step_s * speed, state, m)
                state[UNTIL, m] = flight_time(tau + far / speed, boost_s[arc])
            now = state[HELD, m]
            if now == was:
                state[CUSTODY_S, m] += now * (time - before)
            elif time > before:
                at = _change(
                    rows, boost_s, nodes, arc, before, time, sites, satellites, flights, active, n,
                    masks[m], cosine, int(was), elsewhere, tried,
                )  # fmt: skip
                state[CUSTODY_S, m] += time - at if now == 1.0 else at - before
        before, is_first, until = time, False, _proven(state, seeing, sets, end)
        if time == end:
            return
    for m in range(sets):
        if seeing[m] > 1:
            state[CUSTODY_S, m] += state[HELD, m] * (end - before)
