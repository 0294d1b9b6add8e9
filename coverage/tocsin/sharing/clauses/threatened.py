"""Who must be threatened for an agreement to work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from tocsin.fields import Model
from tocsin.sharing.clauses.clause import Clause, Pair, Use
from tocsin.sharing.grants import Grant, Situation

Threat = Literal["any", "party", "recipient"]
THREATENED = get_args(Threat)
_WHOM = {"party": "a party", "recipient": "the recipient"}


class ThreatenedTerms(Model):
    """When it works."""

    threatened: Threat = "any"
    """Who must be threatened: anyone, a party of the agreement, or the recipient."""


@dataclass(frozen=True)
class ThreatTo:
    """Condition: one of some nations (a mask) is threatened.

    Attributes
    ----------
    whom : str
        What the agreement calls them: ``party`` or ``recipient``.
    nations : int
        The nations, members of collectives included.
    """

    whom: str
    nations: int

    def admits(self, situation: Situation) -> bool:
        """Tell whether one of them is threatened."""
        threatened = situation.threatened
        return threatened >= 0 and bool(self.nations >> threatened & 1)

    def covers(self, other: "ThreatTo") -> bool:
        """Tell whether it holds the nations of another one."""
        return not other.nations & ~self.nations


class Threatened(Clause[ThreatenedTerms]):
    """Who must be threatened: anyone, a party of the agreement, or the nation that is told."""

    key = "threatened"
    terms = ThreatenedTerms
    asks = ThreatTo
    columns = ("only if",)

    def condition(self, terms: ThreatenedTerms, pair: Pair) -> ThreatTo | None:
        """Ask who is threatened."""
        if terms.threatened == "any":
            return None
        # The recipient is the nation that this grant tells, at each hop; so a hub that is told for
        # a threatened spoke is not covered.
        whom = pair.parties if terms.threatened == "party" else (pair.target,)
        return ThreatTo(terms.threatened, pair.nations.mask_with_members(whom))

    def of_agreement(self, terms: ThreatenedTerms) -> str:
        """Say who must be threatened."""
        whom = _WHOM.get(terms.threatened)
        return "" if whom is None else f"only when {whom} is threatened"

    def of_grant(
        self, grant: Grant, terms: ThreatenedTerms, names: Sequence[str]
    ) -> dict[str, str]:
        """Say who must be threatened."""
        asked = self.asked_of(grant)
        return {} if asked is None else {"only if": f"{_WHOM[asked.whom]} is threatened"}

    def of_refusal(self, use: Use) -> str:
        """Say who must be threatened."""
        assert use.grant is not None
        return f"covers threatened {self.asked_of(use.grant).whom} only"


THREAT = Threatened()
