"""Paths in blocks of neighbouring arcs: nodes shared by all sensors, laid out for vector units.

Every path, ballistic or not, becomes ``SEGMENTS`` equal steps of its parameter phi with position
and two derivatives at each node; between nodes the quintic through them stands for the path (off
by under a few millimetres for any arc up to 20,000 km apogee).
"""

from math import cos, sin, sqrt

import numpy as np

from tocsin.constants import OMEGA_EARTH, WGS84_A, WGS84_E2
from tocsin.kernels.arc import (
    CURVE_BOUND,
    ECC,
    M_0,
    PHI_0,
    PHI_1,
    RATE,
    SPEED_BOUND,
    T_ARC,
    A,
    B,
    C,
)
from tocsin.kernels.jit import kernel

SEGMENTS = 20
NODES = SEGMENTS + 1
LANES = 64


@kernel
def _turn_series(x):
    """Cosine and sine for |x| < 1.2 by their series; plain arithmetic, so that it vectorises."""
    y = x * x
    c = 1.0 - y * (
        1 / 2.0
        - y
        * (
            1 / 24.0
            - y
            * (
                1 / 720.0
                - y
                * (1 / 40320.0 - y * (1 / 3628800.0 - y * (1 / 479001600.0 - y / 87178291200.0)))
            )
        )
    )
    s = x * (
        1.0
        - y
        * (
            1 / 6.0
            - y
            * (
                1 / 120.0
                - y
                * (1 / 5040.0 - y * (1 / 362880.0 - y * (1 / 39916800.0 - y * (1 / 6227020800.0))))
            )
        )
    )
    return c, s


# Rows of the flat scratch of `fill_block`. One flat array with constant offsets lets the compiler
# prove that nothing overlaps, without which the loops over lanes do not vectorise.
_COS, _SIN, _COS_STEP, _SIN_STEP, _PHI, _STEP, _ECC, _TURN = (LANES * r for r in range(8))
_VECTORS, _NODE = 8 * LANES, 17 * LANES
LANE_ROOM = 26 * LANES


@kernel
def _load_lanes(rows, first, count, lane):
    """Elements of each lane's arc into the scratch."""
    for i in range(LANES):
        row = first + min(i, count - 1)
        step = (rows[row, PHI_1] - rows[row, PHI_0]) / SEGMENTS
        lane[_COS + i] = cos(rows[row, PHI_0])
        lane[_SIN + i] = sin(rows[row, PHI_0])
        lane[_COS_STEP + i] = cos(step)
        lane[_SIN_STEP + i] = sin(step)
        lane[_PHI + i] = rows[row, PHI_0]
        lane[_STEP + i] = step
        lane[_ECC + i] = rows[row, ECC]
        lane[_TURN + i] = OMEGA_EARTH / rows[row, RATE]
        for j in range(9):
            lane[_VECTORS + LANES * j + i] = rows[row, A + j]


@kernel
def _node_lanes(k, lane):
    """Position and two derivatives of all lanes at node k, into the scratch; steps on."""
    for i in range(LANES):
        c, s = lane[_COS + i], lane[_SIN + i]
        h, e, q = lane[_STEP + i], lane[_ECC + i], lane[_TURN + i]
        ax, bx, cx = (
            lane[_VECTORS + i],
            lane[_VECTORS + 3 * LANES + i],
            lane[_VECTORS + 6 * LANES + i],
        )
        ay, by, cy = (
            lane[_VECTORS + LANES + i],
            lane[_VECTORS + 4 * LANES + i],
            lane[_VECTORS + 7 * LANES + i],
        )
        az, bz, cz = (
            lane[_VECTORS + 2 * LANES + i],
            lane[_VECTORS + 5 * LANES + i],
            lane[_VECTORS + 8 * LANES + i],
        )
        ct, st = _turn_series(q * (lane[_PHI + i] + k * h + e * s))
        w = q * (1.0 + e * c)
        w_dot = -q * e * s
        x, y = ax * c + bx * s + cx, ay * c + by * s + cy
        u, v = bx * c - ax * s, by * c - ay * s
        f, g = cx - x, cy - y
        px, py = x * ct + y * st, y * ct - x * st
        rx, ry = u * ct + v * st, v * ct - u * st
        vx, vy = rx + w * py, ry - w * px
        lane[_NODE + i] = px
        lane[_NODE + LANES + i] = py
        lane[_NODE + 2 * LANES + i] = az * c + bz * s + cz
        lane[_NODE + 3 * LANES + i] = h * vx
        lane[_NODE + 4 * LANES + i] = h * vy
        lane[_NODE + 5 * LANES + i] = h * (bz * c - az * s)
        lane[_NODE + 6 * LANES + i] = h * h * (f * ct + g * st + w_dot * py + w * (vy + ry))
        lane[_NODE + 7 * LANES + i] = h * h * (g * ct - f * st - w_dot * px - w * (vx + rx))
        lane[_NODE + 8 * LANES + i] = h * h * (-az * c - bz * s)
        c_step, s_step = lane[_COS_STEP + i], lane[_SIN_STEP + i]
        lane[_COS + i] = c * c_step - s * s_step
        lane[_SIN + i] = s * c_step + c * s_step


