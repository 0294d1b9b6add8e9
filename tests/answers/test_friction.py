"""Friction: expectations against sums by hand and against runs with things taken away."""

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import tocsin
from tocsin.answers.disturbances import sensor_failures, suspended_sets
from tocsin.answers.friction import friction
from tocsin.engine.rulebook import Rulebook

ROOT = Path(__file__).parents[2] / "configs" / "scenarios"


@pytest.fixture(scope="module")
def triad():
    asia = tocsin.Scenario.load(ROOT / "northeast-asia.yaml")
    arcs = {"medium": {"class": "medium"}, "low": {"class": "low-flyer"}}
    return asia.updated({"targets.h3_resolution": 3, "arcs": arcs})


@pytest.fixture(scope="module")
def star():
    """A world with two shocks of one cause and one apart, and two unsure sensors."""
    return tocsin.Scenario.load(ROOT / "anonymous-star.yaml").updated(
        {
            "causes": {"quarrel": {"probability": 0.4}},
            "shocks": {
                "one": {"probability": 0.5, "cause": "quarrel", "suspends": ["star"]},
                "two": {"probability": 0.5, "cause": "quarrel", "suspends": ["star-named"]},
                "three": {"probability": 0.1, "suspends": ["star"]},
            },
            "policies": {
                "both": {"agreements": ["star", "star-named"]},
                "one": {"agreements": ["star"]},
            },
            "sensors.marl-watch.availability": 0.8,
            "sensors.flint-watch.availability": 0.5,
        }
    )


def effective_s(scenario, policy, nation):
    warning = tocsin.run(scenario, policies=[policy]).warning
    here = warning[warning["nation"] == nation]
    return float(here["warning_s"].clip(lower=0.0).fillna(0.0).mean())


def without(scenario, *, sensors=(), agreements=()):
    given = scenario.to_dict()
    kept = {n: s for n, s in given["sensors"].items() if n not in sensors}
    policies = {
        n: {**p, "agreements": [a for a in p["agreements"] if a not in agreements]}
        for n, p in given["policies"].items()
    }
    return scenario.updated({"sensors": kept, "policies": policies})


def test_probabilities_by_hand(star):
    # With the quarrel (0.4): one with 0.5, two with 0.5; three apart with 0.1.
    sets = suspended_sets(Rulebook.of(star, "both"))
    named, plain = frozenset({"star-named"}), frozenset({"star"})
    assert sets[named | plain] == pytest.approx(0.4 * 0.5 * (1 - 0.5 * 0.9))
    assert sets[named] == pytest.approx(0.4 * 0.5 * 0.5 * 0.9)
    assert sum(sets.values()) == pytest.approx(1.0)
    of_one = suspended_sets(Rulebook.of(star, "one"))
    assert of_one[plain] == pytest.approx(1 - 0.9 * (1 - 0.4 * 0.5))


def test_expectation_is_the_sum_over_runs_with_things_taken_away(star):
    failures = {"marl-watch": 0.2, "flint-watch": 0.5}
    expected = 0.0
    for suspended, chance in suspended_sets(Rulebook.of(star, "both")).items():
        for failed in product((False, True), repeat=2):
            gone = [name for name, is_out in zip(failures, failed, strict=True) if is_out]
            chances = zip(failures.values(), failed, strict=True)
            share = np.prod([p if is_out else 1 - p for p, is_out in chances])
            world = without(star, sensors=gone, agreements=suspended)
            expected += chance * share * effective_s(world, "both", "CLAY")
    nations = friction(star, policies=["both"]).nations.set_index("nation")
    assert nations.loc["CLAY", "expected_warning_s"] == pytest.approx(expected, abs=1e-9)
    assert nations.loc["CLAY", "undisturbed_warning_s"] == pytest.approx(
        effective_s(star, "both", "CLAY"), abs=1e-9
    )


def test_worst_case_is_named_with_the_chance_of_one_so_bad(star):
    found = friction(star, policies=["both"])
    row = found.nations.set_index("nation").loc["CLAY"]
    # Without the star, or without both sensors that reach it, Clay has only its own.
    assert row["worst_state"] == "flint-watch + marl-watch"
    bad = found.states[(found.states["nation"] == "CLAY") & (found.states["warning_s"] == 0)]
    assert row["worst_probability"] == pytest.approx(bad["probability"].sum())
    assert row["worst_warning_s"] == 0


