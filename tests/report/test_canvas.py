"""The map of the page: which cell each pixel shows, the ground about it, the figure."""

import json

import numpy as np
import pytest
import shapely

from tocsin.engine.world import World
from tocsin.geometry.projection import view_of
from tocsin.plot.scene import Cells
from tocsin.report.canvas import Canvas, document_json, figure, raster, resources
from tocsin.report.canvas.canvas import framed
from tocsin.report.canvas.ground import ground_of
from tocsin.report.canvas.rings import rings_of, shared_sides
from tocsin.scenario import Scenario, scaffold


def world_of(territories, *, targets=None, launch=(0.0, 20.0)):
    """A world of nations with the ground that is told, and a launch area."""
    lat, lon = launch
    return World(
        Scenario.from_dict(
            {
                "tocsin": 1,
                "nations": {
                    **{name: {"territory": each} for name, each in territories.items()},
                    "XXA": {"name": "The far shore"},
                },
                "launches": {"area": {"nation": "XXA", "lat": lat, "lon": lon, "spread_km": 50}},
                "arcs": {"medium": {"class": "medium"}},
                "targets": {"nations": [*territories], **(targets or {"h3_resolution": 3})},
            }
        )
    )


def box(west, south, east, north):
    return {"box": {"west": west, "south": south, "east": east, "north": north}}


@pytest.fixture(scope="module")
def canvas():
    return Canvas.of(World(Scenario.from_text(scaffold("starter"))), width=500)


def owners_of(canvas, world):
    """Cells whose outline holds the middle of each pixel, by shapely alone: -1 none, -2 several."""
    cells = Cells.of(world.cells.id, world.cells.lat, world.cells.lon)
    rings = rings_of(cells, canvas.frame)
    shapes = [shapely.Polygon(ring) for ring in np.split(rings.points, np.cumsum(rings.sizes)[:-1])]
    height, width = canvas.cells.shape
    right, up = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    owner = np.full((height, width), -1)
    for number, shape in zip(rings.numbers, shapes, strict=True):
        inside = shapely.contains_xy(shape, right, up)
        owner[inside] = np.where(owner[inside] == -1, number, -2)
    return owner


def shown(canvas):
    """Cells of the pixels, -1 for none."""
    cells = canvas.cells.astype(int)
    return np.where(cells == np.iinfo(canvas.cells.dtype).max, -1, cells)


@pytest.mark.parametrize(
    "territories",
    [
        {"A": box(10, 40, 13, 43), "B": box(13, 40, 15, 43)},
        {"A": box(178, -2, -178, 2)},
        {"A": box(-180, 86, 180, 90)},
        {"A": box(10, 40, 13, 43), "B": box(160, -40, 165, -38)},
        {"A": box(176, -10, -176, 10), "B": box(-10, -10, 6, 6)},
    ],
    ids=["neighbours", "antimeridian", "pole", "world", "seam"],
)
def test_pixel_belongs_to_the_cell_that_holds_its_middle(territories):
    world = world_of(territories)
    canvas = Canvas.of(world, width=300)
    expected = owners_of(canvas, world)
    assert (expected != -2).all()
    is_globe = canvas.frame.is_globe()
    if is_globe is not None:
        expected[~is_globe] = -1
    assert np.array_equal(shown(canvas), expected)
    assert canvas.vanished == len(world.cells) - len(np.unique(expected[expected >= 0]))


@pytest.mark.parametrize(
    "territories", [{"A": box(178, -2, -178, 2)}, {"A": box(-180, 86, 180, 90)}]
)
def test_middle_of_each_cell_shows_it(territories):
    world = world_of(territories)
    canvas = Canvas.of(world, width=800)
    right, up = np.floor(canvas.frame.pixels_of(world.cells.lon, world.cells.lat)).astype(int).T
    assert canvas.cells[up, right].tolist() == list(range(len(world.cells)))
    assert canvas.vanished == 0


