"""Explanations in a terminal: the waterfall as a bar, tables, sentences."""

import math
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tocsin.answers.explain.compare import compare
from tocsin.answers.explain.rows import PARTS, CellExplanation
from tocsin.constants import NOTIONAL

# One letter and one colour a part, so that the bar reads without colours too.
_MARKS = dict(
    zip(
        PARTS,
        (
            *(("U", "bright_black"), ("C", "blue"), ("R", "magenta"), ("Y", "bright_magenta")),
            *(("W", "yellow"), ("A", "cyan"), ("D", "bright_cyan"), ("·", "green")),
        ),
        strict=True,
    )
)
_LATE = ("!", "red")
_BAR_WIDTH = 60
_LABEL_WIDTH = 20


def print_explanation(console: Console, explanation: CellExplanation) -> None:
    """Print one explanation: waterfall, sentences, what each sensor saw.

    Parameters
    ----------
    console : rich.console.Console
    explanation : CellExplanation
    """
    console.print(Text(explanation.title, style="bold"))
    console.print()
    console.print(waterfall_bar(explanation, width=_bar_width(console)))
    console.print(waterfall_table([explanation]))
    for sentence in explanation.sentences:
        console.print(Text(f"- {sentence}"))
    if any(math.isfinite(row.first_sight_s) for row in explanation.sensors):
        console.print()
        console.print(sensor_table(explanation))
    console.print(Text(NOTIONAL, style="dim"))


def print_side_by_side(console: Console, explanations: Sequence[CellExplanation]) -> None:
    """Print one cell under two policies or more: bars on one scale, parts, what changed.

    Raises
    ------
    InputError
        The explanations are not of the same arc, cell and nation.
    """
    compared = compare(explanations)
    first = explanations[0]
    console.print(Text(first.title.removesuffix(f" under {first.policy}"), style="bold"))
    console.print()
    span_s = max(_span_s(each) for each in explanations)
    for each in explanations:
        console.print(Text(each.policy))
        console.print(waterfall_bar(each, width=_bar_width(console), span_s=span_s))
    console.print(waterfall_table(explanations))
    for sentence in compared.sentences:
        console.print(Text(f"- {sentence}"))
    console.print(Text(NOTIONAL, style="dim"))


def waterfall_bar(
    explanation: CellExplanation, *, width: int = _BAR_WIDTH, span_s: float | None = None
) -> Text:
    """Return the waterfall as one line of letters, a letter a part, ``|`` at impact.

    Parameters
    ----------
    explanation : CellExplanation
    width : int
        Characters for `span_s`.
    span_s : float, optional
        Seconds that the width stands for; up to impact, or to public notice where that is later,
        by default.
    """
    span_s = _span_s(explanation) if span_s is None else span_s
    pieces = _pieces(explanation.waterfall, impact_s=explanation.impact_s)
    bar = Text()
    start_s = 0.0
    at_impact = False
    for mark, color, length_s in pieces:
        if start_s >= explanation.impact_s and not at_impact:
            bar.append("|", style="bold")
            at_impact = True
        drawn = round(width * (start_s + length_s) / span_s) - round(width * start_s / span_s)
        bar.append(mark * drawn, style=color)
        start_s += length_s
    if not at_impact:
        bar.append("|", style="bold")
    return bar


def waterfall_table(explanations: Sequence[CellExplanation]) -> Table:
    """Return the parts in seconds, a column a policy."""
    table = Table(box=None, pad_edge=False)
    table.add_column("part [s]", no_wrap=True, min_width=_LABEL_WIDTH)
    for each in explanations:
        table.add_column(each.policy, justify="right")
    for part in PARTS:
        mark, color = _MARKS[part]
        row = [f"{each.waterfall[part]:.1f}" for each in explanations]
        table.add_row(Text(f"{mark} {part.replace('_', ' ')}", style=color), *row)
    impacts = [f"{each.impact_s:.1f}" for each in explanations]
    table.add_row("| impact", *impacts, style="bold")
    table.add_row("outcome", *(each.status for each in explanations), style="bold")
    return table


def sensor_table(explanation: CellExplanation) -> Table:
    """Return what each sensor saw: seconds after launch; a dash where it never did."""
    table = Table(title="What each sensor saw [s after launch]", box=None, pad_edge=False)
    for name in ("sensor", "owner"):
        table.add_column(name, no_wrap=True)
    for name in ("first sight", "alert", "track"):
        table.add_column(name, justify="right")
    for row in explanation.sensors:
        times = (row.first_sight_s, row.alert_s, row.track_s)
        shown = [f"{time_s:.1f}" if math.isfinite(time_s) else "–" for time_s in times]
        table.add_row(row.sensor, row.owner, *shown)
    return table


def _bar_width(console: Console) -> int:
    return max(20, min(_BAR_WIDTH, console.width - 2))


def _span_s(explanation: CellExplanation) -> float:
    public_s = explanation.impact_s - min(explanation.waterfall["left"], 0.0)
    return max(explanation.impact_s, public_s)


def _pieces(parts: Mapping[str, float], *, impact_s: float) -> list[tuple[str, str, float]]:
    """Letter, colour and length of what is drawn; what comes after impact is marked late."""
    pieces = []
    start_s = 0.0
    for part in PARTS:
        length_s = max(parts[part], 0.0)
        before_s = min(max(impact_s - start_s, 0.0), length_s)
        pieces.append((*_MARKS[part], before_s))
        if length_s > before_s:
            pieces.append((*_LATE, length_s - before_s))
        start_s += length_s
    return [piece for piece in pieces if piece[2] > 0.0]
