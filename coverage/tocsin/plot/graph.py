"""The sharing graph: who may tell whom, how good, how fast, by which agreement."""

from collections.abc import Iterable, Mapping, Sequence
from textwrap import fill
from typing import Any

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyArrowPatch

from tocsin.errors import InputError
from tocsin.plot import style
from tocsin.plot.circle import (
    Curve,
    Point,
    control,
    fan_out,
    inward,
    middle_of,
    node_radius,
    spread,
)
from tocsin.plot.edges import Edge
from tocsin.plot.pacts import Pact, by_pact, draw_pacts, pacts_of, without_pacts

SIDE_IN, KEY_IN, KEY_LETTERS = 6.4, 2.6, 26
LIMIT = 1.24
# Up to so many edges carry the names of their agreements.
NAMED_EDGES = 12
TIERS = tuple(style.TIER_COLORS)
MODES = tuple(style.MODE_LINES)


@style.styled
def sharing_graph(
    edges: Iterable[Edge],
    *,
    nations: Sequence[str],
    hubs: Sequence[str] = (),
    barred: Mapping[str, str] | None = None,
    positions: Mapping[str, tuple[float, float]] | None = None,
    title: str = "Sharing in force",
    subtitle: str = "",
    ax: Axes | None = None,
) -> tuple[Figure, Axes]:
    """Draw nations as nodes and grants in force as arrows.

    Colour is the tier, the line's style the mode, a double ring a hub. A bar across the head says
    that the item stops there (no onward sharing). Two equal arrows in opposite directions are
    drawn as one with two heads. Where there are too many arrows to be named, a pact in which every
    member tells every other the same is a node, and nations without any tie are a list.

    Parameters
    ----------
    edges : iterable of Edge
    nations : sequence of str
        All nodes, in order round the circle.
    hubs : sequence of str
        Nations drawn with a double ring.
    barred : mapping of str to str, optional
        Note by nation, written under its name: ``not from north-1``, say.
    positions : mapping of str to (lon, lat), optional
        Degrees, to place nations as on a map; else they stand on a circle. Where nations would
        lie on each other, the circle is better.
    title, subtitle : str
    ax : Axes, optional

    Returns
    -------
    fig, ax

    Raises
    ------
    InputError
        On an unknown tier or mode, or an edge to a nation that is not among ``nations``.

    Examples
    --------
    >>> edge = Edge("A", "B", "alert", "auto", ("pact",), forwardable=False)
    >>> fig, ax = sharing_graph([edge], nations=["A", "B"])
    >>> [text.get_text() for text in ax.texts]
    ['A', 'B', 'pact']
    """
    drawn = _checked(edges, nations)
    pacts, apart = _gathered(drawn, nations, positions)
    nations = by_pact([name for name in nations if name not in apart], pacts)
    single = without_pacts(drawn, pacts)
    if ax is None:
        ax = _new_axes(len(nations))
    crowded = len(drawn) > NAMED_EDGES and positions is None
    places = spread(nations, positions, middle=middle_of(single, nations) if crowded else "")
    radius = node_radius(len(nations))
    curves = fan_out(single, named=len(drawn) <= NAMED_EDGES)
    if positions is None:
        curves = [inward(places, curve) for curve in curves]
    for curve in curves:
        _draw_edge(ax, places, curve, radius=radius)
    draw_pacts(ax, pacts, places, radius=radius)
    for nation in nations:
        note = (barred or {}).get(nation, "")
        _draw_node(ax, places[nation], nation, radius=radius, is_hub=nation in hubs, note=note)
    if len(drawn) <= NAMED_EDGES:
        _name_edges(ax, places, curves)
    _draw_key(ax, single, hubs, pacts, apart)
    style.write_titles(ax, title, subtitle)
    style.mark(style.figure_of(ax))
    return style.figure_of(ax), ax


