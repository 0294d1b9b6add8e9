"""Which cell each pixel shows, by number: no anti-aliasing, since a mean of two numbers is a third.

A pixel belongs to the cell that holds its centre. Row 0 is the southernmost, as Bokeh's images
have it.
"""

import numpy as np
from numpy.typing import NDArray

# Radius of the dot that stands for a cell without an area [pixel].
DOT_PX = 9


def number_type(count: int) -> type[np.unsignedinteger]:
    """Return the type that holds the numbers of so many cells and one more, for no cell.

    Examples
    --------
    >>> number_type(65_534).__name__, number_type(65_535).__name__
    ('uint16', 'uint32')
    """
    return np.uint16 if count < np.iinfo(np.uint16).max else np.uint32


def blank(count: int, *, width: int, height: int) -> NDArray[np.unsignedinteger]:
    """Return a raster of no cell, (height, width), for so many cells."""
    kind = number_type(count)
    return np.full((height, width), np.iinfo(kind).max, dtype=kind)


def fill_rings(
    raster: NDArray[np.unsignedinteger],
    points: NDArray[np.float64],
    *,
    sizes: NDArray[np.int64],
    numbers: NDArray[np.int64],
) -> None:
    """Write the number of each ring into the pixels whose centres it holds.

    Parameters
    ----------
    raster : ndarray, shape (height, width)
        Changed in place.
    points : ndarray, shape (p, 2)
        Corners of all rings one after another [pixel]: right, up. Rings are open; neighbours that
        share a side share every pixel between them without a gap or a second owner.
    sizes : ndarray of int, shape (r,)
        Corners of each ring.
    numbers : ndarray of int, shape (r,)

    Examples
    --------
    >>> raster = blank(1, width=4, height=2)
    >>> square = np.array([[1.0, 0.0], [3.0, 0.0], [3.0, 1.0], [1.0, 1.0]])
    >>> fill_rings(raster, square, sizes=np.array([4]), numbers=np.array([0]))
    >>> (raster == 0).astype(int).tolist()
    [[0, 1, 1, 0], [0, 0, 0, 0]]
    """
    height, width = raster.shape
    ring, row, column = _crossings(points, sizes, height)
    # Even-odd: along a row, a ring's crossings are in turn where it begins and where it ends.
    order = np.lexsort((column, row, ring))
    first, last = (np.clip(column[order][at::2], 0, width) for at in (0, 1))
    ring, row = ring[order][::2], row[order][::2]
    length = np.maximum(last - first, 0)
    pixel = np.repeat(row * width + first, length) + _counted_up(length)
    raster.ravel()[pixel] = np.repeat(numbers[ring], length)


def _crossings(
    points: NDArray[np.float64], sizes: NDArray[np.int64], height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return where sides cross the middles of rows: ring, row, first column right of it."""
    after = next_corners(sizes)
    # A side runs from its lower end up: neighbours then reckon its crossings alike, to the bit.
    upward = points[:, 1] <= points[after, 1]
    low = np.where(upward[:, None], points, points[after])
    high = np.where(upward[:, None], points[after], points)
    first, last = (np.clip(np.ceil(end[:, 1] - 0.5), 0, height).astype(int) for end in (low, high))
    rows = last - first
    side = np.repeat(np.arange(len(points)), rows)
    row = np.repeat(first, rows) + _counted_up(rows)
    climb = high[:, 1] - low[:, 1]
    slope = (high[:, 0] - low[:, 0]) / np.where(climb > 0.0, climb, 1.0)
    across = low[side, 0] + (row + 0.5 - low[side, 1]) * slope[side]
    ring = np.repeat(np.arange(len(sizes)), sizes)[side]
    return ring, row, np.ceil(across - 0.5).astype(np.int64)


def next_corners(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the position of the corner after each one, of open rings one after another.

    >>> next_corners(np.array([3, 4])).tolist()
    [1, 2, 0, 4, 5, 6, 3]
    """
    after = np.arange(1, int(sizes.sum()) + 1)
    ends = np.cumsum(sizes)
    after[ends - 1] = ends - sizes
    return after


def _counted_up(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, ... up to each length, one after another.

    >>> _counted_up(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def fill_dots(raster: NDArray[np.unsignedinteger], points: NDArray[np.float64]) -> None:
    """Write the number of each point into a dot about it; between two, the nearer has a pixel.

    Examples
    --------
    >>> raster = blank(2, width=80, height=3)
    >>> fill_dots(raster, np.array([[20.5, 1.5], [30.5, 1.5]]))
    >>> raster[1, [11, 24, 27, 39, 40]].tolist()
    [0, 0, 1, 1, 65535]
    """
    height, width = raster.shape
    right, up = np.meshgrid(*[np.arange(-DOT_PX, DOT_PX + 1)] * 2)
    away = np.hypot(right, up).ravel()
    # Outermost first, so that the nearer point is the last to write.
    inside = np.argsort(-away, kind="stable")[int((away > DOT_PX).sum()) :]
    column, row = np.floor(points).astype(np.int64).T
    for dx, dy in zip(right.ravel()[inside], up.ravel()[inside], strict=True):
        x, y = column + dx, row + dy
        on = np.flatnonzero((x >= 0) & (x < width) & (y >= 0) & (y < height))
        raster[y[on], x[on]] = on


def count_vanished(raster: NDArray[np.unsignedinteger], count: int) -> int:
    """Count the cells, of so many, that have no pixel: smaller than one, between centres.

    Examples
    --------
    >>> count_vanished(blank(3, width=2, height=2), 3)
    3
    """
    shown = raster[raster != np.iinfo(raster.dtype).max]
    return int((np.bincount(shown, minlength=count) == 0).sum())
