"""Originator control: whom a recipient may tell, and what asking for consent takes."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_serializer

from tocsin.fields import Id, Ids, Model, Seconds, problem
from tocsin.sharing.clauses.clause import Clause, Pair, Use
from tocsin.sharing.grants import Grant, listed
from tocsin.sharing.routes import Hop
from tocsin.words import minutes, tenths


class Onward(Model):
    """To whom a recipient may pass an item on, and the delay of the originator's consent."""

    to: Literal["none", "any"] | Ids
    """``none``, ``any`` or nations."""
    consent_s: Seconds = 0.0
    """Delay of the originator's consent, seconds."""

    @model_serializer
    def _as_written(self) -> Any:
        to = self.to if isinstance(self.to, str) else list(self.to)
        return {"to": to, "consent_s": self.consent_s} if self.consent_s else to


def _read_onward(value: Any) -> Any:
    if isinstance(value, str) and value not in ("none", "any"):
        raise problem("Must be none, any or a list of nations in brackets.")
    return {"to": value} if isinstance(value, (str, list, tuple)) else value


_SCHEMA = Literal["none", "any"] | list[Id] | Onward


class OnwardTerms(Model):
    """What recipients may do with an item."""

    onward: Annotated[Onward, BeforeValidator(_read_onward, json_schema_input_type=_SCHEMA)] = (
        Onward(to="none")
    )
    """To whom a recipient may pass them on (a hub's spokes and a mesh add one another)."""


class OnwardPassing(Clause[OnwardTerms]):
    """Whom a recipient may tell (originator control), and the seconds that consent takes."""

    key = "onward"
    terms = OnwardTerms
    columns = ("may pass it on to",)

    def expand(self, terms: OnwardTerms, pair: Pair) -> dict[str, Any]:
        """Set the onward mask and the consent that each onward passing asks for."""
        consent_s = float(terms.onward.consent_s)
        if pair.shape == "mesh":
            return {"onward": pair.nations.everyone, "consent_s": consent_s}
        if pair.to_hub:
            # Spokes consent in advance to what the hub passes to the other spokes.
            spokes = set(pair.parties) - {pair.hub, pair.source}
            return {"onward": pair.nations.mask(spokes), "consent_s": 0.0}
        return {"onward": _mask(terms.onward, pair), "consent_s": consent_s}

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """Let items go on to whomever the other lets them, with no more consent to ask."""
        return grant.consent_s <= other.consent_s and not other.onward & ~grant.onward

    def of_agreement(self, terms: OnwardTerms) -> str:
        """Say whom recipients may tell, and what consent takes."""
        to, consent_s = terms.onward.to, terms.onward.consent_s
        whom = to if isinstance(to, str) else ", ".join(to) or "none"
        return f"onward {whom}" + (f", consent {consent_s:g} s" if consent_s else "")

    def of_grant(self, grant: Grant, terms: OnwardTerms, names: Sequence[str]) -> dict[str, str]:
        """Name those who may be told, beside the grant's own ends."""
        others = grant.onward & ~(1 << grant.source) & ~(1 << grant.target)
        whom = listed(others, names) or "nobody"
        asked = f", consent {minutes(grant.consent_s)}" if grant.consent_s else ""
        return {"may pass it on to": whom + asked}

    def of_hop(self, hop: Hop) -> str:
        """Say what asking for consent took before the item could go on."""
        return f"consent {tenths(hop.consent_s)}" if hop.consent_s else ""

    def of_refusal(self, use: Use) -> str:
        """Name those who may be told."""
        assert use.grant is not None
        whom = listed(use.grant.onward, use.names)
        return f"onward to {whom} only" if whom else "no third party (onward none)"


def _mask(onward: Onward, pair: Pair) -> int:
    if onward.to == "any":
        return pair.nations.everyone
    return 0 if onward.to == "none" else pair.nations.mask(onward.to)


ONWARD = OnwardPassing()
