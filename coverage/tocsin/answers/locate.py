"""From what a user names to positions in a world: launch points, arcs, nations, cells."""

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from tocsin.checks import check_latitude, check_longitude, check_names
from tocsin.errors import InputError
from tocsin.geometry.cells import cell_area_km2
from tocsin.geometry.earth import geodesics
from tocsin.geometry.places import NEAR_KM, Places, directory, shipped
from tocsin.scenario.launching import launch_areas, leading_launch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tocsin.engine.world import World


At = tuple[float, float] | str
MOST_CANDIDATES = 12


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


def launch_of(world: "World", area: str | None, *, point: int = 0) -> int:
    """Position of a launch point: the numbered one of an area, or of a nation's first area.

    The first area of what leads by default.

    Raises
    ------
    InputError
        The launch is unknown or has no such point.

    Examples
    --------
    >>> from tocsin.engine.world import World
    >>> from tocsin.scenario import Scenario, scaffold
    >>> launch_of(World(Scenario.from_text(scaffold("island"))), None)
    0
    """
    chosen, *_ = launch_areas(world.scenario, area or leading_launch(world.scenario))
    count = world.scenario.launches[chosen].points
    if not 0 <= point < count:
        raise InputError(
            f"Invalid point {point} of launches.{chosen}. Must be within [0, {count - 1}]."
        )
    return world.launches.area.index(chosen) + point


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
    if not isinstance(at, str):
        return _at_degrees(world, *at)
    # The name of a cell or target first: a place may be called like one.
    found = np.flatnonzero(world.cells.id == at)
    if found.size:
        return int(found[0])
    degrees = _degrees(at)
    return _place(world, at) if degrees is None else _at_degrees(world, *degrees)


def reach_km(world: "World") -> float:
    """How far from a named point its cell may lie: 100 km, or the size of a large cell."""
    cells = world.cells
    # Cells of H3 differ by less than fourfold in area: one of them tells whether any is so large.
    some = cell_area_km2(cells.id[:1]) if cells.known_area_km2 is None else cells.known_area_km2
    if 4.0 * some.max() <= NEAR_KM**2:
        return NEAR_KM
    return max(NEAR_KM, float(np.sqrt(cells.area_km2.max())))


def _checked(lat: float, lon: float) -> tuple[float, float]:
    return check_latitude(lat, place="the cell"), check_longitude(lon, place="the cell")


def _degrees(text: str) -> tuple[float, float] | None:
    """Latitude and longitude of a text such as ``35.7, 139.7``; None if it is no such text."""
    parts = text.split(",")
    try:
        # Fails for more or fewer than two parts as well.
        lat, lon = (float(part) for part in parts)
    except ValueError:
        return None
    return lat, lon


def _at_degrees(world: "World", lat: float, lon: float) -> int:
    try:
        return _nearest(world, *_checked(lat, lon))
    except InputError as error:
        # Many maps give longitude first.
        if abs(lon) <= 90.0 and abs(lat) <= 180.0 and _within(world, lon, lat).any():
            raise InputError(f"{error} Did you mean {lon:g},{lat:g}?") from None
        raise


def _within(world: "World", lat: float, lon: float) -> "NDArray[np.bool_]":
    """Which cells are near enough to stand for a point."""
    away_m = geodesics(lat, lon, world.cells.lat, world.cells.lon)[1]
    return np.asarray(away_m <= 1e3 * reach_km(world))


def _place(world: "World", name: str) -> int:
    places = _named(world, name)
    if not len(places.name):
        raise InputError(f"Unknown cell or place {name!r}. {_hint(world, name)}")
    if len(places.name) > 1:
        raise InputError(_ambiguous(places, name))
    where = float(places.lat[0]), float(places.lon[0])
    return _nearest(world, *where, nation=str(places.nation[0]))


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


def _nearest(world: "World", lat: float, lon: float, *, nation: str | None = None) -> int:
    cells = world.cells
    away_m = geodesics(lat, lon, cells.lat, cells.lon)[1]
    within = away_m <= 1e3 * reach_km(world)
    if not within.any():
        nearest = int(np.argmin(away_m))
        raise InputError(
            f"No cell within {reach_km(world):.0f} km of ({lat:g}, {lon:g}). The nearest is "
            f"{str(cells.id[nearest])!r} at ({cells.lat[nearest]:g}, {cells.lon[nearest]:g}), "
            f"{1e-3 * away_m[nearest]:.0f} km away."
        )
    # A harbour's nearest cell may lie on the other side of a strait.
    own = within & (np.array(world.nations)[cells.nation] == nation)
    return int(np.argmin(np.where(own if own.any() else within, away_m, np.inf)))
