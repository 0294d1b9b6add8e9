"""A policy as a value that is changed by making another: what it selects, what is taken away."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Self

from tocsin.checks import check_names
from tocsin.engine.agreement_book import AgreementBook
from tocsin.frozen import unchecked
from tocsin.sharing import lacking

if TYPE_CHECKING:
    from tocsin.scenario import Scenario
    from tocsin.scenario.policies import Policy


@dataclass(frozen=True)
class Selection:
    """Which agreements hold, who is silent, what is blind: all that two rulebooks differ by.

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
    ) -> Self:
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

    def without(self, *agreements: str) -> Self:
        """Take agreements out; those that it has not make no difference."""
        # What it never had is not suspended: an explanation would else blame a shock for it.
        gone = frozenset(agreements) & frozenset(self.chosen)
        left = tuple(name for name in self.chosen if name not in gone)
        return replace(self, chosen=left, suspended=self.suspended | gone)

    def with_(self, *agreements: str) -> Self:
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

    def on(self, day: date) -> Self:
        """Select anew by a day; what the policy puts in and out besides stays.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.engine.rulebook import Rulebook
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("island"))
        >>> Rulebook.of(world, "alone").on(date(2030, 1, 1)).agreements
        ('promise',)
        """
        # The model's own check forbids both; here one takes the place of the other.
        policy = unchecked(self.policy, {"as_of": day, "agreements": None})
        return replace(self, policy=policy, chosen=policy.selects(self.scenario.agreements))

    def silencing(self, nation: str) -> Self:
        """Let a nation pass nothing on; its own items still pass.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.engine.rulebook import Rulebook
        >>> from tocsin.scenario import scaffold
        >>> world = tocsin.Scenario.from_text(scaffold("starter"))
        >>> quiet = Rulebook.of(world, "relay").silencing(next(iter(world.nations)))
        >>> any(grant.relays for grant in quiet.grants if grant.source == 0)
        False
        """
        check_names([nation], self.scenario.nations, kind="nation")
        return replace(self, silent=self.silent | {nation})

    def blinding(self, *sensors: str) -> Self:
        """Let sensors see nothing.

        Examples
        --------
        >>> import tocsin
        >>> from tocsin.engine.rulebook import Rulebook
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
    def exercise(self) -> bool:
        """Whether agreements that are for exercises only work."""
        return self.policy.is_exercise(default=self.scenario.exercise)
