"""Who tells whom, in the report: a graph and a table of grants for each policy."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.rulebook import Rulebook
from tocsin.plot import graph
from tocsin.report.parts import Cell, Panel, Switch, Table, code, joined, number, text
from tocsin.report.parts_answer import folded_if_many
from tocsin.report.parts_figures import embedded, png_of, policy_choices
from tocsin.sharing import Grant, Sharing, sharing_graph
from tocsin.sharing.graph import SEPARATOR
from tocsin.sharing.words import GRANT_COLUMNS, words_of_grant

if TYPE_CHECKING:
    from tocsin.answers.run import Result
    from tocsin.engine.world import World
    from tocsin.plot.style import Figure

# Fastest first: how an arrow that stands for several grants is drawn.
MODES = ("auto", "exercise", "release", "request")


def graph_switch(result: "Result") -> Switch:
    """Return the sharing graphs; policies whose grants are the same share one."""
    acting = set(acting_nations(result))
    # Policies that come to the same grants are one graph with several names.
    alike: dict[tuple[Grant, ...], list[Rulebook]] = {}
    for policy in result.policies:
        rulebook = result.rulebook(policy)
        alike.setdefault(_working(rulebook, acting), []).append(rulebook)
    panels = [_panel(result, grants, rules, acting) for grants, rules in alike.items()]
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


def _panel(
    result: "Result", grants: Sequence[Grant], rules: Sequence[Rulebook], acting: set[str]
) -> Panel:
    names = result.world.nations
    # File order round the circle, on every graph alike.
    nations = [name for name in names if name in acting]
    policies = [rulebook.name for rulebook in rules]
    figure = _drawn(result.world, rules[0], grants, nations, title="Who tells whom")
    image, size = embedded(png_of(figure))
    alt = f"Graph of {len(grants)} grants among {joined(nations)}: the table lists them."
    caption = (
        f"Sharing under {joined(policies)}. An arrow stands for all grants of one tier between two "
        "nations and is drawn in the fastest of their modes; a box, for a pact whose members all "
        "tell each other the same. The table lists each"
    )
    table = folded_if_many(result, _grant_table(grants, names, rules[0].sharing))
    return Panel({"policy": tuple(policies)}, image, alt, caption, table, size)


def figure_of_policy(world: "World", rules: Rulebook) -> "Figure":
    """Draw who tells whom under one policy: what ``tocsin graph`` writes."""
    nations = [name for name in world.nations if name in acting_in(world, [rules])]
    grants = _working(rules, set(nations))
    title = world.scenario.policies[rules.name].title or rules.name
    return _drawn(world, rules, grants, nations, title=f"Who tells whom: {title}")


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


def _grant_table(
    grants: Sequence[Grant], names: Sequence[str], agreements: Mapping[str, Sharing]
) -> Table:
    rows = [_grant_row(grant, names, agreements[grant.agreement]) for grant in grants]
    return Table.of("Grants in force", ("from", "to", *GRANT_COLUMNS), rows)


def _grant_row(grant: Grant, names: Sequence[str], agreement: Sharing) -> list[Cell]:
    """Let each clause say what it has to say of a grant."""
    words = words_of_grant(grant, agreement, names)
    # Only delays are compared by eye, down the column.
    cells = (number(said) if column == "delay" else text(said) for column, said in words.items())
    return [code(names[grant.source]), code(names[grant.target]), *cells]
