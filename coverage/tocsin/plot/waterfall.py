"""The waterfall: where the seconds of a flight go, and the hops of the winning route."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from tocsin.errors import InputError
from tocsin.plot import style

PARTS = tuple(style.PART_COLORS)
# Parts under this share of the axis are not labelled inside their bar.
LABEL_SHARE = 0.055
ROW_IN = 0.55
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
    _draw_key(ax)
    style.write_titles(ax, title, subtitle)
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


def _draw_key(ax: Axes) -> None:
    """Draw the key below the axis, from the figure's left edge, in the order of the parts."""
    frame = ax.get_window_extent()
    dpi = style.figure_of(ax).dpi
    corner = ((0.12 * dpi - frame.x0) / frame.width, -0.62 * dpi / frame.height)
    ax.legend(
        handles=[ax.barh(0, 0, color=style.PART_COLORS[part], label=part) for part in PARTS],
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
    """Draw the winning route as a sequence diagram: a column a holder, time downward.

    Parameters
    ----------
    holders : sequence of str, length n
        Sensor first, then each nation that holds the item, the last one the nation that warns.
    times_s : sequence of float, length n
        When each first holds it [s after launch], not falling.
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
        width = max(4.8, 1.9 * len(holders) + 1.2)
        figure = style.new_figure(width, 4.6)
        ax = figure.add_axes((1.0 / width, 0.11, (width - 1.1) / width, 0.68))
    # Rows are evenly spaced: hops of seconds in a flight of minutes could not be told apart.
    late = times > impact_s
    depth = np.arange(len(holders)) + 1.0 + late
    # Impact takes a row of its own, between the last in time and the first too late.
    impact = 1.0 + np.count_nonzero(~late)
    for column, name in enumerate(holders):
        ax.plot([column] * 2, [0.35, len(holders) + 1.35], color=style.FAINT, linewidth=0.8)
        ax.text(column, 0.2, name, ha="center", va="bottom", fontweight="bold")
        ink = style.LAUNCH if late[column] else style.INK
        ax.plot(column, depth[column], marker="o", color=ink, markersize=5, zorder=4)
    for column, hop in enumerate(hops):
        _draw_hop(ax, column, depth, hop, times[column + 1] - times[column])
    ax.axhline(impact, color=style.LAUNCH, linewidth=1.4)
    _time_rows(ax, [*depth, impact], [*map(style.minutes, times), _impact_label(impact_s)])
    ax.set_xlim(-0.4, len(holders) - 0.6)
    style.write_titles(ax, title, subtitle, above_pt=6.0)
    style.mark(style.figure_of(ax), note="Rows not to scale.")
    return style.figure_of(ax), ax


def _impact_label(impact_s: float) -> str:
    return f"impact {style.minutes(impact_s)}"


def _time_rows(ax: Axes, rows: Sequence[float], names: Sequence[str]) -> None:
    ax.set_yticks(rows, names)
    ax.set_ylim(max(rows) + 0.45, 0.0)
    ax.set_xticks([])
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.tick_params(axis="y", length=0, labelcolor=style.INK)


def _draw_hop(ax: Axes, column: int, depth: np.ndarray, hop: str, wait_s: float) -> None:
    arrow = FancyArrowPatch(
        (column, depth[column]),
        (column + 1, depth[column + 1]),
        arrowstyle="-|>",
        mutation_scale=11,
        color=style.PALETTE[0],
        linewidth=1.5,
        shrinkA=4,
        shrinkB=4,
        zorder=3,
    )
    ax.add_patch(arrow)
    at = (column + 0.56, depth[column] + 0.42)
    ax.text(*at, f"{hop}\n+{wait_s:g} s", ha="left", va="bottom", fontsize=7.5)
