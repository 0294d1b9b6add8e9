"""Routes that would be faster but that some clause refuses: a bounded search.

The search is that of `search` with one more dimension: the refusals that a route meets, each a
clause of an agreement (or a sensor's bar). A route that meets other refusals as well is worth
telling only if it is faster; so label A makes label B superfluous if it meets no refusal that B
does not, departs no later, after no more hops, at the same tier, and will meet no refusal by
passing on that B will not. That keeps, for each set of refusals, the fastest simple route.

Labels with fewest refusals go first. So when a bound on labels cuts the search short, what it has
found is what is nearest to being admitted.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tocsin.sharing.clauses import NOT_TO, ONWARD
from tocsin.sharing.clauses.clause import Question
from tocsin.sharing.edge import no_worse
from tocsin.sharing.grants import Grant
from tocsin.sharing.refusals import Known, Refusal, refusals_of_grant, refusals_of_relaying
from tocsin.sharing.routes import Hop, Route

MAX_HOPS = 4
# With more to change than this a route is no longer what a reader would call refused.
MAX_REFUSALS = 3
# Some tenths of a second of work, where everything is refused for reasons of its own.
MAX_LABELS = 4000


class Way(NamedTuple):
    """A grant with what stands in its way, as masks of refusals.

    Attributes
    ----------
    grant : Grant
    always : int
        Refusals of any use.
    relaying : int
        Refusals of relayed items.
    passing : int
        The refusal that its onward rule makes of whoever may not be told.
    """

    grant: Grant
    always: int
    relaying: int
    passing: int


class Label(NamedTuple):
    """A way in which a nation would hold an item, in the order in which they are looked at.

    Attributes
    ----------
    n_refusals : int
    departure_s : float
        When it could be passed on, consent included.
    n_hops : int
    number : int
        Running number: ties go to file order.
    nation, tier : int
        Who holds it, and at which tier.
    met : int
        Mask of refusals.
    onward : tuple of (int, int)
        By refusal: mask of the nations that may be told without it, where that is not all.
    hops : tuple of Hop
    """

    n_refusals: int
    departure_s: float
    n_hops: int
    number: int
    nation: int
    tier: int
    met: int
    onward: tuple[tuple[int, int], ...]
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Candidates:
    """Fastest routes by the set of refusals that they meet, and whether the search was cut."""

    routes: tuple[Route, ...]
    truncated: bool


@dataclass
class Ways:
    """Known grants by source, each with what stands in its way of one question.

    Attributes
    ----------
    by_source : list of list of Way
        Without those that another one of the same pair makes superfluous.
    """

    by_source: list[list[Way]]
    _bits: dict[Refusal, int] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Known, *, question: Question, n_nations: int) -> "Ways":
        """Judge all known grants."""
        ways = cls([[] for _ in range(n_nations)])
        by_pair: dict[tuple[int, int], list[Way]] = {}
        everyone = (1 << n_nations) - 1
        for grant in known.grants:
            always = ways.mask(refusals_of_grant(grant, known=known, question=question))
            passing = ways.mask([Refusal(ONWARD, grant.agreement)])
            way = Way(grant, always, ways.mask(refusals_of_relaying(grant)), passing)
            rivals = by_pair.setdefault((grant.source, grant.target), [])
            if not any(_replaces(rival, way, everyone) for rival in rivals):
                rivals[:] = [rival for rival in rivals if not _replaces(way, rival, everyone)]
                rivals.append(way)
        for (source, _), rivals in by_pair.items():
            ways.by_source[source] += rivals
        return ways

    def mask(self, refusals: Sequence[Refusal]) -> int:
        """Return the mask of some refusals; each one gets its bit when it is first met."""
        mask = 0
        for refusal in refusals:
            mask |= self._bits.setdefault(refusal, 1 << len(self._bits))
        return mask

    @cached_property
    def sanitises(self) -> bool:
        """Whether any grant has a sanitising delay."""
        return any(way.grant.downgrade_s for ways in self.by_source for way in ways)

    def connect(self, *, origin: int, nation: int) -> bool:
        """Tell whether any chain of known grants leads from one nation to another."""
        # Breadth first, and no farther than a route may be long.
        reached, fresh = {origin}, [origin]
        for _ in range(MAX_HOPS):
            targets = {way.grant.target for source in fresh for way in self.by_source[source]}
            fresh = sorted(targets - reached)
            reached |= targets
        return nation in reached


def refused_routes(
    ways: Ways,
    *,
    origin: int,
    not_to: int,
    nation: int,
    produced: int,
    required: int,
    within_s: float,
) -> Candidates:
    """Find the fastest routes to a nation that meet some refusal, by the set of refusals.

    Parameters
    ----------
    ways : Ways
    origin, not_to : int
        Owner of the sensor and mask of the nations that it bars.
    nation, produced, required : int
        Recipient; tier at which the item is made; tier that the recipient needs.
    within_s : float
        Routes that take as long or longer are not wanted.

    Returns
    -------
    Candidates
        In order of number of refusals, delay, hops.
    """
    fastest: dict[int, tuple[float, tuple[Hop, ...]]] = {}
    settled: list[list[Label]] = [[] for _ in ways.by_source]
    # The sensor's bar is a refusal like any other, so that it is told with the clauses beside it.
    bar = ways.mask([Refusal(NOT_TO, "")])
    # Labels are judged when they are taken off the heap: most that are put on it never are.
    heap = [Label(0, 0.0, 0, 0, origin, produced, 0, (), ())]
    number = 0
    while heap and number < MAX_LABELS:
        label = heapq.heappop(heap)
        # Another label got here first that can do all that this one can.
        if _superfluous(label, settled[label.nation]):
            continue
        settled[label.nation].append(label)
        visited = Route(origin, label.hops).nations
        for way in ways.by_source[label.nation]:
            target = way.grant.target
            met = _met(label, way, bar if not_to >> target & 1 else 0)
            # A loop may save sanitising, but nobody would call it a route that was refused.
            if target in visited or met.bit_count() > MAX_REFUSALS:
                continue
            hop, arrival_s = _hop(label, way.grant, required)
            hops = (*label.hops, hop)
            # Not sooner than what is admitted: nobody asks why such a route was refused.
            if arrival_s >= within_s:
                continue
            if target == nation:
                if met:  # else it is admitted, and `Network` has found it
                    rival = fastest.get(met, (within_s, ()))
                    fastest[met] = min(rival, (arrival_s, hops), key=_rank)
            elif len(hops) < MAX_HOPS:
                number += 1
                departure_s = arrival_s + way.grant.consent_s
                onward = _onward(label, way, n_nations=len(ways.by_source))
                entry = Label(
                    met.bit_count(), departure_s, len(hops), number, target, hop.tier, met, onward,
                    hops,
                )  # fmt: skip
                heapq.heappush(heap, entry)
    return Candidates(_worth_telling(fastest, origin=origin), truncated=number >= MAX_LABELS)


def _rank(entry: tuple[float, tuple[Hop, ...]]) -> tuple[float, int]:
    return entry[0], len(entry[1])


def _met(label: Label, way: Way, barred: int) -> int:
    """Mask of the refusals of a label and of following a way from it."""
    met = label.met | way.always | barred | (way.relaying if label.hops else 0)
    for refusal, onward in label.onward:
        if not onward >> way.grant.target & 1:
            met |= refusal
    return met


def _hop(label: Label, grant: Grant, required: int) -> tuple[Hop, float]:
    """The hop that a grant makes of a label, and when the item arrives."""
    # A cap that is too low is refused and told: what passes is then what the recipient needs.
    tier = min(label.tier, max(grant.tier, required))
    sanitise_s = grant.downgrade_s if tier < label.tier else 0.0
    # Consent is asked for by the grant before, and paid when the item goes on.
    consent_s = label.hops[-1].grant.consent_s if label.hops else 0.0
    hop = Hop(grant, tier, grant.delay_s, consent_s, sanitise_s)
    return hop, label.departure_s + (grant.delay_s + sanitise_s)


def _onward(label: Label, way: Way, *, n_nations: int) -> tuple[tuple[int, int], ...]:
    """Whom the item may go on to, by the refusal that it meets otherwise."""
    everyone = (1 << n_nations) - 1
    # Each agreement's onward rule by itself, so that a refusal says whose it was.
    masks = dict(label.onward)
    masks[way.passing] = masks.get(way.passing, everyone) & way.grant.onward
    return tuple((refusal, mask) for refusal, mask in masks.items() if everyone & ~mask)


def _superfluous(label: Label, settled: Sequence[Label]) -> bool:
    return any(
        other.departure_s <= label.departure_s
        and other.n_hops <= label.n_hops
        and other.tier == label.tier
        and not other.met & ~label.met
        and _as_free(other, label)
        for other in settled
    )


def _as_free(other: Label, label: Label) -> bool:
    """Tell whether one label will meet no refusal by passing on that another will not meet."""
    masks = dict(label.onward)
    return all(
        refusal & label.met or (refusal in masks and not masks[refusal] & ~mask)
        for refusal, mask in other.onward
    )


def _worth_telling(
    fastest: dict[int, tuple[float, tuple[Hop, ...]]], *, origin: int
) -> tuple[Route, ...]:
    """Routes than which none that meets only some of the same refusals is as fast."""
    telling = [
        (met.bit_count(), arrival_s, len(hops), hops)
        for met, (arrival_s, hops) in fastest.items()
        if not any(
            other != met and other & ~met == 0 and rival[0] <= arrival_s
            for other, rival in fastest.items()
        )
    ]
    return tuple(Route(origin, entry[3]) for entry in sorted(telling, key=lambda e: e[:3]))


def _replaces(way: Way, other: Way, everyone: int) -> bool:
    """Tell whether a way makes another one of the same pair superfluous.

    Onward rules of two agreements refuse the same passing for two reasons, each worth telling; so
    across agreements only a way that bars nobody can stand for another.
    """
    return (
        not way.always & ~other.always
        and not way.relaying & ~other.relaying
        and (way.passing == other.passing or not everyone & ~way.grant.onward)
        and no_worse(way.grant, other.grant)
    )
