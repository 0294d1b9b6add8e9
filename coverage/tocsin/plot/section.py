"""A vertical section: height against distance over the ground, shaded by how many sensors see."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from tocsin.plot import counts, style
from tocsin.plot.heading import height_of_titles_in, write_titles

Floats = NDArray[np.float64]
# Inches.
WIDTH_IN, HEIGHT_IN, KEY_IN, LEFT_IN, FOOT_IN = 7.0, 3.6, 2.2, 0.75, 0.8


@style.styled
def section_chart(
    ground_range_km: Floats,
    height_km: Floats,
    count: NDArray[np.int64],
    *,
    lowest_km: Mapping[str, Floats],
    colors: Mapping[str, str],
    titles: tuple[str, str],
) -> tuple[Figure, Axes]:
    """Draw a section.

    Parameters
    ----------
    ground_range_km : ndarray, shape (n,)
        From the start of the line.
    height_km : ndarray, shape (m,)
    count : ndarray of int, shape (m, n)
        How many sensors see each point.
    lowest_km : mapping of str to ndarray, shape (n,)
        By sensor: lowest height that it sees [km]; nan for none.
    colors : mapping of str to str
        Of sensors.
    titles : (str, str)
        Title, and the line under it.

    Examples
    --------
    >>> x, h = np.linspace(0.0, 100.0, 5), np.linspace(0.0, 10.0, 4)
    >>> look = {"lowest_km": {"north": x / 50.0}, "colors": {"north": "teal"}}
    >>> figure, ax = section_chart(x, h, np.ones((4, 5), int), titles=("One", ""), **look)
    >>> ax.get_xlabel()
    'Distance over the ground [km]'
    """
    width = LEFT_IN + WIDTH_IN + KEY_IN
    top = height_of_titles_in(*titles, room_in=width - LEFT_IN)
    height = FOOT_IN + HEIGHT_IN + top
    figure = style.new_figure(width, height)
    box = (LEFT_IN / width, FOOT_IN / height, WIDTH_IN / width, HEIGHT_IN / height)
    ax: Axes = figure.add_axes(box)
    shades = ListedColormap(["#ffffff", *counts.colors()])
    shown = np.minimum(count, len(counts.LABELS))
    ax.pcolormesh(
        ground_range_km, height_km, shown, cmap=shades, vmin=-0.5, vmax=4.5, alpha=counts.ALPHA,
        shading="nearest", rasterized=True,
    )  # fmt: skip
    lines = []
    for name, values in lowest_km.items():
        if np.isfinite(values).any():
            ax.plot(ground_range_km, values, color=colors[name], linewidth=1.1)
            lines.append(Line2D([], [], color=colors[name], label=f"lowest of {name}"))
    ax.set(
        xlim=(ground_range_km[0], ground_range_km[-1]),
        ylim=(0.0, height_km[-1]),
        xlabel="Distance over the ground [km]",
        ylabel="Height [km]",
    )
    ax.legend(
        handles=[*counts.key([]), *lines],
        title="Seen by",
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        borderaxespad=0.0,
        alignment="left",
    )
    write_titles(ax, *titles)
    style.mark(figure)
    return figure, ax
