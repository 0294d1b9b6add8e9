"""The page on paper: the map of the rules, whatever the screen shows."""

import numpy as np
import pytest
from in_browser import DRAWN, opened, shown_at

from tocsin.answers.median_cells import cell_values
from tocsin.plot import style
from tocsin.plot.maps import warning_classes
from tocsin.report.canvas import Canvas
from tocsin.report.html import source_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def canvas(result):
    return Canvas.of(result.world)


def test_paper_has_the_map_of_the_rules_whatever_tab_is_open(browser, report, result, canvas):
    height, width = canvas.cells.shape
    values = {name: cell_values(result, name) for name in ("isolated", "relay")}
    levels = style.time_levels(
        np.concatenate([each.value_s[each.status == "warned"] for each in values.values()])
    )
    colors = {}
    for policy, each in values.items():
        classes = warning_classes(each.value_s, each.status, levels_s=levels)
        plain = [one for one in classes if one.hatch is None]
        colors[policy] = {cell: one.color for one in plain for cell in np.flatnonzero(one.members)}
    pixels = shown_at(canvas, result.world)
    for view, policies in (("table", ["relay"]), ("beside", ["isolated", "relay"])):
        fragment = f"#a=policy:isolated&tab={view}"
        with opened(browser, report, fragment=fragment, color_scheme="dark") as tab:
            if view == "beside":
                tab.locator("#map-key-both li").first.wait_for()
            else:
                tab.locator(".map-key li").first.wait_for(state="attached")
            tab.locator("#choose-b").select_option(label="relay")
            tab.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert tab.locator("#panel-map .map-key-title:visible").first.inner_text() == (
                "Warning under relay [m:ss]"
                if view == "table"
                else "Warning under A and under B [m:ss]"
            )
            tab.emulate_media(media="print")
            stills = tab.locator(".map-still")
            assert stills.count() == len(policies)
            # Of a width that paper has.
            wide = "(all) => all.reduce((sum, each) => sum + each.parentNode.offsetWidth, 0)"
            assert stills.evaluate_all(wide) < 690
            for at, policy in enumerate(policies):
                expected = colors[policy]
                places = [
                    [pixels[cell] % width, height - pixels[cell] // width - 1] for cell in expected
                ]
                told = stills.nth(at).evaluate(DRAWN, [places, width])
                pairs = zip(told, expected.values(), strict=True)
                # But for a cell or two whose middle a line crosses.
                assert sum(f"#{each}" == color for each, color in pairs) >= 0.9 * len(told)
                # The sea of a light page, whatever the screen has.
                assert stills.nth(at).evaluate(DRAWN, [[[2, height - 2]], width]) == ["eaf1f5"]
            tab.emulate_media(media="screen")
            tab.evaluate("dispatchEvent(new Event('afterprint'))")
            assert stills.count() == 0
            assert tab.locator("#panel-map").is_visible() == (view == "beside")


def test_paper_needs_nothing_of_bokeh_s_own():
    # What views have inside may be another thing in the next version; models are promised.
    script = source_of("map_print")
    assert "map.model.renderers" in script
    assert "map.view" not in script
