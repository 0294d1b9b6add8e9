"""Sanitising: what it takes to pass an item below its tier."""

from collections.abc import Sequence
from typing import Any

from tocsin.fields import Model, Seconds
from tocsin.sharing.clauses.clause import Clause, Pair
from tocsin.sharing.grants import TIERS, Grant
from tocsin.sharing.routes import Hop
from tocsin.words import minutes, tenths


class DowngradeTerms(Model):
    """What sanitising takes."""

    downgrade_s: Seconds = 0.0
    """Delay of downgrading an item that is better than the tier, seconds."""


class Downgrade(Clause[DowngradeTerms]):
    """Seconds that sanitising takes when an item passes below the tier at which it is held."""

    key = "downgrade_s"
    terms = DowngradeTerms
    columns = ("what",)

    def expand(self, terms: DowngradeTerms, pair: Pair) -> dict[str, Any]:
        """Carry the seconds."""
        return {"downgrade_s": float(terms.downgrade_s)}

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """Sanitise no longer."""
        return grant.downgrade_s <= other.downgrade_s

    def of_agreement(self, terms: DowngradeTerms) -> str:
        """Say the seconds, if any."""
        return f"sanitising {terms.downgrade_s:g} s" if terms.downgrade_s else ""

    def of_grant(self, grant: Grant, terms: DowngradeTerms, names: Sequence[str]) -> dict[str, str]:
        """Say the time, if any."""
        return {"what": f"sanitising {minutes(grant.downgrade_s)}"} if grant.downgrade_s else {}

    def of_hop(self, hop: Hop) -> str:
        """Say to which tier, and the seconds."""
        return f"sanitising to {TIERS[hop.tier]} {tenths(hop.sanitise_s)}" if hop.sanitise_s else ""


DOWNGRADE = Downgrade()
