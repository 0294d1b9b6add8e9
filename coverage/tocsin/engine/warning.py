"""Warning time: from what the sensors saw to what each nation could tell its people, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.engine.response import response_times
from tocsin.engine.rulebook import Decision, Rules
from tocsin.engine.table_builder import Columns
from tocsin.engine.visibility import Sight
from tocsin.engine.world import World
from tocsin.kernels.notices import first_arrivals, kth_arrivals
from tocsin.sharing.notice import STATUSES, status
from tocsin.sharing.routes import HIDDEN

WARNING_COLUMNS = (
    *("policy", "launch", "point", "arc", "cell", "lat", "lon", "nation", "population"),
    *("area_km2", "impact_s", "status", "notice_s", "public_s", "warning_s", "response_s"),
    *("sensor", "route"),
)

_STATUS = pd.CategoricalDtype(list(STATUSES))


@dataclass(frozen=True)
class Notices:
    """What the nations of some cells know of the arcs to them, under one policy.

    All arrays have shape (n,), seconds after launch, inf where never.

    Attributes
    ----------
    know_s : ndarray
        First usable item in the nation's hands.
    notice_s : ndarray
        The same, confirmed by the nation's rule.
    public_s : ndarray
        After assessment and dissemination.
    sensor, tier : ndarray of int
        Position of the sensor whose item came first; 0 alert, 1 track; -1 where none.
    """

    know_s: NDArray[np.float64]
    notice_s: NDArray[np.float64]
    public_s: NDArray[np.float64]
    sensor: NDArray[np.int64]
    tier: NDArray[np.int64]


def notices(
    rules: Rules, tier_s: NDArray[np.float64], nation: NDArray[np.int64], *, launch_nation: int
) -> Notices:
    """Work out notices of the nations of some cells.

    Parameters
    ----------
    rules : Rules
        The policy.
    tier_s : ndarray, shape (n, s, 2)
        When each sensor produces alert and track.
    nation : ndarray of int, shape (n,)
        Nation of each arc's target: it is threatened, and it is asked.
    launch_nation : int
        Nation from which the arcs start.
    """
    asked, group = rules.world.groups_of(nation)
    decisions = [rules.decision(int(each)) for each in asked]
    contexts = [
        {
            "launch_nation": launch_nation,
            "threatened": int(each),
            "nation": int(each),
            "required": decision.needs,
        }
        for each, decision in zip(asked, decisions, strict=True)
    ]
    delays = np.array([rules.delays(**each) for each in contexts]).reshape(len(asked), -1, 2)
    hops = np.array([rules.hops(**each) for each in contexts]).reshape(len(asked), -1, 2)
    # An alert is no item for a nation that needs a track: the search says so with inf.
    count = len(nation)
    know_s, sensor, tier = np.empty(count), np.empty(count, np.int64), np.empty(count, np.int64)
    first_arrivals(tier_s, delays, hops, group, know_s, sensor, tier)
    owned = np.array([rules.owns(int(each)) for each in asked])
    notice_s = _confirmed(know_s, tier_s, delays, group, decisions, owned)
    stages = np.array([each.assess_s + each.disseminate_s for each in decisions])
    return Notices(know_s, notice_s, notice_s + stages[group], sensor, tier)


def _confirmed(
    know_s: NDArray[np.float64],
    tier_s: NDArray[np.float64],
    delays: NDArray[np.float64],
    group: NDArray[np.int64],
    decisions: Sequence[Decision],
    owned: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Time at which each nation's confirmation rule is met."""
    if all(each.rule == "accept" for each in decisions):
        return know_s
    k = np.array([each.k if each.rule == "k_of_n" else 1 for each in decisions])
    counted = delays.copy()
    for row, each in enumerate(decisions):
        if each.rule == "own":
            counted[row, ~owned[row]] = np.inf
    notice_s = np.empty_like(know_s)
    kth_arrivals(tier_s, counted, group, k, notice_s)
    return notice_s


