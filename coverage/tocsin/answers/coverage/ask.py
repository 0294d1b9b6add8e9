"""How much sensors cover: the verb."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Unpack

from tocsin.answers.altitudes import altitudes_of
from tocsin.answers.common import Drawn
from tocsin.answers.coverage.arcs import ArcCoverage, along_arcs
from tocsin.answers.coverage.heights import Height, HeightCoverage, at_heights
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.checks import check_box, check_positive, check_within
from tocsin.engine.world import World
from tocsin.errors import InputError

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
    altitude_km: float | str | Sequence[float | str] | None = None,
    grid_deg: float | None = None,
    region: str | None = None,
    rcs_m2: float = 1.0,
    time_s: float = 0.0,
    over_period: bool = False,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> ArcCoverage | HeightCoverage:
    """Tell how much of each flight, or of a region at a height, is in view, and of whose sensors.

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
    altitude_km : float or sequence of float, optional
        Ask of points that stand at this height above the ellipsoid, km, and not of flights.
        Repeatable.
    grid_deg : float, optional
        At a height: a grid of this spacing in degrees over a box, and not the target cells.
    region : str, optional
        That box in degrees: west,south,east,north; about the target cells if absent.
    rcs_m2 : float
        At a height: radar cross-section of the objects, square metres.
    time_s : float
        At a height: seconds after launch at which satellites on orbits are taken.
    over_period : bool
        At a height: take satellites on orbits over their period, and tell means over time.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    ArcCoverage or HeightCoverage

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
    if altitude_km is not None:
        check_positive(rcs_m2, name="rcs_m2")
        how = Height(int(k), rcs_m2, time_s, over_period, grid_deg, box_of(region))
        return at_heights(world, names, altitudes_of(altitude_km), how)
    if grid_deg is not None or region is not None or over_period:
        raise InputError("A grid, a region or a period holds at a height. Give altitude_km, too.")
    return along_arcs(
        world, names, k=int(k), angle_deg=float(angle_deg), threads=threads, progress=progress
    )


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """Return the edges of a box as a user writes them: west, south, east, north [deg].

    Raises
    ------
    InputError
        There are not four numbers, or they are no box.

    Examples
    --------
    >>> box_of("170,-10,-170,10"), box_of(None)
    ((170.0, -10.0, -170.0, 10.0), None)
    """
    if text is None:
        return None
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError as error:
        raise InputError(f"Invalid region {text!r}. Write west,south,east,north.") from error
    return check_box(west=west, south=south, east=east, north=north)
