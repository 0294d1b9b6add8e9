"""History, burden and friction as tables in a terminal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from tocsin.constants import NOTIONAL
from tocsin.words import minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.burden import Burden
    from tocsin.answers.friction import Friction
    from tocsin.answers.history import History


def print_history(history: "History", out: Console, *, arc: str = "all") -> None:
    """Print what holds from each date at which the rules changed, nation by nation.

    Parameters
    ----------
    history : History
    out : Console
    arc : str
        An arc class, or ``all``.
    """
    rows = history.measures[history.measures["arc"] == arc]
    nations = [nation for nation in rows["nation"].unique() if nation != "all"]
    table = _table(
        f"Warning through time, {arc} arcs (notional)",
        texts=("from",),
        numbers=[f"{name}\n{m}" for name in nations for m in ("warned", "warning", "response")],
        last="what changed",
    )
    at = rows.set_index(["date", "nation"])
    for change in history.changes.to_dict("records"):
        cells = []
        for nation in nations:
            row = at.loc[(change["date"], nation)]
            cells += [
                percent(row["warned_share"]),
                minutes(row["effective_warning_s"]),
                minutes(row["effective_response_s"]),
            ]
        table.add_row(change["date"].isoformat(), *cells, _what_changed(change))
    out.print(table)
    _print_events(history.events, out)
    out.print(
        "warned: share of cases. Warning and response: mean effective times, m:ss (late, never and "
        "nobody who may act count 0). (=): changes nothing that may be told or done."
    )
    out.print(NOTIONAL)


def _what_changed(change: Mapping[str, Any]) -> str:
    parts = [*change["began"], *(f"end of {name}" for name in change["ended"])]
    if not parts:
        return "before all dated agreements"
    return ", ".join(parts) + ("" if change["changed"] else " (=)")


def _print_events(events: pd.DataFrame, out: Console) -> None:
    if events.empty:
        return
    table = _table("What changed no edge", texts=("date", "event"))
    for event in events.to_dict("records"):
        table.add_row(event["date"].isoformat(), event["title"])
    out.print(table)


def print_burden(burden: "Burden", out: Console) -> None:
    """Print the contribution matrix of each policy, and what each nation carries for the others."""
    columns = (
        *("first\nitems", "warning\nlost", "un-\nrelayed"),
        *("acts", "response\nlost", "un-\nsensed"),
    )
    for rows, texts, title in (
        (burden.matrix, ("nation", "policy", "rests on"), "Who rests on whom (notional)"),
        (burden.carried, ("giver", "policy"), "What each carries for all others (notional)"),
    ):
        table = _table(title, texts=texts, numbers=columns)
        first = texts[0]
        for name in rows[first].unique():
            for row in rows[rows[first] == name].to_dict("records"):
                who = (
                    [row["nation"], row["policy"], row["giver"]]
                    if "nation" in row
                    else [row["giver"], row["policy"]]
                )
                table.add_row(*who, *_burden_cells(row))
            table.add_section()
        out.print(table)
    out.print(
        "First items: share of cases with a notice in which the giver's sensor told first; acts: "
        "share of those that somebody can act in, in which its responder has most time. Lost: "
        "effective warning or response, m:ss, without its sensors (warning lost, unsensed), its "
        "passing on (unrelayed), its responders (response lost). Losses do not add up. "
        f"Weighted by {burden.weight}."
    )
    out.print(NOTIONAL)


def _burden_cells(row: Mapping[str, Any]) -> list[str]:
    return [
        percent(row["first_share"]),
        minutes(row["warning_lost_s"]),
        minutes(row["warning_lost_unrelayed_s"]),
        percent(row["acting_share"]),
        minutes(row["response_lost_s"]),
        minutes(row["response_lost_unsensed_s"]),
    ]


def print_friction(friction: "Friction", out: Console) -> None:
    """Print what shocks cost each nation under each policy, and the single points of failure."""
    table = _table(
        "What shocks cost (notional)",
        texts=("nation", "policy"),
        numbers=("undis-\nturbed", "expected", "worst", "chance", "unwarned", "of\npeople"),
        last="if missing",
    )
    rows = friction.nations
    for nation in rows["nation"].unique():
        for row in rows[rows["nation"] == nation].to_dict("records"):
            table.add_row(nation, row["policy"], *_friction_cells(row))
        table.add_section()
    out.print(table)
    _print_single_points(friction.agreements, out)
    out.print(
        "Undisturbed, expected, worst: mean effective warning, m:ss. Chance: of a state as bad as "
        "the worst. Unwarned: probability that a case gets no warning in time, each case alike and "
        "by population. All combinations of shocks and failing sensors, exactly."
    )
    out.print(NOTIONAL)


def _friction_cells(row: Mapping[str, Any]) -> list[str]:
    return [
        minutes(row["undisturbed_warning_s"]),
        minutes(row["expected_warning_s"]),
        minutes(row["worst_warning_s"]),
        percent(row["worst_probability"]),
        percent(row["unwarned_probability"]),
        percent(row["unwarned_pop_probability"]),
        row["worst_state"],
    ]


def _print_single_points(agreements: pd.DataFrame, out: Console) -> None:
    table = _table(
        "Single points of failure (notional)",
        texts=("policy", "agreement", "nation"),
        numbers=("cells\nunwarned", "cases\nunwarned", "warning\nlost", "response\nlost"),
    )
    losses = agreements[["warning_lost_s", "response_lost_s"]].max(axis=1) >= 0.5
    some = agreements[losses | (agreements["cases_lost"] > 0)]
    for policy in some["policy"].unique():
        for row in some[some["policy"] == policy].to_dict("records"):
            lost = [minutes(row["warning_lost_s"]), minutes(row["response_lost_s"])]
            counts = [f"{row['cells_lost']:,}", f"{row['cases_lost']:,}"]
            table.add_row(policy, row["agreement"], row["nation"], *counts, *lost)
        table.add_section()
    if table.row_count:
        out.print(table)
    else:
        out.print("No agreement alone costs anybody anything.")


def _table(
    title: str, *, texts: Sequence[str], numbers: Sequence[str] = (), last: str = ""
) -> Table:
    """Lay out columns: names that stay whole, numbers at the right, a text that may wrap."""
    table = Table(title=title, box=SIMPLE, padding=(0, 1), pad_edge=False)
    for name in texts:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    if last:
        table.add_column(last)
    return table
