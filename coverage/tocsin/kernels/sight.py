"""When one sensor sees a point: margins in metres, >= 0 inside, and their derivatives.

A view is one radar sector or one geostationary satellite. Every limit is one smooth function of
position, written with dot products: no angle is ever computed. A limit of apparent elevation is
the curve ``up = U(s)`` of the traced ray in the vertical plane through the site (s = horizontal
distance from the site's normal, up = distance above its tangent plane), tabulated over sqrt(s).
"""

from math import sqrt

import numpy as np

from tocsin.compile import floats, inner_kernel, lane_kernel
from tocsin.kernels.layout import LANES, RAY_ROWS, RAYS, ROW
from tocsin.kernels.layout import N_LIMITS as N_LIMITS
from tocsin.kernels.path import geodetic_height

# Limits of a view. Most radars have no NEAR one, which therefore stands first: see `limit_range`.
NEAR, RANGE, LOW, HIGH, EDGE_1, EDGE_2, SATELLITE, CLOUD = 0, 1, 2, 3, 4, 5, 6, 7

# Columns of a view's floats.
SITE, UP, NORMAL_1, NORMAL_2, RANGE_M = 0, 3, 6, 9, 12
LOW_COS, LOW_SLOPE_MIN, LOW_SLOPE_MAX, LOW_SLOPE_ABS, LOW_CURVE = 13, 14, 15, 16, 17
HIGH_COS, HIGH_SLOPE_MIN, HIGH_SLOPE_MAX, HIGH_SLOPE_ABS, HIGH_CURVE = 18, 19, 20, 21, 22
SAT_SIN, CLOUD_M, SAT_RADIUS = 23, 24, 25
RANGE_MIN_M = 26
N_VIEW_FLOATS = 27

# Columns of a view's integers.
KIND, SECTOR, LOW_TABLE, HIGH_TABLE = 0, 1, 2, 3
N_VIEW_INTS = 4
# An annular radar sees nothing within RANGE_MIN_M.
RADAR, GEOSTATIONARY, ANNULAR = 0, 1, 2
FULL_CIRCLE, NARROW, WIDE = 0, 1, 2

# Tables of U over w = sqrt(s): cubics on equal steps of w; linear beyond the last.
TABLE_STEP = 5.0  # sqrt(m)
TABLE_NODES = 1101  # to s = 30,250 km


_TABLE_END = TABLE_STEP * (TABLE_NODES - 1)


@lane_kernel
def _table_place(s):
    """Row of a ray's table for horizontal distance s and the share of its step; s is positive."""
    w = sqrt(s)
    w = w if w < _TABLE_END else _TABLE_END  # so written, nan reads no place outside the table
    at = w * (1.0 / TABLE_STEP)
    i = np.uint32(at if at < TABLE_NODES - 1.5 else TABLE_NODES - 1.5)
    return i, at - i, w


@lane_kernel
def _table_value(c_0, c_1, c_2, c_3, f):
    """Value of a cubic at a share of its step, and its derivative by that share."""
    return c_0 + f * (c_1 + f * (c_2 + f * c_3)), c_1 + f * (2.0 * c_2 + 3.0 * f * c_3)


@lane_kernel
def ray_height(table, s):
    """U(s) [m] and U'(s) of a tabulated limit at horizontal distance s [m]; linear at the end.

    table (TABLE_NODES - 1, 4): cubics in the share of a step of sqrt(s); s is positive.
    """
    i, f, w = _table_place(s)
    value, by_step = _table_value(table[i, 0], table[i, 1], table[i, 2], table[i, 3], f)
    slope = by_step / (2.0 * TABLE_STEP * w)
    return value + slope * max(s - _TABLE_END * _TABLE_END, 0.0), slope


@lane_kernel
def _three(view, at):
    """Three numbers of a view. Read before a loop: after each write they might be others."""
    return view[at], view[at + 1], view[at + 2]


@lane_kernel
def _range(reach, site, px, py, pz, vx, vy, vz):
    dx, dy, dz = px - site[0], py - site[1], pz - site[2]
    square = dx * dx + dy * dy + dz * dz
    along = dx * vx + dy * vy + dz * vz
    return (reach * reach - square) / (2.0 * reach), -along / reach, sqrt(square)


@lane_kernel
def _near(least, site, px, py, pz, vx, vy, vz):
    m, d, far = _range(least, site, px, py, pz, vx, vy, vz)
    return -m, -d, far


