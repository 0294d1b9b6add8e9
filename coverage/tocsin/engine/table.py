"""The tables of a run: a row per policy, launch point, arc and cell; and measures of them."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.engine.bank import Bank
from tocsin.engine.measures import MEASURES, SUMMARY_COLUMNS, Rows
from tocsin.engine.outcome import GroupOutcome, Outcome
from tocsin.engine.world import World
from tocsin.scenario.launching import launch_nation
from tocsin.sharing.notice import NEVER, STATUSES
from tocsin.sharing.routes import HIDDEN

WARNING_COLUMNS = (
    *("policy", "launch", "point", "arc", "cell", "lat", "lon", "nation", "population"),
    *("area_km2", "impact_s", "status", "notice_s", "public_s", "warning_s", "response_s"),
    *("sensor", "route"),
)


def warning_table(
    world: World, outcomes: Sequence[Outcome], *, policies: Sequence[str]
) -> pd.DataFrame:
    """Lay out what policies make of a world.

    Parameters
    ----------
    world : World
    outcomes : sequence of Outcome
        One a policy, of one bank of the world.
    policies : sequence of str
        What to call them.

    Returns
    -------
    DataFrame
        Columns `WARNING_COLUMNS`, policy by policy; text columns are categories. Times in seconds
        after launch, nan where there is none.
    """
    # What a case is about is the same under every policy: laid out once, and repeated.
    same = case_columns(world)
    columns = {name: _repeated(values, len(outcomes)) for name, values in same.items()}
    cases = len(world.launches) * len(world.arcs) * len(world.cells)
    number = np.repeat(np.arange(len(policies), dtype=np.int32), cases)
    # Text columns are categories: codes of a few bytes beside one list of names.
    columns["policy"] = coded(number, list(dict.fromkeys(policies)))
    columns |= outcomes_columns(world, outcomes)
    return pd.DataFrame({name: columns[name] for name in WARNING_COLUMNS}, copy=False)


def case_columns(world: World) -> dict[str, NDArray | pd.Categorical]:
    """Columns that say what each case is about, the same under every policy."""
    launches, cells = world.launches, world.cells
    points, arcs, targets = len(launches), len(world.arcs), len(cells)
    areas = list(dict.fromkeys(launches.area))
    of_launch = {
        "launch": np.array([areas.index(area) for area in launches.area]),
        "point": launches.point,
    }
    of_cell = {
        "cell": np.arange(targets),
        "lat": cells.lat,
        "lon": cells.lon,
        "nation": cells.nation,
        "population": cells.population,
        "area_km2": cells.area_km2,
    }
    columns = {name: np.repeat(values, arcs * targets) for name, values in of_launch.items()}
    columns["arc"] = np.tile(np.repeat(np.arange(arcs), targets), points)
    columns |= {name: np.tile(values, points * arcs) for name, values in of_cell.items()}
    names: dict[str, Sequence[str] | NDArray] = {
        "launch": areas,
        "arc": [arc.id for arc in world.arcs],
        "cell": cells.id,
        "nation": list(world.nations),
    }
    return columns | {name: coded(columns[name], text) for name, text in names.items()}


def outcome_times(outcome: Outcome) -> dict[str, NDArray[np.float64]]:
    """Times of each case in file order, nan where there is none. [s]"""
    never = outcome.in_file_order("status") == NEVER
    times = {}
    for name in ("notice_s", "public_s", "warning_s"):
        # Inf is how the engine says never; a table says null.
        values = outcome.in_file_order(name)
        times[name] = np.where(never | ~np.isfinite(values), np.nan, values)
    return times | {"response_s": outcome.in_file_order("response_s")}


def outcome_columns(world: World, outcome: Outcome) -> dict[str, NDArray | pd.Categorical]:
    """Columns that say what a rulebook makes of each case, in file order."""
    sensor, route = _tellers(world, outcome)
    return {
        "impact_s": outcome.in_file_order("impact_s"),
        "status": coded(outcome.in_file_order("status"), list(STATUSES)),
        **outcome_times(outcome),
        "sensor": sensor,
        "route": route,
    }


def outcomes_columns(
    world: World, outcomes: Iterable[Outcome]
) -> dict[str, NDArray | pd.Categorical]:
    """Columns of `outcome_columns` of several outcomes, one below the other."""
    return _stacked([outcome_columns(world, outcome) for outcome in outcomes])


def _tellers(world: World, outcome: Outcome) -> tuple[pd.Categorical, pd.Categorical]:
    """Sensor and route of each winning item, both ``?`` where its originator is not named."""
    names = [sensor.id for sensor in world.sensors]
    texts: dict[str, int] = {}
    sensors, routes = [], []
    for part in outcome.parts:
        route = _route_codes(part, world.nations, texts)
        hidden = [text.startswith(HIDDEN) for text in texts]
        # One more at the end, which index -1 (nothing came) meets.
        unnamed = np.array([*hidden, False])[route]
        sensors.append(np.where(unnamed, len(names), part.sensor))
        routes.append(route)
    return (
        coded(outcome.placed(np.concatenate(sensors)), [*names, *_unnamed(texts)]),
        coded(outcome.placed(np.concatenate(routes)), list(texts)),
    )


def _unnamed(texts: dict[str, int]) -> list[str]:
    return [HIDDEN] if any(text.startswith(HIDDEN) for text in texts) else []


def _route_codes(
    part: GroupOutcome, nations: Sequence[str], texts: dict[str, int]
) -> NDArray[np.int64]:
    """Number of each case's route (``KOR>USA>JPN``) among all texts; -1 where nothing came."""
    # The row of the bank that won says the feed and the tier, and so the route.
    row = part.winner[1]
    code = np.full(len(part.routes) + 1, -1, dtype=np.int64)  # the last is for row -1
    for number in np.unique(row[row >= 0]).tolist():
        route = part.routes[number]
        if route is not None:
            code[number] = texts.setdefault(route.text(nations), len(texts))
    return code[row]


