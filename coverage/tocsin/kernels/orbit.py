"""Satellites on orbits: where they are, and whether they surely see a point or do not.

Orbits are inertial (point-mass gravity); the inertial axes are the earth-fixed ones of the moment
of launch, and the earth turns below.
"""

from math import cos, floor, pi, sin, sqrt

from tocsin.compile import inner_kernel
from tocsin.constants import OMEGA_EARTH
from tocsin.kernels.path import geodetic_height

OUT, UNSURE, IN = -1, 0, 1

# Columns of a satellite: angles [rad], greatest radius [m], rate [rad/s], bound of its earth-fixed
# speed [m/s], sine of the least elevation; of an ellipse the eccentricity, semi-major axis [m], and
# cosine and sine of the argument of perigee, from which PHASE (the mean anomaly) counts. A circle
# has the eccentricity 0, and its PHASE counts from the node.
NODE, PHASE, COS_I, SIN_I, RADIUS, RATE, SPEED, SIN_E, ECC, AXIS, COS_W, SIN_W = range(12)
N_SATELLITE = 12


@inner_kernel
def eccentric_anomaly(mean, ecc):
    """Solve Kepler's equation E - e sin E = M for E within half a turn of zero, to 1e-12.

    Newton's steps from above: on [0, pi] the left side is convex, and at min(M + e, pi) it is no
    less than M, so that they fall to the root and never pass it.
    """
    turned = mean - 2.0 * pi * floor(mean / (2.0 * pi) + 0.5)
    m = abs(turned)
    e = min(m + ecc, pi)
    for _ in range(50):
        step = (e - ecc * sin(e) - m) / (1.0 - ecc * cos(e))
        e -= step
        if step < 1e-13:
            break
    return e if turned >= 0.0 else -e


@inner_kernel
def _in_plane(satellite, time):
    """Position [m] in the plane of the orbit: towards the ascending node, and across."""
    u = satellite[PHASE] + satellite[RATE] * time
    if satellite[ECC] == 0.0:
        return satellite[RADIUS] * cos(u), satellite[RADIUS] * sin(u)
    e = eccentric_anomaly(u, satellite[ECC])
    x = satellite[AXIS] * (cos(e) - satellite[ECC])
    y = satellite[AXIS] * sqrt(1.0 - satellite[ECC] ** 2) * sin(e)
    return x * satellite[COS_W] - y * satellite[SIN_W], x * satellite[SIN_W] + y * satellite[COS_W]


@inner_kernel
def satellite_position(satellite, time):
    """Earth-fixed position [m] at a time since launch [s]."""
    node = satellite[NODE] - OMEGA_EARTH * time
    along, across = _in_plane(satellite, time)
    x = along * cos(node) - across * satellite[COS_I] * sin(node)
    y = along * sin(node) + across * satellite[COS_I] * cos(node)
    return x, y, across * satellite[SIN_I]


@inner_kernel
def sees(satellite, time, point, reach_m, half_s):
    """Whether the satellite stands high enough over the local horizontal of a point.

    For the point itself (reach 0) or, surely, for all points within reach_m of it at all times
    within half_s of `time`. The margin is (s . p)/|p| - |p| - sin(e) |s - p|; its gradient by p is
    at most |s|/|p| + 1 + |sin e|, by s at most 1 + |sin e|.
    """
    x, y, z = satellite_position(satellite, time)
    r = sqrt(point[0] ** 2 + point[1] ** 2 + point[2] ** 2)
    d = sqrt((x - point[0]) ** 2 + (y - point[1]) ** 2 + (z - point[2]) ** 2)
    dot = (x * point[0] + y * point[1] + z * point[2]) / r
    margin = dot - r - satellite[SIN_E] * d
    if reach_m >= 0.5 * r:
        return UNSURE
    tilt = 1.0 + abs(satellite[SIN_E])
    slack = reach_m * (satellite[RADIUS] / (r - reach_m) + tilt) + satellite[SPEED] * half_s * tilt
    return _sign(margin, slack)


@inner_kernel
def above_cloud(numbers, point, reach_m):
    """Whether a point (surely, every point within reach_m of it) is above numbers[0] metres."""
    height, _x, _y, _z = geodetic_height(point[0], point[1], point[2])
    return _sign(height - numbers[0], 1.001 * reach_m)


@inner_kernel
def _sign(margin, slack):
    if margin >= slack:
        return IN
    return OUT if margin < -slack else UNSURE
