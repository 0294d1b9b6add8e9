"""What breaks no rule and yet is hardly meant: things that lie far from where they belong."""

from collections.abc import Iterator

import numpy as np

from tocsin.engine.thin import thin_nations
from tocsin.engine.world import World
from tocsin.geometry.outside import km_outside
from tocsin.geometry.places import NEAR_KM
from tocsin.words import percent

# A sentence names so many places, the farthest ones.
_NAMED = 3


def doubts(world: World) -> Iterator[str]:
    """Say what of a scenario lies where it is hardly meant to lie.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(doubts(World(Scenario.from_text(scaffold("island")))))
    []
    """
    yield from _far_places(world)
    yield from thin_places(world)


def thin_places(world: World) -> Iterator[str]:
    """Say for which target nations the places are thin, so that by people says little.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(thin_places(World(Scenario.from_text(scaffold("island")))))
    []
    """
    thin = [f"{name} ({percent(share)})" for name, share in thin_nations(world).items()]
    if thin:
        yield (
            f"The places hold under a third of the people of {', '.join(thin)}: by people says "
            "little there. Give places of your own (places: {file: cities.csv})."
        )


def _far_places(world: World) -> Iterator[str]:
    """Places of the scenario's own that lie outside the territory of their nation."""
    if not world.scenario.places:
        return
    table = world.places
    for nation in dict.fromkeys(table.nation.tolist()):
        given = world.scenario.nations[nation].territory
        # Territory that places make lies about them.
        if given is None or given.places is not None:
            continue
        own = table.take(table.nation == nation)
        away = km_outside(world.territory_of(nation), own.lat, own.lon, ignored_km=NEAR_KM)
        far = np.flatnonzero(away > NEAR_KM)
        if len(far):
            named = far[np.argsort(-away[far], kind="stable")][:_NAMED]
            told = ", ".join(f"{own.name[row]} ({away[row]:,.0f} km)" for row in named)
            more = f" and {len(far) - len(named):,} more" if len(far) > len(named) else ""
            lie = "places lie" if len(far) > 1 else "place lies"
            yield (
                f"{len(far):,} {lie} more than {NEAR_KM:.0f} km outside the territory of {nation}: "
                f"{told}{more}. Check coordinates and nation."
            )
