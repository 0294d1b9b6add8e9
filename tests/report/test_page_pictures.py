"""Views of the page look as they did: small pictures without text, compared with stored ones.

Where a view changes on purpose, look at it and run ``make pictures``.
"""

import io
import shutil
import sys
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from in_browser import opened as usually_opened
from PIL import Image

import tocsin
from tocsin.answers.run import run
from tocsin.report.html import write_report
from tocsin.scenario import Scenario, scaffold

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).with_name("pictures")
WIDTH = 160
# Of what a picture differs from its own ground. Letters are not painted, but lines of them are as
# long as a machine's font has them; a map that is missing or of other rules is far beyond.
FARTHEST = 0.3
BARE = (
    "* { color: transparent !important; caret-color: transparent !important } text { opacity: 0 }"
)
SIDES = "#a=policy:isolated&b=policy:full-mesh"
# A page that still scrolls is another picture at every moment.
opened = partial(usually_opened, reduced_motion="reduce")


def beside(browser, page):
    with opened(browser, page, fragment=f"{SIDES}&tab=beside") as tab:
        tab.locator("#map-key-both li").first.wait_for()
        yield tab, ".map-pair"


def tour(browser, page):
    with opened(browser, page, fragment=SIDES) as tab:
        tab.locator("#tour-start").click()
        yield tab, "#tour"


def verdict(browser, page):
    with opened(browser, page, fragment=SIDES) as tab:
        tab.locator("#holds ~ details summary").first.click()
        tab.locator("#holds ~ details img").first.evaluate("(image) => image.decode()")
        yield tab, "#holds ~ details"


def phone(browser, page):
    with opened(browser, page, width=390, fragment=SIDES) as tab:
        yield tab, ".map-whole"


def dark(browser, page):
    with opened(browser, page, color_scheme="dark", fragment=SIDES) as tab:
        yield tab, "#panel-map"


def paper(browser, page):
    with opened(browser, page, width=690, fragment=f"{SIDES}&tab=table") as tab:
        tab.locator(".map-key li").first.wait_for(state="attached")
        tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        tab.emulate_media(media="print")
        yield tab, "#panel-map"
        tab.emulate_media(media="screen")
        tab.evaluate("dispatchEvent(new Event('afterprint'))")


VIEWS = {
    each.__name__: contextmanager(each) for each in (beside, tour, verdict, phone, dark, paper)
}
# What is taken away of each, to see whether that is noticed.
BROKEN = {
    "beside": "#map-a",
    "tour": "#tour *",
    "verdict": "#holds ~ details img, #holds ~ details svg",
    "phone": ".map-plot",
    "dark": ".map-plot",
    "paper": ".map-still",
}


@cache
def page_of(folder):
    scenario = Scenario.from_text(scaffold("starter")).updated({"targets.h3_resolution": 3})
    result = run(scenario, policies=["isolated", "full-mesh"])
    found = tocsin.verdict(scenario, "isolated", "full-mesh", draws=16)
    return write_report(result, Path(folder) / "report.html", verdicts=[found])


def picture(browser, page, name, hidden=None):
    """A view as a small picture without its letters; with something hidden, as if it had failed."""
    with VIEWS[name](browser, page) as (tab, place):
        tab.locator(".map-key li").first.wait_for(state="attached")
        # Two frames: one to paint, one to show it.
        tab.evaluate("new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
        away = f" {hidden} {{ visibility: hidden !important }}" if hidden else ""
        style = tab.add_style_tag(content=BARE + away)
        taken = tab.locator(place).first.screenshot(animations="disabled")
        style.evaluate("(node) => node.remove()")
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.BOX)


def distance(drawn, name):
    """How far a picture is from the stored one, as a share of what stands there on its ground."""
    with Image.open(FOLDER / f"{name}.png") as kept:
        there = np.asarray(kept.convert("RGB"), dtype=float)
    # Lines of text above and below are not the same everywhere.
    if abs(drawn.height - there.shape[0]) > 0.15 * there.shape[0]:
        return np.inf
    now = np.asarray(drawn.resize((there.shape[1], there.shape[0])), dtype=float)
    ground = np.median(there.reshape(-1, 3), axis=0)
    return float(np.sqrt(((now - there) ** 2).mean() / ((there - ground) ** 2).mean()))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return page_of(tmp_path_factory.mktemp("pictures"))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_looks_as_it_did(browser, page, name, tmp_path):
    drawn = picture(browser, page, name)
    drawn.save(tmp_path / f"{name}.png")
    assert distance(drawn, name) < FARTHEST, f"look at {tmp_path}, then: make pictures"


@pytest.mark.parametrize("name", VIEWS)
def test_a_broken_view_is_noticed(browser, page, name):
    assert distance(picture(browser, page, name, hidden=BROKEN[name]), name) > FARTHEST


def test_pictures_are_few_and_small():
    assert {path.stem for path in FOLDER.glob("*.png")} == set(VIEWS)
    assert max(path.stat().st_size for path in FOLDER.glob("*.png")) < 15_000


def write():
    """Make all stored pictures anew."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as play:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name in VIEWS:
            made = picture(browser, page_of(folder), name)
            made.quantize(64).save(FOLDER / f"{name}.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    sys.exit(write())
