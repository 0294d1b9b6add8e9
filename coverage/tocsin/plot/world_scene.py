"""What stands beside the cells on the maps of a run."""

from typing import TYPE_CHECKING

import shapely

from tocsin.answers.median_cells import largest_places
from tocsin.answers.standing_out import is_many
from tocsin.geometry.territory import country_names
from tocsin.plot.scene import Area, Land, Mark, Outline, Scene
from tocsin.plot.style import distinct_colors

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.geometry.footprint import Footprint
    from tocsin.sensors.kind import SensorSpec

ALTITUDE_KM = 100.0
PLACES_PER_NATION = 3
NOTHING = shapely.Polygon()


def scene_of(world: "World", altitude_km: float = ALTITUDE_KM, *, footprints: bool = True) -> Scene:
    """Return sensors with footprints, launch areas and the largest places of the target nations.

    Parameters
    ----------
    world : World
    altitude_km : float
        Altitude of the objects that the footprints hold for [km].
    footprints : bool
        Whether to work them out; otherwise there are the sites alone.
    """
    # Areas, not points: where exactly an arc starts is no statement of the model.
    launches = world.scenario.launches.items()
    known = set(world.places.name.tolist())
    # Of many nations one place each: more names than that lie on each other.
    per_nation = 1 if is_many(world.scenario.target_nations) else PLACES_PER_NATION
    places = largest_places(world, per_nation=per_nation)
    if footprints:
        outlines = [outline_of(sensor, altitude_km=altitude_km) for sensor in world.sensors]
    else:
        sites = [(sensor, sensor.site) for sensor in world.sensors]
        # A satellite has neither a site nor, here, a footprint.
        outlines = [Outline(s.id, NOTHING, *site, s.owner) for s, site in sites if site]
    return Scene(
        outlines=outlines,
        altitude_km=altitude_km,
        lands=fictional_lands(world),
        launches=[Area(name, each.lat, each.lon, each.spread_km) for name, each in launches],
        # The middle cell stands for a nation without a listed place; its id is no name for a map.
        colors=owner_colors(world),
        places=[Mark(place.name, place.lat, place.lon) for place in places if place.name in known],
    )


def fictional_lands(world: "World") -> list[Land]:
    """Return the ground of every nation of a fictional world; nothing for a real one.

    A world is fictional when every territory in it is a box or a polygon, and no nation has the
    code of a country: a real one may have its shape pasted.
    """
    territories = {
        name: nation.territory
        for name, nation in world.scenario.nations.items()
        if nation.territory is not None
    }
    given = all(each.box or each.polygon for each in territories.values())
    if not given or country_names().keys() & world.scenario.nations.keys():
        return []
    return [
        Land(world.scenario.nations[name].name or name, world.territory_of(name))
        for name in territories
    ]


def owner_colors(world: "World") -> dict[str, str]:
    """Return the colour of each owner of a sensor, and of each nation that has one of its own.

    Parameters
    ----------
    world : World
    """
    own = world.scenario.colors
    owners = dict.fromkeys(sensor.owner for sensor in world.sensors)
    # Of all owners, whatever a map shows: an owner has one colour on all maps of a run.
    return {**own, **distinct_colors(owners, own=own)}


def outline_of(sensor: "SensorSpec", *, altitude_km: float = ALTITUDE_KM) -> Outline:
    """Return a sensor as it stands on a map, coloured by its owner.

    Parameters
    ----------
    sensor : SensorSpec
    altitude_km : float
        Altitude of the objects that its footprint holds for [km].
    """
    return outline_on(sensor, sensor.ground(altitude_km=altitude_km))


def outline_on(sensor: "SensorSpec", ground: "Footprint") -> Outline:
    """Return a sensor with a footprint as they stand on a map, coloured by its owner.

    Parameters
    ----------
    sensor : SensorSpec
    ground : Footprint
    """
    lat, lon = sensor.site or (None, None)
    return Outline(sensor.id, ground.shape, lat, lon, sensor.owner, ground.hole)