def test_grid_cells_share_their_sides_and_leave_no_gap():
    world = world_of({"A": box(10, 40, 30, 60)}, targets={"grid": {"spacing_deg": 5}})
    canvas = Canvas.of(world, width=400)
    assert np.array_equal(shown(canvas), owners_of(canvas, world))
    # Seen along a row, what lies between two cells is a cell.
    middle = shown(canvas)[canvas.frame.height // 2]
    inside = np.flatnonzero(middle >= 0)
    assert (middle[inside[0] : inside[-1] + 1] >= 0).all()


def test_cells_that_vanish_are_counted():
    world = world_of({"A": box(10, 40, 13, 43)}, targets={"h3_resolution": 5})
    canvas = Canvas.of(world, width=20)
    assert canvas.vanished == len(world.cells) - len(np.unique(shown(canvas)[shown(canvas) >= 0]))
    assert canvas.about["vanished"] == canvas.vanished > 0


def test_more_than_65534_cells_have_wider_numbers():
    assert raster.blank(65_534, width=1, height=1).dtype == np.uint16
    wide = raster.blank(65_535, width=3, height=1)
    square = np.array([[1.0, 0.0], [2.0, 0.0], [2.0, 1.0], [1.0, 1.0]])
    raster.fill_rings(wide, square, sizes=np.array([4]), numbers=np.array([65_534]))
    assert wide.tolist() == [[2**32 - 1, 65_534, 2**32 - 1]]


def test_points_are_dots_and_the_nearer_has_the_pixel():
    places = {"points": {"P": {"lat": 41, "lon": 11, "nation": "A"},
                         "Q": {"lat": 41.2, "lon": 11.2, "nation": "A"}}}  # fmt: skip
    territories = {"A": box(10, 40, 13, 43)}
    world = world_of(territories, targets=places)
    canvas = Canvas.of(world, width=300)
    right, up = canvas.frame.pixels_of(world.cells.lon, world.cells.lat).T
    assert canvas.dots
    rows, columns = np.nonzero(shown(canvas) >= 0)
    away = np.hypot(columns[:, None] - np.floor(right), rows[:, None] - np.floor(up))
    assert away.min(axis=1).max() <= raster.DOT_PX
    nearer = away[np.arange(len(rows)), shown(canvas)[rows, columns]]
    assert (nearer == away.min(axis=1)).all()


def test_key_stands_where_fewest_cells_are(canvas):
    # The two nations of the starter lie in the east.
    assert canvas.key_corner.endswith("w")


@pytest.mark.parametrize(("lat", "lon"), [([-40, 40], [10, 12]), ([10, 12], [-40, 40])])
def test_map_is_neither_a_tower_nor_a_strip(lat, lon):
    frame = framed(view_of(lat, lon), 1000)
    west, east, south, north = frame.view.extent_m
    assert 500 <= frame.height <= 750
    assert frame.height == pytest.approx(1000 * (north - south) / (east - west), abs=0.5)


def test_no_line_runs_along_the_antimeridian_or_the_seam():
    for view in (
        view_of([-20, -15, 70], [178, -170, 180], aspect=0.7),
        view_of([0.0, 0.0], [0.0, 170.0]),
    ):
        frame = framed(view, 800)
        ground = ground_of(frame)
        lines = [shapely.get_coordinates(line) for line in shapely.get_parts(ground.coasts)]
        assert lines
        if view.kind == "world":
            edge = shapely.boundary(ground.globe).buffer(0.3)
        else:
            lat = np.linspace(-30, 80, 400)
            edge = shapely.LineString(frame.pixels_of(np.full(400, 180.0), lat)).buffer(0.3)
        along = shapely.intersection(ground.coasts, edge).length
        assert along < 20.0


def test_wide_map_has_land():
    frame = framed(view_of([-20, -15, 60], [178, -170, -175], aspect=0.72), 800)
    assert ground_of(frame).land.area > 0.05 * frame.width * frame.height


def test_border_is_what_two_nations_share():
    square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    three = np.vstack([square + np.array([east, 0.0]) for east in range(3)])
    borders, edges = shared_sides(three, np.array([4, 4, 4]), np.array([7, 7, 2]))
    assert borders.equals(shapely.LineString([(2, 0), (2, 1)]))
    assert edges.length == 8.0


def test_fictional_world_has_its_own_ground_and_names(canvas):
    # Two boxes, and no coast of the sea that is really there.
    assert len(shapely.get_parts(canvas.ground.land)) == 2
    names = [(name["kind"], name["text"]) for name in canvas.about["names"]]
    assert ("nation", "Nordland (fictional)") in names
    assert not canvas.ground.countries


def test_launch_area_outside_is_told_with_its_nation():
    about = Canvas.of(world_of({"A": box(10, 40, 13, 43)}, launch=(-30.0, 100.0)), width=200).about
    (launch,) = about["launches"]
    assert launch == {
        **{"lat": -30.0, "lon": 100.0, "radius_km": 50.0},
        **{"id": "area", "title": "area (The far shore)"},
    }
    json.dumps(about, allow_nan=False)


def test_document_holds_one_pixel_and_is_the_same_again(canvas):
    plots = [figure(canvas) for _ in range(2)]
    images = [each for each in plots[0].renderers if type(each.glyph).__name__ == "ImageRGBA"]
    assert [each.data_source.name for each in images] == ["cells"]
    assert images[0].data_source.data["image"][0].shape == (1, 1)
    one, two = map(document_json, plots)
    assert one == two
    text = json.dumps(one)
    assert len(text) < 60_000
    assert "CustomJS" not in text


def test_script_of_bokeh_fits_into_a_page():
    text = resources()
    assert "</script" not in text.lower()
    assert len(text) < 1_400_000
