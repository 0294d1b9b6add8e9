"""Maps of coverage side by side: one look, one scale of colours, a key for each."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from tocsin.plot import counts, layers, style
from tocsin.plot.frame import Class, draw_map
from tocsin.plot.maps import change_classes, time_classes
from tocsin.plot.scene import Cells, Scene

# Inches: the longer side of a map, the room about it, that for its key.
MAP_IN, EDGE_IN, KEY_IN, HEAD_IN, FOOT_IN = 4.6, 0.55, 2.4, 0.85, 0.5
NOT_SEEN = "#D9D9D9"


class Panel(NamedTuple):
    """One map of several: what stands above it, above its key, and its classes."""

    title: str
    key: str
    classes: Sequence[Class]


@style.styled
def panels(cells: Cells, maps: Sequence[Panel], *, scene: Scene, subtitle: str) -> Figure:
    """Draw maps of the same cells side by side.

    Parameters
    ----------
    cells : Cells
    maps : sequence of Panel
    scene : Scene
        Sensors, launch areas and places, on each of them.
    subtitle : str
        From which launch, how sure: below the title of the first.

    Examples
    --------
    >>> cells = Cells.of(["+0.5,+10.5", "+0.5,+11.5"], [0.5, 0.5], [10.5, 11.5])
    >>> shown = Panel("Two cells", "sensors", fold_classes(np.array([0, 2])))
    >>> len(panels(cells, [shown], scene=Scene(), subtitle="").axes)
    1
    """
    # One view for all: what differs between them is then the numbers alone.
    view = scene.view_with(cells)
    west, east, south, north = view.extent_m
    scale = MAP_IN / max(east - west, north - south)
    wide, high = scale * (east - west), scale * (north - south)
    step = EDGE_IN + wide + KEY_IN
    total = step * len(maps), HEAD_IN + max(high, KEY_IN) + FOOT_IN
    figure = style.new_figure(*total)
    bottom = 1.0 - (HEAD_IN + high) / total[1]
    for number, panel in enumerate(maps):
        left = (EDGE_IN + number * step) / total[0]
        box = (left, bottom, wide / total[0], high / total[1])
        ax = layers.map_axes(figure, view, box)
        # What holds for all is said once.
        titles = (panel.title, "" if number else subtitle, panel.key)
        draw_map(cells, panel.classes, scene=scene, titles=titles, ax=ax)
    return figure


def gap_classes(gap_s: NDArray[np.float64], levels_s: Sequence[float]) -> list[Class]:
    """Classes of the longest gap, longest first.

    Examples
    --------
    >>> [each.label for each in gap_classes(np.array([10.0, 70.0]), [0.0, 60.0, 120.0])]
    ['1:00 – 2:00', '0:00 – 1:00']
    """
    classes = time_classes(gap_s, list(levels_s))
    # Much is bad here: the dark end of the scale is the dark.
    colors = [each.color for each in classes][::-1]
    return [
        Class(each.label, color, each.members) for each, color in zip(classes, colors, strict=True)
    ]


def shortening_classes(less_s: NDArray[np.float64]) -> list[Class]:
    """Classes of how much shorter the longest gap is.

    Examples
    --------
    >>> classes = shortening_classes(np.array([0.0, 12.0]))
    >>> [each.label for each in classes if each.members.any()]
    ['+0:10 – +0:15', 'no change']
    """
    # The scale of the changes, which are far smaller than the gaps.
    step_s = style.time_levels(np.abs(less_s), classes=style.CHANGE_CLASSES)[1]
    return change_classes(less_s, step_s)


def fold_classes(fold: NDArray[np.int64], *, sign: str = "") -> list[Class]:
    """Classes of a count of sensors, most first; 0 is hatched.

    Examples
    --------
    >>> [each.label for each in fold_classes(np.array([0, 1, 7]))]
    ['4 and more', '3', '2', '1', '0']
    """
    shades = counts.colors()
    # None is told by a pattern too, so that it shows in black and white.
    classes = [Class("0", NOT_SEEN, fold == 0, "....")]
    # A policy may also leave agreements out.
    if (fold < 0).any():
        classes.insert(0, Class("fewer", style.LOST, fold < 0, "xxxx", "white"))
    for count, color in enumerate(shades, start=1):
        last = count == len(shades)
        label = f"{sign}{count} and more" if last else f"{sign}{count}"
        classes.append(Class(label, color, fold >= count if last else fold == count))
    return classes[::-1]
