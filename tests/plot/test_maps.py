"""Maps: what is on them, where it lies, and that nothing runs over the antimeridian."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
import shapely
from matplotlib.image import imread
from matplotlib.legend import Legend
from matplotlib.patches import PathPatch

from tocsin.constants import NOTIONAL
from tocsin.errors import InputError
from tocsin.geometry import cells as geo_cells
from tocsin.geometry import footprint, territory
from tocsin.geometry.arcs import geodetic_to_ecef
from tocsin.geometry.projection import view_of
from tocsin.geometry.view import Limits
from tocsin.plot import layers, maps, plane, style
from tocsin.plot.scene import Area, Cells, Mark, Outline, Scene


@pytest.fixture(scope="module")
def korea():
    return Cells.of(*geo_cells.h3_cells(territory.country("KOR"), 4))


@pytest.fixture(scope="module")
def scene():
    limits = Limits(reach_km=400.0, sectors=[(0.0, 60.0)])
    shape = footprint.site_footprint(37.0, 128.0, limits, altitude_km=100.0).shape
    place_m = geodetic_to_ecef(0.0, 110.0, 35_786e3)
    cap = footprint.cap_footprint(place_m, altitude_km=100.0, min_elevation_deg=5.0).shape
    return Scene(
        outlines=[
            Outline("radar-1", shape, 37.0, 128.0, "KOR"),
            Outline("watch", cap, group="USA"),
        ],
        altitude_km=100.0,
        launches=[Area("west-area", 39.5, 125.5, 60.0)],
        places=[Mark("Seoul", 37.6, 127.0)],
    )


def key_lines(ax):
    keys = [artist for artist in ax.get_children() if isinstance(artist, Legend)]
    return [text.get_text() for key in keys for text in key.get_texts()]


def texts(ax):
    return [text.get_text() for text in [*ax.texts, ax.title]]


def cell_patches(ax):
    return [patch for patch in ax.patches if patch.get_gid() == layers.CELLS_GID]


def drawn_km2(patch):
    rings = [shapely.Polygon(ring) for ring in patch.get_path().to_polygons(closed_only=True)]
    shape = rings[0]
    for ring in rings[1:]:  # holes are rings inside others
        shape = shape.symmetric_difference(ring)
    return shape.area / 1e6


def hatches(ax):
    return {p.get_hatch() for p in ax.patches if isinstance(p, PathPatch) and p.get_hatch()}


def png(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    buffer.seek(0)
    return imread(buffer)


def statuses(cells):
    return np.where(cells.lat > 37.6, "never", np.where(cells.lat > 37.0, "late", "warned"))


def test_a_warning_map_says_everything(korea, scene):
    state = statuses(korea)
    value = (39.0 - korea.lat) * 100.0
    figure, ax = maps.warning_map(
        korea, value_s=value, status=state, title="real-time", subtitle="arc medium", scene=scene
    )
    lines = key_lines(ax)
    for name in ("late", "never"):
        share = f"{100 * np.mean(state == name):.0f} %"
        assert f"{name}   {share}" in lines
    assert any(line.startswith("4:00 – 6:00") for line in lines)
    assert "sensor of KOR" in lines
    assert "launch area" in lines
    assert "outlines: objects at 100 km\nare in view" in lines
    assert "whole map in view of:\nwatch" in lines
    assert {"real-time", "arc medium", "radar-1", "west-area", "Seoul"} <= set(texts(ax)) | {
        ax.get_title(loc="left")
    }
    assert NOTIONAL in [text.get_text() for text in figure.texts]
    assert len(hatches(ax)) == 2
    assert len(cell_patches(ax)) >= 4
    area = sum(drawn_km2(patch) for patch in cell_patches(ax))
    assert area == pytest.approx(geo_cells.cell_area_km2(korea.ids).sum(), rel=1e-3)
    assert plt.get_fignums() == []


def test_shares_in_the_key_sum_to_one(korea):
    state = statuses(korea)
    _, ax = maps.warning_map(korea, value_s=korea.lat * 10.0, status=state)
    shares = [line.rsplit("   ", 1)[1].removesuffix(" %") for line in key_lines(ax)]
    assert sum(float(share) for share in shares if "<" not in share) == pytest.approx(
        100.0, abs=5.0
    )


def test_the_picture_has_colours_and_ink(korea, scene):
    figure, _ = maps.warning_map(
        korea, value_s=korea.lat, status=np.full(len(korea.ids), "warned"), scene=scene
    )
    image = png(figure)
    flat = image[..., :3].reshape(-1, 3)
    assert len(np.unique((flat * 15).astype(int), axis=0)) > 50
    assert 0.2 < np.mean(flat.min(axis=1) > 0.97) < 0.8


def test_longer_warning_is_lighter_and_every_class_has_its_area(korea):
    state = statuses(korea)
    _, ax = maps.warning_map(korea, value_s=korea.lon, status=state, levels_s=[0.0, 127.0, 130.0])
    more, less, late, never = cell_patches(ax)
    weights = [0.2126, 0.7152, 0.0722, 0.0]
    assert np.dot(more.get_facecolor(), weights) > np.dot(less.get_facecolor(), weights)
    assert [patch.get_hatch() for patch in (more, less, late, never)] == [
        None,
        None,
        "////",
        "xxxx",
    ]
    area = geo_cells.cell_area_km2(korea.ids)
    warned = state == "warned"
    for patch, members in (
        (more, warned & (korea.lon >= 127.0)),
        (less, warned & (korea.lon < 127.0)),
        (late, state == "late"),
        (never, state == "never"),
    ):
        assert drawn_km2(patch) == pytest.approx(area[members].sum(), rel=1e-3)


def test_values_past_the_last_level_are_told():
    cells = Cells.of(["a", "b"], [35.0, 36.0], [127.0, 128.0])
    _, ax = maps.warning_map(
        cells, value_s=[30.0, 500.0], status=["warned", "warned"], levels_s=[0.0, 60.0, 120.0]
    )
    assert any(line.startswith("1:00 and more") for line in key_lines(ax))


def test_cells_of_a_grid_are_squares_and_names_are_dots():
    box = territory.box(west=10, south=40, east=14, north=43)
    ids, lat, lon, area = geo_cells.grid_cells(box, spacing_deg=1.0)
    _, ax = maps.warning_map(Cells.of(ids, lat, lon), value_s=lat, status=["warned"] * len(ids))
    assert sum(map(drawn_km2, cell_patches(ax))) == pytest.approx(area.sum(), rel=1e-3)
    dots = Cells.of(["Seoul", "Busan"], [37.6, 35.2], [127.0, 129.1])
    _, ax = maps.warning_map(dots, value_s=[10.0, 20.0], status=["warned", "never"])
    assert not cell_patches(ax)
    (points,) = [c for c in ax.collections if len(c.get_offsets()) == 2]
    assert len(np.unique(points.get_facecolor(), axis=0)) == 2


@pytest.mark.parametrize(
    "shape",
    [
        territory.box(west=172, south=-25, east=-170, north=-8),
        territory.disc(89.0, 20.0, radius_km=1500.0),
    ],
    ids=["antimeridian", "pole"],
)
def test_no_cell_is_a_sliver_across_the_map(shape):
    cells = Cells.of(*geo_cells.h3_cells(shape, 3))
    ring = footprint.site_footprint(-15.0, 179.0, Limits(reach_km=900.0), altitude_km=60.0).shape
    outlines = [Outline("isle", ring, -15.0, 179.0)]
    _, ax = maps.warning_map(
        cells,
        value_s=cells.lat,
        status=["warned"] * len(cells.ids),
        scene=Scene(outlines=outlines, altitude_km=50.0, view=view_of(cells.lat, cells.lon)),
    )
    area = geo_cells.cell_area_km2(cells.ids).sum()
    assert sum(map(drawn_km2, cell_patches(ax))) == pytest.approx(area, rel=2e-3)
    rings = layers.cell_rings(cells, view_of(cells.lat, cells.lon))
    widths = [np.ptp(ring, axis=0).max() for ring in rings]
    assert max(widths) < 300e3  # a cell of resolution 3 is about 120 km wide


def test_a_world_map_has_no_slivers_at_its_seam():
    cells = Cells.of(
        *geo_cells.h3_cells(territory.box(west=-180, south=-90, east=180, north=90), 1)
    )
    view = view_of([60.0, -50.0, 0.0, 10.0], [10.0, 100.0, -160.0, -60.0])
    assert view.kind == "world"
    rings = layers.cell_rings(cells, view)
    west, east, *_ = view.extent_m
    away_from_pole = np.abs(cells.lat) < 70.0
    widths = np.array([np.ptp(ring[:, 0]) for ring in rings])
    assert widths[away_from_pole].max() < 0.1 * (east - west)
    russia = plane.in_view(territory.country("RUS"), view)
    lines = [plane.to_plane(line, view) for line in layers.edge_lines(russia)]
    steps = np.concatenate([np.abs(np.diff(line[:, 0])) for line in lines])
    assert steps.max() < 0.05 * (east - west)


def test_the_seam_of_country_shapes_is_not_drawn_as_a_border():
    lines = layers.edge_lines(territory.country("RUS"))
    for line in lines:
        on_seam = np.abs(np.abs(line[:, 0]) - 180.0) < 1e-6
        assert not (on_seam[:-1] & on_seam[1:]).any()


def test_axes_and_view_have_the_same_projection():
    for lat, lon in (([30.0, 45.0], [120.0, 150.0]), ([60.0, -50.0, 0.0], [10.0, 100.0, -160.0])):
        view = view_of(lat, lon)
        figure = layers.style.new_figure(4.0, 4.0)
        ax = layers.map_axes(figure, view, (0.1, 0.1, 0.8, 0.8))
        theirs = ax.projection.transform_point(lon[0], lat[0], src_crs=layers.ccrs.Geodetic())
        np.testing.assert_allclose(theirs, view.project(lon[0], lat[0]), atol=1e-3)


def test_a_difference_map_has_classes_for_gained_and_lost(korea):
    before_state = np.where(korea.lat > 37.0, "never", "warned")
    after_state = np.where(korea.lat < 35.0, "late", "warned")
    before_s, after_s = np.full(len(korea.ids), 100.0), np.full(len(korea.ids), 145.0)
    figure, ax = maps.difference_map(
        korea, before=(before_s, before_state), after=(after_s, after_state), step_s=30.0
    )
    lines = key_lines(ax)
    gained = np.mean((before_state == "never") & (after_state == "warned"))
    lost = np.mean((before_state == "warned") & (after_state == "late"))
    assert f"newly warned   {100 * gained:.0f} %" in lines
    assert f"no longer warned   {100 * lost:.0f} %" in lines
    assert any(line.startswith("+0:30 – +1:00") for line in lines)
    assert not any(line.startswith("−") for line in lines)
    assert NOTIONAL in [text.get_text() for text in figure.texts]


def test_less_warning_is_red_and_more_is_blue():
    cells = Cells.of(["a", "b", "c"], [35.0, 36.0, 37.0], [127.0, 128.0, 127.5])
    state = ["warned"] * 3
    _, ax = maps.difference_map(
        cells, before=([100.0, 100.0, 100.0], state), after=([40.0, 160.0, 100.0], state)
    )
    (points,) = [c for c in ax.collections if len(c.get_offsets()) == 3]
    red, _, blue = points.get_facecolor()[:, :3].T
    assert red[0] > blue[0]
    assert blue[1] > red[1]
    assert min(red[2], blue[2]) > 0.9


def test_a_footprint_map_states_its_altitude(scene):
    figure, ax = maps.footprint_map(scene.outlines[:1], altitude_km=100.0, subtitle="KOR")
    assert "KOR, for objects at 100 km altitude" in texts(ax)
    assert "radar-1" in texts(ax)
    assert png(figure).std() > 0.05


def test_no_colour_is_given_to_two_of_twenty_owners():
    shape = shapely.box(10.0, 40.0, 12.0, 42.0)
    owners = [f"N{i:02}" for i in range(20)]
    outlines = [Outline(f"r-{o}", shape, 41.0, 10.0 + i, o) for i, o in enumerate(owners)]
    scene = Scene(outlines, altitude_km=100.0, colors={"N03": "teal"})
    _, ax = maps.footprint_map(outlines, altitude_km=100.0, scene=scene)
    # The key of counts stands above that of owners.
    _, key = sorted(
        (child for child in ax.get_children() if isinstance(child, Legend)),
        key=lambda key: key.get_title().get_text() == "",
    )
    lines = {
        text.get_text(): handle.get_color()
        for text, handle in zip(key.get_texts(), key.legend_handles, strict=True)
    }
    owned = {line: color for line, color in lines.items() if line.startswith("sensor of")}
    assert len(set(owned.values())) == len(owned) == 7
    assert owned["sensor of N03"] == "teal"
    assert owned["sensor of 14 other owners"] == style.OTHERS
    # Who it is of stands at the site itself.
    assert "r-N19 (N19)" in texts(ax)
    assert "r-N00" in texts(ax)


def test_footprints_without_altitude_are_refused():
    with pytest.raises(InputError, match="altitude_km"):
        Scene(outlines=[Outline("r", shapely.box(0, 0, 1, 1))])


def test_a_map_of_nothing_is_refused():
    with pytest.raises(InputError, match="Nothing to map"):
        maps.footprint_map([], altitude_km=100.0)


def test_wrong_arrays_are_refused(korea):
    with pytest.raises(InputError, match="one value a cell"):
        maps.warning_map(korea, value_s=[1.0], status=["warned"])
    with pytest.raises(InputError, match="Invalid status 'fine'"):
        maps.warning_map(Cells.of(["a"], [0.0], [0.0]), value_s=[1.0], status=["fine"])
    with pytest.raises(InputError, match="one value a cell"):
        Cells.of(["a"], [0.0, 1.0], [0.0])


def test_two_maps_can_share_a_figure(korea):
    view = view_of(korea.lat, korea.lon)
    figure = layers.style.new_figure(12.0, 5.0)
    boxes = ((0.05, 0.1, 0.3, 0.8), (0.55, 0.1, 0.3, 0.8))
    for box in boxes:
        ax = layers.map_axes(figure, view, box)
        state = ["warned"] * len(korea.ids)
        same, _ = maps.warning_map(
            korea, value_s=korea.lat, status=state, scene=Scene(view=view), ax=ax
        )
        assert same is figure
    assert sum(text.get_text() == NOTIONAL for text in figure.texts) == 1


def test_labels_do_not_lie_on_each_other():
    marks = [Mark(f"place {i}", 37.0 + 0.05 * i, 127.0) for i in range(12)]
    view = view_of([33.0, 39.0], [125.0, 130.0])
    figure, ax = maps.footprint_map([], altitude_km=1.0, scene=Scene(places=marks, view=view))
    renderer = figure.canvas.get_renderer()
    boxes = [t.get_window_extent(renderer) for t in ax.texts if t.get_text().startswith("place")]
    assert 4 <= len(boxes) <= 12
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:i])


@pytest.mark.parametrize("kind", ["regional", "world"])
def test_nothing_of_a_map_is_cut_off_at_the_edges(kind, korea, scene):
    if kind == "world":
        world = territory.box(west=-180, south=-90, east=180, north=90)
        korea = Cells.of(*geo_cells.h3_cells(world, 1))
    value = np.linspace(0.0, 2000.0, len(korea.ids))
    status = np.resize(["warned", "late", "never"], len(korea.ids))
    figure, ax = maps.warning_map(korea, value_s=value, status=status, scene=scene, subtitle="s")
    renderer = figure.canvas.get_renderer()
    boxes = [a.get_window_extent(renderer) for a in ax.get_children() if isinstance(a, Legend)]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])
    for box in [*boxes, ax.title.get_window_extent(renderer)]:
        assert box.x0 >= 0.0
        assert box.y0 > 15.0  # above the notional mark
        assert box.x1 <= figure.bbox.width
        assert box.y1 <= figure.bbox.height
