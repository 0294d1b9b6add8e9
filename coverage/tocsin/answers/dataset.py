"""The warning table as an array: an xarray Dataset over policy, launch point, arc and cell."""

from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.attrs import label

if TYPE_CHECKING:
    import pandas as pd
    import xarray

    from tocsin.engine.world import World

DIMS = ("policy", "launch_point", "arc", "cell")
VALUES = ("notice_s", "public_s", "warning_s", "response_s")


def to_dataset(
    world: "World", policies: tuple[str, ...], table: "pd.DataFrame"
) -> "xarray.Dataset":
    """Lay out a warning table over its four dimensions.

    Parameters
    ----------
    world : World
    policies : tuple of str
        The policies of the table, in the order that the dataset is to have.
    table : DataFrame
        A row per policy, launch point, arc and cell, as in `Result.warning`.

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
    shape = (len(policies), len(launches), len(world.arcs), len(cells))
    where = _places(world, policies, table, shape)

    def laid_out(values: np.ndarray) -> np.ndarray:
        out = np.full(int(np.prod(shape)), np.nan)
        out[where] = values
        return out.reshape(shape)

    arrays: dict[str, Any] = {name: (DIMS, laid_out(table[name].to_numpy())) for name in VALUES}
    warned = (table["status"] == "warned").to_numpy()
    effective_s = np.where(warned, table["warning_s"].to_numpy(), 0.0)
    arrays["effective_warning_s"] = (DIMS, laid_out(effective_s))
    arrays["impact_s"] = (DIMS[1:], laid_out(table["impact_s"].to_numpy())[0])
    of_cell = {
        "lat": cells.lat,
        "lon": cells.lon,
        "nation": np.array(world.nations)[cells.nation],
        "population": cells.population,
        "area_km2": cells.area_km2,
    }
    coordinates = {
        "policy": list(policies),
        "arc": [arc.id for arc in world.arcs],
        "cell": cells.id.astype(object),
        "launch": ("launch_point", list(launches.area)),
        "point": ("launch_point", launches.point),
        **{name: ("cell", values) for name, values in of_cell.items()},
    }
    return label(xarray.Dataset(arrays, coordinates))


def _places(
    world: "World", policies: tuple[str, ...], table: "pd.DataFrame", shape: tuple[int, ...]
) -> np.ndarray:
    """Where each row of the warning table belongs in the flat array."""
    launches = world.launches
    number = {
        (area, int(point)): position
        for position, (area, point) in enumerate(zip(launches.area, launches.point, strict=True))
    }
    areas: Any = table["launch"].array
    most = int(launches.point.max()) + 1
    lookup = np.zeros((len(areas.categories), most), dtype=np.int64)
    for (area, point), position in number.items():
        lookup[areas.categories.get_loc(area), point] = position
    of_policy: Any = table["policy"].array
    rank = np.array([_rank(name, policies) for name in of_policy.categories])
    index = (
        rank[of_policy.codes],
        lookup[areas.codes, table["point"].to_numpy()],
        table["arc"].array.codes.astype(np.int64),
        table["cell"].array.codes.astype(np.int64),
    )
    return np.ravel_multi_index(index, shape)


def _rank(name: str, policies: tuple[str, ...]) -> int:
    return policies.index(name) if name in policies else -1
