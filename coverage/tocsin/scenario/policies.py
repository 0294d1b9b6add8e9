"""Policies (which agreements hold), shocks to them, responders, and the dated history."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from tocsin.fields import (
    Day,
    Flag,
    Id,
    Ids,
    Latitude,
    Line,
    Longitude,
    Model,
    Probability,
    Seconds,
    Text,
    Within,
    problem,
)
from tocsin.frozen import EMPTY, Frozen
from tocsin.sharing.vocabulary import Agreement, Mesh

from .nations import Rule


class Policy(Model):
    """A set of agreements, and how the nations confirm while it holds."""

    title: Line | None = None
    """Title in figures and tables; the ID if absent."""
    as_of: Day | None = None
    """Every agreement in force on this day, hypothetical ones left out."""
    agreements: Ids | None = None
    """Exactly these, whatever their dates."""
    plus: Ids = ()
    """These as well."""
    except_: Annotated[Ids, Field(alias="except")] = ()
    """But not these."""
    mesh: Mesh | None = None
    """A full mesh as well: the upper bound of what sharing can give."""
    confirmation: Annotated[dict[Id, Rule], Field(max_length=64), Frozen] = EMPTY
    """Confirmation rules that replace the nations' own."""
    exercise: Flag | None = None
    """Whether exercise-only agreements work; the scenario's ``exercise`` if absent."""
    conditions_met: Ids = ()
    """Conditions (``may_if``) taken as met."""

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return {} if value is None else value

    def selects(self, agreements: "Mapping[str, Agreement]") -> tuple[str, ...]:
        """Return which of the scenario's agreements it selects, in file order (not its mesh)."""
        names: set[str] = set(self.agreements or ())
        if self.as_of is not None:
            names = {
                name
                for name, agreement in agreements.items()
                if not agreement.hypothetical and agreement.holds_on(self.as_of)
            }
        names = (names | set(self.plus)) - set(self.except_)
        return tuple(name for name in agreements if name in names)

    def is_exercise(self, *, default: bool) -> bool:
        """Tell whether exercise-only agreements work, where the scenario says `default`."""
        return default if self.exercise is None else self.exercise

    @model_validator(mode="after")
    def _one_selection(self) -> Self:
        # Neither is fine: a policy without agreements is isolation.
        if self.as_of is not None and self.agreements is not None:
            raise problem("Has as_of and agreements. Keep one, and add single ones under plus.")
        return self


class Cause(Model):
    """A common cause of several shocks."""

    probability: Probability
    """Probability that it occurs."""


class Shock(Model):
    """Something that suspends agreements."""

    probability: Probability
    """Probability; given that its cause occurs, if it names one."""
    suspends: Annotated[Ids, Field(min_length=1)]
    """Agreements that it suspends."""
    cause: Id | None = None
    """Common cause without which it does not occur."""
    title: Line | None = None
    """Title in tables."""
    source: Text | None = None
    """Where it can be read."""
    note: Text | None = None
    """Anything a reader should know."""


class Responder(Model):
    """A notional circle within which an owner could help protect. No kinematics."""

    owner: Id
    """The nation that acts."""
    lat: Latitude
    """Latitude of the centre, degrees north."""
    lon: Longitude
    """Longitude of the centre, degrees east."""
    radius_km: Annotated[float, Within(0, 5000, above=True, drawn=True)]
    """Radius of the circle, km."""
    reaction_s: Seconds
    """Time from the owner's track to being ready, seconds."""


class Event(Model):
    """A dated event of the history that changes no edge: a statement, a practice, an exercise."""

    date: Day
    """Day, the first of several, or the first of a month or year that is all one knows."""
    title: Line
    """What happened."""
    source: Text | None = None
    """Where it can be read."""
    note: Text | None = None
    """What it meant."""
