"""Names of places, as plain text: whoever checks a file needs no arrays for them."""

import csv
import json
from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO, StringIO
from zipfile import ZipFile

_DATA = files("tocsin").joinpath("data")
# Columns of places.csv; the first five are what places are, the others what is known of a row.
COLUMNS = ("name", "nation", "lat", "lon", "population", "source", "confidence")
_PLAIN = 5
_WORLD_SOURCE = ("GeoNames, rounded", "medium")
# To look for near names takes long where there are many; whoever mends so many needs no more.
_HINTS = 20
# A nation without shipped places is helped with the names of such large ones.
_WELL_KNOWN = 1e6


Row = tuple[str, ...]


@cache
def _census() -> tuple[Row, ...]:
    """Return the rows of places.csv, for nations whose census it follows."""
    with _DATA.joinpath("places.csv").open("r", encoding="utf-8") as file:
        return tuple(map(tuple, csv.reader(file)))[1:]


@cache
def _world() -> ZipFile:
    """Open the places of the other nations, a member each, so that one is read alone."""
    return ZipFile(BytesIO(_DATA.joinpath("places_world.zip").read_bytes()))


@cache
def listed_nations() -> tuple[str, ...]:
    """Return the nations that have shipped places, by ISO 3166-1 alpha-3 code.

    Examples
    --------
    >>> {"JPN", "TUR"} <= set(listed_nations())
    True
    """
    members = (name.removesuffix(".csv") for name in _world().namelist() if name.endswith(".csv"))
    return tuple(dict.fromkeys([*(row[1] for row in _census()), *members]))


# There are 250 countries, and whoever writes a scenario may think of more.
@lru_cache(maxsize=512)
def full_rows(nation: str) -> tuple[Row, ...]:
    """Return the shipped places of a nation: `COLUMNS`, as text.

    Examples
    --------
    >>> full_rows("TUR")[0][-2:]
    ('GeoNames, rounded', 'medium')
    """
    rows: list[Row] = [row for row in _census() if row[1] == nation]
    if f"{nation}.csv" in _world().NameToInfo:
        text = _world().read(f"{nation}.csv").decode("utf-8")
        _, *others = csv.reader(StringIO(text))
        rows += [(name, nation, *numbers, *_WORLD_SOURCE) for name, *numbers in others]
    return tuple(rows)


def shipped_rows(nation: str, *, code: str | None = None) -> list[Row]:
    """Return a nation's shipped places: name, nation, latitude, longitude, population, as text.

    code: of the country whose places they are, where the nation is called otherwise.

    Examples
    --------
    >>> next(row for row in shipped_rows("JPN") if row[0] == "Tokyo")[:2]
    ('Tokyo', 'JPN')
    >>> shipped_rows("Nowhere"), shipped_rows("NIPPON", code="JPN")[0][1]
    ([], 'NIPPON')
    """
    return [(row[0], nation, *row[2:_PLAIN]) for row in full_rows(code or nation)]


def shipped_tables(nation: str) -> Iterator[Sequence[Row]]:
    """Yield all shipped places in tables, those where a name of a nation is likely first.

    Examples
    --------
    >>> next(row[0] for table in shipped_tables("USA") for row in table if row[1] == "USA")
    'Honolulu'
    """
    # The short one, the nation's own, then the world, which is large.
    yield _census()
    yield from map(full_rows, (nation, *listed_nations()))


@cache
def _people() -> dict[str, int]:
    return dict(json.loads(_world().read("people.json")))


def people_of(nation: str) -> float | None:
    """Return about how many people a nation has, in places or not; None where nobody said.

    Examples
    --------
    >>> people_of("TUR"), people_of("Nowhere")
    (82300000.0, None)
    """
    count = _people().get(nation)
    return None if count is None else float(count)


def shipped_names(nation: str) -> list[str]:
    """Return names to choose from: a nation's places, or the world's largest if it has none.

    Examples
    --------
    >>> "Tokyo" in shipped_names("JPN"), "Tokyo" in shipped_names("Nowhere")
    (True, True)
    """
    own = [row[0] for row in shipped_rows(nation)]
    everywhere = (row for code in listed_nations() for row in shipped_rows(code))
    return own or [row[0] for row in everywhere if float(row[4]) >= _WELL_KNOWN]


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


def unknown(names: Sequence[str], known: Collection[str]) -> list[str]:
    """Say of each that there is no such place, and offer near names for the first ones.

    Examples
    --------
    >>> unknown(["Tokio"], ["Tokyo"])
    ["Unknown place 'Tokio'. Did you mean Tokyo?"]
    """
    sentences = []
    for row, name in enumerate(names):
        close = get_close_matches(str(name), known, n=3) if row < _HINTS else []
        hint = f"Did you mean {' or '.join(close)}?" if close else "Add it under 'places'."
        sentences.append(f"Unknown place {name!r}. {hint}")
    return sentences
