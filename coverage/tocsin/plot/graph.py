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
from matplotlib.transforms import Bbox

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
from tocsin.plot.heading import height_of_titles_in, write_titles
from tocsin.plot.pacts import Pact, by_pact, draw_pacts, pacts_of, without_pacts

# Inches: the width of a circle of nations, the key, the foot; in its radii, room for a note.
SIDE_IN, KEY_IN, FOOT_IN, KEY_LETTERS = 5.2, 2.4, 0.35, 26
NOTE = 0.12
# More circles than these need their room, with arrows or without.
MANY = 6
# Where a name may stand along its edge, the best first.
NAME_SHARES = (0.5, 0.42, 0.58, 0.35, 0.65, 0.3, 0.7)
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
    crowded = len(drawn) > NAMED_EDGES and positions is None
    places = spread(nations, positions, middle=middle_of(single, nations) if crowded else "")
    radius = node_radius(len(nations))
    curves = fan_out(single, named=len(drawn) <= NAMED_EDGES)
    if positions is None:
        curves = [inward(places, curve) for curve in curves]
    if ax is None:
        ax = _new_axes(places, curves, radius=radius, titles=(title, subtitle))
    for curve in curves:
        _draw_edge(ax, places, curve, radius=radius)
    draw_pacts(ax, pacts, places, radius=radius)
    for nation in nations:
        note = (barred or {}).get(nation, "")
        _draw_node(ax, places[nation], nation, radius=radius, is_hub=nation in hubs, note=note)
    if len(drawn) <= NAMED_EDGES:
        _name_edges(ax, places, curves)
    _draw_key(ax, single, hubs, pacts, apart)
    write_titles(ax, title, subtitle)
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


def _new_axes(
    places: Mapping[str, Point],
    curves: Sequence[Curve],
    *,
    radius: float,
    titles: tuple[str, str],
) -> Axes:
    """Return axes as large as what is drawn, in a figure without empty margins."""
    points = [*places.values(), *(_point_on(places, curve, 0.5) for curve in curves)]
    spans = np.array(points or [np.zeros(2)])
    # Room for a node's ring, and for the note above or below it.
    low = spans.min(axis=0) - radius * 1.2 - NOTE
    high = spans.max(axis=0) + radius * 1.2 + NOTE
    scale = (SIDE_IN + 0.08 * max(0, len(places) - 8)) / 2.0
    # Two nations, or a few circles without an arrow, need no large page.
    if len(places) <= 2 or (not curves and len(places) <= MANY):
        scale *= 0.55
    wide, tall = (high - low) * scale
    width = wide + KEY_IN
    top = height_of_titles_in(*titles, room_in=width)
    height = tall + FOOT_IN + top
    figure = style.new_figure(width, height)
    box = (0.15 / width, FOOT_IN / height, wide / width, tall / height)
    ax = figure.add_axes(box)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.set_xlim(low[0], high[0])
    ax.set_ylim(low[1], high[1])
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


def _point_on(places: Mapping[str, Point], curve: Curve, share: float) -> Point:
    """Return the point of a quadratic curve at a share of its parameter."""
    start, end = places[curve.edge.source], places[curve.edge.target]
    middle = control(start, end, curve.bend)
    rest = 1.0 - share
    return np.asarray(rest**2 * start + 2.0 * rest * share * middle + share**2 * end)


def _name_edges(ax: Axes, places: Mapping[str, Point], curves: Sequence[Curve]) -> None:
    """Write the agreements of each edge on it, where they lie on no other name."""
    renderer = style.renderer_of(ax)
    taken: list[Bbox] = []
    for curve in curves:
        text = ax.text(
            *(0.0, 0.0, "\n".join(curve.edge.agreements)),
            ha="center",
            va="center",
            fontsize=7.5,
            color=style.FAINT,
            zorder=3.8,
            path_effects=[effects.withStroke(linewidth=2.5, foreground="white")],
        )
        spots: list[tuple[float, Bbox, Point]] = []
        for share in NAME_SHARES:
            at = _point_on(places, curve, share)
            text.set_position(_pair(at))
            box = text.get_window_extent(renderer)
            spots.append((_covered(box, taken), box, at))
        # The first of the best: near the middle of its edge.
        _, box, at = min(spots, key=lambda spot: spot[0])
        text.set_position(_pair(at))
        taken.append(box)


def _covered(box: Bbox, others: Sequence[Bbox]) -> float:
    """Area of a box that lies on others [pixel2]."""
    shared = (Bbox.intersection(box, other) for other in others)
    return sum(float(each.width * each.height) for each in shared if each is not None)


def _draw_key(
    ax: Axes,
    edges: Sequence[Edge],
    hubs: Sequence[str],
    pacts: Sequence[Pact],
    apart: Sequence[str],
) -> None:
    look: dict[str, Any]
    handles: list[Any]
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
        rings = (_ring(11.0), _ring(7.0))
        handles.append(rings)
    if pacts:
        look = {"color": style.INK, "marker": "s", "markersize": 9, "linestyle": "none"}
        label = "pact: each member\ntells each other"
        handles.append(Line2D([], [], markerfacecolor="white", label=label, **look))
    if apart:
        label = fill(f"no tie: {', '.join(apart)}", KEY_LETTERS)
        handles.append(Line2D([], [], linestyle="none", label=label))
    if not looks:
        handles.append(Line2D([], [], linestyle="none", label="no agreement in force"))
    labels = ["hub" if isinstance(each, tuple) else str(each.get_label()) for each in handles]
    place = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0.0}
    ax.legend(handles, labels, **place)


def _ring(size_pt: float) -> Line2D:
    return Line2D([], [], color=style.INK, marker="o", markersize=size_pt, markerfacecolor="white",
                  linestyle="none")  # fmt: skip
