"""Edges: grants as the searches follow them, and which of them are not worth following."""

from collections.abc import Sequence
from typing import NamedTuple

from tocsin.sharing.clauses import CLAUSES
from tocsin.sharing.clauses.clause import Clause
from tocsin.sharing.grants import Grant

# The clauses that set terms by which grants differ; the others would only cost time.
_COMPARING = tuple(clause for clause in CLAUSES if type(clause).no_worse is not Clause.no_worse)


class Edge(NamedTuple):
    """A grant as a search follows it.

    Attributes
    ----------
    bit, target : int
        Nation that is told, as a mask and as a position.
    delay_s : float
        Delay of the mode, seconds.
    tier : int
        Best tier that may pass.
    onward : int
        Mask of the nations that the target may tell.
    consent_s, downgrade_s : float
        Seconds more when the target passes it on; when it passes below its tier.
    relays : bool
        Whether relayed items may pass.
    grant : int
        Position of the grant in its network: ties go to the first.
    """

    bit: int
    target: int
    delay_s: float
    tier: int
    onward: int
    consent_s: float
    downgrade_s: float
    relays: bool
    grant: int

    @classmethod
    def of(cls, grant: Grant, position: int) -> "Edge":
        """Lay out a grant."""
        return cls(
            1 << grant.target,
            grant.target,
            grant.delay_s,
            grant.tier,
            grant.onward,
            grant.consent_s,
            grant.downgrade_s,
            grant.relays,
            position,
        )


def no_worse(grant: Grant, other: Grant) -> bool:
    """Tell whether one grant is no worse than another of the same pair by any clause's terms.

    >>> no_worse(Grant(0, 1, delay_s=5.0), Grant(0, 1, delay_s=60.0, tier=1))
    True
    """
    return all(clause.no_worse(grant, other) for clause in _COMPARING)


def undominated(grants: Sequence[Grant]) -> tuple[int, ...]:
    """Return the positions of the grants that no other one of the same pair makes superfluous.

    At equal delay the earlier one in the file must stay, for it is the one that ties report.
    """
    # Rivals are few: only grants of the same pair can stand for one another.
    by_pair: dict[tuple[int, int], list[int]] = {}
    for index, grant in enumerate(grants):
        by_pair.setdefault((grant.source, grant.target), []).append(index)
    staying = [
        index
        for rivals in by_pair.values()
        for index in rivals
        if not any(_replaces(grants, rival, index) for rival in rivals if rival != index)
    ]
    return tuple(sorted(staying))


def _replaces(grants: Sequence[Grant], index: int, other: int) -> bool:
    """Tell whether one grant applies whenever another does and is no worse, nor later in ties."""
    ours, theirs = grants[index], grants[other]
    # The cheap test first: it settles half of all comparisons.
    if ours.delay_s > theirs.delay_s or (ours.delay_s == theirs.delay_s and index > other):
        return False
    return no_worse(ours, theirs) and ours.applies_whenever(theirs)