@kernel
def fill_block(rows, first, count, pos, vel, acc, lane):
    """Nodes of arcs first .. first+count-1 into pos, vel, acc (NODES, 3, LANES) [m].

    Derivatives are by the share of a segment (0 to 1). Idle lanes repeat the last arc. `lane`
    (LANE_ROOM,) is scratch.
    """
    _load_lanes(rows, first, count, lane)
    for k in range(NODES):
        _node_lanes(k, lane)
        for j in range(3):
            for i in range(LANES):
                pos[k, j, i] = lane[_NODE + LANES * j + i]
            for i in range(LANES):
                vel[k, j, i] = lane[_NODE + LANES * (3 + j) + i]
            for i in range(LANES):
                acc[k, j, i] = lane[_NODE + LANES * (6 + j) + i]


@kernel
def fill_given(nodes, first, count, pos, vel, acc):
    """Copy nodes (n, NODES, 9) of ready-made paths into a block, as `fill_block` does."""
    for i in range(LANES):
        one = nodes[first + min(i, count - 1)]
        for k in range(NODES):
            for j in range(3):
                pos[k, j, i] = one[k, j]
                vel[k, j, i] = one[k, 3 + j]
                acc[k, j, i] = one[k, 6 + j]


@kernel
def block_spheres(pos, spheres):
    """Bounding sphere of the block at each node: spheres (4, NODES) = centre, radius [m]."""
    for k in range(NODES):
        for j in range(3):
            low = pos[k, j, 0]
            high = low
            for i in range(LANES):
                low = min(low, pos[k, j, i])
                high = max(high, pos[k, j, i])
            spheres[j, k] = 0.5 * (low + high)
        far = 0.0
        for i in range(LANES):
            dx = pos[k, 0, i] - spheres[0, k]
            dy = pos[k, 1, i] - spheres[1, k]
            dz = pos[k, 2, i] - spheres[2, k]
            far = max(far, dx * dx + dy * dy + dz * dz)
        spheres[3, k] = sqrt(far)


@kernel
def block_bounds(rows, first, count):
    """Chord length bound, sagitta bound [m] of any segment of any arc of the block."""
    length = 0.0
    sagitta = 0.0
    for i in range(first, first + count):
        step = (rows[i, PHI_1] - rows[i, PHI_0]) / SEGMENTS
        length = max(length, rows[i, SPEED_BOUND] * step)
        sagitta = max(sagitta, rows[i, CURVE_BOUND] * step * step / 8.0)
    return length, sagitta


@kernel
def quintics(pos, vel, acc, k, out):
    """Coefficients of the quintics of segment k, all lanes, into out (6, 3, LANES)."""
    for j in range(3):
        for i in range(LANES):
            p, d, dd = pos[k, j, i], vel[k, j, i], acc[k, j, i]
            rise = pos[k + 1, j, i] - p
            e, ee = vel[k + 1, j, i], acc[k + 1, j, i]
            out[0, j, i] = p
            out[1, j, i] = d
            out[2, j, i] = 0.5 * dd
            out[3, j, i] = 10.0 * rise - 6.0 * d - 4.0 * e - 1.5 * dd + 0.5 * ee
            out[4, j, i] = -15.0 * rise + 8.0 * d + 7.0 * e + 1.5 * dd - ee
            out[5, j, i] = 6.0 * rise - 3.0 * (d + e) - 0.5 * (dd - ee)


@kernel
def quintic_points(c, x, pos, vel):
    """Positions and derivatives (3, LANES) at shares x (LANES,) of a segment's quintics."""
    for j in range(3):
        for i in range(LANES):
            y = x[i]
            pos[j, i] = c[0, j, i] + y * (
                c[1, j, i] + y * (c[2, j, i] + y * (c[3, j, i] + y * (c[4, j, i] + y * c[5, j, i])))
            )
            vel[j, i] = c[1, j, i] + y * (
                2.0 * c[2, j, i]
                + y * (3.0 * c[3, j, i] + y * (4.0 * c[4, j, i] + y * 5.0 * c[5, j, i]))
            )


