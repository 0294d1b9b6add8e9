"""The grid that draws run on: coarser than the scenario's own, for there are many of them."""

from typing import TYPE_CHECKING

from tocsin.engine.world import World
from tocsin.words import joined

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

COARSER = 2
"""Resolutions of H3 that the draws' grid is coarser by, where it still shows every nation."""

FEW = 12
"""Cells of a nation below which a grid says little of it."""

MANY = 1000
"""Cells above which no finer grid is taken for the sake of a small nation: it is told instead."""


def coarser(scenario: "Scenario") -> "Scenario":
    """Return the scenario on the grid of the draws: two H3 resolutions less, others as they are.

    Where a nation keeps only a few cells it is one less, or the scenario's own, if that has not
    many.

    Examples
    --------
    >>> from tocsin.scenario.source import scenario_of
    >>> asia, low = scenario_of("northeast-asia"), scenario_of("below-the-horizon")
    >>> asia.targets.h3_resolution, coarser(asia).targets.h3_resolution
    (6, 4)
    >>> low.targets.h3_resolution, coarser(low).targets.h3_resolution
    (3, 3)
    """
    resolution = scenario.targets.h3_resolution
    if resolution is None:
        return scenario
    taken, *finer = (
        scenario.updated({"targets.h3_resolution": each})
        for each in range(max(0, resolution - COARSER), resolution + 1)
    )
    for tried in finer:
        if not _few(taken) or sum(World(tried).expected_cells.values()) > MANY:
            break
        taken = tried
    return taken


def _few(scenario: "Scenario") -> list[str]:
    """Nations of which a grid has few cells, by their area."""
    expected = World(scenario).expected_cells
    return [nation for nation, count in expected.items() if count < FEW]


def grid_of(scenario: "Scenario") -> str:
    """Say on which targets a scenario works.

    Examples
    --------
    >>> from tocsin.scenario.source import scenario_of
    >>> grid_of(scenario_of("northeast-asia"))
    'H3 resolution 6'
    """
    targets = scenario.targets
    if targets.h3_resolution is not None:
        return f"H3 resolution {targets.h3_resolution}"
    return "the scenario's own targets"


def draws_told(count: str, *, refused: int, seed: int, drawn: "Scenario", own: "Scenario") -> str:
    """Say what numbers over draws rest on: how many, how many refused, by which seed, on what.

    Examples
    --------
    >>> from tocsin.scenario.source import scenario_of
    >>> asia, low = scenario_of("northeast-asia"), scenario_of("below-the-horizon")
    >>> draws_told("64 draws", refused=2, seed=7, drawn=asia, own=asia)
    '64 draws of everything not known, 2 of them refused (seed 7), on H3 resolution 6'

    A few cells stand for a nation badly: where that may mislead it is said.

    >>> one = low.updated({"targets.h3_resolution": 1})
    >>> draws_told("64 draws", refused=0, seed=7, drawn=one, own=low)[-62:]
    'where ISOLA has only a few cells: --full draws on the own grid'
    """
    gone = f", {refused} of them refused" if refused else ""
    told = f"{count} of everything not known{gone} (seed {seed}), on {grid_of(drawn)}"
    few = [] if drawn.targets == own.targets else _few(drawn)
    if not few:
        return told
    has = "has" if len(few) == 1 else "have"
    return f"{told}, where {joined(few)} {has} only a few cells: --full draws on the own grid"
