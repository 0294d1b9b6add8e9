"""How windows are found: sensors that are laid out alike are searched together.

A sensor's layout knows the finder for several of its like. Most are views, which the tuned kernel
takes all at once; others are searched one by one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.arcs import Arcs

if TYPE_CHECKING:
    from tocsin.sensors.finders.still import Still

# Arc and column of the sensor (m, 2), and in and out [s] (m, 2), of m windows.
Spans = tuple[NDArray[np.int64], NDArray[np.float64]]


class Finder(Protocol):
    """Finds when k sensors see what flies n arcs.

    `order` (n,) has the arcs in an order in which neighbours stand together, which may save work;
    None: as they are.
    """

    def tier_times(self, arcs: Arcs, *, order: NDArray[np.int64] | None) -> NDArray[np.float64]:
        """First time of alert and track, shape (n, k, 2); inf where never. [s after launch]"""
        ...

    def windows(self, arcs: Arcs, *, order: NDArray[np.int64] | None) -> Spans:
        """Every interval in view, in no particular order."""
        ...


class Layout(Protocol):
    """One sensor laid out at one place, for objects of one size."""

    @classmethod
    def finder(cls, layouts: Sequence[Self], needed_s: NDArray[np.float64]) -> Finder:
        """Return what finds the windows of k sensors that are laid out so.

        needed_s (k, 2): unbroken time for alert and track [s]; inf where a sensor cannot.
        """
        ...

    def limits(self, still: "Still") -> NDArray[np.uint8]:
        """Return the limits that keep each still point out of view, bits of `Limit`."""
        ...

    @property
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Whence it looks: its site, shape (3,), and the satellites that stand for it, if any.

        Earth-fixed [m]; satellites, shape (m, N_SATELLITE), as `tocsin.kernels.orbit` reads them.
        """
        ...
