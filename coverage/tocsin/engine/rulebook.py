"""A rulebook: which rules hold, as a value.

A rulebook is a policy of a scenario, perhaps with agreements taken out or put in, a nation that
passes nothing on, sensors that see nothing. It knows no geometry: it says how late each nation
holds what each sensor tells, how it decides, and who may act for whom. Rulebooks with equal keys
lead to equal outcomes, whatever they are called.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.checks import check_names
from tocsin.engine.agreement_book import MESH_ID, AgreementBook, Label
from tocsin.engine.effect import Decision, Effect, Feed, feeds_of
from tocsin.errors import InputError
from tocsin.frozen import unchecked
from tocsin.sharing import (
    Defence,
    Grant,
    Known,
    Network,
    Obligations,
    Route,
    Sharing,
    lacking,
    obligations,
)

if TYPE_CHECKING:
    from tocsin.scenario import Scenario
    from tocsin.scenario.policies import Policy

# Tiers as the sharing rules number them; sensors produce the last two.
TIER_CODES = {"assessment": 0, "alert": 1, "track": 2}
PRODUCED = slice(1, 3)
TRACK = TIER_CODES["track"]


@dataclass(frozen=True)
class Rulebook:
    """Which rules hold. Make one with `Rulebook.of`, change it with its methods.

    Attributes
    ----------
    book : AgreementBook
        The scenario's agreements, shared by all its rulebooks.
    name : str
        Id of the policy that it started from.
    policy : Policy
        Confirmation rules, conditions, mesh and exercise; its selection has been made.
    chosen : tuple of str
        Agreements that it selects, of sharing and of defence, in file order.
    suspended : frozenset of str
        Agreements of the policy that have been taken out.
    silent : frozenset of str
        Nations that pass nothing on; their own items still pass.
    blind : frozenset of str
        Sensors that see nothing.

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

    book: AgreementBook = field(compare=False, repr=False)
    name: str
    policy: "Policy"
    chosen: tuple[str, ...]
    suspended: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, scenario: "Scenario | AgreementBook", policy: "str | Policy", *, name: str = ""
    ) -> "Rulebook":
        """Return the rulebook of a policy.

        Parameters
        ----------
        scenario : Scenario or AgreementBook
            The book of a scenario saves expanding its agreements again.
        policy : str or Policy
            Id of one of the scenario's, or any other.
        name : str
            What to call it where it has no id.
        """
        book = scenario if isinstance(scenario, AgreementBook) else AgreementBook(scenario)
        if isinstance(policy, str):
            name, policy = policy, book.scenario.policies[policy]
        return cls(book, name, policy, policy.selects(book.scenario.agreements))

    @property
    def scenario(self) -> "Scenario":
        """The scenario that it belongs to."""
        return self.book.scenario

    def without(self, *agreements: str) -> "Rulebook":
        """Take agreements out; those that it has not make no difference."""
        # What it never had is not suspended: an explanation would else blame a shock for it.
        gone = frozenset(agreements) & frozenset(self.chosen)
        left = tuple(name for name in self.chosen if name not in gone)
        return replace(self, chosen=left, suspended=self.suspended | gone)

    def with_(self, *agreements: str) -> "Rulebook":
        """Put agreements of the scenario in; what each rests on must be there for it to count.

        Raises
        ------
        InputError
            The scenario has no such agreement.
        """
        check_names(agreements, self.scenario.agreements, kind="agreement")
        names = {*self.chosen, *agreements}
        # File order, which breaks ties between equal routes.
        in_order = tuple(name for name in self.scenario.agreements if name in names)
        return replace(self, chosen=in_order, suspended=self.suspended - names)

    def on(self, day: date) -> "Rulebook":
        """Select anew by a day; what the policy puts in and out besides stays.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("island"))
        >>> Rulebook.of(world, "alone").on(date(2030, 1, 1)).agreements
        ('promise',)
        """
        # The model's own check forbids both; here one takes the place of the other.
        policy = unchecked(self.policy, {"as_of": day, "agreements": None})
        return replace(self, policy=policy, chosen=policy.selects(self.scenario.agreements))

    def silencing(self, nation: str) -> "Rulebook":
        """Let a nation pass nothing on; its own items still pass.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("starter"))
        >>> quiet = Rulebook.of(world, "relay").silencing(next(iter(world.nations)))
        >>> any(grant.relays for grant in quiet.grants if grant.source == 0)
        False
        """
        check_names([nation], self.scenario.nations, kind="nation")
        return replace(self, silent=self.silent | {nation})

    def blinding(self, *sensors: str) -> "Rulebook":
        """Let sensors see nothing.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("island"))
        >>> first = next(iter(world.sensors))
        >>> Rulebook.of(world, "alone").blinding(first).blind == {first}
        True
        """
        check_names(sensors, self.scenario.sensors, kind="sensor")
        return replace(self, blind=self.blind.union(sensors))

    @cached_property
    def lacks(self) -> dict[str, tuple[str, ...]]:
        """Agreements of the scenario that lack something on which they rest, and what."""
        return lacking(frozenset(self.chosen), self.scenario.resting)

    @cached_property
    def agreements(self) -> tuple[str, ...]:
        """Agreements in force, in file order: the chosen ones that lack nothing."""
        return tuple(name for name in self.chosen if name not in self.lacks)

    @cached_property
    def absent(self) -> dict[str, frozenset[str]]:
        """By agreement in force, who is named by it and is no party on the policy's day."""
        day = self.policy.as_of
        away = {name: self.scenario.agreements[name].absent_on(day) for name in self.agreements}
        return {name: nations for name, nations in away.items() if nations}

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
    def exercise(self) -> bool:
        """Whether agreements that are for exercises only work."""
        return self.policy.is_exercise(default=self.scenario.exercise)

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
        grants = [grant for name in book.sharing for grant in self._known_grants(name)]
        return Known(
            agreements=book.sharing | own,
            grants=(*grants, *book.mesh_grants(self.policy)),
            selected=self.suspended.union(self.chosen, own),
            suspended=self.suspended,
            lacks=self.lacks,
            as_of=self.policy.as_of,
            exercise=self.exercise,
        )

    def _known_grants(self, name: str) -> list[Grant]:
        """Return what an agreement opens, and what it would with those who are no parties."""
        now = self.book.grants(name, self.absent.get(name, frozenset()))
        open_pairs = {(grant.source, grant.target) for grant in now}
        return [
            *now,
            *(g for g in self.book.grants(name) if (g.source, g.target) not in open_pairs),
        ]

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
