"""Ballistic arcs: the Kepler ellipse through two points of the turning earth.

Source: Bate, Mueller and White, Fundamentals of Astrodynamics (1971), ch. 6; the ellipse of least
launch speed has a module of its own (`least`). Point-mass gravity, no drag.

An arc is a row of ``N_ELEMENTS`` floats. With phi the eccentric anomaly counted from apogee, the
inertial position is ``A cos phi + B sin phi + C`` and the time since apogee is
``(phi + e sin phi) / n``: explicit, so that nothing ever solves Kepler's equation. A, B and C are
given in the earth-fixed axes of the moment of apogee.
"""

from math import acos, asin, atan2, cos, hypot, pi, sin, sqrt

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.constants import GM, MEAN_RADIUS_KM, OMEGA_EARTH
from tocsin.kernels.least import between, carry, lagrange_g, least_over_ground
from tocsin.kernels.parts import entry

MEAN_RADIUS_M = 1e3 * MEAN_RADIUS_KM

# Columns of an arc row.
A, B, C = 0, 3, 6
ECC, RATE, PHI_0, PHI_1, M_0, T_ARC, SPEED_BOUND, CURVE_BOUND = 9, 10, 11, 12, 13, 14, 15, 16
N_ELEMENTS = 17

# Profiles.
MIN_ENERGY, APOGEE_HEIGHT, APOGEE_RATIO = 0, 1, 2

# What can go wrong.
FINE, TOO_SHORT, NEAR_ANTIPODAL, APOGEE_TOO_LOW, NO_LEAST = 0, 1, 2, 3, 4
MIN_SEPARATION_M = 1e3
MIN_ANTIPODAL_RAD = 1e-3

# Least sum of both positions for the turning earth not to bring the target to the antipode.
_OPPOSITE_M = 1e6
# Of the last secant step: the time after it is right to a hundredth of a nanosecond.
_TIME_TOLERANCE_S = 1e-6
_MAX_ITERATIONS = 60


@inner_kernel
def apogee_angle(r_1, r_2, angle, r_a):
    """Angle from launch to apogee of the ellipse with apogee radius r_a; nan where none. [rad]

    Both ends lie on r = r_a (1 - e) / (1 - e cos psi), psi counted from apogee; eliminating e
    leaves P cos(alpha) + Q sin(alpha) = K.
    """
    d_1 = r_a - r_1
    d_2 = r_a - r_2
    p = d_2 * r_1 - d_1 * r_2 * cos(angle)
    q = -d_1 * r_2 * sin(angle)
    ratio = (r_1 - r_2) * r_a / hypot(p, q)
    if not -1.0 <= ratio <= 1.0:
        return np.nan
    alpha = atan2(q, p) + acos(ratio)
    if not 0.0 < alpha < angle:
        return np.nan
    return alpha


@inner_kernel
def _plane(launch, target):
    """Launch radius; unit vectors up and along the flight there; the target in that frame."""
    r_1 = sqrt(launch[0] ** 2 + launch[1] ** 2 + launch[2] ** 2)
    w_x = launch[1] * target[2] - launch[2] * target[1]
    w_y = launch[2] * target[0] - launch[0] * target[2]
    w_z = launch[0] * target[1] - launch[1] * target[0]
    w = sqrt(w_x * w_x + w_y * w_y + w_z * w_z)
    w_x, w_y, w_z = w_x / w, w_y / w, w_z / w
    u_x, u_y, u_z = launch[0] / r_1, launch[1] / r_1, launch[2] / r_1
    f_x = w_y * u_z - w_z * u_y
    f_y = w_z * u_x - w_x * u_z
    f_z = w_x * u_y - w_y * u_x
    x_2 = target[0] * u_x + target[1] * u_y + target[2] * u_z
    y_2 = target[0] * f_x + target[1] * f_y + target[2] * f_z
    return r_1, u_x, u_y, u_z, f_x, f_y, f_z, x_2, y_2


@inner_kernel
def _apogee_shape(r_1, r_a, alpha):
    """Semi-axes [m] and eccentricity of the ellipse of apogee radius r_a, apogee at alpha."""
    rise = 2.0 * r_1 * sin(0.5 * alpha) ** 2
    below = (r_a - r_1) + rise
    e = (r_a - r_1) / below
    a = r_a / (1.0 + e)
    return a, a * sqrt((1.0 + e) * rise / below), e


