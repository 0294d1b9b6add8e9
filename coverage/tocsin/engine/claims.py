"""Which targets each nation has: where territories overlap, and who is left with none."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from tocsin.engine.world import World
from tocsin.geometry.cells import h3_numbers


class Claim(NamedTuple):
    """What a target nation has.

    Attributes
    ----------
    cells : int
        How many targets are its own.
    lost : dict of str to int
        Targets in its territory that another nation has, which stands before it: how many whose.
    is_counted : bool
        Whether they were counted one by one, and not by the area of the territory.
    """

    cells: int
    lost: dict[str, int]
    is_counted: bool = True


def claims(world: World) -> dict[str, Claim]:
    """Return what each target nation has, in the order in which targets are given out.

    H3 cells are counted without working out where each one is; very many cells by area alone,
    which says nothing of overlaps.

    Raises
    ------
    InputError
        When there are no targets at all.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(claims(World(Scenario.from_text(scaffold("island")))))
    ['ISLE', 'COAST']
    """
    resolution, names = world.scenario.targets.h3_resolution, world.scenario.target_nations
    if world.has_many_cells:
        return {name: Claim(round(n), {}, False) for name, n in world.expected_cells.items()}
    if resolution is None:
        counts = np.bincount(world.cells.nation, minlength=len(world.nations))
        return {name: Claim(int(counts[world.nations.index(name)]), {}) for name in names}
    found: dict[str, Claim] = {}
    holders: dict[int, str] = {}
    for name in names:
        own = h3_numbers(world.territory_of(name), resolution)
        lost = Counter(holders[number] for number in own if number in holders)
        holders |= {number: name for number in own if number not in holders}
        found[name] = Claim(len(own) - lost.total(), dict(lost))
    if not holders:
        len(world.cells)  # which says what is wrong
    return found


def unclaimed(found: Mapping[str, Claim]) -> Iterator[str]:
    """Say where territories overlap, and which target nations have nothing.

    Examples
    --------
    >>> list(unclaimed({"INNER": Claim(0, {"OUTER": 3})}))[0]
    'Territories overlap: 3 cells of INNER go to nations that stand before it: 3 to OUTER.'
    """
    for name, claim in found.items():
        if claim.lost:
            whose = ", ".join(f"{count:,} to {other}" for other, count in claim.lost.items())
            yield (
                f"Territories overlap: {sum(claim.lost.values()):,} cells of {name} go to nations "
                f"that stand before it: {whose}."
            )
        if not claim.cells:
            yield f"Target nation {name} has no cell, place or point of its own: no row is of it."
