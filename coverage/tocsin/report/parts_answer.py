"""The numbers of the report: the answer, the same by arc, response, and what equals what."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tocsin.answers.rank import rank
from tocsin.answers.standing_out import SHOWN_S, Standing, examples_of_many, is_many
from tocsin.engine.measures import ALL, Rows
from tocsin.engine.sample import Sample, mean
from tocsin.report.parts import (
    Cell,
    Choice,
    Group,
    Panel,
    Switch,
    Table,
    code,
    number,
    shares,
    text,
)
from tocsin.report.parts_many import credit_table, standouts
from tocsin.scenario.launching import launch_title, leading_launches
from tocsin.words import counted, minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.run import Result

LAUNCHED = "Launched from"
OUTCOMES = ("warned", "late", "never")
ANSWER_HEAD = (
    *("policy", "outcome", "warned", "late", "never", "people warned"),
    *("warning", "worst tenth", "gain"),
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


def answer_switch(result: "Result") -> Switch:
    """Return the headlines and the answer, with the choice of who launches."""

    def panel(asked: "Result") -> Panel:
        if is_many(nations_shown(asked)):
            return _panel_of_many(asked)
        return replace(_panel(answer_table(asked)), words=tuple(headlines(asked)))

    return by_launch("answer", result, panel)


def _panel_of_many(result: "Result") -> Panel:
    """Return what stands out in sentences, few nations as examples, and all of them folded."""
    reasons = examples_of_many(Standing.of(result))
    table = answer_table(result)
    labels = {
        nation_label(result, nation): reason for nation, reason in {**reasons, ALL: ""}.items()
    }
    groups = [
        replace(group, label=f"{group.label} {labels[group.label]}".strip())
        for group in table.groups
        if group.label in labels
    ]
    # All together first, then examples.
    groups = groups[-1:] + groups[:-1]
    short = replace(table, caption=f"{table.caption}: all, and examples", groups=groups)
    words = tuple(standouts(result))
    return replace(_panel(short), words=words, more=replace(table, folded=True))


def folded_if_many(result: "Result", table: Table) -> Table:
    """Fold a table with rows of many nations.

    Parameters
    ----------
    result : Result
        Whose nations they are.
    table : Table
    """
    return replace(table, folded=True) if is_many(nations_shown(result)) else table


def _panel(table: Table) -> Panel:
    return Panel({}, "", "", table.caption, table)


def by_launch(name: str, result: "Result", panel: Callable[["Result"], Panel]) -> Switch:
    """Return the same panel for every launch nation, what leads first.

    Parameters
    ----------
    name : str
        Of the switch.
    result : Result
    panel : callable
        From the result, asked for one launch, to its panel.
    """
    panels = []
    # Every nation by itself: the switch chooses, and nothing adds up.
    for launch in leading_launches(result.scenario):
        one = panel(result.of(launch))
        panels.append(replace(one, axes={**one.axes, "launch": (launch,)}))
    return Switch(name, launch_choices(result), {"launch": LAUNCHED}, panels)


def launch_choices(result: "Result") -> dict[str, list[Choice]]:
    """Return the launch nations as options, what leads first; none where there is only one.

    Examples
    --------
    >>> import tocsin
    >>> from tocsin.scenario import scaffold
    >>> launch_choices(tocsin.run(tocsin.Scenario.from_text(scaffold("island"))))
    {}
    """
    names = leading_launches(result.scenario)
    choices = [Choice(name, launch_title(result.scenario, name)) for name in names]
    return {"launch": choices} if len(choices) > 1 else {}


def _summary(result: "Result") -> pd.DataFrame:
    """Rows of the summary that are of the launch that is asked for."""
    return result.summary[result.summary["launch"] == result.question.launch]


def _over_arcs(result: "Result") -> pd.DataFrame:
    rows = _summary(result)
    return rows[rows["arc"] == ALL]


def answer_table(result: "Result") -> Table:
    """Outcome per nation and policy over all arcs, and the change against the first policy."""
    total = _over_arcs(result)
    policies = result.scenario.policies
    groups = []
    for nation in nations_shown(result):
        rows = total[total["nation"] == nation].to_dict("records")
        cells = [
            _answer_row(row, rows[0], title=policies[row["policy"]].title or "") for row in rows
        ]
        groups.append(Group(nation_label(result, nation), cells))
    title = f"Warning by nation and policy, from {result.question.title}, all arcs"
    return Table(title, ANSWER_HEAD, groups)


def _answer_row(row: dict, first: dict, *, title: str) -> list[Cell]:
    # Effective warning counts late and never as 0, so that policies with other cases compare.
    change_s = row["mean_warning_s"] - first["mean_warning_s"]
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
    total = _over_arcs(result)
    return [
        _headline(nation_label(result, nation), total[total["nation"] == nation])
        for nation in nations_shown(result)
        if nation != ALL
    ] + [result.question.sentence]


def _headline(name: str, rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    start = f"{name}: under {first['policy']} {_outcome(first)}"
    if len(rows) == 1:
        return f"{start}."
    gain_s = rows["mean_warning_s"] - first["mean_warning_s"]
    best = rows.loc[rows["mean_warning_s"].idxmax()]
    if gain_s.max() < SHOWN_S:
        return f"{start}. No policy gives more."
    more = signed(best["mean_warning_s"] - first["mean_warning_s"])
    return f"{start}. Most under {best['policy']}: {_outcome(best)}; mean warning {more}."


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
    keyed = _summary(result).set_index(["nation", "policy", "arc"])
    groups = []
    for nation in nations_shown(result):
        rows = []
        for policy in result.policies:
            cells = [keyed.loc[(nation, policy, arc)] for arc in arcs]
            rows.append([code(policy), *(number(_arc_text(cell)) for cell in cells)])
        groups.append(Group(nation_label(result, nation), rows))
    title = f"Share of cases warned, and their median warning, from {result.question.title}"
    return Table(f"{title}, by arc", ["policy", *arcs], groups)


def _arc_text(row: pd.Series) -> str:
    return f"{percent(row['warned_share'])} · {minutes(row['warning_median_s'])}"


def response_table(result: "Result") -> Table | None:
    """Response per nation and policy; None where the scenario has no responders."""
    if not result.scenario.responders:
        return None
    rows = Rows(result.bank, launches=(result.question.launch,), arcs=(ALL,))
    samples = {
        (row.nation, policy): sample
        for policy in result.policies
        for row, sample in rows.samples(result.outcomes[policy])
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
    title = f"Response by nation and policy, from {result.question.title}, share of cases"
    return Table(title, head, groups)


def _response_row(policy: str, sample: Sample) -> list[Cell]:
    some = mean(np.isfinite(sample.values("response_s")))
    values = (percent(some), percent(sample.response_share()), minutes(sample.response_median_s()))
    return [code(policy), *map(number, values)]


CREDIT_HEAD = ("loss alone", "Shapley share")


def credit_panel(result: "Result") -> Panel:
    """Return what each sharing agreement of the last policy is worth, and to whom."""
    policy = result.policies[-1]
    table = rank(result, policy).table
    nations = [nation for nation in nations_shown(result) if nation in set(table["nation"])]
    title = f"What each agreement of {policy} is worth, from {result.question.title}, mean warning"
    if table.empty:
        return Panel({}, "", "", f"{policy} has no sharing agreement")
    if is_many(nations):
        return _panel(credit_table(title, table))
    rows = []
    for name, of_agreement in table.groupby("agreement", sort=False):
        by_nation = of_agreement.set_index("nation")
        times = [
            number(minutes(by_nation.loc[nation, key]))
            for nation in nations
            for key in ("loss_s", "shapley_s")
        ]
        # What falls with it is lost with it, and its loss says so.
        falls = by_nation["falls_with"].iloc[0]
        rows.append([Cell(str(name), "code"), text(falls), *times])
    heads = [f"{nation} {head}" for nation in nations for head in CREDIT_HEAD]
    return _panel(Table.of(title, ("agreement", "falls with", *heads), rows))


def arc_panel(result: "Result") -> Panel:
    """Return the table by arc as a panel."""
    return _panel(folded_if_many(result, arc_table(result)))


def response_panel(result: "Result") -> Panel:
    """Return the table of response as a panel; an empty one where nobody responds."""
    table = response_table(result)
    if table is None:
        return Panel({}, "", "", "")
    return _panel(folded_if_many(result, table))


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
    told = f"{'; '.join(parts)}; {counted(len(result.policies), 'policy', 'policies')}."
    return f"{told} {result.question.withheld}".rstrip()
