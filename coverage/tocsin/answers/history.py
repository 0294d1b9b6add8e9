"""Warning through time: what each change of the rules in force was worth. Notional."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tocsin.answers.answer import Answer
from tocsin.answers.locate import position_of
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies, tabulate
from tocsin.engine.measures import ALL, measures
from tocsin.engine.outcomes import effect
from tocsin.engine.rulebook import Rules
from tocsin.engine.world import World
from tocsin.errors import InputError

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

_NEEDED = ["nation", "arc", "cell", "population", "status", "warning_s", "response_s"]
# What a policy says besides which agreements hold: all of this may be kept through time.
_KEPT = ("confirmation", "conditions_met", "exercise", "plus", "except")


@dataclass(frozen=True)
class History(Answer):
    """Measures at each date at which the rules in force changed. Notional.

    Attributes
    ----------
    measures : DataFrame
        A row per date, nation and arc (and ``all`` of each): ``date nation arc`` and the measures
        of the summary, then ``response_share response_median_s effective_response_s``. The first
        date is the day before anything changed; each row holds until the next date.
    changes : DataFrame
        A row per date: ``date began ended changed``: ids of agreements, and whether what may be
        told, or who may act, is any different from before.
    events : DataFrame
        ``date title source note``: what the scenario dates without changing an edge.
    arc : str
        The arc class that is shown and drawn, or ``all``.
    """

    verb = "history"

    measures: pd.DataFrame
    changes: pd.DataFrame
    events: pd.DataFrame
    arc: str = ALL

    @property
    def dates(self) -> list[date]:
        """The dates, rising."""
        return list(self.changes["date"])

    def series(
        self, measure: str = "effective_warning_s", *, arc: str = ALL
    ) -> dict[str, list[float]]:
        """Return one measure by nation, a value a date: what a step chart draws.

        Raises
        ------
        InputError
            When there is no such measure or arc.
        """
        if measure not in self.measures.columns[3:]:
            known = ", ".join(self.measures.columns[3:])
            raise InputError(f"Unknown measure {measure!r}. Choose from {known}.")
        rows = self.measures[self.measures["arc"] == arc]
        if rows.empty:
            known = ", ".join(self.measures["arc"].unique())
            raise InputError(f"Unknown arc {arc!r}. Choose from {known}.")
        return {
            str(nation): list(of_nation[measure])
            for nation, of_nation in rows.groupby("nation", sort=False)
            if nation != ALL
        }

    def captions(self, *, longest: int = 24) -> dict[date, str]:
        """Return what to write above a step chart: agreements where an edge changed.

        Lists of more than ``longest`` characters are cut to their first and how many more.
        """
        changed = self.changes[self.changes["changed"]]
        found = {}
        for row in changed.to_dict("records"):
            names = [*row["began"], *(f"end of {name}" for name in row["ended"])]
            text = ", ".join(names)
            is_long = len(text) > longest and len(names) > 1
            found[row["date"]] = f"{names[0]} +{len(names) - 1}" if is_long else text
        return found


def change_dates(scenario: "Scenario") -> list[date]:
    """All days on which an agreement of the scenario began or was no longer in force, rising."""
    ends = (
        end
        for each in scenario.agreements.values()
        if not each.hypothetical
        for end in each.in_force
    )
    return sorted({end for end in ends if end is not None})


@verb(example="tocsin history configs/scenarios/northeast-asia.yaml --figure steps.png", draws=True)
def history(
    scenario: "Scenario",
    *,
    like: str | None = None,
    arc: str = "all",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> History:
    """Tell warning and response at each date at which the rules in force changed.

    Geometry is solved once; dates with equal rules are worked out once.

    Parameters
    ----------
    scenario : Scenario
        With dated agreements.
    like : str, optional
        A policy whose confirmation rules, conditions, exercise, plus and except hold throughout.
    arc : str
        Arc to show and draw, or all. Tables and JSON have every one.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    History

    Raises
    ------
    InputError
        No agreement has a date, or the policy or arc is unknown.
    """
    if arc != ALL:
        position_of(arc, list(scenario.arcs), kind="arc")
    days = change_dates(scenario)
    if not days:
        raise InputError("No agreement has a date. Give some of them in_force: [start, end].")
    days = [days[0] - timedelta(days=1), *days]
    dated = _with_policies(scenario, days, like=like)
    world = World(dated)
    names = [_policy_id(day) for day in days]
    rules = [Rules(world, name) for name in names]
    same_as = _distinct(rules, key=_all_effects)
    found = _measured(world, list(dict.fromkeys(same_as)), threads=threads, progress=progress)
    meanings = _distinct(rules, key=_meaning)
    rows = [
        {"date": day, **row} for day, like_it in zip(days, same_as, strict=True)
        for row in found[like_it]
    ]  # fmt: skip
    return History(pd.DataFrame(rows), _changes(dated, days, meanings), _events(scenario), arc)


def _policy_id(day: date) -> str:
    return f"as-of-{day.isoformat()}"


def _with_policies(scenario: "Scenario", days: Sequence[date], *, like: str | None) -> "Scenario":
    kept = {}
    if like is not None:
        (name,) = chosen_policies(scenario, [like])
        given = scenario.policies[name].model_dump(mode="json", by_alias=True, exclude_unset=True)
        kept = {key: given[key] for key in _KEPT if key in given}
    policies = {_policy_id(day): {"as_of": day.isoformat(), **kept} for day in days}
    return scenario.updated({"policies": policies})


def _distinct(rules: Sequence[Rules], *, key: Callable[[Rules], tuple]) -> list[str]:
    """For each policy the first one with the same key."""
    first: dict[tuple, str] = {}
    return [first.setdefault(key(each), each.policy) for each in rules]


def _all_effects(rules: Rules) -> tuple:
    """What decides all outcomes."""
    return tuple(effect(rules, int(nation)) for nation in np.unique(rules.world.launches.nation))


def _meaning(rules: Rules) -> tuple:
    """Everything that may be told or done, whether any outcome shows it or not."""
    nations = range(len(rules.world.nations))
    decisions = tuple(rules.decision(nation) for nation in nations)
    return rules.network.grants, rules.obligations.may_act.tobytes(), decisions


def _measured(
    world: World, policies: Sequence[str], **options: Any
) -> dict[str, list[dict[str, Any]]]:
    table, _ = tabulate(world, policies, columns=_NEEDED, **options)
    cases = len(table) // max(len(policies), 1)
    return {
        name: list(_rows(table.iloc[number * cases : (number + 1) * cases]))
        for number, name in enumerate(policies)
    }


def _rows(warning: pd.DataFrame) -> list[dict[str, Any]]:
    rows = []
    for nation, of_nation in _with_all(warning, "nation"):
        for arc, cases in _with_all(of_nation, "arc"):
            found = measures(cases) | response_measures(cases["response_s"].to_numpy())
            rows.append({"nation": nation, "arc": arc, **found})
    return rows


def _with_all(frame: pd.DataFrame, column: str) -> list[tuple[str, pd.DataFrame]]:
    groups = frame.groupby(column, sort=False, observed=True)
    return [*((str(name), group) for name, group in groups), (ALL, frame)]


def response_measures(response_s: np.ndarray) -> dict[str, float]:
    """Measure the response times of some cases (nan: nobody may act).

    >>> response_measures(np.array([100.0, np.nan, -5.0, 300.0]))
    {'response_share': 0.5, 'response_median_s': 200.0, 'effective_response_s': 100.0}
    """
    in_time = response_s > 0.0
    left_s = response_s[in_time]
    return {
        "response_share": float(np.mean(in_time)),
        "response_median_s": float(np.median(left_s)) if left_s.size else float("nan"),
        "effective_response_s": float(np.sum(left_s) / len(response_s)),
    }


def _changes(scenario: "Scenario", days: Sequence[date], meanings: Sequence[str]) -> pd.DataFrame:
    rows, before, meant = [], None, None
    for day, meaning in zip(days, meanings, strict=True):
        now = scenario.agreements_of(_policy_id(day))
        was = now if before is None else before
        began = [name for name in now if name not in was]
        ended = [name for name in was if name not in now]
        changed = meant is not None and meaning != meant
        rows.append({"date": day, "began": began, "ended": ended, "changed": changed})
        before, meant = now, meaning
    return pd.DataFrame(rows)


def _events(scenario: "Scenario") -> pd.DataFrame:
    rows: list[Mapping[str, Any]] = [
        {"date": each.date, "title": each.title, "source": each.source, "note": each.note}
        for each in sorted(scenario.history, key=lambda event: event.date)
    ]
    return pd.DataFrame(rows, columns=["date", "title", "source", "note"])
