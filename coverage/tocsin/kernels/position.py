"""Where an arc is at a time, and how fast it can be."""

from math import cos, sin, sqrt

from tocsin.compile import inner_kernel
from tocsin.constants import GM, OMEGA_EARTH
from tocsin.kernels.arc import (
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
from tocsin.kernels.parts import entry
from tocsin.kernels.path import SEGMENTS


@inner_kernel
def _ballistic_position(row, tau, out):
    e, q = row[ECC], OMEGA_EARTH / row[RATE]
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
    out[0] = x * cos(theta) + y * sin(theta)
    out[1] = y * cos(theta) - x * sin(theta)
    out[2] = row[A + 2] * c + row[B + 2] * s + row[C + 2]


@inner_kernel
def _given_position(nodes, share, out):
    at = share * SEGMENTS
    k = min(int(at), SEGMENTS - 1)
    x = at - k
    for j in range(3):
        p, d, dd = nodes[k, j], nodes[k, 3 + j], nodes[k, 6 + j]
        rise = nodes[k + 1, j] - p
        e, ee = nodes[k + 1, 3 + j], nodes[k + 1, 6 + j]
        c_3 = 10.0 * rise - 6.0 * d - 4.0 * e - 1.5 * dd + 0.5 * ee
        c_4 = -15.0 * rise + 8.0 * d + 7.0 * e + 1.5 * dd - ee
        c_5 = 6.0 * rise - 3.0 * (d + e) - 0.5 * (dd - ee)
        out[j] = p + x * (d + x * (0.5 * dd + x * (c_3 + x * (c_4 + x * c_5))))


@inner_kernel
def arc_time(rows, boost_s, arc, time):
    """Time on an arc at a time since launch, within the arc. [s]"""
    tau = time - 0.5 * boost_s[arc]
    if time < boost_s[arc]:
        tau = time * time / (2.0 * boost_s[arc])
    return min(max(tau, 0.0), rows[arc, T_ARC])


@inner_kernel
def position(rows, boost_s, nodes, arc, time, out):
    """Earth-fixed position [m] of an arc at a time since launch [s], into out (3,).

    nodes (n or 0, NODES, 9): ready-made paths of low-flyers. Newton on the explicit time(phi);
    before launch and after impact the ends are returned.
    """
    tau = arc_time(rows, boost_s, arc, time)
    if nodes.shape[0] > 0:
        _given_position(nodes[arc], tau / rows[arc, T_ARC], out)
    else:
        _ballistic_position(rows[arc], tau, out)


@entry("f2 f1 f3 f2 f3")
def positions(rows, boost_s, nodes, times, out):
    """Positions of all arcs: rows (n, N_ELEMENTS), boost_s (n,), times (n, m), out (n, m, 3)."""
    for i in range(times.shape[0]):
        for j in range(times.shape[1]):
            position(rows, boost_s, nodes, i, times[i, j], out[i, j])


@inner_kernel
def speed_bound(rows, nodes, arc):
    """Bound of an arc's earth-fixed speed. [m/s]

    Ballistic: inertial speed is greatest at the lower end (vis-viva), the earth turns below at
    apogee distance at most; the slow start only slows.
    """
    row = rows[arc]
    if nodes.shape[0] > 0:
        return row[SPEED_BOUND] * row[RATE]
    a = sqrt(row[A] ** 2 + row[A + 1] ** 2 + row[A + 2] ** 2)
    lowest = a * (1.0 + row[ECC] * cos(max(-row[PHI_0], row[PHI_1])))
    return sqrt(GM * (2.0 / lowest - 1.0 / a)) + OMEGA_EARTH * a * (1.0 + row[ECC])
