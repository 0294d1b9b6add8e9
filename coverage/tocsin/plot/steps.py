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
from matplotlib.transforms import Bbox

from tocsin import words
from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.heading import write_titles

LINES = ("-", "--", "-.", ":")
EVENT_ROWS = 4
# Points a line of text; inches a strip; and what can be seen as a change.
LINE_PT, STRIP_IN, SEEN_S, SEEN_SHARE = 11.0, 0.2, 1.0, 0.001


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


@dataclass(frozen=True)
class Event:
    """Something that began or ended on a day: what, and of which kind (``duties``, say)."""

    text: str
    kind: str = ""


@style.styled
def step_chart(
    dates: Sequence[date],
    *,
    series: Mapping[str, "Sequence[float] | Line"],
    unit: str = "m:ss",
    label: str = "Mean warning",
    events: Mapping[date, "str | Event"] | None = None,
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
    events : mapping of date to str or Event, optional
        What began or ended: written above the chart where a series changes on that day, else a tick
        on a strip below it, a strip a kind.
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
    told = {
        day: event if isinstance(event, Event) else Event(event)
        for day, event in sorted((events or {}).items())
    }
    moving = _moving(dates, values_of, unit) & told.keys()
    quiet = {day: event for day, event in told.items() if day not in moving}
    if ax is None:
        ax = _new_axes(rows=_kinds(quiet), has_events=bool(moving))
    looks = _looks(lines)
    end = _end_of_chart(dates, told)
    for name, values in values_of.items():
        # The last value holds to the chart's end: repeated there, it gets a step of its own.
        ax.step(date2num([*dates, end]), [*values, values[-1]], where="post", **looks[name])
    _value_axis(ax, values_of, unit, label)
    ax.xaxis_date()
    locator = AutoDateLocator(minticks=4, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.set_xlim(date2num(dates[0]), date2num(end))
    _label_ends(ax, lines, looks, unit)
    top = _draw_events(ax, {day: told[day].text for day in sorted(moving)})
    _draw_quiet(ax, quiet)
    write_titles(ax, title, subtitle, above_pt=top)
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def _new_axes(*, rows: Sequence[str], has_events: bool) -> Axes:
    """Return axes with room below for the strips, and above for events."""
    foot, plot, top = 0.75 + STRIP_IN * len(rows), 2.7, 1.35 if has_events else 0.75
    height = foot + plot + top
    figure = style.new_figure(9.0, height)
    return figure.add_axes((0.1, foot / height, 0.72, plot / height))


def _moving(dates: Sequence[date], series: Mapping[str, Sequence[float]], unit: str) -> set[date]:
    """Return the dates at which any series changes by as much as a reader can see."""
    least = SEEN_S if unit == "m:ss" else SEEN_SHARE
    values = np.array(list(series.values()), dtype=np.float64).reshape(-1, len(dates))
    # A gap that begins or ends is a change, too.
    before, after = values[:, :-1], values[:, 1:]
    changed = (np.abs(after - before) >= least) | (np.isnan(after) != np.isnan(before))
    return {day for day, moved in zip(dates[1:], changed.any(axis=0), strict=True) if moved}


def _kinds(events: Mapping[date, Event]) -> list[str]:
    return list(dict.fromkeys(event.kind for event in events.values()))


def _label_ends(
    ax: Axes, lines: Mapping[str, Line], looks: Mapping[str, Mapping[str, Any]], unit: str
) -> None:
    """Write name and last value of each series at its end; faint ones share one line."""
    named = {name: line.values[-1] for name, line in lines.items() if not line.faint}
    named = {name: value for name, value in named.items() if np.isfinite(value)}
    low, high = ax.get_ylim()
    # As shares of the height, lowest first; names that would meet are pushed up.
    gap = LINE_PT / (ax.get_window_extent().height / style.figure_of(ax).dpi * 72.0)
    order = sorted(named, key=lambda name: named[name])
    places = _apart([(named[name] - low) / (high - low) for name in order], gap)
    for name, place in zip(order, places, strict=True):
        value = words.percent(named[name]) if unit == "%" else style.minutes(named[name])
        ink = looks[name].get("color", style.INK)
        _write_end(ax, f"{name} {value}", place, ink, weight="bold")
    count_faint = sum(line.faint for line in lines.values())
    if count_faint:
        _write_end(ax, f"grey: {count_faint} others", -0.02, style.OTHERS, weight="normal")


def _write_end(
    ax: Axes, text: str, place: float, color: Any, *, weight: str, size: float = 8.0
) -> None:
    """Write a text just right of the chart, at a place in shares of its height."""
    ax.annotate(
        text,
        (1.0, place),
        xycoords="axes fraction",
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=size,
        color=color,
        fontweight=weight,
        annotation_clip=False,
    )


def _apart(places: Sequence[float], gap: float) -> list[float]:
    """Return rising places at least a gap apart, moved as little as going upward allows.

    >>> _apart([0.1, 0.12, 0.5], 0.05)
    [0.1, 0.15, 0.5]
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    return [round(place, 9) for place in moved]


def _looks(lines: Mapping[str, Line]) -> dict[str, dict[str, Any]]:
    """Return how each series is drawn: with a colour, or a colour and line, of its own."""
    looks: dict[str, dict[str, Any]] = {}
    numbers = count()
    for name, line in lines.items():
        look: dict[str, Any] = {"linewidth": 2.0}
        if line.faint:
            look = {"color": style.OTHERS, "linewidth": 0.8, "zorder": 1.5}
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


def _end_of_chart(dates: Sequence[date], events: Mapping[date, Event]) -> date:
    """Leave the last step a thirtieth of the chart: nothing is known after it."""
    last = max([dates[-1], *events])
    days = max(183, (last - dates[0]).days // 30)
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
    """Write events above the chart, each in the lowest row that is free; return the height [pt]."""
    taken: list[list[Bbox]] = [[] for _ in range(EVENT_ROWS)]
    for day, text in events.items():
        ax.axvline(date2num(day), color=style.FAINT, linewidth=0.7, linestyle=(0, (2, 2)))
        for row, boxes in enumerate(taken):
            box = _write_event(ax, day, text, above_pt=3.0 + LINE_PT * row, others=boxes)
            if box is not None:
                boxes.append(box)
                break
    return LINE_PT * sum(bool(boxes) for boxes in taken)


def _write_event(
    ax: Axes, day: date, text: str, *, above_pt: float, others: Sequence[Bbox]
) -> Bbox | None:
    """Write text above a day, and return where, unless it would lie on others."""
    figure = style.figure_of(ax)
    for align in ("left", "right"):
        written = ax.annotate(
            text,
            (date2num(day), 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, above_pt),
            textcoords="offset points",
            fontsize=7.0,
            color=style.INK,
            ha=align,
            annotation_clip=False,
        )
        box = written.get_window_extent(style.renderer_of(ax))
        inside = box.x0 >= 0.0 and box.x1 <= figure.bbox.width
        if inside and not any(box.overlaps(other) for other in others):
            return box
        written.remove()
    return None


def _draw_quiet(ax: Axes, events: Mapping[date, Event]) -> None:
    """Draw what changed nothing as ticks on a strip below, a strip a kind."""
    height_in = ax.get_window_extent().height / style.figure_of(ax).dpi
    for row, kind in enumerate(_kinds(events)):
        # Below the labels of the axis; a place in shares of its height.
        place = -(0.42 + STRIP_IN * row) / height_in
        days = [date2num(day) for day, event in events.items() if event.kind == kind]
        look: dict[str, Any] = {"color": style.FAINT, "linestyle": "none", "marker": "|"}
        across = ax.get_xaxis_transform()
        ax.plot(days, [place] * len(days), markersize=7, clip_on=False, transform=across, **look)
        name = f"{kind} without effect here" if kind else "without effect here"
        _write_end(ax, name, place, style.FAINT, weight="normal", size=7.0)
