"""Reasons to refuse that stand elsewhere in a scenario: at sensors, policies and shocks."""

from tocsin.fields import Model
from tocsin.sharing.clauses.clause import NOTHING, POLICY, VETO, Clause, Question, Use
from tocsin.sharing.clauses.hypothetical import HYPOTHETICAL
from tocsin.sharing.clauses.in_force import IN_FORCE
from tocsin.sharing.grants import Grant


class LeftOut(Clause[Model]):
    """The policy does not select the agreement, though no date and no fiction forbids it."""

    key = "policies"
    remoteness = POLICY

    def refuses(self, grant: Grant, terms: Model | None, question: Question) -> bool:
        """Refuse what is not selected, unless a clause of the agreement says why."""
        if terms is None or grant.agreement in question.selected:
            return False
        # "Left out" would be true of a treaty not yet signed, but no reason.
        stated: tuple[Clause, ...] = (IN_FORCE, HYPOTHETICAL)
        return not any(clause.refuses(grant, terms, question) for clause in stated)

    def of_refusal(self, use: Use) -> str:
        """Say so."""
        return "left out of this policy"


class Suspended(Clause[Model]):
    """A shock suspends the agreement."""

    key = "shocks"
    remoteness = POLICY

    def refuses(self, grant: Grant, terms: Model | None, question: Question) -> bool:
        """Refuse what is suspended."""
        return grant.agreement in question.suspended

    def of_refusal(self, use: Use) -> str:
        """Say so."""
        return "suspended"


class NotTo(Clause[Model]):
    """The sensor's owner bars a nation from its items, whatever the route: a host's veto, say."""

    key = "not_to"
    remoteness = VETO

    def of_refusal(self, use: Use) -> str:
        """Name the nation."""
        return f"its owner bars {use.names[use.target]} (not_to)"


class NoAgreement(Clause[Model]):
    """No known agreement leads there."""

    key = "agreements"
    remoteness = NOTHING

    def of_refusal(self, use: Use) -> str:
        """Name the nation."""
        return f"no known agreement would carry it to {use.names[use.target]}"


LEFT_OUT = LeftOut()
SUSPENDED = Suspended()
NOT_TO = NotTo()
NO_AGREEMENT = NoAgreement()
