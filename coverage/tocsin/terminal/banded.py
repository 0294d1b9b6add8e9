"""An answer with bands in a terminal: laid out as its verb does, then its main measures."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tocsin.attrs import AT_CARDS
from tocsin.engine.measures import ALL
from tocsin.terminal.fit import Block
from tocsin.terminal.render import ROWS_SHOWN, column_of, layout, layout_of
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import counted, signed

if TYPE_CHECKING:
    from tocsin.answers.bands import Banded

_NUMBERS = {
    "{}_p50": "median",
    "{}_p5": "5 %",
    "{}_p95": "95 %",
    f"{{}}_{AT_CARDS}": "at\ncards",
    "{}": "own\ngrid",
}
_LEAST_SHOWN_S = 1.0
# That arc, and all together.
_ONE_ARC = 2


@layout("bands")
def banded(answer: "Banded") -> Iterator[Block]:
    """The answer at the cards, and below it a sheet of bands a main measure."""
    yield from layout_of(answer.answer.verb)(answer.answer)
    for measure in answer.answer.main_measures:
        yield from _bands(answer, measure)


def _bands(answer: "Banded", measure: str) -> Iterator[Block]:
    """Lay out one measure of the first table: at the cards, and its quantiles over draws."""
    name, own = next(iter(answer.answer.drawn_tables.items()))
    if name not in answer.bands:
        return
    table = answer.bands[name]
    about = [each for each in own if each in table]
    rows = table.merge(own[[*about, measure]], on=about, how="left")
    if "arc" in about and rows["arc"].nunique() == _ONE_ARC:
        # Of one arc all together are the same.
        rows = rows[rows["arc"] == ALL]
    # A nation may have no cell on the draws' coarser grid, and then no band.
    unknown = rows[f"{measure}_p50"].isna() & rows[measure].notna()
    rows = rows[~unknown]
    write = signed if measure.endswith("change_s") else column_of(measure, "f").write
    title = measure.removesuffix("_s").replace("_", " ")
    numbers = [Column(key.format(measure), head, write) for key, head in _NUMBERS.items()]
    # What never differs stands in the title; whose it is, always beside the number.
    told = [each for each in about if each == "nation" or rows[each].nunique() > 1]
    # A clock shows them as 0:00, and they would bury the others.
    sizes_s = rows[[column.key for column in numbers]].abs().fillna(0.0)
    nothing = (sizes_s < _LEAST_SHOWN_S).all(axis=1)
    shown = rows[~nothing].head(ROWS_SHOWN)
    if len(shown):
        yield Sheet(
            f"{title} over draws: from {answer.question.title} (notional)",
            [*(Column(each, each) for each in told), *numbers],
            shown.to_dict("records"),
            frame="rules",
        )
    if nothing.any():
        yield f"{title}: {counted(int(nothing.sum()), 'row')} of 0:00 over draws left out."
    if unknown.any():
        count = counted(int(unknown.sum()), "row")
        yield f"{title}: {count} without a case on the grid of the draws (--full has it)."
    if (rest := len(rows) - len(shown) - int(nothing.sum())) > 0:
        yield f"{rest:,} rows more: --json has them all."
