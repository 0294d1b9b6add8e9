"""The waterfall: where the seconds of a flight go, and the hops of the winning route."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib import patheffects as effects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.heading import write_titles

PARTS = tuple(style.PART_COLORS)
# Parts under this share of the axis are not labelled inside their bar.
LABEL_SHARE = 0.055
ROW_IN = 0.55
# The room of a holder of a route; how much of the time past impact is shown where it matters.
LANE_IN, PAST_IMPACT = 0.42, 1.15
# Longer names of policies are broken into lines.
NAME_WIDTH = 24


@style.styled
def waterfall(
    parts_s: Mapping[str, Mapping[str, float]],
    *,
    title: str = "Where the time goes",
    subtitle: str = "",
    ax: Axes | None = None,
) -> tuple[Figure, Axes]:
    """Draw the waterfall of one cell under one or more policies: a bar each, from launch to impact.

    Parameters
    ----------
    parts_s : mapping of policy to mapping of part to seconds
        Parts: ``unseen``, ``confirm``, ``release``, ``relay``, ``confirmation wait``, ``assess``,
        ``disseminate``, ``left``; absent parts are 0. ``left`` may be negative: notice then comes
        after impact (late), and the bar runs past the flight time. A policy with nothing but
        ``unseen`` never gives notice.
    title, subtitle : str
    ax : Axes, optional

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        On an unknown part, a negative one other than ``left``, or no policy.

    Examples
    --------
    >>> fig, ax = waterfall({"isolated": {"unseen": 200.0, "confirm": 12.0, "left": 188.0}})
    >>> ax.get_yticklabels()[0].get_text()
    'isolated'
    """
    _check_parts(parts_s)
    rows = list(parts_s)
    if ax is None:
        ax = _new_axes([fill(name, NAME_WIDTH) for name in rows])
    ends = [_impact_s(parts_s[name]) for name in rows]
    # A late notice lies past impact: the axis holds it too.
    span = max(max(ends), *(_public_s(parts_s[name]) for name in rows), 1.0)
    for row, name in enumerate(rows):
        _draw_bar(ax, row, parts_s[name], span)
        ax.plot([ends[row]] * 2, [row - 0.42, row + 0.42], color=style.INK, linewidth=1.6, zorder=4)
        ax.text(
            span * 1.015, row, _verdict(parts_s[name]), va="center", fontsize=8.5, fontweight="bold"
        )
    ax.set_yticks(range(len(rows)), [fill(name, NAME_WIDTH) for name in rows])
    # Downward, so that policies stand in the order they were given.
    ax.set_ylim(len(rows) - 0.4, -0.6)
    _time_axis(ax, span)
    _draw_key(ax, [part for part in PARTS if any(each.get(part) for each in parts_s.values())])
    write_titles(ax, title, subtitle)
    style.mark(style.figure_of(ax), note="Black bar: impact.")
    return style.figure_of(ax), ax


def _check_parts(parts_s: Mapping[str, Mapping[str, float]]) -> None:
    if not parts_s:
        raise InputError("No policy to draw a waterfall of. Give one or more.")
    problems = []
    for policy, parts in parts_s.items():
        for part, seconds in parts.items():
            if part not in PARTS:
                problems.append(
                    f"Unknown part {part!r} of policy {policy!r}. Use {', '.join(PARTS)}."
                )
            elif not seconds >= 0.0 and part != "left":
                problems.append(
                    f"Invalid part {part!r} of policy {policy!r}: {seconds} s. Must be 0 or more."
                )
    if problems:
        raise InputError(problems)


def _public_s(parts: Mapping[str, float]) -> float:
    return sum(parts.get(part, 0.0) for part in PARTS if part != "left")


def _impact_s(parts: Mapping[str, float]) -> float:
    return _public_s(parts) + parts.get("left", 0.0)


def _verdict(parts: Mapping[str, float]) -> str:
    left = parts.get("left", 0.0)
    # Nothing happened after the flight began: nobody was ever told.
    if not any(parts.get(part, 0.0) for part in PARTS if part != "unseen"):
        return "never"
    return f"{style.minutes(left)} left" if left > 0.0 else f"late by {style.minutes(-left)}"


def _new_axes(names: Sequence[str]) -> Axes:
    longest = max(len(line) for name in names for line in name.split("\n"))
    # Inches: names on the left, the outcome on the right, axis and key below.
    left, bars, right, foot = 0.35 + 0.085 * longest, 6.2, 1.25, 1.2
    width, height = left + bars + right, foot + len(names) * ROW_IN + 0.75
    figure = style.new_figure(width, height)
    box = (left / width, foot / height, bars / width, len(names) * ROW_IN / height)
    return figure.add_axes(box)


def _draw_bar(ax: Axes, row: int, parts: Mapping[str, float], span: float) -> None:
    start = 0.0
    for part in PARTS:
        # A negative rest is lateness: the parts before it already run past impact.
        width = max(parts.get(part, 0.0), 0.0)
        if width == 0.0:
            continue
        color = style.PART_COLORS[part]
        ax.barh(row, width, left=start, height=0.62, color=color, edgecolor="white", linewidth=0.6)
        if width > LABEL_SHARE * span:
            ink = style.ink_on(color)
            ax.text(
                start + 0.5 * width,
                row,
                style.minutes(width),
                ha="center",
                va="center",
                fontsize=8.0,
                color=ink,
            )
        start += width


def _time_axis(ax: Axes, span: float) -> None:
    step = style.time_levels([span], classes=9)[1]
    ticks = np.arange(0.0, span + 1e-9, step)
    ax.set_xticks(ticks, [style.minutes(tick) for tick in ticks])
    ax.set_xlim(0.0, span)
    ax.set_xlabel("time after launch [m:ss]")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0, labelcolor=style.INK)


def _draw_key(ax: Axes, parts: Sequence[str]) -> None:
    """Draw the key of some parts below the axis, from the figure's left edge."""
    frame = ax.get_window_extent()
    dpi = style.figure_of(ax).dpi
    corner = ((0.12 * dpi - frame.x0) / frame.width, -0.62 * dpi / frame.height)
    ax.legend(
        handles=[ax.barh(0, 0, color=style.PART_COLORS[part], label=part) for part in parts],
        loc="upper left",
        bbox_to_anchor=corner,
        ncol=len(PARTS),
        columnspacing=0.9,
        handlelength=1.0,
        handletextpad=0.4,
        borderaxespad=0.0,
    )


