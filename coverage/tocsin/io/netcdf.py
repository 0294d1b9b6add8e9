"""Gridded results as netCDF-4, after the CF conventions."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.attrs import MILLISECOND, is_time, label
from tocsin.io.atomic import atomic_path
from tocsin.io.definition import Definition
from tocsin.io.writers import writer

if TYPE_CHECKING:
    import xarray

    from tocsin.answers.run import Result


@writer(
    "netcdf",
    file="warning.nc",
    help="Write warning.nc too, a grid for xarray.",
    libraries=("xarray", "netCDF4"),
)
def write_grid(result: "Result", path: Path, *, definition: Definition) -> Path:
    """Write the warning table of a run over policy, launch point, arc and cell."""
    return write_netcdf(result.to_dataset(), path, definition=definition)


def write_netcdf(
    dataset: "xarray.Dataset", path: str | os.PathLike[str], *, definition: Definition
) -> Path:
    """Write a dataset, labelled anew, with the definition that made it.

    An axis of CF is made of numbers. So a dimension whose places have names is called
    ``policy_number`` in the file, and ``policy`` holds the names along it; in xarray
    ``grid.swap_dims(policy_number="policy")`` puts them in its place.

    Parameters
    ----------
    dataset : xarray.Dataset
        Every variable and coordinate must be known to :mod:`tocsin.attrs`.
    path : path-like
        The file.
    definition : Definition
        Goes into the attributes of the file.

    Raises
    ------
    InputError
        If a variable is unknown, or the folder cannot be written to.
    RunError
        If the disk is full.

    Examples
    --------
    >>> import tempfile, xarray
    >>> grid = xarray.Dataset({"warning_s": ("cell", [90.0, 30.0])}, {"cell": ["a", "b"]})
    >>> path = Path(tempfile.mkdtemp()) / "grid.nc"
    >>> with xarray.open_dataset(write_netcdf(grid, path, definition=Definition(""))) as back:
    ...     back.warning_s.attrs["units"], back.attrs["Conventions"]
    ('s', 'CF-1.11')
    """
    # Labelled again: arithmetic on an array drops or keeps attributes as xarray pleases.
    labelled = _numbered(label(_rounded(dataset))).assign_attrs(_about(definition))
    for name, attrs in _STANDARD.items():
        if name in labelled.variables:
            labelled[name].attrs.update(attrs)
    packed = {
        # Whole numbers of 64 bits are no type of CF before 1.9.
        name: {"zlib": True, "complevel": 4} | ({"dtype": "i4"} if array.dtype == "i8" else {})
        for name, array in labelled.variables.items()
        # Text of varying length cannot be compressed in netCDF-4.
        if array.dtype.kind in "fiu"
    }
    with atomic_path(path) as temporary:
        labelled.to_netcdf(temporary, engine="netcdf4", encoding=packed)
    return Path(path)


def _rounded(dataset: "xarray.Dataset") -> "xarray.Dataset":
    return dataset.assign(
        {
            name: array.round(MILLISECOND)
            for name, array in dataset.data_vars.items()
            if is_time(str(name))
        }
    )


def _numbered(dataset: "xarray.Dataset") -> "xarray.Dataset":
    """Make coordinates of names plain ones, along dimensions that only count."""
    named = [name for name, index in dataset.indexes.items() if index.dtype.kind not in "fiu"]
    return dataset.reset_index(named).rename_dims({name: f"{name}_number" for name in named})


def _about(definition: Definition) -> dict[str, str]:
    """Say what CF asks of every file (section 2.6.2), and the definition."""
    maker = f"tocsin {definition.version}"
    return definition.metadata() | {
        "Conventions": "CF-1.11",
        "title": definition.title or "A notional scenario",
        "source": f"{maker}, a simulation; notional",
        # Without the time, which run.json has: equal results are equal bytes.
        "history": f"Written by {maker}",
    }


_STANDARD = {
    "lat": {"standard_name": "latitude", "axis": "Y"},
    "lon": {"standard_name": "longitude", "axis": "X"},
}
