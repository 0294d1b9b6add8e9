"""The cards in a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from tocsin.terminal.sheet import Column, Sheet

_NUMBERS = tuple(Column(name, name, "{:g}".format) for name in ("low", "value", "high"))
_TEXTS = tuple(Column(name, name, wraps=True) for name in ("unit", "confidence", "source"))


def cards_sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Lay out rows of the cards library.

    Examples
    --------
    >>> from tocsin.scenario import packaged_cards
    >>> cards_sheet(packaged_cards().table()[:1]).rows[0]["key"]
    'r1_km'
    """
    columns = (
        *(Column("card", "card"), Column("key", "key")),
        *(*_NUMBERS, *_TEXTS),
    )
    named = [
        # Texts, then numbers: what a card does not say is left blank.
        {name: value or "" for name, value in row.items() if isinstance(value, str | None)}
        | {name: row[name] for name in ("low", "value", "high")}
        | {"card": f"{row['group']}/{row['class']}" if row["class"] else row["group"]}
        for row in rows
    ]
    return Sheet("Cards (notional)", columns, named)