@inner_kernel
def _fill(frame, a, b, e, cos_alpha, sin_alpha, out):
    """Fill one arc row from its plane, semi-axes, eccentricity and direction of apogee.

    Returns the time of flight [s]. A, B and C are left in the inertial axes of launch.
    """
    r_1, u_x, u_y, u_z, f_x, f_y, f_z, x_2, y_2 = frame
    n = sqrt(GM / a) / a
    phi_0 = atan2(-r_1 * sin_alpha / b, r_1 * cos_alpha / a - e)
    phi_1 = atan2(
        (y_2 * cos_alpha - x_2 * sin_alpha) / b, (x_2 * cos_alpha + y_2 * sin_alpha) / a - e
    )
    m_0 = phi_0 + e * sin(phi_0)
    out[A] = a * (u_x * cos_alpha + f_x * sin_alpha)
    out[A + 1] = a * (u_y * cos_alpha + f_y * sin_alpha)
    out[A + 2] = a * (u_z * cos_alpha + f_z * sin_alpha)
    out[B] = b * (f_x * cos_alpha - u_x * sin_alpha)
    out[B + 1] = b * (f_y * cos_alpha - u_y * sin_alpha)
    out[B + 2] = b * (f_z * cos_alpha - u_z * sin_alpha)
    for i in range(3):
        out[C + i] = e * out[A + i]
    out[ECC], out[RATE], out[PHI_0], out[PHI_1], out[M_0] = e, n, phi_0, phi_1, m_0
    return (phi_1 + e * sin(phi_1) - m_0) / n


@inner_kernel
def ellipse(launch, target, r_a, out):
    """Fill one arc row from inertial end points and the apogee's radius [m].

    Returns the time of flight [s], or nan where no ellipse of that apogee joins the points.
    """
    frame = _plane(launch, target)
    r_1, x_2, y_2 = frame[0], frame[7], frame[8]
    alpha = apogee_angle(r_1, hypot(x_2, y_2), atan2(y_2, x_2), r_a)
    if not alpha > 0.0:
        return np.nan
    a, b, e = _apogee_shape(r_1, r_a, alpha)
    return _fill(frame, a, b, e, cos(alpha), sin(alpha), out)


@inner_kernel
def apogee_time(r_1, r_2, chord, r_a):
    """Time of flight of the ellipse with apogee radius r_a; nan where there is none. [s]"""
    across = (chord * chord - (r_1 - r_2) * (r_1 - r_2)) / (4.0 * r_1 * r_2)
    angle = 2.0 * asin(sqrt(min(max(across, 0.0), 1.0)))
    alpha = apogee_angle(r_1, r_2, angle, r_a)
    if not alpha > 0.0:
        return np.nan
    a, b, e = _apogee_shape(r_1, r_a, alpha)
    beta = angle - alpha
    phi_0 = -atan2(r_1 * sin(alpha) / b, r_1 * cos(alpha) / a - e)
    phi_1 = atan2(r_2 * sin(beta) / b, r_2 * cos(beta) / a - e)
    return a * sqrt(a / GM) * (phi_1 - phi_0 + e * (sin(phi_1) - sin(phi_0)))


@inner_kernel
def _meet(launch, target, r_a):
    """Time at which the carried target is met, by secant steps; nan where there is no arc. [s]

    Only the chord's length matters, and it changes with the turn of the earth alone.
    """
    r_1 = sqrt(launch[0] ** 2 + launch[1] ** 2 + launch[2] ** 2)
    r_2 = sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
    square = 0.0
    for i in range(3):
        square += (launch[i] - target[i]) ** 2
    level = launch[0] * target[0] + launch[1] * target[1]
    cross = launch[1] * target[0] - launch[0] * target[1]
    time, last, last_miss = 0.0, 0.0, 0.0
    for step in range(_MAX_ITERATIONS):
        half = 0.5 * OMEGA_EARTH * time
        s = sin(half)
        chord = sqrt(max(0.0, square + 4.0 * s * (level * s - cross * cos(half))))
        flown = apogee_time(r_1, r_2, chord, r_a)
        if not flown > 0.0:
            return np.nan
        miss = time - flown
        # Two times as long would take about as long again; then secant steps.
        change = -miss if step == 0 else -miss * (time - last) / (miss - last_miss)
        last, last_miss = time, miss
        time += change
        if abs(change) < _TIME_TOLERANCE_S or miss == 0.0:
            return time
    return np.nan


@inner_kernel
def least_ellipse(launch, target, omega, moved, out):
    """Fill one arc row with the ellipse of least launch speed over ground that turns with omega.

    Returns the time of flight [s], or nan where no such arc passes its apogee between the ends.
    """
    time, z = least_over_ground(launch, target, omega, moved)
    if not time > 0.0:
        return np.nan
    carry(target, omega * time, moved)
    frame = _plane(launch, moved)
    r_1, x_2, y_2 = frame[0], frame[7], frame[8]
    r_2 = hypot(x_2, y_2)
    apart, both = between(launch, moved, r_1, r_2)
    g = lagrange_g(z, apart, both, r_1, r_2)
    up, along = (x_2 - r_1) / g + 2.0 * GM * g / both, y_2 / g
    a = 1.0 / (2.0 / r_1 - (up * up + along * along) / GM)
    parameter = (r_1 * along) ** 2 / GM
    e_cos, e_sin = 1.0 - parameter / r_1, up * r_1 * along / GM
    e = hypot(e_cos, e_sin)
    _fill(frame, a, sqrt(a * parameter), e, e_cos / e, e_sin / e, out)
    return time if out[PHI_0] < 0.0 < out[PHI_1] else np.nan


