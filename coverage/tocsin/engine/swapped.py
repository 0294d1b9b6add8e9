"""Latitude and longitude that stand in each other's place: suspected where that lies far nearer."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tocsin.engine.world import World
from tocsin.geometry.near import km_to_land, km_to_nearest, vectors
from tocsin.scenario.read import Path_

# So much nearer than as written to where it belongs [km]: no rounding and no bay looks like it.
_NEARER_KM = 1000.0
# Of a table as many are named; one mistake is mostly that of all rows.
_NAMED = 3


def swapped(world: World) -> Iterator[tuple[Path_, str]]:
    """Say which sites, launch areas, points and places lie far nearer with coordinates swapped.

    Near to what: a site to launches, targets and the land of its owner and host; a launch area to
    the land and other areas of its nation, or else to the targets; a point or place to its nation.

    Yields
    ------
    path : tuple
        Of the entry in the scenario.
    text : str

    Examples
    --------
    >>> from tocsin.scenario import Scenario, scaffold
    >>> island = Scenario.from_text(scaffold("island"))
    >>> list(swapped(World(island)))
    []
    >>> moved = island.updated({"nations.ISLE.territory.box": {"west": 60, "south": 10, "east": 64,
    ...     "north": 14}, "sensors.coast-radar.owner": "ISLE", "sensors.coast-radar.lat": 62,
    ...     "targets.nations": ["ISLE"], "sensors.coast-radar.lon": 12})
    >>> [text for _, text in swapped(World(moved))]
    ["Sensor 'coast-radar' at 62,12 lies 6,118 km ... at 12,62 it would lie 0 km away. Swapped?"]
    """
    yield from _sites(world)
    yield from _launches(world)
    yield from _points(world)
    yield from _places(world)


class _Near:
    """What something should lie near to."""

    def __init__(self, world: World, nations: Sequence[str], others: NDArray[np.float64]) -> None:
        given = world.scenario.nations
        self.world, self.others = world, others
        self.nations = [name for name in nations if given[name].territory]

    def __bool__(self) -> bool:
        return bool(self.nations) or len(self.others) > 0

    def km(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far places lie from the nearest of it."""
        away = [km_to_nearest(vectors(lat, lon), self.others)]
        lands = map(self.world.territory_of, self.nations)
        return np.min([*away, *(km_to_land(land, lat, lon) for land in lands)], axis=0)


def _is_nearer(
    as_given_km: NDArray[np.float64], swapped_km: NDArray[np.float64]
) -> NDArray[np.bool_]:
    # What would still lie far off was hardly meant to lie there.
    return (as_given_km - swapped_km >= _NEARER_KM) & (swapped_km <= as_given_km / 2.0)


def _told(what: str, lat: float, lon: float, near: _Near, whom: str) -> str | None:
    """Return the suspicion of one place, if there is any."""
    # What is no latitude cannot have been meant as one.
    if abs(lon) > 90.0 or not near:
        return None
    as_given_km, swapped_km = near.km(np.array([lat, lon]), np.array([lon, lat]))
    if not _is_nearer(as_given_km, swapped_km):
        return None
    return (
        f"{what} at {lat:g},{lon:g} lies {as_given_km:,.0f} km from {whom}; at {lon:g},{lat:g} it "
        f"would lie {swapped_km:,.0f} km away. Swapped?"
    )


def _sites(world: World) -> Iterator[tuple[Path_, str]]:
    launches = world.scenario.launches
    starts = vectors(
        [each.lat for each in launches.values()], [each.lon for each in launches.values()]
    )
    for name, sensor in world.scenario.sensors.items():
        lat, lon = getattr(sensor, "lat", None), sensor.lon
        if lat is None or lon is None:
            continue
        # Also the targets: who watches another's sky stands anywhere.
        ends = (sensor.owner, sensor.host or sensor.owner, *_lands(world))
        near = _Near(world, tuple(dict.fromkeys(ends)), starts)
        whom = "its nations, launches and targets"
        if text := _told(f"Sensor {name!r}", lat, lon, near, whom):
            yield ("sensors", name), text


def _lands(world: World) -> tuple[str, ...]:
    return world.scenario.target_nations


def _launches(world: World) -> Iterator[tuple[Path_, str]]:
    every = world.scenario.launches
    for name, launch in every.items():
        own = [
            each for other, each in every.items() if other != name and each.nation == launch.nation
        ]
        others = vectors([each.lat for each in own], [each.lon for each in own])
        near, whom = _Near(world, [launch.nation], others), f"what else is of {launch.nation}"
        if not near:
            near, whom = _Near(world, _lands(world), others), "the targets"
        if text := _told(f"Launch area {name!r}", launch.lat, launch.lon, near, whom):
            yield ("launches", name), text


def _points(world: World) -> Iterator[tuple[Path_, str]]:
    points = world.scenario.targets.points or {}
    for name, point in points.items():
        own = [
            each for other, each in points.items() if other != name and each.nation == point.nation
        ]
        others = vectors([each.lat for each in own], [each.lon for each in own])
        near = _Near(world, [point.nation], others)
        if text := _told(
            f"Point {name!r}", point.lat, point.lon, near, f"what else is of {point.nation}"
        ):
            yield ("targets", "points", name), text


def _places(world: World) -> Iterator[tuple[Path_, str]]:
    """Places of the scenario's own: many, so all of a nation at once."""
    table = [(row, each) for row, each in enumerate(world.scenario.places) if abs(each.lon) <= 90.0]
    for nation in dict.fromkeys(each.nation for _, each in table):
        given = world.scenario.nations[nation].territory
        # Territory that places make lies about them, swapped or not.
        if given is None or given.places is not None:
            continue
        rows = [(row, each) for row, each in table if each.nation == nation]
        lat, lon = (np.array([getattr(each, key) for _, each in rows]) for key in ("lat", "lon"))
        land = world.territory_of(nation)
        found = np.flatnonzero(_is_nearer(km_to_land(land, lat, lon), km_to_land(land, lon, lat)))
        near = _Near(world, [nation], np.empty((0, 3)))
        for at in found[:_NAMED]:
            row, each = rows[at]
            more = f" So do {len(found) - 1:,} others." if len(found) > _NAMED and not at else ""
            text = _told(f"Place {each.name!r}", each.lat, each.lon, near, f"the land of {nation}")
            yield ("places", row), f"{text}{more}"
