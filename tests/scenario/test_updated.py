"""Changes by dotted path are checked like a file; the hash follows what determines results."""

import numpy as np
import pytest

from tocsin.errors import InputError
from tocsin.scenario import TEMPLATES, Scenario, scaffold


def test_changes_of_every_depth(everything):
    scenario = everything.updated(
        {
            "seed": np.int64(9),
            "sensors.radar.alert_s": np.float64(12),
            "nations.AAA.confirmation": "own",
            "agreements.star.in_force.1": None,
            "cards.sensors.ship-s-band.r1_km": 700,
            "policies.fresh": {"as_of": "2001-01-01"},
            "places.0.population": 5,
        }
    )
    assert scenario.seed == 9
    assert scenario.sensor_spec("radar").alert_s == 12
    assert scenario.nation_spec("AAA").rule == "own"
    assert scenario.agreements["star"].in_force[1] is None
    assert scenario.sensor_spec("ship").r1_km == 700
    assert "fresh" in scenario.policies
    assert scenario.places[0].population == 5
    assert everything.seed == 3
    assert scenario.source == everything.source


def test_changes_are_checked(everything):
    with pytest.raises(InputError) as caught:
        everything.updated({"sensors.radar.lat": 91, "sensors.radar.ownr": "AAA"})
    assert len(caught.value.problems) == 2
    assert "Must be within [-90, 90]" in caught.value.problems[0]


@pytest.mark.parametrize("path", ["seed.x", "places.7.lat", "title.x.y", "places.first"])
def test_paths_that_lead_nowhere(everything, path):
    with pytest.raises(InputError, match="Unknown path"):
        everything.updated({path: 1})


def test_a_typo_in_a_path_starts_no_entry(everything):
    with pytest.raises(InputError, match=r"sensors has no 'radr'\. Did you mean 'radar'\?"):
        everything.updated({"sensors.radr.alert_s": 4})
    box = {"west": 0, "south": 0, "east": 1, "north": 1}
    grid = everything.updated({"targets": {"grid": {}}}).updated({"targets.grid.region": box})
    assert grid.targets.grid.region.edges == (0, 0, 1, 1)


def test_a_default_policy_can_be_changed(world):
    scenario = Scenario.from_dict(world).updated({"policies.all.confirmation": {"AAA": "own"}})
    assert list(scenario.policies) == ["isolated", "all"]
    assert scenario.agreements_of("all") == ("pact",)
    assert scenario.nation_spec("AAA", policy="all").rule == "own"


def test_models_are_frozen(everything):
    with pytest.raises(ValueError, match="frozen"):
        everything.seed = 5


@pytest.mark.parametrize(
    "change",
    [
        {"title": "other"},
        {"description": "other"},
        {"nations.AAA.name": "other"},
        {"nations.AAA.color": "red"},
        {"agreements.pact.title": "other"},
        {"agreements.pact.source": "other"},
        {"agreements.pact.confidence": "high"},
        {"policies.day.title": "other"},
        {"shocks.storm.note": "other"},
        {"cards.sensors.mine.title": "other"},
        {"history": []},
    ],
)
def test_words_leave_the_hash(everything, change):
    assert everything.updated(change).content_hash() == everything.content_hash()


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 4},
        {"refraction": "traced"},
        {"nations.AAA.needs": "alert"},
        {"sensors.radar.alert_s": 5},
        {"launches.west.points": 3},
        {"arcs.plain.boost_s": 101},
        {"targets.h3_resolution": 5},
        {"agreements.pact.tier": "alert"},
        {"policies.day.as_of": "2005-05-06"},
        {"shocks.storm.probability": 0.2},
        {"causes.winter.probability": 0.2},
        {"responders.circle.radius_km": 301},
        {"cards.delays.auto_s": 2},
        {"cards.sensors.geo-infrared.cloud_top_km": {"low": 8, "value": 9, "high": 10}},
        {"places.0.population": 7},
    ],
)
def test_all_else_changes_the_hash(everything, change):
    assert everything.updated(change).content_hash() != everything.content_hash()


def test_hash_knows_the_order_of_entries_not_of_keys(world):
    first = Scenario.from_dict(world).content_hash()
    world["sensors"]["eye"] = dict(reversed(world["sensors"]["eye"].items()))
    world = dict(reversed(world.items()))
    assert Scenario.from_dict(world).content_hash() == first
    world["nations"] = dict(reversed(world["nations"].items()))
    assert Scenario.from_dict(world).content_hash() != first


def test_hash_sees_no_spelling(world):
    first = Scenario.from_dict(world).content_hash()
    world["sensors"]["eye"] |= {"lat": 1.0}
    world["seed"] = 0
    world["policies"] = {"isolated": {}, "all": {"agreements": ["pact"]}}
    assert Scenario.from_dict(world).content_hash() == first


@pytest.mark.parametrize("template", TEMPLATES)
def test_scaffolds_load(template):
    scenario = Scenario.from_text(scaffold(template))
    assert Scenario.from_text(scenario.to_yaml()).content_hash() == scenario.content_hash()
    assert "notional" in scaffold(template).lower()


def test_unknown_scaffold():
    with pytest.raises(InputError, match=r"Unknown template 'startr'\. Did"):
        scaffold("startr")
