"""Who tells whom under a policy, drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.rulebook import Rulebook
from tocsin.plot import graph
from tocsin.report.parts import joined
from tocsin.sharing import Grant, sharing_graph
from tocsin.sharing.graph import SEPARATOR

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.plot.style import Figure

# Fastest first: how an arrow that stands for several grants is drawn.
MODES = ("auto", "exercise", "release", "request")


def acting_in(world: "World", rules: Sequence[Rulebook]) -> set[str]:
    """Nations that see, are threatened, or are named by an agreement of some policies."""
    acting = {sensor.owner for sensor in world.sensors}
    # Whoever has cells is threatened, and so has something to be told.
    acting |= {world.nations[each] for each in np.unique(world.cells.nation)}
    for each in rules:
        for grant in each.grants:
            # A mesh names everyone, and so says nothing of who takes part.
            if grant.shape != "mesh":
                acting |= {world.nations[grant.source], world.nations[grant.target]}
    return acting


def _working(rules: Rulebook, acting: set[str]) -> tuple[Grant, ...]:
    """Grants among acting nations that work: exercise-only ones need an exercise."""
    names = rules.book.nations
    return tuple(
        grant
        for grant in rules.network.grants
        if {names[grant.source], names[grant.target]} <= acting
    )


def figure_of_policy(world: "World", rules: Rulebook, *, title: str = "") -> "Figure":
    """Draw who tells whom under one policy: what ``tocsin graph`` writes.

    Parameters
    ----------
    world : World
    rules : Rulebook
        Of the policy.
    title : str
        What the figure says; by default the title of the policy.
    """
    nations = [name for name in world.nations if name in acting_in(world, [rules])]
    grants = _working(rules, set(nations))
    title = title or f"Who tells whom: {world.scenario.policies[rules.name].title or rules.name}"
    return _drawn(world, rules, grants, nations, title=title)


def _drawn(
    world: "World",
    rules: Rulebook,
    grants: Sequence[Grant],
    nations: Sequence[str],
    *,
    title: str,
) -> "Figure":
    merged = sharing_graph(grants, names=world.nations, agreements=rules.sharing)
    edges = [
        graph.Edge(
            source,
            target,
            tier,
            # One arrow can show one mode; the table beside it has all of them.
            min(data["modes"].split(SEPARATOR), key=MODES.index),
            tuple(data["agreements"].split(SEPARATOR)),
            not data["third_party_bar"],
        )
        for source, target, tier, data in merged.edges(data=True, keys=True)
    ]
    hubs = [name for name in nations if merged.nodes[name]["hub"]]
    figure, _ = graph.sharing_graph(
        edges, nations=nations, hubs=hubs, barred=_barred(world), title=title
    )
    return figure


def _barred(world: "World") -> dict[str, str]:
    """Nations that some sensor's items must not reach."""
    # By who is barred: that is where the drawing notes it.
    sensors_by_nation: dict[str, list[str]] = {}
    for sensor in world.sensors:
        for nation in sensor.not_to:
            sensors_by_nation.setdefault(nation, []).append(sensor.id)
    return {nation: f"not from {joined(sensors)}" for nation, sensors in sensors_by_nation.items()}
