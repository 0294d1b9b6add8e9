"""A horizon mask as footprints ask it: how high it is, and where its rays run."""

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from tocsin.sensors.finders.still import bend, mask_elevation

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MaskScreen:
    """The mask of one site, with the tables of `tocsin.sensors.finders.masked.Masked`.

    Attributes
    ----------
    numbers, table, bends : ndarray
        As `tocsin.kernels.horizon` reads them.
    """

    numbers: Floats
    table: Floats
    bends: Floats

    @property
    def corners(self) -> Floats:
        """Azimuths within [0, 2 pi] at which it turns."""
        azimuth = self.table[:, 0]
        return np.unique(azimuth[(azimuth >= 0.0) & (azimuth <= 2.0 * pi)])

    def elevation(self, azimuth: Floats) -> Floats:
        """Apparent elevation that must be passed. [rad]"""
        return mask_elevation(self.table, azimuth)

    def ray(self, elevation: Floats, s: Floats) -> tuple[Floats, Floats]:
        """Height above the tangent plane [m] and slope of the rays that leave at elevations."""
        step = 1.0 + 1e-5 * s
        ends = [self._height(elevation, s + way * step) for way in (0.0, 1.0)]
        return ends[0], (ends[1] - ends[0]) / step

    def _height(self, elevation: Floats, s: Floats) -> Floats:
        # A ray straight up is no function of the distance; a hair from it is as good.
        angle = elevation + bend(self.numbers, self.bends, elevation, s)
        return s * np.tan(np.minimum(angle, 0.5 * pi - 1e-6))
