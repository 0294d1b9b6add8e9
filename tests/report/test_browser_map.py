"""The map in a browser: its pixels against Python's classes, pointer, keys, sensors that move."""

from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from in_browser import DRAWN, address, drawn_at, opened, shown_at

import tocsin.report
from tocsin.answers.median_cells import cell_values
from tocsin.engine.world import World
from tocsin.geometry.projection import MapView, view_of
from tocsin.plot import style
from tocsin.plot.maps import warning_classes
from tocsin.report.canvas import Canvas, document_json, figure, resources
from tocsin.report.canvas.canvas import framed
from tocsin.report.html import STYLES, source_of
from tocsin.scenario import Scenario, scaffold

pytestmark = pytest.mark.browser

TEMPLATES = Path(tocsin.report.__file__).parent / "templates"
FILES = ("words", "data", "map_plane", "map_paint", "map_marks", "map_print", "map", "map_drag")
# Colours of some pixels of the page's map, as six hexadecimal digits.
COLORS = """([at, document]) => {
  const map = Bokeh.documents[document].get_model_by_name("map");
  const sources = map.renderers.map((each) => each.data_source);
  const pixels = sources.find((each) => each.name === "cells").data.image[0];
  const hex = (byte) => (byte & 255).toString(16).padStart(2, "0");
  return at.map((pixel) => [0, 8, 16].map((shift) => hex(pixels[pixel] >>> shift)).join(""));
}"""
GIVE = """([about, cells, item, sensors, lat, lon]) => {
  const kind = about.none === 65535 ? Uint16Array : Uint32Array;
  const numbers = cellNumbers(kind.from(cells), about);
  globalThis.given = { about, cells: numbers, item, sensors, lat, lon };
}"""
MAKE = """async () => {
  globalThis.said = [];
  globalThis.map = await makeMap(document.getElementById("host"), given);
  map.listeners.cell = (...told) => said.push(told);
  map.listeners.tell = (cell) => `cell ${cell}`;
}"""


@pytest.fixture(scope="module")
def canvas(result):
    return Canvas.of(result.world)


