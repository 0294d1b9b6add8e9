"""Agreements that grow: parties that joined, or left, on days of their own."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from tocsin.fields import Day, Id, Model, or_else, problem
from tocsin.frozen import EMPTY, Frozen
from tocsin.sharing.clauses.clause import DATE, Clause, Pair, Question, Use
from tocsin.sharing.clauses.in_force import Span, holds, span_text
from tocsin.sharing.grants import Grant

# Keys under which parties may stand with their days.
_WITH_DAYS = ("parties", "spokes")
_DAY = {"type": ["string", "integer", "null"]}
_STAY_SCHEMA = {"anyOf": [_DAY, {"type": "array", "items": _DAY, "minItems": 2, "maxItems": 2}]}
or_days = or_else({"type": "object", "additionalProperties": _STAY_SCHEMA})
"""Let the schema of a list of parties be that of parties with their days, too."""
_SAYS = "Must be the day of joining, or [day of joining, first day no longer a party]."


def _as_stay(value: Any) -> Any:
    # A single day is the common case: joined, and never left.
    return value if isinstance(value, list | tuple) else (value, None)


Stay = Annotated[
    tuple[Day | None, Day | None],
    BeforeValidator(_as_stay, json_schema_input_type=Day | tuple[Day | None, Day | None]),
]


@cache
def _stay() -> TypeAdapter[Any]:
    # Few files have days beside names, and none should wait for it.
    return TypeAdapter(Stay)


class JoinedTerms(Model):
    """Who joined when."""

    joined: Annotated[dict[Id, Stay], Field(max_length=64), Frozen] = EMPTY
    """Parties with days of their own: the day of joining, or that and the first day no longer a
    party. Absent: as long as the agreement is in force."""

    @model_validator(mode="before")
    @classmethod
    def _days_beside_names(cls, value: Any) -> Any:
        # `parties: {AAA: 1949-08-24}` is how people write it down: names and days in one.
        given = value if isinstance(value, dict) else {}
        mixed = [key for key in _WITH_DAYS if isinstance(given.get(key), dict)]
        if not mixed:
            return value
        (key,) = mixed
        if value.get("joined"):
            raise problem(f"Has days under {key} and under joined. Keep one of them.")
        for nation, stay in value[key].items():
            try:
                _stay().validate_python(stay)
            except ValidationError:
                raise problem(f"{nation} under {key}: {_SAYS}") from None
        return value | {key: list(value[key]), "joined": value[key]}

    @model_validator(mode="after")
    def _days_fit(self) -> Self:
        bound, (_, end) = self.bound(), getattr(self, "in_force", (None, None))
        for nation, (joins, leaves) in self.joined.items():
            if bound is not None and nation not in bound:
                raise problem(f"{nation} has a day (joined) and is no party. Name it as one.")
            if joins is not None and leaves is not None and joins >= leaves:
                raise problem(
                    f"{nation} leaves ({leaves}) before it joins ({joins}). The second day is the "
                    "first one no longer a party."
                )
            if joins is not None and end is not None and joins >= end:
                raise problem(
                    f"{nation} joins ({joins}) when the agreement is no longer in force ({end})."
                )
        return self

    def bound(self) -> tuple[str, ...] | None:
        """Return the nations that it binds; None where it may be any."""
        return None

    def absent_on(self, day: date | None) -> frozenset[str]:
        """Return who is no party on a day; without a day, who has left.

        An agreement that a policy puts in, though it is not in force on its day, is as it is now.

        >>> pact = JoinedTerms(joined={"A": "1949", "B": ["1952-02", "1966-07-01"]})
        >>> [sorted(pact.absent_on(day)) for day in (date(1950, 1, 1), date(1960, 1, 1), None)]
        [['B'], [], ['B']]
        """
        day = self.counting_day(day)
        return frozenset(n for n, stay in self.joined.items() if not _stays(stay, day))

    def counting_day(self, day: date | None) -> date | None:
        """Return the day that says who is a party; None for now, also out of its time."""
        return None if day is None or not self.holds_on(day) else day

    def holds_on(self, day: date) -> bool:
        """Tell whether the agreement is in force on a day."""
        return True

    @property
    def turning_days(self) -> frozenset[date]:
        """All days on which what it says changes."""
        spans = (getattr(self, "in_force", ()), *self.joined.values())
        return frozenset(day for span in spans for day in span if day is not None)


def _stays(stay: Span, day: date | None) -> bool:
    # Without a day: as it is now.
    return stay[1] is None if day is None else holds(stay, day)


class Joined(Clause[JoinedTerms]):
    """Parties that joined, or left, on days of their own: both ends must be parties on the day."""

    key = "joined"
    terms = JoinedTerms
    section = "in force"
    columns = ("agreement",)
    remoteness = DATE

    def expand(self, terms: JoinedTerms, pair: Pair) -> dict[str, Any]:
        """Set between which days both ends are parties."""
        stays = [terms.joined.get(end, (None, None)) for end in (pair.source, pair.target)]
        joins, leaves = zip(*stays, strict=True)
        return {
            "since": max((day for day in joins if day), default=None),
            "until": min((day for day in leaves if day), default=None),
        }

    def refuses(self, grant: Grant, terms: JoinedTerms | None, question: Question) -> bool:
        """Refuse what passes between two of which one is no party on the day."""
        if terms is None or not (grant.since or grant.until):
            return False
        return not _stays((grant.since, grant.until), terms.counting_day(question.as_of))

    def of_agreement(self, terms: JoinedTerms) -> str:
        """Say who joined and left when."""
        return ", ".join(f"{nation} {span_text(stay)}" for nation, stay in terms.joined.items())

    def of_grant(self, grant: Grant, terms: JoinedTerms, names: Sequence[str]) -> dict[str, str]:
        """Say between which days both are parties."""
        return {"agreement": span_text((grant.since, grant.until))}

    def of_refusal(self, use: Use) -> str:
        """Say from and until which day both are parties."""
        assert use.grant is not None
        both = f"{use.names[use.grant.source]} and {use.names[use.grant.target]}"
        span = span_text((use.grant.since, use.grant.until))
        return f"{both} are both parties only {span}"


JOINED = Joined()
