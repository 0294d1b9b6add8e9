"""Explanations in a terminal: the waterfall as a bar, tables, sentences."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from tocsin.answers.explain.rows import PARTS, CellExplanation
from tocsin.terminal.fit import Block
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Sheet

if TYPE_CHECKING:
    from tocsin.answers.explain.compare import SideBySide

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


@layout("explain")
def explain(answer: "CellExplanation | SideBySide") -> Iterator[Block]:
    """Say why a nation knows when it does: under one policy, or under several on one scale."""
    if isinstance(answer, CellExplanation):
        yield from _alone(answer)
    else:
        yield from _side_by_side(answer)


def _alone(explanation: CellExplanation) -> Iterator[Block]:
    yield Text(f"{explanation.title}\n", style="bold")
    yield WaterfallBar(explanation, span_of(explanation))
    yield parts_sheet([explanation])
    yield from _listed(explanation.sentences)
    if any(math.isfinite(row.first_sight_s) for row in explanation.sensors):
        yield ""
        yield sensor_sheet(explanation)


def _side_by_side(answer: "SideBySide") -> Iterator[Block]:
    first = answer.explanations[0]
    yield Text(f"{first.title.removesuffix(f' under {first.policy}')}\n", style="bold")
    # One scale for all, or the bars could not be compared.
    span_s = max(map(span_of, answer.explanations))
    for explanation in answer.explanations:
        yield Text(explanation.policy)
        yield WaterfallBar(explanation, span_s)
    yield parts_sheet(answer.explanations)
    yield from _listed(answer.sentences)


def _listed(sentences: Sequence[str]) -> Iterator[Text]:
    return (Text(f"- {sentence}") for sentence in sentences)


@dataclass(frozen=True)
class WaterfallBar:
    """The waterfall as one line, as wide as the terminal lets it be.

    Attributes
    ----------
    explanation : CellExplanation
    span_s : float
        Seconds that the whole width stands for.
    """

    explanation: CellExplanation
    span_s: float

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it for a width."""
        width = max(20, min(_BAR_WIDTH, options.max_width - 2))
        yield waterfall_bar(self.explanation, width=width, span_s=self.span_s)


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
    span_s = span_of(explanation) if span_s is None else span_s
    pieces = _pieces(explanation.waterfall, impact_s=explanation.impact_s)
    bar = Text()
    start_s = 0.0
    at_impact = False
    for mark, color, length_s in pieces:
        # Impact may stand within the bar: a late notice runs on after it.
        if start_s >= explanation.impact_s and not at_impact:
            bar.append("|", style="bold")
            at_impact = True
        # Ends are rounded, not lengths: errors do not add up, and the bar has its width.
        drawn = round(width * (start_s + length_s) / span_s) - round(width * start_s / span_s)
        bar.append(mark * drawn, style=color)
        start_s += length_s
    if not at_impact:
        bar.append("|", style="bold")
    return bar


def parts_sheet(explanations: Sequence[CellExplanation]) -> Sheet:
    """Return the parts in seconds, a column a policy."""
    names = [explanation.policy for explanation in explanations]
    columns = [Column("part", "part [s]"), *(Column(name, name, _tenths) for name in names)]
    rows: list[dict[str, Any]] = []
    for part in PARTS:
        mark, color = _MARKS[part]
        name = f"{mark} {part.replace('_', ' ')}".ljust(_LABEL_WIDTH)
        numbers = {each.policy: each.waterfall[part] for each in explanations}
        rows.append({"part": Text(name, style=color), **numbers})
    for name, texts in (
        ("| impact", [_tenths(each.impact_s) for each in explanations]),
        ("outcome", [each.status for each in explanations]),
    ):
        bold = [Text(text, style="bold") for text in (name, *texts)]
        rows.append(dict(zip(("part", *names), bold, strict=True)))
    return Sheet("", columns, rows, frame="plain")


def sensor_sheet(explanation: CellExplanation) -> Sheet:
    """Return what each sensor saw: seconds after launch; a dash where it never did."""
    columns = (
        *(Column(name, name) for name in ("sensor", "owner")),
        Column("first_sight_s", "first sight", _tenths),
        *(Column(f"{tier}_s", tier, _tenths) for tier in ("alert", "track")),
    )
    rows = map(asdict, explanation.sensors)
    return Sheet("What each sensor saw [s after launch]", columns, rows, frame="plain")


def _tenths(time_s: float) -> str:
    return f"{time_s:.1f}" if math.isfinite(time_s) else "–"


def span_of(explanation: CellExplanation) -> float:
    """Return up to when a bar goes: impact, or public notice where that is later. [s]"""
    # What is left is negative by as much as notice comes after impact.
    public_s = explanation.impact_s - min(explanation.waterfall["left"], 0.0)
    return max(explanation.impact_s, public_s)


def _pieces(parts: Mapping[str, float], *, impact_s: float) -> list[tuple[str, str, float]]:
    """Letter, colour and length of what is drawn; what comes after impact is marked late."""
    pieces = []
    start_s = 0.0
    for part in PARTS:
        # A negative rest is lateness, which the parts before it already show.
        length_s = max(parts[part], 0.0)
        before_s = min(max(impact_s - start_s, 0.0), length_s)
        pieces.append((*_MARKS[part], before_s))
        if length_s > before_s:
            pieces.append((*_LATE, length_s - before_s))
        start_s += length_s
    return [piece for piece in pieces if piece[2] > 0.0]
