"""What sessions share is what each would have worked out alone."""

import numpy as np
import pytest

from tocsin.answers.run import run
from tocsin.app.banks import Banks
from tocsin.app.limits import Limits
from tocsin.errors import InputError
from tocsin.report.data import PageData
from tocsin.scenario import Scenario

from .conftest import SMALL

AREA = {"nation": "WEST", "lat": 0.0, "lon": 0.0, "spread_km": 20.0, "points": 2}
STEPS = (
    {},
    {"launches.other": {"nation": "WEST", "lat": 0.5, "lon": 0}},
    # The same areas in another order are other positions.
    {"launches.area": None},
    {"launches.area": AREA},
    {"sensors.shore.lat": 0.5},
    {"sensors.eye.lon": 20},
    {"sensors.shore": None},
    {"sensors.shore": {"class": "national-warning", "owner": "HUB", "lat": 0, "lon": 8,
                       "facing_deg": 270}},
    {"nations.EAST.territory": {"box": {"west": 8, "south": -1, "east": 11, "north": 1}}},
    {"arcs.short.boost_s": 70},
    {"nations.EAST.confirmation": {"k_of_n": 2}},
    {"responders.r": {"owner": "HUB", "lat": 0, "lon": 9, "radius_km": 90, "reaction_s": 20}},
    {"refraction": "none"},
    {"title": "Another"},
)  # fmt: skip


def test_whatever_is_taken_from_others_is_the_same():
    banks, scenario = Banks(Limits(), threads=1), Scenario.from_text(SMALL)
    for changes in STEPS:
        scenario = scenario.updated(changes, null_removes=True)
        ours, theirs = banks.result_of(scenario), run(scenario, threads=1)
        assert ours.bank.feeds == theirs.bank.feeds, changes
        for one, other in zip(ours.bank.groups, theirs.bank.groups, strict=True):
            for key in ("rows", "first", "impact_s", "cells", "launches", "population"):
                assert np.array_equal(getattr(one, key), getattr(other, key)), (changes, key)
        page = banks.data_of(scenario, "x.yaml")
        fresh = PageData.of(theirs, name="x.yaml", canvas=page.canvas)
        assert page.body() == fresh.body(), changes


def test_few_are_kept():
    banks, scenario = Banks(Limits(banks=2), threads=1), Scenario.from_text(SMALL)
    made = [banks.result_of(scenario.updated({"seed": seed})) for seed in (1, 2, 3)]
    assert banks.result_of(scenario.updated({"seed": 3})) is made[2]
    assert banks.result_of(scenario.updated({"seed": 1})) is not made[0]
    assert len(banks._kept.values()) == 2


def test_what_cannot_be_made_leaves_nothing_behind():
    banks, scenario = Banks(Limits(cells=2), threads=1), Scenario.from_text(SMALL)
    for _ in range(2):
        with pytest.raises(InputError, match="Too large for the page: 6 cells"):
            banks.result_of(scenario)
    assert banks._kept.values() == []
