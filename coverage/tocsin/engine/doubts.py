"""What breaks no rule and yet is hardly meant: what lies far away, sees nothing, does nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.blind import blind
from tocsin.engine.swapped import swapped
from tocsin.engine.thin import withheld
from tocsin.engine.world import World
from tocsin.geometry.outside import km_outside
from tocsin.geometry.places import NEAR_KM
from tocsin.scenario.suspects import idle, open_masks
from tocsin.scenario.where import located
from tocsin.words import folded

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# A sentence names so many places, the farthest ones.
_NAMED = 3


def doubts(world: World, *, every: bool = False) -> Iterator[str]:
    """Say what of a scenario is hardly meant: `check` and `run` tell it, with file and line.

    every: however many they are; of many of a kind the first by default.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(doubts(World(Scenario.from_text(scaffold("island")))))
    []
    """
    scenario = world.scenario
    for kind in (swapped(world), blind(world), idle(scenario), open_masks(scenario)):
        yield from folded((located(scenario, *each) for each in kind), every=every)
    yield from _far_places(world)


def thin_places(scenario: "Scenario", *, every: bool = False) -> Iterator[str]:
    """Say for which target nations by people is withheld, and what to do: `check` tells it.

    Answers say it with their basis, so that it is none of the `doubts` that a run tells.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> list(thin_places(Scenario.from_text(scaffold("island"))))
    []
    """
    told = withheld(scenario, every=every)
    if told:
        yield f"{told} Give places of your own (places: {{file: cities.csv}})."


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
