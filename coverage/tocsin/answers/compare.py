"""Two policies side by side, nation by nation and cell by cell; and which agreement matters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.locate import position_of
from tocsin.answers.median_cells import cell_values
from tocsin.answers.registry import verb
from tocsin.answers.run import Result, run
from tocsin.constants import NOTIONAL
from tocsin.engine.measures import ALL
from tocsin.engine.rulebook import Rules
from tocsin.engine.world import World
from tocsin.words import plain

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

# Under this a change is none: it is below what the model can tell.
NO_CHANGE_S = 0.5
CHANGES = (
    *("newly warned", "no longer warned", "sooner", "later", "no change"),
    "warned under neither",
)
COMPARE_COLUMNS = (
    *("nation", "cells", "cases", "population", "warned_share_a", "warned_share_b"),
    *("newly_warned_share", "no_longer_warned_share", "newly_known_share", "sooner_share"),
    *("later_share", "newly_warned_pop_share", "no_longer_warned_pop_share", "change_s"),
    *("change_pop_s", "change_median_s", "change_min_s", "change_max_s"),
)


@dataclass(frozen=True)
class Comparison(Answer):
    """What changes from one policy to another. Notional.

    Attributes
    ----------
    a, b : str
        Policies.
    only_a, only_b : tuple of str
        Agreements, of sharing and of defence, that only one of them selects.
    table : DataFrame
        Columns `COMPARE_COLUMNS`, a row a nation and ``all``. A case is a launch point, an arc
        and a cell. Shares are of cases, ``_pop_`` of people. ``change_s`` is the mean change of
        effective warning; its median, least and greatest are over the cases that change at all
        (nan where none does).
    cells : DataFrame
        ``cell lat lon nation population before_s after_s change_s change``: median effective
        warning of the cell's cases, and what becomes of it, one of `CHANGES`.
    """

    verb = "compare"

    a: str
    b: str
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    table: pd.DataFrame
    cells: pd.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return the table and what differs as plain data that JSON can hold; not the cells."""
        return {
            "notional": NOTIONAL,
            "a": self.a,
            "b": self.b,
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "nations": plain(self.table.to_dict("records")),
        }


