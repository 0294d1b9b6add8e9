"""History, burden and friction in a terminal."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tocsin.answers.standing_out import SHOWN_S, is_many
from tocsin.answers.tables import rows_of
from tocsin.engine.measures import ALL
from tocsin.terminal.fit import Block, FirstThatFits
from tocsin.terminal.many import alike, distinct, in_order, left_out, unlike
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Row, Sheet
from tocsin.words import counted, minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.burden import Burden
    from tocsin.answers.friction import Friction
    from tocsin.answers.history import History

NATION, POLICY = Column("nation", "nation"), Column("policy", "policy")

HISTORY_NUMBERS = (
    ("warned_share", "warned", percent),
    ("mean_warning_s", "warning", minutes),
    ("mean_response_s", "response", minutes),
)


@layout("history")
def history(past: "History") -> Iterator[Block]:
    """Say what holds from each date at which the rules changed, nation by nation."""
    rows = [row for row in rows_of(past, "measures") if row["arc"] == ALL]
    by_date: dict[str, list[Row]] = {}
    for row in rows:
        by_date.setdefault(row["date"].isoformat(), []).append(row)
    happened = {row["date"].isoformat(): _change(row) for row in rows_of(past, "changes")}
    title = f"Warning through time: from {past.question.title} (notional)"
    wide = _column_a_nation(by_date, happened, title)
    yield FirstThatFits(wide, list(_row_a_nation(by_date, happened, title)))
    events = [{**row, "date": row["date"].isoformat()} for row in rows_of(past, "events")]
    if events:
        columns = (Column("date", "date"), Column("title", "event"))
        yield Sheet("What changed no edge", columns, events, frame="rules")
    yield (
        "warned: share of cases. Warning and response: mean times, m:ss (late, never and "
        "nobody who may act count 0). (=): changes nothing that may be told or done."
    )


def _column_a_nation(
    by_date: Mapping[str, list[Row]], happened: Mapping[str, str], title: str
) -> Sheet:
    """Lay out a row a date: numbers of each nation side by side."""
    nations = dict.fromkeys(row["nation"] for rows in by_date.values() for row in rows)
    numbers = [
        Column(f"{nation} {key}", f"{nation}\n{head}", write)
        for nation in nations
        if nation != ALL
        for key, head, write in HISTORY_NUMBERS
    ]
    lines = [
        {"from": day, "change": happened[day]}
        | {f"{row['nation']} {key}": row[key] for row in rows for key, _, _ in HISTORY_NUMBERS}
        for day, rows in by_date.items()
    ]
    columns = (Column("from", "from"), *numbers, Column("change", "what changed", wraps=True))
    return Sheet(title, columns, lines, frame="rules")


def _row_a_nation(
    by_date: Mapping[str, list[Row]], happened: Mapping[str, str], title: str
) -> Iterator[Block]:
    """Lay out a row a date and nation where something changed, and count the others."""
    numbers = tuple(Column(*each) for each in HISTORY_NUMBERS)
    lines: list[Row] = []
    before: list[Row] = []
    for date, rows in by_date.items():
        changed, same = unlike(rows, numbers, before)
        # All nations together end each date, whether they changed or not.
        together = [row for row in rows if row["nation"] == ALL]
        lines += [{**row, "from": date} for row in changed if row["nation"] != ALL]
        rest = f"{ALL} ({len(same)} as before)" if same else ALL
        lines += [{**row, "from": date, "nation": rest} for row in together]
        before = rows
    dates = [{"from": date, "change": change} for date, change in happened.items()]
    day, what = Column("from", "from"), Column("change", "what changed", wraps=True)
    yield Sheet(title, (day, what), dates, frame="rules")
    head = "Who is warned from then on (notional)"
    sheet = Sheet(head, (day, NATION, *numbers), lines, "from", "rules")
    yield from alike(sheet)


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
        ("matrix", "nation", (NATION, POLICY, giver), "Who rests on whom"),
        ("carried", "giver", (Column("giver", "giver"), POLICY), carried),
    ):
        of_launch = f"{title}: from {load.question.title} (notional)"
        sheet = Sheet(of_launch, (*names, *BURDEN_NUMBERS), [], section=section, frame="rules")
        yield from _rests(sheet, rows_of(load, table))
    yield (
        "First items: share of cases with a notice in which the giver's sensor told first; acts: "
        "share of those that somebody can act in, in which its responder has most time. Lost: "
        "mean warning or response, m:ss, without its sensors (warning lost, unsensed), its "
        "passing on (unrelayed), its responders (response lost). Losses do not add up. "
        f"Weighted by {load.weight}."
    )


def _rests(sheet: Sheet, rows: list[Row]) -> Iterator[Block]:
    """Lay out who rests on whom; for many nations only where something rests on something."""
    nation = sheet.section
    if not is_many([row[nation] for row in rows]):
        yield replace(sheet, rows=in_order(rows, nation))
        return
    kept = [row for row in rows if _carries(row)]
    sheet = replace(sheet, rows=in_order(kept, "policy"), section="policy")
    sheet, same = distinct(sheet)
    yield from alike(sheet, key=nation)
    yield from same
    if len(kept) < len(rows):
        yield f"{counted(len(rows) - len(kept), 'row')} left out: nothing rests on the giver."


def _carries(row: Row) -> bool:
    """Say whether a row has a share, or a loss that is not written as 0:00."""
    shares = (row["first_share"], row["acting_share"])
    losses_s = (row[column.key] for column in BURDEN_NUMBERS if column.key.endswith("_s"))
    return any(share > 0.0 for share in shares) or any(abs(lost) >= 1.0 for lost in losses_s)


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
    rows = rows_of(shocks, "nations")
    sheet = Sheet(
        f"What shocks cost: from {shocks.question.title} (notional)",
        columns,
        in_order(rows, "nation"),
        section="nation",
        frame="rules",
    )
    if is_many([row["nation"] for row in rows]):
        yield from _what_shocks_cost(sheet)
    else:
        yield sheet
    yield from _single_points(shocks)
    yield (
        "Undisturbed, expected, worst: mean warning, m:ss. Chance: of a state as bad as "
        "the worst. Unwarned: probability that a case gets no warning in time, each case alike and "
        "by population. All combinations of shocks and failing sensors, exactly."
    )


def _what_shocks_cost(sheet: Sheet) -> Iterator[Block]:
    """Lay out, of many nations, those that shocks cost something, policy by policy."""
    rows = list(sheet.rows)
    costly = [
        row
        for row in rows
        if row["undisturbed_warning_s"] - min(row["expected_warning_s"], row["worst_warning_s"])
        >= SHOWN_S
    ]
    if costly:
        yield from alike(replace(sheet, rows=in_order(costly, "policy"), section="policy"))
    policies = dict.fromkeys(row["policy"] for row in rows)
    for policy in policies:
        count = sum(row["policy"] == policy and row not in costly for row in rows)
        yield from left_out(count, f"under {policy}: shocks cost no warning")


def _single_points(shocks: "Friction") -> Iterator[Block]:
    # What loses a case loses something, however small its mean.
    rows = [
        row
        for row in rows_of(shocks, "agreements")
        if row["cases_lost"] > 0 or max(row["warning_lost_s"], row["response_lost_s"]) >= SHOWN_S
    ]
    if not rows:
        yield "No agreement alone costs anybody anything."
        return
    columns = (
        *(POLICY, Column("agreement", "agreement"), NATION),
        Column("cells_lost", "cells\nunwarned", "{:,}".format),
        Column("cases_lost", "cases\nunwarned", "{:,}".format),
        Column("warning_lost_s", "warning\nlost", minutes),
        Column("response_lost_s", "response\nlost", minutes),
    )
    title = "Single points of failure (notional)"
    sheet = Sheet(title, columns, in_order(rows, "policy"), section="policy", frame="rules")
    if not is_many([row["nation"] for row in rows]):
        yield sheet
        return
    sheet, same = distinct(sheet)
    yield from alike(sheet)
    yield from same
