"""How a sheet keeps to the width of a terminal: closer together, names broken, then in parts.

No number, date or name is ever cut off, and no column shrinks to nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text

from tocsin.terminal.sheet import Column, Sheet, Texts, table_of, texts_of

NAME_LEAST = 12
"""A column of names is never narrower, unless its longest name is."""
# Blanks and lines beside each column, and at the table's own edges.
_ROOM = {"full": (3, 1), "rules": (3, 1), "plain": (2, 0), "tight": (1, 1)}


@dataclass(frozen=True)
class FirstThatFits:
    """Ways to say the same: the widest first, the narrowest, which always fits, last.

    Attributes
    ----------
    wide : Sheet
        Printed where it fits.
    otherwise : sequence of Sheet, text or the like
        Printed where it does not.
    """

    wide: Sheet
    otherwise: "Sequence[Block]"


Block = Sheet | FirstThatFits | RenderableType


def print_block(out: Console, block: Block) -> None:
    """Print a sheet, or whatever else rich prints, within the console's width."""
    if isinstance(block, FirstThatFits):
        told = _told(block.wide)
        if _fitting(block.wide, told, out.width) is not None:
            print_block(out, block.wide)
        else:
            for other in block.otherwise:
                print_block(out, other)
    elif isinstance(block, Sheet):
        for part in fitted(block, out.width):
            out.print(table_of(part, to_file=not out.is_terminal))
    else:
        out.print(block)


def fitted(sheet: Sheet, width: int) -> Iterator[Sheet]:
    """Return the sheet in so many parts as fit a width, the names of its rows in each.

    Parameters
    ----------
    sheet : Sheet
    width : int
        Characters.

    Examples
    --------
    >>> columns = [Column("name", "name"), *(Column(k, k, str) for k in ("north", "south"))]
    >>> rows = [{"name": "harbour-town", "north": 1000, "south": 2000}]
    >>> sheet = Sheet("", columns, rows, frame="plain")
    >>> [[c.key for c in part.columns] for part in fitted(sheet, 28)]
    [['name', 'north', 'south']]
    >>> [[c.key for c in part.columns] for part in fitted(sheet, 20)]
    [['name', 'north'], ['name', 'south']]
    """
    told = _told(sheet)
    whole = _fitting(sheet, told, width)
    if whole is not None:
        yield whole
        return
    names = list(_leading(sheet.columns))
    if len(names) == len(sheet.columns):
        # No number among them: the first says what a row is of.
        names = names[:1]
    rest = list(sheet.columns[len(names) :])
    title = sheet.title
    while rest:
        part, took = _largest(replace(sheet, title=title), told, names, rest, width)
        yield part
        rest = rest[took:]
        title = f"{sheet.title} (continued)" if sheet.title else ""


def _largest(
    sheet: Sheet, told: Texts, names: list[Column], rest: list[Column], width: int
) -> tuple[Sheet, int]:
    """Return the part with as many columns as fit beside the names; one at least."""
    for count in range(len(rest) - 1, 0, -1):
        part = replace(sheet, columns=(*names, *rest[:count]))
        found = _fitting(part, told, width)
        if found is not None:
            return found, count
    columns = (*names, rest[0])
    return _narrowed(replace(sheet, columns=columns, frame="tight"), told, width), 1


def _fitting(sheet: Sheet, told: Texts, width: int) -> Sheet | None:
    """Return the sheet in the first dress in which it fits; None where none does."""
    # Closer together first; names are broken only where that does not do.
    for whole in (True, False):
        for frame in dict.fromkeys((sheet.frame, "tight")):
            dressed = replace(sheet, frame=frame)
            if _least(dressed, told, whole=whole) <= width:
                return _narrowed(dressed, told, width)
    return None


def _least(sheet: Sheet, told: Texts, *, whole: bool) -> int:
    beside, edges = _ROOM[sheet.frame]
    total = edges
    for column in sheet.columns:
        least, most = _needs(column, told)
        total += beside + (most if whole and not column.wraps else least)
    return total


def _narrowed(sheet: Sheet, told: Texts, width: int) -> Sheet:
    """Break names where they are too long; numbers stay on one line."""
    beside, edges = _ROOM[sheet.frame]
    needs = {column.key: _needs(column, told) for column in sheet.columns}
    over = edges + sum(most + beside for _, most in needs.values()) - width
    widths = {key: most for key, (_, most) in needs.items()}
    # Texts that may take several lines give way first, then names; the longest of them most.
    for wraps in (True, False):
        may = [c.key for c in sheet.columns if c.wraps == wraps and c.write is None]
        while over > 0 and (long := [key for key in may if widths[key] > needs[key][0]]):
            widths[max(long, key=widths.__getitem__)] -= 1
            over -= 1
    rows = [
        {**row, **{key: _broken(texts[key], widths[key]) for key in texts if key in widths}}
        for row, texts in told
    ]
    return replace(sheet, rows=rows)


def _broken(text: str | Text, width: int) -> str | Text:
    if isinstance(text, Text) or cell_len(text) <= width:
        return text
    # At hyphens and blanks, and only then inside a word.
    return "\n".join(wrap(text, width))


def _needs(column: Column, told: Texts) -> tuple[int, int]:
    """Return the least and the most characters of a column."""
    head = max(map(cell_len, column.head.split("\n")))
    cells = [_length(texts[column.key]) for _, texts in told if column.key in texts]
    most = max([head, *cells])
    if column.write is not None:
        return most, most
    return min(most, max(head, NAME_LEAST)), most


def _length(text: str | Text) -> int:
    plain = text.plain if isinstance(text, Text) else text
    return max((cell_len(line) for line in plain.split("\n")), default=0)


def _leading(columns: Sequence[Column]) -> Iterator[Column]:
    """Return the names that a row begins with: what stands before the first number."""
    for column in columns:
        if column.write is not None:
            return
        yield column


def _told(sheet: Sheet) -> Texts:
    return [(row, texts_of(sheet.columns, row)) for row in _rows(sheet)]


def _rows(sheet: Sheet) -> list[dict[str, Any]]:
    return [dict(row) for row in sheet.rows]
