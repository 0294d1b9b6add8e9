"""Pictures of the report, each with its table: maps, sharing graphs, footprints."""

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tocsin.analysis.policy import Rules
from tocsin.plot import graph, maps, style
from tocsin.report.atlas import Atlas, Sheet, sheets
from tocsin.report.console import minutes, share
from tocsin.report.parts import Cell, Choice, Panel, Switch, Table, code, joined, number, text
from tocsin.report.parts_answer import nation_label, signed
from tocsin.sharing.graph import sharing_graph

if TYPE_CHECKING:
    import networkx as nx

    from tocsin.analysis.run import Result

# Flat colours and smooth letters need no more; it makes pictures a third of the size.
COLORS = 255
DPI = 120.0
# Fastest first: how an arrow that stands for several grants is drawn.
MODES = ("auto", "exercise", "release", "request")


def embedded(picture: bytes) -> tuple[str, tuple[int, int]]:
    """Return a PNG as a data address of few colours, and its size."""
    few = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        size = image.size
        flat = image.convert("RGB").quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        flat.save(few, "PNG", compress_level=6)
    return f"data:image/png;base64,{b64encode(few.getvalue()).decode()}", size


def png_of(figure: style.Figure, *, dpi: float = DPI) -> bytes:
    """Return a figure as a PNG."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figure.png"
        style.save(figure, path, dpi=dpi)
        return path.read_bytes()


def map_switch(atlas: Atlas, drawn: Sequence[Path]) -> Switch:
    """Return the maps with the choice of policy, of warning or change, and of the arc.

    Parameters
    ----------
    atlas : Atlas
    drawn : sequence of Path
        Map files of this run; a map that has no PNG among them is drawn.
    """
    by_name = {path.name.removesuffix(".png"): path for path in drawn if path.suffix == ".png"}
    result = atlas.result
    per_arc = any(sheet.name in by_name for sheet in sheets(result, per_arc=True) if sheet.arc)
    listed = [sheet for sheet in sheets(result, per_arc=per_arc) if sheet.kind != "footprints"]
    first = result.policies[0]
    options = {"policy": policy_choices(atlas)}
    legends = {"policy": "Policy"}
    if len(result.policies) > 1:
        change = Choice("change", f"Change against {first}")
        options["kind"] = [Choice("warning", "Warning time"), change]
        legends["kind"] = "Show"
    if per_arc:
        arcs = [Choice(arc.id, arc.id) for arc in result.world.arcs]
        options["arc"] = [Choice("all", "all arcs"), *arcs]
        legends["arc"] = "Arc"
    panels = [map_panel(atlas, sheet, by_name.get(sheet.name)) for sheet in listed]
    if len(result.policies) > 1:
        note = f"{first} is the policy that the others are measured against. Choose another one."
        panels.append(Panel({"policy": (first,), "kind": ("change",)}, "", "", note))
    return Switch("maps", options, legends, panels)


def policy_choices(atlas: Atlas) -> list[Choice]:
    """Return the policies as options."""
    return [Choice(policy, policy) for policy in atlas.result.policies]


def map_panel(atlas: Atlas, sheet: Sheet, path: Path | None) -> Panel:
    """Return one map with its table."""
    picture = path.read_bytes() if path else png_of(atlas.draw(sheet))
    image, size = embedded(picture)
    axes = {"policy": (sheet.policy,), "kind": (sheet.kind,), "arc": (sheet.arc or "all",)}
    table = _change_table(atlas, sheet) if sheet.kind == "change" else _warning_table(atlas, sheet)
    title = atlas.result.scenario.policies[sheet.policy].title
    label = f"{sheet.policy} ({title})" if title else sheet.policy
    what = f"Change from {sheet.before} to {label}" if sheet.before else f"Warning under {label}"
    return Panel(axes, image, atlas.alt(sheet), what, table, size)


def _nation_rows(atlas: Atlas) -> list[tuple[Cell, np.ndarray]]:
    world = atlas.result.world
    index = world.cells.nation
    return [
        (text(nation_label(atlas.result, world.nations[each])), index == each)
        for each in np.unique(index)
    ]


def _warning_table(atlas: Atlas, sheet: Sheet) -> Table:
    found = atlas.values(sheet.policy, sheet.arc)
    rows = []
    for name, members in _nation_rows(atlas):
        status = found.status[members]
        warned_s = found.value_s[members][status == "warned"]
        spread = np.quantile(warned_s, (0.1, 0.5, 0.9)) if len(warned_s) else (np.nan,) * 3
        shares = [number(share(float((status == each).mean()))) for each in maps.STATUSES]
        times = [number(minutes(float(each))) for each in spread]
        rows.append([name, number(f"{members.sum():,}"), *shares, *times])
    head = ("nation", "cells", *maps.STATUSES, "worst tenth", "median", "best tenth")
    return Table.of("The map in numbers, by the median case of each cell", head, rows)


def _change_table(atlas: Atlas, sheet: Sheet) -> Table:
    change_s = atlas.change_s(sheet.before, sheet.policy, sheet.arc)
    old, new = (
        atlas.values(policy, sheet.arc).status == "warned"
        for policy in (sheet.before, sheet.policy)
    )
    kinds = {
        "gain": change_s >= maps.NO_CHANGE_S,
        "no change": np.abs(change_s) < maps.NO_CHANGE_S,
        "lose": change_s <= -maps.NO_CHANGE_S,
        "newly warned": new & ~old,
        "no longer warned": old & ~new,
        "warned under neither": ~old & ~new,
    }
    rows = []
    for name, members in _nation_rows(atlas):
        shares = [number(share(float(kind[members].mean()))) for kind in kinds.values()]
        both = change_s[members & old & new]
        middle = signed(float(np.median(both))) if len(both) else "–"
        rows.append([name, number(f"{members.sum():,}"), *shares, number(middle)])
    head = ("nation", "cells", *kinds, "median change")
    return Table.of("The map in numbers, by the median case of each cell", head, rows)


def footprint_panel(atlas: Atlas, drawn: Sequence[Path]) -> Panel:
    """Return the map of footprints."""
    sheet = Sheet("footprints")
    path = next((path for path in drawn if path.name == f"{sheet.name}.png"), None)
    image, size = embedded(path.read_bytes() if path else png_of(atlas.draw(sheet)))
    note = (
        "A footprint holds for one altitude, and is not coverage of an arc. The table below lists "
        "every sensor."
    )
    return Panel({}, image, atlas.alt(sheet), note, None, size)


def graph_switch(atlas: Atlas) -> Switch:
    """Return the sharing graphs; policies whose grants are the same share one."""
    result = atlas.result
    acting = acting_nations(result)
    same: dict[str, list[str]] = {}
    graphs = {}
    for policy in result.policies:
        found = _graph_of(Rules(result.world, policy))
        found.remove_nodes_from([nation for nation in result.world.nations if nation not in acting])
        key = repr(sorted(found.edges(data=True, keys=True), key=repr))
        graphs.setdefault(key, found)
        same.setdefault(key, []).append(policy)
    panels = [_graph_panel(atlas, graphs[key], policies) for key, policies in same.items()]
    return Switch("sharing", {"policy": policy_choices(atlas)}, {"policy": "Policy"}, panels)


def acting_nations(result: "Result") -> list[str]:
    """Nations that see, are threatened, or are named by an agreement.

    One that only launches is left out, even where a mesh would tell it.
    """
    world = result.world
    acting = {sensor.owner for sensor in world.sensors}
    acting |= {world.nations[each] for each in np.unique(world.cells.nation)}
    for policy in result.policies:
        for grant in Rules(world, policy).grants:
            if grant.shape != "mesh":
                acting |= {world.nations[grant.source], world.nations[grant.target]}
    return [nation for nation in world.nations if nation in acting]


def _graph_of(rules: Rules) -> "nx.MultiDiGraph":
    """Return the graph of the grants that work: exercise-only ones need an exercise."""
    exercise = rules.world.scenario.is_exercise(rules.policy)
    grants = [each for each in rules.grants if exercise or each.mode != "exercise"]
    return sharing_graph(grants, names=rules.world.nations)


def _graph_panel(atlas: Atlas, found: "nx.MultiDiGraph", policies: list[str]) -> Panel:
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
    nations = list(found)
    hubs = [name for name, data in found.nodes(data=True) if data["hub"]]
    figure, _ = graph.sharing_graph(
        edges, nations=nations, hubs=hubs, barred=_barred(atlas.result), title="Who tells whom"
    )
    image, size = embedded(png_of(figure))
    alt = f"Graph of {len(edges)} grants among {joined(nations)}: the table lists them."
    caption = f"Sharing under {joined(policies)}"
    return Panel({"policy": tuple(policies)}, image, alt, caption, _grant_table(found), size)


def _barred(result: "Result") -> dict[str, str]:
    """Nations that some sensor's items must not reach."""
    found: dict[str, list[str]] = {}
    for sensor in result.world.sensors:
        for nation in sensor.not_to:
            found.setdefault(nation, []).append(sensor.id)
    return {nation: f"not from {joined(sensors)}" for nation, sensors in found.items()}


def _grant_table(found: "nx.MultiDiGraph") -> Table:
    rows = [
        [
            code(source),
            code(target),
            text(f"up to {tier}"),
            text(joined(data["modes"])),
            number(minutes(data["delay_s"])),
            text(joined(data["onward"], nothing="nobody")),
            text("yes" if data["conditional"] else "no"),
            text(joined(data["agreements"])),
        ]
        for source, target, tier, data in found.edges(data=True, keys=True)
    ]
    head = (
        *("from", "to", "what", "mode", "least delay", "may pass it on to", "under conditions"),
        "agreements",
    )
    return Table.of("Grants in force", head, rows)
