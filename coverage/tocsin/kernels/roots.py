"""Where one limit is crossed inside one segment of a path: every crossing, proven.

A bound of the second derivative proves a stretch free of crossings, or holding at most one, or
sends it to be halved; nothing is decided by sampling.
"""

from tocsin.kernels.jit import kernel
from tocsin.kernels.path import LANES, quintic_points
from tocsin.kernels.sight import RANGE, curve_bound, lane_margins, margin, steepness

# A stretch shorter than this share of a segment is not halved further: about 10 microseconds of
# flight, a hundredth of the shortest window that must not be missed.
FLOOR = 2e-7


# What is known of one limit over one segment of one lane.
CLEAR, SINGLE, HARD = 0, 1, 2


@kernel
def margin_at(limit, view, low, high, c, i, x):
    """Margin of a limit, its derivative and distance at share x of lane i's quintic."""
    px = c[0, 0, i] + x * (
        c[1, 0, i] + x * (c[2, 0, i] + x * (c[3, 0, i] + x * (c[4, 0, i] + x * c[5, 0, i])))
    )
    py = c[0, 1, i] + x * (
        c[1, 1, i] + x * (c[2, 1, i] + x * (c[3, 1, i] + x * (c[4, 1, i] + x * c[5, 1, i])))
    )
    pz = c[0, 2, i] + x * (
        c[1, 2, i] + x * (c[2, 2, i] + x * (c[3, 2, i] + x * (c[4, 2, i] + x * c[5, 2, i])))
    )
    vx = c[1, 0, i] + x * (
        2.0 * c[2, 0, i] + x * (3.0 * c[3, 0, i] + x * (4.0 * c[4, 0, i] + x * 5.0 * c[5, 0, i]))
    )
    vy = c[1, 1, i] + x * (
        2.0 * c[2, 1, i] + x * (3.0 * c[3, 1, i] + x * (4.0 * c[4, 1, i] + x * 5.0 * c[5, 1, i]))
    )
    vz = c[1, 2, i] + x * (
        2.0 * c[2, 2, i] + x * (3.0 * c[3, 2, i] + x * (4.0 * c[4, 2, i] + x * 5.0 * c[5, 2, i]))
    )
    return margin(limit, view, low, high, px, py, pz, vx, vy, vz)


@kernel
def first_guess(a, m_a, d_a, b, m_b, d_b):
    """Inverse cubic through both ends at zero: a guess of the root of a monotone margin."""
    t = m_a / (m_a - m_b)
    rise = m_b - m_a
    x = a + (b - a) * t * t * (3.0 - 2.0 * t)
    x += rise * t * (1.0 - t) * ((1.0 - t) / d_a - t / d_b)
    return x if a < x < b else a + (b - a) * t


@kernel
def judge(limit, view, here, there, length, curve, verdict, bounds):
    """What the two ends (3, LANES) of a segment prove of each lane; returns the worst verdict.

    bounds (LANES,): bound of the margin's second derivative by the segment's share.
    """
    gain = steepness(limit, view) * length
    worst = CLEAR
    for i in range(LANES):
        far = max(here[2, i], there[2, i]) if limit == RANGE else min(here[2, i], there[2, i])
        bounds[i] = curve_bound(limit, view, far, length, curve)
    for i in range(LANES):
        m_a, m_b, d_a, d_b = here[0, i], there[0, i], here[1, i], there[1, i]
        same = (m_a >= 0.0) == (m_b >= 0.0)
        small = min(abs(m_a), abs(m_b))
        clear = same and (abs(m_a) + abs(m_b) > gain or small > 0.125 * bounds[i])
        monotone = d_a * d_b > 0.0 and abs(d_a + d_b) > bounds[i]
        easy = SINGLE if not same else CLEAR
        verdict[i] = CLEAR if clear else (easy if monotone else HARD)
        worst = max(worst, verdict[i])
    return worst


