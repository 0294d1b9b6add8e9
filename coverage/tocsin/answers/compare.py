"""Two policies side by side, of one scenario or of two, nation by nation and cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from numpy.typing import NDArray

from tocsin.answers.answer import Answer
from tocsin.answers.common import Drawn, Question
from tocsin.answers.locate import position_of
from tocsin.answers.median_cells import CellValues, cell_values
from tocsin.answers.registry import verb
from tocsin.answers.run import Result, run
from tocsin.answers.tables import Lines, Table
from tocsin.answers.two_scenarios import Pairing, paired
from tocsin.engine.measures import ALL, Row, Rows
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.sample import Sample, mean
from tocsin.engine.world import World
from tocsin.sharing.notice import NEVER, NO_CHANGE_S, WARNED
from tocsin.words import plain

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.scenario import Scenario

CHANGES = (
    *("newly warned", "no longer warned", "sooner", "later", "no change"),
    "warned under neither",
)
COMPARE_COLUMNS = (
    *("launch", "nation", "arc", "cells", "cases", "population"),
    *("warned_share_a", "warned_share_b"),
    *("newly_warned_share", "no_longer_warned_share", "newly_known_share", "sooner_share"),
    *("later_share", "newly_warned_pop_share", "no_longer_warned_pop_share", "change_s"),
    *("change_pop_s", "response_change_s", "newly_warned_people", "no_longer_warned_people"),
    *("change_median_s", "change_min_s", "change_max_s"),
)


@dataclass(frozen=True, repr=False)
class Comparison(Answer):
    """What changes from one policy to another. Notional.

    Attributes
    ----------
    question : Question
    a, b : str
        Policies.
    only_a, only_b : tuple of str
        Agreements, of sharing and of defence, that only one of them selects.
    table : DataFrame
        Columns `COMPARE_COLUMNS`, a row a nation and arc (and ``all`` of each). A case is a launch
        point, an arc and a cell. Shares are of cases, ``_pop_`` of people. ``change_s`` is the mean
        change of mean warning; its median, least and greatest are over the cases that change
        at all (nan where none does). ``response_change_s`` is the change of mean
        response, ``_people`` are counts, on average over launch points and arcs.
    cells : DataFrame
        ``cell lat lon nation population before_s after_s change_s change``: median warning
        (late and never as 0) of the cell's cases, and what becomes of it, one of `CHANGES`.
    result : Result or None
        What both policies make of every case: its map is drawn of it.
    pairing : Pairing or None
        Of two scenarios, which cases are in both, and what sets them apart.
    """

    verb = "compare"
    main_measures = ("change_s",)

    question: Question
    a: str
    b: str
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    table: Table = Table()
    cells: Table = Table()
    result: Result | None = field(default=None, repr=False, compare=False)
    pairing: Pairing | None = None

    @property
    def sentences(self) -> tuple[str, ...]:  # type: ignore[override]
        """Of two scenarios, which cases are paired, and what sets the two apart."""
        if self.pairing is None:
            return ()
        return self.pairing.sentence, *map(str, self.pairing.differs)

    @property
    def drawn_tables(self) -> "dict[str, pd.DataFrame]":
        """The table alone: cells have no bands, and each draw would make a table of them."""
        return {"table": self.table}

    def to_dict(self) -> dict[str, Any]:
        """Return the table and what differs as plain data that JSON can hold; not the cells."""
        return {
            **self.head(),
            "a": self.a,
            "b": self.b,
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "nations": plain(self.table.to_dict("records")),
            **({} if self.pairing is None else {"pairing": self.pairing.to_dict()}),
        }


@verb(
    example="tocsin compare configs/scenarios/northeast-asia.yaml bilateral-2012 realtime-2024",
    draws=True,
    page=True,
)
def compare(
    scenario: "Scenario | World | Result",
    a: "str | Scenario",
    b: str | None = None,
    policy_b: str | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **asked: Unpack[Drawn],
) -> Comparison:
    """Compare two policies, or two scenarios: who is newly warned, who gains how many seconds.

    Parameters
    ----------
    scenario : Scenario, World or Result
        A result that holds both policies saves working them out again.
    a : str or Scenario
        Policy before; or another scenario (also a file or a shipped name), which is then after.
    b : str, optional
        Policy after; without one, policy A with agreements put in and left out. Of two scenarios
        the policy of both, where they have several.
    policy_b : str, optional
        Of two scenarios the policy of the second, where it is another one.
    threads, progress
        As for `tocsin.answers.run.run`.

    Raises
    ------
    InputError
        A policy or arc is unknown, or two scenarios have no case in common.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> change = compare(Scenario.from_text(scaffold("island")), "alone", "together")
    >>> change.only_a, change.only_b
    ((), ('promise',))
    """
    assert b is not None  # whoever asks has made it of `a`
    result = scenario
    pairing = None
    if not isinstance(a, str):
        assert not isinstance(result, Result)
        assert policy_b is not None
        result = paired(result, a, (b, policy_b), threads=threads, progress=progress)
        (a, b), pairing = result.policies, result.pairing
    elif not isinstance(result, Result):
        result = run(result, policies=[a, b], threads=threads, progress=progress)
    for name in (a, b):
        position_of(name, result.policies, kind="policy")
    # Both policies over the same cases, so that they are paired one by one.
    rows = Rows(result.bank, launches=(result.question.launch,))
    pairs = zip(rows.samples(result.outcomes[a]), rows.samples(result.outcomes[b]), strict=True)
    table = [_row(row, before, after) for (row, before), (_, after) in pairs]
    in_file_order = [*result.world.nations, ALL]
    table.sort(key=lambda row: in_file_order.index(row["nation"]))
    only_a, only_b = differing(result.rulebook(a), result.rulebook(b))
    return Comparison(
        result.question,
        a,
        b,
        only_a,
        only_b,
        Lines(table, COMPARE_COLUMNS),
        partial(cell_changes, result, a, b),
        result,
        pairing,
    )


def differing(before: Rulebook, after: Rulebook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the agreements in force under one of two rulebooks only: what a change is owed to.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> differing(Rulebook.of(island, "alone"), Rulebook.of(island, "together"))
    ((), ('promise',))
    """
    # What the rules in force really hold, not what the file says of them.
    return (
        tuple(name for name in before.agreements if name not in after.agreements),
        tuple(name for name in after.agreements if name not in before.agreements),
    )


