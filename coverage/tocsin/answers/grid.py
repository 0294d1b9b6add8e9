"""The grid that draws run on: coarser than the scenario's own, for there are many of them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

COARSER = 2
"""Resolutions of H3 that the draws' grid is coarser by."""


def coarser(scenario: "Scenario") -> "Scenario":
    """Return the scenario on the grid of the draws: two H3 resolutions less, others as they are.

    Examples
    --------
    >>> from tocsin.scenario.source import scenario_of
    >>> asia = scenario_of("northeast-asia")
    >>> asia.targets.h3_resolution, coarser(asia).targets.h3_resolution
    (6, 4)
    """
    resolution = scenario.targets.h3_resolution
    if resolution is None:
        return scenario
    return scenario.updated({"targets.h3_resolution": max(0, resolution - COARSER)})


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


def draws_told(count: str, *, refused: int, seed: int, drawn: "Scenario") -> str:
    """Say what numbers over draws rest on: how many, how many refused, by which seed, on what.

    Examples
    --------
    >>> from tocsin.scenario.source import scenario_of
    >>> draws_told("64 draws", refused=2, seed=7, drawn=scenario_of("northeast-asia"))
    '64 draws of everything not known, 2 of them refused (seed 7), on H3 resolution 6'
    """
    gone = f", {refused} of them refused" if refused else ""
    return f"{count} of everything not known{gone} (seed {seed}), on {grid_of(drawn)}"