@kernel
def arc_time(rows, arc, phi):
    """Time on an arc since its start, before the slow start of boost. [s]"""
    return (phi + rows[arc, ECC] * sin(phi) - rows[arc, M_0]) / rows[arc, RATE]


@kernel
def flight_time(arc_time_s, boost_s):
    """Time since launch at which the boosted object reaches a time on its arc. [s]

    Inverse of tau(t) = t^2 / (2B) for t <= B, t - B/2 after.
    """
    if arc_time_s < 0.5 * boost_s:
        return sqrt(2.0 * boost_s * max(arc_time_s, 0.0))
    return arc_time_s + 0.5 * boost_s


@kernel
def time_at(rows, boost_s, arc, k, x):
    """Time since launch at share x of segment k of an arc; the path's ends are exact. [s]"""
    if k == 0 and x <= 0.0:
        return 0.0
    if k == SEGMENTS - 1 and x >= 1.0:
        return flight_time(rows[arc, T_ARC], boost_s[arc])
    step = (rows[arc, PHI_1] - rows[arc, PHI_0]) / SEGMENTS
    return flight_time(arc_time(rows, arc, rows[arc, PHI_0] + (k + x) * step), boost_s[arc])


@kernel
def geodetic_height(x, y, z):
    """Height above WGS84 [m] and the outward normal, by two of Bowring's steps (1976)."""
    b = WGS84_A * sqrt(1.0 - WGS84_E2)
    p = sqrt(x * x + y * y)
    tan_u = z * WGS84_A / (p * b)
    sin_f = 0.0
    cos_f = 1.0
    for _ in range(2):
        cos_u = 1.0 / sqrt(1.0 + tan_u * tan_u)
        sin_u = tan_u * cos_u
        up = z + WGS84_E2 / (1.0 - WGS84_E2) * b * sin_u**3
        out = p - WGS84_E2 * WGS84_A * cos_u**3
        r = sqrt(up * up + out * out)
        sin_f, cos_f = up / r, out / r
        tan_u = (1.0 - WGS84_E2) ** 0.5 * up / out
    height = p * cos_f + z * sin_f - WGS84_A * sqrt(1.0 - WGS84_E2 * sin_f * sin_f)
    return height, cos_f * x / p, cos_f * y / p, sin_f


@kernel
def path_states(rows, boost_s, times, out):
    """Earth-fixed positions [m] of ballistic arcs at times since launch [s].

    rows (n, N_ELEMENTS), boost_s (n,), times (n, m), out (n, m, 3). Newton on the explicit
    time(phi); before launch and after impact the ends are returned.
    """
    for i in range(rows.shape[0]):
        row = rows[i]
        e, q = row[ECC], OMEGA_EARTH / row[RATE]
        for j in range(times.shape[1]):
            t = times[i, j]
            tau = t - 0.5 * boost_s[i]
            if t < boost_s[i]:
                tau = t * t / (2.0 * boost_s[i])
            tau = min(max(tau, 0.0), row[T_ARC])
            goal = row[M_0] + row[RATE] * tau
            phi = row[PHI_0] + (row[PHI_1] - row[PHI_0]) * tau / row[T_ARC]
            for _ in range(50):
                step = (phi + e * sin(phi) - goal) / (1.0 + e * cos(phi))
                phi -= step
                if abs(step) < 1e-15:
                    break
            c, s = cos(phi), sin(phi)
            theta = q * (phi + e * s)
            x = row[A] * c + row[B] * s + row[C]
            y = row[A + 1] * c + row[B + 1] * s + row[C + 1]
            out[i, j, 0] = x * cos(theta) + y * sin(theta)
            out[i, j, 1] = y * cos(theta) - x * sin(theta)
            out[i, j, 2] = row[A + 2] * c + row[B + 2] * s + row[C + 2]


@kernel
def new_workspace():
    """Arrays for one thread: pos, vel, acc (NODES, 3, LANES), lane (LANE_ROOM,), spheres."""
    return (
        np.empty((NODES, 3, LANES)),
        np.empty((NODES, 3, LANES)),
        np.empty((NODES, 3, LANES)),
        np.empty(LANE_ROOM),
        np.empty((4, NODES)),
    )
