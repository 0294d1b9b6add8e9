"""How much sensors cover: the verb."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Unpack

from tocsin.answers.common import Drawn
from tocsin.answers.coverage.arcs import ArcCoverage, along_arcs
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.checks import check_positive, check_within
from tocsin.engine.world import World

if TYPE_CHECKING:
    from tocsin.scenario import Scenario


@verb(
    example="tocsin coverage configs/scenarios/northeast-asia.yaml "
    "-p bilateral-2012 -p realtime-2024",
    draws=True,
)
def coverage(
    scenario: "Scenario | World",
    *,
    policies: str | Sequence[str] | None = None,
    k: int = 2,
    angle_deg: float = 20.0,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> ArcCoverage:
    """Tell how much of each flight is in view, of whose sensors, and where it is dark.

    Parameters
    ----------
    scenario : Scenario or World
        A world that is laid out already saves time.
    policies : str or sequence of str, optional
        Policy, or several: what each adds to the first; all by default.
    k : int
        Fold of k-fold coverage: by how many sensors at once.
    angle_deg : float
        Least angle in degrees at which lines of sight of two sensors cross in custody.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    ArcCoverage

    Raises
    ------
    InputError
        A policy is unknown, or a number out of its bounds.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> told = coverage(island, policies=["alone", "together"])
    >>> isle = told.added[(told.added["nation"] == "ISLE") & (told.added["arc"] == "all")]
    >>> bool(isle["in_view_change_share"].iloc[0] > 0.5)
    True
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    check_positive(k, name="k")
    check_within(angle_deg, name="angle_deg", low=0.0, high=90.0)
    # In the order of the asking: the first is what the others are compared with.
    names = chosen_policies(world.scenario, policies)
    return along_arcs(
        world, names, k=int(k), angle_deg=float(angle_deg), threads=threads, progress=progress
    )
