"""A ray through air whose refractivity falls exponentially with height above a sphere."""

from math import ceil, cos, exp, sin, sqrt, tan

from tocsin.compile import inner_kernel
from tocsin.kernels.parts import entry

# Longest steps along the ground and in height; fourth-order steps of that size keep the direction
# right to 1e-10 rad. [m]
_LONGEST_M, _HIGHEST_M = 2e3, 400.0


@inner_kernel
def _rates(s, up, direction, base, radius, refractivity, scale):
    """Slope of the ray and change of its direction by horizontal distance, from Bouguer's rule."""
    r = sqrt(s * s + (up + base) ** 2)
    air = refractivity * exp(-(r - radius) / scale)
    pull = -air / scale / (1.0 + air) / r
    across = -s * sin(direction) + (up + base) * cos(direction)
    return tan(direction), pull * across / cos(direction)


@entry("f f f f f f f2")
def trace_ray(elevation, base, radius, refractivity, scale, top, table):
    """Height above the site's tangent plane [m], and its slope, of the ray that leaves the site.

    elevation [rad]; base: radius of the sphere plus the site's height [m]; top: height of the end
    of the air [m]; table (n, 3): horizontal distances from 0 up, filled with height and slope.
    """
    up = 0.0
    direction = elevation
    in_air = True
    for i in range(1, table.shape[0]):
        s, end = table[i - 1, 0], table[i, 0]
        while in_air and s < end:
            rise = max(abs(tan(direction)), s / base)
            most = min(_LONGEST_M, _HIGHEST_M / max(rise, 1e-3))
            h = (end - s) / ceil((end - s) / most)
            u_1, d_1 = _rates(s, up, direction, base, radius, refractivity, scale)
            u_2, d_2 = _rates(
                s + 0.5 * h, up + 0.5 * h * u_1, direction + 0.5 * h * d_1, base, radius,
                refractivity, scale,
            )  # fmt: skip
            u_3, d_3 = _rates(
                s + 0.5 * h, up + 0.5 * h * u_2, direction + 0.5 * h * d_2, base, radius,
                refractivity, scale,
            )  # fmt: skip
            u_4, d_4 = _rates(
                s + h, up + h * u_3, direction + h * d_3, base, radius, refractivity, scale
            )
            up += h * (u_1 + 2.0 * (u_2 + u_3) + u_4) / 6.0
            direction += h * (d_1 + 2.0 * (d_2 + d_3) + d_4) / 6.0
            s = s + h if end - s > 1.5 * h else end
            in_air = sqrt(s * s + (up + base) ** 2) - radius < top
        up += (end - s) * tan(direction)
        table[i, 1], table[i, 2] = up, tan(direction)
    table[0, 1], table[0, 2] = 0.0, tan(elevation)
