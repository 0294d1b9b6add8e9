"""Friction: what shocks to agreements, and sensors that fail, cost in warning. Notional.

Exact: every distinct set of suspended agreements is worked out with its probability, and with it
every combination of sensors that may be out of order. Nothing is sampled.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.common import Drawn, Question
from tocsin.answers.disturbances import NOTHING, Chances, Disturbance, Names, Plan, sensor_failures
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.answers.tables import Table
from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.outcome import GroupOutcome
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sample import mean
from tocsin.engine.thin import is_thin
from tocsin.engine.world import World
from tocsin.sharing.notice import WARNED

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.scenario import Scenario

# Means of two states that differ by less than rounding are equally bad.
_SAME_S = 1e-6


@dataclass(frozen=True, repr=False)
class Friction(Answer):
    """What shocks and failing sensors do to each policy. Notional.

    Attributes
    ----------
    question : Question
        Its ``launch`` stands in every table, too.
    nations : DataFrame
        A row per policy and nation: mean warning ``undisturbed_warning_s`` (as in a run),
        ``expected_warning_s``, ``worst_warning_s`` with the smallest state that is so bad,
        ``worst_state``, and how likely one so bad is, ``worst_probability``;
        ``unwarned_probability`` (of a case drawn evenly: never or late) and
        ``unwarned_pop_probability`` (drawn by population); ``undisturbed_response_s`` and
        ``expected_response_s`` (mean response).
    cells : DataFrame
        A row per policy and cell: ``policy cell lat lon nation population``,
        ``unwarned_probability`` (mean over launch points and arcs) and ``unwarned_at_worst`` (the
        greatest over them).
    agreements : DataFrame
        A row per policy, agreement of it and nation, most lost first: what is lost if it alone is
        suspended: ``cases_lost`` and ``cells_lost`` (warned before, late or never then; a cell
        counts if one of its cases does), ``warning_lost_s``, ``response_lost_s``.
    states : DataFrame
        A row per policy, state and nation: ``suspended`` and ``out_of_order`` (lists of ids),
        ``probability warning_s response_s``.
    """

    verb = "friction"
    main_measures = ("expected_warning_s",)

    question: Question
    nations: Table = Table()
    cells: Table = Table()
    agreements: Table = Table()
    states: Table = Table()


@verb(example="tocsin friction configs/scenarios/northeast-asia.yaml -p realtime-2024")
def friction(
    scenario: "Scenario | World",
    *,
    policies: str | Sequence[str] | None = None,
    sensors: bool = True,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> Friction:
    """Tell what shocks to agreements cost, exactly over all their combinations.

    Parameters
    ----------
    scenario : Scenario or World
        A world that is laid out already saves time.
    policies : str or sequence of str, optional
        Policy, or several; all by default.
    sensors : bool
        Whether sensors with an availability below 1 fail too, independently of one another and of
        the shocks; otherwise all of them work.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    Friction

    Raises
    ------
    InputError
        A policy is unknown, or there are more than 4096 states of a policy.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> cost = friction(Scenario.from_text(scaffold("island")), policies=["alone"])
    >>> (cost.nations["expected_warning_s"] <= cost.nations["undisturbed_warning_s"]).all().item()
    True
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    names = chosen_policies(world.scenario, policies)
    failures: Chances = sensor_failures(world) if sensors else {(): 1.0}
    # All plans before any work: one with too many states is refused at once.
    plans = [Plan.of(Rulebook.of(world.book, name), failures) for name in names]
    unsure = {sensor for failed in failures for sensor in failed}
    # A sensor that may fail alone must not share a feed with one that works.
    bank = Bank.of(world, apart=unsure, threads=threads, progress=progress)
    tallies = [_Tally(bank, plan) for plan in plans]
    question = Question.of(world.scenario)
    return Friction(
        question,
        question.marked(row for tally in tallies for row in tally.nations()),
        partial(_frame_of, [tally.cells(question.launch) for tally in tallies]),
        question.marked((row for tally in tallies for row in tally.agreements()), _LOSSES),
        question.marked(row for tally in tallies for row in tally.rows()),
    )


