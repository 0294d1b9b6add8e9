"""What an agreement rests on: others without which it is not in force.

A real-time link that rests on a security agreement falls with it, whoever takes that out: a policy,
a date, a shock, a coalition. Who stands and who falls is worked out here alone.
"""

from collections.abc import Collection, Mapping, Sequence

from tocsin.fields import Ids, Model
from tocsin.sharing.clauses.clause import POLICY, Clause, Question, Use
from tocsin.sharing.grants import Grant


class RequiresTerms(Model):
    """What it rests on."""

    requires: Ids = ()
    """Agreements on which it rests: it is in force only while all of them are."""


class Requires(Clause[RequiresTerms]):
    """Agreements on which it rests: while one of them is not in force, neither is it."""

    key = "requires"
    terms = RequiresTerms
    section = "in force"
    columns = ("agreement",)
    remoteness = POLICY

    def refuses(self, grant: Grant, terms: RequiresTerms | None, question: Question) -> bool:
        """Refuse what lacks something that it rests on, at first or second hand."""
        return grant.agreement in question.lacks

    def of_agreement(self, terms: RequiresTerms) -> str:
        """Name what it rests on."""
        return f"rests on {', '.join(terms.requires)}" if terms.requires else ""

    def of_grant(self, grant: Grant, terms: RequiresTerms, names: Sequence[str]) -> dict[str, str]:
        """Name what the agreement rests on."""
        return {"agreement": self.of_agreement(terms)}

    def of_refusal(self, use: Use) -> str:
        """Name what is missing, and not what falls between it and the agreement."""
        return f"falls with {', '.join(use.lacks)}"


REQUIRES = Requires()


def rests_on(requires: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return all that each agreement rests on, at first or second hand.

    Parameters
    ----------
    requires : mapping of str to sequence of str
        What each requires itself, in file order.

    Returns
    -------
    dict of str to tuple of str
        What it requires itself comes first. One that rests on itself is part of a circle.

    Examples
    --------
    >>> rests_on({"base": [], "hub": ["base"], "link": ["hub"], "free": []})
    {'base': (), 'hub': ('base',), 'link': ('hub', 'base'), 'free': ()}
    """
    return {name: _below(name, requires) for name in requires}


def _below(name: str, requires: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found = [*requires[name]]
    # The list grows under the loop; what it has already is not followed again, so a circle ends.
    for each in found:
        found += [other for other in requires.get(each, ()) if other not in found]
    return tuple(found)


def lacking(
    chosen: Collection[str], resting: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """Return what is missing, of all that each agreement rests on, where something is.

    What a policy has chosen is in force unless it lacks something. Since all that it rests on
    counts, at second hand too, nothing has to be repeated until it settles.

    Parameters
    ----------
    chosen : collection of str
        What a policy selects, less what is suspended.
    resting : mapping of str to sequence of str
        As `rests_on` gives it.

    Examples
    --------
    >>> resting = rests_on({"base": [], "hub": ["base"], "link": ["hub"]})
    >>> lacking({"hub", "link"}, resting)
    {'hub': ('base',), 'link': ('base',)}
    """
    gaps = ((name, tuple(each for each in below if each not in chosen))
            for name, below in resting.items())  # fmt: skip
    return {name: missing for name, missing in gaps if missing}
