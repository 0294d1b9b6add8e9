"""Grids, read back by GDAL and by xarray: values beside those of the cells."""

import numpy as np
import pytest
import rasterio
import xarray
from pyproj import Geod

import tocsin
from tocsin.exports.content import Content
from tocsin.exports.source import source_of

STATUSES = ("never", "late", "warned")


@pytest.fixture(scope="module")
def picture(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("grids") / "a.tif"
    tocsin.export(result, to=path, policy="together")
    with rasterio.open(path) as opened:
        yield opened


def test_a_pixel_has_the_value_of_the_cell_below_it(picture, result):
    table = Content(source_of(result), "together").layer("cells").table
    assert picture.bounds.right > 180.0  # across the antimeridian
    for cell in table.itertuples():
        lon = cell.lon + 360.0 if cell.lon < picture.bounds.left else cell.lon
        (found,) = picture.sample([(lon, cell.lat)])
        assert found[0] == pytest.approx(cell.effective_warning_s, abs=1e-3)
        assert STATUSES[int(found[1])] == cell.status


def test_pixels_cover_the_cells_and_nothing_else(picture, result):
    there = picture.read(1) != picture.nodata
    step = picture.transform.a
    covered = 0.0
    for row in np.flatnonzero(there.any(axis=1)):
        north = picture.transform.f - row * step
        area, _ = Geod(ellps="WGS84").polygon_area_perimeter(
            [0, step, step, 0], [north - step, north - step, north, north]
        )
        covered += 1e-6 * area * there[row].sum()
    # A pixel at the edge is whole or absent: some hundredths over so few cells.
    assert covered == pytest.approx(result.world.cells.area_km2.sum(), rel=0.03)
    assert (there == (picture.read(2) != picture.nodata)).all()


def test_a_picture_says_what_it_is(picture):
    assert picture.crs.to_epsg() == 4326
    assert picture.units == ("s", "1")
    assert picture.descriptions == ("effective_warning_s", "status")
    assert "Notional" in picture.tags()["TIFFTAG_IMAGEDESCRIPTION"]
    assert [picture.tags(2)[f"value_{code}"] for code in range(3)] == list(STATUSES)


def test_cells_of_a_grid_are_pixels(crossing, tmp_path):
    targets = {"targets": {"grid": {"spacing_deg": 0.5}, "nations": ["REEF"]}}
    scenario = crossing.updated(targets)
    (path,) = tocsin.export(scenario, to=tmp_path / "a.tif", policy="together")
    with rasterio.open(path) as opened:
        assert opened.shape == (8, 8)
        assert opened.bounds == (178.0, -2.0, 182.0, 2.0)
        assert (opened.read(1) != opened.nodata).all()


def test_points_have_no_picture(crossing, tmp_path):
    points = {"targets": {"points": {"a": {"lat": 1, "lon": 179, "nation": "REEF"}}}}
    with pytest.raises(tocsin.InputError, match="targets are points"):
        tocsin.export(crossing.updated(points), to=tmp_path / "a.tif", policy="together")


def test_netcdf_holds_the_cases_of_the_policy(result, tmp_path):
    (path,) = tocsin.export(result, to=tmp_path / "a.nc", policy="together")
    cases = result.warning.query("policy == 'together'")
    with xarray.open_dataset(path) as grid:
        assert grid["policy"].values.tolist() == ["together"]
        assert np.allclose(
            grid["warning_s"].values.ravel(), cases["warning_s"], atol=1e-3, equal_nan=True
        )