@lane_kernel
def _upright(site, zenith, px, py, pz, vx, vy, vz):
    """Height above the site's tangent plane and its derivative; of the distance s from its normal
    the square, and s times its derivative.
    """
    dx, dy, dz = px - site[0], py - site[1], pz - site[2]
    up = zenith[0] * dx + zenith[1] * dy + zenith[2] * dz
    up_dot = zenith[0] * vx + zenith[1] * vy + zenith[2] * vz
    square = max(dx * dx + dy * dy + dz * dz - up * up, 1e-6)
    return up, up_dot, square, dx * vx + dy * vy + dz * vz - up * up_dot


@lane_kernel
def _edge(site, normal, px, py, pz, vx, vy, vz):
    dx, dy, dz = px - site[0], py - site[1], pz - site[2]
    nx, ny, nz = normal
    return nx * dx + ny * dy + nz * dz, nx * vx + ny * vy + nz * vz


@lane_kernel
def _satellite(view, px, py, pz, vx, vy, vz):
    sx, sy, sz, sin_e = view[SITE], view[SITE + 1], view[SITE + 2], view[SAT_SIN]
    r = sqrt(px * px + py * py + pz * pz)
    dot = (sx * px + sy * py + sz * pz) / r
    r_dot = (px * vx + py * vy + pz * vz) / r
    dx, dy, dz = sx - px, sy - py, sz - pz
    d = sqrt(dx * dx + dy * dy + dz * dz)
    d_dot = -(dx * vx + dy * vy + dz * vz) / d
    dot_rate = (sx * vx + sy * vy + sz * vz - dot * r_dot) / r
    return dot - r - sin_e * d, dot_rate - r_dot - sin_e * d_dot


@lane_kernel
def _cloud(view, px, py, pz, vx, vy, vz):
    h, nx, ny, nz = geodetic_height(px, py, pz)
    return h - view[CLOUD_M], nx * vx + ny * vy + nz * vz


@lane_kernel
def limit_scale(limit, view):
    """Cosine of an elevation limit, negative for the upper one: what turns height into margin."""
    return view[LOW_COS] if limit == LOW else -view[HIGH_COS]


@inner_kernel
def _lane_rays(limit, view, table, points, margins, count, w):
    """Elevation margins of all points: the tables are read in a loop of their own."""
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    p, out, rays = (
        floats(points, 0, (6, ROW)),
        floats(margins, 0, (3, ROW)),
        floats(w, RAYS, (3, ROW)),
    )
    ray, taken = floats(table, 0, (TABLE_NODES - 1, 4)), floats(w, RAY_ROWS, (LANES, 4))
    scale, site, zenith = limit_scale(limit, view), _three(view, SITE), _three(view, UP)
    for i in range(count):
        out[0, i], out[1, i], square, rays[0, i] = _upright(
            site, zenith, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
        )
        out[2, i] = sqrt(square)
        row, rays[1, i], _w = _table_place(out[2, i])
        rays[2, i] = row
    # Row by row is faster than the gather instructions of a loop of `ray_height`.
    for i in range(count):
        row = np.uint32(rays[2, i])
        # All are read before any is written: so they travel together.
        a, b, c, d = ray[row, 0], ray[row, 1], ray[row, 2], ray[row, 3]
        taken[i, 0], taken[i, 1], taken[i, 2], taken[i, 3] = a, b, c, d
    for i in range(count):
        s, f = out[2, i], rays[1, i]
        value, by_step = _table_value(taken[i, 0], taken[i, 1], taken[i, 2], taken[i, 3], f)
        # U' / s by one division, the dearest of all operations; sqrt(s) from its place again.
        slope = by_step / (2.0 * TABLE_STEP * TABLE_STEP * (rays[2, i] + f) * s)
        value += slope * s * max(s - _TABLE_END * _TABLE_END, 0.0)
        out[0, i] = scale * (out[0, i] - value)
        out[1, i] = scale * (out[1, i] - slope * rays[0, i])


