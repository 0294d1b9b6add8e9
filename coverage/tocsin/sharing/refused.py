"""Routes that would be faster but that some clause refuses: a bounded search.

The search is that of `search` with one more dimension: the set of clauses that a route breaks. A
route that breaks more of them, or other ones as well, is worth telling only if it is faster; so
label A makes label B superfluous if it breaks no clause that B does not, departs no later, after no
more hops, at the same tier, with no smaller onward set. That keeps, for each set of clauses, the
fastest simple route; bounds on hops, clauses and labels keep it small.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.sharing.agreements import Grant
from tocsin.sharing.clauses import Clause, Terms, relay_clause
from tocsin.sharing.routes import Hop, Route

MAX_HOPS = 4
MAX_CLAUSES = 2
MAX_LABELS = 4000

_BITS = {clause: 1 << position for position, clause in enumerate(Clause)}
_ONWARD, _NOT_TO = _BITS[Clause.ONWARD], _BITS[Clause.NOT_TO]

# (grant, mask of the clauses that refuse any use of it, mask of those that refuse relaying by it)
Edge = tuple[Grant, int, int]


@dataclass(frozen=True)
class Candidates:
    """Fastest routes by the set of clauses that they break, and whether the search was cut."""

    routes: tuple[Route, ...]
    truncated: bool


def edges_of(grants: Sequence[Grant], *, terms: Terms) -> list[list[Edge]]:
    """Grants by source, without those that another one of the same pair makes superfluous."""
    by_pair: dict[tuple[int, int], list[Edge]] = {}
    for grant in grants:
        edge = grant, _mask(terms.of_grant(grant)), 0 if grant.relays else _relay_bit(grant)
        rivals = by_pair.setdefault((grant.source, grant.target), [])
        if not any(_replaces(rival, edge) for rival in rivals):
            rivals[:] = [rival for rival in rivals if not _replaces(edge, rival)] + [edge]
    edges: list[list[Edge]] = [[] for _ in range(terms.n_nations)]
    for (source, _), rivals in by_pair.items():
        edges[source] += rivals
    return edges


def refused_routes(
    edges: Sequence[Sequence[Edge]],
    *,
    origin: int,
    not_to: int,
    nation: int,
    produced: int,
    required: int,
    within_s: float,
) -> Candidates:
    """Find the fastest routes to a nation that break some clause, by the set of clauses broken.

    Parameters
    ----------
    edges : sequence
        Of `edges_of`.
    origin, not_to : int
        Owner of the sensor and mask of the nations that it bars.
    nation, produced, required : int
        Recipient; tier at which the item is made; tier that the recipient needs.
    within_s : float
        Routes that take as long or longer are not wanted.

    Returns
    -------
    Candidates
        In order of delay, hops, file order.
    """
    found: dict[int, tuple[float, tuple[Hop, ...]]] = {}
    settled: list[list[tuple]] = [[] for _ in edges]
    # Entries: departure, hops, running number (file order), nation, tier, broken, allowed, trail.
    heap: list[tuple] = [(0.0, 0, 0, origin, produced, 0, -1, ())]
    made = 0
    while heap and made < MAX_LABELS:
        label = heapq.heappop(heap)
        if _superfluous(label, settled[label[3]]):
            continue
        settled[label[3]].append(label)
        for arrival_s, broken, allowed, hop in _next_hops(label, edges, not_to, required):
            trail = (*label[7], hop)
            target = hop.grant.target
            if arrival_s >= within_s or target in Route(origin, label[7]).nations:
                continue
            if target == nation:
                if broken and arrival_s < found.get(broken, (within_s,))[0]:
                    found[broken] = arrival_s, trail
            elif len(trail) < MAX_HOPS:
                made += 1
                departure_s = arrival_s + hop.grant.consent_s
                heapq.heappush(
                    heap,
                    (departure_s, len(trail), made, target, hop.tier, broken, allowed, trail),
                )
    return Candidates(_worth_telling(found, origin=origin), truncated=made >= MAX_LABELS)


def connects(edges: Sequence[Sequence[Edge]], *, origin: int, nation: int) -> bool:
    """Tell whether any chain of known grants leads from one nation to another."""
    reached, fresh = {origin}, [origin]
    for _ in range(MAX_HOPS):
        fresh = [
            g.target for source in fresh for g, _, _ in edges[source] if g.target not in reached
        ]
        reached.update(fresh)
    return nation in reached


def _next_hops(
    label: tuple, edges: Sequence[Sequence[Edge]], not_to: int, required: int
) -> list[tuple[float, int, int, Hop]]:
    """Every hop from a label that breaks few enough clauses in all."""
    departure_s, n_hops, _, nation, held, broken, allowed, trail = label
    consent_s = trail[-1].grant.consent_s if trail else 0.0
    hops = []
    for grant, always, relaying in edges[nation]:
        breaks = broken | always | (relaying if n_hops else 0)
        if not allowed >> grant.target & 1:
            breaks |= _ONWARD
        if not_to >> grant.target & 1:
            breaks |= _NOT_TO
        if breaks.bit_count() > MAX_CLAUSES:
            continue
        # A cap that is too low is broken: what passes is then what the recipient needs.
        tier = min(held, max(grant.tier, required))
        sanitise_s = grant.downgrade_s if tier < held else 0.0
        arrival_s = departure_s + (grant.delay_s + sanitise_s)
        hop = Hop(grant, tier, grant.delay_s, consent_s, sanitise_s)
        hops.append((arrival_s, breaks, allowed & grant.onward, hop))
    return hops


def _superfluous(label: tuple, settled: Sequence[tuple]) -> bool:
    departure_s, hops, _, _, tier, broken, allowed, _ = label
    return any(
        other[0] <= departure_s
        and other[1] <= hops
        and other[4] == tier
        and other[5] & ~broken == 0
        and allowed & ~other[6] == 0
        for other in settled
    )


def _worth_telling(
    found: dict[int, tuple[float, tuple[Hop, ...]]], *, origin: int
) -> tuple[Route, ...]:
    """Routes than which none that breaks only some of the same clauses is as fast."""
    kept = [
        (arrival_s, len(trail), broken, trail)
        for broken, (arrival_s, trail) in found.items()
        if not any(
            other != broken and other & ~broken == 0 and rival[0] <= arrival_s
            for other, rival in found.items()
        )
    ]
    return tuple(Route(origin, entry[3]) for entry in sorted(kept, key=lambda entry: entry[:3]))


def _replaces(better: Edge, worse: Edge) -> bool:
    a, b = better[0], worse[0]
    return (
        better[1] & ~worse[1] == 0
        and better[2] & ~worse[2] == 0
        and a.delay_s <= b.delay_s
        and a.tier >= b.tier
        and a.consent_s <= b.consent_s
        and a.downgrade_s <= b.downgrade_s
        and b.onward & ~a.onward == 0
    )


def _relay_bit(grant: Grant) -> int:
    return _BITS[relay_clause(grant)]


def _mask(clauses: Sequence[Clause]) -> int:
    mask = 0
    for clause in clauses:
        mask |= _BITS[clause]
    return mask
