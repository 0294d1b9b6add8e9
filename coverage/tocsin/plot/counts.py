"""Footprints on a map: the count of sensors that see, as one shade each, and holes."""

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.image import AxesImage
from matplotlib.patches import Patch
from numpy.typing import NDArray

from tocsin.geometry.overlap import count_raster
from tocsin.geometry.projection import MapView
from tocsin.plot import layers, plane, style
from tocsin.plot.scene import Outline

LABELS = ("1 sensor", "2 sensors", "3 sensors", "4 and more")
HOLE_LABEL = "hole: too close to\na site, or too high"
# Light to dark: more is darker in print too. Ground and coasts show through.
_SHADES = (0.22, 0.4, 0.6, 0.85)
ALPHA = 0.72
_HOLE: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": style.FAINT,
    "hatch": "......",
    "linewidth": 0.0,
}
# Pixels of the longer side of a raster.
_PIXELS = 1_200


def colors() -> list[str]:
    """Return the colours of the counts, of one sensor first.

    Examples
    --------
    >>> len(colors()) == len(LABELS)
    True
    """
    return [mpl.colors.to_hex(mpl.colormaps["YlGnBu"](shade)) for shade in _SHADES]


def draw_counts(ax: GeoAxes, view: MapView, outlines: Sequence[Outline]) -> None:
    """Shade the ground by how many footprints hold it, and hatch the holes about their sites."""
    west, east, south, north = view.extent_m
    scale = _PIXELS / max(east - west, north - south)
    size = int((north - south) * scale) + 1, int((east - west) * scale) + 1
    shapes = [_in_plane(outline.shape, view) for outline in outlines]
    count = count_raster([s for s in shapes if not s.is_empty], view.extent_m, size)
    # An image, not patches: overlapping ones of forty sensors would be thousands.
    shown = AxesImage(ax, extent=view.extent_m, origin="lower", interpolation="nearest", zorder=1.4)
    shown.set_data(_painted(count))
    ax.add_artist(shown)
    for outline in outlines:
        if not outline.hole.is_empty:
            layers.draw_fill(ax, view, outline.hole, zorder=1.6, **_HOLE)


def _in_plane(shape: shapely.Geometry, view: MapView) -> shapely.Geometry:
    return shapely.transform(
        plane.in_view(shape, view), lambda points: plane.to_plane(points, view)
    )


def _painted(count: NDArray[np.int64]) -> NDArray[np.float64]:
    """Colours of a raster of counts, (rows, columns, 4); nobody's ground is clear."""
    shades = [(0.0, 0.0, 0.0, 0.0), *(mpl.colors.to_rgba(color, ALPHA) for color in colors())]
    painted: NDArray[np.float64] = np.array(shades)[np.minimum(count, len(LABELS))]
    return painted


def key(outlines: Sequence[Outline]) -> list[Patch]:
    """Return the lines of the key: every count, so that maps that are compared have one scale.

    Examples
    --------
    >>> [patch.get_label() for patch in key([])][0]
    '1 sensor'
    """
    patches = [
        Patch(facecolor=color, alpha=ALPHA, edgecolor=style.FAINT, linewidth=0.4, label=label)
        for color, label in zip(colors(), LABELS, strict=True)
    ]
    if any(not outline.hole.is_empty for outline in outlines):
        patches.append(Patch(label=HOLE_LABEL, **_HOLE))
    return patches
