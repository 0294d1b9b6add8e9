"""The step chart: a measure of warning against the dates at which the policy changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from tocsin import words
from tocsin.errors import InputError
from tocsin.plot import style

LINES = ("-", "--", "-.", ":")
EVENT_ROWS = 3


@dataclass(frozen=True)
class Line:
    """A series that is drawn in a way of its own.

    Attributes
    ----------
    values : sequence of float
    color : str
        One of the palette when it is empty.
    faint : bool
        Thin and grey; all faint ones share a line of the key.
    """

    values: Sequence[float]
    color: str = ""
    faint: bool = False


@style.styled
def step_chart(
    dates: Sequence[date],
    *,
    series: Mapping[str, "Sequence[float] | Line"],
    unit: str = "m:ss",
    label: str = "Mean warning",
    events: Mapping[date, str] | None = None,
    title: str = "Warning through time",
    subtitle: str = "",
    ax: Axes | None = None,
) -> tuple[Figure, Axes]:
    """Draw measures that hold from each date until the next.

    Parameters
    ----------
    dates : sequence of date, length n
        Rising; the value of each holds until the next, that of the last to the chart's end.
    series : mapping of str to sequence of float or Line, each of length n
        Values by name (a nation, say): seconds, or shares when ``unit`` is ``%``. NaN leaves a gap.
    unit : {"m:ss", "%"}
        How values are written.
    label : str
        What is drawn, for the vertical axis.
    events : mapping of date to str, optional
        Agreements that begin or end; written above the chart.
    title, subtitle : str
    ax : Axes, optional

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        When dates do not rise, a series has another length, or the unit is unknown.

    Examples
    --------
    >>> days = [date(1996, 4, 1), date(2016, 11, 23)]
    >>> fig, ax = step_chart(days, series={"JPN": [60.0, 125.0]})
    >>> ax.get_ylabel()
    'Mean warning [m:ss]'
    """
    lines = {name: one if isinstance(one, Line) else Line(one) for name, one in series.items()}
    values_of = {name: line.values for name, line in lines.items()}
    _check(dates, values_of, unit)
    if ax is None:
        figure = style.new_figure(9.0, 4.6 if events else 3.9)
        ax = figure.add_axes((0.1, 0.14, 0.72, 0.56 if events else 0.68))
    end = _end_of_chart(dates, events)
    looks = _looks(lines)
    for name, values in values_of.items():
        # The last value holds to the chart's end: repeated there, it gets a step of its own.
        days = date2num([*dates, end])
        ax.step(
            days,
            [*values, values[-1]],
            where="post",
            **looks[name],
        )
    _value_axis(ax, values_of, unit, label)
    ax.xaxis_date()
    locator = AutoDateLocator(minticks=4, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0)
    top = _draw_events(ax, events or {})
    style.write_titles(ax, title, subtitle, above_pt=top)
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def _looks(lines: Mapping[str, Line]) -> dict[str, dict[str, Any]]:
    """Return how each series is drawn: with a colour, or a colour and line, of its own."""
    looks: dict[str, dict[str, Any]] = {}
    faint = [name for name, line in lines.items() if line.faint]
    numbers = count()
    for name, line in lines.items():
        look: dict[str, Any] = {"linewidth": 2.0, "label": name}
        if line.faint:
            label = f"{len(faint)} others" if name == faint[0] else None
            look = {"color": style.OTHERS, "linewidth": 0.8, "zorder": 1.5, "label": label}
        elif line.color:
            look["color"] = line.color
        else:
            number = next(numbers)
            look["color"] = style.nth_color(number)
            look["linestyle"] = LINES[number // len(style.PALETTE) % len(LINES)]
        looks[name] = look
    return looks


def _check(dates: Sequence[date], series: Mapping[str, Sequence[float]], unit: str) -> None:
    if not dates or any(later <= sooner for sooner, later in pairwise(dates)):
        raise InputError("Invalid dates of a step chart. Must be one or more, rising.")
    if unit not in ("m:ss", "%"):
        raise InputError(f"Invalid unit {unit!r}. Must be 'm:ss' or '%'.")
    wrong = [name for name, values in series.items() if len(values) != len(dates)]
    if wrong:
        raise InputError(
            f"Invalid series {', '.join(wrong)}. Must have a value for each of {len(dates)} dates."
        )


def _end_of_chart(dates: Sequence[date], events: Mapping[date, str] | None) -> date:
    """Leave the last step a tenth of the chart, a year at least."""
    last = max([dates[-1], *(events or {})])
    days = max(365, (last - dates[0]).days // 10)
    return date.fromordinal(last.toordinal() + days)


def _value_axis(ax: Axes, series: Mapping[str, Sequence[float]], unit: str, label: str) -> None:
    values = np.array([v for row in series.values() for v in row], dtype=np.float64)
    if unit == "%":
        ticks = np.linspace(0.0, 1.0, 6)
        names = [words.percent(tick) for tick in ticks]
    else:
        ticks = np.array(style.time_levels(values, classes=7), dtype=np.float64)
        names = [style.minutes(tick) for tick in ticks]
    ax.set_yticks(ticks, names)
    # From zero: a cut axis makes a small gain look like a large one.
    ax.set_ylim(0.0, ticks[-1] * 1.02)
    ax.set_ylabel(f"{label} [{unit}]")
    ax.grid(axis="y", color=style.FAINT, alpha=0.25, linewidth=0.5)


def _draw_events(ax: Axes, events: Mapping[date, str]) -> float:
    """Write events above the chart in rows, so that near ones do not overlap; return the height."""
    for number, (day, text) in enumerate(sorted(events.items())):
        at = date2num(day)
        # Neighbours in time are on different rows.
        row = number % EVENT_ROWS
        ax.axvline(at, color=style.FAINT, linewidth=0.7, linestyle=(0, (2, 2)))
        ax.annotate(
            text,
            (at, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3 + 11 * row),
            textcoords="offset points",
            fontsize=7.0,
            color=style.FAINT,
            ha="left",
        )
    return 11.0 * min(len(events), EVENT_ROWS)
