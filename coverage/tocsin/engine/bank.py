"""Tier times kept by originator's label, so that policies cost almost nothing.

Geometry is worked out once. Of each case only the earliest alert and track of each *label* (owner
and barred nations) is kept; under a policy a notice is then one min-plus row: earliest time of a
label plus the label's delay to the nation. Thousands of policies ride on one bank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tocsin.engine.measures import ALL, SUMMARY_COLUMNS, measures_of
from tocsin.engine.rulebook import Decision, Rules
from tocsin.engine.visibility import Sight, in_order, sights
from tocsin.engine.world import World
from tocsin.kernels.notices import effective_sums, kth_arrivals, label_firsts, min_plus
from tocsin.sharing.notice import status

# Policies of one piece of work for a thread.
_POLICIES = 256


@dataclass(frozen=True)
class Group:
    """Cases with one launch nation and one threatened nation: one set of delays under a policy.

    Attributes
    ----------
    launch_nation, nation : int
        Positions of the nations.
    rows : ndarray, shape (2 * labels, n)
        Earliest alert (even rows) and track (odd rows) of each label [s]; inf where never.
    impact_s : ndarray, shape (n,)
    launch, arc, cell : ndarray of int, shape (n,)
        Positions in the world's launch points, arcs and cells.
    tier_s : ndarray, shape (n, s, 2) or (0, s, 2)
        Times of every sensor, kept only where a confirmation rule counts sensors.
    """

    launch_nation: int
    nation: int
    rows: NDArray[np.float64]
    impact_s: NDArray[np.float64]
    launch: NDArray[np.int32]
    arc: NDArray[np.int32]
    cell: NDArray[np.int32]
    tier_s: NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What one policy makes of one group of cases; arrays of shape (n,).

    Attributes
    ----------
    group : Group
    know_s, public_s : ndarray
        First usable item; public notice; inf where never. [s]
    """

    group: Group
    know_s: NDArray[np.float64]
    public_s: NDArray[np.float64]

    @cached_property
    def effective_s(self) -> NDArray[np.float64]:
        """Effective warning: warning time, 0 for late and never. [s]"""
        left = self.group.impact_s - self.public_s
        return np.where(self.know_s < self.group.impact_s, np.maximum(left, 0.0), 0.0)

    @cached_property
    def status(self) -> NDArray[np.int8]:
        """0 never, 1 late, 2 warned."""
        return status(self.know_s, self.public_s, self.group.impact_s)


