"""What the page costs in a browser: a switch, the first picture, the size of its parts.

``python benchmarks/page.py [SCENARIO]`` prints processor milliseconds of Chromium, of all processes
together, so that a busy machine misleads less; judge by the ratios. A switch is pressed in the
whole page, and in two tabs with the same engine that paint the same pixels: onto a bare canvas, and
through the map alone. ``--set PATH=JSON`` puts a value into the scenario, for another grid say.
Needs the system's Chromium and the extra ``test``.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from base64 import b64encode
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import sync_playwright

from tocsin.answers.run import run
from tocsin.report.canvas import Canvas, resources
from tocsin.report.data import PageData
from tocsin.report.html import STYLES, source_of, write_report
from tocsin.scenario import Scenario

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "configs" / "scenarios" / "northeast-asia.yaml"
ENGINE = ("words", "data", "rules", "effects", "engine", "measures")
MAP = ("map_plane", "map_paint", "map_marks", "map_print", "map")
OPEN = """async ([body, isMap]) => {
  const data = await openData(fromBase64(body));
  const { a, b, launch } = data.header.start;
  const { about, cells, item } = data.map;
  const pixels = new Uint32Array(cells.length);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [about.width, about.height];
  canvas.style.width = "860px";
  const map = isMap ? await makeMap(document.getElementById("host"), { about, cells, item,
    sensors: [], lat: data.cells.lat, lon: data.cells.lon }) : null;
  if (!isMap) document.body.append(canvas);
  const pen = canvas.getContext("2d");
  const image = new ImageData(new Uint8ClampedArray(pixels.buffer), about.width, about.height);
  const rules = rulesOf(data, b);
  const values = (rules) => cellValues(data, outcome(data, rules), { launch, arc: -1 });
  const before = values(rulesOf(data, a));
  globalThis.press = async (agreement) => {
    rules.on[agreement] ^= 1;
    const after = values(rules);
    const made = warningClasses(after, { longest: longestWarning([before, after]),
      look: MAP_LOOKS.light, sequences: about.sequences });
    if (isMap) mapPaint(map, made.classes, made.palette);
    else {
      paintPixels(pixels, cells, { width: about.width, ...made });
      pen.putImageData(image, 0, 0);
    }
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  };
  // Switches that by themselves change a pixel of what is shown at first.
  const looks = (on) => {
    const { classes, palette } = warningClasses(values({ ...rules, on }), {
      longest: longestWarning([before, values({ ...rules, on })]),
      look: MAP_LOOKS.light, sequences: about.sequences });
    return `${classes} ${JSON.stringify(palette)}`;
  };
  const first = looks(rules.on);
  const moving = data.header.switches.filter((at) =>
    looks(rules.on.map((on, other) => (other === at ? 1 - on : on))) !== first);
  return { every: data.header.switches, moving };
}"""
PRESS = """async (id) => {
  document.querySelector(`[data-agreement="${id}"]`).click();
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""
# What is off the screen follows a moment later: then all is done.
SETTLE = """async (id) => {
  document.querySelector(`[data-agreement="${id}"]`).click();
  do await new Promise((done) => setTimeout(done, 50));
  while (document.querySelector('[aria-busy="true"]'));
}"""


# By process what it has spent; those that have ended keep their last word.
SPENT = {}


def spent_ms():
    """Processor time so far of the browser that this process started."""
    for each in psutil.Process().children(recursive=True):
        try:
            if "chrom" in each.name():
                used = each.cpu_times()
                SPENT[each.pid] = 1e3 * (used.user + used.system)
        except psutil.Error:
            continue
    return sum(SPENT.values())


def pressed(tab, script, keys, rounds):
    """Processor milliseconds a switch, the median of some rounds over all switches."""
    costs = []
    for _ in range(rounds):
        before = spent_ms()
        for key in keys:
            tab.evaluate(script, key)
        costs.append((spent_ms() - before) / len(keys))
    return median(costs)


def alone(browser, body, *, is_map):
    """A tab with the engine and a map of one of two kinds, and the switches there are."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.set_content('<div id="host" style="width: 860px; height: 645px"></div>')
    for name in STYLES:
        tab.add_style_tag(content=(ROOT / "coverage/tocsin/report/templates" / name).read_text())
    if is_map:
        tab.add_script_tag(content=resources())
    tab.add_script_tag(content=source_of(*ENGINE, *MAP))
    return tab, tab.evaluate(OPEN, [body, is_map])


def opened(browser, path):
    """The page, opened from disk, and the wall and processor time to its first picture."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    begin, before = time.perf_counter(), spent_ms()
    # A plain address begins with the tour.
    tab.goto(f"{path.as_uri()}#tab=map")
    tab.locator(".map-key li").first.wait_for()
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return tab, time.perf_counter() - begin, spent_ms() - before


def sizes(path, canvas, data):
    """Bytes of the parts of a page's file."""
    packed = {section.name: len(section.packed) for section in data.sections}
    return {
        "file": path.stat().st_size,
        "script of Bokeh": len(resources()),
        "pixels, packed": packed["map_cells"],
        "lines and figure, packed": packed["map_figure"],
        "words of the map": len(json.dumps(canvas.about)),
        "all else of the data, packed": sum(packed.values())
        - packed["map_cells"]
        - packed["map_figure"],
    }


def main():
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", type=Path, default=SCENARIO)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=JSON")
    arguments = parser.parse_args()
    parted = (each.partition("=") for each in arguments.set)
    changes = {path: json.loads(value) for path, _, value in parted}
    result = run(Scenario.load(arguments.scenario).updated(changes))
    begin = time.process_time()
    canvas = Canvas.of(result.world)
    print(f"{canvas.count:,} cells drawn in {time.process_time() - begin:.2f} s, without a pixel: "
          f"{canvas.vanished}; load {os.getloadavg()[0]:.1f}")  # fmt: skip
    data = PageData.of(result, canvas=canvas)
    body = b64encode(data.body()).decode()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        path = write_report(result, Path(folder) / "report.html")
        for name, size in sizes(path, canvas, data).items():
            print(f"{name}: {size / 1e6:.3f} MB")
        chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        costs = {kind: {} for kind in ("every", "moving")}
        for name, is_map in (("bare canvas", False), ("map alone", True)):
            drawn, found = alone(browser, body, is_map=is_map)
            # There and back, so that one that changes the picture does so each time.
            switches = {kind: [at for at in some for _ in "AB"] for kind, some in found.items()}
            for kind, some in switches.items():
                costs[kind][name] = pressed(drawn, "(at) => press(at)", some, arguments.rounds)
            drawn.close()
        tab, wall_s, cost_ms = opened(browser, path)
        ids = list(result.scenario.agreements)
        for kind, some in switches.items():
            named = [ids[at] for at in some]
            costs[kind]["whole page"] = pressed(tab, PRESS, named, arguments.rounds)
        named = [ids[at] for at in switches["every"]]
        costs["every"]["whole page, and what follows off the screen"] = pressed(
            tab, SETTLE, named, 1
        )
        browser.close()
    print(f"first picture: {wall_s:.2f} s, {cost_ms:.0f} ms of processor")
    for kind, words in (("every", "any switch"), ("moving", "a switch that changes the map")):
        for name, cost in costs[kind].items():
            ratio = cost / costs[kind]["bare canvas"]
            print(f"{words}, {name}: {cost:.0f} ms, {ratio:.2f} times the bare")


if __name__ == "__main__":
    sys.exit(main())
