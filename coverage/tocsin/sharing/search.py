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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tocsin.sharing.agreements import TRACK, Grant, mask_of
from tocsin.sharing.routes import Hop, Route

# An edge is a grant as a plain tuple, the fields in the order in which the search unpacks them:
# (target bit, target, delay_s, tier, onward, consent_s, downgrade_s, relays, index of the grant).
Edge = tuple[int, int, float, int, int, float, float, bool, int]
# (delay_s, hops, steps); a step is 3 * index of the grant + (2 - tier), so that steps sort by file
# order, then by better tier.
Arrival = tuple[float, int, tuple[int, ...]]
NEVER: Arrival = (np.inf, 0, ())


class Network:
    """The grants of a policy, and who may hold what by which route.

    Parameters
    ----------
    grants : iterable of Grant
        In file order of their agreements.
    n_nations : int
        Number of nations.
    exercise : bool
        Whether grants of mode ``exercise`` count.

    Examples
    --------
    A hub (0) passes on at once what a spoke (1) tells it:

    >>> net = Network([Grant(1, 0, onward=4, delay_s=5), Grant(0, 2, relays=True, delay_s=5)], 3)
    >>> net.delays(origin=1)[TRACK, :, TRACK].tolist()
    [5.0, 0.0, 10.0]
    >>> net.route(origin=1, nation=2).text(["HUB", "A", "B"])
    'A>HUB>B'
    """

    def __init__(self, grants: Iterable[Grant], n_nations: int, *, exercise: bool = False) -> None:
        self.grants = tuple(g for g in grants if exercise or g.mode != "exercise")
        self.n_nations = n_nations
        self._kept = _undominated(self.grants)
        self._contexts: dict[tuple[int, int], _Context] = {}
        self._contexts_by_grants: dict[tuple[int, ...], _Context] = {}
        self._tables: dict[tuple, list[list[list[Arrival]]]] = {}
        self._arrays: dict[tuple, np.ndarray] = {}

    def delays(
        self, origin: int, not_to: int = 0, launch_nation: int = -1, threatened: int = -1
    ) -> np.ndarray:
        """Least delay from an item's making to its being held.

        Parameters
        ----------
        origin : int
            Nation that owns the sensor.
        not_to : int
            Mask of the nations that the sensor's items may never reach.
        launch_nation, threatened : int
            Nation that the arc starts from and nation that it threatens; -1: none. Grants with a
            purpose, or with a condition on who is threatened, depend on them.

        Returns
        -------
        ndarray
            ``[produced tier, nation, required tier]``, seconds, float64, read-only: the least
            delay until the nation holds, at the required tier or better, an item produced at the
            produced tier. Infinite where it never does. 0 for the originator.
        """
        key = self._key(origin, not_to, launch_nation, threatened)
        if key not in self._arrays:
            tables = self._tables_of(key, launch_nation, threatened)
            array = np.array([[[a[0] for a in row] for row in table] for table in tables])
            array = np.ascontiguousarray(array.swapaxes(1, 2))
            array.flags.writeable = False
            self._arrays[key] = array
        return self._arrays[key]

    def route(
        self,
        origin: int,
        not_to: int = 0,
        launch_nation: int = -1,
        threatened: int = -1,
        *,
        nation: int,
        produced: int = TRACK,
        required: int = 0,
    ) -> Route | None:
        """Route behind one entry of `delays`; None where the entry is infinite."""
        key = self._key(origin, not_to, launch_nation, threatened)
        tables = self._tables_of(key, launch_nation, threatened)
        delay_s, _, steps = tables[produced][required][nation]
        if delay_s == np.inf:
            return None
        return self._retrace(origin, produced, steps)

    def is_active(self, grant: Grant, *, launch_nation: int, threatened: int) -> bool:
        """Tell whether a grant applies to an arc."""
        return grant.covers_threat_to(threatened) and grant.serves_purpose(
            launch_nation, n_nations=self.n_nations
        )

    def _key(self, origin: int, not_to: int, launch_nation: int, threatened: int) -> tuple:
        """Equal for contexts that activate the same grants within the originator's reach."""
        context = self._context(launch_nation, threatened)
        return origin, not_to, context.conditional_within_reach(origin)

    def _context(self, launch_nation: int, threatened: int) -> "_Context":
        conditions = launch_nation, threatened
        if conditions not in self._contexts:
            active = tuple(
                i
                for i in self._kept
                if self.is_active(
                    self.grants[i], launch_nation=launch_nation, threatened=threatened
                )
            )
            if active not in self._contexts_by_grants:
                self._contexts_by_grants[active] = _Context.of(self.grants, active, self.n_nations)
            self._contexts[conditions] = self._contexts_by_grants[active]
        return self._contexts[conditions]

    def _tables_of(
        self, key: tuple, launch_nation: int, threatened: int
    ) -> list[list[list[Arrival]]]:
        if key not in self._tables:
            origin, not_to, _ = key
            context = self._context(launch_nation, threatened)
            self._tables[key] = _all_tiers(context, origin=origin, not_to=not_to)
        return self._tables[key]

    def _retrace(self, origin: int, produced: int, steps: Sequence[int]) -> Route:
        hops = []
        held, consent_s = produced, 0.0
        for step in steps:
            grant = self.grants[step // 3]
            tier = min(held, 2 - step % 3)
            sanitise_s = grant.downgrade_s if tier < held else 0.0
            hops.append(Hop(grant, tier, grant.delay_s, consent_s, sanitise_s))
            held, consent_s = tier, grant.consent_s
        return Route(origin, tuple(hops))


@dataclass(frozen=True)
class _Context:
    """The grants that apply to one kind of arc, laid out for the search."""

    first: list[list[Edge]]
    """By source: grants for its own items."""
    relay: list[list[Edge]]
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
    def of(cls, grants: Sequence[Grant], active: Sequence[int], n_nations: int) -> "_Context":
        first: list[list[Edge]] = [[] for _ in range(n_nations)]
        everyone = (1 << n_nations) - 1
        for index in active:
            first[grants[index].source].append(_edge(grants[index], index))
        conditional = [
            (index, grants[index].source, grants[index].relays)
            for index in active
            if grants[index].threatened or grants[index].purpose & everyone != everyone
        ]
        relay = [[edge for edge in edges if edge[7]] for edges in first]
        sanitising_s = max((edge[6] for edges in relay for edge in edges), default=0.0)
        sanitises = any(grants[index].downgrade_s > 0 for index in active)
        after = [mask_of(edge[1] for edge in edges) for edges in relay]
        return cls(first, relay, after, _closure(after), conditional, sanitising_s, sanitises)

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


def _edge(grant: Grant, index: int) -> Edge:
    return (
        1 << grant.target,
        grant.target,
        grant.delay_s,
        grant.tier,
        grant.onward,
        grant.consent_s,
        grant.downgrade_s,
        grant.relays,
        index,
    )


def _closure(after: Sequence[int]) -> list[int]:
    """By nation: mask of the nations that one or more relaying hops can reach."""
    reach = list(after)
    for middle in range(len(reach)):
        for nation, mask in enumerate(reach):
            if mask >> middle & 1:
                reach[nation] = mask | reach[middle]
    return reach


def _undominated(grants: Sequence[Grant]) -> tuple[int, ...]:
    """Indices of the grants that no other grant between the same nations makes superfluous."""
    by_pair: dict[tuple[int, int], list[int]] = {}
    for index, grant in enumerate(grants):
        by_pair.setdefault((grant.source, grant.target), []).append(index)
    kept = [
        index
        for indices in by_pair.values()
        for index in indices
        if not any(_replaces(grants, other, index) for other in indices if other != index)
    ]
    return tuple(sorted(kept))


def _replaces(grants: Sequence[Grant], better: int, worse: int) -> bool:
    """Tell whether one grant applies whenever another does and is no worse in any term.

    At equal delay the earlier one in the file must stay, for it is the one that ties report.
    """
    a, b = grants[better], grants[worse]
    return (
        (a.delay_s < b.delay_s or (a.delay_s == b.delay_s and better < worse))
        and a.tier >= b.tier
        and a.consent_s <= b.consent_s
        and a.downgrade_s <= b.downgrade_s
        and a.relays >= b.relays
        and b.onward & ~a.onward == 0
        and b.purpose & ~a.purpose == 0
        and (
            a.threatened == 0
            or (a.threatened, a.parties, a.target_members)
            == (b.threatened, b.parties, b.target_members)
        )
    )


def _all_tiers(context: _Context, *, origin: int, not_to: int) -> list[list[list[Arrival]]]:
    """Best arrivals ``[produced][required][nation]``."""
    if context.sanitises:
        return [_search(context, origin, not_to, produced) for produced in range(3)]
    # Without sanitising delays an item of a lower tier takes the routes of a track.
    best = _search(context, origin, not_to, TRACK)
    never = [NEVER] * len(context.first)
    return [[*best[: produced + 1], *[never] * (TRACK - produced)] for produced in range(3)]


def _search(context: _Context, origin: int, not_to: int, produced: int) -> list[list[Arrival]]:
    """Best arrivals ``[required][nation]`` of an item produced at one tier."""
    n_nations = len(context.first)
    best = [[NEVER] * n_nations for _ in range(3)]
    for required in range(produced + 1):
        best[required][origin] = (0.0, 0, ())
    settled: list[list[tuple]] = [[] for _ in range(n_nations)]
    # An item never goes back to its originator.
    start = (0.0, 0, (), origin, produced, ~not_to & ~(1 << origin))
    heap: list[tuple] = []
    _pass_on(context, start, context.first[origin], best, heap)
    while heap:
        label = heapq.heappop(heap)
        nation = label[3]
        if not _dominated(label, settled[nation], context.sanitising_s):
            settled[nation].append(label)
            _pass_on(context, label, context.relay[nation], best, heap)
    return best


def _pass_on(
    context: _Context,
    label: tuple,
    edges: Sequence[Edge],
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
        further = allowed & onward & context.reach[target]
        goes_on = further & context.next[target]
        if not goes_on and arrival_s > best[tier][target][0]:
            continue
        step = (*steps, 3 * index + 2 - tier)
        _record(best, target, tier, (arrival_s, hops, step))
        if not goes_on:
            continue
        heapq.heappush(heap, (arrival_s + consent_s, hops, step, target, tier, further))
        if context.sanitising_s > (downgrade_s if tier == held else 0.0):
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