def test_pixels_follow_the_rules_as_python_says(browser, report, result, canvas):
    pixels = shown_at(canvas, result.world)
    height, width = canvas.cells.shape
    before = cell_values(result, "isolated")
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay") as tab:
        tab.locator(".map-key li").first.wait_for()
        for policy in ("relay", "isolated"):
            tab.locator("#choose-b").select_option(label=policy)
            tab.wait_for_timeout(300)
            values = cell_values(result, policy)
            warned = [each.value_s[each.status == "warned"] for each in (before, values)]
            # One scale for A and B.
            levels = style.time_levels(np.concatenate(warned))
            classes = warning_classes(values.value_s, values.status, levels_s=levels)
            expected = {
                cell: each.color
                for each in classes
                for cell in np.flatnonzero(each.members).tolist()
                if each.hatch is None
            }
            assert expected
            told = tab.evaluate(COLORS, [[pixels[cell] for cell in expected], 0])
            assert [f"#{each}" for each in told] == list(expected.values())
            # And on the screen, but for a cell or two whose middle a line crosses.
            at = [[pixels[cell] % width, height - pixels[cell] // width - 1] for cell in expected]
            drawn = drawn_at(tab, at, width)
            colors = expected.values()
            told = [f"#{each}" == color for each, color in zip(drawn, colors, strict=True)]
            assert sum(told) >= 0.9 * len(told)
            shares = tab.locator(".map-key li").all_inner_texts()
            assert len([text for text in shares if "%" in text]) == len(
                [each for each in classes if each.members.any()]
            )


def test_change_is_centred_on_nothing(browser, report, result, canvas):
    before, after = (cell_values(result, name) for name in ("isolated", "relay"))
    both = (before.status == "warned") & (after.status == "warned")
    change = np.where(both, after.value_s - before.value_s, np.nan)
    pixels = np.array(shown_at(canvas, result.world))
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay&tab=change") as tab:
        tab.locator(".map-key li").first.wait_for()
        tab.wait_for_timeout(300)
        same = tab.evaluate(COLORS, [pixels[np.abs(change) < 0.4].tolist(), 0])
        more = tab.evaluate(COLORS, [pixels[change > 1.0].tolist(), 0])
    assert set(same) == {"d3cfc4"}
    # Blue outweighs red where there is more.
    assert more
    assert all(int(each[4:], 16) > int(each[:2], 16) + 40 for each in more)


def test_two_policies_stand_side_by_side(browser, report, result, canvas):
    pixels = shown_at(canvas, result.world)
    values = [cell_values(result, name) for name in ("isolated", "relay")]
    levels = style.time_levels(
        np.concatenate([each.value_s[each.status == "warned"] for each in values])
    )
    with opened(browser, report, fragment="#a=policy:isolated&b=policy:relay&tab=beside") as tab:
        maps = [tab.locator(f"#map-{side} .map-box") for side in "ab"]
        tab.locator("#map-key-both li").first.wait_for()
        tab.wait_for_timeout(300)
        for document, each in ((1, values[0]), (0, values[1])):
            classes = warning_classes(each.value_s, each.status, levels_s=levels)
            plain = [one for one in classes if one.hatch is None]
            cells = [(one.color, np.flatnonzero(one.members).tolist()) for one in plain]
            told = tab.evaluate(
                COLORS, [[pixels[at] for _, some in cells for at in some], document]
            )
            assert [f"#{color}" for color in told] == [color for color, some in cells for _ in some]
        boxes = [each.bounding_box() for each in maps]
        assert [boxes[0][key] for key in ("y", "width", "height")] == [
            boxes[1][key] for key in ("y", "width", "height")
        ]
        assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
        # One cell under the pointer, on both; and under the keys.
        right, up = canvas.frame.pixels_of(
            result.world.cells.lon[[0]], result.world.cells.lat[[0]]
        )[0]
        scale = boxes[0]["width"] / canvas.frame.width
        at = {"x": right * scale, "y": boxes[0]["height"] - up * scale}
        maps[0].hover(position=at)
        tips = [each.locator(".map-tip").inner_text().split("\n") for each in maps]
        assert tips[0][0] == tips[1][0]
        assert [tip[1][:2] for tip in tips] == ["A:", "B:"]
        assert maps[1].locator(".map-spot").is_visible()
        maps[1].focus()
        tab.keyboard.press("ArrowRight")
        said = tab.locator("#map-b [aria-live]").inner_text()
        assert "A: " in said
        assert "B: " in said
        for each in "ab":
            tab.locator(f"#map-{each} .map-ring").wait_for()
        # Zoomed in one, zoomed in both.
        tab.keyboard.press("+")
        starts = "Bokeh.documents.map((each) => each.get_model_by_name('map').x_range.start)"
        one, other = tab.evaluate(starts)
        assert one == other > 0
        # A switch keeps the view; a step back does too.
        tab.locator("#choose-b").select_option(label="full-mesh")
        assert tab.locator("#map-b .map-side-title").inner_text() == "B: full-mesh"
        tab.keyboard.press("Control+z")
        assert tab.locator("#map-b .map-side-title").inner_text() == "B: relay"
        assert "tab=beside" in tab.url
        tab.set_viewport_size({"width": 390, "height": 900})
        above, below = (each.bounding_box() for each in maps)
        assert above["y"] + above["height"] < below["y"]
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        tab.locator("#tab-map").click()
        assert not maps[0].is_visible()
        assert tab.locator("#map-b .map-key li").first.is_visible()


def test_map_behind_another_tab_says_nothing_and_comes_back(browser, report):
    with opened(browser, report, fragment="#tab=table") as tab:
        tab.locator("#choose-b").select_option(label="relay")
        tab.locator("#tab-map").click()
        tab.locator(".map-nation[visibility=visible]").first.wait_for()
        box = tab.locator(".map-plot canvas").first.bounding_box()
        assert box["width"] > 300


def test_cell_is_chosen_by_keys_and_said(browser, report, result):
    with opened(browser, report) as tab:
        tab.locator(".map-key li").first.wait_for()
        tab.locator(".map-box").focus()
        tab.keyboard.press("ArrowRight")
        first = tab.locator("#panel-map [aria-live]").inner_text()
        tab.keyboard.press("ArrowDown")
        second = tab.locator("#panel-map [aria-live]").inner_text()
        assert first != second or "fictional" in first
        assert ":" in first.split("\n")[-1] or "never" in first
        tab.keyboard.press("Enter")
        chosen = parse_qs(address(tab)[1:])["cell"][0]
        assert chosen in result.world.cells.id.tolist()


@pytest.fixture(scope="module")
def world():
    scenario = Scenario.from_text(scaffold("starter")).updated({"targets.h3_resolution": 3})
    return World(scenario)


@pytest.fixture(scope="module")
def drawn(world):
    return Canvas.of(world, width=300)


@pytest.fixture(scope="module")
def tab(browser, drawn, world):
    """The script of the map alone, with what it needs, and a sensor where the plane touches."""
    tab = browser.new_page(viewport={"width": 800, "height": 700})
    said = []
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.set_content('<div id="host" style="width: 600px"></div>')
    for name in STYLES:
        tab.add_style_tag(content=(TEMPLATES / name).read_text("utf-8"))
    tab.add_script_tag(content=resources())
    tab.add_script_tag(content=source_of(*FILES))
    lon, lat = drawn.frame.view.lon, drawn.frame.view.lat
    eye = {"id": "eye", "lat": lat, "lon": lon, "color": "#0072b2", "words": "radar of A"}
    where = world.cells.lat.tolist(), world.cells.lon.tolist()
    cells, item = drawn.cells.ravel().tolist(), document_json(figure(drawn))
    tab.evaluate(GIVE, [drawn.about, cells, item, [eye], *where])
    yield tab
    assert said == []
    tab.close()


@pytest.fixture
def made(tab):
    tab.evaluate(MAKE)
    return tab


def on_screen(tab, right, up, canvas):
    box = tab.locator(".map-box").bounding_box()
    scale = box["width"] / canvas.frame.width
    return box["x"] + right * scale, box["y"] + box["height"] - up * scale


@pytest.mark.parametrize(
    "view",
    [
        view_of([35.0, 38.0], [127.0, 140.0]),
        view_of([-10.0, 10.0], [178.0, -175.0]),
        view_of([80.0, 85.0, 82.0], [0.0, 120.0, -120.0]),
        MapView("regional", 90.0, 0.0, (-2e6, 2e6, -2e6, 2e6)),
        view_of([0.0, 0.0], [0.0, 170.0]),
    ],
    ids=["region", "antimeridian", "polar", "pole", "world"],
)
def test_script_projects_as_proj_does(tab, view):
    frame = framed(view, 1600)
    west, _, south, _ = frame.view.extent_m
    about = {"view": {"kind": view.kind, "lat": view.lat, "lon": view.lon}, "west_m": west}
    about |= {"south_m": south, "pixel_m": frame.pixel_m}
    rng = np.random.default_rng(7)
    right, up = rng.uniform(0.1, 0.9, (2, 60)) * [[frame.width], [frame.height]]
    pixels = np.column_stack([right, up])
    if view.kind == "world":
        pixels = pixels[np.abs(right - frame.width / 2) < 0.25 * frame.width]
    east, north = (pixels * frame.pixel_m + [west, south]).T
    ground = np.array([view.unproject(*at)[::-1] for at in zip(east, north, strict=True)])
    back, forth = tab.evaluate(
        """([about, pixels, ground]) => {
          const plane = mapPlane(about);
          const both = (points, way) => points.map((at) => way(...at));
          return [both(pixels, plane.toGround), both(ground, plane.toPixel)];
        }""",
        [about, pixels.tolist(), ground.tolist()],
    )
    assert np.abs(np.array(forth) - pixels).max() < 0.02
    turn = (np.array(back)[:, 1] - ground[:, 1] + 180.0) % 360.0 - 180.0
    assert np.abs(np.array(back)[:, 0] - ground[:, 0]).max() < 1e-3
    assert np.abs(turn * np.cos(np.radians(ground[:, 0]))).max() < 1e-3


def test_late_and_never_are_hatched(tab):
    told = tab.evaluate(
        """() => {
          const { late, never } = MAP_LOOKS.light;
          const state = { status: Uint8Array.of(2, 1, 0), value: Float64Array.of(95, 0, 0) };
          const made = warningClasses(state, { longest: 95, look: MAP_LOOKS.light,
            sequences: Array.from({ length: 8 }, (_, at) => Array(at + 1).fill("#123456")) });
          const pixels = new Uint32Array(3 * 256);
          const cells = Uint16Array.from({ length: 768 }, (_, at) => Math.floor((at % 48) / 16));
          paintPixels(pixels, cells, { width: 48, classes: made.classes, palette: made.palette });
          return [[...pixels], late, never, [...made.classes], made.rows.map((row) => row.label)];
        }"""
    )
    pixels, late, never, classes, labels = told
    colors = np.array(pixels, dtype="<u4").view(np.uint8).reshape(16, 3, 16, 4)
    hexes = [
        {"#" + bytes(color[:3]).hex() for color in colors[:, at].reshape(-1, 4)} for at in range(3)
    ]
    assert hexes[0] == {"#123456"}
    assert hexes[1] == {late["color"], late["ink"]}
    assert hexes[2] == {never["color"], never["ink"]}
    assert classes[3] == 0
    assert labels[-2:] == ["late", "never"]
    # 95 s in classes of 15 s: the seventh.
    assert classes[0] == 7


def test_tap_gives_the_cell_and_the_place(made, drawn, world):
    cell = len(world.cells) // 3
    right, up = drawn.frame.pixels_of(world.cells.lon[[cell]], world.cells.lat[[cell]])[0]
    made.mouse.click(*on_screen(made, right, up, drawn))
    ((told, lat, lon),) = made.evaluate("said")
    assert told == cell
    assert lat == pytest.approx(world.cells.lat[cell], abs=0.1)
    assert lon == pytest.approx(world.cells.lon[cell], abs=0.1)


# Bokeh may paint in a later frame; where it never does, this ends after some hundred.
UNTIL = f"""async (canvas, [places, width, color]) => {{
  const drawn = {DRAWN};
  for (let frame = 0; frame < 600 && drawn(canvas, [places, width])[0] !== color; frame += 1)
    await new Promise(requestAnimationFrame);
  return drawn(canvas, [places, width])[0];
}}"""
PAINT = """(color) => {
  // A view of which nothing is known but that it is there.
  map.show = mapShower({ ...map, view: {} });
  mapPaint(map, new Uint8Array(map.about.count).fill(1), [null, color]);
}"""


def test_cells_are_painted_without_what_is_bokeh_s_own(made, drawn, world):
    at = shown_at(drawn, world)[len(world.cells) // 2]
    place = [at % drawn.frame.width, drawn.frame.height - at // drawn.frame.width - 1]
    made.evaluate(PAINT, "#12ab34")
    painted = made.locator(".map-plot canvas").first
    assert painted.evaluate(UNTIL, [[place], drawn.frame.width, "12ab34"]) == "12ab34"


def test_bokeh_has_what_makes_a_switch_quick(made):
    said = "this Bokeh keeps pixels elsewhere: a switch paints twice as long (mapShower in map.js)"
    assert "putImageData" in made.evaluate("String(mapShower(map))"), said


def test_wheel_is_the_page_s_and_with_ctrl_the_map_s(made):
    width = "map.model.x_range.end - map.model.x_range.start"
    box = made.locator(".map-box").bounding_box()
    made.mouse.move(box["x"] + 200, box["y"] + 100)
    whole = made.evaluate(width)
    made.mouse.wheel(0, -100)
    made.wait_for_timeout(200)
    assert made.evaluate(width) == whole
    made.keyboard.down("Control")
    made.mouse.wheel(0, -100)
    made.keyboard.up("Control")
    made.wait_for_timeout(200)
    assert made.evaluate(width) < whole
    # After a tap the keys are the map's, and it is one stop of the keyboard.
    made.mouse.click(box["x"] + 200, box["y"] + 100)
    made.keyboard.press("0")
    assert made.evaluate(width) == whole


def test_zoomed_map_still_tells_the_right_cell(made, drawn, world):
    cell = len(world.cells) // 2
    right, up = drawn.frame.pixels_of(world.cells.lon[[cell]], world.cells.lat[[cell]])[0]
    made.evaluate("(at) => { mapZoom(map, 3, at); mapReveal(map, ...at); }", [right, up])
    x, y = made.evaluate("(at) => toScreen(mapScreen(map), ...at)", [right, up])
    box = made.locator(".map-box").bounding_box()
    made.mouse.move(box["x"] + x, box["y"] + y)
    made.locator(".map-tip").wait_for()
    assert made.locator(".map-tip").inner_text() == f"cell {cell}"


def test_sensor_is_moved_by_pointer_and_keys(made, drawn):
    made.evaluate("letSensorsMove(map, (sensor, ...told) => said.push(told))")
    middle = drawn.frame.pixels_of([drawn.frame.view.lon], [drawn.frame.view.lat])[0]
    made.mouse.move(*on_screen(made, *middle, drawn))
    made.mouse.down()
    target = middle[0] + 40, middle[1] - 30
    made.mouse.move(*on_screen(made, *target, drawn), steps=3)
    made.mouse.up()
    lat, lon, is_done = made.evaluate("said.at(-1)")
    west, _, south, _ = drawn.frame.view.extent_m
    expected = drawn.frame.view.unproject(
        west + target[0] * drawn.frame.pixel_m, south + target[1] * drawn.frame.pixel_m
    )
    assert is_done
    # To the pixel of the screen.
    assert (lon, lat) == pytest.approx(expected, abs=0.06)
    # The map itself has not been moved along.
    assert made.evaluate("map.model.x_range.start") == 0
    made.locator(".map-sensor").focus()
    made.keyboard.press("ArrowUp")
    north, _, _ = made.evaluate("said.at(-1)")
    assert north > lat
