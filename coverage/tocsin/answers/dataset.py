"""The warning table as an array: an xarray Dataset over policy, launch point, arc and cell."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tocsin.attrs import label
from tocsin.engine.outcome import Outcome
from tocsin.engine.table import outcomes_columns
from tocsin.engine.world import World
from tocsin.extras import need
from tocsin.sharing.routes import HIDDEN

if TYPE_CHECKING:
    import pandas
    import xarray


DIMS = ("policy", "launch_point", "arc", "cell")
VALUES = ("notice_s", "public_s", "warning_s", "response_s")
NAMES = ("status", "sensor", "route")


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
        none; ``status sensor route`` likewise, as codes whose meanings stand in ``flag_values`` and
        ``flag_meanings`` (-1: none; in a route a dot stands for ``>``, ``unnamed`` for an
        originator not named); coordinates ``policy arc cell``, ``launch point`` of each launch
        point and ``lat lon nation population area_km2`` of each cell. Units and long names are
        those of `tocsin.attrs`.
    """
    need("xarray")
    import xarray

    launches, cells = world.launches, world.cells
    shape = (len(launches), len(world.arcs), len(cells))
    columns = outcomes_columns(world, outcomes.values())
    arrays: dict[str, Any] = {name: (DIMS, columns[name].reshape(-1, *shape)) for name in VALUES}
    for name in NAMES:
        codes, meanings = _flags(columns[name])
        arrays[name] = (DIMS, codes.reshape(-1, *shape), meanings)
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


def _flags(column: "pandas.Categorical") -> tuple[NDArray[np.signedinteger], dict[str, Any]]:
    """Codes of a column of names, and what they mean in the words that CF allows."""
    words = [str(name).replace(">", ".").replace(HIDDEN, "unnamed") for name in column.categories]
    codes = column.codes
    if (codes < 0).any():
        words = ["none", *words]
    values = np.arange(len(column.categories) - len(words), len(column.categories))
    meanings = {"flag_values": values.astype(codes.dtype), "flag_meanings": " ".join(words)}
    return codes, meanings
