"""The cards in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from tocsin.constants import NOTIONAL
from tocsin.terminal.console import console


def print_cards(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of the cards library."""
    table = Table(title="Cards (notional)")
    for name in ("card", "key"):
        table.add_column(name)
    for name in ("low", "value", "high"):
        table.add_column(name, justify="right")
    for name in ("unit", "confidence", "source"):
        table.add_column(name, overflow="fold")
    for row in rows:
        card = f"{row['group']}/{row['class']}" if row["class"] else row["group"]
        numbers = [f"{row[name]:g}" for name in ("low", "value", "high")]
        table.add_row(
            card,
            row["key"],
            *numbers,
            row["unit"] or "",
            row["confidence"] or "",
            row["source"] or "",
        )
    out = console()
    out.print(table)
    out.print(NOTIONAL)
