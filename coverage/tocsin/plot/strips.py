"""Gains over draws: a strip a nation and arc, with its band, its counts and its word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from tocsin.answers.verdict.words import WITHIN_S, classes
from tocsin.plot import style
from tocsin.plot.heading import write_titles
from tocsin.words import signed

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Blue, grey and vermilion are told apart by all common kinds of colour vision; the side of zero
# tells the same again.
COLORS = {"better": "#0072B2", "within": style.FAINT, "worse": "#D55E00"}
_ROW_IN = 0.34


@dataclass(frozen=True)
class Strip:
    """Gains of one row.

    Attributes
    ----------
    label : str
        Nation and arc.
    gain_s : ndarray, shape (n,)
        Of each draw [s].
    at_cards_s : float
        Where every number is at its value [s].
    words : str
        Counts and word, written beside it.
    """

    label: str
    gain_s: "NDArray[np.float64]"
    at_cards_s: float
    words: str


@style.styled
def gain_strips(
    strips: Sequence[Strip],
    *,
    of: str = "mean warning",
    title: str,
    subtitle: str = "",
    ax: Axes | None = None,
) -> tuple[Figure, Axes]:
    """Draw gains over draws.

    Parameters
    ----------
    strips : sequence of Strip
        Top to bottom.
    of : str
        What a gain is a change of.
    title, subtitle : str
    ax : Axes, optional

    Returns
    -------
    fig, ax

    Examples
    --------
    >>> strips = [Strip("A, all arcs", np.array([-2.0, 0.5, 9.0]), 1.0, "1/1/1 depends")]
    >>> fig, ax = gain_strips(strips, title="Gain")
    >>> ax.get_yticklabels()[0].get_text()
    'A, all arcs'
    """
    height_in = 1.6 + _ROW_IN * len(strips)
    if ax is None:
        figure = style.new_figure(9.5, height_in)
        ax = figure.add_axes((0.17, 0.62 / height_in, 0.5, 1.0 - 1.42 / height_in))
    for row, strip in enumerate(strips):
        _draw(ax, row, strip)
    ax.axvspan(-WITHIN_S, WITHIN_S, color=style.NEITHER, zorder=0)
    ax.axvline(0.0, color=style.INK, linewidth=0.7, zorder=1)
    ax.set_yticks(range(len(strips)), [strip.label for strip in strips])
    ax.set_ylim(len(strips) - 0.5, -0.5)
    ax.xaxis.set_major_locator(MultipleLocator(_step_s(strips)))
    ax.xaxis.set_major_formatter(lambda value, _: signed(value))
    ax.set_xlabel(f"Gain of {of} [m:ss]: band 5-95 %, line median, diamond at card values")
    ax.grid(axis="x", color=style.FAINT, alpha=0.25, linewidth=0.5)
    write_titles(ax, title, subtitle)
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def _step_s(strips: Sequence[Strip]) -> float:
    """Return seconds between ticks: round ones, seven or fewer."""
    every = np.concatenate([[0.0], *(strip.gain_s for strip in strips)])
    return next((s for s in style.TIME_STEPS_S if np.ptp(every) <= 7 * s), style.TIME_STEPS_S[-1])


def _draw(ax: Axes, row: int, strip: Strip) -> None:
    """Draw one strip: draws as points, their band, median and the value at the cards."""
    gain_s = strip.gain_s
    kinds = 1 - classes(gain_s)  # in the order of the colours
    # A fixed scatter, so that equal answers give equal figures.
    offset = 0.22 * np.sin(np.arange(len(gain_s)) * 2.399963)
    for kind, color in enumerate(COLORS.values()):
        chosen = kinds == kind
        ax.scatter(
            gain_s[chosen], row + offset[chosen], s=5.0, color=color, alpha=0.35,
            linewidths=0.0, zorder=2,
        )  # fmt: skip
    p5, median, p95 = np.quantile(gain_s, [0.05, 0.5, 0.95])
    ax.plot([p5, p95], [row, row], color=style.INK, linewidth=2.2, zorder=3)
    ax.plot([median, median], [row - 0.3, row + 0.3], color=style.INK, linewidth=2.2, zorder=4)
    ax.plot(
        [strip.at_cards_s], [row], marker="D", markersize=5.0, color="white",
        markeredgecolor=style.INK, linestyle="none", zorder=5,
    )  # fmt: skip
    ax.annotate(
        strip.words, (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=8.0
    )