@dataclass(frozen=True)
class Bank:
    """Every case of a world, ready for any policy. Make one with `Bank.of`.

    Attributes
    ----------
    world : World
    labels : tuple of (int, int)
        Owner and mask of barred nations.
    groups : tuple of Group
    """

    world: World
    labels: tuple[tuple[int, int], ...]
    groups: tuple[Group, ...]

    @classmethod
    def of(
        cls,
        world: World,
        *,
        found: Iterable[Sight] | None = None,
        keep_sensors: bool | None = None,
        threads: int | None = None,
    ) -> "Bank":
        """Work out a world's geometry and keep what policies need.

        Parameters
        ----------
        world : World
        found : iterable of Sight, optional
            Sights already worked out; all of the world's by default.
        keep_sensors : bool, optional
            Keep every sensor's times, which ``k_of_n`` needs; by default where the scenario has
            such a rule.
        threads : int, optional
            As for `tocsin.engine.visibility.sights`.
        """
        of_sensors = _labels_of_sensors(world)
        labels = tuple(dict.fromkeys(of_sensors))
        number = _numbers(labels, of_sensors)
        if keep_sensors is None:
            keep_sensors = _counts_sensors(world)
        parts: dict[tuple[int, int], list[Group]] = {}
        for sight in found if found is not None else sights(world, threads=threads):
            for part in _split(world, sight, number, len(labels), keep_sensors=keep_sensors):
                parts.setdefault((part.launch_nation, part.nation), []).append(part)
        return cls(world, labels, tuple(_join(each) for each in parts.values()))

    def evaluate(self, rules: Rules) -> tuple[Outcome, ...]:
        """Work out one policy: an outcome a group."""
        return tuple(self._outcome(rules, group) for group in self.groups)

    def summary(self, rules: Rules) -> pd.DataFrame:
        """Measures of one policy, as `tocsin.engine.measures.summarise` gives them."""
        outcomes = self.evaluate(rules)
        nations = list(dict.fromkeys(group.nation for group in self.groups))
        rows = []
        for nation in [*sorted(nations), None]:
            chosen = [o for o in outcomes if nation is None or o.group.nation == nation]
            for arc in [*range(len(self.world.arcs)), None]:
                name = ALL if nation is None else self.world.nations[nation]
                kind = ALL if arc is None else self.world.arcs[arc].id
                row = {"policy": rules.policy, "nation": name, "arc": kind}
                rows.append(row | self._measures(chosen, arc))
        return pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))

    def label_delays(
        self, rules: Rules, group: Group, *, nation: int, required: int
    ) -> NDArray[np.float64]:
        """Delay from each row of a group to a nation's holding it at a tier, (2 * labels,). [s]"""
        delays = [
            rules.network.delays(owner, not_to, group.launch_nation, group.nation)[
                1:, nation, required
            ]
            for owner, not_to in self.labels
        ]
        return np.concatenate(delays) if delays else np.empty(0)

    def outcome(self, group: Group, delays: NDArray[np.float64], *, decision: Decision) -> Outcome:
        """Work out one group from the delays of `label_delays` to its nation."""
        know_s = np.empty(len(group.impact_s))
        min_plus(group.rows, delays[None], know_s[None])
        notice_s = know_s
        if decision.rule == "own":
            owned = np.array([owner == group.nation for owner, _ in self.labels], dtype=bool)
            notice_s = np.empty_like(know_s)
            of_own = np.where(np.repeat(owned, 2), delays, np.inf)
            min_plus(group.rows, of_own[None], notice_s[None])
        elif decision.rule == "k_of_n":
            notice_s = np.empty_like(know_s)
            of_sensors = delays.reshape(-1, 2)[self._label_of_sensors]
            zero = np.zeros(len(know_s), dtype=np.int64)
            kth_arrivals(group.tier_s, of_sensors[None], zero, np.array([decision.k]), notice_s)
        return Outcome(group, know_s, notice_s + (decision.assess_s + decision.disseminate_s))

    def effective_sums(
        self,
        group: Group,
        delays: NDArray[np.float64],
        *,
        decision: Decision,
        threads: int | None = None,
    ) -> NDArray[np.float64]:
        """Effective warning of a group under many policies, summed over cases and over people.

        Parameters
        ----------
        group : Group
        delays : ndarray, shape (p, 2 * labels)
            Of `label_delays`, a row a policy.
        decision : Decision
            How the group's nation decides, the same under all.
        threads : int, optional
            All cores by default; results do not depend on it.

        Returns
        -------
        ndarray, shape (p, 2)
            Seconds, and seconds times people.
        """
        people = self.world.cells.population[group.cell]

        def some(part: slice) -> NDArray[np.float64]:
            out = np.empty((len(delays[part]), 2))
            if decision.rule == "accept":
                stage_s = decision.assess_s + decision.disseminate_s
                effective_sums(group.rows, delays[part], group.impact_s, stage_s, people, out)
                return out
            for row, one in zip(out, delays[part], strict=True):
                effective_s = self.outcome(group, one, decision=decision).effective_s
                row[:] = effective_s.sum(), (effective_s * people).sum()
            return out

        parts = [slice(i, i + _POLICIES) for i in range(0, len(delays), _POLICIES)]
        return np.concatenate(list(in_order(some, parts, threads=threads)))

    def _outcome(self, rules: Rules, group: Group) -> Outcome:
        decision = rules.decision(group.nation)
        delays = self.label_delays(rules, group, nation=group.nation, required=decision.needs)
        return self.outcome(group, delays, decision=decision)

    @cached_property
    def _label_of_sensors(self) -> NDArray[np.int64]:
        return _numbers(self.labels, _labels_of_sensors(self.world))

    def _measures(self, outcomes: list[Outcome], arc: int | None) -> dict[str, float]:
        keep = [slice(None) if arc is None else o.group.arc == arc for o in outcomes]
        pairs = list(zip(outcomes, keep, strict=True))
        cell = np.concatenate([o.group.cell[k] for o, k in pairs])
        return measures_of(
            cell=cell,
            population=self.world.cells.population[cell],
            status=np.concatenate([o.status[k] for o, k in pairs]),
            warning_s=np.concatenate([(o.group.impact_s - o.public_s)[k] for o, k in pairs]),
        )


def _labels_of_sensors(world: World) -> tuple[tuple[int, int], ...]:
    return Rules(world, next(iter(world.scenario.policies))).labels_of_sensors


def _numbers(
    labels: Sequence[tuple[int, int]], of_sensors: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    return np.array([labels.index(each) for each in of_sensors], dtype=np.int64)


def _counts_sensors(world: World) -> bool:
    scenario = world.scenario
    return any(
        scenario.nation_spec(nation, policy=policy).rule == "k_of_n"
        for nation in scenario.nations
        for policy in scenario.policies
    )


def _split(
    world: World, sight: Sight, number: NDArray[np.int64], labels: int, *, keep_sensors: bool
) -> Iterable[Group]:
    """Cut one sight by the nation of its cells."""
    nations = world.cells.nation[sight.part]
    cell = np.arange(sight.part.start, sight.part.stop, dtype=np.int32)
    for nation in np.unique(nations):
        chosen = nations == nation
        tier_s = np.ascontiguousarray(sight.tier_s[chosen])
        rows = np.empty((2 * labels, len(tier_s)))
        label_firsts(tier_s, number, rows)
        count = len(tier_s)
        yield Group(
            int(world.launches.nation[sight.launch]),
            int(nation),
            rows,
            sight.impact_s[chosen],
            np.full(count, sight.launch, dtype=np.int32),
            np.full(count, sight.arc, dtype=np.int32),
            cell[chosen],
            tier_s if keep_sensors else tier_s[:0],
        )


def _join(parts: list[Group]) -> Group:
    first = parts[0]
    return Group(
        first.launch_nation,
        first.nation,
        np.concatenate([part.rows for part in parts], axis=1),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("impact_s", "launch", "arc", "cell", "tier_s")
        ),
    )
