"""Named places: the shipped table of population centres, and their population in cells."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tocsin.constants import MEAN_RADIUS_KM
from tocsin.errors import InputError
from tocsin.geometry.place_names import (
    COLUMNS,
    directory,
    full_rows,
    listed_nations,
    shipped_names,
    shipped_rows,
    unknown,
)

# A place that no cell holds counts in the nearest cell of its nation within this distance, so that
# harbours outside a coarse coastline count and places far from the modelled territory do not.
NEAR_KM = 100.0
# Pairs of a point and a cell from which a tree finds the nearest sooner; and of a loop's step.
_MANY_PAIRS = 20_000_000
_PAIRS_AT_ONCE = 100_000


if TYPE_CHECKING:
    import pandas as pd


class Places(NamedTuple):
    """Places by column; a plain table, since pandas takes longer to import than a check takes.

    Attributes
    ----------
    name, nation : ndarray of str, shape (n,)
    lat, lon : ndarray, shape (n,)
        Degrees.
    population : ndarray, shape (n,)
    """

    name: NDArray[np.str_]
    nation: NDArray[np.str_]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    population: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> "Places":
        """Lay rows out by column; numbers may be text.

        Examples
        --------
        >>> Places.of([("Tam", "A", 1.0, 2.0, 500.0)]).population.tolist()
        [500.0]
        """
        name, nation, *numbers = zip(*rows, strict=True) if rows else [()] * len(cls._fields)
        texts = np.array(name, dtype=np.str_), np.array(nation, dtype=np.str_)
        return cls(*texts, *np.array(numbers, dtype=np.float64))

    def take(self, rows: NDArray) -> "Places":
        """Return some of them: a mask, or positions in the order wanted."""
        return Places(*(column[rows] for column in self))


# Names of nations are a scenario's own: a server meets any number of them.
@lru_cache(maxsize=16)
def shipped(nations: tuple[str, ...] | None = None) -> Places:
    """Return the shipped places of some nations, or of all, nation by nation.

    Examples
    --------
    >>> set(shipped(("JPN", "Nowhere")).nation.tolist())
    {'JPN'}
    """
    codes = listed_nations() if nations is None else dict.fromkeys(nations)
    return Places.of([row for code in codes for row in shipped_rows(code)])


@lru_cache(maxsize=16)
def shipped_as(codes: tuple[tuple[str, str], ...]) -> Places:
    """Return the shipped places of nations, each with the code of its country; as `shipped`.

    Examples
    --------
    >>> set(shipped_as((("NIPPON", "JPN"), ("KOR", "KOR"))).nation.tolist()) == {"NIPPON", "KOR"}
    True
    """
    return Places.of([row for nation, code in codes for row in shipped_rows(nation, code=code)])


def load() -> "pd.DataFrame":
    """Return the shipped table of places, with sources, for a reader.

    Returns
    -------
    DataFrame
        ``name nation lat lon population source confidence``, nation by nation; nation is an ISO
        3166-1 alpha-3 code (Guam and Hawaii are USA). Coordinates [deg] are rounded to 0.1,
        population to 2-3 digits.

    Examples
    --------
    >>> places = load()
    >>> places.loc[places.name == "Tokyo", ["nation", "lat", "lon"]].values.tolist()
    [['JPN', 35.7, 139.7]]
    """
    import pandas as pd

    rows = (row for code in listed_nations() for row in full_rows(code))
    numbers = {"lat": float, "lon": float, "population": int}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers)


def find(
    names: Sequence[str], *, places: Places | None = None, nation: str | None = None
) -> Places:
    """Return places by name, in the order asked; all that bear one name.

    Parameters
    ----------
    names : sequence of str
        Names, or ``name, nation`` for those of one nation.
    places : Places, optional
        A scenario's own; the shipped ones by default.
    nation : str, optional
        Whose places are meant where some of a name are its own.

    Returns
    -------
    Places

    Raises
    ------
    InputError
        When a name is unknown; near names are offered, and all unknown names are told at once.

    Examples
    --------
    >>> find(["Guam"]).population.tolist()
    [154000.0]
    >>> find(["London"], nation="GBR").nation.tolist()
    ['GBR']
    """
    table, known = _table_with(names, places, nation)
    missing = [name for name in names if name not in known]
    if missing:
        near = shipped_names(nation or "") if places is None else places.name.tolist()
        raise InputError(unknown(missing, near))
    # Once each, also where a name and the same name with its nation are asked for.
    rows: dict[int, None] = {}
    for name in names:
        own = [row for row in known[name] if table.nation[row] == nation]
        rows |= dict.fromkeys(own or known[name])
    return table.take(np.array(list(rows), dtype=np.intp))


def _table_with(
    names: Sequence[str], places: Places | None, nation: str | None
) -> tuple[Places, dict[str, list[int]]]:
    """Return the table in which names are looked for, and its directory."""
    # The shipped places of one nation where these are enough: the world is large.
    tables = [places] if places is not None else map(shipped, [(nation or "",), None])
    for table in tables:
        known = directory(table.name.tolist(), table.nation.tolist())
        if all(name in known for name in names):
            break
    return table, known


def distinct_names(places: Places) -> NDArray[np.str_]:
    """Return a name for each place that no other of them has.

    It is the place's own; with its nation where places of several nations bear it; with its
    coordinates where places of one nation do; numbered where these are equal too.

    Examples
    --------
    >>> towns = [("Newport", "A", 1, 2, 3), ("Newport", "B", 4, 5, 6), ("Newport", "B", 7, 8, 9)]
    >>> distinct_names(Places.of([*towns, ("Tam", "A", 0, 0, 0)])).tolist()
    ['Newport, A', 'Newport (4, 5)', 'Newport (7, 8)', 'Tam']
    """
    names = places.name.tolist()
    columns = (names, places.nation.tolist(), places.lat.tolist(), places.lon.tolist())
    rows = list(zip(*columns, strict=True))
    forms: list[list[str]] = [
        [f"{name}, {nation}" for name, nation, *_ in rows],
        [f"{name} ({lat:g}, {lon:g})" for name, _, lat, lon in rows],
        [f"{row[0]} ({row[2]:g}, {row[3]:g}) #{at}" for at, row in enumerate(rows, 1)],
    ]
    for form in forms:
        count = Counter(names)
        names = [
            longer if count[name] > 1 else name for name, longer in zip(names, form, strict=True)
        ]
    return np.array(names, dtype=np.str_)


def population_in_cells(
    ids: ArrayLike,
    lat: ArrayLike,
    lon: ArrayLike,
    nation: ArrayLike,
    *,
    places: Places | None = None,
    near_km: float = NEAR_KM,
) -> NDArray[np.float64]:
    """Put the population of places into cells.

    A place counts in the H3 cell of its own nation that holds it. If there is none (the coastline
    is coarse, or cells are not H3) it counts in the nearest cell of its nation within ``near_km``;
    if there is none either, it does not count.

    Parameters
    ----------
    ids : array_like of str, shape (n,)
        Cell ids; all H3, or none.
    lat, lon : array_like, shape (n,)
        Cell centres [deg].
    nation : array_like of str, shape (n,)
        The nation each cell belongs to.
    places : Places, optional
        The shipped ones by default.
    near_km : float
        Limit of the nearest cell [km], great circle on the mean sphere.

    Returns
    -------
    ndarray, shape (n,)
        Population of each cell.

    Examples
    --------
    >>> guam = {"ids": ["+13.5,+144.8"], "lat": [13.5], "lon": [144.8], "nation": ["USA"]}
    >>> population_in_cells(**guam).tolist()
    [154000.0]
    """
    ids, nation = np.ravel(ids), np.ravel(nation)
    centres = unit_vectors(lat, lon)
    table = shipped(tuple(np.unique(nation).tolist())) if places is None else places
    population = np.zeros(len(ids))
    for name in dict.fromkeys(table.nation.tolist()):
        members = np.flatnonzero(nation == name)
        if len(members):
            own = table.take(table.nation == name)
            index, counted = _cells_of_places(ids[members], centres[members], own, near_km)
            people = own.population
            # `add.at`, since two places may lie in one cell: += would count the last of them only.
            np.add.at(population, members[index[counted]], people[counted])
    return population


def _cells_of_places(
    ids: NDArray[np.str_], centres: NDArray[np.float64], places: Places, near_km: float
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return each place's cell among one nation's, and whether it counts."""
    lat, lon = places.lat, places.lon
    index = _holding_cells(ids, lat, lon)
    counted = index >= 0
    # Harbours on islands that the coarse coastline lacks, and every place if cells are not H3.
    left = np.flatnonzero(~counted)
    index[left], chord = nearest(unit_vectors(lat[left], lon[left]), centres)
    counted[left] = 2.0 * np.arcsin(0.5 * chord) * MEAN_RADIUS_KM <= near_km
    return index, counted