def _checked(edges: Iterable[Edge], nations: Sequence[str]) -> list[Edge]:
    # The same grant twice would be drawn on top of itself.
    drawn = list(dict.fromkeys(edges))
    problems = [
        f"Invalid {name} {value!r} of edge {edge.source} to {edge.target}. "
        f"Must be one of {', '.join(known)}."
        for edge in drawn
        for name, value, known in (
            ("tier", edge.tier, TIERS),
            ("mode", edge.mode, MODES),
            ("source", edge.source, nations),
            ("target", edge.target, nations),
        )
        if value not in known
    ]
    if problems:
        raise InputError(problems)
    return drawn


def _gathered(
    edges: Sequence[Edge],
    nations: Sequence[str],
    positions: Mapping[str, tuple[float, float]] | None,
) -> tuple[list[Pact], list[str]]:
    """Return pacts to draw as nodes, and nations without any tie, where single arrows would not do.

    A place on a map is kept, tie or no tie.
    """
    if len(edges) <= NAMED_EDGES or positions is not None:
        return [], []
    tied = {nation for edge in edges for nation in (edge.source, edge.target)}
    return pacts_of(edges, nations), [nation for nation in nations if nation not in tied]


def _new_axes(count: int) -> Axes:
    side = SIDE_IN + 0.08 * max(0, count - 8)
    width, height = side + KEY_IN, side + 0.95
    figure = style.new_figure(width, height)
    ax = figure.add_axes((0.3 / width, 0.35 / height, (side - 0.3) / width, (side - 0.1) / height))
    ax.set_aspect("equal")
    ax.set_axis_off()
    limit = min(LIMIT, 1.06 + 1.28 * node_radius(count))
    ax.set_xlim(-limit, limit)
    ax.set_ylim(-limit, limit)
    return ax


def _draw_edge(ax: Axes, places: Mapping[str, Point], curve: Curve, *, radius: float) -> None:
    edge, bend, back = curve.edge, curve.bend, curve.back
    heads = "head_length=6,head_width=3.2"
    arrow = f"<|-|>,{heads}" if back else f"-|>,{heads}"
    start, end = places[edge.source], places[edge.target]
    color = style.TIER_COLORS[edge.tier]
    # The line and its heads apart: a dashed outline would break the heads.
    shape: dict[str, Any] = {"connectionstyle": f"arc3,rad={bend}", "shrinkA": 0.0, "shrinkB": 0.0}
    start, end = _shortened(start, end, bend, radius)
    line = FancyArrowPatch(
        _pair(start),
        _pair(end),
        arrowstyle="-",
        linestyle=style.MODE_LINES[edge.mode],
        color=color,
        linewidth=1.7,
        zorder=2,
        **shape,
    )
    head = FancyArrowPatch(
        _pair(start),
        _pair(end),
        arrowstyle=arrow,
        color=color,
        linewidth=0.0,
        mutation_scale=1.6,
        zorder=3,
        **shape,
    )
    ax.add_patch(line)
    ax.add_patch(head)
    if not edge.forwardable:
        _draw_bar(ax, start, end, bend, color)
    if back and not back.forwardable:
        _draw_bar(ax, end, start, -bend, color)


def _pair(point: Point) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _shortened(start: Point, end: Point, bend: float, radius: float) -> tuple[Point, Point]:
    """Move both ends out of the nodes, along the bent line."""
    middle = control(start, end, bend)
    # Hubs have a second ring; all arrows stop outside it.
    gap = radius * 1.18
    return start + gap * _direction(start, middle), end + gap * _direction(end, middle)


def _direction(start: Point, end: Point) -> Point:
    """Return the unit vector from one point to another; zero when they are one."""
    length = float(np.hypot(*(end - start)))
    return np.asarray((end - start) / (length or 1.0))


def _draw_bar(ax: Axes, start: Point, end: Point, bend: float, color: str) -> None:
    """Draw a bar across the line before its head: the third-party rule."""
    along = _direction(control(start, end, bend), end)
    across = np.array([along[1], -along[0]]) * 0.035
    foot = end - 0.075 * along
    ends = np.array([foot - across, foot + across])
    ax.plot(ends[:, 0], ends[:, 1], color=color, linewidth=2.4, solid_capstyle="butt", zorder=3.5)


