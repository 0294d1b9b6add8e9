"""Which targets each nation has: where territories overlap, and who is left with none."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from tocsin.engine.world import World
from tocsin.geometry.cells import h3_numbers
from tocsin.words import counted, few, folded


class Claim(NamedTuple):
    """What a target nation has.

    Attributes
    ----------
    cells : int
        How many targets are its own.
    lost : dict of str to int
        Targets in its territory that nations with smaller ones have: how many whose.
    is_counted : bool
        Whether they were counted one by one, and not by the area of the territory.
    """

    cells: int
    lost: dict[str, int]
    is_counted: bool = True


def claims(world: World) -> dict[str, Claim]:
    """Return what each target nation has, in the order of the file.

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
    if not world.scenario.targets.are_areas:
        counts = np.bincount(world.cells.nation, minlength=len(world.nations))
        cells = {name: int(counts[world.nations.index(name)]) for name in names}
        # Places ask of every nation; one that was neither asked for nor is anywhere misses nothing.
        return {
            name: Claim(count, {})
            for name, count in cells.items()
            if count or _is_meant(world, name)
        }
    own = {name: _cells_claimed(world, name, resolution) for name in names}
    if not any(own.values()):
        len(world.cells)  # which says what is wrong
    return _shared_out(world, own)


def _cells_claimed(world: World, name: str, resolution: int | None) -> set[Any]:
    if resolution is None:
        return set(world.cells_of(name)[0].tolist())
    return h3_numbers(world.territory_of(name), resolution)


def _shared_out(world: World, own: Mapping[str, set[Any]]) -> dict[str, Claim]:
    overlap = sum(map(len, own.values())) > len(set().union(*own.values()))
    if not overlap:
        return {name: Claim(len(cells), {}) for name, cells in own.items()}
    holders: dict[Any, str] = {}
    for name in world.claim_order:
        holders |= {cell: name for cell in own[name] if cell not in holders}
    lost = {name: Counter(holders[cell] for cell in cells) for name, cells in own.items()}
    return {name: Claim(counts.pop(name, 0), dict(counts)) for name, counts in lost.items()}


def _is_meant(world: World, nation: str) -> bool:
    scenario = world.scenario
    return nation in scenario.targets.nations or scenario.nations[nation].territory is not None


def unclaimed(found: Mapping[str, Claim], *, every: bool = False) -> Iterator[str]:
    """Say where territories overlap, and which target nations have nothing.

    every: of each nation, however many they are.

    Examples
    --------
    >>> list(unclaimed({"OUTER": Claim(5, {"INNER": 3})}))[0]
    'Territories overlap: 3 cells of OUTER go to smaller ones: 3 to INNER.'
    """
    overlaps = (_overlap(name, claim) for name, claim in found.items() if claim.lost)
    yield from folded(overlaps, every=every)
    none = [name for name, claim in found.items() if not claim.cells]
    if len(none) == 1:
        yield f"Target nation {none[0]} has no cell, place or point of its own: no row is of it."
    elif none:
        yield (
            f"Target nations {few(none, every=every)} have no cell, place or point of their own: "
            "no row is of them."
        )


def _overlap(name: str, claim: Claim) -> str:
    whose = ", ".join(f"{count:,} to {other}" for other, count in claim.lost.items())
    return (
        f"Territories overlap: {counted(sum(claim.lost.values()), 'cell')} of {name} go to smaller "
        f"ones: {whose}."
    )
