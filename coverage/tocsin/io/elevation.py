"""Heights of terrain from a file (GeoTIFF), and the horizon that they make at a site."""

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tocsin.checks import check_latitude, check_longitude, check_positive, check_within
from tocsin.errors import InputError
from tocsin.extras import need
from tocsin.geometry.refraction import MODELS
from tocsin.sensors.terrain import Heights, Horizon, horizon_of

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

# Values of a file that are read, and places that are looked at along all rays together.
MAX_VALUES = 60_000_000
MAX_PLACES = 30_000_000
_METRES = {None, "", "m", "metre", "metres", "meter", "meters"}


def horizon(
    file: str | os.PathLike[str],
    lat: float,
    lon: float,
    *,
    height_m: float | None = None,
    above_ground_m: float = 10.0,
    step_deg: float = 1.0,
    reach_km: float = 100.0,
    refraction: str = "traced",
) -> Horizon:
    """Return the horizon mask that terrain makes at a site.

    Parameters
    ----------
    file : path-like
        A model of heights: one band of metres on a grid of longitude and latitude (GeoTIFF, or what
        else rasterio reads).
    lat, lon : float
        The site [deg].
    height_m : float, optional
        Height of the antenna, above the level of the file's heights [m].
    above_ground_m : float
        Without `height_m`: height of the antenna above the file's ground at the site.
    step_deg : float
        From corner to corner of the mask; what rises between two rays alone is missed.
    reach_km : float
        How far terrain is looked at.
    refraction : str
        ``traced``, ``effective-earth`` or ``none``: that of the sensor.

    Returns
    -------
    Horizon
        Its ``mask`` is a sensor's key, ``to_yaml()`` gives the lines to paste.

    Raises
    ------
    InputError
        A number is out of range, the extra ``formats`` is missing, or the file does not serve.

    Notes
    -----
    The file's level is taken for the ellipsoid. Most files count from the sea; the tens of metres
    between do not matter to a horizon, where site and terrain are lifted alike.
    """
    need("rasterio")
    lat, lon = check_latitude(lat), check_longitude(lon)
    check_within(step_deg, name="step_deg", low=0.5, high=90.0)
    check_within(check_positive(reach_km, name="reach_km"), name="reach_km", low=0.0, high=500.0)
    if refraction not in MODELS:
        raise InputError(f"Invalid refraction {refraction!r}. Must be one of {', '.join(MODELS)}.")
    heights = read_heights(file, lat, lon, reach_km=reach_km)
    places = 360.0 / step_deg * 1e3 * reach_km / heights.spacing_m
    if places > MAX_PLACES:
        raise InputError(
            f"{places:,.0f} places along the rays are more than {MAX_PLACES:,}. Take a smaller "
            "reach_km or a greater step_deg."
        )
    antenna_m = _antenna_m(Path(file), heights, lat, lon, height_m, above_ground_m)
    return horizon_of(
        *(heights, lat, lon, antenna_m),
        step_deg=step_deg,
        reach_km=reach_km,
        refraction=refraction,
    )


def _antenna_m(
    file: Path, heights: Heights, lat: float, lon: float, height_m: float | None, above_m: float
) -> float:
    ground_m = float(heights.at(np.array([lat]), np.array([lon]))[0])
    if height_m is None:
        if np.isnan(ground_m):
            raise InputError(f"{file}: No height is known at {lat:g}, {lon:g}. Give height_m.")
        check_within(above_m, name="above_ground_m", low=0.0, high=40_000.0)
        return round(ground_m + above_m, 1)
    check_within(height_m, name="height_m", low=-500.0, high=40_000.0)
    if height_m < ground_m:
        raise InputError(
            f"Invalid height_m {height_m:g}. The ground at {lat:g}, {lon:g} is at {ground_m:.0f} m "
            f"in {file}."
        )
    return height_m


def read_heights(
    file: str | os.PathLike[str], lat: float, lon: float, *, reach_km: float
) -> Heights:
    """Read the part of a file of heights that lies within a distance of a site.

    Parameters
    ----------
    file : path-like
    lat, lon : float
        The site [deg], which must lie in the file.
    reach_km : float

    Returns
    -------
    Heights

    Raises
    ------
    InputError
        It cannot be read, is not on a grid of longitude and latitude, does not hold the site, or
        has too many values there.
    """
    need("rasterio")
    import rasterio
    from rasterio.errors import RasterioError

    path = Path(file)
    try:
        # It warns of a file that does not say where it lies, which is refused below, and of what is
        # its own affair.
        with warnings.catch_warnings(action="ignore"), rasterio.open(path) as source:
            _check_grid(path, source)
            return _read_around(path, source, lat, lon, reach_km)
    except RasterioError as error:
        raise InputError(f"{path}: Cannot be read as heights on a grid ({error}).") from error


