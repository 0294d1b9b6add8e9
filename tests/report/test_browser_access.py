"""The page without a mouse and without sight: what axe can tell, light, dark and small."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from in_browser import opened

pytestmark = pytest.mark.browser

# What axe advises and no standard asks for is left to the eye.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


@pytest.mark.parametrize(
    ("tab_name", "width", "scheme", "looked_at"),
    [
        ("map", 1280, "light", None),
        ("table", 390, "dark", None),
        # The rest of the page has been looked at.
        ("graph", 1280, "dark", "#panel-graph"),
        ("time", 390, "light", "#panel-time"),
    ],
)
def test_axe_finds_nothing(browser, report, tab_name, width, scheme, looked_at):
    with opened(browser, report, width=width, color_scheme=scheme, bypass_csp=True) as tab:
        tab.locator(f"#tab-{tab_name}").click()
        found = Axe().run(tab, looked_at, options={"runOnly": {"type": "tag", "values": TAGS}})
        told = [
            (each["id"], [node["target"] for node in each["nodes"]][:4])
            for each in found.response["violations"]
        ]
        assert told == []
