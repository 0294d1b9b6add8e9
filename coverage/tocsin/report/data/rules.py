"""How late every label's items come under every set of switches, as the page holds it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.effect import Feed
from tocsin.engine.rulebook import TRACK
from tocsin.report.data.bases import FEWER_SWITCHES, MOST_SWITCHES, Bases, bases_with
from tocsin.report.data.facts import names
from tocsin.report.data.ways import Arc, TooManyWaysError, Way, Ways
from tocsin.sharing import Route
from tocsin.sharing.clauses import CLAUSES
from tocsin.sharing.grants import TIERS
from tocsin.sharing.routes import HIDDEN


@dataclass
class Routes:
    """Distinct routes, by number."""

    names: Sequence[str]
    agreements: Sequence[str]
    told: list[dict[str, Any]] = field(default_factory=list)
    _known: dict[Route, int] = field(default_factory=dict)

    def number(self, route: Route) -> int:
        """Return the number of a route; it gets one when it is first met."""
        if route not in self._known:
            self._known[route] = len(self.told)
            self.told.append(self._told(route))
        return self._known[route]

    def _told(self, route: Route) -> dict[str, Any]:
        return {
            "text": route.text(self.names),
            "origin": route.origin,
            "anonymous": route.anonymous,
            "hops": [
                {
                    # A policy's mesh is no agreement of the scenario.
                    "agreement": self._position(hop.grant.agreement),
                    "source": hop.grant.source,
                    "target": hop.grant.target,
                    "tier": hop.tier,
                    "mode": hop.grant.mode,
                    "mode_s": hop.mode_s,
                    "consent_s": hop.consent_s,
                    "sanitise_s": hop.sanitise_s,
                    "words": self._words(route, place),
                }
                for place, hop in enumerate(route.hops)
            ],
        }

    def _position(self, agreement: str) -> int:
        return self.agreements.index(agreement) if agreement in self.agreements else -1

    def _words(self, route: Route, place: int) -> str:
        hop = route.hops[place]
        costs = ", ".join(cost for clause in CLAUSES if (cost := clause.of_hop(hop)))
        source = HIDDEN if route.anonymous and place == 0 else self.names[hop.grant.source]
        target, tier = self.names[hop.grant.target], TIERS[hop.tier]
        return f"{source} passes the {tier} to {target} ({costs})"


@dataclass(frozen=True)
class Rules:
    """The ways of a bank's feeds, for each context and each group.

    Attributes
    ----------
    bases : Bases
    routes : list of dict
        Distinct routes.
    ways : list
        By context, then by group: ``notice`` and, by owner of responders, ``actors``; each a list
        by row of the bank of ``[switches needed, delay in seconds, route]``.
    """

    bases: Bases
    routes: list[dict[str, Any]]
    ways: list[list[dict[str, Any]]]

    @classmethod
    def of(cls, bank: Bank) -> "Rules":
        """Find the ways: with as many switches as there may be."""
        for most in (MOST_SWITCHES, *FEWER_SWITCHES):
            try:
                return cls._of(bank, bases_with(bank.world.book, most))
            except TooManyWaysError:
                # Fewer switches have fewer ways; without any there is one a row.
                continue
        raise AssertionError("without switches there is one way a row")

    @classmethod
    def _of(cls, bank: Bank, bases: Bases) -> "Rules":
        scenario = bank.world.scenario
        routes = Routes(list(names(bank.world).values()), list(scenario.agreements))
        ways = []
        for base in bases.contexts:
            # Every switch on: what an agreement can give is found by taking others out.
            finder = Ways(base.rulebook.with_(*bases.switches), bases.switches)
            told = _Told(finder, routes, bank.feeds, bank.world.book.responder_owners)
            ways.append([told.group(group) for group in bank.groups])
        return cls(bases, routes.told, ways)


@dataclass
class _Told:
    """Writes down the ways of one context."""

    finder: Ways
    routes: Routes
    feeds: Sequence[Feed]
    owners: Sequence[int]
    _known: dict[tuple[Any, ...], list[list[Any]]] = field(default_factory=dict)

    def group(self, group: Group) -> dict[str, Any]:
        rulebook = self.finder.rulebook
        pair = group.launch_nation, group.nation
        # What a nation acts on is its own matter, under every policy the same.
        needs = rulebook.decision(group.nation).needs
        return {
            "notice": self._rows(Arc(*pair, group.nation, needs)),
            "actors": {str(o): self._rows(Arc(*pair, o, TRACK)) for o in self.owners},
        }

    def _rows(self, arc: Arc) -> list[list[list[Any]]]:
        return [self._row(feed, produced, arc) for feed in self.feeds for produced in range(2)]

    def _row(self, feed: Feed, produced: int, arc: Arc) -> list[list[Any]]:
        # Feeds of one owner with the same bars differ in what they see, not in who is told.
        key = feed.label, produced, arc
        if key not in self._known:
            self._known[key] = [self._way(way) for way in self.finder.of(feed.label, produced, arc)]
        return self._known[key]

    def _way(self, way: Way) -> list[Any]:
        position = self.finder.switches.index
        needs = [position(name) for name in way.needs]
        return [needs, way.route.delay_s, self.routes.number(way.route)]