def test_unwarned_probability_of_cells_by_hand(star):
    sure = star.updated(
        {"sensors.marl-watch.availability": 1, "sensors.flint-watch.availability": 1}
    )
    found = friction(sure, policies=["both"])
    gone = suspended_sets(Rulebook.of(star, "both"))[frozenset({"star", "star-named"})]
    clay = found.cells[found.cells["nation"] == "CLAY"]
    # All cells of Clay are warned by the star in either form, and none without.
    assert np.allclose(clay["unwarned_probability"], gone)
    assert np.allclose(clay["unwarned_at_worst"], gone)
    nations = found.nations.set_index("nation")
    assert nations.loc["CLAY", "unwarned_probability"] == pytest.approx(gone)


def test_single_points_of_failure(star):
    found = friction(star, sensors=False).agreements
    alone = found[(found["policy"] == "one") & (found["nation"] == "CLAY")].iloc[0]
    assert (alone["agreement"], alone["cells_lost"], alone["cases_lost"]) == ("star", 9, 18)
    assert alone["warning_lost_s"] == pytest.approx(482.4155, abs=1e-3)
    backed_up = found[found["policy"] == "both"]
    assert (backed_up["cases_lost"] == 0).all()


def test_the_shipped_shocks(triad):
    found = friction(triad, policies=["isolated", "bilateral-2012", "realtime-2024"])
    chances = found.states[found.states["nation"] == "JPN"].groupby("policy")["probability"].sum()
    assert np.allclose(chances, 1.0)
    nations = found.nations.set_index(["policy", "nation"])
    calm = nations.loc[("bilateral-2012", "JPN")]
    assert calm["expected_warning_s"] == calm["undisturbed_warning_s"]
    assert calm["worst_state"] == "-"
    now = nations.loc[("realtime-2024", "JPN")]
    assert now["worst_state"] == "gsomia + realtime"
    assert now["worst_probability"] == pytest.approx(0.15)
    assert now["expected_warning_s"] == pytest.approx(
        0.85 * now["undisturbed_warning_s"] + 0.15 * now["worst_warning_s"]
    )
    lost = found.agreements[found.agreements["policy"] == "realtime-2024"]
    lost = lost.set_index(["nation", "agreement"])["warning_lost_s"]
    # What real time rests on takes it out, and so costs as much.
    assert lost["JPN", "us-japan-gsomia"] == lost["JPN", "tisa"] == lost["JPN", "realtime"] > 0.0


def test_population_share_is_weighted(triad):
    found = friction(triad, policies=["isolated"])
    here = found.cells[found.cells["nation"] == "JPN"]
    weighted = np.average(here["unwarned_probability"], weights=here["population"])
    row = found.nations.set_index("nation").loc["JPN"]
    assert row["unwarned_pop_probability"] == pytest.approx(weighted)
    summary = tocsin.run(triad, policies=["isolated"]).summary
    of_run = summary[(summary["nation"] == "JPN") & (summary["arc"] == "all")].iloc[0]
    assert row["unwarned_probability"] == pytest.approx(1 - of_run["warned_share"])


def test_availability_can_be_left_out_and_dead_sensors_fail_always(star):
    assert len(sensor_failures(tocsin.World(star))) == 4
    dead = star.updated({"sensors.marl-watch.availability": 0})
    assert all("marl-watch" in failed for failed in sensor_failures(tocsin.World(dead)))
    left_out = friction(star, policies=["one"], sensors=False)
    assert {tuple(each) for each in left_out.states["out_of_order"]} == {()}


def test_plain_data(star):
    told = json.loads(json.dumps(friction(star).to_dict(), allow_nan=False))
    assert set(told) == {"notional", "launch", "basis", "nations", "agreements", "states", "cells"}


def test_too_many_states_are_refused_with_the_remedy(star):
    unsure = {
        f"s{number}": {"class": "geo-infrared", "owner": "CLAY", "lon": number, "availability": 0.5}
        for number in range(13)
    }
    with pytest.raises(tocsin.InputError, match="at most 12 sensors"):
        friction(star.updated({"sensors": unsure}))
    # No sensor fails: shocks alone are too many, and that is said before they are enumerated.
    many = {f"pact-{i}": {"kind": "sharing", "parties": ["CLAY", "MARL"]} for i in range(40)}
    shaken = star.updated(
        {
            "agreements": many,
            "policies": {"both": {"agreements": [*many]}},
            "shocks": {f"s{i}": {"probability": 0.5, "suspends": [f"pact-{i}"]} for i in range(40)},
        }
    )
    with pytest.raises(tocsin.InputError, match=r"'both': Too many combinations of shocks: .*4096"):
        friction(shaken, policies=["both"], sensors=False)
    fewer = {name: unsure[name] for name in list(unsure)[:11]}
    with pytest.raises(tocsin.InputError, match="Must be at most 4096 states"):
        friction(star.updated({"sensors": fewer}), policies=["both"])
