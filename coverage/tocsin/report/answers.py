"""The figures of answers that are maps: they are those of a run's atlas, of the same look."""

from typing import TYPE_CHECKING

from tocsin.answers.answer import draws
from tocsin.errors import InputError
from tocsin.plot.style import Figure

if TYPE_CHECKING:
    from tocsin.answers.compare import Comparison


@draws("compare")
def comparison(answer: "Comparison") -> Figure:
    """Draw the change of each cell's median case, as the maps of a run do."""
    # Maps load a library of their own, which other pictures do without.
    from tocsin.report.atlas import Atlas, Sheet

    if answer.result is None:
        raise InputError("Nothing to draw: the comparison was made without a result.")
    return Atlas(answer.result).draw(Sheet("change", answer.b, before=answer.a))
