"""Grids: the whole table of cases as netCDF, and cells as pixels of a GeoTIFF."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from tocsin.constants import NOTIONAL
from tocsin.exports.formats import file_format
from tocsin.io.geojson import bounds
from tocsin.io.netcdf import write_netcdf
from tocsin.sharing.notice import STATUSES

if TYPE_CHECKING:
    from tocsin.exports.content import Content

NODATA = -9999.0
"""Value of a pixel without a cell, in every band."""
FINER = 3
"""Pixels along the side of a cell, where cells are no pixels themselves."""
LARGEST = 4096
"""Most pixels along a side of the picture."""
KM_A_DEGREE = 111.2
"""Of latitude, on the mean sphere."""


@file_format("netCDF", ".nc", layers=("cells",), libraries=("xarray", "netCDF4"))
def write_cases(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write every case of the policy over launch point, arc and cell, as a run does."""
    dataset = content.result.to_dataset().sel(policy=[content.policy])
    write_netcdf(dataset, path, definition=content.definition)


@file_format("GeoTIFF", ".tif", layers=("cells",), libraries=("rasterio",), needs_areas=True)
def write_geotiff(content: "Content", names: tuple[str, ...], path: Path) -> None:
    """Write cells as pixels: a band of effective warning, and one of the status.

    References
    ----------
    OGC 19-008r4, GeoTIFF 1.1; units and descriptions of bands as GDAL keeps them.
    """
    import rasterio

    layer = content.layer("cells")
    grid = grid_of(layer.shapes, pixel_deg=_pixel_deg(content))
    status = layer.table["status"].map(list(STATUSES).index)
    bands = {
        "effective_warning_s": ("s", layer.table["effective_warning_s"]),
        # The numbers of a picture need a legend, which its tags have.
        "status": ("1", status),
    }
    shape = {"width": grid.width, "height": grid.height, "count": len(bands)}
    with rasterio.open(
        path, "w", driver="GTiff", dtype="float32", crs="EPSG:4326", nodata=NODATA,
        transform=grid.transform, compress="deflate", tiled=True, **shape,
    ) as file:  # fmt: skip
        for number, (name, (unit, values)) in enumerate(bands.items(), start=1):
            file.write(grid.burnt(values), number)
            file.set_band_description(number, name)
            file.set_band_unit(number, unit)
        file.update_tags(
            TIFFTAG_IMAGEDESCRIPTION=f"{content.title}. {layer.about}",
            notional=NOTIONAL,
            basis=content.question.sentence,
        )
        file.update_tags(2, **{f"value_{code}": name for code, name in enumerate(STATUSES)})


def _pixel_deg(content: "Content") -> float:
    """Return the side of a pixel: that of a cell of a grid, or a third of an H3 cell's."""
    targets, areas = content.source.scenario.targets, content.world.cells.area_km2
    if targets.grid is not None:
        return float(targets.grid.spacing_deg)
    return float(np.sqrt(np.median(areas))) / KM_A_DEGREE / FINER


class Grid(NamedTuple):
    """A picture, and the shapes that it is made of.

    Attributes
    ----------
    west, north : float
        Its upper left corner [deg]; what crosses the antimeridian runs on past 180.
    pixel_deg : float
    width, height : int
        Pixels.
    shapes : ndarray of shapely.Geometry
    """

    west: float
    north: float
    pixel_deg: float
    width: int
    height: int
    shapes: NDArray[Any]

    @property
    def transform(self) -> Any:
        """From columns and rows to longitude and latitude."""
        from rasterio import Affine

        # Rows go south. The library's own way to make it warns of what it will lose.
        return Affine(self.pixel_deg, 0.0, self.west, 0.0, -self.pixel_deg, self.north)

    def burnt(self, values: Any) -> NDArray[np.float32]:
        """Return the picture of some values: a pixel has that of the shape below its middle."""
        from rasterio.features import rasterize

        burnt: NDArray[np.float32] = rasterize(
            zip(self.shapes, np.asarray(values, dtype=float).tolist(), strict=True),
            out_shape=(self.height, self.width),
            fill=NODATA,
            transform=self.transform,
            dtype="float32",
        )
        return burnt


def grid_of(shapes: NDArray[Any], *, pixel_deg: float) -> Grid:
    """Lay a picture over shapes, as small as it can be.

    Parameters
    ----------
    shapes : ndarray of shapely.Geometry
        Longitude, latitude [deg], cut at the antimeridian.
    pixel_deg : float
        Side of a pixel; coarser where there would be more than `LARGEST` along a side.

    Examples
    --------
    >>> shapes = np.array([shapely.box(178, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    >>> grid_of(shapes, pixel_deg=0.5)[:5]
    (178.0, 1.0, 0.5, 6, 2)
    """
    west, south, east, north = bounds(shapes)
    if west > east:
        east += 360.0
        shapes = shapely.transform(
            shapes,
            lambda lonlat: np.column_stack(
                [np.where(lonlat[:, 0] < west - 1e-6, lonlat[:, 0] + 360.0, lonlat[:, 0]),
                 lonlat[:, 1]]
            ),
        )  # fmt: skip
    pixel_deg = max(pixel_deg, (east - west) / LARGEST, (north - south) / LARGEST)
    # A little less, so that what ends at the edge of a pixel does not begin another one.
    width, height = (int(np.ceil(side / pixel_deg - 1e-6)) for side in (east - west, north - south))
    return Grid(west, north, pixel_deg, max(width, 1), max(height, 1), shapes)
