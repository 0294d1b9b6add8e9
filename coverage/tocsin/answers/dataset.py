"""The warning table as an array: an xarray Dataset over policy, launch point, arc and cell."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.attrs import label
from tocsin.engine.outcome import Outcome
from tocsin.engine.table import outcome_times
from tocsin.engine.world import World

if TYPE_CHECKING:
    import xarray


DIMS = ("policy", "launch_point", "arc", "cell")
VALUES = ("notice_s", "public_s", "warning_s", "response_s")


def to_dataset(world: World, outcomes: Mapping[str, Outcome]) -> "xarray.Dataset":
    """Lay what policies make of a world out over its four dimensions.

    Parameters
    ----------
    world : World
    outcomes : mapping of str to Outcome
        By policy.

    Returns
    -------
    xarray.Dataset
        ``impact_s`` (launch_point, arc, cell); ``notice_s public_s warning_s response_s
        effective_warning_s`` (policy, launch_point, arc, cell) in seconds, nan where there is
        none; coordinates ``policy arc cell``, ``launch point`` of each launch point and ``lat lon
        nation population area_km2`` of each cell. Units and long names are those of
        `tocsin.attrs`.
    """
    import xarray

    launches, cells = world.launches, world.cells
    shape = (len(launches), len(world.arcs), len(cells))
    columns = [outcome_times(outcome) for outcome in outcomes.values()]
    arrays: dict[str, Any] = {
        name: (DIMS, np.stack([times[name].reshape(shape) for times in columns])) for name in VALUES
    }
    effective_s = [outcome.in_file_order("effective_s") for outcome in outcomes.values()]
    arrays["effective_warning_s"] = (DIMS, np.stack([v.reshape(shape) for v in effective_s]))
    # Time of flight knows no policy: any outcome has it.
    first = next(iter(outcomes.values()))
    arrays["impact_s"] = (DIMS[1:], first.in_file_order("impact_s").reshape(shape))
    of_cell = {
        "lat": cells.lat,
        "lon": cells.lon,
        "nation": np.array(world.nations)[cells.nation],
        "population": cells.population,
        "area_km2": cells.area_km2,
    }
    coordinates = {
        "policy": list(outcomes),
        "arc": [arc.id for arc in world.arcs],
        # As objects: netCDF has no text of fixed width.
        "cell": cells.id.astype(object),
        "launch": ("launch_point", list(launches.area)),
        "point": ("launch_point", launches.point),
        **{name: ("cell", values) for name, values in of_cell.items()},
    }
    return label(xarray.Dataset(arrays, coordinates))