_LOSSES = [
    *("policy", "launch", "agreement", "nation", "cases_lost", "cells_lost"),
    *("warning_lost_s", "response_lost_s"),
]


def _frame_of(parts: Sequence[dict[str, Any]]) -> "pd.DataFrame":
    """Put columns of several policies below one another."""
    import pandas as pd

    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)


class _Tally:
    """Sums over cases for one policy, state by state.

    Attributes
    ----------
    sums : dict
        By what is missing and ``warning`` or ``response``: sums over cases by nation [s].
    unwarned, at_worst : ndarray, shape (cells,)
        Probability of not being warned: mean and greatest over the cases of each cell.
    lost : dict of str to ndarray, shape (cells,)
        Cases of each cell that are warned no longer without an agreement.
    """

    def __init__(self, bank: Bank, plan: Plan) -> None:
        self.bank, self.world, self.plan = bank, bank.world, plan
        self.policy, self.states = plan.rulebook.name, plan.states
        self.chances = plan.chances
        self.rulebooks = {
            (names, failed): plan.rulebook.without(*names).blinding(*failed)
            for names, failed in self.chances
        }
        cells, nations = len(self.world.cells), len(self.world.nations)
        self.sums = {
            (*missing, name): np.zeros(nations)
            for missing in self.chances
            for name in ("warning", "response")
        }
        self.totals = np.zeros(nations)
        self.unwarned, self.at_worst = np.zeros(cells), np.zeros(cells)
        self.lost = {name: np.zeros(cells) for name in plan.rulebook.agreements}
        for group in bank.groups:
            self._add(group)
        self.unwarned /= len(self.world.launches) * len(self.world.arcs)

    def _add(self, group: Group) -> None:
        """Count the cases of one group: disturbances that come to the same are worked out once."""
        self.totals[group.nation] += len(group)
        # The policy undisturbed, against which a loss is a loss.
        whole = self.bank.group_outcome(group, self.plan.rulebook).status == WARNED
        unwarned = np.zeros(len(group))
        for outcome, disturbances in self._distinct(group):
            late = outcome.status != WARNED
            # Disturbances that come to the same are one outcome with the sum of their chances.
            unwarned += sum(self.chances[missing] for missing in disturbances) * late
            warning_s = outcome.effective_sums[0]
            response_s = outcome.effective_response_s.sum()
            lost = self._by_cell(group, whole & late).sum(axis=0)
            for names, failed in disturbances:
                self.sums[names, failed, "warning"][group.nation] += warning_s
                self.sums[names, failed, "response"][group.nation] += response_s
                if not failed and len(names) == 1 and (name := next(iter(names))) in self.lost:
                    self.lost[name][group.cells] += lost
        # A case has one chance of being unwarned; a cell has many cases.
        of_cells = self._by_cell(group, unwarned)
        self.unwarned[group.cells] += of_cells.sum(axis=0)
        worst = np.maximum(self.at_worst[group.cells], of_cells.max(axis=0))
        self.at_worst[group.cells] = worst

    def _distinct(self, group: Group) -> Iterator[tuple[GroupOutcome, list[Disturbance]]]:
        """Outcomes of a group that differ, each with the disturbances that lead to it."""
        outcomes: dict[Any, GroupOutcome] = {}
        disturbances: dict[Any, list[Disturbance]] = {}
        for missing, rulebook in self.rulebooks.items():
            outcome = self.bank.group_outcome(group, rulebook)
            key = outcome.effect.key
            outcomes.setdefault(key, outcome)
            disturbances.setdefault(key, []).append(missing)
        for key in list(outcomes):
            yield outcomes.pop(key), disturbances[key]  # its arrays are let go of one by one

    @staticmethod
    def _by_cell(group: Group, values: NDArray) -> NDArray:
        """Lay values of cases out over (launch points and arcs, cells)."""
        return values.reshape(-1, len(group.cells))

    def mean(self, name: str, names: Names, failed: tuple[str, ...] = ()) -> NDArray[np.float64]:
        """Mean over cases per nation with something missing; nan for a nation without cases. [s]"""
        sums = self.sums[names, failed, name]
        # A nation without cells has no mean, and is not shown either.
        return np.divide(sums, self.totals, out=np.full(len(sums), np.nan), where=self.totals > 0)

    def expected(self, name: str) -> NDArray[np.float64]:
        """Expectation over the states of the mean over cases, per nation. [s]"""
        total = np.zeros(len(self.world.nations))
        for state in self.states:
            total += state.probability * self.mean(name, state.suspended, state.out_of_order)
        return total

    def nations(self) -> list[dict[str, Any]]:
        """Rows per nation."""
        whole = {name: self.mean(name, NOTHING) for name in ("warning", "response")}
        expected = {name: self.expected(name) for name in ("warning", "response")}
        return [
            {
                "policy": self.policy,
                "nation": self.world.nations[nation],
                "undisturbed_warning_s": float(whole["warning"][nation]),
                "expected_warning_s": float(expected["warning"][nation]),
                **self._worst(nation),
                **self._unwarned(nation),
                "undisturbed_response_s": float(whole["response"][nation]),
                "expected_response_s": float(expected["response"][nation]),
            }
            for nation in self.bank.targets
        ]

    def _worst(self, nation: int) -> dict[str, Any]:
        possible = [state for state in self.states if state.probability > 0.0]
        left_s = [
            self.mean("warning", state.suspended, state.out_of_order)[nation] for state in possible
        ]
        # Over states that can occur: one without any chance is no risk.
        worst_s = min(left_s)
        as_bad = [e for e, s in zip(possible, left_s, strict=True) if s <= worst_s + _SAME_S]
        return {
            "worst_warning_s": float(worst_s),
            # Of equally bad states the first, which has fewest agreements suspended.
            "worst_state": as_bad[0].text,
            "worst_probability": sum(state.probability for state in as_bad),
        }

    def _unwarned(self, nation: int) -> dict[str, float]:
        here = self.world.cells.nation == nation
        people = self.world.cells.population[here]
        is_withheld = is_thin(self.world.scenario, self.world.nations[nation])
        of_people = float("nan") if is_withheld else mean(self.unwarned[here], people)
        return {
            "unwarned_probability": mean(self.unwarned[here]),
            "unwarned_pop_probability": of_people,
        }

    def cells(self, launch: str) -> dict[str, Any]:
        """Columns of a row per cell."""
        cells = self.world.cells
        return {
            "policy": self.policy,
            "launch": launch,
            "cell": cells.id,
            "lat": cells.lat,
            "lon": cells.lon,
            "nation": np.array(self.world.nations)[cells.nation],
            "population": cells.population,
            "unwarned_probability": self.unwarned,
            "unwarned_at_worst": self.at_worst,
        }

    def agreements(self) -> list[dict[str, Any]]:
        """Rows per agreement and nation: what its suspension alone costs, most first."""
        whole = {name: self.mean(name, NOTHING) for name in ("warning", "response")}
        rows = []
        for agreement in self.plan.rulebook.agreements:
            left = {name: self.mean(name, frozenset([agreement])) for name in whole}
            for nation in self.bank.targets:
                lost = self.lost[agreement][self.world.cells.nation == nation]
                row: dict[str, Any] = {"policy": self.policy, "agreement": agreement}
                row |= {"nation": self.world.nations[nation]}
                row |= {"cases_lost": int(lost.sum()), "cells_lost": int((lost > 0).sum())}
                row |= {f"{n}_lost_s": float(whole[n][nation] - left[n][nation]) for n in whole}
                rows.append(row)
        return sorted(rows, key=lambda r: (-r["cases_lost"], -r["warning_lost_s"]))

    def rows(self) -> list[dict[str, Any]]:
        """Rows per state and nation."""
        return [
            {
                "policy": self.policy,
                "suspended": sorted(state.suspended),
                "out_of_order": list(state.out_of_order),
                "probability": state.probability,
                "nation": self.world.nations[nation],
                "warning_s": float(
                    self.mean("warning", state.suspended, state.out_of_order)[nation]
                ),
                "response_s": float(
                    self.mean("response", state.suspended, state.out_of_order)[nation]
                ),
            }
            for state in self.states
            for nation in self.bank.targets
        ]
