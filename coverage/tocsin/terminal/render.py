"""Any answer in a terminal: by its verb's layout, or by its tables and sentences as they are."""

import math
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from tocsin.answers.each import Each
from tocsin.attrs import unit_of
from tocsin.constants import NOTIONAL
from tocsin.terminal.fit import Block, print_block
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import minutes, percent

if TYPE_CHECKING:
    from tocsin.answers.answer import Answer

Layout = Callable[[Any], Iterable[Block]]

_LAYOUTS: dict[str, Layout] = {}
_LAID_OUT_BY = (
    *("explanation", "policies", "rule_tables", "banded", "coverage", "footprints", "verdicts"),
)
ROWS_SHOWN = 40
"""As many rows of a table are printed that no layout makes shorter."""


def layout(verb: str) -> Callable[[Layout], Layout]:
    """Register a function as the layout of a verb's answers: sheets and texts, top to bottom."""

    def register(function: Layout) -> Layout:
        _LAYOUTS[verb] = function
        return function

    return register


def layout_of(verb: str) -> Layout:
    """Return the layout of a verb's answers.

    Examples
    --------
    >>> layout_of("rank").__name__, layout_of("a verb without a layout").__name__
    ('rank', 'as_it_is')
    """
    for module in _LAID_OUT_BY:
        # Importing them registers their layouts; no more of them than it takes to find this one.
        if verb in _LAYOUTS:
            break
        import_module(f"tocsin.terminal.{module}")
    return _LAYOUTS.get(verb, as_it_is)


def render(answer: "Answer", out: Console) -> None:
    """Print an answer, and that it is notional.

    Parameters
    ----------
    answer : Answer
    out : rich.console.Console
    """
    # Areas are told one after the other: their numbers are not to be added up.
    for one in answer.answers if isinstance(answer, Each) else (answer,):
        for block in layout_of(one.verb)(one):
            print_block(out, block)
        # Text, not markup: names come from a file.
        out.print(Text(one.basis))
    out.print(Text(NOTIONAL, style="dim"))


def as_it_is(answer: "Answer") -> Iterator[Block]:
    """Lay an answer out by its tables and sentences: what a verb has that needs nothing special."""
    for name, table in answer.tables.items():
        columns = [column_of(str(key), kind.kind) for key, kind in table.dtypes.items()]
        yield Sheet(f"{name} (notional)", columns, table.head(ROWS_SHOWN).to_dict("records"))
        if len(table) > ROWS_SHOWN:
            yield f"{len(table) - ROWS_SHOWN:,} rows more: --json has them all."
    yield from answer.sentences


def column_of(key: str, kind: str) -> Column:
    """Return the column of a table as its name and kind of number say: times as a clock has them.

    Examples
    --------
    >>> column_of("warning_s", "f").head, column_of("warned_share", "f").write(0.25)
    ('warning', '25 %')
    """
    unit = unit_of(key)
    head = key.replace("_", " ")
    # Times as a clock shows them; shares in percent; anything else in four digits.
    if kind == "f" and unit == "s":
        return Column(key, head.removesuffix(" s"), minutes)
    if kind == "f" and unit == "1" and key.endswith(("share", "probability")):
        return Column(key, head, percent)
    return Column(key, head, _number if kind in "fiu" else None)


def _number(value: float) -> str:
    """Write a number in four digits; a whole one in full.

    >>> _number(12345), _number(0.123456), _number(float("nan"))
    ('12,345', '0.1235', '–')
    """
    if not math.isfinite(value):
        return "–"
    # A count of a million is not 1e+06.
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"
