"""Sites for one more sensor: whole degrees on the soil of given nations."""

from typing import TYPE_CHECKING

import numpy as np

from tocsin.engine.world import World
from tocsin.errors import InputError

from .levels import Level

if TYPE_CHECKING:
    from tocsin.scenario import Scenario

    from .models import Sites


def site_levels(base: "Scenario", sites: "Sites") -> tuple[Level, ...]:
    """Return a level for each site, nation by nation, from south to north.

    Raises
    ------
    InputError
        If no site lies on the soil of the nations.
    """
    world = World(base)
    sensor = f"sensors.{sites.sensor}"
    found = []
    for nation in sites.on:
        for lat, lon in _on_soil(world, nation, sites.spacing_deg):
            changes = {f"{sensor}.lat": lat, f"{sensor}.lon": lon, f"{sensor}.host": nation}
            if sites.face is not None:
                changes[f"{sensor}.facing_deg"] = _azimuth_deg(base, (lat, lon), sites.face)
            found.append(Level((lat, lon, nation), changes))
    if not found:
        raise InputError(
            f"No site {sites.spacing_deg} degrees apart on the soil of {', '.join(sites.on)}. "
            "Use a smaller spacing_deg."
        )
    return tuple(found)


def _on_soil(world: World, nation: str, spacing_deg: int) -> list[tuple[int, int]]:
    import shapely

    shape = world.territory_of(nation)
    west, south, east, north = shape.bounds
    lat, lon = (
        spacing_deg * np.arange(np.ceil(low / spacing_deg), np.floor(high / spacing_deg) + 1)
        for low, high in ((south, north), (west, east))
    )
    lats, lons = np.meshgrid(lat, lon, indexing="ij")
    inside = shapely.contains_xy(shape, lons, lats)
    return [(int(a), int(b)) for a, b in zip(lats[inside], lons[inside], strict=True)]


def _azimuth_deg(base: "Scenario", site: tuple[int, int], area: str) -> float:
    from tocsin.geometry.earth import GEOD

    launch = base.launches[area]
    azimuth = GEOD.inv(site[1], site[0], launch.lon, launch.lat)[0]
    return float(round(azimuth) % 360)
