"""Grants: directed permissions to pass items, and the sets of nations that they speak of.

Nations are positions ``0 .. n_nations - 1`` in file order and sets of nations are bit masks
(``1 << position``), so that nothing here can depend on a name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

TIERS = ("assessment", "alert", "track")
ASSESSMENT, ALERT, TRACK = range(3)


class Situation(NamedTuple):
    """What of an arc decides which grants apply to it.

    Attributes
    ----------
    launch_nation, threatened : int
        Nation that the arc starts from and nation that it threatens; -1: none.
    """

    launch_nation: int = -1
    threatened: int = -1


class Condition(Protocol):
    """A condition under which a grant applies. Hashable; equal conditions admit the same."""

    def admits(self, situation: Situation) -> bool:
        """Tell whether the grant applies to an arc."""

    def covers(self, other: Any) -> bool:
        """Tell whether every situation that another condition of this kind admits is admitted."""


@dataclass(frozen=True)
class Grant:
    """A directed permission: ``source`` may pass items to ``target``.

    Attributes
    ----------
    source, target : int
        Nations.
    tier : int
        Best tier that may pass: 0 assessment, 1 alert, 2 track.
    delay_s : float
        Delay of the mode, seconds.
    relays : bool
        Whether items that the source holds from others may pass too.
    onward : int
        Mask of the nations that the target may tell.
    consent_s : float
        Seconds more when the target passes an item on that it got by this grant.
    downgrade_s : float
        Seconds more when the item passes below the tier at which the source holds it.
    conditions : tuple of Condition
        All must admit an arc for the grant to apply to it.
    agreement : str
        The agreement it comes from.
    mode : str
        Name of the mode.
    shape : str
        Shape of the agreement: ``from``, ``parties``, ``hub`` or ``mesh``.
    from_hub : bool
        Whether the source is the agreement's hub.
    anonymous : bool
        Whether recipients are not told who the originator is.
    since, until : date or None
        First day on which both ends are parties, and first day on which they no longer are.
    """

    source: int
    target: int
    tier: int = TRACK
    delay_s: float = 0.0
    relays: bool = False
    onward: int = 0
    consent_s: float = 0.0
    downgrade_s: float = 0.0
    conditions: tuple[Condition, ...] = ()
    agreement: str = ""
    mode: str = "auto"
    shape: str = "from"
    from_hub: bool = False
    anonymous: bool = False
    since: date | None = None
    until: date | None = None

    def admits(self, situation: Situation) -> bool:
        """Tell whether the grant applies to an arc."""
        return all(condition.admits(situation) for condition in self.conditions)

    def applies_whenever(self, other: "Grant") -> bool:
        """Tell whether the grant applies to every arc that another one applies to.

        A condition that the other grant does not have at all might refuse where that one admits.
        """
        # A grant without conditions applies always; one with more of them, more rarely.
        return all(
            any(type(theirs) is type(ours) and ours.covers(theirs) for theirs in other.conditions)
            for ours in self.conditions
        )


def mask_of(nations: Iterable[int]) -> int:
    """Return the bit mask of a set of nations.

    >>> mask_of([0, 2])
    5
    """
    mask = 0
    for nation in nations:
        mask |= 1 << nation
    return mask


def nations_of(mask: int, *, n_nations: int) -> tuple[int, ...]:
    """Return the nations of a bit mask, in file order.

    >>> nations_of(5, n_nations=3)
    (0, 2)
    """
    return tuple(nation for nation in range(n_nations) if mask >> nation & 1)


def listed(mask: int, names: Sequence[str]) -> str:
    """Write the names of a mask's nations as a sentence lists them.

    >>> listed(7, ["JPN", "KOR", "USA"])
    'JPN, KOR and USA'
    """
    some = [names[nation] for nation in nations_of(mask, n_nations=len(names))]
    return " and ".join([", ".join(some[:-1]), some[-1]] if some[1:] else some)
