"""The warning table as an array: an xarray Dataset over policy, launch point, arc and cell."""

from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.attrs import label

if TYPE_CHECKING:
    import xarray

    from tocsin.answers.run import Result

DIMS = ("policy", "launch_point", "arc", "cell")
VALUES = ("notice_s", "public_s", "warning_s", "response_s")


def to_dataset(result: "Result") -> "xarray.Dataset":
    """Lay out a result over its four dimensions.

    Parameters
    ----------
    result : Result

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

    world, table = result.world, result.warning
    launches, cells = world.launches, world.cells
    shape = (len(result.policies), len(launches), len(world.arcs), len(cells))
    where = _places(result, shape)

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
        "policy": list(result.policies),
        "arc": [arc.id for arc in world.arcs],
        "cell": cells.id.astype(object),
        "launch": ("launch_point", list(launches.area)),
        "point": ("launch_point", launches.point),
        **{name: ("cell", values) for name, values in of_cell.items()},
    }
    return label(xarray.Dataset(arrays, coordinates))


def _places(result: "Result", shape: tuple[int, ...]) -> np.ndarray:
    """Where each row of the warning table belongs in the flat array."""
    table, launches = result.warning, result.world.launches
    number = {
        (area, int(point)): position
        for position, (area, point) in enumerate(zip(launches.area, launches.point, strict=True))
    }
    areas = table["launch"].array
    most = int(launches.point.max()) + 1
    lookup = np.zeros((len(areas.categories), most), dtype=np.int64)
    for (area, point), position in number.items():
        lookup[areas.categories.get_loc(area), point] = position
    names = list(table["policy"].array.categories)
    rank = np.array([_rank(name, result.policies) for name in names])
    index = (
        rank[table["policy"].array.codes],
        lookup[areas.codes, table["point"].to_numpy()],
        table["arc"].array.codes.astype(np.int64),
        table["cell"].array.codes.astype(np.int64),
    )
    return np.ravel_multi_index(index, shape)


def _rank(name: str, policies: tuple[str, ...]) -> int:
    return policies.index(name) if name in policies else -1
