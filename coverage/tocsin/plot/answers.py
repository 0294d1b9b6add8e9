"""The figures of answers: what `figure` of an answer and ``--figure`` of a verb draw."""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from tocsin.answers.answer import draws
from tocsin.answers.explain.rows import CellExplanation
from tocsin.answers.standing_out import MANY, is_many
from tocsin.answers.verdict.words import NO_DIFFERENCE, UNJUDGED
from tocsin.engine.measures import ALL
from tocsin.plot import style
from tocsin.plot.explanation import figure_of_explanation
from tocsin.plot.steps import SEEN_S, Event, Line, step_chart
from tocsin.plot.strips import Strip, gain_strips
from tocsin.words import counted, signed

if TYPE_CHECKING:
    from tocsin.answers.explain.compare import SideBySide
    from tocsin.answers.history import History
    from tocsin.answers.verdict.found import Verdict


@draws("explain")
def explanation(answer: "CellExplanation | SideBySide") -> Figure:
    """Draw the waterfall of each policy, and the route under the last."""
    if isinstance(answer, CellExplanation):
        return figure_of_explanation(answer)[0]
    return figure_of_explanation(answer.explanations)[0]


@draws("history")
def history(past: "History") -> Figure:
    """Draw mean warning against the dates at which the rules changed."""
    series = past.series()
    # Which of many change most has colours, and the others are a grey band.
    most = sorted(series, key=lambda name: -np.ptp(series[name]))
    colors = style.distinct_colors(most[:MANY], own=past.colors)
    named = {name: Line(series[name], colors[name]) for name in series if name in colors}
    others = {name: Line(series[name], faint=True) for name in most[MANY:]}
    about = dict(zip(past.changes["date"], past.changes["about"], strict=True))
    events = {day: Event(text, about[day]) for day, text in past.captions().items()}
    return step_chart(
        past.dates,
        series=named | others,
        events=events,
        title=_history_title(past, series),
        subtitle=f"Mean warning, what is in force each day. {past.basis}",
    )[0]


def _history_title(past: "History", series: "dict[str, list[float]]") -> str:
    """Say who gained most since the first date, and since when."""
    gains = {name: values[-1] - values[0] for name, values in series.items()}
    name = max(gains, key=lambda each: abs(gains[each]))
    since = past.dates[min(1, len(past.dates) - 1)].year
    if abs(gains[name]) < SEEN_S:
        return f"No rule since {since} changed anyone's warning"
    others = "the most of all" if len(gains) > 2 else ""
    said = [f"{name} {signed(gains[name])}", others]
    if len(gains) == 2:
        (other,) = gains.keys() - {name}
        said[1] = f"{other} {signed(gains[other])}"
    return f"Since {since}: {', '.join(filter(None, said))}"


@draws("verdict")
def verdict(answer: "Verdict") -> Figure:
    """Draw the gains of all draws, a strip a nation and arc."""
    rows = answer.table
    left_out = ""
    if is_many(rows["nation"]):
        # A strip a nation, where there is a difference: forty by arc would fill a wall.
        rows = rows[rows["arc"] == ALL]
        differ = ~rows["word"].isin((NO_DIFFERENCE, UNJUDGED))
        left_out = f"; {counted(int((~differ).sum()), 'nation')} without one left out"
        rows = rows[differ] if differ.any() else rows.head(1)
    gains = answer.gains.groupby(["nation", "arc"], sort=False)["gain_s"]
    strips = [
        Strip(
            f"{row['nation']}, {'mean of arcs' if row['arc'] == ALL else row['arc']}",
            gains.get_group((row["nation"], row["arc"])).to_numpy(),
            row["at_cards_s"],
            f"{row['better']} / {row['within']} / {row['worse']}  {row['word']}",
        )
        for row in rows.to_dict("records")
    ]
    change = f"{answer.b} against {answer.a}"
    return gain_strips(
        strips,
        of=answer.title,
        title=f"{change}, from {answer.question.title}",
        subtitle=f"{answer.draws} draws: better by over 1 s / within 1 s / worse, and the word"
        f"{left_out}",
    )[0]
