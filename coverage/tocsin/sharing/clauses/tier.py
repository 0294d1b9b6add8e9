"""The best tier that may pass."""

from collections.abc import Sequence
from typing import Any, Literal

from tocsin.fields import Model
from tocsin.sharing.clauses.clause import Clause, Pair, Question, Use
from tocsin.sharing.grants import TIERS, Grant

Tier = Literal["assessment", "alert", "track"]


class TierTerms(Model):
    """How good an item may pass."""

    tier: Tier = "track"
    """Best tier that may pass; a better item is downgraded."""


class BestTier(Clause[TierTerms]):
    """The best tier that may pass; a better item is downgraded, not blocked."""

    key = "tier"
    terms = TierTerms
    columns = ("what",)

    def expand(self, terms: TierTerms, pair: Pair) -> dict[str, Any]:
        """Cap the grant."""
        return {"tier": TIERS.index(terms.tier)}

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """A higher cap lets a lower item pass as it is."""
        return grant.tier >= other.tier

    def refuses(self, grant: Grant, terms: TierTerms | None, question: Question) -> bool:
        """Refuse whoever needs more than may pass."""
        return grant.tier < question.required

    def of_agreement(self, terms: TierTerms) -> str:
        """Say the cap."""
        return f"up to {terms.tier}"

    def of_grant(self, grant: Grant, terms: TierTerms, names: Sequence[str]) -> dict[str, str]:
        """Say the cap."""
        return {"what": f"up to {TIERS[grant.tier]}"}

    def of_refusal(self, use: Use) -> str:
        """Say the cap."""
        assert use.grant is not None
        return f"tier capped at {TIERS[use.grant.tier]}"


TIER = BestTier()
