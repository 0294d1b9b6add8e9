"""Our own Markdown as a terminal shows it: without its marks, and in plain letters in a pipe."""

import re
from dataclasses import dataclass
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markdown import CodeBlock, Heading, ListItem, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from tocsin.terminal.sheet import frame_of

CODE = "cyan"
# In a pipe, where no colour tells code from words, its marks stay.
_INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_LINES = {"h1": "=", "h2": "-"}
_LOOKS = Theme(
    {
        "markdown.code": CODE,
        "markdown.em": "italic",
        **dict.fromkeys(("markdown.h1", "markdown.h2", "markdown.h3"), "bold"),
    }
)


def say(out: Console, text: str, *, indent: int = 0) -> None:
    """Print Markdown.

    Parameters
    ----------
    out : rich.console.Console
    text : str
        Only our own texts: a scenario's text is no Markdown.
    indent : int
        Columns on the left.
    """
    # "left" would fill every line with blanks up to the width.
    shown = text if out.is_terminal else _INLINE.sub(r"`` `\1` ``", text)
    page = _Prose(shown, hyperlinks=False, justify="default")
    with out.use_theme(_LOOKS):
        out.print(_Behind(" " * indent, page) if indent else page, crop=False)


def say_lines(out: Console, text: str, *, style: str = "") -> None:
    """Print lines as they are: a broken line of code could not be copied."""
    out.print(Text(text, style=style), no_wrap=True, overflow="ignore", crop=False)


@dataclass(frozen=True)
class _Behind:
    """Something behind a mark, its lines below each other."""

    mark: str
    inside: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, blank = len(self.mark), " " * len(self.mark)
        narrower = options.update(width=max(options.max_width - width, 1))
        lines = console.render_lines(self.inside, narrower, pad=False)
        for number, line in enumerate(lines):
            if line:
                yield Segment(blank if number else self.mark)
            yield from line
            yield Segment("\n")


class _Heading(Heading):
    """A heading on the left, with a line below it if it begins a part."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text
        if self.tag in _LINES:
            yield Text(_LINES[self.tag] * min(len(self.text), options.max_width))


class _Code(CodeBlock):
    """Lines of code, each in one piece."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = "\n".join(f"    {line}" for line in str(self.text).rstrip().splitlines())
        yield Text(lines, style=CODE, no_wrap=True, overflow="ignore")


class _Item(ListItem):
    """An item behind a dash or its number."""

    def render_bullet(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield _Behind("- ", self.elements)

    def render_number(
        self, console: Console, options: ConsoleOptions, number: int, last_number: int
    ) -> RenderResult:
        yield _Behind(f"{number}. ", self.elements)


class _Table(TableElement):
    """A table as answers have it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table(box=frame_of("rules", to_file=not console.is_terminal), pad_edge=False)
        assert self.header is not None
        assert self.header.row is not None
        rows = [row.cells for row in self.body.rows] if self.body is not None else []
        for number, cell in enumerate(self.header.row.cells):
            # Words may break; a number with its band that breaks is unreadable.
            is_number = cell.justify == "right"
            width = max((row[number].content.cell_len for row in rows), default=0)
            table.add_column(
                cell.content, justify=cell.justify, min_width=width if is_number else None
            )
        for row in rows:
            table.add_row(*(cell.content for cell in row))
        yield table


class _Prose(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "list_item_open": _Item,
        "table_open": _Table,
    }

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # A list that comes first brings an empty line of its own.
        for number, part in enumerate(super().__rich_console__(console, options)):
            if number or part != Segment.line():
                yield part
