"""A sensor on the ground behind a horizon mask: its windows without one, where the mask allows."""

from dataclasses import dataclass
from functools import lru_cache, partial
from math import asinh, radians

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.arcs import Arcs, geodetic_to_ecef, local_axes
from tocsin.geometry.refraction import gaussian_radius_m, limit_curve
from tocsin.kernels import bisect, horizon
from tocsin.kernels.sight import TABLE_NODES, TABLE_STEP
from tocsin.sensors.finders.alone import Alone, Padded, with_room
from tocsin.sensors.finders.screen import MaskScreen
from tocsin.sensors.finders.still import Still, limits_of_mask
from tocsin.sensors.finders.views import Views

# The bend of rays between tabulated elevations is right to this. [rad]
BEND_TOLERANCE = 2e-8
_SIZES = (8, 16, 32, 64, 128)
# Steeper rays bend by less than 6e-8 rad, which stands for all of them.
_STEEPEST_DEG = 89.99
_GRID_M = (TABLE_STEP * np.arange(TABLE_NODES)) ** 2


@dataclass(frozen=True)
class Masked(Alone):
    """A sensor behind a horizon mask.

    Attributes
    ----------
    unmasked : Views
        The same sensor without its mask.
    numbers, corners, bends : ndarray
        Site, mask and refraction as `tocsin.kernels.horizon` reads them.
    """

    unmasked: Views
    numbers: NDArray[np.float64]
    corners: NDArray[np.float64]
    bends: NDArray[np.float64]

    def search(self, arcs: Arcs) -> Padded:
        """Find the windows without the mask, and cut them by it."""
        # The tuned kernel does most of the work; only what it finds is looked at again.
        finder = Views.finder([self.unmasked], np.full((1, 2), np.inf))
        pairs, spans = finder.windows(arcs)
        # The cutting kernel goes through arcs in order, and through each arc's windows in time.
        order = np.lexsort((spans[:, 0], pairs[:, 0]))
        return with_room(partial(self._cut, arcs, pairs[order, 0], spans[order]))

    def limits(self, still: Still) -> NDArray[np.uint8]:
        """Return the limits that keep each still point out of view."""
        flags = self.unmasked.limits(still)
        # The mask is dear, and asked only where it decides.
        left = np.flatnonzero(flags == 0)
        flags[left] = limits_of_mask(self.numbers, self.corners, self.bends, still[left])
        return flags

    @property
    def screen(self) -> MaskScreen:
        """The mask alone, as a footprint asks it."""
        return MaskScreen(self.numbers, self.corners, self.bends)

    @property
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where it stands."""
        return self.unmasked.eyes

    def _cut(
        self, arcs: Arcs, arc: NDArray[np.int64], spans: NDArray[np.float64], capacity: int
    ) -> Padded:
        padded = Padded.empty(len(arcs), capacity)
        padded.most = bisect.masked_windows(
            arcs.rows, arcs.boost_s, arcs.nodes, self.numbers, self.corners, self.bends,
            arc, spans, padded.counts, padded.spans,
        )  # fmt: skip
        return padded


def masked(
    unmasked: Views,
    lat: float,
    lon: float,
    height_m: float,
    *,
    mask: tuple[tuple[float, float], ...],
    elevation_min_deg: float,
    refraction: str,
) -> Masked:
    """Put a sensor behind a horizon mask.

    Parameters
    ----------
    unmasked : Views
        The sensor without its mask.
    lat, lon, height_m : float
        Its site [deg, m above the ellipsoid].
    mask : tuple of (azimuth_deg, elevation_deg)
        Corners, joined by straight lines.
    elevation_min_deg : float
        Its least apparent elevation [deg].
    refraction : str
        ``traced``, ``effective-earth`` or ``none``.
    """
    # Rays steeper than the mask's top are never cut, so none of them is tabulated.
    highest_deg = min(max(elevation for _, elevation in mask), _STEEPEST_DEG)
    floor_deg, centre, span, bends = bends_over(
        elevation_min_deg,
        highest_deg,
        height_m=height_m,
        radius_m=gaussian_radius_m(lat),
        model=refraction,
    )
    numbers = np.empty(horizon.N_MASKED)
    site_m = geodetic_to_ecef(lat, lon, height_m)
    numbers[: horizon.FLOOR] = np.concatenate([site_m, *local_axes(lat, lon)])
    numbers[horizon.FLOOR :] = radians(floor_deg), centre, span, _steepest(bends)
    return Masked(unmasked, numbers, _corners(mask), bends)


def _corners(mask: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """Corners of a mask in radians, three turns of them."""
    one = np.radians(np.array(mask, dtype=np.float64))
    # A window may pass north either way: three turns spare the kernel all wrapping.
    return np.concatenate([one + np.array([turn * 2.0 * np.pi, 0.0]) for turn in (-1, 0, 1)])


@lru_cache(maxsize=256)
def bends_over(
    lowest_deg: float, highest_deg: float, *, height_m: float, radius_m: float, model: str
) -> tuple[float, float, float, NDArray[np.float64]]:
    """Bend of the rays between two apparent elevations, as `horizon.bend` reads it.

    Returns
    -------
    floor_deg : float
        The lower elevation, raised to the horizon where it lies below.
    centre, span : float
        Of asinh(elevation / BEND_SCALE).
    bends : ndarray, shape (k, TABLE_NODES)
        Chebyshev coefficients [rad], as many as `BEND_TOLERANCE` takes.
    """

    def bend(elevation_deg: float) -> tuple[float, NDArray[np.float64]]:
        curve = limit_curve(elevation_deg, site_height_m=height_m, radius_m=radius_m, model=model)
        start = radians(curve.elevation_deg)
        angle = np.arctan2(curve.table[:, 0], _GRID_M) - start
        # At the site itself the ray has not gone anywhere yet.
        angle[0] = 0.0
        return curve.elevation_deg, angle

    floor_deg = bend(lowest_deg)[0]
    # The bend falls off like 1 / elevation; on this scale it is smooth, and few terms do.
    ends = [asinh(radians(each) / horizon.BEND_SCALE) for each in (floor_deg, highest_deg)]
    centre, span = 0.5 * (ends[0] + ends[1]), max(0.5 * (ends[1] - ends[0]), 1e-6)
    for size in _SIZES:
        places = np.cos(np.pi * np.arange(2 * size + 1) / (2 * size))
        elevations = np.degrees(horizon.BEND_SCALE * np.sinh(centre + span * places))
        values = np.array([bend(max(float(each), floor_deg))[1] for each in elevations])
        # Fitted on every other one, judged on those between.
        bends = np.linalg.solve(np.polynomial.chebyshev.chebvander(places[::2], size), values[::2])
        miss = np.polynomial.chebyshev.chebvander(places[1::2], size) @ bends - values[1::2]
        if np.abs(miss).max() <= BEND_TOLERANCE:
            break
    bends.setflags(write=False)
    return floor_deg, centre, span, bends


def _steepest(bends: NDArray[np.float64]) -> float:
    """Bound of the change of the bend with distance. [rad/m]"""
    x = np.linspace(-1.0, 1.0, 65)
    values = np.polynomial.chebyshev.chebvander(x, len(bends) - 1) @ bends
    # Differences see the mean over a step; half as much again bounds the steepest within it.
    return 1.5 * float(np.abs(np.diff(values, axis=1) / np.diff(_GRID_M)).max())
