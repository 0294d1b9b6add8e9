"""Horizon masks: apparent elevation that must be passed, piecewise linear in azimuth.

The geometric elevation at which the ray of apparent elevation epsilon passes over the distance s
is ``epsilon + bend(epsilon, s)``. The bend is tabulated over sqrt(s), and over epsilon as Chebyshev
coefficients in asinh(epsilon / BEND_SCALE), in which it is smooth down to the horizon and below.
"""

from math import asin, asinh, atan2, pi, sqrt

from tocsin.compile import inner_kernel
from tocsin.kernels.orbit import IN, OUT, UNSURE
from tocsin.kernels.sight import TABLE_NODES, TABLE_STEP

# Columns of a masked site's numbers.
SITE, EAST, NORTH, UP, FLOOR, CENTRE, SPAN, BEND_RATE = 0, 3, 6, 9, 12, 13, 14, 15
N_MASKED = 16

# Elevation over which the bend of a ray changes: about sqrt(2 * 7.35 km / 6371 km). [rad]
BEND_SCALE = 0.05


@inner_kernel
def bend(numbers, bends, elevation, s):
    """Geometric less apparent elevation over the distance s [m] of the ray at `elevation`. [rad]

    bends (k, TABLE_NODES): Chebyshev coefficients in elevation at each node of sqrt(s); cubic
    Lagrange interpolation between nodes.
    """
    x = (asinh(elevation / BEND_SCALE) - numbers[CENTRE]) / numbers[SPAN]
    x = min(max(x, -1.0), 1.0)
    at = sqrt(s) / TABLE_STEP
    i = min(max(int(at) - 1, 0), TABLE_NODES - 4)
    f = min(at, TABLE_NODES - 1.0) - i
    w_0 = -(f - 1.0) * (f - 2.0) * (f - 3.0) / 6.0
    w_1 = f * (f - 2.0) * (f - 3.0) / 2.0
    w_2 = -f * (f - 1.0) * (f - 3.0) / 2.0
    w_3 = f * (f - 1.0) * (f - 2.0) / 6.0
    b_1 = 0.0
    b_2 = 0.0
    for k in range(bends.shape[0] - 1, 0, -1):
        c = w_0 * bends[k, i] + w_1 * bends[k, i + 1] + w_2 * bends[k, i + 2]
        c += w_3 * bends[k, i + 3]
        b_1, b_2 = c + 2.0 * x * b_1 - b_2, b_1
    c = w_0 * bends[0, i] + w_1 * bends[0, i + 1] + w_2 * bends[0, i + 2] + w_3 * bends[0, i + 3]
    return c + x * b_1 - b_2


@inner_kernel
def _first_corner(corners, azimuth):
    """Position of the first corner at or beyond an azimuth."""
    low, high = 0, corners.shape[0]
    while low < high:
        middle = (low + high) // 2
        if corners[middle, 0] < azimuth:
            low = middle + 1
        else:
            high = middle
    return low


@inner_kernel
def _mask_at(corners, azimuth):
    i = min(max(_first_corner(corners, azimuth), 1), corners.shape[0] - 1)
    width = corners[i, 0] - corners[i - 1, 0]
    if width <= 0.0:
        return max(corners[i - 1, 1], corners[i, 1])
    share = min(max((azimuth - corners[i - 1, 0]) / width, 0.0), 1.0)
    return corners[i - 1, 1] + share * (corners[i, 1] - corners[i - 1, 1])


@inner_kernel
def mask_range(corners, azimuth, half_width):
    """Least and greatest mask elevation within half_width of an azimuth in [0, 2 pi). [rad]

    corners (m, 2): azimuth and elevation, three turns of the mask, from -2 pi to 4 pi.
    """
    low = _mask_at(corners, azimuth - half_width)
    high = low
    last = _mask_at(corners, azimuth + half_width)
    low, high = min(low, last), max(high, last)
    for i in range(_first_corner(corners, azimuth - half_width), corners.shape[0]):
        if corners[i, 0] > azimuth + half_width:
            break
        low, high = min(low, corners[i, 1]), max(high, corners[i, 1])
    return low, high


@inner_kernel
def above_mask(numbers, corners, bends, point, reach_m):
    """Whether a point (surely, every point within reach_m of it) is above the mask."""
    dx, dy, dz = point[0] - numbers[SITE], point[1] - numbers[1], point[2] - numbers[2]
    east = numbers[EAST] * dx + numbers[EAST + 1] * dy + numbers[EAST + 2] * dz
    north = numbers[NORTH] * dx + numbers[NORTH + 1] * dy + numbers[NORTH + 2] * dz
    up = numbers[UP] * dx + numbers[UP + 1] * dy + numbers[UP + 2] * dz
    s = sqrt(east * east + north * north)
    d = sqrt(s * s + up * up)
    if reach_m > 0.0 and reach_m >= d:
        return UNSURE
    turn = asin(reach_m / d) if reach_m > 0.0 else 0.0
    spread = pi
    if reach_m < s:
        spread = asin(reach_m / s)
    azimuth = atan2(east, north)
    low, high = mask_range(corners, azimuth + 2.0 * pi if azimuth < 0.0 else azimuth, spread)
    if high <= numbers[FLOOR]:
        return IN
    elevation = atan2(up, s)
    slack = turn + numbers[BEND_RATE] * reach_m
    if elevation - slack >= high + bend(numbers, bends, high, s):
        return IN
    low = max(low, numbers[FLOOR])
    return OUT if elevation + slack < low + bend(numbers, bends, low, s) else UNSURE
