"""Who tells whom, in the report: a graph and a table of grants for each policy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.rulebook import Rulebook
from tocsin.plot import graph
from tocsin.report.parts import Cell, Panel, Switch, Table, code, joined, number, text
from tocsin.report.parts_figures import embedded, png_of, policy_choices
from tocsin.sharing.agreements import TIERS, Grant, nations_of
from tocsin.sharing.graph import sharing_graph
from tocsin.words import minutes

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.engine.world import World
    from tocsin.plot.style import Figure

# Fastest first: how an arrow that stands for several grants is drawn.
MODES = ("auto", "exercise", "release", "request")
THREATENED = ("", "a party is threatened", "the recipient is threatened")


def graph_switch(result: "Result") -> Switch:
    """Return the sharing graphs; policies whose grants are the same share one."""
    acting = set(acting_nations(result))
    same: dict[tuple[Grant, ...], list[str]] = {}
    for policy in result.policies:
        same.setdefault(_working(result.rulebook(policy), acting), []).append(policy)
    panels = [_panel(result, grants, policies, acting) for grants, policies in same.items()]
    choices = {"policy": policy_choices(result)}
    return Switch("sharing", choices, {"policy": "Policy"}, panels)


def acting_nations(result: "Result") -> list[str]:
    """Nations that see, are threatened, or are named by an agreement.

    One that only launches is left out, even where a mesh would tell it.
    """
    rules = [result.rulebook(policy) for policy in result.policies]
    acting = acting_in(result.world, rules)
    return [nation for nation in result.world.nations if nation in acting]


def acting_in(world: "World", rules: Sequence[Rulebook]) -> set[str]:
    """Nations that see, are threatened, or are named by an agreement of some policies."""
    acting = {sensor.owner for sensor in world.sensors}
    acting |= {world.nations[each] for each in np.unique(world.cells.nation)}
    for each in rules:
        for grant in each.grants:
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


def _panel(
    result: "Result", grants: Sequence[Grant], policies: Sequence[str], acting: set[str]
) -> Panel:
    names = result.world.nations
    nations = [name for name in names if name in acting]
    image, size = embedded(png_of(_drawn(result.world, grants, nations, title="Who tells whom")))
    alt = f"Graph of {len(grants)} grants among {joined(nations)}: the table lists them."
    caption = (
        f"Sharing under {joined(policies)}. An arrow stands for all grants of one tier between two "
        "nations and is drawn in the fastest of their modes; the table lists each"
    )
    table = _grant_table(grants, names)
    return Panel({"policy": tuple(policies)}, image, alt, caption, table, size)


def figure_of_policy(world: "World", rules: Rulebook) -> "Figure":
    """Draw who tells whom under one policy: what ``tocsin graph`` writes."""
    nations = [name for name in world.nations if name in acting_in(world, [rules])]
    grants = _working(rules, set(nations))
    return _drawn(world, grants, nations, title=f"Who tells whom: {rules.name}")


def _drawn(
    world: "World", grants: Sequence[Grant], nations: Sequence[str], *, title: str
) -> "Figure":
    found = sharing_graph(grants, names=world.nations)
    edges = [
        graph.Edge(
            source,
            target,
            tier,
            min(data["modes"], key=MODES.index),
            data["agreements"],
            not data["third_party_bar"],
        )
        for source, target, tier, data in found.edges(data=True, keys=True)
    ]
    hubs = [name for name in nations if found.nodes[name]["hub"]]
    figure, _ = graph.sharing_graph(
        edges, nations=nations, hubs=hubs, barred=_barred(world), title=title
    )
    return figure


def _barred(world: "World") -> dict[str, str]:
    """Nations that some sensor's items must not reach."""
    found: dict[str, list[str]] = {}
    for sensor in world.sensors:
        for nation in sensor.not_to:
            found.setdefault(nation, []).append(sensor.id)
    return {nation: f"not from {joined(sensors)}" for nation, sensors in found.items()}


def _grant_table(grants: Sequence[Grant], names: Sequence[str]) -> Table:
    head = (
        *("from", "to", "what", "mode", "delay", "whose items", "may pass it on to"),
        *("only if", "agreement"),
    )
    return Table.of("Grants in force", head, [_grant_row(grant, names) for grant in grants])


def _grant_row(grant: Grant, names: Sequence[str]) -> list[Cell]:
    may_tell = grant.onward & ~(1 << grant.source) & ~(1 << grant.target)
    told = [names[each] for each in nations_of(may_tell, n_nations=len(names))]
    return [
        code(names[grant.source]),
        code(names[grant.target]),
        text(f"up to {TIERS[grant.tier]}"),
        text(grant.mode),
        number(minutes(grant.delay_s)),
        text("own and relayed" if grant.relays else "own"),
        text(joined(told, nothing="nobody")),
        text(_conditions(grant, names)),
        text(grant.agreement),
    ]


def _conditions(grant: Grant, names: Sequence[str]) -> str:
    everyone = (1 << len(names)) - 1
    conditions = []
    if grant.purpose & everyone != everyone:
        covered = nations_of(grant.purpose & everyone, n_nations=len(names))
        conditions.append(f"launched from {joined([names[each] for each in covered])}")
    if grant.threatened:
        conditions.append(THREATENED[grant.threatened])
    return joined(conditions)
