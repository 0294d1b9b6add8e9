"""Where a table of places is thin: it holds so few of a nation's people that no share is theirs."""

from tocsin.engine.world import World
from tocsin.geometry.place_names import people_of

# Whose places hold less of a nation's people than this say nothing of the others.
THIN = 1.0 / 3.0


def held_share(world: World, nation: str) -> float | None:
    """Return the share of a nation's people that live in its places; 1 where districts count twice.

    Returns
    -------
    float or None
        None where it has no meaning: places are the scenario's own, or nobody said how many people
        the nation has, as of a fictional one.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = World(Scenario.from_text(scaffold("island")))
    >>> print(held_share(island, "ISLE"))
    None
    """
    people = people_of(nation)
    # Its own table replaces the shipped one whole, and is what the scenario means.
    if people is None or world.scenario.places:
        return None
    table = world.places
    return min(1.0, float(table.population[table.nation == nation].sum()) / people)


def thin_nations(world: World) -> dict[str, float]:
    """Return the target nations for which the places are thin, with the share that they hold.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> thin_nations(World(Scenario.from_text(scaffold("island"))))
    {}
    """
    # Named points have no people, so that nothing is by people.
    if world.scenario.targets.points is not None:
        return {}
    shares = {name: held_share(world, name) for name in world.scenario.target_nations}
    return {name: share for name, share in shares.items() if share is not None and share < THIN}
