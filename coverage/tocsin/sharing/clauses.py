"""The clauses that may refuse a route, and what each says in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property

from tocsin.sharing.agreements import (
    PARTY,
    RECIPIENT,
    TIERS,
    Grant,
    SharingAgreement,
    nations_of,
)


class Clause(Enum):
    """Why a route is refused. The value is the key of the scenario that says so."""

    NOT_IN_FORCE = "in_force"
    HYPOTHETICAL = "hypothetical"
    NOT_IN_POLICY = "policies"
    SUSPENDED = "shocks"
    EXERCISE = "mode"
    PURPOSE = "purpose"
    THREATENED = "threatened"
    TIER = "tier"
    ONWARD = "onward"
    OWN_ITEMS = "items"
    FORWARD = "forward"
    NOT_TO = "not_to"
    NO_AGREEMENT = "agreements"


@dataclass(frozen=True)
class Known:
    """Every agreement that is known, in force or not, and what the policy makes of it.

    Attributes
    ----------
    agreements : tuple of SharingAgreement
        All, in file order, those of the policy included.
    grants : tuple of Grant
        Their expansion.
    selected : frozenset of str
        Agreements that the policy selects.
    suspended : frozenset of str
        Selected agreements that a shock suspends.
    as_of : date or None
        Date by which the policy selects.
    exercise : bool
        Whether the run is an exercise.
    """

    agreements: tuple[SharingAgreement, ...] = ()
    grants: tuple[Grant, ...] = ()
    selected: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()
    as_of: date | None = None
    exercise: bool = False

    @cached_property
    def by_id(self) -> dict[str, SharingAgreement]:
        """The agreements by their ids."""
        return {agreement.id: agreement for agreement in self.agreements}

    def clause_outside(self, grant: Grant) -> Clause | None:
        """Clause that keeps a grant out of the policy altogether, if any does."""
        if grant.agreement in self.suspended:
            return Clause.SUSPENDED
        agreement = self.by_id.get(grant.agreement)
        if agreement is not None and grant.agreement not in self.selected:
            if agreement.hypothetical:
                return Clause.HYPOTHETICAL
            if self.as_of is not None and not agreement.in_force_on(self.as_of):
                return Clause.NOT_IN_FORCE
            return Clause.NOT_IN_POLICY
        return Clause.EXERCISE if grant.mode == "exercise" and not self.exercise else None


@dataclass(frozen=True)
class Refusal:
    """One clause that refuses a route.

    Attributes
    ----------
    clause : Clause
        Which.
    agreement : str
        Agreement that it stands in; empty for a bar of the sensor's owner.
    grant : Grant or None
        Grant concerned.
    nation : int
        Nation that is refused the item.
    """

    clause: Clause
    agreement: str
    grant: Grant | None = field(default=None, compare=False)
    nation: int = field(default=-1, compare=False)

    def text(self, names: Sequence[str], *, sensor: str, as_of: date | None = None) -> str:
        """Say which clause of what refuses the route.

        >>> grant = Grant(1, 0, agreement="gsomia")
        >>> Refusal(Clause.ONWARD, "gsomia", grant, 2).text(["JPN", "KOR", "USA"], sensor="north")
        'gsomia: no third party (onward none)'
        """
        if self.clause is Clause.NOT_TO:
            return f"{sensor}: its owner bars {names[self.nation]} (not_to)"
        if self.grant is None:
            return f"no known agreement would carry it to {names[self.nation]}"
        return f"{self.agreement}: {self._terms(names, as_of=as_of)}"

    def _terms(self, names: Sequence[str], *, as_of: date | None) -> str:
        grant = self.grant
        assert grant is not None
        if self.clause is Clause.ONWARD:
            listed = _listed(grant.onward, names)
            return f"onward to {listed} only" if listed else "no third party (onward none)"
        whom = {PARTY: "party", RECIPIENT: "recipient"}.get(grant.threatened, "")
        return {
            Clause.NOT_IN_FORCE: f"not in force on {as_of}",
            Clause.HYPOTHETICAL: "hypothetical, not part of this policy",
            Clause.NOT_IN_POLICY: "left out of this policy",
            Clause.SUSPENDED: "suspended",
            Clause.EXERCISE: "exercise only",
            Clause.PURPOSE: f"purpose covers {_listed(grant.purpose, names)} only",
            Clause.THREATENED: f"covers threatened {whom} only",
            Clause.TIER: f"tier capped at {TIERS[grant.tier]}",
            Clause.OWN_ITEMS: "own items only",
            Clause.FORWARD: "relayed items not admitted (forward: false)",
        }[self.clause]


@dataclass(frozen=True)
class Terms:
    """What every route of one explanation is judged by."""

    known: Known
    n_nations: int
    required: int
    launch_nation: int
    threatened: int

    def of_grant(self, grant: Grant) -> tuple[Clause, ...]:
        """Clauses that refuse every use of a grant on this arc."""
        outside = self.known.clause_outside(grant)
        clauses = [] if outside is None else [outside]
        if not grant.serves_purpose(self.launch_nation, n_nations=self.n_nations):
            clauses.append(Clause.PURPOSE)
        if not grant.covers_threat_to(self.threatened):
            clauses.append(Clause.THREATENED)
        if grant.tier < self.required:
            clauses.append(Clause.TIER)
        return tuple(clauses)

    def of_route(self, grants: Sequence[Grant], *, not_to: int) -> tuple[Refusal, ...]:
        """Every clause that refuses a route, each once, in order of the hops."""
        refusals: list[Refusal] = []
        for position, grant in enumerate(grants):
            target = grant.target
            refusals += [Refusal(c, grant.agreement, grant, target) for c in self.of_grant(grant)]
            if not_to >> target & 1:
                refusals.append(Refusal(Clause.NOT_TO, "", nation=target))
            if position and not grant.relays:
                clause = relay_clause(grant)
                refusals.append(Refusal(clause, grant.agreement, grant, target))
            refusals += [
                Refusal(Clause.ONWARD, earlier.agreement, earlier, target)
                for earlier in grants[:position]
                if not earlier.onward >> target & 1
            ]
        return tuple(dict.fromkeys(refusals))


def relay_clause(grant: Grant) -> Clause:
    """Clause by which a grant refuses relayed items.

    A hub's grant would admit them but for ``forward: false``; every other is for own items.
    """
    return Clause.FORWARD if grant.from_hub else Clause.OWN_ITEMS


def _listed(mask: int, names: Sequence[str]) -> str:
    listed = [names[nation] for nation in nations_of(mask, n_nations=len(names))]
    return " and ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
