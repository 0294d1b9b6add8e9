"""The page of the app in a browser: values move, numbers follow, problems are told."""

import re
from collections import defaultdict

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import SMALL, Browser

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
WIDE = {"width": 1280, "height": 720}


@pytest.fixture(scope="module")
def tabs():
    """Tabs by their looks, to be used again: another one costs twice what loading a page does."""
    return defaultdict(list)


@pytest.fixture
def opened(browser, desk, tabs):
    """A function that opens the app for a new reader, and watches what goes wrong."""
    used, said = [], []

    def open_(*, viewport=WIDE, color_scheme="light", **options):
        idle = tabs[tuple(options)]
        page = idle.pop() if idle else browser.new_context(**options).new_page()
        used.append((idle, page))
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.goto("about:blank")
        page.context.clear_cookies()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text))
        # A plain address begins with the tour.
        page.goto(f"{desk.door.address}#tab=map")
        page.locator("#edit-values details").first.wait_for()
        return page

    yield open_
    for idle, page in used:
        idle.append(page)
    # A request that is refused is told by the browser itself; nothing else may be.
    assert [each for each in said if "the server responded with a status of 4" not in each] == []


def typed(page, label, value):
    page.locator(f"[aria-label='{label}']").evaluate(
        "(box, value) => { box.value = value; box.dispatchEvent(new Event('change')); }", value
    )
    page.locator("#edit:not([aria-busy])").wait_for()


def test_a_moved_sensor_changes_the_numbers_and_can_be_taken_back(opened, desk):
    page, other = opened(), opened()
    finding = page.locator("#finding")
    before = finding.inner_text()
    assert "token" not in page.url
    typed(page, "EAST: assess s", "90")
    page.locator("#edit-undo", has_text="(1)").wait_for()
    later = finding.inner_text()
    assert later != before
    typed(page, "shore: longitude", "7")
    page.locator("#edit-undo", has_text="(2)").wait_for()
    # The other reader sees nothing of it.
    assert other.locator("#finding").inner_text() == before
    other.reload()
    other.locator("#edit-undo", has_text="(0)").wait_for()
    for left in (1, 0):
        page.locator("#edit-undo").click()
        page.locator("#edit-undo", has_text=f"({left})").wait_for()
    assert finding.inner_text() == before


def test_a_sensor_is_dragged_on_the_map(opened):
    page = opened()
    mark = page.locator(".map-sensor")
    page.locator(".map-sensor[transform]").first.wait_for(state="attached")
    before = page.locator("#finding").inner_text()
    box = mark.first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 40, steps=3)
    page.mouse.up()
    page.locator("#edit-undo", has_text="(1)").wait_for()
    place = [page.locator(f"[aria-label='shore: {key}']") for key in ("latitude", "longitude")]
    lat, lon = (float(each.input_value()) for each in place)
    assert (lat, lon) != (0, 8)
    assert (lat, lon) == (round(lat), round(lon))
    assert page.locator("#finding").inner_text() != before
    assert mark.first.get_attribute("aria-label").startswith("shore, ")
    page.locator("#edit-undo").click()
    page.locator("#edit-undo", has_text="(0)").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("#finding").inner_text() == before


def test_what_is_refused_is_told_and_nothing_changes(opened):
    page = opened()
    before = page.locator("#finding").inner_text()
    typed(page, "shore: latitude", "91")
    assert "Must be within [-90, 90]" in page.locator("#edit-problems").inner_text()
    assert page.locator("[aria-label='shore: latitude']").input_value() == "0"
    # A number of a card stays within its range before it is even sent.
    card = page.locator("[aria-label='Delays: Machine to machine, one hop']")
    assert (card.get_attribute("min"), card.get_attribute("max")) == ("2", "10")
    assert page.locator("#finding").inner_text() == before
    bad = SMALL.replace("owner: HUB", "owner: NOBODY")
    page.set_input_files("#edit input[type=file]", files=[file("bad.yaml", bad)])
    page.locator("#edit-problems button", has_text="Go to line 10").click()
    assert page.evaluate(
        "document.activeElement.value.slice(document.activeElement.selectionStart).split('\\n')[0]"
    ).startswith("  eye: {class")
    page.set_input_files("#edit input[type=file]", files=[file("huge.yaml", "#" * 1_000_001)])
    page.locator("#edit-problems", has_text="huge.yaml is larger than 1 MB").wait_for()


def file(name, text):
    return {"name": name, "mimeType": "text/yaml", "buffer": text.encode()}


def test_another_scenario_is_another_page(opened):
    page = opened()
    good = SMALL.replace("title: Two shores", "title: <b>Mine</b> & more")
    with page.expect_navigation():
        page.set_input_files("#edit input[type=file]", files=[file("good.yaml", good)])
    page.locator("#edit-values details").first.wait_for()
    assert page.locator("h1").inner_text() == "<b>Mine</b> & more"


def test_a_verdict_with_progress_and_files(opened):
    page = opened()
    page.locator("[aria-label=Draws]").select_option("32")
    page.locator("#verdict-begin").click()
    page.locator(".verdict-said").first.wait_for()
    assert "32 draws" in page.locator("#edit-verdict").inner_text()
    driver = page.locator(".verdict-drivers li").first.inner_text()
    assert re.fullmatch(r"EAST: .+: .+ \(.+\) turns .+ of the draws; \d+:\d\d of change .+", driver)
    assert "delays." not in page.locator("#edit-verdict").inner_text()
    assert "turns 0 %" not in page.locator("#edit-verdict").inner_text()
    with page.expect_download() as download:
        page.locator("#edit-files a", has_text="comments kept").click()
    assert download.value.path().read_text("utf-8") == SMALL
    link = page.locator("#edit-files a", has_text="Cells (GeoJSON)").get_attribute("href")
    assert "policy=after" in link


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_in_the_panel(opened, width, scheme):
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    page = opened(**looks, bypass_csp=True)
    typed(page, "shore: latitude", "91")
    page.locator("#edit details").evaluate_all(
        "all => all.forEach((each) => { each.open = true; })"
    )
    found = Axe().run(page, context="#edit", options={"runOnly": {"type": "tag", "values": TAGS}})
    told = [(each["id"], each["nodes"][0]["target"]) for each in found.response["violations"]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_of_today_finds_no_session_of_yesterday(opened, desk):
    page = opened()
    desk.sessions._held.pop(page.context.cookies()[0]["value"])
    assert page.reload().status == 403
    assert "Open the address that tocsin app has printed" in page.content()
    assert Browser(desk.door).ask("GET", "/").status == 403
