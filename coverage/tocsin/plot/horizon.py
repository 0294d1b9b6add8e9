"""The horizon: the first height in view against distance, by three models of the air."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from tocsin.plot import style
from tocsin.plot.heading import write_titles

NAMES = {"none": "straight", "traced": "traced", "effective-earth": "4/3 earth"}
COLORS = {"none": style.OTHERS, "traced": style.PALETTE[0], "effective-earth": style.PALETTE[5]}


@style.styled
def horizon_chart(
    ground_range_km: NDArray[np.float64],
    height_km: Mapping[str, NDArray[np.float64]],
    *,
    title: str,
    subtitle: str = "",
) -> tuple[Figure, Axes]:
    """Draw the lowest height in view at each distance, a line a model.

    Parameters
    ----------
    ground_range_km : ndarray, shape (n,)
    height_km : mapping of str to ndarray, shape (n,)
        By model: see `tocsin.geometry.refraction.MODELS`.
    title, subtitle : str

    Examples
    --------
    >>> x = np.linspace(0.0, 100.0, 3)
    >>> figure, ax = horizon_chart(x, {"none": x / 50.0}, title="One")
    >>> ax.get_ylabel()
    'Lowest height in view [km]'
    """
    figure = style.new_figure(7.6, 4.6)
    ax: Axes = figure.add_axes((0.1, 0.15, 0.72, 0.64))
    for model, values in height_km.items():
        ax.plot(ground_range_km, values, color=COLORS[model], linewidth=2.0)
        # Named at its end, where the three part.
        ax.annotate(
            NAMES[model],
            (ground_range_km[-1], values[-1]),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            color=COLORS[model],
            fontweight="bold",
            annotation_clip=False,
        )
    ax.set(
        xlim=(0.0, ground_range_km[-1]),
        xlabel="Distance over the ground [km]",
        ylabel="Lowest height in view [km]",
    )
    ax.set_ylim(0.0, None)
    ax.grid(color=style.FAINT, alpha=0.25, linewidth=0.5)
    write_titles(ax, title, subtitle)
    style.mark(figure)
    return figure, ax