@inner_kernel
def _apogee_height(out):
    """Apogee height of an arc row above the mean radius. [m]"""
    a = sqrt(out[A] ** 2 + out[A + 1] ** 2 + out[A + 2] ** 2)
    return a * (1.0 + out[ECC]) - MEAN_RADIUS_M


@inner_kernel
def _given_apogee(launch, target, r_a, moved, out):
    """Fill the row of the arc with apogee radius r_a [m]; its time of flight [s], nan for none."""
    r_1 = sqrt(launch[0] ** 2 + launch[1] ** 2 + launch[2] ** 2)
    r_2 = sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
    if r_a <= max(r_1, r_2):
        return np.nan
    time = _meet(launch, target, r_a)
    if not time > 0.0:
        return np.nan
    carry(target, OMEGA_EARTH * time, moved)
    return time if ellipse(launch, moved, r_a, out) > 0.0 else np.nan


@inner_kernel
def _to_apogee_axes(out):
    """Turn A, B and C from the axes of launch to those of the moment of apogee; add bounds."""
    turn = -OMEGA_EARTH * out[M_0] / out[RATE]  # apogee comes -M_0/n after launch
    c, s = cos(turn), sin(turn)
    for i in (A, B, C):
        x, y = out[i], out[i + 1]
        out[i] = x * c + y * s
        out[i + 1] = y * c - x * s
    a = sqrt(out[A] ** 2 + out[A + 1] ** 2 + out[A + 2] ** 2)
    e = out[ECC]
    q = OMEGA_EARTH / out[RATE]
    b = sqrt(out[B] ** 2 + out[B + 1] ** 2 + out[B + 2] ** 2)
    widest = max(-out[PHI_0], out[PHI_1])
    swing = 1.0 if widest > 0.5 * pi else sin(widest)
    # Bounds of the first and second derivative of earth-fixed position by phi.
    out[SPEED_BOUND] = sqrt((a * swing) ** 2 + b * b * (1.0 - swing * swing)) + a * q * (
        (1.0 + e) ** 2
    )
    if swing == 1.0:
        out[SPEED_BOUND] = a * (1.0 + q * (1.0 + e) ** 2)
    out[CURVE_BOUND] = a * (1.0 + 2.0 * q * (1.0 + e) + q * q * (1.0 + e) ** 3 + q * e * (1.0 + e))


@inner_kernel
def solve_arc(launch, target, profile, value, moved, out):
    """Solve one arc between earth-fixed points [m] and fill its row; returns a status code.

    `value` is the apogee height above the mean radius [m] or its ratio to the min-energy one.
    """
    separation = 0.0
    opposite = 0.0
    for i in range(3):
        separation += (target[i] - launch[i]) ** 2
        opposite += (target[i] + launch[i]) ** 2
    if separation < MIN_SEPARATION_M**2:
        return TOO_SHORT
    time, height = np.nan, value
    if profile != APOGEE_HEIGHT:
        time = least_ellipse(launch, target, OMEGA_EARTH, moved, out)
        if not time > 0.0:
            return NEAR_ANTIPODAL if opposite < MIN_SEPARATION_M**2 else NO_LEAST
        height = value * _apogee_height(out)
    if profile != MIN_ENERGY:
        # A ratio of a height below the mean radius means nothing.
        low = profile == APOGEE_RATIO and not height > 0.0
        if not low:
            time = _given_apogee(launch, target, MEAN_RADIUS_M + height, moved, out)
        if low or not time > 0.0:
            return NEAR_ANTIPODAL if opposite < _OPPOSITE_M**2 else APOGEE_TOO_LOW
    cos_angle = 0.0
    for i in range(3):
        cos_angle += launch[i] * moved[i]
    r_1 = sqrt(launch[0] ** 2 + launch[1] ** 2 + launch[2] ** 2)
    r_2 = sqrt(moved[0] ** 2 + moved[1] ** 2 + moved[2] ** 2)
    if cos_angle < r_1 * r_2 * cos(pi - MIN_ANTIPODAL_RAD):
        return NEAR_ANTIPODAL
    out[T_ARC] = time
    _to_apogee_axes(out)
    return FINE


@entry("f2 f2 i f f1 f2 i1")
def _solve_arcs(launches, targets, profile, value, moved, rows, status):
    for i in range(launches.shape[0]):
        status[i] = solve_arc(launches[i], targets[i], profile, value, moved, rows[i])


def solve_arcs(launches, targets, profile, value, rows, status):
    """Solve arcs row by row: launches, targets (n, 3) [m]; rows (n, N_ELEMENTS); status (n,)."""
    _solve_arcs(launches, targets, profile, value, np.empty(3), rows, status)
