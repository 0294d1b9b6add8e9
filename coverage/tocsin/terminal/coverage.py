"""Coverage in a terminal: figures of merit, what a policy adds, and which agreement adds it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tocsin.answers.coverage.arcs import CHANGES, CREDIT_COLUMNS
from tocsin.answers.coverage.heights import HeightCoverage
from tocsin.answers.standing_out import is_many
from tocsin.engine.measures import ALL
from tocsin.terminal.coverage_heights import at_heights
from tocsin.terminal.covered import (
    NATION,
    SENSORS,
    credited,
    is_told,
    points,
    sensors_of,
    told,
)
from tocsin.terminal.fit import Block
from tocsin.terminal.many import alike, in_order, left_out
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Row, Sheet
from tocsin.words import minutes, percent, signed

if TYPE_CHECKING:
    from tocsin.answers.coverage.arcs import ArcCoverage


@layout("coverage")
def coverage(answer: "ArcCoverage | HeightCoverage") -> Iterator[Block]:
    """Say what is in view of whom, along arcs or at a height, and what policies add."""
    if isinstance(answer, HeightCoverage):
        return at_heights(answer)
    return _along_arcs(answer)


def _along_arcs(answer: "ArcCoverage") -> Iterator[Block]:
    # Whose sensors count is one thing to a reader, and two columns to a program.
    rows = [row | {"sensors": sensors_of(row)} for row in answer.table.to_dict("records")]
    title = f"from {answer.question.title} (notional)"
    sheet = Sheet(
        f"Coverage along arcs: {title}",
        (NATION, SENSORS, *_numbers(answer.k)),
        [row for row in rows if row["arc"] == ALL],
        section="nation",
    )
    yield from told(sheet)
    if len(answer.question.arcs) > 1:
        yield from told(_by_arc(rows, answer.question.arcs, title))
    if len(answer.policies) > 1:
        yield from _added(answer, title)
        yield from _credit(answer, title)
    yield _meanings(answer)


def _numbers(k: int) -> tuple[Column, ...]:
    return (
        Column("in_view_share", "in\nview", percent),
        Column("kfold_share", f"{k} or\nmore", percent),
        Column("custody_share", "cus-\ntody", percent),
        Column("dark_boost_share", "dark:\nboost", percent),
        Column("dark_midcourse_share", "mid-\ncourse", percent),
        Column("dark_terminal_share", "ter-\nminal", percent),
        Column("gap_s", "longest\ngap", minutes),
        Column("first_sight_s", "first\nsight", minutes),
        Column("last_sight_s", "last\nsight", minutes),
    )


def _by_arc(rows: Sequence[Row], arcs: Sequence[str], title: str) -> Sheet:
    """Lay out the share in view, a column an arc: a mean over unlike arcs hides who is dark."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        about = {"nation": row["nation"], "sensors": row["sensors"], "by": row["by"]}
        line = lines.setdefault((row["nation"], row["sensors"]), about)
        line[f"arc {row['arc']}"] = row["in_view_share"]
    columns = (NATION, SENSORS, *(Column(f"arc {arc}", arc, percent) for arc in arcs))
    name = f"Share of the flight in view, by arc: {title}"
    return Sheet(name, columns, list(lines.values()), section="nation", frame="rules")


def _added(answer: "ArcCoverage", title: str) -> Iterator[Block]:
    """Say what each policy adds to the first, by arc."""
    first = answer.policies[0]
    columns = (
        *(NATION, Column("arc", "arc"), Column("policy", "policy")),
        Column("in_view_change_share", "in\nview", points),
        Column("kfold_change_share", f"{answer.k} or\nmore", points),
        Column("custody_change_share", "cus-\ntody", points),
        Column("dark_change_s", "dark", signed),
        Column("gap_change_s", "longest\ngap", signed),
    )
    # With one arc the mean over all says everything a second time.
    several = len(answer.question.arcs) > 1
    rows = [row for row in answer.added.to_dict("records") if several or row["arc"] != ALL]
    moved = [row for row in rows if is_told(row, tuple(CHANGES))]
    name = f"What a policy adds to {first}: {title}"
    if moved:
        sheet = Sheet(name, columns, moved, section="nation", frame="rules")
        if is_many(row["nation"] for row in rows):
            # By arc the table of all of them would fill screens.
            kept = [row for row in moved if not several or row["arc"] == ALL]
            yield from alike(replace(sheet, rows=in_order(kept, "policy"), section="policy"))
        else:
            yield sheet
    still = {row["nation"] for row in rows} - {row["nation"] for row in moved} - {ALL}
    yield from left_out(len(still), f"may be told of no more than under {first}")


def _credit(answer: "ArcCoverage", title: str) -> Iterator[Block]:
    """Say to which agreements a change is owed."""
    rows = [row for row in answer.credit.to_dict("records") if row["arc"] == ALL]
    columns = (
        *(Column("policy", "policy"), Column("agreement", "agreement"), NATION),
        Column("in_view_first_share", "in view:\nfirst", points),
        Column("in_view_last_share", "last", points),
        Column("kfold_first_share", f"{answer.k} or more:\nfirst", points),
        Column("kfold_last_share", "last", points),
        Column("dark_first_s", "dark:\nfirst", signed),
        Column("dark_last_s", "last", signed),
    )
    sheet = Sheet(f"To which agreement it is owed: {title}", columns, ())
    yield from credited(rows, sheet, told_by=CREDIT_COLUMNS, what="in view")


def _meanings(answer: "ArcCoverage") -> str:
    return (
        f"Means over cases (a launch point, an arc, a cell) of shares of the flight: in view of "
        f"any of the sensors named, of {answer.k} or more at once, in custody (lines of sight of "
        f"two of them cross at {answer.angle_deg:g}° or more), dark in boost, midcourse and the "
        "terminal phase. Policy: sensors of whose alerts the threatened nation may be told, "
        "however late. First and last sight: after launch, over the cases seen. First: added to "
        "the first policy alone; last: lost without it. m:ss."
    )
