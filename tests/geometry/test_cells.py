"""H3 cells and grids: counts, areas, order, wrapping."""

import h3
import numpy as np
import pytest
import shapely
from pyproj import Geod

from tocsin.errors import InputError
from tocsin.geometry import cells, territory
from tocsin.geometry.wrap import area_km2

GEOD = Geod(ellps="WGS84")
WORLD = territory.box(west=-180, south=-90, east=180, north=90)


@pytest.mark.parametrize("resolution", [0, 1, 2])
def test_the_globe_holds_every_cell_once(resolution):
    ids, lat, lon = cells.h3_cells(WORLD, resolution)
    assert len(ids) == h3.get_num_cells(resolution) == len(set(ids.tolist()))
    assert cells.cell_area_km2(ids).sum() == pytest.approx(510_065_621.7, rel=1e-5)
    assert np.abs(lat).max() <= 90.0
    assert np.abs(lon).max() <= 180.0


@pytest.mark.parametrize("resolution", [4, 5, 7])
def test_areas_agree_with_geod(resolution):
    lat, lon = np.meshgrid([-85.0, -40.0, -3.0, 36.5, 60.0, 80.0], [-170.0, 12.0, 127.0])
    points = zip(lat.ravel(), lon.ravel(), strict=True)
    ids = [h3.latlng_to_cell(*point, resolution) for point in points]
    expected = [
        abs(GEOD.polygon_area_perimeter(*ring.T)[0]) / 1e6 for ring in cells.cell_boundaries(ids)
    ]
    np.testing.assert_allclose(cells.cell_area_km2(ids), expected, rtol=1e-5)


@pytest.mark.parametrize(("code", "resolution"), [("JPN", 6), ("KOR", 6), ("FJI", 7), ("ATA", 4)])
def test_cells_tile_a_country(code, resolution):
    shape = territory.country(code)
    ids, lat, lon = cells.h3_cells(shape, resolution)
    assert shapely.contains_xy(shape, lon, lat).all()
    assert cells.cell_area_km2(ids).sum() == pytest.approx(area_km2(shape), rel=0.01)


def test_ids_are_sorted_unique_and_neighbours_stay_near():
    ids, lat, lon = cells.h3_cells(territory.country("KOR"), 6)
    assert ids.tolist() == sorted(set(ids.tolist()))
    _, _, step_m = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert np.median(step_m) < 10e3
    again, *_ = cells.h3_cells(territory.country("KOR"), 6)
    assert (ids == again).all()


def test_touching_parts_give_no_cell_twice():
    parts = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    whole, *_ = cells.h3_cells(shapely.box(0, 0, 2, 1), 5)
    split, *_ = cells.h3_cells(parts, 5)
    assert split.tolist() == whole.tolist()


def test_cells_over_the_antimeridian_and_the_pole():
    for lat, lon in ((-17.0, 180.0), (90.0, 0.0), (-90.0, 0.0), (70.0, -179.0)):
        shape = territory.disc(lat, lon, radius_km=800.0, vertices=360)
        ids, cell_lat, cell_lon = cells.h3_cells(shape, 4)
        assert cells.cell_area_km2(ids).sum() == pytest.approx(area_km2(shape), rel=0.02)
        _, _, far_m = GEOD.inv(np.full(len(ids), lon), np.full(len(ids), lat), cell_lon, cell_lat)
        assert far_m.max() < 800.1e3


def test_a_small_island_keeps_one_cell():
    islet = territory.disc(13.5, 144.8, radius_km=2.0)
    ids, lat, lon = cells.h3_cells(islet, 3)
    assert ids.tolist() == [h3.latlng_to_cell(13.5, 144.8, 3)]
    assert cells.cell_centre(ids)[0].tolist() == lat.tolist()
    assert cells.cell_centre(ids)[1].tolist() == lon.tolist()


def test_an_empty_shape_has_no_cells():
    ids, lat, lon = cells.h3_cells(shapely.MultiPolygon(), 3)
    assert len(ids) == len(lat) == len(lon) == 0


def test_boundaries_do_not_jump():
    ids, *_ = cells.h3_cells(territory.disc(0.0, 180.0, radius_km=300.0), 4)
    for ring in cells.cell_boundaries(ids):
        assert np.ptp(ring[:, 0]) < 5.0


@pytest.mark.parametrize("resolution", [-1, 16])
def test_a_wrong_resolution_is_refused(resolution):
    with pytest.raises(InputError, match=f"Invalid H3 resolution {resolution}"):
        cells.h3_cells(WORLD, resolution)


def test_a_grid_of_the_globe_has_its_area():
    ids, lat, lon, area = cells.grid_cells(WORLD, spacing_deg=10.0)
    assert len(ids) == 18 * 36 == len(set(ids.tolist()))
    assert area.sum() == pytest.approx(510_065_621.7, rel=1e-5)
    assert lat[0] == -85.0
    assert lon[:2].tolist() == [-175.0, -165.0]


def test_grid_cells_of_a_wrapping_region():
    ids, _, lon, area = cells.grid_cells(
        territory.box(west=178, south=0, east=-178, north=1), spacing_deg=1.0
    )
    assert sorted(lon.tolist()) == [-179.5, -178.5, 178.5, 179.5]
    ring = [(0, 0), (1, 0), (1, 1), (0, 1)]
    expected, _ = GEOD.polygon_area_perimeter(*np.array(ring, float).T)
    assert area[0] == pytest.approx(expected / 1e6, rel=1e-4)
    assert "+0.5,-179.5" in ids.tolist()


@pytest.mark.parametrize("spacing_deg", [0.0, -1.0, 0.7])
def test_a_wrong_spacing_is_refused(spacing_deg):
    with pytest.raises(InputError, match="Invalid grid spacing"):
        cells.grid_cells(WORLD, spacing_deg=spacing_deg)
