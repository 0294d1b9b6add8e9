"""Who must, may or would consult to act for whom. Kept apart from who may be told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from tocsin.fields import Id, problem
from tocsin.sharing.clauses import Sharing, SourcedTerms
from tocsin.sharing.clauses.hypothetical import HypotheticalTerms
from tocsin.sharing.clauses.in_force import InForceTerms
from tocsin.sharing.clauses.joined import JoinedTerms
from tocsin.sharing.clauses.requires import RequiresTerms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVELS = ("none", "consult", "may", "must", "itself")
NONE, CONSULT, MAY, MUST, ITSELF = range(5)


def _check_pairs(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    for actor, protected in pairs:
        if actor == protected:
            raise problem(f"{actor!r} stands on both sides of a pair. Name two nations.")
    return pairs


Pairs = Annotated[tuple[tuple[Id, Id], ...], Field(max_length=5000), AfterValidator(_check_pairs)]


class Defence(HypotheticalTerms, RequiresTerms, InForceTerms, JoinedTerms, SourcedTerms):
    """Who must act, who may act and who must consult. Pairs are ``[actor, protected]``."""

    kind: Literal["defence"]
    """``defence``."""
    must: Pairs = ()
    """Duties to act."""
    may: Pairs = ()
    """Permissions to act."""
    may_if: Id | None = None
    """Condition under which ``may`` holds; a policy lists it under ``conditions_met``."""
    consult: Pairs = ()
    """Duties to consult, which create no right to act."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.must or self.may or self.consult):
            raise problem("Must have must, may or consult.")
        if self.may_if is not None and not self.may:
            raise problem("may_if needs pairs under may.")
        return self

    def bound(self) -> tuple[str, ...]:
        """Return the nations that it binds."""
        pairs = (*self.must, *self.may, *self.consult)
        return tuple(dict.fromkeys(nation for pair in pairs for nation in pair))

    def text(self) -> str:
        """Say who is bound to whom.

        >>> Defence(kind="defence", must=[("USA", "KOR"), ("KOR", "USA")]).text()
        'must act: USA for KOR, KOR for USA'
        """
        terms = [
            f"{verb}: {', '.join(f'{actor} for {protected}' for actor, protected in pairs)}"
            for verb, pairs in (
                ("must act", self.must),
                ("may act", self.may),
                ("consult", self.consult),
            )
            if pairs
        ]
        return "; ".join([*terms, f"may only if {self.may_if}"] if self.may_if else terms)


def turning_days(agreements: Iterable[Sharing | Defence]) -> list[date]:
    """Return the days on which agreements begin and end, and parties join and leave, rising.

    Those of hypothetical ones are no days of anything that was.
    """
    real = (agreement for agreement in agreements if not agreement.hypothetical)
    return sorted({day for agreement in real for day in agreement.turning_days})


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

    level: "NDArray[np.int8]"
    reasons: tuple[Reason, ...]

    @property
    def may_act(self) -> "NDArray[np.bool_]":
        """Who may (or must) act for whom, ``[actor, protected]``."""
        return self.level >= MAY


def obligations(
    agreements: Mapping[str, Defence],
    *,
    nations: Sequence[str],
    conditions_met: Collection[str] = (),
    absent: Mapping[str, Collection[str]] | None = None,
) -> Obligations:
    """Merge the defence agreements of a policy.

    Parameters
    ----------
    agreements : mapping of str to Defence
        Those that the policy selects, by name.
    nations : sequence of str
        All of the scenario, in file order.
    conditions_met : collection of str
        Conditions that the policy takes as met.
    absent : mapping of str to collection of str, optional
        By agreement, nations that it names and that are no parties, or not yet.

    Returns
    -------
    Obligations

    Examples
    --------
    Directed: the first must act for the second, which owes nothing in return.

    >>> treaty = Defence(kind="defence", must=[("USA", "JPN")])
    >>> obligations({"treaty": treaty}, nations=["USA", "JPN"]).may_act.tolist()
    [[True, True], [False, True]]
    """
    import numpy as np  # here, so that a file is checked without it

    position = {name: index for index, name in enumerate(nations)}
    level = np.zeros((len(position), len(position)), dtype=np.int8)
    reasons = [Reason(nation, nation, ITSELF) for nation in position.values()]
    for name, agreement in agreements.items():
        away = (absent or {}).get(name, ())
        met = agreement.may_if is None or agreement.may_if in conditions_met
        for pairs, rank, terms in (
            (agreement.must, MUST, ()),
            (agreement.may, MAY, (agreement.may_if, met)),
            (agreement.consult, CONSULT, ()),
        ):
            reasons += [
                Reason(position[actor], position[protected], rank, name, *terms)
                for actor, protected in pairs
                if actor not in away and protected not in away
            ]
    # The strongest of several agreements counts; what depends on an unmet condition does not.
    for reason in reasons:
        if reason.met:
            pair = reason.actor, reason.protected
            level[pair] = max(level[pair], reason.level)
    level.flags.writeable = False
    return Obligations(level, tuple(reasons))
