"""The look of all figures: colours, fonts, times, and the notional mark."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from textwrap import wrap
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

# One colour a meaning throughout: a reader who has learnt it on a map meets it in the graph.
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
OTHERS = "#7A7A7A"
# Two colours nearer than this (of red, green and blue, 0 to 1) are taken for one.
_ALIKE = 0.2

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
    # Titles come from files: a dollar in one is a dollar, not the beginning of a formula.
    "text.parse_math": False,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    # Fonts as fonts (42 is TrueType), so that text in a PDF can be searched and edited.
    "pdf.fonttype": 42,
    # Fixed, else the names inside an SVG are drawn anew and equal figures have unequal bytes.
    "svg.hashsalt": "tocsin",
    "savefig.dpi": 150,
}

MARK_GID = "notional-mark"
TIME_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function with the package's settings, leaving the user's as they were.

    Examples
    --------
    >>> styled(lambda: mpl.rcParams["legend.frameon"])(), mpl.rcParams["legend.frameon"]
    (False, True)
    """

    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return inner


def new_figure(width_in: float, height_in: float) -> Figure:
    """Return a figure with an Agg canvas, unknown to pyplot: nothing to close, safe in threads.

    Examples
    --------
    >>> new_figure(4.0, 3.0).get_size_inches().tolist()
    [4.0, 3.0]
    """
    figure = Figure(figsize=(width_in, height_in))
    FigureCanvasAgg(figure)
    return figure


def figure_of(ax: Axes) -> Figure:
    """Return the figure an axes stands in.

    Examples
    --------
    >>> figure = new_figure(4.0, 3.0)
    >>> figure_of(figure.add_axes((0.1, 0.1, 0.8, 0.8))) is figure
    True
    """
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

    Examples
    --------
    >>> import tempfile
    >>> files = [Path(tempfile.mkdtemp()) / "a.png" for _ in range(2)]
    >>> for file in files:
    ...     save(new_figure(1.0, 1.0), file)
    >>> files[0].read_bytes() == files[1].read_bytes()
    True
    """
    ending = path.suffix.lstrip(".")
    check_format(ending)
    figure.savefig(path, dpi=dpi, metadata=METADATA[ending] | _titled(figure))


def _titled(figure: Figure) -> dict[str, str]:
    """What a figure's file says of its title, so that a picture passed on still says what it is."""
    titles = (ax.get_title(loc="left") for ax in figure.axes)
    title = " ".join(next(filter(None, titles), "").split())
    return {"Title": title} if title else {}


def mark(figure: Figure, *, note: str = "") -> None:
    """Write the notional mark at the foot of a figure, once.

    Parameters
    ----------
    figure : Figure
    note : str
        What else a reader must know, written before the mark.

    Examples
    --------
    >>> figure = new_figure(4.0, 3.0)
    >>> mark(figure)
    >>> mark(figure, note="Rows not to scale.")
    >>> [text.get_text()[:28] for text in figure.texts]
    ['Rows not to scale.  Notional']
    """
    text = f"{note}  {NOTIONAL}".strip()
    for old in [artist for artist in figure.texts if artist.get_gid() == MARK_GID]:
        # Drawn again on the same axes, a figure keeps one mark: the longer of the two.
        if old.get_text().startswith(note):
            return
        old.remove()
    line = figure.text(0.012, 0.012, text, fontsize=6.5, color=FAINT, ha="left", va="bottom")
    line.set_gid(MARK_GID)


