"""History, burden and friction in a terminal."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.terminal.render import Block, layout
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.burden import Burden
    from tocsin.answers.friction import Friction
    from tocsin.answers.history import History

NATION, POLICY = Column("nation", "nation"), Column("policy", "policy")
# What a loss under half a second would be written as is 0:00.
_SHOWN_S = 0.5

HISTORY_NUMBERS = (
    ("warned_share", "warned", percent),
    ("mean_warning_s", "warning", minutes),
    ("mean_response_s", "response", minutes),
)


@layout("history")
def history(past: "History") -> Iterator[Block]:
    """Say what holds from each date at which the rules changed, nation by nation."""
    rows = past.measures[past.measures["arc"] == "all"]
    nations = [nation for nation in rows["nation"].unique() if nation != "all"]
    numbers = [
        Column(f"{nation} {key}", f"{nation}\n{head}", write)
        for nation in nations
        for key, head, write in HISTORY_NUMBERS
    ]
    by_date: dict[Any, dict[str, Any]] = {}
    for row in rows.to_dict("records"):
        line = by_date.setdefault(row["date"], {"from": row["date"].isoformat()})
        line |= {f"{row['nation']} {key}": row[key] for key, _, _ in HISTORY_NUMBERS}
    for change in past.changes.to_dict("records"):
        by_date[change["date"]]["change"] = _change(change)
    columns = (Column("from", "from"), *numbers, Column("change", "what changed", wraps=True))
    title = f"Warning through time: from {past.question.title} (notional)"
    yield Sheet(title, columns, list(by_date.values()), frame="rules")
    if not past.events.empty:
        events = [row | {"date": row["date"].isoformat()} for row in past.events.to_dict("records")]
        columns = (Column("date", "date"), Column("title", "event"))
        yield Sheet("What changed no edge", columns, events, frame="rules")
    yield (
        "warned: share of cases. Warning and response: mean times, m:ss (late, never and "
        "nobody who may act count 0). (=): changes nothing that may be told or done."
    )


def _change(change: Mapping[str, Any]) -> str:
    parts = [*change["began"], *(f"end of {name}" for name in change["ended"])]
    if not parts:
        return "before all dated agreements"
    return ", ".join(parts) + ("" if change["changed"] else " (=)")


BURDEN_NUMBERS = (
    Column("first_share", "first\nitems", percent),
    Column("warning_lost_s", "warning\nlost", minutes),
    Column("warning_lost_unrelayed_s", "un-\nrelayed", minutes),
    Column("acting_share", "acts", percent),
    Column("response_lost_s", "response\nlost", minutes),
    Column("response_lost_unsensed_s", "un-\nsensed", minutes),
)


@layout("burden")
def burden(load: "Burden") -> Iterator[Block]:
    """Say who rests on whom under each policy, and what each nation carries for the others."""
    giver = Column("giver", "rests on")
    carried = "What each carries for all others"
    for table, section, names, title in (
        (load.matrix, "nation", (NATION, POLICY, giver), "Who rests on whom"),
        (load.carried, "giver", (Column("giver", "giver"), POLICY), carried),
    ):
        rows = _grouped(table.to_dict("records"), section)
        columns = (*names, *BURDEN_NUMBERS)
        of_launch = f"{title}: from {load.question.title} (notional)"
        yield Sheet(of_launch, columns, rows, section=section, frame="rules")
    yield (
        "First items: share of cases with a notice in which the giver's sensor told first; acts: "
        "share of those that somebody can act in, in which its responder has most time. Lost: "
        "mean warning or response, m:ss, without its sensors (warning lost, unsensed), its "
        "passing on (unrelayed), its responders (response lost). Losses do not add up. "
        f"Weighted by {load.weight}."
    )


@layout("friction")
def friction(shocks: "Friction") -> Iterator[Block]:
    """Say what shocks cost each nation under each policy, and the single points of failure."""
    columns = (
        *(NATION, POLICY),
        Column("undisturbed_warning_s", "undis-\nturbed", minutes),
        Column("expected_warning_s", "expected", minutes),
        Column("worst_warning_s", "worst", minutes),
        Column("worst_probability", "chance", percent),
        Column("unwarned_probability", "unwarned", percent),
        Column("unwarned_pop_probability", "of\npeople", percent),
        Column("worst_state", "if missing", wraps=True),
    )
    rows = _grouped(shocks.nations.to_dict("records"), "nation")
    title = f"What shocks cost: from {shocks.question.title} (notional)"
    yield Sheet(title, columns, rows, section="nation", frame="rules")
    yield _single_points(shocks)
    yield (
        "Undisturbed, expected, worst: mean warning, m:ss. Chance: of a state as bad as "
        "the worst. Unwarned: probability that a case gets no warning in time, each case alike and "
        "by population. All combinations of shocks and failing sensors, exactly."
    )


def _single_points(shocks: "Friction") -> Block:
    losses = shocks.agreements
    lost_s = losses[["warning_lost_s", "response_lost_s"]].max(axis=1)
    # What loses a case loses something, however small its mean.
    rows = losses[(lost_s >= _SHOWN_S) | (losses["cases_lost"] > 0)].to_dict("records")
    if not rows:
        return "No agreement alone costs anybody anything."
    columns = (
        *(POLICY, Column("agreement", "agreement"), NATION),
        Column("cells_lost", "cells\nunwarned", "{:,}".format),
        Column("cases_lost", "cases\nunwarned", "{:,}".format),
        Column("warning_lost_s", "warning\nlost", minutes),
        Column("response_lost_s", "response\nlost", minutes),
    )
    rows = _grouped(rows, "policy")
    title = "Single points of failure (notional)"
    return Sheet(title, columns, rows, section="policy", frame="rules")


def _grouped(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Bring rows of one kind together, the kinds in the order of their first rows."""
    order = list(dict.fromkeys(row[key] for row in rows))
    # Stable: within a kind rows keep their order.
    return sorted(rows, key=lambda row: order.index(row[key]))
