"""Outlines of cells and shapes in the pixels of a canvas."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import MultiLineString

from tocsin.geometry.projection import MapView
from tocsin.geometry.wrap import unwrap, wrap
from tocsin.plot.scene import Cells
from tocsin.report.canvas.raster import next_corners

# Sides of a cell longer than this are cut, so that they bend as parallels do [deg].
_SIDE_DEG = 1.0


@dataclass(frozen=True)
class Frame:
    """A view cut into pixels: x counts to the right and y up, from the lower left corner.

    Attributes
    ----------
    view : MapView
    width, height : int
        Pixels.
    """

    view: MapView
    width: int
    height: int

    @property
    def pixel_m(self) -> float:
        """Side of a pixel [m]."""
        west, east, _, _ = self.view.extent_m
        return (east - west) / self.width

    def pixels(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Return points [deg] in pixels, (n, 2).

        Parameters
        ----------
        lon, lat : array_like, shape (n,)
            Degrees. On a map of the world the longitude counts from its central meridian and may
            run on over its seam.
        """
        west, _, south, _ = self.view.extent_m
        if self.view.kind == "world":
            # East of the middle is proportional to longitude on this projection. A quarter of it
            # never meets the seam, where PROJ would wrap it.
            east, north = self.view.project(np.asarray(lon) / 4.0 + self.view.lon, lat)
            east = 4.0 * east
        else:
            east, north = self.view.project(lon, lat)
        return np.column_stack([east - west, north - south]) / self.pixel_m

    def pixels_of(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
        """Return points [deg] in pixels, (n, 2), wherever their longitudes count from."""
        if self.view.kind == "world":
            lon = wrap(np.asarray(lon, dtype=np.float64) - self.view.lon)
        return self.pixels(lon, lat)

    def is_globe(self) -> NDArray[np.bool_] | None:
        """Tell which pixels show the globe, (height, width); None where all do."""
        if self.view.kind != "world":
            return None
        _, _, south, _ = self.view.extent_m
        north = south + (np.arange(self.height) + 0.5) * self.pixel_m
        lat = np.array([self.view.unproject(0.0, up)[1] for up in north])
        right = self.pixels(np.full(len(lat), 180.0), lat)[:, 0]
        middle = np.arange(self.width) + 0.5
        half = 0.5 * self.width
        inside: NDArray[np.bool_] = np.abs(middle - half)[None, :] <= (right - half)[:, None]
        return inside


@dataclass(frozen=True)
class Rings:
    """Rings one after another.

    Attributes
    ----------
    points : ndarray, shape (p, 2)
    sizes : ndarray of int, shape (r,)
    numbers : ndarray of int, shape (r,)
        Cell of each ring; one that lies on the seam of a world map has a ring at either side.
    """

    points: NDArray[np.float64]
    sizes: NDArray[np.int64]
    numbers: NDArray[np.int64]


def rings_of(cells: Cells, frame: Frame) -> Rings | None:
    """Return the outlines of cells in pixels; None when the cells are points.

    Parameters
    ----------
    cells : Cells
    frame : Frame
    """
    corners = cells.corners
    if corners is None:
        return None
    rings = [_bent(ring) for ring in corners] if _are_wide(corners[0]) else corners
    numbers = np.arange(len(rings))
    if frame.view.kind == "world":
        rings, numbers = _about_middle(rings, frame.view.lon)
    points = np.vstack(rings)
    sizes = np.array([len(ring) for ring in rings])
    return Rings(frame.pixels(points[:, 0], points[:, 1]), sizes, numbers)


def _are_wide(ring: NDArray[np.float64]) -> bool:
    return len(ring) == 4 and bool(np.ptp(ring, axis=0).max() > _SIDE_DEG)


def _bent(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    closed = shapely.LineString(np.vstack([ring, ring[:1]]))
    return shapely.get_coordinates(shapely.segmentize(closed, _SIDE_DEG))[:-1]


def _about_middle(
    rings: list[NDArray[np.float64]], middle: float
) -> tuple[list[NDArray[np.float64]], NDArray[np.int64]]:
    """Count longitudes from a meridian; what crosses the seam opposite to it is there twice."""
    placed, numbers = [], []
    for number, ring in enumerate(rings):
        whole = _closed_at_pole(ring)
        # Whole turns only, so that a ring stays in one piece.
        first = whole[0, 0] - middle
        shifted = whole - np.array([middle + first - float(wrap(first)), 0.0])
        low, high = shifted[:, 0].min(), shifted[:, 0].max()
        for turn in (0.0, -360.0, 360.0):
            if low + turn < 180.0 and high + turn > -180.0:
                placed.append(shifted + np.array([turn, 0.0]))
                numbers.append(number)
    return placed, np.array(numbers)


def _closed_at_pole(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a ring with longitudes that run on; one round a pole is closed along the pole."""
    run = np.column_stack([unwrap(np.append(ring[:, 0], ring[0, 0])), np.append(ring[:, 1], 0.0)])
    run[-1, 1] = ring[0, 1]
    if abs(run[-1, 0] - run[0, 0]) < 180.0:
        return run[:-1]
    pole = np.copysign(90.0, ring[:, 1].mean())
    return np.vstack([run, [[run[-1, 0], pole], [run[0, 0], pole]]])


def shared_sides(
    points: NDArray[np.float64],
    sizes: NDArray[np.int64],
    owners: NDArray[np.int64],
    *,
    on_cut: NDArray[np.bool_] | None = None,
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return the sides that rings of two owners share, and those of one ring alone.

    Parameters
    ----------
    points : ndarray, shape (p, 2)
        Corners of open rings one after another [pixel].
    sizes, owners : ndarray of int, shape (r,)
    on_cut : ndarray of bool, shape (p,), optional
        Corners whose side to the next one is no edge of anything: a map was cut there.

    Returns
    -------
    borders, edges : shapely.MultiLineString
        Joined to lines as long as they go.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> two = np.vstack([square, square + [1.0, 0.0]])
    >>> borders, edges = shared_sides(two, np.array([4, 4]), np.array([0, 1]))
    >>> borders.length, edges.length
    (1.0, 6.0)
    """
    after = next_corners(sizes)
    # Hundredths of a pixel: neighbours' corners then agree to the bit.
    corners = np.round(points, 2)
    corner = _numbered(np.round(100.0 * points).astype(np.int64))
    side, first, count = _numbered_with_first(np.sort(np.column_stack([corner, corner[after]]), 1))
    owner = np.repeat(owners, sizes)
    low, high = np.full(len(first), owner.max(initial=0)), np.full(len(first), -1)
    np.minimum.at(low, side, owner)
    np.maximum.at(high, side, owner)
    real = corner[first] != corner[after[first]]
    if on_cut is not None:
        real &= ~on_cut[first]
    lines = np.stack([corners, corners[after]], axis=1)[first]
    return _joined(lines[real & (low < high)]), _joined(lines[real & (count == 1)])


def _numbered_with_first(
    pairs: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return a number a pair, equal for equal ones; of each number the first, and how many."""
    # One number out of two: numpy sorts these twenty times as fast as rows.
    keys = (pairs[:, 0] << 32) + pairs[:, 1]
    _, first, number, count = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    return number, first, count


def _numbered(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    return _numbered_with_first(pairs)[0]


def _joined(lines: NDArray[np.float64]) -> shapely.Geometry:
    return shapely.line_merge(MultiLineString(list(lines)))
