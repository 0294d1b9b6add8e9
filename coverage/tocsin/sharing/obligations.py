"""Who must, may or would consult to act for whom. Kept apart from who may be told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

LEVELS = ("none", "consult", "may", "must", "itself")
NONE, CONSULT, MAY, MUST, ITSELF = range(5)

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class DefenceAgreement:
    """One defence agreement, as the scenario states it, with nations as indices.

    Attributes
    ----------
    id : str
        Name of the agreement in the scenario.
    must, may, consult : tuple of (int, int)
        Pairs (actor, protected), directed.
    may_if : str or None
        Condition on which ``may`` depends.
    in_force : tuple of (date or None)
        First day in force, first day no longer in force.
    hypothetical : bool
        Whether it never existed.
    """

    id: str
    must: Pairs = ()
    may: Pairs = ()
    consult: Pairs = ()
    may_if: str | None = None
    in_force: tuple[date | None, date | None] = (None, None)
    hypothetical: bool = False


@dataclass(frozen=True)
class Reason:
    """Why an actor has some duty or liberty towards a nation.

    Attributes
    ----------
    actor, protected : int
        Nations.
    level : int
        Position in ``LEVELS``.
    agreement : str
        Where it comes from; empty for acting for itself.
    condition : str or None
        What it depends on.
    met : bool
        Whether the condition is met, or there is none.
    """

    actor: int
    protected: int
    level: int
    agreement: str = ""
    condition: str | None = None
    met: bool = True

    def sentence(self, names: Sequence[str]) -> str:
        """Say it in words.

        >>> Reason(0, 1, MAY, "law", "survival", met=False).sentence(["JPN", "USA"])
        "JPN may act for USA (law) only if 'survival', which this policy does not assume"
        """
        actor, protected = names[self.actor], names[self.protected]
        if self.level == ITSELF:
            return f"{actor} may act for itself"
        verb = {CONSULT: "consults on acting", MAY: "may act", MUST: "must act"}[self.level]
        text = f"{actor} {verb} for {protected} ({self.agreement})"
        if self.condition is None:
            return text
        if self.met:
            return f"{text}, for {self.condition!r} is assumed"
        return f"{text} only if {self.condition!r}, which this policy does not assume"


@dataclass(frozen=True)
class Obligations:
    """The obligation layer of a policy.

    Attributes
    ----------
    level : ndarray of int8 ``[actor, protected]``
        Strongest level, as a position in ``LEVELS``; ``itself`` on the diagonal.
    reasons : tuple of Reason
        All, also those whose condition is not met, in file order.
    """

    level: NDArray[np.int8]
    reasons: tuple[Reason, ...]

    @property
    def may_act(self) -> NDArray[np.bool_]:
        """Who may (or must) act for whom, ``[actor, protected]``."""
        return self.level >= MAY

    @property
    def must_act(self) -> NDArray[np.bool_]:
        """Who must act for whom, ``[actor, protected]``."""
        return self.level == MUST

    def reasons_for(self, actor: int, protected: int) -> tuple[Reason, ...]:
        """Reasons that concern one pair."""
        return tuple(r for r in self.reasons if (r.actor, r.protected) == (actor, protected))


def obligations(
    agreements: Iterable[DefenceAgreement],
    *,
    n_nations: int,
    conditions_met: Collection[str] = (),
) -> Obligations:
    """Merge the defence agreements of a policy.

    Parameters
    ----------
    agreements : iterable of DefenceAgreement
        Those that the policy selects.
    n_nations : int
        Number of nations.
    conditions_met : collection of str
        Conditions that the policy takes as met.

    Returns
    -------
    Obligations

    Examples
    --------
    Directed: the first must act for the second, which owes nothing in return.

    >>> treaty = DefenceAgreement("treaty", must=((0, 1),))
    >>> obligations([treaty], n_nations=2).may_act.tolist()
    [[True, True], [False, True]]
    """
    level = np.zeros((n_nations, n_nations), dtype=np.int8)
    reasons = [Reason(nation, nation, ITSELF) for nation in range(n_nations)]
    for agreement in agreements:
        reasons += _reasons(agreement, conditions_met=conditions_met)
    for reason in reasons:
        if reason.met:
            pair = reason.actor, reason.protected
            level[pair] = max(level[pair], reason.level)
    level.flags.writeable = False
    return Obligations(level, tuple(reasons))


def _reasons(agreement: DefenceAgreement, *, conditions_met: Collection[str]) -> list[Reason]:
    met = agreement.may_if is None or agreement.may_if in conditions_met
    return [
        *(Reason(a, p, MUST, agreement.id) for a, p in agreement.must),
        *(Reason(a, p, MAY, agreement.id, agreement.may_if, met) for a, p in agreement.may),
        *(Reason(a, p, CONSULT, agreement.id) for a, p in agreement.consult),
    ]
