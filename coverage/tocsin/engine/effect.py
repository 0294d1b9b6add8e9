"""What decides the outcomes of arcs, and nothing else: who decides how, and how late items come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.agreement_book import Label


@dataclass(frozen=True)
class Decision:
    """How a nation turns items into public notice under a policy.

    Attributes
    ----------
    rule : str
        ``accept``, ``own`` or ``k_of_n``.
    k : int
        Independent sensors needed, for ``k_of_n``.
    needs : int
        Least tier it acts on, as the sharing rules number them.
    assess_s, disseminate_s : float
        Stages after notice [s].
    """

    rule: str
    k: int
    needs: int
    assess_s: float
    disseminate_s: float


class Feed(NamedTuple):
    """Sensors whose items are told alike: of one owner, with the same bars.

    Attributes
    ----------
    owner : int
        Originator of the items.
    not_to : int
        Mask of the nations that they may never reach.
    sensors : tuple of int
        Positions of the sensors, rising.
    """

    owner: int
    not_to: int
    sensors: tuple[int, ...]

    @property
    def label(self) -> Label:
        """What the items carry: their originator, and whom they may never reach."""
        return self.owner, self.not_to


def feeds_of(labels: Sequence[Label], *, apart: Collection[int] = ()) -> tuple[Feed, ...]:
    """Put sensors together whose items are told alike.

    Parameters
    ----------
    labels : sequence of (int, int)
        Of each sensor.
    apart : collection of int
        Positions of sensors that shall be alone.

    Examples
    --------
    >>> [feed.sensors for feed in feeds_of([(0, 0), (1, 0), (0, 0)])]
    [(0, 2), (1,)]
    >>> [feed.sensors for feed in feeds_of([(0, 0), (1, 0), (0, 0)], apart=[2])]
    [(0,), (1,), (2,)]
    """
    members: dict[tuple[Label, int], list[int]] = {}
    for sensor, label in enumerate(labels):
        # A sensor apart has a key of its own; -1 is the key of all that may stand together.
        members.setdefault((label, sensor if sensor in apart else -1), []).append(sensor)
    return tuple(Feed(*label, tuple(sensors)) for (label, _), sensors in members.items())


@dataclass(frozen=True)
class Effect:
    """What a rulebook makes of the arcs from one nation that threaten another.

    Attributes
    ----------
    launch_nation, nation : int
        Whence the arcs start; whose notice it is.
    decision : Decision
        How that nation decides.
    delays : ndarray, shape (2 * feeds,)
        From each feed's alert (even) and track (odd) to the nation's holding it [s]; inf: never.
    actors : dict of int to ndarray
        By owner of responders that may act for the threatened nation: the same up to its holding a
        track.
    """

    launch_nation: int
    nation: int
    decision: Decision
    delays: NDArray[np.float64]
    actors: dict[int, NDArray[np.float64]]

    @property
    def key(self) -> tuple[Any, ...]:
        """The same, hashable."""
        # Bytes can be hashed, and equal delays have equal ones.
        acting = tuple((owner, delays.tobytes()) for owner, delays in self.actors.items())
        return self.nation, self.decision, self.delays.tobytes(), acting
