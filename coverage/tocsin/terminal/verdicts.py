"""A verdict in a terminal: gains over all draws, by assumption, what they depend on, and where."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tocsin.answers.standing_out import is_many
from tocsin.answers.verdict.words import NO_DIFFERENCE, UNJUDGED, box_sentence
from tocsin.engine.measures import ALL
from tocsin.terminal.fit import Block
from tocsin.terminal.many import alike, left_out
from tocsin.terminal.render import layout
from tocsin.terminal.sheet import Column, Sheet
from tocsin.words import minutes, percent, records, signed, span

if TYPE_CHECKING:
    import pandas as pd

    from tocsin.answers.verdict.found import Verdict

_NUMBERS = (
    Column("median_s", "median", signed),
    Column("band", "5-95 %", str),
    Column("extremes", "extremes", str),
    Column("at_cards_s", "at\ncards", signed),
)
SAID = (Column("counts", "better/\nwithin/\nworse", str), Column("word", "word"))


@layout("verdict")
def verdict(answer: "Verdict") -> Iterator[Block]:
    """Say what holds, nation by nation; assumptions and drivers for all arcs together."""
    nations = answer.table["nation"].unique().tolist()
    if is_many(nations):
        yield from _of_many(answer)
        # What it is owed to; what is said of each nation stands in the table.
        yield from answer.sentences[len(nations) + 1 :]
    else:
        for nation in nations:
            yield from _of_nation(answer, nation)
        yield from answer.sentences
    yield (
        f"Gain of {answer.title} (late, never and none count 0), draw by draw; better, within, "
        "worse: by over one second, within one, worse by over one. Words rest on exact one-sided "
        "95 % bounds: no difference (95 % of draws within a second), throughout (all), mostly "
        "(90 %)."
    )


def _of_many(answer: "Verdict") -> Iterator[Block]:
    """Gains by nation and arc where there is a difference; those without one are counted."""
    rows = records(answer.table)
    found = {row["nation"] for row in rows if row["word"] not in (NO_DIFFERENCE, UNJUDGED)}
    unjudged = {row["nation"] for row in rows if row["word"] == UNJUDGED} - found
    # Of one arc all together are the same.
    several = len(answer.question.arcs) > 1
    kept = [
        written(row) for row in rows if row["nation"] in found and (several or row["arc"] == ALL)
    ]
    change = f"{answer.b} against {answer.a}"
    head = f"{change}, from {answer.question.title}: {answer.title} (notional)"
    median, band, _, at_cards = _NUMBERS
    columns = (Column("nation", "nation"), Column("arc", "arc"), median, band, at_cards, *SAID)
    if kept:
        yield from alike(Sheet(head, columns, kept, section="nation", frame="rules"))
    others = {row["nation"] for row in rows} - found - unjudged
    yield from left_out(len(unjudged - {ALL}), "without a cell on the grid of the draws (--full)")
    yield from left_out(len(others - {ALL}), f"with {NO_DIFFERENCE}")
    yield "Assumptions, and what a gain depends on: ask with --nation, or --json."


def _of_nation(answer: "Verdict", nation: str) -> Iterator[Block]:
    """Gains by arc, by assumption, what they depend on, and where they are unlike most."""
    change = f"{answer.b} against {answer.a}"
    head = f"{nation}, from {answer.question.title}: {change}, {answer.title} (notional)"
    own = Column("at_cards_own_s", "own\ngrid", signed)
    rows = _rows(answer.table, nation)
    by_arc = (Column("arc", "arc"), *_NUMBERS, own, *SAID)
    yield Sheet(head, by_arc, map(written, rows), frame="rules")
    settings = [row for row in _rows(answer.settings, nation) if row["arc"] == ALL]
    if settings:
        named = [written(row) | {"setting": _setting(row)} for row in settings]
        by_setting = (Column("setting", "draws with"), *_NUMBERS, *SAID)
        yield Sheet(f"{nation}, all arcs, by assumption", by_setting, named, frame="rules")
    drivers = _rows(answer.drivers, nation)
    if drivers:
        yield Sheet(
            f"{nation}, all arcs: what the gain depends on, re-run at low and high",
            (
                *(Column("unknown", "unknown", wraps=True), Column("range", "range", str)),
                Column("flipped_share", "class\nchanges", percent),
                Column("change_s", "mean\nchange", minutes),
            ),
            drivers,
            frame="rules",
        )
    yield from map(box_sentence, _rows(answer.boxes, nation))


def _rows(table: "pd.DataFrame", nation: str) -> list[dict[str, Any]]:
    return records(table[table["nation"] == nation])


def written(row: Mapping[str, Any]) -> dict[str, Any]:
    """Join the numbers that belong together: a row of a verdict as its columns show it."""
    return {
        **row,
        "band": span(row["p5_s"], row["p95_s"]),
        "extremes": span(row["least_s"], row["most_s"]),
        "counts": f"{row['better']}/{row['within']}/{row['worse']}",
    }


def _setting(row: Mapping[str, Any]) -> str:
    return str(row["assumption"]) if row["made"] else f"not {row['assumption']}"
