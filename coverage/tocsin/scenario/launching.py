"""Who launches: how areas and nations are named, which of them leads, and a scenario of some alone.

A *launch* is named by its area, or by its nation, which then stands for all areas that it has.
Nothing is ever averaged over launch nations: what one launches says nothing of another.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.checks import check_names
from tocsin.errors import InputError
from tocsin.words import did_you_mean

if TYPE_CHECKING:
    from tocsin.scenario.models import Scenario

EACH = "each"
"""Stands for every launch area, one after the other."""


def launch_names(scenario: "Scenario") -> tuple[str, ...]:
    """Return what tables tell apart: every area, then every launch nation that has several.

    Those of the nation that leads come first.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> launch_names(Scenario.from_text(scaffold("island")))
    ('far-area',)
    """
    nations = dict.fromkeys(
        [scenario.threat_nation, *(area.nation for area in scenario.launches.values())]
    )
    names: list[str] = []
    for nation in nations:
        areas = [name for name, area in scenario.launches.items() if area.nation == nation]
        # A nation with one area is that area; a second row would say everything twice.
        names += areas if len(areas) == 1 else [*areas, nation]
    return tuple(names)


def leading_launch(scenario: "Scenario") -> str:
    """Return the name of all that the leading nation launches.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> leading_launch(Scenario.from_text(scaffold("island")))
    'far-area'
    """
    return launch_name(scenario, scenario.threat_nation)


def leading_launches(scenario: "Scenario") -> tuple[str, ...]:
    """Return the name of all that each launch nation launches, what leads first.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> leading_launches(Scenario.from_text(scaffold("island")))
    ('far-area',)
    """
    nations = (area.nation for area in scenario.launches.values())
    return tuple(
        launch_name(scenario, nation)
        for nation in dict.fromkeys([scenario.threat_nation, *nations])
    )


def launch_name(scenario: "Scenario", name: str) -> str:
    """Return the one name of a launch: of a nation with a single area, that of the area."""
    areas = launch_areas(scenario, name)
    return areas[0] if len(areas) == 1 else name


def launch_areas(scenario: "Scenario", name: str) -> tuple[str, ...]:
    """Return the areas that a name stands for: one, or all of a nation, in file order.

    Raises
    ------
    InputError
        There is no such area or launch nation; near names are offered.
    """
    if name in scenario.launches:
        return (name,)
    # An area first: a nation with one area may be called like it.
    areas = tuple(area for area, launch in scenario.launches.items() if launch.nation == name)
    if not areas:
        nations = [launch.nation for launch in scenario.launches.values()]
        known = [*dict.fromkeys([*scenario.launches, *nations]), EACH]
        raise InputError(f"Unknown launch {name!r}.{did_you_mean(name, known)}")
    return areas


def launch_nation(scenario: "Scenario", name: str) -> str:
    """Return the nation of a launch."""
    return scenario.launches[launch_areas(scenario, name)[0]].nation


def launch_title(scenario: "Scenario", name: str) -> str:
    """Return how titles name a launch: the area and its nation.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> launch_title(Scenario.from_text(scaffold("island")), "far-area")
    'far-area (The far shore (fictional))'
    """
    nation = launch_nation(scenario, name)
    title = scenario.nations[nation].name or nation
    return title if name == nation else f"{name} ({title})"


def narrowed(
    scenario: "Scenario",
    *,
    launch: str | None = None,
    arcs: Sequence[str] = (),
    nations: Sequence[str] = (),
) -> "Scenario":
    """Return a scenario of some launches, arcs and target nations alone.

    Parameters
    ----------
    scenario : Scenario
    launch : str, optional
        An area or a launch nation; all by default.
    arcs, nations : sequence of str
        Ids of arcs and of target nations; all by default.

    Raises
    ------
    InputError
        There is no such launch, arc or target nation.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = Scenario.from_text(scaffold("island"))
    >>> narrowed(world, nations=["ISLE"]).target_nations
    ('ISLE',)
    """
    # Here: whoever lists commands does not wait for the models.
    from tocsin.frozen import unchecked

    from .fitting import fitting

    changes: dict[str, object] = {}
    if launch is not None:
        areas = launch_areas(scenario, launch)
        changes["launches"] = {name: scenario.launches[name] for name in areas}
        # What is left leads, whoever led before.
        changes["threat"] = launch_nation(scenario, launch)
    if arcs:
        check_names(arcs, scenario.arcs, kind="arc")
        changes["arcs"] = {name: arc for name, arc in scenario.arcs.items() if name in arcs}
    if nations:
        check_names(nations, scenario.target_nations, kind="target nation")
        # In file order, which breaks ties.
        chosen = tuple(name for name in scenario.target_nations if name in nations)
        changes["targets"] = unchecked(scenario.targets, {"nations": chosen})
    # Some of what was valid together is valid, but for questions about what has gone.
    return fitting(unchecked(scenario, changes)) if changes else scenario
