"""The look of all figures: colours, fonts, times, and the notional mark.

Matplotlib is imported where it is used: who asks for a limit of classes alone need not wait for it.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin import words
from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.plot.formats import METADATA, check_format

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure

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
# Of each sign, on a map of change.
CHANGE_CLASSES = 4
TIME_STEPS_S = (5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function with the package's settings, leaving the user's as they were.

    Examples
    --------
    >>> import matplotlib
    >>> key = "legend.frameon"
    >>> styled(lambda: matplotlib.rcParams[key])(), matplotlib.rcParams[key]
    (False, True)
    """

    @wraps(draw)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib as mpl

        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return inner


def new_figure(width_in: float, height_in: float) -> "Figure":
    """Return a figure with an Agg canvas, unknown to pyplot: nothing to close, safe in threads.

    Examples
    --------
    >>> new_figure(4.0, 3.0).get_size_inches().tolist()
    [4.0, 3.0]
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_in, height_in))
    FigureCanvasAgg(figure)
    return figure


def figure_of(ax: "Axes") -> "Figure":
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


def renderer_of(ax: "Axes") -> "RendererBase":
    """Return what measures the texts of an axes, with any canvas a figure has."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = figure_of(ax).canvas
    if not isinstance(canvas, FigureCanvasAgg):
        canvas = FigureCanvasAgg(figure_of(ax))
    renderer: RendererBase = canvas.get_renderer()
    return renderer


def save(figure: "Figure", path: Path, *, dpi: float = 150.0) -> None:
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
    path.write_bytes(as_bytes(figure, path.suffix.lstrip("."), dpi=dpi))


@styled
def as_bytes(figure: "Figure", ending: str, *, dpi: float = 150.0) -> bytes:
    r"""Return what a file of a figure holds, by its ending: png, svg or pdf.

    Raises
    ------
    InputError
        When the ending is another one.

    Examples
    --------
    >>> as_bytes(new_figure(1.0, 1.0), "png")[:4]
    b'\x89PNG'
    """
    check_format(ending)
    written = BytesIO()
    metadata = METADATA[ending] | _titled(figure)
    figure.savefig(written, format=ending, dpi=dpi, metadata=metadata)
    return written.getvalue()


def _titled(figure: "Figure") -> dict[str, str]:
    """What a figure's file says of its title, so that a picture passed on still says what it is."""
    titles = (ax.get_title(loc="left") for ax in figure.axes)
    title = " ".join(next(filter(None, titles), "").split())
    return {"Title": title} if title else {}


def mark(figure: "Figure", *, note: str = "") -> None:
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
    taken = [_channels(color) for color in own.values()]
    free = (
        color
        for color in PALETTE
        if all(np.linalg.norm(_channels(color) - each) > _ALIKE for each in taken)
    )
    # Asked one by one, in order: a name with a colour of its own uses none up.
    return {name: own[name] if name in own else next(free, OTHERS) for name in names}


def _channels(color: str) -> NDArray[np.float64]:
    """Red, green and blue of a colour, 0 to 1."""
    if color.startswith("#"):
        # As most are: who lays a map out for another process to draw waits for no matplotlib.
        return np.array([int(color[at : at + 2], 16) / 255.0 for at in (1, 3, 5)])
    from matplotlib.colors import to_rgb

    return np.array(to_rgb(color))


def _shades(scale: str, at: ArrayLike) -> list[str]:
    """Colours of a scale, as ``#rrggbb``."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return [to_hex(colormaps[scale](shade)) for shade in np.asarray(at)]


def sequence_colors(count: int) -> list[str]:
    """Return colours from little (dark) to much (light).

    Examples
    --------
    >>> len(sequence_colors(5))
    5
    """
    # The ends of viridis are too dark and too pale beside the ground and the sea.
    return _shades("viridis", np.linspace(0.04, 0.96, count) if count > 1 else [0.5])


def change_colors(classes: int) -> list[str]:
    """Return diverging colours, gain (blue) first, with a near-white one for no change.

    Examples
    --------
    >>> len(change_colors(4))
    9
    """
    return _shades("RdBu", np.linspace(0.97, 0.03, 2 * classes + 1))


def ink_on(color: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance).

    Examples
    --------
    >>> ink_on("#332288"), ink_on("#E69F00")
    ('white', '#222222')
    """
    channels = _channels(color)
    # sRGB to linear light, then the weights of WCAG 2.1 for the eye's three kinds of cone.
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return INK if linear @ [0.2126, 0.7152, 0.0722] > 0.25 else "white"
