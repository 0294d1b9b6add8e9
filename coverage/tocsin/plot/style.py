"""The look of all figures: colours, fonts, times, and the notional mark."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from tocsin import words
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.plot.formats import METADATA, check_format

# Okabe and Ito (2008): distinct for all common kinds of colour vision. Yellow is left out (too
# pale for lines), black is for text.
PALETTE = ("#0072B2", "#CC79A7", "#E69F00", "#009E73", "#56B4E9", "#D55E00")
TIER_COLORS = {"assessment": "#56B4E9", "alert": "#E69F00", "track": "#0072B2"}
MODE_LINES = {"auto": "-", "release": "--", "request": ":", "exercise": (0, (6, 2, 1, 2, 1, 2))}
PART_COLORS = {
    "unseen": "#BBBBBB",
    "confirm": "#56B4E9",
    "release": "#E69F00",
    "relay": "#CC79A7",
    "confirmation wait": "#882255",
    "assess": "#0072B2",
    "disseminate": "#332288",
    "left": "#009E73",
}
LATE, NEVER = "#F4C7A1", "#C8C8C8"
GAINED, LOST, NEITHER = "#009E73", "#4D4D4D", "#E4E4E4"
INK, FAINT, SEA, LAND, COAST = "#222222", "#6B6B6B", "#EAF1F5", "#F7F5F0", "#8C8C8C"
LAUNCH = "#B2182B"

RC = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 11.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "pdf.fonttype": 42,
    "svg.hashsalt": "tocsin",
    "savefig.dpi": 150,
}

MARK_GID = "notional-mark"
TIME_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function with the package's settings, leaving the user's as they were."""

    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return inner


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return a figure with an Agg canvas, unknown to pyplot: nothing to close, safe in threads."""
    figure = Figure(figsize=(width_in, height_in))
    FigureCanvasAgg(figure)
    return figure


def figure_of(ax: Axes) -> Figure:
    """Return the figure an axes stands in."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise InputError("The axes given stands in no figure. Make it with figure.add_axes.")
    return figure


def renderer_of(ax: Axes) -> RendererBase:
    """Return what measures the texts of an axes, with any canvas a figure has."""
    canvas = figure_of(ax).canvas
    if not isinstance(canvas, FigureCanvasAgg):
        canvas = FigureCanvasAgg(figure_of(ax))
    renderer: RendererBase = canvas.get_renderer()
    return renderer


@styled
def save(figure: Figure, path: Path, *, dpi: float = 150.0) -> None:
    """Write a figure; equal figures give equal bytes (no date is written).

    Parameters
    ----------
    figure : Figure
    path : Path
        Its ending is the format: png, svg or pdf.
    dpi : float
        Dots per inch of a png.

    Raises
    ------
    InputError
        When the ending is another one.
    """
    ending = path.suffix.lstrip(".")
    check_format(ending)
    figure.savefig(path, dpi=dpi, metadata=METADATA[ending])


def mark(figure: Figure, *, note: str = "") -> None:
    """Write the notional mark at the foot of a figure, once.

    Parameters
    ----------
    figure : Figure
    note : str
        What else a reader must know, written before the mark.
    """
    text = f"{note}  {NOTIONAL}".strip()
    for old in [artist for artist in figure.texts if artist.get_gid() == MARK_GID]:
        if old.get_text().startswith(note):
            return
        old.remove()
    line = figure.text(0.012, 0.012, text, fontsize=6.5, color=FAINT, ha="left", va="bottom")
    line.set_gid(MARK_GID)


def minutes(seconds: float) -> str:
    """Write a time as `tocsin.words.minutes` does; ``n/a`` for none."""
    return words.minutes(seconds, nothing="n/a")


def time_levels(values_s: ArrayLike, *, classes: int = 8) -> list[float]:
    """Return round limits of classes from 0 to past the largest time.

    Parameters
    ----------
    values_s : array_like
        Times [s]; non-finite ones are left out.
    classes : int
        At most so many classes.

    Returns
    -------
    list of float
        Limits [s], rising, two at least.

    Examples
    --------
    >>> time_levels([30.0, 410.0])
    [0, 60, 120, 180, 240, 300, 360, 420]
    """
    values = np.asarray(values_s, dtype=np.float64)
    values = values[np.isfinite(values)]
    largest = float(values.max(initial=0.0))
    step = next((s for s in TIME_STEPS_S if largest < s * classes), None)
    step = step or 3600 * int(np.ceil((largest + 1.0) / (3600.0 * classes)))
    return [step * i for i in range(int(largest // step) + 2)]


def sequence_colors(count: int) -> list[str]:
    """Return colours from little (dark) to much (light).

    Examples
    --------
    >>> len(sequence_colors(5))
    5
    """
    shades = np.linspace(0.04, 0.96, count) if count > 1 else [0.5]
    return [mpl.colors.to_hex(mpl.colormaps["viridis"](shade)) for shade in shades]


def change_colors(classes: int) -> list[str]:
    """Return diverging colours, gain (blue) first, with a near-white one for no change.

    Examples
    --------
    >>> len(change_colors(4))
    9
    """
    shades = np.linspace(0.97, 0.03, 2 * classes + 1)
    return [mpl.colors.to_hex(mpl.colormaps["RdBu"](shade)) for shade in shades]


def ink_on(color: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance).

    Examples
    --------
    >>> ink_on("#332288"), ink_on("#E69F00")
    ('white', '#222222')
    """
    channels = np.array(mpl.colors.to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return INK if linear @ [0.2126, 0.7152, 0.0722] > 0.25 else "white"


def write_titles(ax: Axes, title: str, subtitle: str, *, above_pt: float = 0.0) -> None:
    """Write the title of an axes, and a fainter line between it and the axes."""
    ax.set_title(title, pad=above_pt + (20.0 if subtitle else 8.0))
    if subtitle:
        ax.annotate(
            subtitle,
            (0.0, 1.0),
            xycoords="axes fraction",
            xytext=(0, above_pt + 7.0),
            textcoords="offset points",
            fontsize=8.5,
            color=FAINT,
        )
