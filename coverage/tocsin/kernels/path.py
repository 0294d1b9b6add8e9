"""Time on a path, and the height of a point."""

from math import sqrt

from tocsin.compile import inner_kernel, lane_kernel
from tocsin.constants import WGS84_A, WGS84_E2
from tocsin.kernels.layout import LANES, NODES, SEGMENTS

__all__ = ["LANES", "NODES", "SEGMENTS", "flight_time", "geodetic_height"]


@lane_kernel
def flight_time(arc_time_s, boost_s):
    """Time since launch at which the boosted object reaches a time on its arc. [s]

    Inverse of tau(t) = t^2 / (2B) for t <= B, t - B/2 after.
    """
    if arc_time_s < 0.5 * boost_s:
        return sqrt(2.0 * boost_s * max(arc_time_s, 0.0))
    return arc_time_s + 0.5 * boost_s


@inner_kernel
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
