"""What is certain for a whole block of arcs: which segments are out of view, in view, or unsure.

The tests follow from convexity: a ball, a half-space and the cone above a positive elevation are
convex, so two ends well inside prove the chord; what is not convex pays the chord's length.
"""

from math import sqrt

from tocsin.kernels.jit import kernel
from tocsin.kernels.path import NODES, SEGMENTS, geodetic_height
from tocsin.kernels.sight import (
    CLOUD,
    CLOUD_M,
    EDGE_1,
    EDGE_2,
    FULL_CIRCLE,
    GEOSTATIONARY,
    HIGH,
    HIGH_SLOPE_MAX,
    HIGH_SLOPE_MIN,
    HIGH_TABLE,
    KIND,
    LOW,
    LOW_SLOPE_MAX,
    LOW_SLOPE_MIN,
    N_LIMITS,
    NORMAL_1,
    NORMAL_2,
    RANGE,
    RANGE_M,
    SAT_RADIUS,
    SATELLITE,
    SECTOR,
    SITE,
    UP,
    WIDE,
    margin,
)

OUT, UNSURE, IN = -1, 0, 1

# Rounding and the millimetres between a path and its quintic.
_SPARE_M = 1.0


@kernel
def _cone(up, s, slope):
    """Distance above a cone of the given slope (negative below it). [m]"""
    return (up - s * slope) / sqrt(1.0 + slope * slope)


@kernel
def _radar_nodes(view, ints, spheres, length, sagitta, flags):
    """Flags (N_LIMITS, NODES): OUT, UNSURE or IN for each limit as far as one end can tell."""
    reach = view[RANGE_M]
    low_min, low_max = view[LOW_SLOPE_MIN], view[LOW_SLOPE_MAX]
    high_min, high_max = view[HIGH_SLOPE_MIN], view[HIGH_SLOPE_MAX]
    # Chord length enters where the wanted side of a cone is not convex.
    low_in = 0.5 * length * max(-low_min, 0.0)
    low_out = 0.5 * length * max(low_max, 0.0) / sqrt(1.0 + low_max * low_max)
    high_in = 0.5 * length * max(high_max, 0.0) / sqrt(1.0 + high_max * high_max)
    for k in range(NODES):
        dx = spheres[0, k] - view[SITE]
        dy = spheres[1, k] - view[SITE + 1]
        dz = spheres[2, k] - view[SITE + 2]
        slack = spheres[3, k] + sagitta + _SPARE_M
        square = dx * dx + dy * dy + dz * dz
        rho = sqrt(square)
        up = view[UP] * dx + view[UP + 1] * dy + view[UP + 2] * dz
        s = sqrt(max(square - up * up, 0.0))
        near = max(rho - spheres[3, k], 0.0)
        far_out = near * near > (reach + sagitta + _SPARE_M) ** 2 + 0.25 * length * length
        flags[RANGE, k] = OUT if far_out else (IN if rho + slack < reach else UNSURE)
        is_in = _cone(up, s, low_max) > slack + low_in
        is_out = _cone(up, s, low_min) < -slack - low_out
        flags[LOW, k] = OUT if is_out else (IN if is_in else UNSURE)
        is_in = -_cone(up, s, high_min) > slack + high_in
        is_out = -_cone(up, s, high_max) < -slack
        flags[HIGH, k] = OUT if is_out else (IN if is_in else UNSURE)
        p_1 = view[NORMAL_1] * dx + view[NORMAL_1 + 1] * dy + view[NORMAL_1 + 2] * dz
        p_2 = view[NORMAL_2] * dx + view[NORMAL_2 + 1] * dy + view[NORMAL_2 + 2] * dz
        flags[EDGE_1, k] = OUT if p_1 < -slack else (IN if p_1 > slack else UNSURE)
        flags[EDGE_2, k] = OUT if p_2 < -slack else (IN if p_2 > slack else UNSURE)
    if ints[HIGH_TABLE] < 0:
        flags[HIGH, :] = IN
    if ints[SECTOR] == FULL_CIRCLE:
        flags[EDGE_1, :] = IN
        flags[EDGE_2, :] = IN


@kernel
def _satellite_nodes(view, low, spheres, length, sagitta, flags):
    r = view[SAT_RADIUS]
    gain = r / 6.35e6 + 2.0
    bend = 3.0 * r / 6.35e6**2 + 1.0 / 6.35e6 + 1.0 / (r - 6.6e6)
    for k in range(NODES):
        x, y, z = spheres[0, k], spheres[1, k], spheres[2, k]
        m, _d, _far = margin(SATELLITE, view, low, low, x, y, z, 0.0, 0.0, 0.0)
        slack = gain * (spheres[3, k] + sagitta + _SPARE_M) + bend * length * length / 8.0
        flags[SATELLITE, k] = OUT if m < -slack else (IN if m > slack else UNSURE)
        h, _x, _y, _z = geodetic_height(x, y, z)
        m = h - view[CLOUD_M]
        slack = spheres[3, k] + sagitta + _SPARE_M + length * length / 8.0 / 6.3e6
        flags[CLOUD, k] = OUT if m < -slack else (IN if m > slack else UNSURE)


@kernel
def classify(view, ints, low, spheres, length, sagitta, flags, state):
    """What is certain per segment: flags (N_LIMITS, NODES) per limit, state (SEGMENTS,) of all.

    On return flags[limit, k] holds the limit's state over segment k.
    """
    first, last = RANGE, EDGE_2
    wide = ints[SECTOR] == WIDE
    if ints[KIND] == GEOSTATIONARY:
        first, last = SATELLITE, CLOUD
        wide = False
        _satellite_nodes(view, low, spheres, length, sagitta, flags)
    else:
        _radar_nodes(view, ints, spheres, length, sagitta, flags)
    for k in range(SEGMENTS):
        all_in = True
        any_out = False
        for limit in range(first, last + 1):
            here, there = flags[limit, k], flags[limit, k + 1]
            flags[limit, k] = here if here == there else UNSURE
        if wide:
            # Inside a sector wider than 180 degrees: on the right side of one edge is enough.
            e_1, e_2 = flags[EDGE_1, k], flags[EDGE_2, k]
            if e_1 == IN or e_2 == IN:
                flags[EDGE_1, k] = IN
                flags[EDGE_2, k] = IN
            elif e_1 == OUT and e_2 == OUT:
                any_out = True
            else:
                # Both edges decide together: crossings of both must be known.
                flags[EDGE_1, k] = UNSURE
                flags[EDGE_2, k] = UNSURE
        for limit in range(first, last + 1):
            if flags[limit, k] == OUT:
                any_out = True
            if flags[limit, k] != IN:
                all_in = False
        state[k] = OUT if any_out else (IN if all_in else UNSURE)


@kernel
def limit_range(ints):
    """First and last limit that a view's kind has."""
    if ints[KIND] == GEOSTATIONARY:
        return SATELLITE, CLOUD
    return RANGE, EDGE_2


assert N_LIMITS == CLOUD + 1
