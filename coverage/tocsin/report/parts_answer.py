"""The numbers of the report: the answer, the same by arc, response, and what equals what."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tocsin.engine.measures import ALL, Rows, Sample, mean
from tocsin.report.parts import Cell, Group, Table, code, counted, number, shares
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.run import Result

OUTCOMES = ("warned", "late", "never")
ANSWER_HEAD = (
    *("policy", "outcome", "warned", "late", "never", "people warned"),
    *("median", "worst tenth", "mean change"),
)


def nation_label(result: "Result", nation: str) -> str:
    """Name a nation with its id; ``all`` is all nations."""
    if nation == ALL:
        return "All nations"
    name = result.scenario.nations[nation].name
    return f"{name} ({nation})" if name and name != nation else nation


def nations_shown(result: "Result") -> list[str]:
    """Nations of the summary; that of all of them only if there are several."""
    # One nation and "all" would say everything twice.
    found = [str(name) for name in result.summary["nation"].unique()]
    return found if len(found) > 2 else [name for name in found if name != ALL]


def answer_table(result: "Result") -> Table:
    """Outcome per nation and policy over all arcs, and the change against the first policy."""
    total = result.summary[result.summary["arc"] == ALL]
    policies = result.scenario.policies
    groups = []
    for nation in nations_shown(result):
        rows = total[total["nation"] == nation].to_dict("records")
        cells = [
            _answer_row(row, rows[0], title=policies[row["policy"]].title or "") for row in rows
        ]
        groups.append(Group(nation_label(result, nation), cells))
    return Table("Warning by nation and policy, all arcs", ANSWER_HEAD, groups)


def _answer_row(row: dict, first: dict, *, title: str) -> list[Cell]:
    # Effective warning counts late and never as 0, so that policies with other cases compare.
    change_s = row["effective_warning_s"] - first["effective_warning_s"]
    return [
        Cell(row["policy"], "code", note=title),
        shares(*(row[f"{name}_share"] for name in OUTCOMES)),
        *(number(percent(row[f"{name}_share"])) for name in OUTCOMES),
        number(percent(row["warned_pop_share"])),
        number(minutes(row["warning_median_s"])),
        number(minutes(row["warning_p10_s"])),
        number("" if row is first else signed(change_s)),
    ]


def headlines(result: "Result") -> list[str]:
    """Say per nation, in a sentence, what the policies make of its warning."""
    total = result.summary[result.summary["arc"] == ALL]
    return [
        _headline(nation_label(result, nation), total[total["nation"] == nation])
        for nation in nations_shown(result)
        if nation != ALL
    ]


def _headline(name: str, rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    start = f"{name}: under {first['policy']} {_outcome(first)}"
    if len(rows) == 1:
        return f"{start}."
    gain_s = rows["effective_warning_s"] - first["effective_warning_s"]
    best = rows.loc[rows["effective_warning_s"].idxmax()]
    # Half a second: under what the page's times show.
    if gain_s.max() < 0.5:
        return f"{start}. No policy gives more."
    more = signed(best["effective_warning_s"] - first["effective_warning_s"])
    return f"{start}. Most under {best['policy']}: {_outcome(best)}, {more} on average."


def _outcome(row: pd.Series) -> str:
    median = minutes(row["warning_median_s"])
    time = f", half of them with {median} or more" if median != "–" else ""
    return f"{percent(row['warned_share'])} of cases are warned{time}"


def equal_policies(result: "Result") -> list[list[str]]:
    """Policies that lead to one and the same summary, in groups of two and more."""
    numbers = result.summary.drop(columns="policy")
    by_numbers: dict[bytes, list[str]] = {}
    for policy in result.policies:
        rows = numbers[result.summary["policy"] == policy]
        # Bytes are equal for nan, too, where numbers would not be.
        values = rows.select_dtypes("number").to_numpy().round(6).tobytes()
        by_numbers.setdefault(values, []).append(policy)
    return [names for names in by_numbers.values() if len(names) > 1]


def arc_table(result: "Result") -> Table:
    """Share warned and median warning per nation, policy and arc."""
    arcs = [arc.id for arc in result.world.arcs]
    keyed = result.summary.set_index(["nation", "policy", "arc"])
    groups = []
    for nation in nations_shown(result):
        rows = []
        for policy in result.policies:
            cells = [keyed.loc[(nation, policy, arc)] for arc in arcs]
            rows.append([code(policy), *(number(_arc_text(cell)) for cell in cells)])
        groups.append(Group(nation_label(result, nation), rows))
    return Table(
        "Share of cases warned, and their median warning, by arc", ["policy", *arcs], groups
    )


def _arc_text(row: pd.Series) -> str:
    return f"{percent(row['warned_share'])} · {minutes(row['warning_median_s'])}"


def response_table(result: "Result") -> Table | None:
    """Response per nation and policy; None where the scenario has no responders."""
    if not result.scenario.responders:
        return None
    rows = Rows(result.bank, arcs=(ALL,))
    samples = {
        (nation, policy): sample
        for policy, outcome in result.outcomes.items()
        for nation, _, sample in rows.samples(outcome)
    }
    groups = [
        Group(
            nation_label(result, nation),
            [_response_row(policy, samples[nation, policy]) for policy in result.policies],
        )
        for nation in nations_shown(result)
        if nation != ALL
    ]
    head = ("policy", "someone may act and holds a track", "and is in time", "median left")
    return Table("Response by nation and policy, share of cases", head, groups)


def _response_row(policy: str, sample: Sample) -> list[Cell]:
    some = mean(np.isfinite(sample.values("response_s")))
    values = (percent(some), percent(sample.response_share()), minutes(sample.response_median_s()))
    return [code(policy), *map(number, values)]


def counts(result: "Result") -> str:
    """Say how large the run is."""
    world = result.world
    # A case is what the model answers for: one launch point, one arc, one cell.
    cases = len(world.cells) * len(world.launches) * len(world.arcs)
    people = float(np.sum(world.cells.population))
    living = f" where {people:,.0f} people of the places table live" if people else ""
    parts = (
        counted(len(world.cells), "cell") + living,
        f"{counted(len(world.launches), 'launch point')} in "
        + counted(len(world.scenario.launches), "area"),
        counted(len(world.arcs), "arc"),
        f"{counted(cases, 'case')} a policy",
        counted(len(world.sensors), "sensor"),
    )
    return f"{'; '.join(parts)}; {counted(len(result.policies), 'policy', 'policies')}."
