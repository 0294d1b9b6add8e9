"""Where nations stand in a graph, and how the lines between them bend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.plot.edges import Edge

# Edges between one pair fan out: how much more each bends than the one beside it.
BEND_STEP = 0.24
# On a circle with so many nations straight edges would pass behind nodes.
CROWDED, INWARD = 7, 0.16

Point = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A line between two nations.

    Attributes
    ----------
    edge : Edge
    bend : float
        Of the line, as a share of its length; 0 is straight.
    back : Edge or None
        The edge the other way that the same line shows.
    """

    edge: Edge
    bend: float = 0.0
    back: Edge | None = None


def node_radius(count: int) -> float:
    """Return the radius of circles of which so many stand round a circle of radius 1.

    Examples
    --------
    >>> node_radius(3), round(node_radius(40), 3)
    (0.17, 0.063)
    """
    # Neighbours on the circle stand so far apart; a hub's second ring needs its room, too.
    room = 0.8 * np.sin(np.pi / max(count, 3))
    return float(min(np.clip(1.6 / count, 0.085, 0.17), room))


def middle_of(edges: Sequence[Edge], nations: Sequence[str]) -> str:
    """Return the nation that most others are tied to and that stands in their midst; none if empty.

    It has a tie to more than half of the others, and no other nation has.

    Examples
    --------
    >>> middle_of([Edge("A", name, "alert", "auto") for name in "BCD"], "ABCDE")
    'A'
    >>> middle_of([Edge("A", "B", "alert", "auto")], "AB")
    ''
    """
    ties: dict[str, set[str]] = {}
    for edge in edges:
        ties.setdefault(edge.source, set()).add(edge.target)
        ties.setdefault(edge.target, set()).add(edge.source)
    many = [name for name, others in ties.items() if 2 * len(others) > len(nations) - 1]
    return many[0] if len(many) == 1 else ""


def spread(
    nations: Sequence[str],
    positions: Mapping[str, tuple[float, float]] | None,
    *,
    middle: str = "",
) -> dict[str, Point]:
    """Return a point in the square [-1, 1] for every nation.

    Parameters
    ----------
    nations : sequence of str
        In order round the circle.
    positions : mapping of str to (lon, lat), or None
        Degrees, to place them as on a map.
    middle : str
        One that stands in the middle of the circle.

    Examples
    --------
    >>> places = spread(["hub", "A", "B"], None, middle="hub")
    >>> places["hub"].tolist(), places["A"].tolist()
    ([0.0, 0.0], [0.0, 1.0])
    """
    if middle:
        round_it = [name for name in nations if name != middle]
        return {middle: np.zeros(2), **spread(round_it, positions)}
    if positions is None:
        turn = np.linspace(0.0, 2.0 * np.pi, len(nations), endpoint=False)
        points = np.column_stack([np.sin(turn), np.cos(turn)])
    else:
        points = np.array([positions[nation] for nation in nations], dtype=np.float64)
        points[:, 0] = np.unwrap(points[:, 0], period=360.0)
        # A degree of longitude is shorter than one of latitude: distances look right in the middle.
        points[:, 0] *= np.cos(np.radians(points[:, 1].mean()))
        points -= 0.5 * (points.min(axis=0) + points.max(axis=0))
        points /= max(np.abs(points).max(), 1e-9)
    return dict(zip(nations, points, strict=True))


def fan_out(edges: Sequence[Edge], *, named: bool) -> list[Curve]:
    """Give each edge its bend; equal edges in both directions become one with two heads.

    Parameters
    ----------
    edges : sequence of Edge
    named : bool
        Whether lines bear the names of their agreements. Otherwise those of one tier and mode are
        equal, and each head has its own bar.

    Examples
    --------
    >>> edges = [Edge(*pair, "alert", "auto", (pair,)) for pair in ("AB", "BA")]
    >>> [len(fan_out(edges, named=named)) for named in (True, False)]
    [2, 1]
    """
    waiting = dict.fromkeys(edges)
    # What must be equal for one line: all, or what a line without names shows.
    kinds: dict[tuple[object, ...], list[Edge]] = {}
    for edge in edges:
        kinds.setdefault(_kind(edge, named=named), []).append(edge)
    by_pair: dict[frozenset[str], list[Curve]] = {}
    for edge in edges:
        if edge not in waiting:
            continue
        del waiting[edge]
        # Equal but for the direction: one line with two heads says as much with half the ink.
        back = next((e for e in kinds.get(_kind(edge.twin, named=named), []) if e in waiting), None)
        for shown in (edge, back) if back else (edge,):
            for each in kinds[_kind(shown, named=named)]:
                # The same look once more, by another agreement, would hide behind this one.
                if each.look == shown.look:
                    waiting.pop(each, None)
        pair = frozenset((edge.source, edge.target))
        by_pair.setdefault(pair, []).append(Curve(edge, back=back))
    return [
        Curve(curve.edge, _bend(number, len(group), curve.edge), curve.back)
        for group in by_pair.values()
        for number, curve in enumerate(group)
    ]


def _kind(edge: Edge, *, named: bool) -> tuple[object, ...]:
    pair = (edge.source, edge.target, edge.tier, edge.mode)
    return (*pair, edge.agreements, edge.forwardable) if named else pair


def inward(places: Mapping[str, Point], curve: Curve) -> Curve:
    """Bend a straight edge of a circle inwards, so that it clears the nodes it passes."""
    if curve.bend or len(places) < CROWDED:
        return curve
    start, end = places[curve.edge.source], places[curve.edge.target]
    if not (start.any() and end.any()):
        # From the middle outwards there is nothing to clear.
        return curve
    bends = (-INWARD, INWARD)
    # Inwards is the bend whose control point lies nearer to the circle's centre.
    bend = min(bends, key=lambda b: float(np.linalg.norm(control(start, end, b))))
    return Curve(curve.edge, bend, curve.back)


def control(start: Point, end: Point, bend: float) -> Point:
    """Control point of matplotlib's arc3 (in data units; the axes have equal scales)."""
    across = np.array([end[1] - start[1], start[0] - end[0]])
    return np.asarray(0.5 * (start + end) + bend * across)


def _bend(number: int, count: int, edge: Edge) -> float:
    """Bend of one of several edges of a pair, spread evenly about the straight line."""
    # The two directions of a pair would otherwise bend onto the same side.
    side = 1.0 if edge.source < edge.target else -1.0
    return side * BEND_STEP * (number - 0.5 * (count - 1))
