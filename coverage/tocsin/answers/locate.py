"""From what a user names to positions in a world: launch points, arcs, nations, cells."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tocsin.checks import check_latitude, check_longitude, check_names
from tocsin.engine.one_case import cells_near
from tocsin.errors import InputError
from tocsin.geometry.cells import cell_area_km2
from tocsin.geometry.earth import geodesics
from tocsin.geometry.near import SPHERE_ERROR, km_to_nearest, vectors
from tocsin.geometry.places import NEAR_KM, Places, directory, shipped
from tocsin.scenario.launching import launch_areas, leading_launch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tocsin.engine.laid_out import Cells
    from tocsin.engine.world import World


At = tuple[float, float] | str
MOST_CANDIDATES = 12
# Cells of H3 are called so.
_CELL = re.compile(r"[0-9a-f]{15}\Z")
# So far about a point its cell is sought, before all cells are laid out.
_STEPS_KM = (2.0, 10.0, NEAR_KM)


class _Wanted(NamedTuple):
    """A point that a user means [deg], and whose cell is preferred."""

    lat: float
    lon: float
    nation: str | None = None


def position_of(name: str | None, known: Sequence[str], *, kind: str) -> int:
    """Position of a name; the first where none is given.

    Raises
    ------
    InputError
        The name is unknown; near names are offered.

    Examples
    --------
    >>> position_of("mediun", ["short", "medium"], kind="arc")
    Traceback (most recent call last):
    tocsin.errors.InputError: Unknown arc 'mediun'. Did you mean 'medium'?
    """
    if name is None:
        return 0
    check_names([name], known, kind=kind)
    return known.index(name)


def launch_of(world: "World", area: str | None, *, point: int = 0) -> str:
    """Launch area that a name means: itself, or a nation's first; that of what leads by default.

    It has the point of that number.

    Raises
    ------
    InputError
        The launch is unknown or has no such point.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> launch_of(World(Scenario.from_text(scaffold("island"))), None)
    'far-area'
    """
    chosen, *_ = launch_areas(world.scenario, area or leading_launch(world.scenario))
    count = world.scenario.launches[chosen].points
    if not 0 <= point < count:
        raise InputError(
            f"Invalid point {point} of launches.{chosen}. Must be within [0, {count - 1}]."
        )
    return chosen


def cell_of(world: "World", at: At) -> int:
    """Position of the cell that a user means.

    Parameters
    ----------
    world : World
    at : (lat, lon) or str
        Degrees; or the name of a cell, a target or a place (``"place, nation"`` too), or
        ``"lat,lon"``. The nearest cell is taken, for a place the nearest of its own nation.

    Raises
    ------
    InputError
        The name is unknown (near names are offered) or that of several places (each is), or there
        is no cell near by.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> cell_of(world, str(world.cells.id[3]))
    3
    """
    if isinstance(at, str):
        # The name of a cell or target first: a place may be called like one.
        found = np.flatnonzero(world.cells.id == at)
        if found.size:
            return int(found[0])
    degrees = _degrees(at)
    if degrees is not None:
        return _at_degrees(world, *degrees)
    wanted = _wanted(world, at)
    if wanted is None:
        raise InputError(_unknown(world, str(at)))
    return _nearest(world, wanted)


def one_cell(world: "World", at: At) -> "Cells":
    """Return the cell that `cell_of` finds, alone.

    Where cells have not been found yet, only those about the place are, and nobody is counted.

    Raises
    ------
    InputError
        As `cell_of`.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("starter")))
    >>> alone = one_cell(world, "34.5,-24.2")
    >>> world.has_cells, alone.id[0] == world.cells.id[cell_of(world, "34.5,-24.2")]
    (False, True)
    """
    # What may be the name of a cell is sought among all.
    if not world.has_cells and not (isinstance(at, str) and _CELL.match(at)):
        wanted = _wanted(world, at)
        found = None if wanted is None else _near(world, wanted)
        if found is not None:
            return found
    return world.cells.take(np.array([cell_of(world, at)]))


def is_surely_near(world: "World", at: At) -> bool:
    """Tell whether a cell stands for a place, where distances on a sphere leave no doubt.

    A check asks no more, and need not wait for kernels.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("starter")))
    >>> is_surely_near(world, "34.5,-24.2"), is_surely_near(world, "0,0")
    (True, False)
    """
    wanted = _wanted(world, at)
    if wanted is None:
        return False
    near = None
    if not world.has_cells:
        near = cells_near(world, wanted.lat, wanted.lon, within_km=_STEPS_KM[1])
    cells = world.cells if near is None else near
    places = vectors(wanted.lat, wanted.lon), vectors(cells.lat, cells.lon)
    return bool((1.0 + SPHERE_ERROR) * km_to_nearest(*places)[0] < NEAR_KM)


def _near(world: "World", wanted: _Wanted) -> "Cells | None":
    """Return the cell that stands for a point; None where only all cells can tell."""
    for within_km in _STEPS_KM:
        cells = cells_near(world, wanted.lat, wanted.lon, within_km=within_km)
        if cells is None or (len(cells) and _reach_km(cells) > NEAR_KM):
            return None
        away_m = geodesics(wanted.lat, wanted.lon, cells.lat, cells.lon)[1]
        within = away_m <= 1e3 * within_km
        own = _own(world, cells, wanted)
        # One of its own nation farther away comes first, up to the last step.
        if (within & own).any() or (within.any() and within_km == NEAR_KM):
            return cells.take(np.array([_least(away_m, within, own)]))
    return None


def _own(world: "World", cells: "Cells", wanted: _Wanted) -> "NDArray[np.bool_]":
    """Which cells are of the nation that is meant; all where none is."""
    if wanted.nation is None:
        return np.ones(len(cells), dtype=bool)
    return np.asarray(np.array(world.nations)[cells.nation] == wanted.nation)


def _least(
    away_m: "NDArray[np.float64]", within: "NDArray[np.bool_]", own: "NDArray[np.bool_]"
) -> int:
    # A harbour's nearest cell may lie on the other side of a strait.
    chosen = within & own if (within & own).any() else within
    return int(np.argmin(np.where(chosen, away_m, np.inf)))


def _reach_km(cells: "Cells") -> float:
    """How far from a named point its cell may lie: 100 km, or the size of a large cell."""
    # Cells of H3 differ by less than fourfold in area: one of them tells whether any is so large.
    some = cell_area_km2(cells.id[:1]) if cells.known_area_km2 is None else cells.known_area_km2
    if 4.0 * some.max() <= NEAR_KM**2:
        return NEAR_KM
    return max(NEAR_KM, float(np.sqrt(cells.area_km2.max())))


def _checked(lat: float, lon: float) -> tuple[float, float]:
    return check_latitude(lat, place="the cell"), check_longitude(lon, place="the cell")


def _degrees(at: At) -> tuple[float, float] | None:
    """Latitude and longitude of a text such as ``35.7, 139.7``; None if it is no such text."""
    if not isinstance(at, str):
        return at
    parts = at.split(",")
    try:
        # Fails for more or fewer than two parts as well.
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return None
    return lat, lon


def _at_degrees(world: "World", lat: float, lon: float) -> int:
    try:
        return _nearest(world, _Wanted(*_checked(lat, lon)))
    except InputError as error:
        # Many maps give longitude first.
        if abs(lon) <= 90.0 and abs(lat) <= 180.0 and _within(world, lon, lat).any():
            raise InputError(f"{error} Did you mean {lon:g},{lat:g}?") from None
        raise


def _within(world: "World", lat: float, lon: float) -> "NDArray[np.bool_]":
    """Which cells are near enough to stand for a point."""
    away_m = geodesics(lat, lon, world.cells.lat, world.cells.lon)[1]
    return np.asarray(away_m <= 1e3 * _reach_km(world.cells))


def _wanted(world: "World", at: At) -> _Wanted | None:
    """Return the one point that a user means; None where an error has to say more."""
    degrees = _degrees(at)
    if degrees is None:
        places = _named(world, str(at))
        if len(places.name) != 1:
            return None
        return _Wanted(float(places.lat[0]), float(places.lon[0]), str(places.nation[0]))
    try:
        return _Wanted(*_checked(*degrees))
    except InputError:
        return None


def _unknown(world: "World", name: str) -> str:
    """Say that no place bears a name, or that several do."""
    places = _named(world, name)
    if len(places.name):
        return _ambiguous(places, name)
    return f"Unknown cell or place {name!r}. {_hint(world, name)}"


def _named(world: "World", name: str) -> Places:
    """Return the places of a name, each once; of target nations alone if there are any."""
    found = _bearing(world.places, name)
    if not len(found.name) and not world.scenario.places:
        # A place abroad may have a cell near by, and a nation may be called by no code.
        return _bearing(shipped(), name)
    own = np.isin(found.nation, list(world.scenario.target_nations))
    return found.take(own) if own.any() else found


def _bearing(table: Places, name: str) -> Places:
    wanted = name.casefold()
    found = directory(table.name.tolist(), table.nation.tolist()).items()
    rows = [row for text, named in found if text.casefold() == wanted for row in named]
    # A list may name a place twice: then either is meant.
    pairs = {(table.nation[row], table.lat[row], table.lon[row]): row for row in reversed(rows)}
    return table.take(np.array(sorted(pairs.values()), dtype=np.intp))


def _ambiguous(places: Places, name: str) -> str:
    """Say which places bear a name, largest first, and what to write for each."""
    nations = Counter(places.nation.tolist())
    told = []
    for row in np.argsort(-places.population, kind="stable")[:MOST_CANDIDATES]:
        nation, where = str(places.nation[row]), f"{places.lat[row]:g},{places.lon[row]:g}"
        option = where if nations[nation] > 1 else f"{places.name[row]}, {nation}"
        told.append(f"{option!r} ({nation}, at {where}, {places.population[row]:,.0f} people)")
    return f"There are {len(places.name)} places {name!r}. Write one of: {'; '.join(told)}."


def _hint(world: "World", name: str) -> str:
    cells = [str(cell) for cell in world.cells.id]
    known = dict.fromkeys([*cells, *world.places.name.tolist()])
    close = get_close_matches(name, known, n=3, cutoff=0.7)
    if close:
        return f"Did you mean {' or '.join(repr(each) for each in close)}?"
    return "Give a cell, a target, a place of the places table, or 'lat,lon' in degrees."


def _nearest(world: "World", wanted: _Wanted) -> int:
    cells = world.cells
    away_m = geodesics(wanted.lat, wanted.lon, cells.lat, cells.lon)[1]
    within = away_m <= 1e3 * _reach_km(cells)
    if not within.any():
        nearest = int(np.argmin(away_m))
        raise InputError(
            f"No cell within {_reach_km(cells):.0f} km of ({wanted.lat:g}, {wanted.lon:g}). "
            f"The nearest is {str(cells.id[nearest])!r} at "
            f"({cells.lat[nearest]:g}, {cells.lon[nearest]:g}), "
            f"{1e-3 * away_m[nearest]:.0f} km away."
        )
    return _least(away_m, within, _own(world, cells, wanted))
