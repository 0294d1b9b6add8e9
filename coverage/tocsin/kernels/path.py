"""Paths of arcs in time, and the heights they reach."""

from math import cos, sin, sqrt

from tocsin.constants import OMEGA_EARTH, WGS84_A, WGS84_E2
from tocsin.kernels.arc import (
    ECC,
    M_0,
    PHI_0,
    PHI_1,
    RATE,
    T_ARC,
    A,
    B,
    C,
)
from tocsin.kernels.jit import kernel, lane_kernel
from tocsin.kernels.layout import LANES, NODES, SEGMENTS

__all__ = ["LANES", "NODES", "SEGMENTS", "flight_time", "geodetic_height", "path_states"]


@lane_kernel
def flight_time(arc_time_s, boost_s):
    """Time since launch at which the boosted object reaches a time on its arc. [s]

    Inverse of tau(t) = t^2 / (2B) for t <= B, t - B/2 after.
    """
    if arc_time_s < 0.5 * boost_s:
        return sqrt(2.0 * boost_s * max(arc_time_s, 0.0))
    return arc_time_s + 0.5 * boost_s


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
