"""Agreements: who shares what with whom (sharing), who must or may act for whom (defence)."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_serializer, model_validator

from tocsin.fields import Day, Flag, Id, IdOrIds, Ids, Line, Model, Seconds, Text, problem

Tier = Literal["assessment", "alert", "track"]
Mode = Literal["auto", "release", "request", "exercise"]
SHAPES = ("from", "parties", "hub", "mesh")


class Onward(Model):
    """To whom a recipient may pass an item on, and the delay of the originator's consent."""

    to: Literal["none", "any"] | Ids
    """``none``, ``any`` or nations."""
    consent_s: Seconds = 0.0
    """Delay of the originator's consent, seconds."""

    @model_serializer
    def _as_written(self) -> Any:
        to = self.to if isinstance(self.to, str) else list(self.to)
        return {"to": to, "consent_s": self.consent_s} if self.consent_s else to


def _read_onward(value: Any) -> Any:
    if isinstance(value, str) and value not in ("none", "any"):
        raise problem("Must be none, any or a list of nations in brackets.")
    return {"to": value} if isinstance(value, (str, list, tuple)) else value


_ONWARD_SCHEMA = Literal["none", "any"] | list[Id] | Onward
Passing = Annotated[Onward, BeforeValidator(_read_onward, json_schema_input_type=_ONWARD_SCHEMA)]

InForce = Annotated[tuple[Day | None, Day | None], Field()]


def _check_pairs(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    for actor, protected in pairs:
        if actor == protected:
            raise problem(f"{actor!r} stands on both sides of a pair. Name two nations.")
    return pairs


Pairs = Annotated[tuple[tuple[Id, Id], ...], Field(max_length=5000), AfterValidator(_check_pairs)]


class AgreementBase(Model):
    """What both kinds have: dates, words and where they come from."""

    in_force: InForce = (None, None)
    """First day and the day after the last; null is open. Absent: always."""
    hypothetical: Flag = False
    """Never selected by ``as_of``; only by ``agreements`` or ``plus``."""
    title: Line | None = None
    """Title in full."""
    source: Text | None = None
    """Where it can be read."""
    confidence: Literal["low", "medium", "high"] | None = None
    """How well the source supports the entry."""
    note: Text | None = None
    """Anything a reader should know."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        start, end = self.in_force
        if start is not None and end is not None and start >= end:
            raise problem(f"in_force ends ({end}) before it starts ({start}).")
        return self

    def holds_on(self, day: Any) -> bool:
        """Return whether the agreement is in force on that day."""
        start, end = self.in_force
        return (start is None or start <= day) and (end is None or day < end)


class Sharing(AgreementBase):
    """A sharing agreement: exactly one shape."""

    kind: Literal["sharing"]
    """``sharing``."""
    from_: Annotated[IdOrIds, Field(min_length=1, max_length=64, alias="from")] = ()
    """Giving nation or nations; with ``to``."""
    to: Annotated[IdOrIds, Field(min_length=1, max_length=64)] = ()
    """Receiving nation or nations; with ``from``."""
    parties: Annotated[Ids, Field(min_length=2, max_length=64)] = ()
    """Each shares with each."""
    hub: Id | None = None
    """The nation in the middle; with ``spokes``."""
    spokes: Annotated[Ids, Field(min_length=1, max_length=64)] = ()
    """Nations that share with the hub, and through it with one another."""
    forward: Flag = True
    """Whether the hub passes the spokes' items on."""
    mesh: Flag = False
    """Every nation of the scenario shares with every other, onward to any."""
    tier: Tier = "track"
    """Best tier that may pass; a better item is downgraded."""
    mode: Mode = "auto"
    """``auto``, ``release``, ``request`` or ``exercise``; sets the delay."""
    delay_s: Seconds | None = None
    """Delay in seconds instead of the mode's card."""
    downgrade_s: Seconds = 0.0
    """Delay of downgrading an item that is better than the tier, seconds."""
    items: Literal["own", "any"] = "own"
    """Whose items may pass (a mesh and a forwarding hub pass any)."""
    onward: Passing = Onward(to="none")
    """To whom a recipient may pass them on (a hub's spokes and a mesh add one another)."""
    purpose: Annotated[Ids, Field(min_length=1)] = ()
    """Launch nations that it covers; all if absent."""
    threatened: Literal["any", "party", "recipient"] = "any"
    """Who must be threatened: anyone, a party of the agreement, or the recipient."""
    anonymous: Flag = False
    """Whether the originator's name is withheld from recipients."""

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        shapes = self.shapes()
        if len(shapes) != 1:
            found = " and ".join(shapes) if shapes else "none"
            raise problem(
                "Must have exactly one shape: from and to, parties, hub and spokes, or "
                f"mesh: true. Found {found}."
            )
        for first, second in (("from_", "to"), ("hub", "spokes")):
            if bool(getattr(self, first)) != bool(getattr(self, second)):
                raise problem(f"{first.rstrip('_')} and {second} go together. Give both.")
        if set(self.from_) & set(self.to) or self.hub in self.spokes:
            raise problem("A nation shares with itself. Name it on one side only.")
        return self

    def shapes(self) -> list[str]:
        """Return the shapes that are given; exactly one in a valid agreement."""
        given = (self.from_ or self.to, self.parties, self.hub or self.spokes, self.mesh)
        return [shape for shape, found in zip(SHAPES, given, strict=True) if found]

    @property
    def shape(self) -> str:
        """``from``, ``parties``, ``hub`` or ``mesh``."""
        return self.shapes()[0]


class Defence(AgreementBase):
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


Agreement = Annotated[Sharing | Defence, Field(discriminator="kind")]