@inner_kernel
def lane_margins(limit, where, low, high, points, margins, count, w):
    """Margins of one limit for so many lanes, from rows of positions and velocities to others.

    Three rows: margin [m], its derivative, and the distance that its curvature bound needs (slant
    range for NEAR and RANGE, horizontal distance s for LOW and HIGH, otherwise 0).
    where, low, high: pointers to the view and to its tables; points, margins: to the rows.
    """
    count = min(count, LANES)  # tells the compiler that rows do not overlap
    view = floats(where, 0, (N_VIEW_FLOATS,))
    if limit in (LOW, HIGH):
        _lane_rays(limit, view, low if limit == LOW else high, points, margins, count, w)
        return
    p, out = floats(points, 0, (6, ROW)), floats(margins, 0, (3, ROW))
    for i in range(count):
        out[2, i] = 0.0
    site = _three(view, SITE)
    if limit == RANGE:
        reach = view[RANGE_M]
        for i in range(count):
            out[0, i], out[1, i], out[2, i] = _range(
                reach, site, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
            )
    elif limit == NEAR:
        least = view[RANGE_MIN_M]
        for i in range(count):
            out[0, i], out[1, i], out[2, i] = _near(
                least, site, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
            )
    elif limit in (EDGE_1, EDGE_2):
        normal = _three(view, NORMAL_1 if limit == EDGE_1 else NORMAL_2)
        for i in range(count):
            out[0, i], out[1, i] = _edge(
                site, normal, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
            )
    elif limit == SATELLITE:
        for i in range(count):
            out[0, i], out[1, i] = _satellite(
                view, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
            )
    else:
        for i in range(count):
            out[0, i], out[1, i] = _cloud(
                view, p[0, i], p[1, i], p[2, i], p[3, i], p[4, i], p[5, i]
            )


@inner_kernel
def margin(limit, where, low, high, px, py, pz, vx, vy, vz):
    """Margin of one limit at one point, its derivative and distance, as `lane_margins`."""
    view = floats(where, 0, (N_VIEW_FLOATS,))
    site = _three(view, SITE)
    if limit in (LOW, HIGH):
        table = floats(low if limit == LOW else high, 0, (TABLE_NODES - 1, 4))
        up, up_dot, square, across = _upright(site, _three(view, UP), px, py, pz, vx, vy, vz)
        s = sqrt(square)
        height, slope = ray_height(table, s)
        scale = limit_scale(limit, view)
        return scale * (up - height), scale * (up_dot - slope * across / s), s
    if limit == RANGE:
        return _range(view[RANGE_M], site, px, py, pz, vx, vy, vz)
    if limit == NEAR:
        return _near(view[RANGE_MIN_M], site, px, py, pz, vx, vy, vz)
    if limit == SATELLITE:
        m, d = _satellite(view, px, py, pz, vx, vy, vz)
    elif limit == CLOUD:
        m, d = _cloud(view, px, py, pz, vx, vy, vz)
    else:
        normal = _three(view, NORMAL_1 if limit == EDGE_1 else NORMAL_2)
        m, d = _edge(site, normal, px, py, pz, vx, vy, vz)
    return m, d, 0.0


@inner_kernel
def bound_terms(limit, where, length, curve):
    """Bound of a margin's second derivative by share over a stretch: c + g / d + f d.

    length: bound of the stretch's length, which also bounds the first derivative of position by
    the stretch's share (0 to 1); curve: bound of its second derivative. [m] Returns c, g, f and
    what to add to the distance to get d (least distance of the two ends; NEAR, RANGE: the largest).
    """
    view = floats(where, 0, (N_VIEW_FLOATS,))
    square = length * length
    if limit in (EDGE_1, EDGE_2):
        return curve, 0.0, 0.0, 1.0
    if limit in (NEAR, RANGE):
        reach = view[RANGE_M] if limit == RANGE else view[RANGE_MIN_M]
        return square / reach, 0.0, curve / reach, length
    if limit == CLOUD:
        return curve + square / 6.3e6, 0.0, 0.0, 1.0
    if limit == SATELLITE:
        r = view[SAT_RADIUS]
        bend = 3.0 * r / 6.35e6**2 + 1.0 / 6.35e6 + 1.0 / (r - 6.6e6)
        return (r / 6.35e6 + 2.0) * curve + bend * square, 0.0, 0.0, 1.0
    at = LOW_COS if limit == LOW else HIGH_COS
    cos_e, slope, bend = view[at], view[at + 3], view[at + 4]
    return cos_e * (curve + slope * curve + bend * square), cos_e * slope * square, 0.0, -length


@inner_kernel
def steepness(limit, where):
    """Lipschitz constant of a margin per metre of path, a little above."""
    view = floats(where, 0, (N_VIEW_FLOATS,))
    if limit in (LOW, HIGH):
        at = LOW_COS if limit == LOW else HIGH_COS
        return 1.001 * view[at] * sqrt(1.0 + view[at + 3] ** 2)
    if limit == SATELLITE:
        return view[SAT_RADIUS] / 6.35e6 + 2.0
    if limit in (NEAR, RANGE):
        return 1e9  # grows with distance: no use is made of it
    return 1.001
