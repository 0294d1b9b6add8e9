"""Geodesics of WGS84: azimuth and length between two points, and paths at a height above one.

Source: Karney, Algorithms for geodesics, J. Geodesy 87 (2013), to the sixth order: right to some
15 nm. His series are kept; his search is not. The longitude on the auxiliary sphere is found by
iterating, as Vincenty (1975) does, which gains more than two digits a step but near the antipode,
where nothing is said and another method must help.

An ``s`` before a name is a sine, a ``c`` a cosine; beta is the reduced latitude, sigma the arc and
omega the longitude on the auxiliary sphere, alpha an azimuth, alpha_0 that on the equator.
"""

from math import atan2, cos, hypot, nan, pi, sin, sqrt

from tocsin.compile import inner_kernel
from tocsin.constants import WGS84_A, WGS84_B, WGS84_E2, WGS84_F
from tocsin.kernels.layout import NODES
from tocsin.kernels.parts import entry

_N = WGS84_F / (2.0 - WGS84_F)
_SECOND_E2 = WGS84_E2 / (1.0 - WGS84_E2)

# Longest arc on the auxiliary sphere for which iterating is good. [rad]
_LONGEST = 3.0
_ENOUGH = 3e-15
_MAX_ITERATIONS = 20


@inner_kernel
def _sines(s, c, c_1, c_2, c_3, c_4, c_5, c_6):
    """Sum of c_l sin(2 l x), by Clenshaw's rule, from the sine and cosine of x."""
    twice = 2.0 * (c - s) * (c + s)
    b_5 = c_5 + twice * c_6
    b_4 = c_4 + twice * b_5 - c_6
    b_3 = c_3 + twice * b_4 - b_5
    b_2 = c_2 + twice * b_3 - b_4
    b_1 = c_1 + twice * b_2 - b_3
    return 2.0 * s * c * b_1


@inner_kernel
def _epsilon(c_alpha_0):
    """Karney's small parameter of a geodesic (eq. 16)."""
    k_2 = _SECOND_E2 * c_alpha_0 * c_alpha_0
    return k_2 / (2.0 * (1.0 + sqrt(1.0 + k_2)) + k_2)


@inner_kernel
def _scale_1(e):
    """A_1 (eq. 17)."""
    e_2 = e * e
    return (1.0 + e_2 * (1.0 / 4 + e_2 * (1.0 / 64 + e_2 / 256))) / (1.0 - e)


@inner_kernel
def _length_series(e, s, c):
    """Sum of C_1l sin(2 l sigma) (eq. 18): from the arc to the length."""
    e_2 = e * e
    return _sines(
        s,
        c,
        e * (-1.0 / 2 + e_2 * (3.0 / 16 - e_2 / 32)),
        e_2 * (-1.0 / 16 + e_2 * (1.0 / 32 - e_2 * 9 / 2048)),
        e_2 * e * (-1.0 / 48 + e_2 * 3 / 256),
        e_2 * e_2 * (-5.0 / 512 + e_2 * 3 / 512),
        e_2 * e_2 * e * -7 / 1280,
        e_2 * e_2 * e_2 * -7 / 2048,
    )


@inner_kernel
def _arc_series(e, s, c):
    """Sum of C'_1l sin(2 l tau) (eq. 21): from the length to the arc."""
    e_2 = e * e
    return _sines(
        s,
        c,
        e * (1.0 / 2 + e_2 * (-9.0 / 32 + e_2 * 205 / 1536)),
        e_2 * (5.0 / 16 + e_2 * (-37.0 / 96 + e_2 * 1335 / 4096)),
        e_2 * e * (29.0 / 96 - e_2 * 75 / 128),
        e_2 * e_2 * (539.0 / 1536 - e_2 * 2391 / 2560),
        e_2 * e_2 * e * 3467 / 7680,
        e_2 * e_2 * e_2 * 38081 / 61440,
    )


@inner_kernel
def _scale_3(e):
    """A_3 (eq. 24)."""
    n = _N
    a_3 = 1.0 / 16 + n * (3.0 / 16 + n / 16)
    a_2 = 1.0 / 4 + n * (1.0 / 8 - n * 3 / 8)
    a_1 = 1.0 / 2 - n / 2
    return 1.0 - e * (a_1 + e * (a_2 + e * (a_3 + e * (3.0 / 64 + n / 32 + e * 3 / 128))))


@inner_kernel
def _longitude_series(e, s, c):
    """Sum of C_3l sin(2 l sigma) (eq. 25): from the auxiliary sphere to the longitude."""
    n = _N
    c_1 = 3.0 / 64 + n * (3.0 / 64 - n / 64) + e * (5.0 / 128 + n / 64 + e * 3 / 128)
    c_2 = 3.0 / 64 - n * (1.0 / 32 + n * 3 / 64) + e * (3.0 / 128 + n / 128 + e * 5 / 256)
    c_3 = 5.0 / 192 - n * (3.0 / 64 - n * 5 / 192)
    return _sines(
        s,
        c,
        e * (1.0 / 4 - n / 4 + e * (1.0 / 8 - n * n / 8 + e * c_1)),
        e * e * (1.0 / 16 - n * (3.0 / 32 - n / 32) + e * c_2),
        e**3 * (c_3 + e * (3.0 / 128 - n * 5 / 192 + e * 7 / 512)),
        e**4 * (7.0 / 512 - n * 7 / 256 + e * 7 / 512),
        e**5 * 21 / 2560,
        0.0,
    )


@inner_kernel
def _reduced(lat):
    """Sine and cosine of the reduced latitude."""
    s, c = (1.0 - WGS84_F) * sin(lat), cos(lat)
    r = hypot(s, c)
    return s / r, c / r


