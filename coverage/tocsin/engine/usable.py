"""Which sensors count for whom: all, an owner's, or those of which a nation may be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.rulebook import TIER_CODES, Rulebook
from tocsin.engine.world import World

ANY, OWNER, POLICY = "any sensor", "owner", "policy"
ALERT = TIER_CODES["alert"]


@dataclass(frozen=True)
class Usable:
    """Sensors that count, by the nation that is threatened.

    Attributes
    ----------
    by : {"any sensor", "owner", "policy"}
    whose : str
        ``all``, the owner, or the policy under which the threatened nation may be told.
    masks : ndarray of bool, shape (nations, sensors)
        Which of the world's sensors count where each nation is threatened.
    """

    by: str
    whose: str
    masks: NDArray[np.bool_]

    @property
    def title(self) -> str:
        """What a reader calls it.

        >>> Usable(OWNER, "JPN", np.ones((1, 1), bool)).title
        'owner JPN'
        """
        return self.by if self.by == ANY else f"{self.by} {self.whose}"


def usable_sets(world: World, rulebooks: Iterable[Rulebook]) -> tuple[Usable, ...]:
    """Return all sensors, those of each owner, and those that count under each rulebook.

    Parameters
    ----------
    world : World
        Of one launch nation.
    rulebooks : iterable of Rulebook

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> [usable.title for usable in usable_sets(world, [Rulebook.of(world.book, "alone")])]
    ['any sensor', 'owner COAST', 'policy alone']
    """
    owners = [sensor.owner for sensor in world.sensors]
    shape = len(world.nations), len(owners)
    sets = [Usable(ANY, "all", np.ones(shape, dtype=bool))]
    # In the order of the nations, as in every table.
    for owner in sorted(set(owners), key=world.nations.index):
        own = np.array([each == owner for each in owners])
        sets.append(Usable(OWNER, owner, np.broadcast_to(own, shape)))
    return (*sets, *(told_under(world, rulebook) for rulebook in rulebooks))


def told_under(world: World, rulebook: Rulebook) -> Usable:
    """Return the sensors of which each nation may be told, when it is threatened itself.

    A sensor counts where an alert or track that it can produce reaches the nation as an alert or
    better, however late.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> for policy in ("alone", "together"):
    ...     told = told_under(world, Rulebook.of(world.book, policy))
    ...     print(told.masks[world.nations.index("ISLE")].tolist())
    [False, False]
    [True, True]
    """
    able = np.array([[s.alert_s is not None, s.track_s is not None] for s in world.sensors])
    able = able.reshape(-1, 2)
    # What does not work makes nothing that could be told.
    able[[sensor.id in rulebook.blind for sensor in world.sensors]] = False
    masks = np.zeros((len(world.nations), len(world.sensors)), dtype=bool)
    # A purpose may bar what is told of another launch nation's arcs.
    launching = int(world.launches.nation[0])
    for nation in np.unique(world.cells.nation).tolist():
        delays = rulebook.delays(
            world.book.labels,
            launch_nation=launching,
            threatened=nation,
            nation=nation,
            required=ALERT,
        )
        masks[nation] = (np.isfinite(delays) & able).any(axis=1)
    return Usable(POLICY, rulebook.name, masks)


def distinct_masks(
    sets: Sequence[Usable], nations: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return each different set of sensors once a nation, since many rules come to the same.

    Parameters
    ----------
    sets : sequence of Usable
    nations : ndarray of int, shape (q,)

    Returns
    -------
    masks : ndarray of int, shape (q, m, sensors)
        1 where a sensor counts; rows beyond the count have no meaning.
    counts : ndarray of int, shape (q,)
        How many of the m there are.
    places : ndarray of int, shape (q, sets)
        Which of them each set is.

    Examples
    --------
    >>> alike = [Usable(POLICY, name, np.ones((1, 2), bool)) for name in "ab"]
    >>> masks, counts, places = distinct_masks(alike, np.array([0]))
    >>> masks.shape, counts.tolist(), places.tolist()
    ((1, 1, 2), [1], [[0, 0]])
    """
    found: list[dict[bytes, int]] = [{} for _ in nations]
    places = np.empty((len(nations), len(sets)), dtype=np.int64)
    # By the bytes of a mask: equal ones are one set, whatever rules led to it.
    for row, nation in enumerate(nations):
        for column, usable in enumerate(sets):
            key = np.ascontiguousarray(usable.masks[nation]).tobytes()
            places[row, column] = found[row].setdefault(key, len(found[row]))
    sensors = sets[0].masks.shape[1]
    counts = np.array([len(keys) for keys in found], dtype=np.int64)
    masks = np.zeros((len(nations), int(counts.max(initial=1)), sensors), dtype=np.int64)
    for row, keys in enumerate(found):
        for key, place in keys.items():
            masks[row, place] = np.frombuffer(key, dtype=bool)
    return masks, counts, places