def nearest(
    points: NDArray[np.float64], among: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return which of some unit vectors is nearest to each point, and the chord to it.

    Examples
    --------
    Of two points on the equator the one at 10 degrees is nearer to one at 20; the chord spans 10
    degrees, 2 sin(5 deg).

    >>> index, chord = nearest(unit_vectors([0], [20]), unit_vectors([0, 0], [10, 90]))
    >>> index.tolist(), chord.round(4).tolist()
    ([0], [0.1743])
    """
    # The chord grows with the great circle, so that the nearest by one is the nearest by both.
    if len(points) * len(among) > _MANY_PAIRS:
        # It takes a third of a second to import, and pays from there on.
        from scipy.spatial import cKDTree

        chord, index = cKDTree(among).query(points)
        return index.astype(np.intp), chord
    index, least = np.empty(len(points), dtype=np.intp), np.empty(len(points))
    # Some at a time: few points would spend their time in the loop, many fill the memory.
    step = max(1, _PAIRS_AT_ONCE // max(1, len(among)))
    for first in range(0, len(points), step):
        part = slice(first, first + step)
        squares = np.square(among - points[part, None]).sum(axis=2)
        index[part], least[part] = squares.argmin(axis=1), squares.min(axis=1)
    return index, np.sqrt(least)


def _holding_cells(
    ids: NDArray[np.str_], lat: NDArray[np.float64], lon: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return the position of the H3 cell that holds each point, -1 where there is none."""
    import h3

    if not h3.is_valid_cell(str(ids[0])):
        return np.full(len(lat), -1)
    position = {str(cell): i for i, cell in enumerate(ids)}
    resolution = h3.get_resolution(str(ids[0]))
    points = zip(lat.tolist(), lon.tolist(), strict=True)
    return np.array([position.get(h3.latlng_to_cell(*p, resolution), -1) for p in points])


def unit_vectors(lat: ArrayLike, lon: ArrayLike) -> NDArray[np.float64]:
    """Points of the unit sphere, shape (n, 3), from degrees.

    Examples
    --------
    >>> unit_vectors([0.0, 90.0], [90.0, 0.0]).round(9).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    phi, theta = np.radians(np.ravel(lat)), np.radians(np.ravel(lon))
    return np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])