def _check_grid(path: Path, source: "DatasetReader") -> None:
    remedy = f"Make one with: gdalwarp -t_srs EPSG:4326 {path.name} heights.tif"
    if source.crs is None:
        raise InputError(f"{path}: Does not say where on the earth it lies. It must be a GeoTIFF.")
    if not source.crs.is_geographic:
        raise InputError(
            f"{path}: Its grid is one of {source.crs.to_string()}. Must be of longitude and "
            f"latitude. {remedy}"
        )
    grid = source.transform
    if grid.b != 0.0 or grid.d != 0.0 or grid.a <= 0.0 or grid.e >= 0.0:
        raise InputError(f"{path}: Its grid is turned. Must have north above. {remedy}")
    if min(source.width, source.height) < 2:
        raise InputError(f"{path}: Has one row or column of heights. Must have two at least.")
    if source.units[0] not in _METRES:
        raise InputError(f"{path}: Its heights are in {source.units[0]!r}. Must be in metres.")


def _read_around(
    path: Path, source: "DatasetReader", lat: float, lon: float, reach_km: float
) -> Heights:
    from rasterio.windows import Window

    column_deg, row_deg = source.transform.a, -source.transform.e
    # Values stand in the middle of their pixels.
    column = (lon - source.transform.c) % 360.0 / column_deg - 0.5
    row = (source.transform.f - lat) / row_deg - 0.5
    if not (-0.5 <= column <= source.width - 0.5 and -0.5 <= row <= source.height - 0.5):
        west, south, east, north = source.bounds
        raise InputError(
            f"{path}: {lat:g}, {lon:g} lies outside. It holds {south:g} to {north:g} N, "
            f"{west:g} to {east:g} E."
        )
    tall, wide = _half_size_deg(lat, reach_km)
    top, bottom = _span(row, tall / row_deg, source.height)
    left, right = _span(column, wide / column_deg, source.width)
    count = (bottom - top) * (right - left)
    if count > MAX_VALUES:
        raise InputError(
            f"{path}: {count:,} heights within {reach_km:g} km are more than {MAX_VALUES:,}. Take "
            "a smaller reach_km, or a coarser file."
        )
    values = source.read(1, window=Window(left, top, right - left, bottom - top), masked=True)
    heights = values.astype(np.float32).filled(np.nan) * np.float32(source.scales[0])
    return Heights(
        heights + np.float32(source.offsets[0]),
        north_deg=lat + (row - top) * row_deg,
        west_deg=lon - (column - left) * column_deg,
        row_deg=row_deg,
        column_deg=column_deg,
    )


def _half_size_deg(lat: float, reach_km: float) -> tuple[float, float]:
    """Degrees of latitude and of longitude that hold a distance from a site, a little more."""
    tall = reach_km / 110.5
    farthest = np.radians(min(abs(lat) + tall, 90.0))
    wide = tall / max(float(np.cos(farthest)), 1e-9)
    return tall, min(wide, 180.0)


def _span(middle: float, half: float, size: int) -> tuple[int, int]:
    """First place of a grid, and one beyond the last, within a distance; two at least."""
    first = max(0, min(int(np.floor(middle - half)) - 1, size - 2))
    return first, max(first + 2, min(size, int(np.ceil(middle + half)) + 2))


def write_horizon(made: Horizon, file: str | os.PathLike[str]) -> Path:
    """Write a horizon as YAML to paste, or as a table (CSV), by the suffix.

    Raises
    ------
    InputError
        The suffix is another.
    """
    from tocsin.io.atomic import write_text

    path = Path(file)
    forms: dict[str, Any] = {".yaml": made.to_yaml, ".yml": made.to_yaml, ".csv": made.to_csv}
    if path.suffix not in forms:
        raise InputError(f"Invalid name {str(path)!r}. End it with .yaml or .csv.")
    return write_text(path, forms[path.suffix]().rstrip("\n") + "\n")
