"""Who carries whom: what each nation's warning and response owe to each nation. Notional.

Exact leave-one-out: everything is worked out again without one nation's sensors, without its
passing on, without its responders. Such losses do not add up: two nations that see the same thing
each cost nothing to lose, and the one that sees it alone costs everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.common import Drawn, Question
from tocsin.answers.registry import verb
from tocsin.answers.run import chosen_policies
from tocsin.answers.tables import Table
from tocsin.engine.bank import Bank
from tocsin.engine.cases import Group
from tocsin.engine.measures import check_weight
from tocsin.engine.outcome import GroupOutcome
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sample import ratio
from tocsin.engine.world import World

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

MEASURES = (
    *("first_share", "warning_lost_s", "warning_lost_unrelayed_s"),
    *("acting_share", "response_lost_s", "response_lost_unsensed_s"),
)


_BASE = ("warning", "response", "first", "acting")


@dataclass(frozen=True, repr=False)
class Burden(Answer):
    """The contribution matrix of each policy. Notional.

    Attributes
    ----------
    question : Question
    weight : str
        ``cells`` or ``population``: how cases are weighted.
    matrix : DataFrame
        A row per policy, ``launch``, ``nation`` (whose cells) and ``giver`` (on whom they rest,
        itself included): ``warning_s response_s`` (means of the nation under the policy);
        ``first_share``, of the cases with a notice, those whose first item is from the giver's
        sensors; ``warning_lost_s`` without the giver's sensors; ``warning_lost_unrelayed_s`` if
        the giver passed on nothing of others; ``acting_share``, of the cases in which somebody
        can act in time, those in which the giver's responder has most time left;
        ``response_lost_s`` without the giver's responders; ``response_lost_unsensed_s`` without
        its sensors.
    carried : DataFrame
        A row per policy and giver: the same measures over the cells of all *other* nations.
    """

    verb = "burden"
    main_measures = ("warning_lost_s",)

    question: Question
    weight: str
    matrix: Table = Table()
    carried: Table = Table()


@verb(example="tocsin burden configs/scenarios/northeast-asia.yaml -p realtime-2024")
def burden(
    scenario: "Scenario | World",
    *,
    policies: str | Sequence[str] | None = None,
    weight: str = "cells",
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> Burden:
    """Tell how much of each nation's warning and response rests on each other nation.

    Parameters
    ----------
    scenario : Scenario or World
        A world that is laid out already saves time.
    policies : str or sequence of str, optional
        Policy, or several side by side; all by default.
    weight : {"cells", "population"}
        Whether each cell counts once, or as often as people live in it.
    threads : int, optional
        All cores by default; results do not depend on it.
    progress : callable, optional
        Told how many arcs are done, and of how many.

    Returns
    -------
    Burden

    Raises
    ------
    InputError
        A policy or the weight is unknown, or nobody lives in any cell.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> told = burden(Scenario.from_text(scaffold("island")), policies=["together"])
    >>> sorted(set(told.matrix["nation"]))
    ['COAST', 'ISLE']
    """
    world = scenario if isinstance(scenario, World) else World(scenario)
    names = chosen_policies(world.scenario, policies)
    by_people = check_weight(world, weight)
    bank = Bank.of(world, threads=threads, progress=progress)
    tallies = [_Tally(bank, Rulebook.of(world.book, name), by_people) for name in names]
    question = Question.of(world.scenario)
    return Burden(
        question,
        weight,
        question.marked(row for tally in tallies for row in tally.matrix()),
        question.marked(row for tally in tallies for row in tally.carried()),
    )


class _Tally:
    """Sums over cases under one policy, by what is taken away.

    Attributes
    ----------
    base : dict of str to ndarray, shape (nations,)
        Sums with nothing taken away, by the nation of the cells.
    sums : dict of str to ndarray, shape (nations, nations)
        Sums of each of `MEASURES`, by giver and by the nation of the cells.
    """

    def __init__(self, bank: Bank, rulebook: Rulebook, by_people: bool) -> None:
        self.bank, self.rulebook, self.by_people = bank, rulebook, by_people
        self.nations = bank.world.nations
        owners = [sensor.owner for sensor in bank.world.sensors]
        self.sensor_owner = np.array([self.nations.index(owner) for owner in owners], dtype=int)
        count = len(self.nations)
        self.sums = {name: np.zeros((count, count)) for name in MEASURES}
        self.base = {name: np.zeros(count) for name in _BASE}
        self.totals = np.zeros(count)
        self.without = [self._taken_away(giver) for giver in range(count)]
        for group in bank.groups:
            self._add(group)

    def _taken_away(self, giver: int) -> dict[str, Rulebook]:
        """Rulebooks without a nation's sensors, and without its passing on, where it has any."""
        rulebooks = {}
        if (self.sensor_owner == giver).any():
            ids = [sensor.id for sensor in self.bank.world.sensors]
            # Without sensors there is nothing to blind, and the rulebook would be the same.
            theirs = [ids[sensor] for sensor in np.flatnonzero(self.sensor_owner == giver)]
            rulebooks["blind"] = self.rulebook.blinding(*theirs)
        # Only who may pass on others' items can stop doing so.
        if any(g.source == giver and g.relays for g in self.rulebook.network.grants):
            rulebooks["silent"] = self.rulebook.silencing(self.nations[giver])
        return rulebooks

    def _add(self, group: Group) -> None:
        """Count the cases of one group."""
        whole = self.bank.group_outcome(group, self.rulebook)
        # Each case counts once, or as often as people live in its cell.
        weights = group.people if self.by_people else np.ones(len(group))
        known: dict[tuple[Any, ...], GroupOutcome] = {whole.effect.key: whole}
        self.totals[group.nation] += weights.sum()
        for name, values in _base_values(whole).items():
            self.base[name][group.nation] += (values * weights).sum()
        for giver in range(len(self.nations)):
            for name, values in self._losses(giver, whole, known):
                self.sums[name][giver, group.nation] += (values * weights).sum()

    def _losses(
        self, giver: int, whole: GroupOutcome, known: dict[tuple[Any, ...], GroupOutcome]
    ) -> Iterator[tuple[str, NDArray]]:
        """What a group's cases lose without one nation, case by case."""

        def left(how: str) -> GroupOutcome:
            # Most of what is taken away changes nothing for most nations.
            outcome = self.bank.group_outcome(whole.group, self.without[giver][how])
            return known.setdefault(outcome.effect.key, outcome)

        if "blind" in self.without[giver]:
            theirs, blind = self.sensor_owner == giver, left("blind")
            # Index -1 (nobody told) would else be taken for the last sensor.
            yield "first_share", theirs[whole.sensor] & (whole.sensor >= 0)
            yield "warning_lost_s", whole.effective_s - blind.effective_s
            lost_s = whole.effective_response_s - blind.effective_response_s
            yield "response_lost_unsensed_s", lost_s
        if "silent" in self.without[giver]:
            yield "warning_lost_unrelayed_s", whole.effective_s - left("silent").effective_s
        acting = self.bank.responders.owner == giver
        if acting.any():
            left_s, responder = whole.response
            yield "acting_share", acting[responder] & (left_s > 0.0)
            # Effective response, like effective warning: too late is worth nothing, not less.
            without_s = np.maximum(whole.responses(~acting)[0], 0.0)
            yield "response_lost_s", whole.effective_response_s - without_s

    def matrix(self) -> Iterator[dict[str, Any]]:
        """Rows of the contribution matrix."""
        for nation in self.bank.targets:
            for giver in range(len(self.nations)):
                # A nation's own row always stands, though it may say that it gives itself nothing.
                if giver == nation or self._gives(giver):
                    who = {"nation": self.nations[nation], "giver": self.nations[giver]}
                    yield self._row(who, giver, [nation])

    def carried(self) -> Iterator[dict[str, Any]]:
        """Rows of what each nation carries for all others."""
        for giver in range(len(self.nations)):
            # What a nation does for itself is no burden that it carries for others.
            others = [nation for nation in self.bank.targets if nation != giver]
            if others and self._gives(giver):
                yield self._row({"giver": self.nations[giver]}, giver, others)

    def _gives(self, giver: int) -> bool:
        # A nation that gives nothing would only fill the table with zeros.
        owns = (self.sensor_owner == giver).any() or (self.bank.responders.owner == giver).any()
        return bool(owns or self.sums["warning_lost_unrelayed_s"][giver].any())

    def _row(self, who: dict[str, str], giver: int, nations: list[int]) -> dict[str, Any]:
        whole = self.totals[nations].sum()
        # These two are shares of the cases that have a notice, or a response, at all.
        of = {
            "first_share": self.base["first"][nations].sum(),
            "acting_share": self.base["acting"][nations].sum(),
        }
        row: dict[str, Any] = {"policy": self.rulebook.name, **who}
        for name in ("warning", "response"):
            row[f"{name}_s"] = ratio(self.base[name][nations].sum(), whole)
        for name in MEASURES:
            row[name] = ratio(self.sums[name][giver, nations].sum(), of.get(name, whole))
        return row


def _base_values(whole: GroupOutcome) -> dict[str, NDArray]:
    return {
        "warning": whole.effective_s,
        "response": whole.effective_response_s,
        "first": whole.sensor >= 0,
        "acting": whole.effective_response_s > 0.0,
    }
