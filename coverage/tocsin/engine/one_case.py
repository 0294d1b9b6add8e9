"""The world of one case: one launch point and one cell, for whoever asks about no other.

A cell and an arc do not depend on the others, so one case is the same here as among all. Only who
may claim a cell is asked of every target nation.
"""

import math
from dataclasses import replace

import numpy as np
import shapely

from tocsin.engine.laid_out import Cells, Launches
from tocsin.engine.world import World
from tocsin.geometry import territory
from tocsin.geometry.cells import edge_km, h3_numbers, laid_out
from tocsin.geometry.sampling import disc_points

# Shorter than any degree of latitude; meridians run together towards the poles.
_KM_PER_DEG = 110.0
_POLEWARD_DEG = 80.0


def with_one_case(world: World, *, launch: str, point: int, cells: Cells) -> World:
    """Return the world with one launch point of an area, and with some cells.

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("island")))
    >>> one = with_one_case(world, launch="far-area", point=0, cells=world.cells.take([2]))
    >>> len(one.launches), one.cells.id[0] == world.cells.id[2]
    (1, True)
    """
    area = world.scenario.launches[launch]
    lat, lon = area.lat, area.lon
    if point:
        # Point 0 is the centre of its area, whatever the spread.
        spread = disc_points(lat, lon, area.spread_km, area.points)
        lat, lon = (float(each[point]) for each in spread)
    nation = world.nations.index(area.nation)
    known = Launches((launch,), *(np.array([each]) for each in (point, nation, lat, lon)))
    return replace(world, known_cells=cells, known_launches=known)


def cells_near(world: World, lat: float, lon: float, *, within_km: float) -> Cells | None:
    """Return all cells with a centre within a distance of a point, and some farther ones.

    Nobody is counted in them. None where all cells have to be laid out to know them: near a pole,
    on a grid, or at a resolution whose cells are as large as the distance.

    Parameters
    ----------
    world : World
    lat, lon : float
        Degrees.
    within_km : float
        Geodesic distance [km].

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> world = World(Scenario.from_text(scaffold("starter")))
    >>> near = cells_near(world, world.cells.lat[0], world.cells.lon[0], within_km=20.0)
    >>> near.id[0] in world.cells.id, len(near) < len(world.cells)
    (True, True)
    """
    resolution = world.scenario.targets.h3_resolution
    if not world.scenario.targets.are_areas or resolution is None:
        return None
    # A territory that holds no centre has a cell all the same, whose centre lies about an edge off.
    reach_km = within_km + 2.0 * edge_km(resolution)
    high = reach_km / _KM_PER_DEG
    if abs(lat) + high > _POLEWARD_DEG:
        return None
    wide = high / math.cos(math.radians(abs(lat) + high))
    west, east = ((lon + each + 180.0) % 360.0 - 180.0 for each in (-wide, wide))
    around = territory.box(west=west, south=lat - high, east=east, north=lat + high)
    parts = [_numbers(world, name, around, resolution) for name in world.scenario.target_nations]
    index = [world.nations.index(name) for name in world.scenario.target_nations]
    columns = zip(*map(laid_out, parts), strict=True)
    ids, lats, lons = (np.concatenate(column) for column in columns)
    nation = np.repeat(np.array(index, dtype=np.int64), [len(part) for part in parts])
    first = world.kept(ids, nation)
    nobody = np.full(len(first), np.nan)
    return Cells(ids[first], lats[first], lons[first], nation[first], nobody, None)


def _numbers(world: World, nation: str, around: shapely.Geometry, resolution: int) -> set[int]:
    """Return the numbers of a nation's cells in a box: all that it has, if none has its centre."""
    shape = world.territory_of(nation)
    part = shape.intersection(around)
    if part.is_empty:
        return set()
    return h3_numbers(part, resolution, at_least_one=False) or h3_numbers(shape, resolution)
