"""What the report is made of: tables and pictures, as plain data for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    text : str
        Escaped by the templates.
    kind : str
        ``text``, ``number``, ``code``, ``source`` (web addresses become links) or ``shares``.
    shares : tuple of float
        For ``shares``: warned, late, never; drawn as a bar.
    note : str
        Smaller text below.
    """

    text: str
    kind: str = "text"
    shares: tuple[float, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of a table under a heading of their own; an empty label has none."""

    label: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of a row names it.

    Attributes
    ----------
    caption : str
    head : sequence of str
    groups : sequence of Group
    folded : bool
        Whether a reader has to open it.
    """

    caption: str
    head: Sequence[str]
    groups: Sequence[Group]
    folded: bool = False

    @classmethod
    def of(cls, caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> "Table":
        """Make a table of one group without a heading.

        >>> Table.of("Nations", ["id"], [[code("JPN")]]).empty
        False
        """
        return cls(caption, head, (Group("", rows),))

    def is_number(self, column: int) -> bool:
        """Whether a column holds numbers; its heading is then set flush right, too.

        Examples
        --------
        >>> table = Table.of("Cells", ["nation", "cells"], [[code("JPN"), number("12")]])
        >>> table.is_number(0), table.is_number(1)
        (False, True)
        """
        rows = [row for group in self.groups for row in group.rows]
        # A column is of one kind: its first cell speaks for it.
        return bool(rows) and rows[0][column].kind == "number"

    @property
    def empty(self) -> bool:
        """Whether it has no row."""
        return not any(group.rows for group in self.groups)


@dataclass(frozen=True)
class Panel:
    """A picture with its table, shown when the choices of its switch are met.

    Attributes
    ----------
    axes : mapping of str to tuple of str
        Choices for which it is shown, by axis (``policy``, ``kind``, ``arc``, ``launch``).
    image : str
        Data address of a PNG; empty for none.
    alt, caption : str
    table : Table or None
    size : (int, int)
        Width and height of the picture, so that the page does not jump.
    words : tuple of str
        Sentences above the table, where there is no picture.
    more : Table or None
        What the table is an excerpt of.
    """

    axes: Mapping[str, tuple[str, ...]]
    image: str
    alt: str
    caption: str
    table: Table | None = None
    size: tuple[int, int] = (0, 0)
    words: tuple[str, ...] = ()
    more: Table | None = None


@dataclass(frozen=True)
class Choice:
    """One option of a switch."""

    value: str
    label: str


@dataclass(frozen=True)
class Switch:
    """Panels of which one is shown, and the options that choose it.

    Attributes
    ----------
    name : str
        Unique in the page.
    options : dict of str to list of Choice
        By axis.
    legends : dict of str to str
        Heading of each axis.
    panels : list of Panel
    """

    name: str
    options: dict[str, list[Choice]]
    legends: dict[str, str]
    panels: list[Panel]


def text(value: object) -> Cell:
    """Return a cell of text; a dash for nothing.

    >>> text(None).text, text(3).text
    ('–', '3')
    """
    # An empty cell looks like a fault of the page; a dash says that there is nothing.
    return Cell("–" if value is None or value == "" else str(value))


def number(value: str) -> Cell:
    """Return a cell that is set flush right.

    Examples
    --------
    >>> number("12").kind
    'number'
    """
    return Cell(value, "number")


def code(value: str) -> Cell:
    """Return a cell that holds an id."""
    return Cell(value, "code")


def source(value: str | None) -> Cell:
    """Return a cell whose web addresses become links.

    Examples
    --------
    >>> source(None).text
    '–'
    """
    return Cell(value or "–", "source")


def shares(warned: float, late: float, never: float) -> Cell:
    """Return a bar of three shares.

    Examples
    --------
    >>> shares(0.7, 0.1, 0.2).shares
    (0.7, 0.1, 0.2)
    """
    return Cell("", "shares", (warned, late, never))


def joined(names: Sequence[str], *, nothing: str = "–") -> str:
    """Join names with commas.

    >>> joined(["A", "B"]), joined([])
    ('A, B', '–')
    """
    return ", ".join(names) or nothing
