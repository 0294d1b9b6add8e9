"""The ellipse whose launch speed over the turning ground is least.

A launcher turns with the earth. So of all ellipses that join the launch point and the carried
target the one is wanted whose launch speed relative to the earth, ``|v - omega x r|``, is least.

Unknown are the ellipse and its time of flight. The ellipse is named by ``z = sin^2(d/4)``, d the
difference of both ends' eccentric anomalies: 0 is the straight line, no ellipse has more than 1.
With Lagrange's coefficient g [s] between the ends r_1 and r_2, and ``both = |r_1 + r_2|^2 -
(|r_1| - |r_2|)^2``, the launch velocity is ``(r_2 - r_1) / g + (2 GM g / both) r_1 / |r_1|`` and
the time ``g + GM (g / wide)^3 q``, ``wide = sqrt(both)``, ``q = (d - sin d) / sin^3(d/2)``.

Source: Bate, Mueller and White, Fundamentals of Astrodynamics (1971), sec. 5.6 (Gauss' equation,
here without its denominators, so that nothing is singular where the earth carries the target to
the vertical of the launch point); the slopes are its derivatives.
"""

from math import asin, cos, sin, sqrt

import numpy as np

from tocsin.compile import inner_kernel
from tocsin.constants import GM

# Of the last step: what is left after it is mostly less than a tenth of it.
_LAST_STEP_S = 1e-7
_MAX_STEPS = 60


@inner_kernel
def carry(target, turn, moved):
    """Turn the target about the earth's axis by an angle [rad] into `moved`."""
    c, s = cos(turn), sin(turn)
    moved[0] = target[0] * c - target[1] * s
    moved[1] = target[0] * s + target[1] * c
    moved[2] = target[2]


@inner_kernel
def between(launch, moved, r_1, r_2):
    """Square of the chord and `both` (see above). [m2]"""
    apart, both = 0.0, -((r_1 - r_2) * (r_1 - r_2))
    for i in range(3):
        apart += (moved[i] - launch[i]) ** 2
        both += (moved[i] + launch[i]) ** 2
    return apart, both


@inner_kernel
def lagrange_g(z, apart, both, r_1, r_2):
    """Lagrange's coefficient g of the ellipse z. [s]"""
    wide = sqrt(both)
    offset = 0.5 * apart / (wide * (wide + r_1 + r_2))
    return sqrt((z + offset) * both * wide / GM)


@inner_kernel
def _gauss(z):
    """Gauss' q of the ellipse z, and its slope."""
    cos_half, sin_half = 1.0 - 2.0 * z, 2.0 * sqrt(z * (1.0 - z))
    q = 2.0 * (2.0 * asin(sqrt(z)) - sin_half * cos_half) / sin_half**3
    return q, 2.0 * (4.0 - 3.0 * q * cos_half) / sin_half**2


@inner_kernel
def _improved(launch, moved, r_1, r_2, omega, z):
    """Time of the ellipse z, its slopes by z and by the time the target moves, and a better z.

    Where the target stays, the slope of the squared speed is zero at a g whose fourth power is
    explicit. What a moving target adds to it changes little: the better z takes it as constant.
    """
    apart, both = between(launch, moved, r_1, r_2)
    wide = sqrt(both)
    longer = wide + r_1 + r_2
    offset = 0.5 * apart / (wide * longer)
    pull, lift = GM / (both * wide), GM / both
    g = sqrt((z + offset) / pull)
    cube = pull * g * g * g
    q, q_z = _gauss(z)
    # Of the ends' velocities with the ground: half the rate of `apart`, and their product.
    away = omega * (launch[0] * moved[1] - launch[1] * moved[0])
    turn = omega * omega * (launch[0] * moved[0] + launch[1] * moved[1])
    # Slopes: _z while the target stays, _t by time while z stays, _g while both ends stay.
    widens = -away / both
    offset_t = away / (wide * longer) - offset * widens * (1.0 + wide / longer)
    g_z = 0.5 / (pull * g)
    g_t = g_z * (3.0 * (z + offset) * widens + offset_t)
    time_g = 1.0 + 3.0 * pull * g * g * q
    time_z = time_g * g_z + cube * q_z
    time_t = time_g * g_t - 3.0 * cube * q * widens
    # The same of the squared speed over the ground.
    speed_g = 8.0 * lift * lift * g + 2.0 * (away - apart / g) / (g * g)
    speed_t = 2.0 * (away / g - turn) / g + speed_g * g_t
    speed_t += 8.0 * lift * away * (2.0 * lift * g * g - r_1 - r_2) / both
    uphill = speed_g * (1.0 - time_t) + speed_t * time_z / g_z
    share = max(0.0, 1.0 - uphill / (8.0 * lift * lift * g))
    return g + cube * q, time_z, time_t, sqrt(share) * (z + offset) - offset


@inner_kernel
def least_over_ground(launch, target, omega, moved):
    """Time of flight [s] and z of the ellipse of least launch speed; the time is nan for none.

    launch, target: earth-fixed [m]; omega: turn of the earth [rad/s]; moved: room for a point.
    Secant steps, from the ellipse that would be right if nothing turned.
    """
    r_1 = sqrt(launch[0] ** 2 + launch[1] ** 2 + launch[2] ** 2)
    r_2 = sqrt(target[0] ** 2 + target[1] ** 2 + target[2] ** 2)
    apart, both = between(launch, target, r_1, r_2)
    if not both > 0.0:
        return np.nan, 0.0
    chord, wide = sqrt(apart), sqrt(both)
    z = 0.5 * chord * (1.0 + wide / (chord + r_1 + r_2)) / (wide + r_1 + r_2)
    time, time_z, time_t, better = _improved(launch, target, r_1, r_2, omega, z)
    slope, drift, last, last_gain = -1.0, 0.0, z, better - z
    for step in range(_MAX_STEPS):
        carry(target, omega * time, moved)
        flown, time_z, time_t, better = _improved(launch, moved, r_1, r_2, omega, z)
        late = (flown - time) / (1.0 - time_t)
        gain = better - z
        # The same ellipse, to a target moved or not: how much a wrong time changes the gain.
        if step == 0:
            drift = (gain - last_gain) / time
        gain += drift * late
        if step > 0 and z != last:
            slope = min(max((gain - last_gain) / (z - last), -3.0), -0.3)
        room = 0.5 * min(z, 1.0 - z)
        change = max(-room, min(room, -gain / slope))
        last, last_gain = z, gain
        # A time grows about as the root of z.
        late += 2.0 * time_z * change / ((1.0 + sqrt(1.0 + change / z)) * (1.0 - time_t))
        z += change
        time += late
        if not time > 0.0:
            break
        if abs(late) + abs(time_z * change) < _LAST_STEP_S:
            return time, z
    return np.nan, z
