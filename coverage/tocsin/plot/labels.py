"""Labels of points on a map, placed so that they do not lie on each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from tocsin.plot import style

GAP_PT = 6.0
# Right, left, above, below, then the corners: the order cartographers prefer.
SPOTS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


@dataclass(frozen=True)
class Label:
    """Text beside a point of the plane, or in the middle of an area."""

    text: str
    east_m: float
    north_m: float
    color: str = style.INK
    size: float = 7.5
    is_area: bool = False


def place_labels(ax: Axes, labels: Sequence[Label], *, blocked: Sequence[Bbox] = ()) -> int:
    """Write labels beside their points, the first ones first; those without room are left out.

    Parameters
    ----------
    ax : Axes
        Its limits must be final.
    labels : sequence of Label
        In order of weight.
    blocked : sequence of Bbox
        What no label may lie on [pixel].

    Returns
    -------
    int
        How many were written.
    """
    frame = ax.get_window_extent()
    points = [ax.transData.transform((label.east_m, label.north_m)) for label in labels]
    # Every point keeps its own spot free, also those whose label comes later.
    spots = [
        None if label.is_area else Bbox.from_bounds(point[0] - 4.0, point[1] - 4.0, 8.0, 8.0)
        for label, point in zip(labels, points, strict=True)
    ]
    taken = [*blocked, *(spot for spot in spots if spot is not None)]
    written = 0
    for label, point, own in zip(labels, points, spots, strict=True):
        if frame.contains(*point):
            others = [box for box in taken if box is not own]
            written += _write(ax, label, frame, others, taken)
    return written


def _write(ax: Axes, label: Label, frame: Bbox, others: Sequence[Bbox], taken: list[Bbox]) -> bool:
    """Try all spots; keep the first that is free and inside the frame."""
    renderer = style.renderer_of(ax)
    for east, north in ((0, 0), *SPOTS) if label.is_area else SPOTS:
        text = ax.annotate(
            label.text,
            (label.east_m, label.north_m),
            xytext=(GAP_PT * east, GAP_PT * north),
            textcoords="offset points",
            ha={1: "left", 0: "center", -1: "right"}[east],
            va={1: "bottom", 0: "center", -1: "top"}[north],
            style="italic" if label.is_area else "normal",
            fontsize=label.size,
            color=label.color,
            zorder=6,
            path_effects=[effects.withStroke(linewidth=2.0, foreground="white")],
        )
        # Only a text that is drawn has a size: it is written first, and removed if it does not fit.
        box = text.get_window_extent(renderer)
        inside = frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1)
        if inside and not any(np.all(box.overlaps(other)) for other in others):
            taken.append(box)
            return True
        text.remove()
    return False
