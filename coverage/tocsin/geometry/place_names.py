"""Names of places, as plain text: whoever checks a file needs no arrays for them."""

import csv
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

FILE = files("tocsin").joinpath("data", "places.csv")
_COLUMNS = ("name", "nation", "lat", "lon", "population")


@cache
def shipped_rows() -> tuple[tuple[str, ...], ...]:
    """Return the shipped places: name, nation, latitude, longitude, population, as text.

    Examples
    --------
    >>> next(row for row in shipped_rows() if row[0] == "Tokyo")[:2]
    ('Tokyo', 'JPN')
    """
    with FILE.open("r", encoding="utf-8") as file:
        return tuple(tuple(row[name] for name in _COLUMNS) for row in csv.DictReader(file))


def directory(names: Sequence[str], nations: Sequence[str]) -> dict[str, list[int]]:
    """Return the rows of each name, and of each ``name, nation``.

    Examples
    --------
    >>> directory(["Newport", "Newport"], ["A", "B"])
    {'Newport': [0, 1], 'Newport, A': [0], 'Newport, B': [1]}
    """
    rows: dict[str, list[int]] = {}
    for row, (name, nation) in enumerate(zip(names, nations, strict=True)):
        for text in (name, f"{name}, {nation}"):
            rows.setdefault(text, []).append(row)
    return rows


def unknown(name: str, known: Collection[str]) -> str:
    """Say that there is no such place, and offer near names.

    Examples
    --------
    >>> unknown("Tokio", ["Tokyo"])
    "Unknown place 'Tokio'. Did you mean Tokyo?"
    """
    close = get_close_matches(str(name), known, n=3)
    hint = f"Did you mean {' or '.join(close)}?" if close else "Add it under 'places'."
    return f"Unknown place {name!r}. {hint}"
