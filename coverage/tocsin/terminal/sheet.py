"""A table for a reader, described in a few words: its columns, and how each number is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import HEAVY_HEAD, SIMPLE, Box
from rich.table import Table
from rich.text import Text

# How a table is framed. A plain one has no frame at all and stands among other lines.
# A tight one is as "rules" is, with one blank between columns.
FRAMES: dict[str, Box | None] = {
    "full": HEAVY_HEAD,
    "rules": SIMPLE,
    "plain": None,
    "tight": SIMPLE,
}

# In a file or a pipe: nothing but ASCII, which every program reads.
_IN_A_FILE = Box(
    "    \n"
    "    \n"
    " -- \n"
    "    \n"
    "    \n"
    " -- \n"
    "    \n"
    "    \n",
    ascii=True,
)  # fmt: skip

Row = Mapping[str, Any]


def frame_of(name: str, *, to_file: bool) -> Box | None:
    """Return what frames a table, by its name, in a terminal or in a file."""
    return FRAMES[name] and (_IN_A_FILE if to_file else FRAMES[name])


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes
    ----------
    key : str
        Of the value in a row.
    head : str
        What stands above it; a line break makes it narrow.
    write : callable
        How a value is written. Numbers stand at the right, and so do all values with a writer.
    wraps : bool
        Whether a long text may take several lines; otherwise the column is as wide as it.
    """

    key: str
    head: str
    write: Callable[[Any], str] | None = None
    wraps: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table with a title.

    Attributes
    ----------
    title : str
    columns : sequence of Column
    rows : iterable of mapping
        A value, or a styled text, by key of the column.
    section : str
        Key whose change begins a new section; none by default.
    frame : {"full", "rules", "plain", "tight"}
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    section: str = ""
    frame: str = "full"


def table_of(sheet: Sheet, *, to_file: bool = False) -> Table:
    """Lay a sheet out for a terminal, or without drawn lines for a file or a pipe.

    Examples
    --------
    >>> from tocsin.words import minutes
    >>> columns = [Column("nation", "nation"), Column("warning_s", "left", minutes)]
    >>> table_of(Sheet("Warning", columns, [{"nation": "A", "warning_s": 90.0}])).row_count
    1
    """
    table = Table(
        title=sheet.title or None,
        box=frame_of(sheet.frame, to_file=to_file),
        pad_edge=sheet.frame == "full",
        padding=(0, 0) if sheet.frame == "tight" else (0, 1),
    )
    for column in sheet.columns:
        justify = "left" if column.write is None else "right"
        # One column at most should wrap; numbers that break are unreadable.
        if column.wraps:
            table.add_column(column.head, overflow="fold")
        else:
            table.add_column(column.head, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    before: Any = None
    for row in sheet.rows:
        # A line between sections, none above the first.
        if sheet.section and table.row_count and row[sheet.section] != before:
            table.add_section()
        before = row.get(sheet.section)
        table.add_row(*texts_of(sheet.columns, row).values())
    return table


def texts_of(columns: Sequence[Column], row: Row) -> dict[str, str | Text]:
    """Return a row as it is written, by key of the column.

    Examples
    --------
    >>> texts_of([Column("cells", "cells", "{:,}".format)], {"cells": 1200, "area": 3})
    {'cells': '1,200'}
    """
    return {column.key: _text(column, row[column.key]) for column in columns}


Texts = list[tuple[dict[str, Any], dict[str, str | Text]]]
"""Rows, each with the same as it is written."""


def _text(column: Column, value: Any) -> str | Text:
    # Already written: a blank, or a text with a style of its own.
    if isinstance(value, str | Text):
        return value
    return str(value) if column.write is None else column.write(value)
