"""When one sensor sees a point: margins in metres, >= 0 inside, and their derivatives.

A view is one radar sector or one geostationary satellite. Every limit is one smooth function of
position, written with dot products: no angle is ever computed. A limit of apparent elevation is
the curve ``up = U(s)`` of the traced ray in the vertical plane through the site (s = horizontal
distance from the site's normal, up = distance above its tangent plane), tabulated over sqrt(s).
"""

from math import sqrt

import numpy as np

from tocsin.kernels.jit import kernel
from tocsin.kernels.path import LANES, geodetic_height

# Limits of a view.
RANGE, LOW, HIGH, EDGE_1, EDGE_2, SATELLITE, CLOUD = 0, 1, 2, 3, 4, 5, 6
N_LIMITS = 7

# Columns of a view's floats.
SITE, UP, NORMAL_1, NORMAL_2, RANGE_M = 0, 3, 6, 9, 12
LOW_COS, LOW_SLOPE_MIN, LOW_SLOPE_MAX, LOW_SLOPE_ABS, LOW_CURVE = 13, 14, 15, 16, 17
HIGH_COS, HIGH_SLOPE_MIN, HIGH_SLOPE_MAX, HIGH_SLOPE_ABS, HIGH_CURVE = 18, 19, 20, 21, 22
SAT_SIN, CLOUD_M, SAT_RADIUS = 23, 24, 25
N_VIEW_FLOATS = 26

# Columns of a view's integers.
KIND, SECTOR, LOW_TABLE, HIGH_TABLE = 0, 1, 2, 3
N_VIEW_INTS = 4
RADAR, GEOSTATIONARY = 0, 1
FULL_CIRCLE, NARROW, WIDE = 0, 1, 2

# Tables of U over w = sqrt(s): cubics on equal steps of w; linear beyond the last.
TABLE_STEP = 5.0  # sqrt(m)
TABLE_NODES = 1101  # to s = 30,250 km


_TABLE_END = TABLE_STEP * (TABLE_NODES - 1)


@kernel
def ray_height(table, s):
    """U(s) [m] and U'(s) of a tabulated limit at horizontal distance s [m]; linear at the end.

    table (TABLE_NODES - 1, 4): cubics in the share of a step of sqrt(s).
    """
    w = min(max(sqrt(s), 1e-6), _TABLE_END)
    at = w * (1.0 / TABLE_STEP)
    i = np.uint32(min(at, TABLE_NODES - 1.5))
    f = at - i
    c_1, c_2, c_3 = table[i, 1], table[i, 2], table[i, 3]
    slope = (c_1 + f * (2.0 * c_2 + 3.0 * f * c_3)) / (2.0 * TABLE_STEP * w)
    beyond = max(s - _TABLE_END * _TABLE_END, 0.0)
    return table[i, 0] + f * (c_1 + f * (c_2 + f * c_3)) + slope * beyond, slope


@kernel
def _range(reach, dx, dy, dz, vx, vy, vz):
    square = dx * dx + dy * dy + dz * dz
    along = dx * vx + dy * vy + dz * vz
    return (reach * reach - square) / (2.0 * reach), -along / reach, sqrt(square)


@kernel
def _cone(table, scale, ux, uy, uz, dx, dy, dz, vx, vy, vz):
    """Height above a tabulated limit times scale (its cosine; negative for an upper limit)."""
    square = dx * dx + dy * dy + dz * dz
    along = dx * vx + dy * vy + dz * vz
    up = ux * dx + uy * dy + uz * dz
    up_dot = ux * vx + uy * vy + uz * vz
    s = sqrt(max(square - up * up, 1e-6))
    height, slope = ray_height(table, s)
    return scale * (up - height), scale * (up_dot - slope * (along - up * up_dot) / s), s


@kernel
def _satellite(sx, sy, sz, sin_e, px, py, pz, vx, vy, vz):
    r = sqrt(px * px + py * py + pz * pz)
    dot = (sx * px + sy * py + sz * pz) / r
    r_dot = (px * vx + py * vy + pz * vz) / r
    dx, dy, dz = sx - px, sy - py, sz - pz
    d = sqrt(dx * dx + dy * dy + dz * dz)
    d_dot = -(dx * vx + dy * vy + dz * vz) / d
    dot_rate = (sx * vx + sy * vy + sz * vz - dot * r_dot) / r
    return dot - r - sin_e * d, dot_rate - r_dot - sin_e * d_dot


