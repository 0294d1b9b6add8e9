"""Pacts of many members in a graph: one node each, instead of a line between every two members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from tocsin.plot import style

if TYPE_CHECKING:
    from tocsin.plot.edges import Edge

LEAST_MEMBERS = 4
"""A pact of fewer members is drawn line by line."""
# So many of the pairs must be told by the pact itself; a better agreement may tell the others.
_OWN_SHARE = 0.5
# Pacts stand inside the circle of nations: how far towards their members, how far apart.
_INWARD, _APART = 0.62, 0.52


@dataclass(frozen=True)
class Pact:
    """An agreement in which every member tells every other the same.

    Attributes
    ----------
    name : str
    members : tuple of str
        In the order of the nations.
    tier, mode : str
    forwardable : bool
        As in its edges.
    """

    name: str
    members: tuple[str, ...]
    tier: str
    mode: str
    forwardable: bool

    @property
    def look(self) -> tuple[str, str, bool]:
        """As that of its edges: tier, mode, whether it may be passed on."""
        return self.tier, self.mode, self.forwardable

    @property
    def label(self) -> str:
        r"""What its node says.

        Examples
        --------
        >>> Pact("pact", ("A", "B"), "alert", "auto", True).label.split("\n")
        ['pact', '2 nations']
        """
        onward = "" if self.forwardable else "\nnot passed on"
        return f"{self.name}\n{len(self.members)} nations{onward}"


def pacts_of(edges: Sequence["Edge"], nations: Sequence[str]) -> list[Pact]:
    """Find the agreements in which all members tell each other the same.

    Parameters
    ----------
    edges : sequence of Edge
    nations : sequence of str
        In the order in which members are named.

    Returns
    -------
    list of Pact
        In the order of their first edges.

    Examples
    --------
    >>> from itertools import permutations
    >>> from tocsin.plot.edges import Edge
    >>> edges = [Edge(a, b, "alert", "auto", ("pact",)) for a, b in permutations("ABCD", 2)]
    >>> pacts_of(edges, "ABCD")[0].members
    ('A', 'B', 'C', 'D')
    >>> pacts_of(edges[1:], "ABCD")
    []
    """
    told = {(edge.source, edge.target) for edge in edges}
    # Of an edge that rests on several, nobody knows which gave it its looks.
    own: dict[str, list[Edge]] = {}
    for edge in edges:
        if len(edge.agreements) == 1:
            own.setdefault(edge.agreements[0], []).append(edge)
    found = (_pact(name, some, told, nations) for name, some in own.items())
    return [pact for pact in found if pact is not None]


def _pact(
    name: str, edges: Sequence["Edge"], told: set[tuple[str, str]], nations: Sequence[str]
) -> Pact | None:
    looks = {edge.look for edge in edges}
    inside = {nation for edge in edges for nation in (edge.source, edge.target)}
    pairs = {(a, b) for a in inside for b in inside if a != b}
    if len(looks) > 1 or len(inside) < LEAST_MEMBERS or not pairs <= told:
        return None
    if len(edges) < _OWN_SHARE * len(pairs):
        return None
    members = tuple(nation for nation in nations if nation in inside)
    return Pact(name, members, *looks.pop())


def without_pacts(edges: Sequence["Edge"], pacts: Sequence[Pact]) -> list["Edge"]:
    """Return the edges that no pact's node already shows.

    Examples
    --------
    >>> from tocsin.plot.edges import Edge
    >>> pact = Pact("pact", ("A", "B"), "alert", "auto", True)
    >>> edges = [Edge("A", "B", "alert", "auto", (name,)) for name in ("pact", "treaty")]
    >>> [edge.agreements for edge in without_pacts(edges, [pact])]
    [('treaty',)]
    """
    names = {pact.name for pact in pacts}
    return [edge for edge in edges if not edge.agreements or not names.issuperset(edge.agreements)]


def by_pact(nations: Sequence[str], pacts: Sequence[Pact]) -> list[str]:
    """Bring members of a pact together; who is in two pacts stands between them.

    Examples
    --------
    >>> pacts = [Pact(n, tuple(m), "alert", "auto", True) for n, m in (("p", "AC"), ("q", "CB"))]
    >>> by_pact("ABCD", pacts)
    ['A', 'C', 'B', 'D']
    """
    at = {name: [n for n, pact in enumerate(pacts) if name in pact.members] for name in nations}
    # Stable: within a pact the file's order stays.
    return sorted(nations, key=lambda name: float(np.mean(at[name] or [len(pacts)])))


def places_of(
    pacts: Sequence[Pact], places: Mapping[str, NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """Return where each pact's node stands: towards its members, clear of other pacts.

    Examples
    --------
    >>> places = {"A": np.array([0.0, 1.0]), "B": np.array([1.0, 0.0])}
    >>> places_of([Pact("p", ("A", "B"), "alert", "auto", True)], places)[0].round(2).tolist()
    [0.31, 0.31]
    """
    at = [_INWARD * np.mean([places[name] for name in pact.members], axis=0) for pact in pacts]
    # A nation in the middle stays where it is.
    middle = [place for place in places.values() if not place.any()]
    for _ in range(40):
        for one, there in enumerate(at):
            for gap in (there - place for place in middle):
                length = float(np.hypot(*gap))
                along = gap / length if length else np.array([0.0, -1.0])
                at[one] = there + max(0.0, _APART - length) * along
        for first in range(len(at)):
            for second in range(first):
                gap = at[first] - at[second]
                length = float(np.hypot(*gap))
                if length >= _APART:
                    continue
                # Two in one place part along a line that differs from pair to pair.
                turn = 2.4 * first
                along = gap / length if length else np.array([np.cos(turn), np.sin(turn)])
                push = 0.5 * (_APART - length) * along
                at[first], at[second] = at[first] + push, at[second] - push
    return at


def draw_pacts(
    ax: Axes, pacts: Sequence[Pact], places: Mapping[str, NDArray[np.float64]], *, radius: float
) -> None:
    """Draw a node a pact, and a line from it to each member."""
    for pact, at in zip(pacts, places_of(pacts, places), strict=True):
        color = style.TIER_COLORS[pact.tier]
        for name in pact.members:
            away = at - places[name]
            foot = places[name] + 1.18 * radius * away / np.hypot(*away)
            ax.plot(
                *np.column_stack([at, foot]),
                color=color,
                linestyle=style.MODE_LINES[pact.mode],
                linewidth=1.2,
                zorder=2,
            )
        ax.text(
            at[0],
            at[1],
            pact.label,
            ha="center",
            va="center",
            fontsize=9.0,
            zorder=4,
            bbox={"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": color,
                  "linewidth": 2.2},
        )  # fmt: skip
