"""What stands beside the cells on the maps of a run."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from tocsin.answers.median_cells import CellValues, cell_values, largest_places
from tocsin.constants import MEAN_RADIUS_KM
from tocsin.geometry.footprint import RayRange, radar_footprint, satellite_footprint
from tocsin.geometry.refraction import gaussian_radius_m, limit_curve
from tocsin.plot.scene import Area, Mark, Outline, Scene

if TYPE_CHECKING:
    from tocsin.engine.world import World
    from tocsin.scenario.specs import SensorSpec

__all__ = ["ALTITUDE_KM", "CellValues", "cell_values", "outline_of", "scene_of"]

ALTITUDE_KM = 100.0
PLACES_PER_NATION = 3
WHOLE_EARTH = shapely.box(-180.0, -90.0, 180.0, 90.0)


def scene_of(world: "World", altitude_km: float = ALTITUDE_KM, *, footprints: bool = True) -> Scene:
    """Return sensors with footprints, launch areas and the largest places of the target nations.

    Parameters
    ----------
    world : World
    altitude_km : float
        Altitude of the objects that the footprints hold for [km].
    footprints : bool
        Whether to work them out; otherwise there are the sites of the radars alone.
    """
    launches = world.scenario.launches.items()
    known = set(world.places["name"])
    places = largest_places(world, per_nation=PLACES_PER_NATION)
    if footprints:
        outlines = [outline_of(sensor, altitude_km=altitude_km) for sensor in world.sensors]
    else:
        radars = [sensor for sensor in world.sensors if sensor.kind != "infrared"]
        outlines = [Outline(r.id, shapely.Polygon(), r.lat, r.lon, r.owner) for r in radars]
    return Scene(
        outlines=outlines,
        altitude_km=altitude_km,
        launches=[Area(name, each.lat, each.lon, each.spread_km) for name, each in launches],
        places=[Mark(place.name, place.lat, place.lon) for place in places if place.name in known],
    )


def outline_of(sensor: "SensorSpec", *, altitude_km: float = ALTITUDE_KM) -> Outline:
    """Return a sensor as it stands on a map, coloured by its owner.

    A radar has the ground below the objects of 1 m2 that it sees; a patrol is drawn at the middle
    of its box. A geostationary satellite has its cap and no site; satellites on other orbits come
    everywhere in time.

    Parameters
    ----------
    sensor : SensorSpec
    altitude_km : float
        Altitude of the objects [km].
    """
    if sensor.kind == "infrared":
        return Outline(sensor.id, _satellite_shape(sensor, altitude_km), group=sensor.owner)
    ranges_km = [limit for limit in (sensor.r1_km, sensor.instrumented_km) if limit is not None]
    shape = radar_footprint(
        sensor.lat,
        sensor.lon,
        altitude_km=altitude_km,
        range_km=min(ranges_km, default=0.0),
        sectors=sensor.sectors,
        elevation_deg=(_or(sensor.elevation_min_deg, 0.0), _or(sensor.elevation_max_deg, 90.0)),
        ray_range_km=ray_range(sensor),
    )
    return Outline(sensor.id, shape, sensor.lat, sensor.lon, sensor.owner)


def ray_range(sensor: "SensorSpec") -> RayRange:
    """Return the ground range of rays from a sensor's site, bent by its model of refraction."""
    radius_m = gaussian_radius_m(sensor.lat)

    def range_km(altitude_km: float, elevation_deg: float) -> float:
        curve = limit_curve(
            elevation_deg,
            site_height_m=sensor.height_m,
            radius_m=radius_m,
            model=sensor.refraction,
        )
        top_m = radius_m + 1e3 * altitude_km
        if altitude_km * 1e3 <= sensor.height_m:
            return 0.0
        geometric = np.radians(curve.elevation_at_deg(1e3 * altitude_km))
        ratio = (radius_m + sensor.height_m) / top_m * np.cos(geometric)
        return float(MEAN_RADIUS_KM * (np.arccos(ratio) - geometric))

    return range_km


def _satellite_shape(sensor: "SensorSpec", altitude_km: float) -> shapely.Geometry:
    if sensor.orbit is not None:
        return WHOLE_EARTH
    return satellite_footprint(
        0.0,
        sensor.lon,
        min_elevation_deg=_or(sensor.min_elevation_deg, 0.0),
        object_altitude_km=altitude_km,
    )


def _or(value: float | None, default: float) -> float:
    return default if value is None else value
