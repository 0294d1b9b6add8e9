"""What a map shows, in a few words: the finding that stands in its title."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.compare import CHANGES
from tocsin.answers.median_cells import CellValues
from tocsin.answers.standing_out import is_many
from tocsin.sharing.notice import NO_CHANGE_S, STATUSES
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.engine.world import World

# A share of newly warned cells from which on it is the finding.
_TOLD_SHARE = 0.02


def warning_finding(world: "World", values: CellValues) -> str:
    """Say the median cell's warning of each target nation; of many nations that of all cells.

    Parameters
    ----------
    world : World
    values : CellValues
        The median case of each cell.
    """
    return _by_nation(world, lambda chosen: _warning(values, chosen))


def change_finding(world: "World", change_s: NDArray[np.float64], codes: NDArray[np.int64]) -> str:
    """Say what each target nation gains or loses; of many nations what all cells do.

    Parameters
    ----------
    world : World
    change_s : ndarray, shape (c,)
        Change of warning [s]; nan where a cell is not warned under both policies.
    codes : ndarray of int, shape (c,)
        What becomes of each cell: positions in `CHANGES`.
    """
    return _by_nation(world, lambda chosen: _change(change_s[chosen], codes[chosen]))


def _by_nation(world: "World", said: Callable[[NDArray[np.bool_]], str]) -> str:
    nations = np.unique(world.cells.nation)
    if is_many(nations):
        return f"the median cell {said(np.full(len(world.cells), True))}"
    parts = []
    for index in nations:
        name = world.nations[index]
        title = world.scenario.nations[name].name or name
        parts.append(f"{title} {said(world.cells.nation == index)}")
    return ", ".join(parts)


def _warning(values: CellValues, chosen: NDArray[np.bool_]) -> str:
    status, value_s = values.status[chosen], values.value_s[chosen]
    warned = status == "warned"
    if 2 * warned.sum() > len(status):
        return minutes(float(np.median(np.where(warned, value_s, 0.0))))
    counts = [(status == name).sum() for name in STATUSES]
    word = STATUSES[int(np.argmax(counts))]
    return f"{word} in {percent(max(counts) / len(status))}"


def _change(change_s: NDArray[np.float64], codes: NDArray[np.int64]) -> str:
    newly = float((codes == CHANGES.index("newly warned")).mean())
    lost = float((codes == CHANGES.index("no longer warned")).mean())
    known = change_s[np.isfinite(change_s)]
    # No cell, no change: the two zeros let one rule serve.
    median_s = float(np.median(known)) if len(known) else 0.0
    most_s = float(known[np.argmax(np.abs(known))]) if len(known) else 0.0
    parts = []
    if abs(median_s) >= NO_CHANGE_S:
        parts.append(signed(median_s))
    elif abs(most_s) >= NO_CHANGE_S:
        parts.append(f"up to {signed(most_s)}")
    for share, word in ((newly, "newly warned"), (lost, "no longer warned")):
        if share >= _TOLD_SHARE:
            parts.append(f"{word} {'everywhere' if share == 1.0 else f'in {percent(share)}'}")
    return " and ".join(parts) or "no change"