@style.styled
def route_sequence(
    holders: Sequence[str],
    *,
    times_s: Sequence[float],
    hops: Sequence[str],
    impact_s: float,
    title: str = "The winning route",
    subtitle: str = "",
    ax: Axes | None = None,
) -> tuple[Figure, Axes]:
    """Draw the winning route to scale: a lane a holder, time to the right as in a waterfall.

    Parameters
    ----------
    holders : sequence of str, length n
        Sensor first, then each nation that holds the item, the last one the nation that warns.
    times_s : sequence of float, length n
        When each first holds it [s after launch], not falling. What lies far beyond impact is an
        arrow at the edge.
    hops : sequence of str, length n - 1
        What brings it to the next holder: agreement, mode.
    impact_s : float
        Time of flight [s].
    title, subtitle : str
    ax : Axes, optional

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        When the lengths do not fit or times fall.

    Examples
    --------
    >>> fig, ax = route_sequence(["north-1", "USA", "JPN"], times_s=[150.0, 155.0, 160.0],
    ...     hops=["own", "sew, auto"], impact_s=420.0)
    >>> len(ax.patches)
    2
    """
    times = np.asarray(times_s, dtype=np.float64)
    if not len(holders) == len(times) == len(hops) + 1 or (np.diff(times) < 0.0).any():
        raise InputError(
            f"Invalid route of {len(holders)} holders, {len(times)} times, {len(hops)} hops. "
            "Must be n, n and n - 1, times not falling."
        )
    if ax is None:
        height = LANE_IN * len(holders) + 1.7
        figure = style.new_figure(8.6, height)
        ax = figure.add_axes((0.2, 0.75 / height, 0.72, LANE_IN * len(holders) / height))
    # The axis of a waterfall: a little past impact, so that what comes too late is seen as such.
    span = impact_s * PAST_IMPACT if (times > impact_s).any() else impact_s
    for lane in range(len(holders)):
        ax.axhline(lane, color=style.FAINT, linewidth=0.6, alpha=0.5)
        _draw_holding(ax, lane, times[lane], span, said=_held_words(lane, times, hops))
        if lane:
            _draw_hop(ax, lane, min(times[lane - 1], span), min(times[lane], span))
    ax.set_yticks(range(len(holders)), holders)
    ax.set_ylim(len(holders) - 0.5, -0.5)
    _time_axis(ax, span)
    ax.axvline(impact_s, color=style.LAUNCH, linewidth=1.4)
    ax.annotate(
        f"impact {style.minutes(impact_s)}",
        (impact_s, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        fontsize=7.5,
        color=style.LAUNCH,
    )
    write_titles(ax, title, subtitle, above_pt=8.0)
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def _held_words(lane: int, times: np.ndarray, hops: Sequence[str]) -> str:
    """Say when a holder has it, by what, and after how long."""
    at = style.minutes(times[lane])
    if not lane:
        return at
    return f"{at}  {hops[lane - 1]}, +{times[lane] - times[lane - 1]:g} s"


def _draw_holding(ax: Axes, lane: int, time_s: float, span: float, *, said: str) -> None:
    """Draw the moment from which a holder has it; an arrow at the edge where that is far off."""
    is_far = time_s > span
    ink = style.LAUNCH if time_s >= span else style.INK
    at = min(time_s, span)
    ax.plot(at, lane, marker=">" if is_far else "o", color=ink, markersize=5, zorder=4)
    # On the side that has room for the words.
    right = at < 0.55 * span
    ax.annotate(
        said,
        (at, lane),
        xytext=(7 if right else -7, 5),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=7.5,
        zorder=5,
        path_effects=[effects.withStroke(linewidth=2.0, foreground="white")],
    )


def _draw_hop(ax: Axes, lane: int, from_s: float, to_s: float) -> None:
    arrow = FancyArrowPatch(
        (from_s, lane - 1),
        (to_s, lane),
        arrowstyle="-|>",
        mutation_scale=9,
        color=style.PALETTE[0],
        linewidth=1.5,
        shrinkA=3,
        shrinkB=3,
        zorder=3,
    )
    ax.add_patch(arrow)
