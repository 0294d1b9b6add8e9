import numpy as np
import pandas as pd
import pytest

from tocsin.answers.run import run
from tocsin.engine.bank import Bank
from tocsin.engine.rulebook import Rules
from tocsin.scenario import Scenario

WORLD = {
    "tocsin": 1,
    "nations": {
        "EAST": {"territory": {"box": {"west": 8, "south": -1, "east": 10, "north": 1}}},
        "SOUTH": {"territory": {"box": {"west": 4, "south": -6, "east": 6, "north": -4}}},
        "HUB": {},
        "WEST": {},
        "FAR": {},
    },
    "sensors": {
        "shore": {"class": "national-warning", "owner": "EAST", "lat": 0, "lon": 8,
                  "facing_deg": 270},
        "cape": {"class": "transportable-l-band", "owner": "SOUTH", "lat": -4, "lon": 5,
                 "facing_deg": 320, "not_to": ["EAST"]},
        "ship": {"class": "ship-s-band", "owner": "SOUTH",
                 "patrol": {"west": 2, "south": -3, "east": 4, "north": -1}},
        "eye": {"class": "geo-infrared", "owner": "HUB", "lon": 10},
    },
    "launches": {
        "area": {"nation": "WEST", "lat": 0, "lon": 0, "spread_km": 20, "points": 2},
        "other": {"nation": "FAR", "lat": 3, "lon": 2},
    },
    "arcs": {"short": {"class": "short"}, "low": {"class": "low-flyer", "altitude_km": 10,
                                                   "speed_m_s": 800}},
    "targets": {"h3_resolution": 3},
    "agreements": {
        "star": {"kind": "sharing", "hub": "HUB", "spokes": ["EAST", "SOUTH"], "purpose": ["WEST"]},
        "watch": {"kind": "sharing", "from": "HUB", "to": ["EAST", "SOUTH"], "tier": "alert",
                  "mode": "auto"},
    },
    "policies": {
        "none": {},
        "watch": {"agreements": ["watch"]},
        "all": {"agreements": ["watch", "star"]},
        "doubt": {"agreements": ["watch", "star"], "confirmation": {"EAST": "own"}},
        "two": {"agreements": ["watch", "star"], "confirmation": {"EAST": {"k_of_n": 2}}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def result():
    return run(Scenario.from_dict(WORLD))


@pytest.fixture(scope="module")
def bank(result):
    return Bank.of(result.world)


@pytest.mark.parametrize("policy", WORLD["policies"])
def test_the_bank_gives_the_same_summary_as_the_table(result, bank, policy):
    table = result.summary[result.summary["policy"] == policy].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        bank.summary(Rules(result.world, policy)), table, check_dtype=False,
        check_categorical=False, rtol=1e-12,
    )  # fmt: skip


@pytest.mark.parametrize("policy", WORLD["policies"])
def test_the_bank_gives_the_same_notices_as_the_table(result, bank, policy):
    table = result.warning[result.warning["policy"] == policy]
    public = {}
    for outcome in bank.evaluate(Rules(result.world, policy)):
        group = outcome.group
        for i in range(len(group.impact_s)):
            key = group.launch[i], group.arc[i], group.cell[i]
            public[key] = outcome.public_s[i] if outcome.status[i] else np.nan
    launches, cells = result.world.launches, result.world.cells
    arcs = [arc.id for arc in result.world.arcs]
    where = {(launches.area[i], launches.point[i]): i for i in range(len(launches))}
    for row in table.itertuples():
        key = (
            where[row.launch, row.point],
            arcs.index(row.arc),
            int(np.flatnonzero(cells.id == row.cell)[0]),
        )
        expected = public[key] if np.isfinite(public[key]) else np.nan
        np.testing.assert_equal(row.public_s, expected)


def test_the_policies_differ(result):
    mean = result.summary.query("nation == 'EAST' and arc == 'all'").set_index("policy")
    effective = mean["effective_warning_s"]
    assert effective["none"] < effective["watch"] < effective["all"]
    assert effective["doubt"] == pytest.approx(effective["none"])
    assert effective["two"] <= effective["all"]


def test_threads_come_from_the_environment_and_are_checked(monkeypatch):
    from tocsin.engine.visibility import default_threads
    from tocsin.errors import InputError

    monkeypatch.setenv("TOCSIN_THREADS", "3")
    assert default_threads() == 3
    monkeypatch.setenv("TOCSIN_THREADS", "many")
    with pytest.raises(InputError, match="'many'"):
        default_threads()
    monkeypatch.delenv("TOCSIN_THREADS")
    assert default_threads() >= 1