@verb(example="tocsin compare configs/scenarios/northeast-asia.yaml bilateral-2012 realtime-2024")
def compare(
    scenario: "Scenario | World | Result",
    a: str,
    b: str,
    *,
    arc: str | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare two policies: who is newly warned, who gains how many seconds.

    Parameters
    ----------
    scenario : Scenario, World or Result
        A result that holds both policies saves working them out again.
    a : str
        Policy before.
    b : str
        Policy after.
    arc : str, optional
        Only cases of this arc class; all by default.
    threads, progress
        As for `tocsin.answers.run.run`.

    Raises
    ------
    InputError
        A policy or arc is unknown.
    """
    result = scenario
    if not isinstance(result, Result):
        result = run(result, policies=[a, b], threads=threads, progress=progress)
    for name in (a, b):
        position_of(name, result.policies, kind="policy")
    if arc is not None:
        position_of(arc, list(result.scenario.arcs), kind="arc")
    before, after = (_cases(result.warning, name, arc) for name in (a, b))
    table = [_row(name, _Pair(before[rows], after[rows])) for name, rows in _by_nation(before)]
    rules = [set(Rules(result.world, name).selected) for name in (a, b)]
    order = list(result.scenario.agreements)
    return Comparison(
        a,
        b,
        tuple(name for name in order if name in rules[0] - rules[1]),
        tuple(name for name in order if name in rules[1] - rules[0]),
        pd.DataFrame(table, columns=list(COMPARE_COLUMNS)),
        cell_changes(result, a, b, arc=arc),
    )


def cell_changes(result: "Result", a: str, b: str, *, arc: str | None = None) -> pd.DataFrame:
    """Return what becomes of each cell from one policy to another: what difference maps show.

    Returns
    -------
    DataFrame
        As `Comparison.cells`, in the order of the world's cells.
    """
    cells = result.world.cells
    old, new = (cell_values(result, name, arc) for name in (a, b))
    change_s = new.value_s - old.value_s
    was, now = old.status == "warned", new.status == "warned"
    kinds = [now & ~was, was & ~now, ~was & ~now, change_s > NO_CHANGE_S, change_s < -NO_CHANGE_S]
    names = [CHANGES[0], CHANGES[1], CHANGES[5], CHANGES[2], CHANGES[3]]
    return pd.DataFrame(
        {
            "cell": cells.id,
            "lat": cells.lat,
            "lon": cells.lon,
            "nation": np.array(result.world.nations)[cells.nation],
            "population": cells.population,
            "before_s": old.value_s,
            "after_s": new.value_s,
            "change_s": change_s,
            "change": pd.Categorical(np.select(kinds, names, CHANGES[4]), list(CHANGES)),
        }
    )


def _cases(warning: pd.DataFrame, policy: str, arc: str | None) -> pd.DataFrame:
    """Rows of one policy; those of two policies of a run stand in the same order."""
    chosen = warning["policy"] == policy
    if arc is not None:
        chosen &= warning["arc"] == arc
    wanted = ["cell", "nation", "population", "status", "warning_s"]
    return warning.loc[chosen, wanted].reset_index(drop=True)


def _by_nation(cases: pd.DataFrame) -> list[tuple[str, NDArray[np.bool_]]]:
    nation = cases["nation"].array
    present = [name for name in nation.categories if (nation == name).any()]
    everyone = np.ones(len(cases), dtype=bool)
    return [*((name, np.asarray(nation == name)) for name in present), (ALL, everyone)]


@dataclass(frozen=True)
class _Pair:
    """The same cases under two policies."""

    before: pd.DataFrame
    after: pd.DataFrame

    def status(self, name: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        was, now = ((each["status"] == name).to_numpy() for each in (self.before, self.after))
        return was, now

    def change_s(self) -> NDArray[np.float64]:
        left = [
            np.where(warned, each["warning_s"].to_numpy(), 0.0)
            for each, warned in zip((self.before, self.after), self.status("warned"), strict=True)
        ]
        return left[1] - left[0]


def _row(nation: str, pair: _Pair) -> dict[str, Any]:
    people = pair.before["population"].to_numpy()
    change_s = pair.change_s()
    changed = change_s[np.abs(change_s) > NO_CHANGE_S]
    was, now = pair.status("warned")
    unknown, still = pair.status("never")
    _, first = np.unique(pair.before["cell"].array.codes, return_index=True)
    extremes = [np.median(changed), changed.min(), changed.max()] if changed.size else [np.nan] * 3
    return {
        "nation": nation,
        "cells": len(first),
        "cases": len(people),
        "population": float(people[first].sum()),
        "warned_share_a": float(was.mean()),
        "warned_share_b": float(now.mean()),
        "newly_warned_share": float((now & ~was).mean()),
        "no_longer_warned_share": float((was & ~now).mean()),
        "newly_known_share": float((unknown & ~still).mean()),
        "sooner_share": float((change_s > NO_CHANGE_S).mean()),
        "later_share": float((change_s < -NO_CHANGE_S).mean()),
        "newly_warned_pop_share": _weighted(now & ~was, people),
        "no_longer_warned_pop_share": _weighted(was & ~now, people),
        "change_s": float(change_s.mean()),
        "change_pop_s": _weighted(change_s, people),
        **dict(zip(COMPARE_COLUMNS[-3:], map(float, extremes), strict=True)),
    }


def _weighted(values: NDArray, people: NDArray[np.float64]) -> float:
    total = people.sum()
    # A plain sum: the bits of a dot product hang on the number of threads.
    return float((values * people).sum() / total) if total > 0.0 else float("nan")
