"""Agreements that never existed."""

from collections.abc import Sequence

from tocsin.fields import Flag, Model
from tocsin.sharing.clauses.clause import FICTION, Clause, Question, Use
from tocsin.sharing.grants import Grant


class HypotheticalTerms(Model):
    """Whether it existed."""

    hypothetical: Flag = False
    """Never selected by ``as_of``; only by ``agreements`` or ``plus``."""


class Hypothetical(Clause[HypotheticalTerms]):
    """Whether it never existed; then no date selects it, a policy must name it."""

    key = "hypothetical"
    terms = HypotheticalTerms
    section = "in force"
    columns = ("agreement",)
    remoteness = FICTION

    def refuses(self, grant: Grant, terms: HypotheticalTerms | None, question: Question) -> bool:
        """Refuse what the policy does not name."""
        return terms is not None and terms.hypothetical and grant.agreement not in question.selected

    def of_agreement(self, terms: HypotheticalTerms) -> str:
        """Say so."""
        return "hypothetical" if terms.hypothetical else ""

    def of_grant(
        self, grant: Grant, terms: HypotheticalTerms, names: Sequence[str]
    ) -> dict[str, str]:
        """Say so."""
        return {"agreement": self.of_agreement(terms)}

    def of_refusal(self, use: Use) -> str:
        """Say that it would have to be made up first."""
        return "hypothetical, not part of this policy"


HYPOTHETICAL = Hypothetical()
