"""The clauses of a sharing agreement, each in a module of its own, and the register of them.

To add one, write its module and name it here twice: its terms among the bases of `Sharing`, the
clause in `CLAUSES`. Loader, schema, search, explanations, tables and graphs read these two.
"""

from typing import Any, Literal

from tocsin.fields import Line, Model, Text
from tocsin.sharing.clauses.anonymous import ANONYMOUS, AnonymousTerms
from tocsin.sharing.clauses.clause import Clause
from tocsin.sharing.clauses.downgrade import DOWNGRADE, DowngradeTerms
from tocsin.sharing.clauses.elsewhere import LEFT_OUT, NO_AGREEMENT, NOT_TO, SUSPENDED
from tocsin.sharing.clauses.forward import FORWARD, ForwardTerms
from tocsin.sharing.clauses.hypothetical import HYPOTHETICAL, HypotheticalTerms
from tocsin.sharing.clauses.in_force import IN_FORCE, InForceTerms
from tocsin.sharing.clauses.items import ITEMS, ItemsTerms
from tocsin.sharing.clauses.joined import JOINED, JoinedTerms
from tocsin.sharing.clauses.mode import MODE, ModeTerms
from tocsin.sharing.clauses.onward import ONWARD, OnwardTerms
from tocsin.sharing.clauses.purpose import PURPOSE, PurposeTerms
from tocsin.sharing.clauses.requires import REQUIRES, RequiresTerms
from tocsin.sharing.clauses.shape import SHAPE, ShapeTerms
from tocsin.sharing.clauses.threatened import THREAT, ThreatenedTerms
from tocsin.sharing.clauses.tier import TIER, TierTerms


class SourcedTerms(Model):
    """Words about an agreement and where they come from; they change nothing."""

    title: Line | None = None
    """Title in full."""
    source: Text | None = None
    """Where it can be read."""
    confidence: Literal["low", "medium", "high"] | None = None
    """How well the source supports the entry."""
    note: Text | None = None
    """Anything a reader should know."""


# pydantic lists the fields of the last base first.
class Sharing(
    AnonymousTerms,
    ThreatenedTerms,
    PurposeTerms,
    OnwardTerms,
    ItemsTerms,
    DowngradeTerms,
    ModeTerms,
    TierTerms,
    ForwardTerms,
    ShapeTerms,
    HypotheticalTerms,
    RequiresTerms,
    InForceTerms,
    JoinedTerms,
    SourcedTerms,
):
    """A sharing agreement: exactly one shape, and the terms on which items pass."""

    kind: Literal["sharing"]
    """``sharing``."""


CLAUSES: tuple[Clause[Any], ...] = (
    SHAPE,
    TIER,
    MODE,
    ITEMS,
    FORWARD,  # after items, in whose place it speaks for a hub
    ONWARD,
    DOWNGRADE,
    PURPOSE,
    THREAT,
    ANONYMOUS,
    IN_FORCE,
    JOINED,
    REQUIRES,
    HYPOTHETICAL,
)
"""The clauses of an agreement, in the order in which tables tell them."""

ELSEWHERE: tuple[Clause[Any], ...] = (LEFT_OUT, SUSPENDED, NOT_TO, NO_AGREEMENT)
"""Reasons to refuse that stand at policies, shocks and sensors."""
