"""Sensors too rare to tune for: each is searched by itself, and its windows are kept."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.geometry.arcs import Arcs
from tocsin.kernels import bisect
from tocsin.sensors.finders import Spans
from tocsin.sensors.finders.still import Still

# Windows of one arc that there is room for at first.
_CAPACITY = 12


@dataclass
class Padded:
    """Windows of one sensor on n arcs, padded to a common capacity.

    Attributes
    ----------
    counts : ndarray of int, shape (n,)
    spans : ndarray, shape (n, capacity, 2)
        In and out [s]; rows beyond the count have no meaning.
    most : int
        Greatest number of windows met; nothing is valid where it passes the capacity.
    """

    counts: NDArray[np.int64]
    spans: NDArray[np.float64]
    most: int = 0

    @classmethod
    def empty(cls, count: int, capacity: int) -> "Padded":
        """Make room.

        Examples
        --------
        >>> Padded.empty(3, 12).spans.shape
        (3, 12, 2)
        """
        return cls(np.zeros(count, dtype=np.int64), np.empty((count, capacity, 2)))

    def tier_times(self, needed_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """First time of alert and track, shape (n, 2); inf where never. [s]

        Examples
        --------
        In view from 10 to 14 s and from 20 to 50 s: an alert that takes 5 s comes in the second:

        >>> padded = Padded(np.array([2]), np.array([[[10.0, 14.0], [20.0, 50.0]]]))
        >>> padded.tier_times(np.array([5.0, np.inf])).tolist()
        [[25.0, inf]]
        """
        out = np.empty((len(self.counts), 2))
        bisect.first_unbroken_times(self.counts, self.spans, needed_s, out)
        return out

    def flat(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Arc and span [s] of each window, in order of arcs and times.

        Examples
        --------
        >>> padded = Padded(np.array([1, 0]), np.array([[[10.0, 14.0]], [[0.0, 0.0]]]))
        >>> [values.tolist() for values in padded.flat()]
        [[0], [[10.0, 14.0]]]
        """
        # Rows of equal length are what kernels fill; only the first of each have a meaning.
        valid = np.arange(self.spans.shape[1]) < self.counts[:, None]
        return np.nonzero(valid)[0], self.spans[valid]


def with_room(find: Callable[[int], Padded]) -> Padded:
    """Call with a greater capacity until it suffices.

    Kernels allocate nothing: they count on past the room that they were given, and say so.

    Examples
    --------
    >>> def find(capacity):
    ...     padded = Padded.empty(1, capacity)
    ...     padded.most = 30
    ...     return padded
    >>> with_room(find).spans.shape
    (1, 60, 2)
    """
    capacity = _CAPACITY
    while True:
        padded = find(capacity)
        if padded.most <= capacity:
            return padded
        # Twice what was met: the next call nearly always suffices.
        capacity = 2 * padded.most


class Alone(ABC):
    """The layout of a sensor that is searched by itself."""

    @abstractmethod
    def search(self, arcs: Arcs) -> Padded:
        """Find every window on every arc."""

    @abstractmethod
    def limits(self, still: Still) -> NDArray[np.uint8]:
        """Return the limits that keep each still point out of view, bits of `Limit`."""

    @property
    @abstractmethod
    def eyes(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Whence it looks, as `tocsin.sensors.finders.Layout` has it."""

    @classmethod
    def finder(cls, layouts: Sequence["Alone"], needed_s: NDArray[np.float64]) -> "OneByOne":
        """Return what searches several, one after another."""
        return OneByOne(tuple(layouts), needed_s)


@dataclass(frozen=True)
class OneByOne:
    """Finds the windows of k sensors, one after another; the order of arcs saves it nothing."""

    layouts: tuple[Alone, ...]
    needed_s: NDArray[np.float64]

    def tier_times(
        self, arcs: Arcs, *, order: NDArray[np.int64] | None = None
    ) -> NDArray[np.float64]:
        """First time of alert and track, shape (n, k, 2); inf where never. [s after launch]"""
        out = np.empty((len(arcs), len(self.layouts), 2))
        for column, layout in enumerate(self.layouts):
            # Tiers need windows here: the tuned kernel's way of stopping at the first is not worth
            # having.
            out[:, column] = layout.search(arcs).tier_times(self.needed_s[column])
        return out

    def windows(self, arcs: Arcs, *, order: NDArray[np.int64] | None = None) -> Spans:
        """Every interval in view, sensor by sensor."""
        pairs, spans = [], []
        for column, layout in enumerate(self.layouts):
            arc, span = layout.search(arcs).flat()
            pairs.append(np.column_stack([arc, np.full(len(arc), column)]))
            spans.append(span)
        return np.concatenate(pairs), np.concatenate(spans)
