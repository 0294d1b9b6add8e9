"""Whether recipients are told who saw it."""

from collections.abc import Sequence
from typing import Any

from tocsin.fields import Flag, Model
from tocsin.sharing.clauses.clause import Clause, Pair
from tocsin.sharing.grants import Grant


class AnonymousTerms(Model):
    """What recipients are told of the originator."""

    anonymous: Flag = False
    """Whether the originator's name is withheld from recipients."""


class Anonymous(Clause[AnonymousTerms]):
    """Whether recipients are not told who the originator is; times are not changed."""

    key = "anonymous"
    terms = AnonymousTerms
    columns = ("whose items",)

    def expand(self, terms: AnonymousTerms, pair: Pair) -> dict[str, Any]:
        """Mark the grant, so that words hide the originator of what passes by it."""
        return {"anonymous": terms.anonymous}

    def of_agreement(self, terms: AnonymousTerms) -> str:
        """Say so."""
        return "originator not named" if terms.anonymous else ""

    def of_grant(self, grant: Grant, terms: AnonymousTerms, names: Sequence[str]) -> dict[str, str]:
        """Say so."""
        return {"whose items": "originator not named"} if grant.anonymous else {}


ANONYMOUS = Anonymous()
