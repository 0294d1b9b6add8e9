"""What is certain for a whole block of arcs: which segments are out of view, in view, or unsure.

The tests follow from convexity: a ball, a half-space and the cone above a positive elevation are
convex, so two ends well inside prove the chord; what is not convex pays the chord's length.
"""

from math import sqrt

from tocsin.compile import floats, inner_kernel, lane_kernel, seam_kernel
from tocsin.kernels.layout import FLAGS, N_LIMITS, NODES, SEGMENTS, SPHERES, STATE, WIDTH
from tocsin.kernels.sight import (
    ANNULAR,
    CLOUD,
    EDGE_1,
    EDGE_2,
    FULL_CIRCLE,
    GEOSTATIONARY,
    HIGH,
    HIGH_SLOPE_MAX,
    HIGH_SLOPE_MIN,
    LOW,
    LOW_SLOPE_MAX,
    LOW_SLOPE_MIN,
    N_VIEW_FLOATS,
    NEAR,
    NORMAL_1,
    NORMAL_2,
    RANGE,
    RANGE_M,
    RANGE_MIN_M,
    SAT_RADIUS,
    SATELLITE,
    SITE,
    UP,
    WIDE,
    margin,
)

OUT, UNSURE, IN = -1.0, 0.0, 1.0

# Rounding, and the distance between a ready-made path and its quintic.
_SPARE_M = 1.0


@lane_kernel
def _flag(is_out, is_in):
    return OUT if is_out else (IN if is_in else UNSURE)


@lane_kernel
def _slope_norm(slope):
    return 1.0 / sqrt(1.0 + slope * slope)


@lane_kernel
def range_flag(view, at, x, y, z, radius, length, sagitta):
    """Flag of the range limit view[at] at a sphere (centre, radius)."""
    reach = view[at]
    beyond = (reach + sagitta + _SPARE_M) ** 2 + 0.25 * length * length
    dx, dy, dz = x - view[SITE], y - view[SITE + 1], z - view[SITE + 2]
    rho = sqrt(dx * dx + dy * dy + dz * dz)
    near = max(rho - radius, 0.0)
    return _flag(near * near > beyond, rho + radius + sagitta + _SPARE_M < reach)


@lane_kernel
def elevation_terms(view, length):
    """What `low_flag` and `high_flag` need of a view: norms of its limits' slopes, and slacks.

    Chord length enters where the wanted side is not convex.
    """
    low_min, low_max = view[LOW_SLOPE_MIN], view[LOW_SLOPE_MAX]
    high_min, high_max = view[HIGH_SLOPE_MIN], view[HIGH_SLOPE_MAX]
    a, b, c, d = (
        _slope_norm(low_min),
        _slope_norm(low_max),
        _slope_norm(high_min),
        _slope_norm(high_max),
    )
    low_in = 0.5 * length * max(-low_min, 0.0)
    low_out = 0.5 * length * max(low_max, 0.0) * b
    high_in = 0.5 * length * max(high_max, 0.0) * d
    return a, b, c, d, low_in, low_out, high_in


@lane_kernel
def elevation_flags(view, terms, x, y, z, radius, sagitta):
    """Flags of both elevation limits at a sphere; terms: see `elevation_terms`."""
    a, b, c, d, low_in, low_out, high_in = terms
    dx, dy, dz = x - view[SITE], y - view[SITE + 1], z - view[SITE + 2]
    slack = radius + sagitta + _SPARE_M
    up = view[UP] * dx + view[UP + 1] * dy + view[UP + 2] * dz
    s = sqrt(max(dx * dx + dy * dy + dz * dz - up * up, 0.0))
    is_in = (up - s * view[LOW_SLOPE_MAX]) * b > slack + low_in
    is_out = (up - s * view[LOW_SLOPE_MIN]) * a < -slack - low_out
    low = _flag(is_out, is_in)
    is_in = (s * view[HIGH_SLOPE_MIN] - up) * c > slack + high_in
    is_out = (s * view[HIGH_SLOPE_MAX] - up) * d < -slack
    return low, _flag(is_out, is_in)


@lane_kernel
def edge_flag(view, normal, x, y, z, radius, sagitta):
    """Flag of one edge of a sector at a sphere."""
    dx, dy, dz = x - view[SITE], y - view[SITE + 1], z - view[SITE + 2]
    slack = radius + sagitta + _SPARE_M
    p = view[normal] * dx + view[normal + 1] * dy + view[normal + 2] * dz
    return _flag(p < -slack, p > slack)


@inner_kernel
def _range_nodes(view, length, sagitta, w):
    """Flags of the range; returns how many nodes are not surely beyond it."""
    spheres, flags = floats(w, SPHERES, (4, WIDTH)), floats(w, FLAGS, (N_LIMITS, WIDTH))
    for k in range(WIDTH):
        x, y, z, radius = spheres[0, k], spheres[1, k], spheres[2, k], spheres[3, k]
        flags[RANGE, k] = range_flag(view, RANGE_M, x, y, z, radius, length, sagitta)
    left = 0
    for k in range(WIDTH):
        left += flags[RANGE, k] != OUT
    return left


@lane_kernel
def near_flag(view, x, y, z, radius, length, sagitta):
    """Flag of the least range at a sphere: what is out of a range is in view of it."""
    return 0.0 - range_flag(view, RANGE_MIN_M, x, y, z, radius, length, sagitta)


