"""Coverage along arcs: figures of merit of flights, by whose sensors, and what a policy adds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tocsin.answers.answer import Answer
from tocsin.answers.common import Question
from tocsin.answers.coverage.steps import Step, steps_of
from tocsin.engine.measures import ALL
from tocsin.engine.merits import OF_CELLS, Merits, merits_of
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.tally import MERITS, Tally
from tocsin.engine.usable import ANY, POLICY, Usable, told_under, usable_sets
from tocsin.engine.world import World
from tocsin.words import records

ARC_COLUMNS = ("launch", "nation", "arc", "by", "whose", "cells", "cases", "population", *MERITS)
# What changes from one policy to another is told of these: what is added, or what is left of it.
CHANGES = {
    "in_view_change_share": "in_view_share",
    "kfold_change_share": "kfold_share",
    "custody_change_share": "custody_share",
    "dark_change_s": "dark_s",
    "gap_change_s": "gap_s",
    "custody_change_s": "custody_s",
}
ADDED_COLUMNS = ("launch", "nation", "arc", "baseline", "policy", *CHANGES)
# What an agreement adds is told of these: to the baseline alone, and to the policy last of all.
CREDITED = {
    "in_view_{}_share": "in_view_share",
    "kfold_{}_share": "kfold_share",
    "custody_{}_share": "custody_share",
    "dark_{}_s": "dark_s",
}
CREDIT_COLUMNS = (
    *("launch", "nation", "arc", "baseline", "policy", "agreement", "only_in"),
    *(name.format(when) for name in CREDITED for when in ("first", "last")),
)
CELL_COLUMNS = (
    *("cell", "lat", "lon", "nation", "population", "by", "whose", "in_view_share"),
    *("kfold_share", "gap_s", "dark_boost_share", "dark_midcourse_share", "dark_terminal_share"),
)


@dataclass(frozen=True, repr=False)
class ArcCoverage(Answer):
    """How much of each flight is in view, of whose sensors. Notional.

    Attributes
    ----------
    question : Question
    policies : tuple of str
        The first is the baseline of the others.
    k : int
        Fold of k-fold coverage.
    angle_deg : float
        Least angle at which lines of sight cross in custody [deg].
    table : DataFrame
        Columns `ARC_COLUMNS`, a row a nation and arc (and ``all`` of each) and set of sensors.
        ``by`` says which: any sensor, those of an owner, or those of which the threatened nation
        may be told under a policy; ``whose`` names the owner or the policy.
    added : DataFrame
        Columns `ADDED_COLUMNS`: what a policy adds to the baseline; negative where it takes away.
    credit : DataFrame
        Columns `CREDIT_COLUMNS`, a row an agreement in which a policy and the baseline differ:
        what it adds to the baseline alone (``first``), and what the policy would lose without it
        (``last``). Of one that only the baseline has, what the change loses by it.
    cells : DataFrame
        Columns `CELL_COLUMNS`: means over the launch points and arcs of each cell.
    world : World
        What its map shows beside the cells.
    """

    verb = "coverage"
    main_measures = ("dark_s", "gap_s", "custody_s")

    question: Question
    policies: tuple[str, ...]
    k: int
    angle_deg: float
    table: pd.DataFrame
    added: pd.DataFrame
    credit: pd.DataFrame
    cells: pd.DataFrame
    world: World

    def to_dict(self) -> dict[str, Any]:
        """Return all but the cells as plain data that JSON can hold."""
        return {
            **self.head(),
            "policies": list(self.policies),
            "k": self.k,
            "angle_deg": self.angle_deg,
            "table": records(self.table),
            "added": records(self.added),
            "credit": records(self.credit),
        }


def along_arcs(
    world: World,
    policies: Sequence[str],
    *,
    k: int,
    angle_deg: float,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ArcCoverage:
    """Work out the coverage of the arcs of a world of one launch nation.

    Parameters
    ----------
    world : World
    policies : sequence of str
        The first is the baseline of the others.
    k, angle_deg
        As `ArcCoverage`.
    threads, progress
        As for `tocsin.engine.merits.merits_of`.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> answer = along_arcs(world, ["alone", "together"], k=2, angle_deg=20.0)
    >>> answer.credit["agreement"].unique().tolist()
    ['promise']
    """
    question = Question.of(world.scenario)
    rulebooks = [Rulebook.of(world.book, name) for name in policies]
    steps = steps_of(rulebooks)
    sets = usable_sets(world, rulebooks)
    # A step's rulebooks are of no policy by name, and stand in no row of the table.
    tried = [told_under(world, book) for step in steps for book in (step.first, step.last)]
    merits = merits_of(
        world, [*sets, *tried], k=k, angle_deg=angle_deg, threads=threads, progress=progress
    )
    told = _Told(question, merits, sets)
    return ArcCoverage(
        question,
        tuple(policies),
        k,
        angle_deg,
        pd.DataFrame(told.table(), columns=list(ARC_COLUMNS)),
        pd.DataFrame(told.added(policies), columns=list(ADDED_COLUMNS)),
        pd.DataFrame(told.credit(steps), columns=list(CREDIT_COLUMNS)),
        _cells(merits, sets),
        world,
    )


@dataclass(frozen=True)
class _Told:
    """Rows of tables, from figures of merit."""

    question: Question
    merits: Merits
    sets: tuple[Usable, ...]

    def table(self) -> list[dict[str, Any]]:
        """Figures of merit of each nation, arc and named set."""
        rows = []
        for nation, arc, tally in self.merits.rows():
            values = {name: merit.of(tally) for name, merit in MERITS.items()}
            about = self._about(nation, arc) | self._size(nation, tally)
            for at, usable in enumerate(self.sets):
                row = about | {"by": usable.by, "whose": usable.whose}
                rows.append(row | {name: float(each[at]) for name, each in values.items()})
        return rows

    def added(self, policies: Sequence[str]) -> list[dict[str, Any]]:
        """What each policy adds to the first, in the same cases."""
        # The policies are the last of the named sets.
        first, *others = range(len(self.sets) - len(policies), len(self.sets))
        rows = []
        for nation, arc, tally in self.merits.rows():
            values = {name: MERITS[source].of(tally) for name, source in CHANGES.items()}
            for at in others:
                about = {"baseline": policies[0], "policy": self.sets[at].whose}
                changes = {name: float(each[at] - each[first]) for name, each in values.items()}
                rows.append(self._about(nation, arc) | about | changes)
        return rows

    def credit(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """What each agreement adds, alone and last of all."""
        places = {usable.whose: at for at, usable in enumerate(self.sets) if usable.by == POLICY}
        rows = []
        # After the named sets come two of each step: its first and its last.
        for nation, arc, tally in self.merits.rows():
            values = {name: MERITS[source].of(tally) for name, source in CREDITED.items()}
            for number, step in enumerate(steps):
                first = len(self.sets) + 2 * number
                a, b = places[step.before], places[step.after]
                row = self._about(nation, arc) | {
                    "baseline": step.before,
                    "policy": step.after,
                    "agreement": step.agreement,
                    "only_in": step.only_in,
                }
                for name, each in values.items():
                    row[name.format("first")] = float(each[first] - each[a])
                    row[name.format("last")] = float(each[b] - each[first + 1])
                rows.append(row)
        return rows

    def _about(self, nation: str, arc: str) -> dict[str, Any]:
        return {"launch": self.question.launch, "nation": nation, "arc": arc}

    def _size(self, nation: str, tally: Tally) -> dict[str, Any]:
        cells, world = self.merits.world.cells, self.merits.world
        own = slice(None) if nation == ALL else cells.nation == world.nations.index(nation)
        people = cells.population[own]
        return {"cells": len(people), "cases": tally.cases, "population": float(people.sum())}


def _cells(merits: Merits, sets: Sequence[Usable]) -> pd.DataFrame:
    """Means of each cell, for all sensors and for what nations may be told."""
    world, cells = merits.world, merits.world.cells
    parts = []
    # Cell by cell in one order for each set, so that maps can be taken from one another.
    for at, usable in enumerate(sets):
        # Maps of each owner would be many, and say little.
        if usable.by not in (ANY, POLICY):
            continue
        of = dict(zip(OF_CELLS, merits.cells[:, at].T, strict=True))
        shares = {f"{name}_share": of[name] for name in OF_CELLS if name != "gap_s"}
        part = {
            "cell": cells.id,
            "lat": cells.lat,
            "lon": cells.lon,
            "nation": np.array(world.nations)[cells.nation],
            "population": cells.population,
            "by": usable.by,
            "whose": usable.whose,
            "gap_s": of["gap_s"],
        }
        parts.append(pd.DataFrame(part | shares)[list(CELL_COLUMNS)])
    return pd.concat(parts, ignore_index=True)
