"""What a map says of its size and of what lies beyond it, and on which ground it stands."""

import cartopy.crs as ccrs
import numpy as np
import pytest
from matplotlib.lines import Line2D
from pyproj import Geod

from tocsin.errors import InputError
from tocsin.geometry import cells as geo_cells
from tocsin.geometry import territory
from tocsin.plot import layers, maps, style
from tocsin.plot.multiples import warning_multiples
from tocsin.plot.scene import Area, Cells, Land, Scene

ISLE = territory.box(west=-131, south=-2, east=-129, north=2)


@pytest.fixture(scope="module")
def isle():
    return Cells.of(*geo_cells.h3_cells(ISLE, 4))


def warning(cells, **options):
    return maps.warning_map(
        cells, value_s=np.full(len(cells.ids), 90.0), status=["warned"] * len(cells.ids), **options
    )


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_what_is_far_is_an_arrow_with_its_distance_and_the_cells_fill_the_map(isle):
    near, far = Area("near", 0.0, -134.0), Area("far", 0.0, -100.0)
    _, ax = warning(isle, scene=Scene(launches=[near, far]))
    assert "near" in texts(ax)
    (arrow,) = [text for text in texts(ax) if text.startswith("far")]
    east_m = ax.get_xlim()[1]
    view = Scene(launches=[near, far]).view_with(isle)
    lon, lat = view.unproject(east_m, view.project(-100.0, 0.0)[1])
    away_km = Geod(ellps="WGS84").inv(lon, lat, -100.0, 0.0)[2] / 1e3
    said_km = float(arrow.split("\n")[1].removesuffix(" km on").replace(",", ""))
    assert said_km == pytest.approx(away_km, abs=25.0)
    assert np.ptp(ax.get_xlim()) < 1.5e6


def test_no_cell_is_cut_off_by_the_frame(isle):
    view = Scene().view_with(isle)
    east, north = view.project(*np.vstack(isle.corners).T)
    west, right, south, top = view.extent_m
    assert west < east.min() < east.max() < right
    assert south < north.min() < north.max() < top


def test_the_scale_bar_is_as_long_as_it_says(isle):
    _, ax = warning(isle)
    (said,) = [text for text in texts(ax) if text.endswith(" km")]
    bars = [line for line in ax.get_children() if isinstance(line, Line2D) and line.get_lw() == 1.6]
    (bar,) = bars
    view = Scene().view_with(isle)
    ends = [view.unproject(x, y) for x, y in zip(*bar.get_data(), strict=True)]
    length_km = Geod(ellps="WGS84").inv(*ends[0], *ends[1])[2] / 1e3
    assert length_km == pytest.approx(float(said.removesuffix(" km")), rel=0.005)


def test_a_fictional_world_has_its_own_ground_and_no_real_coast():
    # In the middle of a real country: its shape must not show through.
    brazil = territory.box(west=-56, south=-12, east=-54, north=-8)
    cells = Cells.of(*geo_cells.h3_cells(brazil, 4))
    scene = Scene(lands=[Land("Isle (fictional)", brazil)])
    _, ax = warning(cells, scene=scene)
    assert "Isle (fictional)" in texts(ax)
    ground = [patch for patch in ax.patches if patch.get_zorder() == 0.5]
    area_m2 = sum(np.ptp(p.get_path().vertices, axis=0).prod() for p in ground)
    assert area_m2 == pytest.approx(territory_km2(brazil) * 1e6, rel=0.05)


def territory_km2(shape):
    return abs(Geod(ellps="WGS84").geometry_area_perimeter(shape)[0]) / 1e6


def test_axes_of_another_projection_are_refused(isle):
    figure = style.new_figure(4.0, 4.0)
    ax = figure.add_subplot(projection=ccrs.PlateCarree())
    with pytest.raises(InputError, match="another projection"):
        warning(isle, ax=ax)
    plain = style.new_figure(4.0, 4.0).add_subplot()
    with pytest.raises(InputError, match="map_axes"):
        warning(isle, ax=plain)
    view = Scene().view_with(isle)
    own = layers.map_axes(style.new_figure(4.0, 4.0), view, (0.1, 0.1, 0.8, 0.8))
    assert warning(isle, scene=Scene(view=view), ax=own)[1] is own


def test_small_multiples_have_one_scale_and_a_panel_a_case(isle):
    count = len(isle.ids)
    short = (np.full(count, 30.0), ["warned"] * count)
    long = (np.full(count, 250.0), ["warned"] * count)
    never = (np.zeros(count), ["never"] * count)
    figure = warning_multiples(
        isle,
        panels=[[short, never], [long, long]],
        rows=["alone", "together"],
        columns=["low", "lofted"],
        levels_s=[0, 60, 120, 180],
        titles=("Warning", ""),
    )
    fills = [ax.patches[-1].get_facecolor() for ax in figure.axes]
    assert len(figure.axes) == 4
    assert fills[2] == fills[3] != fills[0] != fills[1]
    (key,) = figure.legends
    assert [t.get_text() for t in key.get_texts()] == ["2:00 and more", "0:00 – 1:00", "never"]