@inner_kernel
def _on_sphere(s_beta, c_beta, s_alpha, c_alpha):
    """Where a geodesic is at a point: sine and cosine of alpha_0, then of sigma."""
    s_alpha_0, c_alpha_0 = s_alpha * c_beta, hypot(c_alpha, s_alpha * s_beta)
    r = hypot(s_beta, c_alpha * c_beta)
    # On the equator itself, sigma is counted from the point.
    if r == 0.0:
        return s_alpha_0, c_alpha_0, 0.0, 1.0
    return s_alpha_0, c_alpha_0, s_beta / r, c_alpha * c_beta / r


@inner_kernel
def _solve(lat_0, lon_0, lat_1, lon_1):
    """Azimuth [rad] and length [m] of the geodesic between two points; nan near the antipode."""
    s_0, c_0 = _reduced(lat_0)
    s_1, c_1 = _reduced(lat_1)
    apart = lon_1 - lon_0
    apart -= 2.0 * pi * round(apart / (2.0 * pi))
    omega = apart
    for _ in range(_MAX_ITERATIONS):
        # The triangle of both points and the pole on the auxiliary sphere.
        east = c_1 * sin(omega)
        north = c_0 * s_1 - s_0 * c_1 * cos(omega)
        s_12, c_12 = hypot(east, north), s_0 * s_1 + c_0 * c_1 * cos(omega)
        arc = atan2(s_12, c_12)
        if s_12 == 0.0 or arc > _LONGEST:
            return 0.0, 0.0 if c_12 > 0.0 else nan
        s_alpha_0, c_alpha_0, s, c = _on_sphere(s_0, c_0, east / s_12, north / s_12)
        s_end, c_end = s * c_12 + c * s_12, c * c_12 - s * s_12
        e = _epsilon(c_alpha_0)
        bent = arc + _longitude_series(e, s_end, c_end) - _longitude_series(e, s, c)
        before, omega = omega, apart + WGS84_F * s_alpha_0 * _scale_3(e) * bent
        if abs(omega - before) <= _ENOUGH:
            break
    length = arc + _length_series(e, s_end, c_end) - _length_series(e, s, c)
    return atan2(east, north), WGS84_B * _scale_1(e) * length


@entry("f1 f1 f1 f1 f1 f1")
def inverse(lat_0, lon_0, lat_1, lon_1, azimuth, length_m):
    """Fill azimuths at the first points, clockwise from north [rad], and lengths.

    lat_0, lon_0, lat_1, lon_1 (n,) [rad]. Lengths are nan near the antipode, where this way fails;
    0 where both points are the same.
    """
    for i in range(lat_0.shape[0]):
        azimuth[i], length_m[i] = _solve(lat_0[i], lon_0[i], lat_1[i], lon_1[i])


@inner_kernel
def _put_samples(lat, lon, azimuth, length_m, height_m, shares, samples):
    """Earth-fixed points [m] above shares of a geodesic, at a geodetic height, into (count, 3)."""
    s_beta, c_beta = _reduced(lat)
    s_alpha_0, c_alpha_0, s_0, c_0 = _on_sphere(s_beta, c_beta, sin(azimuth), cos(azimuth))
    e = _epsilon(c_alpha_0)
    turn = WGS84_F * s_alpha_0 * _scale_3(e)
    start = atan2(s_0, c_0)
    tau_0 = start + _length_series(e, s_0, c_0)
    behind = start + _longitude_series(e, s_0, c_0)
    node = lon - atan2(s_alpha_0 * s_0, c_0)
    for k in range(shares.shape[0]):
        tau = tau_0 + shares[k] * length_m / (WGS84_B * _scale_1(e))
        sigma = tau + _arc_series(e, sin(tau), cos(tau))
        s, c = sin(sigma), cos(sigma)
        # The longitude is that on the sphere, less a small turn.
        angle = node - turn * (sigma + _longitude_series(e, s, c) - behind)
        x, y = c, s_alpha_0 * s
        s_up, c_up_2 = c_alpha_0 * s, x * x + y * y
        # The normal leans towards the poles by the ratio of the axes.
        q = sqrt(WGS84_B * WGS84_B * c_up_2 + WGS84_A * WGS84_A * s_up * s_up)
        out = WGS84_A + height_m * WGS84_B / q
        samples[k, 0] = out * (x * cos(angle) - y * sin(angle))
        samples[k, 1] = out * (y * cos(angle) + x * sin(angle))
        samples[k, 2] = (WGS84_B + height_m * WGS84_A / q) * s_up


@entry("f1 f1 f1 f1 f f1 f2 f2 f3")
def level_paths(lat, lon, azimuth, length_m, height_m, shares, matrix, samples, nodes):
    """Paths at a geodetic height above geodesics, as ready-made nodes.

    lat, lon, azimuth [rad], length_m (n,); shares (count,): of the length, at which a path is
    sampled; matrix (3 * NODES, count): from samples to value and two derivatives at each node;
    samples (count, 3): room; nodes (n, NODES, 9): filled.
    """
    count = shares.shape[0]
    for i in range(lat.shape[0]):
        _put_samples(lat[i], lon[i], azimuth[i], length_m[i], height_m, shares, samples)
        for node in range(NODES):
            for order in range(3):
                row = 3 * node + order
                x, y, z = 0.0, 0.0, 0.0
                for k in range(count):
                    x += matrix[row, k] * samples[k, 0]
                    y += matrix[row, k] * samples[k, 1]
                    z += matrix[row, k] * samples[k, 2]
                nodes[i, node, 3 * order] = x
                nodes[i, node, 3 * order + 1] = y
                nodes[i, node, 3 * order + 2] = z
