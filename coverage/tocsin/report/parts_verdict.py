"""Whether differences between policies hold over the ranges of all that is not known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tocsin.answers.standing_out import is_many
from tocsin.engine.measures import ALL
from tocsin.report.parts import Cell, Group, Panel, Table, number, text
from tocsin.report.pictures import embedded, png_of
from tocsin.words import counted, signed, span

if TYPE_CHECKING:
    from tocsin.answers.verdict.found import Verdict

NAMED = 12
HEAD = (
    *("arc", "median gain", "5\u201395 %", "extremes", "at cards"),
    *("better / within / worse", "word"),
)


def parts(verdicts: Sequence["Verdict"]) -> dict[str, Any]:
    """Return what the page shows of verdicts: sentences, and a picture with its table each.

    Examples
    --------
    >>> parts([])
    {'findings': [], 'bands': [], 'basis': ''}
    """
    # One basis for all: they come from the same draws.
    return {
        "findings": [sentence for verdict in verdicts for sentence in _findings(verdict)],
        "bands": [_panel(verdict) for verdict in verdicts],
        "basis": verdicts[0].question.basis if verdicts else "",
    }


def _findings(verdict: "Verdict") -> list[str]:
    """Return a sentence a nation; of many nations, a sentence a word with who it is true of."""
    rows = verdict.table[verdict.table["arc"] == ALL]
    if not is_many(rows["nation"]):
        return list(verdict.sentences)
    whence = f"From {verdict.question.title}, {verdict.b} against {verdict.a}, {verdict.title}"
    found = [
        f"{whence}: {finding} for {counted(len(some), 'nation')} ({_listed(some['nation'])})."
        for finding, some in rows[rows["nation"] != ALL].groupby("finding", sort=False)
    ]
    # What is said last of all is what the difference is owed to.
    return [*found, *verdict.sentences[len(rows) + 1 :]]


def _listed(nations: Sequence[str]) -> str:
    more = f" and {len(nations) - NAMED} more" if len(nations) > NAMED else ""
    return f"{', '.join(list(nations)[:NAMED])}{more}"


def _panel(verdict: "Verdict") -> Panel:
    table = _table(verdict)
    image, size = embedded(png_of(verdict.figure()))
    alt = f"Strips of the gains of all draws. {' '.join(_findings(verdict))}"
    return Panel({}, image, alt, table.caption, table, size)


def _table(verdict: "Verdict") -> Table:
    rows = verdict.table.to_dict("records")
    nations = dict.fromkeys(row["nation"] for row in rows)
    groups = [
        Group(nation, [_row(row) for row in rows if row["nation"] == nation]) for nation in nations
    ]
    # Who launches stands in every title: no number is read without it.
    change = f"{verdict.b} against {verdict.a}"
    title = f"Gain of {verdict.title}, {change}, from {verdict.question.title}"
    return Table(title, HEAD, groups, folded=is_many(nations))


def _row(row: dict[str, Any]) -> list[Cell]:
    numbers = (
        signed(row["median_s"]),
        span(row["p5_s"], row["p95_s"]),
        span(row["least_s"], row["most_s"]),
        signed(row["at_cards_own_s"]),
        f"{row['better']} / {row['within']} / {row['worse']}",
    )
    # A mean over unlike arcs must not look like one of them.
    arc = "mean of arcs" if row["arc"] == ALL else row["arc"]
    return [text(arc), *map(number, numbers), text(row["word"])]
