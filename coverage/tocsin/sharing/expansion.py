"""From what an agreement says to the directed grants that it comes to."""

from collections.abc import Collection
from typing import Any

from tocsin.sharing.clauses import CLAUSES, Sharing
from tocsin.sharing.clauses.clause import ModeDelays, Nations, Pair
from tocsin.sharing.grants import Grant


def expand(
    agreement: Sharing,
    *,
    name: str,
    nations: Nations,
    delays: ModeDelays,
    absent: Collection[str] = (),
) -> tuple[Grant, ...]:
    """Expand an agreement to its directed grants.

    Parameters
    ----------
    agreement : Sharing
        Of any shape.
    name : str
        Its key in the scenario.
    nations : Nations
        All of the scenario.
    delays : ModeDelays
        Seconds of each mode.
    absent : collection of str
        Nations that it names and that are no parties, or not yet.

    Returns
    -------
    tuple of Grant
        In file order of the nations that the agreement names.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> delays = SimpleNamespace(auto_s=5.0, release_s=300.0, request_s=21600.0, exercise_s=5.0)
    >>> star = Sharing(kind="sharing", hub="USA", spokes=("JPN", "KOR"))
    >>> nations = Nations(("JPN", "KOR", "USA"))
    >>> grants = expand(star, name="star", nations=nations, delays=delays)
    >>> [(grant.source, grant.target, grant.relays, grant.onward) for grant in grants]
    [(0, 2, False, 2), (2, 0, True, 0), (1, 2, False, 1), (2, 1, True, 0)]
    """
    everyone = agreement.parties_among(nations.names)
    parties = tuple(nation for nation in everyone if nation not in absent)
    return tuple(
        _grant(
            agreement,
            Pair(nations, delays, agreement.shape, parties, agreement.hub, source, target),
            name=name,
        )
        # Each pair once, in the order of the file: that order settles ties of routes.
        for source, target in dict.fromkeys(agreement.pairs_among(nations.names))
        if source not in absent and target not in absent
    )


def _grant(agreement: Sharing, pair: Pair, *, name: str) -> Grant:
    """Let every clause set its terms and put its condition on the grant of one pair."""
    terms: dict[str, Any] = {}
    conditions = []
    for clause in CLAUSES:
        # A later clause may speak in the place of an earlier one, as `forward` does of a hub.
        terms |= clause.expand(agreement, pair)
        condition = clause.condition(agreement, pair)
        if condition is not None:
            conditions.append(condition)
    position = pair.nations.position
    return Grant(
        position[pair.source],
        position[pair.target],
        agreement=name,
        conditions=tuple(conditions),
        **terms,
    )
