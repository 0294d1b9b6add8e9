"""What the maps of coverage show: gaps of flights, and counts of sensors at a height."""

from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.usable import POLICY
from tocsin.plot import style
from tocsin.plot.coverage import Panel, fold_classes, gap_classes, shortening_classes
from tocsin.plot.scene import Cells

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from tocsin.answers.coverage.arcs import ArcCoverage
    from tocsin.answers.coverage.heights import HeightCoverage

_PAIR = 2


def gap_maps(answer: "ArcCoverage") -> tuple[Cells, list[Panel], str]:
    """Return maps of the longest gap: under each policy shown, and by how much it is shorter.

    Parameters
    ----------
    answer : ArcCoverage

    Returns
    -------
    cells : Cells
    maps : list of Panel
    what : str
        What a colour stands for, in a sentence.
    """
    where, of = _by_policy(answer.cells, answer.policies, "gap_s")
    # One scale: a colour means the same time on every map.
    levels_s = style.time_levels(np.concatenate(list(of.values())))
    key = "Longest gap [m:ss]\nand share of cells"
    maps = [
        Panel(f"Longest gap: {name}", key, gap_classes(gap_s, levels_s))
        for name, gap_s in of.items()
    ]
    if len(of) == _PAIR:
        first, last = of
        key = "Longest gap shorter by\n[m:ss] and share of cells"
        less_s = of[first] - of[last]
        maps.append(Panel(f"What {last} adds to {first}", key, shortening_classes(less_s)))
    return where, maps, "Mean over launch points and arcs."


def fold_maps(answer: "HeightCoverage") -> tuple[Cells, list[Panel], str]:
    """Return maps of the count of sensors at the lowest height; results as `gap_maps`.

    Parameters
    ----------
    answer : HeightCoverage
    """
    # Low down the gaps are greatest, and pictures of several heights would be small.
    lowest_km = answer.cells["altitude_km"].min()
    rows = answer.cells[answer.cells["altitude_km"] == lowest_km]
    # Over a grid each nation holds something else: the first one's is shown.
    if answer.how.grid_deg is not None:
        rows = rows[rows["nation"] == rows.loc[rows["by"] == POLICY, "nation"].iloc[0]]
    where, of = _by_policy(rows, answer.policies, "fold")
    key = "Sensors that see\nand share of cells"
    holder = f"{rows['nation'].iloc[0]}, " if answer.how.grid_deg is not None else ""
    maps = [
        Panel(f"At {lowest_km:g} km: {holder}{name}", key, fold_classes(fold))
        for name, fold in of.items()
    ]
    if len(of) == _PAIR:
        first, last = of
        more = fold_classes(of[last] - of[first], sign="+")
        maps.append(Panel(f"What {last} adds to {first}", "Sensors more\nand share of cells", more))
    return where, maps, "Sensors of whose alerts the nation may be told."


def _by_policy(
    table: "pd.DataFrame", policies: tuple[str, ...], column: str
) -> "tuple[Cells, dict[str, NDArray]]":
    """Return the cells, and a column under the baseline and under the last policy."""
    told = table[table["by"] == POLICY]
    # More maps than three are too small to read.
    shown = dict.fromkeys((policies[0], policies[-1]))
    parts = {name: told[told["whose"] == name] for name in shown}
    first = parts[policies[0]]
    where = Cells.of(first["cell"], first["lat"], first["lon"])
    return where, {name: part[column].to_numpy() for name, part in parts.items()}