def cell_changes(result: Result, a: str, b: str) -> "pd.DataFrame":
    """Return what becomes of each cell from one policy to another: what difference maps show.

    Returns
    -------
    DataFrame
        As `Comparison.cells`, in the order of the world's cells.
    """
    import pandas as pd

    cells = result.world.cells
    old, new = (cell_values(result, name) for name in (a, b))
    codes = change_codes(old, new)
    return pd.DataFrame(
        {
            "cell": cells.id,
            "lat": cells.lat,
            "lon": cells.lon,
            "nation": np.array(result.world.nations)[cells.nation],
            "population": cells.population,
            "before_s": old.value_s,
            "after_s": new.value_s,
            "change_s": new.value_s - old.value_s,
            "change": pd.Categorical.from_codes(codes, list(CHANGES)),
        }
    )


def change_codes(old: CellValues, new: CellValues) -> NDArray[np.int64]:
    """Return what becomes of each cell, as positions in `CHANGES`: maps, tables and words tell it.

    Examples
    --------
    >>> old = CellValues(np.array([10.0, 10.0, 0.0]), np.array(["warned", "warned", "late"]), 1)
    >>> new = CellValues(np.array([10.2, 30.0, 5.0]), np.array(["warned"] * 3), 1)
    >>> [CHANGES[code] for code in change_codes(old, new)]
    ['no change', 'sooner', 'newly warned']
    """
    change_s = new.value_s - old.value_s
    was, now = old.status == "warned", new.status == "warned"
    kinds = {
        "newly warned": now & ~was,
        "no longer warned": was & ~now,
        "warned under neither": ~was & ~now,
        "sooner": change_s >= NO_CHANGE_S,
        "later": change_s <= -NO_CHANGE_S,
    }
    codes = [CHANGES.index(kind) for kind in kinds]
    return np.select(list(kinds.values()), codes, CHANGES.index("no change"))


def _row(row: Row, before: Sample, after: Sample) -> dict[str, Any]:
    """Measures of the change of some cases, paired case by case."""
    people = before.people
    change_s = after.values("effective_s") - before.values("effective_s")
    response_s = after.values("effective_response_s") - before.values("effective_response_s")
    # Median and extremes of those that change: most cases often do not, and would hide them.
    changed = change_s[np.abs(change_s) >= NO_CHANGE_S]
    was, now = before.values("status"), after.values("status")
    # Warning that did not exist before is no gain of seconds, and is counted by itself.
    newly = (now == WARNED) & (was != WARNED)
    no_longer = (was == WARNED) & (now != WARNED)
    extremes = [np.median(changed), changed.min(), changed.max()] if changed.size else [np.nan] * 3
    return {
        **row._asdict(),
        "cells": before.cells,
        "cases": before.cases,
        "population": before.population,
        "warned_share_a": before.share(WARNED),
        "warned_share_b": after.share(WARNED),
        "newly_warned_share": mean(newly),
        "no_longer_warned_share": mean(no_longer),
        "newly_known_share": mean((was == NEVER) & (now != NEVER)),
        "sooner_share": mean(change_s >= NO_CHANGE_S),
        "later_share": mean(change_s <= -NO_CHANGE_S),
        "newly_warned_pop_share": mean(newly, people),
        "no_longer_warned_pop_share": mean(no_longer, people),
        "change_s": mean(change_s),
        "change_pop_s": mean(change_s, people),
        "response_change_s": mean(response_s),
        "newly_warned_people": mean(newly, people) * before.population,
        "no_longer_warned_people": mean(no_longer, people) * before.population,
        **dict(zip(COMPARE_COLUMNS[-3:], map(float, extremes), strict=True)),
    }
