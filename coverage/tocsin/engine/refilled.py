"""A bank for a world whose sensors differ from another's in few: only feeds that changed are asked.

Whoever moves one sensor waits for those that are told as it is, and not for all.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.bank import Bank, feeds_in
from tocsin.engine.world import World
from tocsin.frozen import unchecked

if TYPE_CHECKING:
    from tocsin.engine.cases import Group
    from tocsin.engine.effect import Feed


class _Taken(NamedTuple):
    """From where a feed's rows are taken: which bank, its feed there, new positions of sensors."""

    bank: Bank
    feed: int
    places: dict[int, int]


def refilled(
    bank: Bank,
    world: World,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Bank | None:
    """Return the bank of a world, with all that is the same in another world taken from its bank.

    Parameters
    ----------
    bank : Bank
        Of a world with the same launch points and cells.
    world : World
    threads, progress
        As for `Bank.of`.

    Returns
    -------
    Bank or None
        What `Bank.of` the world gives. None where the arcs are others: nothing can be kept then.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> bank, moved = Bank.of(World(island)), World(island.updated({"sensors.coast-radar.lat": 11}))
    >>> [bool(np.array_equal(group.rows, same.rows)) for group, same in
    ...  zip(refilled(bank, moved).groups, Bank.of(moved).groups, strict=True)]
    [True, True]
    """
    if world.arcs != bank.world.arcs:
        return None
    feeds = feeds_in(world)
    taken = [_same(bank, world, feed) for feed in feeds]
    asked = [feed for feed, held in zip(feeds, taken, strict=True) if held is None]
    if asked:
        # Of a world of the others' sensors alone; what is seen does not depend on who else looks.
        alone = _alone(world, asked)
        fresh = Bank.of(alone, threads=threads, progress=progress)
        taken = [held or _same(fresh, world, feed) for feed, held in zip(feeds, taken, strict=True)]
    known = [held for held in taken if held is not None]
    groups = tuple(_put_together(group, at, known) for at, group in enumerate(bank.groups))
    return Bank(world, feeds, groups)


def _same(bank: Bank, world: World, feed: "Feed") -> _Taken | None:
    """Where a bank has a feed with the very sensors of one, in the same order."""
    wanted = [world.sensors[at] for at in feed.sensors]
    for number, other in enumerate(bank.feeds):
        if [bank.world.sensors[at] for at in other.sensors] == wanted:
            return _Taken(bank, number, dict(zip(other.sensors, feed.sensors, strict=True)))
    return None


def _alone(world: World, feeds: "Sequence[Feed]") -> World:
    names = list(world.scenario.sensors)
    asked = {names[at] for feed in feeds for at in feed.sensors}
    some = {name: each for name, each in world.scenario.sensors.items() if name in asked}
    part = unchecked(world.scenario, {"sensors": some})
    return World(part, world.cells, world.solved, world.known_launches)


def _put_together(known: "Group", at: int, taken: Sequence[_Taken]) -> "Group":
    """Return a group with each feed's rows from where they are."""
    rows = np.empty((2 * len(taken), len(known)))
    first = np.empty(rows.shape, dtype=np.int16)
    for number, held in enumerate(taken):
        group = held.bank.groups[at]
        here, there = slice(2 * number, 2 * number + 2), slice(2 * held.feed, 2 * held.feed + 2)
        rows[here] = group.rows[there]
        first[here] = _renumbered(group.first[there], held.places)
    return replace(known, rows=rows, first=first)


def _renumbered(first: NDArray[np.int16], places: dict[int, int]) -> NDArray[np.int16]:
    """Positions of sensors as those of another world; -1 stays what it is.

    >>> _renumbered(np.array([[2, -1]], dtype=np.int16), {2: 5}).tolist()
    [[5, -1]]
    """
    table = np.full(max(places) + 2, -1, dtype=np.int16)
    for old, new in places.items():
        table[old] = new
    return table[first]