@kernel
def lane_margins(limit, view, low, high, pos, vel, rays, out):
    """Margins of one limit for a block of points: pos, vel (3, LANES); out (3, LANES).

    out: margin [m], its derivative along vel, and the distance that its curvature bound needs
    (slant range for RANGE, horizontal distance s for LOW and HIGH, otherwise 0). `rays`
    (3, LANES) is scratch.
    """
    ox, oy, oz = view[SITE], view[SITE + 1], view[SITE + 2]
    if limit == RANGE:
        reach = view[RANGE_M]
        for i in range(LANES):
            out[0, i], out[1, i], out[2, i] = _range(
                reach,
                pos[0, i] - ox,
                pos[1, i] - oy,
                pos[2, i] - oz,
                vel[0, i],
                vel[1, i],
                vel[2, i],
            )
    elif limit in (LOW, HIGH):
        ux, uy, uz = view[UP], view[UP + 1], view[UP + 2]
        table = low if limit == LOW else high
        scale = view[LOW_COS] if limit == LOW else -view[HIGH_COS]
        for i in range(LANES):
            dx, dy, dz = pos[0, i] - ox, pos[1, i] - oy, pos[2, i] - oz
            vx, vy, vz = vel[0, i], vel[1, i], vel[2, i]
            up = ux * dx + uy * dy + uz * dz
            up_dot = ux * vx + uy * vy + uz * vz
            square = dx * dx + dy * dy + dz * dz - up * up
            s = sqrt(max(square, 1e-6))
            out[0, i] = up
            out[1, i] = up_dot
            out[2, i] = s
            rays[0, i] = (dx * vx + dy * vy + dz * vz - up * up_dot) / s
        for i in range(LANES):
            rays[1, i], rays[2, i] = ray_height(table, out[2, i])
        for i in range(LANES):
            out[0, i] = scale * (out[0, i] - rays[1, i])
            out[1, i] = scale * (out[1, i] - rays[2, i] * rays[0, i])
    elif limit in (EDGE_1, EDGE_2):
        at = NORMAL_1 if limit == EDGE_1 else NORMAL_2
        nx, ny, nz = view[at], view[at + 1], view[at + 2]
        for i in range(LANES):
            out[0, i] = nx * (pos[0, i] - ox) + ny * (pos[1, i] - oy) + nz * (pos[2, i] - oz)
            out[1, i] = nx * vel[0, i] + ny * vel[1, i] + nz * vel[2, i]
            out[2, i] = 0.0
    elif limit == SATELLITE:
        for i in range(LANES):
            out[0, i], out[1, i] = _satellite(
                ox, oy, oz, view[SAT_SIN], pos[0, i], pos[1, i], pos[2, i],
                vel[0, i], vel[1, i], vel[2, i],
            )  # fmt: skip
            out[2, i] = 0.0
    else:
        for i in range(LANES):
            h, nx, ny, nz = geodetic_height(pos[0, i], pos[1, i], pos[2, i])
            out[0, i] = h - view[CLOUD_M]
            out[1, i] = nx * vel[0, i] + ny * vel[1, i] + nz * vel[2, i]
            out[2, i] = 0.0


@kernel
def margin(limit, view, low, high, px, py, pz, vx, vy, vz):
    """Margin of one limit at one point, its derivative and distance, as `lane_margins`."""
    if limit == SATELLITE:
        m, d = _satellite(
            view[SITE], view[SITE + 1], view[SITE + 2], view[SAT_SIN], px, py, pz, vx, vy, vz
        )
        return m, d, 0.0
    if limit == CLOUD:
        h, nx, ny, nz = geodetic_height(px, py, pz)
        return h - view[CLOUD_M], nx * vx + ny * vy + nz * vz, 0.0
    dx, dy, dz = px - view[SITE], py - view[SITE + 1], pz - view[SITE + 2]
    if limit in (EDGE_1, EDGE_2):
        at = NORMAL_1 if limit == EDGE_1 else NORMAL_2
        nx, ny, nz = view[at], view[at + 1], view[at + 2]
        return nx * dx + ny * dy + nz * dz, nx * vx + ny * vy + nz * vz, 0.0
    if limit == RANGE:
        return _range(view[RANGE_M], dx, dy, dz, vx, vy, vz)
    table = low if limit == LOW else high
    scale = view[LOW_COS] if limit == LOW else -view[HIGH_COS]
    return _cone(table, scale, view[UP], view[UP + 1], view[UP + 2], dx, dy, dz, vx, vy, vz)


@kernel
def curve_bound(limit, view, distance, length, curve):
    """Bound of the second derivative of a margin over a stretch of path.

    distance: the smallest distance of the two ends as `margin` gives it (RANGE: the largest);
    length: bound of the stretch's length, which is also the bound of the first derivative of
    position by the stretch's share (0 to 1); curve: bound of its second derivative. [m]
    """
    if limit in (EDGE_1, EDGE_2):
        return curve
    if limit == RANGE:
        return (length * length + (distance + length) * curve) / view[RANGE_M]
    if limit == CLOUD:
        return curve + length * length / 6.3e6
    if limit == SATELLITE:
        r = view[SAT_RADIUS]
        near = r - 6.6e6
        gain = r / 6.35e6 + 2.0
        return gain * curve + (3.0 * r / 6.35e6**2 + 1.0 / 6.35e6 + 1.0 / near) * length * length
    s = max(distance - length, 1.0)
    if limit == LOW:
        cos_e, slope, bend = view[LOW_COS], view[LOW_SLOPE_ABS], view[LOW_CURVE]
    else:
        cos_e, slope, bend = view[HIGH_COS], view[HIGH_SLOPE_ABS], view[HIGH_CURVE]
    return cos_e * (curve + slope * (length * length / s + curve) + bend * length * length)


@kernel
def steepness(limit, view):
    """Lipschitz constant of a margin per metre of path, a little above."""
    if limit == LOW:
        return 1.001 * view[LOW_COS] * sqrt(1.0 + view[LOW_SLOPE_ABS] ** 2)
    if limit == HIGH:
        return 1.001 * view[HIGH_COS] * sqrt(1.0 + view[HIGH_SLOPE_ABS] ** 2)
    if limit == SATELLITE:
        return view[SAT_RADIUS] / 6.35e6 + 2.0
    if limit == RANGE:
        return 1e9  # grows with distance: no use is made of it
    return 1.001
