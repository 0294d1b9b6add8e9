"""The figures of answers: what `figure` of an answer and ``--figure`` of a verb draw."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from tocsin.answers.answer import draws
from tocsin.answers.explain.rows import CellExplanation
from tocsin.plot.explanation import figure_of_explanation
from tocsin.plot.steps import step_chart

if TYPE_CHECKING:
    from tocsin.answers.explain.compare import SideBySide
    from tocsin.answers.history import History


@draws("explain")
def explanation(answer: "CellExplanation | SideBySide") -> Figure:
    """Draw the waterfall of each policy, and the route under the last."""
    if isinstance(answer, CellExplanation):
        return figure_of_explanation(answer)[0]
    return figure_of_explanation(answer.explanations)[0]


@draws("history")
def history(past: "History") -> Figure:
    """Draw effective warning against the dates at which the rules changed."""
    return step_chart(past.dates, series=past.series(arc=past.arc), events=past.captions())[0]