def warning_columns(world: World, rules: Rules, sight: Sight) -> Columns:
    """Rows of the warning table for one policy and one piece of a world.

    Returns
    -------
    dict
        Columns `WARNING_COLUMNS`, one row a cell; text columns are categories.
    """
    cells = world.cells
    part = sight.part
    nation = cells.nation[part]
    launch_nation = int(world.launches.nation[sight.launch])
    found = notices(rules, sight.tier_s, nation, launch_nation=launch_nation)
    impact_s = sight.impact_s
    code = status(found.know_s, found.public_s, impact_s)
    never = code == 0
    count = len(nation)
    sensor = np.where(never, -1, found.sensor)
    routes = _routes(rules, nation, sensor, found.tier, launch_nation=launch_nation)
    first = part.start or 0
    return {
        "policy": constant(rules.labels, rules.policy, count),
        "launch": constant(world.labels["launch"], world.launches.area[sight.launch], count),
        "point": np.full(count, world.launches.point[sight.launch]),
        "arc": constant(world.labels["arc"], world.arcs[sight.arc].id, count),
        "cell": coded(np.arange(first, first + count), world.labels["cell"]),
        "lat": cells.lat[part],
        "lon": cells.lon[part],
        "nation": coded(nation, world.labels["nation"]),
        "population": cells.population[part],
        "area_km2": cells.area_km2[part],
        "impact_s": impact_s,
        "status": coded(code, _STATUS),
        "notice_s": _or_nan(found.notice_s, never),
        "public_s": _or_nan(found.public_s, never),
        "warning_s": _or_nan(impact_s - found.public_s, never),
        "response_s": response_times(world, rules, sight),
        "sensor": _tellers(sensor, routes, world),
        "route": routes,
    }


def coded(codes: NDArray[np.integer], labels: pd.CategoricalDtype) -> pd.Categorical:
    """Return a column of categories from their positions (-1: null)."""
    return pd.Categorical.from_codes(codes, dtype=labels, validate=False)


def constant(labels: pd.CategoricalDtype, text: str, count: int) -> pd.Categorical:
    """Return a column that says the same in every row."""
    return coded(np.full(count, labels.categories.get_loc(text)), labels)


def _or_nan(values: NDArray[np.float64], never: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(never | ~np.isfinite(values), np.nan, values)


def _routes(
    rules: Rules,
    nation: NDArray[np.int64],
    sensor: NDArray[np.int64],
    tier: NDArray[np.int64],
    *,
    launch_nation: int,
) -> pd.Categorical:
    """Route of each winning item as ``KOR>USA>JPN``; null where nothing usable came.

    An originator that an agreement on the route does not name is ``?``.
    """
    n_sensors = len(rules.world.sensors)
    key = np.where(sensor < 0, -1, (nation * n_sensors + sensor) * 2 + tier)
    kinds, code = np.unique(key, return_inverse=True)
    texts = [_route_text(rules, int(kind), launch_nation=launch_nation) for kind in kinds]
    names = list(dict.fromkeys(text for text in texts if text is not None))
    at = np.array([-1 if text is None else names.index(text) for text in texts])
    # The type is said, or a piece without any route would have categories of another one.
    return pd.Categorical.from_codes(at[code], pd.Index(names, dtype="str"))


def _tellers(sensor: NDArray[np.int64], routes: pd.Categorical, world: World) -> pd.Categorical:
    """Sensor of each winning item; ``?`` where its originator is not named."""
    hides = np.array([text.startswith(HIDDEN) for text in routes.categories] + [False])
    if not hides.any():
        return coded(sensor, world.labels["teller"])
    named = np.where(hides[routes.codes], len(world.sensors), sensor)
    return coded(named, world.labels["teller"])


def _route_text(rules: Rules, kind: int, *, launch_nation: int) -> str | None:
    if kind < 0:
        return None
    pair, produced = divmod(kind, 2)
    nation, sensor = divmod(pair, len(rules.world.sensors))
    route = rules.route(
        sensor,
        launch_nation=launch_nation,
        threatened=nation,
        nation=nation,
        produced=produced,
        required=rules.decision(nation).needs,
    )
    return None if route is None else route.text(rules.world.nations)
