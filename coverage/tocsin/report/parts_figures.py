"""Maps in the report, each with its table."""

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tocsin.answers.compare import CHANGES
from tocsin.plot import maps, style
from tocsin.report.atlas import Atlas, Sheet, sheets
from tocsin.report.parts import Cell, Choice, Panel, Switch, Table, number, text
from tocsin.report.parts_answer import LAUNCHED, folded_if_many, launch_choices, nation_label
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.run import Result

# Flat colours and smooth letters need no more; it makes pictures a third of the size.
COLORS = 255
DPI = 120.0


def embedded(picture: bytes) -> tuple[str, tuple[int, int]]:
    """Return a PNG as a data address of few colours, and its size.

    Examples
    --------
    >>> address, size = embedded(png_of(style.new_figure(2.0, 1.0), dpi=100.0))
    >>> address[:22], size
    ('data:image/png;base64,', (200, 100))
    """
    few = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        size = image.size
        # Without dithering, which would speckle the flat colours of classes.
        flat = image.convert("RGB").quantize(
            COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        flat.save(few, "PNG", compress_level=6)
    return f"data:image/png;base64,{b64encode(few.getvalue()).decode()}", size


def png_of(figure: style.Figure, *, dpi: float = DPI) -> bytes:
    r"""Return a figure as a PNG.

    Examples
    --------
    >>> png_of(style.new_figure(1.0, 1.0))[:4]
    b'\x89PNG'
    """
    # Through a file, since `save` is the one place that knows how figures are written.
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
    # Maps of the run are taken from disk: drawing them again would double the time.
    by_name = {path.name.removesuffix(".png"): path for path in drawn if path.suffix == ".png"}
    result = atlas.result
    per_arc = any(sheet.name in by_name for sheet in sheets(result, per_arc=True) if sheet.arc)
    # Footprints have a place of their own in the page; multiples show what the switch shows.
    listed = [sheet for sheet in sheets(result, per_arc=per_arc) if sheet.policy]
    first = result.policies[0]
    options = {"policy": policy_choices(result)}
    legends = {"policy": "Policy", "launch": LAUNCHED}
    if len(result.policies) > 1:
        change = Choice("change", f"Change against {first}")
        options["kind"] = [Choice("warning", "Warning time"), change]
        legends["kind"] = "Show"
    options |= launch_choices(result)
    if per_arc:
        arcs = [Choice(arc.id, arc.id) for arc in result.world.arcs]
        options["arc"] = [Choice("all", "all arcs"), *arcs]
        legends["arc"] = "Arc"
    panels = [map_panel(atlas, sheet, by_name.get(sheet.name)) for sheet in listed]
    if len(result.policies) > 1:
        # The switch offers this choice, so the page has to answer it.
        note = f"{first} is the policy that the others are measured against. Choose another one."
        panels.append(Panel({"policy": (first,), "kind": ("change",)}, "", "", note))
    return Switch("maps", options, legends, panels)


def policy_choices(result: "Result") -> list[Choice]:
    """Return the policies as options.

    Examples
    --------
    >>> import tocsin
    >>> from tocsin.scenario import scaffold
    >>> result = tocsin.run(tocsin.Scenario.from_text(scaffold("island")))
    >>> [choice.value for choice in policy_choices(result)]
    ['alone', 'together']
    """
    return [Choice(policy, policy) for policy in result.policies]


def map_panel(atlas: Atlas, sheet: Sheet, path: Path | None) -> Panel:
    """Return one map with its table."""
    picture = path.read_bytes() if path else png_of(atlas.draw(sheet))
    image, size = embedded(picture)
    launch = atlas.of(sheet).question
    axes = {
        "policy": (sheet.policy,), "kind": (sheet.kind,), "arc": (sheet.arc or "all",),
        "launch": (launch.launch,),
    }  # fmt: skip
    table = _change_table(atlas, sheet) if sheet.kind == "change" else _warning_table(atlas, sheet)
    table = folded_if_many(atlas.result, table)
    title = atlas.result.scenario.policies[sheet.policy].title
    label = f"{sheet.policy} ({title})" if title else sheet.policy
    what = f"Change from {sheet.before} to {label}" if sheet.before else f"Warning under {label}"
    return Panel(axes, image, atlas.alt(sheet), f"{what}, from {launch.title}", table, size)


def _nation_rows(atlas: Atlas) -> list[tuple[Cell, np.ndarray]]:
    world = atlas.result.world
    index = world.cells.nation
    return [
        (text(nation_label(atlas.result, world.nations[each])), index == each)
        for each in np.unique(index)
    ]


def _warning_table(atlas: Atlas, sheet: Sheet) -> Table:
    values = atlas.values(sheet)
    rows = []
    for name, members in _nation_rows(atlas):
        status = values.status[members]
        warned_s = values.value_s[members][status == "warned"]
        # Of warned cells alone; late and never are told as shares.
        spread = np.quantile(warned_s, (0.1, 0.5, 0.9)) if len(warned_s) else (np.nan,) * 3
        shares = [number(percent(float((status == each).mean()))) for each in maps.STATUSES]
        times = [number(minutes(float(each))) for each in spread]
        rows.append([name, number(f"{members.sum():,}"), *shares, *times])
    head = ("nation", "cells", *maps.STATUSES, "worst tenth", "median", "best tenth")
    return Table.of("The map in numbers, by the median case of each cell", head, rows)


def _change_table(atlas: Atlas, sheet: Sheet) -> Table:
    change_s = atlas.change_s(sheet)
    codes = atlas.change_codes(sheet)
    order = ("sooner", "no change", "later", "newly warned", "no longer warned")
    kinds = {kind: codes == CHANGES.index(kind) for kind in (*order, "warned under neither")}
    rows = []
    for name, members in _nation_rows(atlas):
        shares = [number(percent(float(kind[members].mean()))) for kind in kinds.values()]
        both = change_s[members & np.isfinite(change_s)]
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
        "every sensor"
    )
    return Panel({}, image, atlas.alt(sheet), note, None, size)
