"""The title of a figure, and the line under it."""

from textwrap import wrap
from typing import TYPE_CHECKING

from tocsin.plot.style import FAINT, figure_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

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


def write_titles(ax: "Axes", title: str, subtitle: str, *, above_pt: float = 0.0) -> None:
    """Write the title of an axes, and a fainter line between it and the axes; two if they are long.

    Examples
    --------
    >>> from tocsin.plot.style import new_figure
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