@kernel
def newton_lanes(
    limit, view, low, high, coefficients, here, there, verdict, bounds, pos, vel, rays, now, x
):
    """Roots x (LANES,) of all SINGLE lanes at once; a lane that does not settle becomes HARD."""
    for i in range(LANES):
        x[i] = 0.5
        if verdict[i] == SINGLE:
            x[i] = first_guess(0.0, here[0, i], here[1, i], 1.0, there[0, i], there[1, i])
    for _ in range(6):
        quintic_points(coefficients, x, pos, vel)
        lane_margins(limit, view, low, high, pos, vel, rays, now)
        moving = False
        for i in range(LANES):
            step = now[0, i] / now[1, i]
            x[i] = x[i] - step if verdict[i] == SINGLE else 0.5
            settled = bounds[i] * step * step < 2e-11 * abs(now[1, i])
            moving = moving or (verdict[i] == SINGLE and not settled)
        if not moving:
            break
    for i in range(LANES):
        outside = not (0.0 <= x[i] <= 1.0)
        if verdict[i] == SINGLE and (moving or outside):
            verdict[i] = HARD


@kernel
def single_root(limit, view, low, high, coefficients, i, a, m_a, d_a, b, m_b, d_b, bound):
    """Root of a margin that is monotone on [a, b] with opposite signs at the ends.

    Bracketed Newton steps on the exact margin until the next step is provably under 1e-11 of a
    segment.
    """
    x = first_guess(a, m_a, d_a, b, m_b, d_b)
    for _ in range(60):
        m, d, _far = margin_at(limit, view, low, high, coefficients, i, x)
        if (m >= 0.0) == (m_a >= 0.0):
            a = x
        else:
            b = x
        step = m / d
        if a < x - step < b:
            x -= step
            if bound * step * step < 2e-11 * abs(d):
                return x
        else:
            x = 0.5 * (a + b)
            if b - a < 1e-12:
                return x
    return x


@kernel
def all_roots(
    limit, view, low, high, coefficients, i, here, there, length, curve, stack, roots, count
):
    """Append every crossing of a limit by lane i in a segment to roots; returns the new count.

    here, there (3, LANES): margin, derivative and distance at share 0 and at share 1. `stack`
    (n, 8) is scratch. roots (n, 2): share, limit. Where roots is full the count still grows.
    """
    top = 0
    stack[0, 0], stack[0, 1] = 0.0, 1.0
    for j in range(3):
        stack[0, 2 + j] = here[j, i]
        stack[0, 5 + j] = there[j, i]
    gain = steepness(limit, view)
    while top >= 0:
        a, b = stack[top, 0], stack[top, 1]
        m_a, d_a, far_a = stack[top, 2], stack[top, 3], stack[top, 4]
        m_b, d_b, far_b = stack[top, 5], stack[top, 6], stack[top, 7]
        top -= 1
        width = b - a
        same = (m_a >= 0.0) == (m_b >= 0.0)
        if same and abs(m_a) + abs(m_b) > gain * length * width:
            continue
        far = max(far_a, far_b) if limit == RANGE else min(far_a, far_b)
        bound = curve_bound(limit, view, far, length * width, curve * width * width)
        bound /= width * width
        if same and min(abs(m_a), abs(m_b)) > 0.125 * bound * width * width:
            continue
        monotone = d_a * d_b > 0.0 and abs(d_a + d_b) > bound * width
        if monotone or width < FLOOR or top + 3 > stack.shape[0]:
            if not same:
                root = 0.5 * (a + b)
                if monotone:
                    root = single_root(
                        limit, view, low, high, coefficients, i, a, m_a, d_a, b, m_b, d_b, bound
                    )
                if count < roots.shape[0]:
                    roots[count, 0] = root
                    roots[count, 1] = limit
                count += 1
            continue
        x = 0.5 * (a + b)
        m, d, far = margin_at(limit, view, low, high, coefficients, i, x)
        # The right half goes below the left one, so that crossings come out in order.
        for half in range(2):
            top += 1
            left = half == 1
            stack[top, 0] = a if left else x
            stack[top, 1] = x if left else b
            stack[top, 2] = m_a if left else m
            stack[top, 3] = d_a if left else d
            stack[top, 4] = far_a if left else far
            stack[top, 5] = m if left else m_b
            stack[top, 6] = d if left else d_b
            stack[top, 7] = far if left else far_b
    return count
