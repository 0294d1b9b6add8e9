"""Shapes: who shares with whom under an agreement. Exactly one of four is given."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from tocsin.fields import Flag, Id, IdOrIds, Ids, Model, problem
from tocsin.sharing.clauses.clause import Clause, Pair
from tocsin.sharing.clauses.joined import or_days
from tocsin.sharing.grants import Grant

SHAPES = ("from", "parties", "hub", "mesh")


class ShapeTerms(Model):
    """Who shares with whom."""

    from_: Annotated[IdOrIds, Field(min_length=1, max_length=64, alias="from")] = ()
    """Giving nation or nations; with ``to``."""
    to: Annotated[IdOrIds, Field(min_length=1, max_length=64)] = ()
    """Receiving nation or nations; with ``from``."""
    parties: Annotated[Ids, Field(min_length=2, max_length=64, json_schema_extra=or_days)] = ()
    """Each shares with each. As ``{AAA: 1949-08-24}`` each with its day of joining."""
    hub: Id | None = None
    """The nation in the middle; with ``spokes``."""
    spokes: Annotated[Ids, Field(min_length=1, max_length=64, json_schema_extra=or_days)] = ()
    """Nations that share with the hub, and through it with one another; with days as parties."""
    mesh: Flag = False
    """Every nation of the scenario shares with every other, onward to any."""

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        shapes = self.shapes()
        if len(shapes) != 1:
            stated = " and ".join(shapes) if shapes else "none"
            raise problem(
                "Must have exactly one shape: from and to, parties, hub and spokes, or "
                f"mesh: true. Found {stated}."
            )
        for first, second in (("from_", "to"), ("hub", "spokes")):
            if bool(getattr(self, first)) != bool(getattr(self, second)):
                raise problem(f"{first.rstrip('_')} and {second} go together. Give both.")
        if set(self.from_) & set(self.to) or self.hub in self.spokes:
            raise problem("A nation shares with itself. Name it on one side only.")
        return self

    def shapes(self) -> list[str]:
        """Return the shapes that are given; exactly one in a valid agreement."""
        terms = (self.from_ or self.to, self.parties, self.hub or self.spokes, self.mesh)
        return [shape for shape, stated in zip(SHAPES, terms, strict=True) if stated]

    @property
    def shape(self) -> str:
        """``from``, ``parties``, ``hub`` or ``mesh``."""
        return self.shapes()[0]

    def bound(self) -> tuple[str, ...] | None:
        """Return the nations that it binds; None where it is everyone."""
        return None if self.mesh else self.parties_among(())

    def parties_among(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return all nations that the agreement binds, of those of the scenario."""
        if self.mesh:
            return tuple(names)
        hub = () if self.hub is None else (self.hub,)
        return hub + self.spokes + self.parties + self.from_ + self.to

    def pairs_among(self, names: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the ordered pairs (source, target) that it opens, in file order."""
        if self.hub is not None:
            # Spoke by spoke, both ways: spokes never tell one another but through the hub.
            for spoke in self.spokes:
                yield spoke, self.hub
                yield self.hub, spoke
            return
        everyone = tuple(names) if self.mesh else self.parties
        for source in everyone or self.from_:
            for target in everyone or self.to:
                if source != target:
                    yield source, target


class Shape(Clause[ShapeTerms]):
    """Who shares with whom: one direction, every party with every other, a hub, or everyone."""

    key = "shape"
    terms = ShapeTerms
    columns = ("agreement",)

    def expand(self, terms: ShapeTerms, pair: Pair) -> dict[str, Any]:
        """Remember the shape, and which end the hub is."""
        return {"shape": pair.shape, "from_hub": pair.from_hub}

    def of_agreement(self, terms: ShapeTerms) -> str:
        """Name the nations and which way items go."""
        return {
            "from": f"{', '.join(terms.from_)} → {', '.join(terms.to)}",
            "parties": " ↔ ".join(terms.parties),
            "hub": f"hub {terms.hub} with {', '.join(terms.spokes)}",
            "mesh": "everyone ↔ everyone",
        }[terms.shape]

    def of_grant(self, grant: Grant, terms: ShapeTerms, names: Sequence[str]) -> dict[str, str]:
        """Name the agreement, and its shape where that is more than two ends."""
        kinds = {"hub": " (hub)" if grant.from_hub else " (spoke)", "mesh": " (mesh)"}
        return {"agreement": grant.agreement + kinds.get(grant.shape, "")}


SHAPE = Shape()
