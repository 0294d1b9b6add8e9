"""A page opened from disk in a browser, for the tests beside it."""

from contextlib import contextmanager
from functools import cache

import numpy as np

DRAWN = """(canvas, [places, width]) => {
  const scale = canvas.width / width;
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  return places.map(([x, y]) => {
    const [right, down] = [x, y].map((each) => Math.floor((each + 0.5) * scale));
    const { data } = pen.getImageData(right, down, 1, 1);
    return [0, 1, 2].map((at) => data[at].toString(16).padStart(2, "0")).join("");
  });
}"""


@cache
def tab_of(browser, **options):
    """A tab, what it asks for and says; another one costs twice what loading a page does."""
    asked, said = [], []
    tab = browser.new_context(**options).new_page()
    tab.context.on("request", lambda request: asked.append(request.url.split("#")[0]))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    return tab, asked, said


@contextmanager
def opened(
    browser,
    path,
    *,
    width=1280,
    # A plain address begins with the tour.
    fragment="#tab=map",
    color_scheme="light",
    reduced_motion="no-preference",
    **options,
):
    """A page that must ask for nothing but its file, and complain of nothing."""
    tab, asked, said = tab_of(browser, **options)
    tab.set_viewport_size({"width": width, "height": 900})
    tab.emulate_media(media="screen", color_scheme=color_scheme, reduced_motion=reduced_motion)
    # From elsewhere: to another fragment of the same page nothing is loaded.
    tab.goto("about:blank")
    asked.clear()
    said.clear()
    tab.goto(path.as_uri() + fragment)
    if options.get("java_script_enabled", True):
        tab.locator("html.live").wait_for()
    yield tab
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}
    assert said == []


def unfold(details):
    """Open what is filled when it is first opened, which a browser tells a moment later."""
    details.locator("summary").first.click()
    details.locator("summary + * > *").first.wait_for(state="attached")


def address(tab):
    """The part of the address that holds the state: it is written when the reader pauses."""
    tab.wait_for_timeout(250)
    return tab.evaluate("location.hash")


def drawn_at(tab, places, width):
    """Colours that stand on the map's canvas at pixels of a picture of that width."""
    return tab.locator(".map-plot canvas").first.evaluate(DRAWN, [places, width])


def shown_at(canvas, world):
    """The pixel of the middle of each cell, counted as the image's buffer is."""
    right, up = np.floor(canvas.frame.pixels_of(world.cells.lon, world.cells.lat)).astype(int).T
    return (up * canvas.frame.width + right).tolist()
