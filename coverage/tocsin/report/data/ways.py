"""How late items come under every set of switches: the fastest ways, and what each needs.

Agreements only ever add ways, so the least delay under a set of agreements is that of the fastest
way whose agreements are all in force. The ways that are fastest under *some* set are few. They
are found by taking out, of each fastest way found, each of its agreements in turn.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tocsin.engine.agreement_book import Label
from tocsin.engine.rulebook import Rulebook
from tocsin.errors import InputError
from tocsin.sharing import Route

MOST_SEARCHES = 100_000
MOST_RULEBOOKS = 2_000


class TooManyWaysError(InputError):
    """There are more ways than a page can hold; fewer switches have fewer."""


class Way(NamedTuple):
    """A way that is the fastest one under some set of switches.

    Attributes
    ----------
    needs : tuple of str
        The switches that it takes.
    route : Route
    """

    needs: tuple[str, ...]
    route: Route


class Arc(NamedTuple):
    """Between which two nations an arc flies, who asks and which tier suffices."""

    launch_nation: int
    threatened: int
    nation: int
    required: int


@dataclass
class Ways:
    """Finds the ways under one set of fixed rules.

    Attributes
    ----------
    rulebook : Rulebook
        With every switch on.
    switches : sequence of str
        Agreements that may be taken out.
    """

    rulebook: Rulebook
    switches: Sequence[str]
    searches: int = 0
    _without: dict[frozenset[str], Rulebook] = field(default_factory=dict)

    def of(self, label: Label, produced: int, arc: Arc) -> list[Way]:
        """Return the ways of one label's item, fastest first; of equals the preferred first.

        Parameters
        ----------
        label : tuple of int
            Owner of the sensor, and whom its items may never reach.
        produced : int
            0 for an alert, 1 for a track.
        arc : Arc

        Raises
        ------
        TooManyWaysError
        """
        ways: dict[tuple[str, ...], Way] = {}
        for way in self._fastest(label, produced, arc):
            # What is found first with the same needs is what any smaller set finds as well.
            ways.setdefault(way.needs, way)
        # By delay, then hops: the order in which the search itself prefers ways.
        ordered = sorted(ways.values(), key=lambda way: (way.route.delay_s, len(way.route.hops)))
        return [
            way
            for place, way in enumerate(ordered)
            if not any(set(other.needs) <= set(way.needs) for other in ordered[:place])
        ]

    def _fastest(self, label: Label, produced: int, arc: Arc) -> Iterator[Way]:
        waiting, seen = [frozenset[str]()], {frozenset[str]()}
        while waiting:
            out = waiting.pop()
            self._count()
            route = self._rules(out).route(
                label, produced=produced, launch_nation=arc.launch_nation,
                threatened=arc.threatened, nation=arc.nation, required=arc.required,
            )  # fmt: skip
            # Fewer agreements do not open what more of them leave shut.
            if route is None:
                continue
            # The mesh of a policy is no switch, and what is fixed cannot be taken out.
            needs = self._needs(route)
            yield Way(needs, route)
            further = {out | {name} for name in needs} - seen
            seen |= further
            waiting += sorted(further, key=sorted)

    def _count(self) -> None:
        self.searches += 1
        if self.searches > MOST_SEARCHES or len(self._without) > MOST_RULEBOOKS:
            raise TooManyWaysError(f"There are too many ways among {len(self.switches)} switches.")

    def _rules(self, out: frozenset[str]) -> Rulebook:
        if out not in self._without:
            self._without[out] = self.rulebook.without(*out)
        return self._without[out]

    def _needs(self, route: Route) -> tuple[str, ...]:
        # What these rest on is no part of it: whoever reads asks for agreements in force.
        return tuple(name for name in self.switches if name in route.agreements)
