"""Purpose: from which nations an arc must start for an agreement to cover it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tocsin.fields import Ids, Model
from tocsin.sharing.clauses.clause import Clause, Pair, Use
from tocsin.sharing.grants import Grant, Situation, listed


class PurposeTerms(Model):
    """What it is for."""

    purpose: Annotated[Ids, Field(min_length=1)] = ()
    """Launch nations that it covers; all if absent."""


@dataclass(frozen=True)
class LaunchedFrom:
    """Condition: the arc starts from one of some nations (a mask). One from nowhere does not."""

    nations: int

    def admits(self, situation: Situation) -> bool:
        """Tell whether the arc starts there."""
        launch_nation = situation.launch_nation
        return launch_nation >= 0 and bool(self.nations >> launch_nation & 1)

    def covers(self, other: "LaunchedFrom") -> bool:
        """Tell whether it holds the nations of another one."""
        return not other.nations & ~self.nations


class Purpose(Clause[PurposeTerms]):
    """Launch nations that are covered; all if none is named."""

    key = "purpose"
    terms = PurposeTerms
    asks = LaunchedFrom
    columns = ("only if",)

    def condition(self, terms: PurposeTerms, pair: Pair) -> LaunchedFrom | None:
        """Ask where the arc starts."""
        # No purpose is no condition: an arc that starts nowhere is covered then, and only then.
        return LaunchedFrom(pair.nations.mask(terms.purpose)) if terms.purpose else None

    def of_agreement(self, terms: PurposeTerms) -> str:
        """Name the nations."""
        return f"only launches from {', '.join(terms.purpose)}" if terms.purpose else ""

    def of_grant(self, grant: Grant, terms: PurposeTerms, names: Sequence[str]) -> dict[str, str]:
        """Name the nations."""
        covered = self.asked_of(grant)
        if covered is None:
            return {}
        return {"only if": f"launched from {listed(covered.nations, names)}"}

    def of_refusal(self, use: Use) -> str:
        """Name the nations."""
        assert use.grant is not None
        covered = self.asked_of(use.grant)
        return f"purpose covers {listed(covered.nations, use.names)} only"


PURPOSE = Purpose()