def minutes(seconds: float) -> str:
    """Write a time as `tocsin.words.minutes` does; ``n/a`` for none.

    Examples
    --------
    >>> minutes(95.0), minutes(float("nan"))
    ('1:35', 'n/a')
    """
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
    # The finest step of a clock face that needs no more classes than are wanted.
    step = next((s for s in TIME_STEPS_S if largest < s * classes), None)
    step = step or 3600 * int(np.ceil((largest + 1.0) / (3600.0 * classes)))
    return [step * i for i in range(int(largest // step) + 2)]


def nth_color(number: int) -> str:
    """Return the colour of the n-th of several things, for those without one of their own.

    Examples
    --------
    >>> nth_color(0) == nth_color(len(PALETTE)) == PALETTE[0]
    True
    """
    return PALETTE[number % len(PALETTE)]


def distinct_colors(
    names: Iterable[str], *, own: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a colour for each of several things; none is given to two of them.

    Who has a colour of its own keeps it. The others take those of the palette that look like none
    of these; when they are used up, all that is left is `OTHERS`, and must be told by names.

    Parameters
    ----------
    names : iterable of str
    own : mapping of str to str, optional
        Colours by name; those of names that are not asked for are kept free, too.

    Examples
    --------
    >>> colors = distinct_colors([*"ABCDEFGH"], own={"B": "#0072B2"})
    >>> colors["A"] == PALETTE[1], colors["B"], colors["H"] == OTHERS
    (True, '#0072B2', True)
    """
    own = own or {}
    taken = [np.array(mpl.colors.to_rgb(color)) for color in own.values()]
    free = (
        color
        for color in PALETTE
        if all(np.linalg.norm(np.array(mpl.colors.to_rgb(color)) - each) > _ALIKE for each in taken)
    )
    # Asked one by one, in order: a name with a colour of its own uses none up.
    return {name: own[name] if name in own else next(free, OTHERS) for name in names}


def sequence_colors(count: int) -> list[str]:
    """Return colours from little (dark) to much (light).

    Examples
    --------
    >>> len(sequence_colors(5))
    5
    """
    # The ends of viridis are too dark and too pale beside the ground and the sea.
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
    # sRGB to linear light, then the weights of WCAG 2.1 for the eye's three kinds of cone.
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return INK if linear @ [0.2126, 0.7152, 0.0722] > 0.25 else "white"


# Mean width of a letter of a line under a title, and of the title.
_LETTER_IN, _TITLE_LETTER_IN = 0.066, 0.096


def _title_lines(title: str, subtitle: str, room_in: float) -> tuple[list[str], list[str]]:
    """Break a title and the line under it to a width [inch]."""
    return wrap(title, int(room_in / _TITLE_LETTER_IN)), wrap(subtitle, int(room_in / _LETTER_IN))


def height_of_titles_in(title: str, subtitle: str, *, room_in: float) -> float:
    """Return the room [inch] that `write_titles` needs above an axes, at a width [inch].

    Examples
    --------
    >>> one, two = (height_of_titles_in("Map", text, room_in=4.0) for text in ("a", "a " * 60))
    >>> 0.3 < one < two
    True
    """
    above, below = _title_lines(title, subtitle, room_in)
    # Points: gaps, then lines of either size.
    return (18.0 + 14.0 * len(above) + 12.0 * len(below)) / 72.0


def write_titles(ax: Axes, title: str, subtitle: str, *, above_pt: float = 0.0) -> None:
    """Write the title of an axes, and a fainter line between it and the axes; two if they are long.

    Examples
    --------
    >>> ax = new_figure(4.0, 3.0).add_axes((0.1, 0.1, 0.8, 0.7))
    >>> write_titles(ax, "Warning time", "realtime-2024")
    >>> [text.get_text() for text in ax.texts]
    ['realtime-2024']
    """
    # As wide as from the left of the axes to the edge of the figure.
    room_in = (1.0 - ax.get_position().x0) * figure_of(ax).get_figwidth()
    above, lines = _title_lines(title, subtitle, room_in)
    ax.set_title("\n".join(above), loc="left", pad=above_pt + 8.0 + 12.0 * len(lines))
    if lines:
        ax.annotate(
            "\n".join(lines),
            (0.0, 1.0),
            xycoords="axes fraction",
            xytext=(0, above_pt + 7.0),
            textcoords="offset points",
            fontsize=8.5,
            color=FAINT,
        )