def coded(codes: NDArray[np.integer], names: Sequence[str] | NDArray) -> pd.Categorical:
    """Return a column of categories from their positions (-1: null)."""
    # An empty list of names would else become a column of numbers.
    kinds = pd.Index(names, dtype="str") if len(names) == 0 else names
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(kinds), validate=False)


def _repeated(values: NDArray | pd.Categorical, times: int) -> NDArray | pd.Categorical:
    if isinstance(values, pd.Categorical):
        codes = np.tile(values.codes, times)
        return pd.Categorical.from_codes(codes, dtype=values.dtype, validate=False)
    return np.tile(values, times)


def _stacked(
    pieces: Sequence[dict[str, NDArray | pd.Categorical]],
) -> dict[str, NDArray | pd.Categorical]:
    """Put columns below one another; categories that differ are united, in order of appearance."""
    columns: dict[str, NDArray | pd.Categorical] = {}
    for name in pieces[0]:
        parts = [piece[name] for piece in pieces]
        if isinstance(parts[0], pd.Categorical):
            columns[name] = _united(parts)
        else:
            columns[name] = np.concatenate(parts)
    return columns


def _united(parts: Sequence[pd.Categorical]) -> pd.Categorical:
    known: dict[str, int] = {}
    codes = []
    for part in parts:
        place = [known.setdefault(text, len(known)) for text in part.categories]
        codes.append(np.array([*place, -1], dtype=np.int64)[part.codes])  # code -1 is null
    return coded(np.concatenate(codes), list(known))


def summarise(bank: Bank, outcomes: Sequence[Outcome], *, policies: Sequence[str]) -> pd.DataFrame:
    """Measure policies per launch, nation and arc, and over all nations and arcs.

    Parameters
    ----------
    bank : Bank
    outcomes : sequence of Outcome
        One a policy.
    policies : sequence of str
        What to call them.

    Returns
    -------
    DataFrame
        Columns `SUMMARY_COLUMNS`. ``launch`` is an area, or a launch nation that has several, with
        all of them. ``_pop_`` weights by population (nan where nobody lives).

    Examples
    --------
    >>> import tocsin
    >>> from tocsin.engine.bank import Bank
    >>> from tocsin.engine.rulebook import Rulebook
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import scaffold
    >>> scenario = tocsin.Scenario.from_text(scaffold("island"))
    >>> bank = Bank.of(World(scenario))
    >>> alone = bank.outcome(Rulebook.of(scenario, "alone"))
    >>> summarise(bank, [alone], policies=["alone"])["nation"].unique().tolist()
    ['ISLE', 'COAST', 'all']
    """
    rows, world = Rows(bank), bank.world
    nation_of = {name: launch_nation(world.scenario, name) for name in world.launch_names}
    lines = [
        {"policy": policy, "launch_nation": nation_of[str(line["launch"])]} | line
        for policy, outcome in zip(policies, outcomes, strict=True)
        for line in rows.table(outcome, measures=tuple(MEASURES))
    ]
    return pd.DataFrame(lines, columns=list(SUMMARY_COLUMNS))
