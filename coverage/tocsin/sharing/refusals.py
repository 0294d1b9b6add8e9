"""What is known beyond a policy, and which clauses refuse the use of a grant or of a route."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tocsin.sharing.clauses import CLAUSES, ELSEWHERE, NOT_TO, ONWARD, Sharing
from tocsin.sharing.clauses.clause import Clause, Question, Use
from tocsin.sharing.grants import Grant, Situation

# In the order in which a reader meets them: what a policy leaves out before what a text forbids.
REFUSING = sorted((*CLAUSES, *ELSEWHERE), key=lambda clause: clause.remoteness)


@dataclass(frozen=True)
class Known:
    """Every agreement that is known, in force or not, and what the policy makes of it.

    Attributes
    ----------
    agreements : mapping of str to Sharing
        All, in file order, those of the policy included.
    grants : tuple of Grant
        Their expansion.
    selected : frozenset of str
        Agreements that the policy selects.
    suspended : frozenset of str
        Selected agreements that a shock suspends.
    lacks : mapping of str to tuple of str
        Agreements that lack something on which they rest, and what.
    as_of : date or None
        Date by which the policy selects.
    exercise : bool
        Whether the run is an exercise.
    """

    agreements: Mapping[str, Sharing] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    selected: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_of: date | None = None
    exercise: bool = False

    def question(self, *, launch_nation: int, threatened: int, required: int) -> Question:
        """Return what the routes of one arc to a nation with one need are judged by."""
        return Question(
            Situation(launch_nation, threatened),
            required,
            selected=self.selected,
            suspended=self.suspended,
            lacks=self.lacks,
            as_of=self.as_of,
            exercise=self.exercise,
        )


@dataclass(frozen=True)
class Refusal:
    """One clause that refuses a route.

    Attributes
    ----------
    clause : Clause
        Which.
    agreement : str
        Agreement that it stands in; empty for a bar of the sensor's owner.
    grant : Grant or None
        Grant concerned.
    nation : int
        Nation that is refused the item.
    lacks : tuple of str
        What is missing of all that the agreement rests on.
    """

    clause: Clause[Any]
    agreement: str
    grant: Grant | None = field(default=None, compare=False)
    nation: int = field(default=-1, compare=False)
    lacks: tuple[str, ...] = field(default=(), compare=False)

    def text(self, names: Sequence[str], *, sensor: str, as_of: date | None = None) -> str:
        """Say why the route is refused, without saying where that stands.

        >>> grant = Grant(1, 0, agreement="gsomia")
        >>> Refusal(ONWARD, "gsomia", grant, 2).text(["JPN", "KOR", "USA"], sensor="north")
        'no third party (onward none)'
        """
        use = Use(self.grant, self.nation, names, sensor, as_of, self.lacks)
        return self.clause.of_refusal(use)


def refusals_of_grant(grant: Grant, *, known: Known, question: Question) -> tuple[Refusal, ...]:
    """Return every clause that refuses every use of a grant, the easiest to change first."""
    # A grant that no known agreement states is refused by what it says itself, if by anything.
    name, lacks = grant.agreement, question.lacks.get(grant.agreement, ())
    terms = known.agreements.get(name)
    return tuple(
        Refusal(clause, name, grant, grant.target, lacks)
        for clause in REFUSING
        if clause.refuses(grant, terms, question)
    )


def refusals_of_relaying(grant: Grant) -> tuple[Refusal, ...]:
    """Return every clause by which a grant refuses relayed items."""
    return tuple(
        Refusal(clause, grant.agreement, grant, grant.target)
        for clause in REFUSING
        if clause.refuses_relaying(grant)
    )


def refusals_of_route(
    grants: Sequence[Grant], *, not_to: int, known: Known, question: Question
) -> tuple[Refusal, ...]:
    """Return every clause that refuses a route, each once, in order of the hops.

    Parameters
    ----------
    grants : sequence of Grant
        One a hop.
    not_to : int
        Mask of the nations that the sensor's items may never reach.
    known : Known
    question : Question
    """
    refusals: list[Refusal] = []
    for hop, grant in enumerate(grants):
        target = grant.target
        refusals += refusals_of_grant(grant, known=known, question=question)
        if not_to >> target & 1:
            refusals.append(Refusal(NOT_TO, "", nation=target))
        if hop:
            refusals += refusals_of_relaying(grant)
        # Originator control travels: every earlier grant may bar this nation, not the first alone.
        refusals += [
            Refusal(ONWARD, earlier.agreement, earlier, target)
            for earlier in grants[:hop]
            if not earlier.onward >> target & 1
        ]
    return tuple(dict.fromkeys(refusals))


def sentence_of(
    refusals: Sequence[Refusal],
    names: Sequence[str],
    *,
    sensor: str,
    as_of: date | None = None,
) -> str:
    """Say all refusals of a route, those of one agreement together.

    >>> from tocsin.sharing.clauses import LEFT_OUT, MODE
    >>> drill = [Refusal(clause, "drill", Grant(0, 1)) for clause in (LEFT_OUT, MODE)]
    >>> sentence_of(drill, ["JPN", "KOR"], sensor="north")
    'drill: left out of this policy, exercise only'
    """
    # "pact: left out of this policy, exercise only", not the name of the pact twice.
    by_place: dict[str, list[str]] = {}
    for refusal in refusals:
        place = refusal.agreement or (sensor if refusal.clause is NOT_TO else "")
        text = refusal.text(names, sensor=sensor, as_of=as_of)
        by_place.setdefault(place, []).append(text)
    return "; ".join(
        ": ".join([place, ", ".join(texts)]) if place else ", ".join(texts)
        for place, texts in by_place.items()
    )
