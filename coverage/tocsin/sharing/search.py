"""Earliest arrival under originator control: an exact label-setting search.

A *label* is a way in which a nation may hold an item: when it could pass it on, at which tier, and
to whom. Label A dominates label B at the same nation when whatever B can still reach, A reaches no
later at no lower tier:

- A may go on to every nation that B may go on to. Later hops intersect this set with the grant's
  onward mask, and intersection keeps the inclusion, so A may follow every hop that B may follow.
- A departs no later. *Departure* is arrival plus the consent that the last grant asks for. Consent
  is paid once, at the next hop, and the next grant brings its own; so arrival and consent matter to
  the future only through their sum. (The arrival at the nation itself is recorded when the label
  is made, before anything is pruned.)
- A's tier is equal; or it is higher and A departs no later even with the greatest sanitising delay
  of any relaying grant on top. A follows B's hops at its own tier until a hop where B's tier
  falls or where the cap lies under A's tier, and passes there at B's tier: it pays one sanitising
  and is from then on equal to B.

Ties are kept apart: unless A departs strictly earlier, it must also rank before B by (number of
hops, file order of grants), an order that a common suffix preserves. So the route reported is the
earliest; of these, one of fewest hops; of these, the first in file order; never by name.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.sharing.edge import Edge
from tocsin.sharing.grants import TRACK, Grant, mask_of

# An `Edge` as a plain tuple.
EdgeRow = tuple[int, int, float, int, int, float, float, bool, int]
# (delay_s, hops, steps); a step is 3 * index of the grant + (2 - tier), so that steps sort by file
# order, then by better tier.
Arrival = tuple[float, int, tuple[int, ...]]
NEVER: Arrival = (math.inf, 0, ())


@dataclass(frozen=True)
class Layout:
    """The grants that apply to one kind of arc, laid out for the search.

    Edges stand in it as plain tuples: the innermost loop unpacks each one that it follows, which
    takes a fourth of the time that unpacking a named tuple does.
    """

    first: list[list[EdgeRow]]
    """By source: grants for its own items."""
    relay: list[list[EdgeRow]]
    """By source: grants that admit relayed items."""
    next: list[int]
    """By nation: mask of the nations that one relaying hop can reach from it."""
    reach: list[int]
    """By nation: mask of the nations that relaying can reach from it."""
    conditional: list[tuple[int, int, bool]]
    """Index, source, relays of the active grants that other contexts may lack."""
    sanitising_s: float
    """Greatest sanitising delay of any relaying grant."""
    sanitises: bool
    """Whether any grant has a sanitising delay."""
    signatures: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, grants: Sequence[Grant], active: Sequence[int], n_nations: int) -> "Layout":
        """Lay out those grants that apply, given by their positions."""
        edges: list[list[Edge]] = [[] for _ in range(n_nations)]
        for index in active:
            edges[grants[index].source].append(Edge.of(grants[index], index))
        relaying = [[edge for edge in some if edge.relays] for some in edges]
        conditional = [
            (index, grants[index].source, grants[index].relays)
            for index in active
            if grants[index].conditions
        ]
        sanitising_s = max((e.downgrade_s for some in relaying for e in some), default=0.0)
        sanitises = any(grants[index].downgrade_s > 0 for index in active)
        after = [mask_of(edge.target for edge in some) for some in relaying]
        return cls(
            [[edge[:] for edge in some] for some in edges],
            [[edge[:] for edge in some] for some in relaying],
            after,
            _closure(after),
            conditional,
            sanitising_s,
            sanitises,
        )

    def conditional_within_reach(self, origin: int) -> tuple[int, ...]:
        """Conditional grants that a search from a nation can meet.

        The grants that a search meets are these and unconditional ones, which are common to all
        contexts. So contexts that agree on these give equal results.
        """
        if origin not in self.signatures:
            relaying = self._may_relay(origin)
            self.signatures[origin] = tuple(
                index
                for index, source, relays in self.conditional
                if source == origin or (relays and relaying >> source & 1)
            )
        return self.signatures[origin]

    def _may_relay(self, origin: int) -> int:
        """Mask that holds all nations that may relay an item of a nation (and maybe others)."""
        mask = 0
        for bit, target, _, _, onward, *_ in self.first[origin]:
            if onward & self.next[target]:
                mask |= bit | onward & self.reach[target]
        return mask


def _closure(after: Sequence[int]) -> list[int]:
    """By nation: mask of the nations that one or more relaying hops can reach."""
    reach = list(after)
    for middle in range(len(reach)):
        for nation, mask in enumerate(reach):
            if mask >> middle & 1:
                reach[nation] = mask | reach[middle]
    return reach


def all_tiers(layout: Layout, *, origin: int, not_to: int) -> list[list[list[Arrival]]]:
    """Best arrivals ``[produced][required][nation]``."""
    if layout.sanitises:
        return [_search(layout, origin, not_to, produced) for produced in range(3)]
    # Without sanitising delays an item of a lower tier takes the routes of a track.
    best = _search(layout, origin, not_to, TRACK)
    never = [NEVER] * len(layout.first)
    return [[*best[: produced + 1], *[never] * (TRACK - produced)] for produced in range(3)]


def _search(layout: Layout, origin: int, not_to: int, produced: int) -> list[list[Arrival]]:
    """Best arrivals ``[required][nation]`` of an item produced at one tier."""
    n_nations = len(layout.first)
    best = [[NEVER] * n_nations for _ in range(3)]
    for required in range(produced + 1):
        best[required][origin] = (0.0, 0, ())
    settled: list[list[tuple]] = [[] for _ in range(n_nations)]
    # An item never goes back to its originator.
    start = (0.0, 0, (), origin, produced, ~not_to & ~(1 << origin))
    heap: list[tuple] = []
    _pass_on(layout, start, layout.first[origin], best, heap)
    while heap:
        label = heapq.heappop(heap)
        nation = label[3]
        if not _dominated(label, settled[nation], layout.sanitising_s):
            settled[nation].append(label)
            _pass_on(layout, label, layout.relay[nation], best, heap)
    return best


def _pass_on(
    layout: Layout,
    label: tuple,
    edges: Sequence[EdgeRow],
    best: list[list[Arrival]],
    heap: list[tuple],
) -> None:
    """Follow every grant that a label may follow; record arrivals, push labels that can go on."""
    departure_s, hops, steps, _, held, allowed = label
    hops += 1
    for bit, target, delay_s, cap, onward, consent_s, downgrade_s, _, index in edges:
        if not allowed & bit:
            continue
        tier = cap if cap < held else held
        arrival_s = departure_s + (delay_s + downgrade_s if tier < held else delay_s)
        further = allowed & onward & layout.reach[target]
        goes_on = further & layout.next[target]
        if not goes_on and arrival_s > best[tier][target][0]:
            continue
        step = (*steps, 3 * index + 2 - tier)
        _record(best, target, tier, (arrival_s, hops, step))
        if not goes_on:
            continue
        heapq.heappush(heap, (arrival_s + consent_s, hops, step, target, tier, further))
        if layout.sanitising_s > (downgrade_s if tier == held else 0.0):
            # A holder may also pass less than it might: a later sanitising may cost more.
            arrival_s = departure_s + delay_s + downgrade_s
            for lower in range(tier):
                step = (*steps, 3 * index + 2 - lower)
                heapq.heappush(heap, (arrival_s + consent_s, hops, step, target, lower, further))


def _record(best: list[list[Arrival]], target: int, tier: int, arrival: Arrival) -> None:
    # The best arrival at a tier counts for every lower one, so the first failure ends it.
    for required in range(tier, -1, -1):
        if arrival >= best[required][target]:
            return
        best[required][target] = arrival


def _dominated(label: tuple, settled: Sequence[tuple], sanitising_s: float) -> bool:
    departure_s, hops, steps, _, tier, allowed = label
    for other_s, other_hops, other_steps, _, other_tier, other_allowed in settled:
        if other_tier < tier or allowed & ~other_allowed:
            continue
        if other_tier > tier:
            other_s += sanitising_s
        if other_s < departure_s:
            return True
        if other_s == departure_s and (other_hops, other_steps) <= (hops, steps):
            return True
    return False