@inner_kernel
def _near_nodes(view, length, sagitta, w):
    spheres, flags = floats(w, SPHERES, (4, WIDTH)), floats(w, FLAGS, (N_LIMITS, WIDTH))
    for k in range(WIDTH):
        x, y, z, radius = spheres[0, k], spheres[1, k], spheres[2, k], spheres[3, k]
        flags[NEAR, k] = near_flag(view, x, y, z, radius, length, sagitta)


@inner_kernel
def _elevation_nodes(view, has_high, length, sagitta, w):
    spheres, flags = floats(w, SPHERES, (4, WIDTH)), floats(w, FLAGS, (N_LIMITS, WIDTH))
    terms = elevation_terms(view, length)
    for k in range(WIDTH):
        x, y, z, radius = spheres[0, k], spheres[1, k], spheres[2, k], spheres[3, k]
        low, high = elevation_flags(view, terms, x, y, z, radius, sagitta)
        flags[LOW, k] = low
        flags[HIGH, k] = high
    if not has_high:
        for k in range(WIDTH):
            flags[HIGH, k] = IN


@inner_kernel
def _edge_nodes(view, sector, sagitta, w):
    spheres, flags = floats(w, SPHERES, (4, WIDTH)), floats(w, FLAGS, (N_LIMITS, WIDTH))
    if sector == FULL_CIRCLE:
        for k in range(WIDTH):
            flags[EDGE_1, k] = IN
            flags[EDGE_2, k] = IN
        return
    for k in range(WIDTH):
        x, y, z, radius = spheres[0, k], spheres[1, k], spheres[2, k], spheres[3, k]
        flags[EDGE_1, k] = edge_flag(view, NORMAL_1, x, y, z, radius, sagitta)
        flags[EDGE_2, k] = edge_flag(view, NORMAL_2, x, y, z, radius, sagitta)


@inner_kernel
def _satellite_nodes(view, where, low, length, sagitta, w):
    spheres, flags = floats(w, SPHERES, (4, WIDTH)), floats(w, FLAGS, (N_LIMITS, WIDTH))
    r = view[SAT_RADIUS]
    gain = r / 6.35e6 + 2.0
    bend = 3.0 * r / 6.35e6**2 + 1.0 / 6.35e6 + 1.0 / (r - 6.6e6)
    for limit in range(SATELLITE, CLOUD + 1):
        steep = gain if limit == SATELLITE else 1.0
        spare = (bend if limit == SATELLITE else 1.0 / 6.3e6) * length * length / 8.0
        for k in range(NODES):
            x, y, z = spheres[0, k], spheres[1, k], spheres[2, k]
            m, _d, _far = margin(limit, where, low, low, x, y, z, 0.0, 0.0, 0.0)
            slack = steep * (spheres[3, k] + sagitta + _SPARE_M) + spare
            flags[limit, k] = _flag(m < -slack, m > slack)


@lane_kernel
def both_edges(e_1, e_2):
    """What is certain of a sector wider than 180 degrees, of what is of its edges."""
    # Where neither is certain, both decide together: crossings of both must be known.
    return max(e_1, e_2) if e_1 == e_2 or max(e_1, e_2) == IN else UNSURE


@inner_kernel
def _join_edges(w):
    """A sector wider than 180 degrees: the right side of one edge is enough."""
    flags = floats(w, FLAGS, (N_LIMITS, WIDTH))
    for k in range(SEGMENTS):
        both = both_edges(flags[EDGE_1, k], flags[EDGE_2, k])
        flags[EDGE_1, k] = both
        flags[EDGE_2, k] = both


@seam_kernel("p i i i p f f p -> i")
def classify(where, kind, sector, has_high, low, length, sagitta, w):
    """What is certain per segment: FLAGS per limit, STATE of all limits together.

    Returns how many segments are not surely out of view; where none is, nothing is filled.
    where, low: pointers to the view and to the table of its lower limit.
    """
    view = floats(where, 0, (N_VIEW_FLOATS,))
    flags, state = floats(w, FLAGS, (N_LIMITS, WIDTH)), floats(w, STATE, (WIDTH,))
    first, last = limit_range(kind)
    if kind == GEOSTATIONARY:
        _satellite_nodes(view, where, low, length, sagitta, w)
    else:
        if _range_nodes(view, length, sagitta, w) == 0:
            return 0
        if kind == ANNULAR:
            _near_nodes(view, length, sagitta, w)
        _elevation_nodes(view, has_high, length, sagitta, w)
        _edge_nodes(view, sector, sagitta, w)
    for limit in range(first, last + 1):
        for k in range(SEGMENTS):
            here, there = flags[limit, k], flags[limit, k + 1]
            flags[limit, k] = here if here == there else UNSURE
    if kind != GEOSTATIONARY and sector == WIDE:
        _join_edges(w)
    for k in range(SEGMENTS):
        state[k] = IN
    for limit in range(first, last + 1):
        for k in range(SEGMENTS):
            state[k] = min(state[k], flags[limit, k])
    left = 0
    for k in range(SEGMENTS):
        left += state[k] != OUT
    return left


@inner_kernel
def limit_range(kind):
    """First and last limit that a view's kind has."""
    if kind == GEOSTATIONARY:
        return SATELLITE, CLOUD
    return (NEAR if kind == ANNULAR else RANGE), EDGE_2


assert N_LIMITS == CLOUD + 1
