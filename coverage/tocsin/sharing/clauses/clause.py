"""What a clause is: all that tocsin knows of one word of a sharing agreement, in one class.

A clause may do three things to the grants that an agreement expands to: set the terms that the
search adds up (`Clause.expand`), add a condition on the arc (`Clause.condition`), or refuse a use
for a reason of its own (`Clause.refuses`). Whatever it does, it says so in the same words
everywhere: in the tables of agreements and grants, in the hops of a route, and in refusals.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from tocsin.fields import Model
from tocsin.sharing.grants import Condition, Grant, Situation, mask_of
from tocsin.sharing.routes import Hop

Terms = TypeVar("Terms", bound=Model)

# How far a refused use is from being admitted, by what would have to change.
POLICY, DATE, TEXT, DRILL, VETO, FICTION, NOTHING = range(7)


class ModeDelays(Protocol):
    """The delay in seconds of each mode (the scenario's ``DelaySpec`` is one)."""

    @property
    def auto_s(self) -> float:
        """Machine to machine."""

    @property
    def release_s(self) -> float:
        """A person decides."""

    @property
    def request_s(self) -> float:
        """On request."""

    @property
    def exercise_s(self) -> float:
        """In an exercise."""


@dataclass(frozen=True)
class Nations:
    """The nations of a scenario.

    Attributes
    ----------
    names : tuple of str
        In file order.
    members : mapping of str to sequence of str
        Members of each collective; a threat to a member is a threat to the collective.
    """

    names: tuple[str, ...]
    members: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def position(self) -> dict[str, int]:
        """Position of each nation."""
        return {name: position for position, name in enumerate(self.names)}

    def mask(self, names: Iterable[str]) -> int:
        """Return the mask of some nations.

        >>> Nations(("JPN", "KOR", "USA")).mask(["USA", "JPN"])
        5
        """
        return mask_of(self.position[name] for name in names)

    def mask_with_members(self, names: Iterable[str]) -> int:
        """Return the mask of some nations and of the members of those that are collectives.

        >>> Nations(("NATO", "TUR", "USA"), {"NATO": ["TUR"]}).mask_with_members(["NATO"])
        3
        """
        names = tuple(names)
        return self.mask(names) | self.mask(
            member for name in names for member in self.members.get(name, ())
        )

    @property
    def everyone(self) -> int:
        """Mask of all nations."""
        return (1 << len(self.names)) - 1


@dataclass(frozen=True)
class Pair:
    """An ordered pair of an agreement's nations, and where it stands in the agreement.

    Attributes
    ----------
    nations : Nations
        All of the scenario.
    delays : ModeDelays
        Seconds of each mode.
    shape : str
        ``from``, ``parties``, ``hub`` or ``mesh``.
    parties : tuple of str
        All nations that the agreement binds.
    hub : str or None
        The nation in the middle.
    source, target : str
        Who passes items to whom.
    """

    nations: Nations
    delays: ModeDelays
    shape: str
    parties: tuple[str, ...]
    hub: str | None
    source: str
    target: str

    @property
    def from_hub(self) -> bool:
        """Whether the hub passes."""
        return self.source == self.hub

    @property
    def to_hub(self) -> bool:
        """Whether the hub is told."""
        return self.target == self.hub


@dataclass(frozen=True)
class Question:
    """What the uses of grants are judged by: an arc, a need, and what the policy holds.

    Attributes
    ----------
    situation : Situation
        The arc.
    required : int
        Tier that is needed.
    selected, suspended : frozenset of str
        Agreements that the policy selects; those of them that a shock suspends.
    lacks : mapping of str to tuple of str
        Agreements that lack something on which they rest, and what.
    as_of : date or None
        Date by which the policy selects.
    exercise : bool
        Whether the run is an exercise.
    """

    situation: Situation
    required: int
    selected: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()
    lacks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_of: date | None = None
    exercise: bool = False


@dataclass(frozen=True)
class Use:
    """One use of a grant that is refused, as words tell it.

    Attributes
    ----------
    grant : Grant or None
        None where there is no grant.
    target : int
        Nation that is refused the item.
    names : sequence of str
        Of all nations.
    sensor : str
        Whose item it is, or words that stand for it.
    as_of : date or None
        Date of the policy.
    lacks : tuple of str
        What is missing of all that the grant's agreement rests on.
    """

    grant: Grant | None
    target: int
    names: Sequence[str]
    sensor: str
    as_of: date | None = None
    lacks: tuple[str, ...] = ()


class Clause(Generic[Terms]):
    """One clause. Each default is that of a clause which has nothing to do with the matter.

    Attributes
    ----------
    key : str
        Its key in the scenario, by which refusals name it.
    terms : type of Model, or None
        The part of an agreement that states it: fields, defaults, checks, documentation. None for
        what stands elsewhere in the scenario.
    asks : type of Condition
        Kind of the condition that it puts on grants, if it does.
    section : str
        Column of the table of agreements.
    columns : tuple of str
        Columns of the table of grants.
    remoteness : int
        How far from being admitted a use is that this clause refuses: a policy is chosen anew
        sooner than a text is, and a text sooner than a drill becomes daily practice.
    """

    key: ClassVar[str]
    terms: ClassVar[type[Model] | None] = None
    asks: ClassVar[Any] = ()
    section: ClassVar[str] = "terms"
    columns: ClassVar[tuple[str, ...]] = ()
    remoteness: ClassVar[int] = TEXT

    @property
    def fields(self) -> tuple[str, ...]:
        """Keys of the scenario that state it."""
        fields = {} if self.terms is None else self.terms.model_fields
        return tuple(info.alias or name for name, info in fields.items())

    def expand(self, terms: Terms, pair: Pair) -> dict[str, Any]:
        """Return the fields of `Grant` that it sets for a pair."""
        return {}

    def condition(self, terms: Terms, pair: Pair) -> Condition | None:
        """Return the condition that it puts on a pair's grant, if any."""
        return None

    def asked_of(self, grant: Grant) -> Any:
        """Return its condition on a grant, if any."""
        return next((each for each in grant.conditions if isinstance(each, self.asks)), None)

    def no_worse(self, grant: Grant, other: Grant) -> bool:
        """Tell whether one grant is no worse than another by what it set (not by conditions)."""
        return True

    def refuses(self, grant: Grant, terms: Terms | None, question: Question) -> bool:
        """Tell whether it refuses every use of a grant; `terms` are those of its agreement."""
        asked = self.asked_of(grant)
        return asked is not None and not asked.admits(question.situation)

    def refuses_relaying(self, grant: Grant) -> bool:
        """Tell whether it refuses items that the grant's source holds from others."""
        return False

    def of_agreement(self, terms: Terms) -> str:
        """Say what an agreement says of it; nothing where that is what everyone expects."""
        return ""

    def of_grant(self, grant: Grant, terms: Terms, names: Sequence[str]) -> dict[str, str]:
        """Say what a grant says of it, by column; a column without words may be left out."""
        return {}

    def of_hop(self, hop: Hop) -> str:
        """Say what it costs a hop, with the seconds; nothing where it costs nothing."""
        return ""

    def of_refusal(self, use: Use) -> str:
        """Say why it refuses a use."""
        return f"refused ({self.key})"
