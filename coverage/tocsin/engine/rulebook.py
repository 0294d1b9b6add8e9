"""A rulebook: which rules hold, as a value.

A rulebook is a policy of a scenario, perhaps with agreements taken out or put in, a nation that
passes nothing on, sensors that see nothing. It knows no geometry: it says how late each nation
holds what each sensor tells, how it decides, and who may act for whom. Rulebooks with equal keys
lead to equal outcomes, whatever they are called.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.agreement_book import MESH_ID, Label
from tocsin.engine.effect import Decision, Effect, Feed, feeds_of
from tocsin.engine.selection import Selection
from tocsin.errors import InputError
from tocsin.sharing import (
    Defence,
    Grant,
    Known,
    Network,
    Obligations,
    Route,
    Sharing,
    obligations,
)

# Tiers as the sharing rules number them; sensors produce the last two.
TIER_CODES = {"assessment": 0, "alert": 1, "track": 2}
PRODUCED = slice(1, 3)
TRACK = TIER_CODES["track"]


class Rulebook(Selection):
    """Which rules hold. Make one with `Rulebook.of`, change it with the methods of `Selection`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario
    >>> scenario = Scenario.from_dict({
    ...     "tocsin": 1, "nations": {"A": {}, "B": {}},
    ...     "launches": {"west": {"nation": "A", "lat": 0, "lon": 0}},
    ...     "arcs": {"short": {"class": "short"}},
    ...     "targets": {"points": {"port": {"lat": 0, "lon": 9, "nation": "B"}}},
    ...     "agreements": {"pact": {"kind": "sharing", "parties": ["A", "B"]}},
    ... })
    >>> rulebook = Rulebook.of(scenario, "all")
    >>> rulebook.agreements, rulebook.without("pact").agreements
    (('pact',), ())
    >>> rulebook.without("pact").with_("pact").key == rulebook.key
    True
    """

    @cached_property
    def sharing(self) -> dict[str, Sharing]:
        """Sharing agreements in force by name, the policy's mesh last."""
        sharing = self.book.sharing
        agreements = {name: sharing[name] for name in self.agreements if name in sharing}
        mesh = self.policy.mesh
        return agreements if mesh is None else agreements | {MESH_ID: mesh.agreement()}

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """Directed grants in force, the policy's mesh last."""
        grants = [
            grant
            for name in self.agreements
            for grant in self.book.grants(name, self.absent.get(name, frozenset()))
        ]
        grants += self.book.mesh_grants(self.policy)
        silent = {self.book.nations.index(nation) for nation in self.silent}
        return tuple(
            # A silent nation still tells of its own sensors; what it got from others stops there.
            replace(grant, relays=False) if grant.source in silent else grant
            for grant in grants
        )

    @cached_property
    def network(self) -> Network:
        """Who may hold what, when and by which route."""
        mesh = self.policy.mesh.model_dump_json() if self.policy.mesh is not None else ""
        return self.book.network(
            (self.agreements, tuple(self.absent.items()), self.silent, mesh, self.exercise),
            lambda: Network(self.grants, len(self.book.nations), exercise=self.exercise),
        )

    @cached_property
    def known(self) -> Known:
        """Every agreement, in force or not: what an explanation may point at."""
        book, own = self.book, self.sharing
        grants = [
            grant
            for name in book.sharing
            for grant in book.known_grants(name, self.absent.get(name, frozenset()))
        ]
        return Known(
            agreements=book.sharing | own,
            grants=(*grants, *book.mesh_grants(self.policy)),
            selected=self.suspended.union(self.chosen, own),
            suspended=self.suspended,
            lacks=self.lacks,
            as_of=self.policy.as_of,
            exercise=self.exercise,
        )

    @cached_property
    def obligations(self) -> Obligations:
        """Who must, may or would consult to act for whom."""
        agreements = ((name, self.scenario.agreements[name]) for name in self.agreements)
        return obligations(
            {name: each for name, each in agreements if isinstance(each, Defence)},
            nations=self.book.nations,
            conditions_met=self.policy.conditions_met,
            absent=self.absent,
        )

    def decision(self, nation: int) -> Decision:
        """Return how one nation decides.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("island"))
        >>> Rulebook.of(world, "alone").decision(0).rule
        'accept'
        """
        name = self.book.nations[nation]
        spec = self.scenario.nation_spec(name)
        rule = self.policy.confirmation.get(name, self.scenario.nations[name].confirmation)
        return Decision(
            rule.rule, rule.k, TIER_CODES[spec.needs], spec.assess_s, spec.disseminate_s
        )

    def delays(
        self,
        labels: Sequence[Label],
        *,
        launch_nation: int,
        threatened: int,
        nation: int,
        required: int,
    ) -> NDArray[np.float64]:
        """Delay from an alert or track of each label to a nation's holding it.

        Returns
        -------
        ndarray, shape (labels, 2)
            Seconds, for alert and track; inf where the nation never holds it at the required tier.
        """
        delays = [
            self.network.delays(owner, not_to, launch_nation, threatened)[
                PRODUCED, nation, required
            ]
            for owner, not_to in labels
        ]
        return np.array(delays, dtype=np.float64).reshape(-1, 2)

    def route(
        self, label: Label, *, launch_nation: int, threatened: int, nation: int, produced: int,
        required: int,
    ) -> Route | None:  # fmt: skip
        """Return the route behind one entry of `delays` (produced: 0 alert, 1 track)."""
        return self.network.route(
            *label, launch_nation, threatened, nation=nation, produced=produced + 1,
            required=required,
        )  # fmt: skip

    def effect(
        self,
        feeds: Sequence[Feed],
        *,
        launch_nation: int,
        threatened: int,
        nation: int | None = None,
    ) -> Effect:
        """Return all that decides the outcomes of the arcs from one nation that threaten another.

        Parameters
        ----------
        feeds : sequence of Feed
            Sensors by whose items are told alike.
        launch_nation, threatened : int
            Whence the arcs start, whose cells they end in.
        nation : int, optional
            Whose notice is wanted; that of the threatened nation by default.

        Raises
        ------
        InputError
            Some sensors of a feed are blind and others are not.
        """
        nation = threatened if nation is None else nation
        decision = self.decision(nation)
        blind = np.array([self._is_blind(feed) for feed in feeds], dtype=bool)

        def delays(holder: int, required: int) -> NDArray[np.float64]:
            rows = self.delays(
                [feed.label for feed in feeds],
                launch_nation=launch_nation,
                threatened=threatened,
                nation=holder,
                required=required,
            )
            # A blind sensor never makes anything: no other number says so for every rule of
            # confirmation.
            rows[blind] = np.inf
            return rows.ravel()

        may_act = self.obligations.may_act[:, threatened]
        actors = {
            owner: delays(owner, TRACK) for owner in self.book.responder_owners if may_act[owner]
        }
        return Effect(launch_nation, nation, decision, delays(nation, decision.needs), actors)

    def _is_blind(self, feed: Feed) -> bool:
        """Tell whether nothing comes from a feed."""
        if not self.blind:
            return False
        names = list(self.scenario.sensors)
        seeing = [names[sensor] for sensor in feed.sensors if names[sensor] not in self.blind]
        if seeing and len(seeing) < len(feed.sensors):
            raise InputError(
                f"Sensors {', '.join(sorted(self.blind))} are blind, but the bank holds them "
                f"together with {', '.join(seeing)}. Make it with apart=[...] naming the blind."
            )
        return not seeing

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """All that outcomes depend on, hashable: equal where two rulebooks come to the same."""
        feeds = feeds_of(self.book.labels)
        position = self.book.nations.index
        launching = dict.fromkeys(area.nation for area in self.scenario.launches.values())
        # Delays of a blind feed are inf; blindness stands in the key by itself.
        seeing = replace(self, blind=frozenset())
        effects = (
            seeing.effect(feeds, launch_nation=position(start), threatened=position(end)).key
            for start in launching
            for end in self.scenario.target_nations
        )
        return self.blind, *effects
