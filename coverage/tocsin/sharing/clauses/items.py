"""Whose items may pass."""

from collections.abc import Sequence
from typing import Any, Literal

from tocsin.fields import Model
from tocsin.sharing.clauses.clause import Clause, Pair, Use
from tocsin.sharing.grants import Grant


class ItemsTerms(Model):
    """Whose items may pass."""

    items: Literal["own", "any"] = "own"
    """Whose items may pass (a mesh and a forwarding hub pass any)."""


class Items(Clause[ItemsTerms]):
    """Whose items may pass: the giver's own, or also those that it holds from others."""

    key = "items"
    terms = ItemsTerms
    columns = ("whose items",)

    def expand(self, terms: ItemsTerms, pair: Pair) -> dict[str, Any]:
        """Admit relayed items; what a hub passes is `forward`'s to say, in place of this."""
        return {"relays": pair.shape == "mesh" or terms.items == "any"}

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """Whoever admits relayed items admits the giver's own too."""
        return grant.relays >= other.relays

    def refuses_relaying(self, grant: Grant) -> bool:
        """Refuse relayed items unless they are admitted; a hub would admit them by itself."""
        return not grant.relays and not grant.from_hub

    def of_agreement(self, terms: ItemsTerms) -> str:
        """Say where relayed items may pass too."""
        return "relayed items too" if terms.items == "any" else ""

    def of_grant(self, grant: Grant, terms: ItemsTerms, names: Sequence[str]) -> dict[str, str]:
        """Say whose items."""
        return {"whose items": "own and relayed" if grant.relays else "own"}

    def of_refusal(self, use: Use) -> str:
        """Say whose items alone."""
        return "own items only"


ITEMS = Items()
