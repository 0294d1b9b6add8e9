"""How much land and how many places each target nation has, and which parts of it lie far off."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tocsin.engine.thin import held_share
from tocsin.engine.world import World
from tocsin.geometry.parts import far_parts
from tocsin.geometry.wrap import area_km2
from tocsin.words import counted, folded, percent


class Extent(NamedTuple):
    """What a target nation has.

    Attributes
    ----------
    area_km2 : float or None
        Of its territory; None for a nation without one.
    places : int
        In the table of places.
    people_share : float or None
        Share of its people who live in them; None where nobody said how many it has.
    """

    area_km2: float | None
    places: int
    people_share: float | None = None

    def sentence(self, cells: int) -> str:
        """Say them with the number of targets.

        Examples
        --------
        >>> Extent(100_300.0, 86).sentence(3752)
        '3,752 cells, 100,300 km2, 86 places.'
        >>> Extent(None, 2, 0.5).sentence(9)
        '9 cells, 2 places with 50 % of its people.'
        """
        area = "" if self.area_km2 is None else f"{self.area_km2:,.0f} km2, "
        share = "" if self.people_share is None else percent(self.people_share)
        people = f" with {share} of its people" if share else ""
        return f"{counted(cells, 'cell')}, {area}{counted(self.places, 'place')}{people}."


def extents(world: World) -> dict[str, Extent]:
    """Return land and places of each target nation, in the order of the file.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> found = extents(World(Scenario.from_text(scaffold("island"))))
    >>> [round(extent.area_km2, -3) for extent in found.values()]
    [197000.0, 197000.0]
    """
    nations = world.scenario.nations
    counts = {name: int(np.sum(world.places.nation == name)) for name in nations}
    return {
        name: Extent(
            None if nations[name].territory is None else area_km2(world.territory_of(name)),
            counts[name],
            held_share(world.scenario, name),
        )
        for name in world.scenario.target_nations
    }


def far_off(world: World, *, every: bool = False) -> Iterator[str]:
    """Say which target nations have parts far from their largest, which a clip may leave out.

    every: of each nation, however many they are.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(far_off(World(Scenario.from_text(scaffold("island")))))
    []
    """
    yield from folded(_far_off(world), every=every)


def _far_off(world: World) -> Iterator[str]:
    for name in world.scenario.target_nations:
        given = world.scenario.nations[name].territory
        # Places are named one by one: whoever names far ones means them.
        if given is None or given.places is not None:
            continue
        far = far_parts(world.territory_of(name))
        if far is not None:
            limits = zip(("west", "south", "east", "north"), far.near_bounds, strict=True)
            clip = ", ".join(f"{edge}: {limit:g}" for edge, limit in limits)
            yield (
                f"{name} has parts up to {far.distance_km:,.0f} km from its largest "
                f"({percent(far.share)} of its area). A clip keeps the others: clip: {{{clip}}}."
            )
