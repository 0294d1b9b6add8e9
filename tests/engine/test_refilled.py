"""A bank that is made of another one's is what a fresh one is."""

import numpy as np
import pytest

from tocsin.engine import refilled as module
from tocsin.engine.bank import Bank
from tocsin.engine.refilled import refilled
from tocsin.engine.world import World
from tocsin.scenario import Scenario

WORLD = Scenario.from_dict({
    "tocsin": 1,
    "nations": {
        "EAST": {"territory": {"box": {"west": 8, "south": -1, "east": 10, "north": 1}}},
        "HUB": {"territory": {"box": {"west": 10, "south": -1, "east": 11, "north": 1}}},
        "WEST": {},
    },
    "sensors": {
        "a": {"class": "national-warning", "owner": "EAST", "lat": 0, "lon": 8, "facing_deg": 270},
        "b": {"class": "geo-infrared", "owner": "HUB", "lon": 10},
        "c": {"class": "ship-s-band", "owner": "EAST", "lat": 0.5, "lon": 7},
        "d": {"class": "ship-s-band", "owner": "HUB", "lat": 0.5, "lon": 7},
    },
    "launches": {"area": {"nation": "WEST", "lat": 0, "lon": 0, "spread_km": 20, "points": 2}},
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer"}},
    "targets": {"h3_resolution": 3},
})  # fmt: skip


@pytest.fixture(scope="module")
def bank():
    return Bank.of(World(WORLD), threads=1)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"sensors.c.lat": -0.5}, ["a", "c"]),
        ({"sensors.b.lon": 20}, ["b", "d"]),
        ({"sensors.a": None}, ["c"]),
        ({"sensors.b": None}, ["d"]),
        (dict.fromkeys(f"sensors.{name}" for name in "abcd"), []),
        ({"sensors.e": {"class": "geo-infrared", "owner": "WEST", "lon": 0}}, ["e"]),
        ({"sensors.d.owner": "EAST"}, ["a", "b", "c", "d"]),
        ({"sensors.d.not_to": ["EAST"]}, ["b", "d"]),
        ({"cards.sensors.geo-infrared.alert_s": 15}, ["b", "d"]),
        ({"nations.EAST.confirmation": {"k_of_n": 2}}, ["a", "b", "c", "d"]),
        ({"agreements.x": {"kind": "sharing", "parties": ["EAST", "HUB"]}}, []),
    ],
)
def test_only_feeds_that_changed_are_asked(bank, changes, asked, monkeypatch):
    world = World(WORLD.updated(changes), known_cells=bank.world.cells)
    asks = []

    class Watched(Bank):
        @classmethod
        def of(cls, alone, **how):
            asks.extend(alone.scenario.sensors)
            return Bank.of(alone, **how)

    monkeypatch.setattr(module, "Bank", Watched)
    made, fresh = refilled(bank, world, threads=1), Bank.of(world, threads=1)
    assert made.feeds == fresh.feeds
    for ours, theirs in zip(made.groups, fresh.groups, strict=True):
        assert (ours.launch_nation, ours.nation) == (theirs.launch_nation, theirs.nation)
        for name in ("rows", "first", "impact_s", "cells", "launches", "population"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
    # A rule that counts needs a feed a sensor, and what each makes alone was not kept.
    assert asks == asked


def test_of_other_arcs_nothing_is_kept(bank):
    assert refilled(bank, World(WORLD.updated({"arcs.short.boost_s": 80}))) is None
