"""Routes: the hops by which an item reaches a nation, each with the parts of its delay."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.sharing.grants import Grant

HIDDEN = "?"
"""Stands for an originator, and for its sensor, that an agreement does not name."""


@dataclass(frozen=True)
class Hop:
    """One passing of an item.

    Attributes
    ----------
    grant : Grant
        The permission used.
    tier : int
        Tier at which the item arrives.
    mode_s, consent_s, sanitise_s : float
        Parts of the hop's delay, seconds: the grant's mode, the consent that the grant by which
        the source got the item asks for, sanitising to a lower tier.
    """

    grant: Grant
    tier: int
    mode_s: float
    consent_s: float
    sanitise_s: float

    @property
    def delay_s(self) -> float:
        """Delay of the hop, seconds."""
        return self.mode_s + self.consent_s + self.sanitise_s


@dataclass(frozen=True)
class Route:
    """The way of an item from its originator.

    Attributes
    ----------
    origin : int
        Nation that owns the sensor.
    hops : tuple of Hop
        None when the originator itself is asked about.
    """

    origin: int
    hops: tuple[Hop, ...] = ()

    @property
    def delay_s(self) -> float:
        """Delay from the item's making to its arrival, seconds."""
        return sum((hop.delay_s for hop in self.hops), 0.0)

    @property
    def release_s(self) -> float:
        """Part of the delay before the first recipient holds the item, seconds."""
        return sum((hop.delay_s for hop in self.hops[:1]), 0.0)

    @property
    def relay_s(self) -> float:
        """Part of the delay after the first recipient holds the item, seconds."""
        return sum((hop.delay_s for hop in self.hops[1:]), 0.0)

    @property
    def nations(self) -> tuple[int, ...]:
        """Nations that the item visits, the originator first."""
        return (self.origin, *(hop.grant.target for hop in self.hops))

    @property
    def agreements(self) -> tuple[str, ...]:
        """Agreement of each hop."""
        return tuple(hop.grant.agreement for hop in self.hops)

    @property
    def anonymous(self) -> bool:
        """Whether the recipient is not told who the originator is."""
        # One agreement on the way that hides the originator hides it from all further on.
        return any(hop.grant.anonymous for hop in self.hops)

    def text(self, names: Sequence[str]) -> str:
        """Write nation names joined by ``>``; `HIDDEN` stands for an originator not named.

        >>> Route(1, (Hop(Grant(1, 0), 2, 5.0, 0.0, 0.0),)).text(["USA", "KOR"])
        'KOR>USA'
        """
        first, *others = (names[nation] for nation in self.nations)
        return ">".join([HIDDEN if self.anonymous else first, *others])
