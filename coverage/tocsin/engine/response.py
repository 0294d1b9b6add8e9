"""Response time: what the responders that may act for a cell's nation have left.

Kept apart from warning. Responders are notional circles with a reaction time; no kinematics.
"""

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.rulebook import TIER_CODES, Rules
from tocsin.engine.visibility import Sight
from tocsin.engine.world import World
from tocsin.geometry.earth import GEOD
from tocsin.kernels.notices import first_arrivals


def covered(world: World) -> NDArray[np.bool_]:
    """Which cells each responder's circle covers, shape (responders, cells)."""
    cached = world.__dict__.get("_covered")
    if cached is None:
        cells = world.cells
        rows = []
        for each in world.scenario.responders.values():
            lon, lat = np.full(len(cells), each.lon), np.full(len(cells), each.lat)
            distance_m = GEOD.inv(lon, lat, cells.lon, cells.lat)[2]
            rows.append(distance_m <= 1e3 * each.radius_km)
        cached = np.array(rows, dtype=bool).reshape(-1, len(cells))
        world.__dict__["_covered"] = cached
    return cached


def track_times(
    rules: Rules,
    tier_s: NDArray[np.float64],
    *,
    owner: int,
    launch_nation: int,
    nation: NDArray[np.int64],
) -> NDArray[np.float64]:
    """When a nation first holds a track of arcs that threaten others, shape (n,). [s]"""
    asked, group = rules.world.groups_of(nation)
    delays = np.array(
        [
            rules.delays(
                launch_nation=launch_nation,
                threatened=int(each),
                nation=owner,
                required=TIER_CODES["track"],
            )
            for each in asked
        ]
    ).reshape(len(asked), -1, 2)
    count = len(nation)
    time_s, sensor, tier = np.empty(count), np.empty(count, np.int64), np.empty(count, np.int64)
    # Who comes first is not asked, so neither is how many hops that took.
    hops = np.zeros(delays.shape, np.int64)
    first_arrivals(tier_s, delays, hops, group, time_s, sensor, tier)
    return time_s


def responses(world: World, rules: Rules, sight: Sight) -> NDArray[np.float64]:
    """Time that each responder has left for each cell. [s]

    Returns
    -------
    ndarray, shape (responders, n)
        Impact less the owner's track less the reaction time; negative where it would come too
        late; -inf where the responder does not cover the cell, its owner may not act for the
        cell's nation, or holds no track before impact.
    """
    nation = world.cells.nation[sight.part]
    circles = covered(world)[:, sight.part]
    may_act = rules.obligations.may_act
    launch_nation = int(world.launches.nation[sight.launch])
    tracks: dict[int, NDArray[np.float64]] = {}
    left_s = np.full((len(circles), len(nation)), -np.inf)
    for row, each in enumerate(world.scenario.responders.values()):
        owner = world.nations.index(each.owner)
        able = circles[row] & may_act[owner, nation]
        if not able.any():
            continue
        if owner not in tracks:
            tracks[owner] = track_times(
                rules, sight.tier_s, owner=owner, launch_nation=launch_nation, nation=nation
            )
        in_time = able & (tracks[owner] < sight.impact_s)
        spare_s = sight.impact_s - tracks[owner] - each.reaction_s
        left_s[row, in_time] = spare_s[in_time]
    return left_s


def response_times(world: World, rules: Rules, sight: Sight) -> NDArray[np.float64]:
    """Response time of each cell: the most that any responder has left; nan where none may. [s]"""
    left_s = responses(world, rules, sight)
    best = left_s.max(axis=0, initial=-np.inf)
    return np.where(np.isfinite(best), best, np.nan)
