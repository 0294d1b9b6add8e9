"""Whether a hub passes on what its spokes told it."""

from typing import Any

from tocsin.fields import Flag, Model
from tocsin.sharing.clauses.clause import Clause, Pair, Use
from tocsin.sharing.grants import Grant


class ForwardTerms(Model):
    """What a hub does with the spokes' items."""

    forward: Flag = True
    """Whether the hub passes the spokes' items on."""


class Forward(Clause[ForwardTerms]):
    """Whether the hub passes on what is not its own."""

    key = "forward"
    terms = ForwardTerms
    columns = ("whose items",)

    def expand(self, terms: ForwardTerms, pair: Pair) -> dict[str, Any]:
        """Decide for the hub's grants, in place of `items`."""
        return {"relays": terms.forward} if pair.from_hub else {}

    def refuses_relaying(self, grant: Grant) -> bool:
        """Refuse relayed items from a hub that forwards nothing."""
        return not grant.relays and grant.from_hub

    def of_agreement(self, terms: ForwardTerms) -> str:
        """Say so where the hub keeps items to itself."""
        return "" if terms.forward else "the hub forwards nothing"

    def of_refusal(self, use: Use) -> str:
        """Name the clause: a reader would expect a hub to pass items on."""
        return "relayed items not admitted (forward: false)"


FORWARD = Forward()
