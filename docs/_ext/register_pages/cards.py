"""Every number of the shipped cards: low, value, high, source and confidence."""

from itertools import groupby

from register_pages.markdown import glossary, linked, table
from tocsin.scenario import packaged_cards

TITLES = {"sensors": "Sensor classes", "arcs": "Arc classes", "delays": "Delays"}
HEAD = ("key", "low", "value", "high", "unit", "confidence", "source")


def page() -> str:
    """Return the page of all cards, a table a class."""
    library = packaged_cards()
    parts = [
        "# Every card",
        "All notional: public, generic, rounded. A draw takes a number from low to high "
        "([how](../scenario.md#numbers-that-are-drawn)); every other answer uses the value. `tocsin cards` "
        "prints the same; [a scenario](../scenario.md#cards) may replace any of them.",
        glossary(
            judging="card, notional, draw, one case",
            seeing="radar cross-section, instrumented range",
            flying="lofted and low arcs, boost",
            deciding_and_acting="assessing, disseminating",
        ),
    ]
    for group, rows in groupby(library.table(), key=lambda row: row["group"]):
        parts.append(f"## {TITLES[group]}")
        for name, numbers in groupby(rows, key=lambda row: row["class"]):
            if name:
                card = getattr(library, group)[name]
                parts += [f"### {name}", " ".join(filter(None, (_full(card.title), card.note)))]
            parts.append(table(HEAD, [_row(row) for row in numbers]))
    return "\n\n".join(filter(None, parts)) + "\n"


def _full(title: str | None) -> str:
    return f"{title.rstrip('.')}." if title else ""


def _row(row: dict[str, object]) -> tuple[object, ...]:
    numbers = (f"{row[end]:g}" for end in ("low", "value", "high"))
    together = f" Drawn together: {row['together']}." if row["together"] else ""
    source = linked(str(row["source"])) + together
    return f"`{row['key']}`", *numbers, row["unit"], row["confidence"], source
