"""The verb explain: one cell, under one policy or under several side by side."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Unpack

from tocsin.answers.common import ChangesDrawn
from tocsin.answers.explain.cell import explain_cell
from tocsin.answers.explain.rows import CellExplanation
from tocsin.answers.locate import At
from tocsin.answers.registry import verb
from tocsin.engine.world import World

if TYPE_CHECKING:
    from tocsin.answers.explain.compare import SideBySide
    from tocsin.scenario import Scenario


@verb(
    example="tocsin explain configs/scenarios/northeast-asia.yaml -p realtime-2024 --at Osaka",
    draws=True,
    leads=False,
    one_case=True,
)
def explain(
    scenario: "Scenario | World",
    *,
    policy: str | Sequence[str],
    at: At | str,
    nation: str | None = None,
    launch: str | None = None,
    point: int = 0,
    arc: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[ChangesDrawn],
) -> "CellExplanation | SideBySide":
    """Tell why a nation knows of an arc when it does, and which clause refused a faster way.

    Parameters
    ----------
    scenario : Scenario or World
        A world that is laid out already saves time.
    policy : str or sequence of str
        Policy; several are put side by side.
    at : (lat, lon) or str
        Place, cell or target name, or LAT,LON: the nearest cell is explained.
    nation : str, optional
        Nation that is asked; the cell's own if absent.
    launch : str, optional
        Launch area or nation: a nation's first area; that of what leads if absent.
    point : int
        Launch point of the area.
    arc : str, optional
        Arc; the first if absent.
    progress : callable, optional
        Told how many policies, or draws, are done, and of how many.

    Returns
    -------
    CellExplanation or SideBySide

    Raises
    ------
    InputError
        A name is unknown, no cell is near, or the arc does not exist.
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    # The world is laid out once for all of them: only the rules differ.
    policies = [policy] if isinstance(policy, str) else list(policy)
    explanations = []
    for name in policies:
        explanations.append(
            explain_cell(
                world, policy=name, at=at, nation=nation, launch=launch, point=point, arc=arc
            )
        )
        if progress is not None:
            progress(len(explanations), len(policies))
    if len(explanations) == 1:
        return explanations[0]
    from tocsin.answers.explain.compare import compare

    return compare(explanations)
