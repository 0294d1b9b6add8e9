"""Dates: from which day to which an agreement holds."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from tocsin.fields import Day, Model, problem
from tocsin.sharing.clauses.clause import DATE, Clause, Question, Use
from tocsin.sharing.grants import Grant

InForce = Annotated[tuple[Day | None, Day | None], Field()]
Span = tuple[date | None, date | None]
"""First day, and first day no longer; None is open."""


def holds(span: Span, day: date) -> bool:
    """Tell whether a day lies in a span (start included, end excluded)."""
    start, end = span
    return (start is None or start <= day) and (end is None or day < end)


def span_text(span: Span) -> str:
    """Say from when to when; nothing for always.

    >>> span_text((date(2016, 11, 23), None))
    'from 2016-11-23'
    """
    return " ".join(
        f"{word} {day}" for word, day in zip(("from", "until"), span, strict=True) if day
    )


class InForceTerms(Model):
    """When it holds."""

    in_force: InForce = (None, None)
    """First day in force and first day no longer in force; null is open. Absent: always."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        start, end = self.in_force
        if start is not None and end is not None and start >= end:
            raise problem(
                f"The second day ({end}) is the first one no longer in force. "
                f"It must come after the first ({start})."
            )
        return self

    def holds_on(self, day: date) -> bool:
        """Tell whether the agreement is in force on a day (start included, end excluded).

        >>> pact = InForceTerms(in_force=(date(2016, 11, 23), None))
        >>> pact.holds_on(date(2016, 11, 22)), pact.holds_on(date(2016, 11, 23))
        (False, True)
        """
        return holds(self.in_force, day)


class Dates(Clause[InForceTerms]):
    """First day in force and first day no longer in force; a policy may select by a day."""

    key = "in_force"
    terms = InForceTerms
    section = "in force"
    columns = ("agreement",)
    remoteness = DATE

    def refuses(self, grant: Grant, terms: InForceTerms | None, question: Question) -> bool:
        """Refuse what a policy of another day did not select."""
        # What a policy names under `plus` or `agreements` holds whatever its dates.
        if terms is None or question.as_of is None or grant.agreement in question.selected:
            return False
        return not terms.holds_on(question.as_of)

    def of_agreement(self, terms: InForceTerms) -> str:
        """Say from when to when; nothing for always."""
        return span_text(terms.in_force)

    def of_grant(self, grant: Grant, terms: InForceTerms, names: Sequence[str]) -> dict[str, str]:
        """Say from when to when."""
        return {"agreement": self.of_agreement(terms)}

    def of_refusal(self, use: Use) -> str:
        """Say on which day."""
        return f"not in force on {use.as_of}"


IN_FORCE = Dates()
