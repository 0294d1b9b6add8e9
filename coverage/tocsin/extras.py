"""Libraries that a base install leaves out: whoever lacks one is told which extra brings it."""

from importlib.util import find_spec

from tocsin.errors import InputError

EXTRAS = {
    "duckdb": ("query", "Reading a study's results"),
    "netCDF4": ("netcdf", "Writing netCDF"),
    "xarray": ("netcdf", "An array of results"),
    "distributed": ("cluster", "A scheduler"),
    "geopandas": ("formats", "Writing GeoPackage or GeoParquet"),
    "pyogrio": ("formats", "Writing GeoPackage"),
    "rasterio": ("formats", "A GeoTIFF"),
    "openpyxl": ("formats", "Writing a workbook"),
}
"""By library: the extra that brings it, and what it is for."""


def need(*libraries: str) -> None:
    """Refuse to go on where a library of an extra is not installed.

    Raises
    ------
    InputError
        With the command that installs what is missing.

    Examples
    --------
    >>> need("duckdb")
    """
    problems = []
    for library in libraries:
        if not _is_there(library):
            extra, purpose = EXTRAS[library]
            problems.append(
                f"{purpose} needs {library}, which is not installed. "
                f'Install it with: pip install "tocsin[{extra}]"'
            )
    if problems:
        raise InputError(problems)


def _is_there(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except ValueError:  # it is in `sys.modules`, as None: barred
        return False