def _draw_node(ax: Axes, at: Point, name: str, *, radius: float, is_hub: bool, note: str) -> None:
    ax.add_patch(
        Circle(_pair(at), radius, facecolor="white", edgecolor=style.INK, linewidth=1.4, zorder=4)
    )
    if is_hub:
        ring = {"facecolor": "none", "edgecolor": style.INK, "linewidth": 0.9, "zorder": 4}
        ax.add_patch(Circle(_pair(at), radius * 1.16, **ring))
    # As large as the name fits into its ring: a bold letter is 0.72 of its size wide.
    (left, _), (right, _) = ax.transData.transform([(at[0] - radius, 0.0), (at[0] + radius, 0.0)])
    across_pt = (right - left) * 72.0 / style.figure_of(ax).dpi
    size = min(10.0, 0.9 * across_pt / (0.72 * max(len(name), 3)))
    ax.text(
        at[0], at[1], name, ha="center", va="center", fontsize=size, fontweight="bold", zorder=5
    )
    if note:
        above = at[1] > 0.0
        halo = [effects.withStroke(linewidth=2.0, foreground="white")]
        ax.text(
            at[0],
            at[1] + radius * (1.28 if above else -1.28),
            f"⊘ {note}",
            ha="center",
            va="bottom" if above else "top",
            fontsize=7.0,
            color=style.LAUNCH,
            zorder=5,
            path_effects=halo,
        )


def _name_edges(ax: Axes, places: Mapping[str, Point], curves: Sequence[Curve]) -> None:
    for curve in curves:
        edge, bend = curve.edge, curve.bend
        start, end = places[edge.source], places[edge.target]
        # A point of the quadratic curve just past its middle, so that crossing names keep apart.
        middle = control(start, end, bend)
        at = 0.25 * start + 0.5 * middle + 0.25 * end
        halo = [effects.withStroke(linewidth=2.5, foreground="white")]
        ax.text(
            at[0],
            at[1],
            "\n".join(edge.agreements),
            ha="center",
            va="center",
            fontsize=7.0,
            color=style.FAINT,
            zorder=3.8,
            path_effects=halo,
        )


def _draw_key(
    ax: Axes,
    edges: Sequence[Edge],
    hubs: Sequence[str],
    pacts: Sequence[Pact],
    apart: Sequence[str],
) -> None:
    look: dict[str, Any]
    looks = [edge.look for edge in edges] + [pact.look for pact in pacts]
    handles = [
        Line2D([], [], color=style.TIER_COLORS[tier], linewidth=2.2, label=f"up to {tier}")
        for tier in TIERS
        if any(tier == look[0] for look in looks)
    ]
    handles += [
        Line2D([], [], color=style.INK, linestyle=style.MODE_LINES[mode], linewidth=1.6, label=mode)
        for mode in MODES
        if any(mode == look[1] for look in looks)
    ]
    if not all(edge.forwardable for edge in edges):
        look = {"color": style.INK, "marker": "|", "markersize": 9, "markeredgewidth": 2.4}
        handles.append(Line2D([], [], linewidth=1.6, label="not to be passed on", **look))
    if hubs:
        look = {"color": style.INK, "marker": "o", "markersize": 9, "linestyle": "none"}
        handles.append(Line2D([], [], markerfacecolor="white", label="hub (double ring)", **look))
    if pacts:
        look = {"color": style.INK, "marker": "s", "markersize": 9, "linestyle": "none"}
        label = "pact: each member\ntells each other"
        handles.append(Line2D([], [], markerfacecolor="white", label=label, **look))
    if apart:
        label = fill(f"no tie: {', '.join(apart)}", KEY_LETTERS)
        handles.append(Line2D([], [], linestyle="none", label=label))
    if not looks:
        handles.append(Line2D([], [], linestyle="none", label="no agreement in force"))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 0.98), borderaxespad=0.0)
