"""What tables of coverage have in common: whose sensors count, many nations, small changes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tocsin.answers.standing_out import SHOWN_S, is_many
from tocsin.engine.measures import ALL
from tocsin.engine.usable import POLICY
from tocsin.terminal.fit import Block
from tocsin.terminal.many import alike, in_order
from tocsin.terminal.sheet import Column, Row, Sheet

NATION, SENSORS = Column("nation", "nation"), Column("sensors", "in view of")
# A share that changes by less shows as none.
SHOWN_SHARE = 0.005


def sensors_of(row: Row) -> str:
    """Name the sensors that count in a row.

    >>> sensors_of({"by": "owner", "whose": "JPN"}), sensors_of({"by": "any sensor", "whose": ALL})
    ('owner JPN', 'any sensor')
    """
    return row["by"] if row["whose"] == ALL else f"{row['by']} {row['whose']}"


def told(sheet: Sheet) -> Iterator[Block]:
    """Tell all nations; of many what they may be told, those alike in one row."""
    rows = list(sheet.rows)
    if not is_many(row["nation"] for row in rows):
        yield sheet
        return
    kept = in_order([row for row in rows if row["by"] == POLICY], "sensors")
    yield from alike(replace(sheet, rows=kept, section="sensors"))


def credited(
    rows: Sequence[Row], sheet: Sheet, *, told_by: Sequence[str], what: str
) -> Iterator[Block]:
    """Tell to which agreements a change is owed, and which of them add nothing.

    Parameters
    ----------
    rows : sequence of mapping
        A row an agreement and nation.
    sheet : Sheet
        Title and columns; its rows are those that are told.
    told_by : sequence of str
        Columns of changes: a row in which none is more than nothing is left out.
    what : str
        To what the others add nothing.
    """
    moved = [row for row in rows if is_told(row, told_by)]
    if moved:
        yield from alike(replace(sheet, rows=in_order(moved, "policy"), section="policy"))
    # To know that an agreement adds nothing is an answer, too.
    named = {row["agreement"] for row in moved}
    idle = dict.fromkeys(row["agreement"] for row in rows if row["agreement"] not in named)
    if idle:
        yield f"Adds nothing to what is {what}: {', '.join(idle)}."


def is_told(row: Row, columns: Sequence[str]) -> bool:
    """Tell whether a change is more than nothing as it is written."""
    least = {"share": SHOWN_SHARE, "fold": SHOWN_SHARE, "s": SHOWN_S}
    endings = {column: column.rpartition("_")[2] for column in columns}
    return any(abs(row[key]) >= least[end] for key, end in endings.items() if end in least)


def points(share: float) -> str:
    """Write a change of a share, in points of percent.

    >>> points(0.25), points(-0.004), points(-0.5)
    ('+25 %', '0 %', '−50 %')
    """
    # Rounded before the sign is chosen: nothing is neither more nor less.
    whole = round(100.0 * share)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)} %"
