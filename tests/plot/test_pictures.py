"""Each kind of figure looks as it did: small pictures without text, compared with stored ones.

Where a figure changes on purpose, look at it and run ``make pictures``.
"""

import io
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

import tocsin
from tocsin.engine.rulebook import Rulebook
from tocsin.engine.world import World
from tocsin.geometry.refraction import MODELS, first_visible_m
from tocsin.plot.horizon import horizon_chart
from tocsin.report.sharing_graph import figure_of_policy

FOLDER = Path(__file__).with_name("pictures")
WIDTH = 240
# Of what a picture differs from white paper: libraries smooth edges in their own way, which is a
# few hundredths; other classes, one sensor less or another day are more than a sixth.
FARTHEST = 0.15
HUB = "hub-pact-realtime"
DATES = {"agreements.hub-out.in_force": ["2001-01-01", None],
         "agreements.pact.in_force": ["2010-05-01", None],
         "agreements.joined.in_force": ["2016-01-01", "2021-01-01"]}  # fmt: skip


@cache
def hub():
    return tocsin.Scenario.shipped(HUB)


def horizon():
    along_km = np.linspace(1.0, 600.0, 60)
    site = {"elevation_deg": 0.5, "site_height_m": 0.0, "radius_m": 6.37e6}
    heights = {
        model: 1e-3 * first_visible_m(1e3 * along_km, model=model, **site) for model in MODELS
    }
    return horizon_chart(along_km, heights, title="Horizon")[0]


def graph(policy="joined"):
    world = World(hub())
    return figure_of_policy(world, Rulebook.of(world.book, policy))


DRAWN = {
    "warning": lambda: tocsin.run(hub(), policies=["joined"]).figure(),
    "change": lambda: tocsin.compare(hub(), "alone", "joined").figure(),
    "count": lambda: tocsin.footprint(hub(), altitude_km=100).figure(),
    "section": lambda: tocsin.footprint(hub(), section="0,-132:0,-115").figure(),
    "horizon": horizon,
    "graph": graph,
    "history": lambda: tocsin.history(hub(), set=DATES).figure(),
    "waterfall": lambda: tocsin.explain(hub(), policy=["alone", "joined"], at="0,-125").figure(),
}


def picture(figure):
    """Draw a figure small, without its text: fonts differ from machine to machine."""
    for text in figure.findobj(Text):
        text.set_visible(False)
    page = io.BytesIO()
    figure.savefig(page, format="png", dpi=2 * WIDTH / figure.get_figwidth())
    image = Image.open(page).convert("RGB")
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.BOX)


def stored(name):
    return Image.open(FOLDER / f"{name}.png").convert("RGB")


def rms(one, other):
    difference = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    return float(np.sqrt((difference**2).mean()))


def distance(drawn, name):
    """How far a picture is from the stored one, as a share of what is drawn there."""
    there = stored(name)
    # A key may be a line of text higher or lower; a picture of another shape is another one.
    if abs(drawn.height - there.height) > 2:
        return np.inf
    paper = Image.new("RGB", there.size, "white")
    return rms(drawn.resize(there.size), there) / rms(there, paper)


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_looks_as_it_did(name, tmp_path):
    drawn = picture(DRAWN[name]())
    drawn.save(tmp_path / f"{name}.png")
    assert distance(drawn, name) < FARTHEST, f"look at {tmp_path}, then: make pictures"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("warning", lambda: tocsin.run(hub(), policies=["alone"]).figure()),
        ("change", lambda: tocsin.compare(hub(), "alone", "pact").figure()),
        ("history", lambda: tocsin.history(hub(), set=DATES | {
            "agreements.joined.in_force": ["2014-01-01", "2019-01-01"]}).figure()),
        ("graph", lambda: graph("pact")),
        ("count", lambda: tocsin.footprint(
            hub().updated({"sensors.brell-watch": None}), altitude_km=100).figure()),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)  # fmt: skip
def test_what_a_figure_shows_decides(name, other):
    assert distance(picture(other()), name) > FARTHEST


def test_pictures_are_few_and_small():
    assert {path.stem for path in FOLDER.glob("*.png")} == set(DRAWN)
    assert max(path.stat().st_size for path in FOLDER.glob("*.png")) < 15_000


def write():
    """Make all stored pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in DRAWN.items():
        picture(draw()).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    write()
