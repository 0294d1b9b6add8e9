"""Small multiples: warning by policy and by arc, side by side under one scale."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from tocsin.geometry.projection import MapView
from tocsin.plot import layers, style
from tocsin.plot.frame import Class, draw_panel
from tocsin.plot.heading import height_of_titles_in, write_titles
from tocsin.plot.maps import warning_classes
from tocsin.plot.scene import Cells, Scene

# Inches: a panel's longer side, the gap between two, the room above a row, and about them all.
PANEL_IN, GAP_IN, HEAD_IN, LEFT_IN, KEY_IN, FOOT_IN = 2.0, 0.12, 0.45, 0.2, 1.5, 0.35


@dataclass(frozen=True)
class PanelSheet:
    """Where the panels of a grid stand [inch]."""

    view: MapView
    rows: int
    columns: int
    titles: tuple[str, str]

    @property
    def panel(self) -> tuple[float, float]:
        """Width and height of one."""
        west, east, south, north = self.view.extent_m
        scale = PANEL_IN / max(east - west, north - south)
        return (east - west) * scale, (north - south) * scale

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the figure."""
        width = LEFT_IN + self.columns * (self.panel[0] + GAP_IN) + KEY_IN
        top = height_of_titles_in(*self.titles, room_in=width - LEFT_IN)
        return width, FOOT_IN + self.rows * (self.panel[1] + HEAD_IN) + top

    def box(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height in shares of the figure."""
        (width, height), size = self.panel, self.size
        left = LEFT_IN + column * (width + GAP_IN)
        bottom = FOOT_IN + (self.rows - 1 - row) * (height + HEAD_IN)
        return left / size[0], bottom / size[1], width / size[0], height / size[1]


@style.styled
def warning_multiples(
    cells: Cells,
    *,
    panels: Sequence[Sequence[tuple[ArrayLike, ArrayLike]]],
    rows: Sequence[str],
    columns: Sequence[str],
    levels_s: Sequence[float],
    titles: tuple[str, str],
    scene: Scene | None = None,
) -> Figure:
    """Draw a grid of warning maps: a row a policy, a column an arc, one scale of colours.

    Parameters
    ----------
    cells : Cells
    panels : sequence of sequence of (value_s, status)
        By row and column: warning [s] and status of every cell, as for `maps.warning_map`.
    rows, columns : sequence of str
        Names of policies and of arcs.
    levels_s : sequence of float
        Limits of the colours [s].
    titles : (str, str)
        Title, and the line under it.
    scene : Scene, optional
        Its view, lands and launch areas; sensors and places would hide panels this small.

    Returns
    -------
    Figure

    Raises
    ------
    InputError
        On an unknown status, or arrays that have not one value a cell.

    Examples
    --------
    >>> cells = Cells.of(["+0.5,+10.5", "+0.5,+11.5"], [0.5, 0.5], [10.5, 11.5])
    >>> panel = ([95.0, 0.0], ["warned", "never"])
    >>> look = {"levels_s": [0, 60, 120], "titles": ("Two arcs", "")}
    >>> figure = warning_multiples(
    ...     cells, panels=[[panel, panel]], rows=["alone"], columns=["short", "low"], **look)
    >>> len(figure.axes)
    2
    """
    given = scene or Scene()
    view = given.view_with(cells)
    scene = replace(given, outlines=(), places=(), view=view)
    sheet = PanelSheet(view, len(rows), len(columns), titles)
    figure = style.new_figure(*sheet.size)
    for row, name in enumerate(rows):
        for column, arc in enumerate(columns):
            ax = layers.map_axes(figure, view, sheet.box(row, column))
            cells.check(*panels[row][column])
            classes = warning_classes(*panels[row][column], levels_s=levels_s)
            draw_panel(ax, view, cells, classes=classes, scene=scene, graticule=False)
            write_above(ax, arc, above_pt=3.0, size=7.5, weight="normal")
            if column == 0:
                write_above(ax, name, above_pt=14.0, size=8.5, weight="bold")
    write_titles(figure.axes[0], *titles, above_pt=72.0 * HEAD_IN)
    # One key for all panels: of all their cells together.
    every = zip(*(panel for row in panels for panel in row), strict=True)
    classes = warning_classes(*map(np.concatenate, every), levels_s=levels_s)
    _draw_key(figure, classes, right=1.0 - (KEY_IN - GAP_IN) / sheet.size[0])
    style.mark(figure)
    return figure


def write_above(ax: GeoAxes, text: str, *, above_pt: float, size: float, weight: str) -> None:
    """Write a line so far above a panel [points]."""
    ax.annotate(
        text,
        (0.0, 1.0),
        xycoords="axes fraction",
        xytext=(0.0, above_pt),
        textcoords="offset points",
        fontsize=size,
        fontweight=weight,
    )


def _draw_key(figure: Figure, classes: Sequence[Class], *, right: float) -> None:
    """Draw the key of the classes that have cells, beside the first row."""
    patches = [
        Patch(facecolor=c.color, edgecolor=c.ink, linewidth=0.4, hatch=c.hatch, label=c.label)
        for c in classes
        if c.members.any()
    ]
    figure.legend(
        handles=patches,
        title="Warning time\n[m:ss]",
        loc="upper left",
        bbox_to_anchor=(right, figure.axes[0].get_position().y1),
        borderaxespad=0.0,
        alignment="left",
    )
